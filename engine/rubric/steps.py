"""Rules that take the first step that holds, bands and ordered cases: steps nobody comes to, gaps.

A later step may overlap an earlier one: that is what their order is for. Only what is certain is
said (see `language.cases`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.language.cases import Cases, cases
from engine.language.expressions import Answer, Compare, Expression, number
from engine.records.exact import Truths, from_units, places_of, plain
from engine.rubric.standard import Fault, Item, Path, Standard
from engine.rules.amounts import amount_words
from engine.rules.bands import Bands, band_condition
from engine.rules.bands_less_faults import BandsLessFaults
from engine.rules.judged import Judged
from engine.rules.ordered import Ordered


class Step(NamedTuple):
    """One step of a rule: where it stands, what it is called, and its condition."""

    path: Path
    name: str
    condition: Expression


def faults(standard: Standard, at: Mapping[str, Path]) -> Iterator[Fault]:
    """Every such fault; `at` says where each indicator stands."""
    for item in standard.items:
        path: Path = (*at[item.code], "rule")
        steps = _steps(item, path)
        found = cases([each.condition for each in steps], standard.scope, standard.asked)
        if steps and found is not None:
            yield from _never_reached(item, steps, found)
            if isinstance(item.rule, Ordered):
                yield from _gaps(item, item.rule, steps, found, path)


def _steps(item: Item, path: Path) -> list[Step]:
    rule, context = item.rule, item.context
    if isinstance(rule, Ordered):
        return [
            Step((*path, "cases", c), case.level, context.truth(case.when))
            for c, case in enumerate(rule.cases)
        ]
    if isinstance(rule, Judged):
        edges = [(r, each, number(each.at_least)) for r, each in enumerate(rule.ranges)]
        return [
            Step((*path, "ranges", r), each.title, Compare(">=", Answer(rule.mark), edge))
            for r, each, edge in edges
        ]
    if not isinstance(rule, Bands | BandsLessFaults):
        return []
    of_base = rule.out_of if isinstance(rule, Bands) else None
    base = context.number(of_base) if of_base is not None else None
    measure = context.number(rule.of)
    return [
        Step(
            (*path, "bands", b),
            amount_words(band.points, "分"),
            band_condition(band, measure, base, context),
        )
        for b, band in enumerate(rule.bands)
    ]


def _never_reached(item: Item, steps: list[Step], found: Cases) -> Iterator[Fault]:
    taken = np.zeros(found.size, dtype=bool)
    for place, step in enumerate(steps, start=1):
        holds = found.of(step.condition).truths
        said = isinstance(item.rule, Ordered) and not holds.any()  # by `reachability`
        if not said and not (holds & ~taken).any():
            why = "前面的各档已经把它包括了" if holds.any() else "能填的数到不了这一档"
            what = f"指标 {item.code} 第{place}档“{step.name}”轮不到，{why}"
            yield Fault(step.path, "Y571", what)
        taken = taken | holds


def _gaps(
    item: Item, rule: Ordered, steps: list[Step], found: Cases, path: Path
) -> Iterator[Fault]:
    """Numbers that only have more decimals than the edges they fall between, such as 89.5."""
    fires = np.zeros(found.size, dtype=bool)
    for step in steps:
        fires = fires | found.of(step.condition).truths
    for code, edges in found.edges.items():
        field = found.scope[code]
        coarser = field.places - max(places_of(edge) for edge in edges)
        gap = _gap(found, code, fires, 10**coarser) if coarser > 0 else None
        if gap is not None:
            low, high = (plain(from_units(each, field.places)) for each in gap)
            span = low if low == high else f"{low} 到 {high}"
            what = f"指标 {item.code} 的“{field.title}”是 {span} 的，哪一档都不是"
            yield Fault(path, "Y573", f"{what}，落到“{rule.otherwise.level}”")


def _gap(found: Cases, code: str, fires: Truths, most: int) -> tuple[int, int] | None:
    """The first run of answers without a step, between two with one that are `most` apart."""
    tried = found.answers[code]
    lengths = [len(each) for each in found.answers.values()]
    lines = np.moveaxis(fires.reshape(lengths), list(found.answers).index(code), -1)
    for line in lines.reshape(-1, len(tried)):
        firing = np.flatnonzero(line)
        for low, high in pairwise(firing.tolist()):
            if high - low > 1 and tried[high] - tried[low] <= most:
                return tried[low + 1], tried[high - 1]
    return None
