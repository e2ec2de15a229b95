"""Writes plain rubric data as YAML in the house style: quoted codes, short maps on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from yaml.resolver import Resolver

from engine.files import yaml_words
from engine.files.rubric_store import TEXT_KEYS

WIDTH = 100
_QUOTED = TEXT_KEYS | {"id"}
_QUOTED_NUMBERS = frozenset(("format", "edition", "clause", "blank_means"))
_PLAIN = re.compile(
    r"[\w“（《〔][\w“”‘’（）《》〔〕、，。；！？—…·％≥≤＝×÷＋－（） .()%<>=!+*/@-]*"
)
_ESCAPED = re.compile("[^\n\x20-\x7e\xa1-\xac\xae-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\ud7ff"
                      "\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")
_RESOLVER = Resolver()


def house_yaml(value: Mapping[str, Any], *comments: str) -> bytes:
    """The UTF-8 text of a file; strict reading gives `value` back."""
    first_lines = (_ESCAPED.sub("", each).partition("\n")[0] for each in comments)
    lines = [f"# {each}" for each in first_lines]
    lines.append("")
    for key, inside in value.items():
        made = list(_entry(key, inside, 0))
        apart = isinstance(inside, dict | list) and len(made) > 1
        lines += ["", *made] if apart and lines[-1] else made
    return ("\n".join(lines) + "\n").encode()


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    """The lines of one key of a map."""
    head = f"{' ' * indent}{_word(key, key=True)}:"
    short = f"{head} {_flow(value, key)}"
    if not isinstance(value, dict | list) or not value or _fits(value, short):
        yield short
        return
    yield head
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _entry(name, inside, indent + 2)
        return
    apart = False
    for each in value:
        lines = list(_item(each, key, indent + 2))
        deep = isinstance(each, dict) and any(isinstance(e, dict | list) for e in each.values())
        if apart and deep and len(lines) > 4:
            yield ""
        yield from lines
        apart = True


def _item(value: Any, key: str, indent: int) -> Iterator[str]:
    """The lines of one element of the list under `key`."""
    short = f"{' ' * indent}- {_flow(value, key)}"
    if not isinstance(value, dict) or _fits(value, short):
        yield short
        return
    lines = [line for name, each in value.items() for line in _entry(name, each, indent + 2)]
    yield f"{' ' * indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _fits(value: Any, line: str) -> bool:
    """Whether a map or list may stand on one line: it fits, and nothing in it is deep."""
    inside = list(value.values() if isinstance(value, dict) else value)
    deep = [each for each in inside if isinstance(each, dict | list)]
    flat = all(not isinstance(e, dict | list) for d in deep for e in _values(d))
    if isinstance(value, list) and len(value) > 1 and deep:
        return False
    return flat and len(line) <= WIDTH


def _values(value: Any) -> list[Any]:
    return list(value.values() if isinstance(value, dict) else value)


def _flow(value: Any, key: str) -> str:
    match value:
        case dict():
            inside = (f"{_word(k, key=True)}: {_flow(v, k)}" for k, v in value.items())
            return "{" + ", ".join(inside) + "}"
        case list():
            return "[" + ", ".join(_flow(each, key) for each in value) + "]"
        case True | False:
            return "true" if value else "false"
        case None:
            return "null"
        case int():
            return str(value)
    number = key in _QUOTED_NUMBERS and not _LETTER.search(str(value))
    return _word(str(value), quoted=key in _QUOTED or number)


def _word(text: str, *, key: bool = False, quoted: bool = False) -> str:
    """A text bare where every reader takes it as it stands, else in quotation marks."""
    if not quoted and _PLAIN.fullmatch(text) and text == text.strip():
        tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        tag = str(tag).rpartition(":")[2]
        fault = yaml_words.key_fault(text, tag) if key else yaml_words.plain_fault(text, tag, False)
        if fault is None and text not in yaml_words.PLAIN and len(text) < 1000:
            return text
    made = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: json.dumps(found[0])[1:-1], made)
