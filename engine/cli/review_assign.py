"""`wuhao review assign`: who reviews whom 评审分工."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json, show_problems, show_table, today
from engine.cli.year import year_of
from engine.cycle import assigning, assignment_words, locking, reassigning, special_assignments
from engine.cycle.assigning import Made, Order
from engine.cycle.year import Year
from engine.judging.assigning import loads
from engine.records.review import Round, Way

_LISTED = 40


@dataclass(frozen=True, slots=True)
class _Wish:
    """Which assignment is asked for."""

    trial: int | None
    units: tuple[str, ...]
    mutual: bool
    third: bool
    rest: bool
    replace: tuple[str, str] | None
    uneven: bool


@click.command(cls=ChineseCommand)
@click.option(
    "--seed", default="", metavar="文字", help="抽签的种子，比如开奖号码；不写就用锁定记录的摘要。"
)
@click.option("--uneven", is_flag=True, help="各人单位数差一个以内办不到时，尽量均着分。")
@click.option(
    "--trial", type=click.IntRange(min=1), metavar="个数", help="试评校准：抽几个单位，评审人都评。"
)
@click.option(
    "--units",
    default="",
    metavar="编号,编号",
    help="试评指定的单位；同 --replace 一起写，就只换这几个单位的人。",
)
@click.option("--mutual", is_flag=True, help="推磨互评：每个单位看另一个单位的材料。")
@click.option(
    "--third",
    is_flag=True,
    help="两人评分差得太多的单位，各加第三个人；同 --replace 一起写，就是换第三个人。",
)
@click.option("--rest", is_flag=True, help="名册变更后新来的单位，补分给单位少的人。")
@click.option(
    "--replace",
    default="",
    metavar="甲=乙",
    help="甲的单位改由乙评；等号后面空着，就在别人中间均着分。",
)
@click.option(
    "--way",
    type=click.Choice(["desk", "visit"]),
    help="只分一种方式：desk 资料审核，visit 实地考察。",
)
@click.option("--number", default="", metavar="文号", help="重分、换人所依据的文号。")
@click.option("--role", default="", metavar="名称", help="重分、换人由谁定的，比如 评审领导小组。")
@click.option("--reason", default="", metavar="原因", help="为什么重分、换人。")
@click.option("--show", is_flag=True, help="只看现在的分工，有没有后来要回避的，不重分。")
@click.option(
    "--forms", is_flag=True, help="在 outside 里写出空白的专家名册和回避表（已有的不动）。"
)
@JSON
@click.pass_obj
def assign(
    options: Options,
    seed: str,
    uneven: bool,
    trial: int | None,
    units: str,
    mutual: bool,
    third: bool,
    rest: bool,
    replace: str,
    way: Way | None,
    number: str,
    role: str,
    reason: str,
    show: bool,
    forms: bool,
    as_json: bool,
) -> None:
    """评审分工：谁评哪些单位，该回避的都避开，各人一样多，种子记入台账。

    例：wuhao review assign --forms

    例：wuhao review assign --seed 2025年11月26日开奖号码

    例：wuhao review assign --trial 3

    例：wuhao review assign --replace E03=E07 --number 示例1号 --role 领导小组 --reason 因病
    """
    named = tuple(each for each in units.replace("，", ",").split(",") if each)
    wish = _Wish(trial, named, mutual, third, rest, _pair(replace), uneven)
    _check_alone(wish, show=show, forms=forms)
    year = year_of(options)
    if forms:
        _say_forms(assignment_words.write_forms(year), as_json=as_json)
        return
    year.require_lock("评审分工")
    order = Order(today(), way or "", seed.strip(), number, role, reason)
    with locking.working_on(year):
        made = assigning.as_it_stands(year, order.way) if show else _make(year, order, wish)
        book = assignment_words.write_book(year, made)
    if as_json:
        show_json(_json(made, book))
        return
    _show(made, book, new=not show)


def _pair(text: str) -> tuple[str, str] | None:
    if not text:
        return None
    old, equals, new = text.partition("=")
    if not old.strip() or not equals:
        raise click.UsageError("--replace 要写成 甲=乙，比如 E03=E07；等号后面可以空着。")
    return old.strip(), new.strip()


def _check_alone(wish: _Wish, *, show: bool, forms: bool) -> None:
    asked = {
        "--trial": bool(wish.trial),
        "--units": bool(wish.units) and wish.replace is None,
        "--mutual": wish.mutual,
        "--third": wish.third and wish.replace is None,
        "--rest": wish.rest,
        "--replace": wish.replace is not None,
        "--show": show,
        "--forms": forms,
    }
    together = [option for option, given in asked.items() if given]
    if len(together) > 1:
        raise click.UsageError(f"{'、'.join(together)} 一次只用一个。")


def _make(year: Year, order: Order, wish: _Wish) -> Made:
    if wish.replace is not None:
        old, new = wish.replace
        round_: Round = "third" if wish.third else "main"
        return reassigning.replace(year, order, old, new, named=wish.units, round_=round_)
    if wish.trial or wish.units:
        return special_assignments.try_out(year, order, count=wish.trial or 0, named=wish.units)
    if wish.mutual:
        return special_assignments.inspect_each_other(year, order)
    if wish.third:
        return special_assignments.add_third(year, order, special_assignments.owing_third(year))
    if wish.rest:
        return reassigning.add_rest(year, order)
    return assigning.assign(year, order, uneven=wish.uneven)


def _show(made: Made, book: Path, *, new: bool) -> None:
    told = made.assignment
    show_problems(made.problems)
    done = "已分好，记入台账" if new else f"{told.date}分的"
    say(f"{assignment_words.label(made)}：{done}。种子：{told.seed}")
    for line in assignment_words.sentences(made):
        say(line)
    own: dict[str, list[str]] = {}
    for unit, sat in told.units.items():
        for each in sat:
            own.setdefault(each, []).append(unit)
    if len(own) <= _LISTED:
        rows = [[each, str(len(own[each])), "、".join(own[each])] for each in sorted(own)]
        mutual = told.round == "mutual"
        heads = ("由哪个单位看", "单位数", "看哪个单位") if mutual else ("评审人", "单位数", "单位")
        show_table(heads, rows)
    say(f"分工表（内部使用）：{book}")
    if new:
        of_round = "" if told.round == "main" else f" --round {told.round}"
        say(f"下一步：wuhao review sheets{of_round}（给每个评审人出评审表）。")


def _json(made: Made, book: Path) -> dict[str, object]:
    told, linked = made.assignment, made.links
    return {
        **told.model_dump(mode="json"),
        "loads": loads(told.units),
        "avoided": [
            {"assessor": each.expert, "unit": each.unit, "ground": each.ground.chinese}
            for each in made.panel.avoidances
        ],
        "linked": linked.whole,
        "groups": [list(group) for group in linked.groups],
        "thin_pairs": [list(pair) for pair in linked.thin],
        "problems": [each.as_dict() for each in made.problems],
        "book": str(book),
    }


def _say_forms(written: list[Path], *, as_json: bool) -> None:
    if as_json:
        show_json({"written": [str(path) for path in written]})
        return
    if not written:
        say("专家名册和回避表都已经有了，没有动。")
    for path in written:
        say(f"空白表：{path}")
    say("下一步：填好专家名册和回避表，再运行 wuhao review assign。")
