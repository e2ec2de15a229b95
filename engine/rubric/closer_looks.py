"""A closer look at every item whose rule is in order so far: what is odd about it, though sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from engine.language.expressions import fields_read
from engine.rubric import reachability, rule_amounts, steps, wording
from engine.rubric.standard import Fault, Path, Standard


def faults(
    standard: Standard, at: Mapping[str, Path], lowering: Iterable[Fault]
) -> Iterator[Fault]:
    """Every such fault; `at` says where each indicator stands, `lowering` what is amiss there."""
    amiss = {fault.path[: len(path)] for fault in lowering for path in at.values()}
    items = tuple(item for item in standard.items if at[item.code] not in amiss)
    sound = replace(standard, items=items)
    for look in _LOOKS:
        yield from look(sound, at)


def _scored_records(standard: Standard, at: Mapping[str, Path]) -> Iterator[Fault]:
    """Fields said to be for the record only, that points or questions depend on after all."""
    counted = {code for item in standard.items for code in item.reads}
    counted |= {code for condition in standard.asked.values() for code in fields_read(condition)}
    for item in standard.items:
        for f, field in enumerate(item.fields):
            if field.record_only and field.code in counted:
                what = f"填报项 {field.code}（{field.title}）写的是只记录，计分却用到了它"
                where: Path = (*at[item.code], "fields", f, "record_only")
                yield Fault(where, "Y566", what)


_LOOKS = (
    reachability.faults,
    steps.faults,
    wording.faults,
    rule_amounts.faults,
    _scored_records,
)
