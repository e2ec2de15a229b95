"""Amounts that differ are read back from what people write, and written as they are read."""

from __future__ import annotations

from typing import Any

import pytest

from engine.files.rubric_book_amounts import amount_text, read_amount
from engine.files.rubric_book_cell import BadCell
from tests.files.rich_rubric import GROUPS, NAMED, SIZES

SIZES_TEXT = "在校生数：≥2000=0.8；≥1000=0.9；其余=1"
WRITTEN: dict[str, Any] = {
    "学段：幼儿园=4；小学=8；初中=8": GROUPS,
    SIZES_TEXT: SIZES,
    f"{SIZES_TEXT}；单位010003=3（一校两址）": NAMED,
    "5；单位010003=3（一校两址）；单位010004=2.5（停办一学期）": {
        "units": [
            {"unit": "010003", "value": "3", "reason": "一校两址"},
            {"unit": "010004", "value": "2.5", "reason": "停办一学期"},
        ],
        "otherwise": "5",
    },
    "学段：其余=1": {"by": "学段", "cases": {"其余": "1"}},
}


@pytest.mark.parametrize("text", WRITTEN)
def test_what_differs_is_written_as_people_say_it_and_read_back(text: str) -> None:
    assert amount_text(WRITTEN[text]) == text
    assert read_amount(text) == WRITTEN[text]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("在校生数:>=2000=0.8;不低于1000=0.9;其余=1", SIZES),
        ("在校生数：\n≥2000＝0.8\n≥1000＝0.9\n其余＝1\n", SIZES),
        ("５； 单位 A = 3 (首次) ", {"units": [{"unit": "A", "value": "3", "reason": "首次"}],
                                "otherwise": "5"}),
        ("-2.5", "-2.5"),
    ],
)  # fmt: skip
def test_what_people_type_otherwise_is_read_too(typed: str, meant: Any) -> None:
    assert read_amount(typed) == meant


ODD: dict[str, Any] = {
    "an option like a step": {"by": "在校生数", "cases": {"≥2000": "1", "其余": "2"}},
    "no step": {"by": "在校生数", "steps": [], "below": "1"},
    "no unit": {"units": [], "otherwise": "5"},
    "a reason in two sentences": {
        "units": [{"unit": "A", "value": "3", "reason": "停办；复办"}], "otherwise": "5",
    },
    "an option with a colon": {"by": "类：型", "cases": {"甲": "1"}},
    "an option in two": {"by": "类型", "cases": {"甲；乙": "1"}},
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_what_would_be_read_otherwise_is_written_as_json(what: str) -> None:
    text = amount_text(ODD[what])
    assert text.startswith("{")
    assert read_amount(text) == ODD[what]


NO_AMOUNT = (
    "四分",
    "5；6",
    "；",
    "学段：",
    "学段：甲",
    "学段：甲=多",
    "学段：甲=1；甲=2",
    "5；单位A=3",
)


@pytest.mark.parametrize("text", NO_AMOUNT)
def test_what_says_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadCell) as caught:
        read_amount(text)
    assert caught.value.code == "Y588"
