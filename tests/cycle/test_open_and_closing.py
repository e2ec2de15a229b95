"""未定项与收口: a year's list, a workbook that closes as the like YAML does, several decisions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.cycle import open_items
from engine.cycle.closing import gather_case, last_closings
from engine.cycle.reviewing import reviewed
from engine.cycle.year import open_year
from engine.files import ledger
from engine.files.form_names import verdict_of
from engine.files.open_words import OWED_MARKS
from engine.judging.outcome import judge
from engine.records.open_item import Cause, Owner
from engine.records.submission import Closings
from tests.cli.said import Run, Said, refuses
from tests.cycle import several_year as several
from tests.cycle import small_year
from tests.cycle.several_year import GIVEN, ITEM, hand_in, marked
from tests.cycle.small_year import command, tree

YearAt = Callable[[str], Path]
OPEN = [("010102", "1.2"), ("010103", "1.6"), ("010104", "2.3")]
"""What is open in the small year once it was reviewed."""
FIRST = small_year.CLOSING.replace("  faulty: zero\n", "")
SECOND = small_year.CLOSING.replace("12号", "15号")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return lambda folder, *arguments: Said(capsys, folder, *arguments)


def decided(folder: Path, text: str, name: str = "收口决定.yaml") -> str:
    (folder / "decisions" / name).write_text(text, "utf-8")
    return name


def workbook(folder: Path, run: Run, cells: Mapping[str, Mapping[str, object]]) -> Path:
    """The year's own list, with some cells of its sheets filled in."""
    path = folder / "未定项清单.xlsx"
    assert run(folder, "review", "open", "--xlsx", str(path)).code == 0
    book = openpyxl.load_workbook(path)
    head = {"B2": "示例〔2025〕12号", "B3": "2025-11-28", "B4": "评审领导小组",
            "B5": "补正期已满，仍未定的按本决定定分。"}  # fmt: skip
    for sheet, told in {"决定": head, **cells}.items():
        for cell, value in told.items():
            book[sheet][cell] = value
    book.save(path)
    return path


def newest(folder: Path) -> dict[str, Any]:
    run = sorted((folder / "runs").iterdir())[-1]
    return dict(json.loads((run / "results.json").read_bytes()))


def points(folder: Path, unit: str, indicator: str) -> tuple[str | None, str | None]:
    """Points of an item in the newest run, and the decision that gave them."""
    [found] = [each for each in newest(folder)["units"] if each["code"] == unit]
    [item] = [each for each in found["indicators"] if each["code"] == indicator]
    return item["points"], item["closed"]["decision"] if item["closed"] else None


def test_the_list_of_the_small_year(year_at: YearAt) -> None:
    found = open_items.open_items(open_year(year_at("reviewed")))
    assert [(each.unit, each.indicator) for each in found.items] == OPEN
    causes = [each.whys[0].cause for each in found.items]
    assert causes == [Cause.NOT_FILLED, Cause.FAULTY, Cause.FAULTY]
    assert "010103-自评表.xlsx" in str(found.items[1].whys[0].place)


def test_before_anything_was_reviewed_every_reviewer_owes_something(year_at: YearAt) -> None:
    found = open_items.open_items(open_year(year_at("taken-in")))
    assert {each.whys[0].cause for each in found.items} >= {Cause.NO_MARK, Cause.NOT_FILLED}


def test_the_screen_counts_first_and_groups_by_who_owes(year_at: YearAt, run: Run) -> None:
    folder = year_at("reviewed")
    before = tree(folder)
    said = run(folder, "review", "open", "--on", "2025-11-25").out.splitlines()
    assert said[0] == "未定3项，在3个单位：学校3项。"
    assert said[2].startswith("【学校】3项，2025-11-20前（已过）")
    assert any("010102 柳溪小学（示例）　1.2 " in line and "F125" in line for line in said)
    assert any(line.startswith("  010102 ") and "最少" in line for line in said)
    assert said[-1].startswith("下一步：")
    assert tree(folder) == before
    one = run(folder, "review", "open", "--unit", "010102", "--json").json
    assert (one["count"], [each["unit"] for each in one["items"]]) == (1, ["010102"])
    assert set(one["units"]) == {"010102"}


def test_a_unit_nobody_knows_is_said(year_at: YearAt, run: Run) -> None:
    refuses(run, year_at("reviewed"), ("review", "open", "--unit", "9"), 2, "L709", "单位 9")


def test_a_list_in_which_somebody_may_have_decided_is_not_written_over(
    year_at: YearAt, run: Run
) -> None:
    folder = year_at("reviewed")
    path = workbook(folder, run, {"清单": {"K4": "0分"}})
    again = ("review", "open", "--xlsx", str(path))
    refuses(run, folder, again, 2, "V463", "--again")
    assert run(folder, *again, "--again").code == 0
    assert openpyxl.load_workbook(path)["清单"]["K4"].value is None


def test_closing_by_the_workbook_is_closing_by_the_like_yaml(year_at: YearAt, run: Run) -> None:
    items = 'items:\n  - {unit: "010102", indicator: "1.2", points: 1.5, reason: 补交了文件}\n'
    by_yaml = year_at("reviewed")
    name = decided(by_yaml, small_year.CLOSING.replace("  blank: zero\n", "") + items)
    assert command(by_yaml, "close", "--decision", name) == 0
    told = last_closings(open_year(by_yaml))
    assert command(by_yaml, "score") == 0
    results = newest(by_yaml)
    small_year.shutil.rmtree(by_yaml)
    by_book = year_at("reviewed")
    row = {"K4": "定为", "L4": 1.5, "M4": "补交了文件"}
    path = workbook(by_book, run, {"清单": row, "按情形": {"C4": "0分"}})
    assert command(by_book, "close", "--decision", str(path)) == 0
    assert last_closings(open_year(by_book)) == told
    assert command(by_book, "score") == 0
    assert newest(by_book) == results


def test_a_preview_shows_before_and_after_and_records_nothing(year_at: YearAt, run: Run) -> None:
    folder = year_at("reviewed")
    name = decided(folder, FIRST)
    before = tree(folder)
    said = run(folder, "close", "--decision", name, "--preview").out
    assert tree(folder) == before
    assert "收口前未定3项，这次定了1项，仍未定2项" in said
    assert "010102\t柳溪小学（示例）\t1→0项" in said
    assert "仍未定的2项：\n  010103 云岭初级中学（示例）　1.6 " in said
    assert "没有记下" in said
    told = run(folder, "close", "--decision", name, "--preview", "--json").json
    assert (told["recorded"], [each["unit"] for each in told["units"]]) == ("not", ["010102"])
    assert tree(folder) == before


def test_decisions_add_up_each_with_its_own_number(year_at: YearAt, run: Run) -> None:
    folder = year_at("reviewed")
    assert command(folder, "close", "--decision", decided(folder, FIRST)) == 0
    assert command(folder, "score") == 0
    alone = newest(folder)
    assert points(folder, "010102", "1.2") == ("0.00", "示例〔2025〕12号")
    assert points(folder, "010103", "1.6") == (None, None)
    said = run(folder, "close", "--decision", decided(folder, SECOND, "二.yaml"))
    assert "收口前未定2项，这次定了2项，仍未定0项" in said.out
    assert command(folder, "score") == 0
    both = newest(folder)
    assert points(folder, "010102", "1.2") == ("0.00", "示例〔2025〕12号")
    assert points(folder, "010103", "1.6") == ("0.00", "示例〔2025〕15号")
    assert both["closing"] == alone["closing"]
    assert [each["number"] for each in both["later_closings"]] == ["示例〔2025〕15号"]
    run_folder = sorted((folder / "runs").iterdir())[-1]
    inputs = json.loads((run_folder / "inputs" / "decisions.json").read_bytes())
    assert [each["number"] for each in inputs["later_closings"]] == ["示例〔2025〕15号"]
    assert "later_closings" not in alone
    kinds = [each.kind for each in ledger.read(folder / "ledger.jsonl")]
    assert kinds.count("closing") == 2
    told = run(folder, "explain", "010103", "1.6").out
    assert "收口决定：示例〔2025〕15号（2025-11-28，评审领导小组）" in told


def test_the_verifier_finds_the_same_after_two_decisions(year_at: YearAt) -> None:
    folder = year_at("reviewed")
    for text, name in ((FIRST, "一.yaml"), (SECOND, "二.yaml")):
        assert command(folder, "close", "--decision", decided(folder, text, name)) == 0
    assert command(folder, "score") == 0
    from engine import verifier  # noqa: PLC0415

    assert verifier.main(["verify", str(sorted((folder / "runs").iterdir())[-1])]) == 0


def test_a_decision_may_be_corrected_until_results_were_made_by_it(
    year_at: YearAt, run: Run
) -> None:
    folder = year_at("reviewed")
    assert command(folder, "score") == 0
    assert command(folder, "close", "--decision", decided(folder, FIRST)) == 0
    corrected = run(folder, "close", "--decision", decided(folder, small_year.CLOSING))
    assert "已换成这一份" in corrected.out
    assert len(last_closings(open_year(folder))) == 1
    assert command(folder, "score") == 0
    name = decided(folder, FIRST)
    refuses(run, folder, ("close", "--decision", name), 2, "V460", "用新的文号")
    assert run(folder, "close", "--decision", decided(folder, small_year.CLOSING)).code == 0


def test_closing_early_or_with_marks_owed_is_allowed_and_said(year_at: YearAt, run: Run) -> None:
    folder = year_at("taken-in")
    text = small_year.CLOSING.replace("2025-11-28", "2025-11-20")
    said = run(folder, "close", "--decision", decided(folder, text))
    assert said.code == 0
    assert "设置里收口的日子是2025-11-28，这份决定早了8天" in said.out
    assert "评审组没有评，或意见还没有统一" in said.out
    reviewed = year_at_again(folder, year_at)
    assert "注意" not in run(reviewed, "close", "--decision", decided(reviewed, FIRST)).out


def year_at_again(folder: Path, year_at: YearAt) -> Path:
    small_year.shutil.rmtree(folder)
    return year_at("reviewed")


def test_a_row_deleted_is_said_and_closes_by_the_rule_of_its_state(
    year_at: YearAt, run: Run
) -> None:
    folder = year_at("reviewed")
    path = workbook(folder, run, {"按情形": {"C4": "0分", "C5": "0分"}})
    book = openpyxl.load_workbook(path)
    book["清单"].delete_rows(4)
    book.save(path)
    said = run(folder, "close", "--decision", str(path)).out
    assert "〔V462〕" in said and "010102 的 1.2" in said
    assert "仍未定0项" in said


def test_a_row_that_is_no_longer_open_has_no_effect_and_says_so_with_its_cell(
    year_at: YearAt, run: Run
) -> None:
    folder = year_at("reviewed")
    path = workbook(folder, run, {"清单": {"K4": "0分", "M4": "没有办"}})
    assert command(folder, "close", "--decision", decided(folder, SECOND)) == 0
    said = run(folder, "close", "--decision", str(path)).out
    assert "〔V415〕未定项清单.xlsx·清单·K4" in said and "示例〔2025〕15号" in said


@pytest.mark.parametrize(
    ("cells", "code", "place"),
    [
        ({"A4": "010199"}, "V412", "清单·K4"),
        ({"C4": "9.9"}, "V412", "清单·K4"),
        ({"L4": "99"}, "V411", "清单·K4"),
        ({"L4": "0.001"}, "V411", "清单·K4"),
        ({"L4": "-1"}, "V411", "清单·K4"),
        ({"K4": "按自报分", "L4": None}, "V410", "清单·K4"),
        ({"M4": None}, "V461", "清单·M4"),
    ],
)
def test_what_cannot_be_carried_out_is_refused_with_its_cell(
    year_at: YearAt, run: Run, cells: dict[str, object], code: str, place: str
) -> None:
    folder = year_at("reviewed")
    row: dict[str, object] = {"K4": "定为", "L4": "1", "M4": "集体研究"}
    path = workbook(folder, run, {"清单": row | cells})
    arguments = ("close", "--decision", str(path))
    refuses(run, folder, arguments, 3, f"〔{code}〕未定项清单.xlsx·{place}")


def test_a_decision_without_number_or_role_is_refused(year_at: YearAt, run: Run) -> None:
    folder = year_at("reviewed")
    text = small_year.CLOSING.replace("示例〔2025〕12号", '""').replace("评审领导小组", '" "')
    said = ("V414", "number 是空的", "role 是空的")
    refuses(run, folder, ("close", "--decision", decided(folder, text)), 3, *said)


@pytest.mark.parametrize(
    ("blank", "doing"), [("收口决定（样张）.yaml", "close"), ("名册变更单（样张）.yaml", "change")]
)
def test_the_blanks_of_decisions_are_refused_until_they_are_filled_in(
    year_at: YearAt, run: Run, blank: str, doing: str
) -> None:
    folder = year_at("reviewed")
    path = folder / "decisions" / blank
    assert path.is_file()
    refuses(run, folder, (doing, "--decision", str(path)), 3, "第4行" if doing == "close" else "")
    if doing == "close":
        text = path.read_text("utf-8").replace('number: ""', 'number: "示例〔2025〕9号"')
        text = text.replace('role: ""', "role: 评审领导小组").replace('reason: ""', "reason: 满")
        assert command(folder, "close", "--decision", decided(folder, text)) == 0


def test_a_year_that_kept_its_one_decision_alone_is_still_read(year_at: YearAt) -> None:
    folder = year_at("closed")
    path = folder / "store" / "closing.json"
    told = Closings.model_validate_json(path.read_bytes())
    path.write_text(told.closings[0].model_dump_json(), "utf-8")
    assert last_closings(open_year(folder)) == told.closings


def test_the_next_step_is_the_unit_of_which_nobody_said_which_form_counts(
    year_at: YearAt, run: Run
) -> None:
    folder = year_at("handed-in")
    other = small_year.workbook(open_year(folder), "010101", {"F113": "否"})
    (folder / "inbox" / "010101-自评表（改）.xlsx").write_bytes(other)
    assert "先定010101采用哪一份" in run(folder, "intake").out
    assert run(folder, "status", "--json").json["next"] == "wuhao intake --versions 010101"
    assert command(folder, "review", "sheets") == 0
    assert run(folder, "status", "--json").json["next"] == "wuhao review read"


def test_where_several_review_a_unit_the_list_says_what_each_of_them_owes(
    year_stages: Path, tmp_path: Path, run: Run
) -> None:
    folder = Path(small_year.shutil.copytree(several.several(year_stages), tmp_path / "2025"))
    hand_in(folder, "010101", "E01", {verdict_of("1.1"): "缺佐证", **marked(0)})
    hand_in(folder, "010101", "E02", marked(4, ""))
    hand_in(folder, "010102", "E01", marked(3))
    assert command(folder, "review", "read") == 0
    year = open_year(folder)
    outcome = judge(gather_case(year, closings=()))
    found = {(each.unit, each.indicator): each for each in open_items.open_items(year).items}
    assert set(found) == {
        (unit.code, code)
        for code, judged in outcome.scores.items.items()
        for at, unit in enumerate(outcome.scores.cohort.units)
        if not judged.decided[at]
    }
    differs = found["010101", "1.1"].whys[0]
    assert (differs.cause, differs.owner, differs.names) == (Cause.DIFFERS, Owner.CHAIR, ())
    owed = found["010102", ITEM].whys[0]
    assert (owed.cause, owed.owner, owed.names) == (Cause.NO_MARK, Owner.REVIEWERS, ("E03",))
    nobody = found["010103", ITEM].whys[0]
    assert (nobody.owner, nobody.names) == (Owner.REVIEWERS, GIVEN["010103"])
    waiting = {(each.unit, each.indicator) for each in reviewed(year).waiting}
    told = {where for where, each in found.items() if each.whys[0].cause in OWED_MARKS}
    assert waiting & set(found) <= told
    said = run(folder, "review", "open").out
    assert "【评审组（E03）】" in said and "合议后交一份“合议”的评审表" in said
