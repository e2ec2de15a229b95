"""How units are reviewed, and how marks became one, in sentences anybody understands 合成办法."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from engine.judging.pooling import Pooled
from engine.records.exact import Rounding, fixed, places_of, plain, to_units
from engine.records.review import TRIMMED_FROM, ReviewTerms

_NUMBERS = "零一两三四五六七八九十"


def terms_words(terms: ReviewTerms, places: int, mode: Rounding) -> str:
    """评审办法 in sentences: who marks, how marks become one, and what is taken out of them.

    `places`, `mode`: the rubric's own rounding.
    """
    if terms.combine is None:
        return f"{_who(terms)}。"
    rule = _rule(terms, f"{mode.chinese}保留{places}位小数")
    said = [f"{_who(terms)}；{rule}。", "核定值和意见要一致，不一致的由评审人合议。"]
    if terms.combine == "third-if-apart":
        said.append(
            "这个办法在分差线前后不是单调的：一个分再高一点，差距过了线，要第三人评，结果可能反而低"
            "（满分100分、分差线4%，80和84取平均82；80和85要第三人评，评70的取80）。"
        )
    if terms.common:
        said.append(f"其中{terms.common}个单位多评一次，用来比较各评审组的宽严。")
    if terms.severity == "apply":
        said.append("各评审人的宽严差异按评审前公布的办法从考评分里扣除，再合成。")
    return "".join(said)


def _who(terms: ReviewTerms) -> str:
    if terms.by == "expert":
        return f"每个单位由{terms.per_unit}名专家背靠背评分"
    if terms.marks == "agreed":
        how = "合议评一个分" if terms.per_unit == 1 else "背靠背评分，每组合议评一个分"
        return f"每个单位由{terms.per_unit}个评审组{how}"
    return f"每个单位由{terms.per_unit}个评审组的成员背靠背评分"


def _rule(terms: ReviewTerms, rounding: str) -> str:
    match terms.combine:
        case "mean":
            return f"取各个分的平均，{rounding}"
        case "median":
            return f"取中位数（个数是双数的取中间两个分的平均，{rounding}）"
        case "trimmed-mean":
            return (
                f"去掉一个最高分和一个最低分，取其余的平均，{rounding}；"
                f"要有{TRIMMED_FROM}个以上的分，不够的不合成"
            )
        case "three":
            return "取三个分的中间值"
    assert terms.apart is not None, "held by ReviewTerms"
    return (
        f"两个分相差超过该项满分的{_percent(terms.apart)}的，由第三人评分，取三个分的中间值；"
        f"否则取平均，{rounding}"
    )


def pooled_words(one: Pooled, terms: ReviewTerms, places: int) -> str:
    """“三人考评分 3.5、3.6、3.9，取中位数 3.60”: how the marks of one field became one."""
    said = f"{_people(len(one.marks))}考评分 {_listed(one.marks.values())}"
    if one.agreed and one.value is not None:
        return f"{said}，合议定为 {_fixed(one.value, places)}" if one.marks else ""
    far = terms.combine == "third-if-apart" and terms.apart is not None
    if one.third and terms.apart is not None:
        said += f"，相差超过满分的{_percent(terms.apart)}，第三人评 {_listed(one.third.values())}"
    if one.value is None:
        return f"{said}，还没有合成"
    if dict(one.taken) != {**one.marks, **one.third}:
        said += f"，扣除宽严差异后为 {_listed(one.taken.values())}"
    how = {
        "mean": "取平均",
        "median": "取中位数",
        "trimmed-mean": "去掉一个最高分、一个最低分，取平均",
        "three": "取中间值",
    }
    rule = ("取中间值" if one.third else "取平均") if far else how[terms.combine or "mean"]
    return f"{said}，{rule} {_fixed(one.value, places)}"


def _people(count: int) -> str:
    return f"{_NUMBERS[count] if 1 < count < len(_NUMBERS) else count}人"


def _listed(marks: Iterable[Decimal]) -> str:
    return "、".join(plain(each) for each in sorted(marks))


def _fixed(value: Decimal, places: int) -> str:
    at = max(places, places_of(value))
    return fixed(to_units(value, at), at)


def _percent(share: Decimal) -> str:
    return f"{plain(share * 100)}%"
