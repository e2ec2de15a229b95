"""计分: judge the year as it stands, write the run with its renderings, find it again."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from engine.cycle.closing import gather_case, last_closings
from engine.cycle.places import LEDGER, RUNS
from engine.cycle.recording import result_is_current
from engine.cycle.year import Year
from engine.files import ledger
from engine.files.atomic import write_file
from engine.files.runs import Run, list_runs, write_run
from engine.judging.inputs import as_inputs
from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.records.problem import CannotGoOn, Place, problem


@dataclass(frozen=True, slots=True)
class Scored:
    """A run and what it holds."""

    run: Run
    results: dict[str, Any]


def score(year: Year) -> Scored:
    """Judge the year as it stands and write the run, or find the identical one."""
    case = gather_case(year, closings=last_closings(year))
    results = as_results(judge(case))
    # The renderings bring in what is slow to import, and only this command needs them.
    from engine.files.report_page import report_page  # noqa: PLC0415
    from engine.files.result_book import results_book  # noqa: PLC0415

    verifier = resources.files("engine").joinpath("verifier.py").read_bytes()
    run = write_run(
        year.folder / RUNS,
        as_inputs(case),
        results,
        {
            "results.xlsx": lambda found, label: results_book(found, label=label),
            "report.html": lambda found, label: report_page(found, label=label).encode(),
        },
        verifier,
    )
    body = {"run": run.path.name, "as_of": results["as_of"]}
    known = (entry.body for entry in ledger.read(year.folder / LEDGER) if entry.kind == "run")
    # The same result after a change is entered again: it holds for the year as it now stands.
    if body not in known or not result_is_current(year):
        ledger.append(year.folder / LEDGER, "run", body)
    return Scored(run, results)


def export_shortlist(found: list[dict[str, Any]], scored: Scored, out: Path) -> None:
    """Write the shortlist of a run as a workbook. Raises CannotGoOn (2): no such folder."""
    if not out.parent.is_dir():
        raise CannotGoOn(problem("L715", what=f"文件夹 {out.parent}"), exit_code=2)
    from engine.files.shortlist_book import shortlist_book  # noqa: PLC0415 - slow to import

    write_file(out, shortlist_book(scored.results, found, label=scored.run.label))


def last_run(year: Year) -> Run:
    """The newest run. Raises CannotGoOn (2) when there is none."""
    runs = list_runs(year.folder / RUNS)
    if not runs:
        raise CannotGoOn(problem("L708", Place(RUNS)), exit_code=2)
    return runs[-1]
