"""Official documents after GB/T 9704-2012 as offices know them, laid out with python-docx."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from engine.files.papers import without_times

TITLE, BODY, FIRST, SECOND = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
_FIGURES = "Times New Roman"
_MADE = datetime(2025, 1, 1)  # noqa: DTZ001 - a Word file holds no zone
_LINE = 28.95
"""Points: 22 lines in 225 mm."""
_CLOSER = -5
"""Twentieths of a point: 28 characters of 16 points in 156 mm."""
_TABLE_SIZE = 10.5
_FONTS = (
    (TITLE, "宋体", "roman"),
    (BODY, "仿宋", "modern"),
    (FIRST, "SimHei", "modern"),
    (SECOND, "楷体", "modern"),
    (_FIGURES, "Liberation Serif", "roman"),
)
"""Font, what may stand in for it, and its family."""

LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


class Official:
    """One document, written from the top down."""

    def __init__(self, title: str) -> None:
        self.word = Document()
        self.word._body.clear_content()
        _page(self.word.sections[0])
        _base_style(self.word.styles["Normal"])
        _name_fonts(self.word)
        _drop_picture(self.word)
        about = self.word.core_properties
        about.title, about.author, about.comments = title, "", ""
        about.created = about.modified = _MADE
        about.last_modified_by, about.revision, about.language = "", 1, "zh-CN"

    def title(self, text: str) -> None:
        """2 号小标宋, centred."""
        self._line(text, TITLE, 22, CENTRE, indent=False, line=35.0)

    def addressee(self, text: str) -> None:
        """主送: flush left, after an empty line."""
        self.blank()
        self._line(text, BODY, 16, LEFT, indent=False)

    def body(self, text: str, *, keep: bool = False) -> None:
        """3 号仿宋, first line indented by two characters; `keep`: on the page of what follows."""
        line = self._line(text, BODY, 16, WD_ALIGN_PARAGRAPH.JUSTIFY)
        line.paragraph_format.keep_with_next = keep

    def first(self, text: str) -> None:
        """“一、” 黑体; stays with what follows."""
        self._line(text, FIRST, 16, LEFT).paragraph_format.keep_with_next = True

    def small(self, text: str, *, align: Any = LEFT) -> None:
        """A note above or below a table."""
        self._line(text, BODY, 12, align, indent=False, line=20.0)

    def control(self, tag: str) -> None:
        """A paragraph that is only a tag of the template and vanishes."""
        self._line(tag, BODY, 16, LEFT, indent=False)

    def signed(self, office: str, day: str) -> None:
        """落款 and 日期: to the right, four characters in, kept together."""
        self.body("", keep=True)
        for text in (office, day):
            line = self._line(text, BODY, 16, RIGHT, indent=False)
            line.paragraph_format.right_indent = Pt(64)
            line.paragraph_format.keep_together = True
            if text == office:
                line.paragraph_format.keep_with_next = True

    def blank(self) -> None:
        """An empty line."""
        self._line("", BODY, 16, LEFT, indent=False)

    def footer(self, before: str) -> None:
        """“第×页 共×页” after `before`, on every page."""
        line = self.word.sections[0].footer.paragraphs[0]
        _plain_line(line, 14.0, CENTRE)
        _run(line, f"{before}　第", BODY, 9)
        _field(line, "PAGE")
        _run(line, "页　共", BODY, 9)
        _field(line, "NUMPAGES")
        _run(line, "页", BODY, 9)

    def table(
        self, widths: Sequence[float], rows: Sequence[Row], *, together: bool = False
    ) -> None:
        """A table of `widths` in mm; a heading row is repeated on each page.

        `together`: all of it on one page.
        """
        table = self.word.add_table(0, len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _narrow_margins(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in rows:
            row.write(table.add_row(), widths)
        for kept in table.rows[:-1] if together else ():
            for cell in kept.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True

    def finish(self) -> bytes:
        """The document; the same calls give the same bytes."""
        out = BytesIO()
        self.word.save(out)
        return without_times(out)

    def _line(
        self, text: str, font: str, size: float, align: Any, *, indent: bool = True,
        line: float = _LINE,
    ) -> Any:  # fmt: skip
        paragraph = self.word.add_paragraph()
        _plain_line(paragraph, line, align)
        if indent:
            # In characters, so that it follows the size an office may choose.
            mark = OxmlElement("w:ind")
            mark.set(qn("w:firstLineChars"), "200")
            mark.set(qn("w:firstLine"), str(int(size * 40)))
            paragraph._p.get_or_add_pPr().append(mark)
        _run(paragraph, text, font, size)
        return paragraph


class Row:
    """One row: cells of text, each over so many columns; `tag` rows vanish in the paper."""

    def __init__(
        self, *cells: tuple[str, int, Any], heading: bool = False, bold: bool = False,
        height: float = 0.0,
    ) -> None:  # fmt: skip
        self.cells, self.heading, self.bold, self.height = cells, heading, bold, height

    def write(self, row: Any, widths: Sequence[float]) -> None:
        """Write it into an empty row of the table."""
        at = 0
        for text, span, align in self.cells:
            cell = row.cells[at]
            if span > 1:
                cell = cell.merge(row.cells[at + span - 1])
            cell.width = Mm(sum(widths[at : at + span]))
            paragraph = cell.paragraphs[0]
            _plain_line(paragraph, 15.0, align)
            # Figures and text stand in the middle of a row, however long its reason is.
            cell.vertical_alignment = 1
            run = _run(paragraph, text, FIRST if self.heading or self.bold else BODY, _TABLE_SIZE)
            if self.heading or self.bold:
                _shade(cell, "F2F2F2")
            run.bold = False
            at += span
        assert at == len(widths), f"a row of {at} columns in a table of {len(widths)}"
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if self.heading:
            properties.append(OxmlElement("w:tblHeader"))
        if self.height:
            row.height = Mm(self.height)


def tag(text: str, columns: int) -> Row:
    """A row that is only a tag of the template."""
    return Row((text, columns, LEFT))


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    # No grid: exact lines and _CLOSER give 22 × 28 in every program, a grid spreads tables apart.
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def _base_style(style: Any) -> None:
    style.font.name, style.font.size = _FIGURES, Pt(16)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), BODY)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)


def _plain_line(paragraph: Any, line: float, align: Any) -> None:
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    shape.alignment = align


def _run(paragraph: Any, text: str, font: str, size: float) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), _FIGURES
    shape = run._element.get_or_add_rPr()
    shape.get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if size == 16:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), str(_CLOSER))
        shape.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    return run


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = _run(paragraph, "1", BODY, 9)
    field.append(run._element)
    paragraph._p.append(field)


def _narrow_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "57")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _shade(cell: Any, fill: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), fill)
    cell._tc.get_or_add_tcPr().append(shade)


def _name_fonts(word: Any) -> None:
    """The font table, with what may stand in for a font that is not installed."""
    part = next(p for p in word.part.package.parts if p.partname == "/word/fontTable.xml")
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/>'
        f'<w:charset w:val="86"/><w:family w:val="{family}"/></w:font>'
        for name, other, family in _FONTS
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    part._blob = f'{head}<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()


def _drop_picture(word: Any) -> None:
    """python-docx's own first document has a picture of itself."""
    rels = word.part.package.rels
    for key in [key for key, each in rels.items() if each.reltype.endswith("/thumbnail")]:
        del rels[key]
