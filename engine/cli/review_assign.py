"""`wuhao review assign`: who reviews whom 评审分工."""

from __future__ import annotations

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json, show_problems, today
from engine.cli.year import year_of
from engine.cycle import assigning, locking
from engine.cycle.assigning import Made, Order
from engine.judging.assigning import loads


@click.command(cls=ChineseCommand)
@click.option("--seed", default="", metavar="文字", help="抽签用的种子；不写就用锁定记录的摘要。")
@click.option(
    "--trial",
    type=click.IntRange(min=1),
    metavar="个数",
    help="试评校准：抽几个单位，各评审人都评。",
)
@JSON
@click.pass_obj
def assign(options: Options, seed: str, trial: int | None, as_json: bool) -> None:
    """评审分工：谁评哪些单位，该回避的都避开。

    例：wuhao review assign --seed 2025年11月26日开奖号码
    """
    year = year_of(options)
    year.require_lock("评审分工")
    order = Order(day=today(), seed=seed)
    with locking.working_on(year):
        if trial:
            made = assigning.try_out(year, order, count=trial)
        else:
            made = assigning.assign(year, order)
    if as_json:
        show_json(made.assignment.model_dump(mode="json"))
        return
    _show(made)


def _show(made: Made) -> None:
    show_problems(made.problems)
    for each, count in loads(made.assignment.units).items():
        say(f"  {each}  {count}个单位")
