"""What people type: what is read, what is only tidied, and what is asked again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records.answers import (
    Parsed,
    ParsedDate,
    clean_double,
    comparable,
    document_number,
    match_choice,
    parse_date,
    parse_number,
    plain_text,
)
from engine.records.catalogue import CATALOGUE


def several(typed: str) -> list[str]:
    """Many short inputs in one line, parted by bars."""
    return typed.split("|")


WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "　"})


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12", "12"), ("0", "0"), ("-3.50", "-3.50"), ("007", "7"), ("999999999.999999",) * 2],
)
def test_a_plain_number_written_as_text_is_read_with_one_note(typed: str, value: str) -> None:
    assert parse_number(typed) == Parsed(Decimal(value), None, ("E210",))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (" 12 ", "12"),
        ("１２．５", "12.5"),
        ("１２　", "12"),
        ("1\u200b2", "12"),
        ("\ufeff12", "12"),
        ("−5", "-5"),
        ("－5", "-5"),
        ("﹣5", "-5"),
        ("1,234", "1234"),
        ("1，234", "1234"),
        ("1 234", "1234"),
        ("1\xa0234", "1234"),
        ("1\u202f234.5", "1234.5"),
        ("-1,234,567.25", "-1234567.25"),
    ],
)
def test_what_can_mean_only_one_number_is_tidied_and_noted(typed: str, value: str) -> None:
    assert parse_number(typed) == Parsed(Decimal(value), None, ("E210", "E211"))


@pytest.mark.parametrize(
    "typed",
    several("约50|50余|三|五十|①|5²|½|٣|𝟓|50人|无|有|90%|5/6|=1+1|12。5|12:30|5‰|约|一2|5 - 6人"),
)
def test_what_is_not_a_number_is_asked_again(typed: str) -> None:
    assert parse_number(typed) == Parsed(None, "E213")


@pytest.mark.parametrize(
    "typed",
    several(
        "nan|NaN|inf|-Infinity|1e400|1E+17|1_000|0x10|+5|5.|.5|1.2.3|12,34|"
        "1,2345|1,234 567|1234,567|1234567890|0.1234567|--5|5-|-"
    ),
)
def test_numbers_in_a_form_that_could_mislead_are_asked_again(typed: str) -> None:
    assert parse_number(typed) == Parsed(None, "E214")


@pytest.mark.parametrize("typed", several("|  |　|\u200b"))
def test_nothing_typed_is_blank_and_not_a_fault(typed: str) -> None:
    assert parse_number(typed) == Parsed(None)
    assert parse_date(typed) == ParsedDate(None)


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("50人", "人", "50"),
        ("50 人", "人", "50"),
        ("1，200元", "元", "1200"),
        ("30 ㎡", "m2", "30"),
        ("30m2", "㎡", "30"),
        ("3人次", "人次", "3"),
    ],
)
def test_a_declared_unit_is_taken_off_and_noted(typed: str, unit: str, value: str) -> None:
    assert parse_number(typed, unit=unit) == Parsed(Decimal(value), None, ("E210", "E211"))


@pytest.mark.parametrize(
    ("typed", "unit"), [("50人次", "人"), ("50名", "人"), ("人", "人"), ("5万", "元")]
)
def test_another_unit_is_asked_again(typed: str, unit: str) -> None:
    assert parse_number(typed, unit=unit) == Parsed(None, "E213")


@pytest.mark.parametrize("typed", several("90%|90 %|９０％|90"))
def test_a_percentage_keeps_its_number(typed: str) -> None:
    assert parse_number(typed, percent=True).value == 90


def test_a_bare_fraction_is_left_for_the_column_to_question() -> None:
    assert parse_number("0.9", percent=True).value == Decimal("0.9")


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("0.30000000000000004", "0.3"),
        ("2.6749999999999998", "2.675"),
        ("956.76649905087550", "956.766499050875"),
        ("50", "50"),
        ("5E+1", "50"),
        ("1E-3", "0.001"),
        ("-0", "0"),
        ("123456789012345678", "123456789012346000"),
        ("7.0000000000000007E-2", "0.07"),
    ],
)
def test_a_stored_double_is_the_decimal_the_sheet_shows(stored: str, shown: str) -> None:
    assert str(clean_double(stored)) == shown


@pytest.mark.parametrize("stored", ["nan", "inf", "1e400", "1_0", "１", "", "#DIV/0!", " 1", "0x1"])
def test_a_stored_value_that_is_no_finite_number_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="number"):
        clean_double(stored)


@pytest.mark.parametrize(
    "typed",
    several(
        "2024.9.1|2024/9/1|2024-9-1|2024年9月1日|2024 年 9 月 1 日|20240901|"
        "２０２４－０９－０１|２０２４．９．１|2024-09-01 |2024年09月01日"
    ),
)
def test_an_unambiguous_date_is_read_and_noted(typed: str) -> None:
    assert parse_date(typed) == ParsedDate(date(2024, 9, 1), None, ("E221",))


@pytest.mark.parametrize(
    "typed",
    several(
        "2024年9月|24/9/1|9/1/2024|2024-9/1|2024|45000|2024.9|九月一日|2024年9月1日至3日|"
        "2024-09-01 10:00|①|202491|2024-09-1²"
    ),
)
def test_a_date_that_could_be_another_day_is_asked_again(typed: str) -> None:
    assert parse_date(typed) == ParsedDate(None, "E220")


@pytest.mark.parametrize(
    "typed", several("2023-02-29|2024-13-01|20240931|1989-12-31|2101.1.1|0000-01-01")
)
def test_a_day_that_cannot_be_is_asked_again(typed: str) -> None:
    assert parse_date(typed) == ParsedDate(None, "E222")


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_in_iso_form_is_read_without_a_note(day: date) -> None:
    assert parse_date(day.isoformat()) == ParsedDate(day)


@pytest.mark.parametrize(
    ("typed", "cleaned", "noted"),
    [
        (" 甲校（东区），１班 ", "甲校（东区），１班", False),
        ("甲\u200b校", "甲校", True),
        ("\u202e甲校", "甲校", True),
        ("\ufeff甲校", "甲校", True),
        ("一\r\n二", "一\n二", False),
        ("一\x00二", "一二", True),
    ],
)
def test_text_stays_as_typed_but_for_the_unseen(typed: str, cleaned: str, noted: bool) -> None:
    assert plain_text(typed) == (cleaned, ("E230",) if noted else ())


@pytest.mark.parametrize(
    "typed",
    several(
        "闽教〔2024〕5号|闽教[2024]5号|闽教【2024】5号|闽教（2024）5号|闽教(2024) 5 号|"
        "闽教［２０２４］５号|闽教﹝2024﹞5号| 闽教〔2024〕5号\u200b"
    ),
)
def test_one_document_number_in_any_brackets_is_the_same(typed: str) -> None:
    assert document_number(typed) == "闽教〔2024〕5号"


@pytest.mark.parametrize("typed", several("|无| 无 |\u200b|　"))
def test_no_document_number_is_empty(typed: str) -> None:
    assert document_number(typed) == ""


def test_letters_of_a_document_number_compare_in_upper_case() -> None:
    assert document_number("gb/t 8170") == document_number("GB/T8170") == "GB/T8170"


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("是", "是"),
        (" 是　", "是"),
        ("一级(A)", "一级（A）"),
        ("有", None),
        ("√", None),
        ("", None),
    ],
)
def test_a_choice_is_one_of_the_declared_words_or_none(typed: str, chosen: str | None) -> None:
    assert match_choice(typed, ["是", "否", "一级（A）"]) == chosen


def test_every_fault_and_note_stands_in_the_catalogue_with_its_weight() -> None:
    weights = {code: CATALOGUE[code].severity for code in CATALOGUE if "E210" <= code <= "E216"}
    assert weights == dict.fromkeys(("E210", "E211"), "note") | dict.fromkeys(
        ("E212", "E213", "E214", "E215", "E216"), "block"
    )
    assert CATALOGUE["E220"].severity == CATALOGUE["E222"].severity == "block"
    assert CATALOGUE["E221"].severity == "note"
    assert CATALOGUE["E230"].severity == "warning"


TYPED = st.text() | st.text("0123456789.,-%+e_ １２．，％－−年月日/\u200b①²人约", max_size=14)


@given(TYPED, st.sampled_from(["", "人", "%", "㎡"]), st.booleans())
def test_no_text_makes_the_parsers_raise(text: str, unit: str, percent: bool) -> None:
    number = parse_number(text, unit=unit, percent=percent)
    assert number.value is None or (number.fault is None and number.value.is_finite())
    day = parse_date(text)
    assert day.value is None or day.fault is None
    plain_text(text)
    document_number(text)
    match_choice(text, [unit])


IN_RANGE = st.integers(-(10**15) + 1, 10**15 - 1).flatmap(
    lambda units: st.integers(0, 6).map(
        lambda places: Decimal(units % 10 ** (9 + places)).scaleb(-places)
    )
)


@given(IN_RANGE)
def test_a_decimal_written_out_reads_back_as_itself(number: Decimal) -> None:
    assert parse_number(format(number, "f")).value == number
    assert parse_number(format(-number, "f")).value == -number


@given(TYPED, st.booleans())
def test_the_full_width_writing_means_the_same(text: str, percent: bool) -> None:
    narrow, wide = (parse_number(each, percent=percent) for each in (text, text.translate(WIDE)))
    assert (narrow.value, narrow.fault) == (wide.value, wide.fault)


@given(st.integers(0, 10**9 - 1), st.sampled_from([",", "，", " ", "\xa0"]))
def test_thousands_are_read_whatever_mark_groups_them(number: int, mark: str) -> None:
    assert parse_number(f"{number:,}".replace(",", mark)).value == number


@given(st.decimals(-(10**9), 10**9, places=6))
def test_a_decimal_survives_being_stored_as_a_double(number: Decimal) -> None:
    assert clean_double(repr(float(number))) == number


@given(st.text())
def test_comparing_forms_are_stable(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)
