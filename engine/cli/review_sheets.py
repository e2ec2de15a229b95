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
from engine.cycle.places import PAPERS, REVIEW
from engine.cycle.year import Year
from engine.records.review import ROUND_WORDS, Round

_ROUNDS: tuple[Round, ...] = ("main", "trial", "mutual", "third", "agreed")
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
@click.option("--docx", is_flag=True, help="再出打印手填的评审打分表（Word 文件）。")
@click.option("--blank", is_flag=True, help="再出一份不写单位的空白评审打分表，印了备用。")
@JSON
@click.pass_obj
def sheets(
    options: Options, round_: Round, again: bool, docx: bool, blank: bool, as_json: bool
) -> None:
    """出评审表：评审人每评一个单位一份（已有的不动）。没有评审分工的，每个单位一份。

    例：wuhao review sheets

    例：wuhao review sheets --round agreed --docx
    """
    year = year_of(options)
    year.require_lock("评审")
    printed, reserve = None, None
    with locking.working_on(year):
        with progress("出评审表") as tell:
            done = laying_out.lay_out(year, tell, round_=round_, again=again)
        if docx or blank:
            # Word papers are slow to import.
            from engine.cycle import review_papers  # noqa: PLC0415

            if docx:
                with progress("出评审打分表") as tell:
                    printed = review_papers.print_sheets(year, tell, round_=round_, again=again)
            reserve = review_papers.print_blank(year) if blank else None
    if as_json:
        papers = {"papers": printed.written} if printed is not None else {}
        show_json({**_as_json(done), **papers})
        return
    _show(year, done, round_)
    if printed is not None:
        say(
            f"打印用的评审打分表：出了{printed.written}份，原有{printed.left}份没有动，"
            f"在 {year.folder / PAPERS / '评审打分表'}。"
        )
    if reserve is not None:
        say(f"空白评审打分表：{reserve}")
    if done.count or done.left:
        say("下一步：评审组填好后，运行 wuhao review read 读回。")


def _show(year: Year, done: Written, round_: Round) -> None:
    if year.settings.review is None:
        say(f"已出{done.count}份评审表，原有{done.left}份没有动，在 {year.folder / REVIEW}。")
        return
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
        say(f"没有可用的自评表，没有出表：{'、'.join(done.without_form)}。")
    show_problems(done.problems)


def _as_json(done: Written) -> dict[str, object]:
    return {
        "written": done.count,
        "left": done.left,
        "by_assessor": dict(done.sheets),
        "without_form": list(done.without_form),
        "problems": [each.as_dict() for each in done.problems],
    }
