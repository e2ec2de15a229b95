"""What changed among the inputs of two runs 输入的变动, each thing once and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
_WHOLE = {"rubric": "评估标准", "plan": "名额方案", "cycle": "年度设置"}


@dataclass(frozen=True, slots=True)
class Cause:
    """One change of the inputs, of all units where `unit` is "".

    It reaches what reads the fields of `indicator`, or `fields`; the whole unit where it names
    neither. What only stands `beside` an item moves no point.
    """

    words: str
    unit: str = ""
    indicator: str = ""
    fields: frozenset[str] = frozenset()
    beside: bool = False

    @property
    def of_whole_unit(self) -> bool:
        """Whether it may reach every item of its unit."""
        return not self.indicator and not self.fields


def input_causes(old: Json, new: Json) -> tuple[Cause, ...]:
    """What changed among the inputs of two runs, in the order a year goes."""
    found = [Cause(f"{word}改了") for name, word in _WHOLE.items() if old[name] != new[name]]
    found += _of_lines(old["roster"], new["roster"])
    for unit in _differing(old["history"], new["history"]):
        found.append(Cause(f"单位 {unit} 的往年荣誉改了", unit))
    for unit in _differing(old["values"], new["values"]):
        found += _of_values(unit, old["values"].get(unit), new["values"].get(unit))
    for unit in _differing(old["marks"], new["marks"]):
        ours, theirs = old["marks"].get(unit, {}), new["marks"].get(unit, {})
        for code in _differing(ours, theirs):
            found.append(Cause(f"单位 {unit} 指标 {code} 的评审意见改了", unit, code))
    found += _of_reviews(old.get("reviews") or {}, new.get("reviews") or {})
    return (*found, *_of_decisions(old["decisions"], new["decisions"]))


def _differing(old: Json, new: Json) -> list[str]:
    return [key for key in dict.fromkeys((*old, *new)) if old.get(key) != new.get(key)]


def _of_reviews(old: Json, new: Json) -> Iterator[Cause]:
    """Who was to review, and single sheets: what became of them stands in marks.json."""
    if any(old.get(key) != new.get(key) for key in ("terms", "assignments", "avoid", "offsets")):
        yield Cause("评审分工、回避或宽严校正改了")
    ours, theirs = _said(old), _said(new)
    for unit, code in dict.fromkeys((*ours, *theirs)):
        if ours.get((unit, code)) != theirs.get((unit, code)):
            yield Cause(f"单位 {unit} 指标 {code} 的评审表改了", unit, code, beside=True)


def _said(told: Json) -> dict[tuple[str, str], list[Any]]:
    """(unit, indicator) → what each assessor said of it."""
    found: dict[tuple[str, str], list[Any]] = {}
    for sheet in told.get("reviews", []):
        whose = [sheet[key] for key in ("assessor", "round", "way")]
        for code, ruling in sheet["rulings"].items():
            found.setdefault((sheet["unit"], code), []).append([*whose, ruling])
    return found


def _of_lines(old: list[Json], new: list[Json]) -> Iterator[Cause]:
    ours, theirs = ({each["code"]: each for each in lines} for lines in (old, new))
    for unit in _differing(ours, theirs):
        yield Cause(f"名册里单位 {unit} 的一行改了", unit)


def _of_values(unit: str, old: Json | None, new: Json | None) -> Iterator[Cause]:
    if old is None or new is None or old["state"] != new["state"]:
        yield Cause(f"单位 {unit} 采用的自评表变了", unit)
        return
    ours, theirs = old.get("answers", {}), new.get("answers", {})
    for code in _differing(ours, theirs):
        yield Cause(f"单位 {unit} 填报的 {code} 改了", unit, fields=frozenset((code,)))
    for key, word in (("evidence", "佐证件数"), ("na_requests", "不适用申请")):
        told = [_as_mapping(each.get(key, {})) for each in (old, new)]
        for code in _differing(*told):
            yield Cause(f"单位 {unit} 指标 {code} 的{word}变了", unit, code)
    if old.get("paper_differs") != new.get("paper_differs"):
        yield Cause(f"单位 {unit} 的纸质表与电子表是否一致变了", unit)


def _as_mapping(told: Any) -> Json:
    return told if isinstance(told, dict) else dict.fromkeys(told, True)


def _of_decisions(old: Json, new: Json) -> Iterator[Cause]:
    closed = _not_in_both(_closings(old), _closings(new))
    for number in dict.fromkeys(each["number"] for each in closed):
        yield Cause(f"收口决定 {number}")
    decided = set()
    for each in _not_in_both(old.get("rechecks", []), new.get("rechecks", [])):
        for item in each["items"]:
            decided.add((each["unit"], item["indicator"]))
            words, beside = f"复核决定 {each['number']}", not item["upheld"]
            yield Cause(words, each["unit"], item["indicator"], beside=beside)
    for each in _not_in_both(old.get("objections", []), new.get("objections", [])):
        # Where it was decided, the decision is the cause.
        if (each["unit"], each["indicator"]) not in decided:
            words = f"复核申请 {each['number']}" if each["number"] else "对初评结果的异议"
            yield Cause(words, each["unit"], each["indicator"], beside=True)
    for each in _not_in_both(old["conclusions"], new["conclusions"]):
        yield Cause(f"不予评定认定 {each['document']}", each["unit"])
    if old.get("roster") != new.get("roster"):
        told = [(each.get("roster") or {}).get("changes", []) for each in (old, new)]
        numbers = "、".join(each["number"] for each in _not_in_both(*told))
        yield Cause(f"名册变更 {numbers}")


def _closings(decisions: Json) -> list[Json]:
    told = [decisions.get("closing"), *decisions.get("later_closings", [])]
    return [each for each in told if each]


def _not_in_both(old: list[Json], new: list[Json]) -> list[Json]:
    return [e for e in old if e not in new] + [e for e in new if e not in old]
