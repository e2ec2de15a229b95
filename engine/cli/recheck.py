"""`wuhao recheck`: 复核 from the application to the decision."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine.cli.chinese import ChineseCommand, ChineseGroup, Lazy
from engine.cli.main import Options
from engine.cli.output import JSON, calendar_day, say, show_json, show_table, today
from engine.cli.year import year_of
from engine.cycle import (
    locking,
    recheck_assigning,
    recheck_deciding,
    recheck_papers,
    rechecking,
)
from engine.cycle.places import PAPERS
from engine.cycle.recheck_deciding import Decided
from engine.records.recheck import Application, Rechecks
from engine.rubric.choice_words import CHOICES

_FILE = click.Path(path_type=Path)
_LAZY: dict[str, Lazy] = {}


@click.group(cls=ChineseGroup, lazy=_LAZY)
@click.pass_context
def recheck(context: click.Context) -> None:
    """复核：登记复核申请，定由谁复核，记下复核决定。

    例：wuhao recheck list
    """
    if context.invoked_subcommand is None:
        say(context.get_help())


@recheck.command("apply", cls=ChineseCommand)
@click.argument("file", type=_FILE, metavar="[文件]", required=False)
@click.option("--unit", metavar="单位编号", help="把这个单位确认时提的异议登记成申请，不用文件。")
@click.option("--number", metavar="申请编号", help="与 --unit 一起：这件申请的编号。")
@click.option("--date", "day", callback=calendar_day, metavar="日期", help="申请日期；不写是今天。")
@JSON
@click.pass_obj
def apply(
    options: Options,
    file: Path | None,
    unit: str | None,
    number: str | None,
    day: date | None,
    as_json: bool,
) -> None:
    """登记复核申请：一份 YAML 或一张表（一行一项），或单位确认时已经提出的异议。

    例：wuhao recheck apply 复核申请.xlsx

    例：wuhao recheck apply --unit 010101 --number 复申1
    """
    if (file is None) == (unit is None) or (unit is None) != (number is None):
        raise click.UsageError("写一个文件，或者写 --unit 和 --number。")
    year = year_of(options)
    with locking.working_on(year):
        if file is not None:
            taken = rechecking.apply(year, file)
        else:
            taken = rechecking.apply_objections(year, str(unit), str(number), day or today())
    if as_json:
        show_json([_application(each) for each in taken])
        return
    for each in taken:
        codes = "、".join(item.indicator for item in each.items)
        until = f"，期限到{each.until}" if each.until is not None else ""
        say(f"已登记：{each.number}，单位 {each.unit}，指标 {codes}（{each.date}{until}）。")
    if any(each.until is None for each in taken):
        say("名额方案没有写复核期限（recheck），没有核对是否过期。")
    say("下一步：wuhao recheck assign 申请编号；原来的分在决定以前不变。")


@recheck.command("assign", cls=ChineseCommand)
@click.argument("application", metavar="申请编号")
@click.option("--reviewer", "reviewers", multiple=True, metavar="复核人",
              help="专家编号或评审组名称，几个就写几次；不写就从名册里抽一个。")  # fmt: skip
@click.option("--role", default="评估办公室", metavar="谁定的", help="由谁决定的分工。")
@JSON
@click.pass_obj
def assign(
    options: Options, application: str, reviewers: tuple[str, ...], role: str, as_json: bool
) -> None:
    """定由谁复核：原来评过这个单位的、要回避的都不行。

    例：wuhao recheck assign 复申1 --reviewer Z07 --reviewer Z09
    """
    year = year_of(options)
    with locking.working_on(year):
        entry = recheck_assigning.assign(year, application, reviewers, day=today(), role=role)
    if as_json:
        show_json(entry.model_dump(mode="json"))
        return
    say(f"复核申请 {application} 由 {'、'.join(entry.assessors)} 复核，已记入台账。")
    say("下一步：写一份复核决定，运行 wuhao recheck decide 复核决定.yaml。")


@recheck.command("decide", cls=ChineseCommand)
@click.argument("file", type=_FILE, metavar="文件")
@click.option("--preview", is_flag=True, help="只看会怎样变，不记入。")
@JSON
@click.pass_obj
def decide(options: Options, file: Path, preview: bool, as_json: bool) -> None:
    """记下复核决定：逐项改分或维持，分数由规则重新算出。

    例：wuhao recheck decide 复核决定.yaml --preview
    """
    year = year_of(options)
    with nullcontext() if preview else locking.working_on(year):
        found = recheck_deciding.decide(year, file, preview=preview)
    if as_json:
        show_json(_decided(found, recorded=not preview))
        return
    told = found.recheck
    say(f"复核决定 {told.number}（{told.date}，{told.role}），单位 {told.unit}：{told.reason}")
    for each in found.items:
        name = f"  {each.indicator} {each.title}"
        was, now = each.before or "未定", each.after or "待比较"
        if not each.upheld:
            say(f"{name}：维持{was}分。{each.reason}")
        elif was == now:
            say(f"{name}：核定的内容改了，分数仍是{now}分。{each.reason}")
        else:
            say(f"{name}：由{was}分改为{now}分。{each.reason}")
    before, after = found.totals
    say(f"  总分{before}，没有变。" if before == after else f"  总分由{before}改为{after}。")
    if year.plan.recheck is not None:
        effect = CHOICES["effect"][year.plan.recheck.effect]
        say(f"名额方案规定，改分以后：{effect}。名单由领导小组照此处理。")
    if preview:
        say("只是看一看，没有记入。确定了，去掉 --preview 再运行一次；记入以后不能改。")
        return
    say("已记入台账。下一步：wuhao score，再用 wuhao changes 看这一版与上一版有什么不同。")


@recheck.command("list", cls=ChineseCommand)
@JSON
@click.pass_obj
def list_(options: Options, as_json: bool) -> None:
    """各件复核申请办到哪一步，由谁办。

    例：wuhao recheck list
    """
    year = year_of(options)
    known = rechecking.on_record(year)
    if as_json:
        show_json([_state(each, known) for each in known.applications])
        return
    if not known.applications:
        say("还没有登记过复核申请。")
        return
    heads = ("申请编号", "单位", "指标", "申请日期", "期限", "复核人", "办到哪一步")
    lines = [_state(each, known) for each in known.applications]
    rows = [
        [
            line["number"], line["unit"], "、".join(line["items"]), line["date"],
            line["until"] or "没有规定", "、".join(line["reviewers"]) or "未定", line["words"],
        ]
        for line in lines
    ]  # fmt: skip
    show_table(heads, rows)


@recheck.command("papers", cls=ChineseCommand)
@click.argument("applications", nargs=-1, metavar="[申请编号]...")
@JSON
@click.pass_obj
def papers(options: Options, applications: tuple[str, ...], as_json: bool) -> None:
    """出复核决定书（Word），一件一份；申请表用 wuhao confirm forms 出。

    例：wuhao recheck papers 复申1
    """
    year = year_of(options)
    with locking.working_on(year):
        written = recheck_papers.write_decisions(year, applications)
    if as_json:
        show_json({"written": written})
        return
    say(f"已出{len(written)}份复核决定书，在 {year.folder / PAPERS}。")
    say("打印盖章以后，送达申请的单位。")


def _state(told: Application, known: Rechecks) -> dict[str, Any]:
    """One application and how far it is."""
    decided, assigned = known.decided(told.number), known.assigned(told.number)
    state, words = "to-assign", "待分工"
    reviewers = assigned.assessors if assigned is not None else ()
    if decided is not None:
        state, reviewers = "decided", decided.reviewers
        upheld = [each.indicator for each in decided.items if each.upheld]
        words = f"已决定（{decided.number}）：" + (f"改{'、'.join(upheld)}" if upheld else "维持")
    elif assigned is not None:
        state, words = "to-decide", "待决定"
    return {
        "number": told.number,
        "unit": told.unit,
        "items": [each.indicator for each in told.items],
        "date": told.date.isoformat(),
        "until": told.until.isoformat() if told.until is not None else None,
        "reviewers": list(reviewers),
        "state": state,
        "decision": decided.number if decided is not None else None,
        "words": words,
    }


def _application(told: Application) -> dict[str, Any]:
    return told.model_dump(mode="json", exclude={"place"})


def _decided(found: Decided, *, recorded: bool) -> dict[str, Any]:
    told = found.recheck
    return {
        "recorded": recorded,
        "number": told.number,
        "application": told.application,
        "unit": told.unit,
        "items": [
            {
                "indicator": each.indicator,
                "upheld": each.upheld,
                "before": each.before or None,
                "after": each.after or None,
            }
            for each in found.items
        ],
        "total": {"before": found.totals[0], "after": found.totals[1]},
    }
