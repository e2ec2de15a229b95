"""What a difference is called in Chinese: names of keys, and which part of a rubric each touches.

A key that means something else below another key stands with that one in front (`alliance.by`).
A key that stands nowhere here is shown as it is written, and counts as scoring 计分: what is
unknown is never taken for mere wording.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Any

from engine.rubric.choice_words import CHOICES


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
        *("rubric", "awards", "publicity", "recheck"),
    )
)
_SCORING = frozenset(
    (
        *("points", "rule", "not_applicable", "review", "blank_means", "grades", "exclusions"),
        *("convert", "rule.sources"),
        *("quota", "threshold", "gates", "barred_by", "rank_on", "ties", "waitlist"),
    )
)

LABELS = MappingProxyType(
    {
        "above": "大于",
        "alliance": "捆绑评价",
        "alliance.by": "联盟栏目",
        "alliance.last": "上年得分",
        "alliance.of": "计入的成员",
        "alliance.points": "满增幅得分",
        "appeal": "复核规则",
        "apply_days": "复核申请期",
        "asked_when": "何时填",
        "at_least": "至少",
        "at_most": "至多",
        "awards": "奖项",
        "bands": "分档",
        "barred_by": "不得入选的情形",
        "bars_awards": "不得评奖",
        "base": "基数",
        "basis": "依据",
        "below": "达不到的",
        "better": "怎样算好",
        "blank_means": "留空算作",
        "bonus": "加分",
        "bottom": "末尾的起分",
        "by": "分组",
        "cap": "上限",
        "cases": "各种情况",
        "checked_on": "核对日期",
        "classes": "各等",
        "clause": "条款",
        "code": "编码",
        "coefficient": "系数",
        "column": "栏目",
        "confirm_days": "初评结果确认期",
        "convert": "折算",
        "convert_to": "基础分折算到",
        "count": "次数",
        "counting": "计次办法",
        "counts": "免评算作",
        "denominator": "分母",
        "depth": "递补个数",
        "deviation": "哪种标准差",
        "deviation_places": "标准差位数",
        "document": "文号",
        "down": "降1名减分",
        "each": "每个",
        "effect": "复核改分以后的名单",
        "edition": "版次",
        "effective": "施行日期",
        "ends": "末尾几名",
        "events": "扣分事项",
        "evidence": "佐证要求",
        "evidence_none": "不要佐证的原因",
        "exclusions": "限制情形",
        "family": "系列",
        "faults": "扣分情形",
        "fields": "填报项",
        "first": "前几名",
        "floor": "总分最低",
        "format": "格式",
        "found_by": "由谁认定",
        "from_item": "取自指标",
        "full_to": "满分到第几名",
        "gates": "前置条件",
        "grade": "定为等次",
        "grade_at_most": "等次最高为",
        "grades": "等次",
        "held": "免评凭的称号",
        "id": "编号",
        "in_period": "须在统计时段内",
        "issuer": "发文机关",
        "judges": "评委人数",
        "keys": "同分比较",
        "kind": "种类",
        "kinds": "材料种类",
        "last": "上年名次",
        "less": "减分情形",
        "lookback": "回头看规则",
        "mark": "考评分",
        "marking": "只评分",
        "marks": "各评委打分",
        "maximum": "最大值",
        "mean": "平均水平得分",
        "measure": "看联盟的什么",
        "middle": "中间的起分",
        "minimum": "最小值",
        "missing": "缺的怎么算",
        "missing_when": "何时算缺",
        "mode": "修约办法",
        "most": "满增幅",
        "must": "要求",
        "new_evidence": "复核可以补新材料",
        "not_applicable": "不适用",
        "not_applicable.within": "折算范围",
        "note": "说明",
        "number": "个数",
        "numerator": "分子",
        "of": "计量",
        "on": "按",
        "options": "选项",
        "otherwise": "其余",
        "out_of": "分母",
        "over_points": "超过满分",
        "own": "自己的比重",
        "part": "不足一个的",
        "parts": "部分",
        "pass_at": "合格线",
        "penalties": "扣分",
        "per": "每个分值",
        "period": "统计时段",
        "places": "小数位数",
        "points": "分值",
        "policy": "处理办法",
        "publicity": "公示",
        "quota": "名额",
        "ranges": "评分段",
        "rank_on": "排名依据",
        "raw": "原始满分",
        "reason": "理由",
        "recheck": "复核",
        "record_only": "只记录",
        "relation": "关系",
        "requirement": "要求",
        "review": "评审",
        "reviewers": "由谁复核",
        "revision": "修订号",
        "rewards": "加分情形",
        "rounding": "修约",
        "rubric": "评估标准",
        "rule": "计分规则",
        "rule.places": "名次各档",
        "rule.rounding": "名额怎样取整",
        "rule.sources": "打分来源",
        "rule.ties": "并列跨档的",
        "rule.to": "与什么比",
        "section": "一级指标",
        "section_rate": "一级指标得分率",
        "share": "比例",
        "shared": "联盟的比重",
        "shows": "公布内容",
        "silence": "到期没有答复的",
        "since": "复核申请期从何时起",
        "size": "抽查数",
        "small_group": "名额为0的组",
        "source": "来源",
        "sources": "来源",
        "sources.out_of": "来源满分",
        "standard": "评分标准",
        "standing_still_at_the_end": "末位连续不动的",
        "status": "性质",
        "step": "级差",
        "steps": "各档",
        "take": "选中几项怎么算",
        "target": "目标",
        "target_of": "目标取自",
        "then": "仍相同由谁定",
        "threshold": "分数线",
        "tiers": "轻重各档",
        "ties": "同分规则",
        "title": "名称",
        "to": "到第几名",
        "total": "总分",
        "trim_from": "几个分起去高低",
        "type": "类型",
        "undecided": "定不了的",
        "unit": "计量单位",
        "units": "另有规定的单位",
        "units.unit": "单位",
        "until": "递补到何时",
        "up": "升1名加分",
        "value": "数值",
        "void_when": "不计的情形",
        "waitlist": "递补",
        "weight": "比重",
        "way": "评审方式",
        "when": "条件",
        "when_equal": "全部相同时",
        "when_none": "基数为0时",
        "within": "比较范围",
        "without": "没有上年名次时",
        "working_days": "工作日",
    }
)
_VALUES = MappingProxyType(
    {
        **CHOICES,
        "review": {"required": "必须评审", "none": "不必评审"},
        "source": {"school": "学校", "office": "评估办公室", "reviewer": "评审组"},
        "type": {
            "number": "数字",
            "yes-no": "是非",
            "choice": "单选",
            "choices": "多选",
            "date": "日期",
            "text": "文字",
            "document": "文号",
        },
        "mode": {"half-up": "四舍五入", "half-even": "GB/T 8170 修约"},
        "status": {"model": "示范", "published": "正式", "excerpt": "摘录", "draft": "草稿"},
        "on": {"base": "基础分", "bonus": "加分", "section": "一级指标", "total": "总分"},
        "rank_on": {"base": "基础分", "total": "总分"},
        "found_by": {"conclusion": "主管部门书面结论", "not-submitted": "没有提交自评表"},
        "must": {"have": "必须有", "not-have": "必须没有"},
        "then": {"committee": "集体研究"},
        "undecided": {"vacant": "空缺"},
        "small_group": {"zero": "不给名额"},
        "base": {"roster": "名册应参评单位"},
    }
)
NOTHING = "没有写"
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def part_of(key: str, within: Part, parent: str = "") -> Part:
    """The part a key touches, inside something that touches `within`; wording stays wording."""
    if f"{parent}.{key}" in _SCORING:
        return Part.SCORING
    if within is Part.WORDING or key in _WORDING:
        return Part.WORDING
    if key in _STRUCTURE:
        return Part.STRUCTURE
    return Part.SCORING if key in _SCORING else within


def label(key: str, within: Part = Part.SCORING, parent: str = "") -> str:
    """A key in Chinese; a number among words is that of a document."""
    if key == "number" and within is Part.WORDING:
        return "文号"
    return LABELS.get(f"{parent}.{key}", LABELS.get(key, key))


def shown(value: Any, key: str = "") -> str:
    """Any plain JSON value in one line of Chinese."""
    if value in _EMPTY:
        return NOTHING
    match value:
        case bool():
            return "是" if value else "否"
        case {"numerator": over, "denominator": under}:
            return f"{over}/{under}"
        case {"first": first, "last": last, **rest} if not rest:
            return f"{first} 至 {last}"
        case dict():
            inside = ((k, v) for k, v in value.items() if v not in _EMPTY)
            said = (f"{label(k, parent=key)} {shown(v, k)}" for k, v in inside)
            return f"（{'，'.join(said)}）"
        case list():
            return "、".join(shown(each, key) for each in value)
        case _:
            words = _VALUES.get(key, {})
            return words.get(str(value), " ".join(str(value).split()))
