"""下一步: where the year stands, read from what is there, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from engine.cycle.handing_in import last_intake
from engine.cycle.places import CLOSING, INBOX, INTAKE, REVIEWS, RUNS, SHEETS, UNPACKED
from engine.cycle.recording import result_is_current
from engine.cycle.review_folder import review_files
from engine.cycle.review_progress import ReviewProgress, review_progress
from engine.cycle.year import Year
from engine.files.inbox import workbooks
from engine.files.runs import Run, list_runs


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the year: its name, whether it is done, and in a few words how far."""

    title: str
    done: bool
    detail: str
    command: str


def steps(year: Year) -> tuple[Step, ...]:
    """The steps of a year in order."""
    sheets = len(list((year.folder / SHEETS).glob("*.xlsx")))
    arrived = sum(len(workbooks(year.folder / each)) for each in (INBOX, UNPACKED))
    runs = list_runs(year.folder / RUNS)
    current = bool(runs) and result_is_current(year)
    reviews = len(review_files(year))
    taken = (year.folder / INTAKE).is_file()
    far = review_progress(year) if (year.folder / REVIEWS).is_file() else None
    return (
        Step("锁定名册、标准和方案", year.lock is not None, _lock(year), "wuhao lock"),
        Step(
            "发表",
            bool(sheets or arrived),
            f"已出{sheets}份自评表" if sheets else "",
            "wuhao sheets",
        ),
        Step("接收", taken, _intake(year, arrived, taken=taken), "wuhao intake"),
        Step("出评审表", reviews > 0, f"{reviews}份" if reviews else "", "wuhao review sheets"),
        Step("读回评审表", far is not None and far.done, _review(far), "wuhao review read"),
        Step("收口", (year.folder / CLOSING).is_file(), "", "wuhao close --decision 收口决定.yaml"),
        Step("计分", current, _run(runs, current=current), "wuhao score"),
        Step("拟认定名单", False, "", "wuhao shortlist"),
    )


def _lock(year: Year) -> str:
    if year.lock is None:
        return ""
    return f"已锁定，{year.lock['units']}个单位"


def _intake(year: Year, arrived: int, *, taken: bool) -> str:
    if not taken:
        return f"inbox 里有{arrived}份" if arrived else ""
    intake = last_intake(year, "查看")
    return (
        f"inbox 里有{arrived}份，采用{len(intake.counted)}份，表不能用的{len(intake.blocked)}个单位"
    )


def _review(far: ReviewProgress | None) -> str:
    if far is None:
        return ""
    if not far.shares:
        return f"{len(far.reviewed)}个单位有评审意见" if far.reviewed else "还没有评审意见"
    due = sum(len(each.units) for each in far.shares)
    owed = sum(len(each.owed) for each in far.shares)
    return f"应交{due}份，已交{due - owed}份"


def _run(runs: tuple[Run, ...], *, current: bool) -> str:
    if not runs:
        return ""
    return runs[-1].label if current else f"{runs[-1].label}之后又有变化，要重新计分"


def next_step(found: tuple[Step, ...]) -> Step:
    """The first step that is not done."""
    return next(step for step in found if not step.done)
