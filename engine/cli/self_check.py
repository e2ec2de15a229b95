"""The command of a school before it hands in: check. It imports only what it needs, to be quick."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.check_words import check_lines
from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import COLOURS, JSON, show_json
from engine.cycle import checking
from engine.cycle.check_report import check_report


@click.command(cls=ChineseCommand)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@JSON
@click.pass_obj
def check(options: Options, file: Path, as_json: bool) -> int:
    """交表前自查：一次列出全部问题，再看目前的自评分。

    例：wuhao check 010101-自评表.xlsx
    """
    found = checking.check(file, options.folder, options.rubrics)
    report = check_report(found)
    if as_json:
        show_json(report)
        return _code(found)
    for line in check_lines(report):
        click.secho(line.text, fg=COLOURS.get(line.weight))
    return _code(found)


def _code(found: checking.Checked) -> int:
    """0 may be handed in, 1 something must be mended, 3 the file could not even be read."""
    unread = found.reading is None and any(each.severity == "reject" for each in found.problems)
    return 3 if unread else 1 if found.blocking else 0
