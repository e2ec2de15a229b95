"""专家名册 and 回避表: who may review, and what each has to keep away from.

Any number of files of either prefix in `outside/` count together, in whatever order they came.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.files.office_tables import Row, Table, read_table
from engine.files.roster import CODE, is_code
from engine.records.answers import comparable
from engine.records.problem import Problem, problem
from engine.records.review import Avoidance, Expert, Ground
from engine.records.submission import RosterUnit

EXPERTS, AVOIDANCES = "专家名册", "回避表"
"""A table of `outside/` whose file name begins so is one of these."""
EXPERT, NAME, TEAM, LEADS = "专家编号", "姓名", "评审组", "组长"
UNITS, FORMER, EMPLOYER = "所在单位", "曾任职单位", "用人单位"
GROUND, SOURCE = "缘由", "来源"
EXPERT_COLUMNS = (EXPERT, NAME, TEAM, LEADS, UNITS, FORMER, EMPLOYER)
AVOIDANCE_COLUMNS = (EXPERT, CODE, GROUND, SOURCE)
SOURCES = ("本人声明", "单位提出", "办公室")
EXPERT_NOTE = (
    "一人一行，编号几年不变。所在单位、曾任职单位写名册里的单位编号或全称，几个用“、”隔开；"
    "组长打“✓”。姓名只留在本表和纸面上。"
)
AVOIDANCE_NOTE = (
    f"缘由：{'、'.join(each.chinese for each in Ground)}。来源：{'、'.join(SOURCES)}。"
    "几张表合起来算，先后不论。"
)
_BETWEEN = re.compile(r"[、，,；;\n]+")
_SIGNS = re.compile(r"[\\/:*?\"<>|\s.\[\]=]")
_YES = frozenset(("✓", "√", "是", "组长", "v", "y", "1"))
_LONGEST_TEAM = 20


@dataclass(slots=True)
class ExpertTables:
    """What the tables say: experts in code order, every avoidance once, and every fault."""

    experts: tuple[Expert, ...] = ()
    avoidances: tuple[Avoidance, ...] = ()
    problems: list[Problem] = field(default_factory=list)


def read_expert_tables(
    folder: Path, roster: Mapping[str, RosterUnit], *, teams: bool, employer: str = ""
) -> ExpertTables:
    """Every 专家名册 and 回避表 of `folder`; one that is not there is empty.

    `teams`: everybody has to be in one. `employer`: the roster column a 用人单位 is held against.
    In a 回避表 an expert may also be the code of a unit (推磨互评). Raises CannotGoOn for a table
    that cannot be read at all.
    """
    reader = _Reader(roster, employer)
    for path in _tables(folder, EXPERTS):
        reader.experts_of(read_table(path, (EXPERT,), EXPERT_COLUMNS[1:]))
    if teams:
        reader.hold_to_teams()
    for path in _tables(folder, AVOIDANCES):
        codes = (EXPERT, CODE)
        reader.avoidances_of(read_table(path, codes, (GROUND, SOURCE), codes))
    experts = tuple(reader.experts[code] for code in sorted(reader.experts))
    return ExpertTables(experts, _once(reader.avoidances), reader.problems)


def _tables(folder: Path, prefix: str) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.glob(f"{prefix}*") if p.suffix.lower() in (".xlsx", ".csv"))


def _once(found: Iterable[Avoidance]) -> tuple[Avoidance, ...]:
    """Each pair and ground once, in an order that owes nothing to the files'."""
    ordered = sorted(found, key=lambda a: (a.expert, a.unit, a.ground, a.source, str(a.place)))
    return tuple({(each.expert, each.unit, each.ground): each for each in ordered}.values())


@dataclass(slots=True)
class _Reader:
    roster: Mapping[str, RosterUnit]
    employer: str
    experts: dict[str, Expert] = field(default_factory=dict)
    avoidances: list[Avoidance] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    by_name: dict[str, str] = field(init=False)
    employed: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_name = {comparable(unit.name): code for code, unit in self.roster.items()}
        self.employed = defaultdict(list)
        for code, unit in self.roster.items():
            if body := comparable(unit.fields.get(self.employer, "")):
                self.employed[body].append(code)

    def experts_of(self, table: Table) -> None:
        """The experts of one table, and what each avoids because of where they are or were."""
        self.problems += table.problems
        for row in table.rows:
            code = row.cells[EXPERT]
            place = table.place(row, EXPERT)
            if code in self.experts:
                self.problems.append(problem("C462", place, what=code))
                continue
            if why := self._unfit_code(code):
                self.problems.append(problem("C469", place, title=EXPERT, why=why))
                continue
            own = tuple(self._units_in(table, row, UNITS, "C460"))
            self.experts[code] = Expert(
                code=code,
                name=row.cells.get(NAME, ""),
                team=self._team(table, row),
                leads=comparable(row.cells.get(LEADS, "")) in _YES,
                units=own,
                employer=row.cells.get(EMPLOYER, ""),
                place=place,
            )
            for ground, units in (
                (Ground.OWN, own),
                (Ground.FORMER, self._units_in(table, row, FORMER, "C461")),
                (Ground.EMPLOYER, self._same_employer(row)),
            ):
                self.avoidances += (
                    Avoidance(expert=code, unit=unit, ground=ground, place=place) for unit in units
                )

    def _unfit_code(self, code: str) -> str:
        if not is_code(code):
            return "只能用数字、字母和“-”"
        return "它是名册里的一个单位的编号" if code in self.roster else ""

    def _team(self, table: Table, row: Row) -> str:
        team = row.cells.get(TEAM, "")
        why = ""
        if _SIGNS.search(team) or len(team) > _LONGEST_TEAM:
            why = f"组名里有空格或符号，或多于{_LONGEST_TEAM}个字"
        elif team in self.roster:
            why = "它是名册里的一个单位的编号"
        if not why:
            return team
        place = table.place(row, TEAM)
        self.problems.append(problem("C469", place, title=TEAM, why=why))
        return ""

    def _units_in(self, table: Table, row: Row, column: str, fault: str) -> Iterator[str]:
        """The units a column names; a problem for each that the roster does not have."""
        for written in _parts(row, column):
            code = self._unit(written)
            if code:
                yield code
                continue
            place, who = table.place(row, column), row.cells[EXPERT]
            self.problems.append(problem(fault, place, what=who))

    def _same_employer(self, row: Row) -> list[str]:
        body = comparable(row.cells.get(EMPLOYER, ""))
        return self.employed.get(body, []) if body else []

    def _unit(self, written: str) -> str:
        """The code of a unit that was written by code or by full name, "" for neither."""
        return written if written in self.roster else self.by_name.get(comparable(written), "")

    def hold_to_teams(self) -> None:
        """Everybody is in a team, no team has two leaders, and none is called as an expert is."""
        leaders: dict[str, list[Expert]] = defaultdict(list)
        for expert in self.experts.values():
            if not expert.team:
                self.problems.append(problem("C466", expert.place, what=expert.code))
            elif expert.team in self.experts:
                why = "它是一位专家的编号"
                self.problems.append(problem("C469", expert.place, title=TEAM, why=why))
            elif expert.leads:
                leaders[expert.team].append(expert)
        self.problems += (
            problem("C467", several[-1].place, what=team, count=len(several))
            for team, several in leaders.items()
            if len(several) > 1
        )

    def avoidances_of(self, table: Table) -> None:
        """What one 回避表 says; a ground nobody knows still keeps the expert away."""
        self.problems += table.problems
        for row in table.rows:
            who, unit = row.cells[EXPERT], row.cells[CODE]
            if who not in self.experts and who not in self.roster:
                self.problems.append(problem("C463", table.place(row, EXPERT), what=who))
            elif unit not in self.roster:
                self.problems.append(problem("C464", table.place(row, CODE), what=unit))
            else:
                self.avoidances.append(
                    Avoidance(
                        expert=who,
                        unit=unit,
                        ground=self._ground(table, row),
                        source=self._source(table, row),
                        place=table.place(row, EXPERT),
                    )
                )

    def _ground(self, table: Table, row: Row) -> Ground:
        written = row.cells.get(GROUND, "")
        for ground in Ground:
            if comparable(written) == comparable(ground.chinese):
                return ground
        place = table.place(row, GROUND if GROUND in table.places else EXPERT)
        known = "、".join(each.chinese for each in Ground)
        self.problems.append(problem("C465", place, known=known))
        return Ground.OTHER

    def _source(self, table: Table, row: Row) -> str:
        written = row.cells.get(SOURCE, "")
        if written in ("", *SOURCES):
            return written
        place = table.place(row, SOURCE)
        self.problems.append(problem("C468", place, known="、".join(SOURCES)))
        return ""


def _parts(row: Row, column: str) -> list[str]:
    return [each.strip() for each in _BETWEEN.split(row.cells.get(column, "")) if each.strip()]
