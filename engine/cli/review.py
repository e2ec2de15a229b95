"""`wuhao review`: the reviewers' sheets out and back 评审, and how far they are."""

from __future__ import annotations

import click

from engine.cli.chinese import ChineseCommand, ChineseGroup, Lazy
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json, show_problems
from engine.cli.year import year_of
from engine.cycle import locking, reviewing
from engine.cycle.places import REVIEW
from engine.records.problem import Problem, by_weight

_LAZY: dict[str, Lazy] = {
    "open": Lazy("engine.cli.review_open:open_", "未定项：还有哪几项没有定，谁来办"),
}


@click.group(cls=ChineseGroup, lazy=_LAZY)
@click.pass_context
def review(context: click.Context) -> None:
    """评审：出评审表，评审完读回评审意见。

    例：wuhao review sheets
    """
    if context.invoked_subcommand is None:
        say(context.get_help())


@review.command("sheets", cls=ChineseCommand)
@click.option("--again", is_flag=True, help="连已有的也重新出，原来填的会没有。")
@JSON
@click.pass_obj
def sheets(options: Options, again: bool, as_json: bool) -> None:
    """给每个单位出一份评审表（已有的不动）。

    例：wuhao review sheets
    """
    year = year_of(options)
    year.require_lock("评审")
    with locking.working_on(year):
        written, left = reviewing.lay_out(year, again=again)
    if as_json:
        show_json({"written": written, "left": left})
        return
    say(f"已出{written}份评审表，原有{left}份没有动，在 {year.folder / REVIEW}。")
    say("下一步：评审组填好后，运行 wuhao review read 读回。")


@review.command("read", cls=ChineseCommand)
@JSON
@click.pass_obj
def read(options: Options, as_json: bool) -> None:
    """读回评审意见。

    例：wuhao review read
    """
    year = year_of(options)
    year.require_lock("评审")
    with locking.working_on(year):
        found = reviewing.read_back(year)
    rulings = sum(len(each) for each in found.rulings.values())
    problems: list[Problem] = by_weight(list(found.problems))
    if as_json:
        show_json(
            {
                "units": sorted(found.rulings),
                "rulings": rulings,
                "problems": [each.as_dict() for each in problems],
            }
        )
        return
    say(f"读回{len(found.rulings)}个单位的评审表，共{rulings}条评审意见。")
    show_problems(problems)
    if not rulings:
        say("下一步：评审组填好评审表、放回 review 文件夹以后，再运行 wuhao review read。")
        return
    say("下一步：wuhao close --decision 收口决定.yaml；还不收口可以先 wuhao score 看暂定结果。")
