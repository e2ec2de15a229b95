"""`results.json`: the public contract (docs/schema/results-1.schema.json), made from an outcome."""

from __future__ import annotations

from typing import Any

from engine.judging.awarding import AwardResult
from engine.judging.eligibility import Standing
from engine.judging.item_score import NOT_CLOSED, ItemScore
from engine.judging.outcome import Outcome
from engine.judging.ranking import UNRANKED
from engine.judging.reasons import facts_as_json, sentence
from engine.judging.recheck_lines import Beside, beside_items, decisions
from engine.judging.review_inputs import marks_told, review_told
from engine.judging.roster_change_words import sentences
from engine.judging.sums_said import Sums
from engine.judging.tracing import rule_words, trace
from engine.records.exact import fixed, plain
from engine.records.problem import by_weight
from engine.records.states import State
from engine.records.submission import Closing
from engine.rubric.identity import canonical, digest

FORMAT = 1


def as_results(outcome: Outcome) -> dict[str, Any]:
    """The published result: points as decimal strings, null where there is none."""
    found = _results(outcome)
    told = {
        "later_closings": [_closing(each) for each in outcome.case.closings[1:]],
        "changes": _changes(outcome),
        "review": review_told(outcome.case),
        "rechecks": decisions(outcome),
    }
    return found | {key: value for key, value in told.items() if value}


def _changes(outcome: Outcome) -> list[dict[str, Any]]:
    """名册变更 on record, in words."""
    case = outcome.case
    told = zip(case.changes, sentences(case.locked, case.changes), strict=True)
    return [
        {
            "number": each.decision.number,
            "date": each.decision.date.isoformat(),
            "role": each.decision.role,
            "reason": each.decision.reason,
            "after_marks": each.after_marks,
            "left": list(each.left),
            "lines": [unit.code for unit in each.lines],
            "words": list(words),
        }
        for each, words in told
    ]


def _results(outcome: Outcome) -> dict[str, Any]:
    case = outcome.case
    rubric = case.standard.rubric
    return {
        "format": FORMAT,
        "cycle": case.terms.cycle,
        "title": case.terms.title,
        "as_of": case.terms.as_of.isoformat(),
        "late_lock": dict(case.terms.late_lock) if case.terms.late_lock else None,
        "rubric": {
            "family": rubric.family,
            "edition": rubric.edition,
            "revision": plain(rubric.revision),
            "title": rubric.title,
            "status": rubric.status,
            "sha256": digest(canonical(rubric)),
        },
        "plan": {
            "family": case.plan.family,
            "edition": case.plan.edition,
            "sha256": digest(canonical(case.plan)),
        },
        "rules": {item.code: rule_words(item) for item in case.standard.items},
        "closing": _closing(case.closings[0]) if case.closings else None,
        "units": _units(outcome),
        "awards": [_award(award, outcome.scores.places) for award in outcome.awards],
        "lookback": [entry.as_dict() for entry in outcome.lookback],
        "problems": [problem.as_dict() for problem in by_weight(list(outcome.problems))],
    }


def _closing(closing: Closing) -> dict[str, str]:
    return {
        "number": closing.number,
        "date": closing.date.isoformat(),
        "role": closing.role,
        "reason": closing.reason,
    }


def _units(outcome: Outcome) -> list[dict[str, Any]]:
    position = {unit.code: i for i, unit in enumerate(outcome.scores.cohort.units)}
    beside = beside_items(outcome)
    found = [
        _unit(outcome, standing, position.get(standing.unit.code), beside)
        for standing in outcome.standings
    ]
    marks = marks_told(outcome.case)
    for unit in found:
        for item in unit["indicators"]:
            if told := marks.get(unit["code"], {}).get(item["code"]):
                item["marks"] = told
    return found


def _unit(outcome: Outcome, standing: Standing, at: int | None, beside: Beside) -> dict[str, Any]:
    scores, terms = outcome.scores, outcome.case.terms
    unit, places = standing.unit, scores.places
    known = at is not None
    rank = int(outcome.ranks[at]) if at is not None else UNRANKED
    return {
        "code": unit.code,
        "name": unit.name,
        "status": unit.status,
        "groups": {c: unit.fields[c] for c in terms.groups if unit.fields.get(c)},
        "state": standing.state,
        "total": fixed(standing.total, places) if known else None,
        "rank": rank if rank != UNRANKED else None,
        "group_ranks": _group_ranks(outcome, at),
        "base": fixed(standing.base, places) if known else None,
        "bonus": fixed(standing.bonus, places) if known else None,
        "penalty": _penalty(outcome, at),
        "alliance": _alliance(outcome, at),
        "workings": _sums(outcome, at),
        "grade": outcome.grades[unit.code],
        "exclusions": [
            {"code": a.exclusion.code, "title": a.exclusion.title, "document": a.document}
            for a in standing.exclusions
        ],
        "awards": [a.award.id for a in outcome.awards if unit.code in a.winners],
        "sections": _sections(outcome, at),
        "indicators": [
            _indicator(outcome, judged, unit.code, at) | beside.get((unit.code, code), {})
            for code, judged in scores.items.items()
        ]
        if at is not None
        else [],
    }


def _sums(outcome: Outcome, at: int | None) -> dict[str, str] | None:
    """How base, bonus, penalty and total were added up; null without points."""
    if at is None:
        return None
    sums = Sums(outcome.scores, at)
    return {
        "base": sums.base(), "bonus": sums.bonus(), "penalty": sums.penalty(),
        "total": sums.total(),
    }  # fmt: skip


def _penalty(outcome: Outcome, at: int | None) -> str | None:
    """What was taken off the total; null where the rubric takes nothing off."""
    if at is None or outcome.case.standard.rubric.penalties is None:
        return None
    return fixed(int(outcome.scores.totals.penalty[at]), outcome.scores.places)


def _alliance(outcome: Outcome, at: int | None) -> dict[str, Any] | None:
    """The unit's own total, and how many members of its alliance it is shared with."""
    allied = outcome.scores.allied
    if at is None or allied is None:
        return None
    own = fixed(int(outcome.scores.totals.total[at]), outcome.scores.places)
    return {"own": own, "members": int(allied.members[at])}


def _group_ranks(outcome: Outcome, at: int | None) -> dict[str, int]:
    if at is None:
        return {}
    ranks = {column: int(values[at]) for column, values in outcome.group_ranks.items()}
    return {column: rank for column, rank in ranks.items() if rank != UNRANKED}


def _sections(outcome: Outcome, at: int | None) -> list[dict[str, Any]]:
    if at is None:
        return []
    places, sums = outcome.scores.places, Sums(outcome.scores, at)
    return [
        {
            "code": section.code,
            "title": section.title,
            "points": fixed(int(found.points[at]), places),
            "max": fixed(int(found.whole[at]), places) if section.points is not None else None,
            "workings": sums.section(section),
        }
        for section in outcome.case.standard.rubric.sections
        for found in (outcome.scores.totals.sections[section.code],)
    ]


def _indicator(outcome: Outcome, judged: ItemScore, unit: str, at: int) -> dict[str, Any]:
    places, item = outcome.scores.places, judged.item
    decided = bool(judged.decided[at])
    before = outcome.before.items[item.code]
    reviewed = bool(before.decided[at]) and int(before.closed_from[at]) == NOT_CLOSED
    ruling = outcome.told.rulings.get(unit, {}).get(item.code)
    return {
        "code": item.code,
        "title": item.indicator.title,
        "section": item.section,
        "bonus": item.bonus,
        "penalty": item.block == "penalty",
        "claimed": _points(judged.claimed[at], judged.claimed_known[at], places),
        "reviewed": _points(before.reviewed[at], reviewed, places),
        "points": _points(judged.points[at], decided, places),
        "max": fixed(judged.full_at(at), places) if item.context.capped else None,
        "state": State(int(judged.states[at])).key,
        "open": not decided,
        "waits": judged.waits(at),
        "closed": _closed(outcome, judged, at),
        "verdict": ruling.verdict.value if ruling is not None and ruling.verdict else None,
        "reason": ruling.reason if ruling is not None else "",
        "reviewer": ruling.role if ruling is not None else "",
        "clause": item.indicator.clause or item.code,
        **trace(outcome, judged, at),
    }


def _points(units: Any, known: Any, places: int) -> str | None:
    return fixed(int(units), places) if known else None


def _closed(outcome: Outcome, judged: ItemScore, at: int) -> dict[str, str] | None:
    state = int(judged.closed_from[at])
    if state == NOT_CLOSED:
        return None
    decision = outcome.case.closings[int(judged.closed_by[at])]
    return {"from": State(state).key, "decision": decision.number}


def _award(result: AwardResult, places: int) -> dict[str, Any]:
    won = set(result.winners)
    return {
        "id": result.award.id,
        "title": result.award.title,
        "caps": [
            {
                "group": cap.group,
                "base": cap.base,
                "share": cap.share,
                "cap": cap.cap,
                "lost": cap.lost,
                "winners": _winners_in(result, cap.group, won),
            }
            for cap in result.caps
        ],
        "winners": list(result.winners),
        "open": [
            {"group": tie.group, "seats": tie.seats, "codes": list(tie.codes)}
            for tie in result.open_ties
        ],
        "waitlist": list(result.waitlist),
        "reasons": {
            code: facts_as_json(reason, places) | {"sentence": sentence(reason, places)}
            for code, reason in sorted(result.reasons.items())
        },
    }


def _winners_in(result: AwardResult, group: str, won: set[str]) -> int:
    return sum(
        1 for code, reason in result.reasons.items()
        if code in won and reason.facts.get("group") == group
    )  # fmt: skip
