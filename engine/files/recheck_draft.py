"""A 复核决定 to be filled in: every item applied for, its fields and what stands in them now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.files.result_words import number, short
from engine.records.recheck import Application

Results = Mapping[str, Any]


def decision_draft(unit: Results, told: Application, reviewers: tuple[str, ...], file: str) -> str:
    """The text of the file. `unit` is the unit's entry in the newest results."""
    return "\n".join(_lines(unit, told, reviewers, file)) + "\n"


def _lines(
    unit: Results, told: Application, reviewers: tuple[str, ...], file: str
) -> Iterator[str]:
    yield f"# {unit['code']} {unit['name']}，复核申请 {told.number}（{told.date}）。"
    yield f"# 填好以后先看会怎样变：wuhao recheck decide {file} --preview"
    yield "kind: recheck-decision"
    yield 'number: ""      # 决定的文号'
    yield 'date: ""        # 决定的日期，写成 2025-12-05 的样子'
    yield 'role: ""        # 谁决定的，如：评审领导小组'
    yield 'reason: ""      # 总的说明，可以空着'
    yield f"application: {_quoted(told.number)}"
    yield f"reviewers: {_quoted(list(reviewers))}    # 由谁复核"
    yield "# 维持的写 upheld: false；要改的写 upheld: true，再写新的核定值 values，分数由规则算出。"
    yield "items:"
    items = {item["code"]: item for item in unit["indicators"]}
    for applied in told.items:
        item = items[applied.indicator]
        most = f"，满分{short(item['max'])}分" if item["max"] is not None else ""
        stands = f"{number(item['points'])}分" if item["points"] is not None else "未定"
        yield f"  # {applied.indicator} {item['title']}：现在{stands}{most}。"
        yield f"  # 申请理由：{' '.join(applied.reason.split())}{_pieces(applied.pieces)}"
        own = [each for each in item["source"] if each["by"] != "office"]
        for each in own:
            claim = f"自报{each['claimed']}，" if each["by"] == "school" else ""
            yield f"  #   {each['field']} {each['title']}：{claim}现在{each['verified']}"
        if own:
            code = own[0]["field"]
            yield f'  #   要改的，比如：upheld: true, values: {{{code}: "新的核定值"}}'
        yield f'  - {{indicator: {_quoted(applied.indicator)}, upheld: false, reason: ""}}'


def _pieces(numbers: tuple[str, ...]) -> str:
    return f"（材料{'、'.join(numbers)}）" if numbers else ""


def _quoted(value: object) -> str:
    """JSON is YAML, whatever stands in it."""
    return json.dumps(value, ensure_ascii=False)
