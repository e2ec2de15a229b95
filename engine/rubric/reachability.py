"""What no answer reaches: conditions that never or always hold, full points nobody can get.

Only what is certain is said (see `language.cases`): a rule with too many cases passes in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from engine.language.cases import cases
from engine.language.expressions import Expression
from engine.language.sentence import say
from engine.records.exact import from_units, plain
from engine.rubric.rule_walk import CONDITIONS, written
from engine.rubric.standard import Fault, Item, Path, Standard
from engine.rules.ordered import Ordered


def faults(standard: Standard, at: Mapping[str, Path]) -> Iterator[Fault]:
    """Every such fault; `at` says where each indicator stands."""
    for item in standard.items:
        path = at[item.code]
        for f, field in enumerate(item.fields):
            if field.code in standard.asked:
                where: Path = (*path, "fields", f, "asked_when")
                said = f"填报项 {field.code} 的填写条件"
                yield from _constant(standard, standard.asked[field.code], where, said)
        yield from _conditions(standard, item, path)
        yield from _points(standard, item, (*path, "rule"))


def _conditions(standard: Standard, item: Item, path: Path) -> Iterator[Fault]:
    """Conditions one by one, and those that stand twice side by side."""
    said = f"指标 {item.code} 的条件"
    if item.not_applicable is not None:
        where: Path = (*path, "not_applicable", "when")
        yield from _constant(standard, item.not_applicable, where, said)
    in_order = isinstance(item.rule, Ordered)
    seen: set[tuple[Path, Expression]] = set()
    for each in written(item.rule, (*path, "rule")):
        if each.key not in CONDITIONS or not isinstance(each.value, str):
            continue
        condition = item.context.truth(each.value)
        if in_order:
            # The last of ordered cases may well take all that is left; see `steps`.
            yield from _constant(standard, condition, each.path, said, always=False)
            continue
        yield from _constant(standard, condition, each.path, said)
        beside = (each.path[:-2], condition)
        if beside in seen and each.key == "when":
            words = say(condition, standard.scope)
            yield Fault(each.path, "Y572", f"{said}“{words}”写了两遍")
        seen.add(beside)


def _constant(
    standard: Standard, condition: Expression, path: Path, said: str, *, always: bool = True
) -> Iterator[Fault]:
    found = cases((condition,), standard.scope, standard.asked)
    if found is None:
        return
    holds = found.of(condition).truths
    words = f"{said}“{say(condition, standard.scope)}”"
    if not holds.any():
        yield Fault(path, "Y569", f"{words}怎样填都不成立")
    elif always and holds.all():
        yield Fault(path, "Y570", f"{words}怎样填都成立")


def _points(standard: Standard, item: Item, path: Path) -> Iterator[Fault]:
    """Full points out of reach where clauses exclude one another, and points that never change."""
    if item.of_cohort:  # what it gives depends on the others
        return
    found = cases((item.expression,), standard.scope, standard.asked)
    if found is None:
        return
    result = found.of(item.expression)
    values = result.values
    if item.not_applicable is not None:
        values = values[~found.of(item.not_applicable).truths]
    if not values.size:
        return
    most = from_units(int(values.max()), result.places)
    if Fraction(most) < Fraction(item.points):
        what = f"最多只能得 {plain(most)} 分，得不到满分 {plain(item.points)} 分"
        yield Fault(path, "Y514", f"指标 {item.code} {what}")
    elif values.min() == values.max() and most > 0:
        yield Fault(path, "Y574", f"指标 {item.code} 怎样填都得 {plain(most)} 分")
