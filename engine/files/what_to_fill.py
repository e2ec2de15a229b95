"""What to fill 填什么: the kind words that tell a school how one field wants to be answered."""

from __future__ import annotations

from engine.language.fields import Field, Kind
from engine.records.exact import plain


def what_to_fill(asked: Field) -> str:
    """How to answer `asked`, without the full stop: “填一个整数，比如 2；没有就填 0”."""
    match asked.type:
        case Kind.NUMBER:
            return _number(asked)
        case Kind.YES_NO | Kind.CHOICE:
            return f"请从下拉列表里选一项：{'、'.join(asked.options)}"
        case Kind.CHOICES:
            return "有哪样就在哪样后面选“✓”；都没有，就在“以上都没有”后面选“✓”"
        case Kind.DATE:
            return "请填年月日，比如 2025-03-01"
        case Kind.DOCUMENT:
            return "请照原件填写文号或证书号"
    return "请简要填写"


def _number(asked: Field) -> str:
    kind = f"数，最多{asked.places}位小数" if asked.places else "整数"
    example = f"，比如 {_example(asked)}" if _example(asked) else ""
    none = "；没有就填 0" if asked.minimum == 0 else ""
    unit = f"（单位：{asked.unit}）" if asked.unit else ""
    return f"请填一个{kind}{unit}{example}{none}"


def _example(asked: Field) -> str:
    """A small number that the field allows; "" where none comes to mind."""
    for number in (asked.step, asked.minimum):
        if number is not None and number > 0:
            return plain(number)
    return "2" if asked.maximum is not None and asked.maximum >= 2 else ""
