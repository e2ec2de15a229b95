"""`wuhao change`: a 名册变更单 shown before → after, and put on record."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, progress, say, show_json, show_table
from engine.cli.year import year_of
from engine.cycle import changing, locking
from engine.cycle.changing import Effect
from engine.cycle.year import Year


@click.command(cls=ChineseCommand)
@click.option(
    "--decision",
    required=True,
    type=click.Path(path_type=Path),
    metavar="文件",
    help="名册变更单（YAML）；也到年度的 decisions 文件夹里找。",
)
@click.option("--preview", is_flag=True, help="只看会怎样变，不记入。")
@JSON
@click.pass_obj
def change(options: Options, decision: Path, preview: bool, as_json: bool) -> None:
    """锁定以后变更名册：更名、撤销、合并、分设、新增、改参评状态。

    例：wuhao change --decision 名册变更单.yaml --preview

    例：wuhao change --decision 名册变更单.yaml
    """
    year = year_of(options)
    year.require_lock("变更名册")
    with nullcontext() if preview else locking.working_on(year):
        effect = changing.work_out(year, changing.read_decision(year, decision))
        if not preview:
            with progress("按新名册重新接收") as tell:
                changing.put_on_record(year, effect, tell)
    if as_json:
        show_json(_json(effect, recorded=not preview))
        return
    _show(year, effect)
    if preview:
        say("只是看一看，没有记入。确定了，去掉 --preview 再运行一次；记入以后不能改。")
        return
    say("已记入台账；已交来的自评表和评审表按新名册重新读过。")
    say("下一步：有新单位的运行 wuhao sheets 出表样；再运行 wuhao score 重新计分。")


def _show(year: Year, effect: Effect) -> None:
    told = effect.change.decision
    when = "评审意见已经有了以后" if effect.change.after_marks else "还没有评审意见的时候"
    say(f"名册变更单 {told.number}（{told.date}，{told.role}）：{told.reason}")
    say(f"这是在{when}变更的，结果里会写明。")
    for sentence in effect.words:
        say(f"  {sentence}")
    before, after = (_counts(each) for each in (effect.before, effect.after))
    show_table(
        ("名册", "变更前", "变更后"),
        [[word, str(before[word]), str(after[word])] for word in before],
    )
    for column, groups in effect.groups.items():
        heads = (f"{column}（参评）", "变更前", "变更后")
        show_table(heads, [[name, str(was), str(now)] for name, was, now in groups])
    say("名额测算表（基数和上限照锁定时不变，变更不增加名额）：")
    titles = {award.id: award.title for award in year.plan.awards}
    rows = [
        [titles[award], cap.group or "未分组", str(cap.base), cap.share or "定数", str(cap.cap)]
        for award, caps in effect.caps.items()
        for cap in caps
    ]
    rows += [
        [titles[a], "全体", "—", "—", "不限名额"] for a, caps in effect.caps.items() if not caps
    ]
    show_table(("奖项", "组别", "基数", "比例", "名额上限"), rows)
    for line in (*effect.honours, *effect.hand_ins):
        say(line)


def _counts(roster: Any) -> dict[str, int]:
    statuses = ("参评", "首次试评", "暂不参评")
    return {"单位": len(roster)} | {
        word: sum(unit.status == word for unit in roster) for word in statuses
    }


def _json(effect: Effect, *, recorded: bool) -> dict[str, Any]:
    change = effect.change
    return {
        "recorded": recorded,
        "number": change.decision.number,
        "after_marks": change.after_marks,
        "words": list(effect.words),
        "before": _counts(effect.before),
        "after": _counts(effect.after),
        "groups": {
            column: [{"group": name, "before": was, "after": now} for name, was, now in moved]
            for column, moved in effect.groups.items()
        },
        "caps": {award: [asdict(cap) for cap in caps] for award, caps in effect.caps.items()},
        "honours": list(effect.honours),
        "hand_ins": list(effect.hand_ins),
    }
