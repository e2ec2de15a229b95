"""A year is a folder 评估年度: find it, open it, and hold it to what was locked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.cycle.places import CHANGES, HISTORY, LEDGER, LOCK, OUTSIDE, ROSTER
from engine.cycle.settings import FILE, Settings, check_against, period_of, read_settings
from engine.files import ledger, originals
from engine.files.outside import Outside, read_outside
from engine.files.roster import read_history, read_roster
from engine.files.rubric_store import Loaded, Store, standard_store
from engine.judging.roster_changes import history_after, roster_after, stands_for
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.roster_change import RosterChange, RosterChanges
from engine.records.submission import Answer, RosterUnit
from engine.rubric.fine_marks import with_fine_marks
from engine.rubric.identity import content_digest, digest, structure_digest
from engine.rubric.model import Period, Rubric
from engine.rubric.plan import AwardPlan
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard

CHANGED = "roster-change"
"""Kind of the ledger entries of 名册变更."""
_LOCKED = {"units", "digests", "caps", "late"}
"""What every lock says."""


@dataclass(frozen=True)
class Year:
    """One assessment year, read as far as its files go. Everything is read once."""

    folder: Path
    settings: Settings
    store: Store

    @cached_property
    def rubric(self) -> Rubric:
        """The year's rubric. Raises CannotGoOn when it is missing or unsound."""
        loaded = self.store.load(self.settings.rubric)
        self._refuse_unsound(loaded)
        check_against(self.settings, loaded.rubric)
        return loaded.rubric

    @cached_property
    def plan(self) -> AwardPlan:
        """The year's award plan. Raises CannotGoOn when it is missing or unsound."""
        loaded = self.store.load(self.settings.plan)
        self._refuse_unsound(loaded)
        return loaded.plan

    @cached_property
    def standard(self) -> Standard:
        """The rubric made ready."""
        standard, _ = prepare(self.rubric)
        return standard

    @cached_property
    def judged_by(self) -> Standard:
        """The same, with marks as fine as points where several marks become one."""
        terms = self.settings.review
        combines = terms is not None and terms.combine is not None
        return with_fine_marks(self.standard) if combines else self.standard

    @cached_property
    def structure(self) -> str:
        """Structure digest of the rubric: what blank workbooks carry."""
        return structure_digest(self.rubric)

    @property
    def period(self) -> Period:
        """统计时段."""
        return period_of(self.settings, self.rubric)

    @cached_property
    def _roster(self) -> tuple[tuple[RosterUnit, ...], tuple[Problem, ...]]:
        units, problems = read_roster(self.folder / ROSTER, self.rubric)
        _stop_on_blocking(problems)
        if not units:
            raise CannotGoOn(problem("C429", Place(ROSTER)))
        return units, problems

    @property
    def locked_roster(self) -> tuple[RosterUnit, ...]:
        """Units of the roster file, which is as it was locked, in code order.

        Raises CannotGoOn for a roster with blocking faults.
        """
        return self._roster[0]

    @cached_property
    def changes(self) -> tuple[RosterChange, ...]:
        """名册变更 on record, oldest first.

        Raises CannotGoOn (4) where the ledger says otherwise.
        """
        told = originals.load(self.folder / CHANGES, RosterChanges) or RosterChanges()
        entries = ledger.read(self.folder / LEDGER)
        # Without any ledger the record stands alone, as the lock does.
        if not entries:
            return told.changes
        known = [each.body for each in entries if each.kind == CHANGED]
        written = [each.model_dump(mode="json") for each in told.changes]
        if written != known[: len(written)]:
            raise CannotGoOn(problem("L725", Place(CHANGES)), exit_code=4)
        return tuple(RosterChange.model_validate(each) for each in known)

    @cached_property
    def roster(self) -> tuple[RosterUnit, ...]:
        """Units in code order, as they stand after every change on record."""
        return roster_after(self.locked_roster, self.changes)

    @cached_property
    def units(self) -> dict[str, RosterUnit]:
        """The roster by code."""
        return {unit.code: unit for unit in self.roster}

    def as_if(self, change: RosterChange) -> Year:
        """The year as it would read with one more change on record."""
        then = replace(self)
        vars(then)["changes"] = (*self.changes, change)
        return then

    @cached_property
    def form_units(self) -> dict[str, RosterUnit]:
        """By the code that may stand in a form: whom the form is to be read for.

        A unit whose form counts for another is read by that one's line; one that has left, by its
        own last line.
        """
        known = {unit.code: unit for unit in self.locked_roster}
        known |= {unit.code: unit for change in self.changes for unit in change.lines}
        stand_ins = {
            stamped: self.units[unit].model_copy(update={"code": stamped})
            for stamped, unit in self.stands_for.items()
            if unit
        }
        return known | self.units | stand_ins

    @cached_property
    def form_office(self) -> dict[str, Mapping[str, Answer]]:
        """〔局〕 data by the code that may stand in a form."""
        answers = self.outside.answers
        stand_ins = {
            stamped: answers[unit] for stamped, unit in self.stands_for.items() if unit in answers
        }
        return {**answers, **stand_ins}

    @cached_property
    def stands_for(self) -> dict[str, str]:
        """Unit that is stamped in a form → the other unit for which it counts, "" for nobody."""
        return stands_for(self.changes)

    @cached_property
    def _history(self) -> tuple[dict[str, dict[str, str]], tuple[Problem, ...]]:
        found, problems = read_history(
            self.folder / HISTORY, self.plan, {unit.code: unit for unit in self.locked_roster}
        )
        _stop_on_blocking(problems)
        return found, problems

    @cached_property
    def history(self) -> dict[str, dict[str, str]]:
        """Unit → column → year, 无 or 不详; after every change on record."""
        return history_after(self._history[0], self.changes)

    @cached_property
    def outside(self) -> Outside:
        """〔局〕 data and conclusions. Raises CannotGoOn for a table that cannot be read."""
        return read_outside(self.folder / OUTSIDE, self.standard, self.units)

    @property
    def office_problems(self) -> tuple[Problem, ...]:
        """What is wrong with the office's own tables and yet does not stop the year."""
        return (*self._roster[1], *self._history[1], *self.outside.problems)

    @cached_property
    def lock(self) -> dict[str, Any] | None:
        """What was locked, or None. Raises CannotGoOn (4) where the ledger says otherwise."""
        path = self.folder / LOCK
        if not path.is_file():
            return None
        entries, found = ledger.read(self.folder / LEDGER), _read_json(path)
        # Without any ledger the lock stands alone; the first command that writes enters it.
        known = None if entries else found
        known = next((each.body for each in reversed(entries) if each.kind == "locked"), known)
        whole = isinstance(found, dict) and found.keys() >= _LOCKED
        if not whole or found != known:
            raise CannotGoOn(problem("L703", Place(LOCK), what="锁定记录"), exit_code=4)
        return dict(found)

    def digests(self) -> dict[str, str]:
        """Digests of everything a lock pins, by its Chinese name."""
        roster = [unit.model_dump(mode="json") for unit in self.locked_roster]
        # Defaults left out, as in a rubric: a key added to the settings later orphans no lock.
        settings = self.settings.model_dump(mode="json", exclude_defaults=True)
        return {
            "评估标准": content_digest(self.rubric),
            "名额方案": content_digest(self.plan),
            "名册": digest(roster),
            "往年荣誉": digest(self._history[0]),
            "设置": digest(settings),
        }

    def require_lock(self, doing: str) -> dict[str, Any]:
        """The lock, after checking every digest. Raises CannotGoOn (4) where one differs."""
        if self.lock is None:
            raise CannotGoOn(problem("L702", Place(LOCK), what=doing), exit_code=2)
        pinned, now = self.lock["digests"], self.digests()
        changed = [name for name in now if pinned.get(name) != now[name]]
        if changed:
            raise CannotGoOn(
                *(problem("L703", Place(self._file_of(name)), what=name) for name in changed),
                exit_code=4,
            )
        return self.lock

    def _refuse_unsound(self, loaded: Loaded) -> None:
        # What was published or locked was sound then, and is held to its digest.
        pinned = self.lock["digests"].values() if self.lock is not None else ()
        if loaded.value.reference in self.store.published or content_digest(loaded.value) in pinned:
            return
        _stop_on_blocking(self.store.problems(loaded))

    def _file_of(self, name: str) -> str:
        return {
            "评估标准": self.settings.rubric,
            "名额方案": self.settings.plan,
            "名册": ROSTER,
            "往年荣誉": HISTORY,
        }.get(name, FILE)


def _read_json(path: Path) -> Any:
    """What a JSON file holds; None where it is none."""
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None


def _stop_on_blocking(problems: tuple[Problem, ...]) -> None:
    heavy = [each for each in problems if each.blocking]
    if heavy:
        raise CannotGoOn(*heavy)


def find_year(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds a year."""
    start = start.resolve()
    return next((each for each in (start, *start.parents) if (each / FILE).is_file()), None)


def open_year(start: Path, rubrics: Path | None = None) -> Year:
    """The year at or above `start`. Raises CannotGoOn: none there (2), or settings unsound (3).

    A folder `rubrics/` inside the year is searched before the shipped editions.
    """
    folder = find_year(start)
    if folder is None:
        raise CannotGoOn(problem("L705", Place(start.name)), exit_code=2)
    own = folder / "rubrics"
    chosen = rubrics or (own if own.is_dir() else None)
    return Year(folder, read_settings(folder / FILE), standard_store(chosen))
