"""`make review`: the invented district reviewed by twelve experts, and the papers it prints."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cohort import reviewed
from benchmarks.cohort.experts import EXPERTS
from engine.cycle.expert_panel import expert_panel
from engine.cycle.year import open_year
from engine.records.review import Assignments
from tests.conftest import Soffice

UPHELD, REFUSED, REPLACED = "010013", "010002", "020031"
PRIZE = "关工委常态化建设巩固提高奖"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reviewed") / "2025"
    reviewed.run(folder)
    return folder


def results(year: Path) -> list[dict[str, Any]]:
    """The results of its two runs, before and after 复核."""
    runs = sorted((year / "runs").iterdir())
    return [json.loads((run / "results.json").read_text("utf-8")) for run in runs]


def winners(found: dict[str, Any]) -> list[str]:
    return next(each["winners"] for each in found["awards"] if each["title"] == PRIZE)


def test_nobody_reviews_what_they_must_avoid_and_loads_are_even(year: Path) -> None:
    told = Assignments.model_validate_json(
        (year / "decisions" / "评审分工.json").read_text("utf-8")
    )
    drawn = told.newest()
    assert drawn is not None and len(drawn.units) == 49
    avoided = expert_panel(open_year(year)).pairs
    pairs = {(who, unit) for unit, several in drawn.units.items() for who in several}
    assert len(avoided) >= 6 and not pairs & avoided
    loads = [sum(who == each.code for who, _ in pairs) for each in EXPERTS]
    assert max(loads) - min(loads) <= 1


def test_an_upheld_recheck_changes_its_item_and_what_follows_from_it(year: Path) -> None:
    before, after = results(year)
    then = {unit["code"]: unit for unit in before["units"]}
    changed = [
        unit["code"] for unit in after["units"] if unit["total"] != then[unit["code"]]["total"]
    ]
    assert changed == [UPHELD]
    moved = {unit["code"]: unit["rank"] for unit in after["units"]
             if unit["rank"] != then[unit["code"]]["rank"]}  # fmt: skip
    assert set(moved) >= {UPHELD, REPLACED} and REFUSED not in moved
    assert set(winners(after)) - set(winners(before)) == {UPHELD}
    assert set(winners(before)) - set(winners(after)) == {REPLACED}


def test_a_stranger_derives_both_runs(year: Path) -> None:
    for run in sorted((year / "runs").iterdir()):
        done = subprocess.run(
            [sys.executable, "-I", str(run / "verify.py")],
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout[:2]) == (0, "一致"), done.stdout


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_the_papers_print(year: Path, soffice: Soffice, tmp_path: Path) -> None:
    papers = year / "papers"
    chosen = {
        papers / "初评结果确认单" / f"初评结果确认单-{UPHELD}.docx": ("各项得分", "101.43"),
        papers / "复核决定书" / f"复核决定书-{UPHELD}-复申1.docx": ("示教关复〔2025〕1号", "4.00"),
        papers / "复核决定书" / f"复核决定书-{REFUSED}-复申2.docx": ("示教关复〔2025〕2号", "维持"),
        papers / "评审打分表" / "Z07" / f"评审打分表-{UPHELD}-Z07.docx": ("Z07", "扣分理由"),
    }
    for pdf, told in zip(soffice.convert(chosen, "pdf", tmp_path), chosen.values(), strict=True):
        done = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True)
        said = "".join(done.stdout.decode().split())
        assert [word for word in told if word not in said] == [], pdf.name
