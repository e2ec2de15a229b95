"""A rubric or award plan as the rows of its workbook: sheet by sheet, heading → text."""

from __future__ import annotations

from typing import Any, TypeAlias

from engine.files.rubric_book_cell import as_json, escaped
from engine.files.rubric_book_columns import Column, Form
from engine.files.rubric_book_layout import (
    GROUP_REST,
    OWNERS,
    RARE,
    REST,
    Sheet,
    get,
    own_cells,
    owned,
    rows_at,
    sheets,
)
from engine.files.rubric_book_rules import rule_columns, rule_rows
from engine.files.rubric_book_text import write
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan

Row: TypeAlias = dict[str, str]
KEY, VALUE, HOW = "项目", "内容", "怎样填"


def plain(value: Rubric | AwardPlan) -> dict[str, Any]:
    """Its plain JSON without what was not written; the model made of it has the same digest."""
    found: dict[str, Any] = value.model_dump(mode="json", exclude_defaults=True, exclude_unset=True)
    return found


def rows_of(value: Rubric | AwardPlan) -> tuple[tuple[Sheet, list[Row]], ...]:
    """Every sheet in order, with its rows."""
    layout = sheets(type(value))
    written = plain(value)
    return tuple((sheet, _rows(written, sheet, layout)) for sheet in layout)


def headings(sheet: Sheet) -> tuple[Column, ...]:
    """Every column of a sheet from the left, with a path of no key where it is not a value."""
    if sheet.shape == "head":
        return (
            Column((), Form.TEXT, KEY, "这一列不要改。"),
            Column((), Form.TEXT, VALUE, "只填这一列。"),
            Column((), Form.TEXT, HOW, "这一列是说明。"),
        )
    owners = tuple(
        Column((), Form.CODE, OWNERS[each], "这一行属于哪一个；与上一行相同的可以空着。")
        for each in sheet.owners
    )
    if sheet.shape == "rules":
        return (*owners, *rule_columns())
    found = (*owners, *own_cells(sheet.group))
    rest = (REST,) if len(own_cells(sheet.columns)) < len(sheet.columns) else ()
    group_rest = (GROUP_REST,) if len(own_cells(sheet.group)) < len(sheet.group) else ()
    values = (*found, *group_rest, *own_cells(sheet.columns))
    return (*_rare_last(values), *rest)


def _rare_last(found: tuple[Column, ...]) -> list[Column]:
    return sorted(found, key=lambda each: each.heading in RARE)


def _rows(written: dict[str, Any], sheet: Sheet, layout: tuple[Sheet, ...]) -> list[Row]:
    match sheet.shape:
        case "head":
            return _head(written, sheet)
        case "groups":
            return _groups(written, sheet)
        case "keyed":
            sources = get(written, sheet.at) or {}
            return [
                {sheet.columns[0].heading: escaped(key), **_cells(each, sheet.columns)}
                for key, each in sources.items()
            ]
    if not sheet.owners:
        return [_cells(get(written, path), sheet.columns) for path in rows_at(written, sheet)]
    found: list[Row] = []
    for noun in sheet.owners:
        for code, path in owned(written, layout, noun):
            inside = get(written, (*path, *sheet.at))
            if sheet.shape == "rules":
                rows = rule_rows(inside) if inside else []
            else:
                rows = [_cells(each, sheet.columns) for each in inside or ()]
            found += [{OWNERS[noun]: escaped(code), **each} for each in rows]
    return found


def _head(written: dict[str, Any], sheet: Sheet) -> list[Row]:
    filled = _cells(written, sheet.columns)
    rows = [
        {KEY: each.heading, VALUE: filled.get(each.heading, ""), HOW: each.note}
        for each in _rare_last(own_cells(sheet.columns))
    ]
    rest = filled.get(REST.heading)
    return [*rows, {KEY: REST.heading, VALUE: rest, HOW: REST.note}] if rest else rows


def _groups(written: dict[str, Any], sheet: Sheet) -> list[Row]:
    found: list[Row] = []
    code = sheet.group[0].heading
    for section in get(written, sheet.at) or ():
        head = _cells(section, sheet.group, GROUP_REST)
        rows = [_cells(each, sheet.columns) for each in section["indicators"]] or [{}]
        found += [head | rows[0], *({code: head[code], **each} for each in rows[1:])]
    return found


def _cells(value: Any, columns: tuple[Column, ...], rest: Column = REST) -> Row:
    """Heading → text of what is there, what has no cell in 其他参数."""
    found: Row = {}
    left = []
    for column in columns:
        here = _value(value, column)
        if here is None:
            continue
        if column.form is Form.OTHER:
            left.append(f"{'.'.join(column.path)}={as_json(here)}")
        else:
            found[column.heading] = write(here, column)
    return found | ({rest.heading: "\n".join(left)} if left else {})


def _value(value: Any, column: Column) -> Any:
    """A model inside that says only defaults is told from none by writing a default down."""
    found = get(value, column.path)
    if found is None and len(column.path) > 1 and get(value, column.path[:-1]) == {}:
        return column.default
    return found
