"""Sums in words 合计说明: how a section, base, bonus, penalty and total of a unit came about.

Each line ends in “＝number”, or says the step that changes that number: “，最高10.00分，得10.00”.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from engine.judging.alliance import Allied
from engine.judging.item_score import ItemScore
from engine.judging.scoring import Scores
from engine.records.exact import fixed, plain
from engine.rubric.model import Alliance, Section


class Sums:
    """The sums of one unit, which stands at position `at`."""

    def __init__(self, scores: Scores, at: int) -> None:
        self.scores, self.at, self.places = scores, at, scores.places
        self.rubric = scores.cohort.standard.rubric

    def _written(self, units: object) -> str:
        """An int64 of every unit as this unit's points, with a minus that stands out."""
        return fixed(int(np.asarray(units).reshape(-1)[self.at]), self.places).replace("-", "－")

    def _rounding(self) -> str:
        rounding = self.rubric.rounding
        return f"（{rounding.mode.chinese}保留{rounding.places}位小数）"

    def section(self, section: Section) -> str:
        """“（2.00＋3.00）×10.00÷8.00（四舍五入保留2位小数）＝6.25”, or a plain sum."""
        items = [j for j in self.scores.items.values() if j.item.section == section.code]
        parts = self._decided(items)
        found = self.scores.totals.sections[section.code]
        if not parts:
            return ""
        if found.of is None:
            return f"{'＋'.join(parts)}＝{self._written(found.points)}"
        of, to = (self._written(each) for each in found.of)
        return self._converted(parts, to, of, self._written(found.points))

    def _converted(self, parts: list[str], to: str, of: str, result: str) -> str:
        if Decimal(of.replace("－", "-")) <= 0:
            return result
        summed = f"（{'＋'.join(parts)}）" if len(parts) > 1 else parts[0]
        return f"{summed}×{to}÷{of}{self._rounding()}＝{result}"

    def base(self) -> str:
        """The sections' sum, converted to the whole where the rubric says so."""
        totals = self.scores.totals
        parts = [self._written(each.points) for each in totals.sections.values()]
        if totals.base_of is None:
            return f"{'＋'.join(parts)}＝{self._written(totals.base)}"
        of, to = (self._written(each) for each in totals.base_of)
        return self._converted(parts, to, of, self._written(totals.base))

    def bonus(self) -> str:
        """The bonus items' sum, held at its cap."""
        items = [judged for judged in self.scores.items.values() if judged.item.bonus]
        return self._capped(self._decided(items), self._written(self.scores.totals.bonus))

    def penalty(self) -> str:
        """What the penalties come to, × the coefficient, held at the cap."""
        items = [j for j in self.scores.items.values() if j.item.block == "penalty"]
        parts, result = self._decided(items), self._written(self.scores.totals.penalty)
        factor = self.scores.totals.coefficient
        if not parts or factor is None:
            return self._capped(parts, result)
        amount = plain(Decimal(int(factor[0][self.at])).scaleb(-factor[1]))
        summed = f"（{'＋'.join(parts)}）" if len(parts) > 1 else parts[0]
        before = self._written(self.scores.totals.penalty_before_cap)
        line = f"{summed}×{amount}{self._rounding()}＝{before}"
        return line if before == result else f"{line}，最高{result}分，得{result}"

    def _capped(self, parts: list[str], result: str) -> str:
        if not parts:
            return ""
        total = fixed(self._sum(parts), self.places)
        line = f"{'＋'.join(parts)}＝{total.replace('-', '－')}"
        return line if total == result else f"{line}，最高{result}分，得{result}"

    def _sum(self, parts: Iterable[str]) -> int:
        return sum(int(Decimal(each.replace("－", "-")).scaleb(self.places)) for each in parts)

    def total(self) -> str:
        """Base, bonus and penalties; then what the alliance makes of it."""
        own = self._own_total()
        allied, alliance = self.scores.allied, self.rubric.alliance
        if allied is None or alliance is None or not allied.members[self.at]:
            return own
        mode, places = self.rubric.rounding.mode.chinese, self.places
        rounding = f"{mode}保留{places}位小数，得{self._written(self.scores.total)}"
        mine = f"本单位〔{fixed(int(self.scores.totals.total[self.at]), places)}〕"
        shared = f"{self._of_alliance(allied, alliance)}×{plain(alliance.shared)}"
        return f"{own}；{mine}×{plain(alliance.own)}＋{shared}，{rounding}"

    def _of_alliance(self, allied: Allied, alliance: Alliance) -> str:
        """“联盟3个单位合计〔240.00〕÷3”; of the least and of a growth in their own words."""
        members = int(allied.members[self.at])
        whole = Decimal(int(allied.whole[self.at])).scaleb(-allied.places)
        if alliance.most is not None and alliance.points is not None:
            grown = f"联盟{members}个单位增幅合计〔{plain(whole)}〕÷{members}"
            return f"{grown}÷{plain(alliance.most)}×{plain(alliance.points)}"
        if alliance.measure == "least":
            return f"联盟{members}个单位最低〔{plain(whole / members)}〕"
        return f"联盟{members}个单位合计〔{plain(whole)}〕÷{members}"

    def _own_total(self) -> str:
        totals = self.scores.totals
        line = f"{self._written(totals.base)}＋{self._written(totals.bonus)}"
        if self.rubric.penalties is None:
            return f"{line}＝{self._written(totals.total)}"
        base, bonus, off = (
            int(each[self.at]) for each in (totals.base, totals.bonus, totals.penalty)
        )
        before = fixed(base + bonus - off, self.places).replace("-", "－")
        line = f"{line}－{self._written(totals.penalty)}＝{before}"
        result = self._written(totals.total)
        return line if before == result else f"{line}，扣完为止，得{result}"

    def _decided(self, items: list[ItemScore]) -> list[str]:
        """The points of what is decided."""
        return [self._written(each.points) for each in items if each.decided[self.at]]
