"""A run's `inputs/`: the case as canonical JSON, all that a stranger needs to redo it."""

from __future__ import annotations

from typing import Any

from engine.judging.case import Case
from engine.judging.evidence import evidence_counts
from engine.judging.review_inputs import reviews_of, ruling_as_input, value_of
from engine.language.fields import Source
from engine.records.exact import plain
from engine.records.recheck import DecidedItem, Objection, Recheck
from engine.records.submission import Answer, Closing
from engine.rubric.identity import canonical


def as_inputs(case: Case) -> dict[str, Any]:
    """Name → plain JSON, as docs/run-format.md says. Free text is only filled or not filled."""
    found = {
        "rubric": canonical(case.standard.rubric),
        "plan": canonical(case.plan),
        "cycle": _cycle(case),
        "roster": [unit.model_dump(mode="json") for unit in case.roster],
        "history": {unit: dict(known) for unit, known in case.history.items()},
        "values": _values(case),
        "marks": {
            unit: {code: ruling_as_input(ruling) for code, ruling in rulings.items()}
            for unit, rulings in case.rulings.items()
        },
        "decisions": _decisions(case),
    }
    return found | {"reviews": reviews_of(case)} if case.combines else found


def _cycle(case: Case) -> dict[str, Any]:
    terms = case.terms
    return {
        "cycle": terms.cycle,
        "title": terms.title,
        "as_of": terms.as_of.isoformat(),
        "period": {"first": terms.first_day.isoformat(), "last": terms.last_day.isoformat()},
        "publicity_ends": terms.publicity_ends.isoformat(),
        "groups": list(terms.groups),
        "exclusions": dict(terms.exclusions),
        "lookback": {"lost_points": plain(terms.lost_points)},
        "late_lock": dict(terms.late_lock) if terms.late_lock else None,
    }


def _values(case: Case) -> dict[str, Any]:
    found: dict[str, Any] = {unit: {"state": "blocked"} for unit in case.intake.blocked}
    for unit in case.counted:
        submission = case.intake.counted[unit.code]
        answers = {
            code: _answer(answer)
            for code, field in case.standard.own_fields.items()
            if (answer := _source(case, unit.code, code, field.source)) is not None
        }
        found[unit.code] = {
            "state": "counted",
            "file": submission.sha256,
            "answers": answers,
            "evidence": {
                item.code: evidence_counts(item, case, unit.code)
                for item in case.standard.items
                if item.evidence
            },
            "na_requests": sorted(submission.not_applicable),
        }
        if unit.code in case.intake.paper_differs:
            found[unit.code]["paper_differs"] = True
    return found


def _source(case: Case, unit: str, code: str, source: Source) -> Answer | None:
    if source is Source.SCHOOL:
        return case.intake.counted[unit].answers.get(code)
    if source is Source.OFFICE:
        return case.office.get(unit, {}).get(code)
    return None


def _answer(answer: Answer) -> dict[str, Any]:
    return {"value": value_of(answer), "state": answer.state.key}


def _decisions(case: Case) -> dict[str, Any]:
    found = _closings_and_conclusions(case)
    told = {
        "roster": _roster_changes(case) if case.changes else None,
        "objections": [_objection(each) for each in case.objections],
        "rechecks": [_recheck(each) for each in case.rechecks],
    }
    return found | {key: value for key, value in told.items() if value}


def _objection(told: Objection) -> dict[str, Any]:
    day = told.date.isoformat()
    return {"unit": told.unit, "indicator": told.indicator, "number": told.number, "date": day}


def _recheck(decision: Recheck) -> dict[str, Any]:
    return {
        "number": decision.number,
        "date": decision.date.isoformat(),
        "role": decision.role,
        "application": decision.application,
        "unit": decision.unit,
        "items": [_decided_item(each) for each in decision.items],
    }


def _decided_item(item: DecidedItem) -> dict[str, Any]:
    found = {
        "indicator": item.indicator,
        "upheld": item.upheld,
        "verdict": item.verdict.value if item.verdict is not None else None,
        "values": {code: value_of(answer) for code, answer in item.values.items()},
        "reason": bool(item.reason),
    }
    return found | ({"points": plain(item.points)} if item.points is not None else {})


def _roster_changes(case: Case) -> dict[str, Any]:
    """The roster as it was locked, and what each decision made of it: reasons are left out."""
    return {
        "locked": [unit.model_dump(mode="json") for unit in case.locked],
        "changes": [
            {
                "number": each.decision.number,
                "date": each.decision.date.isoformat(),
                "role": each.decision.role,
                "after_marks": each.after_marks,
                "left": list(each.left),
                "lines": [unit.model_dump(mode="json") for unit in each.lines],
                "submissions": dict(each.submissions),
                "honours": dict(each.honours),
            }
            for each in case.changes
        ],
    }


def _closings_and_conclusions(case: Case) -> dict[str, Any]:
    closings = [_closing(each) for each in case.closings]
    found = {
        "closing": closings[0] if closings else None,
        "conclusions": [
            {
                "unit": each.unit,
                "exclusion": each.exclusion,
                "document": each.document,
                "date": each.date.isoformat(),
            }
            for each in case.conclusions
        ],
    }
    return found | {"later_closings": closings[1:]} if closings[1:] else found


def _closing(closing: Closing) -> dict[str, Any]:
    """One closing decision: reasons are left out."""
    return {
        "number": closing.number,
        "date": closing.date.isoformat(),
        "role": closing.role,
        "rules": dict(closing.rules),
        "items": [
            {
                "unit": each.unit,
                "indicator": each.indicator,
                "points": each.points if isinstance(each.points, str) else plain(each.points),
            }
            for each in closing.items
        ],
    }
