"""The office's roster 名册 and honours history 往年荣誉, read into records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from engine.files.office_tables import Row, Table, read_table
from engine.language.fields import Field, Kind
from engine.records.answers import document_number, match_choice, parse_date, parse_number
from engine.records.exact import places_of, plain
from engine.records.problem import Problem, problem
from engine.records.submission import RosterUnit
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan

CODE, NAME, STATUS = "单位编号", "单位名称", "参评状态"
STATUSES = ("参评", "首次试评", "暂不参评")
NONE, UNKNOWN = "无", "不详"
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,29}")
_YEAR = re.compile(r"(19|20)[0-9]{2}")


def read_roster(path: Path, rubric: Rubric) -> tuple[tuple[RosterUnit, ...], tuple[Problem, ...]]:
    """Units in code order, and every fault found. Raises CannotGoOn for an unreadable table."""
    fields = [field for field in rubric.unit_fields if field.code not in (CODE, NAME, STATUS)]
    table = read_table(path, (CODE, NAME, STATUS), tuple(field.code for field in fields))
    problems = list(table.problems)
    units: dict[str, RosterUnit] = {}
    for row in table.rows:
        unit = _unit(table, row, fields, problems)
        problems += _identity(table, row)
        if unit.code in units:
            problems.append(problem("C420", table.place(row, CODE), what=unit.code))
        units[unit.code] = unit
    return tuple(units[code] for code in sorted(units)), tuple(problems)


def is_code(text: str) -> bool:
    """Whether a text may be a unit's code: it also stands in names of files."""
    return _CODE.fullmatch(text) is not None


def _identity(table: Table, row: Row) -> list[Problem]:
    """A code that could be no file name, or no name at all."""
    code = row.cells[CODE]
    wrong = [] if is_code(code) else [(CODE, "编号只能用数字、字母和“-”，不超过30个字")]
    wrong += [] if row.cells[NAME] else [(NAME, "没有填")]
    return [
        problem(
            "C422", table.place(row, column), unit=code, unit_code=code, title=column, what=what
        )
        for column, what in wrong
    ]


def _unit(table: Table, row: Row, fields: list[Field], problems: list[Problem]) -> RosterUnit:
    code, status = row.cells[CODE], row.cells[STATUS]
    if status not in STATUSES:
        problems.append(problem("C421", table.place(row, STATUS), unit=code, what=code))
        status = "暂不参评"
    found: dict[str, str] = {}
    for field in fields:
        text = row.cells.get(field.code, "")
        if not text:
            continue
        value, fault = canonical_text(field, text)
        if fault:
            place = table.place(row, field.code)
            what = f"{fault}；{field.note}" if field.note else fault
            problems.append(
                problem("C422", place, unit=code, unit_code=code, title=field.code, what=what)
            )
        else:
            found[field.code] = value
    return RosterUnit.model_validate(
        {"code": code, "name": row.cells[NAME], "status": status, "fields": found}
    )


def canonical_text(field: Field, text: str) -> tuple[str, str]:
    """(canonical value, "") of what an office table says for a field, or ("", why not)."""
    match field.type:
        case Kind.NUMBER:
            return _number(field, text)
        case Kind.YES_NO | Kind.CHOICE:
            option = match_choice(text, field.options)
            known = "、".join(field.options)
            return (option, "") if option is not None else ("", f"只能是{known}")
        case Kind.DATE:
            day = parse_date(text).value
            return (day.isoformat(), "") if day is not None else ("", "日期看不懂")
        case Kind.DOCUMENT:
            return document_number(text), ""
    return text, ""


def _number(field: Field, text: str) -> tuple[str, str]:
    parsed = parse_number(text, unit=field.unit, percent=field.unit == "%")
    if parsed.value is None:
        return "", "要填一个数"
    value: Decimal = parsed.value
    assert field.minimum is not None and field.maximum is not None
    if not field.minimum <= value <= field.maximum:
        return "", f"应在{plain(field.minimum)}到{plain(field.maximum)}之间"
    if places_of(Decimal(plain(value))) > field.places:
        return "", f"最多{field.places}位小数" if field.places else "要填整数"
    return plain(value), ""


def history_columns(plan: AwardPlan) -> tuple[str, ...]:
    """Columns of the honours history the plan's gates read, in order of appearance."""
    return tuple(dict.fromkeys(gate.column for award in plan.awards for gate in award.gates))


def read_history(
    path: Path, plan: AwardPlan, roster: Mapping[str, RosterUnit]
) -> tuple[dict[str, dict[str, str]], tuple[Problem, ...]]:
    """Unit → column → year, 无 or 不详; anything else counts as 不详, with a warning."""
    columns = history_columns(plan)
    if not columns:
        return {}, ()
    table = read_table(path, (CODE, *columns))
    problems = list(table.problems)
    found: dict[str, dict[str, str]] = {}
    for row in table.rows:
        code = row.cells[CODE]
        if code not in roster:
            problems.append(problem("C423", table.place(row, CODE), what=code))
            continue
        if code in found:
            problems.append(problem("C420", table.place(row, CODE), what=code))
        found[code] = {column: _record(table, row, column, problems) for column in columns}
    return found, tuple(problems)


def _record(table: Table, row: Row, column: str, problems: list[Problem]) -> str:
    text = row.cells[column].removesuffix("年")
    if text in (NONE, UNKNOWN) or _YEAR.fullmatch(text):
        return text
    if text:
        code = row.cells[CODE]
        place = table.place(row, column)
        problems.append(problem("C428", place, unit=code, unit_code=code, title=column))
    return UNKNOWN
