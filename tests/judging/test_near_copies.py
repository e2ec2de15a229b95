"""Near copies are found among invented texts in which they were planted, and nothing else is."""

from __future__ import annotations

import random

import pytest

from engine.judging.near_copies import Passage, near_copies

UNITS, PLANTED = 300, 20
SHARES = (0.03, 0.10, 0.20)
CHANCE = random.Random(2025)
SIGNS = [chr(0x4E00 + each) for each in range(2500)]
WORDS = ["".join(CHANCE.choices(SIGNS, k=CHANCE.choice([2, 2, 3, 4]))) for _ in range(5000)]
COMMON = ["".join(CHANCE.choices(WORDS, k=12)) for _ in range(20)]
"""Phrases of the trade; the first five are the form's own."""


def invented() -> str:
    own = ["".join(CHANCE.choices(WORDS, k=6)) for _ in range(8)]
    return "，".join((*own, *CHANCE.sample(COMMON, 4)))


def edited(text: str, share: float) -> str:
    """`text` with this share of its characters changed, dropped or followed by another."""
    found = []
    for sign in text:
        what = CHANCE.random() / share
        found.append(sign if what >= 0.8 else CHANCE.choice(SIGNS) if what < 0.6 else "")
        found.append(CHANCE.choice(SIGNS) if 0.8 <= what < 1 else "")
    return "".join(found)


@pytest.fixture(scope="module")
def cohort() -> tuple[list[Passage], dict[tuple[int, int], float]]:
    """One text a unit; the last of them copy the first, with 3, 10 or 20 % changed."""
    texts = [invented() for _ in range(UNITS)]
    planted = {}
    for at in range(PLANTED * len(SHARES)):
        share, copy = SHARES[at % len(SHARES)], UNITS - 1 - at
        texts[copy] = edited(texts[at], share)
        planted[at, copy] = share
    return [Passage(f"{at:04}", text) for at, text in enumerate(texts)], planted


def test_planted_copies_are_found_and_no_others(
    cohort: tuple[list[Passage], dict[tuple[int, int], float]],
) -> None:
    passages, planted = cohort
    found = {(each.one, each.other) for each in near_copies(passages, COMMON[:5])}
    recalled = {
        share: sum(pair in found for pair, with_share in planted.items() if with_share == share)
        for share in SHARES
    }
    assert recalled[0.03] == PLANTED
    assert recalled[0.10] == PLANTED
    assert recalled[0.20] >= PLANTED - 1
    assert len(found - planted.keys()) == 0


def test_the_words_of_the_form_and_of_everybody_are_copied_from_nobody() -> None:
    form = invented()
    passages = [Passage(str(unit), form) for unit in range(3)]
    assert near_copies(passages, [form]) == []
    assert len(near_copies(passages, [])) == 3
    everybody = [Passage(str(unit), form) for unit in range(12)]
    assert near_copies(everybody, []) == []


def test_a_unit_may_repeat_itself_and_a_short_text_says_nothing() -> None:
    text = invented()
    assert near_copies([Passage("1", text), Passage("1", text)], []) == []
    assert near_copies([Passage("1", "按时召开会议"), Passage("2", "按时召开会议")], []) == []
    assert near_copies([], []) == [] and near_copies([Passage("1", "")], ["表"]) == []


def test_a_copy_within_a_longer_text_is_found_whatever_its_commas_and_widths() -> None:
    text = "".join(CHANCE.choices(SIGNS, k=60)) + "ABC123"
    longer = invented() + "。" + "、".join(text).replace("ABC123", "ａｂｃ１２３") + invented()
    [copy] = near_copies([Passage("1", text), Passage("2", longer)], [])
    assert (copy.one, copy.other) == (0, 1) and copy.alike >= 90
