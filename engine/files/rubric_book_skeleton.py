"""The skeleton 骨架: a small whole rubric, to be written over in Excel by those who begin."""

from __future__ import annotations

from engine.files.rubric_store import TEXT_KEYS, Source, parse
from engine.files.strict_yaml import load
from engine.rubric.model import Rubric

_YAML = """
kind: rubric
format: "1"
family: my-rubric
edition: "2025"
title: 评估标准骨架（例子，请改成自己的）
status: draft
note: 这是一份能用的小例子，请逐格改成自己的内容，多余的行删去。
period: {first: 2024-11-01, last: 2025-10-31}
rounding: {places: 2, mode: half-up}
total: 20
sources:
  某细则: {issuer: 发文单位未见, title: 某某考核细则, note: 例子}
unit_fields:
  - {code: "学段", title: 学段, type: choice, options: [幼儿园, 小学, 初中], source: office}
sections:
  - code: "1"
    title: 组织健全
    points: 8
    indicators:
      - code: "1.1"
        title: 班子健全
        points: 4
        requirement: 发文成立关工委，成员不少于3人。
        fields:
          - {code: "F11", title: 是否发文成立, type: yes-no}
          - {code: "F12", title: 成员人数, type: number, unit: 人, minimum: 0, maximum: 50}
        rule:
          kind: parts
          parts:
            - {points: 2, when: F11 = 是}
            - {points: 2, when: F12 >= 3}
        evidence:
          - {kinds: [文件], at_least: 计数(F11 = 是)}
        review: required
        basis:
          - {relation: 照, source: 某细则, clause: "1.1"}
      - code: "1.2"
        title: 专题研究
        points: 4
        requirement: 每年专题研究不少于2次。
        fields:
          - {code: "F13", title: 研究次数, type: number, unit: 次, minimum: 0, maximum: 20}
        rule: {kind: deduct-shortfall, of: F13, at_least: 2, per: 2}
        evidence:
          - {kinds: [记录], at_least: "最小(F13, 2)"}
        review: required
        basis:
          - {relation: 据, source: 某细则, clause: "1.3", note: 原为不少于1次}
  - code: "2"
    title: 活动经常
    points: 12
    indicators:
      - code: "2.1"
        title: 主题活动
        points: 6
        requirement: 经常开展主题活动，幼儿园要求减半。
        fields:
          - {code: "F21", title: 活动次数, type: number, unit: 次, minimum: 0, maximum: 200}
        rule:
          kind: bands
          of: F21
          bands:
            - {at_least: {by: 学段, cases: {幼儿园: 4, 小学: 8, 初中: 8}}, points: 6}
            - {at_least: {by: 学段, cases: {幼儿园: 2, 小学: 4, 初中: 4}}, points: 3}
          otherwise: 0
        evidence:
          - {kinds: [照片, 记录], at_least: "最小(F21, 2)"}
        review: required
        basis:
          - {relation: 自拟}
      - code: "2.2"
        title: 出席会议
        points: 6
        requirement: 按时参加上级会议。
        fields:
          - {code: "F22", title: 未请假缺席, type: number, unit: 次, minimum: 0, maximum: 20,
             source: office}
        rule: {kind: deduct-each, count: F22, per: "0.5"}
        evidence_none: 以签到为准
        basis:
          - {relation: 自拟}
bonus:
  title: 加分
  cap: 3
  indicators:
    - code: "J1"
      title: 受到表扬
      points: 3
      requirement: 受到上级表扬的加分，只取最高一项。
      fields:
        - {code: "F31", title: 最高级别, type: choice, options: [省级, 市级, 县级, 无],
           blank_means: 无}
      rule: {kind: levels, of: F31, points: {省级: 3, 市级: 2, 县级: 1, 无: 0}}
      evidence:
        - {kinds: [证书], at_least: 计数(F31 != 无)}
      review: required
      basis:
        - {relation: 自拟}
grades:
  "on": base
  bands:
    - {title: 优秀, at_least: 18}
    - {title: 合格, at_least: 12}
    - {title: 不合格, at_least: 0}
exclusions:
  - code: "N1"
    title: 申报材料弄虚作假，经查实
    bars_awards: true
    basis:
      - {relation: 据, source: 某细则}
"""


def skeleton() -> Rubric:
    """The example; sound, and a draft."""
    value = parse(Source("", load(_YAML.encode(), "", TEXT_KEYS)))
    assert isinstance(value, Rubric)
    return value
