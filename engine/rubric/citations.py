"""What a rubric or plan cites: its own 依据文号, and sources that nobody names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.rubric.model import Basis, Rubric
from engine.rubric.plan import AwardPlan
from engine.rubric.standard import Fault


def faults(value: Rubric | AwardPlan) -> Iterator[Fault]:
    """Every such fault."""
    if value.status == "published" and not value.document.strip():
        yield Fault(("status",), "Y575", "写的是正式（published），却没有依据文号（document）")
    named = {basis.source for basis in _bases(value)} - {None}
    # A name that leads nowhere is likely the one that is missing here.
    unused = value.sources.keys() - named if named <= value.sources.keys() else ()
    for key in value.sources:
        if key in unused and key not in value.note:
            yield Fault(("sources", key), "Y578", f"来源“{key}”没有哪一条依据用到")


def _bases(value: Rubric | AwardPlan) -> Iterable[Basis]:
    if isinstance(value, AwardPlan):
        return [basis for award in value.awards for basis in award.basis]
    of_items = [basis for each in value.indicators for basis in each.basis]
    return [*of_items, *(basis for case in value.exclusions for basis in case.basis)]
