"""What fuzzing found, each as the smallest file that shows it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from engine.files.rubric_book import take
from engine.files.rubric_store import standard_store
from engine.records.problem import CannotGoOn
from tests.fuzz import seeds


def test_a_rubric_workbook_whose_first_sheet_was_emptied_is_refused_there(tmp_path: Path) -> None:
    path = tmp_path / "标准.xlsx"
    path.write_bytes(seeds.rubric_workbook())
    book = openpyxl.load_workbook(path)
    head = next(sheet for sheet in book.worksheets if sheet["A1"].value == "项目")
    head.delete_rows(1, head.max_row)
    book.save(path)
    with pytest.raises(CannotGoOn) as stopped:
        take(path, standard_store())
    [said] = stopped.value.problems
    assert (said.code, said.place.sheet) == ("Y581", head.title)
