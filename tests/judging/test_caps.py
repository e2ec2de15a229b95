"""Caps 名额上限: whole-number arithmetic on the frozen roster, rounded down, never exceeded."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.judging.awarding import cap_table
from engine.rubric.plan import Award, Share
from tests.judging.builders import AWARD, Unit, case


def test_a_share_is_an_exact_fraction_of_every_base() -> None:
    """P14: for every tenth of a percent and n ≤ 5 000, the most seats that are not too many."""
    bases = np.arange(5001, dtype=np.int64)
    for tenths in range(1001):
        share = Share(numerator=tenths, denominator=1000)
        caps = np.fromiter(map(share.of, range(5001)), dtype=np.int64)
        assert (caps * 1000 <= bases * tenths).all()
        assert ((caps + 1) * 1000 > bases * tenths).all()


@pytest.mark.parametrize(("percent", "base"), [(29, 100), (35, 180), (15, 20), (7, 100), (55, 100)])
def test_a_share_never_loses_a_seat_as_binary_fractions_do(percent: int, base: int) -> None:
    cap = Share(numerator=percent, denominator=100).of(base)
    assert cap == Fraction(percent, 100) * base


def units(count: int, fields: dict[str, str] | None = None, start: int = 0) -> list[Unit]:
    """Units that handed nothing in: a base never asks."""
    return [Unit(f"U{n:03d}", told=None, fields=fields or {}) for n in range(start, start + count)]


@pytest.mark.parametrize(
    ("base", "cap", "lost"),
    [
        (6, 0, "90/100"), (7, 1, "5/100"), (13, 1, "95/100"), (14, 2, "10/100"), (20, 3, "0"),
        (27, 4, "5/100"), (49, 7, "35/100"), (57, 8, "55/100"),
    ],
)  # fmt: skip
def test_fifteen_percent_of_the_bases_worked_out_by_hand(base: int, cap: int, lost: str) -> None:
    award = Award.model_validate(AWARD)
    [line] = cap_table(award, case(*units(base)).roster)
    assert (line.group, line.base, line.share, line.cap) == ("全体", base, "15/100", cap)
    assert line.lost == lost


def test_only_who_takes_part_is_counted_handed_in_or_not() -> None:
    line_up = [
        *units(6),
        Unit("X", status="首次试评"),
        Unit("Y", status="暂不参评"),
        Unit("Z", blocked=True),
    ]
    [line] = cap_table(Award.model_validate(AWARD), case(*line_up).roster)
    assert (line.base, line.cap) == (7, 1)


def test_each_group_has_its_own_cap_and_ten_small_ones_may_have_none() -> None:
    quota = AWARD["quota"] | {"by": "片区", "small_group": "zero"}
    line_up = [u for g in range(10) for u in units(6, {"片区": f"第{g}片"}, 6 * g)]
    line_up += [
        *units(7, {"片区": "城区"}, 60),
        *units(1, {}, 67),
        Unit("X", None, "首次试评", {"片区": "东片"}),
    ]
    caps = cap_table(Award.model_validate(AWARD | {"quota": quota}), case(*line_up).roster)
    assert [(c.group, c.base, c.cap) for c in caps] == [
        ("", 1, 0), ("东片", 0, 0), ("城区", 7, 1), *((f"第{g}片", 6, 0) for g in range(10)),
    ]  # fmt: skip


def test_a_fixed_number_asks_for_no_base() -> None:
    quota = {"base": "roster", "rounding": "floor", "number": 3}
    [line] = cap_table(Award.model_validate(AWARD | {"quota": quota}), case(*units(2)).roster)
    assert (line.cap, line.share, line.lost) == (3, None, "0")
