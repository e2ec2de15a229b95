"""The command of a school before it hands in: check. It imports only what it needs, to be quick."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json, show_problems
from engine.cycle import checking


@click.command(cls=ChineseCommand)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@JSON
@click.pass_obj
def check(options: Options, file: Path, as_json: bool) -> int:
    """交表前自查：一次列出全部问题，再看目前的自评分。

    例：wuhao check 010101-自评表.xlsx
    """
    found = checking.check(file, options.folder, options.rubrics)
    if as_json:
        show_json(
            {
                "unit": found.unit.code if found.unit is not None else None,
                "rows_read": found.rows_read,
                "rows_expected": found.rows_expected,
                "check_code": found.check_code,
                "problems": [each.as_dict() for each in found.problems],
                "sections": [
                    {"title": s.title, "points": s.points, "max": s.most,
                     "missing": list(s.missing)}
                    for s in found.sections
                ],
            }
        )  # fmt: skip
        return _code(found)
    heavy = sum(each.blocking for each in found.problems)
    show_problems(found.problems)
    if found.unit is not None:
        say(f"读到{found.rows_read}行，应有{found.rows_expected}行。")
        say(f"核对码 {found.check_code}（盖章的纸质表上印的应当和这个一样）。")
        say("目前的自评分（评审前，仅供参考）：")
        for section in found.sections:
            tail = f"；{'、'.join(section.missing)} 还算不出" if section.missing else ""
            say(f"  {section.title}：{section.points}分（满分{section.most}分）{tail}")
    verdict = "请改好再交。" if heavy else "可以提交。"
    say(f"要改的{heavy}处，提醒和说明{len(found.problems) - heavy}处。{verdict}")
    return _code(found)


def _code(found: checking.Checked) -> int:
    """0 may be handed in, 1 something must be mended, 3 the file could not even be read."""
    unread = found.unit is None and any(each.severity == "reject" for each in found.problems)
    return 3 if unread else 1 if found.blocking else 0
