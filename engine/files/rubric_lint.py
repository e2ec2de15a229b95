"""Checks a rubric or plan file whole: YAML, then keys and values, then soundness; all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from engine.files.rubric_faults import SHAPE, deepest, named, placed
from engine.files.rubric_store import Loaded, Store, attempt
from engine.files.strict_yaml import Value
from engine.records.problem import CannotGoOn, Problem
from engine.rubric import dates
from engine.rubric.json_schema import DAY, DECIMAL, WHOLE, Schema, plan_schema, rubric_schema
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan
from engine.rubric.standard import Fault, Path

FREE, BLOCKED = 0, 1
_SCHEMAS: dict[str, Callable[[], Schema]] = {"rubric": rubric_schema, "award-plan": plan_schema}
_WORDS = {
    "array": "列表（每行以“- ”开头）",
    "object": "一组键",
    "boolean": " true 或 false",
    "string": "文字",
    WHOLE: "整数",
    DECIMAL: "十进制数",
    DAY: " 2025-01-31 这样的日期",
}


@dataclass(frozen=True, slots=True)
class Days:
    """The days a rubric is held against, as far as they are known."""

    on: date | None = None
    """The day of the check."""
    hand_in_by: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What lint found in one file, and the exit code that follows: 0, 1 blocked, 3, 4.

    `value` is what was read, where its keys and values are in order.
    """

    file: str
    problems: tuple[Problem, ...]
    code: int
    value: Rubric | AwardPlan | None = None


def lint(store: Store, target: str, days: Days = Days()) -> Report:
    """Everything wrong with the rubric or plan of a reference or path."""
    try:
        source = store.read(target)
        value, faults = attempt(source)
        faults = deepest([*schema_faults(source.document.value), *faults])
        if value is None or faults:
            return Report(source.file, placed(faults, source.document, source.file), BLOCKED)
        loaded = Loaded(value, source)
        store.confirm(target, loaded)
        problems = store.problems(loaded)
        if isinstance(value, Rubric):
            late = [*_untimely(value, days)]
            problems += placed(late, source.document, source.file)
    except CannotGoOn as error:
        return Report(target, error.problems, error.exit_code)
    blocking = any(each.blocking for each in problems)
    return Report(source.file, problems, BLOCKED if blocking else FREE, value)


def _untimely(rubric: Rubric, days: Days) -> Iterator[Fault]:
    """What does not fit the days, where they are known."""
    if days.on is not None:
        yield from dates.stale(rubric, days.on)
    if rubric.period is not None:
        yield from dates.too_late(rubric, rubric.period.first)
    if rubric.period is not None and days.hand_in_by is not None:
        yield from dates.unfinished(rubric.period, days.hand_in_by)


def schema_faults(value: Value) -> list[Fault]:
    """What the JSON Schema of its kind says against a document; nothing for an unknown kind."""
    kind = value.get("kind") if isinstance(value, dict) else None
    schema = _SCHEMAS.get(kind) if isinstance(kind, str) else None
    if schema is None:
        return []
    validator = Draft202012Validator(schema())
    return [
        fault
        for error in validator.iter_errors(value)
        for leaf in _leaves(error)
        for fault in _said(leaf)
    ]


def _leaves(error: ValidationError) -> list[ValidationError]:
    """The errors of the branch that was meant; none where the kind of a rule is itself wrong."""
    if error.validator != "anyOf":
        return [error]
    branches: dict[object, list[ValidationError]] = {}
    for each in error.context or ():
        branches.setdefault(each.schema_path[0], []).extend(_leaves(each))
    meant = min(branches.values(), key=_distance)
    if any(_of_kind(leaf) for leaf in meant):
        return []
    return meant


def _of_kind(leaf: ValidationError) -> bool:
    return leaf.validator == "const" and list(leaf.absolute_path)[-1:] == ["kind"]


def _distance(leaves: list[ValidationError]) -> tuple[int, int, int]:
    """How far a value is from a branch: another kind, then another type, then single slips."""
    kinds = sum(_of_kind(leaf) for leaf in leaves)
    types = sum(leaf.validator == "type" for leaf in leaves)
    return kinds, types, len(leaves)


def _said(leaf: ValidationError) -> Iterator[Fault]:
    path: Path = tuple(leaf.absolute_path)
    key = named(path)
    wanted: Any = leaf.validator_value
    match leaf.validator:
        case "required":
            present: Any = leaf.instance
            for name in wanted:
                if name not in present:
                    yield Fault((*path, name), SHAPE, f"缺少“{name}”")
        case "additionalProperties":
            yield from _unknown(path, leaf)
        case "enum" | "const":
            allowed = "、".join(wanted) if isinstance(wanted, list) else wanted
            yield Fault(path, SHAPE, f"“{key}”只能写：{allowed}")
        case "type" | "pattern" if wanted in _WORDS:
            yield Fault(path, SHAPE, f"“{key}”要写成{_WORDS[wanted]}")
        case _:
            yield Fault(path, SHAPE, f"“{key}”的写法不合规定")


def _unknown(path: Path, leaf: ValidationError) -> Iterator[Fault]:
    schema: Any = leaf.schema
    present: Any = leaf.instance
    allowed = sorted(schema.get("properties", {}))
    for name in present:
        if name not in allowed:
            close = get_close_matches(name, allowed, n=1)
            hint = f"是不是“{close[0]}”？" if close else f"可以写：{'、'.join(allowed)}"
            if present[name] is None:
                hint = "花括号里的文字含有逗号的，要加引号"
            yield Fault((*path, name), SHAPE, f"这里没有叫“{name}”的键（{hint}）")
