"""评审分工 in words and as a workbook: how even, what was avoided, who can be compared."""

from __future__ import annotations

from pathlib import Path

from engine.cycle.assigning import Made
from engine.cycle.places import ASSIGNMENT_BOOKS, OUTSIDE
from engine.cycle.year import Year
from engine.files.assignment_book import common_units
from engine.files.atomic import write_file
from engine.files.expert_tables import (
    AVOIDANCE_COLUMNS,
    AVOIDANCE_NOTE,
    AVOIDANCES,
    EXPERT_COLUMNS,
    EXPERT_NOTE,
    EXPERTS,
)
from engine.files.office_forms import blank_table
from engine.judging.assigning import loads
from engine.judging.bottlenecks import named

_WAYS = {"": "", "desk": "资料审核", "visit": "实地考察", "survey": "问卷调查"}


def label(made: Made) -> str:
    """What an assignment is called: 评审分工表, 评审分工表（实地考察）."""
    way = _WAYS[made.assignment.way]
    return ASSIGNMENT_BOOKS[made.assignment.round] + (f"（{way}）" if way else "")


def sentences(made: Made) -> list[str]:
    """What there is to say of an assignment, a sentence or two a line."""
    told = made.assignment
    if told.round == "mutual":
        return [
            f"{len(told.units)}个单位，每个单位看另一个单位的材料；自己不看自己的。",
            *_back(made),
        ]
    counts = loads(told.units)
    least, most = min(counts.values()), max(counts.values())
    between = "或" if most - least == 1 else "至"
    each = f"{most}个" if least == most else f"{least}{between}{most}个"
    seats = sum(counts.values())
    whole_teams = told.teams == told.units
    who, times = ("评审组", "次，每组") if whole_teams else ("评审人", "人次，每人")
    said = [f"{len(told.units)}个单位，{len(counts)}个{who}，共{seats}{times}{each}单位。"]
    said.append(_avoided(made))
    if told.round == "main":
        if common := sorted(common_units(told)):
            said.append(f"公共评审单位{len(common)}个：{'、'.join(common)}。")
        said.append(_linked(made, who))
    if without := named(made.without_form, "个单位"):
        said.append(f"还没有可用自评表的也分了：{without}；交来以后再出评审表。")
    return said


def _back(made: Made) -> list[str]:
    looks = {unit: sat[0] for unit, sat in made.assignment.units.items()}
    pairs = [unit for unit, who in looks.items() if looks[who] == unit and unit < who]
    told = "；".join(f"{unit}和{looks[unit]}" for unit in pairs)
    return [f"有{len(pairs)}对互看对方的，避不开：{told}。"] if pairs else []


def _avoided(made: Made) -> str:
    pairs = {(each.expert, each.unit) for each in made.panel.avoidances}
    broken = [
        pair for pair in made.panel.pairs if pair[0] in made.assignment.units.get(pair[1], ())
    ]
    if broken:
        return (
            f"要回避的{len(pairs)}对里，有{len(broken)}对是分工以后才有的，要换人（上面的 V425）。"
        )
    return f"要回避的{len(pairs)}对都避开了。" if pairs else "没有要回避的。"


def _linked(made: Made, who: str) -> str:
    linked = made.links
    if not linked.whole:
        return f"有的{who}之间没有共同评审的单位，宽严没法比。"
    if not linked.shared:
        return f"只有一个{who}，不用比宽严。"
    fewest = min(linked.shared.values())
    thin = f"，其中{len(linked.thin)}对只有1个" if linked.thin else ""
    return f"{who}之间都连得上，宽严可比；共同评审的单位每对至少{fewest}个{thin}。"


def write_book(year: Year, made: Made) -> Path:
    """Write the workbook into the year's folder, in place of the one before."""
    from engine.files.assignment_book import AssignmentFacts, assignment_book  # noqa: PLC0415

    facts = AssignmentFacts(
        title=year.settings.title,
        created=year.settings.as_of,
        assignment=made.assignment,
        names={unit.code: unit.name for unit in year.roster},
        experts=made.panel.experts,
        avoidances=made.panel.avoidances,
        shared=made.links.shared,
        said=sentences(made),
    )
    path = year.folder / f"{label(made)}.xlsx"
    write_file(path, assignment_book(facts, label(made)))
    return path


def write_forms(year: Year) -> list[Path]:
    """Blank 专家名册 and 回避表 in `outside/`; one that is there is left alone."""
    written = []
    for name, head, note in (
        (EXPERTS, EXPERT_COLUMNS, EXPERT_NOTE),
        (AVOIDANCES, AVOIDANCE_COLUMNS, AVOIDANCE_NOTE),
    ):
        path = year.folder / OUTSIDE / f"{name}.xlsx"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            write_file(path, blank_table(name, head, texts=head, note=note))
            written.append(path)
    return written
