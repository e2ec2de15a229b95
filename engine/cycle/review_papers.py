"""出评审打分表: the sheets of a round as Word files that are printed and filled in by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from engine.cycle.expert_panel import expert_panel
from engine.cycle.handing_in import last_intake
from engine.cycle.laying_out import sheet_name
from engine.cycle.places import PAPERS, TEMPLATES
from engine.cycle.review_rounds import method_of, wanted
from engine.cycle.year import Year
from engine.files import papers
from engine.files.atomic import write_file
from engine.files.paper_kinds import PAPERS as KINDS
from engine.files.review_paper import ReviewPaper
from engine.files.review_rows import Case
from engine.files.review_scope import Scope
from engine.records.review import Round
from engine.records.submission import RosterUnit

KIND = "评审打分表"
FOLDER = f"{PAPERS}/{KIND}"


@dataclass(frozen=True, slots=True)
class Printed:
    """Papers that were written, and those that were there already."""

    written: int
    left: int


def print_sheets(
    year: Year, tell: Callable[[int, int], None], *, round_: Round, again: bool
) -> Printed:
    """A paper for every sheet of the round; those that are there are left alone without `again`.

    Raises CannotGoOn as `wanted` does, and for an own template that is at fault.
    """
    counted = last_intake(year, "出评审打分表").counted
    tasks = [each for each in wanted(year, round_, counted).tasks if each.unit in counted]
    names = {each.code: each.name for each in expert_panel(year).experts}
    template = papers.find_template(KINDS[KIND], year.folder / TEMPLATES)
    written = left = 0
    for done, task in enumerate(tasks, start=1):
        scope = replace(task.scope, entry="")
        path = _path(year, sheet_name(task.unit, scope))
        # Of a sheet that two people type there is one paper.
        if path.exists() and (not again or task.scope.entry == "乙"):
            left += task.scope.entry != "乙"
        else:
            unit, office = year.units[task.unit], year.outside.shown(task.unit)
            case = Case(year.standard, unit, counted[task.unit], {}, office, scope)
            paper = ReviewPaper(case, year.settings.title, names.get(scope.assessor, ""))
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, papers.render(template, paper.fields()))
            written += 1
        tell(done, len(tasks))
    return Printed(written, left)


def print_blank(year: Year) -> Path:
    """One paper of no unit and no assessor, to be copied and kept in reserve 空白表."""
    nobody = RosterUnit(code="", name="", status="参评", fields={})
    case = Case(
        year.standard,
        nobody,
        None,
        {},
        {},
        Scope(terms=year.settings.review, method=method_of(year)),
    )
    template = papers.find_template(KINDS[KIND], year.folder / TEMPLATES)
    paper = ReviewPaper(case, year.settings.title, blank=True)
    path = year.folder / FOLDER / f"{KIND}-空白.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, papers.render(template, paper.fields()))
    return path


def _path(year: Year, sheet: str) -> Path:
    return year.folder / FOLDER / sheet.replace("评审表-", f"{KIND}-").replace(".xlsx", ".docx")
