"""Laws of awarding (P1 P2 P4 P5 P7 P8 P9 P10 P13) on small pools and groups where ties are common.

A unit is taken away by leaving it in the roster without a form: bases and caps stay frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from engine.judging.awarding import POOL, AwardResult, decide
from engine.judging.case import Case
from engine.judging.eligibility import Standing
from engine.records.submission import RosterUnit
from engine.rubric.plan import Award
from tests.judging.builders import AWARD, case

EMPTY: Case = case()
ORDER = ("cap", "tie-open", "winner")


@dataclass(frozen=True)
class Line:
    """One unit: its group, what it is compared by, and whether anything bars it."""

    code: str
    group: str
    total: int
    base: int
    fate: str = "final"

    @property
    def key(self) -> tuple[int, int]:
        """Total, then the tie key."""
        return (self.total, self.base)

    def standing(self) -> Standing:
        """The unit as awarding sees it."""
        fields = {"片区": self.group}
        unit = RosterUnit(code=self.code, name=self.code, status="参评", fields=fields)
        state, years = self.fate, {"获奖": "无"}
        if self.fate == "holder":
            state, years = "final", {"获奖": "2021"}
        open_items = ("1.1",) if state == "provisional" else ()
        return Standing(unit, state, self.total, self.base, 0, {}, open_items, (), years)


Lines = list[Line]
FATES = ("final",) * 6 + ("provisional", "holder", "absent")


@st.composite
def cohorts(draw: st.DrawFn) -> Lines:
    """Up to ten units on a coarse grid of points."""
    rows = st.tuples(
        st.sampled_from(("东", "西")), st.integers(0, 4), st.integers(0, 2), st.sampled_from(FATES)
    )
    found = draw(st.lists(rows, min_size=1, max_size=10))
    return [Line(f"U{n}", *row) for n, row in enumerate(found)]


@st.composite
def awards(draw: st.DrawFn) -> Award:
    """A share or a number of seats, for all or for each group."""
    quota = {"base": "roster", "rounding": "floor"}
    if draw(st.booleans()):
        quota["share"] = {"numerator": draw(st.integers(0, 20)), "denominator": 20}
    else:
        quota["number"] = draw(st.integers(0, 6))
    if draw(st.booleans()):
        quota |= {"by": "片区", "small_group": "zero"}
    gate = {"column": "获奖", "must": "not-have", "title": "未获过"}
    return Award.model_validate(AWARD | {"quota": quota, "gates": [gate]})


def run(award: Award, lines: Lines) -> AwardResult:
    """The decision on these units, in the order given."""
    return decide(award, tuple(line.standing() for line in lines), EMPTY)


def changed(lines: Lines, code: str, **changes: object) -> Lines:
    """The same units with one of them changed."""
    return [replace(line, **changes) if line.code == code else line for line in lines]


def pool(award: Award, line: Line) -> str:
    """Whom a unit shares a cap with."""
    return line.group if award.quota and award.quota.by else POOL


def rivals(award: Award, lines: Lines, group: str) -> Lines:
    """The candidates of one cap."""
    return [each for each in lines if each.fate == "final" and pool(award, each) == group]


def tied(result: AwardResult) -> set[str]:
    """All who stand in an open tie."""
    return {code for tie in result.open_ties for code in tie.codes}


def rank_of(result: AwardResult, code: str) -> int:
    """cap < tie-open < winner."""
    return ORDER.index(result.reasons[code].kind)


@given(awards(), cohorts())
def test_no_cap_is_ever_exceeded_even_if_every_open_seat_is_given(
    award: Award, lines: Lines
) -> None:
    result = run(award, lines)
    for cap in result.caps:
        members = {each.code for each in rivals(award, lines, cap.group)}
        seats = sum(tie.seats for tie in result.open_ties if tie.group == cap.group)
        assert len(members & set(result.winners)) + seats <= cap.cap


@given(awards(), cohorts(), st.randoms(use_true_random=False))
def test_the_order_of_the_roster_decides_nothing(
    award: Award, lines: Lines, chance: object
) -> None:
    shuffled = lines.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = run(award, lines), run(award, shuffled)
    assert (one.winners, one.waitlist, one.open_ties, one.caps) == (
        other.winners, other.waitlist, other.open_ties, other.caps,
    )  # fmt: skip
    assert dict(one.reasons) == dict(other.reasons)


@given(awards(), cohorts())
def test_the_best_feasible_sets_are_what_winners_and_open_ties_leave_possible(
    award: Award, lines: Lines
) -> None:
    """P7 by brute force: winners are in every best set, tied units in some."""
    result = run(award, lines)
    for cap in result.caps:
        members = rivals(award, lines, cap.group)
        sets = [s for size in range(min(cap.cap, len(members)) + 1)
                for s in combinations(members, size)]  # fmt: skip
        worth = [sorted((each.key for each in chosen), reverse=True) for chosen in sets]
        best = [{each.code for each in s} for s, w in zip(sets, worth, strict=True)
                if w == max(worth)]  # fmt: skip
        codes = {each.code for each in members}
        sure, some = set.intersection(*best), set.union(*best)
        assert set(result.winners) & codes == sure
        assert tied(result) & codes == some - sure
        seats = [tie.seats for tie in result.open_ties if tie.group == cap.group]
        assert seats == ([len(best[0]) - len(sure)] if some - sure else [])


@given(awards(), cohorts())
def test_who_is_out_finds_the_group_full_of_units_that_all_stand_above(
    award: Award, lines: Lines
) -> None:
    """P4 and P5: nobody in the group of a loser is placed before it with less."""
    result = run(award, lines)
    seats = {tie.group: tie.seats for tie in result.open_ties}
    for cap in result.caps:
        members = rivals(award, lines, cap.group)
        won = [each for each in members if each.code in result.winners]
        ahead = won + [each for each in members if each.code in tied(result)]
        for each in members:
            if result.reasons[each.code].kind == "cap":
                assert len(won) + seats.get(cap.group, 0) == cap.cap
                assert all(other.key > each.key for other in ahead)


@given(awards(), cohorts())
def test_a_loser_that_sinks_or_leaves_changes_nothing_for_anybody(
    award: Award, lines: Lines
) -> None:
    before = run(award, lines)
    for line in lines:
        if before.reasons[line.code].kind == "cap":
            sunk = {"total": 0, "base": 0}
            for after in (changed(lines, line.code, fate="absent"),
                          changed(lines, line.code, **sunk)):  # fmt: skip
                result = run(award, after)
                assert (result.winners, result.open_ties) == (before.winners, before.open_ties)


@given(awards(), cohorts())
def test_more_points_never_hurt_who_has_them_and_never_help_another(
    award: Award, lines: Lines
) -> None:
    before = run(award, lines)
    for line in lines:
        if line.fate == "final":
            after = run(award, changed(lines, line.code, total=line.total + 1))
            assert rank_of(after, line.code) >= rank_of(before, line.code)
            assert set(after.winners) - {line.code} <= set(before.winners)
            assert len(set(before.winners) - set(after.winners) - tied(after)) <= 1


@given(awards(), cohorts())
def test_who_wins_and_leaves_makes_room_for_the_next_alone(award: Award, lines: Lines) -> None:
    """P10. Where the next ones are equal, they are left open together instead."""
    before = run(award, lines)
    by_code = {line.code: line for line in lines}
    for code in before.winners:
        group = pool(award, by_code[code])
        after = run(award, changed(lines, code, fate="absent"))
        assert set(before.winners) - {code} <= set(after.winners)
        if any(tie.group == group for tie in before.open_ties):
            continue
        first = next((c for c in before.waitlist if pool(award, by_code[c]) == group), None)
        came = set(after.winners) - set(before.winners)
        assert came <= {first}
        assert first is None or first in came | tied(after)


@given(awards(), cohorts())
def test_who_is_barred_never_wins_and_once_free_displaces_at_most_one(
    award: Award, lines: Lines
) -> None:
    before = run(award, lines)
    for line in lines:
        if line.fate != "final":
            assert line.code not in {*before.winners, *tied(before), *before.waitlist}
            after = run(award, changed(lines, line.code, fate="final"))
            left = set(before.winners) - set(after.winners)
            assert len(left - tied(after)) <= 1
            assert set(after.winners) - set(before.winners) <= {line.code}


@given(cohorts(), st.integers(0, 20))
def test_groups_are_decided_as_if_each_were_alone(lines: Lines, numerator: int) -> None:
    share = {"numerator": numerator, "denominator": 20}
    quota = {"base": "roster", "rounding": "floor", "share": share}
    alone = Award.model_validate(AWARD | {"quota": quota})
    parted = Award.model_validate(
        AWARD | {"quota": quota | {"by": "片区", "small_group": "zero"}}
    )  # fmt: skip
    whole = run(parted, lines)
    groups = sorted({line.group for line in lines})
    parts = [run(alone, [line for line in lines if line.group == group]) for group in groups]
    assert sorted(whole.winners) == sorted(code for part in parts for code in part.winners)
    assert sorted(whole.waitlist) == sorted(code for part in parts for code in part.waitlist)
    assert tied(whole) == {code for part in parts for code in tied(part)}
    assert [cap.cap for cap in whole.caps] == [part.caps[0].cap for part in parts]


@given(awards(), cohorts())
def test_every_unit_has_exactly_one_reason_and_its_place_counts_who_stands_above(
    award: Award, lines: Lines
) -> None:
    result = run(award, lines)
    assert set(result.reasons) == {line.code for line in lines}
    for line in lines:
        reason = result.reasons[line.code]
        if line.fate != "final":
            assert reason.kind == {"provisional": "open-items"}.get(line.fate, line.fate)
            continue
        members = rivals(award, lines, pool(award, line))
        assert reason.facts["place"] == 1 + sum(each.key > line.key for each in members)
        assert reason.facts["equals"] == sum(each.key == line.key for each in members)
        assert reason.facts["value"] == line.total
