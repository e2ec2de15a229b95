"""The small year with several experts to a unit: who may review what, and sheets they hand in."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from engine.cycle.laying_out import sheet_name
from engine.cycle.places import ASSIGNMENTS, REVIEWS
from engine.cycle.reviewing import read_back, reviewed
from engine.cycle.year import open_year
from engine.files import originals
from engine.files.form_names import REVIEW_WHY, reason_of, value_of
from engine.files.review_scope import Scope
from engine.records.review import Assignment, Assignments, Entry, Reviews, Round
from tests.cycle import small_year
from tests.cycle.small_year import command, review_sheet
from tests.files.forms import edited

TERMS = """\
review:
  by: expert
  per_unit: 2
  marks: individual
"""
MEAN = "  combine: mean\n"
EXPERTS = ("E01", "E02", "E03")
UNITS = ("010101", "010102", "010103")
GIVEN = {"010101": ("E01", "E02"), "010102": ("E01", "E03"), "010103": ("E02", "E03")}
Items = frozenset[str] | None
DAY = date(2025, 11, 20)
LATER = date(2025, 11, 25)
MARK, ITEM = "F431", "4.3"
"""A mark reviewers give, and its item of 4 points."""


@cache
def several(root: Path, more: str = "", combine: str = MEAN) -> Path:
    """The year of three experts, handed in and assigned, with `more` lines under `review`."""
    folder = root / f"several{len(list(root.iterdir()))}" / "2025"
    shutil.copytree(small_year.stages(root) / "filled" / "2025", folder)
    with (folder / "cycle.yaml").open("a", encoding="utf-8") as settings:
        settings.write(TERMS + combine + more)
    rows = [["专家编号", "姓名", "评审组", "所在单位"], *([e, "", "", ""] for e in EXPERTS)]
    write_table(folder / "outside" / "专家名册.csv", rows)
    assert command(folder, "lock", "--accept") == 0
    small_year._hand_in(folder)
    assert command(folder, "intake", "--received", "2025-11-01") == 0
    assign(folder, GIVEN)
    return folder


def write_table(path: Path, rows: Iterable[Iterable[str]]) -> None:
    """A table of the office as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), "utf-8-sig")


def avoid(folder: Path, expert: str, unit: str) -> None:
    """A 回避 is declared."""
    rows = [["专家编号", "单位编号", "缘由"], [expert, unit, "亲属在该单位"]]
    write_table(folder / "outside" / f"回避表-{expert}.csv", rows)


def assign(folder: Path, given: Mapping[str, tuple[str, ...]], **more: str) -> None:
    """Put an assignment on record, without a draw."""
    path = folder / ASSIGNMENTS
    before = originals.load(path, Assignments) or Assignments()
    made = Assignment.model_validate(
        {"per_unit": 2, "seed": "1", "units": given, "date": DAY, **more}
    )
    originals.save(path, Assignments(assignments=(*before.assignments, made)))


@cache
def _accepted(
    folder: Path, unit: str, assessor: str, round_: Round, entry: Entry, items: Items
) -> bytes:
    """A sheet on which all is accepted and every mark is full."""
    year = open_year(folder)
    terms = year.settings.review
    scope = Scope(assessor, round=round_, entry=entry, items=items, terms=terms)
    return review_sheet(year, unit, scope=scope)


def hand_in(
    folder: Path,
    unit: str,
    assessor: str,
    cells: Mapping[str, str | float] | None = None,
    *,
    round_: Round = "main",
    why: str = "",
    entry: Entry = "",
    items: Items = None,
    name: str = "",
) -> Path:
    """Put a sheet into `review/`, everything accepted but what `cells` says by name."""
    scope = Scope(assessor, round=round_, entry=entry)
    path = folder / "review" / (f"{assessor}/{name}" if name else sheet_name(unit, scope))
    path.parent.mkdir(parents=True, exist_ok=True)
    data, filled = _accepted(folder, unit, assessor, round_, entry, items), dict(cells or {})
    if why:
        filled[REVIEW_WHY] = why
    path.write_bytes(edited(data, filled) if filled else data)
    return path


def marked(mark: float, reason: str = "推广不够") -> dict[str, str | float]:
    """The cells of a mark below full points."""
    return {value_of(MARK): mark, reason_of(ITEM): reason}


@dataclass(frozen=True)
class Desk:
    """A year whose sheets are handed in and read back."""

    folder: Path

    def read(self, later: bool = False) -> list[str]:
        """Read the folder; the codes of everything wrong."""
        found = read_back(open_year(self.folder), LATER if later else DAY)
        return sorted(each.code for each in found.problems)

    @property
    def kept(self) -> Reviews:
        found = originals.load(self.folder / REVIEWS, Reviews)
        assert found is not None
        return found

    def mark(self, unit: str, item: str = ITEM, asked: str = MARK) -> object:
        """The mark that stands of a unit, or None."""
        ruling = reviewed(open_year(self.folder)).rulings.get(unit, {}).get(item)
        answer = ruling.values.get(asked) if ruling is not None else None
        return answer.value if answer is not None else None
