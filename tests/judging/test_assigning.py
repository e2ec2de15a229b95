"""P27: draws of assessors are what they promise, or say rightly why there is none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.judging.assessors import avoided, expanded, origins, pool
from engine.judging.assigning import Drawn, draw, loads
from engine.judging.bottlenecks import bottleneck_problems
from engine.judging.dealing import Bottleneck, Lack, Pool
from engine.judging.linking import links
from engine.judging.panels import circle, starts, window
from engine.judging.special_rounds import further, mutual, trial
from engine.records.review import Avoidance, Expert, Ground, ReviewTerms
from tests.judging.brute_assigning import fits, mutual_possible, possible, really_stuck


def units_of(count: int) -> list[str]:
    return [f"{number:06d}" for number in range(1, count + 1)]


def experts_of(count: int) -> list[str]:
    return [f"E{number:02d}" for number in range(1, count + 1)]


@st.composite
def pools(draw_: st.DrawFn, units: list[str], most: int) -> Pool:
    experts = experts_of(draw_(st.integers(1, most)))
    labels = {each: draw_(st.sampled_from((each, each, each, "E01"))) for each in experts}
    pairs = [(each, unit) for each in experts for unit in units]
    return Pool(labels, frozenset(draw_(st.sets(st.sampled_from(pairs), max_size=8))))


@given(st.data())
def test_a_draw_keeps_every_promise_and_fails_only_where_there_is_no_way(
    data: st.DataObject,
) -> None:
    units = units_of(data.draw(st.integers(1, 5)))
    among = data.draw(pools(units, 5))
    per_unit = data.draw(st.integers(1, min(3, len(among.labels))))
    found = draw(units, among, per_unit=per_unit, seed=data.draw(st.text(max_size=3)))
    there_is_one, one_links = possible(units, among, per_unit)
    assert isinstance(found, Drawn) == there_is_one
    if isinstance(found, Drawn):
        assert list(found.units) == units
        assert all(fits(unit, sat, among) for unit, sat in found.units.items())
        assert all(len(sat) == per_unit for sat in found.units.values())
        counts = [found.loads.get(each, 0) for each in among.labels]
        assert max(counts) - min(counts) <= 1
        assert found.links.whole == one_links or len(units) * per_unit < len(among.labels)
    else:
        assert all(really_stuck(each, units, among, per_unit) for each in found)


@given(st.data())
def test_whoever_has_too_much_may_only_be_even_less_when_uneven(data: st.DataObject) -> None:
    """Uneven loads: whatever another assignment of the same units is, its squares are no less."""
    units = units_of(data.draw(st.integers(1, 4)))
    among = data.draw(pools(units, 4))
    found = draw(units, among, per_unit=1, seed="种子", uneven=True)
    if not isinstance(found, Drawn):
        assert {each.lack for each in found} == {Lack.ASSESSORS}
        return
    ways = [dict[str, str]()]
    for unit in units:
        ways = [{**way, unit: each} for way in ways for each in sorted(among.may(unit))]
    squares = [
        sum(count**2 for count in loads({u: [e] for u, e in way.items()}).values()) for way in ways
    ]
    assert sum(count**2 for count in found.loads.values()) == min(squares)


@given(st.data(), st.randoms(use_true_random=False))
def test_the_order_in_which_anything_came_in_changes_nothing(
    data: st.DataObject, shuffler: object
) -> None:
    units = units_of(data.draw(st.integers(2, 9)))
    among = data.draw(pools(units, 6))
    mixed_units, mixed = list(units), list(among.labels.items())
    shuffler.shuffle(mixed_units)  # type: ignore[attr-defined]
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]
    one = draw(units, among, per_unit=1, common=1, seed="同一种子")
    assert one == draw(
        mixed_units, Pool(dict(mixed), among.avoids), per_unit=1, common=1, seed="同一种子"
    )


def test_a_draw_on_record_comes_out_the_same_in_every_version() -> None:
    avoids = frozenset({("E01", "000001"), ("E02", "000002")})
    among = Pool({each: each for each in experts_of(4)}, avoids)
    found = draw(units_of(6), among, per_unit=2, seed="2025年11月26日开奖号码")
    assert isinstance(found, Drawn)
    assert list(found.units.values()) == [
        ("E02", "E04"),
        ("E01", "E03"),
        ("E01", "E03"),
        ("E01", "E04"),
        ("E02", "E03"),
        ("E02", "E04"),
    ]


def test_assessors_kept_to_districts_of_their_own_are_not_linked_and_that_is_known() -> None:
    units, experts = units_of(40), experts_of(8)
    apart = {
        (who, unit) for i, who in enumerate(experts) for j, unit in enumerate(units) if (i - j) % 2
    }
    labels = {each: each for each in experts}
    found = draw(units, Pool(labels, frozenset(apart)), per_unit=2, seed="种子")
    assert isinstance(found, Drawn)
    assert [len(group) for group in found.links.groups] == [4, 4]
    assert found.fewest_groups == 2


def test_another_seed_is_another_draw() -> None:
    among = Pool({each: each for each in experts_of(6)}, frozenset())
    draws = {str(draw(units_of(12), among, per_unit=2, seed=str(seed))) for seed in range(5)}
    assert len(draws) == 5


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4))
def test_panels_on_the_circle_are_even_and_link_everybody_wherever_any_could(
    units: int, size: int, width: int
) -> None:
    if width > size:
        return
    sat = {
        str(u): [str(e) for e in window(s, width, size)] for u, s in enumerate(starts(units, size))
    }
    counts = [loads(sat).get(str(each), 0) for each in range(size)]
    assert max(counts) - min(counts) <= 1
    touched = sum(count > 0 for count in counts)
    linked = links(sat).whole and touched == size
    assert linked == (units * (width - 1) >= size - 1)


def test_assessors_who_are_linked_share_two_units_where_there_are_enough() -> None:
    among = Pool({each: each for each in experts_of(6)}, frozenset({("E01", "000003")}))
    found = draw(units_of(18), among, per_unit=3, seed="种子")
    assert isinstance(found, Drawn)
    assert found.links.whole
    assert not found.links.thin


@pytest.mark.parametrize(("common", "thin"), [(3, 3), (4, 4), (6, 0), (8, 0)])
def test_common_units_link_teams_that_have_a_unit_each(common: int, thin: int) -> None:
    teams = {f"第{each}组": f"第{each}组" for each in "一二三四"}
    found = draw(units_of(20), Pool(teams, frozenset()), per_unit=1, common=common, seed="种子")
    assert isinstance(found, Drawn)
    assert len(found.common) == common
    assert {unit for unit, sat in found.units.items() if len(sat) == 2} == set(found.common)
    assert found.links.whole
    assert len(found.links.thin) == thin
    assert max(found.loads.values()) - min(found.loads.values()) <= 1


def test_units_without_a_form_are_common_only_where_the_others_are_too_few() -> None:
    teams = {f"第{each}组": f"第{each}组" for each in "一二三四"}
    pool, units = Pool(teams, frozenset()), units_of(9)
    without = frozenset(units[:5])
    for common in (4, 6):
        found = draw(units, pool, per_unit=1, common=common, not_common=without, seed="种子")
        assert isinstance(found, Drawn)
        assert len(without.intersection(found.common)) == common - 4
        assert found.units.keys() == set(units)


def test_those_of_one_place_stand_far_from_each_other_on_the_circle() -> None:
    labels = {each: "E01" if number % 3 == 0 else each for number, each in enumerate(experts_of(9))}
    around = circle("种子", labels)
    at = [place for place, each in enumerate(around) if labels[each] == "E01"]
    assert all(later - earlier >= 2 for earlier, later in pairwise(at))


@given(st.data())
def test_one_more_assessor_has_not_seen_the_unit_and_need_not_avoid_it(
    data: st.DataObject,
) -> None:
    units = units_of(data.draw(st.integers(1, 6)))
    among = data.draw(pools(units, 6))
    seen = {
        unit: data.draw(st.sets(st.sampled_from(sorted(among.labels)), max_size=2))
        for unit in units
    }
    found = further(seen, among, seed="种子")
    nobody = {unit for unit in units if not among.may(unit, seen[unit])}
    if isinstance(found, tuple):
        assert {each.units[0] for each in found} == nobody
        return
    assert not nobody
    for unit, who in found.items():
        assert fits(unit, (who,), among)
        assert among.labels[who] not in {among.labels[each] for each in seen[unit]}


def test_one_more_assessor_is_one_who_has_little_already() -> None:
    among = Pool({each: each for each in experts_of(3)}, frozenset())
    had = {"E01": 5, "E02": 1, "E03": 1}
    found = further({unit: () for unit in units_of(4)}, among, seed="种子", had=had)
    assert isinstance(found, dict)
    assert sorted(found.values()) == ["E02", "E02", "E03", "E03"]


@given(st.data())
def test_mutual_inspection_is_a_derangement_and_few_look_back(data: st.DataObject) -> None:
    units = units_of(data.draw(st.integers(1, 5)))
    pairs = st.tuples(st.sampled_from(units), st.sampled_from(units))
    avoids = data.draw(st.sets(pairs, max_size=6))
    found = mutual(units, avoids, seed=data.draw(st.text(max_size=2)))
    there_is_one, fewest = mutual_possible(units, avoids)
    assert isinstance(found, dict) == there_is_one
    if isinstance(found, dict):
        assert sorted(found.values()) == units
        assert not any(unit == who or (who, unit) in avoids for unit, who in found.items())
        back = sum(found[who] == unit for unit, who in found.items())
        assert back >= fewest
        assert back == 0 or avoids or len(units) == 2


def test_units_on_trial_go_to_everybody_and_first_those_nobody_must_avoid() -> None:
    among = Pool({"E01": "E01", "E02": "E02"}, frozenset({("E01", "000001"), ("E02", "000002")}))
    assert trial(units_of(4), among, count=2, seed="种子") == {
        "000003": ("E01", "E02"),
        "000004": ("E01", "E02"),
    }
    assert trial(["000001"], among, count=1, seed="种子") == {"000001": ("E02",)}


def expert(code: str, team: str = "", units: tuple[str, ...] = (), employer: str = "") -> Expert:
    return Expert(code=code, team=team, units=units, employer=employer)


def test_a_team_avoids_what_any_of_its_members_must() -> None:
    people = [expert("E01", "一组"), expert("E02", "一组"), expert("E03", "二组")]
    told = [Avoidance(expert="E02", unit="000001", ground=Ground.KIN)]
    known = avoided(people, told)
    assert set(known) == {("E02", "000001"), ("一组", "000001")}
    among = pool(people, known, teams=True)
    assert among.may("000001") == {"二组"}
    assert among.may("000002") == {"一组", "二组"}


def test_where_each_member_marks_a_unit_is_given_to_all_of_its_team() -> None:
    people = [expert("E01", "一组"), expert("E02", "一组"), expert("E03", "二组")]
    terms = ReviewTerms(by="team", marks="individual", combine="mean")
    assert expanded({"000001": ("一组",)}, terms, people) == {"000001": ("E01", "E02")}
    agreed = ReviewTerms(by="team", marks="agreed")
    assert expanded({"000001": ("一组",)}, agreed, people) == {"000001": ("一组",)}


def test_experts_of_one_unit_or_one_employer_come_from_one_place() -> None:
    people = [
        expert("E01", units=("000001",)),
        expert("E02", units=("000001",), employer="县关工委（示例）"),
        expert("E03", employer="县关工委（示例）"),
        expert("E04", employer="县教育局（示例）"),
    ]
    found = origins(people)
    assert found["E01"] == found["E02"] == found["E03"] != found["E04"]


def test_what_is_lacking_is_said_in_words_that_can_be_acted_on() -> None:
    stuck = [
        Bottleneck(Lack.ASSESSORS, ("000001",), ("E01", "E02"), 2, 1),
        Bottleneck(Lack.ROOM, ("000001", "000002"), ("E01",), 2, 1, 1),
        Bottleneck(Lack.UNITS, ("000001",), ("E02",), 2, 1, 2),
    ]
    one, two, three = (each.message for each in bottleneck_problems(stuck))
    assert "单位 000001 要2个评审人" in one
    assert "来自同一单位的只能去一位" in one
    assert "000001、000002（2个单位）至少有2人次只能由E01（1位）承担" in two
    assert "多出1人次" in two
    assert "E02（1位）要回避的太多" in three
