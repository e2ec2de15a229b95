"""The form teaches while it is filled in: what its formulas say, held to LibreOffice and reader."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.files.book import Book
from engine.files.check_code import check_code_of
from engine.files.form_names import (
    CHECK,
    EVIDENCE_KINDS,
    FORM,
    REGISTER,
    STAMP_CODE,
    STILL_OPEN,
    option_of,
    value_of,
)
from engine.files.sheet_scan import scan
from engine.judging.alone import alone
from engine.judging.mending import evidence_missing
from engine.language.fields import Field, Kind, Source
from engine.records.submission import Piece
from tests.files.forms import UNIT, Value, counted, edited, form, standard

_ODD = ("约五十", "-1", "999999", "3.75", "0", "2030-02-01")
LIST = 6
"""The row of 提交前检查 where the list begins."""


def shown(book: Book, sheet: str) -> dict[tuple[int, int], str]:
    """The text of every filled cell of a sheet."""
    cells = next(each.cells for each in book.sheets if each.name == sheet)
    return {at: each.text for at, each in cells.items()}


def at_name(book: Book, name: str) -> str:
    sheet, row, column = book.names[name]
    return shown(book, sheet).get((row, column), "")


def todo(book: Book) -> list[tuple[str, str, str]]:
    """The list of 提交前检查: title, what is wrong, where."""
    cells = shown(book, CHECK)
    rows = sorted(row for row, column in cells if row >= LIST and column == 1 and cells[row, 1])
    return [(cells[row, 3], cells[row, 4], cells[row, 5].removesuffix(" →")) for row in rows]


def piece(number: str, indicator: str, kind: str, **more: Any) -> Piece:
    return Piece(number=number, indicator=indicator, kind=kind, box="第1盒", **more)


SAID = [
    ({}, "", "F111 是否发文成立", ""),
    ({"F111": ""}, "F111", "F111 是否发文成立", "○ 没有填"),
    ({"F111": "对"}, "F111", "F111 是否发文成立", "! 不是给出的选项"),
    ({"F115": "80"}, "F115", "F115 成员人数", "! 超出范围 0—50"),
    ({"F115": "2.5"}, "F115", "F115 成员人数", "! 不是整数"),
    ({"F115": "约五十"}, "F115", "F115 成员人数", "! 不是数字"),
    ({"F161": "1.255"}, "F161", "F161 经费支出", "! 小数多于2位"),
    ({"F211": "3", "F212": "5", "F231": "3"}, "F212", "F212", "! 大于“F211”"),
    ({"F211": "3", "F231": "2"}, "F231", "F231", "! 小于“F211”"),
    ({"F121": "有", "F122": "2024-01-01", "F123": "否"}, "F122", "F122", "! 日期不在统计时段"),
    ({"F121": "有", "F122": "三月", "F123": "否"}, "F122", "F122", "! 不是日期"),
    ({"F121": "有", "F123": "否"}, "F122", "F122", "○ 没有填"),
    ({"F151": ""}, "F151.1", "F151", "○ 没有填"),
]


@pytest.mark.parametrize(("answers", "row", "title", "said"), SAID)
def test_what_is_wrong_is_said_in_plain_words_with_the_way_to_the_cell(
    answers: Mapping[str, Value], row: str, title: str, said: str
) -> None:
    book = scan(form(answers))
    found = [each for each in todo(book) if each[0].startswith(title.split(maxsplit=1)[0])]
    if not said:
        assert not found
        return
    sheet, line, column = book.names[value_of(row)]
    assert [each[1:] for each in found] == [(said, f"{sheet} {chr(64 + column)}{line}")]


def test_evidence_that_is_short_is_counted_by_item_and_kind() -> None:
    yes = {"F141": "是", "F142": "是"}
    two = "△ 佐证要2件，登记了{}件"

    def said(*pieces: Piece) -> list[str]:
        found = todo(scan(form(yes, pieces)))
        return [what for title, what, _ in found if title == "佐证：文件"]

    assert said() == [two.format(0)]
    assert said(piece("1", "1.4", "照片"), piece("2", "1.4", "文件")) == [two.format(1)]
    assert said(piece("1", "1.4", "文件"), piece("2", "1.4", "文件")) == []
    late = piece("2", "1.4", "文件", dated=date(2023, 1, 1))
    assert said(piece("1", "1.4", "文件"), late) == [two.format(1)]
    twice = piece("1", "1.4", "文件")
    assert said(piece("1", "1.4", "文件"), twice) == [two.format(1)]


def test_a_register_row_that_is_not_whole_says_what_it_lacks() -> None:
    bare = Piece(number="1", indicator="1.1", kind="文件")
    pieces = (bare, piece("", "1.1", "文件"), piece("3", "1.1", ""), piece("4", "9.9", "文件"))
    book = scan(form(pieces=pieces))
    states = [shown(book, REGISTER).get((row, 11)) for row in range(4, 9)]
    assert states == [
        "! 文件名、网址、盒号都没有", "! 没有编号", "! 没有选类型", "! 指标要从下拉表里选", "",
    ]  # fmt: skip
    assert ("佐证材料目录", "! 有4行没有填全，见各行最后一栏", "佐证材料目录 A4") in todo(book)


def test_what_is_not_asked_is_not_owed_and_says_so() -> None:
    book = scan(form({"F121": "无"}))
    _, row, column = book.names[value_of("F122")]
    assert shown(book, FORM)[row, column + 1] == "– 不用填"
    unsure = scan(form({"F121": ""}))
    assert shown(unsure, FORM)[row, column + 1] == "… 先填前面"


def answer(field: Field, chance: random.Random) -> Value:
    """Something a person might put into a field; often nothing, sometimes what does not belong."""
    luck = chance.random()
    if luck < 0.2:
        return ""
    if luck < 0.3 and field.type is not Kind.CHOICES:
        return chance.choice(_ODD)
    match field.type:
        case Kind.NUMBER:
            assert field.maximum is not None
            units = chance.randint(0, min(int(field.maximum), 40) * 10**field.places)
            return str(Decimal(units).scaleb(-field.places).normalize() + 0)
        case Kind.YES_NO | Kind.CHOICE:
            return chance.choice(field.options)
        case Kind.CHOICES:
            return tuple(o for o in field.options if chance.random() < 0.5)
        case Kind.DATE:
            return (date(2024, 10, 1) + timedelta(chance.randint(0, 420))).isoformat()
        case Kind.DOCUMENT:
            return chance.choice(("无", "闽教〔2025〕5号", "第12号"))
    return chance.choice(("无", "有一支队伍，常年上课"))


@cache
def random_forms() -> tuple[bytes, ...]:
    """A blank form, one with the least in it, and eight that were filled at random."""
    own = [f for f in standard().own_fields.values() if f.source is Source.SCHOOL]
    made = [form(dict.fromkeys((f.code for f in own), "")), form()]
    items = [item.code for item in standard().items]
    for seed in range(8):
        chance = random.Random(seed)
        pieces = tuple(
            piece(str(n), chance.choice(items), chance.choice(EVIDENCE_KINDS)) for n in range(30)
        )
        made.append(form({f.code: answer(f, chance) for f in own}, pieces))
    return tuple(made)


def same(one: str, other: str) -> bool:
    """Whether two cells show the same, numbers as numbers."""
    try:
        return one == other or Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False


@pytest.mark.libreoffice
def test_libreoffice_works_out_what_every_form_comes_with(soffice: Any, tmp_path: Path) -> None:
    sources = []
    for number, data in enumerate(random_forms()):
        sources.append(tmp_path / f"{number}.xlsx")
        sources[-1].write_bytes(data)
    (tmp_path / "again").mkdir()
    for source, path in zip(
        sources, soffice.convert(sources, "xlsx", tmp_path / "again"), strict=True
    ):
        ours, theirs = scan(source.read_bytes()), scan(path.read_bytes())
        assert at_name(theirs, STAMP_CODE) == check_code_of(theirs, standard())
        assert check_code_of(theirs, standard()) == check_code_of(ours, standard())
        other = {sheet.name: sheet.cells for sheet in theirs.sheets}
        wrong = [
            (sheet.name, at, each.text, other[sheet.name].get(at))
            for sheet in ours.sheets
            for at, each in sheet.cells.items()
            if each.formula
            and not same(each.text, other[sheet.name][at].text if at in other[sheet.name] else "")
        ]
        assert not wrong


@pytest.mark.libreoffice
def test_the_page_and_the_code_follow_what_is_typed(soffice: Any, tmp_path: Path) -> None:
    typed = {
        value_of("F111"): "",
        value_of("F115"): 51,
        value_of("F433"): "八个字的特色做法",
        value_of(option_of("F151", 1)): "✓",
        value_of(option_of("F151", 0)): "✓",
    }
    source = tmp_path / "typed.xlsx"
    source.write_bytes(edited(form(), typed))
    (tmp_path / "again").mkdir()
    [path] = soffice.convert([source], "xlsx", tmp_path / "again")
    book = scan(path.read_bytes())
    said = {title.split()[0]: what for title, what, _ in todo(book)}
    assert said["F111"] == "○ 没有填"
    assert said["F115"] == "! 超出范围 0—50"
    assert said["F151"] == "! 选了“以上都没有”，就不能再选别的"
    assert at_name(book, STILL_OPEN) == str(len(todo(book)))
    assert at_name(book, STAMP_CODE) == check_code_of(book, standard())


def test_it_says_ready_exactly_when_the_reader_finds_nothing_to_mend() -> None:
    ready = 0
    for data in (*random_forms(), form({"F433": "无"})):
        book = scan(data)
        read = counted(book)
        case = alone(standard(), UNIT, read, {})
        owed = [each for each in read.problems if each.blocking] + evidence_missing(case)
        assert (at_name(book, STILL_OPEN) == "0") == (not owed)
        ready += not owed
    assert ready == 1
