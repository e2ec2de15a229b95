"""采用: which of the workbooks that came in counts for each unit, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.cycle.timing import Timing
from engine.files.form_stamp import Blocked
from engine.records.problem import Place, Problem, problem
from engine.records.submission import Intake, Record, Submission, Version

_SAYS_WHOSE = ("E217", "E231", "E233", "C456", "C457")
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


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which file of a unit counts and why, or None and the code of why none does."""

    chosen: Submission | None
    code: str
    why: str
    """Why the chosen one counts, or why those that could have counted do not."""


def settle(
    arrived: Sequence[Arrived],
    uses: Mapping[str, Use],
    paper: Paper = _NO_PAPER,
    timing: Timing | None = None,
) -> Intake:
    """Which file counts for each unit. Two different ones block it until a person decides.

    So does the loss of the one that was decided for: what was decided against never slips in.
    `timing` keeps out what came too late, and lets the newest count where the settings say so.
    Where the paper counts, only a file with its code does.
    """
    counted: dict[str, Submission] = {}
    blocked: dict[str, str] = {}
    problems: list[Problem] = []
    differing: list[str] = []
    versions: dict[str, tuple[Version, ...]] = {}
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
        faults: list[Problem] = []
        if code and paper.counts:
            files, refused = _of_paper(unit, files, code)
            problems += refused
        late = late_ones(unit, files, timing, faults)
        choice = _choose(unit, files, uses.get(unit), late, timing, faults)
        problems += faults
        versions[unit] = _versions([*files, *by_unit[unit]], choice, late)
        if choice.chosen is not None and code not in ("", choice.chosen.check_code):
            problems.append(_differs("E250", choice.chosen, code))
            differing.append(unit)
        if choice.chosen is not None:
            counted[unit] = choice.chosen
        else:
            blocked[unit] = choice.code
    return Intake(
        counted=counted,
        blocked=blocked,
        problems=tuple(problems),
        paper_differs=tuple(differing),
        versions=versions,
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


def late_ones(
    unit: str, files: Sequence[Arrived], timing: Timing | None, faults: list[Problem]
) -> dict[str, str]:
    """The contents that came too late to be taken, with what is said of each; a fault for each."""
    found: dict[str, str] = {}
    for digest, submission in readable(files).items():
        if timing is None or not timing.is_late(unit, digest):
            continue
        day = timing.seen[digest].seen.isoformat()
        last = timing.last_day(unit)
        name = "截止日期" if last == timing.settings.hand_in_by else "补正期满的日子"
        until = f"{name}{last.isoformat()}"
        code = "E282" if timing.settings.late == "refuse" else "E281"
        faults.append(problem(code, Place(submission.file), unit=unit, day=day, until=until))
        found[digest] = f"{day}收到，已过{until}"
    return found


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
    unit: str,
    files: Sequence[Arrived],
    use: Use | None,
    late: Mapping[str, str],
    timing: Timing | None,
    faults: list[Problem],
) -> _Choice:
    faults += [p for f in files if isinstance(f.read, Blocked) for p in f.read.problems]
    candidates = {d: s for d, s in readable(files).items() if d not in late}
    copies = sorted(f.read.file for f in files if f.sha256 in candidates)
    place = Place("、".join(copies))
    if use is not None and set(candidates) <= {use.sha256, *use.not_used}:
        if candidates and use.sha256 not in candidates:
            faults.append(problem("E238", place, unit=unit, unit_code=unit))
            return _Choice(None, "E238", "指明采用的那一份不在了，还没有另行指明")
        candidates = {d: s for d, s in candidates.items() if d == use.sha256}
        if candidates:
            return _Choice(candidates[use.sha256], "", f"指明采用（{use.reason}）")
    elif len(candidates) == 1 and len(copies) > 1:
        faults.append(problem("E235", place, unit=unit, count=len(copies)))
    if len(candidates) == 1:
        return _Choice(next(iter(candidates.values())), "", "能用的只有这一份")
    if not candidates:
        refused = (each.read.code for each in files if isinstance(each.read, Blocked))
        return _Choice(None, faults[0].code if late else next(refused), "")
    count = len(candidates)
    newest = timing.newest(unit, candidates) if timing is not None else None
    if newest is not None and timing is not None:
        day = timing.seen[newest].seen.isoformat()
        at = Place(candidates[newest].file)
        faults.append(problem("E280", at, unit=unit, unit_code=unit, count=count, day=day))
        return _Choice(candidates[newest], "", f"照设置采用最后收到的一份（{day}收到）")
    faults.append(problem("E232", place, unit=unit, unit_code=unit, count=count))
    return _Choice(None, "E232", f"有{count}份不同的，还没有指明采用哪一份")


def _versions(
    files: Sequence[Arrived], choice: _Choice, late: Mapping[str, str]
) -> tuple[Version, ...]:
    """Every content of one unit, with what became of it."""
    found: dict[str, Version] = {}
    chosen = choice.chosen
    for each in files:
        counts = chosen is not None and each.sha256 == chosen.sha256
        if isinstance(each.read, Blocked):
            said = (fault.message for fault in each.read.problems)
            why = next(said, "核对码与盖章的纸质表不一样")
        elif counts or chosen is None:
            why = late.get(each.sha256, choice.why)
        else:
            why = late.get(each.sha256, f"采用的是 {chosen.file}：{choice.why}")
        file = chosen.file if counts and chosen is not None else each.read.file
        version = Version(sha256=each.sha256, file=file, counts=counts, why=why)
        found.setdefault(each.sha256 or each.read.file, version)
    return tuple(found.values())
