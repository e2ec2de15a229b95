"""The defects of two public tables, written down as they stand there, are found by lint.

T09 学校“四化”建设评估细则评分表 and T12 学校安全工作目标管理年终考核评分细则, both library copies.
"""

from __future__ import annotations

from pathlib import Path

from engine.files.rubric_lint import lint
from engine.files.rubric_store import Store

HEAD = """\
kind: rubric
format: "1"
family: copy
edition: "2025"
title: 抄录（测试用）
status: model
rounding: {places: 2, mode: half-up}
marking: {places: 1}
"""
T12 = (
    HEAD
    + """\
total: 4
sections:
  - code: "1"
    title: 组织机构
    points: 4
    indicators:
      - {code: "1", title: 领导小组与分工, points: 1}
      - {code: "2", title: 安管办, points: 0.5}
      - {code: "3", title: 法制副校长或辅导员, points: 0.5}
      - code: "3"
        title: 门卫、安保、护校队
        points: 3
        standard: 安保不足的视情况扣分；没有护校队的扣0.5分。
"""
)
T09 = (
    HEAD
    + """\
total: 7
sections:
  - code: "1"
    title: 校园绿化
    points: 5
    indicators:
      - code: "8"
        title: 绿化面积不少于校园的35%
        points: 5
        fields:
          - {code: F8, title: 绿化率, type: number, unit: "%", minimum: 0, maximum: 100, places: 1}
        rule:
          kind: ordered
          cases:
            - {level: 达标, points: 5, when: F8 >= 35}
            - {level: 不到10%, points: 2, when: F8 < 10}
            - {level: 不到20%, points: 3, when: F8 < 20}
            - {level: 不到30%, points: 4, when: F8 < 30}
        evidence_none: 现场看
  - code: "2"
    title: 校园文化
    points: 2
    indicators:
      - code: "12"
        title: 宣传标语
        points: 2
        fields:
          - {code: F12, title: 缺少的标语, type: number, unit: 项, minimum: 0, maximum: 9}
        standard: 宣传标语缺1项扣0.5分。
        rule: {kind: deduct-each, count: F12, per: 0.5}
"""
)


def found(text: str, folder: Path) -> list[tuple[str, int | None]]:
    file = folder / "copy.yaml"
    file.write_text(text, "utf-8")
    return [(each.code, each.place.line) for each in lint(Store([]), str(file)).problems]


def test_t12_sums_numbers_and_discretion(tmp_path: Path) -> None:
    said = {("Y524", 13), ("Y521", 18), ("Y567", 21)}
    assert said <= set(found(T12, tmp_path))


def test_t09_leaves_30_to_35_open_and_so_cannot_be_written(tmp_path: Path) -> None:
    assert found(T09, tmp_path) == [("Y503", 20)]


def test_t09_has_no_evidence_and_a_deduction_without_end(tmp_path: Path) -> None:
    case = "when: F8 < 30}\n"
    decided = f"{case}          otherwise: {{level: 不到35%, points: 5}}\n"
    assert found(T09.replace(case, decided), tmp_path) == [("Y530", 33), ("Y568", 38)]
