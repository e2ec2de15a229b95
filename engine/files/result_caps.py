"""The cap table 名额测算表 in words: base, share, product, cap and what rounding down took."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from engine.files.result_words import Results

EVERYONE = "全体"


class CapLine(NamedTuple):
    """One line of the cap table as people read it."""

    award: str
    group: str
    base: str
    share: str
    product: str
    cap: str
    lost: str
    winners: str
    note: str


def cap_lines(results: Results) -> list[CapLine]:
    """Every award's lines; an award without a quota has one that says so."""
    names = {unit["code"]: unit["name"] for unit in results["units"]}
    return [line for award in results["awards"] for line in _of(award, names)]


def _of(award: Mapping[str, Any], names: Mapping[str, str]) -> list[CapLine]:
    if not award["caps"]:
        count, note = str(len(award["winners"])), "本奖不限名额，达到全部条件的都列入。"
        return [CapLine(award["title"], EVERYONE, "—", "—", "—", "不限", "—", count, note)]
    return [
        CapLine(
            award["title"],
            cap["group"] or "未分组",
            str(cap["base"]),
            share(cap["share"]),
            exact(_product(cap)) if cap["share"] is not None else "—",
            str(cap["cap"]),
            exact(Fraction(cap["lost"])) if cap["share"] is not None else "—",
            str(cap["winners"]),
            _note(award, cap, names),
        )
        for cap in award["caps"]
    ]


def _product(cap: Mapping[str, Any]) -> Fraction:
    return Fraction(cap["share"]) * int(cap["base"])


def _note(award: Mapping[str, Any], cap: Mapping[str, Any], names: Mapping[str, str]) -> str:
    found = []
    if cap["share"] is not None:
        worked = f"{cap['base']}×{share(cap['share'])}＝{exact(_product(cap))}"
        found.append(f"{worked}，只舍不入，取{cap['cap']}。")
    for tie in award["open"]:
        if tie["group"] == cap["group"]:
            tied = "、".join(names[code] for code in tie["codes"])
            found.append(
                f"还剩{tie['seats']}个名额，{len(tie['codes'])}个单位同分（{tied}），待集体研究。"
            )
    spare = (
        cap["cap"]
        - cap["winners"]
        - sum(tie["seats"] for tie in award["open"] if tie["group"] == cap["group"])
    )
    if spare > 0:
        found.append(f"合格的候选单位不够，空缺{spare}个，不移给别的组。")
    return "".join(found)


def waitlist(award: Mapping[str, Any], results: Results) -> str:
    """The order of 递补, in names."""
    names = {unit["code"]: unit["name"] for unit in results["units"]}
    return "、".join(names[code] for code in award["waitlist"])


def share(text: str | None) -> str:
    """A share written n/d: 15/100 is 15%."""
    if text is None:
        return "定额"
    numerator, _, denominator = text.partition("/")
    return f"{numerator}%" if denominator == "100" else text


def exact(value: Fraction) -> str:
    """A fraction in full: 7.2 where the decimals end, else 7又1/3."""
    for places in range(7):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(scaled.numerator).rjust(places + 1, "0")
            return f"{digits[:-places]}.{digits[-places:]}" if places else digits
    whole, rest = divmod(value, 1)
    return f"{whole}又{rest}" if whole else str(rest)
