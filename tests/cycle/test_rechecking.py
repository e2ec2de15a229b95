"""复核 in a year's folder: applied for, given to others, decided once, shown in the next run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.cycle import recheck_assigning, recheck_deciding, recheck_papers, rechecking
from engine.cycle.comparing_runs import compare
from engine.cycle.recording import result_is_current
from engine.cycle.year import open_year
from engine.files import ledger
from engine.files.run_change_words import unit_changes
from engine.files.working_days import WorkingDays
from engine.records.problem import CannotGoOn
from tests.cycle import small_year
from tests.cycle.small_year import command, edit_settings

SHIPPED = Path(__file__).parents[2] / "rubrics" / "taicang-consolidation" / "2025.yaml"
TERMS = """
recheck: {confirm_days: 3, silence: agrees, apply_days: 2, since: publicity,
          reviewers: others, effect: keep}
"""
APPLICATION = """\
kind: recheck-application
number: "复申1"
unit: "010101"
date: {date}
items:
  - {{indicator: "1.3", reason: 会议都有记录, pieces: ["{piece}"]}}
  - {{indicator: "1.7", reason: 再看一看}}
"""
DECISION = """\
kind: recheck-decision
number: "示例〔2025〕15号"
date: 2025-12-16
role: 评审领导小组
application: "复申1"
reviewers: ["第二评审组"]
items:
  - {indicator: "1.3", upheld: true, values: {F131: 1}, reason: 只有一次是专题研究}
  - {indicator: "1.7", upheld: false, reason: 维持}
"""


@pytest.fixture
def folder(year_at: Callable[[str], Path]) -> Path:
    """The small year, scored once, as if its plan had had terms of 复核 when it was locked."""
    folder = year_at("scored")
    for source in SHIPPED.parents[1].glob("*/*.yaml"):
        target = folder / "rubrics" / source.parent.name / source.name
        target.parent.mkdir(parents=True)
        shutil.copy(source, target)
    shutil.copy(SHIPPED.parents[1] / "published.json", folder / "rubrics" / "published.json")
    own = folder / "rubrics" / "own-plan" / "2025.yaml"
    own.parent.mkdir()
    text = SHIPPED.read_text("utf-8").replace("taicang-consolidation", "own-plan")
    own.write_text(text + TERMS, "utf-8")
    edit_settings(folder, "taicang-consolidation@2025", "own-plan@2025")
    (folder / "ledger.jsonl").unlink()
    path = folder / "locked.json"
    locked = json.loads(path.read_bytes()) | {"digests": open_year(folder).digests()}
    path.write_text(json.dumps(locked), "utf-8")
    ledger.append(folder / "ledger.jsonl", "locked", locked)
    return folder


def apply(folder: Path, *, on: str = "2025-12-15", piece: str = "1", **swapped: str) -> None:
    """Register the application, with texts swapped as asked."""
    text = APPLICATION.format(date=on, piece=piece)
    for old, new in swapped.items():
        text = text.replace(old, new)
    (folder / "decisions" / "复核申请.yaml").write_text(text, "utf-8")
    rechecking.apply(open_year(folder), Path("复核申请.yaml"))


def decide(folder: Path, change: Callable[[str], str] = str) -> recheck_deciding.Decided:
    """Put the decision on record, its text changed as asked."""
    (folder / "decisions" / "复核决定.yaml").write_text(change(DECISION), "utf-8")
    return recheck_deciding.decide(open_year(folder), Path("复核决定.yaml"))


def refused(call: Callable[[], Any]) -> list[str]:
    """The codes a call is refused with."""
    with pytest.raises(CannotGoOn) as caught:
        call()
    return [each.code for each in caught.value.problems]


def item(folder: Path, unit: str, code: str) -> dict[str, Any]:
    """One item of one unit in the newest run."""
    newest = sorted((folder / "runs").iterdir())[-1]
    units = json.loads((newest / "results.json").read_bytes())["units"]
    [found] = [each for each in units if each["code"] == unit]
    return next(each for each in found["indicators"] if each["code"] == code)


def test_from_the_application_to_the_run_that_says_what_changed(folder: Path) -> None:
    apply(folder)
    assert not result_is_current(open_year(folder))
    assert command(folder, "score") == 0
    objected = item(folder, "010101", "1.3")
    assert (objected["objection"]["number"], objected["points"]) == ("复申1", "2.00")
    entry = recheck_assigning.assign(
        open_year(folder), "复申1", ("第二评审组",), day=date(2025, 12, 15), role="评估办公室"
    )
    assert entry.assessors == ("第二评审组",)
    told = decide(folder)
    assert next((e.indicator, e.before, e.after) for e in told.items) == ("1.3", "2.00", "1.00")
    assert command(folder, "score") == 0
    found = item(folder, "010101", "1.3")
    assert (found["reviewed"], found["points"], found["recheck"]["before"]) == (
        "2.00", "1.00", "2.00"
    )  # fmt: skip
    newest = sorted((folder / "runs").iterdir())[-1]
    call = [sys.executable, "-I", "verify.py"]
    done = subprocess.run(call, cwd=newest, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    compared = compare(open_year(folder), None, None)
    assert compared.words == ("复核决定 示例〔2025〕15号",)
    assert compared.unexplained == 0
    changes = unit_changes(*compared.results, [each.as_dict() for each in compared.found])
    said = {unit.code: unit.sentence for unit in changes}
    assert "1.3 由2.00改为1.00；1.7 复核维持" in said["010101"]
    kinds = [each.kind for each in ledger.read(folder / "ledger.jsonl")]
    steps = ["recheck-application", "run", "recheck-reviewers", "recheck-decision", "run"]
    assert kinds[-5:] == steps


def test_a_late_one_is_refused_with_the_day_it_was_due(folder: Path) -> None:
    year = open_year(folder)
    due = WorkingDays().after(year.settings.publicity.first, 2)
    assert rechecking.last_day(year, "010101") == due
    with pytest.raises(CannotGoOn) as caught:
        apply(folder, on="2026-02-02")
    [fault] = caught.value.problems
    assert (fault.code, str(due) in fault.message) == ("V481", True)
    assert str(fault.place) == "复核申请.yaml·第2行"
    assert rechecking.on_record(open_year(folder)).applications == ()


WRONG: dict[str, tuple[dict[str, str], list[str]]] = {
    "evidence nobody handed in": ({"piece": "999"}, ["V482"]),
    "an unknown item": ({"1.7": "9.9"}, ["V480"]),
    "an item twice": ({"1.7": "1.3"}, ["V480"]),
    "a unit that handed nothing in": ({"010101": "010105"}, ["V480"]),
    "everything at once": ({"piece": "999", "1.7": "9.9", "on": "2026-02-02"},
                           ["V481", "V482", "V480"]),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_an_application_that_cannot_be_taken_is_refused_whole(folder: Path, what: str) -> None:
    changed, codes = WRONG[what]
    assert refused(lambda: apply(folder, **changed)) == codes
    assert rechecking.on_record(open_year(folder)).applications == ()


def test_nothing_is_applied_for_twice(folder: Path) -> None:
    apply(folder)
    assert refused(lambda: apply(folder)) == ["V484"]
    assert refused(lambda: apply(folder, 复申1="复申2")) == ["V484", "V484"]


def test_nor_is_an_item_applied_for_twice_in_one_table(folder: Path) -> None:
    rows = ["复申1,010101,2025-12-15,1.3,有记录,1", "复申2,010101,2025-12-15,1.3,再看,1"]
    table = folder / "decisions" / "复核申请.csv"
    head = "申请编号,单位编号,申请日期,指标编号,理由,材料编号"
    table.write_text("\n".join((head, *rows)), "utf-8-sig")
    assert refused(lambda: rechecking.apply(open_year(folder), table)) == ["V484"]
    assert rechecking.on_record(open_year(folder)).applications == ()


def test_a_table_holds_several_applications_and_says_where_a_row_is_wrong(folder: Path) -> None:
    rows = ["复申1,010101,2025-12-15,1.3,有记录,1", "复申1,010101,2025-12-15,1.7,再看,",
            "复申2,010102,2025-12-15,1.3,有记录,"]  # fmt: skip
    head = "申请编号,单位编号,申请日期,指标编号,理由,材料编号"
    table = folder / "decisions" / "复核申请.csv"
    table.write_text("\n".join((head, *rows, "复申3,010103,昨天,1.3,,")), "utf-8-sig")
    with pytest.raises(CannotGoOn) as caught:
        rechecking.apply(open_year(folder), table)
    assert [str(p.place) for p in caught.value.problems] == ["复核申请.csv·第5行"] * 2
    table.write_text("\n".join((head, *rows)), "utf-8-sig")
    taken = rechecking.apply(open_year(folder), table)
    assert [(a.unit, [i.indicator for i in a.items]) for a in taken] == [
        ("010101", ["1.3", "1.7"]), ("010102", ["1.3"]),
    ]  # fmt: skip


def test_who_reviewed_before_does_not_look_again(folder: Path) -> None:
    apply(folder)
    before = ("第一评审组",)
    call = recheck_assigning.assign
    year = open_year(folder)
    day = date(2025, 12, 15)
    assert refused(lambda: call(year, "复申1", before, day=day, role="办公室")) == ["V487"]
    assert refused(lambda: decide(folder, lambda t: t.replace("第二", "第一"))) == ["V487"]
    nobody = 'reviewers: ["第二评审组"]\n'
    assert refused(lambda: decide(folder, lambda t: t.replace(nobody, ""))) == ["V487"]


UNDECIDABLE: dict[str, tuple[Callable[[str], str], list[str]]] = {
    "an item nobody applied for": (lambda t: t.replace('"1.7"', '"1.4"'), ["V485", "V485"]),
    "a value out of range": (lambda t: t.replace("F131: 1}", "F131: 99999}"), ["V485"]),
    "a field of another item": (lambda t: t.replace("F131", "F111"), ["V485"]),
    "points where the rule gives them": (
        lambda t: t.replace("values: {F131: 1}", "points: 1"), ["V485"]
    ),
    "upheld without saying what": (lambda t: t.replace("values: {F131: 1}, ", ""), ["V485"]),
    "before it was applied for": (lambda t: t.replace("2025-12-16", "2025-12-01"), ["V485"]),
    "a telephone number in a reason": (
        lambda t: t.replace("只有一次是专题研究", "请电13812345678"), ["V485"]
    ),
    "without an application": (lambda t: t.replace("复申1", "复申9"), ["V486"]),
    "an item left open": (
        lambda t: t.replace("values: {F131: 1}", "verdict: disputed"), ["V488"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", UNDECIDABLE)
def test_a_decision_that_cannot_stand_is_refused_and_not_recorded(folder: Path, what: str) -> None:
    apply(folder)
    change, codes = UNDECIDABLE[what]
    assert refused(lambda: decide(folder, change)) == codes
    assert rechecking.on_record(open_year(folder)).decisions == ()


def test_a_decision_stands_and_nothing_is_decided_twice(folder: Path) -> None:
    apply(folder)
    decide(folder)
    again = lambda: decide(folder, lambda t: t.replace("15号", "16号"))  # noqa: E731
    assert refused(again) == ["V486"]
    assert refused(lambda: apply(folder, 复申1="复申2")) == ["V484", "V484"]


def test_looking_at_a_decision_records_nothing(folder: Path) -> None:
    apply(folder)
    before = small_year.tree(folder)
    (folder / "decisions" / "复核决定.yaml").write_text(DECISION, "utf-8")
    recheck_deciding.decide(open_year(folder), Path("复核决定.yaml"), preview=True)
    after = small_year.tree(folder)
    assert {k: v for k, v in after.items() if k != "decisions/复核决定.yaml"} == before


def test_a_draft_holds_what_stands_now_and_is_no_decision_until_it_is_filled_in(
    folder: Path,
) -> None:
    apply(folder)
    path = recheck_deciding.draft(open_year(folder), "复申1")
    text = path.read_text("utf-8")
    assert "1.3" in text and "F131" in text and "会议都有记录（材料1）" in text
    call = recheck_deciding.decide
    with pytest.raises(CannotGoOn) as caught:
        call(open_year(folder), path)
    said = [each.message for each in caught.value.problems]
    assert len(said) == 5 and "“number”不能空着" in said[0]
    assert refused(lambda: recheck_deciding.draft(open_year(folder), "复申1")) == ["V486"]
    filled = {'number: ""': 'number: "示例〔2025〕15号"', 'date: ""': "date: 2025-12-16",
              'role: ""': 'role: "领导小组"', 'false, reason: ""': 'false, reason: "维持"',
              "reviewers: []": 'reviewers: ["第二评审组"]'}  # fmt: skip
    for blank, told in filled.items():
        text = text.replace(blank, told)
    path.write_text(text, "utf-8")
    assert [each.upheld for each in call(open_year(folder), path).recheck.items] == [False, False]


def test_a_record_that_was_altered_by_hand_is_not_believed(folder: Path) -> None:
    apply(folder)
    record = folder / "decisions" / "复核.json"
    record.write_text(record.read_text("utf-8").replace("1.7", "1.6"), "utf-8")
    assert refused(lambda: rechecking.on_record(open_year(folder))) == ["V489"]


def test_a_decision_has_its_paper(folder: Path) -> None:
    from docx import Document  # noqa: PLC0415 - slow to import

    apply(folder)
    decide(folder)
    assert recheck_papers.write_decisions(open_year(folder), ()) == ("复申1",)
    [paper] = (folder / "papers" / "复核决定书").glob("*.docx")
    word = Document(str(paper))
    text = "\n".join(p.text for p in word.paragraphs)
    text += "\n".join(c.text for t in word.tables for row in t.rows for c in row.cells)
    for said in ("示例〔2025〕15号", "2.00", "1.00", "只有一次是专题研究", "维持名单"):
        assert said in text


def test_with_one_run_there_is_nothing_to_compare(folder: Path) -> None:
    assert refused(lambda: compare(open_year(folder), None, None)) == ["V483"]
