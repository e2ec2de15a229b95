"""合成办法 in sentences: what the settings say is said in words, and how marks became one."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from engine.judging.review_words import pooled_words, terms_words
from engine.records.exact import Rounding
from engine.records.review import ReviewTerms
from tests.judging.reviewing import assigned, combined, marked, said, sheet, terms


def words(rule: str | None, **more: Any) -> str:
    """The sentences of an invented year with a rubric of two places."""
    return terms_words(terms(rule, **more), 2, Rounding.HALF_UP)


def test_two_marks_and_a_third_are_said_with_the_line_and_that_they_are_not_monotone() -> None:
    assert words("third-if-apart") == (
        "每个单位由2名专家背靠背评分；两个分相差超过该项满分的10%的，由第三人评分，取三个分的中间值；"
        "否则取平均，四舍五入保留2位小数。核定值和意见要一致，不一致的由评审人合议。"
        "这个办法在分差线前后不是单调的：一个分再高一点，差距过了线，要第三人评，结果可能反而低"
        "（满分100分、分差线4%，80和84取平均82；80和85要第三人评，评70的取80）。"
    )


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("mean", "每个单位由2名专家背靠背评分；取各个分的平均，四舍五入保留2位小数。"),
        ("three", "每个单位由3名专家背靠背评分；取三个分的中间值。"),
        ("median", "取中位数（个数是双数的取中间两个分的平均，四舍五入保留2位小数）。"),
        ("trimmed-mean", "去掉一个最高分和一个最低分，取其余的平均，四舍五入保留2位小数"),
        (None, "每个单位由1个评审组合议评一个分。"),
    ],
)
def test_every_rule_has_its_sentence(rule: str | None, sentence: str) -> None:
    assert sentence in words(rule)
    assert "单调" not in words(rule)


@pytest.mark.parametrize(
    ("rule", "marks", "sentence"),
    [
        ("median", ["3.9", "3.5", "3.6"], "三人考评分 3.5、3.6、3.9，取中位数 3.60"),
        ("mean", ["3", "4"], "两人考评分 3、4，取平均 3.50"),
        ("third-if-apart", ["3.5", "3.9"], "两人考评分 3.5、3.9，取平均 3.70"),
        ("trimmed-mean", ["1", "2", "3", "4", "4"],
         "五人考评分 1、2、3、4、4，去掉一个最高分、一个最低分，取平均 3.00"),
    ],
)  # fmt: skip
def test_how_marks_became_one_is_one_sentence(rule: str, marks: list[str], sentence: str) -> None:
    found = combined(rule, marked({f"E{n}": each for n, each in enumerate(marks)}))
    assert pooled_words(found.pooled["U1"]["1.4"][0], terms(rule), 2) == sentence


def test_a_third_and_what_was_settled_together_are_said() -> None:
    main, third = assigned({"U1": ["E1", "E2"]}), assigned({"U1": ["E3"]}, round="third")
    sheets = marked({"E1": "3", "E2": "3.5"})
    one = combined("third-if-apart", sheets, main, third)
    assert pooled_words(one.pooled["U1"]["1.4"][0], terms("third-if-apart"), 2) == (
        "两人考评分 3、3.5，还没有合成"
    )
    sheets += marked({"E3": "4"}, round="third")
    one = combined("third-if-apart", sheets, main, third)
    assert pooled_words(one.pooled["U1"]["1.4"][0], terms("third-if-apart"), 2) == (
        "两人考评分 3、3.5，相差超过满分的10%，第三人评 4，取中间值 3.50"
    )
    together = [*sheets, sheet("合议", said("1.4", D1="3.2"), round="agreed")]
    one = combined("third-if-apart", together, main, third)
    assert pooled_words(one.pooled["U1"]["1.4"][0], terms("third-if-apart"), 2) == (
        "两人考评分 3、3.5，合议定为 3.20"
    )


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"per_unit": 4, "combine": "trimmed-mean"}, "每个单位至少要5个分"),
        ({"per_unit": 3, "combine": "third-if-apart", "apart": "0.1"}, "每个单位正好要2个分"),
        ({"per_unit": 2, "combine": "three"}, "每个单位正好要3个分"),
        ({"per_unit": 3, "combine": "three", "common": 2}, "不能另设公共评审单位"),
        ({"per_unit": 2, "combine": "mean", "apart": "0.1"}, "要写分差线"),
        ({"per_unit": 2}, "要写明合成办法"),
        ({"by": "team", "marks": "agreed", "severity": "apply"}, "看不出宽严"),
    ],
)
def test_settings_that_could_never_combine_are_refused(settings: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        ReviewTerms.model_validate({"by": "expert", "marks": "individual", **settings})


def test_a_team_whose_members_mark_is_held_to_the_rule_by_its_members() -> None:
    ReviewTerms(by="team", marks="individual", combine="trimmed-mean")
