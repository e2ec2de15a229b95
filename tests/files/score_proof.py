"""Rubrics and answers by chance, written as forms: the formulas and the engine come to the same.

    python -m tests.files.score_proof 200 [FIRST]

Each form is worked out by LibreOffice and by a strict evaluator of our own; both are held against
the judging room over the answers the reader finds, cell by cell. Prints what was compared.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from engine.files.answer_cells import Value
from engine.files.book import Book, Cell
from engine.files.compared_texts import compared_texts
from engine.files.form_names import CALCULATION, FORM, score_of
from engine.files.form_reader import read_form
from engine.files.form_sheet import write_form
from engine.files.seen_answers import seen_answers
from engine.files.sheet_scan import scan
from engine.judging.alone import alone
from engine.judging.cohort import Cohort, gather
from engine.judging.comparing import compare
from engine.judging.settling import judged_alone
from engine.judging.totals import add_up
from engine.language.expressions import fields_read
from engine.language.fields import Field, Kind, Source
from engine.records.columns import Column
from engine.records.exact import fixed, from_units
from engine.records.states import READABLE, State
from engine.records.submission import Answer, RosterUnit, Submission
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.conftest import Soffice
from tests.files.worked_out_form import worked_out_form
from tests.random_rubrics import rubric

ODD: dict[Kind, tuple[str, ...]] = {
    Kind.NUMBER: ("５", "约5", "-1", "999", "0.123456", "1.5", " ", "不适用", "=1+1"),
    Kind.YES_NO: ("有", "不适用", "是 ", "ＹＥＳ"),
    Kind.CHOICE: ("乙 ", "戊", "不适用"),
    Kind.DATE: ("2025年3月1日", "1989-12-31", "2101-01-01", "昨天"),
    Kind.TEXT: ("无", "没有。", "　", "=1"),
    Kind.DOCUMENT: ("无", "甲发[2025]１号", "甲发〔2025〕 1号", "Ａ1", "a-1", "A-1"),
}


@dataclass(frozen=True)
class Made:
    """A form, and all it was made of."""

    standard: Standard
    unit: RosterUnit
    office: dict[str, str]
    values: dict[str, Value]
    data: bytes


def made(number: int) -> Made:
    """A form of a random rubric with random answers, most of them fit to score."""
    chance = Random(number)
    standard = random_standard(chance, number)
    unit = RosterUnit(code=f"S00{chance.randint(1, 6)}", name="示例校", status="参评",
                      fields=_roster(chance))  # fmt: skip
    filled = chance.choice((1.0, 0.9, 0.5, 0.0))
    values, office = {}, {}
    for field in standard.own_fields.values():
        if field.source is Source.SCHOOL and chance.random() < filled:
            odd = ODD.get(field.type, ())
            values[field.code] = chance.choice(odd) if odd and chance.random() < 0.06 else (
                answer(field, chance))  # fmt: skip
        elif field.source is Source.OFFICE and chance.random() < 0.8:
            office[field.code] = str(answer(field, chance))
    return written(standard, unit, office, values)


def written(
    standard: Standard, unit: RosterUnit, office: dict[str, str], values: dict[str, Value]
) -> Made:
    """The form of a unit with these values."""
    data = write_form(
        standard, unit, office, cycle="2025", structure="s", hand_in_by=date(2025, 11, 10),
        created=date(2025, 9, 1), prefill=values,
    )  # fmt: skip
    return Made(standard, unit, office, values, data)


def random_standard(chance: Random, number: int) -> Standard:
    """A random rubric in which the school itself fills in what else reviewers would."""
    while True:
        # A copy: chance draws fields from tables that other tests draw from as well.
        plain = deepcopy(rubric(chance, number))
        blocks = [*plain["sections"], *(b for b in (plain["bonus"], plain["penalties"]) if b)]
        for block in blocks:
            for indicator in block["indicators"]:
                for field in indicator["fields"]:
                    if field.get("source") == "reviewer" and chance.random() < 0.9:
                        del field["source"]
                    field.update(_changed(field, chance))
        plain["period"] = {"first": "2025-02-01", "last": "2025-06-30"}
        ready, faults = prepare(Rubric.model_validate(plain))
        if not faults:
            return ready


def _changed(field: dict[str, Any], chance: Random) -> dict[str, Any]:
    """A field sometimes with a limit of another kind."""
    if chance.random() < 0.6:
        return {}
    match field["code"]:
        case "a":
            return {"unit": "%"}
        case "b":
            return chance.choice(({"at_most": "a"}, {"step": "5"}, {"at_least": "a"}))
        case "d":
            return {"in_period": True}
    return {}


def answer(field: Field, chance: Random) -> Value:
    """A canonical value of a field, often at an edge."""
    match field.type:
        case Kind.NUMBER:
            assert field.minimum is not None and field.maximum is not None
            low, high = (int(e.scaleb(field.places)) for e in (field.minimum, field.maximum))
            units = chance.choice((low, high, chance.randint(low, high), chance.randint(low, high)))
            return str(from_units(units, field.places))
        case Kind.YES_NO | Kind.CHOICE:
            return chance.choice(field.options)
        case Kind.CHOICES:
            return tuple(o for o in field.options if chance.random() < 0.6)
        case Kind.DATE:
            return (date(2025, 1, 31) + timedelta(days=chance.randint(0, 200))).isoformat()
        case Kind.TEXT:
            return chance.choice(("无", "写了"))
    return chance.choice(("甲发〔2025〕1号", "甲发〔2025〕2号"))


def _roster(chance: Random) -> dict[str, str]:
    known = {
        "学段": chance.choice(("小学", "幼儿园")),
        "人数": str(chance.choice((0, 400, 499, 500, 1000, 2000, 3000))),
        "联盟": "甲盟",
        "片区": "东片",
        "上年得分": "10.5",
    }
    return {code: value for code, value in known.items() if chance.random() < 0.95}


def compared(form: Made, worked: bytes, seen: Counter[str]) -> None:
    """Hold a form that a program worked out against the engine. Raises AssertionError."""
    book = scan(worked)
    submission = _read(form, book)
    cohort = _claimed(form, submission)
    nobody = np.zeros(1, np.bool_)
    judged, _ = compare(judged_alone(cohort), cohort, nobody, nobody)
    places, tidied = form.standard.places, _tidied(form, submission)
    cautious = False
    for item in form.standard.items:
        cell = _at(book, score_of(item.code))
        known = bool(judged[item.code].decided[0])
        points = from_units(int(judged[item.code].points[0]), places)
        if cell.kind == "number":
            assert known, (item.code, cell)
            assert float(cell.text) == float(points), (item.code, cell.text, points)
            seen["items with points"] += 1
        else:
            assert cell.kind == "text" and cell.text, (item.code, cell)
            loose = tidied & item.reads.union(item.own_codes)
            assert not known or loose or item.of_cohort, (item.code, cell.text, points)
            # What compares units leaves the table by a claim in the one, by a fact in the other.
            cautious |= known or (item.of_cohort and bool(np.any(judged[item.code].out)))
            seen[f"items without: {cell.text[:2]}"] += 1
    if tidied or cautious:
        return
    totals = add_up(cohort, judged)
    wanted = [totals.sections[each.code].points[0] for each in form.standard.rubric.sections]
    said = [text for text in _running(book) if text.startswith("自评 ")]
    for text, points_ in zip(said, wanted, strict=True):
        assert text.startswith(f"自评 {fixed(int(points_), places)} 分"), (text, points_)
    total = f"自评合计 {fixed(int(totals.total[0]), places)} 分"
    assert _running(book)[0].startswith(total), (_running(book)[0], total)
    seen["sums"] += 1 + len(said)


def _running(book: Book) -> list[str]:
    """The running totals of a form, from the top."""
    [form] = (sheet for sheet in book.sheets if sheet.name == FORM)
    cells = [cell for _, cell in sorted(form.cells.items()) if cell.text.startswith("自评")]
    return [cell.text for cell in cells if cell.formula]


def _at(book: Book, name: str) -> Cell:
    where, row, column = book.names[name]
    return next(sheet for sheet in book.sheets if sheet.name == where).cells[row, column]


def _read(form: Made, book: Book) -> Submission:
    found = read_form(
        book, form.standard, file="a.xlsx", sha256="0", structure="s",
        edition=form.standard.rubric.reference, roster={form.unit.code: form.unit},
        office={form.unit.code: _office(form)},
    )  # fmt: skip
    assert isinstance(found, Submission), found
    return found


def _office(form: Made) -> dict[str, Answer]:
    return {c: Answer(value=v, state=State.VERIFIED) for c, v in form.office.items()}


def _claimed(form: Made, submission: Submission) -> Cohort:
    """The cohort of this one unit as if what it claims stood, and nobody had to look at it."""
    items = tuple(
        replace(item, indicator=item.indicator.model_copy(update={"review": "none"}))
        for item in form.standard.items
    )
    standard = replace(form.standard, items=items)
    office = {form.unit.code: _office(form)}
    cohort = gather(alone(standard, form.unit, submission, office))
    nothing = {item.code: Column.of([0], [State.VERIFIED]) for item in items}
    return replace(cohort, effective=cohort.claimed, flags=nothing)


def _tidied(form: Made, submission: Submission) -> frozenset[str]:
    """Fields that the reader makes sense of and the workbook calls 有误."""
    seen = seen_answers(form.standard, form.values, compared_texts(form.standard))
    asked = form.standard.own_fields
    tidied = {
        code
        for code, found in submission.answers.items()
        if (found.state <= READABLE or asked[code].blank_means is not None)
        and seen[code].state > READABLE
        and not (found.state is seen[code].state is State.BLANK)
    }
    for code, condition in form.standard.asked.items():
        if tidied & fields_read(condition):
            tidied.add(code)
    return frozenset(tidied)


def proved(numbers: Iterable[int], soffice: Any, folder: Path) -> Counter[str]:
    """Make the forms of these numbers and hold them against the engine."""
    seen: Counter[str] = Counter()
    forms = {number: made(number) for number in numbers}
    paths = []
    for number, form in forms.items():
        seen["cells by the strict evaluator"] += worked_out_form(form.data)
        compared(form, form.data, seen)
        paths.append(folder / f"{number}.xlsx")
        paths[-1].write_bytes(form.data)
    (folder / "out").mkdir(exist_ok=True)
    saved = soffice.convert(paths, "xlsx", folder / "out", timeout=60 + len(paths))
    for form, path in zip(forms.values(), saved, strict=True):
        worked = path.read_bytes()
        compared(form, worked, seen)
        seen["cells by LibreOffice"] += _same_cells(form.data, worked)
        path.unlink()
    seen["forms"] += len(forms)
    return seen


def _score_places(data: bytes) -> list[tuple[str, tuple[int, int]]]:
    """Sheet and place of every 自评分."""
    places = scan(data).names.items()
    return [(at[0], (at[1], at[2])) for name, at in places if name.startswith(score_of(""))]


def _same_cells(before: bytes, after: bytes) -> int:
    """How many formulas hold what they held; every one of them must."""
    compared_ = 0
    for one, other in zip(scan(before).sheets, scan(after).sheets, strict=True):
        scored = {score for name, score in _score_places(before) if name == one.name}
        for place, cell in one.cells.items():
            if cell.formula and (place in scored or (one.name == CALCULATION and place[0] > 3)):
                now = other.cells[place]
                same = now.text == cell.text
                if cell.kind == now.kind == "number":
                    same = float(now.text) == float(cell.text)
                assert same and now.kind == cell.kind, (one.name, place, cell, now)
                compared_ += 1
    return compared_


def main() -> None:
    """Prove as many forms as are asked for, fifty at a time."""
    count = int(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    total: Counter[str] = Counter()
    for start in range(first, first + count, 50):
        with TemporaryDirectory() as folder:
            office = Soffice(Path(folder) / "profile")
            numbers = range(start, min(start + 50, first + count))
            total += proved(numbers, office, Path(folder))
        print(dict(total), flush=True)


if __name__ == "__main__":
    main()
