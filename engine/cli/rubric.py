"""`wuhao rubric`: list, show, lint and publish rubrics 评估标准 and award plans 名额方案."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.cli.chinese import ChineseGroup, Lazy
from engine.cli.main import Options
from engine.cli.output import complain, say, show_json, show_problems, show_table
from engine.cli.rubric_burden import BURDEN_HEADS, burden_rows
from engine.cli.rubric_words import plan_lines, rubric_lines
from engine.files.published import digests
from engine.files.rubric_store import Loaded, Store, publish, standard_store
from engine.records.exact import plain
from engine.records.problem import CannotGoOn, Problem
from engine.rubric.identity import canonical
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare

STATUSES = {"model": "示范", "published": "正式", "excerpt": "摘录", "draft": "草稿"}
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON。")


_LAZY = {
    "diff": Lazy("engine.cli.rubric_change:diff", "比较两份标准或方案，说明改了什么"),
    "hand-in-schema": Lazy(
        "engine.cli.rubric_hand_in:hand_in_schema", "别的平台交填报文件（JSON、CSV）的规定"
    ),
    "lint": Lazy("engine.cli.rubric_check:lint", "检查评估标准或名额方案，数一数填报负担"),
    "excel": Lazy("engine.cli.rubric_excel:excel", "写成工作簿，在 WPS、Excel 里改"),
    "from-excel": Lazy("engine.cli.rubric_excel:from_excel", "读工作簿，检查后写成 YAML"),
    "replay": Lazy("engine.cli.rubric_change:replay", "用一年的材料按新标准重算，看谁会变"),
}


@click.group(cls=ChineseGroup, lazy=_LAZY)
@click.pass_context
def rubric(context: click.Context) -> None:
    """评估标准与名额方案。

    例：wuhao rubric show wuhao-school@2025
    """
    options: Options = context.obj
    context.obj = standard_store(options.rubrics)
    if context.invoked_subcommand is None:
        say(context.get_help())


@rubric.command("list")
@_JSON
@click.pass_obj
def list_(store: Store, as_json: bool) -> int:
    """列出所有评估标准和名额方案。

    例：wuhao rubric list
    """
    unreadable: list[Problem] = []
    rows = []
    for reference in store.references():
        try:
            rows.append(_row(store, store.load(reference)))
        except CannotGoOn as error:
            unreadable += error.problems
    if as_json:
        show_json({"editions": rows, "problems": [each.as_dict() for each in unreadable]})
    else:
        heads = ("名称", "标题", "性质", "总分", "项数", "是否发布")
        show_table(heads, [[str(cell) for cell in row.values()] for row in rows])
        show_problems(unreadable, err=True)
    return 3 if unreadable else 0


@rubric.command()
@click.argument("target", metavar="名称或文件")
@click.argument("code", metavar="[指标编码]", required=False)
@_JSON
@click.pass_obj
def show(store: Store, target: str, code: str | None, as_json: bool) -> int:
    """看一份评估标准或名额方案；写上指标编码就只看那一项。

    例：wuhao rubric show wuhao-school@2025 2.3
    """
    value = store.load(target).value
    if code is not None:
        codes = [each.code for each in value.indicators] if isinstance(value, Rubric) else []
        if code not in codes:
            complain(f"{value.reference} 里没有指标 {code}。")
            return 2
    if as_json:
        show_json(_plain(value, code))
    elif isinstance(value, Rubric):
        standard = prepare(value)[0]
        for line in rubric_lines(standard, code):
            say(line)
        if code is None:
            say("\n填报负担")
            show_table(BURDEN_HEADS, burden_rows(standard))
    else:
        for line in plan_lines(value):
            say(line)
    return 0


@rubric.command("publish")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.pass_obj
def publish_(store: Store, file: Path) -> int:
    """发布一版：记下它的指纹，以后改动一个字都会被发现。有问题的、发布过的不能发布。

    例：wuhao rubric publish rubrics/wuhao-school/2025.yaml
    """
    value = publish(store, file).value
    say(f"已发布 {value.reference}，内容指纹 {digests(value).sha256[:16]}。")
    return 0


def _plain(value: Any, code: str | None) -> dict[str, Any]:
    if code is not None:
        return next(
            each.model_dump(mode="json", exclude_defaults=True)
            for each in value.indicators
            if each.code == code
        )
    return {
        "reference": value.reference,
        **digests(value).model_dump(exclude_none=True),
        "content": canonical(value),
    }


def _row(store: Store, loaded: Loaded) -> dict[str, str]:
    value = loaded.value
    a_rubric = isinstance(value, Rubric)
    total = value.total if isinstance(value, Rubric) else None
    return {
        "reference": value.reference,
        "title": value.title,
        "status": STATUSES[value.status] if a_rubric else f"{STATUSES[value.status]}方案",
        "points": plain(total) if total is not None else "",
        "items": str(len(value.indicators)) if isinstance(value, Rubric) else "",
        "published": "已发布" if value.reference in store.published else "未发布",
    }
