"""Which columns a model of the rubric needs in a sheet: one for each value that fits a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from engine.files.rubric_book_words import OPTIONS, Words
from engine.rules.amounts import Amount
from engine.rules.base import RuleKind

CODES = frozenset(
    ("code", "id", "family", "edition", "rubric", "from_item", "section", "barred_by", "key")
)
"""Keys that hold codes: a number cell there has already lost its zeros."""


class Form(StrEnum):
    """How a value stands in a cell."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes-no"
    CHOICE = "choice"
    LIST = "list"
    AMOUNT = "amount"
    """A number, or one that differs by group, by size or for a named unit."""
    GROUPS = "groups"
    """A number, or one for each group of a roster column."""
    OTHER = "other"
    """What fits no cell of its own; it goes to 其他参数."""


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a model: `path` of keys below the model, and how it is headed and written."""

    path: tuple[str, ...]
    form: Form
    heading: str
    note: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    """What the file writes → what people read, for a choice."""
    default: Any = None
    required: bool = False
    """Must be filled in; a required value that may be null may stay blank."""


def columns(model: type[BaseModel], words: Words, *, nested: bool = True) -> tuple[Column, ...]:
    """The columns of a model in its order; with `nested` those of the models inside it too."""
    return tuple(_columns(model, words, (), nested))


def parts_of(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Keys of a model that hold lists of models, models or dicts, with the annotation inside."""
    for name, info in model.model_fields.items():
        kinds = alternatives(info.annotation)
        if len(kinds) == 1 and (_is_model(kinds[0]) or get_origin(kinds[0]) in (tuple, dict)):
            inner = get_args(kinds[0])
            if not inner or get_origin(kinds[0]) is dict or _is_model(alternatives(inner[0])[0]):
                yield name, kinds[0]


def column_of(annotation: Any, name: str, words: Words) -> Column:
    """The column of a required value of this type."""
    heading, note = words.get(name, (name, ""))
    options = _options(annotation, name)
    return Column((name,), _form(annotation, name), heading, note, options, required=True)


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """The types a value may have, without None and without what only annotates them."""
    if get_origin(annotation) is Annotated:
        return alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return tuple(
            kind
            for each in get_args(annotation)
            if each is not type(None)
            for kind in alternatives(each)
        )
    return (annotation,)


def _columns(
    model: type[BaseModel], words: Words, at: tuple[str, ...], nested: bool
) -> Iterator[Column]:
    for name, info in model.model_fields.items():
        path = (*at, name)
        inner = alternatives(info.annotation)[0]
        if nested and _is_model(inner) and len(alternatives(info.annotation)) == 1:
            yield from _columns(inner, words, path, nested)
            continue
        yield _column(info, path, words)


def _column(info: FieldInfo, path: tuple[str, ...], words: Words) -> Column:
    key = ".".join(path)
    heading, note = words.get(key, (key, ""))
    allows_none = type(None) in get_args(info.annotation)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    return Column(
        path,
        _form(info.annotation, path[-1]),
        heading,
        note,
        _options(info.annotation, path[-1]),
        to_jsonable_python(default),
        required=info.is_required() and not allows_none,
    )


def _form(annotation: Any, name: str) -> Form:
    kinds = alternatives(annotation)
    kind = kinds[0]
    if len(kinds) > 1:
        amount = frozenset(kinds) == frozenset(alternatives(Amount))
        return Form.AMOUNT if amount else Form.OTHER
    if get_origin(kind) is Literal:
        return Form.CHOICE
    if get_origin(kind) is tuple:
        inner = _form(get_args(kind)[0], name)
        return Form.LIST if inner in (Form.TEXT, Form.CODE) else Form.OTHER
    if not isinstance(kind, type):
        return Form.OTHER
    if issubclass(kind, Enum):
        return Form.CHOICE
    simple = {bool: Form.YES_NO, Decimal: Form.NUMBER, int: Form.NUMBER, date: Form.DATE}
    simple[str] = Form.CODE if name in CODES else Form.TEXT
    return simple.get(kind, Form.OTHER)


def _options(annotation: Any, name: str) -> Mapping[str, str]:
    kind = alternatives(annotation)[0]
    if get_origin(kind) is Literal:
        written = [str(each) for each in get_args(kind) if each != ""]
    elif isinstance(kind, type) and issubclass(kind, Enum):
        written = [str(each.value) for each in kind]
    else:
        return {}
    return {each: OPTIONS.get(name, {}).get(each, each) for each in written}


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel) and not issubclass(kind, RuleKind)
