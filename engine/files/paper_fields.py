"""Which fields a template of a paper asks for: read from its own syntax, without filling it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import nodes

_FREE = frozenset({"loop"})
"""What every template may use without being told."""


def fields_of(syntax: nodes.Template) -> frozenset[str]:
    """Every field a template reads, those of the rows of a list as 列表.栏目."""
    return frozenset(_read(syntax, {}))


def _read(node: nodes.Node, known: Mapping[str, str]) -> Iterator[str]:
    """The fields below `node`; `known` says of which list each name of a loop is a row."""
    if isinstance(node, nodes.For):
        yield from _read(node.iter, known)
        rows = _path(node.iter, known)
        inside = dict(known)
        if isinstance(node.target, nodes.Name) and rows is not None:
            inside[node.target.name] = rows
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            yield from _read(child, inside)
        return
    path = _path(node, known)
    if path is None:
        for child in node.iter_child_nodes():
            yield from _read(child, known)
    elif path.partition(".")[0] not in _FREE:
        yield path


def _path(node: nodes.Node, known: Mapping[str, str]) -> str | None:
    """“列表.栏目” for a name or a part of one, else None."""
    if isinstance(node, nodes.Name):
        return known.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        return _joined(_path(node.node, known), node.attr)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return _joined(_path(node.node, known), str(node.arg.value))
    return None


def _joined(whole: str | None, part: str) -> str | None:
    return f"{whole}.{part}" if whole is not None else None
