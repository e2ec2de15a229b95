"""`wuhao review sheets`: the 评审表 of a round, on screen and on paper."""

from __future__ import annotations

from typing import get_args

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, progress, say, show_json, show_problems
from engine.cli.year import year_of
from engine.cycle import laying_out, locking
from engine.cycle.laying_out import Written
from engine.cycle.places import REVIEW
from engine.cycle.year import Year
from engine.records.review import ROUND_WORDS, Round

_ROUNDS: tuple[Round, ...] = ("main", "trial", "mutual", "third", "agreed")
_NEXT = "填好后放回原处，运行 wuhao review read 读回。"
assert set(_ROUNDS) <= set(get_args(Round))


@click.command(cls=ChineseCommand)
@click.option(
    "--round",
    "round_",
    type=click.Choice(_ROUNDS),
    default="main",
    help="哪一轮："
    "main 正式评审，trial 试评，mutual 推磨互评，third 第三人评，agreed 合议；不写就是 main。",
)
@click.option("--again", is_flag=True, help="连已有的也重新出，原来填的会没有。")
@JSON
@click.pass_obj
def sheets(options: Options, round_: Round, again: bool, as_json: bool) -> None:
    """出评审表：评审人每评一个单位一份（已有的不动）。没有评审分工的，每个单位一份。

    例：wuhao review sheets

    例：wuhao review sheets --round agreed
    """
    year = year_of(options)
    year.require_lock("评审")
    with locking.working_on(year), progress("出评审表") as tell:
        done = laying_out.lay_out(year, tell, round_=round_, again=again)
    if as_json:
        show_json(_as_json(done))
    elif year.settings.review is None:
        say(f"已出{done.count}份评审表，原有{done.left}份没有动，在 {year.folder / REVIEW}。")
        say("下一步：评审组填好后，运行 wuhao review read 读回。")
    else:
        _show(year, done, round_)


def _as_json(done: Written) -> dict[str, object]:
    return {
        "written": done.count,
        "left": done.left,
        "by_assessor": dict(done.sheets),
        "without_form": list(done.without_form),
        "problems": [each.as_dict() for each in done.problems],
    }


def _show(year: Year, done: Written, round_: Round) -> None:
    word = ROUND_WORDS[round_]
    if done.count or done.left:
        say(
            f"{word}：给{len(done.sheets)}个评审人出了{done.count}份评审表，"
            f"原有{done.left}份没有动，在 {year.folder / REVIEW}。"
        )
    elif not done.problems:
        say(f"{word}：没有要出的评审表。")
    for assessor, count in done.sheets.items():
        say(f"  {assessor}　{count}份")
    if done.without_form:
        units = "、".join(done.without_form)
        say(f"没有可用的自评表，没有出表：{units}。")
    show_problems(done.problems)
    if done.count or done.left:
        say(f"下一步：{_NEXT}")
