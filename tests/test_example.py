"""The committed year of the invented district: what it holds, and that it runs to its end."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from benchmarks.cohort.district import BLOCK, Role, invent
from benchmarks.cohort.mistakes import Mistake, mistakes_in
from engine.cycle.handing_in import last_intake
from engine.cycle.year import Year, open_year
from engine.files import ledger
from engine.records.problem import CannotGoOn
from engine.records.submission import Intake
from tests.language.recomputing import DECIDED, SUMS, kind, recomputed

EXAMPLE = Path(__file__).parent.parent / "submissions" / "example-2025"
SCHOOLS = {school.code: school for school in invent(BLOCK, 2025)}
MISTAKES = mistakes_in(SCHOOLS.values())
OF_THE_WHOLE_FILE = {"E226", "E232"}


class Ran(NamedTuple):
    """A copy of the example after every command of `make run`."""

    year: Year
    intake: Intake
    results: dict[str, Any]
    said: str


def wuhao(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "engine", "-C", str(folder), *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("example") / "2025"
    ignored = shutil.ignore_patterns("store", "runs", "ledger.jsonl", "sheets")
    shutil.copytree(EXAMPLE, folder, ignore=ignored)
    decision = str(folder / "decisions" / "收口决定.yaml")
    for words in (("intake",), ("review", "read"), ("close", "--decision", decision), ("score",)):
        wuhao(folder, *words)
    said = wuhao(folder, "shortlist")
    year = open_year(folder)
    [run] = sorted((folder / "runs").iterdir())
    results = json.loads((run / "results.json").read_text(encoding="utf-8"))
    return Ran(year, last_intake(year, ""), results, said)


def unit(ran: Ran, role: Role) -> dict[str, Any]:
    [code] = [code for code, school in SCHOOLS.items() if school.role is role]
    [found] = [each for each in ran.results["units"] if each["code"] == code]
    return dict(found)


def award(ran: Ran, name: str) -> dict[str, Any]:
    [found] = [each for each in ran.results["awards"] if each["id"] == name]
    return dict(found)


def committed() -> list[Path]:
    own = {"store", "runs", "sheets", "ledger.jsonl", ".wuhao.lock"}
    found = (path for path in EXAMPLE.rglob("*") if path.is_file())
    return [path for path in found if path.relative_to(EXAMPLE).parts[0] not in own]


def test_every_point_follows_from_its_sentence_alone(ran: Ran) -> None:
    items = [item for unit in ran.results["units"] for item in unit["indicators"]]
    seen = recomputed(ran.results, ran.year.standard)
    for what in sorted(seen):
        print(f"{seen[what]:6} {what}")
    rules = {kind(ran.year.standard, item.code) for item in ran.year.standard.items}
    assert set(seen) == rules | {DECIDED, SUMS}
    assert seen.total() - seen[SUMS] == len(items) == 46 * 38


def test_every_workbook_was_last_saved_by_libreoffice() -> None:
    workbooks = [path for path in committed() if path.suffix == ".xlsx"]
    assert len(workbooks) == 49 + 46 + 4
    for path in workbooks:
        with zipfile.ZipFile(path) as opened:
            assert b"<Application>LibreOffice" in opened.read("docProps/app.xml"), path.name


def test_the_example_stays_small() -> None:
    files = committed()
    assert len(files) <= 900
    assert sum(path.stat().st_size for path in files) <= 6_000_000


def test_all_forty_nine_units_take_part_and_are_those_of_the_seed() -> None:
    roster = open_year(EXAMPLE).roster
    assert {each.status for each in roster} == {"参评"}
    assert list(roster) == [school.unit for school in SCHOOLS.values()]


def test_the_year_was_locked_before_any_review_and_nothing_locked_has_changed() -> None:
    lock = open_year(EXAMPLE).require_lock("计分")
    assert lock["late"] is None
    assert [cap["cap"] for cap in lock["caps"]["W2"]] == [7]


def test_a_year_handed_on_without_its_ledger_begins_a_new_one_with_its_lock(ran: Ran) -> None:
    kinds = [entry.kind for entry in ledger.read(ran.year.folder / "ledger.jsonl")]
    assert kinds[0] == "locked"
    assert {"closing", "run"} <= set(kinds[1:])


def test_a_lock_that_its_ledger_does_not_know_is_refused(ran: Ran, tmp_path: Path) -> None:
    folder = tmp_path / "year"
    shutil.copytree(ran.year.folder, folder)
    forged = (folder / "locked.json").read_text(encoding="utf-8").replace('"cap": 7', '"cap": 8')
    (folder / "locked.json").write_text(forged, encoding="utf-8")
    with pytest.raises(CannotGoOn, match="L703"):
        open_year(folder).require_lock("计分")


@pytest.mark.parametrize(
    ("code", "mistake"), MISTAKES.items(), ids=lambda each: getattr(each, "code", each)
)
def test_each_mistake_gives_its_own_problem(ran: Ran, code: str, mistake: Mistake) -> None:
    submission = ran.intake.counted.get(code)
    own = {problem.code for problem in submission.problems} if submission else set()
    whole = {problem.code for problem in ran.intake.problems if problem.unit == code}
    assert mistake.code in (whole if mistake.code in OF_THE_WHOLE_FILE else own)


def test_units_without_a_mistake_give_no_problem(ran: Ran) -> None:
    for code, submission in ran.intake.counted.items():
        if code not in MISTAKES:
            unproven = SCHOOLS[code].role is Role.UNPROVEN
            expected = ["P315"] if unproven else []
            assert [each.code for each in submission.problems] == expected, code


def test_what_is_wrong_with_a_whole_file_keeps_the_unit_out(ran: Ran) -> None:
    assert len(ran.intake.counted) == 46
    assert sorted(ran.intake.blocked.values()) == sorted(OF_THE_WHOLE_FILE)
    assert unit(ran, Role.ABSENT)["state"] == "absent"
    assert unit(ran, Role.ABSENT)["grade"] == "不合格"


def test_an_inserted_row_and_odd_digits_cost_a_school_no_answer(ran: Ran) -> None:
    for role in (Role.ROW_INSERTED, Role.FULL_WIDTH, Role.NUMBER_AS_TEXT):
        submission = ran.intake.counted[unit(ran, role)["code"]]
        assert submission.rows_read == submission.rows_expected
        assert {each.state.key for each in submission.answers.values()} <= {"claimed", "blank"}


def test_the_closing_decision_leaves_nothing_open(ran: Ran) -> None:
    finals = [each for each in ran.results["units"] if each["state"] == "final"]
    assert len(finals) == 46
    closed = {
        indicator["closed"]["from"]
        for each in finals
        for indicator in each["indicators"]
        if indicator["closed"]
    }
    assert closed == {"blank", "no-evidence", "disputed", "claimed"}


def test_seven_of_forty_nine_win_and_a_waitlist_stands(ran: Ran) -> None:
    found = award(ran, "W2")
    [cap] = found["caps"]
    assert (cap["base"], cap["share"], cap["cap"], cap["lost"]) == (49, "15/100", 7, "35/100")
    assert len(found["winners"]) == 7
    assert len(found["waitlist"]) >= 3
    assert found["open"] == []


def test_earlier_holders_and_excluded_units_keep_their_rank_and_do_not_win(ran: Ran) -> None:
    winners = award(ran, "W2")["winners"]
    last_winner = max(each["rank"] for each in ran.results["units"] if each["code"] in winners)
    holders = [code for code, school in SCHOOLS.items() if school.role is Role.HOLDER]
    assert len(holders) == 3
    assert not set(holders) & set(winners)
    barred = unit(ran, Role.BARRED)
    assert barred["rank"] is not None and barred["rank"] < last_winner
    assert [each["code"] for each in barred["exclusions"]] == ["N1"]
    assert barred["code"] not in [*winners, *award(ran, "W1")["winners"]]


def test_bullying_ill_handled_lowers_a_grade_that_points_alone_would_give(ran: Ran) -> None:
    limited = unit(ran, Role.LIMITED)
    assert Decimal(limited["base"]) >= 90
    assert limited["grade"] == "合格"


def test_a_tie_in_the_total_is_broken_by_the_base_points(ran: Ran) -> None:
    by_bonus, by_base = unit(ran, Role.TWIN_BY_BONUS), unit(ran, Role.TWIN_BY_BASE)
    assert by_bonus["total"] == by_base["total"]
    assert by_bonus["rank"] == by_base["rank"]
    winners = award(ran, "W2")["winners"]
    assert winners.index(by_base["code"]) < winners.index(by_bonus["code"])


def test_units_with_one_weak_section_or_an_unknown_history_do_not_win(ran: Ran) -> None:
    winners = award(ran, "W2")["winners"]
    for role in (Role.LOPSIDED, Role.HISTORY_UNKNOWN, Role.UNQUALIFIED):
        found = unit(ran, role)
        assert Decimal(found["base"]) >= 90
        assert found["code"] not in [*winners, *award(ran, "W2")["waitlist"]]


def test_one_commendation_counted_twice_gives_its_points_once(ran: Ran) -> None:
    points = {each["code"]: each["points"] for each in unit(ran, Role.SAME_DOCUMENT)["indicators"]}
    assert (points["4.2"], points["J1"]) == ("2.00", "0.00")


def test_the_last_command_shows_the_list_the_cap_the_lookback_and_the_page(ran: Ran) -> None:
    assert "15/100" in ran.said and "7个" in ran.said
    assert "回头看" in ran.said and f"{len(ran.results['lookback'])}项" in ran.said
    assert "report.html" in ran.said
    for code in award(ran, "W2")["winners"]:
        assert code in ran.said and SCHOOLS[code].unit.name in ran.said
