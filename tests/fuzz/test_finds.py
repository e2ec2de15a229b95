"""What fuzzing found, each as the smallest file that shows it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from engine.files.form_names import evidence_of, value_of
from engine.files.roster import read_roster
from engine.files.rubric_book import take
from engine.files.rubric_store import standard_store
from engine.files.sheet_scan import scan
from engine.records.problem import CannotGoOn
from engine.records.states import State
from engine.records.submission import Submission
from tests.fuzz import seeds
from tests.hostile_workbooks import packed


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


def test_a_style_that_is_not_there_is_refused_and_nothing_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(io.BytesIO(seeds.roster_workbook())) as archive:
        parts: dict[str, str | bytes] = {each: archive.read(each) for each in archive.namelist()}
    styles = bytes(parts["xl/styles.xml"]).decode()
    none_left = re.sub(
        "(<cellStyleXfs[^>]*>).*?(</cellStyleXfs>)", r"\1\2", styles, flags=re.DOTALL
    )
    assert none_left != styles
    path = tmp_path / "roster.xlsx"
    path.write_bytes(packed(parts | {"xl/styles.xml": none_left}))
    with pytest.raises(CannotGoOn) as stopped:
        read_roster(path, seeds.model_rubric())
    assert [each.code for each in stopped.value.problems] == ["C404"]
    assert capsys.readouterr().out == ""


def test_an_answer_whose_name_was_exchanged_with_another_kind_of_cell_is_not_read() -> None:
    made = seeds.form_seeds()["small-form"]
    book = scan(made.data)
    value, evidence = value_of("F31"), evidence_of("J1")
    names = dict(book.names)
    names[value], names[evidence] = names[evidence], names[value]
    found = made.read(replace(book, names=names))
    assert isinstance(found, Submission)
    assert found.answers["F31"].state is State.FAULTY
    assert {"E207", "E241"} <= {each.code for each in found.problems}
