"""Item layout 指标排版: the rows each item takes, how tall they are, where pages break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.files.answer_cells import Line, lines_of
from engine.files.sheet_style import Page
from engine.records.exact import plain
from engine.rubric.points import points_words
from engine.rubric.standard import Item, Standard

_NUMERALS = "一二三四五六七八九十"
_COLUMN_POINTS = 5.25
"""Width in points of one character of column width, at the writer's base font."""
_POINTS_A_MILLIMETRE = 72 / 25.4
_PAGE_WIDTH, _PAGE_HEIGHT = 784.0, 510.0
"""What A4 landscape leaves inside our margins, in points."""


@dataclass(frozen=True, slots=True)
class Block:
    """One item and its rows: one per field, one more per option of a multi-select."""

    item: Item
    lines: tuple[Line, ...]

    @property
    def rows(self) -> int:
        """How many rows it takes; an item that asks nothing itself still takes one."""
        return max(1, len(self.lines))


def chapters(standard: Standard) -> Iterator[tuple[str, str, list[Block]]]:
    """Each section's code and heading with its items; without a code bonus and penalties."""
    rubric = standard.rubric
    for number, section in enumerate(rubric.sections):
        items = [_block(item) for item in standard.items if item.section == section.code]
        points = f"（{points_words(section.points)}）" if section.points is not None else ""
        if items:
            yield section.code, f"{_numbered(number, section.title)}{points}", items
    bonus = [_block(item) for item in standard.items if item.bonus]
    if rubric.bonus is not None and bonus:
        heading = f"{rubric.bonus.title}（最多加{plain(rubric.bonus.cap)}分，没有的可以不填）"
        yield "", heading, bonus
    penalties = [_block(item) for item in standard.items if item.block == "penalty"]
    if rubric.penalties is not None and penalties:
        yield "", f"{rubric.penalties.title}（从总分中扣）", penalties


def _block(item: Item) -> Block:
    return Block(item, tuple(line for field in item.fields for line in lines_of(field)))


def _numbered(number: int, title: str) -> str:
    if number >= len(_NUMERALS) or title[:2].endswith("、"):
        return title
    return f"{_NUMERALS[number]}、{title}"


def spread(own: Sequence[float], whole: float) -> list[float]:
    """Row heights that fit each row's own text and, together, a text `whole` points tall."""
    lacking = max(0.0, whole - sum(own)) / len(own)
    return [height + lacking for height in own]


def printed(page: Page, millimetres: float) -> float:
    """The height of a row that is so tall on paper, where a page is made to fit its width."""
    return millimetres * _POINTS_A_MILLIMETRE / _scale(page)


def _scale(page: Page) -> float:
    total = sum(page.widths) * _COLUMN_POINTS + len(page.widths) * 3.75
    return min(1.0, _PAGE_WIDTH / total)


class Flow:
    """Sets row heights going down a page, and breaks it before an item that would be cut."""

    def __init__(self, page: Page, head: float, used: float) -> None:
        """`head` points are repeated on every page, `used` stand above on the first alone."""
        self._page, self._head = page, head
        self._room = _PAGE_HEIGHT / _scale(page)
        self._used = head + used
        self._breaks: list[int] = []

    def place(self, row: int, heights: Sequence[float], keep_with: float = 0.0) -> None:
        """Lay rows from `row` on together, with `keep_with` points of what follows them."""
        tall = sum(heights)
        if self._used + tall + keep_with > self._room and self._used > self._head:
            self._breaks.append(row)
            self._used = self._head
        for offset, height in enumerate(heights):
            self._page.height(row + offset, height)
        self._used += tall

    def finish(self) -> None:
        """Write the page breaks."""
        self._page.sheet.set_h_pagebreaks(self._breaks)
