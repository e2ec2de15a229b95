"""What people do to a form in LibreOffice, saved by it as .xlsx and as .ods, is read alike.

All of it is done by one soffice, job by job, so that it is started once.
"""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.files.form_names import COVER, FORM, GUIDE, REGISTER, code_of, item_code, value_of
from engine.files.form_reader import read_form
from engine.files.form_sheet import write_form
from engine.files.form_stamp import Blocked
from engine.files.reading_child import scan_many
from engine.files.rubric_book_skeleton import skeleton
from engine.files.sheet_scan import Book, Unreadable
from engine.records.problem import Severity
from engine.records.states import State
from engine.records.submission import Submission
from engine.rubric.identity import structure_digest
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.bad_inputs.workbooks import UNIT
from tests.conftest import Soffice

pytestmark = pytest.mark.libreoffice
SCRIPT = Path(__file__).parents[1] / "files" / "edit_in_calc.py"
DAY = 45747
"""2025-03-31 as a serial number."""
FORMATS = (
    *("YYYY-MM-DD", 'YYYY"年"M"月"D"日"', 'YYYY"年"M"月"', 'M"月"D"日"', "YYYY/M/D", "M/D/YY"),
    *("[$-804]YYYY年M月D日", "[DBNum1][$-804]YYYY年M月D日", "[DBNum2]YYYY年M月D日", "AAAA", "MMM"),
    "YYYY/M/D H:MM",
)
DATES = tuple(f"D{number}" for number in range(len(FORMATS)))
MORE = (
    *({"code": code, "title": f"日期{code}", "type": "date"}
      for code in (*DATES, "T1", "T2", "T3")),
    *({"code": code, "title": f"百分数{code}", "type": "number", "unit": "%", "minimum": "0",
       "maximum": "100", "places": 2} for code in ("P1", "P2", "P3")),
    *({"code": code, "title": f"数{code}", "type": "number", "unit": "次", "minimum": "0",
       "maximum": "5000", "places": 1} for code in ("N1", "N2", "N3", "N4")),
)  # fmt: skip
VALUES: dict[str, Any] = {"F11": "是", "F12": "3", "F13": "2", "F21": "8", "F31": "无"}


@cache
def standard() -> Standard:
    """The small example rubric, with dates, percentages and numbers kept for the record."""
    plain = skeleton().model_dump(mode="json")
    plain["sections"][0]["indicators"][0]["fields"] += [
        {**each, "record_only": True} for each in MORE
    ]
    made, faults = prepare(Rubric.model_validate(plain))
    assert not faults
    return made


def form() -> bytes:
    """A filled form of it."""
    filled = VALUES | {
        each["code"]: "2025-03-31" if each["type"] == "date" else "8" for each in MORE
    }
    return write_form(
        standard(),
        UNIT,
        {},
        cycle="2025",
        structure=structure_digest(standard().rubric),
        hand_in_by=date(2025, 11, 10),
        created=date(2025, 9, 1),
        prefill=filled,
        pieces=(),
    )


def v(field: str) -> str:
    return value_of(field)


JOBS: dict[str, list[list[Any]]] = {
    "saved": [],
    "typed": [
        *(["number", v(code), DAY, shape] for code, shape in zip(DATES, FORMATS, strict=True)),
        ["enter", v("T1"), "2025-03-31"],
        ["text", v("T2"), "2025年3月31日"],
        ["number", v("T3"), DAY, "0"],
        ["number", v("P1"), 0.9, "0%"],
        ["text", v("P2"), "90%"],
        ["number", v("P3"), 0.9, "0.00"],
        ["text", v("N1"), "12"],
        ["text", v("N2"), "１，２３４.5"],
        ["enter", v("N3"), "=1+1"],
        ["enter", v("N4"), "=1/0"],
        ["comment", v("F12"), "请核对：13800000000"],
        ["autofilter", v("F11"), v("F31")],
    ],
    "1904": [["count_from_1904"]],
    "row inserted": [["insert_row", v("F13")], ["insert_row", v("F21")]],
    "column inserted": [["insert_column", v("F13")]],
    "row deleted": [["delete_row", v("F12")]],
    "row cut away": [["cut_row", v("F21"), 300]],
    "cell cut over another": [["cut", v("F13"), v("F12")]],
    "rows merged": [["merge", v("F11"), v("F12")]],
    "titles merged": [["merge", item_code("1.2"), item_code("2.1")]],
    "rows sorted": [["sort", code_of("F11"), v("F12")]],
    "row hidden": [["hide_row", v("F13")]],
    "sheet hidden": [["hide_sheet", FORM]],
    "sheets in another order": [["move_sheet", FORM, 0], ["add_sheet", "草稿"]],
    "guide deleted": [["delete_sheet", GUIDE]],
    "form deleted": [["delete_sheet", FORM]],
    "register renamed": [["rename_sheet", REGISTER, "佐证"]],
    "cover renamed": [["rename_sheet", COVER, "封面（正式）"]],
    "with a password": [],
}
KINDS = ("xlsx", "ods")
Saved = dict[tuple[str, str], Book | Unreadable]


@pytest.fixture(scope="module")
def saved(soffice: Soffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    """Every job's workbook in both kinds, scanned in the child."""
    folder = tmp_path_factory.mktemp("calc")
    (folder / "form.xlsx").write_bytes(form())
    paths = {(name, kind): folder / f"{n}.{kind}" for n, name in enumerate(JOBS) for kind in KINDS}
    jobs = [
        {
            "open": str(folder / "form.xlsx"),
            "edits": edits,
            "save": [str(paths[name, kind]) for kind in KINDS],
            "password": "secret" if "password" in name else "",
        }
        for name, edits in JOBS.items()
    ]
    (folder / "jobs.json").write_text(json.dumps(jobs), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = ["/usr/bin/python3", str(SCRIPT), port, str(folder / "jobs.json")]
    with subprocess.Popen(command) as editing:
        soffice.run(f"--accept=socket,host=127.0.0.1,port={port};urp;")
        assert editing.wait(timeout=60) == 0
    outcomes = scan_many(list(paths.values()), workers=1)
    yield dict(zip(paths, (outcome for _, outcome in outcomes), strict=True))


def read(saved: Saved, name: str, kind: str) -> Submission | Blocked:
    book = saved[name, kind]
    assert isinstance(book, Book), book
    return read_form(
        book,
        standard(),
        file=f"{name}.{kind}",
        sha256="",
        structure=structure_digest(standard().rubric),
        edition=standard().rubric.reference,
        roster={UNIT.code: UNIT},
    )


def counted(saved: Saved, name: str, kind: str) -> Submission:
    found = read(saved, name, kind)
    assert isinstance(found, Submission), found
    return found


def codes(found: Submission | Blocked) -> list[str]:
    return sorted({each.code for each in found.problems})


def faulty(found: Submission) -> set[str]:
    return {code for code, each in found.answers.items() if each.state is State.FAULTY}


both = pytest.mark.parametrize("kind", KINDS)


@both
@pytest.mark.parametrize("name", ["saved", "titles merged", "guide deleted", "column inserted"])
def test_what_leaves_the_answers_alone_is_read_without_a_word(
    saved: Saved, name: str, kind: str
) -> None:
    found = counted(saved, name, kind)
    assert found.problems == ()
    assert {code: found.answers[code].value for code in VALUES} == VALUES
    assert {found.answers[code].value for code in DATES} == {"2025-03-31"}


@both
def test_rows_34_and_35_a_date_is_that_day_in_every_format(saved: Saved, kind: str) -> None:
    found = counted(saved, "typed", kind)
    days = {code: found.answers[code].value for code in (*DATES, "T1", "T2", "T3")}
    assert days == dict.fromkeys(days, "2025-03-31")
    dated = [each.place.cell for each in found.problems if each.code == "E221"]
    assert dated == [found.answers[code].place.cell for code in ("T2", "T3")]


@both
def test_row_28_a_percentage_is_read_in_two_forms_and_asked_about_in_the_third(
    saved: Saved, kind: str
) -> None:
    found = counted(saved, "typed", kind)
    assert [found.answers[code].value for code in ("P1", "P2")] == ["90", "90"]
    assert found.answers["P3"].state is State.FAULTY
    assert "E212" in codes(found)


@both
def test_rows_20_to_27_texts_formulas_and_errors(saved: Saved, kind: str) -> None:
    found = counted(saved, "typed", kind)
    assert [found.answers[code].value for code in ("N1", "N2")] == ["12", "1234.5"]
    assert faulty(found) == {"N3", "N4", "P3"}
    assert codes(found) == ["E203", "E205", "E210", "E211", "E212", "E221"]
    assert "1380000" not in str(found.problems)


@both
def test_row_35_a_workbook_that_counts_from_1904_keeps_its_days(saved: Saved, kind: str) -> None:
    found = counted(saved, "1904", kind)
    was = date(2025, 3, 31).toordinal() + 1462
    assert {found.answers[code].value for code in DATES} == {date.fromordinal(was).isoformat()}


@both
def test_row_24_inserted_rows_do_no_harm(saved: Saved, kind: str) -> None:
    found = counted(saved, "row inserted", kind)
    assert {code: found.answers[code].value for code in VALUES} == VALUES
    assert codes(found) in ([], ["E208"])


@both
def test_row_24_a_row_cut_and_pasted_elsewhere_is_read_there(saved: Saved, kind: str) -> None:
    found = counted(saved, "row cut away", kind)
    assert codes(found) == ["E208"]
    assert found.answers["F21"].value == "8"
    assert str(found.answers["F21"].place.cell).endswith("301")


@both
@pytest.mark.parametrize(
    ("name", "spoilt", "code"),
    [
        ("row deleted", {"F12"}, "E207"),
        ("cell cut over another", {"F12", "F13"}, "E207"),
        ("rows sorted", {"F11", "F12"}, "E207"),
        ("rows merged", {"F11", "F12"}, "E202"),
    ],
)
def test_rows_19_and_24_what_was_torn_apart_is_not_guessed_at(
    saved: Saved, name: str, spoilt: set[str], code: str, kind: str
) -> None:
    found = counted(saved, name, kind)
    assert code in codes(found)
    assert faulty(found) == spoilt
    kept = {each: found.answers[each].value for each in VALUES if each not in spoilt}
    assert kept == {each: VALUES[each] for each in kept}


@both
@pytest.mark.parametrize("name", ["row hidden", "sheet hidden"])
def test_row_18_what_is_hidden_is_read_with_a_warning(saved: Saved, name: str, kind: str) -> None:
    found = counted(saved, name, kind)
    assert [(each.code, each.severity) for each in found.problems] == [("E201", Severity.WARNING)]
    assert {code: found.answers[code].value for code in VALUES} == VALUES


@both
def test_row_23_sheets_may_stand_in_any_order_but_none_of_ours_may_be_gone(
    saved: Saved, kind: str
) -> None:
    moved = counted(saved, "sheets in another order", kind)
    assert codes(moved) == ["E209"]
    assert {code: moved.answers[code].value for code in VALUES} == VALUES
    lost = {"form deleted": FORM, "register renamed": REGISTER, "cover renamed": COVER}
    for name, sheet in lost.items():
        found = read(saved, name, kind)
        assert isinstance(found, Blocked)
        assert codes(found) == ["E206"]
        assert sheet in found.problems[0].message


def test_row_11_a_password_is_told_as_one(saved: Saved) -> None:
    outcome = saved["with a password", "ods"]
    assert isinstance(outcome, Unreadable)
    assert outcome.code == "X112"
