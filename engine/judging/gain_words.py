"""What a gain is called: plain words that tell how the rule works and invite nobody to inflate."""

from __future__ import annotations

from engine.language.fields import Field, Kind, Source
from engine.records.states import State
from engine.rubric.standard import Item

HONEST = "这里只说明规则怎样算分，不是让人改数。没有做到的不要填；做到了的如实填报，佐证要跟得上。"

_NOT_THE_SCHOOL_S = {
    Source.OFFICE: "这个数由评估办公室提供，学校不能改",
    Source.REVIEWER: "由评审组评定，学校不能改",
}
_CLOSED = {
    State.BLANK: "没有填，收口时定了分；以后如实填好才能得分。",
    State.FAULTY: "填报有差错没有改好，收口时定了分；以后填对才能得分。",
    State.DISPUTED: "有异议没有结论，收口时定了分。",
    State.NA_REQUESTED: "申请不适用没有获准，收口时定了分。",
    State.CLAIMED: "没有评审，收口时定了分。",
}


def change_words(field: Field, before: str, after: str | tuple[str, ...]) -> str:
    """One answer as it would have to be: “听取汇报次数”（F131）实际为2次（现为1次）."""
    said = f"“{field.title}”（{field.code}）"
    if isinstance(after, tuple):
        more = [option for option in after if option not in before.split("、")]
        if len(more) + len(before.split("、")) == len(after):
            return f"{said}再做到{'、'.join(more)}（现为{before}）"
        return f"{said}实际为{'、'.join(after) or '无'}（现为{before}）"
    if field.type is Kind.NUMBER:
        return f"{said}实际为{after}{field.unit}（现为{before}{_unit(field, before)}）"
    if field.type in (Kind.TEXT, Kind.DOCUMENT):
        return f"{said}确有内容并填写（现为{before}）"
    day = field.type is Kind.DATE
    return f"{said}实际为{after if day else f'“{after}”'}（现为{before}）"


def _unit(field: Field, before: str) -> str:
    return field.unit if before[-1:].isdigit() else ""


def owner_words(field: Field) -> str:
    """Whose the answer is, where it is not the school's; else ""."""
    return _NOT_THE_SCHOOL_S.get(field.source, "")


def no_gain_words(item: Item, cap: str | None) -> str:
    """Why nothing in an item raises the total although its own points could rise."""
    if item.bonus and cap is not None:
        return f"加分已达上限{cap}分，这一项再做，总分也不增加。"
    if item.block == "penalty":
        return "扣分已达上限，这一项少扣，总分也不增加。"
    return "折算、修约以后总分不增加。"


def closed_words(state: State) -> str:
    """What became of an item that a closing decision settled."""
    return _CLOSED.get(state, "")
