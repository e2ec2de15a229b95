"""复核申请表: one for each unit that objects, with what it objects to already in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.cycle.asking import unit_of
from engine.cycle.confirmations import about, confirmations_of, objections_of
from engine.cycle.places import PAPERS, TEMPLATES
from engine.cycle.rechecking import last_day, on_record
from engine.cycle.scoring import last_run
from engine.cycle.year import Year
from engine.files.atomic import write_file
from engine.files.papers import find_template, render
from engine.files.recheck_papers import APPLICATION, application_fields

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
                how=f"怎样交：{whom}。" if whom else "",
                new_evidence=terms is not None and terms.new_evidence,
            ),
        )  # fmt: skip
        blank += [code] if not items else []
    (year.folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for code, paper in papers.items():
        write_file(year.folder / FOLDER / f"{APPLICATION.name}-{code}.docx", paper)
    return Forms(tuple(asked), tuple(blank))
