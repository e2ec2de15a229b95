"""`wuhao problems`: what a problem's code means and how to mend it."""

from __future__ import annotations

import re

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.output import complain, say, show_json, show_table
from engine.records.catalogue import CATALOGUE

_BLANK = re.compile(r"\{[^}]*\}")
_SEVERITIES = {"reject": "退回", "block": "须改正", "warning": "提醒", "note": "说明"}


@click.command(cls=ChineseCommand)
@click.argument("code", metavar="[代码]", required=False)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def problems(code: str | None, as_json: bool) -> int:
    """查问题代码：是什么意思、怎样改。不写代码就全部列出。

    例：wuhao problems Y513
    """
    wanted = code.upper() if code else None
    if wanted and wanted not in CATALOGUE:
        complain(f"没有 {wanted} 这个代码；运行 wuhao problems 看全部。")
        return 2
    found = [CATALOGUE[wanted]] if wanted else list(CATALOGUE.values())
    if as_json:
        show_json([each._asdict() for each in found])
    elif wanted:
        [fault] = found
        say(f"〔{fault.code}〕{fault.title}（{_SEVERITIES[fault.severity]}）")
        say(f"提示：{_BLANK.sub('…', fault.message)}")
        say(f"办法：{_BLANK.sub('…', fault.mend)}")
    else:
        rows = [(each.code, _SEVERITIES[each.severity], each.title) for each in found]
        show_table(("代码", "轻重", "问题"), rows)
    return 0
