"""Commands that prepare a year: new, lock, sheets."""

from __future__ import annotations

from dataclasses import asdict

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, progress, say, show_json, show_problems, show_table
from engine.cycle import locking, review_folder, starting
from engine.cycle.places import SHEETS
from engine.cycle.year import Year, open_year
from engine.files.rubric_store import standard_store


def year_of(options: Options) -> Year:
    """The year the command acts on."""
    return open_year(options.folder, options.rubrics)


@click.command(cls=ChineseCommand)
@click.argument("folder", metavar="年度")
@click.option(
    "--rubric", default="wuhao-school@2025", help="评估标准，不写就用 wuhao-school@2025。"
)
@click.option(
    "--plan",
    default="taicang-consolidation@2025",
    help="名额方案，不写就用 taicang-consolidation@2025。",
)
@JSON
@click.pass_obj
def new(options: Options, folder: str, rubric: str, plan: str, as_json: bool) -> None:
    """新建一个评估年度的文件夹。

    例：wuhao new 2025
    """
    target = starting.start(options.folder / folder, rubric, plan, standard_store(options.rubrics))
    if as_json:
        show_json({"folder": str(target)})
        return
    say(f"已建好评估年度：{target}")
    say("下一步：填好 cycle.yaml（日期、文号）、roster.xlsx（名册）、history.xlsx（往年荣誉），")
    say(f"再运行 wuhao -C {target} lock。")


@click.command(cls=ChineseCommand)
@click.option("--late", is_flag=True, help="评审已经开始仍要锁定；结果会写明。")
@click.option("--reason", default="", help="晚锁定的原因。")
@click.option("--accept", is_flag=True, help="名册等表和日期的提醒已经核对，照样锁定。")
@JSON
@click.pass_obj
def lock(options: Options, late: bool, reason: str, accept: bool, as_json: bool) -> None:
    """锁定名册、标准和方案，算出名额测算表。

    例：wuhao lock
    """
    if late and not reason.strip():
        raise click.UsageError("用 --late 要同时用 --reason 写明原因。")
    year = year_of(options)
    with locking.working_on(year):
        found = locking.lock(
            year,
            marked_in=review_folder.first_marked(year),
            late_reason=reason if late else None,
            accept_doubts=accept,
        )
    if as_json:
        show_json(
            {
                "digests": found.digests,
                "caps": {
                    award: [asdict(cap) for cap in caps] for award, caps in found.caps.items()
                },
                "late": found.late,
                "problems": [each.as_dict() for each in found.problems],
            }
        )
        return
    show_problems(found.problems)
    say(f"已锁定：{year.settings.title}，名册{len(year.roster)}个单位。")
    if found.late:
        say(f"注意：评审开始以后才锁定（原因：{found.late['reason']}），结果和材料都会写明。")
    _show_caps(year, found)
    say("下一步：wuhao sheets（出各单位的表样）。")


def _show_caps(year: Year, found: locking.Locked) -> None:
    say("名额测算表：")
    titles = {award.id: award.title for award in year.plan.awards}
    rows = [
        [titles[award], cap.group, str(cap.base), cap.share or "定数", str(cap.cap), cap.lost]
        for award, caps in found.caps.items()
        for cap in caps
    ]
    rows += [[titles[a], "全体", "—", "—", "不限名额", "—"] for a, c in found.caps.items() if not c]
    show_table(("奖项", "组别", "基数", "比例", "名额上限", "舍去"), rows)


@click.command(cls=ChineseCommand)
@JSON
@click.pass_obj
def sheets(options: Options, as_json: bool) -> None:
    """给每个单位出一份自评表。

    例：wuhao sheets
    """
    year = year_of(options)
    with locking.working_on(year), progress("出表样") as tell:
        count = starting.write_sheets(year, tell)
    if as_json:
        show_json({"written": count})
        return
    say(f"已出{count}份自评表，在 {year.folder / SHEETS}。")
    say("下一步：发给各单位；交回来的放进 inbox 文件夹，再运行 wuhao intake。")
