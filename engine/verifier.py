"""验算程序: re-derives every point, rank, grade, cap and winner of a run from its inputs, alone.

    python3 -I verify.py              # from the top of a run folder

It needs nothing but Python and shares no code with the program that made the run; it is written
from docs/run-format.md, and every step below has its paragraph there. All arithmetic is exact
(fractions and whole numbers), one unit after the other. Exit code: 0 the same, 4 something
differs, 3 a file cannot be read.
"""

from __future__ import annotations

import ast
import json
import math
import operator
import re
import sys
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

INPUTS = ("rubric", "plan", "cycle", "roster", "history", "values", "marks", "decisions")
REVIEWS = "reviews"  # an input of runs in which several assessors review a unit
Json = dict[str, Any]


class Unreadable(ValueError):
    """Something in the inputs that has no meaning; its text is a Chinese sentence."""


def number(text: Any) -> Fraction:
    """A decimal string (or a whole number) as an exact fraction. Raises Unreadable."""
    if isinstance(text, bool) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(text)):
        raise Unreadable(f"“{text}”不是十进制数。")
    return Fraction(str(text))


def rounded(value: Fraction, places: int, mode: str) -> Fraction:
    """`value` at `places` decimals: half-up 四舍五入, or half-even GB/T 8170."""
    size = abs(value) * 10**places
    whole = {"half-up": math.floor(size + Fraction(1, 2)), "half-even": round(size)}[mode]
    return Fraction(whole if value >= 0 else -whole, 10**places)


def written(value: Fraction, places: int) -> str:
    """`value` with exactly `places` decimals, such as 86.50. Raises Unreadable for a longer one."""
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise Unreadable(f"{value} 的小数位数多于评估标准规定的 {places} 位。")
    return format(Decimal(scaled.numerator).scaleb(-places), "f")


def plus(values: Iterable[Fraction | None]) -> Fraction:
    """The sum; what is not known adds nothing."""
    return sum((each for each in values if each is not None), Fraction(0))


def given(entry: Json, key: str) -> bool:
    """Whether something is said for `key`."""
    return entry.get(key) is not None


STATES = (
    "verified", "not-applicable", "claimed", "na-requested",
    "blank", "no-evidence", "disputed", "faulty",
)  # fmt: skip
VERIFIED, NOT_APPLICABLE, CLAIMED, NA_REQUESTED, BLANK, NO_EVIDENCE, DISPUTED, _ = range(8)
"""The weights of the states."""


@dataclass(frozen=True)
class Reading:
    """A value and the weight of its state; heavier than `claimed` it has no value (None)."""

    value: Any
    weight: int = VERIFIED

    @property
    def readable(self) -> bool:
        """Whether one may compute with it."""
        return self.weight <= CLAIMED

    def __add__(self, other: Reading) -> Reading:
        return computed(operator.add, self, other)

    def __sub__(self, other: Reading) -> Reading:
        return computed(operator.sub, self, other)

    def __mul__(self, other: Reading) -> Reading:
        return computed(operator.mul, self, other)


def computed(function: Callable[..., Any], *parts: Reading) -> Reading:
    """`function` of the values, with the heaviest of their states."""
    weight = max(part.weight for part in parts)
    if weight > CLAIMED:
        return Reading(None, weight)
    return Reading(function(*(part.value for part in parts)), weight)


NOTHING, TRUE = Reading(Fraction(0)), Reading(True)


def as_open_as(found: Reading, *others: Reading) -> Reading:
    """`found`, with the heaviest of all their states."""
    return computed(lambda value, *_: value, found, *others)


smallest = partial(computed, lambda *values: min(values))
largest = partial(computed, lambda *values: max(values))
total = partial(computed, lambda *values: sum(values))


def divided(top: Reading, bottom: Reading) -> Reading:
    """top ÷ bottom, exactly; the item is rounded later, once."""
    if bottom.readable and bottom.value <= 0:
        raise Unreadable("按比例计算时，除数不是正数。")
    return computed(operator.truediv, top, bottom)


def joined(parts: list[Reading], deciding: bool) -> Reading:
    """“且” (deciding False) and “或” (deciding True): one readable part can settle it alone."""
    deciders = [part.weight for part in parts if part.readable and part.value is deciding]
    if deciders:
        return Reading(deciding, min(deciders))
    return computed(lambda *_: not deciding, *parts)


def choose(condition: Reading, then: Reading, otherwise: Reading) -> Reading:
    """The branch the condition chooses; the other one is not read."""
    if not condition.readable:
        return condition
    chosen = then if condition.value else otherwise
    return Reading(chosen.value, max(condition.weight, chosen.weight))


def first_that_holds(cases: list[tuple[Reading, Reading]], otherwise: Reading) -> Reading:
    """The result of the first condition that holds; what comes after it is not read."""
    for condition, result in reversed(cases):
        otherwise = choose(condition, result, otherwise)
    return otherwise


CHOICE = ("choice", "yes-no")
EMPTY = {"number": Fraction(0), "choices": frozenset(), "date": date(1970, 1, 1)}
"""What stands in a field that is not asked; else "", which is no option and no text."""


def value_of(field: Json, text: Any) -> Any:
    """What a canonical answer means by the field's type. Raises Unreadable."""
    kind = field["type"]
    if kind == "number":
        return number(text)
    if kind == "choices":
        return frozenset([text] if isinstance(text, str) else text) - {""}
    if kind == "date":
        return date.fromisoformat(text)
    if kind not in CHOICE:
        return "" if text == "无" else text
    if text not in (field.get("options") or ("是", "否")):
        raise Unreadable(f"“{text}”不是填报项 {field['code']} 的选项。")
    return text


class Sheet:
    """All fields of one unit, seen one way. `values` is a field's reading before step 4 (asked)."""

    def __init__(self, unit: str, fields: dict[str, Json], values: dict[str, Reading]) -> None:
        self.unit, self.fields, self.values = unit, fields, values
        self.known: dict[str, Reading] = {}

    def read(self, code: str) -> Reading:
        """The reading of a field; one that is not asked is empty and verified."""
        if code not in self.fields:
            raise Unreadable(f"评估标准里没有叫“{code}”的填报项或名册栏目。")
        if code not in self.known:
            field = self.fields[code]
            asked = self.of(field["asked_when"]) if given(field, "asked_when") else TRUE
            found = self.values[code] if asked.value else Reading(EMPTY.get(field["type"], ""))
            self.known[code] = found if asked.readable else asked
        return self.known[code]

    def of(self, text: str) -> Reading:
        """The reading of a condition or of a number expression. Raises Unreadable."""
        return self._reading(parsed(text))

    def _reading(self, node: ast.expr) -> Reading:
        if isinstance(node, ast.BoolOp):
            parts = [self._reading(each) for each in node.values]
            return joined(parts, deciding=isinstance(node.op, ast.Or))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return computed(operator.not_, self._reading(node.operand))
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            sides = self._sides(node.left, node.comparators[0])
            return computed(OPERATORS[type(node.ops[0])], *sides)
        if isinstance(node, ast.BinOp):
            sides = self._reading(node.left), self._reading(node.right)
            return computed(OPERATORS[type(node.op)], *sides)
        if isinstance(node, ast.Call):
            return self._function(word(node.func), node.args)
        if isinstance(node, ast.Constant):
            return Reading(number(node.value))
        return self.read(word(node))

    def _sides(self, left: ast.expr, right: ast.expr) -> tuple[Reading, Reading]:
        """Both sides of A ≥ B; right of a choice field stands the name of one of its options."""
        field = self.fields.get(word(left)) if isinstance(left, ast.Name) else None
        if field is None or field["type"] not in CHOICE:
            return self._reading(left), self._reading(right)
        return self.read(field["code"]), Reading(value_of(field, word(right)))

    def _function(self, name: str, arguments: list[ast.expr]) -> Reading:
        name = ENGLISH.get(name, name)
        if name in OF_MANY:
            return OF_MANY[name](*(self._reading(each) for each in arguments))
        code, *rest = (word(each) for each in arguments)
        found, field = self.read(code), self.fields[code]
        if name == "已填":
            return Reading(found.readable and (field["type"] in CHOICE or found.value != ""))
        if name not in OF_A_FIELD:
            raise Unreadable(f"条件里没有叫“{name}”的函数。")
        return computed(lambda value: OF_A_FIELD[name](value, field, *rest), found)


ENGLISH = {
    "tally": "计数", "min": "最小", "max": "最大", "count": "已选", "missing": "未选",
    "contains": "含", "months_after": "月后", "filled": "已填",
}  # fmt: skip
OF_MANY: dict[str, Callable[..., Reading]] = {
    "计数": lambda *each: computed(lambda *truths: Fraction(sum(truths)), *each),
    "最小": smallest,
    "最大": largest,
}
OF_A_FIELD: dict[str, Callable[..., Any]] = {
    "已选": lambda chosen, field: Fraction(len(chosen)),
    "未选": lambda chosen, field: Fraction(len(field["options"]) - len(chosen)),
    "含": lambda chosen, field, option: option in chosen,
    "月后": lambda day, field, months: months_after(day, int(months)),
}
TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|'(?P<single>[^']*)'|“(?P<double>[^”]*)”"
    r"|(?P<sign><=|>=|!=|[=<>≤≥≠+\-−*×(),，（）])|(?P<word>[^\W\d]\w*))"
)
SIGNS = {
    "=": "==", "≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "×": "*", "，": ",", "（": "(", "）": ")",
    "且": "and", "或": "or", "非": "not", "and": "and", "or": "or", "not": "not",
}  # fmt: skip
OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
}  # fmt: skip


@cache
def parsed(text: str) -> ast.expr:
    """A condition or number expression as a tree. Raises Unreadable.

    They bind exactly as Python's do, so Python's own parser builds the tree: signs are respelled,
    a number becomes a constant, a name a leaf that gets its own spelling back. Nothing is executed.
    """
    names: list[str] = []
    source, at = "", 0
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise Unreadable(f"条件“{text}”第 {at + 1} 个字符起看不懂。")
        at, sort, found = match.end(), match.lastgroup, match.group(match.lastgroup)
        if sort == "number":
            source += f" '{found}' "
        elif sort == "sign" or (sort == "word" and found in SIGNS):
            source += f" {SIGNS.get(found, found)} "
        else:
            source += f" n{len(names)} "
            names.append(found)
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except SyntaxError as error:
        raise Unreadable(f"条件“{text}”看不懂。") from error
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names[int(node.id[1:])]
    return tree


def word(node: ast.expr) -> str:
    """The name (or number) a leaf stands for. Raises Unreadable for anything else."""
    if not isinstance(node, (ast.Name, ast.Constant)):
        raise Unreadable("条件里有不认识的写法。")
    return node.id if isinstance(node, ast.Name) else str(node.value)


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def amount(value: Any, sheet: Sheet) -> Reading:
    """A number of the rubric: the same for all, for named units, by group, or by size."""
    if not isinstance(value, dict):
        return Reading(number(value))
    if "units" in value:
        named = (each["value"] for each in value["units"] if each["unit"] == sheet.unit)
        return amount(next(named, value["otherwise"]), sheet)
    if "cases" in value:
        return by_option(value["by"], value["cases"], sheet)
    steps = [(number(step["at_least"]), number(step["value"])) for step in value["steps"]]
    below = number(value["below"])
    size = sheet.read(value["by"])
    return computed(lambda n: next((v for least, v in steps if n >= least), below), size)


def by_option(code: str, table: Json, sheet: Sheet) -> Reading:
    """What a table says of the chosen option; of none it says 0."""
    chosen = sheet.read(code)
    return computed(lambda option: number(table[option]) if option else Fraction(0), chosen)


def cases(value: Any) -> list[tuple[str, Fraction]]:
    """The cases of an amount that differs: condition and number, each excluding the others."""
    if not isinstance(value, dict):
        return []
    if "cases" in value:
        return [(f"{value['by']} = “{o}”", number(n)) for o, n in value["cases"].items()]
    if "steps" in value:
        by, edges = value["by"], [each["at_least"] for each in value["steps"]]
        low, high = [f"{by} >= {e}" for e in edges] + [""], [""] + [f"{by} < {e}" for e in edges]
        numbers = [number(each["value"]) for each in value["steps"]] + [number(value["below"])]
        both = (" 且 ".join(filter(None, pair)) for pair in zip(low, high, strict=True))
        return list(zip(both, numbers, strict=True))
    named = [(f"{UNIT} = “{e['unit']}”", number(e["value"])) for e in value["units"]]
    rest = " 且 ".join(f"{UNIT} != “{each['unit']}”" for each in value["units"])
    others = cases(value["otherwise"])
    if not others:
        return [*named, (rest, number(value["otherwise"]))]
    return [*named, *((f"{case} 且 {rest}", n) for case, n in others)]


UNIT, OTHERS = "单位编号", "其他单位"
"""A choice that everybody has: the unit's code as far as an amount names it."""


def named_units(entry: Any) -> set[str]:
    """Every unit that some amount names."""
    inner = list(entry.values()) if isinstance(entry, dict) else entry
    found = set().union(*map(named_units, inner)) if isinstance(entry, (dict, list)) else set()
    if isinstance(entry, dict) and {"units", "otherwise"} <= entry.keys():
        found |= {each["unit"] for each in entry["units"]}
    return found


def columns_of(value: Any) -> list[str]:
    """The roster columns an amount reads."""
    if not isinstance(value, dict):
        return []
    return [value["by"]] if "by" in value else columns_of(value["otherwise"])


class Clause(NamedTuple):
    """A rule, or one clause of it, read for a unit; `full` are the full points of the item."""

    entry: Json
    sheet: Sheet
    full: Reading

    def has(self, key: str) -> bool:
        """Whether it says anything of `key`."""
        return given(self.entry, key)

    def of(self, key: str) -> Reading:
        """One of its conditions or measures."""
        return self.sheet.of(self.entry[key])

    def amount(self, key: str) -> Reading:
        """One of its numbers."""
        return amount(self.entry[key], self.sheet)

    def unless(self, key: str, instead: Reading, found: Reading) -> Reading:
        """`found`; but `instead` where the condition, if there is one, holds."""
        return choose(self.of(key), instead, found) if self.has(key) else found

    def clauses(self, key: str) -> list[Clause]:
        """The clauses that stand in it."""
        return [Clause(each, self.sheet, self.full) for each in self.entry[key]]

    def added(self, key: str) -> Reading:
        """The points of such clauses: once where `when` holds, or for each of `count`."""
        found = NOTHING
        for each in self.clauses(key):
            points = each.amount("points")
            if each.has("when"):
                found += choose(each.of("when"), points, NOTHING)
            else:
                found += points * each.of("count")
        return found

    def there(self) -> Reading:
        """The points of the `parts` that apply to the unit."""
        own = self.clauses("parts")
        return total(*(e.unless("not_applicable", NOTHING, e.amount("points")) for e in own))


def left_of(full: Reading, lost: Reading) -> Reading:
    """扣完为止: what a deduction leaves, never below 0."""
    return largest(NOTHING, full - lost)


class Rule(Clause):
    """What an item gives, exactly: one method for every kind of rule, named after it."""

    def all_or_nothing(self) -> Reading:
        """达标得分: full points where `when` holds, else 0."""
        return choose(self.of("when"), self.full, NOTHING)

    def parts(self) -> Reading:
        """分项加分: every part gives its points, or `per` for each up to its points.

        A part that does not apply gives its full points, or nothing; with `rescale` what is left
        is then converted to the whole.
        """
        policy, got = self.entry.get("policy", "full"), NOTHING
        for part in self.clauses("parts"):
            most = part.amount("points")
            if part.has("when"):
                found = choose(part.of("when"), most, NOTHING)
            else:
                found = smallest(most, part.amount("per") * part.of("each"))
            got += part.unless("not_applicable", most if policy == "full" else NOTHING, found)
        if policy != "rescale":
            return got
        there = self.there()
        return divided(self.full * smallest(got, there), there)

    def bands(self) -> Reading:
        """分档得分: the first band reached from the top; measure × 100 ≥ edge × base, undivided.

        `above` is reached beyond it only; `when_none` stands where the base of the percentage is 0.
        """
        hundred = Reading(Fraction(100))
        base = self.of("out_of") if self.has("out_of") else hundred
        cases = []
        if self.has("when_none"):
            cases = [(computed(operator.eq, base, NOTHING), self.amount("when_none"))]
        for band in self.clauses("bands"):
            test, edge = (
                (operator.ge, "at_least") if band.has("at_least") else (operator.gt, "above")
            )
            reached = computed(test, self.of("of") * hundred, band.amount(edge) * base)
            cases.append((reached, band.amount("points")))
        return first_that_holds(cases, self.amount("otherwise"))

    def bands_less_faults(self) -> Reading:
        """分档后扣减: a band, less so much for every fault found."""
        return left_of(self.bands(), self.added("less"))

    def count_capped(self) -> Reading:
        """按次得分: so much for each, at most the cap."""
        cap = self.amount("at_most") if self.has("at_most") else self.full
        return smallest(cap, self.amount("per") * self.of("of"))

    def deduct_each(self) -> Reading:
        """每项扣分: full points less so much for each."""
        return left_of(self.full, self.amount("per") * self.of("count"))

    def deduct_shortfall(self) -> Reading:
        """每少扣分: full points less so much for each one below the minimum."""
        short = left_of(self.amount("at_least"), self.of("of"))
        return left_of(self.full, self.amount("per") * short)

    def deduct_faults(self) -> Reading:
        """分类扣分: full points less what the faults cost together."""
        return left_of(self.full, self.added("faults"))

    def faults_and_rewards(self) -> Reading:
        """项内加分: what the faults leave, then the rewards; above full points only if allowed."""
        found = self.deduct_faults() + self.added("rewards")
        return found if self.entry["over_points"] == "allowed" else smallest(self.full, found)

    def judged(self) -> Reading:
        """评审判分: the reviewers' mark itself."""
        return self.sheet.read(self.entry["mark"])

    def levels(self) -> Reading:
        """按级别得分: every option has its points; 0 where the same thing was counted elsewhere."""
        found = by_option(self.entry["of"], self.entry["points"], self.sheet)
        return self.unless("void_when", NOTHING, found)

    def ordered(self) -> Reading:
        """按序判档: the first case that holds gives its level: points, or a share of full ones."""

        def points(level: Clause) -> Reading:
            own = level.has("points")
            return level.amount("points") if own else level.full * level.amount("share")

        cases = [(case.of("when"), points(case)) for case in self.clauses("cases")]
        return first_that_holds(cases, points(self._replace(entry=self.entry["otherwise"])))

    def per_unit_below(self) -> Reading:
        """未达标按差额扣分: so much off for every unit below the target."""
        short = left_of(self.amount("target"), self.of("of"))
        units = divided(short, self.amount("unit"))
        if self.entry["part"] != "exact":
            units = computed(math.ceil if self.entry["part"] == "up" else math.floor, units)
        return left_of(self.full, self.amount("per") * units)

    def proportional(self) -> Reading:
        """按比例得分: full points × (measure, at most the target) ÷ target."""
        target = self.amount("target") if self.has("target") else self.of("target_of")
        return divided(self.full * smallest(self.of("of"), target), target)

    def sample(self) -> Reading:
        """抽查合格: full points where enough of those sampled pass."""
        enough = computed(operator.ge, self.of("of"), self.amount("pass_at"))
        return choose(enough, self.full, NOTHING)

    def severity(self) -> Reading:
        """轻重分档扣分: tiers from heavy to light, all charged or the heaviest that occurred."""
        if self.entry["counting"] == "per-event":
            return left_of(self.full, self.added("tiers"))
        cases = [
            (computed(operator.gt, tier.of("count"), NOTHING), tier.amount("points"))
            for tier in self.clauses("tiers")
        ]
        return left_of(self.full, first_that_holds(cases, NOTHING))

    def picks(self) -> Reading:
        """多选计分: the sum or the best of the chosen options' points, from 0 to full points."""

        def points(chosen: Any) -> Fraction:
            own = [number(n) for option, n in self.entry["points"].items() if option in chosen]
            return plus(own) if self.entry["take"] == "sum" else max(own, default=Fraction(0))

        found = computed(points, self.sheet.read(self.entry["of"]))
        return largest(NOTHING, smallest(self.full, found))

    def weighted_mean(self) -> Reading:
        """加权合成: Σ weight × measure ÷ its full marks, over the weights that are there."""
        got, there = NOTHING, NOTHING
        for source in self.clauses("sources"):
            weight = source.amount("weight")
            value = weight * divided(source.of("of"), source.amount("out_of"))
            got += source.unless("missing_when", NOTHING, value)
            rescaled = self.entry.get("missing") == "rescale"
            there += source.unless("missing_when", NOTHING, weight) if rescaled else weight
        if self.has("when_none") and not there.value:
            return as_open_as(self.amount("when_none"), there)
        return divided(self.full * smallest(got, there), there)

    def trimmed_mean(self) -> Reading:
        """去最高最低平均: one highest and one lowest dropped from `trim_from` marks up.

        Where it is told how many `judges` marked, only the first so many marks are read.
        """
        judges = self.of("judges") if self.has("judges") else NOTHING
        if not judges.readable:
            return judges
        codes = self.entry["marks"][: int(judges.value) or None]
        most = number(self.sheet.fields[codes[0]]["maximum"])

        def mean(*marks: Any) -> Fraction:
            kept = sorted(marks)[1:-1] if len(marks) >= int(self.entry["trim_from"]) else marks
            return plus(kept) / len(kept) / most

        found = computed(mean, *(self.sheet.read(code) for code in codes))
        return as_open_as(self.full * found, judges)

    def penalty(self) -> Reading:
        """按次扣分: so much for each event; up to the item's points where it has any."""
        lost = self.added("events")
        return lost if self.full.value is None else smallest(self.full, lost)


class Group:
    """The peers of one group: measures in order, greater being better, each with its last place."""

    def __init__(self, pairs: list[tuple[Fraction, Any]]) -> None:
        self.values, self.count = sorted(value for value, _ in pairs), len(pairs)
        self.mean = plus(self.values) / self.count
        self.distances = plus((value - self.mean) ** 2 for value in self.values)
        known = [(self.place(value), last) for value, last in pairs if last is not None]
        edge = max((place for place, last in known if place != last), default=0)
        still = sum(place > edge for place, _ in known)
        self.end = (edge, still) if known else None
        """The last place of those that moved, and how many stand still after it."""

    def place(self, own: Fraction) -> int:
        """名次: 1 + how many are better."""
        return 1 + self.count - bisect_right(self.values, own)

    def variance(self, kind: str) -> Fraction:
        """The square of the standard deviation, of all or as of a `sample`."""
        return self.distances / (max(1, self.count - 1) if kind == "sample" else self.count)


class Standing(NamedTuple):
    """A unit among its peers: its measure, its place of last year, and what it can get."""

    rule: Json
    full: Fraction
    own: Fraction
    last: Any
    peers: Group
    mode: str

    def number(self, key: str) -> Fraction:
        """One of the numbers of the rule."""
        return number(self.rule[key])

    @property
    def place(self) -> int:
        """名次, equals sharing one."""
        return self.peers.place(self.own)

    def held(self, points: Fraction) -> Fraction:
        """Points held between 0 and full."""
        return min(self.full, max(Fraction(0), points))


def rounded_root(value: Fraction, places: int, mode: str) -> Fraction:
    """√value at `places` decimals: two whole numbers below and above, the nearer one."""
    scaled = value * 100**places
    low = math.isqrt(math.floor(scaled))
    middle = (low + Fraction(1, 2)) ** 2
    up = scaled > middle or (scaled == middle and (mode == "half-up" or low % 2 == 1))
    return Fraction(low + up, 10**places)


class Comparison(Standing):
    """What a measure gives among the peers: one method for every kind that compares units."""

    def rank_points(self) -> Fraction:
        """名次分: full down to a place, then so much less for each place."""
        below = max(Fraction(0), self.place - self.number("full_to"))
        return self.held(self.full - self.number("per") * below)

    def rank_steps(self) -> Fraction:
        """名次分档: the first step the place is within."""
        steps = [step for step in self.rule["places"] if self.place <= int(step["to"])]
        return number(steps[0]["points"]) if steps else self.number("otherwise")

    def forced_shares(self) -> Fraction:
        """强制分布: the class whose places, added up from the top, reach the unit's."""
        *classes, lowest = self.rule["classes"]
        last_of_equals = self.peers.count - bisect_left(self.peers.values, self.own)
        place = self.place if self.rule["ties"] == "up" else last_of_equals
        rounding, seats = self.rule["rounding"], Fraction(0)
        for each in classes:
            seats += number(each["share"]) * self.peers.count
            whole = math.ceil(seats) if rounding == "up" else math.floor(seats)
            if rounding == "half-up":
                whole = math.floor(seats + Fraction(1, 2))
            if place <= whole:
                return number(each["points"])
        return number(lowest["points"])

    def relative(self) -> Fraction:
        """与全体比: the measure against the best or the mean; where lower is better, 0 is full."""
        higher = self.rule["better"] == "higher"
        other = self.peers.values[-1] if self.rule["to"] == "best" else self.peers.mean
        top, bottom = (self.own, other) if higher else (other, self.own)
        if bottom == 0:
            return self.number("when_none") if higher else self.full
        if self.rule["below"] == "zero":
            return self.full if self.own >= other else Fraction(0)
        return self.held(self.full * top / bottom)

    def min_max(self) -> Fraction:
        """极差标准化: from 0 for the worst to full for the best."""
        low, high = self.peers.values[0], self.peers.values[-1]
        if low == high:
            return self.number("when_equal")
        return self.held(self.full * (self.own - low) / (high - low))

    def standard_score(self) -> Fraction:
        """标准分: so many points at the mean, so many more for each deviation above."""
        variance = self.peers.variance(self.rule["deviation"])
        deviation = rounded_root(variance, int(self.rule["deviation_places"]), self.mode)
        if deviation == 0:
            return self.number("when_equal")
        above = (self.own - self.peers.mean) / deviation
        return self.held(self.number("mean") + self.number("per") * above)

    def dispersion(self) -> Fraction:
        """差异系数: full where deviation ÷ mean is at most the limit, as squares."""
        if self.peers.mean == 0:
            return self.number("when_none")
        most = (self.number("at_most") * self.peers.mean) ** 2
        return self.full if self.peers.variance(self.rule["deviation"]) <= most else Fraction(0)

    def movement(self) -> Fraction | None:
        """名次升降: where the unit started, and how many places it moved; None: not known."""
        place, last, first = self.place, self.last, int(self.rule["first"])
        if max(place, last) <= first:
            return self.full
        at_the_end = min(place, last) > self.peers.count - int(self.rule["ends"])
        start = self.number("bottom" if at_the_end else "middle")
        fallen = max(0, place - last)
        if self.rule["standing_still_at_the_end"] == "one-down":
            if self.peers.end is None:
                return None
            edge, still = self.peers.end
            fallen = 1 if place > edge and place == last and still >= 2 else fallen
        moved = self.number("up") * max(0, last - place) - self.number("down") * fallen
        return self.held((self.full if last <= first else start) + moved)


def kinds(of: type) -> dict[str, Callable[..., Any]]:
    """The methods of a class that has nothing else, by the kinds they are named after."""
    names = [name for name in vars(of) if not name.startswith("_")]
    return {name.replace("_", "-"): getattr(of, name) for name in names}


COMPARING = kinds(Comparison)
KINDS = COMPARING | kinds(Rule)


class Peers:
    """Whom a unit is compared with: the effective sheets of some units, each read only once."""

    def __init__(self, sheets: list[Sheet]) -> None:
        self.sheets = sheets
        self.known: dict[tuple[Any, ...], dict[Any, Group]] = {}

    def of(self, rule: Json) -> dict[Any, Group]:
        """The units whose measure and group are known, group by group."""
        key = tuple(rule.get(each) for each in ("of", "better", "within", "last"))
        if key not in self.known:
            found: dict[Any, list[tuple[Fraction, Any]]] = defaultdict(list)
            for sheet in self.sheets:
                own, group, last = measures(rule, sheet)
                if own.readable and group.readable:
                    found[group.value].append((own.value, last.value))
            self.known[key] = {group: Group(pairs) for group, pairs in found.items()}
        return self.known[key]


def measures(rule: Json, sheet: Sheet) -> tuple[Reading, Reading, Reading]:
    """A unit's measure, greater being better; its group; its last place, if the rule reads it."""
    sign = Reading(Fraction(-1 if rule.get("better") == "lower" else 1))
    group = sheet.read(rule["within"]) if given(rule, "within") else TRUE
    return sheet.of(rule["of"]) * sign, group, sheet.of(rule.get("last") or "0")


def compared(rule: Clause, peers: Peers, mode: str) -> Reading:
    """An item of a kind that compares units: open where there is nobody to compare with."""

    def points(full: Fraction, own: Fraction, group: Any, last: Any) -> Fraction | None:
        others = peers.of(rule.entry).get(group)
        unit = Standing(rule.entry, full, own, last, others, mode) if others else None
        return COMPARING[rule.entry["kind"]](unit) if unit else None

    own, group, last = measures(rule.entry, rule.sheet)
    found = computed(points, rule.full, own, group, last)
    if found.readable and found.value is None:
        found = Reading(None, BLANK)
    if not rule.has("last"):
        return found
    return choose(computed(operator.eq, last, NOTHING), rule.amount("without"), found)


class Indicator:
    """An indicator, and what follows from it and from the section or block `around` it."""

    def __init__(self, entry: Json, around: Json, limited: bool) -> None:
        self.entry, self.code, self.points = entry, entry["code"], entry.get("points")
        self.rule = entry.get("rule") or {"kind": "judged", "mark": f"M{self.code}"}
        if self.rule["kind"] not in KINDS:
            raise Unreadable(f"不认识的计分规则“{self.rule['kind']}”。")
        self.compares = self.rule["kind"] in COMPARING
        self.scored = self.points is not None or (given(entry, "rule") and not limited)
        self.policy = entry.get("not_applicable") or around.get("not_applicable") or {}
        self.gives_full = "full" in (self.policy.get("policy"), self.policy.get("counts"))
        leaves = bool(self.policy) and not self.gives_full
        self.way = self.policy.get("within") or "remove" if leaves else ""
        """Where the points of an item that has left are brought back: section, total, nowhere."""
        none = [f"({case})" for case, value in cases(self.points) if value == 0]
        when = [f"({self.policy['when']})"] if given(self.policy, "when") else []
        self.gone = " 或 ".join(none + when if leaves else none)
        """The condition under which it is not in a unit's table; "" if it always is."""
        self.applies_not = " 或 ".join(none + when)
        self.fields = self._fields()
        measures = [each["of"] for each in self.rule.get("sources", [])]
        self.marks = [self.rule.get("mark"), *measures]
        """The fields in which reviewers give points; what else they say is a fact."""
        counted = around["points"] if around.get("convert") else around.get("coefficient")
        self.read = [field["code"] for field in self.fields] + columns_of(counted)
        """What must be known of a unit before its points are."""

    def _fields(self) -> list[Json]:
        """Its fields, asked only where it is in the table, save those that decide whether it is.

        One that is only marked (只评分，不设公式) has its mark as well; one that is not scored is
        asked of nobody.
        """
        fields = [{"source": "school", **field} for field in self.entry.get("fields", [])]
        if not self.scored:
            return [{**field, "source": "", "blank_means": None} for field in fields]
        if not given(self.entry, "rule"):
            most = [value for _, value in cases(self.points)] or [number(self.points)]
            fields.append({"code": f"M{self.code}", "type": "number", "source": "reviewer",
                           "maximum": shortest(max(most))})  # fmt: skip
        tree = ast.walk(parsed(self.gone)) if self.gone else ()
        deciding = {node.id for node in tree if isinstance(node, ast.Name)}
        for field in fields:
            if self.gone and field["code"] not in deciding:
                own = f" 且 ({field['asked_when']})" if given(field, "asked_when") else ""
                field["asked_when"] = f"非 ({self.gone}){own}"
        return fields

    def full(self, sheet: Sheet) -> Reading:
        """满分 for the unit; without a value for a penalty without a limit."""
        full = Reading(None) if self.points is None else amount(self.points, sheet)
        if full.value and self.rule["kind"] == "parts" and self.rule.get("policy") == "remove":
            return as_open_as(Clause(self.rule, sheet, full).there(), full)
        return full

    def does_not_apply(self, sheet: Sheet) -> Reading:
        """Whether it is 不适用 for the unit by its own condition, or is not in its table."""
        return sheet.of(self.applies_not) if self.applies_not else Reading(False)

    def instead(self, sheet: Sheet) -> Reading:
        """What stands where it does not apply."""
        return self.full(sheet) if self.gives_full and self.points is not None else NOTHING

    def by_rule(self, sheet: Sheet, peers: Peers, mode: str) -> Reading:
        """The points by the rule, exactly; with `raw` out of so many, and then converted."""
        whole = Reading(None) if self.points is None else amount(self.points, sheet)
        if not whole.readable:
            return whole
        raw = amount(self.entry["raw"], sheet) if given(self.entry, "raw") else None
        rule = Rule(self.rule, sheet, raw or whole)
        one = compared(rule, peers, mode) if self.compares else KINDS[self.rule["kind"]](rule)
        return as_open_as(one if raw is None else divided(one * whole, raw), whole)


class Rubric:
    """The rubric: its sections and other blocks, its indicators and fields, its one rounding."""

    def __init__(self, rubric: Json) -> None:
        self.sections = rubric["sections"]
        self.bonus = rubric.get("bonus") or {"indicators": []}
        self.penalties = rubric.get("penalties") or {"indicators": []}
        self.takes_off = given(rubric, "penalties")
        self.alliance, self.convert_to = rubric.get("alliance"), rubric.get("convert_to")
        self.grades = rubric.get("grades") or {"on": "total", "bands": []}
        self.exclusions = rubric.get("exclusions", [])
        self.places, self.mode = int(rubric["rounding"]["places"]), rubric["rounding"]["mode"]
        every = [
            Indicator(each, block, limited=block is not self.penalties)
            for block in (*self.sections, self.bonus, self.penalties)
            for each in block["indicators"]
        ]
        self.items = {each.code: each for each in every if each.scored}
        roster = [{**field, "source": "roster"} for field in rubric.get("unit_fields", [])]
        fields = [*roster, *(field for each in every for field in each.fields)]
        self.fields = {field["code"]: field for field in fields}
        if named := named_units(rubric):
            options = [*sorted(named), OTHERS]
            self.fields[UNIT] = {"code": UNIT, "type": "choice", "options": options,
                                 "source": "roster"}  # fmt: skip

    def rounded(self, value: Fraction) -> Fraction:
        """`value` at the places of all points."""
        return rounded(value, self.places, self.mode)

    def scored(self, block: Json) -> list[Indicator]:
        """The scored indicators of a section or block."""
        codes = (each["code"] for each in block["indicators"])
        return [self.items[code] for code in codes if code in self.items]


class Unit:
    """One unit of the roster, and all that is found out about it."""

    def __init__(self, line: Json, rubric: Rubric, inputs: Json) -> None:
        self.code, self.name, self.status = line["code"], line["name"], line["status"]
        self.columns, self.rubric = dict(line.get("fields", {})), rubric
        named = rubric.fields.get(UNIT, {"options": []})["options"]
        self.columns[UNIT] = self.code if self.code in named else OTHERS
        self.submitted = inputs["values"].get(self.code)
        self.rulings = inputs["marks"].get(self.code, {})
        self.history = inputs["history"].get(self.code, {})
        self.closings = closings_of(inputs["decisions"])
        self.state = "absent" if self.submitted is None else self.submitted["state"]
        self.counted = self.state == "counted"
        self.exclusions = exclusions(self, inputs["cycle"], inputs["decisions"]["conclusions"])
        self.items: dict[str, Json] = {}
        self.worth: dict[str, tuple[Fraction, bool]] = {}
        """Item → its full points for this unit, and whether it has left the unit's table."""
        self.sections: list[Json] = []
        self.values: Json = {"base": None, "bonus": None, "penalty": None, "total": None}
        self.alliance: Json | None = None
        self.rank: int | None = None
        self.group_ranks: dict[str, int] = {}
        if self.counted:
            told = {code: self._told(field) for code, field in rubric.fields.items()}
            self.claims = Sheet(self.code, rubric.fields, told)
            self.sheet = Sheet(self.code, rubric.fields, {**told, **self._ruled(told)})
            self.items = {code: self._score(item) for code, item in rubric.items.items()}

    @property
    def decided(self) -> bool:
        """Whether no item is open."""
        return all(item["points"] is not None for item in self.items.values())

    def value(self, on: str, section: str | None = None) -> Any:
        """The unit's total, base or bonus, or a section's points."""
        if on == "section":
            return next(each["points"] for each in self.sections if each["code"] == section)
        return self.values[on]

    def _told(self, field: Json) -> Reading:
        """Steps 1 and 2: what was answered, and what a blank stands for."""
        code, answer = field["code"], {"state": "blank"}
        if field["source"] == "roster" and self.columns.get(code):
            answer = {"state": "verified", "value": self.columns[code]}
        elif field["source"] in ("school", "office"):
            answer = self.submitted["answers"].get(code, answer)
        weight = STATES.index(answer["state"])
        found = Reading(value_of(field, answer["value"]) if weight <= CLAIMED else None, weight)
        if given(field, "blank_means"):
            meant = value_of(field, field["blank_means"])
            if weight == BLANK or found == Reading(meant, CLAIMED):
                return Reading(meant)
        return found

    def _ruled(self, told: dict[str, Reading]) -> dict[str, Reading]:
        """Step 3: what the reviewers' rulings make of the fields."""
        found = {}
        for item in self.rubric.items.values():
            ruling = self.rulings.get(item.code, {})
            verdict, values = ruling.get("verdict"), ruling.get("values", {})
            for field in item.fields:
                code, reading = field["code"], told[field["code"]]
                if code in values:
                    found[code] = Reading(value_of(field, values[code]))
                elif verdict in ("accept", "amend") and reading.weight == CLAIMED:
                    found[code] = Reading(reading.value)
                elif verdict == "disputed" and field["source"] == "school" and reading.readable:
                    found[code] = Reading(None, DISPUTED)
        return found

    def _points(self, item: Indicator, sheet: Sheet, peers: Peers) -> Reading:
        """An item's points, rounded once; as open as every field that is asked in it."""
        found, gone = NOTHING, item.does_not_apply(sheet)
        if gone.value:
            found = item.instead(sheet)
        elif gone.readable:
            found = item.by_rule(sheet, peers, self.rubric.mode)
        exact = as_open_as(found, gone, *(sheet.read(code) for code in item.read))
        return computed(self.rubric.rounded, exact)

    def _score(self, item: Indicator) -> Json:
        """自评分, 考评分 and 审定分 of an item, and the state it ends in."""
        verdict, alone = self.rulings.get(item.code, {}).get("verdict"), Peers([self.sheet])
        claim = None if item.compares else self._points(item, self.claims, alone).value
        agreed = bool(item.policy) and verdict == "na-agreed"
        gone = agreed or item.does_not_apply(self.sheet).value
        if agreed:
            found, weight = item.instead(self.sheet).value or Fraction(0), NOT_APPLICABLE
        else:
            reading = self._points(item, self.sheet, alone)
            found, weight = reading.value, max(reading.weight, self._lacks(item, verdict))
            weight = NOT_APPLICABLE if weight == VERIFIED and gone else weight
        open_ = weight > CLAIMED or (weight == CLAIMED and item.entry.get("review") == "required")
        state, full = STATES[weight], item.full(self.sheet).value or Fraction(0)
        points, by = self._closed(item, state, claim, full) if open_ else (found, None)
        closed = open_ and points is not None
        left = bool(gone) and not open_ and not item.gives_full
        self.worth[item.code] = full, left
        return {
            "code": item.code,
            "claimed": claim,
            "reviewed": None if open_ else found,
            "points": points,
            "max": None if item.points is None else full * (not left),
            "state": "verified" if closed else state,
            "closed": {"from": state, "decision": by} if closed else None,
        }

    def _lacks(self, item: Indicator, verdict: str | None) -> int:
        """The weight of what the item itself lacks, whatever its fields: evidence, or a yes."""
        needs = [self.claims.of(need["at_least"]) for need in item.entry.get("evidence", [])]
        there = [*self.submitted.get("evidence", {}).get(item.code, []), *(0 for _ in needs)]
        short = any(need.readable and need.value > there[n] for n, need in enumerate(needs))
        short = short and (not item.gone or self.claims.of(item.gone).value is False)
        if verdict == "no-evidence" or (short and verdict not in ("accept", "amend")):
            return NO_EVIDENCE
        return NA_REQUESTED if item.code in self.submitted.get("na_requests", []) else VERIFIED

    def _closed(
        self, item: Indicator, state: str, claim: Fraction | None, full: Fraction
    ) -> tuple[Fraction | None, str | None]:
        """What the first decision 收口 that closes an open item makes of it, and its number."""
        for closing in self.closings:
            how = closing.get("rules", {}).get(state)
            for each in closing.get("items", []):
                if (each["unit"], each["indicator"]) == (self.code, item.code):
                    how = each["points"]
            points = self._given(item, how, claim, full)
            if points is not None:
                return points, closing["number"]
        return None, None

    def _given(
        self, item: Indicator, how: str | None, claim: Fraction | None, full: Fraction
    ) -> Fraction | None:
        """The points that one closing decision gives an item; nothing: it stays open."""
        if how in (None, "open", "claimed"):
            return claim if how == "claimed" else None
        points = number("0" if how == "zero" else how)
        most = points if item.points is None else full
        return points if self.rubric.rounded(points) == points and 0 <= points <= most else None

    def compare(self, peers: Peers) -> None:
        """Items that compare units: known only if no item is open, and only among peers."""
        decided = self.decided and bool(peers.sheets)
        for code, line in self.items.items():
            item, state = self.rubric.items[code], line["state"]
            waits = line["points"] is not None and line["closed"] is None
            if item.compares and waits and state != "not-applicable":
                found = self._points(item, self.sheet, peers) if decided else Reading(None, BLANK)
                state = state if found.readable else "blank"
                line.update(reviewed=found.value, points=found.value, state=state)


def add_up(unit: Unit) -> None:
    """All sums, over the decided items; then the unit's state."""
    rubric = unit.rubric
    sums = [section_sums(unit, section) for section in rubric.sections]
    base, whole, most = (plus(each[n] for each in sums) for n in range(3))
    base_items = [each for section in rubric.sections for each in rubric.scored(section)]
    if rubric.convert_to is not None or any(each.way == "total" for each in base_items):
        whole = whole if rubric.convert_to is None else number(rubric.convert_to)
        base = rubric.rounded(base * whole / most) if most else Fraction(0)
    bonus, penalty = got(unit, rubric.bonus), got(unit, rubric.penalties)
    if given(rubric.bonus, "cap"):
        bonus = min(bonus, number(rubric.bonus["cap"]))
    if given(rubric.penalties, "coefficient"):
        factor = amount(rubric.penalties["coefficient"], unit.sheet).value or Fraction(0)
        penalty = rubric.rounded(penalty * factor)
    if given(rubric.penalties, "cap"):
        penalty = min(penalty, number(rubric.penalties["cap"]))
    total = base + bonus - penalty
    if rubric.penalties.get("floor") == "zero":
        total = max(Fraction(0), total)
    shown = penalty if rubric.takes_off else None
    unit.values = {"base": base, "bonus": bonus, "penalty": shown, "total": total}
    unit.state = "final" if unit.decided else "provisional"


def got(unit: Unit, block: Json) -> Fraction:
    """The points of the decided items of a block."""
    return plus(unit.items[each.code]["points"] for each in unit.rubric.scored(block))


def section_sums(unit: Unit, section: Json) -> list[Fraction]:
    """What was got, what it is worth to the unit, what of that it can reach; with its line."""
    rubric, own = unit.rubric, unit.rubric.scored(section)
    worth, gone = Fraction(0), dict.fromkeys(("", "remove", "section", "total"), Fraction(0))
    for each in own:
        full, left = unit.worth[each.code]
        worth += full
        gone[each.way] += full * left
    there = worth - gone["section"]
    whole = there - gone["remove"]
    sums = [got(unit, section), whole, whole - gone["total"]]
    if section.get("convert"):
        worth = amount(section["points"], unit.sheet).value or Fraction(0)
    if section.get("convert") or any(each.way == "section" for each in own):
        sums = [rubric.rounded(n * worth / there) if there else Fraction(0) for n in sums]
    shown = sums[1] if given(section, "points") else None
    unit.sections.append({"code": section["code"], "points": sums[0], "max": shown})
    return sums


def settle(units: list[Unit], rubric: Rubric, closed: bool) -> None:
    """Everything that needs more than one unit, and each unit's sums."""
    counted = [unit for unit in units if unit.counted]
    peers = [unit for unit in counted if closed and unit.status == "参评" and unit.decided]
    among = Peers([peer.sheet for peer in peers])
    for unit in counted:
        unit.compare(among)
        add_up(unit)
    if rubric.alliance is not None:
        share(rubric.alliance, counted, peers)


def share(alliance: Json, units: list[Unit], peers: list[Unit]) -> None:
    """捆绑评价: each total shared with what the peers of the alliance come to."""
    brought: dict[str, list[tuple[Unit, Fraction]]] = defaultdict(list)
    for peer in peers:
        group = peer.sheet.read(alliance["by"])
        last = peer.sheet.read(alliance["last"]) if given(alliance, "last") else NOTHING
        if group.value and last.readable:
            brought[group.value].append((peer, peer.values["total"] - last.value))
    for unit in units:
        own, group = unit.values["total"], unit.sheet.read(alliance["by"])
        members = brought.get(group.value, [])
        values = [n for peer, n in members if alliance["of"] == "all" or peer is not unit]
        unit.alliance = {"own": own, "members": len(values)}
        unit.state = unit.state if peers else "provisional"
        if values:
            mixed = own * number(alliance["own"])
            mixed += shared(alliance, values) * number(alliance["shared"])
            unit.values["total"] = unit.rubric.rounded(mixed)


def shared(alliance: Json, values: list[Fraction]) -> Fraction:
    """The mean, the least, or the points that a mean growth earns."""
    mean = plus(values) / len(values)
    if alliance["measure"] != "growth":
        return min(values) if alliance["measure"] == "least" else mean
    most = number(alliance["most"])
    return min(most, max(Fraction(0), mean)) / most * number(alliance["points"])


def exclusions(unit: Unit, cycle: Json, conclusions: list[Json]) -> list[Json]:
    """The exclusions 不予评定情形 that are switched on and apply."""
    first, last = cycle["period"]["first"], cycle["publicity_ends"]
    own = [each for each in conclusions if each["unit"] == unit.code]
    concluded = [each["exclusion"] for each in own if first <= each["date"] <= last]
    late = unit.state == "absent" and unit.status != "暂不参评"
    return [
        each
        for each in unit.rubric.exclusions
        if each["code"] in cycle.get("exclusions", {})
        and (late if each.get("found_by") == "not-submitted" else each["code"] in concluded)
    ]


def grade(unit: Unit) -> str | None:
    """等次: the band of the published value, as the exclusions fix or lower it."""
    grades = unit.rubric.grades
    order = [band["title"] for band in grades["bands"]]
    fixed = [each["grade"] for each in unit.exclusions if given(each, "grade")]
    if unit.state == "blocked" or not (fixed or (order and unit.state == "final")):
        return None
    if not fixed:
        value = unit.value(grades["on"])
        reached = [e["title"] for e in grades["bands"] if value >= number(e["at_least"])]
        limits = [e["grade_at_most"] for e in unit.exclusions if given(e, "grade_at_most")]
        fixed = [*(reached or order[-1:])[:1], *limits]
    return str(max(fixed, key=order.index))


def rank_all(units: list[Unit], columns: list[str]) -> None:
    """名次: 1 + how many ranked units have a greater total, in all and within each group."""
    ranked = [unit for unit in units if unit.state == "final" and unit.status == "参评"]
    for unit, place in places(ranked):
        unit.rank = place
    for column in columns:
        for group in {unit.columns.get(column) for unit in ranked} - {None, ""}:
            for unit, place in places([u for u in ranked if u.columns.get(column) == group]):
                unit.group_ranks[column] = place


def places(units: list[Unit]) -> list[tuple[Unit, int]]:
    """Every unit with its place by total: 1, 1, 3."""
    falling = sorted(-unit.values["total"] for unit in units)
    return [(unit, 1 + bisect_left(falling, -unit.values["total"])) for unit in units]


def decide(award: Json, units: list[Unit], locked: list[Json]) -> Json:
    """Caps by the roster as locked, winners, open ties, waitlist, every unit's reason."""
    reasons = {unit.code: barrier(award, unit) for unit in units}
    candidates = [unit for unit in units if reasons[unit.code] is None]
    candidates.sort(key=lambda unit: compared_by(award, unit), reverse=True)
    quota = award.get("quota")
    caps, open_ = [], []
    reasons.update({unit.code: "winner" for unit in candidates})
    frozen = [(pool(quota, line.get("fields", {})), line["status"]) for line in locked]
    groups = {group for group, _ in frozen} | {pool(quota, unit.columns) for unit in units}
    for group in sorted(groups) if quota is not None else ():
        rivals = [unit for unit in candidates if pool(quota, unit.columns) == group]
        cap = quota_cap(quota, frozen.count((group, "参评")))
        # A group that only came with a change has no seat: no change adds any.
        cap["cap"] *= any(group == each for each, _ in frozen)
        wins, tie = seat(award, rivals, cap["cap"])
        reasons.update({unit.code: "cap" for unit in rivals})
        reasons.update({unit.code: "winner" for unit in wins})
        reasons.update({unit.code: "tie-open" for unit in tie})
        caps.append({"group": group, **cap, "winners": len(wins)})
        if tie:
            codes = [unit.code for unit in tie]
            open_.append({"group": group, "seats": cap["cap"] - len(wins), "codes": codes})
    waiting = [unit.code for unit in candidates if reasons[unit.code] == "cap"]
    depth = (award.get("waitlist") or {"depth": 0}).get("depth")
    return {
        "id": award["id"],
        "caps": caps,
        "winners": [code for code, kind in reasons.items() if kind == "winner"],
        "open": open_,
        "waitlist": waiting if depth is None else waiting[: int(depth)],
        "reasons": {code: {"kind": kind} for code, kind in reasons.items()},
    }


def barrier(award: Json, unit: Unit) -> str | None:
    """The first reason why a unit cannot win this award at all, if there is one."""
    if unit.status != "参评":
        return "not-participating"
    if unit.state != "final":
        return {"provisional": "open-items"}.get(unit.state, unit.state)
    barred = award.get("barred_by", [])
    if any(each["code"] in barred or each.get("bars_awards") for each in unit.exclusions):
        return "excluded"
    gates = award.get("gates", [])
    found = [(gate["must"], unit.history.get(gate["column"]) or "不详") for gate in gates]
    if any(year == "不详" or (must == "have" and year == "无") for must, year in found):
        return "gate"
    if any(must == "not-have" and year != "无" for must, year in found):
        return "holder"
    threshold = award.get("threshold")
    if threshold is not None and unit.value(threshold["on"]) < number(threshold["at_least"]):
        return "threshold"
    rate = (threshold or {}).get("section_rate") or {"numerator": 0, "denominator": 1}
    least = Fraction(int(rate["numerator"]), int(rate["denominator"]))
    known = [each for each in unit.sections if each["max"] is not None]
    low = any(each["points"] < each["max"] * least for each in known)
    return "section-threshold" if low else None


def pool(quota: Any, columns: Json) -> str:
    """Whom a unit of these roster columns shares a cap with."""
    return str(columns.get(quota["by"], "")) if quota and given(quota, "by") else "全体"


def as_changed(inputs: Json) -> tuple[list[Json], list[Json], list[Json]]:
    """The roster as locked, as every 名册变更 on record left it, and these changes."""
    told = inputs["decisions"].get("roster") or {"locked": inputs["roster"], "changes": []}
    lines = {str(line["code"]): line for line in told["locked"]}
    for change in told["changes"]:
        lines = {code: line for code, line in lines.items() if code not in change["left"]}
        lines.update({str(line["code"]): line for line in change["lines"]})
    return told["locked"], [lines[code] for code in sorted(lines)], told["changes"]


def quota_cap(quota: Any, base: int) -> Json:
    """名额上限: base × share rounded down, or the fixed number."""
    share = quota.get("share")
    if share is None:
        return {"base": base, "share": None, "cap": int(quota["number"])}
    top, bottom = int(share["numerator"]), int(share["denominator"])
    return {"base": base, "share": f"{top}/{bottom}", "cap": base * top // bottom}


def compared_by(award: Json, unit: Unit) -> list[Fraction]:
    """What a unit is compared by: the award's value, then the tie keys 同分规则."""
    keys = (award.get("ties") or {}).get("keys", [])
    ties = [unit.value(key["on"], key.get("section")) for key in keys]
    return [unit.value(award.get("rank_on", "total")), *ties]


def seat(award: Json, rivals: list[Unit], cap: int) -> tuple[list[Unit], list[Unit]]:
    """Down the ordered rivals: who wins, and who stands in a tie that nobody here may break."""
    wins: list[Unit] = []
    for _, equals in groupby(rivals, key=lambda unit: compared_by(award, unit)):
        units = list(equals)
        if len(wins) + len(units) > cap:
            return wins, units if len(wins) < cap else []
        wins += units
    return wins, []


def closings_of(decisions: Json) -> list[Json]:
    """The closing decisions in order."""
    told = [decisions.get("closing"), *decisions.get("later_closings", [])]
    return [each for each in told if each]


def scored(inputs: Json) -> list[Unit]:
    """Every unit of the roster, scored and added up."""
    rubric = Rubric(inputs["rubric"])
    units = [Unit(line, rubric, inputs) for line in as_changed(inputs)[1]]
    settle(units, rubric, bool(closings_of(inputs["decisions"])))
    return units


def rechecked(inputs: Json) -> Json:
    """The inputs as 复核决定 leave them: rulings replaced, or what the closing gave an item."""
    marks, decisions = dict(inputs["marks"]), inputs["decisions"]
    closings = [{**each, "items": list(each["items"])} for each in closings_of(decisions)]
    for decision in decisions.get("rechecks", []):
        unit = decision["unit"]
        for each in (each for each in decision["items"] if each["upheld"]):
            code, points = each["indicator"], each.get("points")
            for number, closing in enumerate(closings):
                kept = [e for e in closing["items"] if (e["unit"], e["indicator"]) != (unit, code)]
                given = [{"unit": unit, "indicator": code, "points": points}]
                closing["items"] = kept + given * (points is not None and number == 0)
            if points is None:
                ruling = marks.get(unit, {}).get(code, {"verdict": None, "values": {}})
                verdict, values = each["verdict"], {**ruling["values"], **each["values"]}
                ruling = {**ruling, "verdict": verdict or ruling["verdict"], "values": values}
                marks[unit] = {**marks.get(unit, {}), code: ruling}
    told = {"closing": closings[0] if closings else None, "later_closings": closings[1:]}
    return {**inputs, "marks": marks, "decisions": {**decisions, **told}}


def beside(units: list[Unit], first: list[Unit], rechecks: list[Json]) -> None:
    """考评分 as it was before any 复核, and beside each item decided again what had stood."""
    told = {(d["unit"], i["indicator"]): (d, i) for d in rechecks for i in d["items"]}
    for unit, before in zip(units, first, strict=True):
        for code, line in unit.items.items():
            line["reviewed"], was = before.items[code]["reviewed"], before.items[code]["points"]
            if (unit.code, code) in told:
                decision, item = told[unit.code, code]
                line["recheck"] = {
                    "number": decision["number"], "upheld": item["upheld"],
                    "before": None if was is None else written(was, unit.rubric.places),
                }  # fmt: skip


class Jury:
    """What the assessors of one unit said of one item, and how that becomes one ruling 合成."""

    def __init__(
        self, told: Json, unit: str, sheets: dict[Any, Json], item: Indicator, rubric: Rubric
    ) -> None:
        self.rule, self.apart = told["terms"].get("combine"), told["terms"].get("apart")
        self.item, self.rubric = item, rubric
        self.offsets = told["offsets"] if self.rule else {}
        self.given = {(e["round"], e["way"]): e["units"].get(unit, []) for e in told["assignments"]}
        self.sheets = {key: each[item.code] for key, each in sheets.items() if item.code in each}
        self.barred = {who for other, who in told["avoid"] if other == unit}
        self.agreed = [self.sheets[key] for key in sorted(self.sheets) if key[0] == "agreed"]
        self.heard, self.marks = list(self.agreed), list[Json]()
        """Whose reasons count, and how every mark came about."""

    def said(self, round_: str, way: str, *others: str) -> dict[str, Json]:
        """What those assigned said who need not keep away, nor are among `others`."""
        keys = {who: (round_, way, who) for who in self.given.get((round_, way), [])}
        out = {*self.barred, *others}
        return {w: self.sheets[k] for w, k in keys.items() if k in self.sheets and w not in out}

    def ruling(self) -> Json | None:
        """The line of marks.json, if there is one; held open where facts are not settled."""
        ways = {way for round_, way in self.given if round_ == "main"}
        home = "desk" if "desk" in ways and "" not in ways else ""
        parts: dict[str, list[Json]] = {home: []}
        for field in self.item.fields:
            if field["source"] != "office":
                way = field.get("way", "")
                parts.setdefault(way if way in ways else home, []).append(field)
        claims = any(field["source"] == "school" for field in self.item.fields)
        asks = claims or bool(self.item.policy)
        found = [self._part(way, own, asks and way == home) for way, own in parts.items()]
        verdicts = {each[0] for each in found if each is not None} - {None}
        reason = any(each["reason"] for each in self.heard)
        if not self.heard or None in found or len(verdicts) > 1:
            held = {"verdict": "disputed", "values": {}, "reason": reason}
            return held if self.heard and claims else None
        values = {code: value for each in found if each for code, value in each[1].items()}
        return {"verdict": next(iter(verdicts), None), "values": values, "reason": reason}

    def _part(self, way: str, fields: list[Json], asks: bool) -> tuple[Any, Json] | None:
        """意见 and values that one way of looking gives; None where the facts are not settled."""
        own = [field for field in fields if field["source"] == "reviewer"]
        texts = {field["code"] for field in own if field["type"] == "text"}
        marks = [field for field in own if field["code"] in self.item.marks]
        facts = {e["code"] for e in fields} - texts - {e["code"] for e in marks}
        needed = len(own) > len(texts) or (asks and self.item.entry.get("review") == "required")

        def stated(rulings: Iterable[Json]) -> list[tuple[Any, Json]]:
            pairs = ((e["verdict"], e["values"]) for e in rulings)
            return [(v, {k: a for k, a in told.items() if k in facts}) for v, told in pairs]

        nothing: tuple[Any, Json] = (None, {})
        assigned, said = self.given.get(("main", way), []), self.said("main", way)
        self.heard += said.values()
        voices = [each for each in stated(self.agreed) if each != nothing]
        if not voices and len(said) < len(assigned) and (said or needed):
            if said and (facts or asks):
                return None
        elif not voices:
            third = stated(self.said("third", way, *assigned).values())
            voices = stated(said.values()) + [each for each in third if each != nothing]
        verdict, values = voices[0] if voices else nothing
        if any(each != (verdict, values) for each in voices):
            return None
        every = [each["values"] for each in (*said.values(), *self.agreed)]
        values = {code: told[code] for told in every for code in told if code in texts} | values
        for field in marks if verdict in (None, "accept", "amend") else []:
            mark = self._mark(field, way, assigned)
            values |= {field["code"]: mark} if mark is not None else {}
        return verdict, values

    def _mark(self, field: Json, way: str, assigned: list[str]) -> str | None:
        """The mark of one field; none while something is owed."""
        code, low, full = field["code"], number(field.get("minimum", "0")), number(field["maximum"])

        def marks(said: dict[Any, Json]) -> dict[Any, str]:
            own = {who: each["values"].get(code) for who, each in said.items()}
            return {who: mark for who, mark in own.items() if mark is not None}

        def taken(marks: dict[Any, str]) -> list[Fraction]:
            """The marks, with a share of full points taken off those of some 宽严校正."""
            off = {who: number(self.offsets.get(who, "0")) * full for who in marks}
            return [min(full, max(low, number(mark) - off[who])) for who, mark in marks.items()]

        given, third = marks(self.said("main", way)), self.said("third", way, *assigned)
        together = set(marks(dict(enumerate(self.agreed))).values())
        line: Json = {"field": code, "given": given, "third": {}, "agreed": len(together) == 1}
        self.marks.append(line)
        line["value"] = mark = together.pop() if line["agreed"] else None
        if mark is None and not together and given and len(given) == len(assigned):
            used = taken(given)
            pair = self.rule == "third-if-apart" and len(used) == 2
            if pair and max(used) - min(used) > number(self.apart) * full:
                # Two that are apart are none: nothing is pooled without the third.
                used = used + taken(marks(third)) if len(marks(third)) == 1 else []
                line["third"] = marks(third) if used else {}
                self.heard += third.values() if used else []
            line["value"] = mark = pooled(self.rule, sorted(used), self.rubric)
        return mark


def pooled(rule: str | None, marks: list[Fraction], rubric: Rubric) -> str | None:
    """合成办法: the one mark of several in order, rounded once; none where they are too few."""
    many, middle = len(marks), (len(marks) - 1) // 2
    enough: Json = {"": many == 1, "three": many == 3, "third-if-apart": many in (2, 3)}
    if not enough.get(rule or "", many >= (5 if rule == "trimmed-mean" else 1)):
        return None
    kept = marks if rule == "mean" else marks[middle : many // 2 + 1]
    kept = marks[1:-1] if rule == "trimmed-mean" else kept
    return shortest(rubric.rounded(plus(kept) / len(kept)) if rule else marks[0])


def shortest(value: Fraction) -> str:
    """A decimal without zeros at its end, as inputs write it."""
    return format((Decimal(value.numerator) / value.denominator).normalize(), "f")


def combined(rubric: Rubric, told: Json) -> tuple[Json, dict[str, dict[str, list[Json]]]]:
    """marks.json as it follows from reviews.json, and how every mark of it came about."""
    found: Json = {}
    marks: dict[str, dict[str, list[Json]]] = defaultdict(dict)
    sheets: dict[str, dict[Any, Json]] = defaultdict(dict)
    for each in told["reviews"]:
        sheets[each["unit"]][each["round"], each["way"], each["assessor"]] = each["rulings"]
    main = [each["units"] for each in told["assignments"] if each["round"] == "main"]
    for unit in set().union(*main):
        for item in rubric.items.values():
            jury = Jury(told, unit, sheets[unit], item, rubric)
            ruling = jury.ruling()
            marks[unit][item.code] = [m for m in jury.marks if len(m["given"] | m["third"]) > 1]
            if ruling is not None:
                found.setdefault(unit, {})[item.code] = ruling
    return found, marks


def derive(inputs: Json) -> Json:
    """The derivable part of results.json from the parsed inputs/*.json, keyed by file name.

    Raises LookupError, TypeError or ValueError (Unreadable) where an input has no meaning.
    """
    told = inputs.get(REVIEWS) or {"reviews": [], "assignments": []}
    marks, pools = combined(Rubric(inputs["rubric"]), told)
    locked, _, changes = as_changed(inputs)
    units, rechecks = scored(rechecked(inputs)), inputs["decisions"].get("rechecks", [])
    if rechecks:
        beside(units, scored(inputs), rechecks)
    columns = inputs["cycle"].get("groups", [])
    rank_all(units, columns)
    awards = [decide(award, units, locked) for award in inputs["plan"]["awards"]]
    return {
        "cycle": inputs["cycle"]["cycle"],
        "as_of": inputs["cycle"]["as_of"],
        "marks": marks,
        "units": [unit_line(unit, columns, awards, pools.get(unit.code, {})) for unit in units],
        "awards": awards,
        "changes": [{**each, "lines": [one["code"] for one in each["lines"]]} for each in changes],
    }


def unit_line(unit: Unit, columns: list[str], awards: list[Json], pools: Json) -> Json:
    """A unit as results.json writes it, every fraction with exactly the rubric's places."""

    def in_writing(line: Json) -> Json:
        places = unit.rubric.places
        return {k: written(v, places) if isinstance(v, Fraction) else v for k, v in line.items()}

    return {
        "code": unit.code,
        "name": unit.name,
        "status": unit.status,
        "groups": {each: unit.columns[each] for each in columns if unit.columns.get(each)},
        "state": unit.state,
        "rank": unit.rank,
        "group_ranks": unit.group_ranks,
        "sections": [in_writing(section) for section in unit.sections],
        "indicators": [
            {**in_writing(item), "marks": pools.get(code, [])} for code, item in unit.items.items()
        ],
        **in_writing(unit.values),
        "alliance": unit.alliance and in_writing(unit.alliance),
        "grade": grade(unit),
        "awards": [award["id"] for award in awards if unit.code in award["winners"]],
    }


def differences(derived: Json, results: Json) -> list[str]:
    """Every derivable value of results.json that does not follow from the inputs, in Chinese."""
    mine, theirs = dict(facts(derived)), dict(facts(results))
    return [
        f"{place}：重算为{shown(mine.get(place))}，结果里是{shown(theirs.get(place))}。"
        for place in {**mine, **theirs}
        if mine.get(place) != theirs.get(place)
    ]


def shown(value: Any) -> str:
    """A value in a sentence."""
    return "无" if value is None else json.dumps(value, ensure_ascii=False)


def facts(result: Json) -> Iterable[tuple[str, Any]]:
    """Every derivable value of a result, one by one, with its place in words."""

    def named(words: Json, entry: Json, place: str = "") -> Iterable[tuple[str, Any]]:
        return ((place + word, told_of(entry, key)) for key, word in words.items())

    yield from named({"cycle": "评估年度", "as_of": "截止日期"}, result)
    for unit, rulings in result.get("marks", {}).items():
        for code, ruling in rulings.items():
            yield f"inputs/marks.json 单位 {unit} 指标 {code} 合成的核定意见", ruling
    for unit in result["units"]:
        who = f"单位 {unit['code']} "
        yield from named(UNIT_WORDS, unit, who)
        for noun, key in (("一级指标", "sections"), ("指标", "indicators")):
            words = ITEM_WORDS if key == "indicators" else SECTION_WORDS
            for each in unit[key]:
                yield from named(words, each, f"{who}{noun} {each['code']} ")
                told = ({key: mark[key] for key in MARKS} for mark in each.get("marks", []))
                yield f"{who}{noun} {each['code']} 各考评分", list(told)
            yield who + noun, [each["code"] for each in unit[key]]
    for change in result.get("changes", []):
        yield from named(CHANGE_WORDS, change, f"名册变更 {change['number']} ")
    yield "应参评单位", [unit["code"] for unit in result["units"]]
    for award in result["awards"]:
        which = f"奖项 {award['id']} "
        yield which + "入选", sorted(award["winners"])
        yield which + "递补", award["waitlist"]
        for cap in award["caps"]:
            yield from named(CAP_WORDS, cap, f"{which}{cap['group']} ")
        ties = [(tie["group"], tie["seats"], sorted(tie["codes"])) for tie in award["open"]]
        yield which + "同分待定", sorted(ties)
        yield which + "名额组", sorted(cap["group"] for cap in award["caps"])
        for code, reason in award["reasons"].items():
            yield f"{which}单位 {code} 评定理由", reason["kind"]
    yield "奖项", [award["id"] for award in result["awards"]]


def told_of(entry: Json, key: str) -> Any:
    """A value of a result; of a 复核 what can be derived, null where there was none."""
    found = entry[key] if key != "recheck" else entry.get(key)
    return {e: found[e] for e in RECHECK} if found and key == "recheck" else found


UNIT_WORDS = {
    "name": "名称", "status": "参评情况", "groups": "分组", "state": "状态", "total": "总分",
    "rank": "名次", "group_ranks": "组内名次", "base": "基础分", "bonus": "加分",
    "penalty": "扣分", "grade": "等次", "awards": "所获奖项", "alliance": "捆绑评价",
}  # fmt: skip
SECTION_WORDS = {"points": "审定分", "max": "满分"}
ITEM_WORDS = {
    "claimed": "自评分", "reviewed": "考评分", "state": "状态", "closed": "收口", "recheck": "复核",
    **SECTION_WORDS,
}  # fmt: skip
RECHECK = ("number", "upheld", "before")
MARKS = ("field", "given", "third", "value", "agreed")
"""What results.json says of several marks and follows from reviews.json."""
CHANGE_WORDS = {
    "date": "日期", "role": "角色", "after_marks": "在评审之后", "left": "离开", "lines": "改动",
}  # fmt: skip
CAP_WORDS = {"base": "基数", "share": "比例", "cap": "名额上限", "winners": "入选个数"}


def read_json(folder: Path, name: str) -> Any:
    """JSON without repeated keys; numbers stay exact, as text. Raises Unreadable."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise Unreadable("里面有重复的键")
        return dict(pairs)

    try:
        text = (folder / name).read_bytes().decode("utf-8")
        return json.loads(text, object_pairs_hook=once, parse_float=str, parse_constant=str)
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"读不了 {name}：{error}。") from error


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    return sha256(path.read_bytes()).hexdigest()


def check_files(folder: Path, listed: dict[str, str], names: Iterable[str]) -> list[str]:
    """What the manifest says that is not so: files missing, unlisted or changed."""
    needed = [*(f"inputs/{name}.json" for name in names), "results.json"]
    found = [f"{name} 没有列入 manifest.json。" for name in needed if name not in listed]
    for name, expected in listed.items():
        if name.startswith("/") or ".." in Path(name).parts or not (folder / name).is_file():
            found.append(f"{name} 列入了 manifest.json，文件夹里没有。")
        elif digest(folder / name) != expected:
            found.append(f"{name} 的 SHA-256 与 manifest.json 不同：文件被改动过。")
    return found


def check_run(folder: Path) -> tuple[list[str], dict[str, Any]]:
    """What differs in a run folder, and the result derived anew. Raises Unreadable."""
    found: list[str] = []
    try:
        names = [*INPUTS, *([REVIEWS] if (folder / f"inputs/{REVIEWS}.json").exists() else [])]
        found += check_files(folder, read_json(folder, "manifest.json")["files"], names)
        inputs = {name: read_json(folder, f"inputs/{name}.json") for name in names}
        results, derived = read_json(folder, "results.json"), derive(inputs)
        if as_changed(inputs)[1] != sorted(inputs["roster"], key=lambda line: str(line["code"])):
            found.append("inputs/roster.json 不是锁定的名册按名册变更改过的样子。")
        if results["rubric"]["sha256"] != digest(folder / "inputs/rubric.json"):
            found.append("results.json 写的评估标准 SHA-256 与 inputs/rubric.json 不同。")
        results["marks"] = inputs["marks"] if REVIEWS in inputs else {}
        return found + differences(derived, results), derived
    except (OSError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        why = str(error) if isinstance(error, Unreadable) else f"内容不合格式（{error!r}）。"
        if not found:
            raise Unreadable(why) from error
        return [*found, f"无法重算：{why}"], {"units": [], "awards": []}


def main(argv: list[str]) -> int:
    """Check the run folder named in `argv`, by default the one this file lies in; the exit code."""
    folder = Path(argv[1]) if len(argv) > 1 else Path(__file__).resolve().parent
    try:
        found, derived = check_run(folder)
    except Unreadable as error:
        sys.stdout.write(f"不能验算：{error}\n")
        return 3
    units, awards = derived["units"], derived["awards"]
    counts = f"{len(units)} 个应参评单位、{sum(len(unit['indicators']) for unit in units)} 项得分"
    lines = [f"一致：{counts}、{len(awards)} 个奖项，重算与 results.json 全部相同。"]
    if found:
        lines = [f"不一致，共 {len(found)} 处：", *(f"  {line}" for line in found)]
    lines.append(f"清单 manifest.json 的 SHA-256：{digest(folder / 'manifest.json')}")
    lines.append(f"验算程序自身的 SHA-256：{digest(Path(__file__))}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 4 if found else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main(sys.argv))
