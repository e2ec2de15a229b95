"""What the screen says of a self-check 自查: what to mend, then where the score stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from engine.cli.gain_lines import loss_lines

Report = dict[str, Any]
NOTES_SHOWN = 5
"""Notes ask for nothing; the rest of them are counted. What must be mended is never left out."""
_TIERS = {"block": "要改的", "warning": "提醒", "note": "说明（不用改）"}


class Line(NamedTuple):
    """One line of the screen and the weight it is coloured by; "" for none."""

    text: str
    weight: str = ""


def check_lines(report: Report) -> Iterator[Line]:
    """Everything the screen says of one check, top to bottom."""
    if report["unit"] is not None:
        who = f"{report['name']}（{report['unit']}）" if report["name"] else report["unit"]
        yield Line(f"{who}　{report['title']}")
        yield Line(f"读到{report['rows_read']}行，应有{report['rows_expected']}行。")
        yield Line(f"核对码 {report['check_code']}（盖章的纸质表上印的应当和这个一样）。")
    for tier, found in groupby(report["problems"], key=_tier):
        yield from _tier_lines(tier, list(found))
    if report["score"] is not None:
        yield Line("")
        yield from _score_lines(report)
    if "losses" in report:
        yield Line("")
        yield Line("失分与改进建议（按目前填的算）：")
        yield from map(Line, loss_lines(report["losses"]))
        yield Line(report["honest"])
    yield Line("")
    yield from _to_do(report)


def _tier(each: Report) -> str:
    return "block" if each["severity"] in ("reject", "block") else str(each["severity"])


def _tier_lines(tier: str, found: list[Report]) -> Iterator[Line]:
    yield Line("")
    yield Line(f"{_TIERS[tier]}{len(found)}处：")
    shown = found[:NOTES_SHOWN] if tier == "note" else found
    for code, problems in groupby(shown, key=lambda each: str(each["indicator"] or "")):
        each = list(problems)
        yield Line(f"  {heading(code, each[0])}")
        for fault in each:
            yield Line(f"    {_said(fault)}", tier)
    if len(found) > len(shown):
        yield Line(f"  另有{len(found) - len(shown)}处说明，加 --json 或 --html 看全部。")


def heading(code: str, first: Report) -> str:
    """“1.6 工作经费（还没定的3分）”; the file as a whole where no item is named."""
    if not code:
        return "整份表"
    waiting = Decimal(first["at_stake"]) > 0 and _tier(first) == "block"
    return f"{code} {first['title']}".strip() + (
        f"（关系{first['at_stake']}分）" if waiting else ""
    )


def _said(fault: Report) -> str:
    place = fault["place"]
    line = f"第{place['line']}行" if "line" in place else ""
    parts = (place.get("file"), place.get("sheet"), place.get("cell"), line)
    where = "·".join(part for part in parts if part)
    return f"〔{fault['code']}〕{where}{'：' if where else ''}{fault['message']}{fault['mend']}"


def _score_lines(report: Report) -> Iterator[Line]:
    score = report["score"]
    yield Line("目前的自评分（评审前，仅供参考）：")
    for each in report["sections"]:
        yield Line(f"  {each['title']}：{_part(each)}")
    if Decimal(score["bonus"]) > 0:
        yield Line(f"  加分：{score['bonus']}分（最多加{score['bonus_cap']}分）")
    if Decimal(score["penalty"]) > 0:
        yield Line(f"  扣分：−{score['penalty']}分")
    bonus = f"，另外加分最多{score['bonus_cap']}分" if score["bonus_cap"] is not None else ""
    full = f"（满分{score['max']}分{bonus}）" if score["max"] is not None else ""
    line = f"  合计：{score['total']}分{full}"
    if score["most"] != score["total"]:
        line += f"；未定的都补上，最多可到{score['most']}分"
    yield Line(f"{line}。")
    if Decimal(score["lacking_evidence"]) > 0:
        yield Line(f"  其中{score['lacking_evidence']}分还缺佐证，补上才算数。")


def _part(each: Report) -> str:
    said = f"{each['points']}分（满分{each['max']}分）"
    if not each["missing"]:
        return said
    most = f"，最多可到{each['most']}分" if each["most"] != each["points"] else ""
    return f"{said}；{'、'.join(each['missing'])} 还算不出{most}"


def _to_do(report: Report) -> Iterator[Line]:
    """What is left to do, by whom, and whether the form may be handed in."""
    to_do = report["to_do"]
    others = list(_others(to_do))
    if others:
        yield Line(f"不由学校填、以后才有的：{'；'.join(others)}。")
    light = len(report["problems"]) - to_do["school"]
    verdict = "可以提交。" if report["may_be_handed_in"] else "请改好再交。"
    yield Line(f"要改的{to_do['school']}处，提醒和说明{light}处。{verdict}")


def _others(to_do: Report) -> Iterable[str]:
    if to_do["office"]:
        yield f"评估办公室提供{_items(to_do['office'])}"
    if to_do["reviewers"]:
        yield f"评审组评{_items(to_do['reviewers'])}"
    if to_do["closing"]:
        yield f"收口后与其他单位比较{_items(to_do['closing'])}"


def _items(codes: list[str]) -> str:
    return f"{len(codes)}项（{'、'.join(codes)}）"
