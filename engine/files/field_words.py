"""Field words 填报提示: what a form tells people to write, and which evidence to bring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.files.form_names import NOT_APPLICABLE
from engine.language.fields import Field, Kind, Source
from engine.language.prove import bounds
from engine.language.sentence import say
from engine.language.tokens import names_in
from engine.records.exact import plain
from engine.rubric.standard import Item, Standard

REASON_HEAD = "扣分理由"
"""The head of the column in which reviewers say why."""


def chinese_day(day: date) -> str:
    """“2025年11月10日”."""
    return f"{day.year}年{day.month}月{day.day}日"


def how_to_answer(field: Field) -> str:
    """What to write, without whether: “填整数，0—50”."""
    match field.type:
        case Kind.NUMBER if field.minimum is not None and field.maximum is not None:
            span = f"{plain(field.minimum)}—{plain(field.maximum)}"
            return f"填{span}，最多{field.places}位小数" if field.places else f"填整数，{span}"
        case Kind.YES_NO | Kind.CHOICE:
            return f"选一项：{'／'.join(field.options)}"
        case Kind.CHOICES:
            return "可多选：有一样选一样"
        case Kind.DATE:
            return "填日期，如2025-03-31" + ("，须在统计时段内" if field.in_period else "")
        case Kind.DOCUMENT:
            return "照抄文号或证书号"
    return "填文字"


def guidance(field: Field, standard: Standard) -> str:
    """All that is said under a field's title: what to write, its limits, when it is asked."""
    scope = standard.scope
    said = [how_to_answer(field)]
    if field.at_most is not None:
        said.append(f"不超过“{scope[field.at_most].title}”")
    if field.at_least is not None:
        said.append(f"不少于“{scope[field.at_least].title}”")
    if field.code in standard.asked:
        said.append(f"{say(standard.asked[field.code], scope)}时才填")
    if field.blank_means is not None:
        said.append(f"留空算“{field.blank_means}”")
    if field.note:
        said.append(field.note)
    return "；".join(said)


def on_request(item: Item) -> bool:
    """Whether a school may ask that the item be taken as 不适用."""
    rule = item.policy
    return rule is not None and rule.when is None


def takes_verdict(item: Item) -> bool:
    """Whether reviewers give their 意见 on the item: there is a claim to judge."""
    return on_request(item) or any(each.source is Source.SCHOOL for each in item.fields)


def takes_reason(item: Item) -> bool:
    """Whether reviewers may write a 扣分理由: not where all is the office's data."""
    return on_request(item) or any(each.source is not Source.OFFICE for each in item.fields)


def reason_field(item: Item) -> Field | None:
    """The reviewers' own field for why a mark is below full; 评审表 has a column of that name."""
    return next((each for each in item.fields if _is_reason(each, item)), None)


def _is_reason(asked: Field, item: Item) -> bool:
    if (asked.source, asked.type, asked.title) != (Source.REVIEWER, Kind.TEXT, REASON_HEAD):
        return False
    marks = names_in(asked.asked_when or "") & item.marks
    # On a sheet without the mark the column is not asked, so it cannot stand for the field.
    return any(each.code in marks and each.way == asked.way for each in item.fields)


def request_words(item: Item) -> str:
    """How to ask for 不适用, or "" where one cannot."""
    if item.policy is None or not on_request(item):
        return ""
    how = "" if item.policy.policy == "full" else f"（获准后{item.policy.words}）"
    return f"；确实不适用的写“{NOT_APPLICABLE}”，并说明理由{how}"


def evidence_words(item: Item) -> str:
    """The evidence an item asks for 佐证要求, in words: “文件1件；照片至多2件”."""
    said = []
    for need, expression in item.evidence:
        kinds = "或".join(need.kinds)
        if need.from_item is not None:
            said.append(f"用{need.from_item}登记的{kinds}，不用再登")
            continue
        found = bounds(expression, item.context.scope)
        most = int(found.high)
        each = "" if most == 1 or found.low == found.high else "，每项（次）1件，备够"
        said.append(f"{kinds}{each}{most}件{'即可' if each else ''}")
    return "；".join(said) or f"不用备（{item.indicator.evidence_none}）"


def joined(parts: Iterable[str]) -> str:
    """Parts with “、” between them."""
    return "、".join(parts)
