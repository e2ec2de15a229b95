"""The list of published editions 已发布的版本: what has been published may never change unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from engine.files.atomic import write_file
from engine.records.problem import CannotGoOn, Place, problem
from engine.rubric.identity import content_digest, structure_digest
from engine.rubric.model import Model, Rubric
from engine.rubric.plan import AwardPlan

LIST = "published.json"


class Digests(Model):
    """Hex SHA-256 of the content, and for a rubric of its structure."""

    sha256: str
    structure: str | None = None


def digests(value: Rubric | AwardPlan) -> Digests:
    """What the list keeps of an edition."""
    structure = structure_digest(value) if isinstance(value, Rubric) else None
    return Digests(sha256=content_digest(value), structure=structure)


def read(root: Traversable) -> dict[str, Digests]:
    """The list of one folder, by reference; empty where there is none. Raises CannotGoOn."""
    file = root.joinpath(LIST)
    if not file.is_file():
        return {}
    try:
        return TypeAdapter(dict[str, Digests]).validate_json(file.read_bytes())
    except ValidationError as error:
        what = "已发布版本的清单读不了，可能被改坏了"
        raise CannotGoOn(problem("Y506", Place(LIST), what=what), exit_code=4) from error


def refuse_changed(value: Rubric | AwardPlan, file: str, roots: Iterable[Traversable]) -> None:
    """Raise CannotGoOn (exit 4) where `value` is not what was published under its reference."""
    for root in roots:
        listed = read(root).get(value.reference)
        if listed is None:
            continue
        now = digests(value)
        if now.sha256 != listed.sha256:
            what = f"{value.reference} 已经发布，发布后又{_extent(now, listed)}"
            raise CannotGoOn(problem("Y506", Place(file), what=what), exit_code=4)


def _extent(now: Digests, listed: Digests) -> str:
    if now.structure is None:
        return "改了内容"
    return "改了文字" if now.structure == listed.structure else "改了编码、填报项、规则或分值"


def add(value: Rubric | AwardPlan, root: Path) -> None:
    """List `value` in the folder's list, which is written anew in one step."""
    listed = {**read(root), value.reference: digests(value)}
    plain = {reference: each.model_dump(exclude_none=True) for reference, each in listed.items()}
    text = json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True)
    write_file(root / LIST, f"{text}\n".encode())
