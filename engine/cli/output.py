"""How commands speak: problems, tables and JSON on the screen or in a pipe."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from io import TextIOWrapper
from typing import Any
from unicodedata import east_asian_width

import click

from engine.records.answers import parse_date
from engine.records.problem import Problem, Severity

JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
"""The option of every command that reports."""

_NEVER_WRAPPED = 100_000
_BEIJING = timezone(timedelta(hours=8))
COLOURS: Mapping[str, str] = {
    Severity.REJECT: "red",
    Severity.BLOCK: "red",
    Severity.WARNING: "yellow",
    Severity.NOTE: "cyan",
}
"""The colour of a problem on a screen, by its severity."""


def speak_chinese() -> None:
    """Let no character stop us: UTF-8 into files and pipes, and on a screen that knows only ASCII.

    A Windows console of old has no “✓”; what it cannot show becomes a question mark.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            plain = not stream.isatty() or stream.encoding.lower() in ("ascii", "us-ascii")
            stream.reconfigure(encoding="utf-8" if plain else None, errors="replace")


def today() -> date:
    """The day in Beijing, wherever the computer stands; the one place where the clock is asked."""
    return datetime.now(_BEIJING).date()


def calendar_day(_: click.Context, __: click.Parameter, text: str | None) -> date | None:
    """A calendar day as people write it. Raises UsageError for what is none."""
    found = parse_date(text).value if text is not None else None
    if text is not None and found is None:
        raise click.UsageError(f"日期“{text}”看不懂，写成 2025-12-01 的样子。")
    return found


def say(text: str = "") -> None:
    """A line for the reader."""
    click.echo(text)


def complain(text: str) -> None:
    """A line on the error stream."""
    click.echo(text, err=True)


def show_problems(problems: Iterable[Problem], *, err: bool = False, indent: str = "") -> None:
    """One line each, coloured by weight where a screen shows colours."""
    for each in problems:
        click.secho(f"{indent}{each}", fg=COLOURS[each.severity], err=err)


def show_json(value: Any) -> None:
    """JSON for other programs, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream while something long goes on; silent where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[far]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, far="")

        def tell(done: int, of: int) -> None:
            far = f"{done}/{of}份{_pace(bar.tasks[0].speed)}　剩余时间"
            bar.update(task, completed=done, total=of, far=far)

        yield tell


def _pace(speed: float | None) -> str:
    """How fast it goes, once that is known."""
    if not speed:
        return ""
    return f"　每秒{speed:.0f}份" if speed >= 1 else f"　每份{1 / speed:.0f}秒"


def padded(text: str, columns: int) -> str:
    """`text` filled up to `columns` of a screen, on which a Chinese character takes two."""
    return text + " " * max(0, columns - width(text))


def width(text: str) -> int:
    """How many columns of a screen `text` takes."""
    return sum(2 if east_asian_width(each) in "WFA" else 1 for each in text)


@dataclass(frozen=True, slots=True)
class Branch:
    """A line and the lines below it."""

    text: str
    below: tuple[Branch, ...] = ()


def show_tree(root: Branch) -> None:
    """A tree with its guides, wrapped to a screen; in a pipe one line each, however long."""
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.text import Text  # noqa: PLC0415
    from rich.tree import Tree  # noqa: PLC0415

    def grown(branch: Branch, tree: Tree) -> Tree:
        for each in branch.below:
            grown(each, tree.add(Text(each.text)))
        return tree

    width = None if sys.stdout.isatty() else _NEVER_WRAPPED
    Console(width=width).print(grown(root, Tree(Text(root.text))))


def show_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on a screen; in a pipe one row a line, its cells parted by tabs."""
    if not sys.stdout.isatty():
        for row in (heads, *rows):
            click.echo("\t".join(row))
        return
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - slow to import
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(*heads, box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)
