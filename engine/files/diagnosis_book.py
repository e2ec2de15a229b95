"""The chair's diagnosis 评审分析 as a workbook: 一致性, 宽严, 分差最大的项, 评审人, 提示, 试评."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.files.diagnosis_words import (
    APART,
    HOW_AGREED,
    HOW_ICC,
    HOW_SEVERE,
    INTERNAL,
    KINDS,
    alone_line,
    by_spread,
    coefficient,
    decimals,
    figure,
    interval,
    leaning,
    note_lines,
    profile_share,
    severities,
    signed,
    summary,
    talk_about,
)
from engine.files.result_book_sheet import Book, Cell, Chosen, Column, Points, Table
from engine.records.diagnosis import Coefficient, Diagnosis, ItemAgreement, Severity, icc_word

_INDICATOR = (Column("指标", 26), Column("满分", 6, "right"))
_LOW = "低"


def diagnosis_book(found: Diagnosis) -> bytes:
    """The workbook; the same diagnosis gives the same bytes."""
    name = "试评分析" if found.trial else "评审分析"
    book = Book(f"{found.title}　{name}", found.day)
    tables = [_agreement(found, name), _severity(found), _widest(found), _people(found)]
    if found.trial:
        tables.insert(0, _trial(found))
    for table in (*tables, _hints(found)):
        book.add(table, f"{name}　{found.day}")
    return book.finish()


def _agreement(found: Diagnosis, name: str) -> Table:
    columns = (
        *_INDICATOR, Column("比较的单位", 7), Column("各人相同", 7), Column("最大分差", 7),
        Column("平均分差", 7), Column("一致性", 10, "centred"), Column("α", 7, "centred"),
        Column("ICC(2,1)（95%区间）", 18, "centred"), Column("ICC(2,k)（95%区间）", 18, "centred"),
        Column("可靠程度", 18), Column("评审意见不同的单位", 8), Column("评审意见α", 8, "centred"),
    )  # fmt: skip
    head = (f"{found.title}　{name}", INTERNAL, *summary(found), HOW_AGREED, HOW_ICC)
    rows = (_item_row(item) for item in found.items)
    return Table("一致性", head, columns, rows, frozen=2)


def _item_row(item: ItemAgreement) -> list[Cell]:
    reliable = item.single.why
    if item.single.value is not None:
        reliable = f"一人{icc_word(item.single)}，平均{icc_word(item.mean)}" + (
            f"（{item.icc_assessors}人×{item.icc_units}个单位）"
        )
    return [
        f"{item.indicator} {item.title}", decimals(item.full), item.units, item.alike,
        Points(str(item.widest)), Points(f"{item.mean_spread:.2f}"),
        Chosen(item.word) if item.word == _LOW else item.word,
        _coefficient(item.alpha), _coefficient(item.single), _coefficient(item.mean), reliable,
        item.verdicts_differ, _coefficient(item.verdicts),
    ]  # fmt: skip


def _coefficient(of: Coefficient) -> str:
    return "—" if of.value is None else coefficient(of)


def _severity(found: Diagnosis) -> Table:
    columns = (
        Column("评审组／评审人", 12, "centred"), Column("名称或编号", 18), Column("可比的一片", 10),
        Column("共同评的单位", 9), Column("每100分高低", 10, "right"),
        Column("95%区间", 18, "centred"), Column("宽严", 22, "centred"),
    )  # fmt: skip
    rows = [row for whose, of in severities(found) for row in _severity_rows(whose, of)]
    note = () if found.trial else tuple(note_lines(found.note, found.names))
    apart = any(not of.connected for _, of in severities(found))
    head = ("宽严", INTERNAL, HOW_SEVERE, *note)
    return Table("宽严", head, columns, rows, frozen=2, warning=APART if apart else None)


def _severity_rows(whose: str, of: Severity) -> Iterator[list[Cell]]:
    for at, component in enumerate(of.components, start=1):
        for one in component:
            word = leaning(one)
            yield [
                whose, one.who, f"第{at}片", one.units, signed(one.value), interval(one),
                Chosen(word) if one.stands_out else word,
            ]  # fmt: skip
    for who in of.alone:
        yield [whose, who, "不可比", 0, "—", "—", alone_line(Severity((), (who,)))]


def _widest(found: Diagnosis) -> Table:
    columns = (
        Column("单位编号", 11, "centred"), Column("单位名称", 28), Column("指标", 26),
        Column("各人的分", 50), Column("满分", 7, "right"), Column("分差", 8),
    )  # fmt: skip
    rows: Iterator[list[Cell]] = (
        [each.unit, found.names.get(each.unit, ""), f"{each.indicator} {each.title}",
         "、".join(f"{who} {decimals(points)}" for who, points in each.points.items()),
         decimals(each.full), Points(str(each.apart))]
        for each in found.widest
    )  # fmt: skip
    order = "、".join(item.indicator for item in by_spread(found)[:5])
    head = ("分差最大的项", f"按分差占满分的多少从大到小；平均分差最大的是{order or '—'}。")
    return Table("分差最大的项", head, columns, rows, frozen=2)


def _people(found: Diagnosis) -> Table:
    columns = (
        Column(found.whose, 14), Column("所在组", 14), Column("单位", 8), Column("打分", 8),
        Column("平均占满分", 10, "right"), Column("离散", 9, "right"), Column("满分", 8),
        Column("没有写理由", 9),
    )  # fmt: skip
    rows: Iterator[list[Cell]] = (
        [one.who, one.team or "—", one.units, one.marks, profile_share(one),
         f"{figure(one.spread * 100, 1)}%" if one.marks else "—", one.full, one.without_reason]
        for one in found.profiles
    )  # fmt: skip
    head = (
        "各评审人打分的情况",
        "只算由评审人自己打分、填写的项。单位好差不同，平均数不能直接比宽严；宽严看“宽严”一页。",
    )
    return Table("评审人", head, columns, rows, frozen=1)


def _hints(found: Diagnosis) -> Table:
    columns = (
        Column("提示", 14, "centred"), Column("评审人", 12), Column("单位编号", 11, "centred"),
        Column("单位名称", 24), Column("指标", 8, "centred"), Column("说明", 44),
        Column("理由原文", 36), Column("问的结果（手写）", 20),
    )  # fmt: skip
    rows: Iterator[list[Cell]] = (
        [KINDS[each.kind], each.who, each.unit, found.names.get(each.unit, ""), each.indicator,
         each.said, each.text, None]
        for each in found.hints
    )  # fmt: skip
    head = ("要问一问的", "只是提示，先问本人，不是结论。")
    return Table("提示", head, columns, rows, frozen=2)


def _trial(found: Diagnosis) -> Table:
    who = sorted({who for each in found.calibrations for who in each.against_mean})
    columns = (
        *_INDICATOR, Column("单位", 7), Column("相差", 8),
        *(Column(each, 9, "centred") for each in who), Column("谈什么", 44),
    )  # fmt: skip
    rows: Iterator[list[Cell]] = (
        [f"{each.indicator} {each.title}", decimals(each.full), each.units,
         Points(f"{each.apart:.2f}"), *(_gap(each.against_mean.get(one)) for one in who),
         talk_about(each)]
        for each in found.calibrations
    )  # fmt: skip
    head = ("试评校准", "各人比大家平均高（+）或低（−）多少分；相差大的先谈，谈好再正式评。")
    return Table("试评", head, columns, rows, frozen=2)


def _gap(points: float | None) -> str:
    if points is None:
        return "—"
    text = f"{Decimal(points):+.2f}"
    return "0.00" if Decimal(text) == 0 else text.replace("-", "−")
