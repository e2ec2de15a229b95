"""Patterns in the marks 打分情况: each assessor in figures, and what to look at 提示.

Only what reviewers fill in themselves (〔评〕) can be straight-lined: counts that are verified may
well be the same everywhere. A hint is a question to an assessor, never a finding against one.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from engine.judging.agreement import Floats
from engine.judging.opinions import Opinions
from engine.language.fields import Kind, Source
from engine.records.diagnosis import Hint, Profile
from engine.records.exact import Truths
from engine.records.submission import Ruling, Verdict
from engine.rubric.standard import Item

LEAST_MARKS, LEAST_UNITS, LEAST_ITEMS = 10, 5, 5
"""So many marks, units of one item, items of one sheet before a pattern is one."""
ALONE_BY, OTHERS_WITHIN = 0.2, 0.1
"""A mark stands alone: so far from the next, while the others are so near each other."""
_OFTEN, _LEAST_LETTERS = 5, 6
_DOUBTING = (Verdict.AMEND, Verdict.NO_EVIDENCE, Verdict.DISPUTED)


def profiles(found: Opinions, teams: Mapping[str, str]) -> tuple[Profile, ...]:
    """Every assessor's marks in figures, in code order."""
    judged, shares = _marks(found), found.shares
    full = found.given & (found.points == found.full)
    lacking = _without_reason(found)
    told = []
    for position, who in enumerate(found.assessors):
        own = found.assessor == position
        mine = judged & own
        values = shares[mine]
        told.append(
            Profile(
                who=who,
                team=teams.get(who, ""),
                units=int(own.sum()),
                marks=values.size,
                mean=float(values.mean()) if values.size else 0.0,
                spread=float(values.std()) if values.size else 0.0,
                full=int((mine & full).sum()),
                without_reason=int(lacking[:, own].sum()),
            )
        )
    return tuple(told)


def hints(found: Opinions, told: tuple[Profile, ...]) -> tuple[Hint, ...]:
    """Everything to look at, kind by kind."""
    return (
        *_all_full(found, told),
        *_one_value(found),
        *_flat_sheets(found),
        *_standing_alone(found),
        *_no_reason(found),
        *_repeated_reasons(found),
        *_shared_reasons(found),
    )


def _marks(found: Opinions) -> Truths:
    """Where points come of what reviewers fill in themselves: items × sheets."""
    rows = np.array([_own(item) for item in found.items], dtype=np.bool_)
    return np.asarray(found.given & rows[:, None] & (found.full > 0), dtype=np.bool_)


def _own(item: Item) -> bool:
    return any(
        each.source is Source.REVIEWER and each.type is not Kind.TEXT for each in item.fields
    )


def _all_full(found: Opinions, told: tuple[Profile, ...]) -> Iterator[Hint]:
    full = found.points == found.full
    judged = _marks(found)
    for position, one in enumerate(told):
        if one.marks < LEAST_MARKS or one.full < one.marks:
            continue
        own = found.assessor == position
        same_units = np.isin(found.unit, found.unit[own]) & ~own
        others = judged & same_units & (judged & own).any(axis=1)[:, None]
        said = f"自己打分的{one.marks}处全是满分"
        if count := int(others.sum()):
            rate = _percent((others & full).sum() / count)
            said += f"；在同样的单位、同样的项上，别人给满分的占{rate}"
        yield Hint("all-full", one.who, f"{said}。")


def _one_value(found: Opinions) -> Iterator[Hint]:
    """One item that gets the same share from an assessor whatever the unit, below full."""
    judged, shares = _marks(found), found.shares
    for row, item in enumerate(found.items):
        for position in np.unique(found.assessor[judged[row]]).tolist():
            values = shares[row][judged[row] & (found.assessor == position)]
            if values.size >= LEAST_UNITS and _constant(values):
                said = f"给{values.size}个单位的都是同一个分（满分的{_percent(values[0])}）。"
                yield Hint("one-value", found.assessors[position], said, indicator=item.code)


def _flat_sheets(found: Opinions) -> Iterator[Hint]:
    """One sheet on which every item gets the same share, below full."""
    judged, shares = _marks(found), found.shares
    for at, (unit, who) in enumerate(zip(found.unit, found.assessor, strict=True)):
        values = shares[:, at][judged[:, at]]
        if values.size >= LEAST_ITEMS and _constant(values):
            said = f"这张表上{values.size}项都打满分的{_percent(values[0])}。"
            yield Hint("flat-sheet", found.assessors[who], said, unit=found.units[unit])


def _constant(values: Floats) -> bool:
    return bool(np.ptp(values) == 0 and values[0] < 1)


def _standing_alone(found: Opinions) -> Iterator[Hint]:
    """One mark far from all others, which are near each other; of three or more."""
    shares, judged = found.shares, _marks(found)
    for row, item in enumerate(found.items):
        given = np.flatnonzero(judged[row])
        order = given[np.lexsort((shares[row][given], found.unit[given]))]
        starts = np.flatnonzero(np.diff(found.unit[order], prepend=-1))
        for group in np.split(order, starts[1:]):
            if group.size < 3:
                continue
            values = shares[row][group]
            for odd, next_, far in ((-1, -2, 0), (0, 1, -1)):
                gap, rest = abs(values[odd] - values[next_]), abs(values[next_] - values[far])
                if gap >= ALONE_BY - 1e-9 and rest <= OTHERS_WITHIN + 1e-9:
                    yield _alone(found, item, int(group[odd]), float(gap), odd == -1)


def _alone(found: Opinions, item: Item, at: int, gap: float, above: bool) -> Hint:
    said = f"比其他人{'都高' if above else '都低'}，离最近的也差满分的{_percent(gap)}。"
    who, unit = found.assessors[found.assessor[at]], found.units[found.unit[at]]
    return Hint("outlier", who, said, unit=unit, indicator=item.code)


def _needs_reason(item: Item, ruling: Ruling, below_full: bool) -> bool:
    if not (below_full or ruling.verdict in _DOUBTING) or ruling.reason.strip():
        return False
    texts = {e.code for e in item.fields if e.source is Source.REVIEWER and e.type is Kind.TEXT}
    return texts.isdisjoint(ruling.values)


def _without_reason(found: Opinions) -> Truths:
    """items × sheets: a mark below full or a doubted claim for which no reason was written."""
    below = _marks(found) & (found.points < found.full)
    lacking = np.zeros_like(below)
    position = {item.code: row for row, item in enumerate(found.items)}
    for at, sheet in enumerate(found.sheets):
        for code, ruling in sheet.items():
            if (row := position.get(code)) is not None:
                lacking[row, at] = _needs_reason(found.items[row], ruling, bool(below[row, at]))
    return lacking


def _no_reason(found: Opinions) -> Iterator[Hint]:
    lacking = _without_reason(found)
    for position, who in enumerate(found.assessors):
        times = lacking[:, found.assessor == position].sum(axis=1)
        if total := int(times.sum()):
            most = sorted(np.flatnonzero(times).tolist(), key=lambda row: (-times[row], row))
            named = "、".join(f"{found.items[row].code} {times[row]}处" for row in most[:3])
            more = "等" if len(most) > 3 else ""
            said = f"{total}处扣了分或没有照自报值认可，没有写理由（{named}{more}）。"
            yield Hint("no-reason", who, said)


def _repeated_reasons(found: Opinions) -> Iterator[Hint]:
    """One reason that an assessor wrote of many units."""
    times: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for who, unit, _, text in _reasons(found):
        times[who, _letters(text)].append((unit, text))
    for (who, _), told in sorted(times.items(), key=lambda each: (-len(each[1]), each[0])):
        units = len({unit for unit, _ in told})
        if units >= _OFTEN:
            said = f"同一句理由写了{len(told)}次，在{units}个单位的表上。"
            yield Hint("same-reason", found.assessors[who], said, text=told[0][1])


def _shared_reasons(found: Opinions) -> Iterator[Hint]:
    """One reason that two assessors wrote of the same item of the same unit, word for word."""
    whose: dict[tuple[int, str, str], dict[int, str]] = defaultdict(dict)
    for who, unit, code, text in _reasons(found):
        whose[unit, code, _letters(text)][who] = text
    pairs: Counter[tuple[int, ...]] = Counter()
    texts: dict[tuple[int, ...], str] = {}
    for told in whose.values():
        if len(told) > 1:
            group = tuple(sorted(told))
            pairs[group] += 1
            texts.setdefault(group, told[group[0]])
    for group, count in sorted(pairs.items(), key=lambda each: (-each[1], each[0])):
        first, *rest = (found.assessors[who] for who in group)
        said = f"与{'、'.join(rest)}写的理由有{count}处一字不差。"
        yield Hint("same-reason", first, said, text=texts[group])


def _reasons(found: Opinions) -> Iterator[tuple[int, int, str, str]]:
    """Assessor, unit, indicator and text of every reason long enough to be one's own."""
    for at, sheet in enumerate(found.sheets):
        for code, ruling in sheet.items():
            if len(_letters(ruling.reason)) >= _LEAST_LETTERS:
                yield int(found.assessor[at]), int(found.unit[at]), code, ruling.reason.strip()


def _letters(text: str) -> str:
    """Letters and digits in plain width: commas make no reason another one."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _percent(share: float) -> str:
    return f"{share:.0%}"
