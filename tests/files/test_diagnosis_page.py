"""评审分析 as page and workbook: the same for the same facts, in plain words, without reasons."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

import openpyxl
import pytest

from engine.files.diagnosis_book import diagnosis_book
from engine.files.diagnosis_charts import MOST, most_telling, offset_chart, reach_of
from engine.files.diagnosis_page import diagnosis_page
from engine.files.diagnosis_words import (
    agreed,
    coefficient,
    item_line,
    leaning,
    note_lines,
    signed,
    tally,
)
from engine.judging.diagnosing import diagnose, diagnose_trial
from engine.records.diagnosis import Coefficient, Diagnosis, Note, Offset, Severity, Swap
from tests.judging.simulated import TEAMS, marked_year


@cache
def found() -> Diagnosis:
    return diagnose(marked_year(), TEAMS, Note(why="没有可以校正的考评分"))


def texts(data: bytes) -> dict[str, list[str]]:
    """Sheet → every text or number in it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
        for sheet in book
    }


def test_the_same_diagnosis_gives_the_same_page_and_workbook() -> None:
    assert diagnosis_page(found()) == diagnosis_page(found())
    assert diagnosis_book(found()) == diagnosis_book(found())


def test_the_page_draws_every_assessor_once_and_says_what_is_not_comparable() -> None:
    page = diagnosis_page(found())
    charts = re.findall(r'<svg class="offsets".*?</svg>', page, re.DOTALL)
    drawn = [name for each in charts for name in re.findall(r'class="name"[^>]*>([^<]+)<', each)]
    assert sorted(drawn) == sorted([*TEAMS, "第一评审组", "第二评审组", "第三评审组"])
    assert "各片之间不可比" in page
    assert "第四评审组评的单位没有别人评过" in page


def test_words_of_a_reason_stand_only_in_the_workbook() -> None:
    assert "材料不够完整" not in diagnosis_page(found())
    assert "材料不够完整" in texts(diagnosis_book(found()))["提示"]


def test_the_workbook_has_its_sheets_and_figures() -> None:
    told = texts(diagnosis_book(found()))
    assert list(told) == ["一致性", "宽严", "分差最大的项", "评审人", "提示"]
    assert "1.4 指标1.4" in told["一致性"]
    assert {"E03", "偏宽", "不可比"} <= set(told["宽严"])
    trial = texts(diagnosis_book(diagnose_trial(marked_year(round_="trial"), TEAMS)))
    assert next(iter(trial)) == "试评"


def test_names_are_escaped() -> None:
    names = dict.fromkeys(found().names, "<script>校")
    assert "<script>" not in diagnosis_page(replace(found(), names=names))


def test_every_interval_fits_the_common_scale() -> None:
    reach = reach_of(found().assessors, found().teams)
    for component in found().assessors.components:
        drawn = offset_chart(component, reach)
        ends = [float(x) for x in re.findall(r'<line x1="([\d.]+)"', drawn)]
        assert all(110 <= each <= 510 for each in ends)
    assert reach_of(Severity((), ())) == 0.01


def test_of_many_assessors_the_most_lenient_and_the_most_severe_are_drawn() -> None:
    many = [Offset(f"E{n:03}", 9, (50 - n) / 1000, None, None) for n in range(100)]
    shown = most_telling(many)
    assert len(shown) == MOST
    assert (shown[0].who, shown[-1].who) == ("E000", "E099")


@pytest.mark.parametrize(
    ("one", "word"),
    [
        (Offset("甲", 9, 0.02, 0.01, 0.03), "偏宽"),
        (Offset("甲", 9, -0.02, -0.03, -0.01), "偏严"),
        (Offset("甲", 9, 0.02, -0.01, 0.05), "看不出宽严"),
        (Offset("甲", 1, 0.02, None, None), "共同评的太少，定不下"),
    ],
)
def test_an_offset_in_a_word(one: Offset, word: str) -> None:
    assert leaning(one) == word


def test_an_item_in_a_sentence() -> None:
    [item] = [each for each in found().items if each.indicator == "1.4"]
    low = replace(item, alpha=Coefficient(0.41), widest=Decimal("1.80"), mean_spread=0.7)
    assert item_line(
        replace(low, assessors=3, widest_unit="003"), {"003": "青禾路小学（示例）"}
    ) == (
        "1.4 指标1.4（满分4分）：三人分差最大1.8分（003 青禾路小学（示例）），平均0.70分，"
        "一致性低（α 0.41）。"
    )
    assert agreed(replace(item, alpha=Coefficient(0.7))) == "一致性一般（α 0.70）"
    assert agreed(replace(item, alpha=Coefficient(0.8))) == "一致性高（α 0.80）"
    assert agreed(replace(item, alike=item.units)) == "几乎全同"
    assert tally([low, replace(item, alike=item.units)]) == "低1项，几乎全同1项"


def test_figures_as_people_read_them() -> None:
    assert signed(0.0125) == "+1.25"
    assert signed(-0.0125) == "−1.25"
    assert signed(-0.00001) == "0.00"
    assert coefficient(Coefficient(0.5, -3.2, 0.9)) == "0.50（−1以下～0.90）"
    assert coefficient(Coefficient(why="打分全部相同")) == "打分全部相同"


def test_the_note_in_sentences() -> None:
    names = {"A": "甲校", "B": "乙校", "C": "丙校"}
    swap = Swap("示例奖", enter=("A",), leave=("B",), tied=("C",))
    assert note_lines(Note(swaps=(swap,), winners=3), names)[1] == (
        "示例奖：A 甲校替下B 乙校；C 丙校分数相同，要集体研究。"
    )
    assert note_lines(Note(winners=3), names) == [
        "从考评分里去掉各人的宽严再评一遍，拟认定名单不变。"
    ]
    assert "看不出" in note_lines(Note(), names)[0]
