"""`wuhao rubric excel` and `from-excel`: a rubric as a workbook, and a workbook as a rubric."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.output import JSON, complain, say, show_json, show_problems
from engine.files.atomic import write_file
from engine.files.rubric_book import as_yaml, take
from engine.files.rubric_book_out import rubric_book
from engine.files.rubric_book_skeleton import skeleton
from engine.files.rubric_store import Store
from engine.rubric.identity import content_digest

_FILE = click.Path(path_type=Path, dir_okay=False)
_FORCE = click.option("--force", is_flag=True, help="已有同名文件时覆盖它。")


@click.command(cls=ChineseCommand)
@click.argument("target", metavar="[名称或文件]", required=False)
@click.option("--new", is_flag=True, help="不从已有的标准开始，给一份可以改写的骨架。")
@click.option("--out", metavar="文件.xlsx", type=_FILE, required=True, help="写到哪个工作簿。")
@_FORCE
@click.pass_obj
def excel(store: Store, target: str | None, new: bool, out: Path, force: bool) -> int:
    """把评估标准或名额方案写成工作簿，在 WPS、Excel 里改；--new 给一份骨架。

    例：wuhao rubric excel wuhao-school@2025 --out 标准.xlsx
    """
    if new == (target is not None):
        complain("写上名称或文件，或者写 --new 要一份骨架，两样选一样。")
        return 2
    if _in_the_way(out, force):
        return 2
    value = skeleton() if target is None else store.load(target).value
    write_file(out, rubric_book(value))
    say(f"已写出 {out.name}。改好以后运行：wuhao rubric from-excel {out.name} --out 标准.yaml")
    return 0


@click.command(cls=ChineseCommand)
@click.argument("workbook", metavar="工作簿", type=_FILE)
@click.option("--out", metavar="文件.yaml", type=_FILE, required=True, help="写到哪个文件。")
@_FORCE
@JSON
@click.pass_obj
def from_excel(store: Store, workbook: Path, out: Path, force: bool, as_json: bool) -> int:
    """读一份评估标准或名额方案的工作簿，检查后写成 YAML；有须改正的问题就不写。

    例：wuhao rubric from-excel 标准.xlsx --out 标准.yaml
    """
    if _in_the_way(out, force):
        return 2
    taken = take(workbook, store)
    made = taken.value if taken.usable else None
    if made is not None:
        write_file(out, as_yaml(made))
    if as_json:
        show_json(
            {
                "file": out.name if made is not None else None,
                "digest": content_digest(made) if made is not None else None,
                "problems": [each.as_dict() for each in taken.problems],
            }
        )
        return 0 if made is not None else 1
    show_problems(taken.problems)
    if made is None:
        say(f"{workbook.name}：有须改正的问题，没有写出 {out.name}。")
        return 1
    say(f"已写出 {out.name}（{made.reference}），内容指纹 {content_digest(made)[:16]}。")
    return 0


def _in_the_way(out: Path, force: bool) -> bool:
    """Whether a file would be written over that nobody said may be."""
    if force or not out.exists():
        return False
    complain(f"已经有 {out.name}，没有动它。要覆盖请加 --force。")
    return True
