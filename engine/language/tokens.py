"""Tokens: the words of a condition, each brought to the one spelling the parser knows."""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 500

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<quoted>'[^']*'|“[^”]*”)"
    r"|(?P<operator><=|>=|!=|[=<>≤≥≠+\-−*×(),，（）])|(?P<name>[^\W\d]\w*))"
)
_SPELLINGS = {
    "≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "×": "*", "，": ",", "（": "(", "）": ")",
    "且": "and", "或": "or", "非": "not", "计数": "tally", "已选": "count", "未选": "missing",
    "含": "contains", "已填": "filled", "月后": "months_after", "最小": "min", "最大": "max",
}  # fmt: skip


class BadCondition(ValueError):
    """A condition that cannot be understood; its text is a Chinese sentence for the author."""


class Token(NamedTuple):
    """`text` is the one spelling we work with, `typed` the author's."""

    kind: str
    text: str
    typed: str


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, read left to right. Raises BadCondition."""
    if len(text) > LONGEST:
        raise BadCondition(f"条件太长（{len(text)}字），最多{LONGEST}字。")
    found, position = [], 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            raise BadCondition(f"“{text}”第{position + 1}个字符起看不懂。")
        position = match.end()
        kind = match.lastgroup or ""
        word = match.group(kind)
        if kind == "quoted":
            found.append(Token("name", word[1:-1], word))
        else:
            spelled = _SPELLINGS.get(word, word)
            keyword = kind == "name" and (word in _SPELLINGS or spelled in ("and", "or", "not"))
            found.append(Token("keyword" if keyword else kind, spelled, word))
    return found


def names_in(text: str) -> frozenset[str]:
    """Every name a condition may read; none where it cannot be read, which its parser says."""
    try:
        return frozenset(token.text for token in tokens(text) if token.kind == "name")
    except BadCondition:
        return frozenset()
