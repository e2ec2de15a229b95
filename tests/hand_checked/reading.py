"""Reads `*.answers.yaml`: filled examples of a rubric, their points worked out by hand.

`examples` are units each judged alone, before any closing decision; `cohorts` are units judged
together. What is written for a unit is what must come out; what is not written is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine.files.rubric_store import standard_store
from engine.files.strict_yaml import load
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.hand_checked.arithmetic import number_of, worked_out
from tests.judging.builders import Value

STORE = standard_store()
END = ".answers.yaml"
LISTS = {"max": "满分 {}", "sections": "一级指标 {}", "section_max": "一级指标满分 {}"}
"""Numbers by code, beside `points`, and what they are called in what comes out."""
NUMBERS = ("base", "bonus", "penalty", "total", "own", "members", "rank")
WORDS = ("grade", "wins")


@dataclass(frozen=True)
class Example:
    """One invented unit; `lines` are such as “10 - 2 × 1 = 8” by what must come to that."""

    name: str
    answers: Mapping[str, Value] | None = None
    """None: nothing was handed in."""
    code: str = "U1"
    roster: Mapping[str, str] = field(default_factory=dict)
    history: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    """Indicators the reviewers found not to apply."""
    conclusions: tuple[str, ...] = ()
    """Exclusions that the competent body found."""
    lines: Mapping[str, Any] = field(default_factory=dict)

    @property
    def points(self) -> Mapping[str, str]:
        """The lines of the indicators by code."""
        return _by_code(self.lines, "指标 ")

    @property
    def sections(self) -> Mapping[str, str]:
        """The lines of the sections by code."""
        return _by_code(self.lines, "一级指标 ")

    @property
    def expected(self) -> dict[str, Any]:
        """Everything a program must give for the unit; None where an item is open."""
        found = {name: self._due(name, line) for name, line in self.lines.items()}
        is_open = any(found[f"指标 {code}"] is None for code in self.points)
        state = "provisional" if is_open else "final"
        return {"state": state if self.answers is not None else "absent", **found}

    def _due(self, name: str, line: Any) -> Any:
        if name.startswith(("指标 ", "一级指标 ")):
            return worked_out(line)
        return line if name in WORDS or line is None else number_of(line)


@dataclass(frozen=True)
class Together:
    """Units that are judged together, and what the closing decision says of each open state."""

    name: str
    units: tuple[Example, ...]
    closing: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Table:
    """A rubric: where it stands (a reference or a file beside its answers), its worked units."""

    target: str
    standard: Standard
    cohorts: tuple[Together, ...]
    awards: tuple[Mapping[str, Any], ...] = ()

    @property
    def examples(self) -> tuple[Example, ...]:
        """Every unit of every cohort."""
        return tuple(unit for cohort in self.cohorts for unit in cohort.units)


def tables(folder: Path) -> dict[str, Table]:
    """Every table of a folder by name."""
    files = sorted(folder.glob(f"*{END}"))
    return {file.name.removesuffix(END): read(file) for file in files}


def read(file: Path) -> Table:
    """The table of one file of examples."""
    told: Any = load(file.read_bytes(), file.name, frozenset()).value
    target = str(file.parent / told["rubric"]) if "@" not in told["rubric"] else told["rubric"]
    standard, faults = prepare(STORE.load(target).rubric)
    assert not faults, f"{file.name}: {faults}"
    known: dict[str, Example] = {}
    cohorts = [
        Together(one.name, (one,)) for one in _units(told.get("examples", []), known, alone=True)
    ]
    for each in told.get("cohorts", []):
        units = _units(each["units"], known, alone=False)
        cohorts.append(Together(each["name"], units, each.get("closing")))
    assert set(told) <= {"rubric", "examples", "cohorts", "awards"}, file.name
    assert len({each.name for each in cohorts}) == len(cohorts), f"{file.name}: a name stands twice"
    return Table(target, standard, tuple(cohorts), tuple(told.get("awards", ())))


def _units(told: list[Any], known: dict[str, Example], *, alone: bool) -> tuple[Example, ...]:
    found = []
    for position, each in enumerate(told, start=1):
        code = "U1" if alone else each.get("code", f"U{position:02d}")
        found.append(_example(each, known, code))
        assert not (alone and each["name"] in known), f"two examples are called {each['name']}"
        known[each["name"]] = found[-1]
    return tuple(found)


_SAID = {"name", "code", "like", "answers", "roster", "history", "left_out", "conclusions"}


def _example(told: dict[str, Any], before: Mapping[str, Example], code: str) -> Example:
    """`like` takes over an earlier example but for what is said anew; null leaves a field blank."""
    like = before[told["like"]] if "like" in told else Example("", {})
    assert set(told) <= {*_SAID, "points", *LISTS, *NUMBERS, *WORDS}, told["name"]
    answers = None
    if told["answers"] is not None:
        answers = {
            code: tuple(value) if isinstance(value, list) else value
            for code, value in {**(like.answers or {}), **told["answers"]}.items()
            if value is not None
        }
    return Example(
        told["name"], answers, code,
        {**like.roster, **told.get("roster", {})}, {**like.history, **told.get("history", {})},
        tuple(told.get("left_out", ())), tuple(told.get("conclusions", ())),
        {**like.lines, **_lines(told)},
    )  # fmt: skip


def _lines(told: dict[str, Any]) -> dict[str, Any]:
    found = {f"指标 {code}": line for code, line in told.get("points", {}).items()}
    for key, called in LISTS.items():
        found.update({called.format(code): line for code, line in told.get(key, {}).items()})
    return found | {key: told[key] for key in (*NUMBERS, *WORDS) if key in told}


def _by_code(lines: Mapping[str, Any], called: str) -> dict[str, Any]:
    return {
        name.removeprefix(called): line for name, line in lines.items() if name.startswith(called)
    }


def as_number(points: str | None) -> Fraction | None:
    """A published decimal as an exact number."""
    return None if points is None else Fraction(points)
