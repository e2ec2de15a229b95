"""迟交扣分: the rubric charges what the register of arrivals counts, like any other number."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.cycle.handing_in import Wish, take_in
from engine.cycle.scoring import last_run
from engine.cycle.year import open_year
from engine.records.problem import CannotGoOn
from tests.cycle.small_year import command, workbook

LAST = date(2025, 11, 10)
RUBRICS = Path(__file__).parents[2] / "rubrics"
YearAt = Callable[[str], Path]
CHARGED = """
penalties:
  title: 扣分项
  cap: 3
  floor: zero
  indicators:
    - code: K1
      title: 迟交
      points: 3
      evidence_none: 以来件登记为准
      fields:
        - {code: FK1, title: 迟交天数, type: number, unit: 天,
           minimum: 0, maximum: 10, source: office}
      rule: {kind: penalty, events: [{title: 迟交, points: 0.5, count: FK1}]}
"""


def charging_year(year_at: YearAt, *lines: str) -> Path:
    """The small year under a rubric that charges half a point for each day late, at most 3."""
    folder = year_at("filled")
    rubric = (RUBRICS / "wuhao-school" / "2025.yaml").read_text("utf-8")
    plan = (RUBRICS / "taicang-consolidation" / "2025.yaml").read_text("utf-8")
    for family, text in (
        ("late-school", rubric.replace("family: wuhao-school", "family: late-school") + CHARGED),
        ("late-plan", plan.replace("family: taicang-consolidation", "family: late-plan")),
    ):
        own = folder / "rubrics" / family / "2025.yaml"
        own.parent.mkdir(parents=True)
        named = text.replace("rubric: wuhao-school@2025", "rubric: late-school@2025")
        own.write_text(named, "utf-8")
    settings = (folder / "cycle.yaml").read_text("utf-8")
    settings = settings.replace("wuhao-school@2025", "late-school@2025")
    settings = settings.replace("taicang-consolidation@2025", "late-plan@2025")
    (folder / "cycle.yaml").write_text(settings + "".join(f"{e}\n" for e in lines), "utf-8")
    return folder


def hand_in(folder: Path, unit: str, day: date, wish: Wish | None = None) -> None:
    """A unit's workbook into the inbox, received on `day`."""
    year = open_year(folder)
    path = folder / "inbox" / f"{unit}-自评表.xlsx"
    path.write_bytes(workbook(year, unit, {}))
    take_in(year, lambda _done, _of: None, wish=wish, day=day)


def test_each_day_late_is_charged_up_to_the_most_and_the_verifier_agrees(year_at: YearAt) -> None:
    folder = charging_year(year_at, "late: deduct", "late_days: FK1")
    assert command(folder, "lock", "--accept") == 0
    for unit, days in (("010101", 0), ("010102", 2), ("010103", 40)):
        hand_in(folder, unit, LAST + timedelta(days=days))
    late = folder / "inbox" / "010105-自评表.xlsx"
    hand_in(folder, "010105", LAST + timedelta(days=1), None)
    take_in(
        open_year(folder), lambda _done, _of: None, wish=Wish(late, "停电", "approve", "领导小组")
    )
    assert command(folder, "score") == 0
    run = last_run(open_year(folder))
    results = json.loads((run.path / "results.json").read_text("utf-8"))
    charged = {unit["code"]: unit["penalty"] for unit in results["units"] if unit.get("penalty")}
    assert charged == {"010101": "0.00", "010102": "1.00", "010103": "3.00", "010105": "0.00"}
    checked = subprocess.run(
        [sys.executable, str(run.path / "verify.py"), str(run.path)],
        check=False,
        capture_output=True,
    )
    assert checked.returncode == 0, checked.stdout.decode()


def test_what_the_office_wrote_itself_stands(year_at: YearAt) -> None:
    folder = charging_year(year_at, "late: deduct", "late_days: FK1")
    assert command(folder, "lock", "--accept") == 0
    hand_in(folder, "010102", LAST + timedelta(days=2))
    (folder / "outside" / "迟交.csv").write_text("单位编号,FK1 迟交天数\n010102,1\n", "utf-8-sig")
    assert command(folder, "score") == 0
    results = json.loads((last_run(open_year(folder)).path / "results.json").read_text("utf-8"))
    [unit] = [each for each in results["units"] if each["code"] == "010102"]
    assert unit["penalty"] == "0.50"


@pytest.mark.parametrize(
    "lines", [("late: deduct",), ("late: deduct", "late_days: F131"), ("late_days: FK1",)]
)
def test_a_charge_needs_a_number_the_office_owes(year_at: YearAt, lines: tuple[str, ...]) -> None:
    folder = charging_year(year_at, *lines)
    with pytest.raises(CannotGoOn, match="late"):
        _ = open_year(folder).rubric
