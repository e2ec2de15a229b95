"""评审分析: the chair's diagnosis of what was read last, and its workbook and page.

Nothing of it enters a run or the store.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.cycle.closing import gather_case, last_closings
from engine.cycle.expert_panel import expert_panel
from engine.cycle.places import REVIEWS
from engine.cycle.reviewers import reviewers_of
from engine.cycle.severity_correction import correction_on_record
from engine.cycle.year import Year
from engine.files import originals
from engine.files.atomic import write_file
from engine.judging.adjusting import note
from engine.judging.case import Case
from engine.judging.diagnosing import diagnose, diagnose_trial
from engine.judging.review_counting import that_may_count
from engine.judging.typed_twice import as_one
from engine.records.diagnosis import Diagnosis, Note
from engine.records.problem import CannotGoOn, Place, problem
from engine.records.review import Review, Reviews


def diagnosis(year: Year, *, trial: bool = False) -> Diagnosis:
    """The diagnosis of the real or the trial marking.

    Raises CannotGoOn (2): nobody is to be compared, or nothing of that round was read.
    """
    case = replace(reviewed_case(year), reviews=_said(year))
    teams = {each.code: each.team for each in expert_panel(year).experts if each.team}
    found = diagnose_trial(case, teams) if trial else diagnose(case, teams, noted(year))
    if not found.sheets:
        what = "试评的评审表" if trial else "评审表"
        raise CannotGoOn(problem("V455", what=what), exit_code=2)
    return found


def reviewed_case(year: Year) -> Case:
    """The year's case. Raises CannotGoOn (2): the settings do not say how units are reviewed."""
    if year.settings.review is None:
        raise CannotGoOn(problem("V427", Place("cycle.yaml")), exit_code=2)
    return gather_case(year, closings=last_closings(year))


def noted(year: Year) -> Note:
    """What the awards would be with severity taken out, as long as it was not."""
    correction = correction_on_record(year)
    if correction is not None:
        return Note(f"考评分已按 {correction.decision.number} 校正过")
    return note(reviewed_case(year))


def _said(year: Year) -> tuple[Review, ...]:
    """All that may count, also what has no effect for want of a reason: it was said.

    Where nobody else reviews, 推磨互评 is the review.
    """
    found = originals.load(year.folder / REVIEWS, Reviews) or Reviews()
    sheets = (found.versions[at] for at in found.standing)
    counting, _ = that_may_count(
        reviewers_of(year), [each for each in sheets if each.unit in year.units]
    )
    told = as_one(year.standard, counting).reviews
    if any(each.round == "main" for each in told):
        return tuple(told)
    return tuple(
        each.model_copy(update={"round": "main"}) if each.round == "mutual" else each
        for each in told
    )


def write_book(found: Diagnosis, path: Path) -> None:
    """Write the workbook. Raises CannotGoOn (2): no such folder."""
    from engine.files.diagnosis_book import diagnosis_book  # noqa: PLC0415 - slow to import

    _write(path, diagnosis_book(found))


def write_page(found: Diagnosis, path: Path) -> None:
    """Write the page. Raises CannotGoOn (2): no such folder."""
    from engine.files.diagnosis_page import diagnosis_page  # noqa: PLC0415 - slow to import

    _write(path, diagnosis_page(found).encode())


def _write(path: Path, data: bytes) -> None:
    if not path.parent.is_dir():
        raise CannotGoOn(problem("L715", what=f"文件夹 {path.parent}"), exit_code=2)
    write_file(path, data)
