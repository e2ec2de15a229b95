"""Texts that a rubric holds against each other: two numbers of documents that must not be one."""

from __future__ import annotations

from engine.language.expressions import Answer, Compare, Expression, children
from engine.rubric.standard import Standard


def compared_texts(standard: Standard) -> frozenset[str]:
    """Codes of every field that stands in a comparison by itself, numbers and dates among them."""
    waiting: list[Expression] = [*standard.asked.values()]
    for item in standard.items:
        waiting += [item.expression, item.full]
    found: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, Compare):
            found.update(s.field for s in (node.left, node.right) if isinstance(s, Answer))
        waiting.extend(children(node))
    return frozenset(found)
