"""`wuhao changes`: what the newest result has that the one before had not, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json
from engine.cli.year import year_of
from engine.cycle import comparing_runs
from engine.cycle.comparing_runs import Compared
from engine.files.run_change_words import UnitChange, unit_changes

_FILE = click.Path(path_type=Path)


@click.command(cls=ChineseCommand)
@click.argument("new", type=int, required=False, metavar="[第几版]")
@click.option("--from", "old", type=int, metavar="第几版", help="与哪一版比；不写就是它的前一版。")
@click.option("--xlsx", "out", type=_FILE, metavar="文件", help="另存为工作簿（.xlsx）。")
@JSON
@click.pass_obj
def changes(
    options: Options, new: int | None, old: int | None, out: Path | None, as_json: bool
) -> None:
    """这一版结果与上一版有什么不同，每一处为什么。

    例：wuhao changes

    例：wuhao changes 5 --from 2 --xlsx 不同.xlsx
    """
    if out is not None and out.suffix.lower() != ".xlsx":
        raise click.UsageError("--xlsx 的文件名要以 .xlsx 结尾。")
    found = comparing_runs.compare(year_of(options), old, new)
    told = [each.as_dict() for each in found.found]
    units = unit_changes(*found.results, told)
    if out is not None:
        comparing_runs.export(found, units, out)
    if as_json:
        show_json(_json(found, units))
        return
    _show(found, units)
    if out is not None:
        say(f"已存：{out}")


def _show(found: Compared, units: list[UnitChange]) -> None:
    say(f"从{found.old.label}到{found.new.label}：")
    causes = found.words
    say(f"输入的变动{len(causes)}件：" if causes else "输入没有变动。")
    for each in causes:
        say(f"  {each}")
    single = [unit for unit in units if unit.code]
    if not units:
        say("结果完全相同。")
        return
    say(f"有不同的单位{len(single)}个，其余单位一处也没有变：")
    for unit in single:
        say(f"  {unit.code} {unit.name}：{unit.sentence}")
    say(f"共{len(found.found)}处不同，逐处列在 --json 和 --xlsx 里。")
    if found.unexplained:
        say(f"注意：有{found.unexplained}处在输入里找不到原因，请核对是不是换过程序。")


def _json(found: Compared, units: list[UnitChange]) -> dict[str, Any]:
    return {
        "from": found.old.path.name,
        "to": found.new.path.name,
        "causes": list(found.words),
        "units": [
            {"code": unit.code, "name": unit.name, "sentence": unit.sentence}
            for unit in units
            if unit.code
        ],
        "changes": [each.as_dict() for each in found.found],
        "unexplained": found.unexplained,
    }
