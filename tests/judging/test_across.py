"""What two units have in common is flagged with both places, and costs nobody a point."""

from __future__ import annotations

from typing import Any

import pytest

from engine.judging.across import LastYear, across
from engine.records.flags import Flag
from engine.records.problem import Place
from engine.records.states import State
from engine.records.submission import Answer, Authorship, FreeText, Piece, Submission
from tests.files.forms import standard

TEXT = "我校老教师每周三到社区给留守的孩子讲家史，自己动手做教具，一年坚持了四十次，家长都说好。"


def submission(unit: str, **changed: Any) -> Submission:
    known: dict[str, Any] = {
        "unit": unit, "file": f"{unit}.xlsx", "sha256": "", "edition": "", "structure": "",
        "answers": {}, "rows_read": 0, "rows_expected": 0,
    }  # fmt: skip
    return Submission(**known | changed)


def piece(number: str, indicator: str, digest: str, **changed: Any) -> Piece:
    place = Place("a.xlsx", "佐证材料目录", f"A{number}")
    return Piece(
        number=number, indicator=indicator, kind="文件", sha256=digest, place=place, **changed
    )


def flags(*submissions: Submission, last_year: LastYear | None = None) -> tuple[Flag, ...]:
    return across({each.unit: each for each in submissions}, standard(), last_year)


def test_one_file_under_two_units_is_shown_with_both_places() -> None:
    [found] = flags(
        submission("1", pieces=(piece("4", "1.1", "aa", title="总结"),)),
        submission("2", pieces=(piece("9", "1.3", "aa"), piece("7", "1.3", "bb"))),
    )
    assert found.said.code == "S610"
    assert [(s.unit, s.indicator, s.place.cell) for s in (found.one, found.other)] == [
        ("1", "1.1", "A4"),
        ("2", "1.3", "A9"),
    ]
    assert "不扣分" in found.said.mend and "总结" in found.one.shows


@pytest.mark.parametrize(
    ("other", "flagged"),
    [
        (piece("1", "1.3", "aa"), False),
        (piece("01", "1.3", "aa"), False),
        (piece("2", "1.3", "bb"), False),
        (piece("2", "1.3", "aa", pages="5-8"), False),
        (piece("2", "1.3", "aa"), True),
        (piece("2", "1.1", "aa"), True),
    ],
)
def test_one_piece_may_serve_several_indicators_under_one_number(
    other: Piece, flagged: bool
) -> None:
    found = flags(submission("1", pieces=(piece("1", "1.1", "aa"), other)))
    assert [each.said.code for each in found] == ["S611"] * flagged


def test_a_text_copied_by_many_is_shown_once_for_each() -> None:
    texts = (FreeText(text=TEXT, indicator="4.3", place=Place("x", "自评表", "H73")),)
    found = flags(*(submission(str(unit), texts=texts) for unit in range(3)))
    assert [each.said.code for each in found] == ["S612", "S612"]
    assert {each.one.unit for each in found} | {each.other.unit for each in found} == set("012")
    assert found[0].one.shows == TEXT


def test_what_the_form_itself_says_is_no_copy() -> None:
    item = standard().items[0]
    texts = (FreeText(text=item.indicator.requirement + item.standard(), indicator=item.code),)
    assert flags(*(submission(str(unit), texts=texts) for unit in range(3))) == ()


def test_a_register_is_held_against_another_as_a_whole() -> None:
    titles = [f"第{at}次{word}" for at, word in enumerate(TEXT.split("，"))]
    same = tuple(piece(str(at), "1.1", "", title=title) for at, title in enumerate(titles))
    [found] = flags(submission("1", pieces=same), submission("2", pieces=same))
    assert found.said.code == "S612" and found.one.place == Place("a.xlsx", "佐证材料目录")


@pytest.mark.parametrize(
    ("author", "code"),
    [
        (Authorship(last_modified_by="林老师"), "S613"),
        (Authorship(creator=" 林老师 "), "S613"),
        (Authorship(creator="Administrator", last_modified_by="微软用户"), ""),
        (Authorship(application="WPS 表格", created="2025-10-08T02:03:04Z"), "S614"),
        (Authorship(application="LibreOffice", created="2025-11-01T00:00:00Z"), ""),
    ],
)
def test_workbooks_of_one_author_or_one_moment_are_shown(author: Authorship, code: str) -> None:
    found = flags(submission("1", author=author), submission("2", author=author))
    assert [each.said.code for each in found] == [code] * bool(code)


@pytest.mark.parametrize(
    ("now", "then", "flagged"),
    [
        ("50", "10", True),
        ("10", "50", True),
        ("49", "10", False),
        ("5", "1", False),
        ("50", "0", False),
        ("0", "50", False),
    ],
)
def test_a_number_many_times_last_years_is_shown(now: str, then: str, flagged: bool) -> None:
    title = standard().own_fields["F131"].title
    this = submission("1", answers={"F131": Answer(value=now, state=State.CLAIMED)})
    before = {"1": {"F131": Answer(value=then, state=State.VERIFIED)}}
    found = flags(this, last_year=LastYear({"F131": title}, before))
    assert [each.said.code for each in found] == ["S615"] * flagged
    assert flags(this, last_year=LastYear({"F131": "别的"}, before)) == ()
    assert flags(this, last_year=LastYear({"F131": title}, {})) == ()
