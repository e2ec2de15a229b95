"""`wuhao intake`: take in what schools hand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from engine.cli.arrivals import show_replies, show_versions
from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import (
    JSON,
    padded,
    progress,
    say,
    show_json,
    show_problems,
    today,
    width,
)
from engine.cli.year import year_of
from engine.cycle import answering, handing_in, locking, steps
from engine.cycle import progress as standing
from engine.cycle.places import TO_MEND
from engine.cycle.year import Year
from engine.records.problem import by_weight
from engine.records.progress import Completion
from engine.records.submission import Intake

_FILE = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(cls=ChineseCommand)
@click.option("--use", type=_FILE, metavar="文件", help="同一单位有两份不同的表时，指明用哪一份。")
@click.option(
    "--reason",
    default="",
    metavar="原因",
    help="为什么这样定，同 --use、--approve、--supplement 一起写。",
)
@click.option("--approve", type=_FILE, metavar="文件", help="收到得太迟、经批准受理的文件。")
@click.option("--role", default="", metavar="名称", help="谁批准的，比如 领导小组。")
@click.option(
    "--supplement",
    type=_FILE,
    metavar="文件",
    help="补正表：只填了要补的几项的自评表，并入原来那份。",
)
@click.option(
    "--received",
    type=_DAY,
    metavar="日期",
    help="新来的文件是哪一天收到的（北京时间）；不写就是今天。",
)
@click.option(
    "--versions",
    "unit",
    default="",
    metavar="单位编号",
    help="只看一个单位收到过哪几份、采用哪一份。",
)
@click.option("--all", "everything", is_flag=True, help="列出每个单位的每一条问题。")
@JSON
@click.pass_obj
def intake(
    options: Options,
    use: Path | None,
    reason: str,
    approve: Path | None,
    role: str,
    supplement: Path | None,
    received: datetime | None,
    unit: str,
    everything: bool,
    as_json: bool,
) -> None:
    """接收 inbox 里的自评表，逐份检查。压缩包（ZIP）会自动拆开。

    例：wuhao intake

    例：wuhao intake --use "010101-自评表（改）.xlsx" --reason 学校来函说明以此份为准

    例：wuhao intake --supplement 010101-补正.xlsx --reason 补正通知以后交来

    例：wuhao intake --received 2025-11-10

    例：wuhao intake --versions 010101
    """
    _check_reasons(use, reason, approve, role, supplement)
    year = year_of(options)
    year.require_lock("接收")
    if unit:
        show_versions(year, unit, as_json=as_json)
        return
    with locking.working_on(year), progress("接收") as tell:
        found = handing_in.take_in(
            year,
            tell,
            wish=_wish(use, approve, supplement, reason, role),
            day=received.date() if received is not None else today(),
        )
        sent = answering.answer(year, found)
        owed = handing_in.write_to_mend(year, found)
        now = standing.progress(year, today())
        standing.remember(year, now, taken_in=True)
    units = now.units
    if as_json:
        shown = _intake_json(year, found, units)
        show_json({**shown, "replies": [asdict(each) for each in sent]})
        return
    _show_intake(year, found, units, everything=everything)
    if owed:
        say(f"待补正清单（{len(owed)}处，供办公室通知各单位）：{year.folder / TO_MEND}")
    show_replies(year, sent)
    if waiting := steps.undecided(found):
        say(
            f"先定{'、'.join(waiting)}采用哪一份：wuhao intake --versions 单位编号 看收到过哪几份。"
        )
    say("下一步：wuhao review sheets（出评审表）；还有表交来，放进 inbox 再运行 wuhao intake。")


def _show_intake(
    year: Year, found: Intake, units: Sequence[Completion], *, everything: bool
) -> None:
    """How many units came to what, what is wrong, and a line a unit."""
    absent = sum(each.state == "未提交" for each in units)
    say(
        f"名册{len(year.units)}个单位：采用{len(found.counted)}份，"
        f"表不能用的{len(found.blocked)}个单位，未提交的{absent}个单位。"
    )
    if found.problems or year.office_problems:
        say()
        show_problems(by_weight([*found.problems, *year.office_problems]))
    say()
    _show_units(found, units, everything=everything)
    say()
    if not everything and any(each.blocking or each.warnings for each in units):
        say("每个单位要改的和提醒的，用 wuhao intake --all 逐条列出。")


def _check_reasons(
    use: Path | None, reason: str, approve: Path | None, role: str, supplement: Path | None
) -> None:
    named = {"--use": use, "--approve": approve, "--supplement": supplement}
    given = [option for option, file in named.items() if file is not None]
    if len(given) > 1:
        raise click.UsageError(f"{'、'.join(given)} 一次只写一样。")
    if given and not reason.strip():
        raise click.UsageError(f"用 {given[0]} 要同时用 --reason 写明原因。")
    if approve is not None and not role.strip():
        raise click.UsageError("用 --approve 要同时用 --role 写明谁批准的。")
    if reason and not given:
        raise click.UsageError("用 --reason 要同时用 --use 指明文件。")
    if role and approve is None:
        raise click.UsageError("用 --role 要同时用 --approve 指明文件。")


def _wish(
    use: Path | None, approve: Path | None, supplement: Path | None, reason: str, role: str
) -> handing_in.Wish | None:
    if use is not None:
        return handing_in.Wish(use, reason)
    if approve is not None:
        return handing_in.Wish(approve, reason, "approve", role)
    return handing_in.Wish(supplement, reason, "supplement") if supplement is not None else None


def _intake_json(year: Year, found: Intake, units: Sequence[Completion]) -> dict[str, object]:
    problems = [*found.problems, *(p for s in found.counted.values() for p in s.problems)]
    return {
        "counted": sorted(found.counted),
        "blocked": dict(sorted(found.blocked.items())),
        "absent": [each.unit for each in units if each.state == "未提交"],
        "units": [
            {"unit": each.unit, "rows_read": each.read, "rows_expected": each.expected,
             "blocking": each.blocking, "warnings": each.warnings,
             "check_code": found.counted[each.unit].check_code}
            for each in units
            if each.unit in found.counted
        ],
        "problems": [each.as_dict() for each in by_weight(problems)],
        "office_problems": [each.as_dict() for each in year.office_problems],
    }  # fmt: skip


def _show_units(found: Intake, units: Sequence[Completion], *, everything: bool) -> None:
    """One line a unit; with `everything` all its problems below it."""
    room = max(width(each.name) for each in units)
    for each in units:
        say(f"{each.unit}  {padded(each.name, room)}  {_how_far(each)}")
        if everything and each.unit in found.counted:
            show_problems(by_weight(list(found.counted[each.unit].problems)), indent="    ")


def _how_far(unit: Completion) -> str:
    if not unit.expected:
        return unit.state
    faults = [f"要改{unit.blocking}处"] if unit.blocking else []
    faults += [f"提醒{unit.warnings}处"] if unit.warnings else []
    said = "、".join(faults) or "没有问题"
    return f"读到{unit.read}行/应有{unit.expected}行；{said}"
