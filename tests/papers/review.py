"""The template of 评审打分表: a table across the page, to be filled in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from tests.papers.official import CENTRE, LEFT, Official, Row, tag

_WIDTHS = (10, 42, 10, 41, 25, 30, 20, 22, 14, 43)
_COLUMNS = len(_WIDTHS)
_LEAST = 8.0
"""Millimetres: room to write a line by hand."""


class _Across(Official):
    """A4 on its side; the table may go to the edges."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        section = self.word.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(18), Mm(17)
        section.left_margin, section.right_margin = Mm(22), Mm(18)
        section.footer_distance = Mm(9)


class _Written(Row):
    """A row at least so tall that a hand finds room; `kept`: on the page of the row below."""

    def __init__(self, *cells: tuple[str, int, Any], kept: bool = False) -> None:
        super().__init__(*cells, height=_LEAST)
        self.kept = kept

    def write(self, row: Any, widths: Sequence[float]) -> None:
        super().write(row, widths)
        for cell in row.cells:
            # docxtpl puts the merging of rows last, where nothing may stand before it but a width.
            for mark in cell._tc.tcPr.findall(qn("w:vAlign")):
                cell._tc.tcPr.remove(mark)
            cell.paragraphs[0].paragraph_format.keep_with_next = self.kept


def review_sheet() -> bytes:
    """评审打分表."""
    paper = _Across("评审打分表")
    paper.title("{{评估名称}}评审打分表")
    paper.table(
        (18, 90, 18, 70, 14, 47),
        (
            Row(("单位", 1, CENTRE), ("{{单位编号}}　{{单位名称}}", 1, LEFT),
                ("评审人", 1, CENTRE), ("{{评审人}}", 1, LEFT),
                ("轮次", 1, CENTRE), ("{{轮次}}", 1, LEFT), height=9),
            Row(("评审办法", 1, CENTRE), ("{{评审办法}}{{填写说明}}", 5, LEFT), height=9),
        ),
    )  # fmt: skip
    paper.small("")
    paper.table(_WIDTHS, _rows())
    paper.small("")
    paper.table(
        (26, 60, 26, 75, 20, 50),
        (
            Row(("{{签名一}}", 1, CENTRE), ("", 1, LEFT), ("{{签名二}}", 1, CENTRE), ("", 1, LEFT),
                ("日期", 1, CENTRE), ("　　　年　　月　　日", 1, LEFT), height=14),
        ),
    )  # fmt: skip
    paper.footer("{{单位编号}}　{{评审人}}　{{轮次}}")
    return paper.finish()


def _rows() -> tuple[Row, ...]:
    heads = ("编号", "指标和评分标准", "满分", "填报项", "自报值", "{{佐证栏}}", "意见", "核定值",
             "考评分", "扣分理由")  # fmt: skip
    return (
        Row(*((head, 1, CENTRE) for head in heads), heading=True),
        tag("{%tr for 级 in 一级指标%}", _COLUMNS),
        Row(("{{级.名称}}", _COLUMNS, LEFT), bold=True),
        tag("{%tr for 项 in 级.指标%}", _COLUMNS),
        tag("{%tr for 行 in 项.行%}", _COLUMNS),
        tag("{%tr if loop.last%}", _COLUMNS),
        _line(kept=False),
        tag("{%tr else%}", _COLUMNS),
        _line(kept=True),
        tag("{%tr endif%}", _COLUMNS),
        tag("{%tr endfor%}", _COLUMNS),
        tag("{%tr endfor%}", _COLUMNS),
        tag("{%tr endfor%}", _COLUMNS),
    )


def _line(*, kept: bool) -> Row:
    """One field; what is said of the whole item stands in its first row and reaches down."""
    return _Written(
        ("{{项.编号}}{%vm%}", 1, CENTRE),
        ("{{项.名称}}。{{项.标准}}{%vm%}", 1, LEFT),
        ("{{项.满分}}{%vm%}", 1, CENTRE),
        ("{{行.填报项}}", 1, LEFT),
        ("{{行.自报}}", 1, CENTRE),
        ("{{项.佐证}}{%vm%}", 1, LEFT),
        ("{{项.意见}}{%vm%}", 1, LEFT),
        ("{{行.核定}}", 1, LEFT),
        ("{{行.考评分}}", 1, CENTRE),
        ("{{项.理由}}{%vm%}", 1, LEFT),
        kept=kept,
    )
