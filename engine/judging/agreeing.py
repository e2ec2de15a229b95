"""What the assessors of a unit said of one item becomes its ruling, or what is owed 未定项.

Facts (意见, 核定值, what the reviewers count) must be the same; marks become one by the rule. What
was settled together 合议 stands over what each said, part by part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from engine.judging.panel import Panel
from engine.judging.pooling import Pooled, enough, far_apart, one_of, without_severity
from engine.judging.review_parts import Part, claims
from engine.language.fields import Field
from engine.records.exact import plain
from engine.records.problem import Place
from engine.records.review import Waiting, Why
from engine.records.states import State
from engine.records.submission import FILLED, Answer, Ruling, Verdict
from engine.rubric.standard import Item, Standard

_NEEDS_MARKS = (None, Verdict.ACCEPT, Verdict.AMEND)
"""With any other 意见 an item is out of the table or open, whatever its marks."""


@dataclass(slots=True)
class Agreeing:
    """One item of one unit on its way to a ruling."""

    panel: Panel
    standard: Standard
    item: Item
    waiting: dict[Why, Waiting] = field(default_factory=dict)
    pooled: list[Pooled] = field(default_factory=list)
    heard: list[Ruling] = field(default_factory=list)

    def settle(self, parts: tuple[Part, ...]) -> Ruling | None:
        """The ruling that stands. An item whose facts are unsettled is held open."""
        agreed = self.panel.agreed(self.item.code)
        verdicts: set[Verdict | None] = set()
        values: dict[str, Answer] = {}
        settled = True
        for part in parts:
            said = self.panel.said("main", part.way, self.item.code)
            self.heard += said.values()
            facts = self._facts(part, said, agreed)
            if facts is None:
                settled = False
                continue
            verdicts |= {facts.verdict} - {None}
            values |= facts.values
            if facts.verdict in _NEEDS_MARKS:
                values = self._marks(part, said, agreed) | values
        if len(verdicts) > 1:
            self._wait("differs", (), _told_apart(self.heard, frozenset()))
            settled = False
        if not self.heard and not agreed:
            return None
        if not settled:
            return self._ruling(Verdict.DISPUTED, {}, agreed) if claims(self.item) else None
        return self._ruling(next(iter(verdicts), None), values, agreed)

    def _facts(self, part: Part, said: Mapping[str, Ruling], agreed: list[Ruling]) -> Ruling | None:
        """What all say of a part but its marks; None where that is unsettled."""
        nothing = Ruling(unit=self.panel.unit, indicator=self.item.code)
        thirds = self.panel.thirds(part.way, self.item.code).values()
        voices = _stated(agreed, part, nothing)
        if not voices:
            assigned = self.panel.assessors("main", part.way)
            silent = tuple(each for each in assigned if each not in said)
            if silent and (said or part.needed):
                self._silent(silent if self._asked(part) else ())
                if part.decides and said:
                    return None
            else:
                voices = [_only_facts(each, part) for each in said.values()]
                voices += _stated(thirds, part, nothing)
        if any(each != voices[0] for each in voices):
            self._wait("differs", (), _told_apart([*said.values(), *thirds], part.facts))
            return None
        texts = {
            code: answer
            for ruling in (*said.values(), *agreed)
            for code, answer in ruling.values.items()
            if code in part.texts
        }
        told = voices[0] if voices else nothing
        return told.model_copy(update={"values": {**texts, **told.values}})

    def _asked(self, part: Part) -> bool:
        """Whether anything of a part is asked of the unit."""
        every = {*part.facts, *part.texts, *(each.code for each in part.marks)}
        return not every or not every <= set(self.panel.unasked)

    def _silent(self, silent: tuple[str, ...]) -> None:
        """Say who owes what they were assigned to say."""
        barred = tuple(each for each in silent if each in self.panel.barred)
        if barred:
            self._wait("must-avoid", (), f"{'、'.join(barred)}须回避，要另派评审人")
        if owing := tuple(each for each in silent if each not in barred):
            self._wait("no-mark", owing)

    def _marks(
        self, part: Part, said: Mapping[str, Ruling], agreed: list[Ruling]
    ) -> dict[str, Answer]:
        found = {}
        for asked in part.marks:
            one = self._one(asked, part, said, agreed)
            self.pooled.append(one)
            if one.value is not None:
                found[asked.code] = Answer(value=plain(one.value), state=State.VERIFIED)
            if one.taken and one.taken != {**one.marks, **one.third}:
                # Why a mark was corrected is said by the decision that corrects it.
                told = Answer(value=FILLED, state=State.VERIFIED)
                found |= dict.fromkeys(part.reasons, told)
        return found

    def _one(
        self, asked: Field, part: Part, said: Mapping[str, Ruling], agreed: list[Ruling]
    ) -> Pooled:
        """The mark of one field; without a value where something is owed."""
        marks, together = _marks_in(asked, said), _marks_in(asked, dict(enumerate(agreed)))
        found = Pooled(asked.code, marks)
        if together:
            if len(set(together.values())) == 1:
                return replace(found, value=next(iter(together.values())), agreed=True)
            self._wait("differs", (), f"合议分{_listed(together)}")
            return found
        assigned = self.panel.assessors("main", part.way)
        owing = tuple(each for each in assigned if each not in marks)
        if asked.code not in self.panel.unasked:
            self._silent(owing)
        return self._by_rule(found, asked, part) if marks and not owing else found

    def _by_rule(self, found: Pooled, asked: Field, part: Part) -> Pooled:
        """The marks of all assigned made one, with a third's where the two are far apart."""
        terms, rounding = self.panel.terms, self.standard.rubric.rounding
        rule = terms.combine
        offsets = self.panel.offsets if rule is not None else {}
        taken, third = dict(without_severity(asked, found.marks, offsets)), {}
        if len(taken) == 2 and far_apart(terms, [*taken.values()], asked.maximum or Decimal(0)):
            thirds = self.panel.thirds(part.way, self.item.code)
            third = _marks_in(asked, thirds)
            if len(third) != 1:
                named = self.panel.assessors("third", part.way)
                owing = tuple(each for each in named if each not in self.panel.barred)
                self._wait("third-mark", owing, f"已有考评分{_listed(found.marks)}")
                return found
            self.heard += thirds.values()
            taken |= without_severity(asked, third, offsets)
        if not enough(rule, len(taken)):
            self._wait("no-mark", (), f"只有考评分{_listed(found.marks)}，合成不了")
            return found
        values = [*taken.values()]
        one = one_of(rule, values, rounding.places, rounding.mode) if rule else values[0]
        return replace(found, third=third, taken=taken, value=one)

    def _wait(self, why: Why, owed_by: tuple[str, ...], said: str = "") -> None:
        """Say what is owed, once for each reason."""
        known = self.waiting.get(why)
        self.waiting[why] = Waiting(
            unit=self.panel.unit,
            indicator=self.item.code,
            why=why,
            owed_by=tuple(sorted({*owed_by, *(known.owed_by if known else ())})),
            said=said or (known.said if known else ""),
        )

    def _ruling(
        self, verdict: Verdict | None, values: dict[str, Answer], agreed: list[Ruling]
    ) -> Ruling:
        """With the reasons of all, or of what they settled together; never whose they are."""
        heard = [*self.heard, *agreed]
        reasons = {each.reason for each in agreed} - {""} or {each.reason for each in heard} - {""}
        files = sorted({each.place.file for each in heard} - {""})
        return Ruling(
            unit=self.panel.unit,
            indicator=self.item.code,
            verdict=verdict,
            values=dict(sorted(values.items())),
            reason=_one_sentence(reasons),
            role="、".join(sorted({each.role for each in heard} - {""})),
            place=heard[0].place if len(heard) == 1 else Place("、".join(files)),
        )


def _one_sentence(reasons: Collection[str]) -> str:
    """Several reasons as one sentence; one alone stays as it was written."""
    if len(reasons) < 2:
        return next(iter(reasons), "")
    ends = "。" if any(each.endswith("。") for each in reasons) else ""
    return "；".join(sorted({each.rstrip("。；;. ") for each in reasons})) + ends


def _stated(rulings: Iterable[Ruling], part: Part, nothing: Ruling) -> list[Ruling]:
    """The facts of those who state any."""
    return [bare for each in rulings if (bare := _only_facts(each, part)) != nothing]


def _only_facts(ruling: Ruling, part: Part) -> Ruling:
    """What a ruling says of the facts of a part, bare of where and why it says so."""
    return Ruling(
        unit=ruling.unit,
        indicator=ruling.indicator,
        verdict=ruling.verdict,
        values={
            code: Answer(value=each.value, state=each.state)
            for code, each in sorted(ruling.values.items())
            if code in part.facts
        },
    )


def _marks_in(asked: Field, said: Mapping[Any, Ruling]) -> dict[Any, Decimal]:
    return {
        who: Decimal(str(each.values[asked.code].value))
        for who, each in said.items()
        if asked.code in each.values
    }


def _listed(marks: Mapping[Any, Decimal]) -> str:
    return "、".join(plain(each) for each in sorted(marks.values()))


def _told_apart(rulings: Iterable[Ruling], facts: Collection[str]) -> str:
    """“核定为（F1 3）；认可”: the different things said, in a few words."""
    said = set()
    for each in rulings:
        given = "、".join(
            f"{code} {_shown(answer)}"
            for code, answer in sorted(each.values.items())
            if code in facts
        )
        verdict = each.verdict.chinese if each.verdict is not None else "没有写意见"
        said.add(f"{verdict}（{given}）" if given else verdict)
    return "；".join(sorted(said))


def _shown(answer: Answer) -> str:
    return "、".join(answer.value) if isinstance(answer.value, tuple) else answer.value
