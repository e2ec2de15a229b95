"""Walks what an author wrote in a rule: every value with its place, whatever the kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from engine.rubric.standard import Path

CONDITIONS = frozenset(("when", "void_when", "not_applicable", "missing_when"))
"""Keys that hold a condition, in every kind."""


class Written(NamedTuple):
    """One value of a rule: where it stands, under which key, in which part."""

    path: Path
    key: str
    value: object
    part: BaseModel


def written(part: BaseModel, path: Path) -> Iterator[Written]:
    """Every value of a rule and of the parts inside it, in the order of the model."""
    for key in type(part).model_fields:
        value = getattr(part, key)
        if isinstance(value, BaseModel):
            yield from written(value, (*path, key))
        elif isinstance(value, tuple):
            for place, each in enumerate(value):
                if isinstance(each, BaseModel):
                    yield from written(each, (*path, key, place))
        else:
            yield Written((*path, key), key, value, part)
