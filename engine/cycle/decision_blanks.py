"""Blank decisions 决定的样张 for a new year: YAML with comments, to be copied and filled in.

With its number left empty a blank is refused by the command that would read it.
"""

from __future__ import annotations

CLOSING = """\
# 收口决定的样张。另存为“收口决定.yaml”，填好再运行：wuhao close --decision 收口决定.yaml
# 不想写这个文件的，用工作簿：wuhao review open --xlsx 未定项清单.xlsx，在里面定。
kind: closing-decision
number: ""            # 文号，前后加引号
date: {date}      # 决定的日子
role: ""              # 谁作的决定，比如 评审领导小组；不写姓名
reason: ""            # 为什么收口，怎样定的
# 按情形定：zero 定0分，claimed 按自报分；不写的仍然未定。
# blank 未填，no-evidence 缺佐证，faulty 填报差错，na-requested 申请不适用，
# disputed 有异议，claimed 自报、没有评审
rules: {{}}
#  blank: zero
#  no-evidence: zero
# 逐项定，比按情形优先；编号要加引号。points 写几分，或 claimed 按自报分，或 open 留待。
items: []
#  - {{unit: "010101", indicator: "1.2", points: 2, reason: 写明理由}}
"""
ROSTER_CHANGE = """\
# 名册变更单的样张。另存为“名册变更单.yaml”，填好再运行：wuhao change --decision 名册变更单.yaml
kind: roster-change
number: ""            # 文号，前后加引号
date: {date}      # 决定的日子
role: ""              # 谁作的决定，比如 评估办公室；不写姓名
reason: ""            # 为什么变更
# 用得着哪条写哪条；合并、分设、新增的写法见手册。编号要加引号。
changes: []
#  - {{what: renamed, unit: "010101", name: 新名称}}     # 更名
#  - {{what: closed, unit: "010102"}}                   # 撤销
#  - {{what: status, unit: "010103", status: 参评}}      # 改参评状态
"""
BLANKS = {"收口决定（样张）.yaml": CLOSING, "名册变更单（样张）.yaml": ROSTER_CHANGE}
"""File name → text; `date` is filled in."""
