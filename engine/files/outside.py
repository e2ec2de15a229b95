"""Outside data 外部数据: the office's own tables of 〔局〕 fields, conclusions, codes on paper.

A table is any .xlsx or .csv in `outside/` with a column 单位编号 and columns whose heading begins
with a field code, such as “F171 应到”. The tables of conclusions, of codes, of experts and of what
they avoid are known by the beginning of their names; `expert_tables` reads the last two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.files.expert_tables import AVOIDANCES, EXPERTS
from engine.files.office_tables import Row, Table, read_table
from engine.files.paper_codes import PAPER_CODES, read_paper_codes
from engine.files.roster import CODE, canonical_text
from engine.files.working_days import WORKING_DAYS
from engine.language.fields import NONE, Field, Kind, Source
from engine.records.answers import document_number, match_choice, parse_date
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.states import State
from engine.records.submission import FILLED, Answer, Conclusion, RosterUnit
from engine.rubric.standard import Standard

CONCLUSIONS = "不予评定认定"
"""A table whose file name begins so holds written conclusions."""
_OTHER_TABLES = (".xls", ".xlsm", ".et", ".ods")
_BETWEEN = re.compile(r"[、，,；;\s]+")
EXCLUSION, DOCUMENT, DATE = "情形", "文号", "日期"
OUTSIDE_NOTE = "办公室填写的数据：没有的先空着，空着的按“未填（待导入）”处理，不当作0。"


@dataclass(slots=True)
class Outside:
    """What the tables gave: unit → field → answer, conclusions, and every fault."""

    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)
    conclusions: list[Conclusion] = field(default_factory=list)
    paper_codes: dict[str, str] = field(default_factory=dict)
    """核对码 on the stamped paper, by unit."""
    problems: list[Problem] = field(default_factory=list)

    def shown(self, unit: str) -> dict[str, str]:
        """A unit's known 〔局〕 values by field code, as forms print them."""
        known = self.answers.get(unit, {})
        return {
            code: each.value if isinstance(each.value, str) else "、".join(each.value) or NONE
            for code, each in known.items()
            if each.state is State.VERIFIED
        }


def read_outside(folder: Path, standard: Standard, roster: Mapping[str, RosterUnit]) -> Outside:
    """Every table of `folder` in name order; a folder that is not there is empty.

    Raises CannotGoOn for a table that cannot be read at all.
    """
    found = Outside()
    known = {
        f"{each.code} {each.title}": each
        for each in standard.own_fields.values()
        if each.source is Source.OFFICE
    }
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.suffix.lower() in _OTHER_TABLES and not path.name.startswith("~$"):
            raise CannotGoOn(problem("C404", Place(path.name), what="只能读 .xlsx 和 .csv"))
        if path.suffix.lower() not in (".xlsx", ".csv") or path.name.startswith("~$"):
            continue
        if path.name.startswith(CONCLUSIONS):
            _read_conclusions(path, standard, roster, found)
        elif path.name.startswith(PAPER_CODES):
            found.problems += read_paper_codes(path, roster, found.paper_codes)
        elif not path.name.startswith((EXPERTS, AVOIDANCES, WORKING_DAYS)):
            _read_fields(path, known, roster, found)
    return found


def _read_fields(
    path: Path, known: Mapping[str, Field], roster: Mapping[str, RosterUnit], found: Outside
) -> None:
    by_heading = dict(known) | {each.code: each for each in known.values()}
    table = read_table(path, (CODE,), tuple(by_heading))
    found.problems += table.problems
    columns = [name for name in table.columns if name in by_heading]
    if not columns:
        found.problems.append(problem("C425", Place(table.file, table.sheet)))
    for row in table.rows:
        if row.cells[CODE] not in roster:
            place = table.place(row, CODE)
            found.problems.append(problem("C423", place, what=row.cells[CODE]))
            continue
        for name in columns:
            if row.cells[name]:
                _take(table, row, name, by_heading[name], found)


def _take(table: Table, row: Row, name: str, asked: Field, found: Outside) -> None:
    unit, place = row.cells[CODE], table.place(row, name)
    value, fault = canonical_answer(asked, row.cells[name])
    title = asked.title
    if fault:
        found.problems.append(
            problem("C424", place, unit=unit, unit_code=unit, title=title, what=fault)
        )
        return
    answer = Answer(value=value, state=State.VERIFIED, place=place)
    earlier = found.answers.setdefault(unit, {}).get(asked.code)
    if earlier is not None and earlier.value != value:
        found.problems.append(problem("C426", place, unit=unit, unit_code=unit, title=title))
        answer = Answer(state=State.BLANK, place=place)
    found.answers[unit][asked.code] = answer


def canonical_answer(asked: Field, text: str) -> tuple[str | tuple[str, ...], str]:
    """As `canonical_text`; of free text only that it is there, of a multi-select the options."""
    if asked.type is Kind.TEXT:
        return (NONE if text == NONE else FILLED), ""
    if asked.type is not Kind.CHOICES:
        return canonical_text(asked, text)
    named = [each for each in _BETWEEN.split(text) if each and each != NONE]
    chosen = {match_choice(each, asked.options) for each in named}
    if None in chosen:
        return "", f"只能是{'、'.join(asked.options)}，用“、”隔开"
    return tuple(each for each in asked.options if each in chosen), ""


def _read_conclusions(
    path: Path, standard: Standard, roster: Mapping[str, RosterUnit], found: Outside
) -> None:
    table = read_table(path, (CODE, EXCLUSION, DOCUMENT, DATE))
    found.problems += table.problems
    codes = {each.code for each in standard.rubric.exclusions}
    for row in table.rows:
        unit, place = row.cells[CODE], table.place(row, CODE)
        day = parse_date(row.cells[DATE]).value
        what = _wrong(
            row,
            on_roster=unit in roster,
            known=row.cells[EXCLUSION] in codes,
            dated=day is not None,
        )
        if what or day is None:
            found.problems.append(problem("C427", place, unit=unit, what=what))
            continue
        found.conclusions.append(
            Conclusion(
                unit=unit,
                exclusion=row.cells[EXCLUSION],
                document=document_number(row.cells[DOCUMENT]),
                date=day,
                place=place,
            )
        )


def _wrong(row: Row, *, on_roster: bool, known: bool, dated: bool) -> str:
    if not on_roster:
        return "名册里没有这个单位"
    if not known:
        return "标准里没有这种情形"
    if not document_number(row.cells[DOCUMENT]):
        return "没有文号"
    return "" if dated else "日期看不懂"
