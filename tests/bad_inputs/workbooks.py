"""Filled forms as programs and people spoil them: one cell, one sheet or one style at a time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.files.form_names import FORM, value_of
from engine.files.form_reader import read_form
from engine.files.form_sheet import write_form
from engine.files.form_stamp import Blocked
from engine.files.reading_child import scan_file
from engine.files.rubric_book_skeleton import skeleton
from engine.files.sheet_scan import scan
from engine.records.submission import RosterUnit, Submission
from engine.rubric.identity import structure_digest
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.files import forms
from tests.hostile_workbooks import packed

UNIT = RosterUnit(code="00101", name="示例小学", status="参评", fields={"学段": "小学"})
SECRET = "110101199003070011"
"""Made like an identity number; no message may repeat it."""


@cache
def percent_standard() -> Standard:
    """The small example rubric with one field that is a percentage of 0 to 100."""
    plain = skeleton().model_dump(mode="json")
    [field] = [f for s in plain["sections"] for i in s["indicators"] for f in i["fields"]
               if f["code"] == "F21"]  # fmt: skip
    field |= {"unit": "%", "maximum": "100", "places": 2}
    standard, faults = prepare(Rubric.model_validate(plain))
    assert not faults
    return standard


@cache
def _filled(which: str) -> bytes:
    if which == "model":
        return forms.form({"F121": "有", "F122": "2025-03-31", "F123": "否", "F421": "县级",
                           "F422": "某教〔2025〕5号"})  # fmt: skip
    standard = percent_standard()
    return write_form(
        standard,
        UNIT,
        {},
        cycle="2025",
        structure=structure_digest(standard.rubric),
        hand_in_by=forms.HAND_IN_BY,
        created=forms.CREATED,
        prefill={"F11": "是", "F12": "3", "F13": "2", "F21": "8", "F31": "无"},
    )


class Workbook:
    """A filled form of the model rubric (or of the small one), open to be spoilt."""

    def __init__(self, which: str = "model") -> None:
        self.standard = forms.standard() if which == "model" else percent_standard()
        with zipfile.ZipFile(io.BytesIO(_filled(which))) as archive:
            self.parts = {name: archive.read(name).decode() if name.endswith((".xml", ".rels"))
                          else archive.read(name) for name in archive.namelist()}  # fmt: skip
        book = scan(_filled(which))
        self.names = book.names
        self._sheets = {sheet.name: f"xl/worksheets/sheet{number}.xml"
                        for number, sheet in enumerate(book.sheets, start=1)}  # fmt: skip

    def text(self, part: str) -> str:
        """A part of XML."""
        content = self.parts[part]
        assert isinstance(content, str)
        return content

    def replace(self, part: str, old: str, new: str) -> Workbook:
        """Change a piece of a part that must be there."""
        assert old in self.text(part), old
        self.parts[part] = self.text(part).replace(old, new, 1)
        return self

    def sheet(self, name: str = FORM) -> str:
        """The part that holds a sheet."""
        return self._sheets[name]

    def put(self, name: str, inside: str, kind: str = "n", style: int | None = None) -> Workbook:
        """Replace what the cell of a defined name holds; its style stays if none is given."""
        sheet, row, column = self.names[name]
        part = self._sheets[sheet]
        at = f"{chr(64 + column)}{row}"
        found = re.search(rf'<c r="{at}"([^>]*?)(?:/>|>.*?</c>)', self.text(part))
        assert found is not None, at
        kept = re.search(r' s="[0-9]+"', found[1])
        shape = f' s="{style}"' if style is not None else kept[0] if kept else ""
        made = f'<c r="{at}"{shape} t="{kind}">{inside}</c>'
        return self.replace(part, found[0], made)

    def answer(
        self, field: str, inside: str, kind: str = "n", style: int | None = None
    ) -> Workbook:
        """The same by the code of a field."""
        return self.put(value_of(field), inside, kind, style)

    def typed(self, field: str, text: str) -> Workbook:
        """Text in the cell of a field, as somebody typed it."""
        return self.answer(field, f'<is><t xml:space="preserve">{text}</t></is>', "inlineStr")

    def style(self, number_format: int, code: str = "") -> int:
        """The index of a new cell style of that number format."""
        part = "xl/styles.xml"
        if code:
            entry = f'<numFmt numFmtId="{number_format}" formatCode="{code}"/>'
            if "<numFmts" in self.text(part):
                self.replace(part, "</numFmts>", f"{entry}</numFmts>")
            else:
                self.replace(part, "<fonts", f'<numFmts count="1">{entry}</numFmts><fonts')
        inside = self.text(part).partition("<cellXfs")[2].partition("</cellXfs>")[0]
        self.replace(part, "</cellXfs>", f'<xf numFmtId="{number_format}"/></cellXfs>')
        return len(re.findall("<xf ", inside))

    @property
    def data(self) -> bytes:
        """The file as it stands now."""
        return packed(list(self.parts.items()))

    def read(
        self,
        folder: Path,
        name: str = "a.xlsx",
        roster: Mapping[str, RosterUnit] | None = None,
    ) -> Submission | Blocked:
        """Save it, scan it and read it as this year's form."""
        path = folder / name
        path.write_bytes(self.data)
        return read_form(
            scan_file(path),
            self.standard,
            file=name,
            sha256="",
            structure=structure_digest(self.standard.rubric),
            edition=self.standard.rubric.reference,
            roster=roster or {UNIT.code: UNIT},
        )
