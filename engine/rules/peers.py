"""What the rules that compare a unit with others have in common; no rule kind by itself.

Others are the units whose total is final after the closing decision, and that take part: of the
whole cohort, or `within` one group of a roster column. Until then the item is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.language.conditions import BadCondition
from engine.language.expressions import Among, Expression, Statistic, Sum, number
from engine.language.fields import Kind
from engine.language.prove import bounds
from engine.rules.base import Context

Better = Literal["higher", "lower"]
"""Which way is good: 从高到低 or 从低到高 (辍学率)."""


@dataclass(frozen=True, slots=True)
class Peers:
    """A measure, which way of it is better, and among whom it is compared."""

    measure: Expression
    better: Better
    within: str | None

    @staticmethod
    def of(text: str, better: Better, within: str | None, context: Context) -> Peers:
        """Raises BadCondition for a measure or a group that cannot be read."""
        group = context.scope.get(within) if within is not None else None
        if within is not None and (
            group is None or not (group.one_option or group.type is Kind.TEXT) or group.asked_when
        ):
            raise BadCondition(f"“{within}”不能用来分组比较，应是名册里的单选题或文字栏目。")
        return Peers(context.number(text), better, within)

    def statistic(self, name: Statistic) -> Among:
        """One operator over the peers."""
        return Among(name, self.measure, self.within)

    def rank(self) -> Expression:
        """名次: 1 + how many are better; equals share it (1, 1, 3)."""
        return Sum((self.statistic("above" if self.better == "higher" else "below"), number(1)))

    def worse(self) -> Expression:
        """How many are worse."""
        return self.statistic("below" if self.better == "higher" else "above")

    def best(self) -> Among:
        """The best value of all."""
        return self.statistic("greatest" if self.better == "higher" else "least")

    def smallest_step(self, context: Context) -> Expression:
        """The least the measure can be above 0: keeps a divisor above 0 where it is not used."""
        places = bounds(self.measure, context.scope).places
        return number(number(1).value.scaleb(-places))


def order_words(text: str, better: Better, within: str | None, context: Context) -> str:
    """“按“参与率”在同学段已定单位中从高到低排名”."""
    way = "从高到低" if better == "higher" else "从低到高"
    return f"按“{context.words(text)}”在{whom(within, context)}中{way}排名"


def whom(within: str | None, context: Context) -> str:
    """“全体已定单位” or “同学段已定单位”."""
    return f"同{context.scope[within].title}已定单位" if within is not None else "全体已定单位"
