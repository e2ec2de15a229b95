"""The result book holds everything a run decided, exactly, in words where there is no number."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from itertools import pairwise
from typing import Any

import openpyxl
import pytest

from engine.files.result_book import results_book
from tests.invented_cohort import empty_results, results

LABEL = "评分结果第1版（1a2b3c4d）"
SHEETS = ["总表", "分项得分", "名额测算", "评定理由", "回头看清单", "填报差错", "版本信息"]
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "https://example.invalid/"]

Row = dict[str, Any]


def book(found: dict[str, Any], **options: Any) -> openpyxl.Workbook:
    """The book of a result, opened again by another program."""
    return openpyxl.load_workbook(io.BytesIO(results_book(found, label=LABEL, **options)))


def table(opened: openpyxl.Workbook, sheet: str) -> list[Row]:
    """The rows of a sheet below its heading, by column title."""
    worksheet = opened[sheet]
    first = int(worksheet.auto_filter.ref.split(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    titles, *rows = worksheet.iter_rows(min_row=first, values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def opened() -> openpyxl.Workbook:
    return book(results(21, late=True))


def test_the_same_results_give_the_same_bytes_even_with_their_keys_in_another_order() -> None:
    found = results(21)
    again = json.loads(json.dumps(found, sort_keys=True))
    assert results_book(found, label=LABEL) == results_book(again, label=LABEL)


def test_no_clock_is_in_the_file() -> None:
    packed = zipfile.ZipFile(io.BytesIO(results_book(results(21), label=LABEL)))
    assert {entry.date_time[0] for entry in packed.infolist()} == {1980}
    assert b"2025-12-10T00:00:00Z" in packed.read("docProps/core.xml")


def test_the_sheets_stand_in_their_order_ready_to_filter_and_print(
    opened: openpyxl.Workbook,
) -> None:
    assert opened.sheetnames == SHEETS
    for sheet in opened:
        assert sheet.auto_filter.ref and sheet.freeze_panes and sheet.print_title_rows
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert "不对外公布" in sheet.oddFooter.center.text


def test_every_unit_and_every_item_stands_in_the_book(opened: openpyxl.Workbook) -> None:
    found = results(21, late=True)
    listed = [row["单位编号"] for row in table(opened, "总表")]
    assert sorted(listed) == [unit["code"] for unit in found["units"]]
    items = [(row["单位编号"], row["指标"]) for row in table(opened, "分项得分")]
    assert items == [(u["code"], i["code"]) for u in found["units"] for i in u["indicators"]]
    reasons = {(row["单位编号"], row["评定理由"]) for row in table(opened, "评定理由")}
    assert reasons == {
        (code, reason["sentence"])
        for award in found["awards"]
        for code, reason in award["reasons"].items()
    }
    assert len(table(opened, "回头看清单")) == len(found["lookback"])
    assert len(table(opened, "填报差错")) == len(found["problems"])


def test_points_are_numbers_with_their_places_and_open_ones_are_words(
    opened: openpyxl.Workbook,
) -> None:
    by_code = {unit["code"]: unit for unit in results(21, late=True)["units"]}
    seen = set()
    for row in table(opened, "总表"):
        unit = by_code[row["单位编号"]]
        seen.add(unit["state"])
        parts = [row["基础分"], row["加分"], row["总分"]]
        if unit["state"] == "final":
            shown = [format(Decimal(str(part)), ".2f") for part in parts]
            assert shown == [unit["base"], unit["bonus"], unit["total"]]
        elif unit["state"] == "provisional":
            assert parts == [f"暂定 {unit[key]}" for key in ("base", "bonus", "total")]
        else:
            assert set(parts) == {"材料不能用" if unit["state"] == "blocked" else "未提交"}
        if unit["state"] != "final":
            assert not row["名次"].isdecimal()
    assert seen == {"final", "provisional", "blocked", "absent"}


def test_an_item_without_points_has_its_state_and_no_zero(opened: openpyxl.Workbook) -> None:
    found = results(21, late=True)
    items = {(u["code"], i["code"]): i for u in found["units"] for i in u["indicators"]}
    shown = {(row["单位编号"], row["指标"]): row for row in table(opened, "分项得分")}
    open_ones = [key for key, item in items.items() if item["points"] is None]
    assert open_ones
    for key in open_ones:
        assert isinstance(shown[key]["审定分"], str)
        assert shown[key]["审定分"] in shown[key]["状态"]


def test_units_stand_by_rank_and_the_unranked_after_them(opened: openpyxl.Workbook) -> None:
    words = [row["名次"] for row in table(opened, "总表")]
    ranks = [int(word) for word in words if word.isdecimal()]
    assert ranks and words[: len(ranks)] == [str(rank) for rank in ranks]
    assert all(one <= next_one for one, next_one in pairwise(ranks))


def test_a_late_lock_is_said_on_the_first_sheet_and_with_the_version(
    opened: openpyxl.Workbook,
) -> None:
    head = [opened["总表"].cell(row, 1).value for row in range(1, 6)]
    assert any("锁定晚于评审" in str(line) for line in head)
    facts = {row["名称"]: row["内容"] for row in table(opened, "版本信息")}
    assert "锁定晚于评审" in facts["锁定"]
    punctual = {row["名称"]: row["内容"] for row in table(book(results(21)), "版本信息")}
    assert "锁定晚于评审" not in punctual["锁定"]


def test_the_cap_table_can_be_redone_by_hand(opened: openpyxl.Workbook) -> None:
    limited, free = table(opened, "名额测算")
    assert (limited["基数"], limited["比例"], limited["基数×比例"]) == (20, "15%", "3")
    assert (limited["名额上限"], limited["舍去"]) == (3, "0")
    assert free["名额上限"] == "不限"
    grouped = table(book(results(49, quota_by="学段")), "名额测算")
    line = next(row for row in grouped if row["组"] == "小学")
    assert (line["基数"], line["基数×比例"], line["名额上限"], line["舍去"]) == (
        12,
        "1.8",
        1,
        "0.8",
    )


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_text_that_looks_like_a_formula_stays_a_text(name: str) -> None:
    opened = book(results(5, first_name=name))
    cells = [c for sheet in opened for row in sheet.iter_rows() for c in row if c.value == name]
    assert cells
    assert {(cell.data_type, cell.hyperlink) for cell in cells} == {("s", None)}


def test_further_digests_stand_with_the_version() -> None:
    opened = book(results(5), digests={"运行摘要": "sha256:abc"})
    assert {"名称": "运行摘要", "内容": "sha256:abc"} in table(opened, "版本信息")


def test_full_points_the_source_does_not_show_are_said_to_be_unseen() -> None:
    found = results(5)
    for unit in found["units"]:
        for section in unit["sections"]:
            section["max"] = None
    assert "领导班子建设好\n（满分未见）" in table(book(found), "总表")[0]


def test_a_year_in_which_nothing_came_in_has_a_book_without_a_single_point() -> None:
    opened = book(empty_results())
    assert {row["总分"] for row in table(opened, "总表")} == {"未提交"}
    assert table(opened, "分项得分")[0]["单位编号"] == "没有。"
