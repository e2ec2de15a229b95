"""`wuhao close`: the closing decision 收口, recorded or only tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.open_lines import item_line
from engine.cli.output import JSON, say, show_json, show_problems, show_table
from engine.cli.year import year_of
from engine.cycle import closing, locking, open_items
from engine.cycle.closing import Closed
from engine.cycle.year import Year
from engine.files.open_words import OWED_MARKS
from engine.judging.outcome import Outcome
from engine.records.exact import fixed
from engine.records.problem import by_weight
from engine.records.states import UNIT_STATE_CHINESE
from engine.records.submission import Closing

_SAID = {
    "new": "",
    "again": "这份决定以前已经记下，没有再记。",
    "corrected": "以前记下的同一文号的决定还没有用来计分，已换成这一份；原来的留在台账里。",
    "not": "这是试算，没有记下；要记下的，去掉 --preview 再运行一次。",
}


@click.command(cls=ChineseCommand)
@click.option(
    "--decision",
    required=True,
    type=click.Path(path_type=Path),
    metavar="文件",
    help="填好的未定项清单（.xlsx），或收口决定（YAML）；也到年度的 decisions 文件夹里找。",
)
@click.option(
    "--preview", "--dry-run", "preview", is_flag=True, help="只试算，不记下：看各单位前后怎样。"
)
@JSON
@click.pass_obj
def close(options: Options, decision: Path, preview: bool, as_json: bool) -> None:
    """收口：按决定把未定的项定分。可以分几次，后一次只定前一次没有定的。

    例：wuhao close --decision 未定项清单.xlsx --preview

    例：wuhao close --decision 收口决定.yaml
    """
    year = year_of(options)
    year.require_lock("收口")
    written = closing.read_decision(year, decision)
    with locking.working_on(year):
        found = closing.close(year, written, preview=preview)
    if as_json:
        show_json(_json(written.closing, found))
        return
    _show(year, written.closing, found)


def _show(year: Year, decided: Closing, found: Closed) -> None:
    was, still = _open(found.before), _open(found.after)
    say(f"收口决定 {decided.number}（{decided.date}，{decided.role}）：{decided.reason}")
    say(f"收口前未定{was}项，这次定了{was - still}项，仍未定{still}项；定分的各项都列入回头看。")
    show_problems(by_weight(list(found.notes)))
    for line in _remarks(year, decided.date, found):
        say(line)
    preview = found.recorded == "not"
    if preview:
        say("各单位收口前后：")
        show_table(("单位", "名称", "未定", "总分", "收口后"), _changes(found))
    if still and (preview or found.recorded == "new"):
        _show_left(year, found, everything=preview)
    if _SAID[found.recorded]:
        say(_SAID[found.recorded])
    if not preview:
        say("下一步：wuhao score。")


def _open(outcome: Outcome) -> int:
    return sum(int((~each.decided).sum()) for each in outcome.scores.items.values())


def _remarks(year: Year, day: date, found: Closed) -> Iterator[str]:
    """What is allowed and yet worth a word: closing early, or with marks owed."""
    early = (year.settings.close_on - day).days
    if early > 0:
        yield f"注意：设置里收口的日子是{year.settings.close_on}，这份决定早了{early}天。"
    owed = [
        item
        for item in open_items.open_in(year, found.before).items
        if any(why.cause in OWED_MARKS for why in item.whys)
    ]
    if owed:
        yield f"注意：收口前还有{len(owed)}项评审组没有评，或意见还没有统一。"


def _changes(found: Closed) -> Iterator[list[str]]:
    """A line for every unit of which anything differs."""
    for was, now in zip(_units(found.before), _units(found.after), strict=True):
        if was != now:
            code, name, count, total, _ = was
            yield [code, name, f"{count}→{now[2]}项", f"{total}→{now[3]}", now[4]]


def _units(outcome: Outcome) -> Iterator[tuple[str, str, int, str, str]]:
    """Code, name, how many items are open, total and state of every unit with a workbook."""
    scores, places = outcome.scores, outcome.scores.places
    standings = {each.unit.code: each for each in outcome.standings}
    for at, unit in enumerate(scores.cohort.units):
        stands = standings[unit.code]
        total = fixed(int(scores.total[at]), places)
        state = UNIT_STATE_CHINESE[stands.state]
        yield unit.code, unit.name, len(stands.open_items), total, state


def _show_left(year: Year, found: Closed, *, everything: bool) -> None:
    """What stays open after the decision: all of it where it was tried."""
    left = open_items.open_in(year, found.after).items
    say(f"仍未定的{len(left)}项：" if everything else "仍未定的，用 wuhao review open 看。")
    if everything:
        for item in left:
            say(f"  {item_line(item, year.units[item.unit].name)}")


def _json(decided: Closing, found: Closed) -> dict[str, object]:
    was = list(_units(found.before))
    return {
        "number": decided.number,
        "open_before": _open(found.before),
        "open_after": _open(found.after),
        "recorded": found.recorded,
        "problems": [each.as_dict() for each in found.notes],
        "units": [
            {
                "unit": now[0],
                "open": [before[2], now[2]],
                "total": [before[3], now[3]],
                "open_items": list(stands.open_items),
            }
            for before, now in zip(was, _units(found.after), strict=True)
            for stands in found.after.standings
            if before != now and stands.unit.code == now[0]
        ],
    }
