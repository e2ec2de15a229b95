"""What the screen says of losses and gains 失分与改进建议."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def loss_lines(losses: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Item by item: what was lost, why, and what would restore it."""
    nothing = True
    for each in losses:
        nothing = False
        yield ""
        yield f"{each['code']} {each['title']}：{_lost(each)}"
        yield f"  {each['why']}"
        for gain in each["gains"]:
            yield f"  → {gain['sentence']}"
        if each["note"]:
            yield f"  {each['note']}"
    yield "" if not nothing else "已定的各项都没有失分。"


def _lost(each: dict[str, Any]) -> str:
    if each["block"] == "penalty":
        return f"扣{each['lost']}分"
    if each["block"] == "bonus":
        return f"加{each['points']}分，还可加{each['lost']}分"
    return f"得{each['points']}分（满分{each['max']}分），失{each['lost']}分"
