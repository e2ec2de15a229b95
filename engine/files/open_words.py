"""Words of open items 未定项用词: why, who owes what, until when and what is next, in Chinese."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.records.exact import plain
from engine.records.open_item import Cause, OpenItem, Owner, Reach, Why

OWNERS = {
    Owner.SCHOOL: "学校",
    Owner.OFFICE: "办公室",
    Owner.REVIEWERS: "评审组",
    Owner.CHAIR: "组长、领导小组",
    Owner.CLOSING: "收口以后自动算",
}
OWED_MARKS = (
    Cause.NO_MARK,
    Cause.THIRD_MARK,
    Cause.DIFFERS,
    Cause.TYPED_APART,
    Cause.MUST_AVOID,
)
"""Causes for which the reviewers have not finished."""
_CAUSES = {
    Cause.NO_MARK: "没有评审",
    Cause.THIRD_MARK: "两个考评分相差太大，要第三人评",
    Cause.DIFFERS: "评审意见不一",
    Cause.TYPED_APART: "两次录入不一致",
    Cause.MUST_AVOID: "评的人应当回避，这份意见没有采用",
    Cause.FAULTY: "填报有差错",
    Cause.DISPUTED: "评审有异议",
    Cause.NO_EVIDENCE: "缺佐证",
    Cause.NOT_FILLED: "学校没有填",
    Cause.NOT_IMPORTED: "办公室的数据没有导入",
    Cause.NOT_ON_ROSTER: "名册没有写",
    Cause.NA_REQUESTED: "学校申请不适用，还没有定",
    Cause.COMPARED: "要与其他单位比，收口以后才算",
}
_NEXT = {
    Cause.NO_MARK: "评审组评好这一项，再 wuhao review read",
    Cause.THIRD_MARK: "请第三人评这一项，再 wuhao review read",
    Cause.DIFFERS: "合议后交一份“合议”的评审表，再 wuhao review read",
    Cause.TYPED_APART: "对照纸质表改好录错的一份，再 wuhao review read",
    Cause.MUST_AVOID: "改请不用回避的人评，再 wuhao review read",
    Cause.FAULTY: "请学校改正这一格，再 wuhao intake",
    Cause.DISPUTED: "定下来以后改评审表上的意见，再 wuhao review read",
    Cause.NO_EVIDENCE: "请学校补佐证，或由评审组改定",
    Cause.NOT_FILLED: "请学校补填，再 wuhao intake",
    Cause.NOT_IMPORTED: "填进 outside 文件夹里的表（如 局填数据.xlsx）的这一列",
    Cause.NOT_ON_ROSTER: "写名册变更单，用 wuhao change 记入",
    Cause.NA_REQUESTED: "评审组选“同意不适用”或别的意见，再 wuhao review read",
    Cause.COMPARED: "不用办；别的项都定了、收口以后自己算出来",
}


def owed_by(why: Why) -> str:
    """Who owes it: 评审组（第一组、Z03）, 学校."""
    names = f"（{'、'.join(why.names)}）" if why.names else ""
    return f"{OWNERS[why.owner]}{names}"


def why_words(item: OpenItem) -> str:
    """Every cause of one item in a line, each with its field and cell."""
    return "；".join(_why(each) for each in item.whys)


def _why(why: Why) -> str:
    if why.of:
        return f"要用指标{why.of}的 {why.field}，那里{_CAUSES[why.cause]}"
    what = f" {why.field}" if why.field else ""
    where = f"（{why.place}）" if why.cause is Cause.FAULTY and str(why.place) else ""
    said = f"：{why.said}" if why.said else ""
    return f"{_CAUSES[why.cause]}{what}{where}{said}"


def until(owner: Owner, mend_by: date, close_on: date) -> date:
    """Until when: a school till 补正期满, everybody else till 收口."""
    return mend_by if owner is Owner.SCHOOL else close_on


def next_words(item: OpenItem) -> str:
    """What to do about the main cause."""
    return _NEXT[item.whys[0].cause]


def points_words(points: Decimal | None, otherwise: str) -> str:
    """Points as people read them, or the word for none."""
    return plain(points) if points is not None else otherwise


def reach_words(reach: Reach) -> str:
    """暂定86.50，最少84.00，最多91.00."""
    now, least, most = reach_parts(reach)
    return f"暂定{now}，最少{least}，最多{most}"


def reach_parts(reach: Reach) -> tuple[str, str, str]:
    """Total now, least and most, with the places in which totals are published."""
    least = format(reach.least, "f") if reach.least is not None else "不封底"
    return format(reach.now, "f"), least, format(reach.most, "f")
