"""`wuhao rubric lint`: everything unsound in a rubric or plan, and the burden it lays on people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.output import JSON, say, show_json, show_problems, show_table
from engine.cli.rubric_burden import BURDEN_HEADS, burden_json, burden_rows
from engine.files.rubric_lint import Days, Report
from engine.files.rubric_lint import lint as lint_file
from engine.files.rubric_store import Store
from engine.records.problem import Problem
from engine.rubric.json_schema import DAY
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare


def _day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    """A day as it is written in a rubric."""
    if text is None:
        return None
    if re.fullmatch(DAY, text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise click.BadParameter("要写成 2025-01-31 这样的日期")


@click.command(cls=ChineseCommand)
@click.argument("targets", metavar="名称或文件...", nargs=-1, required=True)
@click.option(
    "--on", metavar="日期", callback=_day, help="按哪一天看是不是很久没有核对原文，不写就按今天。"
)
@click.option(
    "--hand-in", metavar="日期", callback=_day, help="截止日期；统计时段那时还没有结束的会提醒。"
)
@JSON
@click.pass_obj
def lint(
    store: Store,
    targets: tuple[str, ...],
    on: date | None,
    hand_in: date | None,
    as_json: bool,
) -> int:
    """检查评估标准或名额方案，一次说出所有问题；没有须改正的问题才算合格。

    最后数一数学校、办公室、评审组各要填多少，佐证最多要多少件。

    例：wuhao rubric lint 我的标准.yaml
    """
    days = Days(on or datetime.now().astimezone().date(), hand_in)
    reports = [lint_file(store, target, days) for target in targets]
    if as_json:
        show_json([_report_json(each) for each in reports])
    else:
        for report in reports:
            show_problems(report.problems)
            say(f"{report.file}：{_verdict(report.code, report.problems)}")
            if report.code == 0 and isinstance(report.value, Rubric):
                show_table(BURDEN_HEADS, burden_rows(prepare(report.value)[0]))
    return max(report.code for report in reports)


def _report_json(report: Report) -> dict[str, Any]:
    value = report.value
    return {
        "file": report.file,
        "code": report.code,
        "problems": [each.as_dict() for each in report.problems],
        "burden": burden_json(prepare(value)[0]) if isinstance(value, Rubric) else None,
    }


def _verdict(code: int, problems: Sequence[Problem]) -> str:
    blocking = sum(each.blocking for each in problems)
    if code >= 3:
        return "不能用。" if code == 4 else "读不了。"
    if blocking:
        return f"有{blocking}处须改正。"
    return f"合格，有{len(problems)}条提醒或说明。" if problems else "合格。"
