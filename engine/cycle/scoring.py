"""收口 and 计分: gather the case from the year's store, judge it, write the run."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.cycle.handing_in import STORE, last_intake
from engine.cycle.locking import LEDGER
from engine.cycle.reviewing import last_reviews, review_problems
from engine.cycle.settings import terms_of
from engine.cycle.year import OUTSIDE, Year
from engine.files import ledger, originals
from engine.files.atomic import write_file
from engine.files.outside import read_outside
from engine.files.report_page import report_page
from engine.files.result_book import results_book
from engine.files.runs import Run, list_runs, write_run
from engine.files.shortlist_book import shortlist_book
from engine.files.strict_yaml import load
from engine.judging.case import Case
from engine.judging.inputs import as_inputs
from engine.judging.outcome import Outcome, judge
from engine.judging.results import as_results
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.submission import Closing

CLOSING = "closing.json"
RUNS = "runs"


def read_closing(path: Path) -> Closing:
    """A closing decision written by hand. Raises CannotGoOn (2 missing, 3 unsound)."""
    if not path.is_file():
        raise CannotGoOn(problem("L709", what=f"文件 {path.name}"), exit_code=2)
    document = load(path.read_bytes(), path.name, frozenset(("unit", "indicator", "number")))
    try:
        return Closing.model_validate(document.value)
    except ValidationError as error:
        raise CannotGoOn(
            *(
                problem(
                    "V414",
                    Place(path.name, line=document.line_of(tuple(each["loc"]))),
                    title=".".join(str(part) for part in each["loc"]),
                    what=each["msg"].removeprefix("Value error, "),
                )
                for each in error.errors()
            )
        ) from error


def close(year: Year, closing: Closing) -> tuple[Outcome, Outcome]:
    """Record the decision; (outcome before, outcome after). Refused where it cannot be carried out.

    Raises CannotGoOn with every entry that names nothing we know or gives impossible points.
    """
    year.require_lock("收口")
    before = judge(gather_case(year, closing=None))
    after = judge(gather_case(year, closing=closing))
    wrong = [p for p in after.problems if p.code in ("V410", "V411", "V412")]
    if wrong:
        raise CannotGoOn(*wrong)
    path = year.folder / STORE / CLOSING
    if originals.load(path, Closing) != closing:
        originals.save(path, closing)
        ledger.append(year.folder / LEDGER, "closing", closing.model_dump(mode="json"))
    return before, after


def last_closing(year: Year) -> Closing | None:
    """The closing decision on record."""
    return originals.load(year.folder / STORE / CLOSING, Closing)


def gather_case(year: Year, *, closing: Closing | None) -> Case:
    """Everything a run judges, as it stands in the year's folder now."""
    locked = year.require_lock("计分")
    outside = read_outside(year.folder / OUTSIDE, year.standard, year.units)
    problems = (*_about_rubric(year), *year.table_problems, *outside.problems)
    return Case(
        standard=year.standard,
        plan=year.plan,
        terms=terms_of(year.settings, year.rubric, locked["late"]),
        roster=year.roster,
        history=year.history,
        intake=last_intake(year, "计分"),
        office=outside.answers,
        rulings=last_reviews(year),
        closing=closing,
        conclusions=tuple(outside.conclusions),
        problems=(*problems, *review_problems(year)),
    )


def _about_rubric(year: Year) -> list[Problem]:
    if year.rubric.status != "excerpt":
        return []
    return [problem("Y562", what=year.rubric.title)]


@dataclass(frozen=True, slots=True)
class Scored:
    """A run and what it holds."""

    run: Run
    results: dict[str, Any]


def score(year: Year) -> Scored:
    """Judge the year as it stands and write the run, or find the identical one."""
    case = gather_case(year, closing=last_closing(year))
    results = as_results(judge(case))
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
    if run.new:
        body = {"run": run.path.name, "as_of": results["as_of"]}
        ledger.append(year.folder / LEDGER, "run", body)
    return Scored(run, results)


def export_shortlist(found: list[dict[str, Any]], scored: Scored, out: Path) -> None:
    """Write the shortlist of a run as a workbook."""
    write_file(out, shortlist_book(scored.results, found, label=scored.run.label))


def last_run(year: Year) -> Run:
    """The newest run. Raises CannotGoOn (2) when there is none."""
    runs = list_runs(year.folder / RUNS)
    if not runs:
        raise CannotGoOn(problem("L708", Place(RUNS)), exit_code=2)
    return runs[-1]
