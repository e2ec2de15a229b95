"""Runs 评分结果: written whole, once, never changed; an identical run is found, not written again.

`runs/NNNN-<digest8>/` holds inputs/, results.json, manifest.json, verify.py and the renderings. The
digest is over inputs and results, so the name says what is inside and no clock is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import rfc8785

from engine.files.atomic import clear_leftovers, folder
from engine.records.problem import CannotGoOn, Place, problem

MANIFEST = "manifest.json"
RESULTS = "results.json"
_NAME = re.compile(r"(?P<number>[0-9]{4,})-(?P<digest>[0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Run:
    """One run folder. `new` is False when the same result had been written before."""

    path: Path
    number: int
    digest: str
    new: bool = False

    @property
    def label(self) -> str:
        """“评分结果第3版（1a2b3c4d）”."""
        return f"评分结果第{self.number}版（{self.digest}）"

    @property
    def results(self) -> dict[str, Any]:
        """The published result, held against the manifest. Raises CannotGoOn (4) if it differs."""
        if RESULTS in self.changed():
            raise CannotGoOn(problem("L713", Place(self.path.name), what=RESULTS), exit_code=4)
        found: dict[str, Any] = json.loads((self.path / RESULTS).read_bytes())
        return found

    def inputs(self, name: str) -> Any:
        """One file of `inputs/`, held against the manifest. Raises CannotGoOn (4) if it differs."""
        inside = f"inputs/{name}.json"
        if inside in self.changed() or not (self.path / inside).is_file():
            raise CannotGoOn(problem("L713", Place(self.path.name), what=inside), exit_code=4)
        return json.loads((self.path / inside).read_bytes())

    def changed(self) -> tuple[str, ...]:
        """Names of files that are not as they were written; of all where the manifest is not."""
        try:
            files = json.loads((self.path / MANIFEST).read_bytes())["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return MANIFEST, RESULTS
        return tuple(name for name in files if files[name] != _digest_of(self.path / name))


Renderer = Callable[[dict[str, Any], str], bytes]
"""From (results, label) to the bytes of one file of the run."""


def json_bytes(value: Any) -> bytes:
    """Results as people may open them: readable, in their own order, one form of every text."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def list_runs(runs: Path) -> tuple[Run, ...]:
    """Every run, oldest first."""
    found = []
    for path in runs.iterdir() if runs.is_dir() else ():
        match = _NAME.fullmatch(path.name)
        if match is not None and path.is_dir():
            found.append(Run(path, int(match["number"]), match["digest"]))
    return tuple(sorted(found, key=lambda run: run.number))


def write_run(
    runs: Path,
    inputs: Mapping[str, Any],
    results: dict[str, Any],
    renderers: Mapping[str, Renderer],
    verifier: bytes,
) -> Run:
    """Write the next run, or return the last one if it holds the same, whole and unchanged."""
    files = {f"inputs/{name}.json": rfc8785.dumps(value) for name, value in inputs.items()}
    files[RESULTS] = json_bytes(results)
    digest = _digest(files)[:8]
    earlier = list_runs(runs)
    if earlier and earlier[-1].digest == digest and not earlier[-1].changed():
        return earlier[-1]
    number = earlier[-1].number + 1 if earlier else 1
    run = Run(runs / f"{number:04d}-{digest}", number, digest, new=True)
    files["verify.py"] = verifier
    for name, render in renderers.items():
        files[name] = render(results, run.label)
    manifest = {
        "number": number,
        "supersedes": earlier[-1].path.name if earlier else None,
        "files": {name: sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    files[MANIFEST] = json_bytes(manifest)
    runs.mkdir(parents=True, exist_ok=True)
    clear_leftovers(runs)
    with folder(run.path) as working:
        for name, data in files.items():
            target = working / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    return run


def _digest_of(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _digest(files: Mapping[str, bytes]) -> str:
    whole = sha256()
    for name in sorted(files):
        whole.update(name.encode() + b"\0" + sha256(files[name]).digest())
    return whole.hexdigest()
