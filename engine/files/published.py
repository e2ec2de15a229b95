"""The list of published editions 已发布的版本: what has been published may never change unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypedDict

from engine.files.atomic import write_file
from engine.records.problem import CannotGoOn, Place, problem
from engine.rubric.identity import content_digest, structure_digest
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan

LIST = "published.json"


class Digests(TypedDict, total=False):
    """Hex SHA-256 of the content, and for a rubric of its structure."""

    sha256: str
    structure: str


def digests(value: Rubric | AwardPlan) -> Digests:
    """What the list keeps of an edition."""
    found: Digests = {"sha256": content_digest(value)}
    if isinstance(value, Rubric):
        found["structure"] = structure_digest(value)
    return found


def read(root: Traversable) -> dict[str, Digests]:
    """The list of one folder, by reference; empty where there is none. Raises CannotGoOn."""
    file = root.joinpath(LIST)
    if not file.is_file():
        return {}
    try:
        listed: dict[str, Digests] = json.loads(file.read_bytes())
    except ValueError as error:
        what = "已发布版本的清单读不了，可能被改坏了"
        raise CannotGoOn(problem("Y506", Place(LIST), what=what), exit_code=4) from error
    return listed


def refuse_changed(value: Rubric | AwardPlan, file: str, roots: Iterable[Traversable]) -> None:
    """Raise CannotGoOn (exit 4) where `value` is not what was published under its reference."""
    for root in roots:
        listed = read(root).get(value.reference)
        if listed is None:
            continue
        now = digests(value)
        if now["sha256"] != listed["sha256"]:
            what = f"{value.reference} 已经发布，发布后又{_extent(now, listed)}"
            raise CannotGoOn(problem("Y506", Place(file), what=what), exit_code=4)


def _extent(now: Digests, listed: Digests) -> str:
    if "structure" not in now:
        return "改了内容"
    same = now["structure"] == listed.get("structure")
    return "改了文字" if same else "改了编码、填报项、规则或分值"


def add(value: Rubric | AwardPlan, root: Path) -> None:
    """List `value` in the folder's list, which is written anew in one step."""
    listed = {**read(root), value.reference: digests(value)}
    text = json.dumps(listed, ensure_ascii=False, indent=2, sort_keys=True)
    write_file(root / LIST, f"{text}\n".encode())
