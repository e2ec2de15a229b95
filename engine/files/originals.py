"""The store of what came in: originals by content, and what was read from them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from engine.files.atomic import write_file
from engine.records.problem import CannotGoOn, Place, problem
from engine.records.submission import Record

ORIGINALS = "originals"
RecordType = TypeVar("RecordType", bound=Record)


def keep(store: Path, data: bytes, suffix: str) -> tuple[Path, str]:
    """Keep the bytes under their SHA-256; (path of the kept copy, digest)."""
    digest = sha256(data).hexdigest()
    path = store / ORIGINALS / digest[:2] / f"{digest}{suffix}"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, data)
    return path, digest


def kept(store: Path, digest: str) -> Path:
    """The kept copy of what `keep` was given."""
    return next((store / ORIGINALS / digest[:2]).glob(f"{digest}*"))


def as_bytes(record: Record) -> bytes:
    """The bytes `save` writes."""
    return record.model_dump_json(indent=1).encode()


def save(path: Path, record: Record) -> None:
    """Write a record whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, as_bytes(record))


def load(path: Path, kind: type[RecordType]) -> RecordType | None:
    """A record written by `save`; None where there is none. Raises CannotGoOn for a damaged one."""
    if not path.is_file():
        return None
    try:
        return kind.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise CannotGoOn(problem("L714", Place(path.name), what=path.name)) from error
