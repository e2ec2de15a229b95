"""采用: which of the workbooks that came in counts for each unit, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.files.form_stamp import Blocked
from engine.records.problem import Place, Problem, problem
from engine.records.submission import Intake, Record, Submission

_SAYS_WHOSE = ("E217", "E231", "E233")
"""Faults that already say that the unit is the trouble."""


class Use(Record):
    """A decision which of several files of one unit counts 指明采用."""

    unit: str
    sha256: str
    file: str
    reason: str
    not_used: tuple[str, ...] = ()
    """SHA-256 of the files it was chosen over: a later one is a new question."""


class Uses(Record):
    """Every such decision of a year; the newest of a unit counts."""

    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """核对码 on the stamped paper by unit, and whether it or the file counts 纸电不一致."""

    codes: Mapping[str, str]
    counts: bool


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file of the inbox and what was read from it."""

    path: Path
    sha256: str
    read: Submission | Blocked


_NO_PAPER = Paper({}, counts=False)


def settle(arrived: Sequence[Arrived], uses: Mapping[str, Use], paper: Paper = _NO_PAPER) -> Intake:
    """Which file counts for each unit. Two different ones block it until a person decides.

    So does the loss of the one that was decided for: what was decided against never slips in.
    Where the paper counts, only a file with its code does.
    """
    counted: dict[str, Submission] = {}
    blocked: dict[str, str] = {}
    problems: list[Problem] = []
    differing: list[str] = []
    by_unit: dict[str, list[Arrived]] = {}
    for each in arrived:
        if each.read.unit:
            by_unit.setdefault(each.read.unit, []).append(each)
        elif isinstance(each.read, Blocked):
            problems += each.read.problems
            if each.read.code not in _SAYS_WHOSE:
                problems.append(problem("E236", Place(each.read.file)))
    for unit in sorted(by_unit):
        files, code = by_unit[unit], paper.codes.get(unit, "")
        if code and paper.counts:
            files, refused = _of_paper(unit, files, code)
            problems += refused
        chosen, why, faults = _choose(unit, files, uses.get(unit))
        problems += faults
        if chosen is not None and code not in ("", chosen.check_code):
            problems.append(_differs("E250", chosen, code))
            differing.append(unit)
        if chosen is not None:
            counted[unit] = chosen
        else:
            blocked[unit] = why
    return Intake(
        counted=counted,
        blocked=blocked,
        problems=tuple(problems),
        paper_differs=tuple(differing),
    )


def readable(files: Sequence[Arrived]) -> dict[str, Submission]:
    """The workbooks that could count, by digest.

    Of identical ones that which brought most evidence stands for all, else the first.
    """
    found: dict[str, Submission] = {}
    for each in files:
        if isinstance(each.read, Submission):
            known = found.get(each.sha256)
            if known is None or _evidence(each.read) > _evidence(known):
                found[each.sha256] = each.read
    return found


def _evidence(submission: Submission) -> int:
    return sum(piece.counts for piece in submission.pieces)


def _of_paper(
    unit: str, files: Sequence[Arrived], code: str
) -> tuple[list[Arrived], list[Problem]]:
    """The files with the code of the paper; the others are refused where there is none."""
    read = [each.read for each in files if isinstance(each.read, Submission)]
    others = [each for each in read if each.check_code != code]
    if len(others) < len(read):
        kept = [f for f in files if not isinstance(f.read, Submission) or f.read not in others]
        return kept, []
    refused = [_differs("E251", each, code) for each in others]
    blocked = [
        replace(f, read=Blocked(f.read.file, f.sha256, unit, "E251", ()))
        for f in files
        if isinstance(f.read, Submission)
    ]
    rest = [each for each in files if isinstance(each.read, Blocked)]
    return [*blocked, *rest], refused


def _differs(code: str, submission: Submission, paper: str) -> Problem:
    """纸电不一致, with both codes."""
    unit, own = submission.unit, submission.check_code
    place = Place(submission.file)
    return problem(code, place, unit=unit, unit_code=unit, paper=paper, own=own)


def _choose(
    unit: str, files: Sequence[Arrived], use: Use | None
) -> tuple[Submission | None, str, list[Problem]]:
    """(the one that counts, or None and the code of why not, problems)."""
    faults = [p for f in files if isinstance(f.read, Blocked) for p in f.read.problems]
    candidates = readable(files)
    copies = sorted(f.read.file for f in files if isinstance(f.read, Submission))
    place = Place("、".join(copies))
    if use is not None and set(candidates) <= {use.sha256, *use.not_used}:
        if candidates and use.sha256 not in candidates:
            faults.append(problem("E238", place, unit=unit, unit_code=unit))
            return None, "E238", faults
        candidates = {d: s for d, s in candidates.items() if d == use.sha256}
    elif len(candidates) == 1 and len(copies) > 1:
        faults.append(problem("E235", place, unit=unit, count=len(copies)))
    if len(candidates) == 1:
        return next(iter(candidates.values())), "", faults
    if not candidates:
        first = next(f.read.code for f in files if isinstance(f.read, Blocked))
        return None, first, faults
    faults.append(problem("E232", place, unit=unit, unit_code=unit, count=len(candidates)))
    return None, "E232", faults
