"""What the screen says of 得分由来: the tree from a unit's total down to each value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.cli.output import Branch
from engine.cli.result_words import standing
from engine.files.explanation_words import (
    clause_words,
    closing_words,
    marks_words,
    parts_words,
    recheck_words,
    review_words,
    value_words,
)
from engine.files.result_words import WAITS
from engine.records.states import by_key

Tree = dict[str, Any]


def explanation_tree(found: Tree, *, awards: bool) -> Branch:
    """A whole explanation; `awards` adds what each award decided and why."""
    below = [_total(found)]
    if awards:
        below += [Branch(f"【{award['title']}】{award['reason']}") for award in found["awards"]]
    return Branch(f"{found['code']} {found['name']}　{standing(found)}", tuple(below))


def _total(found: Tree) -> Branch:
    if found["total"] is None:
        return Branch("没有计分。")
    word = "总分" if found["state"] == "final" else "总分（暂定，只含已定的项）"
    text = f"{word}{found['total']}＝{parts_words(found)}：{found['workings']}　{_rank(found)}"
    return Branch(text, tuple(_part(part, found) for part in found["parts"]))


def _rank(found: Tree) -> str:
    rank = f"第{found['rank']}名" if found["rank"] is not None else "不排名"
    places = "，".join(
        f"{found['groups'].get(column, column)}第{place}名"
        for column, place in found["group_ranks"].items()
    )
    groups = f"（{places}）" if places else ""
    return rank + groups + (f"，等次{found['grade']}" if found["grade"] else "")


def _part(part: Tree, found: Tree) -> Branch:
    """基础分 with its sections; 加分 and 扣分 have one only, whose items stand directly below."""
    sections = part["sections"]
    if part["part"] != "base":
        below = tuple(_item(item, found) for section in sections for item in section["items"])
    else:
        below = tuple(_section(section, found) for section in sections)
    return Branch(_line(f"{part['title']}{part['points']}", part["workings"]), below)


def _section(section: Tree, found: Tree) -> Branch:
    head = f"{section['title']}　{section['points']}/{section['max'] or '未定'}"
    return Branch(
        _line(head, section["workings"]), tuple(_item(i, found) for i in section["items"])
    )


def _line(head: str, workings: str) -> str:
    return f"{head}：{workings}" if workings else head


def _item(item: Tree, found: Tree) -> Branch:
    most = f"/{item['max']}" if item["max"] is not None else ""
    head = f"{item['code']} {item['title']}　{item['points'] or '未定'}{most}"
    return Branch(
        f"{by_key(item['state']).mark} {head}　{_state(item)}", tuple(_below(item, found))
    )


def _state(item: Tree) -> str:
    if item["closed"]:
        return f"收口定分（原为{by_key(item['closed']['from']).chinese}）"
    return WAITS if item["waits"] else by_key(item["state"]).chinese


def _below(item: Tree, found: Tree) -> Iterator[Branch]:
    """Rule and clause, values, review, decision, arithmetic, and what did not fire if asked for."""
    yield Branch(clause_words(item))
    if item["standard"]:
        yield Branch(f"评分标准：{item['standard']}")
    yield Branch(f"计分规则：{item['rule']}")
    for value in (*item["source"], *item["reads"]):
        yield Branch(value_words(value))
    review = review_words(item)
    if review:
        yield Branch(f"评审：{review}")
    for told in marks_words(item):
        yield Branch(f"合成：{told}")
    if item["closed"]:
        yield Branch(f"收口决定：{closing_words(found, item['closed'])}")
    if recheck := recheck_words(item):
        yield Branch(recheck)
    yield Branch(
        f"自评分 {item['claimed'] or '算不出'} → 评审后 {item['reviewed'] or '未定'}"
        f" → 审定分 {item['points'] or '未定'}　{_state(item)}"
    )
    yield Branch(f"计算：{item['workings']}")
    idle = [Branch(f"{each['rule']}：{each['why']}") for each in item.get("not_fired", ())]
    if idle:
        yield Branch("没有用上的规则", tuple(idle))
