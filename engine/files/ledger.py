"""The year's ledger 台账: one line a decision, each line carrying the digest of the one before.

A change anywhere breaks every later line. Cutting off the end, or writing the whole anew, shows
only against a head digest that was published: print it wherever a result is made public.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import rfc8785

from engine.files.atomic import write_file
from engine.records.problem import CannotGoOn, Place, problem

JSON: TypeAlias = "Mapping[str, JSON] | list[JSON] | tuple[JSON, ...] | str | int | bool | None"
"""What a body may hold: no floats; numbers that count are decimal strings."""

START = "0" * 64
MISMATCH = 4
_FIELDS = {"seq": int, "prev": str, "kind": str, "body": dict, "hash": str}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `hash` is the SHA-256 of the canonical JSON of the four others, `seq` from 1."""

    seq: int
    prev: str
    kind: str
    body: dict[str, JSON]
    hash: str


def append(path: Path, kind: str, body: dict[str, JSON]) -> str:
    """Add one entry and return the new head digest (64 hex). Creates the ledger if there is none.

    Raises CannotGoOn (L710) rather than build on a broken chain, ValueError for a body that holds
    a float or a whole number beyond 2**53, OSError if it cannot be written.
    """
    entries = read(path)
    sealed: dict[str, JSON] = {
        "seq": len(entries) + 1,
        "prev": head(entries),
        "kind": kind,
        "body": body,
    }
    digest = _digest(sealed)
    line = _canonical({**sealed, "hash": digest})
    if _entry(line) is None:
        raise ValueError("a body holds whole numbers and text only, no floats")
    written = b"".join(_canonical(_as_dict(entry)) + b"\n" for entry in entries)
    write_file(path, written + line + b"\n")
    return digest


def read(path: Path) -> tuple[Entry, ...]:
    """Every entry, the chain verified; none if there is no ledger yet.

    Raises CannotGoOn (L710, exit code 4) at the first line that does not fit.
    """
    if not path.exists():
        return ()
    entries: list[Entry] = []
    lines = path.read_bytes().removesuffix(b"\n").split(b"\n")
    for number, line in enumerate(lines, start=1):
        entry = _entry(line)
        what = _fault(entry, entries) if entry else "这一行不是完整的台账记录"
        if entry is None or what:
            place = Place(path.name, line=number)
            raise CannotGoOn(problem("L710", place, what=what), exit_code=MISMATCH)
        entries.append(entry)
    return tuple(entries)


def head(entries: tuple[Entry, ...]) -> str:
    """The digest that stands for the whole ledger; 64 zeros for an empty one."""
    return entries[-1].hash if entries else START


def _fault(entry: Entry, before: list[Entry]) -> str:
    if entry.seq != len(before) + 1:
        return "序号不连续"
    if entry.prev != head(tuple(before[-1:])):
        return "与上一条接不上"
    sealed = _as_dict(entry)
    del sealed["hash"]
    return "" if _digest(sealed) == entry.hash else "内容与校验值不符"


def _entry(line: bytes) -> Entry | None:
    """The entry a line spells in canonical form, or None."""
    try:
        found = json.loads(line, parse_float=_refuse, parse_constant=_refuse)
        canonical = _canonical(found)
    except (ValueError, RecursionError):
        return None
    # Only the canonical spelling has one meaning: this refuses doubled keys among others.
    if canonical != line.removesuffix(b"\r") or not isinstance(found, dict):
        return None
    if {key: type(value) for key, value in found.items()} != _FIELDS:
        return None
    return Entry(**found)


def _refuse(text: str) -> None:
    raise ValueError(f"a ledger holds no {text[:20]}")


def _as_dict(entry: Entry) -> dict[str, JSON]:
    return {
        "seq": entry.seq,
        "prev": entry.prev,
        "kind": entry.kind,
        "body": entry.body,
        "hash": entry.hash,
    }


def _digest(sealed: Mapping[str, JSON]) -> str:
    return hashlib.sha256(_canonical(sealed)).hexdigest()


def _canonical(value: JSON) -> bytes:
    return rfc8785.dumps(value)
