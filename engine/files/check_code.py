"""The check code 核对码: eight digits over what is filled in, the same from a file as on paper.

The workbook works it out by itself, so that a stamped page can be matched to its file; the engine
works it out again from the file. Every filled cell stands for one whole number: a number or a date
for itself, an option for its position, ✓ for 1, a document number and whatever does not belong
for the figures in it, a free text for its length only. Two weighted sums of them, each taken
modulo a prime, are the two groups of the code; unit, year and edition go into both.

A change of one answer changes the code for certain, unless it is a number that moved by an exact
multiple of 99,400,891 of its smallest steps; several changes together leave the code as it was
once in 99,400,891 times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from engine.files.book import Book, Cell
from engine.files.field_rows import rows_of
from engine.files.form_cells import NamedCells
from engine.files.form_names import FORM, TICK, value_of
from engine.files.form_stamp import sheet_named, stamped_identity
from engine.language.fields import Field, Kind, Source
from engine.records.answers import clean_double
from engine.rubric.standard import Standard

PRIMES = (9973, 9967)
"""Two, so that each group has four digits."""
_STEPS = (11, 3)
"""A primitive root of each: no two cells of a form weigh the same."""
_EMPTY, _ERROR, _NUMBER, _OPTION, _TEXT = 0, 1, 3, 1, 100
"""Where the numbers of each sort of content begin; an empty cell is not a 0."""
_MOST = 10**9
_FINEST = 4
_FIGURES = " 0123456789.,-/%０１２３４５６７８９．"
_LOOKED_AT = 20
_FIGURE_WEIGHTS = tuple(pow(37, place, 9973) for place in range(1, _LOOKED_AT + 1))
_EPOCH = date(1899, 12, 30)
_NAN = Decimal("NaN")

Content = Decimal | str | None
"""What a cell holds: a number (a date is its serial; NaN an error), a text, nothing."""


@dataclass(frozen=True, slots=True)
class CodedCell:
    """One input cell that goes into the code: its row, its field and its two weights."""

    row_code: str
    field: Field
    weights: tuple[int, int]

    @property
    def options(self) -> tuple[str, ...]:
        """What may stand in the cell, in the order of the positions they count for."""
        return (TICK,) if self.field.type is Kind.CHOICES else self.field.options

    @property
    def scale(self) -> int:
        """How many steps make 1: two places more than allowed, so that 3.5 is never 4."""
        places = self.field.places
        return int(10 ** max(places, min(places + 2, _FINEST)))


def coded_cells(standard: Standard) -> tuple[CodedCell, ...]:
    """Every input cell of a school, in the order of the form."""
    rows = [
        (row, asked)
        for item in standard.items
        for asked in item.fields
        if asked.source is Source.SCHOOL
        for row in rows_of(asked)
    ]
    return tuple(
        CodedCell(row, asked, (pow(_STEPS[0], at, PRIMES[0]), pow(_STEPS[1], at, PRIMES[1])))
        for at, (row, asked) in enumerate(rows, start=1)
    )


def seeds(edition: str, structure: str, cycle: str, unit: str) -> tuple[int, int]:
    """What the sums begin with: other units, years and editions have other codes."""
    known = "\n".join((edition, structure, cycle, unit)).encode()
    number = int.from_bytes(sha256(known).digest()[:16], "big")
    return number % PRIMES[0], number // PRIMES[0] % PRIMES[1]


def code_from(starts: Sequence[int], numbers: Iterable[tuple[CodedCell, int]]) -> str:
    """“4821-0937” from each cell's number."""
    known = list(numbers)
    groups = [
        (start + sum(number % prime * cell.weights[at] for cell, number in known)) % prime
        for at, (start, prime) in enumerate(zip(starts, PRIMES, strict=True))
    ]
    return "-".join(f"{group:04}" for group in groups)


def check_code_of(book: Book, standard: Standard) -> str:
    """The code of a workbook as handed in; "" where there is no 自评表 in it."""
    sheet = sheet_named(book, FORM)
    if sheet is None:
        return ""
    cells = NamedCells(book, sheet, "")
    found = (
        (each, number_of(each, content_of(cells.cell(value_of(each.row_code)))))
        for each in coded_cells(standard)
    )
    return code_from(seeds(*stamped_identity(book)), found)


def content_of(cell: Cell | None) -> Content:
    """What a scanned cell holds."""
    if cell is None:
        return None
    if cell.kind == "error":
        return _NAN
    if cell.kind != "number":
        return cell.text
    try:
        return clean_double(cell.text)
    except ValueError:
        return _NAN


def serial(day: date) -> Decimal:
    """The number a spreadsheet keeps a date as."""
    return Decimal((day - _EPOCH).days)


def number_of(cell: CodedCell, content: Content) -> int:
    """The whole number that stands for what is in a cell."""
    if content is None or content == "":
        return _EMPTY
    if isinstance(content, Decimal):
        if content.is_nan():
            return _ERROR
        within = min(max(content, Decimal(-_MOST)), Decimal(_MOST))
        return int((within * cell.scale).quantize(Decimal(1), ROUND_HALF_UP)) + _NUMBER
    if content in cell.options:
        return _OPTION + cell.options.index(content) + 1
    if cell.field.type is Kind.TEXT:
        return _TEXT + len(_units(content))
    return _TEXT + _figures(content)


def _figures(text: str) -> int:
    """Where each of the first characters stands among the figures, then in the text itself."""
    among = _units(_FIGURES + text)
    padded = (_units(text) + _units(" ") * _LOOKED_AT)[:_LOOKED_AT]
    return sum((among.index(e) + 1) * w for e, w in zip(padded, _FIGURE_WEIGHTS, strict=True))


def _units(text: str) -> list[bytes]:
    """A text as spreadsheets count it, in units of UTF-16."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return [raw[at : at + 2] for at in range(0, len(raw), 2)]


def number_formula(cell: CodedCell, at: str) -> str:
    """`number_of` as a formula over the cell `at`."""
    number = f"ROUND(MIN(MAX({at},-{_MOST}),{_MOST})*{cell.scale},0)+{_NUMBER}"
    filled = f'IF({at}&""="",{_EMPTY},{_text_formula(cell, at)})'
    return f"IF(ISERROR({at}),{_ERROR},IF(ISNUMBER({at}),{number},{filled}))"


def _text_formula(cell: CodedCell, at: str) -> str:
    if cell.field.type is Kind.TEXT:
        return f"{_TEXT}+LEN({at})"
    weights = ",".join(map(str, _FIGURE_WEIGHTS))
    places = ",".join(str(place) for place in range(1, _LOOKED_AT + 1))
    padded = f'MID({at}&"{" " * _LOOKED_AT}",{{{places}}},1)'
    other = f'{_TEXT}+SUMPRODUCT(FIND({padded},"{_FIGURES}"&{at})*{{{weights}}})'
    if not cell.options:
        return other
    options = ",".join(f'"{_quoted(option)}"' for option in cell.options)
    numbers = ",".join(str(_OPTION + n) for n in range(1, len(cell.options) + 1))
    position = f"SUMPRODUCT(EXACT({at},{{{options}}})*{{{numbers}}})"
    return f"IF({position}>0,{position},{other})"


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def code_formula(starts: Sequence[int], numbers: str, weights: Sequence[str]) -> str:
    """`code_from` as a formula over a column of numbers and the two columns of weights."""
    groups = []
    for start, prime, column in zip(starts, PRIMES, weights, strict=True):
        rest = f"({numbers}-{prime}*INT({numbers}/{prime}))"
        total = f"({start}+SUMPRODUCT({rest}*{column}))"
        groups.append(f'TEXT({total}-{prime}*INT({total}/{prime}),"0000")')
    return f'{groups[0]}&"-"&{groups[1]}'
