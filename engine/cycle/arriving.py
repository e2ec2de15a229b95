"""来件登记: the register of what came in, and on which day it was first seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from engine.cycle.places import ARRIVALS, LEDGER
from engine.cycle.recording import record
from engine.cycle.settling import Arrived
from engine.cycle.timing import Arrival, Arrivals
from engine.cycle.year import Year
from engine.files import ledger, originals
from engine.records.problem import CannotGoOn, Place, problem
from engine.records.submission import Submission

_KIND = "arrivals"


def register(year: Year, arrived: Iterable[Arrived], day: date | None) -> Arrivals:
    """Enter what is new as seen on `day` (None: enter nothing); the whole register.

    Raises CannotGoOn (4) for a register the ledger does not know: days are not to be edited.
    """
    known = registered(year)
    if day is None:
        return known
    digests = {each.sha256 for each in known.files}
    batch = max((each.batch for each in known.files), default=0) + 1
    new: dict[str, Arrival] = {}
    for each in arrived:
        if each.sha256 and each.sha256 not in digests:
            new.setdefault(
                each.sha256,
                Arrival(
                    sha256=each.sha256,
                    file=each.read.file,
                    unit=each.read.unit,
                    check_code=each.read.check_code if isinstance(each.read, Submission) else "",
                    seen=day,
                    batch=batch,
                ),
            )
    if not new:
        return known
    whole = Arrivals(files=(*known.files, *new.values()))
    record(year, ARRIVALS, whole, _KIND)
    return whole


def registered(year: Year) -> Arrivals:
    """The register as it stands. Raises CannotGoOn (4) where it was edited by hand."""
    path = year.folder / ARRIVALS
    found = originals.load(path, Arrivals)
    if found is None:
        return Arrivals()
    digest = sha256(path.read_bytes()).hexdigest()
    entries = ledger.read(year.folder / LEDGER)
    if not any(e.kind == _KIND and e.body.get("sha256") == digest for e in entries):
        raise CannotGoOn(problem("L703", Place(path.name), what="来件登记"), exit_code=4)
    return found
