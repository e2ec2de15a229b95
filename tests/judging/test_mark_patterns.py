"""What stands out in the marks is asked about, and what does not is left alone."""

from __future__ import annotations

from collections.abc import Iterable

from engine.judging.mark_patterns import LEAST_MARKS, LEAST_UNITS, hints, profiles
from engine.judging.opinions import opinions
from engine.records.diagnosis import Hint, Profile
from engine.records.review import Review
from tests.judging.builders import mark, ruling
from tests.judging.reviewed import review, reviewed

MANY = [f"{n:03}" for n in range(LEAST_MARKS)]


def told(reviews: Iterable[Review], kind: str) -> list[Hint]:
    found = opinions(reviewed(reviews))
    return [each for each in hints(found, profiles(found, {})) if each.kind == kind]


def profile(reviews: Iterable[Review], who: str) -> Profile:
    found = profiles(opinions(reviewed(reviews)), {"甲": "一组"})
    return next(each for each in found if each.who == who)


def test_an_assessor_who_gives_everybody_full_points_is_asked_about() -> None:
    full = [review(unit, "甲", mark("4")) for unit in MANY]
    others = [review(unit, "乙", mark("4" if unit < "005" else "3")) for unit in MANY]
    [one] = told([*full, *others], "all-full")
    assert one.who == "甲"
    assert one.said == "自己打分的10处全是满分；在同样的单位、同样的项上，别人给满分的占50%。"


def test_one_mark_below_full_is_no_pattern_of_full_marks() -> None:
    reviews = [review(unit, "甲", mark("3.9" if unit == "000" else "4")) for unit in MANY]
    assert told(reviews, "all-full") == []


def test_the_same_mark_for_every_unit_is_asked_about() -> None:
    [one] = told([review(u, "甲", mark("3")) for u in MANY[:LEAST_UNITS]], "one-value")
    assert (one.indicator, one.said) == ("1.4", "给5个单位的都是同一个分（满分的75%）。")
    assert told([review(u, "甲", mark("4")) for u in MANY[:LEAST_UNITS]], "one-value") == []
    assert told([review(u, "甲", mark("3")) for u in MANY[: LEAST_UNITS - 1]], "one-value") == []


def test_a_verified_count_may_well_be_the_same_everywhere() -> None:
    reviews = [review(u, "甲", ruling("1.1", "amend", A1="2")) for u in MANY]
    assert told(reviews, "one-value") == told(reviews, "all-full") == []


def test_a_mark_far_from_the_others_who_are_near_each_other_stands_alone() -> None:
    marks = {"甲": "4", "乙": "3.9", "丙": "2"}
    [one] = told([review("A", who, mark(given)) for who, given in marks.items()], "outlier")
    assert (one.who, one.unit, one.indicator) == ("丙", "A", "1.4")
    assert one.said == "比其他人都低，离最近的也差满分的48%。"


def test_of_two_nobody_stands_alone_nor_of_three_who_all_differ() -> None:
    assert told([review("A", "甲", mark("4")), review("A", "乙", mark("1"))], "outlier") == []
    spread = {"甲": "4", "乙": "2.5", "丙": "1"}
    assert told([review("A", who, mark(given)) for who, given in spread.items()], "outlier") == []


def reasoned(unit: str, who: str, text: str) -> Review:
    return review(unit, who, mark("3").model_copy(update={"reason": text}))


def test_a_mark_below_full_and_a_doubted_claim_want_a_reason() -> None:
    lacking = [review("A", "甲", mark("3"), ruling("1.1", "amend", A1="2"))]
    [one] = told(lacking, "no-reason")
    assert one.said == "2处扣了分或没有照自报值认可，没有写理由（1.1 1处、1.4 1处）。"
    assert profile(lacking, "甲").without_reason == 2
    full = [review("A", "甲", mark("4"), ruling("1.1", "accept")), reasoned("B", "甲", "缺签名")]
    assert told(full, "no-reason") == []


def test_a_reason_that_repeats_is_counted_and_kept_for_the_workbook() -> None:
    repeated = [reasoned(unit, "甲", "材料不够完整，扣分。") for unit in MANY[:5]]
    [one] = told(repeated, "same-reason")
    assert (one.said, one.text) == ("同一句理由写了5次，在5个单位的表上。", "材料不够完整，扣分。")
    assert told(repeated[1:], "same-reason") == []


def test_two_assessors_with_the_same_words_on_one_item_are_asked_about() -> None:
    both = [reasoned("A", "E01", "台账缺第三季度"), reasoned("A", "E02", "台账，缺第三季度。")]
    [one] = told(both, "same-reason")
    assert (one.who, one.said) == ("E01", "与E02写的理由有1处一字不差。")
    assert told([both[0], reasoned("B", "E02", "台账缺第三季度")], "same-reason") == []


def test_an_assessor_in_figures() -> None:
    one = profile([review("A", "甲", mark("4")), review("B", "甲", mark("2"))], "甲")
    assert (one.team, one.units, one.marks, one.full) == ("一组", 2, 2, 1)
    assert (one.mean, one.spread) == (0.75, 0.25)
