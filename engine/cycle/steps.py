"""下一步: where the year stands, read from what is there, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from engine.cycle.assigning import assignments_of
from engine.cycle.confirmations import confirmations_of
from engine.cycle.handing_in import last_intake
from engine.cycle.places import CLOSING, INBOX, INTAKE, REVIEWS, RUNS, SHEETS, UNPACKED
from engine.cycle.rechecking import on_record
from engine.cycle.recording import result_is_current
from engine.cycle.review_folder import review_files
from engine.cycle.review_progress import ReviewProgress, review_progress
from engine.cycle.year import Year
from engine.files.inbox import workbooks
from engine.files.runs import Run, list_runs
from engine.records.submission import Intake

CLOSE = "wuhao review open（看哪几项没有定），再 wuhao close --decision 未定项清单.xlsx"
_OFFICE_DECIDES = frozenset({"E232", "E238", "E281"})
"""Two different forms, the chosen one gone, one that came too late and may be approved."""


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
    far = review_progress(year) if (year.folder / REVIEWS).is_file() else None
    return (
        Step("锁定名册、标准和方案", year.lock is not None, _lock(year), "wuhao lock"),
        Step(
            "发表",
            bool(sheets or arrived),
            f"已出{sheets}份自评表" if sheets else "",
            "wuhao sheets",
        ),
        _intake(year, arrived, reviewing=reviews > 0),
        *_assigning(year),
        Step("出评审表", reviews > 0, f"{reviews}份" if reviews else "", "wuhao review sheets"),
        Step("读回评审表", far is not None and far.done, _review(far), "wuhao review read"),
        Step("收口", (year.folder / CLOSING).is_file(), "", CLOSE),
        Step("计分", current, _run(runs, current=current), "wuhao score"),
        *_confirmation(year),
        *_rechecks(year),
        Step("拟认定名单", False, "", "wuhao shortlist"),
    )


def _confirmation(year: Year) -> tuple[Step, ...]:
    """初评结果确认, where the plan asks for it or it was begun."""
    known = confirmations_of(year)
    sent = {each.unit for each in known.sent}
    if not sent and (year.lock is None or year.plan.recheck is None):
        return ()
    answered = sum(1 for unit in sent if known.reply(unit) is not None)
    said = f"已发{len(sent)}个单位，回复{answered}个" if sent else ""
    return (Step("初评结果确认", bool(sent), said, "wuhao confirm sheets"),)


def _rechecks(year: Year) -> tuple[Step, ...]:
    """复核, where anybody applied for it."""
    known = on_record(year)
    if not known.applications:
        return ()
    left = len(known.open)
    said = f"{len(known.applications)}件申请" + (f"，{left}件没有决定" if left else "")
    return (Step("复核", not left, said, "wuhao recheck list"),)


def _lock(year: Year) -> str:
    if year.lock is None:
        return ""
    return f"已锁定，{year.lock['units']}个单位"


def _assigning(year: Year) -> tuple[Step, ...]:
    """评审分工, in a year that says how its units are given to several."""
    if year.settings.review is None:
        return ()
    told = [each for each in assignments_of(year).assignments if each.round == "main"]
    units = told[-1].units if told else {}
    people = {who for sat in units.values() for who in sat}
    detail = f"{len(units)}个单位，{len(people)}个评审人" if told else ""
    return (Step("评审分工", bool(told), detail, "wuhao review assign"),)


def _intake(year: Year, arrived: int, *, reviewing: bool) -> Step:
    """Done once every unit is known that waits for the office's own word, or review has begun."""
    if not (year.folder / INTAKE).is_file():
        detail = f"inbox 里有{arrived}份" if arrived else ""
        return Step("接收", False, detail, "wuhao intake")
    intake = last_intake(year, "查看")
    blocked = len(intake.blocked)
    detail = f"inbox 里有{arrived}份，采用{len(intake.counted)}份，表不能用的{blocked}个单位"
    units = undecided(intake)
    if not units:
        return Step("接收", True, detail, "wuhao intake")
    detail += f"，其中{'、'.join(units)}要办公室定采用哪一份"
    return Step("接收", reviewing, detail, f"wuhao intake --versions {units[0]}")


def undecided(intake: Intake) -> list[str]:
    """Units with a form of which only the office can say whether it counts."""
    return sorted(unit for unit, code in intake.blocked.items() if code in _OFFICE_DECIDES)


def _review(far: ReviewProgress | None) -> str:
    if far is None:
        return ""
    counting = [each for each in far.shares if each.counts]
    if not counting:
        return f"{len(far.reviewed)}个单位有评审意见" if far.reviewed else "还没有评审意见"
    due = sum(len(each.units) for each in counting)
    owed = sum(len(each.owed) for each in counting)
    return f"应交{due}份，已交{due - owed}份"


def _run(runs: tuple[Run, ...], *, current: bool) -> str:
    if not runs:
        return ""
    return runs[-1].label if current else f"{runs[-1].label}之后又有变化，要重新计分"


def next_step(found: tuple[Step, ...]) -> Step:
    """The first step that is not done."""
    return next(step for step in found if not step.done)
