"""What one school hands in: a filled workbook 自评表, or two, or none, and its evidence files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.cohort import mistakes
from benchmarks.cohort.answers import Account, Value
from benchmarks.cohort.district import Role, School
from benchmarks.cohort.evidence import Need, files_of, lacking, register
from engine.files.form_sheet import write_form
from engine.language.fields import Field, Kind, Source
from engine.records.states import State
from engine.records.submission import FILLED, Answer, Piece, Submission
from engine.rubric.identity import structure_digest
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard

CYCLE = "2025"
HAND_IN_BY = date(2025, 11, 10)
WRITTEN = date(2025, 11, 1)
_LAST_YEAR = "2024"


@dataclass(frozen=True, slots=True)
class Prepared:
    """One school's hand-in before it is written."""

    school: School
    values: Mapping[str, Value]
    """自报值 by field, before any slip of the keyboard."""
    pieces: Sequence[Piece]
    lacking: frozenset[str]
    """Items whose claims are not shown by pieces that count."""
    unproven: str
    """An item for which nothing was registered; "" for most schools."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """One workbook and the files beside it, by name."""

    stem: str
    workbook: bytes
    files: Mapping[str, bytes]


def prepare_hand_in(
    account: Account, needs: Sequence[Need], standard: Standard, seed: int
) -> Prepared:
    """What the school claims and registers, mistakes of evidence included."""
    school = account.school
    pieces = register(school, needs, standard, seed)
    unproven = ""
    if school.role is Role.UNPROVEN:
        # 2.1's list also proves 2.3, and a bonus may be left out: another item is left unproven.
        listed = sorted({p.indicator for p in pieces if p.indicator not in ("1.4", "2.1")})
        unproven = school.chance(seed, "unproven").choice([i for i in listed if i[0] != "J"])
        pieces = [piece for piece in pieces if piece.indicator != unproven]
    pieces = mistakes.spoilt_pieces(school, pieces)
    own = {code: value for code, value in account.claimed.items() if _is_schools(code, standard)}
    return Prepared(school, own, pieces, lacking(needs, pieces), unproven)


def _is_schools(code: str, standard: Standard) -> bool:
    return standard.own_fields[code].source is Source.SCHOOL


def hand_ins(
    prepared: Prepared, office: Mapping[str, str], standard: Standard
) -> tuple[HandIn, ...]:
    """The files of one school as they arrive."""
    school = prepared.school
    if school.role is Role.ABSENT:
        return ()
    if school.role is Role.LAST_YEARS_FORM:
        standard = _last_years(standard)
    files = dict(files_of(school, prepared.pieces))
    files.pop(mistakes.missing_file(school, prepared.pieces), None)
    stem = f"{school.code}-自评表"
    first = HandIn(stem, _workbook(prepared, prepared.values, office, standard), files)
    if school.role is not Role.TWO_FILES:
        return (first,)
    again = {**prepared.values, "F115": str(int(str(prepared.values["F115"])) + 1)}
    return first, HandIn(f"{stem}（改）", _workbook(prepared, again, office, standard), {})


def _workbook(
    prepared: Prepared,
    values: Mapping[str, Value],
    office: Mapping[str, str],
    standard: Standard,
) -> bytes:
    school = prepared.school
    written = write_form(
        standard,
        school.unit,
        office,
        cycle=CYCLE if standard.rubric.edition == CYCLE else _LAST_YEAR,
        structure=structure_digest(standard.rubric),
        hand_in_by=HAND_IN_BY,
        created=WRITTEN,
        prefill=mistakes.spoilt_values(school, values),
        pieces=tuple(prepared.pieces),
    )
    return mistakes.retyped(school, written, values)


def _last_years(standard: Standard) -> Standard:
    """An edition of another year; its structure digest differs with its name."""
    rubric = standard.rubric.model_copy(update={"edition": _LAST_YEAR})
    older, _ = prepare(rubric)
    return older


def submission_of(prepared: Prepared, standard: Standard) -> Submission:
    """What an office would read from the hand-in, for laying out its 评审表."""
    values = mistakes.spoilt_values(prepared.school, prepared.values)
    fields = [f for f in standard.own_fields.values() if f.source is Source.SCHOOL]
    answers = {field.code: _answer(field, values) for field in fields}
    return Submission(
        unit=prepared.school.code,
        file=f"{prepared.school.code}-自评表.xlsx",
        sha256="",
        edition=standard.rubric.reference,
        structure=structure_digest(standard.rubric),
        answers=answers,
        pieces=tuple(prepared.pieces),
        rows_read=len(answers),
        rows_expected=len(answers),
    )


def _answer(field: Field, values: Mapping[str, Value]) -> Answer:
    value = values.get(field.code)
    if value is None:
        return Answer(state=State.BLANK)
    return Answer(value=FILLED if field.type is Kind.TEXT else value, state=State.CLAIMED)
