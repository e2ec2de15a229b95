"""The command for the feedback after scoring: gain 失分与改进建议."""

from __future__ import annotations

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.gain_lines import loss_lines
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json
from engine.cli.year import year_of
from engine.cycle import gaining


@click.command(cls=ChineseCommand)
@click.argument("unit", metavar="单位编号")
@JSON
@click.pass_obj
def gain(options: Options, unit: str, as_json: bool) -> None:
    """失分与改进建议：哪些项失了分、为什么、实际做到什么能得回来。

    每一条都改过、重新计过分，按总分能增加多少排列；供结果出来以后反馈用。

    例：wuhao gain 010101
    """
    found = gaining.feedback(year_of(options), unit)
    if as_json:
        show_json(found)
        return
    provisional = "（暂定）" if found["state"] == "provisional" else ""
    say(f"{found['name']}（{unit}）　总分{found['total']}分{provisional}")
    if found["open"]:
        say(f"还没有定的项不在内：{'、'.join(found['open'])}。")
    for line in loss_lines(found["losses"]):
        say(line)
    say(found["note"])
