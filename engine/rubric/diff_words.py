"""What a difference is called in Chinese: names of keys, and which part of a rubric each touches.

A key that stands nowhere here is shown as it is written, and counts as scoring 计分: what is
unknown is never taken for mere wording.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Part(StrEnum):
    """Which part of an edition a change touches."""

    WORDING = "wording"
    STRUCTURE = "structure"
    SCORING = "scoring"

    @property
    def chinese(self) -> str:
        """The word that users read."""
        return {"wording": "措辞", "structure": "结构", "scoring": "计分"}[self.value]


_WORDING = frozenset(
    (
        *("title", "requirement", "standard", "basis", "note", "sources", "issuer", "document"),
        *("clause", "evidence_none", "status", "checked_on", "effective", "revision"),
        *("appeal", "lookback", "record_only"),
    )
)
_STRUCTURE = frozenset(
    (
        *("kind", "format", "family", "edition", "period", "fields", "unit_fields", "evidence"),
        *("rubric", "awards", "publicity"),
    )
)
_SCORING = frozenset(
    (
        *("points", "rule", "not_applicable", "review", "blank_means", "grades", "exclusions"),
        *("quota", "threshold", "gates", "barred_by", "rank_on", "ties", "waitlist"),
    )
)

LABELS = MappingProxyType(
    {
        "above": "大于",
        "appeal": "复核规则",
        "asked_when": "何时填",
        "at_least": "至少",
        "at_most": "至多",
        "awards": "奖项",
        "bands": "分档",
        "bars_awards": "不得评奖",
        "barred_by": "不得入选的情形",
        "base": "基数",
        "basis": "依据",
        "blank_means": "留空算作",
        "bonus": "加分",
        "by": "分组",
        "cap": "上限",
        "cases": "各种情况",
        "checked_on": "核对日期",
        "clause": "条款",
        "code": "编码",
        "column": "栏目",
        "count": "次数",
        "counting": "计次办法",
        "denominator": "分母",
        "depth": "递补个数",
        "document": "文号",
        "each": "每个",
        "edition": "版次",
        "effective": "施行日期",
        "evidence": "佐证要求",
        "evidence_none": "不要佐证的原因",
        "exclusions": "限制情形",
        "family": "系列",
        "faults": "扣分情形",
        "first": "起",
        "format": "格式",
        "found_by": "由谁认定",
        "from_item": "取自指标",
        "gates": "前置条件",
        "grade": "定为等次",
        "grade_at_most": "等次最高为",
        "grades": "等次",
        "id": "编号",
        "in_period": "须在统计时段内",
        "issuer": "发文机关",
        "keys": "同分比较",
        "kind": "种类",
        "kinds": "材料种类",
        "last": "止",
        "less": "减分情形",
        "lookback": "回头看规则",
        "mark": "考评分",
        "marking": "只评分",
        "maximum": "最大值",
        "minimum": "最小值",
        "mode": "修约办法",
        "must": "要求",
        "not_applicable": "不适用",
        "note": "说明",
        "number": "个数",
        "numerator": "分子",
        "of": "计量",
        "on": "按",
        "options": "选项",
        "otherwise": "其余",
        "out_of": "分母",
        "over_points": "超过满分",
        "part": "不足一个的",
        "parts": "部分",
        "pass_at": "合格线",
        "per": "每个分值",
        "period": "统计时段",
        "places": "小数位数",
        "points": "分值",
        "policy": "处理办法",
        "publicity": "公示",
        "quota": "名额",
        "ranges": "评分段",
        "rank_on": "排名依据",
        "record_only": "只记录",
        "relation": "关系",
        "requirement": "要求",
        "review": "评审",
        "revision": "修订号",
        "rewards": "加分情形",
        "rounding": "修约",
        "rubric": "评估标准",
        "rule": "计分规则",
        "section": "一级指标",
        "section_rate": "一级指标得分率",
        "share": "比例",
        "shows": "公布内容",
        "size": "抽查数",
        "small_group": "名额为0的组",
        "source": "来源",
        "sources": "来源",
        "standard": "评分标准",
        "status": "性质",
        "step": "级差",
        "target": "目标",
        "target_of": "目标取自",
        "then": "仍相同由谁定",
        "threshold": "分数线",
        "tiers": "轻重各档",
        "ties": "同分规则",
        "title": "名称",
        "total": "总分",
        "type": "类型",
        "undecided": "定不了的",
        "unit": "计量单位",
        "until": "递补到何时",
        "void_when": "不计的情形",
        "waitlist": "递补",
        "when": "条件",
        "when_none": "基数为0时",
        "working_days": "工作日",
    }
)
_VALUES = MappingProxyType(
    {
        ("review", "required"): "必须评审",
        ("review", "none"): "不必评审",
        ("source", "school"): "学校",
        ("source", "office"): "评估办公室",
        ("source", "reviewer"): "评审组",
        ("type", "number"): "数字",
        ("type", "yes-no"): "是非",
        ("type", "choice"): "单选",
        ("type", "choices"): "多选",
        ("type", "date"): "日期",
        ("type", "text"): "文字",
        ("type", "document"): "文号",
        ("mode", "half-up"): "四舍五入",
        ("mode", "half-even"): "GB/T 8170 修约",
        ("status", "model"): "示范",
        ("status", "published"): "正式",
        ("status", "excerpt"): "摘录",
        ("status", "draft"): "草稿",
        ("on", "base"): "基础分",
        ("on", "bonus"): "加分",
        ("on", "section"): "一级指标",
        ("on", "total"): "总分",
        ("rank_on", "base"): "基础分",
        ("rank_on", "total"): "总分",
        ("found_by", "conclusion"): "主管部门书面结论",
        ("found_by", "not-submitted"): "没有提交自评表",
        ("must", "have"): "必须有",
        ("must", "not-have"): "必须没有",
        ("then", "committee"): "集体研究",
        ("undecided", "vacant"): "空缺",
        ("small_group", "zero"): "不给名额",
        ("base", "roster"): "名册应参评单位",
        ("rounding", "floor"): "只舍不入",
    }
)
NOTHING = "没有写"
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def part_of(key: str, within: Part) -> Part:
    """The part a key touches, inside something that touches `within`; wording stays wording."""
    if within is Part.WORDING or key in _WORDING:
        return Part.WORDING
    if key in _STRUCTURE:
        return Part.STRUCTURE
    return Part.SCORING if key in _SCORING else within


def label(key: str, within: Part = Part.SCORING) -> str:
    """A key in Chinese; a number among words is that of a document."""
    return "文号" if key == "number" and within is Part.WORDING else LABELS.get(key, key)


def shown(value: Any, key: str = "") -> str:
    """Any plain JSON value in one line of Chinese."""
    if value in _EMPTY:
        return NOTHING
    match value:
        case bool():
            return "是" if value else "否"
        case {"numerator": over, "denominator": under}:
            return f"{over}/{under}"
        case {"first": first, "last": last}:
            return f"{first} 至 {last}"
        case dict():
            said = (f"{label(k)} {shown(v, k)}" for k, v in value.items() if v not in _EMPTY)
            return f"（{'，'.join(said)}）"
        case list():
            return "、".join(shown(each, key) for each in value)
        case _:
            return _VALUES.get((key, str(value)), " ".join(str(value).split()))
