"""`wuhao review open`: what is still open 未定项, who owes what, and a workbook to decide it in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.open_lines import as_json as list_as_json
from engine.cli.open_lines import lines
from engine.cli.output import JSON, say, show_json, today
from engine.cli.year import year_of
from engine.cycle import locking, open_items


@click.command("open", cls=ChineseCommand)
@click.option(
    "--xlsx",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="写成工作簿，在里面逐项定，再用 wuhao close 读回。",
)
@click.option("--again", is_flag=True, help="已有的工作簿也重新出，原来填的会没有。")
@click.option("--unit", "units", multiple=True, metavar="单位编号", help="只看这个单位；可写几次。")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="日期",
    help="按哪一天看过没过期，不写是今天。",
)  # fmt: skip
@JSON
@click.pass_obj
def open_(
    options: Options,
    xlsx: Path | None,
    again: bool,
    units: tuple[str, ...],
    day: datetime | None,
    as_json: bool,
) -> None:
    """未定项：还有哪几项没有定，为什么，谁来办，总分还会怎样。

    例：wuhao review open

    例：wuhao review open --xlsx 未定项清单.xlsx
    """
    if xlsx is not None and xlsx.suffix.lower() != ".xlsx":
        raise click.UsageError("--xlsx 的文件名要以 .xlsx 结尾。")
    if again and xlsx is None:
        raise click.UsageError("--again 要与 --xlsx 同用。")
    year = year_of(options)
    found = open_items.open_items(year, units)
    if xlsx is not None:
        with locking.working_on(year):
            open_items.write_open_book(year, found, xlsx, units=units, again=again)
    if as_json:
        show_json(list_as_json(year, found))
        return
    for line in lines(year, found, day.date() if day is not None else today()):
        say(line)
    if xlsx is not None:
        say(f"清单已存：{xlsx}")
        say(f"下一步：在清单里定好，运行 wuhao close --decision {xlsx.name}；加 --preview 先试算。")
    elif found.items:
        say("下一步：该补的催补；要收口的，wuhao review open --xlsx 未定项清单.xlsx，在里面定。")
    else:
        say("下一步：wuhao score。")
