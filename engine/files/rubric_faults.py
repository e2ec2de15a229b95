"""Says in Chinese what pydantic finds in a rubric file, and gives every fault its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from engine.files.strict_yaml import Document, Value
from engine.records.catalogue import CATALOGUE
from engine.records.problem import Place, Problem, Severity, problem
from engine.rubric.standard import Fault, Path

SHAPE = "Y503"
_NEVER_LIGHTENED = frozenset((SHAPE, "Y520", "Y521", "Y522", "Y523", "Y577"))
_CHINESE = re.compile("[\u4e00-\u9fff]")
_SENTENCES = {
    "missing": "缺少“{key}”",
    "extra_forbidden": "这里没有叫“{key}”的键",
    "string_type": "“{key}”要写成文字",
    "string_too_short": "“{key}”不能空着",
    "bool_type": "“{key}”只能写 true 或 false",
    "bool_parsing": "“{key}”只能写 true 或 false",
    "int_type": "“{key}”要写成整数",
    "int_parsing": "“{key}”要写成整数",
    "int_from_float": "“{key}”要写成整数",
    "greater_than_equal": "“{key}”不能小于 {ge}",
    "less_than_equal": "“{key}”不能大于 {le}",
    "literal_error": "“{key}”只能写：{expected}",
    "enum": "“{key}”只能写：{expected}",
    "tuple_type": "“{key}”要写成列表（每行以“- ”开头）",
    "dict_type": "“{key}”下面要写成一组键",
    "union_tag_not_found": "“{key}”缺少 {discriminator}",
    "union_tag_invalid": "“{key}”里的 {discriminator} 只能写：{expected_tags}",
    "model_type": "“{key}”下面要写成一组键",
    "model_attributes_type": "“{key}”下面要写成一组键",
}


def shape_faults(error: ValidationError, value: Value) -> list[Fault]:
    """Each fault once, with its path in `value`; branches of a union that do not apply are left."""
    found = []
    for each in error.errors(include_url=False, include_input=False):
        path = _path_in(value, each["loc"], missing=each["type"] == "missing")
        found.append(Fault(path, SHAPE, _sentence(dict(each), named(path))))
    return deepest(found)


def deepest(faults: Iterable[Fault]) -> list[Fault]:
    """The first fault of each place, without those that another one explains more exactly."""
    first: dict[Path, Fault] = {}
    for fault in faults:
        first.setdefault(fault.path, fault)
    explained = {path[:length] for path in first for length in range(len(path))}
    return [fault for path, fault in first.items() if path not in explained]


def placed(
    faults: Sequence[Fault], document: Document, file: str, *, lenient: bool = False
) -> tuple[Problem, ...]:
    """Faults as problems in the order of the file.

    `lenient` (an excerpt 摘录, whose source shows only a part) makes every refusal a warning, but
    for wrong keys and codes that stand twice.
    """
    problems = []
    for fault in sorted(faults, key=lambda each: document.line_of(each.path)):
        light = lenient and fault.code not in _NEVER_LIGHTENED
        refused = Severity(CATALOGUE[fault.code].severity).blocks
        place = Place(file, line=document.line_of(fault.path))
        severity = Severity.WARNING if light and refused else None
        what = fault.what.rstrip("。")
        problems.append(problem(fault.code, place, severity=severity, what=what))
    return tuple(problems)


def named(path: Path) -> str:
    """The last key of a path, with its position where it is one of a list."""
    keys = [each for each in path if isinstance(each, str)]
    if not path or not keys:
        return "文件"
    last = path[-1]
    return f"{keys[-1]} 第{last + 1}项" if isinstance(last, int) else last


def _path_in(value: Any, loc: tuple[str | int, ...], *, missing: bool) -> Path:
    """`loc` without the names of models and validators that pydantic puts between the keys."""
    path: list[str | int] = []
    for index, step in enumerate(loc):
        inside: Any = value
        if isinstance(inside, list):
            inside = dict(enumerate(inside))
        if isinstance(inside, dict) and step in inside:
            value = inside[step]
        elif not (missing and index == len(loc) - 1):
            continue
        path.append(step)
    return tuple(path)


def _sentence(error: dict[str, Any], key: str) -> str:
    words = error.get("ctx", {})
    reason = str(words.get("error", ""))
    if error["type"] == "value_error" and _CHINESE.search(reason):
        return f"“{key}”：{reason}"
    if error["type"].startswith("date"):
        return f"“{key}”要写成 2025-01-31 这样的日期"
    pattern = _SENTENCES.get(error["type"], "“{key}”的写法不合规定")
    expected = str(words.get("expected", "")).replace("'", "").replace(" or ", "、")
    said = {**words, "key": key, "expected": expected.replace(", ", "、")}
    return pattern.format(**said).replace("'", "").replace(", ", "、")
