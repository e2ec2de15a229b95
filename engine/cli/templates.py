"""`wuhao templates`: the shipped templates of papers, for the office to make its own of."""

from __future__ import annotations

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json
from engine.cli.year import year_of
from engine.cycle import locking
from engine.cycle.places import TEMPLATES
from engine.files.atomic import write_file
from engine.files.paper_kinds import PAPERS
from engine.files.papers import shipped


@click.command(cls=ChineseCommand)
@JSON
@click.pass_obj
def templates(options: Options, as_json: bool) -> None:
    """把程序带的公文模板放进 templates（已有的不动）；用 WPS 改好，以后就用您的。

    例：wuhao templates
    """
    year = year_of(options)
    folder, written = year.folder / TEMPLATES, []
    with locking.working_on(year):
        folder.mkdir(exist_ok=True)
        for name, paper in PAPERS.items():
            if not (folder / f"{name}.docx").exists():
                write_file(folder / f"{name}.docx", shipped(paper))
                written.append(name)
    if as_json:
        fields = {
            name: {"fields": sorted(paper.fields), "needed": sorted(paper.needed)}
            for name, paper in PAPERS.items()
        }
        show_json({"written": written, "papers": fields})
        return
    say(f"放好{len(written)}份模板，在 {folder}。")
    for name, paper in PAPERS.items():
        say(f"{name}")
        say(f"  必须有：{'、'.join(sorted(paper.needed))}")
        say(f"  还可以用：{'、'.join(sorted(paper.fields - paper.needed))}")
    say("栏目写作 {{单位名称}}，一个字也不能差；“列表.栏目”照模板里的表那样写。")
