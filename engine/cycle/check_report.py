"""What a self-check 自查 found, as plain JSON for the screen, the page and other programs."""

from __future__ import annotations

from typing import Any

from engine.cycle.checking import Checked, Reading
from engine.files.cell_shown import read_cover
from engine.files.form_names import UNIT_NAME
from engine.files.personal_data import masked
from engine.judging.gain_words import HONEST
from engine.judging.importance import Group
from engine.judging.so_far import ItemSoFar, SoFar
from engine.language.fields import Source
from engine.records.exact import fixed, from_units, plain
from engine.records.problem import Problem
from engine.rubric.model import Section

Report = dict[str, Any]


def check_report(found: Checked) -> Report:
    """Everything a check found. Points are decimal text; problems stand most important first."""
    reading = found.reading
    report: Report = {
        "file": masked(found.path.name),
        "unit": None,
        "name": "",
        "title": "",
        "edition": "",
        "rows_read": 0,
        "rows_expected": 0,
        "check_code": "",
        "may_be_handed_in": not found.blocking,
        "problems": [_problem(each, group) for group in found.groups for each in group.problems],
        "score": None,
        "sections": [],
        "items": [],
        "to_do": {
            "school": sum(each.blocking for each in found.problems),
            "office": [],
            "reviewers": [],
            "closing": [],
        },
    }
    if reading is not None:
        report |= _of_reading(reading)
        report["to_do"] |= _owed_by_others(reading.score)
    if found.losses is not None:
        report["honest"] = HONEST
        report["losses"] = [each.as_dict() for each in found.losses]
    return report


def _problem(fault: Problem, group: Group) -> Report:
    return fault.as_dict() | {"title": group.title, "at_stake": plain(group.at_stake)}


def _of_reading(reading: Reading) -> Report:
    score, submission = reading.score, reading.submission
    rubric = reading.against.standard.rubric
    return {
        "unit": reading.unit.code,
        "name": reading.unit.name or read_cover(reading.book).get(UNIT_NAME, ""),
        "title": rubric.title,
        "edition": rubric.reference,
        "rows_read": submission.rows_read,
        "rows_expected": submission.rows_expected,
        "check_code": submission.check_code,
        "score": {
            "total": format(score.total, "f"),
            "max": plain(score.full) if score.full is not None else None,
            "most": format(score.most, "f"),
            "bonus": fixed(int(score.now.totals.bonus[0]), score.places),
            "bonus_cap": plain(rubric.bonus.cap) if rubric.bonus is not None else None,
            "penalty": fixed(int(score.now.totals.penalty[0]), score.places),
            "lacking_evidence": format(score.lacking_evidence, "f"),
        },
        "sections": [_section(each, score) for each in rubric.sections],
        "items": [_item(each, score.places) for each in score.items.values()],
    }


def _section(section: Section, score: SoFar) -> Report:
    now, then = score.now.totals.sections[section.code], score.then.totals.sections[section.code]
    items = [e for e in score.items.values() if e.item.section == section.code]
    shown = section.points is not None
    return {
        "code": section.code,
        "title": section.title,
        "points": fixed(int(now.points[0]), score.places),
        "max": plain(from_units(int(now.whole[0]), score.places)) if shown else "未定",
        "most": fixed(int(then.points[0]), score.places),
        "missing": [each.item.code for each in items if each.points is None],
    }


def _item(each: ItemSoFar, places: int) -> Report:
    return {
        "code": each.item.code,
        "title": each.item.indicator.title,
        "section": each.item.section,
        "block": each.item.block,
        "points": fixed(each.points, places) if each.points is not None else None,
        "max": fixed(each.full, places),
        "most": fixed(each.most, places),
        "state": each.state.key,
        "waits_for": sorted(source.value for source in each.waits_for),
    }


def _owed_by_others(score: SoFar) -> Report:
    """Items that wait for somebody else, by whom."""
    waiting = [each for each in score.items.values() if each.points is None]
    return {
        "office": [e.item.code for e in waiting if Source.OFFICE in e.waits_for],
        "reviewers": [e.item.code for e in waiting if Source.REVIEWER in e.waits_for],
        "closing": [e.item.code for e in score.items.values() if e.item.of_cohort],
    }
