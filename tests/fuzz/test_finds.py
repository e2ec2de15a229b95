"""What fuzzing found, each as the smallest file that shows it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from engine.files.evidence_files import check_pieces
from engine.files.form_names import evidence_of, value_of
from engine.files.roster import read_roster
from engine.files.rubric_book import take
from engine.files.rubric_store import standard_store
from engine.files.sheet_scan import Unreadable, scan
from engine.records.problem import CannotGoOn
from engine.records.states import State
from engine.records.submission import Submission
from tests.fuzz import seeds
from tests.hostile_workbooks import packed, parts


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


def nameless(data: bytes) -> bytes:
    """The archive with its first member's name cut down to nothing in both its places."""
    changed = bytearray(data)
    for mark, size, head in ((b"PK\x01\x02", 28, 46), (b"PK\x03\x04", 26, 30)):
        at = changed.index(mark)
        length = int.from_bytes(changed[at + size : at + size + 2], "little")
        changed[at + size : at + size + 2] = bytes(2)
        del changed[at + head : at + head + length]
        if mark == b"PK\x03\x04":
            _move_directory(changed, -length)
        else:
            _shorten_directory(changed, length)
    return bytes(changed)


def _move_directory(changed: bytearray, by: int) -> None:
    end = changed.rindex(b"PK\x05\x06")
    start = int.from_bytes(changed[end + 16 : end + 20], "little") + by
    changed[end + 16 : end + 20] = start.to_bytes(4, "little")


def _shorten_directory(changed: bytearray, by: int) -> None:
    end = changed.rindex(b"PK\x05\x06")
    size = int.from_bytes(changed[end + 12 : end + 16], "little") - by
    changed[end + 12 : end + 16] = size.to_bytes(4, "little")


def test_a_member_without_a_name_is_refused_in_workbook_and_evidence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="X104"):
        scan(nameless(packed({"a.png": "x"} | parts())))
    path = tmp_path / "00101.zip"
    path.write_bytes(nameless(packed({"a.pdf": "%PDF-1.7"})))
    _, [said] = check_pieces([], path)
    assert said.code == "P314"
