"""The command of a school before it hands in: check. It imports only what it needs, to be quick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from engine.cli.check_words import check_lines
from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import COLOURS, JSON, say, show_json
from engine.cycle import checking
from engine.cycle.check_report import check_report


@click.command(cls=ChineseCommand)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--return", "back", is_flag=True, help="另出一份标好差错的表（…-退回.xlsx）。")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="退回的表存到这里。")
@click.option("--html", "page", is_flag=True, help="另出一页网页（…-自查.html），可以打印。")
@JSON
@click.pass_obj
def check(
    options: Options, file: Path, *, back: bool, out: Path | None, page: bool, as_json: bool
) -> int:
    """交表前自查：一次列出全部问题，最要紧的在前面，再看目前的自评分。

    例：wuhao check 010101-自评表.xlsx --return
    """
    if out is not None and (not back or out.suffix.lower() != ".xlsx"):
        raise click.UsageError("--out 与 --return 一起用，文件名以 .xlsx 结尾。")
    found = checking.check(file, options.folder, options.rubrics)
    report = check_report(found)
    written = list(_write(found, report, back=back, out=out, page=page))
    if as_json:
        show_json(report | {"written": [str(path) for path in written]})
        return _code(found)
    for line in check_lines(report):
        click.secho(line.text, fg=COLOURS.get(line.weight))
    for path in written:
        say(f"已写：{path}")
    return _code(found)


def _write(
    found: checking.Checked, report: dict[str, Any], *, back: bool, out: Path | None, page: bool
) -> Iterator[Path]:
    """The files that were asked for. A file that does not count cannot be laid out anew."""
    if not (back or page):
        return
    from engine.cycle import check_files  # noqa: PLC0415 - slow to import

    if back:
        yield check_files.write_return(found, out)
    if page:
        yield check_files.write_page(found, report)


def _code(found: checking.Checked) -> int:
    """0 may be handed in, 1 something must be mended, 3 the file could not even be read."""
    unread = found.reading is None and any(each.severity == "reject" for each in found.problems)
    return 3 if unread else 1 if found.blocking else 0
