"""Lays a hand-in out as the form it stands for, so that one reader checks both.

Every value gets the cell, the name and the code it would have on the form; `Book.addresses` says
where it really stands. What has no cell there is a fault of the file's structure (C442).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.files.book import Book, Cell, HandIn, Sheet
from engine.files.field_rows import rows_taken
from engine.files.form_names import (
    COVER,
    FORM,
    NONE_OF_THESE,
    NOT_APPLICABLE,
    REGISTER,
    REGISTER_COLUMNS,
    STAMP,
    TICK,
    code_of,
    note_of,
    option_of,
    register_heading,
    value_of,
)
from engine.files.hand_in import pointer
from engine.files.hand_in_schema import hand_in_schema
from engine.files.personal_data import masked
from engine.language.fields import Field, Kind, Source
from engine.records.problem import Place, Problem, problem
from engine.rubric.standard import Standard

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_CODE, _VALUE, _NOTE = 1, 2, 3
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_BETWEEN = re.compile(r"[；;、|]")
_TYPES = {"object": "一组键", "array": "列表", "string": "文字", "boolean": " true 或 false"}
_TYPES |= dict.fromkeys(("number", "integer"), "数字")


def laid_out(book: Book, standard: Standard) -> Book:
    """The book as a form; as it is where it already is one."""
    if book.hand_in is None:
        return book
    layout = _Layout(book.hand_in)
    layout.write_form(standard)
    layout.write_register()
    sheets = tuple(
        Sheet(name, False, cells, frozenset(), frozenset(), ())
        for name, cells in layout.cells.items()
    )
    return replace(book, sheets=sheets, names=layout.names, addresses=layout.addresses)


def structural_faults(
    hand_in: HandIn, standard: Standard, file: str, unit: str | None
) -> list[Problem]:
    """Every C442 at once: what the schema does not allow and the form's reader cannot see."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - slow to import

    errors = Draft202012Validator(hand_in_schema(standard)).iter_errors(hand_in.document)
    wrong = [each for each in errors if not _is_said_by_the_reader(each, standard)]
    return [
        problem("C442", _place(hand_in, file, error.absolute_path), unit=unit, what=_what(error))
        for error in sorted(wrong, key=lambda each: list(map(str, each.absolute_path)))
    ]


def _place(hand_in: HandIn, file: str, path: Any) -> Place:
    where = pointer(*path)
    line = hand_in.lines.get(where)
    return Place(file, line=line) if line else Place(file, cell=masked(where)[:60] or None)


def _is_said_by_the_reader(error: ValidationError, standard: Standard) -> bool:
    """Faults of values, which the reader of the form says with the form's own codes."""
    path, scalar = list(error.absolute_path), not isinstance(error.instance, dict | list)
    match path, error.validator:
        case ["edition" | "structure"], "const":
            return True
        case ["answers", code], "type" | "enum":
            # A CSV has no lists; the options stand in one text.
            return scalar and str(code) in standard.own_fields
        case ["answers", _], "minimum" | "maximum":
            return True
        case ["answers", _, _], "enum":
            return isinstance(error.instance, str)
        case ["evidence", _, _], "enum" | "minLength":
            return isinstance(error.instance, str)
        case ["evidence", _], "required":
            return True
    return False


def _what(error: ValidationError) -> str:
    instance: Any = error.instance
    wanted: Any = error.validator_value
    match error.validator:
        case "additionalProperties":
            known = error.schema["properties"] if isinstance(error.schema, Mapping) else {}
            more = (f"“{masked(key)[:20]}”" for key in instance if key not in known)
            return f"多了不认识的键：{'、'.join(more)}"
        case "required":
            return f"缺少：{'、'.join(key for key in wanted if key not in instance)}"
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            return f"应写成{'或'.join(_TYPES[each] for each in kinds if each in _TYPES)}"
        case "const":
            return f"应写“{wanted}”"
        case "uniqueItems":
            return "列表里有重复的"
        case "minLength":
            return "不能是空的"
    return "不是给出的选项"


@dataclass(slots=True)
class _Layout:
    """Writes cells row by row, each with its name and where its value really stands."""

    hand_in: HandIn
    cells: dict[str, dict[tuple[int, int], Cell]] = field(
        default_factory=lambda: {COVER: {}, FORM: {}, REGISTER: {}, STAMP: {}}
    )
    names: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    addresses: dict[tuple[str, int, int], str | int] = field(default_factory=dict)

    def write_form(self, standard: Standard) -> None:
        """Every row of every item, in the form's own order."""
        answers, notes = self._part("answers"), self._part("notes")
        found = self._root().get("na_requests")
        requests = found if isinstance(found, list) else []
        row = 1
        for item in standard.items:
            self._put(FORM, row, _NOTE, notes.get(item.code), "notes", item.code)
            self.names[note_of(item.code)] = (FORM, row, _NOTE)
            requested = item.code in requests
            for asked in item.fields:
                if asked.source is Source.SCHOOL:
                    self._write_field(row, asked, answers.get(asked.code), requested=requested)
                row += rows_taken(asked)
            row += not item.fields

    def write_register(self) -> None:
        """The headings, and a row for each piece."""
        columns = {key: at for at, key in enumerate(REGISTER_COLUMNS, start=1)}
        for key, column in columns.items():
            self._put(REGISTER, 1, column, REGISTER_COLUMNS[key])
            self.names[register_heading(key)] = (REGISTER, 1, column)
        pieces = self._root().get("evidence")
        for at, piece in enumerate(pieces if isinstance(pieces, list) else []):
            for key, column in columns.items():
                value = piece.get(key) if isinstance(piece, dict) else None
                value = TICK if value is True else None if value is False else value
                self._put(REGISTER, at + 2, column, value, "evidence", at, key)

    def _root(self) -> dict[str, Any]:
        return self.hand_in.document if isinstance(self.hand_in.document, dict) else {}

    def _part(self, key: str) -> dict[str, Any]:
        found = self._root().get(key)
        return found if isinstance(found, dict) else {}

    def _write_field(self, row: int, asked: Field, value: Any, *, requested: bool) -> None:
        if requested and value is None:
            value = NOT_APPLICABLE
        if asked.type is not Kind.CHOICES:
            if self.hand_in.lines and asked.type is Kind.NUMBER and _NUMBER.fullmatch(str(value)):
                value = Decimal(value)
            self._write_row(row, asked.code, value, asked)
            return
        for below, (option, ticked) in enumerate(_ticks(asked, value), start=1):
            self._write_row(row + below, option_of(asked.code, option), ticked, asked)

    def _write_row(self, row: int, code: str, value: Any, asked: Field) -> None:
        self._put(FORM, row, _CODE, code)
        self._put(FORM, row, _VALUE, value, "answers", asked.code)
        self.names[code_of(code)] = (FORM, row, _CODE)
        self.names[value_of(code)] = (FORM, row, _VALUE)

    def _put(self, sheet: str, row: int, column: int, value: Any, *keys: str | int) -> None:
        where = pointer(*keys)
        self.addresses[sheet, row, column] = self.hand_in.lines.get(where, where)
        if isinstance(value, bool):
            kind, text = "boolean", str(value).upper()
        elif isinstance(value, Decimal):
            kind, text = "number", str(value)
        elif isinstance(value, str) and value:
            kind, text = "text", value
        else:
            return
        self.cells[sheet][row, column] = Cell(row, column, kind, text, "", False, True)


def _ticks(asked: Field, value: Any) -> Iterator[tuple[int, str | None]]:
    """What stands in the row of each option, 以上都没有 last."""
    chosen = _BETWEEN.split(value) if isinstance(value, str) else value
    if not isinstance(chosen, list):
        chosen = [] if value is None else [value]
    chosen = [each.strip() for each in chosen if isinstance(each, str)]
    nothing = value is not None and chosen in ([], [NONE_OF_THESE])
    odd = [each for each in chosen if each not in (*asked.options, NONE_OF_THESE)]
    for index, option in enumerate(asked.options, start=1):
        yield index, TICK if option in chosen else None
    # What is no option stands where a tick should, and is refused there.
    yield 0, TICK if nothing else next(iter(odd), None)
