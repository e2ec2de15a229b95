"""A run is written once, holds all its inputs, and is found again when nothing changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from engine.cycle.recording import result_is_current
from engine.cycle.scoring import score
from engine.cycle.year import open_year
from engine.files import ledger
from tests.cycle.small_year import command, tree

YearAt = Callable[[str], Path]
INPUTS = {"rubric", "plan", "cycle", "roster", "history", "values", "marks", "decisions"}


def test_faults_of_units_are_a_result_and_no_failure(year_at: YearAt) -> None:
    folder = year_at("taken-in")
    assert command(folder, "score") == 0
    [run] = (folder / "runs").iterdir()
    results = json.loads((run / "results.json").read_bytes())
    assert {each["code"] for each in results["problems"]} >= {"E213", "E219"}
    assert {u["code"]: u["state"] for u in results["units"]}["010105"] == "absent"


def test_a_run_is_named_by_number_and_digest_and_holds_everything(year_at: YearAt) -> None:
    [run] = (year_at("scored") / "runs").iterdir()
    assert re.fullmatch(r"0001-[0-9a-f]{8}", run.name)
    assert set(tree(run)) == {
        *(f"inputs/{name}.json" for name in INPUTS),
        *("results.json", "results.xlsx", "report.html", "manifest.json", "verify.py"),
    }


def test_an_identical_run_is_found_and_not_written_again(year_at: YearAt) -> None:
    folder = year_at("scored")
    before = tree(folder)
    again = score(open_year(folder))
    assert not again.run.new
    assert tree(folder) == before


def test_a_changed_run_follows_the_earlier_one_and_says_so(year_at: YearAt) -> None:
    folder = year_at("closed")
    (folder / "store" / "closing.json").rename(folder / "store" / "aside.json")
    assert command(folder, "score") == 0
    (folder / "store" / "aside.json").rename(folder / "store" / "closing.json")
    assert command(folder, "score") == 0
    first, second = sorted((folder / "runs").iterdir())
    manifest = json.loads((second / "manifest.json").read_bytes())
    assert (manifest["number"], manifest["supersedes"]) == (2, first.name)
    kinds = [entry.kind for entry in ledger.read(folder / "ledger.jsonl")]
    assert kinds == ["locked", "arrivals", "intake", "review", "closing", "run", "run"]


def test_a_run_the_ledger_missed_is_entered_by_the_next_score(year_at: YearAt) -> None:
    folder = year_at("scored")
    path = folder / "ledger.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    [run] = (folder / "runs").iterdir()
    assert command(folder, "score") == 0
    last = ledger.read(path)[-1]
    assert (last.kind, last.body["run"]) == ("run", run.name)


def test_no_contact_and_no_free_text_of_a_school_enters_a_run(year_at: YearAt) -> None:
    [run] = (year_at("scored") / "runs").iterdir()
    values = json.loads((run / "inputs" / "values.json").read_bytes())
    said = json.dumps(values, ensure_ascii=False)
    assert "约两千" not in said
    assert values["010103"]["answers"]["F161"]["state"] == "faulty"


def test_a_result_stands_again_when_a_change_was_taken_back(year_at: YearAt) -> None:
    folder = year_at("scored")
    stray = folder / "inbox" / "照片.jpg"
    stray.write_bytes(b"\xff\xd8\xff")
    assert command(folder, "intake") == 0
    assert not result_is_current(open_year(folder))
    stray.unlink()
    assert command(folder, "intake") == 0
    assert not score(open_year(folder)).run.new
    assert result_is_current(open_year(folder))
    before = tree(folder)
    assert command(folder, "score") == 0
    assert tree(folder) == before
