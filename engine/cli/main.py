"""The command `wuhao`: what all commands share, and where each is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from engine import __version__
from engine.cli.chinese import ChineseGroup, Lazy
from engine.cli.endings import Ending
from engine.cli.output import say

COMMANDS = {
    "rubric": Lazy("engine.cli.rubric:rubric", "评估标准与名额方案：列出、查看、检查、发布"),
    "problems": Lazy("engine.cli.problems:problems", "查一个问题代码是什么意思、怎样改"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What stands before the command: where the year is, and where rubrics are looked for first."""

    folder: Path
    rubrics: Path | None


@click.group(
    cls=ChineseGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "-C", "folder", type=click.Path(path_type=Path), default=Path(), help="评估年度所在的文件夹。"
)
@click.option(
    "--rubrics",
    type=click.Path(path_type=Path),
    envvar="WUHAO_RUBRICS",
    help="先在这个文件夹里找评估标准（也可设环境变量 WUHAO_RUBRICS）。",
)
@click.version_option(__version__, "--version", message="wuhao %(version)s", help="版本号。")
@click.pass_context
def wuhao(context: click.Context, folder: Path, rubrics: Path | None) -> None:
    """“五好”评估：从评估标准到认定名单。

    例：wuhao rubric list
    """
    context.obj = Options(folder, rubrics)
    if context.invoked_subcommand is None:
        say(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code (see `endings`)."""
    with Ending() as ending:
        ending.code = wuhao.main(arguments, prog_name="wuhao", standalone_mode=False) or 0
    return ending.code
