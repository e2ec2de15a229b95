"""`wuhao confirm`: 初评结果确认 — sheets out, the register back, who signed and who objects."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import click

from engine.cli.chinese import ChineseCommand, ChineseGroup, Lazy
from engine.cli.main import Options
from engine.cli.output import (
    JSON,
    calendar_day,
    progress,
    say,
    show_json,
    show_problems,
    show_table,
    today,
)
from engine.cli.year import year_of
from engine.cycle import confirm_sending, confirming, locking, recheck_papers
from engine.cycle.confirmations import FOLDER
from engine.records.confirmation import Reply, Stage
from engine.records.problem import by_weight

_LAZY: dict[str, Lazy] = {}


@click.group(cls=ChineseGroup, lazy=_LAZY)
@JSON
@click.pass_context
def confirm(context: click.Context, as_json: bool) -> None:
    """初评结果确认：出确认单，登记回复；不带别的就看多少单位签了、多少有异议、还差谁。

    例：wuhao confirm
    """
    if context.invoked_subcommand is not None:
        return
    year = year_of(context.obj)
    found = confirming.standings(year, today())
    if as_json:
        show_json([_as_json(each) for each in found])
        return
    _show_counts(found)
    _show_objections(found)
    _show_owing(found)
    stale = [each.unit for each in found if each.stale]
    if stale:
        say(f"发出以后得分或理由有变化的{len(stale)}个单位，要重新发：{'、'.join(stale)}。")
    _say_next(found, stale=bool(stale))


@confirm.command("sheets", cls=ChineseCommand)
@click.option(
    "--unit", "units", multiple=True, metavar="单位编号", help="只给这个单位出，可写几次。"
)
@click.option(
    "--by", callback=calendar_day, metavar="日期", help="回复期限；方案里有确认天数的可以不写。"
)
@click.option(
    "--date", "on", callback=calendar_day, metavar="日期", help="发出的日子；不写就是今天。"
)
@click.option("--to", "contact", default="", metavar="怎样交", help="印在单上：交给谁、怎样交。")
@click.option("--again", is_flag=True, help="已经发过的也重新发，期限从头算。")
@JSON
@click.pass_obj
def sheets(
    options: Options, units: tuple[str, ...], by: date | None, on: date | None, contact: str,
    again: bool, as_json: bool,
) -> None:  # fmt: skip
    """给各单位出初评结果确认单（Word）和一份登记表；发过而没有变化的不动。

    例：wuhao confirm sheets --by 2025-12-05
    """
    year = year_of(options)
    with locking.working_on(year), progress("出确认单") as tell:
        found = confirm_sending.send(
            year, on=on or today(), by=by, units=units, again=again, contact=contact, tell=tell
        )
    if as_json:
        show_json(
            {
                "written": found.written,
                "left": found.left,
                "without": found.without,
                "provisional": found.provisional,
                "until": found.until.isoformat(),
            }
        )
        return
    say(f"已出{len(found.written)}份初评结果确认单，原有{len(found.left)}份没有变化、没有动。")
    say(f"在 {year.folder / FOLDER}，回复期限{found.until}。")
    if found.provisional:
        say(f"注意：其中{len(found.provisional)}个单位的总分是暂定的，单上写明了哪几项没有定。")
    if found.without:
        say(
            f"没有可用材料、没有分数可确认的{len(found.without)}个单位：{'、'.join(found.without)}。"
        )
    say("下一步：发给各单位；收回的登记在 初评确认登记.xlsx 里，再运行 wuhao confirm read。")


@confirm.command("read", cls=ChineseCommand)
@JSON
@click.pass_obj
def read(options: Options, as_json: bool) -> None:
    """读入登记表：谁没有异议，谁对哪一项有异议。

    例：wuhao confirm read
    """
    year = year_of(options)
    with locking.working_on(year):
        new, problems = confirming.take_in(year, today())
    problems_first = by_weight(list(problems))
    if as_json:
        show_json(
            {
                "new": [_reply(each) for each in new],
                "problems": [each.as_dict() for each in problems_first],
            }
        )
        return
    objecting = sum(1 for each in new if each.outcome == "objects")
    agreeing = len(new) - objecting
    say(f"新记下{len(new)}个单位的回复：无异议{agreeing}个，有异议{objecting}个。")
    show_problems(problems_first)
    found = confirming.standings(year, today())
    _show_counts(found)
    _say_next(found, stale=any(each.stale for each in found))


@confirm.command("forms", cls=ChineseCommand)
@click.option(
    "--unit", "units", multiple=True, metavar="单位编号", help="只给这个单位出，可写几次。"
)
@JSON
@click.pass_obj
def forms(options: Options, units: tuple[str, ...], as_json: bool) -> None:
    """给有异议的单位出复核申请表（Word），异议和理由已经填好；指名的单位没有异议，就出空白的。

    例：wuhao confirm forms
    """
    year = year_of(options)
    with locking.working_on(year):
        found = recheck_papers.write_applications(year, units)
    if as_json:
        show_json({"written": found.written, "blank": found.blank})
        return
    say(f"已出{len(found.written)}份复核申请表，其中空白的{len(found.blank)}份。")
    if found.written:
        say(f"在 {year.folder / recheck_papers.FOLDER}。")
        say("下一步：发给这些单位；盖章交回的，用 wuhao recheck apply 登记。")


def _show_counts(found: tuple[confirming.Standing, ...]) -> None:
    counts = Counter(each.stage for each in found)
    words = "，".join(f"{stage.chinese}{counts[stage]}个" for stage in Stage if counts[stage])
    say(f"初评结果确认：{len(found)}个单位，{words}。" if found else "还没有可以确认的单位。")


def _show_owing(found: tuple[confirming.Standing, ...]) -> None:
    owing = [each for each in found if each.stage in (Stage.AWAITED, Stage.SILENT)]
    if owing:
        rows = [[each.unit, each.name, each.stage.chinese, _until(each)] for each in owing]
        show_table(("单位", "名称", "状态", "期限"), rows)


def _until(each: confirming.Standing) -> str:
    return each.sheet.until.isoformat() if each.sheet is not None else ""


def _show_objections(found: tuple[confirming.Standing, ...]) -> None:
    rows = [
        [each.unit, each.name, item.indicator, item.reason, "、".join(item.pieces) or "—"]
        for each in found
        if each.reply is not None
        for item in each.reply.items
    ]
    if rows:
        say("有异议的项（分数照旧有效，等复核决定）：")
        show_table(("单位", "名称", "指标", "理由", "材料"), rows)


def _say_next(found: tuple[confirming.Standing, ...], *, stale: bool) -> None:
    stages = {each.stage for each in found}
    if stale or Stage.UNSENT in stages:
        say("下一步：wuhao confirm sheets。")
    elif {Stage.AWAITED, Stage.OBJECTS} <= stages:
        say("下一步：等其余单位回复；有异议的，用 wuhao confirm forms 出复核申请表。")
    elif Stage.AWAITED in stages:
        say("下一步：等各单位回复，登记后运行 wuhao confirm read。")
    elif Stage.OBJECTS in stages:
        say("下一步：wuhao confirm forms（给有异议的单位出复核申请表）。")
    else:
        say("下一步：wuhao score。")


def _as_json(each: confirming.Standing) -> dict[str, Any]:
    return {
        "unit": each.unit,
        "name": each.name,
        "stage": each.stage.value,
        "sent": each.sheet.on.isoformat() if each.sheet is not None else None,
        "until": each.sheet.until.isoformat() if each.sheet is not None else None,
        "changed_since": each.stale,
        "reply": _reply(each.reply) if each.reply is not None else None,
    }


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "unit": reply.unit,
        "outcome": reply.outcome,
        "date": reply.date.isoformat(),
        "role": reply.role,
        "items": [item.model_dump(mode="json") for item in reply.items],
    }
