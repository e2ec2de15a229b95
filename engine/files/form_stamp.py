"""The stamp 表样信息: whose form this is, of which edition, and whether it may be read at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from engine.files.book import Book, Sheet
from engine.files.cell_readings import cell_text
from engine.files.form_names import (
    CALCULATION,
    CHECK,
    COVER,
    FORM,
    GUIDE,
    REGISTER,
    REVIEW,
    REVIEW_FORM,
    SELF_ASSESSMENT_FORM,
    STAMP,
    STAMP_CYCLE,
    STAMP_EDITION,
    STAMP_FORM,
    STAMP_STRUCTURE,
    STAMP_UNIT,
    TO_MEND,
    stamped_field,
)
from engine.files.hand_in import stamped_in
from engine.files.roster import canonical_text
from engine.files.sheet_scan import Unreadable
from engine.files.unit_codes import codes_in, is_plain, lookalikes, reorders, straight
from engine.records.answers import comparable
from engine.records.problem import Place, Problem, problem
from engine.records.submission import RosterUnit
from engine.rubric.model import Rubric

_NEEDED = {SELF_ASSESSMENT_FORM: (COVER, FORM, REGISTER, STAMP), REVIEW_FORM: (REVIEW, STAMP)}
_KNOWN = {
    SELF_ASSESSMENT_FORM: {COVER, FORM, REGISTER, CHECK, GUIDE, CALCULATION, STAMP, TO_MEND},
    REVIEW_FORM: {REVIEW, STAMP},
}
_KINDS = {SELF_ASSESSMENT_FORM: FORM, REVIEW_FORM: REVIEW}


@dataclass(frozen=True, slots=True)
class Blocked:
    """A file that cannot count at all. `code` is the reason; `unit` is "" where nobody can tell."""

    file: str
    sha256: str
    unit: str
    code: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file of this year must agree with, and what it is called itself."""

    file: str
    sha256: str
    form: str
    edition: str
    structure: str
    roster: Mapping[str, RosterUnit]
    claimed: str = ""
    """The unit a person said it is of 认领, whatever its stamp and its name say."""


def refused(error: Unreadable, file: str, sha256: str = "", unit: str = "") -> Blocked:
    """A file that could not even be scanned; `unit` where its name tells whose it is."""
    words: dict[str, Any] = dict(error.words)
    fault = problem(error.code, Place(straight(file)), unit=unit or None, **words)
    return Blocked(file, sha256, unit, error.code, (fault,))


def blamed(blocked: Blocked, unit: str) -> Blocked:
    """The same refusal, laid at the door of `unit`; "" for nobody's."""
    problems = tuple(replace(each, unit=unit or None) for each in blocked.problems)
    return replace(blocked, unit=unit, problems=problems)


def check_stamp(book: Book, expected: Expected) -> RosterUnit | Blocked:
    """The unit the file is for; Blocked where it cannot count.

    Codes E206, E217, E226, E231, E233, E234, X111, X120.
    """
    file = Place(expected.file)
    code = expected.claimed or stamped(book, STAMP_UNIT)
    unit = expected.roster.get(code)
    faults = _form_faults(book, expected, file) or _edition_faults(book, expected, file)
    if not faults and unit is None:
        faults = [_unknown_unit(code, expected, file)]
    elif not faults and not expected.claimed:
        faults = _name_faults(code, expected, file)
    if book.external_links:
        faults.append(problem("X111", file))
    if reorders(expected.file):
        faults.insert(0, problem("X120", Place(straight(expected.file))))
    if not faults and unit is not None:
        return unit
    known = unit.code if unit else None
    placed = tuple(replace(each, unit=known) for each in faults)
    return Blocked(expected.file, expected.sha256, known or "", faults[0].code, placed)


def stamped_edition(book: Book) -> str:
    """The rubric a form says it is of; "" where it says none."""
    return stamped(book, STAMP_EDITION)


def stamped_cycle(book: Book) -> str:
    """The 评估年度 a form says it is of; "" where it says none."""
    return stamped(book, STAMP_CYCLE)


def stamped_identity(book: Book) -> tuple[str, str, str, str]:
    """Edition, structure digest, year and unit as the form says them; "" for what it does not."""
    edition, structure = stamped(book, STAMP_EDITION), stamped(book, STAMP_STRUCTURE)
    return edition, structure, stamped_cycle(book), stamped(book, STAMP_UNIT)


def stamped_unit(book: Book, rubric: Rubric, file: str) -> RosterUnit | Problem:
    """The unit a form says it is for, with the roster columns that were printed in it.

    E206 where it says none, or a column says what no roster may.
    """
    code = stamped(book, STAMP_UNIT)
    if not code:
        return problem("E206", Place(file, STAMP), what="“表样信息”里读不到单位编号")
    found: dict[str, str] = {}
    for index, field in enumerate(rubric.unit_fields):
        text = stamped(book, stamped_field(index))
        value, fault = canonical_text(field, text) if text else ("", "")
        if fault:
            what = f"“表样信息”里的“{field.title}”被改动过"
            return problem("E206", Place(file, STAMP), what=what)
        if value:
            found[field.code] = value
    return RosterUnit(code=code, name="", status="参评", fields=found)


def extra_sheets(book: Book, form: str, file: str) -> list[Problem]:
    """A warning for each sheet that is not ours, and a note of what the scan set right."""
    found = [
        problem("E209", Place(file), what=f"第{number}张")
        for number, sheet in enumerate(book.sheets, start=1)
        if sheet.name not in _KNOWN[form]
    ]
    return found + [problem("E240", Place(file), what=note) for note in book.notes]


def sheet_named(book: Book, name: str) -> Sheet | None:
    """The sheet of that name, if it is there."""
    return next((sheet for sheet in book.sheets if sheet.name == name), None)


def stamped(book: Book, name: str) -> str:
    """The text of a stamp cell; "" where the name is lost or leads to another sheet."""
    if book.hand_in is not None:
        return comparable(stamped_in(book.hand_in).get(name, ""))
    where, row, column = book.names.get(name, ("", 0, 0))
    sheet = sheet_named(book, where) if where == STAMP else None
    return comparable(cell_text(sheet.cells.get((row, column)))) if sheet else ""


def _form_faults(book: Book, expected: Expected, file: Place) -> list[Problem]:
    """Another kind of form, a missing sheet, or no stamp to tell it by."""
    form = stamped(book, STAMP_FORM)
    if form in _KINDS and form != expected.form:
        what = f"这是{_KINDS[form]}，这里要收的是{_KINDS[expected.form]}"
        return [problem("E206", file, what=what)]
    missing = [name for name in _NEEDED[expected.form] if sheet_named(book, name) is None]
    if missing:
        return [problem("E206", file, what=f"缺少“{name}”这张工作表") for name in missing]
    if form != expected.form:
        return [problem("E206", file, what="“表样信息”里读不到这是哪一种表")]
    return []


def _edition_faults(book: Book, expected: Expected, file: Place) -> list[Problem]:
    if stamped(book, STAMP_STRUCTURE) == expected.structure:
        return []
    if stamped(book, STAMP_EDITION) == expected.edition:
        return [problem("E226", file, what=f"这是评估标准 {expected.edition} 改动之前的表样")]
    return [problem("E226", file, what=f"这不是今年（{expected.edition}）的表样")]


def _name_faults(code: str, expected: Expected, file: Place) -> list[Problem]:
    """E234 where the file's name says another unit than the sheet: one of the two is wrong."""
    said = codes_in(PurePosixPath(expected.file).name, expected.roster)
    return [problem("E234", file)] if said and code not in said else []


def _unknown_unit(code: str, expected: Expected, file: Place) -> Problem:
    alike = lookalikes(code, expected.roster)
    if code and (alike or not is_plain(code)):
        what = f"，名册里形似的是 {alike[0]}" if len(alike) == 1 else ""
        return problem("E231", file, what=what)
    bare = code.lstrip("0")
    alike = [each for each in expected.roster if code and each.lstrip("0") == bare]
    if len(alike) == 1:
        return problem("E217", file, what=alike[0])
    return problem("E233", file)
