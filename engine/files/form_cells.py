"""Named cells 定名单元格: where our names lead in one sheet, and whether a row is still whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from engine.files.book import Book, Cell, Sheet
from engine.files.form_names import PREFIX, REGISTER_COLUMNS, code_of, register_heading, value_of
from engine.records.answers import comparable
from engine.records.problem import Place

LOST = "填报格或编码格找不到了"
PARTED = "填报格和编码格不在同一行"
CROWDED = "填报格和别的格重在了一起"
STRAYED = "填报格到了别的列"
OTHER_CODE = "编码被改动了"

_SOME_ROWS = 5


def address(row: int, column: int) -> str:
    """`H12` for row 12, column 8."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def place_in(book: Book, file: str, sheet: str, row: int, column: int) -> Place:
    """Where a cell of `book` stands in the file that was handed in."""
    really = book.addresses.get((sheet, row, column))
    if isinstance(really, int):
        return Place(file, line=really)
    return Place(file, cell=really) if really else Place(file, sheet, address(row, column))


def register_columns(cells: NamedCells) -> tuple[dict[str, int], int]:
    """(the column of each heading of the register that still has its name, the last row of them).

    The row is 0 where no name is left.
    """
    places = {
        key: place
        for key in REGISTER_COLUMNS
        if (place := cells.places.get(register_heading(key))) is not None
    }
    columns = {key: column for key, (_, column) in places.items()}
    return columns, max((row for row, _ in places.values()), default=0)


class NamedCells:
    """The cells of one sheet by our names."""

    def __init__(self, book: Book, sheet: Sheet, file: str) -> None:
        self.book, self.sheet, self.file = book, sheet, file
        self.date_1904 = book.date_1904
        self.places = {
            name: (row, column)
            for name, (where, row, column) in book.names.items()
            if where == sheet.name and name.startswith(PREFIX)
        }
        self._names_at = Counter(self.places.values())

    def cell(self, name: str) -> Cell | None:
        """The filled cell `name` leads to; None for an empty cell or a lost name."""
        place = self.places.get(name)
        return self.sheet.cells.get(place) if place else None

    def place(self, name: str) -> Place:
        """File, sheet and cell of `name`; without the cell where the name is lost."""
        found = self.places.get(name)
        return self.at(*found) if found else Place(self.file, self.sheet.name)

    def at(self, row: int, column: int) -> Place:
        """File, sheet and cell of a position; its pointer or row in a file that has no cells."""
        return place_in(self.book, self.file, self.sheet.name, row, column)

    def row(self, name: str) -> int:
        """The row of `name`; 0 where the name is lost."""
        return self.places.get(name, (0, 0))[0]

    def row_fault(self, code: str) -> str:
        """Why the value of the row `code` cannot be told for sure; "" when it can."""
        value, label = self.places.get(value_of(code)), self.places.get(code_of(code))
        if value is None or label is None:
            return LOST
        if self._names_at[value] > 1:
            return CROWDED
        if value[0] != label[0]:
            return PARTED
        if self._kind_in[value[1]] != value_of(""):
            return STRAYED
        written = self.sheet.cells.get(label)
        return "" if written and comparable(written.text) == code else OTHER_CODE

    @cached_property
    def _kind_in(self) -> Mapping[int, str]:
        """What each column is for: how most of the names that lead into it begin."""
        kinds: dict[int, Counter[str]] = {}
        for name, (_, column) in self.places.items():
            kinds.setdefault(column, Counter())[name[: len(value_of(""))]] += 1
        return {column: found.most_common(1)[0][0] for column, found in kinds.items()}

    @cached_property
    def merged_over(self) -> frozenset[tuple[int, int]]:
        """Named cells in a merged area that covers another named cell, or hides this one."""
        harmed: set[tuple[int, int]] = set()
        rows_in: dict[int, list[int]] = {}
        for row, column in sorted(self._names_at):
            rows_in.setdefault(column, []).append(row)
        for top, left, bottom, right in self.sheet.merged:
            inside = [
                (row, column)
                for column, rows in rows_in.items()
                if left <= column <= right
                for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
            ]
            if len(inside) > 1 or inside not in ([], [(top, left)]):
                harmed.update(inside)
        return frozenset(harmed)

    def is_merged_over(self, name: str) -> bool:
        """Whether merging may have swallowed what was typed in the cell `name`."""
        return self.places.get(name) in self.merged_over

    def hidden_rows(self, names: Iterable[str]) -> str:
        """“第5、7行” of `names` that cannot be seen; "" if all can."""
        places = {self.places[name] for name in names if name in self.places}
        if self.sheet.hidden or any(c in self.sheet.hidden_columns for _, c in places):
            return "整列或整张表"
        hidden = sorted({row for row, _ in places} & self.sheet.hidden_rows)
        if not hidden:
            return ""
        more = "等" if len(hidden) > _SOME_ROWS else ""
        return f"第{'、'.join(map(str, hidden[:_SOME_ROWS]))}{more}行"
