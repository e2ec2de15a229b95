"""Records of the year's store, each change of which stands in the ledger 台账."""

from __future__ import annotations

from hashlib import sha256

from engine.cycle.places import LEDGER
from engine.cycle.year import Year
from engine.files import ledger, originals
from engine.records.submission import Record

AFFECTS_RESULT = frozenset(
    (
        *("intake", "review", "use", "closing", "roster-change", "assignment", "severity"),
        *("objection", "recheck-application", "recheck-decision"),
    )
)
"""Kinds of ledger entries after which the newest run is no longer of the year as it stands."""


def record(year: Year, name: str, content: Record, kind: str) -> None:
    """Save a record under its place in the year; what is new is entered in the ledger by digest.

    The ledger keeps the digest only: what schools and reviewers said stays in the store.
    """
    path = year.folder / name
    before = path.read_bytes() if path.is_file() else b""
    after = originals.as_bytes(content)
    if after != before:
        body: dict[str, ledger.JSON] = {"file": name, "sha256": sha256(after).hexdigest()}
        # The ledger first: a record it does not know would never be entered afterwards.
        ledger.append(year.folder / LEDGER, kind, body)
        originals.save(path, content)


def result_is_current(year: Year) -> bool:
    """Whether nothing that a result depends on was recorded after the newest run."""
    kinds = [entry.kind for entry in ledger.read(year.folder / LEDGER)]
    runs = [at for at, kind in enumerate(kinds) if kind == "run"]
    return bool(runs) and not AFFECTS_RESULT & set(kinds[runs[-1] :])
