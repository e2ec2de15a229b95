"""两版结果有什么不同: two runs of a year, held against their manifests and compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.cycle.places import RUNS
from engine.cycle.year import Year
from engine.files.atomic import write_file
from engine.files.run_change_words import UnitChange
from engine.files.runs import RESULTS, Run, list_runs
from engine.judging.change_causes import Explained, explained
from engine.judging.input_changes import Cause, input_causes
from engine.records.problem import CannotGoOn, Place, problem
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare

_INPUTS = ("rubric", "plan", "cycle", "roster", "history", "values", "marks", "decisions")


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs, what changed among their inputs, and every difference of their results."""

    old: Run
    new: Run
    results: tuple[dict[str, Any], dict[str, Any]]
    causes: tuple[Cause, ...]
    found: tuple[Explained, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What changed among the inputs, each said once."""
        return tuple(dict.fromkeys(each.words for each in self.causes))

    @property
    def unexplained(self) -> int:
        """How many differences nothing among the inputs accounts for."""
        return sum(not each.causes for each in self.found)


def compare(year: Year, old: int | None, new: int | None) -> Compared:
    """Two runs by number; the newest and the one before it where none is named.

    Raises CannotGoOn: there are no such two (2), or a file of one was changed (4).
    """
    runs = {run.number: run for run in list_runs(year.folder / RUNS)}
    numbers = sorted(runs)
    if new is None:
        new = numbers[-1] if numbers else 0
    if old is None:
        old = max((each for each in numbers if each < new), default=0)
    for number in (old, new):
        if number not in runs:
            what = f"没有第{number}版评分结果" if number > 0 else f"评分结果只有{len(runs)}版"
            raise CannotGoOn(problem("V483", what=what), exit_code=2)
    (was, before), (now, after) = _load(runs[old]), _load(runs[new])
    causes = input_causes(was, now)
    standard, _ = prepare(Rubric.model_validate(now["rubric"]))
    found = explained(before, after, causes, standard)
    return Compared(runs[old], runs[new], (before, after), causes, found)


def export(found: Compared, units: list[UnitChange], out: Path) -> None:
    """Write a comparison as a workbook. Raises CannotGoOn (2): no such folder."""
    if not out.parent.is_dir():
        raise CannotGoOn(problem("L715", what=f"文件夹 {out.parent}"), exit_code=2)
    from engine.files.run_change_book import run_change_book  # noqa: PLC0415 - slow to import

    labels = found.old.label, found.new.label
    write_file(out, run_change_book(found.results[1], labels, found.words, units))


def _load(run: Run) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and results of a run, every file of which is as it was written."""
    if wrong := run.changed():
        raise CannotGoOn(problem("L713", Place(run.path.name), what=wrong[0]), exit_code=4)
    files = {name: run.path / "inputs" / f"{name}.json" for name in _INPUTS}
    reviews = run.path / "inputs" / "reviews.json"
    files |= {"reviews": reviews} if reviews.is_file() else {}
    return (
        {name: json.loads(path.read_bytes()) for name, path in files.items()},
        json.loads((run.path / RESULTS).read_bytes()),
    )
