"""Papers 公文 in Word form: a template an office can edit in WPS, filled in with what we know.

The office's own template in the year's `templates/` stands over the shipped one of its name. What a
template asks for is held against the paper's fields before anything is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from engine.files.paper_kinds import Paper
from engine.files.zip_guard import DEFAULT_LIMITS, Unreadable, open_members
from engine.records.catalogue import CATALOGUE
from engine.records.problem import CannotGoOn, Place, Problem, problem

if TYPE_CHECKING:
    from engine.files.paper_word import PaperJinja, PaperWord

Fields: TypeAlias = Mapping[str, "str | Sequence[Fields]"]
"""What a paper is told: texts, and lists of rows of texts (see `paper_kinds`)."""

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_WORD = "不是 Word 文档（.docx）"
_TAG = re.compile(r"\{[{%#].*?[}%#]\}")
_HALF_TAG = re.compile(r"\{[{%#]|[}%#]\}")


@dataclass(frozen=True)
class Template:
    """One template that was found sound: it asks for nothing its paper does not know."""

    paper: Paper
    file: str
    data: bytes

    @cached_property
    def fields(self) -> frozenset[str]:
        """Every field it asks for. Raises TemplateSyntaxError."""
        return self._word.fields(self._jinja)

    @cached_property
    def _word(self) -> PaperWord:
        from engine.files.paper_word import PaperWord  # noqa: PLC0415 - slow to import

        return PaperWord(BytesIO(self.data))

    @cached_property
    def _jinja(self) -> PaperJinja:
        from engine.files.paper_word import PaperJinja  # noqa: PLC0415

        return PaperJinja()


def find_template(paper: Paper, own: Path | None = None) -> Template:
    """The template of a paper: the one in `own` (the year's `templates/`), else the shipped one.

    Raises CannotGoOn with every fault of it (V470 to V472), placed.
    """
    file = f"{paper.name}.docx"
    theirs = own / file if own is not None else None
    data = theirs.read_bytes() if theirs is not None and theirs.is_file() else shipped(paper)
    found = Template(paper, file, data)
    if problems := _faults(found):
        raise CannotGoOn(*problems)
    return found


def shipped(paper: Paper) -> bytes:
    """The template that comes with the program."""
    folder = resources.files("engine.files").joinpath("templates", "papers")
    return folder.joinpath(f"{paper.name}.docx").read_bytes()


def render(template: Template, fields: Fields) -> bytes:
    """The paper as .docx; the same template and fields give the same bytes."""
    word = template._word
    word.render(_plain(fields), template._jinja, autoescape=True)
    filled = BytesIO()
    word.save(filled)
    return without_times(filled)


def _plain(value: Any) -> Any:
    """Texts with what XML cannot hold left out, and no character that breaks a page."""
    if isinstance(value, str):
        return _NOT_XML.sub("", value.replace("\r\n", "\n"))
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value]


def without_times(filled: BytesIO) -> bytes:
    """The same package without the hour at which it was made."""
    fixed = BytesIO()
    with ZipFile(filled) as made, ZipFile(fixed, "w") as target:
        for member in made.infolist():
            info = ZipInfo(member.filename, _FIRST_DAY)
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, made.read(member))
    return fixed.getvalue()


def _faults(template: Template) -> list[Problem]:
    """What is wrong with a template: it cannot be opened, or its fields are not the paper's."""
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415

    place = Place(template.file)
    try:
        open_members(template.data, DEFAULT_LIMITS, "word/document.xml")
        asked = template.fields
    except Unreadable as fault:
        what = _NO_WORD if fault.code == "X115" else CATALOGUE[fault.code].title
        return [problem("V470", place, what=what)]
    except TemplateSyntaxError:
        return [problem("V470", _half_written(template), what="{{ }} 或 {% %} 写得不对")]
    paper = template.paper
    known = paper.fields | {
        ".".join(each.split(".")[:n]) for each in paper.fields for n in (1, 2, 3)
    }
    lines = list(_lines(template))
    unknown = [
        problem("V471", _place_of(template, lines, each), title=each, paper=paper.name)
        for each in sorted(asked - known)
    ]
    missing = [
        problem("V472", place, title=each, paper=paper.name)
        for each in sorted(paper.needed - asked)
    ]
    return unknown + missing


def _lines(template: Template) -> Iterator[tuple[str, str, str]]:
    """(part, where in it, text) of each paragraph and each cell, as a reader would count them."""
    from docx import Document  # noqa: PLC0415 - slow to import

    # A copy of its own: to look for a header gives the document one.
    word = Document(BytesIO(template.data))
    for number, paragraph in enumerate(word.paragraphs, start=1):
        yield "正文", f"第{number}段", paragraph.text
    for count, table in enumerate(word.tables, start=1):
        for number, row in enumerate(table.rows, start=1):
            for cell in row.cells:
                yield f"第{count}张表", f"第{number}行", cell.text
    for section in word.sections:
        for name, part in (("页眉", section.header), ("页脚", section.footer)):
            for number, paragraph in enumerate(part.paragraphs, start=1):
                yield name, f"第{number}段", paragraph.text


def _place_of(template: Template, lines: list[tuple[str, str, str]], field: str) -> Place:
    """Where a field is first asked for."""
    last = field.rpartition(".")[2]
    for part, where, text in lines:
        if any(last in tag for tag in _TAG.findall(text)):
            return Place(template.file, part, where)
    return Place(template.file)


def _half_written(template: Template) -> Place:
    """Where a tag is opened and not closed, or closed and not opened."""
    for part, where, text in _lines(template):
        if _HALF_TAG.search(_TAG.sub("", text)):
            return Place(template.file, part, where)
    return Place(template.file)
