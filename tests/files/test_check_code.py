"""核对码: the same from a file as in the workbook, and another one for every other answer."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from engine.files.check_code import (
    PRIMES,
    CodedCell,
    Content,
    check_code_of,
    code_from,
    coded_cells,
    number_of,
    seeds,
)
from engine.files.form_names import COVER, FORM, STAMP_CODE
from engine.language.fields import Kind
from tests.files.forms import cell, counted, put, sound_book, standard

SEEDS = seeds("wuhao-school@2025", "ab12", "2025", "00101")


@cache
def cells() -> tuple[CodedCell, ...]:
    return coded_cells(standard())


def contents(each: CodedCell) -> st.SearchStrategy[Content]:
    """What a school can rightly put into a cell, or leave."""
    field = each.field
    if field.type is Kind.NUMBER:
        assert field.minimum is not None and field.maximum is not None
        steps = (int(edge * 10**field.places) for edge in (field.minimum, field.maximum))
        return st.none() | st.integers(*steps).map(lambda n: Decimal(n).scaleb(-field.places))
    if field.type is Kind.DATE:
        return st.none() | st.integers(45_000, 47_000).map(Decimal)
    if each.options:
        return st.none() | st.sampled_from(each.options)
    return st.none() | st.text("〔〕0123456789号教", min_size=1, max_size=12)


def filled() -> st.SearchStrategy[list[Content]]:
    return st.tuples(*map(contents, cells())).map(list)


def code(values: list[Content]) -> str:
    return code_from(SEEDS, ((e, number_of(e, v)) for e, v in zip(cells(), values, strict=True)))


@given(filled(), st.data())
def test_any_one_other_number_option_or_date_is_another_code(
    values: list[Content], data: st.DataObject
) -> None:
    kinds = (Kind.TEXT, Kind.DOCUMENT)
    told = [at for at, each in enumerate(cells()) if each.field.type not in kinds]
    at = data.draw(st.sampled_from(told))
    other = data.draw(contents(cells()[at]).filter(lambda content: content != values[at]))
    assert code([*values[:at], other, *values[at + 1 :]]) != code(values)


def test_only_an_amount_of_money_is_wide_enough_for_its_code_to_come_round() -> None:
    wide = [
        field.code
        for field in (each.field for each in cells() if each.field.type is Kind.NUMBER)
        if field.minimum is not None
        and field.maximum is not None
        and (field.maximum - field.minimum) * 10**field.places >= PRIMES[0] * PRIMES[1]
    ]
    assert wide == ["F161"]


def test_no_two_cells_of_a_form_weigh_the_same() -> None:
    for at in (0, 1):
        assert len({each.weights[at] for each in cells()}) == len(cells()) > 60


def test_another_unit_year_or_edition_has_another_code() -> None:
    same = ["wuhao-school@2025", "ab12", "2025", "00101"]
    others = [[*same[:at], "x", *same[at + 1 :]] for at in range(4)]
    assert len({code_from(seeds(*each), ()) for each in (same, *others)}) == 5


def test_the_form_comes_with_the_code_the_engine_finds_in_it() -> None:
    book = sound_book()
    sheet, row, column = book.names[STAMP_CODE]
    shown = next(each for each in book.sheets if each.name == sheet).cells[row, column]
    assert shown.formula and shown.text == check_code_of(book, standard())
    assert counted(book).check_code == shown.text
    assert len(shown.text) == 9 and shown.text[4] == "-"


def test_the_code_stands_on_the_cover_on_every_printed_page_and_at_the_end() -> None:
    book = sound_book()
    wanted = check_code_of(book, standard())
    texts = {
        sheet.name: [(at[0], each.text) for at, each in sorted(sheet.cells.items())]
        for sheet in book.sheets
    }
    assert wanted in [text for _, text in texts[COVER]]
    rows = [row for row, text in texts[FORM] if text == f"核对码 {wanted}"]
    assert rows == [2, max(row for row, _ in texts[FORM])]


def test_what_is_not_of_the_fields_kind_changes_the_code_too() -> None:
    book = sound_book()
    codes = [
        check_code_of(each, standard())
        for each in (
            book,
            put(book, F115="12"),
            put(book, F115="13"),
            put(book, F115="约13"),
            put(book, F115=cell("3.5", "number")),
            put(book, F115=cell("4", "number")),
            put(book, F115=cell("#N/A", "error")),
            put(book, F115=None),
            put(book, F111="不适用"),
            put(book, F433="别的有两样"),
        )
    ]
    assert len(set(codes)) == len(codes)
