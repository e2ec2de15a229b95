"""The command `wuhao`: what all commands share, and where each is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from engine import __version__
from engine.cli.chinese import ChineseGroup, Lazy
from engine.cli.endings import Ending
from engine.cli.output import say, speak_chinese

COMMANDS = {
    "new": Lazy("engine.cli.year:new", "新建一个评估年度的文件夹"),
    "lock": Lazy("engine.cli.year:lock", "锁定名册、标准和方案，算出名额测算表"),
    "change": Lazy("engine.cli.changing:change", "锁定以后变更名册：更名、撤销、合并、分设"),
    "sheets": Lazy("engine.cli.year:sheets", "给每个单位出一份自评表"),
    "intake": Lazy("engine.cli.collecting:intake", "接收交来的自评表，逐份检查"),
    "claim": Lazy("engine.cli.arrivals:claim", "认领：一个文件是哪个单位交的"),
    "check": Lazy("engine.cli.self_check:check", "交表前自查一份自评表"),
    "status": Lazy("engine.cli.status:status", "看进行到哪一步，各单位交了没有"),
    "review": Lazy("engine.cli.review:review", "评审：出评审表，读回评审意见"),
    "confirm": Lazy("engine.cli.confirm:confirm", "初评结果确认：出确认单，登记回复和异议"),
    "close": Lazy("engine.cli.closing:close", "收口：把未定的项逐项定分"),
    "score": Lazy("engine.cli.deciding:score", "计分、排名、评定，写出一版结果"),
    "recheck": Lazy("engine.cli.recheck:recheck", "复核：登记申请、分工、决定"),
    "shortlist": Lazy("engine.cli.deciding:shortlist", "拟认定名单：入选、并列待定、递补"),
    "changes": Lazy("engine.cli.changes:changes", "这一版结果与上一版有什么不同，为什么"),
    "explain": Lazy("engine.cli.deciding:explain", "一个单位的分是怎么来的"),
    "gain": Lazy("engine.cli.feedback:gain", "一个单位的失分与改进建议"),
    "across": Lazy("engine.cli.across:across", "跨校比对：雷同的材料、文字，只供核查"),
    "templates": Lazy("engine.cli.templates:templates", "公文模板：放一份出来，改成自己的样子"),
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
        _where_it_stands(context, folder, rubrics)


def _where_it_stands(context: click.Context, folder: Path, rubrics: Path | None) -> None:
    """`wuhao` alone: inside a year, its steps and the next one; elsewhere the help."""
    from engine.cycle.year import find_year, open_year  # noqa: PLC0415 - slow to import

    if find_year(folder) is None:
        say(context.get_help())
        return
    from engine.cli.status import show_steps  # noqa: PLC0415

    show_steps(open_year(folder, rubrics))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code (see `endings`)."""
    speak_chinese()
    with Ending() as ending:
        ending.code = wuhao.main(arguments, prog_name="wuhao", standalone_mode=False) or 0
    return ending.code
