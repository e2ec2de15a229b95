"""Reads YAML text as plain data, refusing whatever two readers could read differently.

Every scalar stays the text that was typed, every node knows its line, and every fault that does
not stop the reading is collected before anything is raised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NoReturn, TypeAlias

import yaml
from yaml.resolver import Resolver

from engine.files import yaml_words
from engine.records.problem import CannotGoOn, Place, Problem, problem

MAX_BYTES = 1_000_000
MAX_SCALAR = 20_000
MAX_DEPTH = 20
MAX_PROBLEMS = 100

Value: TypeAlias = "dict[str, Value] | list[Value] | str | bool | None"
Path: TypeAlias = tuple[str | int, ...]
_Node: TypeAlias = yaml.ScalarEvent | yaml.CollectionStartEvent

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNSEEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and the 1-based line on which each path of keys and indexes says it."""

    value: Value
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of `path`, or of its nearest ancestor that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def load(data: bytes, file: str, text_keys: frozenset[str]) -> Document:
    """Read `data`, naming `file` in problems.

    A bare number under a key in `text_keys` is refused, since 1.10 there would read as 1.1.
    Raises CannotGoOn with all the Y501 problems that one pass can find.
    """
    builder = _Builder(file, text_keys)
    try:
        for event in yaml.parse(_text(data, builder), Loader=_LOADER):
            builder.take(event)
        if not builder.lines:
            builder.stop("文件是空的", 1)
    except yaml.MarkedYAMLError as error:
        unclosed = "end of stream" in (error.problem or "")
        mark = error.context_mark if unclosed else error.problem_mark
        builder.note(yaml_words.syntax(error.problem), mark.line + 1 if mark else 1)
    except _Stop:
        pass
    if builder.problems:
        raise CannotGoOn(*builder.problems)
    return Document(builder.value, MappingProxyType(builder.lines))


def _text(data: bytes, builder: _Builder) -> str:
    if len(data) > MAX_BYTES:
        builder.stop(f"文件超过 {MAX_BYTES // 1_000_000} MB", 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        builder.stop("文件不是 UTF-8 编码，请另存为 UTF-8", line)
    if unseen := _UNSEEN.search(text):
        line = text.count("\n", 0, unseen.start()) + 1
        builder.stop(f"有看不见的字符（U+{ord(unseen[0]):04X}），请删去", line)
    return text


class _Stop(Exception):
    """The rest of the file cannot be read with sense."""


@dataclass(slots=True)
class _Frame:
    """A mapping or list being filled; `key` waits for its value."""

    into: dict[str, Value] | list[Value]
    path: Path
    key: str | None = None
    key_line: int = 0

    def owner(self) -> str | int | None:
        """The key under which the next value stands."""
        return self.key if self.key is not None else self.path[-1] if self.path else None


@dataclass(slots=True)
class _Builder:
    """Turns parser events into values on its own stack, so no file can exhaust ours."""

    file: str
    text_keys: frozenset[str]
    value: Value = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=list)
    resolver: Resolver = field(default_factory=Resolver)

    def note(self, what: str, line: int) -> None:
        self.problems.append(problem("Y501", Place(self.file, line=line), what=what))

    def stop(self, what: str, line: int) -> NoReturn:
        self.note(what, line)
        raise _Stop

    def take(self, event: yaml.Event) -> None:
        """One event of the parser."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop
        if isinstance(event, yaml.DocumentStartEvent):
            self._start_document(event, line)
        elif isinstance(event, yaml.AliasEvent):
            self.stop("不能用别名（*），请把内容写全", line)
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            self._take_node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _start_document(self, event: yaml.DocumentStartEvent, line: int) -> None:
        if self.lines:
            self.stop("一个文件里只能写一份内容，不能用“---”再起一份", line)
        if event.version or event.tags:
            self.stop("不能写以“%”开头的指令", line)

    def _take_node(self, event: _Node, line: int) -> None:
        if event.anchor is not None:
            self.stop("不能用锚点（&），请把内容写全", line)
        if event.tag is not None:
            self.stop("不能用类型标记（!）", line)
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event, line)
            return
        if len(self.stack) >= MAX_DEPTH:
            self.stop(f"层次超过 {MAX_DEPTH} 层", line)
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.into, dict) and frame.key is None:
            self.stop("键只能是一个词，不能是列表或另一组键", line)
        into: dict[str, Value] | list[Value]
        into = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Frame(into, self._place(into, line)))

    def _take_scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if len(event.value) > MAX_SCALAR:
            self.stop(f"一项文字超过 {MAX_SCALAR} 字", line)
        frame = self.stack[-1] if self.stack else None
        plain = bool(event.implicit[0])
        if frame and isinstance(frame.into, dict) and frame.key is None:
            self._take_key(frame, event.value, plain, line)
            return
        owner = frame.owner() if frame else None
        value: Value = event.value
        if plain:
            tag = self._tag(event.value)
            if fault := yaml_words.plain_fault(event.value, tag, owner in self.text_keys):
                self.note(fault, line)
            value = yaml_words.PLAIN.get(event.value, event.value)
        self._place(value, line)

    def _take_key(self, frame: _Frame, key: str, plain: bool, line: int) -> None:
        if plain and (fault := yaml_words.key_fault(key, self._tag(key))):
            self.note(fault, line)
        if isinstance(frame.into, dict) and key in frame.into:
            first = self.lines[(*frame.path, key)]
            self.note(f"键“{key[:20]}”与第{first}行的重复，同名的键只能写一次", line)
        frame.key, frame.key_line = key, line

    def _tag(self, text: str) -> str:
        tag = self.resolver.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        return str(tag).rpartition(":")[2]

    def _place(self, value: Value, line: int) -> Path:
        """Put `value` where it belongs; a mapping's entry stands on the line of its key."""
        path: Path = ()
        if not self.stack:
            self.value = value
        elif isinstance(into := self.stack[-1].into, list):
            path = (*self.stack[-1].path, len(into))
            into.append(value)
        elif (key := self.stack[-1].key) is not None:
            path, line = (*self.stack[-1].path, key), self.stack[-1].key_line
            into[key], self.stack[-1].key = value, None
        self.lines.setdefault(path, line)
        return path
