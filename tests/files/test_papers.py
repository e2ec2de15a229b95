"""Papers: templates ask only for what is known, and a school's words do a paper no harm."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document

from engine.files.paper_kinds import PAPERS, Paper
from engine.files.papers import find_template, render
from engine.records.problem import CannotGoOn
from tests.papers.make import FOLDER, TEMPLATES

NAMES = sorted(PAPERS)
HOSTILE = "甲<w:t>&乙 {{单位名称}} {% if x %} {#丙#} ]]> \x00\x07\x0c\x1b \ud800 丁"
LETTER = Paper("函", frozenset({"称呼", "事项", "事项.名称", "事项.数"}), frozenset({"称呼"}))


def filled(paper: Paper, text: str) -> dict[str, Any]:
    """Every field of a paper filled with one text, each list with two rows."""

    def below(prefix: str) -> dict[str, Any]:
        inside = [each.removeprefix(prefix) for each in paper.fields if each.startswith(prefix)]
        tops = {each.partition(".")[0] for each in inside}
        lists = {each.partition(".")[0] for each in inside if "." in each}
        return {
            top: [below(f"{prefix}{top}.") for _ in range(2)] if top in lists else text
            for top in sorted(tops)
        }

    return below("")


def letter(folder: Path, *lines: str, rows: tuple[str, ...] = (), header: str = "") -> Path:
    """An office's own template of 函 in `folder`."""
    word = Document()
    for line in lines:
        word.add_paragraph(line)
    if rows:
        table = word.add_table(0, 1)
        for row in rows:
            table.add_row().cells[0].text = row
    if header:
        word.sections[0].header.paragraphs[0].text = header
    word.save(str(folder / "函.docx"))
    return folder


def words(data: bytes) -> list[str]:
    """The texts of a paper: its paragraphs, then its cells."""
    word = Document(BytesIO(data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return [*(each.text for each in word.paragraphs), *cells]


def faults(folder: Path) -> list[tuple[str, str]]:
    """Code and place of everything wrong with the 函 in `folder`."""
    with pytest.raises(CannotGoOn) as raised:
        find_template(LETTER, folder)
    return [(each.code, str(each.place)) for each in raised.value.problems]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_is_filled_in_whole(name: str) -> None:
    data = render(find_template(PAPERS[name]), filled(PAPERS[name], "填好的字"))
    text = "\n".join(words(data))
    assert "填好的字" in text
    assert "{" not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_is_what_its_script_makes(name: str) -> None:
    assert sorted(TEMPLATES) == NAMES
    made, kept = ZipFile(BytesIO(TEMPLATES[name]())), ZipFile(FOLDER / f"{name}.docx")
    assert made.namelist() == kept.namelist()
    assert [each for each in kept.namelist() if kept.read(each) != made.read(each)] == []


@pytest.mark.parametrize("name", NAMES)
def test_hostile_words_stand_in_the_paper_as_they_are(name: str) -> None:
    data = render(find_template(PAPERS[name]), filled(PAPERS[name], HOSTILE))
    shown = "甲<w:t>&乙 {{单位名称}} {% if x %} {#丙#} ]]>   丁"
    assert any(shown in "".join(text.split("\x0c")) for text in words(data))


def test_lines_of_a_text_stay_lines(tmp_path: Path) -> None:
    template = find_template(LETTER, letter(tmp_path, "{{称呼}}"))
    assert words(render(template, {"称呼": "甲\r\n乙"})) == ["甲\n乙"]


def test_the_same_fields_give_the_same_bytes_in_any_process() -> None:
    paper = PAPERS["复核决定书"]
    template = find_template(paper)
    first = render(template, filled(paper, "一"))
    assert render(template, filled(paper, "二")) != first
    assert render(template, filled(paper, "一")) == first
    again = (
        "import hashlib; from tests.files.test_papers import *;"
        "paper = PAPERS['复核决定书'];"
        "print(hashlib.sha256(render(find_template(paper), filled(paper, '一'))).hexdigest())"
    )
    for seed in ("1", "2"):
        said = subprocess.run(
            [sys.executable, "-c", again], env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert said.stdout.strip() == sha256(first).hexdigest()


def test_the_offices_own_template_stands_over_the_shipped_one(tmp_path: Path) -> None:
    paper = PAPERS["复核决定书"]
    word = Document()
    for field in sorted(paper.needed):
        rows, _, column = field.rpartition(".")
        each = "{% for 项 in " + rows + " %}{{项." + column + "}}{% endfor %}"
        word.add_paragraph(each if rows else "{{" + field + "}}")
    word.add_paragraph("我局自己的话")
    word.save(str(tmp_path / "复核决定书.docx"))
    template = find_template(paper, tmp_path)
    assert "我局自己的话" in words(render(template, filled(paper, "一")))


def test_an_unknown_field_is_said_with_its_place_before_anything_is_written(tmp_path: Path) -> None:
    rows = ("{%tr for 项 in 事项 %}", "{{项.名称}}{{项.名称2}}", "{%tr endfor %}")
    letter(tmp_path, "{{称呼}}", "您好，{{落款}}", rows=rows, header="{{页眉}}")
    assert faults(tmp_path) == [
        ("V471", "函.docx·第1张表·第2行"),
        ("V471", "函.docx·正文·第2段"),
        ("V471", "函.docx·页眉·第1段"),
    ]


def test_a_template_without_a_field_it_must_hold_is_refused(tmp_path: Path) -> None:
    assert faults(letter(tmp_path, "您好")) == [("V472", "函.docx")]


def test_a_tag_that_is_not_closed_is_said_with_its_place(tmp_path: Path) -> None:
    assert faults(letter(tmp_path, "{{称呼}}", "共{{事项}项")) == [("V470", "函.docx·正文·第2段")]
    assert faults(letter(tmp_path, "{{称呼}}", "{% if 事项 %}有")) == [("V470", "函.docx")]


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "函.docx").write_bytes(data)
    assert faults(tmp_path) == [("V470", "函.docx")]


def test_an_offices_template_can_read_fields_and_nothing_else(tmp_path: Path) -> None:
    reach = "{{称呼.__class__.__mro__}}"
    assert [code for code, _ in faults(letter(tmp_path, "{{称呼}}", reach))] == ["V471"]
