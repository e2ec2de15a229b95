"""The tables of the result book but the first: items, caps, reasons, look-back, faults, version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.files.explanation_words import recheck_words
from engine.files.result_book_sheet import Cell, Chosen, Column, Open, Points, Table
from engine.files.result_caps import cap_lines
from engine.files.result_words import (
    LOOKBACK,
    SEVERITIES,
    Results,
    award_word,
    claim_word,
    in_order,
    item_state,
    place,
    version_facts,
)

_UNIT = (Column("单位编号", 11, "centred"), Column("单位名称", 26))


def items_table(results: Results) -> Table:
    """分项得分: one row per unit and item, what was claimed, reviewed and stands side by side."""
    columns = (
        *_UNIT,
        Column("指标", 7, "centred"),
        Column("指标名称", 18),
        Column("自报分", 9),
        Column("核定分", 9),
        Column("审定分", 9),
        Column("满分", 8),
        Column("状态", 16, "centred"),
        Column("收口", 18),
        *((Column("复核", 30),) if _objected(results) else ()),
        Column("扣分理由", 30),
        Column("评审", 11, "centred"),
        Column("条款", 9, "centred"),
        Column("计算过程", 60),
    )
    head = (
        "分项得分",
        "自报分是学校自评，核定分是评审后的分，审定分是最后算数的分；没有分的写明状态，不当作0分。",
    )
    return Table("分项得分", head, columns, _item_rows(results), frozen=3)


def _objected(results: Results) -> bool:
    """Whether anybody objected to any item: only then there is anything to say of 复核."""
    items = (item for unit in results["units"] for item in unit["indicators"])
    return any("recheck" in item or "objection" in item for item in items)


def _item_rows(results: Results) -> Iterator[list[Cell]]:
    objected = _objected(results)
    for unit in results["units"]:
        for item in unit["indicators"]:
            state = item_state(item)
            yield [
                unit["code"], unit["name"], item["code"], item["title"],
                _points(item["claimed"], claim_word(item)),
                _points(item["reviewed"], "未核定"),
                _points(item["points"], state.word),
                _points(item["max"], "不设上限"),
                str(state),
                item["closed"]["decision"] if item["closed"] else None,
                *((recheck_words(item) or None,) if objected else ()),
                item["reason"], item["reviewer"], item["clause"], item["workings"],
            ]  # fmt: skip


def _points(text: str | None, otherwise: str) -> Cell:
    return Points(text) if text is not None else Open(otherwise)


def caps_table(results: Results) -> Table:
    """名额测算: per award and group the base, the share, the cap and what rounding down took."""
    columns = (
        Column("奖项", 30),
        Column("组", 12, "centred"),
        Column("基数", 8, "right"),
        Column("比例", 9, "right"),
        Column("基数×比例", 11, "right"),
        Column("名额上限", 9, "right"),
        Column("舍去", 9, "right"),
        Column("拟认定", 9, "right"),
        Column("说明", 70),
    )
    head = (
        "名额测算",
        "基数是名册里状态为“参评”的单位数，交没交材料都算；名额只舍不入，任何情况都不突破。",
    )
    return Table("名额测算", head, columns, _cap_rows(results), frozen=2)


def _cap_rows(results: Results) -> Iterator[list[Cell]]:
    for line in cap_lines(results):
        whole = {"base", "cap", "winners"}
        yield [
            int(text) if name in whole and text.isdecimal() else text
            for name, text in line._asdict().items()
        ]


def reasons_table(results: Results) -> Table:
    """评定理由: per award and unit what was decided and the one sentence that says why."""
    columns = (
        Column("奖项", 30),
        *_UNIT,
        Column("结论", 22, "centred"),
        Column("评定理由", 90),
    )
    head = (
        "评定理由",
        "每个单位每个奖项一条，先碰到哪条写哪条；分数可在“总表”和“分项得分”里核对。",
    )
    return Table("评定理由", head, columns, _reason_rows(results), frozen=3)


def _reason_rows(results: Results) -> Iterator[list[Cell]]:
    units = in_order(results)
    for award in results["awards"]:
        for unit in units:
            reason, word = award["reasons"][unit["code"]], award_word(unit, award)
            shown: Cell = Chosen(str(word)) if reason["kind"] == "winner" else str(word)
            yield [award["title"], unit["code"], unit["name"], shown, reason["sentence"]]


def lookback_table(results: Results) -> Table:
    """回头看清单: what must be looked at again, with its clause and the way to mend it."""
    columns = (*_UNIT, Column("类别", 18, "centred"), Column("指标", 8, "centred"),
               Column("条款", 9, "centred"), Column("问题", 60), Column("怎么改", 60))  # fmt: skip
    head = ("回头看清单", "未定的、收口定分的、失分较多的项和该走访的单位，逐条列出。")
    return Table("回头看清单", head, columns, _lookback_rows(results), frozen=2)


def _lookback_rows(results: Results) -> Iterator[list[Cell]]:
    names = {unit["code"]: unit["name"] for unit in results["units"]}
    for entry in results["lookback"]:
        yield [
            entry["unit"], names[entry["unit"]], str(LOOKBACK[entry["code"]]),
            entry["indicator"] or "—", entry["clause"] or "—", entry["message"], entry["mend"],
        ]  # fmt: skip


def problems_table(results: Results) -> Table:
    """填报差错: every fault with its place and the way to mend it, the heaviest first."""
    columns = (Column("轻重", 10, "centred"), Column("代码", 8, "centred"), *_UNIT,
               Column("指标", 8, "centred"), Column("位置", 30), Column("问题", 60),
               Column("怎么改", 50))  # fmt: skip
    head = ("填报差错", "退回＝整份不能用；须改正＝这一项不能定分；提醒、说明不影响计分。")
    return Table("填报差错", head, columns, _problem_rows(results), frozen=2)


def _problem_rows(results: Results) -> Iterator[list[Cell]]:
    names = {unit["code"]: unit["name"] for unit in results["units"]}
    for each in results["problems"]:
        yield [
            str(SEVERITIES[each["severity"]]), each["code"], each["unit"] or "—",
            names.get(each["unit"], "—"), each["indicator"] or "—", place(each["place"]) or "—",
            each["message"], each["mend"],
        ]  # fmt: skip


def version_table(results: Results, label: str, digests: Mapping[str, str]) -> Table:
    """版本信息: what this book rests on, so that a stranger can redo it."""
    columns = (Column("名称", 20), Column("内容", 100))
    head = ("版本信息", "本表由同一版评分结果生成；以 results.json 为准，可用 verify.py 独立验算。")
    facts = version_facts(results, label, digests)
    return Table("版本信息", head, columns, (list(pair) for pair in facts.items()), frozen=1)
