"""Across schools 跨校比对: what two units have in common that two units seldom have.

For the office's look-back alone: no point, state or rank ever depends on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.judging.near_copies import Copy, Passage, near_copies
from engine.language.fields import Kind
from engine.records.answers import comparable, number_key
from engine.records.exact import plain
from engine.records.flags import Flag, Side, flag
from engine.records.problem import NOWHERE, Place
from engine.records.states import READABLE
from engine.records.submission import Answer, FreeText, Piece, Submission
from engine.rubric.standard import Standard

TIMES, LEAST_APART = 5, 10
"""A number stands out when it is so many times last year's, or a fifth, and so far from it."""
_MOST_NAMED = 10
"""Of more units that share one thing only the first so many are named: it came to all of them."""
_NOBODY = frozenset(
    ("", "user", "users", "admin", "administrator", "owner", "用户", "未定义", "wps", "openpyxl",
     "python-docx", "微软用户", "microsoft", "microsoft office user", "windows user",
     "windows 用户")
)  # fmt: skip
"""Names that programs give to whoever has not given theirs."""
_OUR_MOMENT = "T00:00:00Z"
"""The writer of the blank forms puts midnight: it never asks the clock."""


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's values 上年数据: what each field was called, and unit → field → answer."""

    titles: Mapping[str, str]
    answers: Mapping[str, Mapping[str, Answer]]


def across(
    counted: Mapping[str, Submission], standard: Standard, last_year: LastYear | None
) -> tuple[Flag, ...]:
    """Every flag over the submissions that count, kind by kind."""
    in_order = [counted[unit] for unit in sorted(counted)]
    found = (
        *shared_files(in_order),
        *copied_texts(in_order, standard),
        *same_authors(in_order),
        *(jumps(in_order, standard, last_year) if last_year is not None else ()),
    )
    return tuple(sorted(found, key=lambda each: each.said.code))


def shared_files(submissions: Iterable[Submission]) -> Iterator[Flag]:
    """One file under two units (S610), or under two numbers of one unit (S611)."""
    owners: dict[str, dict[str, Side]] = defaultdict(dict)
    for each in submissions:
        yield from _renumbered(each)
        for piece in each.pieces:
            if piece.sha256:
                owners[piece.sha256].setdefault(each.unit, _piece(each.unit, piece))
    for same in owners.values():
        yield from _with_the_first("S610", list(same.values()))


def _renumbered(submission: Submission) -> Iterator[Flag]:
    """One number under several indicators is how a piece is used twice, and allowed.

    So are the parts of one file, by their pages, under a number each.
    """
    seen: dict[tuple[str, str], dict[str, Side]] = defaultdict(dict)
    for piece in submission.pieces:
        if piece.sha256:
            numbers = seen[piece.sha256, comparable(piece.pages)]
            numbers.setdefault(number_key(piece.number), _piece(submission.unit, piece))
    for same in seen.values():
        first, *others = same.values()
        for other in others[:1]:
            yield flag("S611", first, other, count=len(same))


def _piece(unit: str, piece: Piece) -> Side:
    named = "　".join(part for part in (piece.number, piece.title, piece.file) if part)
    return Side(unit, piece.place, piece.indicator, named)


def _with_the_first(code: str, sides: list[Side]) -> Iterator[Flag]:
    first, *others = sides
    for other in others[: _MOST_NAMED - 1]:
        yield flag(code, first, other, count=len(sides))


def copied_texts(submissions: Iterable[Submission], standard: Standard) -> Iterator[Flag]:
    """自评说明, text fields and the titles of the register that are near copies (S612)."""
    found = [(each.unit, text) for each in submissions for text in _texts(each)]
    passages = [Passage(unit, text.text) for unit, text in found]
    for copy in _one_for_each(near_copies(passages, _own_words(standard))):
        one, other = (
            Side(unit, text.place, text.indicator, text.text)
            for unit, text in (found[copy.one], found[copy.other])
        )
        yield flag("S612", one, other, alike=copy.alike)


def _one_for_each(copies: Iterable[Copy]) -> Iterator[Copy]:
    """Of texts that are all alike each is shown once beside the one it is most like."""
    family: dict[int, set[int]] = {}
    for copy in copies:
        one = family.setdefault(copy.one, {copy.one})
        other = family.setdefault(copy.other, {copy.other})
        if one is not other:
            one |= other
            family.update(dict.fromkeys(other, one))
            yield copy


def _texts(submission: Submission) -> Iterator[FreeText]:
    """One title says little: a register's are held against another's as one text."""
    yield from submission.texts
    if submission.pieces:
        first = submission.pieces[0].place
        titles = "；".join(dict.fromkeys(piece.title for piece in submission.pieces))
        yield FreeText(text=titles, place=Place(first.file, first.sheet))


def _own_words(standard: Standard) -> Iterator[str]:
    """What the form itself says, which a school may well repeat."""
    for item in standard.items:
        yield from (item.indicator.title, item.indicator.requirement, item.standard())
        for field in item.fields:
            yield from (field.title, field.note, *field.options)


def same_authors(submissions: Iterable[Submission]) -> Iterator[Flag]:
    """One name in the properties of two units' workbooks (S613), or one moment (S614)."""
    names: dict[str, dict[str, Side]] = defaultdict(dict)
    moments: dict[tuple[str, str], dict[str, Side]] = defaultdict(dict)
    for each in submissions:
        author, place = each.author, Place(each.file)
        for name in (author.creator, author.last_modified_by):
            if name.strip().casefold() not in _NOBODY:
                names[name.strip()].setdefault(each.unit, Side(each.unit, place, shows=name))
        if author.created and not author.created.endswith(_OUR_MOMENT):
            moment = author.application, author.created
            shows = "　".join(moment)
            moments[moment].setdefault(each.unit, Side(each.unit, place, shows=shows))
    for same in names.values():
        yield from _with_the_first("S613", list(same.values()))
    for same in moments.values():
        yield from _with_the_first("S614", list(same.values()))


def jumps(
    submissions: Iterable[Submission], standard: Standard, last_year: LastYear
) -> Iterator[Flag]:
    """Numbers that are many times last year's, or a small part of it (S615)."""
    numbers = [
        (item.code, field)
        for item in standard.items
        for field in item.fields
        if field.type is Kind.NUMBER and last_year.titles.get(field.code) == field.title
    ]
    for each in submissions:
        before = last_year.answers.get(each.unit, {})
        for indicator, field in numbers:
            answer = each.answers.get(field.code)
            now, then = _number(answer), _number(before.get(field.code))
            if answer is None or now is None or then is None or not _far_apart(now, then):
                continue
            this = Side(each.unit, answer.place, indicator, f"今年{plain(now)}{field.unit}")
            last = Side(each.unit, NOWHERE, indicator, f"上年{plain(then)}{field.unit}")
            yield flag("S615", this, last, title=field.title, times=TIMES)


def _number(answer: Answer | None) -> Decimal | None:
    readable = answer is not None and answer.state <= READABLE and isinstance(answer.value, str)
    return Decimal(str(answer.value)) if answer is not None and readable else None


def _far_apart(now: Decimal, then: Decimal) -> bool:
    low, high = sorted((now, then))
    return low > 0 and high >= TIMES * low and high - low >= LEAST_APART
