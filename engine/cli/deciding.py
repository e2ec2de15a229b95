"""Commands that judge and show: score, shortlist, explain."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.explain_words import explanation_tree
from engine.cli.main import Options
from engine.cli.output import JSON, padded, say, show_json, show_table, show_tree, width
from engine.cli.result_words import summary
from engine.cli.year import year_of
from engine.cycle import asking, locking, scoring

_FILE = click.Path(path_type=Path)


@click.command(cls=ChineseCommand)
@JSON
@click.pass_obj
def score(options: Options, as_json: bool) -> None:
    """计分、排名、评定，写出一版评分结果。

    例：wuhao score
    """
    year = year_of(options)
    with locking.working_on(year):
        found = scoring.score(year)
    if as_json:
        show_json({"run": found.run.path.name, "new": found.run.new})
        return
    again = "" if found.run.new else "（与上一版完全相同，没有另写）"
    say(f"{found.run.label}{again}")
    for line in summary(found.results):
        say(line)
    if found.run.new and found.run.number > 1:
        say("这一版接替前一版；改了什么、为什么，用 wuhao changes 看。")
    say(f"工作簿：{found.run.path / 'results.xlsx'}")
    say(f"网页：{found.run.path / 'report.html'}")
    say("下一步：wuhao shortlist。")


@click.command(cls=ChineseCommand)
@click.option("--out", type=_FILE, help="另存为工作簿（.xlsx）。")
@click.option("--all", "everything", is_flag=True, help="连未入选的单位和理由一起列出。")
@JSON
@click.pass_obj
def shortlist(options: Options, out: Path | None, everything: bool, as_json: bool) -> None:
    """拟认定名单：入选、并列待定、递补，各有理由。

    例：wuhao shortlist --out 拟认定名单.xlsx
    """
    if out is not None and out.suffix.lower() != ".xlsx":
        raise click.UsageError("--out 的文件名要以 .xlsx 结尾。")
    run = scoring.last_run(year_of(options))
    results = run.results
    found = asking.shortlist(results)
    if out is not None:
        scoring.export_shortlist(found, scoring.Scored(run, results), out)
    if as_json:
        show_json(found)
        return
    say(f"{results['title']}　拟认定名单（{run.label}，内部材料，审定前不对外公布）")
    waiting = asking.provisional(results)
    if waiting:
        say(f"注意：还有{len(waiting)}个单位有未定项，名单是暂定的。")
    for award in found:
        _show_award(award, everything=everything)
    say(f"回头看清单：{len(results['lookback'])}项。")
    say(f"网页：{run.path / 'report.html'}")
    if out is not None:
        say(f"名单已存：{out}")


def _show_award(award: asking.Results, *, everything: bool) -> None:
    say()
    say(f"【{award['title']}】")
    for cap in award["caps"]:
        share = f" × {cap['share']}，只舍不入" if cap["share"] else "，定数"
        say(
            f"  名额（{cap['group']}）：{cap['base']}{share} → {cap['cap']}个，"
            f"已用{cap['winners']}个"
        )
    if not award["caps"]:
        say("  不限名额，达到条件的都列入。")
    tied = [unit for tie in award["open"] for unit in tie["units"]]
    listed = [*award["winners"], *tied, *award["waitlist"]]
    room = max((width(unit["name"]) for unit in listed), default=0)
    _lines("拟认定", award["winners"], room)
    for tie in award["open"]:
        say(f"  并列待集体研究：剩{tie['seats']}个名额")
        _lines("并列", tie["units"], room)
    _lines("递补", award["waitlist"], room)
    if not listed:
        hint = "" if everything else "各单位为什么，用 wuhao shortlist --all 看。"
        say(f"  没有列入的单位。{hint}")
    if everything:
        heads = ("单位", "名称", "理由")
        show_table(heads, [[u["code"], u["name"], u["sentence"]] for u in award["others"]])


def _lines(title: str, units: list[asking.Results], room: int) -> None:
    for place, unit in enumerate(units, start=1):
        who = f"{unit['code']}  {padded(unit['name'], room)}"
        points = f"{unit['total']}分"
        say(f"  {padded(title, 6)} {place:>3}  {who}  {points:>8}  {unit['reason']}")


@click.command(cls=ChineseCommand)
@click.argument("unit", metavar="单位编号")
@click.argument("code", metavar="[指标编号]", required=False)
@click.option("--all", "idle", is_flag=True, help="连没有用上的规则和原因一起列出。")
@JSON
@click.pass_obj
def explain(options: Options, unit: str, code: str | None, idle: bool, as_json: bool) -> None:
    """一个单位的分是怎么来的：从总分到每一项的条款、规则、自报、核定、出处和算法。

    例：wuhao explain 010101 1.3
    """
    results = scoring.last_run(year_of(options)).results
    found = asking.explain(results, unit, code, idle=idle)
    if as_json:
        show_json(found)
    else:
        show_tree(explanation_tree(found, awards=code is None))
