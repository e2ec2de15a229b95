"""评定理由: one for every unit and award, in correct Chinese, its figures those of the table."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from engine.judging.awarding import POOL
from engine.judging.eligibility import REASONS
from tests import invented_cohort
from tests.judging.builders import AWARD, Unit, by_code, case, conclusion, mark, results

YEARS = [{"closed": True}, {"closed": False}, {"closed": True, "quota_by": "片区"},
         {"closed": True, "seed": 7}, {"closed": True, "size": 6}]  # fmt: skip
POINTS = re.compile(r"(?<![\d.])\d+\.\d\d(?!\d)")
CLEAN = {"合格": "2021", "获奖": "无"}
GATES = [
    {"column": "合格", "must": "have", "title": "已获合格"},
    {"column": "获奖", "must": "not-have", "title": "未获过本奖"},
]
TABLE_CASE = [
    # what, how the unit differs, the sentence
    ("status", {"status": "暂不参评"}, "名册参评状态为“暂不参评”，本年不参加评选。"),
    ("absent", {"told": None}, "没有提交自评表，不能评定；仍计入名额基数。"),
    ("blocked", {"blocked": True}, "交来的材料不能采用，不能评定；仍计入名额基数。"),
    ("open", {"rulings": {}}, "还有2项未定（1.1、1.4），总分是暂定的，全部定分之后才能评选。"),
    ("unknown", {"history": {}}, "往年荣誉“合格”记录不详，须先查清，查清之前不能入选。"),
    ("none", {"history": CLEAN | {"合格": "无"}},
     "往年荣誉“合格”记为“无”，不具备前置条件：已获合格。"),
    ("holder", {"history": CLEAN | {"获奖": "2021"}},
     "往年荣誉“获奖”记为2021年，列入回头看走访，不再参加本奖评选，总分名次照排。"),
    ("line", {"rulings": {"1.1": Unit("").rulings["1.1"], "1.4": mark("1.9")}},
     "基础分17.90分，低于本奖分数线18.00分。"),
    ("winner", {}, "候选单位中第1名（总分20.00分），在1个名额之内，列入拟认定名单；"
     "后面没有别的候选单位。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"), [row[1:] for row in TABLE_CASE], ids=[row[0] for row in TABLE_CASE]
)
def test_a_unit_reads_why(changes: dict[str, Any], expected: str) -> None:
    quota = {"base": "roster", "rounding": "floor", "number": 1}
    line = {"on": "base", "at_least": "18"}
    of = AWARD | {"quota": quota, "gates": GATES, "threshold": line}
    unit = Unit("A", history=CLEAN).but(**changes)
    [award] = results(case(unit, awards=[of]))["awards"]
    assert award["reasons"]["A"]["sentence"] == expected


def sentences(number: int | None, *points: str, bonus: str = "", **more: Any) -> dict[str, str]:
    """What units A, B, C … read, whose marks (and bonus) are these, of so many seats."""
    quota = {"base": "roster", "rounding": "floor", "number": number}
    of = AWARD | {"quota": None if number is None else quota} | more
    units = [
        Unit(code).ruled(mark(each)).telling(L1=extra)
        for code, each, extra in zip("ABCDE", points, bonus or "00000", strict=False)
    ]
    [award] = results(case(*units, awards=[of]))["awards"]
    return {code: reason["sentence"] for code, reason in award["reasons"].items()}


def test_the_line_is_said_to_both_sides() -> None:
    told = sentences(1, "4", "3")
    assert told["A"].endswith("在1个名额之内，列入拟认定名单；未入选的候选单位最高19.00分。")
    assert told["B"] == (
        "候选单位中第2名（总分19.00分）；名额1个已满，入选的最后一名20.00分，未入选。"
    )


def test_equals_parted_by_a_tie_key_are_told_so() -> None:
    told = sentences(1, "4", "2", bonus="02")
    assert "下一名同为20.00分，按同分规则排在本单位之后" in told["A"]
    assert "入选的最后一名同为20.00分，按同分规则排在本单位之前" in told["B"]


def test_an_open_tie_is_said_to_all_three_sides() -> None:
    told = sentences(2, "4", "3", "3", "1")
    assert told["A"].endswith("其后并列的2个单位19.00分，由集体研究。")
    assert (
        told["B"]
        == told["C"]
        == (
            "候选单位中并列第2名（总分19.00分）；2个单位按同分规则比过仍然相同，"
            "只剩1个名额，由评审领导小组集体研究。"
        )
    )
    assert told["D"] == (
        "候选单位中第4名（总分17.00分）；名额2个，剩下的1个由排在前面的"
        "2个同分单位集体研究决定，未入选。"
    )


def test_no_seat_at_all_is_worked_out_before_the_reader_s_eyes() -> None:
    [award] = results(case(Unit("A"), awards=[AWARD]))["awards"]
    assert award["reasons"]["A"]["sentence"].endswith(
        "名额为0（基数1，乘以15%，只舍不入），未入选。"
    )
    assert sentences(0, "4")["A"].endswith("名额为0（基数1），未入选。")


def test_an_award_without_quota_speaks_of_no_base() -> None:
    of = AWARD | {"quota": None}
    [award] = results(case(Unit("A"), Unit("B", told=None), awards=[of]))["awards"]
    assert award["reasons"]["A"]["sentence"] == "达到全部条件，本奖不限名额，列入拟认定名单。"
    assert award["reasons"]["B"]["sentence"] == "没有提交自评表，不能评定。"


@pytest.mark.parametrize(("rate", "said"), [((70, 100), "70%"), ((7, 10), "70%"), ((2, 3), "2/3")])
def test_a_rate_is_a_percentage_where_it_is_a_whole_one(rate: tuple[int, int], said: str) -> None:
    share = dict(zip(("numerator", "denominator"), rate, strict=True))
    line = {"on": "base", "at_least": "0", "section_rate": share}
    unit = Unit("A").ruled(mark("0")).telling(B1="否")
    [award] = results(case(unit, awards=[AWARD | {"threshold": line}]))["awards"]
    assert award["reasons"]["A"]["sentence"] == (
        f"“甲部分”得6.00分（满分12.00分），得分率不到本奖要求的{said}。"
    )


def test_an_exclusion_names_its_document() -> None:
    made = case(Unit("A"), awards=[AWARD], conclusions=[conclusion("A", "N1")])
    assert results(made)["awards"][0]["reasons"]["A"]["sentence"] == (
        "有不予评定或限制等次情形N1（重大安全事故，依据示例〔2025〕9号），不能参加本奖评选。"
    )


@pytest.mark.parametrize("year", YEARS)
def test_every_unit_has_one_reason_for_every_award(year: dict[str, Any]) -> None:
    result = invented_cohort.results(**year)
    codes = [unit["code"] for unit in result["units"]]
    for award in result["awards"]:
        assert sorted(award["reasons"]) == codes
        kinds = Counter(reason["kind"] for reason in award["reasons"].values())
        assert set(kinds) <= set(REASONS)
        assert kinds["winner"] == len(award["winners"])
        assert kinds["tie-open"] == sum(len(tie["codes"]) for tie in award["open"])


@pytest.mark.parametrize("year", YEARS)
def test_every_figure_of_a_sentence_stands_in_the_table(year: dict[str, Any]) -> None:
    result = invented_cohort.results(**year)
    units = by_code(result["units"])
    published = {unit["total"] for unit in result["units"]}
    for award in result["awards"]:
        caps = {cap["group"]: cap for cap in award["caps"]}
        for code, reason in award["reasons"].items():
            unit, said = units[code], POINTS.findall(reason["sentence"])
            match reason["kind"]:
                case "winner" | "cap" | "tie-open" if caps:
                    cap = caps[reason["group"]]
                    assert said[0] == unit["total"]
                    assert set(said) <= published
                    assert (reason["cap"], reason["base"]) == (cap["cap"], cap["base"])
                    assert f"{cap['cap']}" in reason["sentence"]
                    assert f"第{place(award, units, code)}名" in reason["sentence"]
                    if cap["group"] != POOL:
                        assert f"“{unit['groups']['片区']}”组" in reason["sentence"]
                case "threshold":
                    assert said == [unit["base"], reason["needed"]]
                case "open-items":
                    open_ = [each["code"] for each in unit["indicators"] if each["open"]]
                    assert reason["indicators"] == open_
                    named = "、".join(open_[:6]) + ("等" if len(open_) > 6 else "")
                    assert f"还有{len(open_)}项未定（{named}）" in reason["sentence"]
                case _:
                    assert said == []


def place(award: dict[str, Any], units: dict[str, dict[str, Any]], code: str) -> int:
    """1 + how many candidates of the unit's group have more by total, then base."""
    reasons = award["reasons"]
    group = reasons[code]["group"]
    mine = key(units[code])
    rivals = [c for c, reason in reasons.items() if reason.get("group") == group]
    return 1 + sum(key(units[c]) > mine for c in rivals)


def key(unit: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """What the invented plan compares by."""
    return Decimal(unit["total"]), Decimal(unit["base"])


@pytest.mark.parametrize("year", YEARS)
def test_a_sentence_is_one_whole_sentence_without_a_blank_a_code_word_or_a_harsh_word(
    year: dict[str, Any],
) -> None:
    for award in invented_cohort.results(**year)["awards"]:
        for reason in award["reasons"].values():
            told = reason["sentence"]
            assert told.endswith("。")
            assert told.count("。") == 1
            assert not re.search(r"\s|None|[a-z]|[{}\[\],;()]|，，|；；", told)
            assert not re.search("淘汰|失败|落选|不合格|处罚", told)
