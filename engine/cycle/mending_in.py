"""补正合读: a form and the supplements 补正表 laid over it are read as one, in a child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from engine.cycle.reading_in import FormReader
from engine.files.form_names import LEFT_UNREAD
from engine.files.reading_child import scan_file
from engine.files.supplement import Laid, lay_over
from engine.records.problem import Place
from engine.records.submission import Answer, Mended, Piece, Record, Submission


class Merged(Record):
    """A form with its supplements, read as one; `fault` says why there is none."""

    read: Submission | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Mending:
    """One supplement: the kept copy, its name, and when it came among the others."""

    copy: Path
    file: str
    order: tuple[date, int]


@dataclass(frozen=True, slots=True)
class MergedReader:
    """Reads one form with its supplements; a child calls it."""

    reader: FormReader

    def __call__(self, copy: Path, base: Submission, mendings: Sequence[Mending]) -> bytes:
        """The `Merged` as JSON. Raises Unreadable."""
        book, laid = scan_file(copy, unread=LEFT_UNREAD), list[tuple[Mending, Laid]]()
        for each in mendings:
            over = scan_file(each.copy, unread=LEFT_UNREAD)
            new = lay_over(book, over, self.reader.standard, base_file=base.file, file=each.file)
            if new is None:
                return _answer(Merged(fault=f"{each.file} 和原表的日期系统或工作表不一样"))
            for before, earlier in laid:
                if before.order == each.order and _meet(earlier, new):
                    what = f"{before.file} 和 {each.file} 同一批收到，又补了同一项，分不出先后"
                    return _answer(Merged(fault=what))
            book = new.book
            laid.append((each, new))
        read = self.reader.read(book, base.file, base.sha256)
        assert isinstance(read, Submission), "what could be read can be read when mended"
        places = {old: place for _, each in laid for old, place in each.places.items()}
        whole = _placed(read, places, base.unit)
        fields = {code for _, each in laid for code in each.fields}
        registered = {code for _, each in laid for code in each.registered}
        mended = (*_fields(self.reader, base, whole, fields), *_pieces(base, whole, registered))
        return _answer(Merged(read=whole.model_copy(update={"mended": mended})))


def _answer(merged: Merged) -> bytes:
    return merged.model_dump_json().encode()


def _meet(one: Laid, other: Laid) -> bool:
    return bool({*one.fields, *one.registered} & {*other.fields, *other.registered})


def _placed(read: Submission, places: Mapping[Place, Place], unit: str) -> Submission:
    """Each answer, piece and fault at the cell it was taken from, for the unit it counts for."""
    answers = {
        code: answer.model_copy(update={"place": places.get(answer.place, answer.place)})
        for code, answer in read.answers.items()
    }
    pieces = tuple(
        piece.model_copy(update={"place": places.get(piece.place, piece.place)})
        for piece in read.pieces
    )
    problems = tuple(
        replace(p, place=places.get(p.place, p.place), unit=unit if p.unit else None)
        for p in read.problems
    )
    update = {"unit": unit, "answers": answers, "pieces": pieces, "problems": problems}
    return read.model_copy(update=update)


def _fields(
    reader: FormReader, base: Submission, whole: Submission, fields: set[str]
) -> list[Mended]:
    return [
        Mended(
            indicator=item.code,
            field=each.code,
            before=_said(base.answers[each.code]),
            after=_said(whole.answers[each.code]),
            before_place=base.answers[each.code].place,
            after_place=whole.answers[each.code].place,
        )
        for item in reader.standard.items
        for each in item.fields
        if each.code in fields
    ]


def _said(answer: Answer) -> str:
    value = answer.value if isinstance(answer.value, str) else "、".join(answer.value)
    return value or answer.state.chinese


def _pieces(base: Submission, whole: Submission, registered: set[str]) -> list[Mended]:
    return [
        Mended(
            indicator=code,
            before=f"{_count(base.pieces, code)}件",
            after=f"{_count(whole.pieces, code)}件",
        )
        for code in sorted(registered)
    ]


def _count(pieces: tuple[Piece, ...], code: str) -> int:
    return sum(piece.indicator == code for piece in pieces)
