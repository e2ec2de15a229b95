"""Whether an answer to one field is an answer to another: same sense, and within its range."""

from __future__ import annotations

from decimal import Decimal

from engine.language.fields import Field, Kind
from engine.records.exact import places_of, plain


def misfit(before: Field, now: Field, value: str | tuple[str, ...]) -> str:
    """Why a canonical answer to one field is none to the other; "" where it is."""
    if before.type is not now.type:
        return "填报项的类型变了"
    if before.source is not now.source:
        return "改由别人提供"
    match now.type:
        case Kind.NUMBER:
            return _misfit_number(before, now, Decimal(str(value)))
        case Kind.YES_NO | Kind.CHOICE if value not in now.options:
            return f"选项里没有原来选的“{value}”"
        case Kind.CHOICES if isinstance(value, tuple) and not set(value) <= set(now.options):
            gone = "、".join(each for each in value if each not in now.options)
            return f"选项里没有原来选的“{gone}”"
    return ""


def _misfit_number(before: Field, now: Field, value: Decimal) -> str:
    assert now.minimum is not None and now.maximum is not None
    if before.unit != now.unit:
        return f"计量单位由“{before.unit}”改成了“{now.unit}”"
    if not now.minimum <= value <= now.maximum:
        return f"原来的 {plain(value)} 不在 {plain(now.minimum)}—{plain(now.maximum)} 之间"
    if places_of(value) > now.places:
        return f"原来的 {plain(value)} 小数位数多于 {now.places} 位"
    if now.step is not None and now.step != before.step and value % now.step:
        return f"原来的 {plain(value)} 不是 {plain(now.step)} 的整数倍"
    return ""
