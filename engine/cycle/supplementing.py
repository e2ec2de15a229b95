"""并入补正: the supplements 补正表 of each unit are laid over the form that counts for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.cycle.mending_in import Mending, Merged, MergedReader
from engine.cycle.places import STORE
from engine.cycle.reading_in import FormReader, with_pieces
from engine.cycle.settling import Arrived, late_ones, readable
from engine.cycle.timing import Timing
from engine.cycle.year import Year
from engine.files import originals
from engine.files.evidence_files import check_pieces
from engine.files.form_stamp import Blocked
from engine.files.inbox import evidence_of
from engine.files.reading_child import Children, workers_for
from engine.files.sheet_scan import Unreadable
from engine.records.problem import Place, Problem, problem
from engine.records.submission import Intake, Mended, Piece, Submission, Version

_OF_THE_SHEET = ("E202", "E207")
"""Faults of a supplement's own rows, which no reading of the whole would see."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where supplements are laid in: the year, when files came, and where each lies."""

    year: Year
    timing: Timing
    paths: Mapping[str, Path]
    """By name: a form's evidence lies beside it."""

    def order(self, digest: str) -> tuple[date, int]:
        """When it came; what was never entered comes last."""
        came = self.timing.seen.get(digest)
        return (came.seen, came.batch) if came is not None else (date.max, 0)

    def mendings(self, sheets: Mapping[str, Submission]) -> list[Mending]:
        """The supplements of a unit in the order they came."""
        store = self.year.folder / STORE
        found = [
            Mending(originals.kept(store, digest), each.file, self.order(digest))
            for digest, each in sheets.items()
        ]
        return sorted(found, key=lambda each: (each.order, each.file))

    def with_evidence(self, whole: Submission, base: str) -> Submission:
        """Each piece looked for beside the workbook that registers it, then beside the form."""
        home = evidence_of(self.paths[base])
        pieces: dict[Place, Piece] = {}
        problems: list[Problem] = []
        for file in dict.fromkeys((base, *(each.place.file for each in whole.pieces))):
            own = [each for each in whole.pieces if each.place.file == file]
            beside = evidence_of(self.paths[file])
            looked, faults = check_pieces(own, beside, unit=whole.unit)
            lacking = [e for e in looked if e.file and not e.sha256] if file != base else []
            there = {each.place for each in lacking}
            again, more = check_pieces(
                [each for each in own if each.place in there], home, unit=whole.unit
            )
            problems += [each for each in faults if each.place not in there]
            problems += [each for each in more if each.place in there]
            pieces |= {each.place: each for each in (*looked, *again)}
        ordered = tuple(pieces[each.place] for each in whole.pieces)
        unit = self.year.units[whole.unit]
        office, path = self.year.outside.answers, self.paths[base]
        return with_pieces(whole, ordered, problems, path, self.year.standard, unit, office)


def mend(
    year: Year,
    settled: Intake,
    arrived: Sequence[Arrived],
    brought: Sequence[Arrived],
    timing: Timing,
) -> Intake:
    """What was settled of `arrived`, with the supplements `brought` laid over what counts."""
    counted, versions = dict(settled.counted), dict(settled.versions)
    problems = [p for e in brought if isinstance(e.read, Blocked) for p in e.read.problems]
    by_unit: dict[str, list[Arrived]] = {}
    for each in brought:
        if isinstance(each.read, Submission):
            by_unit.setdefault(each.read.unit, []).append(each)
    desk = _Desk(year, timing, {each.read.file: each.path for each in (*arrived, *brought)})
    with Children(MergedReader(FormReader.of(year)), workers=workers_for(len(by_unit))) as children:
        for unit, files in sorted(by_unit.items()):
            late = late_ones(unit, files, timing, problems)
            sheets = {d: s for d, s in readable(files).items() if d not in late}
            merged = _merged(desk, children, counted.get(unit), sheets)
            if merged.read is not None:
                counted[unit] = merged.read
                problems.append(_told(merged.read, sheets))
            elif sheets:
                place = Place(_names(sheets))
                problems.append(problem("E286", place, unit=unit, what=merged.fault))
            known = versions.get(unit, ())
            versions[unit] = (*known, *_versions(readable(files), merged, late))
    update = {"counted": counted, "versions": versions}
    return settled.model_copy(update={**update, "problems": (*settled.problems, *problems)})


def _merged(
    desk: _Desk,
    children: Children[bytes],
    base: Submission | None,
    sheets: Mapping[str, Submission],
) -> Merged:
    """The form that counts for a unit with its supplements and all their evidence."""
    if base is None or not sheets:
        return Merged(fault="" if not sheets else "这个单位还没有可以采用的自评表")
    copy = originals.kept(desk.year.folder / STORE, base.sha256)
    outcome = children.begin(copy, base, desk.mendings(sheets))()
    if isinstance(outcome, Unreadable):
        return Merged(fault="读的时候出了错")
    merged = Merged.model_validate_json(outcome)
    if merged.read is None:
        return merged
    whole = desk.with_evidence(merged.read, base.file)
    own = (p for each in sheets.values() for p in each.problems if p.code in _OF_THE_SHEET)
    return Merged(read=whole.model_copy(update={"problems": (*whole.problems, *own)}))


def _versions(
    sheets: Mapping[str, Submission], merged: Merged, late: Mapping[str, str]
) -> list[Version]:
    why = "补正表，已并入采用的自评表"
    if merged.read is None:
        why = f"补正表，没有并入：{merged.fault}"
    return [
        Version(
            sha256=digest,
            file=each.file,
            counts=merged.read is not None and digest not in late,
            why=late.get(digest, why),
        )
        for digest, each in sheets.items()
    ]


def _names(sheets: Mapping[str, Submission]) -> str:
    return "、".join(sorted(each.file for each in sheets.values()))


def _told(whole: Submission, sheets: Mapping[str, Submission]) -> Problem:
    """A note of what was replaced: item, old value and cell, new value and cell."""
    place = Place(_names(sheets))
    said = "；".join(map(_said, whole.mended)) or "没有填任何一项"
    count = len(whole.mended)
    return problem("E287", place, unit=whole.unit, unit_code=whole.unit, count=count, what=said)


def _said(each: Mended) -> str:
    if not each.field:
        return f"{each.indicator} 佐证材料：{each.before}→{each.after}"
    old, new = each.before_place.cell or "", each.after_place.cell or ""
    return f"{each.indicator} {each.field}：{each.before}（{old}）→{each.after}（{new}）"
