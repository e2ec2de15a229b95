"""Papers of 复核: a 复核申请表 for each unit that objects, a 复核决定书 for each decision."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.cycle.asking import unit_of
from engine.cycle.confirmations import about, confirmations_of, objections_of
from engine.cycle.places import PAPERS, TEMPLATES
from engine.cycle.recheck_deciding import effect_of
from engine.cycle.rechecking import last_day, on_record
from engine.cycle.scoring import last_run
from engine.cycle.year import Year
from engine.files.atomic import write_file
from engine.files.papers import Fields, find_template, render
from engine.files.recheck_papers import (
    APPLICATION,
    DECISION,
    DecidedLine,
    application_fields,
    decision_fields,
)
from engine.records.problem import CannotGoOn, problem
from engine.records.recheck import Recheck, Rechecks
from engine.rubric.choice_words import CHOICES

FOLDER = f"{PAPERS}/{APPLICATION.name}"


@dataclass(frozen=True, slots=True)
class Forms:
    """Codes of the units a form was written for, and of those among them that got a blank one."""

    written: tuple[str, ...]
    blank: tuple[str, ...]


def write_applications(year: Year, units: Collection[str]) -> Forms:
    """A 复核申请表 for each of `units`; where none is named, for every unit with an open objection.

    Raises CannotGoOn: no run, or an unknown unit (2); a template that cannot be used, or a term
    that runs from a paper never sent (3).
    """
    results, known, terms = last_run(year).results, confirmations_of(year), year.plan.recheck
    still_open = {(o.unit, o.indicator) for o in objections_of(year, on_record(year))}
    asked = sorted(set(units) or {unit for unit, _ in still_open})
    template = find_template(APPLICATION, year.folder / TEMPLATES)
    papers, blank = {}, []
    for code in asked:
        reply, sheet = known.last_reply(code), known.sheet(code)
        told = reply.items if reply is not None else ()
        items = [each for each in told if (code, each.indicator) in still_open]
        whom = sheet.contact if sheet is not None else ""
        papers[code] = render(
            template,
            application_fields(
                about(year), unit_of(results, code), items,
                until=last_day(year, code),
                how=whom or f"交到{year.settings.office}",
                new_evidence=terms is not None and terms.new_evidence,
            ),
        )  # fmt: skip
        blank += [code] if not items else []
    (year.folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for code, paper in papers.items():
        write_file(year.folder / FOLDER / f"{APPLICATION.name}-{code}.docx", paper)
    return Forms(tuple(asked), tuple(blank))


def write_decisions(year: Year, numbers: Collection[str]) -> tuple[str, ...]:
    """A 复核决定书 for each decision (of the applications named, if any are); their applications.

    Raises CannotGoOn: nothing of that was decided (2), or a template that cannot be used (3).
    """
    known = on_record(year)
    told = [each for each in known.decisions if not numbers or each.application in numbers]
    if not told or set(numbers) - {each.application for each in told}:
        what = "没有这样的复核决定" if known.decisions else "还没有复核决定"
        raise CannotGoOn(problem("V486", what=what), exit_code=2)
    template = find_template(DECISION, year.folder / TEMPLATES)
    folder = year.folder / PAPERS / DECISION.name
    folder.mkdir(parents=True, exist_ok=True)
    for each in told:
        paper = render(template, _decision_fields(year, known, each))
        write_file(folder / f"{DECISION.name}-{each.unit}-{each.application}.docx", paper)
    return tuple(each.application for each in told)


def _decision_fields(year: Year, known: Rechecks, recheck: Recheck) -> Fields:
    found, terms = effect_of(year, recheck), year.plan.recheck
    applied = next(a for a in known.applications if a.number == recheck.application)
    lines = [
        DecidedLine(e.indicator, e.title, e.most, e.before, e.after, e.upheld, e.reason)
        for e in found.items
    ]
    if not any(each.before != each.after for each in lines):
        effect = "维持原来的得分和名单。"
    elif terms is None:
        effect = "得分照此更正；已拟定的名单，由领导小组研究处理。"
    else:
        effect = f"得分照此更正；已拟定的名单：{CHOICES['effect'][terms.effect]}。"
    return decision_fields(
        about(year), year.units[recheck.unit].name, recheck, lines,
        applied_on=applied.date, totals=found.totals, effect=effect,
    )  # fmt: skip
