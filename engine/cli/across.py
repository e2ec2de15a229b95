"""The command that holds all schools side by side: across."""

from __future__ import annotations

from itertools import groupby

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, progress, say, show_json
from engine.cli.year import year_of
from engine.cycle import locking
from engine.cycle.looking_across import look_across
from engine.records.catalogue import CATALOGUE
from engine.records.flags import Flag, Side

_LISTED, _SHOWN = 10, 60


@click.command(cls=ChineseCommand)
@JSON
@click.pass_obj
def across(options: Options, as_json: bool) -> None:
    """跨校比对：各单位交来的材料、文字和来源有没有雷同，数字与上年差多少。

    只是回头看的线索，供办公室核查：不扣分，不进结果，不发给学校。

    例：wuhao across
    """
    year = year_of(options)
    with locking.working_on(year), progress("跨校比对"):
        found = look_across(year)
    if as_json:
        show_json({"units": found.units, "last_year": found.with_last_year,
                   "flags": [each.as_dict() for each in found.flags]})  # fmt: skip
        return
    last = "" if found.with_last_year else "（没有与上年比：cycle.yaml 里没有写 last_year）"
    say(f"比对了{found.units}个单位，有{len(found.flags)}条线索{last}。只供核查，不扣分。")
    by_kind = groupby(found.flags, key=lambda each: each.said.code)
    for flags in (list(same) for _, same in by_kind):
        for each in flags[:_LISTED]:
            _show(each)
        if len(flags) > _LISTED:
            say(f"  （还有{len(flags) - _LISTED}条同类的，见对照表）")
    say()
    say(f"对照表（内部使用）：{found.book}")


def _show(flag: Flag) -> None:
    say()
    say(f"〔{flag.said.code}〕{CATALOGUE[flag.said.code].title}：{flag.said.message}")
    for name, side in (("甲", flag.one), ("乙", flag.other)):
        say(f"  {name}  {_side(side)}")
    say(f"  核查：{flag.said.mend}")


def _side(side: Side) -> str:
    shown = " ".join(side.shows.split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}……"
    parts = (side.unit, side.indicator, str(side.place), shown)
    return "　".join(part for part in parts if part)
