"""Reasons of reviewers 扣分理由: where one is missing, and where the same words stand again.

They are counted and compared; the words themselves go no further than the office's own workbook.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from engine.judging.opinions import Opinions
from engine.language.fields import Kind, Source
from engine.records.diagnosis import Hint
from engine.records.exact import Truths
from engine.records.submission import Ruling, Verdict
from engine.rubric.standard import Item

_OFTEN, _LEAST_LETTERS = 5, 6
_DOUBTING = (Verdict.AMEND, Verdict.NO_EVIDENCE, Verdict.DISPUTED)


def without_reason(found: Opinions) -> Truths:
    """items × sheets: a mark below full or a doubted claim for which no reason was written."""
    below = found.own_marks & (found.points < found.full)
    lacking = np.zeros_like(below)
    position = {item.code: row for row, item in enumerate(found.items)}
    for at, sheet in enumerate(found.sheets):
        for code, ruling in sheet.items():
            if (row := position.get(code)) is not None:
                lacking[row, at] = _needs_reason(found.items[row], ruling, bool(below[row, at]))
    return lacking


def no_reason(found: Opinions) -> Iterator[Hint]:
    """Who left how many out, and in which items most."""
    lacking = without_reason(found)
    for position, who in enumerate(found.assessors):
        times = lacking[:, found.assessor == position].sum(axis=1)
        if total := int(times.sum()):
            most = sorted(np.flatnonzero(times).tolist(), key=lambda row: (-times[row], row))
            named = "、".join(f"{found.items[row].code} {times[row]}处" for row in most[:3])
            more = "等" if len(most) > 3 else ""
            said = f"{total}处扣了分或没有照自报值认可，没有写理由（{named}{more}）。"
            yield Hint("no-reason", who, said)


def repeated_reasons(found: Opinions) -> Iterator[Hint]:
    """One reason that an assessor wrote of many units."""
    times: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for who, unit, _, text in _reasons(found):
        times[who, _letters(text)].append((unit, text))
    for (who, _), told in sorted(times.items(), key=lambda each: (-len(each[1]), each[0])):
        units = len({unit for unit, _ in told})
        if units >= _OFTEN:
            said = f"同一句理由写了{len(told)}次，在{units}个单位的表上。"
            yield Hint("same-reason", found.assessors[who], said, text=told[0][1])


def shared_reasons(found: Opinions) -> Iterator[Hint]:
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


def _needs_reason(item: Item, ruling: Ruling, below_full: bool) -> bool:
    if not (below_full or ruling.verdict in _DOUBTING) or ruling.reason.strip():
        return False
    texts = {e.code for e in item.fields if e.source is Source.REVIEWER and e.type is Kind.TEXT}
    return texts.isdisjoint(ruling.values)


def _reasons(found: Opinions) -> Iterator[tuple[int, int, str, str]]:
    """Assessor, unit, indicator and text of every reason long enough to be one's own."""
    for at, sheet in enumerate(found.sheets):
        for code, ruling in sheet.items():
            if len(_letters(ruling.reason)) >= _LEAST_LETTERS:
                yield int(found.assessor[at]), int(found.unit[at]), code, ruling.reason.strip()


def _letters(text: str) -> str:
    """Letters and digits in plain width: commas make no reason another one."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
