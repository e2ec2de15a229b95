"""The sheet 计分规则: which columns a rule kind uses, and a rule as rows.

A rule's first row holds its kind and its own values; each list, mapping or model inside it becomes
rows of their own below, which say in 这一行是 what they are. All of it is read off the models of
the kinds, so that a new kind needs nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from engine.files.rubric_book_cell import as_json, escaped
from engine.files.rubric_book_columns import Column, Form, alternatives, column_of, columns
from engine.files.rubric_book_columns import parts_of as models_in
from engine.files.rubric_book_layout import REST, own_cells
from engine.files.rubric_book_rule_words import KIND, KINDS, OPTION, OWN, ROLE, ROLES, RULE
from engine.files.rubric_book_text import write
from engine.rules.base import KINDS as REGISTERED

KIND_COLUMN = Column(("kind",), Form.CHOICE, *KIND)
ROLE_COLUMN = Column(("role",), Form.CHOICE, *ROLE)
OPTION_COLUMN = Column(("option",), Form.TEXT, *OPTION, required=True)


@dataclass(frozen=True, slots=True)
class Role:
    """One kind of row below a rule: `many` of a list, `one` model, or the entries of a `map`."""

    key: str
    shape: Literal["many", "one", "map"]
    columns: tuple[Column, ...]

    @property
    def word(self) -> str:
        """What 这一行是 says."""
        return ROLES.get(self.key, self.key)


@dataclass(frozen=True, slots=True)
class RuleForm:
    """How a rule of one kind is laid out: the columns of its first row, then its other rows."""

    columns: tuple[Column, ...]
    roles: Mapping[str, Role]


@cache
def form_of(kind: str) -> RuleForm:
    """The layout of a registered kind. Raises KeyError."""
    model = REGISTERED[kind]
    roles = {}
    for name, annotation in models_in(model):
        role = _role(name, annotation)
        if role is not None:
            roles[name] = role
    own = _columns(model)
    return RuleForm(
        tuple(each for each in own if each.path[0] not in ("kind", *roles)),
        roles,
    )


def _role(name: str, annotation: Any) -> Role | None:
    if get_origin(annotation) is tuple:
        model = alternatives(get_args(annotation)[0])[0]
        return Role(name, "many", _columns(model))
    if get_origin(annotation) is dict:
        value = column_of(get_args(annotation)[1], name, RULE)
        return None if value.form is Form.OTHER else Role(name, "map", (OPTION_COLUMN, value))
    return Role(name, "one", _columns(annotation))


def _columns(model: type[BaseModel]) -> tuple[Column, ...]:
    return columns(model, {**RULE, **OWN.get(model.__name__, {})}, nested=False)


def kinds() -> dict[str, str]:
    """Every registered kind and its Chinese name, in the order of the words."""
    order = (*(kind for kind in KINDS if kind in REGISTERED), *REGISTERED)
    return {kind: KINDS.get(kind, (kind, ""))[0] for kind in order}


def roles() -> dict[str, str]:
    """Every kind of row and its Chinese name."""
    return {key: role.word for kind in REGISTERED for key, role in form_of(kind).roles.items()}


def rule_columns() -> tuple[Column, ...]:
    """The columns of the sheet after the indicator's: kind, row, values in the words' order.

    A key may stand in a column of its own in one kind (`OWN`); columns are told apart by heading.
    """
    found: dict[str, Column] = {}
    for kind in REGISTERED:
        form = form_of(kind)
        inside = [column for role in form.roles.values() for column in role.columns]
        for column in own_cells((*form.columns, *inside)):
            found.setdefault(column.heading, column)
    words = (RULE, *OWN.values())
    order = [OPTION[0], *(heading for each in words for heading, _ in each.values())]
    later = len(order)
    known = sorted(found, key=lambda each: order.index(each) if each in order else later)
    return (KIND_COLUMN, ROLE_COLUMN, *(found[each] for each in known), REST)


def rule_rows(rule: Mapping[str, Any]) -> list[dict[str, str]]:
    """A rule's rows: heading → text."""
    kind = str(rule["kind"])
    form = form_of(kind)
    rows = [{KIND_COLUMN.heading: kinds()[kind], **cells(rule, form.columns)}]
    for key, role in form.roles.items():
        if key not in rule:
            continue
        inside = rule[key]
        if role.shape == "map":
            option, value = role.columns
            parts = [{option.heading: escaped(k), value.heading: write(v, value)}
                     for k, v in inside.items()]  # fmt: skip
        else:
            found = inside if role.shape == "many" else [inside]
            parts = [cells(each, role.columns) for each in found]
        rows += [{ROLE_COLUMN.heading: role.word, **each} for each in parts]
    return rows


def cells(value: Mapping[str, Any], found: tuple[Column, ...]) -> dict[str, str]:
    """Heading → text of what a model holds directly; what has no cell goes to 其他参数."""
    filled = {
        each.heading: write(value[each.path[0]], each)
        for each in own_cells(found)
        if each.path[0] in value
    }
    rest = [
        f"{each.path[0]}={as_json(value[each.path[0]])}"
        for each in found
        if each.form is Form.OTHER and each.path[0] in value
    ]
    return filled | ({REST.heading: "\n".join(rest)} if rest else {})
