"""What a 评审表 says besides the standard: the terms of review, claims, evidence, who said what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.files.answer_cells import Line
from engine.files.field_words import evidence_words, joined
from engine.language.at_unit import NOT_ASKED
from engine.language.fields import Field, Source
from engine.records.review import ROUND_WORDS, WAY_WORDS, ReviewTerms, Round, Way
from engine.records.states import READABLE
from engine.records.submission import Answer, Piece, Ruling, Submission
from engine.rubric.standard import Item

_TASKS: Mapping[Round, str] = {
    "main": "请独立评，交表以前不看别人的评分。",
    "third": "这几项前面的考评分相差较大，请您独立评分；只打分、写理由，别的不用填。",
    "agreed": "只列各方评得不一样的项。请合议后写下定下来的意见、核定值和考评分；没有列的不用评。",
    "trial": "这是试评，用来统一尺度，不计入结果。请独立评，不看别人的评分。",
    "mutual": "这是推磨互评。请独立评，不看别人的评分。",
    "recheck": "这是复核。请独立评，不看原来的评分。",
}
REASONS = "不满分的写扣分理由；核定值与自报值不同的，也写理由。"
VERDICTS = (
    "意见：自报属实选“认可”；与事实不符选“核定为”，写核定值和理由；材料不够选“缺佐证”；"
    "一时定不下来选“有异议”。"
)
BLANK_CLAIM = "○ 未填"
OF_REVIEWERS = "评审组填"
_LABELS = "甲乙丙丁戊己庚辛壬癸"


def task_words(terms: ReviewTerms, round_: Round) -> str:
    """What this sheet is for; a team that marks as one is no single voice."""
    if round_ == "main" and terms.marks == "agreed":
        return "全组议定后写一份，交表以前不看别组的评分。"
    return _TASKS[round_]


def round_words(round_: Round, way: Way) -> str:
    """“正式评审·实地考察”."""
    return "·".join(filter(None, (ROUND_WORDS[round_], WAY_WORDS[way])))


def title_of(round_: Round, way: Way) -> str:
    """“评审表”, with what sort of one it is."""
    sort = round_words(round_, way).removeprefix(ROUND_WORDS["main"]).strip("·")
    return f"评审表（{sort}）" if sort else "评审表"


def signs(terms: ReviewTerms | None, round_: Round) -> tuple[str, str]:
    """Who signs: a team with its head, or one assessor alone."""
    if terms is None or round_ == "agreed" or terms.marks == "agreed":
        return "组长签名", "组员签名"
    return "评审人签名", ""


def evidence_found(item: Item, submission: Submission | None) -> str:
    """What is asked for, what was registered, and where the files and boxes are."""
    asked = evidence_words(item)
    registers = any(need.from_item is None for need in item.indicator.evidence)
    if not registers or submission is None:
        return asked
    pieces = [piece for piece in submission.pieces if piece.indicator == item.code]
    if not pieces:
        return f"{asked}\n（没有登记）"
    return f"{asked}\n登记{len(pieces)}件：{joined(_together(pieces))}"


def _together(pieces: Iterable[Piece]) -> Iterable[str]:
    """Numbers of pieces, those that lie in one place together."""
    places: dict[str, list[str]] = {}
    for piece in pieces:
        places.setdefault(_where(piece), []).append(piece.number)
    for where, numbers in places.items():
        yield f"{joined(numbers)}（{where}）" if where else joined(numbers)


def _where(piece: Piece) -> str:
    found = (
        piece.file,
        f"网址{piece.link}" if piece.link else "",
        piece.box if "盒" in piece.box else f"盒号{piece.box}" if piece.box else "",
        piece.pages if "页" in piece.pages else f"第{piece.pages}页" if piece.pages else "",
        "现场看" if piece.on_site else "",
        "" if piece.counts else "不算",
    )
    return "，".join(filter(None, found))


def claim_words(
    line: Line,
    submission: Submission | None,
    office: Mapping[str, str],
    not_asked: frozenset[str],
) -> str:
    """What the unit claimed, in words; the state where there is no value."""
    field = line.field
    if field.source is Source.REVIEWER:
        return OF_REVIEWERS
    if field.code in not_asked:
        return NOT_ASKED if line.option is None else ""
    if field.source is Source.OFFICE:
        return office.get(field.code) or "待导入"
    if submission is None:
        return "未交表" if line.option is None else ""
    answer = submission.answers.get(field.code)
    if answer is None or answer.state > READABLE:
        if line.option is not None:
            return ""
        return f"{answer.state.mark} {answer.state.chinese}" if answer else BLANK_CLAIM
    if line.option is None and isinstance(answer.value, tuple):
        return ""
    return line.share(answer.value)


def heard_words(item: Item, rulings: Iterable[Ruling | None]) -> tuple[str, ...]:
    """“甲：核定为，活动次数 3次。理由：…”: what each said of an item, and not who it was."""
    fields = {field.code: field for field in item.fields}
    return tuple(
        f"{_label(number)}：{_said(fields, ruling)}" for number, ruling in enumerate(rulings)
    )


def _label(number: int) -> str:
    return _LABELS[number] if number < len(_LABELS) else f"第{number + 1}人"


def _said(fields: Mapping[str, Field], ruling: Ruling | None) -> str:
    if ruling is None:
        return "没有评"
    said = [ruling.verdict.chinese] if ruling.verdict is not None else []
    said += [
        f"{fields[code].title}{_shown(answer)}{fields[code].unit}"
        for code, answer in ruling.values.items()
        if code in fields
    ]
    reason = f"理由：{ruling.reason}" if ruling.reason else "没有写理由"
    return f"{'，'.join(said) or '没有意见'}。{reason}"


def _shown(answer: Answer) -> str:
    if isinstance(answer.value, tuple):
        return f"：{joined(answer.value) or '无'}"
    return f" {answer.value}"
