"""认领: a person says whose a file of the inbox is; it holds for its content, not its name."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from engine.cycle.inbox_files import Inbox
from engine.cycle.office_decisions import Claim, decide_claim
from engine.cycle.places import INBOX, UNPACKED
from engine.cycle.year import Year
from engine.files.personal_data import masked
from engine.files.unpacking import came_as
from engine.records.problem import CannotGoOn, problem


def claim(year: Year, file: Path, unit: str, reason: str) -> Claim:
    """Record that a file of the inbox is of `unit`; what changes shows at the next intake.

    Raises CannotGoOn (2): no such file in the inbox, or no such unit on the roster.
    """
    if unit not in year.units:
        raise CannotGoOn(problem("L709", what=f"单位 {unit}"), exit_code=2)
    path = Inbox(year.folder).named(file)
    name = masked(came_as(path, year.folder / INBOX, year.folder / UNPACKED))
    digest = sha256(path.read_bytes()).hexdigest()
    made = Claim(unit=unit, sha256=digest, file=name, reason=reason)
    decide_claim(year, made)
    return made
