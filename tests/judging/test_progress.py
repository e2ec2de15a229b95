"""Rates and the line they are held against: exact, and never shown higher than they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.judging.progress import changes, tally
from engine.records.progress import (
    ABSENT,
    BLOCKED,
    EXCUSED,
    IN,
    NOTHING,
    Completion,
    Count,
    Day,
    Standing,
)

NINETY = Decimal(90)
lines = st.integers(1, 1000).map(lambda tenths: Decimal(tenths) / 10)


def unit(code: str, state: str, count: Count = NOTHING, blocking: int = 0) -> Completion:
    sha = code if state == IN else ""
    return Completion(code, code, {}, state, 1, 1, count, NOTHING, blocking, 0, sha)


def test_89_9_percent_is_never_shown_as_90_and_90_itself_reaches_the_line() -> None:
    assert Count(899, 1000).percent(NINETY) == "89"
    assert not Count(899, 1000).reaches(NINETY)
    assert Count(9, 10).reaches(NINETY)
    assert Count(8999, 10000).percent(Decimal("90.0")) == "89.9"


@given(st.integers(0, 500), st.integers(1, 500), lines)
def test_the_rate_that_is_shown_reaches_the_line_exactly_when_the_true_one_does(
    done: int, of: int, line: Decimal
) -> None:
    count = Count(min(done, of), of)
    shown = count.percent(line)
    assert shown is not None
    assert Fraction(shown) <= Fraction(count.done * 100, of)
    assert (Fraction(shown) >= Fraction(line)) == count.reaches(line)


def test_who_has_not_handed_in_counts_as_nothing_filled_and_the_excused_do_not_count() -> None:
    units = [
        unit("1", IN, Count(10, 10)),
        unit("2", ABSENT, Count(0, 10)),
        unit("3", BLOCKED, Count(0, 10)),
        unit("4", EXCUSED),
    ]
    found = tally("全体", units, NINETY)
    assert (found.units, found.came, found.blocked, found.absent) == (3, 1, 1, 1)
    assert found.fields == Count(10, 30)
    assert found.on_line == 1
    assert [each.behind(NINETY) for each in units] == [False, True, True, False]


def test_every_way_to_move_since_yesterday_has_its_word() -> None:
    yesterday = Day(
        day=date(2025, 11, 5),
        units={
            "new": Standing(state=ABSENT, sha256="", blocking=0),
            "mended": Standing(state=IN, sha256="mended", blocking=3),
            "worse": Standing(state=IN, sha256="old", blocking=0),
            "gone": Standing(state=IN, sha256="gone", blocking=0),
            "useless": Standing(state=IN, sha256="x", blocking=0),
            "usable": Standing(state=BLOCKED, sha256="", blocking=0),
            "same": Standing(state=IN, sha256="same", blocking=1),
        },
    )
    now = [
        unit("new", IN, blocking=2),
        unit("mended", IN, blocking=1),
        unit("worse", IN, blocking=1),
        unit("gone", ABSENT),
        unit("useless", BLOCKED),
        unit("usable", IN),
        unit("same", IN, blocking=1),
        unit("added", ABSENT),
    ]
    assert {each.unit: each.words for each in changes(yesterday, now)} == {
        "new": ("新交", "新查出2处要改"),
        "mended": ("改好2处",),
        "worse": ("换了新表", "新查出1处要改"),
        "gone": ("撤回了",),
        "useless": ("交来的不能用",),
        "usable": ("重交的能用了",),
    }
