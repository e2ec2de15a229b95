"""Names of the sheets, columns and words of a 未定项清单; writer and reader share them."""

from __future__ import annotations

from types import MappingProxyType

LIST, BY_STATE, DECISION = "清单", "按情形", "决定"
UNIT, INDICATOR = "单位编号", "指标"
DECIDED, POINTS, REASON = "收口处理", "定为几分", "理由"
HEAD = (
    UNIT, "单位名称", INDICATOR, "指标名称", "满分", "自报分", "状态", "为什么未定", "谁来办",
    "总分现在\n最少～最多", DECIDED, POINTS, REASON,
)  # fmt: skip
STATE, RULE = "情形", "怎样定"
STATE_HEAD = (STATE, "未定", RULE, "说明")
NUMBER, DATE, ROLE = "决定编号", "日期", "角色"
CYCLE, SCOPE, WHOLE = "评估年度", "清单范围", "全部单位"

NAMED, LEAVE, ONE_BY_ONE = "定为", "留待", "逐项定"
AFTER = "收口后自动算"
"""What stands where there is nothing to decide, because units are compared later."""
HOW = MappingProxyType({"按自报分": "claimed", "0分": "zero", NAMED: "named", LEAVE: "open"})
"""What may be chosen for one item."""
RULES = MappingProxyType({"0分": "zero", "按自报分": "claimed", ONE_BY_ONE: ""})
"""What may be chosen for a state; "" is no rule."""
