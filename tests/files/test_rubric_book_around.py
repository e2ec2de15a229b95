"""What stands around the rules, in the workbook: conversions, penalties, alliances."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from engine.files.rubric_book import take
from engine.files.rubric_book_in import read_book
from engine.files.rubric_book_layout import RARE
from engine.files.rubric_book_skeleton import skeleton
from engine.files.rubric_store import standard_store
from engine.rubric.identity import content_digest
from engine.rubric.model import Rubric
from tests.conftest import Soffice
from tests.files.rich_rubric import rich
from tests.files.rubric_books import Edit, edited, written

STORE = standard_store()
RICH = {
    *("一级指标要折算", "整级不适用怎么算", "整级何时不适用", "整级免评怎么算"),
    *("整级凭什么称号免评", "原始满分", "折算到哪里", "占多大比重", "什么情况下缺", "缺的怎么算"),
    *("来源满分", "怎样算好", "在哪一组里比", "前几名得满分", "名额怎样取整"),
    *("并列跨档的归哪等", "占全体几成"),
}
"""Columns of the rare ones that the rich rubric uses."""


@pytest.mark.libreoffice
def test_conversions_penalties_and_alliances_survive_libreoffice(
    tmp_path: Path, soffice: Soffice
) -> None:
    outdir = tmp_path / "saved"
    outdir.mkdir()
    [saved] = soffice.convert([written(rich(), tmp_path)], "xlsx", outdir)
    into = read_book(saved)
    assert into.problems == []
    assert content_digest(Rubric.model_validate(into.value)) == content_digest(rich())


def test_what_few_rubrics_use_is_folded_away_until_it_is_used(tmp_path: Path) -> None:
    for value, opened in ((skeleton(), set()), (rich(), RICH)):
        book = load_workbook(written(value, tmp_path))
        shown, folded = set(), set()
        for name in ("指标", "扣分", "计分规则"):
            hidden = [each for each in book[name].column_dimensions.values() if each.hidden]
            for cell in book[name][1]:
                away = any(each.min <= cell.column <= each.max for each in hidden)
                (folded if away else shown).add(cell.value)
        assert (shown & RARE, folded <= RARE) == (opened, True)


def test_the_head_sheet_offers_the_words_of_penalties_and_alliances(tmp_path: Path) -> None:
    book = load_workbook(written(rich(), tmp_path))
    rows = {row[0].value: row[1] for row in book["标准"].iter_rows()}
    lists = {str(e.sqref) for e in book["标准"].data_validations.dataValidation}
    said = {"总分扣到哪里": "扣到0分为止", "联盟的分看什么": "平均增幅", "联盟的分算谁": "其他成员"}
    for heading, word in said.items():
        assert (rows[heading].value, rows[heading].coordinate in lists) == (word, True)
    assert rows["扣分系数"].value == "在校生数：≥2000=0.8；≥1000=0.9；其余=1"
    assert rows["扣分上限"].value is None


def head(**cells: str) -> Edit:
    def edit(book: Workbook) -> None:
        rows = {row[0].value: row[1] for row in book["标准"].iter_rows()}
        for heading, text in cells.items():
            rows[heading].value = text

    return edit


ALLIED = {"联盟是哪一栏": "联盟", "联盟的分看什么": "平均分", "联盟的分算谁": "全部成员"}
AROUND: dict[str, tuple[Edit, str, str, str]] = {
    "a cap and no floor": (
        head(扣分上限="10"), "Y503", "总分扣到哪里", "缺少“总分扣到哪里”。",
    ),
    "shares of more than the whole": (
        head(**ALLIED, 自己的分占几成="0.7", 联盟的分占几成="0.4"), "Y503", "联盟是哪一栏",
        "“联盟是哪一栏”：“自己的分占几成”和“联盟的分占几成”都要大于 0，合计为 1。",
    ),
    "growth against nothing": (
        head(**ALLIED | {"联盟的分看什么": "平均增幅"}, 自己的分占几成="0.7", 联盟的分占几成="0.3"),
        "Y503", "联盟是哪一栏",
        "“联盟是哪一栏”：“平均增幅”要写“上年得分是哪一项”、“增多少算满”、“增幅满了得几分”，别的不写。",
    ),
    "an alliance by no column": (
        head(**ALLIED, 自己的分占几成="0.7", 联盟的分占几成="0.3"), "Y556", "联盟是哪一栏",
        "捆绑评价的联盟“联盟”应是名册里的单选题或文字栏目。",
    ),
    "a coefficient by no column": (
        head(总分扣到哪里="可以扣成负数", 扣分系数="在校生数：≥100=0.5；其余=1"),
        "Y510", "扣分系数",
        "扣分的系数：“在校生数”应是单选题或数字，没有这个名册栏目或填报项。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", AROUND)
def test_a_fault_around_the_rules_is_said_at_its_cell_in_chinese(what: str, tmp_path: Path) -> None:
    edit, code, heading, message = AROUND[what]
    [found] = take(edited(tmp_path, edit), STORE).problems
    book = load_workbook(tmp_path / "标准.xlsx")
    [cell] = [row[1].coordinate for row in book["标准"].iter_rows() if row[0].value == heading]
    assert (found.code, found.place.cell, found.message) == (code, cell, message)
