"""来件的决定: what a person decided about files that came in, each by its content.

采用 which of several counts, 认领 whose one is, 批准 that one is taken though it came late,
补正 that one only mends another. A renamed copy keeps what was decided of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from engine.cycle.places import APPROVALS, CLAIMS, LEDGER, SUPPLEMENTS, USES
from engine.cycle.settling import Use, Uses
from engine.cycle.year import Year
from engine.files import ledger, originals
from engine.records.submission import Record


class Claim(Record):
    """认领: a file is of this unit, whatever it says itself."""

    unit: str
    sha256: str
    file: str
    reason: str


class Claims(Record):
    """Every such decision of a year; the newest of a content counts."""

    claims: tuple[Claim, ...] = ()


class Approval(Record):
    """迟交批准: a file is taken although it came late. `role` says who approved."""

    unit: str
    sha256: str
    file: str
    role: str
    reason: str


class Approvals(Record):
    """Every approval of a year."""

    approvals: tuple[Approval, ...] = ()


class Supplement(Record):
    """补正: a file fills in only what its unit has to mend; the rest of it is left empty."""

    unit: str
    sha256: str
    file: str
    reason: str


class Supplements(Record):
    """Every file that was marked as a supplement."""

    supplements: tuple[Supplement, ...] = ()


RecordType = TypeVar("RecordType", bound=Record)


def uses_of(year: Year) -> dict[str, Use]:
    """Which file counts, by unit."""
    return {each.unit: each for each in _load(year, USES, Uses).uses}


def claims_of(year: Year) -> dict[str, str]:
    """Content → unit."""
    return {each.sha256: each.unit for each in _load(year, CLAIMS, Claims).claims}


def approvals_of(year: Year) -> dict[str, Approval]:
    """What was approved, by content."""
    return {each.sha256: each for each in _load(year, APPROVALS, Approvals).approvals}


def supplements_of(year: Year) -> frozenset[str]:
    """Contents that are supplements; one that a person let count as a whole form is none."""
    marked = {each.sha256 for each in _load(year, SUPPLEMENTS, Supplements).supplements}
    return frozenset(marked - {each.sha256 for each in uses_of(year).values()})


def decide_supplement(year: Year, supplement: Supplement) -> None:
    """Record that a file is a supplement."""
    earlier = _load(year, SUPPLEMENTS, Supplements).supplements
    if supplement.sha256 not in {each.sha256 for each in earlier}:
        whole = Supplements(supplements=(*earlier, supplement))
        _enter(year, "supplement", SUPPLEMENTS, supplement, whole)


def decide_use(year: Year, use: Use) -> None:
    """Record which file counts for its unit."""
    earlier = _load(year, USES, Uses).uses
    if use not in earlier[-1:]:
        _enter(year, "use", USES, use, Uses(uses=(*earlier, use)))


def decide_claim(year: Year, claim: Claim) -> None:
    """Record whose a file is."""
    earlier = _load(year, CLAIMS, Claims).claims
    if claim not in [each for each in earlier if each.sha256 == claim.sha256][-1:]:
        _enter(year, "claim", CLAIMS, claim, Claims(claims=(*earlier, claim)))


def decide_approval(year: Year, approval: Approval) -> None:
    """Record that a late file is taken."""
    earlier = _load(year, APPROVALS, Approvals).approvals
    if approval not in earlier:
        whole = Approvals(approvals=(*earlier, approval))
        _enter(year, "late-approval", APPROVALS, approval, whole)


def _load(year: Year, place: str, kind: type[RecordType]) -> RecordType:
    return originals.load(year.folder / place, kind) or kind()


def _enter(year: Year, kind: str, place: str, new: Record, whole: Record) -> None:
    ledger.append(year.folder / LEDGER, kind, new.model_dump(mode="json"))
    path: Path = year.folder / place
    originals.save(path, whole)
