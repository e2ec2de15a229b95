"""未定项: exactly what is undecided is listed, once, with who owes it and how far totals may go."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.judging.case import Case
from engine.judging.outcome import Outcome, judge
from engine.judging.still_open import still_open
from engine.records.exact import from_units
from engine.records.open_item import Cause, OpenItem, Owner
from engine.records.review import Waiting
from engine.records.states import State
from engine.records.submission import ClosedItem, Closing
from tests.judging.builders import Unit, case, closing, ruling
from tests.judging.random_units import units
from tests.judging.test_waiting import ranked
from tests.verifier import cohorts

GOOD = Unit("A")
DECISIONS = (
    (),
    (closing(blank="zero"),),
    (closing(claimed="claimed"), closing([("U1", "1.1", "2")], disputed="zero", faulty="zero")),
)


def undecided(outcome: Outcome) -> Counter[tuple[str, str]]:
    return Counter(
        (unit.code, code)
        for code, judged in outcome.scores.items.items()
        for at, unit in enumerate(outcome.scores.cohort.units)
        if not judged.decided[at]
    )


def only(made: Case, waiting: tuple[Waiting, ...] = ()) -> OpenItem:
    [found] = still_open(judge(made), waiting).items
    return found


@settings(max_examples=60, deadline=None)
@given(units(), st.sampled_from(DECISIONS), st.data())
def test_every_undecided_item_of_every_counted_unit_is_listed_once_and_nothing_else(
    drawn: list[Unit], decisions: tuple[Closing, ...], data: st.DataObject
) -> None:
    outcome = judge(replace(case(*drawn), closings=decisions))
    waiting = tuple(
        Waiting(unit=unit.code, indicator=code, why="differs")
        for unit in outcome.scores.cohort.units
        for code in data.draw(st.sets(st.sampled_from(sorted(outcome.scores.items))))
    )
    found = still_open(outcome, waiting)
    assert Counter((each.unit, each.indicator) for each in found.items) == undecided(outcome)
    assert set(found.reach) == {each.unit for each in found.items}
    told = {(each.unit, each.indicator) for each in waiting}
    for each in found.items:
        assert ((each.unit, each.indicator) in told) == (each.whys[0].cause is Cause.DIFFERS)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_so_in_cohorts_of_whole_rubrics_too(seed: int) -> None:
    ready = cohorts.standard("wuhao-school/2025") if seed % 2 else ranked()
    outcome = judge(cohorts.case(ready, seed))
    found = still_open(outcome)
    assert Counter((each.unit, each.indicator) for each in found.items) == undecided(outcome)
    order = [item.code for item in ready.items]
    rows = [(each.unit, order.index(each.indicator)) for each in found.items]
    assert rows == sorted(rows)


@settings(max_examples=40, deadline=None)
@given(units(), st.data())
def test_no_decision_brings_a_total_below_the_least_or_above_the_most(
    drawn: list[Unit], data: st.DataObject
) -> None:
    made = case(*drawn)
    found = still_open(judge(made))
    entries = [
        ClosedItem(unit=each.unit, indicator=each.indicator, reason="定", points=points)
        for each in found.items
        for points in [data.draw(st.sampled_from([Decimal(0), each.full or Decimal(0)]))]
    ]
    decided = closing().model_copy(update={"items": tuple(entries)})
    scores = judge(replace(made, closings=(decided,))).scores
    assert scores.final.all()
    for at, unit in enumerate(scores.cohort.units):
        if (reach := found.reach.get(unit.code)) is not None and reach.least is not None:
            total = from_units(int(scores.total[at]), scores.places)
            assert reach.least <= total <= reach.most
            assert reach.least <= reach.now <= reach.most


@pytest.mark.parametrize(
    ("unit", "indicator", "cause", "owner", "field"),
    [
        (GOOD.telling(B1=State.BLANK), "1.2", Cause.NOT_FILLED, Owner.SCHOOL, "B1 事项B1"),
        (GOOD.telling(B1=State.FAULTY), "1.2", Cause.FAULTY, Owner.SCHOOL, "B1 事项B1"),
        (GOOD.telling(C1=State.BLANK), "1.3", Cause.NOT_IMPORTED, Owner.OFFICE, "C1 次数C1"),
        (GOOD.unruled("1.4"), "1.4", Cause.NO_MARK, Owner.REVIEWERS, "D1 次数D1"),
        (GOOD.unruled("1.1"), "1.1", Cause.NO_MARK, Owner.REVIEWERS, ""),
        (GOOD.ruled(ruling("1.2", "disputed")), "1.2", Cause.DISPUTED, Owner.CHAIR, "B1 事项B1"),
        (GOOD.but(na=("2.3",)), "2.3", Cause.NA_REQUESTED, Owner.REVIEWERS, ""),
        (GOOD.ruled(ruling("1.1", "no-evidence")), "1.1", Cause.NO_EVIDENCE, Owner.SCHOOL, ""),
        (GOOD.telling(H1=State.BLANK), "2.4", Cause.NOT_FILLED, Owner.SCHOOL, "H1 事项H1"),
    ],
)
def test_why_it_is_open_and_who_owes_what(
    unit: Unit, indicator: str, cause: Cause, owner: Owner, field: str
) -> None:
    found = only(case(unit))
    assert found.indicator == indicator
    [why] = found.whys
    assert (why.cause, why.owner, why.field, why.of) == (cause, owner, field, "")


def test_an_item_that_reads_another_says_which_and_why_that_one_is_open() -> None:
    unit = GOOD.ruled(ruling("1.1", "disputed"))
    first, second = still_open(judge(case(unit))).items
    assert (first.indicator, second.indicator) == ("1.1", "2.1")
    [why] = second.whys
    assert (why.cause, why.of, why.field) == (Cause.DISPUTED, "1.1", "A1 次数A1")


def test_assessors_are_named_where_they_are_known() -> None:
    found = still_open(judge(case(GOOD.unruled("1.4"))), assessors={"A": ("Z01", "Z02")})
    assert found.items[0].whys[0].names == ("Z01", "Z02")


@pytest.mark.parametrize(
    ("why", "owed_by", "owner"),
    [
        ("no-mark", ("Z01",), Owner.REVIEWERS),
        ("no-mark", (), Owner.REVIEWERS),
        ("third-mark", (), Owner.OFFICE),
        ("third-mark", ("Z03",), Owner.REVIEWERS),
        ("differs", (), Owner.CHAIR),
        ("typed-apart", (), Owner.OFFICE),
        ("must-avoid", (), Owner.OFFICE),
    ],
)
def test_what_the_combination_waits_for_stands_first(
    why: str, owed_by: tuple[str, ...], owner: Owner
) -> None:
    unit = GOOD.unruled("1.4").telling(B1=State.BLANK)
    told = Waiting.model_validate(
        {"unit": "A", "indicator": "1.4", "why": why, "owed_by": owed_by, "said": "3、4"}
    )
    blank, marked = still_open(judge(case(unit)), [told]).items
    assert (blank.indicator, blank.whys[0].cause) == ("1.2", Cause.NOT_FILLED)
    [found] = marked.whys
    assert (found.cause.value, found.owner, found.names) == (why, owner, owed_by)
    assert found.said == "3、4"


def test_what_is_decided_is_not_listed_though_somebody_still_waits_for_it() -> None:
    told = Waiting(unit="A", indicator="1.4", why="no-mark", owed_by=("Z01",))
    assert not still_open(judge(case(GOOD)), [told]).items


def test_what_is_compared_waits_for_the_closing_and_for_nobody() -> None:
    outcome = judge(replace(cohorts.case(ranked(), 3, size=30), closings=()))
    waits = [each for each in still_open(outcome).items if each.compared]
    assert waits
    for each in waits:
        assert each.whys[0].owner is Owner.CLOSING


def test_what_may_still_become_is_said_with_full_points_and_claim() -> None:
    found = still_open(judge(case(GOOD.unruled("1.1"))))
    [one] = found.items
    assert (one.full, one.claimed) == (Decimal("4.00"), Decimal("4.00"))
    reach = found.reach["A"]
    assert (reach.now, reach.least, reach.most) == (
        Decimal("16.00"),
        Decimal("16.00"),
        Decimal("20.00"),
    )
