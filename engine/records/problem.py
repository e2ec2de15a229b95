"""Problems 填报差错: faults as values, each with a code, a place and a way to mend it.

A problem is somebody's slip in a file we were given. It is collected, never raised.
Raising is for "we cannot go on" (see `CannotGoOn`), and a crash of our own code stays a crash.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.records.catalogue import CATALOGUE


class Severity(StrEnum):
    """How much a problem stops: the file, the unit or item, or nothing."""

    REJECT = "reject"
    BLOCK = "block"
    WARNING = "warning"
    NOTE = "note"

    @property
    def weight(self) -> int:
        """0 is heaviest; use as a sort key."""
        return list(Severity).index(self)

    @property
    def blocks(self) -> bool:
        """Whether it must be mended: the file is refused, or the unit or item cannot be settled."""
        return self in (Severity.REJECT, Severity.BLOCK)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: file·sheet·cell for a workbook, file·line for text."""

    file: str = ""
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        line = f"第{self.line}行" if self.line is not None else None
        return "·".join(part for part in (self.file, self.sheet, self.cell, line) if part)

    def as_dict(self) -> dict[str, str | int]:
        """Only the parts that are known, in a fixed order."""
        parts = {"file": self.file, "sheet": self.sheet, "cell": self.cell, "line": self.line}
        return {key: value for key, value in parts.items() if value not in (None, "")}


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: what is wrong, where, whose, and how to mend it (both sentences in Chinese)."""

    code: str
    severity: Severity
    message: str
    mend: str
    place: Place = NOWHERE
    unit: str | None = None
    indicator: str | None = None

    def __str__(self) -> str:
        where = f"{self.place}：" if str(self.place) else ""
        return f"〔{self.code}〕{where}{self.message}{self.mend}"

    @property
    def blocking(self) -> bool:
        """Whether somebody must mend it 须改正; else it is a warning or a note."""
        return self.severity.blocks

    def as_dict(self) -> dict[str, object]:
        """The shape `results.json` publishes."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "unit": self.unit,
            "indicator": self.indicator,
            "place": self.place.as_dict(),
            "message": self.message,
            "mend": self.mend,
        }


def problem(
    code: str,
    place: Place = NOWHERE,
    *,
    unit: str | None = None,
    indicator: str | None = None,
    severity: Severity | None = None,
    **words: object,
) -> Problem:
    """Make the problem `code` of the catalogue, its sentences filled in with `words`.

    `severity` overrides the catalogue's only where a rule file chooses (reliability rows "B/W").
    Raises KeyError for an unknown code or a missing word: both are our own faults.
    """
    fault = CATALOGUE[code]
    return Problem(
        code=code,
        severity=severity or Severity(fault.severity),
        message=_nested(fault.message.format(**words)),
        mend=_nested(fault.mend.format(**words)),
        place=place,
        unit=unit,
        indicator=indicator,
    )


def _nested(sentence: str) -> str:
    """The sentence with ‘’ for quotes within quotes, as GB/T 15834 asks."""
    depth, said = 0, []
    for mark in sentence:
        depth -= mark == "”"
        said.append({"“": "‘", "”": "’"}.get(mark, mark) if depth % 2 else mark)
        depth += mark == "“"
    return "".join(said)


def by_weight(problems: list[Problem]) -> list[Problem]:
    """Most important first, then by unit, indicator and place; stable for equal ones."""
    return sorted(
        problems,
        key=lambda p: (p.severity.weight, p.unit or "", p.indicator or "", p.code, str(p.place)),
    )


class CannotGoOn(Exception):
    """We cannot go on: the problems to show and the exit code (2 use, 3 input, 4 digest)."""

    def __init__(self, *problems: Problem, exit_code: int = 3) -> None:
        super().__init__("\n".join(str(each) for each in problems))
        self.problems = problems
        self.exit_code = exit_code
