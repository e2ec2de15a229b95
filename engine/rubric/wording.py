"""What the source's words (考核要求, 评分标准) leave open, or say otherwise than the numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.language.expressions import (
    Compare,
    Constant,
    Difference,
    Expression,
    Greatest,
    Product,
    children,
)
from engine.language.fields import Scope
from engine.language.prove import bounds
from engine.records.exact import plain
from engine.rubric.model import Indicator
from engine.rubric.standard import Fault, Path, Standard
from engine.rules.judged import Judged

_SENTENCE = re.compile("[^。；;\n]+")
_DISCRETION = re.compile("酌情|酌扣|酌减|酌加|视情|视程度|适当(?=[扣减加给])")
_RANGE = re.compile(
    r"\d+(\.\d+)?\s*分?\s*[—–－\-~～至到]+\s*\d+(\.\d+)?\s*分|(最多|最高|至多|不超过|以内)\D{0,4}\d"
)
_DEDUCTS = re.compile(r"扣\s*\d|减\s*\d+(\.\d+)?\s*分")
_STOPS = re.compile("[扣减]完|最低(为|得)?\\s*0|不倒扣|[扣减][至到]\\s*0|不[计得记]负分|不出现负分")
_HEADS = re.compile("人\\s*[（(／/]\\s*人?次")
"""“5人（次）”: people or attendances, until a field says which by its unit of measure."""
_FULL = re.compile(r"满分\s*(\d+(?:\.\d+)?)\s*分")


def faults(standard: Standard, at: Mapping[str, Path]) -> Iterator[Fault]:
    """Every such fault; `at` says where each indicator stands."""
    for item in standard.items:
        indicator, path = item.indicator, at[item.code]
        # A rule with named ranges says how far discretion goes.
        if not (isinstance(item.rule, Judged) and item.rule.ranges):
            yield from _discretion(indicator, path)
        yield from _heads(indicator, path)
        text = indicator.standard
        open_ended = _DEDUCTS.search(text) and not _STOPS.search(text)
        if open_ended and _stopped(item.expression, standard.scope):
            what = f"指标 {item.code} 的评分标准写了扣分，没有写“扣完为止”；计分扣到 0 分为止"
            yield Fault((*path, "standard"), "Y568", what)
        full = _FULL.findall(text)
        if len(full) == 1 and Decimal(full[0]) != item.points:
            what = f"指标 {item.code} 的评分标准写满分 {full[0]} 分，分值是 {plain(item.points)} 分"
            yield Fault((*path, "standard"), "Y579", what)


def _discretion(indicator: Indicator, path: Path) -> Iterator[Fault]:
    """“酌情扣分” without a range in the same sentence."""
    for key, text in (("requirement", indicator.requirement), ("standard", indicator.standard)):
        for sentence in _SENTENCE.findall(text):
            found = _DISCRETION.search(sentence)
            if found and not _RANGE.search(sentence):
                what = f"指标 {indicator.code} 写了“{found[0]}”，没有写从几分到几分"
                yield Fault((*path, key), "Y567", what)
                break


def _heads(indicator: Indicator, path: Path) -> Iterator[Fault]:
    """“5人（次）以上” where no field is in 人 or in 人次."""
    if any(field.unit in ("人", "人次") for field in indicator.fields):
        return
    for key, text in (("requirement", indicator.requirement), ("standard", indicator.standard)):
        if found := _HEADS.search(text):
            what = f"指标 {indicator.code} 写了“{found[0]}”，填报项的计量单位没有写是人还是人次"
            yield Fault((*path, key), "Y557", what)
            return


def _stopped(node: Expression, scope: Scope) -> bool:
    """Whether a deduction would go below 0 if it were not stopped there."""
    match node:
        case Greatest((Constant(value), inner)) if value == 0:
            return bounds(inner, scope).low < 0
        case Difference() | Product() | Compare():  # what is deducted may well stop at 0 itself
            return False
    return any(_stopped(child, scope) for child in children(node))
