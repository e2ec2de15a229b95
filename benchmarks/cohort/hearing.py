"""How two invented schools are heard: one objection that is upheld, one that is refused."""

from __future__ import annotations

RECHECK = """
# 初评结果确认和复核的期限：工作日，从次日起算。
recheck:
  confirm_days: 3
  silence: agrees
  apply_days: 5
  since: notice
  reviewers: others
  effect: replace-last
"""
_GROWN = "材料23里有两所幼儿园照着做的记录，没有计入。"
OBJECTIONS = (
    ("单位编号", "结果", "日期", "签字人角色", "异议指标", "理由", "材料编号"),
    ("010013", "有异议", "2025-12-02", "园长", "4.3", _GROWN, "23"),
    ("010002", "有异议", "2025-12-02", "校长", "3.4", "当面交流过情况，应当算有协同。", "18"),
    ("010001", "无异议", "2025-12-01", "园长", "", "", ""),
    ("020031", "无异议", "2025-12-03", "校长", "", "", ""),
)  # fmt: skip
"""Lines of 初评确认登记; whoever says nothing by the last day agrees."""

APPLICATIONS = {
    "复核申请-010013": """\
kind: recheck-application
number: 复申1
unit: "010013"
date: 2025-12-03
items:
  - {indicator: "4.3", reason: 材料23里有两所幼儿园照着做的记录，没有计入。, pieces: ["23"]}
""",
    "复核申请-010002": """\
kind: recheck-application
number: 复申2
unit: "010002"
date: 2025-12-03
items:
  - {indicator: "3.4", reason: 当面交流过情况，应当算有协同。, pieces: ["18"]}
""",
}
DECISIONS = {
    "复核决定-010013": """\
kind: recheck-decision
number: 示教关复〔2025〕1号
date: 2025-12-05
role: 复核组
application: 复申1
reason: 材料23第4—9页有两所幼儿园照着做的签到和照片，初评没有翻到。
items:
  - indicator: "4.3"
    upheld: true
    values: {"F431": "4"}
    reason: 特色做法已有两所幼儿园推广，够“好”一档的满分。
""",
    "复核决定-010002": """\
kind: recheck-decision
number: 示教关复〔2025〕2号
date: 2025-12-05
role: 复核组
application: 复申2
reason: 材料18只有一张合影，没有时间、内容和参加人。
items:
  - indicator: "3.4"
    upheld: false
    reason: 已交材料里没有交流的书面记录，维持原分。
""",
}
