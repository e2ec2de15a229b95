"""`wuhao rubric diff` and `replay`: what changed between two editions, and whom it would touch."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, say, show_json
from engine.cycle.replaying import read_map, replay_year
from engine.cycle.year import open_year
from engine.files.rubric_store import Store
from engine.judging.replay import Moved, Replay, UnitReplay
from engine.records.problem import CannotGoOn, problem
from engine.records.states import UNIT_STATE_CHINESE
from engine.rubric.diff import Difference, plan_difference, rubric_difference
from engine.rubric.diff_words import Part
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan

_FILE = click.Path(path_type=Path)
_MAP = click.option("--map", "map_file", type=_FILE, help="编码对照表（code-map）的文件。")
INTERNAL = "内部材料：只供研究新标准用，不是评分结果，不得公布，不得作为评定依据。"


@click.command(cls=ChineseCommand)
@click.argument("old", metavar="原来的")
@click.argument("new", metavar="新的")
@_MAP
@JSON
@click.pass_obj
def diff(store: Store, old: str, new: str, map_file: Path | None, as_json: bool) -> None:
    """比较两份评估标准或两份名额方案，分措辞、结构、计分三部分说明改了什么。

    例：wuhao rubric diff wuhao-school@2025 新标准.yaml --map 编码对照.yaml
    """
    before, after = store.load(old).value, store.load(new).value
    found = _difference(before, after, map_file)
    if as_json:
        show_json(_difference_json(before, after, found))
        return
    for line in _difference_lines(before, after, found):
        say(line)


def _difference(
    before: Rubric | AwardPlan, after: Rubric | AwardPlan, map_file: Path | None
) -> Difference:
    match before, after:
        case Rubric(), Rubric():
            code_map = read_map(map_file, before, after) if map_file is not None else None
            return rubric_difference(before, after, code_map)
        case AwardPlan(), AwardPlan() if map_file is None:
            return plan_difference(before, after)
        case AwardPlan(), AwardPlan():
            raise click.UsageError("名额方案没有指标编码，不用 --map。")
    what = f"{before.reference} 和 {after.reference} 不是同一种：一份是评估标准，一份是名额方案"
    raise CannotGoOn(problem("Y592", what=what), exit_code=2)


def _difference_lines(
    before: Rubric | AwardPlan, after: Rubric | AwardPlan, found: Difference
) -> Iterator[str]:
    yield f"原来的：{before.reference} {before.title}"
    yield f"　　　　内容指纹 {found.contents[0]}"
    yield f"新　的：{after.reference} {after.title}"
    yield f"　　　　内容指纹 {found.contents[1]}"
    if found.same:
        yield "两份内容相同。"
        return
    for part in Part:
        changes = found.of(part)
        yield f"\n{part.chinese}：{f'{len(changes)}处' if changes else '没有改动'}"
        yield from (f"  {each}" for each in changes)
    if found.structures is not None:
        yield ""
        yield f"结构指纹：{found.structures[0]} → {found.structures[1]}"
        yield (
            "结构没有变：按原来的标准填好的自评表，在新标准下照样能读。"
            if found.forms_readable
            else "结构变了：按原来的标准填好的自评表，在新标准下不能读，要发新的表样。"
        )


def _difference_json(
    before: Rubric | AwardPlan, after: Rubric | AwardPlan, found: Difference
) -> dict[str, Any]:
    structures = found.structures or (None, None)
    sides = [
        {"reference": each.reference, "title": each.title, "sha256": content, "structure": shape}
        for each, content, shape in zip((before, after), found.contents, structures, strict=True)
    ]
    return {
        "old": sides[0],
        "new": sides[1],
        "same": found.same,
        "forms_readable": found.forms_readable,
        "changes": [
            {"part": e.part.value, "where": e.where, "old": e.old, "new": e.new, "text": str(e)}
            for e in found.changes
        ],
    }


@click.command(cls=ChineseCommand)
@click.argument("old", metavar="原来的")
@click.argument("new", metavar="新的")
@click.option("-C", "folder", type=_FILE, help="评估年度所在的文件夹。")
@_MAP
@JSON
@click.pass_context
def replay(
    context: click.Context,
    old: str,
    new: str,
    folder: Path | None,
    map_file: Path | None,
    as_json: bool,
) -> None:
    """用一年交来的材料按新标准重算一遍，看谁的总分、名次、等次、评奖会变。不写任何结果。

    原来没有问过的、装不进新填报项的，一律不算分，单位列为暂定。

    例：wuhao rubric replay wuhao-school@2025 新标准.yaml -C 2025 --map 编码对照.yaml
    """
    options: Options = context.find_root().obj
    year = open_year(folder or options.folder, options.rubrics)
    found = replay_year(year, old, new, map_file)
    if as_json:
        show_json({"internal": True, "old": old, "new": new, **_replay_json(found)})
        return
    say(INTERNAL)
    say(f"{year.settings.title}：{old} → {new}，名册{len(found.units)}个单位。")
    for line in _replay_lines(found):
        say(line)


def _replay_lines(found: Replay) -> Iterator[str]:
    provisional = sum(each.becomes_provisional for each in found.units)
    if not found.changed:
        yield "按新标准重算，各单位的总分、名次、等次和评奖都没有变。"
        return
    yield (
        f"总分会变的{found.count('total')}个，名次会变的{found.count('rank')}个，"
        f"等次会变的{found.count('grade')}个，评奖会变的{found.count('awards')}个，"
        f"总分变成暂定的{provisional}个。"
    )
    for unit in found.changed:
        yield f"\n{unit.code} {unit.name}：{'；'.join(_what_changes(unit, found))}"
        moved = [_moved(each) for each in unit.moved]
        if moved:
            yield f"    得分变动：{'；'.join(moved)}"
        for each in unit.opened:
            yield f"    {each.code} 未定：{'；'.join(each.reasons)}"


def _what_changes(unit: UnitReplay, found: Replay) -> Iterator[str]:
    before, after = unit.before, unit.after
    if {"total", "state"} & unit.changes:
        yield f"总分 {before.shown_total()} → {after.shown_total()}"
    else:
        yield f"总分 {before.shown_total()} 不变"
    if "rank" in unit.changes:
        yield f"名次 {before.rank or '不排'} → {after.rank or '不排'}"
    if "grade" in unit.changes:
        yield f"等次 {before.grade or '未定'} → {after.grade or '未定'}"
    for award, result in before.awards.items():
        if after.awards[award] != result:
            yield f"{found.awards[award]} {result} → {after.awards[award]}"


def _moved(each: Moved) -> str:
    before, after = (_text(p) or "—" for p in (each.before, each.after))
    return f"{each.code} {before}→{after}"


def _replay_json(found: Replay) -> dict[str, Any]:
    return {
        "counts": {
            **{what: found.count(what) for what in ("total", "rank", "grade", "awards")},
            "provisional": sum(each.becomes_provisional for each in found.units),
        },
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "changes": sorted(unit.changes),
                "before": _stand_json(unit, "before"),
                "after": _stand_json(unit, "after"),
                "moved": [
                    {"code": m.code, "before": _text(m.before), "after": _text(m.after)}
                    for m in unit.moved
                ],
                "opened": [{"code": o.code, "reasons": list(o.reasons)} for o in unit.opened],
            }
            for unit in found.changed
        ],
    }


def _stand_json(unit: UnitReplay, side: str) -> dict[str, Any]:
    stand = unit.before if side == "before" else unit.after
    return {
        "state": UNIT_STATE_CHINESE[stand.state],
        "total": _text(stand.total),
        "rank": stand.rank or None,
        "grade": stand.grade,
        "awards": dict(stand.awards),
    }


def _text(points: Decimal | None) -> str | None:
    return None if points is None else format(points, "f")
