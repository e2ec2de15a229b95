"""What is said of files that came in: replies to paste, the versions of a unit; 认领."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json, show_table
from engine.cli.year import year_of
from engine.cycle import answering, claiming, locking
from engine.cycle.places import RECEIPTS, REPLIES
from engine.cycle.year import Year
from engine.files.replies import Text

_SHOWN = 5


@click.command(cls=ChineseCommand)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.argument("unit", metavar="单位编号")
@click.option("--reason", required=True, help="凭什么认定是这个单位的。")
@JSON
@click.pass_obj
def claim(options: Options, file: Path, unit: str, reason: str, as_json: bool) -> None:
    """认领：inbox 里的一个文件是哪个单位交的，由人说了算。

    例：wuhao claim 自评表(3).xlsx 010105 --reason 学校王老师电话确认
    """
    if not reason.strip():
        raise click.UsageError("请用 --reason 写明原因。")
    year = year_of(options)
    year.require_lock("认领")
    with locking.working_on(year):
        made = claiming.claim(year, file, unit, reason)
    if as_json:
        show_json({"unit": made.unit, "file": made.file, "sha256": made.sha256})
        return
    say(f"已记下：{made.file} 是 {unit} {year.units[unit].name} 交的；改了文件名也认得。")
    say("下一步：wuhao intake（照这个认领重新接收）。")


def show_replies(year: Year, sent: Sequence[Text]) -> None:
    """Where the replies and receipts stand; a few replies in full."""
    if sent:
        say(f"回复语（{len(sent)}条，复制到微信发给交表的人）：{year.folder / REPLIES}")
        for each in sent[:_SHOWN]:
            say(f"  {each}".replace("\n", "\n  "))
        if len(sent) > _SHOWN:
            say(f"  ……其余{len(sent) - _SHOWN}条见文件。")
    say(f"回执（一个单位一段）：{year.folder / RECEIPTS}")


def show_versions(year: Year, unit: str, *, as_json: bool) -> None:
    """Every content that came in for a unit: when, whether it counts, and why."""
    known = answering.versions(year, unit)
    if as_json:
        show_json([{**asdict(each), "seen": _day(each.seen)} for each in known])
        return
    if not known:
        say(f"{unit} {year.units[unit].name}：还没有收到过自评表。")
        return
    say(f"{unit} {year.units[unit].name}：收到过{len(known)}份内容不同的文件。")
    heads = ("收到日期", "文件", "文件摘要", "采用", "原因")
    show_table(
        heads,
        [
            [
                _day(v.seen) or "没有登记",
                v.file,
                v.sha256[:8],
                "采用" if v.counts else "未采用",
                v.why,
            ]
            for v in known
        ],
    )


def _day(seen: object) -> str | None:
    return str(seen) if seen is not None else None
