"""`wuhao status`: where the year stands, how far the hand-ins have come, and whom to remind."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json, today
from engine.cli.progress_words import as_json, show_progress
from engine.cli.year import year_of
from engine.cycle import locking, steps
from engine.cycle import progress as standing
from engine.cycle.places import INTAKE
from engine.cycle.year import Year
from engine.records.problem import CannotGoOn
from engine.records.progress import Progress

_SECONDS = 5


@click.command(cls=ChineseCommand)
@click.option("--all", "everything", is_flag=True, help="连到线的、没有要改的单位一起列出。")
@click.option("--xlsx", is_flag=True, help="写出 进度表.xlsx。")
@click.option("--html", is_flag=True, help="写出网页 进度表.html。")
@click.option("--reminders", is_flag=True, help="写出 催报.txt：发到群里的一段，各单位各一段。")
@click.option("--named", is_flag=True, help="与 --reminders 同用：群里的一段写出没有交的单位名称。")
@click.option("--watch", is_flag=True, help="一直看着，有新的就刷新；按 Ctrl-C 结束。")
@click.option(
    "--every", type=click.IntRange(1, 3600), default=_SECONDS, metavar="秒",
    help=f"与 --watch 同用：几秒看一次，不写是{_SECONDS}秒。",
)  # fmt: skip
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="日期",
    help="按哪一天算（如 2025-11-05），不写是今天。",
)  # fmt: skip
@JSON
@click.pass_obj
def status(
    options: Options,
    everything: bool,
    xlsx: bool,
    html: bool,
    reminders: bool,
    named: bool,
    watch: bool,
    every: int,
    day: datetime | None,
    as_json: bool,
) -> None:
    """看年度进行到哪一步，各单位交了没有、填到多少、昨天以来有什么变化。

    例：wuhao status

    例：wuhao status --xlsx --html

    例：wuhao status --reminders
    """
    if named and not reminders:
        raise click.UsageError("--named 要与 --reminders 同用。")
    if watch and (as_json or xlsx or html or reminders):
        raise click.UsageError("--watch 只在屏幕上看，不与别的写法同用。")
    chosen = day.date() if day is not None else today()
    if watch:
        _watch(options, chosen, every, everything=everything)
        return
    year = year_of(options)
    found = _progress(year, chosen)
    written: list[Path] = []
    if xlsx or html or reminders:
        found = found or standing.progress(year, chosen)
        written += [standing.write_book(year, found)] if xlsx else []
        written += [standing.write_page(year, found)] if html else []
    if reminders and found is not None:
        texts = standing.reminders(year, found, named=named)
        written.append(standing.write_reminders(year, texts))
    if as_json:
        show_json(_json(year, found))
        return
    if not written:
        _show(year, found, everything=everything)
    if reminders:
        say(texts.group)
        say()
        say(f"上面这段发到群里；另有{len(texts.units)}个单位各一段，只发给它自己，都在文件里。")
    for path in written:
        say(f"已写出：{path}")


def _progress(year: Year, day: date) -> Progress | None:
    """Where the hand-ins stand, also remembered for tomorrow; None before anything was taken in."""
    if not (year.folder / INTAKE).is_file():
        return None
    found = standing.progress(year, day)
    try:
        with locking.working_on(year):
            standing.remember(year, found)
    except CannotGoOn as error:
        # Somebody else is at work: looking needs no turn, and they will remember the day.
        if error.problems[0].code != "L701":
            raise
    return found


def _watch(options: Options, day: date, every: int, *, everything: bool) -> None:
    """Show again whenever inbox or store changed; ends with Ctrl-C."""
    seen: object = None
    while True:
        year = year_of(options)
        if standing.signature(year) != seen:
            found = _progress(year, day)
            seen = standing.signature(year)
            click.clear()
            _show(year, found, everything=everything)
            say(f"每{every}秒看一次，有新的就刷新；按 Ctrl-C 结束。")
        time.sleep(every)


def _show(year: Year, found: Progress | None, *, everything: bool) -> None:
    show_steps(year)
    if found is not None:
        show_progress(found, everything=everything)


def show_steps(year: Year) -> None:
    """The steps of the year with marks, and the next one."""
    say(year.settings.title)
    found = steps.steps(year)
    for step in found:
        mark = "✓" if step.done else "○"
        say(f"  {mark} {step.title}" + (f"：{step.detail}" if step.detail else ""))
    say(f"下一步：{steps.next_step(found).command}")


def _json(year: Year, found: Progress | None) -> dict[str, object]:
    done = steps.steps(year)
    return {
        "cycle": year.settings.cycle,
        "steps": [{"title": s.title, "done": s.done, "detail": s.detail} for s in done],
        "next": steps.next_step(done).command,
        **as_json(found),
    }
