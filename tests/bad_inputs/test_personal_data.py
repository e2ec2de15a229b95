"""Row 52: personal data in what a school writes, said by its cell and never repeated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cycle.checking import check
from engine.files.form_names import FORM, note_of
from engine.records.problem import Severity
from engine.records.submission import Submission
from tests.bad_inputs.workbooks import SECRET, Workbook
from tests.cycle.conftest import year_at, year_stages

__all__ = ["year_at", "year_stages"]

PHONE = "13800138000"

WRITTEN = [
    ("S601", Severity.BLOCK, SECRET),
    ("S602", Severity.WARNING, PHONE),
    ("S603", Severity.WARNING, "6222020200112233446"),
    ("S604", Severity.BLOCK, "张小明"),
]


@pytest.mark.parametrize(("code", "severity", "written"), WRITTEN, ids=[c for c, *_ in WRITTEN])
def test_row_52_personal_data_in_free_text_is_said_by_cell_and_costs_no_points(
    tmp_path: Path, code: str, severity: Severity, written: str
) -> None:
    text = f"学生姓名：{written}" if code == "S604" else f"已核{written}"
    book = Workbook().typed("F433", text)
    book.put(note_of("1.3"), f"<is><t>{text}</t></is>", "inlineStr")
    found = book.read(tmp_path)
    assert isinstance(found, Submission)
    said = [each for each in found.problems if each.code.startswith("S")]
    assert [(each.code, each.severity) for each in said] == [(code, severity)] * 2
    assert {each.indicator for each in said} == {"1.3", "4.3"}
    assert all(each.place.sheet == FORM and each.place.cell for each in said)
    assert not any(written in str(each) for each in found.problems)
    assert found.answers["F433"].value == "已填"


def test_row_52_personal_data_in_the_name_of_a_file_is_shown_under_the_mask(
    year_at: Callable[[str], Path],
) -> None:
    folder = year_at("handed-in")
    path = folder / "inbox" / "010101-自评表.xlsx"
    evidence = path.with_suffix("")
    evidence.mkdir(exist_ok=True)
    (evidence / f"{SECRET}.pdf").write_bytes(b"%PDF-1.7\nx")
    [said] = [each for each in check(path, folder, None).problems if each.code.startswith("S")]
    assert said.code == "S601" and "11****" in said.message and SECRET not in str(said)
