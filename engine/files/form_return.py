"""退回 a form: its list of what to mend, and a mark and a note on every cell that is at fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from engine.files.book import Book as Scanned
from engine.files.form_cells import NamedCells, address, register_columns
from engine.files.form_columns import Contents
from engine.files.form_names import (
    FORM,
    REGISTER,
    REGISTER_COLUMNS,
    TO_MEND,
    evidence_of,
    item_code,
)
from engine.files.form_register import FIRST_ROW, Row
from engine.files.form_stamp import sheet_named
from engine.files.form_typed import Typed
from engine.files.sheet_style import FONT, Book, Page, cell_name
from engine.records.problem import Place, Problem, Severity

_HEADS = (
    ("序号", 6),
    ("轻重", 8),
    ("指标", 22),
    ("缺什么、哪里不对", 44),
    ("怎么改", 44),
    ("在哪里", 24),
)
_WEIGHTS = {Severity.REJECT: "！要改", Severity.BLOCK: "！要改", Severity.WARNING: "提醒"}
_MUST = {"bg_color": "#F2A65A", "border": 1, "border_color": "#000000", "bold": True}
_MAY = {"bg_color": "#FFE1A8", "border": 1, "border_color": "#6B6B6B"}
_OUR_NAMES = ("w_v_", "w_e_")

Spot = tuple[Page, int, int]


@dataclass(frozen=True)
class Returned:
    """What was typed into a form, and what is wrong with it, most important first.

    `titles` names the items; `asked` is the sentence under the list's title. Notes ask for nothing
    and are left out.
    """

    scanned: Scanned
    typed: Typed
    problems: tuple[Problem, ...]
    titles: Mapping[str, str]
    asked: str
    _list: list[Page] = field(default_factory=list)

    def begin(self, book: Book) -> None:
        """Make the first sheet, to be written once it is known where everything stands."""
        self._list.append(book.page(TO_MEND, [width for _, width in _HEADS]))

    def contents(self, known: Contents) -> Contents:
        """What stands in the form: everything that was typed, and beside it what is wrong."""
        faults = {
            name: "\n".join(f"！{each.message}{each.mend}" for each in found)
            for name, found in self._by_name.items()
        }
        return replace(
            known,
            values=self.typed.values,
            notes=self.typed.notes,
            evidence=self.typed.evidence,
            faults=faults,
        )

    @property
    def contacts(self) -> Mapping[str, str]:
        """What the school wrote on the cover, by label."""
        return self.typed.contacts

    @property
    def rows(self) -> list[Row]:
        """The register as it was typed, without its empty lines."""
        return [each.cells for each in self.typed.register]

    def finish(self, book: Book) -> None:
        """Mark the cells, and write the list with its links to them."""
        pages = {page.sheet.get_name(): page for page, _, _ in book.places.values()}
        spots = [self._spot(each, book, pages) for each in self._shown]
        marked: dict[tuple[str, int, int], list[Problem]] = {}
        where: dict[tuple[str, int, int], Spot] = {}
        for fault, spot in zip(self._shown, spots, strict=True):
            if spot is not None and self._has_cell(fault):
                key = (spot[0].sheet.get_name(), *spot[1:])
                marked.setdefault(key, []).append(fault)
                where[key] = spot
        for key, faults in marked.items():
            _mark(book, where[key], faults)
        self._write_list(book, spots)

    @property
    def _shown(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity in _WEIGHTS)

    @cached_property
    def _by_name(self) -> dict[str, list[Problem]]:
        """What is wrong by the name of the cell, which the new form has as well."""
        found: dict[str, list[Problem]] = {}
        for each in self._shown:
            name = self._name(each)
            if name is not None:
                found.setdefault(name, []).append(each)
        return found

    def _name(self, fault: Problem) -> str | None:
        """The input cell that a problem is about; 佐证编号 for evidence that is lacking."""
        if fault.place.sheet == FORM and fault.place.cell is not None:
            return self._names_at.get(fault.place.cell)
        register_row = fault.place.sheet == REGISTER and fault.place.cell is not None
        if fault.indicator is not None and not register_row:
            return evidence_of(fault.indicator)
        return None

    @cached_property
    def _names_at(self) -> dict[str, str]:
        """Our names of input cells by where they stood in the form as it came."""
        sheet = sheet_named(self.scanned, FORM)
        assert sheet is not None, "a form that counts has its sheets"
        places = NamedCells(self.scanned, sheet, "").places
        return {
            address(*place): name for name, place in places.items() if name.startswith(_OUR_NAMES)
        }

    def _has_cell(self, fault: Problem) -> bool:
        return fault.place.cell is not None or self._name(fault) is not None

    def _spot(self, fault: Problem, book: Book, pages: Mapping[str, Page]) -> Spot | None:
        """Where the new form has what a problem is about."""
        name = self._name(fault)
        if name is not None and name in book.places:
            return book.places[name]
        row = self._register_row(fault.place)
        if row is not None and REGISTER in pages:
            return pages[REGISTER], FIRST_ROW + row[0], row[1]
        if fault.indicator is not None and item_code(fault.indicator) in book.places:
            return book.places[item_code(fault.indicator)]
        page = pages.get(fault.place.sheet or "")
        return (page, 0, 0) if page is not None else None

    def _register_row(self, place: Place) -> tuple[int, int] | None:
        """The line and the column that a cell of the old register has become."""
        if place.sheet != REGISTER or place.cell is None:
            return None
        letters = place.cell.rstrip("0123456789")
        old = int(place.cell[len(letters) :])
        lines = [each.row for each in self.typed.register]
        column = self._register_columns.get(letters)
        return (lines.index(old), column) if old in lines and column is not None else None

    @cached_property
    def _register_columns(self) -> dict[str, int]:
        """Letters of the columns as they stood → the column of the new form, from 0."""
        sheet = sheet_named(self.scanned, REGISTER)
        assert sheet is not None, "a form that counts has its sheets"
        columns, _ = register_columns(NamedCells(self.scanned, sheet, ""))
        order = list(REGISTER_COLUMNS)
        return {address(1, old).rstrip("1"): order.index(key) for key, old in columns.items()}

    def _write_list(self, book: Book, spots: Iterable[Spot | None]) -> None:
        [page] = self._list
        last = len(_HEADS) - 1
        page.block((0, 0), (0, last), TO_MEND, "title")
        page.height(0, 34.0)
        for row, text in enumerate(self._said(), start=1):
            page.block((row, row), (0, last), text, "bold" if row == 1 else "plain")
            page.height(row, page.needed(text, *range(last + 1)))
        head = 5
        for column, (title, _) in enumerate(_HEADS):
            page.text(head, column, title, "heading")
        page.height(head, 24.0)
        for at, (fault, spot) in enumerate(zip(self._shown, spots, strict=True), start=1):
            _write_line(page, head + at, at, fault, self.titles, spot)
        page.sheet.repeat_rows(head)
        page.sheet.freeze_panes(head + 1, 0)
        page.sheet.activate()
        page.sheet.set_first_sheet()

    def _said(self) -> Iterator[str]:
        must = sum(each.blocking for each in self._shown)
        yield f"{self.asked}要改的{must}处，提醒{len(self._shown) - must}处；最要紧的在前面。"
        yield (
            "就在这份表里改：您填过的都还在，不用重填。"
            "点“在哪里”一栏，就到那一格；改好了，再回到本页看下一条。"
        )
        yield (
            "要改的格是橙色、加粗、有黑框的，旁边写着“！”和怎么改，鼠标移上去有批注；"
            "改过以后，颜色自己会去掉。"
        )
        yield "改好后照常保存、提交；材料文件夹不用改名。本页只供对照，不用填，也不会被读取。"


def _write_line(
    page: Page, row: int, at: int, fault: Problem, titles: Mapping[str, str], spot: Spot | None
) -> None:
    code = fault.indicator or ""
    title = f"{code} {titles.get(code, '')}".strip() or "整份表"
    texts = (str(at), _WEIGHTS[fault.severity], title, fault.message, fault.mend)
    for column, text in enumerate(texts):
        style = "cell-centred" if column == 0 else "cell-bold" if column == 1 else "cell"
        page.text(row, column, text, style)
    tall = max(page.needed(text, column) for column, text in enumerate(texts))
    page.height(row, max(30.0, tall))
    if spot is None:
        page.text(row, 5, "—", "cell-centred")
        return
    target, cell = spot[0].sheet.get_name(), cell_name(spot[1], spot[2])
    page.sheet.write_url(
        row, 5, f"internal:'{target}'!{cell}", page.book.style("cell-link"), f"{target}·{cell}"
    )


def _mark(book: Book, spot: Spot, faults: list[Problem]) -> None:
    """A colour that goes once the cell is changed, and a note that says what is wrong."""
    page, row, column = spot
    must = any(each.blocking for each in faults)
    look = {
        "type": "formula",
        "criteria": page.still(row, column),
        "format": book.workbook.add_format(_MUST if must else _MAY),
    }
    page.sheet.conditional_format(row, column, row, column, look)
    said = "\n".join(f"{'！' if e.blocking else ''}{e.message}{e.mend}" for e in faults)
    options: dict[str, Any] = {"author": "评估办公室", "font_name": FONT, "font_size": 9}
    options |= {"x_scale": 2.2, "y_scale": max(1.0, len(said) / 55), "color": "#FFF4D6"}
    page.sheet.write_comment(row, column, said, options)
