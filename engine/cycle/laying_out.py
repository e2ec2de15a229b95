"""出评审表: each sheet of a round into the folder of its assessor, and on paper where asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.cycle.handing_in import last_intake
from engine.cycle.places import REVIEW
from engine.cycle.review_rounds import Task, wanted
from engine.cycle.year import Year
from engine.files.atomic import write_file
from engine.files.book import Book
from engine.files.field_words import joined
from engine.files.form_names import STAMP_ITEMS
from engine.files.form_stamp import stamped
from engine.files.reading_child import scan_many, workers_for
from engine.files.review_items import LaidOut, names_of
from engine.files.review_scope import Scope
from engine.files.review_sheet import write_review_sheet
from engine.records.problem import Place, Problem, problem
from engine.records.review import AGREED, ROUND_WORDS, WAY_WORDS, Round
from engine.records.submission import Submission

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """What was laid out and what was not."""

    sheets: Mapping[str, int]
    """Assessor → sheets that were written; "" where a unit has one sheet."""
    left: int
    """Sheets that were there already."""
    without_form: tuple[str, ...] = ()
    """Units that were to be reviewed and have no form that counts: they get no sheet."""
    problems: tuple[Problem, ...] = ()

    @property
    def count(self) -> int:
        """All sheets that were written."""
        return sum(self.sheets.values())


def lay_out(year: Year, tell: Tell, *, round_: Round = "main", again: bool = False) -> Written:
    """Write the sheets of a round; those that are there are left alone without `again`.

    Raises CannotGoOn (2): nothing was taken in, or the round was not assigned.
    """
    counted = last_intake(year, "出评审表").counted
    found = wanted(year, round_, counted)
    tasks = [each for each in found.tasks if each.unit in counted]
    written: Counter[str] = Counter()
    there: dict[Path, Task] = {}
    for done, task in enumerate(tasks, start=1):
        path = year.folder / REVIEW / sheet_name(task.unit, task.scope)
        if path.exists() and not again:
            there[path] = task
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, _sheet(year, task, counted[task.unit]))
            written[task.scope.assessor] += 1
        tell(done, len(tasks))
    return Written(
        sheets=dict(sorted(written.items())),
        left=len(there),
        without_form=tuple(sorted({each.unit for each in found.tasks} - counted.keys())),
        problems=(*found.problems, *_not_listed(year, there)),
    )


def sheet_name(unit: str, scope: Scope) -> str:
    """Path of a sheet below `review/`: in the folder of its assessor, where there is one."""
    if not scope.assessor:
        return f"评审表-{unit}.xlsx"
    round_ = "" if scope.round in ("main", "agreed") else ROUND_WORDS[scope.round]
    way = "" if scope.assessor == AGREED else WAY_WORDS[scope.way]
    said = filter(None, (unit, scope.assessor, way, round_, scope.entry))
    return f"{scope.assessor}/评审表-{'-'.join(said)}.xlsx"


def sheets_of(year: Year, unit: str) -> list[str]:
    """Names of the sheets of a unit that lie in `review/`."""
    ours = re.compile(rf"评审表-{re.escape(unit)}(-.*)?\.xlsx")
    found = sorted((year.folder / REVIEW).rglob("*.xlsx"))
    return [path.name for path in found if ours.fullmatch(path.name)]


def _sheet(year: Year, task: Task, submission: Submission) -> bytes:
    return write_review_sheet(
        year.standard,
        year.units[task.unit],
        submission,
        task.said,
        office=year.outside.shown(task.unit),
        cycle=year.settings.cycle,
        structure=year.structure,
        created=year.settings.as_of,
        scope=task.scope,
    )


def _not_listed(year: Year, there: Mapping[Path, Task]) -> Iterable[Problem]:
    """Sheets of some items that lack one which has become open since (V453)."""
    some = {path: task for path, task in there.items() if task.scope.items is not None}
    for path, scanned in scan_many([*some], workers=workers_for(len(some))) if some else ():
        task = some[path]
        laid_out = isinstance(scanned, Book) and LaidOut.of(
            stamped(scanned, STAMP_ITEMS), year.standard
        )
        if not laid_out:
            continue
        lacking = [
            item.code
            for item in year.standard.items
            if item.code in (task.scope.items or ())
            and not any(laid_out.has(name) for name in names_of(item))
        ]
        if lacking:
            place = Place(path.relative_to(year.folder / REVIEW).as_posix())
            yield problem("V453", place, unit=task.unit, what=joined(lacking))
