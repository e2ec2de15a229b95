"""Awards: who may be chosen and why not, thresholds to the hundredth, ties, waitlists."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from tests.judging.builders import AWARD, RUBRIC, Unit, case, conclusion, mark, results

HAVE = {"column": "合格", "must": "have", "title": "已获合格"}
NOT = {"column": "获奖", "must": "not-have", "title": "未获过本奖"}
CLEAN = {"合格": "2021", "获奖": "无"}
FULL_AWARD = AWARD | {
    "quota": {"base": "roster", "rounding": "floor", "number": 2},
    "threshold": {"on": "base", "at_least": "18", "section_rate": {"numerator": 70,
                                                                  "denominator": 100}},
    "gates": [HAVE, NOT],
    "barred_by": ["N4"],
}  # fmt: skip
OPENED = {"id": "O", "title": "不限名额奖"}


def seats(number: int, **more: Any) -> dict[str, Any]:
    """An award of so many seats."""
    return AWARD | {"quota": {"base": "roster", "rounding": "floor", "number": number}} | more


def unit(code: str, points: str = "4", bonus: str = "0", **changes: Any) -> Unit:
    """A unit with 16 + `points` of base and `bonus`."""
    made = Unit(code, history=CLEAN).ruled(mark(points)).telling(L1=bonus)
    return made.but(**changes)


def award(*units: Unit, of: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The published decision on one award."""
    [found] = results(case(*units, awards=[of], **more))["awards"]
    kinds = {code: each["kind"] for code, each in found["reasons"].items()}
    return found | {"kinds": kinds}


BARRED = [
    # each unit has this fault and every later one: the first must be the reason
    ("not-participating", {"status": "首次试评", "told": None}),
    ("absent", {"told": None}),
    ("blocked", {"blocked": True}),
    ("open-items", {"rulings": {}}),
    ("excluded", {}),
]


@pytest.mark.parametrize(("kind", "changes"), BARRED, ids=[kind for kind, _ in BARRED])
def test_of_many_reasons_the_first_is_given(kind: str, changes: dict[str, Any]) -> None:
    worst = unit("A", "0", history={}, **changes)
    found = award(worst, of=FULL_AWARD, conclusions=[conclusion("A", "N4")])
    assert found["kinds"] == {"A": kind}
    assert found["winners"] == []


@pytest.mark.parametrize(
    ("history", "kind"),
    [
        ({"合格": "2021", "获奖": "无"}, "winner"),
        ({"合格": "无", "获奖": "无"}, "gate"),
        ({"合格": "不详", "获奖": "无"}, "gate"),
        ({"合格": "2021", "获奖": "不详"}, "gate"),
        ({"合格": "2021"}, "gate"),
        ({"获奖": "无"}, "gate"),
        ({}, "gate"),
        ({"合格": "2021", "获奖": "2022"}, "holder"),
        ({"合格": "无", "获奖": "2022"}, "gate"),
    ],
)
@pytest.mark.parametrize("gates", [[HAVE, NOT], [NOT, HAVE]], ids=["have first", "not-have first"])
def test_honours_open_or_bar_and_what_nobody_knows_bars(
    history: dict[str, str], kind: str, gates: list[dict[str, str]]
) -> None:
    of = FULL_AWARD | {"gates": gates}
    assert award(unit("A", history=history), of=of)["kinds"] == {"A": kind}


def test_history_comes_before_points() -> None:
    found = award(unit("A", "0", history=CLEAN | {"获奖": "2022"}), of=FULL_AWARD)
    assert found["kinds"] == {"A": "holder"}


@pytest.mark.parametrize(
    ("points", "kind"), [("2", "winner"), ("2.1", "winner"), ("1.9", "threshold")]
)
def test_a_threshold_is_reached_at_the_line_itself(points: str, kind: str) -> None:
    found = award(unit("A", points), of=seats(1, threshold={"on": "base", "at_least": "18"}))
    assert found["kinds"] == {"A": kind}


@pytest.mark.parametrize(("on", "kind"), [("base", "threshold"), ("total", "winner")])
def test_a_bonus_helps_only_a_line_on_the_total(on: str, kind: str) -> None:
    found = award(unit("A", "1", "2"), of=seats(1, threshold={"on": on, "at_least": "18"}))
    assert found["kinds"] == {"A": kind}


@pytest.mark.parametrize(
    ("points", "rate", "kind"),
    [
        ("0.4", (70, 100), "winner"),  # 8.4 of 12 is 70 % exactly
        ("0.3", (70, 100), "section-threshold"),
        ("0.4", (7, 10), "winner"),
        ("0.4", (701, 1000), "section-threshold"),
        ("0", (2, 3), "winner"),  # 8 of 12
    ],
)
def test_a_section_rate_is_reached_at_exactly_its_share(
    points: str, rate: tuple[int, int], kind: str
) -> None:
    share = dict(zip(("numerator", "denominator"), rate, strict=True))
    of = seats(1, threshold={"on": "base", "at_least": "0", "section_rate": share})
    assert award(unit("A", points), of=of)["kinds"] == {"A": kind}


def test_a_section_whose_points_nobody_has_seen_holds_no_one_back() -> None:
    written = deepcopy(RUBRIC) | {"status": "excerpt", "total": None}
    written["sections"][0]["points"] = None
    ready, _ = prepare(Rubric.model_validate(written))
    share = {"numerator": 1, "denominator": 1}
    of = seats(1, threshold={"on": "base", "at_least": "0", "section_rate": share})
    assert award(unit("A", "0"), of=of)["kinds"] == {"A": "section-threshold"}
    assert award(unit("A", "0"), of=of, ready=ready)["kinds"] == {"A": "winner"}


def test_ties_are_broken_by_the_keys_in_their_order() -> None:
    a, b = unit("A", "2", "2"), unit("B", "4", "0")  # 20.00 both
    keyed = {"then": "committee", "undecided": "vacant"}
    by_base = seats(1, ties=keyed | {"keys": [{"on": "base"}]})
    by_bonus = seats(1, ties=keyed | {"keys": [{"on": "bonus"}, {"on": "base"}]})
    by_section = seats(1, ties=keyed | {"keys": [{"on": "section", "section": "2"},
                                                {"on": "section", "section": "1"}]})  # fmt: skip
    assert award(a, b, of=by_base)["winners"] == ["B"]
    assert award(a, b, of=by_bonus)["winners"] == ["A"]
    assert award(a, b, of=by_section)["winners"] == ["B"]


def test_an_award_may_go_by_the_base() -> None:
    a, b = unit("A", "3", "2"), unit("B", "4", "0")
    assert award(a, b, of=seats(1))["winners"] == ["A"]
    assert award(a, b, of=seats(1, rank_on="base"))["winners"] == ["B"]


def test_equals_who_do_not_fit_are_left_open_and_no_seat_is_given_to_anybody_behind() -> None:
    units = [unit("A", "4"), *(unit(code, "3") for code in "BCD"), unit("E", "2")]
    found = award(*units, of=seats(3))
    assert found["winners"] == ["A"]
    assert found["open"] == [{"group": "全体", "seats": 2, "codes": ["B", "C", "D"]}]
    assert found["kinds"]["E"] == "cap"
    assert found["waitlist"] == ["E"]


def test_equals_who_fit_exactly_all_win() -> None:
    units = [unit("A", "4"), *(unit(code, "3") for code in "BCD"), unit("E", "2")]
    found = award(*units, of=seats(4))
    assert (found["winners"], found["open"]) == (list("ABCD"), [])


def test_where_all_are_equal_the_committee_has_every_seat_to_give() -> None:
    found = award(*(unit(code) for code in "ABC"), of=seats(2))
    assert (found["winners"], found["waitlist"]) == ([], [])
    assert found["open"] == [{"group": "全体", "seats": 2, "codes": ["A", "B", "C"]}]


def test_a_cap_of_nothing_lets_nobody_win_and_opens_no_tie() -> None:
    found = award(unit("A"), unit("B"), of=seats(0))
    assert (found["winners"], found["open"], found["waitlist"]) == ([], [], ["A", "B"])
    assert set(found["kinds"].values()) == {"cap"}


def test_without_a_quota_every_candidate_wins() -> None:
    found = award(*(unit(code) for code in "ABC"), unit("D").unruled("1.1"), of=OPENED)
    assert (found["winners"], found["caps"], found["waitlist"]) == (list("ABC"), [], [])
    assert found["kinds"]["D"] == "open-items"


@pytest.mark.parametrize(
    ("waitlist", "expected"),
    [
        (None, []),
        ({"depth": 0, "until": "决定印发"}, []),
        ({"depth": 2, "until": "决定印发"}, ["B", "C"]),
        ({"depth": None, "until": "决定印发"}, ["B", "C", "D", "E"]),
    ],
)
def test_the_waitlist_is_as_long_as_the_plan_says(
    waitlist: dict[str, Any] | None, expected: list[str]
) -> None:
    units = [unit(code, points) for code, points in zip("ABCDE", "43321", strict=True)]
    assert award(*units, of=seats(1, waitlist=waitlist))["waitlist"] == expected


def test_groups_fill_their_own_seats_and_share_one_waitlist_in_the_order_of_merit() -> None:
    of = seats(1)
    of["quota"] = of["quota"] | {"by": "片区", "small_group": "zero"}
    areas = {"A": "东", "B": "西", "C": "东", "D": "西", "E": "东"}
    points = {"A": "4", "B": "4", "C": "2", "D": "2", "E": "2"}
    units = [unit(c, points[c], fields={"学段": "小学", "片区": areas[c]}) for c in areas]
    found = award(*units, of=of)
    assert found["winners"] == ["A", "B"]
    assert found["waitlist"] == ["C", "D", "E"]
    assert [(c["group"], c["base"], c["cap"], c["winners"]) for c in found["caps"]] == [
        ("东", 3, 1, 1), ("西", 2, 1, 1),
    ]  # fmt: skip


def test_who_wins_is_marked_so_and_the_caps_count_them() -> None:
    result = results(case(unit("A"), unit("B", "3"), awards=[seats(1), OPENED]))
    assert [each["awards"] for each in result["units"]] == [["W", "O"], ["O"]]
    assert result["awards"][0]["caps"][0]["winners"] == 1


def test_the_line_between_in_and_out_is_what_the_table_shows() -> None:
    found = award(*(unit(c, p) for c, p in zip("ABC", "432", strict=True)), of=seats(2))
    shown = {
        code: (r["cutoff"], r["first_out"], r["value"]) for code, r in found["reasons"].items()
    }
    assert shown == {
        "A": ("19.00", "18.00", "20.00"),
        "B": ("19.00", "18.00", "19.00"),
        "C": ("19.00", "18.00", "18.00"),
    }
    assert Decimal(shown["B"][0]) > Decimal(shown["C"][2])
