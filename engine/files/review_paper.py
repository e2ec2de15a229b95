"""The 评审打分表 on paper: what one assessor is asked about one unit, to be filled in by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.files.answer_cells import Line
from engine.files.field_words import evidence_words, joined, reason_field
from engine.files.form_names import NONE_OF_THESE
from engine.files.item_layout import chapters
from engine.files.papers import Fields
from engine.files.review_columns import EVIDENCE, heads
from engine.files.review_rows import Case
from engine.files.review_scope import Scope
from engine.files.review_words import (
    REASONS,
    VERDICTS,
    round_words,
    signs,
    task_words,
)
from engine.files.worth import worth_words
from engine.language.fields import Field, Kind, Source
from engine.records.exact import plain
from engine.records.review import WAY_WORDS
from engine.records.submission import Verdict
from engine.rubric.standard import Item

_BOX = "□"
_NOT_HERE = "／"
_ON_ONE_LINE = 4
"""So many characters of options stand side by side."""


@dataclass(frozen=True, slots=True)
class ReviewPaper:
    """One 评审打分表; a `blank` one is of no unit, to be kept in reserve."""

    case: Case
    title: str
    name: str = ""
    """The assessor's own name, which stands on paper alone."""
    blank: bool = False

    def fields(self) -> Fields:
        """What the template is told."""
        case, scope = self.case, self.case.scope
        first, second = signs(scope.terms, scope.round)
        return {
            "评估名称": self.title,
            "单位编号": "" if self.blank else case.unit.code,
            "单位名称": "" if self.blank else case.unit.name,
            "评审人": self._assessor(),
            "轮次": round_words(scope.round, scope.way),
            "评审办法": scope.method,
            "填写说明": _instructions(scope),
            "佐证栏": heads(agreed=scope.round == "agreed")[EVIDENCE][0],
            "签名一": first,
            "签名二": second or "录入人签名",
            "一级指标": [
                {"名称": heading, "指标": items}
                for _, heading, blocks in chapters(case.standard)
                if (items := [self._item(b.item) for b in blocks if scope.lays_out(b.item)])
            ],
        }

    def _assessor(self) -> str:
        scope = self.case.scope
        team = scope.team if scope.team != scope.assessor else ""
        about = "，".join(filter(None, (self.name, team)))
        return f"{scope.assessor}（{about}）" if about else scope.assessor

    def _item(self, item: Item) -> Fields:
        case = self.case
        rows = [self._row(item, asked) for asked in item.fields if asked != reason_field(item)]
        return {
            "编号": item.code,
            "名称": item.indicator.title,
            "满分": self._worth(item),
            "标准": item.standard(),
            "佐证": evidence_words(item) if self.blank else case.evidence(item),
            "意见": _verdicts(item, case.scope),
            "理由": "" if case.scope.asks_reason(item) else "办公室数据，不用评",
            "行": rows or [{"填报项": "", "自报": "", "核定": _NOT_HERE, "考评分": _NOT_HERE}],
        }

    def _worth(self, item: Item) -> str:
        if self.blank:
            return plain(item.points) if item.same_for_all else ""
        return worth_words(item, self.case.standard, self.case.unit).replace("\n", "")

    def _row(self, item: Item, asked: Field) -> Fields:
        here = self.case.scope.asks_field(item, asked)
        is_mark = asked.code in item.marks
        return {
            "填报项": "".join(_titles(asked)),
            "自报": "" if self.blank else self._claim(asked),
            "核定": _room(asked) if here and not is_mark else _NOT_HERE,
            "考评分": "" if here and is_mark else _NOT_HERE,
        }

    def _claim(self, asked: Field) -> str:
        """自报值; of a multi-select what was chosen."""
        submission = self.case.submission
        answer = submission.answers.get(asked.code) if submission is not None else None
        if answer is not None and isinstance(answer.value, tuple):
            return joined(answer.value) or NONE_OF_THESE
        if asked.source is Source.REVIEWER:
            return _NOT_HERE
        return self.case.claim(Line(asked))


def _titles(asked: Field) -> Iterator[str]:
    yield f"{asked.code} {asked.label}"
    if asked.way:
        yield f"〔{WAY_WORDS[asked.way]}〕"


def _room(asked: Field) -> str:
    """What there is to tick, or room to write."""
    if asked.type is Kind.CHOICES:
        return _ticks((*asked.options, NONE_OF_THESE))
    return _ticks(asked.options) if asked.one_option else ""


def _ticks(options: Sequence[str]) -> str:
    # Where a line ends a box would be parted from its word.
    between = " " if sum(map(len, options)) <= _ON_ONE_LINE else "\n"
    return between.join(f"{_BOX}{option}" for option in options)


def _verdicts(item: Item, scope: Scope) -> str:
    if not scope.asks_verdict(item):
        return _NOT_HERE
    offered = [v for v in Verdict if v is not Verdict.NOT_APPLICABLE or item.policy is not None]
    return _ticks([each.chinese for each in offered])


def _instructions(scope: Scope) -> str:
    said = task_words(scope.terms, scope.round) if scope.terms is not None else ""
    return f"{said}{VERDICTS if scope.round != 'third' else ''}{REASONS}"
