"""A self-check says everything in one pass, most important first; the feedback comes after."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.cli.said import Run, YearAt, refuses
from tests.cycle.small_year import UNITS, command, edit_settings
from tests.files.wrong_form import wrong_form

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """The form of a school that got everything wrong, outside any year."""
    path = tmp_path / "示例-自评表.xlsx"
    path.write_bytes(wrong_form())
    return path


def test_the_file_comes_first_then_the_items_most_points_wait_for(run: Run, wrong: Path) -> None:
    found = run(wrong.parent, "check", str(wrong), "--json").json["problems"]
    heavy = [each for each in found if each["severity"] in ("reject", "block")]
    assert found[: len(heavy)] == heavy
    whole = [each["indicator"] is None for each in heavy]
    assert whole == sorted(whole, reverse=True) and whole[0]
    stakes = [Decimal(each["at_stake"]) for each in heavy if each["indicator"] is not None]
    assert stakes == sorted(stakes, reverse=True) and stakes[0] > stakes[-1]
    rest = [each["severity"] for each in found[len(heavy) :]]
    assert rest == sorted(rest, key=["warning", "note"].index)


def test_the_screen_says_every_block_and_only_counts_what_asks_for_nothing(
    run: Run, wrong: Path
) -> None:
    report = run(wrong.parent, "check", str(wrong), "--json").json
    said = run(wrong.parent, "check", str(wrong)).out
    must = [each for each in report["problems"] if each["severity"] in ("reject", "block")]
    assert all(each["message"] in said and each["mend"] in said for each in must)
    lines = said.splitlines()
    assert "  2.1 队伍规模（关系7分）" in lines
    assert lines.index(f"要改的{len(must)}处：") < lines.index("目前的自评分（评审前，仅供参考）：")
    assert lines[-1].endswith("请改好再交。")


def test_what_is_open_adds_nothing_and_what_it_may_become_is_said_beside_it(
    run: Run, year_at: YearAt
) -> None:
    folder = year_at("handed-in")
    report = run(folder, "check", str(folder / "inbox/010102-自评表.xlsx"), "--json").json
    score = report["score"]
    assert (score["max"], score["total"], score["most"]) == ("100", "83.60", "95.60")
    parts = report["sections"]
    assert sum(Decimal(each["points"]) for each in parts) == Decimal(score["total"])
    assert sum(Decimal(each["most"]) for each in parts) == Decimal(score["most"])
    assert report["to_do"] == {
        "school": 1, "office": [], "reviewers": ["3.6", "4.3", "5.8"], "closing": [],
    }  # fmt: skip


def test_a_form_goes_back_beside_its_file_or_where_one_says(
    run: Run, wrong: Path, tmp_path: Path
) -> None:
    assert run(tmp_path, "check", str(wrong), "--return").code == 1
    back = tmp_path / "示例-自评表-退回.xlsx"
    assert openpyxl.load_workbook(back).sheetnames[0] == "待补正清单"
    other = tmp_path / "给学校.xlsx"
    run(tmp_path, "check", str(wrong), "--return", "--out", str(other))
    assert other.read_bytes() == back.read_bytes()
    run(tmp_path, "check", str(back), "--return")
    assert not (tmp_path / "示例-自评表-退回-退回.xlsx").exists()
    assert run(tmp_path, "check", str(wrong), "--out", str(other)).code == 2


def test_a_form_that_goes_back_from_the_inbox_is_not_taken_in_as_another(
    run: Run, year_at: YearAt
) -> None:
    folder = year_at("handed-in")
    file = folder / "inbox/010102-自评表.xlsx"
    run(folder, "check", str(file), "--return", "--html")
    assert sorted(path.name for path in (folder / "returned").iterdir()) == [
        "010102-自评表-自查.html", "010102-自评表-退回.xlsx",
    ]  # fmt: skip
    assert len(run(folder, "intake", "--json").json["counted"]) == 4
    # Mended and handed in instead of the first, it counts like any other form.
    back = folder / "returned/010102-自评表-退回.xlsx"
    file.unlink()
    back.rename(folder / "inbox" / back.name)
    assert run(folder, "check", str(folder / "inbox" / back.name), "--json").json["rows_read"] == 55
    assert len(run(folder, "intake", "--json").json["counted"]) == 4


def test_a_page_on_what_cannot_be_read_does_not_join_the_inbox_either(
    run: Run, year_at: YearAt
) -> None:
    folder = year_at("handed-in")
    file = folder / "inbox/坏了.xlsx"
    file.write_bytes(b"PK\x03\x04\x14")
    assert run(folder, "check", str(file), "--html").code == 3
    assert (folder / "returned/坏了-自查.html").is_file()
    assert not list((folder / "inbox").glob("*.html"))


def test_what_is_no_form_cannot_go_back(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "自评表.xlsx"
    file.write_bytes(b"PK\x03\x04\x14")
    found = run(tmp_path, "check", str(file), "--return")
    assert found.code == 3 and "〔E272〕" in found.err


def test_before_hand_in_what_would_gain_points_is_only_said_where_the_office_opens_it(
    run: Run, year_at: YearAt
) -> None:
    folder = year_at("handed-in")
    file = str(folder / "inbox/010102-自评表.xlsx")
    assert "losses" not in run(folder, "check", file, "--json").json
    assert "失分" not in run(folder, "check", file).out
    edit_settings(folder, "groups:", "show_gain_before_hand_in: true\ngroups:")
    losses = {e["code"]: e for e in run(folder, "check", file, "--json").json["losses"]}
    [gain] = [g["gain"] for g in losses["5.5"]["gains"] if g["points"] == "4.00"]
    assert gain == "1.4"
    said = run(folder, "check", file).out
    assert "请" in said and "不是让人改数" in said and losses["5.5"]["gains"][0]["sentence"] in said


def test_the_feedback_after_scoring_is_of_the_newest_run(run: Run, year_at: YearAt) -> None:
    folder = year_at("scored")
    found = run(folder, "gain", "010102", "--json").json
    unit = run(folder, "explain", "010102", "--json").json
    assert (found["total"], found["open"]) == (unit["total"], [])
    most = [max((Decimal(g["gain"]) for g in e["gains"]), default=0) for e in found["losses"]]
    assert most == sorted(most, reverse=True)
    codes = {each["code"]: each for each in found["losses"]}
    # 1.2 was never filled in and closed at 0: no change of a value would have helped.
    assert codes["1.2"]["gains"] == [] and "收口" in codes["1.2"]["note"]
    said = run(folder, "gain", "010102").out
    assert f"{UNITS['010102'][0]}（010102）　总分{unit['total']}分" in said
    assert "→ “活动”（F551）实际为20次（现为13次），这一项可得4.00分，总分增加1.4分。" in said
    assert said.rstrip().endswith("佐证要跟得上。")


@pytest.mark.parametrize(
    ("stage", "unit", "code"),
    [("closed", "010101", "L708"), ("scored", "019999", "L709"), ("scored", "010105", "E271")],
)
def test_a_feedback_that_cannot_be_given_says_why(
    run: Run, year_at: YearAt, stage: str, unit: str, code: str
) -> None:
    refuses(run, year_at(stage), ("gain", unit), 2, f"〔{code}〕")


def test_a_feedback_on_an_old_result_is_refused(run: Run, year_at: YearAt) -> None:
    folder = year_at("scored")
    (folder / "inbox/010103-自评表.xlsx").unlink()
    assert command(folder, "intake") == 0
    refuses(run, folder, ("gain", "010101"), 2, "〔E270〕")


@pytest.mark.chromium
def test_the_page_reads_on_a_desk_and_on_a_phone_and_needs_nothing_else(
    run: Run, wrong: Path, chromium_page: Page
) -> None:
    run(wrong.parent, "check", str(wrong), "--html")
    path = wrong.with_name("示例-自评表-自查.html")
    text = path.read_text("utf-8")
    assert '<html lang="zh-CN">' in text and "<script" not in text
    assert not re.search(r'(?:src|href)="(?!#)', text)
    chromium_page.goto(path.as_uri())
    heads = chromium_page.locator("h2").all_inner_texts()
    assert heads == ["好在哪里", "缺什么、哪里不对", "怎么办"]
    for width in (1200, 390):
        chromium_page.set_viewport_size({"width": width, "height": 900})
        assert chromium_page.evaluate("document.documentElement.scrollWidth") <= width
