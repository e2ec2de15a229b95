"""The papers 公文 there are, and what each of them is told: the fields its template may use.

A field is a text; of a list of rows the fields stand as 列表.栏目, and a template walks it with
`{%tr for 项 in 列表 %}` … `{{项.栏目}}` … `{%tr endfor %}`. An empty text counts as no in an `if`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper. A template of it must hold every field of `needed`."""

    name: str
    fields: frozenset[str]
    needed: frozenset[str]


def _paper(name: str, needed: str, fields: str) -> Paper:
    must = frozenset(needed.split())
    return Paper(name, must | frozenset(fields.split()), must)


_PAPERS = (
    _paper(
        "初评结果确认单",
        needed="单位名称 总分 回复期限 一级指标.指标.编号 一级指标.指标.得分 一级指标.指标.理由",
        fields="""
            评估名称 评估年度 依据文号 办公室 印发日期 版本 单位编号 满分 加分 扣分 暂定
            回复方式 好在哪里 未定 未定.编号 未定.名称 未定.状态
            一级指标.编号 一级指标.名称 一级指标.得分 一级指标.满分
            一级指标.指标.名称 一级指标.指标.自报 一级指标.指标.核定 一级指标.指标.满分
            一级指标.指标.条款
        """,
    ),
    _paper(
        "复核申请表",
        needed="单位名称 申请期限 异议.编号",
        fields="""
            评估名称 评估年度 依据文号 办公室 单位编号 申请方式 材料规定
            异议.名称 异议.自报 异议.得分 异议.满分 异议.理由 异议.材料
        """,
    ),
    _paper(
        "复核决定书",
        needed="单位名称 文号 决定日期 结论 决定.编号 决定.原得分 决定.现得分 决定.理由",
        fields="""
            评估名称 评估年度 依据文号 办公室 单位编号 申请日期 申请事由 复核人员
            决定.名称 决定.满分 决定.结果 原总分 现总分 效力
        """,
    ),
    _paper(
        "评审打分表",
        needed="""
            单位编号 单位名称 评审人 一级指标.指标.编号
            一级指标.指标.行.填报项 一级指标.指标.行.核定 一级指标.指标.行.考评分
        """,
        fields="""
            评估名称 轮次 评审办法 填写说明 佐证栏 签名一 签名二 一级指标.名称
            一级指标.指标.名称 一级指标.指标.标准 一级指标.指标.满分 一级指标.指标.佐证
            一级指标.指标.意见 一级指标.指标.理由 一级指标.指标.行.自报
        """,
    ),
)

PAPERS: Mapping[str, Paper] = MappingProxyType({each.name: each for each in _PAPERS})
