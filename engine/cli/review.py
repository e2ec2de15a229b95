"""`wuhao review`: the reviewers' sheets out and back 评审, and how far they are."""

from __future__ import annotations

from datetime import datetime

import click

from engine.cli.chinese import ChineseCommand, ChineseGroup, Lazy
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json, show_problems, today
from engine.cli.review_progress import next_after, progress_json, show_progress, waiting_json
from engine.cli.year import year_of
from engine.cycle import locking, reviewing
from engine.cycle.places import TYPED_APART
from engine.cycle.review_progress import ReviewProgress, review_progress
from engine.cycle.year import Year
from engine.records.problem import Problem, by_weight

_LAZY: dict[str, Lazy] = {
    "sheets": Lazy("engine.cli.review_sheets:sheets", "出评审表：评审人每评一个单位一份。"),
    "agreement": Lazy(
        "engine.cli.review_agreement:agreement", "评审分析：各人打分一不一致，谁偏宽谁偏严。"
    ),
    "adjust": Lazy(
        "engine.cli.review_agreement:adjust", "宽严校正：事先写明了的，按决定去掉宽严。"
    ),
    "assign": Lazy("engine.cli.review_assign:assign", "评审分工：谁评哪些单位，该回避的都避开。"),
    "open": Lazy("engine.cli.review_open:open_", "未定项：还有哪几项没有定，谁来办"),
}


@click.group(cls=ChineseGroup, lazy=_LAZY)
@JSON
@click.pass_context
def review(context: click.Context, as_json: bool) -> None:
    """评审：出评审表，评审完读回评审意见。不写子命令，就看评到哪里、还差谁的。

    例：wuhao review

    例：wuhao review sheets
    """
    if context.invoked_subcommand is not None:
        return
    far = review_progress(year_of(context.obj))
    if as_json:
        show_json(progress_json(far))
    else:
        show_progress(far)


@review.command("read", cls=ChineseCommand)
@click.option(
    "--received",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="日期",
    help="新交来的表是哪一天收到的（北京时间）；不写就是今天。",
)
@JSON
@click.pass_obj
def read(options: Options, received: datetime | None, as_json: bool) -> None:
    """读回评审意见。

    例：wuhao review read

    例：wuhao review read --received 2025-11-20
    """
    year = year_of(options)
    year.require_lock("评审")
    day = received.date() if received is not None else today()
    with locking.working_on(year):
        found = reviewing.read_back(year, day)
    far = review_progress(year) if year.settings.review is not None else None
    rulings = sum(len(each) for each in found.rulings.values())
    problems: list[Problem] = by_weight(list(found.problems))
    if as_json:
        show_json(
            {
                "units": sorted(found.rulings),
                "rulings": rulings,
                **({"waiting": waiting_json(far.settled.waiting)} if far is not None else {}),
                "problems": [each.as_dict() for each in problems],
            }
        )
        return
    trial = far.trial_sheets if far is not None else 0
    if rulings or not trial:
        say(f"读回{len(found.rulings)}个单位的评审表，共{rulings}条评审意见。")
    if trial:
        say(f"读回试评的评审表{trial}份；试评只用来对尺子，不算分。")
    show_problems(problems)
    if far is not None and (rulings or trial):
        _say_what_waits(year, far)
        return
    if not rulings:
        say("下一步：评审组填好评审表、放回 review 文件夹以后，再运行 wuhao review read。")
        return
    say("下一步：wuhao review open（看未定项，收口）；还不收口可以先 wuhao score 看暂定结果。")


def _say_what_waits(year: Year, far: ReviewProgress) -> None:
    """What is still open where several review a unit, and what to do about it."""
    if waiting := far.settled.waiting:
        say(f"还有{len(waiting)}项未定；谁的还没有交、哪里要改，看 wuhao review。")
    if (year.folder / TYPED_APART).is_file():
        say(f"录入核对单：{year.folder / TYPED_APART}")
    say(f"下一步：{next_after(far)}。")
