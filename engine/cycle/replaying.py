"""用新标准重算: judge a year's stored material again under another rubric, and write nothing."""

from __future__ import annotations

from pathlib import Path

from engine.cycle.closing import gather_case, last_closings
from engine.cycle.year import Year
from engine.files.hand_written import read
from engine.judging.replay import Replay, replay
from engine.records.problem import CannotGoOn, Problem, problem
from engine.rubric import plan_soundness
from engine.rubric.code_map import CodeMap, faults, join
from engine.rubric.fine_marks import with_fine_marks
from engine.rubric.identity import content_digest
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare

_CODES = frozenset(("from", "to", "dropped", "new"))


def read_map(path: Path, old: Rubric, new: Rubric) -> CodeMap:
    """A code map 编码对照表 between two rubrics.

    Raises CannotGoOn: not there (2), or unreadable or unsound, with every fault on its line (3).
    """
    if not path.is_file():
        raise CannotGoOn(problem("L715", what=f"文件 {path.name}"), exit_code=2)
    found = read(path, CodeMap, code="Y591", text_keys=_CODES)
    wrong = faults(found.value, old, new)
    if wrong:
        raise found.refuse(wrong)
    return found.value


def replay_year(year: Year, old: str, new: str, map_file: Path | None) -> Replay:
    """The year under the rubric `new`; `old` must be the one the year uses.

    Raises CannotGoOn: not locked or nothing taken in (2), the year uses another rubric (2), the
    new rubric is unsound or the plan cannot be used with it (3), something was changed (4).
    """
    case = gather_case(year, closings=last_closings(year))
    before, loaded = year.store.load(old).rubric, year.store.load(new)
    if content_digest(before) != content_digest(year.rubric):
        what = f"{year.settings.title}用的是 {year.rubric.reference}，不是 {before.reference}"
        raise CannotGoOn(problem("Y593", what=what), exit_code=2)
    _refuse(year.store.problems(loaded))
    _refuse(_unfit_plan(year, loaded.rubric))
    code_map = read_map(map_file, before, loaded.rubric) if map_file is not None else None
    standard, _ = prepare(loaded.rubric)
    fits = with_fine_marks(standard) if case.combines else standard
    return replay(case, fits, join(before, loaded.rubric, code_map))


def _unfit_plan(year: Year, rubric: Rubric) -> tuple[Problem, ...]:
    """What the year's plan compares ties by and the new rubric does not have."""
    found = plan_soundness.faults(year.plan, rubric)
    return tuple(problem("Y593", what=each.what) for each in found if each.code == "Y543")


def _refuse(problems: tuple[Problem, ...]) -> None:
    heavy = [each for each in problems if each.blocking]
    if heavy:
        raise CannotGoOn(*heavy)
