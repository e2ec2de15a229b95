"""`wuhao review sheets`: by assignment, blind, and of some items where only those are owed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from engine.cycle.reviewing import read_back, reviewed
from engine.cycle.year import open_year
from engine.files.form_names import STAMP_ITEMS, reason_of, value_of, verdict_of
from engine.files.form_stamp import stamped
from engine.files.sheet_scan import scan
from tests.cycle import several_year as several
from tests.cycle.several_year import DAY, EXPERTS, GIVEN, ITEM, MARK, hand_in, marked
from tests.cycle.small_year import command, tree
from tests.files.forms import edited

THIRD = "  combine: third-if-apart\n  apart: 0.1\n"
YearOf = Callable[..., Path]


@pytest.fixture
def year_of(year_stages: Path, tmp_path: Path) -> YearOf:
    """A fresh copy of the year of three experts, whose sheets are to be laid out."""

    def copy(more: str = "", combine: str = several.MEAN) -> Path:
        year = several.several(year_stages, more, combine)
        return Path(shutil.copytree(year, tmp_path / "2025"))

    return copy


def laid_out(folder: Path) -> set[str]:
    review = folder / "review"
    return {path.relative_to(review).as_posix() for path in review.rglob("*.xlsx")}


def sheets(folder: Path, *options: str) -> int:
    return command(folder, "review", "sheets", *options)


def items(path: Path) -> str:
    """What a sheet says it was laid out with."""
    return stamped(scan(path.read_bytes()), STAMP_ITEMS)


def test_everybody_gets_a_sheet_of_every_unit_that_is_theirs(
    year_of: YearOf, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_of()
    capsys.readouterr()
    assert sheets(folder, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["written"], told["by_assessor"]) == (6, dict.fromkeys(EXPERTS, 2))
    wanted = {f"{who}/评审表-{unit}-{who}.xlsx" for unit, sat in GIVEN.items() for who in sat}
    assert laid_out(folder) == wanted
    before = tree(folder)
    assert sheets(folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["left"] == 6
    assert tree(folder) == before


def test_what_is_typed_twice_has_two_copies_and_one_paper(year_of: YearOf) -> None:
    folder = year_of("  typed_twice: true\n")
    assert sheets(folder, "--docx") == 0
    assert {n for n in laid_out(folder) if "010101-E01" in n} == {
        "E01/评审表-010101-E01-甲.xlsx",
        "E01/评审表-010101-E01-乙.xlsx",
    }
    papers = folder / "papers" / "评审打分表" / "E01"
    assert {p.name for p in papers.iterdir()} == {
        "评审打分表-010101-E01.docx",
        "评审打分表-010102-E01.docx",
    }


def test_what_others_said_changes_nothing_on_a_sheet(year_of: YearOf) -> None:
    folder = year_of()
    assert sheets(folder) == 0
    before = tree(folder / "review" / "E02")
    hand_in(folder, "010101", "E01", marked(2.5, "别人写的理由"))
    read_back(open_year(folder), DAY)
    shutil.rmtree(folder / "review" / "E02")
    assert sheets(folder) == 0
    assert tree(folder / "review" / "E02") == before


def test_a_name_of_an_expert_stands_on_paper_alone(year_of: YearOf) -> None:
    folder = year_of()
    rows = [["专家编号", "姓名"], *([each, f"姓名{each}"] for each in EXPERTS)]
    several.write_table(folder / "outside" / "专家名册.csv", rows)
    assert sheets(folder, "--docx") == 0
    paper = Document(str(folder / "papers" / "评审打分表" / "E01" / "评审打分表-010101-E01.docx"))
    text = "".join(c.text for table in paper.tables for row in table.rows for c in row.cells)
    assert "姓名E01" in text and "{" not in text
    for path in (folder / "review").rglob("*.xlsx"):
        texts = [c.text for page in scan(path.read_bytes()).sheets for c in page.cells.values()]
        assert not any("姓名E" in each for each in texts)


def test_agreement_lays_out_what_differs_and_settles_it(
    year_of: YearOf, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_of()
    for unit, sat in GIVEN.items():
        for who in sat:
            hand_in(folder, unit, who)
    apart = {verdict_of("1.1"): "核定为", value_of("F115"): 2, reason_of("1.1"): "名单只有2人"}
    hand_in(folder, "010101", "E02", apart)
    read_back(open_year(folder), DAY)
    assert sheets(folder, "--round", "agreed") == 0
    path = folder / "review" / "合议" / "评审表-010101-合议.xlsx"
    assert {n for n in laid_out(folder) if "合议" in n} == {"合议/评审表-010101-合议.xlsx"}
    assert items(path) == "1.1"
    shown = "".join(c.text for page in scan(path.read_bytes()).sheets for c in page.cells.values())
    assert "核定为，成员人数 2人。理由：名单只有2人" in shown
    assert not any(who in shown for who in EXPERTS)
    path.write_bytes(edited(path.read_bytes(), {**apart, "w_s_role": "评审组"}))
    read_back(open_year(folder), DAY)
    settled = reviewed(open_year(folder))
    assert settled.rulings["010101"]["1.1"].values["F115"].value == "2"
    assert settled.waiting == ()
    capsys.readouterr()
    assert sheets(folder, "--round", "agreed") == 0
    assert "没有要出的评审表" in capsys.readouterr().out


def test_a_third_gets_only_the_marks_that_are_far_apart(
    year_of: YearOf, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_of(combine=THIRD)
    for unit, sat in GIVEN.items():
        for who in sat:
            hand_in(folder, unit, who)
    hand_in(folder, "010102", "E03", marked(1))
    read_back(open_year(folder), DAY)
    capsys.readouterr()
    assert sheets(folder, "--round", "third") == 0
    assert "〔V452〕" in capsys.readouterr().out
    several.assign(folder, {"010102": ("E02",)}, round="third")
    assert sheets(folder, "--round", "third") == 0
    path = folder / "review" / "E02" / "评审表-010102-E02-第三人评.xlsx"
    assert set(items(path).split("、")) == {value_of(MARK), reason_of(ITEM)}


def test_what_differs_later_is_said_not_to_be_on_a_sheet_that_is_there(
    year_of: YearOf, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = year_of()
    for who in GIVEN["010101"]:
        hand_in(folder, "010101", who)
    apart = {verdict_of("1.1"): "缺佐证", reason_of("1.1"): "没有文件"}
    hand_in(folder, "010101", "E02", apart)
    read_back(open_year(folder), DAY)
    assert sheets(folder, "--round", "agreed") == 0
    more = {verdict_of("1.3"): "缺佐证", reason_of("1.3"): "没有记录"}
    hand_in(folder, "010101", "E02", apart | more, why="又看了一遍")
    read_back(open_year(folder), DAY)
    capsys.readouterr()
    assert sheets(folder, "--round", "agreed") == 0
    told = capsys.readouterr().out
    assert "〔V453〕合议/评审表-010101-合议.xlsx：这份表是以前出的，没有列 1.3。" in told
    assert sheets(folder, "--round", "agreed", "--again") == 0
    assert items(folder / "review" / "合议" / "评审表-010101-合议.xlsx") == "1.1、1.3"


def test_a_round_that_was_not_assigned_is_refused(
    year_of: YearOf, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sheets(year_of(), "--round", "trial") == 2
    assert "〔V450〕" in capsys.readouterr().err


def test_where_a_unit_has_one_sheet_there_are_no_rounds(
    year_at: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert sheets(year_at("taken-in"), "--round", "agreed") == 2
    assert "〔V451〕" in capsys.readouterr().err
