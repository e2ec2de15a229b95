"""Commands that take in and check: intake, check, review."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.main import Options
from engine.cli.output import progress, say, show_json, show_problems
from engine.cli.year import JSON, year_of
from engine.cycle import checking, handing_in, locking, reviewing
from engine.cycle.places import LEDGER, REVIEW
from engine.files import ledger
from engine.records.problem import Problem, by_weight

_FILE = click.Path(path_type=Path)


@click.command()
@click.option("--use", type=_FILE, help="同一单位有两份不同的表时，指明用哪一份。")
@click.option("--reason", default="", help="为什么用这一份。")
@click.option("--all", "everything", is_flag=True, help="列出每一条提示，不只是要改的。")
@JSON
@click.pass_obj
def intake(
    options: Options, use: Path | None, reason: str, everything: bool, as_json: bool
) -> None:
    """接收 inbox 里的自评表，逐份检查。

    例：wuhao intake
    例：wuhao intake --use 010101-自评表(2).xlsx --reason 学校来函说明以此份为准
    """
    if use is not None and not reason.strip():
        raise click.UsageError("用 --use 要同时用 --reason 写明原因。")
    year = year_of(options)
    year.require_lock("接收")
    with locking.working_on(year):
        if use is not None:
            chosen = handing_in.use_file(year, use, reason)
            ledger.append(year.folder / LEDGER, "decision", chosen.model_dump(mode="json"))
        with progress("接收") as tell:
            found = handing_in.take_in(year, tell)
    absent = [u for u in year.units if u not in found.counted and u not in found.blocked]
    problems = by_weight(
        [*found.problems, *(p for s in found.counted.values() for p in s.problems)]
    )
    if as_json:
        show_json(
            {
                "counted": sorted(found.counted),
                "blocked": dict(sorted(found.blocked.items())),
                "absent": absent,
                "problems": [each.as_dict() for each in problems],
            }
        )
        return
    say(
        f"名册{len(year.units)}个单位：采用{len(found.counted)}份，"
        f"不能用{len(found.blocked)}个单位，未提交{len(absent)}个单位。"
    )
    for submission in found.counted.values():
        if submission.rows_read != submission.rows_expected:
            rows = f"应有{submission.rows_expected}行，读到{submission.rows_read}行"
            say(f"  {submission.unit} {year.units[submission.unit].name}：{rows}")
    _show(problems, everything=everything)
    say("下一步：wuhao review --sheets（出评审表）。")


def _show(problems: list[Problem], *, everything: bool) -> None:
    """The heavy ones, and how many lighter ones there are."""
    shown = [p for p in problems if everything or p.severity in ("reject", "block")]
    show_problems(shown)
    if len(problems) > len(shown):
        say(f"另有{len(problems) - len(shown)}条提醒和说明，用 --all 列出。")


@click.command()
@click.argument("file", metavar="文件", type=_FILE)
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
                "problems": [each.as_dict() for each in found.problems],
                "sections": [
                    {"title": s.title, "points": s.points, "max": s.most,
                     "missing": list(s.missing)}
                    for s in found.sections
                ],
            }
        )  # fmt: skip
        return 1 if found.blocking else 0
    heavy = [p for p in found.problems if p.severity in ("reject", "block")]
    show_problems(found.problems)
    if found.unit is not None:
        say(f"读到{found.rows_read}行，应有{found.rows_expected}行。")
        say("目前的自评分（评审前，仅供参考）：")
        for section in found.sections:
            tail = f"；{'、'.join(section.missing)} 还算不出" if section.missing else ""
            say(f"  {section.title}：{section.points}分（满分{section.most}分）{tail}")
    say(f"要改的{len(heavy)}处，提醒和说明{len(found.problems) - len(heavy)}处。"
        + ("可以提交。" if not heavy else "请改好再交。"))  # fmt: skip
    return 1 if found.blocking else 0


@click.command()
@click.option("--sheets", is_flag=True, help="给每个单位出一份评审表（已有的不动）。")
@click.option("--again", is_flag=True, help="连已有的评审表也重新出，原来填的会没有。")
@JSON
@click.pass_obj
def review(options: Options, sheets: bool, again: bool, as_json: bool) -> None:
    """出评审表；评审完读回评审意见。

    例：wuhao review --sheets
    例：wuhao review
    """
    year = year_of(options)
    year.require_lock("评审")
    with locking.working_on(year):
        if sheets:
            written, left = reviewing.lay_out(year, again=again)
            say(f"已出{written}份评审表，原有{left}份没有动，在 {year.folder / REVIEW}。")
            say("下一步：评审组填好后，运行 wuhao review 读回。")
            return
        found = reviewing.read_back(year)
    rulings = sum(len(each) for each in found.rulings.values())
    if as_json:
        show_json(
            {
                "units": sorted(found.rulings),
                "rulings": rulings,
                "problems": [each.as_dict() for each in found.problems],
            }
        )
        return
    say(f"读回{len(found.rulings)}个单位的评审表，共{rulings}条评审意见。")
    _show(by_weight(list(found.problems)), everything=False)
    say("下一步：wuhao close --decision 收口决定.yaml；还不收口可以先 wuhao score 看暂定结果。")
