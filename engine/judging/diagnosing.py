"""The chair's diagnosis 评审分析, put together: how far assessors agree, and who is severe.

Nothing here touches a result. Everything is worked out on shares of full points, so that items
whose points differ by group can stand in one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nsmallest

import numpy as np

from engine.judging.agreement import Ids, Ratings, icc, interval_alpha, nominal_alpha, paired
from engine.judging.case import Case
from engine.judging.mark_patterns import hints, profiles
from engine.judging.opinions import Opinions, opinions
from engine.judging.severity import severity
from engine.records.diagnosis import Calibration, Diagnosis, ItemAgreement, Note, Severity, Spread
from engine.records.exact import Integers, from_units
from engine.records.submission import Verdict
from engine.rubric.standard import Item

MOST_LISTED = 100
"""Of single items of single units only so many are listed."""
TRIAL = "试评的分不进结果"


def diagnose(case: Case, teams: Mapping[str, str], note: Note) -> Diagnosis:
    """The diagnosis of the real marking, with what `adjusting` notes.

    `teams` maps experts to their 评审组.
    """
    return _diagnosis(case, opinions(case), teams, note, trial=False)


def diagnose_trial(case: Case, teams: Mapping[str, str]) -> Diagnosis:
    """The diagnosis of the trial marking 试评校准, before the real one."""
    return _diagnosis(case, opinions(case, "trial"), teams, Note(TRIAL), trial=True)


def _diagnosis(
    case: Case, found: Opinions, teams: Mapping[str, str], note: Note, *, trial: bool
) -> Diagnosis:
    told = profiles(found, teams)
    rows = range(len(found.items))
    return Diagnosis(
        title=case.terms.title,
        day=case.terms.as_of,
        trial=trial,
        sheets=len(found.sheets),
        units=len(found.units),
        compared=len(set(found.unit[found.compared].tolist())),
        items=tuple(_agreement(found, row) for row in rows if found.given[row].any()),
        widest=_widest(found),
        whose=_whose(case),
        assessors=severity(found.whole(), found.assessors),
        teams=_of_teams(found, teams),
        profiles=told,
        hints=hints(found, told),
        calibrations=_calibrations(found) if trial else (),
        note=note,
        names={unit.code: unit.name for unit in case.roster},
    )


def _whose(case: Case) -> str:
    terms = case.review_terms
    as_one = terms is not None and terms.by == "team" and terms.marks == "agreed"
    return "评审组" if as_one else "评审人"


def _agreement(found: Opinions, row: int) -> ItemAgreement:
    item, marks = found.items[row], found.of_item(row)
    spreads, units = _spreads(found, row)
    widest = int(spreads.argmax()) if spreads.size else 0
    verdicts = _verdicts(found, item)
    correlation = icc(marks)
    places = found.standard.places
    return ItemAgreement(
        indicator=item.code,
        title=item.indicator.title,
        full=item.points,
        units=units.size,
        alike=int((spreads == 0).sum()),
        assessors=int(np.bincount(marks.units).max()),
        widest=from_units(int(spreads[widest]) if spreads.size else 0, places),
        widest_unit=found.units[units[widest]] if spreads.size else "",
        mean_spread=float(spreads.mean()) / 10**places if spreads.size else 0.0,
        alpha=interval_alpha(marks),
        single=correlation.single,
        mean=correlation.mean,
        icc_units=correlation.units,
        icc_assessors=correlation.assessors,
        verdicts=nominal_alpha(verdicts),
        verdicts_differ=_units_that_differ(paired(verdicts)),
    )


def _spreads(found: Opinions, row: int) -> tuple[Integers, Ids]:
    """Highest less lowest points of every unit that several marked, and which units those are."""
    given = found.given[row]
    unit, points = found.unit[given], found.points[row][given]
    size = len(found.units)
    highest = np.full(size, np.iinfo(np.int64).min)
    lowest = np.full(size, np.iinfo(np.int64).max)
    np.maximum.at(highest, unit, points)
    np.minimum.at(lowest, unit, points)
    several = np.flatnonzero(np.bincount(unit, minlength=size) > 1)
    return highest[several] - lowest[several], several


def _widest(found: Opinions) -> tuple[Spread, ...]:
    """The units and items in which points are furthest apart by share of full points."""
    told: list[tuple[float, int, int]] = []
    for row, item in enumerate(found.items):
        spreads, units = _spreads(found, row)
        full = float(item.points) * 10**found.standard.places
        pairs = zip(spreads.tolist(), units.tolist(), strict=True)
        told += [(-spread / full, row, unit) for spread, unit in pairs if spread]
    return tuple(_spread(found, row, unit) for _, row, unit in nsmallest(MOST_LISTED, told))


def _spread(found: Opinions, row: int, unit: int) -> Spread:
    item, places = found.items[row], found.standard.places
    sheets = np.flatnonzero(found.given[row] & (found.unit == unit)).tolist()
    points = {
        found.assessors[found.assessor[at]]: from_units(int(found.points[row, at]), places)
        for at in sheets
    }
    return Spread(found.units[unit], item.code, item.indicator.title, item.points, points)


def _verdicts(found: Opinions, item: Item) -> Ratings:
    numbers = {verdict: float(at) for at, verdict in enumerate(Verdict)}
    said = [
        (at, numbers[ruling.verdict])
        for at, sheet in enumerate(found.sheets)
        if (ruling := sheet.get(item.code)) is not None and ruling.verdict is not None
    ]
    places = np.array([at for at, _ in said], np.int64)
    values = np.array([value for _, value in said], np.float64)
    return Ratings(found.unit[places], found.assessor[places], values)


def _units_that_differ(said: Ratings) -> int:
    words: dict[int, set[float]] = {}
    for unit, value in zip(said.units.tolist(), said.values.tolist(), strict=True):
        words.setdefault(unit, set()).add(value)
    return sum(len(each) > 1 for each in words.values())


def _of_teams(found: Opinions, teams: Mapping[str, str]) -> Severity | None:
    """The same of whole teams, by the mean of their members' sheets; None where there are none."""
    names = sorted({teams[who] for who in found.assessors if teams.get(who)})
    if len(names) < 2:
        return None
    position = {name: at for at, name in enumerate(names)}
    of = np.array([position.get(teams.get(who, ""), -1) for who in found.assessors], np.int64)
    sheets = found.whole()
    team = of[sheets.assessors]
    known = team >= 0
    pairs = sheets.units[known] * len(names) + team[known]
    which, at = np.unique(pairs, return_inverse=True)
    means = np.bincount(at, sheets.values[known]) / np.bincount(at)
    return severity(Ratings(which // len(names), which % len(names), means), names)


def _calibrations(found: Opinions) -> tuple[Calibration, ...]:
    """Each item's assessors against the mean of all, the furthest apart first."""
    scale, told = 10**found.standard.places, []
    for row, item in enumerate(found.items):
        units, who, _ = marks = paired(found.of_item(row))
        if not marks.units.size:
            continue
        several = found.given[row] & np.isin(found.unit, units)
        points = found.points[row][several] / scale
        mean = np.bincount(units, points) / np.maximum(np.bincount(units), 1)
        gaps = np.bincount(who, points - mean[units]) / np.maximum(np.bincount(who), 1)
        against = {found.assessors[each]: float(gaps[each]) for each in np.unique(who).tolist()}
        apart = max(against.values()) - min(against.values())
        told.append(
            Calibration(
                item.code, item.indicator.title, item.points, len(set(units.tolist())), apart,
                against,
            )
        )  # fmt: skip
    return tuple(sorted(told, key=lambda one: (-one.apart / float(one.full), one.indicator)))
