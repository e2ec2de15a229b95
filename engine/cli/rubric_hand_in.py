"""`wuhao rubric hand-in-schema`: what a file of another platform must look like."""

from __future__ import annotations

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.output import show_json
from engine.files import hand_in_schema as schema
from engine.files.rubric_store import Store
from engine.rubric.preparing import prepare


@click.command("hand-in-schema", cls=ChineseCommand)
@click.argument("target", metavar="名称或文件")
@click.pass_obj
def hand_in_schema(store: Store, target: str) -> None:
    """照一份评估标准写出填报文件的规定（JSON Schema），给别的平台用。

    平台照它写出一个单位一份的 .json（或三列的 .csv），放进 inbox，和自评表一样检查、接收。

    例：wuhao rubric hand-in-schema wuhao-school@2025 > 填报文件.schema.json
    """
    standard, _ = prepare(store.load(target).rubric)
    show_json(schema.hand_in_schema(standard))
