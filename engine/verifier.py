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
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

INPUTS = ("rubric", "plan", "cycle", "roster", "history", "values", "marks", "decisions")


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


STATES = (
    "verified", "not-applicable", "claimed", "na-requested",
    "blank", "no-evidence", "disputed", "faulty",
)  # fmt: skip
WEIGHT = {state: weight for weight, state in enumerate(STATES)}
VERIFIED, CLAIMED, BLANK = WEIGHT["verified"], WEIGHT["claimed"], WEIGHT["blank"]


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

    def __mul__(self, other: Reading) -> Reading:
        return computed(operator.mul, self, other)


def computed(function: Callable[..., Any], *parts: Reading) -> Reading:
    """`function` of the values, with the heaviest of their states."""
    weight = max(part.weight for part in parts)
    if weight > CLAIMED:
        return Reading(None, weight)
    return Reading(function(*(part.value for part in parts)), weight)


CHOICE = ("choice", "yes-no")
NOTHING, TRUE = Reading(Fraction(0)), Reading(True)


def smallest(*parts: Reading) -> Reading:
    """The smallest."""
    return computed(lambda *values: min(values), *parts)


def largest(*parts: Reading) -> Reading:
    """The largest."""
    return computed(lambda *values: max(values), *parts)


def joined(parts: list[Reading], deciding: bool) -> Reading:
    """“且” (deciding False) and “或” (deciding True): one readable part can settle it alone."""
    deciders = [part.weight for part in parts if part.readable and part.value is deciding]
    if deciders:
        return Reading(deciding, min(deciders))
    return computed(lambda *_: not deciding, *parts)


def first_that_holds(cases: Iterable[tuple[Reading, Reading]], otherwise: Reading) -> Reading:
    """The result of the first condition that holds; what comes after it is not read."""
    weight = VERIFIED
    for condition, result in cases:
        if not condition.readable:
            return condition
        weight = max(weight, condition.weight)
        if condition.value:
            return Reading(result.value, max(weight, result.weight))
    return Reading(otherwise.value, max(weight, otherwise.weight))


def value_of(field: dict[str, Any], text: Any) -> Any:
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
    if text not in options_of(field):
        raise Unreadable(f"“{text}”不是填报项 {field['code']} 的选项。")
    return text


def options_of(field: dict[str, Any]) -> list[str]:
    """The options of a choice, in order."""
    return list(field.get("options") or ["是", "否"])


def empty_value(field: dict[str, Any]) -> Any:
    """What stands in a field that is not asked; for a choice none of its options."""
    empty = {"number": Fraction(0), "choices": frozenset(), "date": date(1970, 1, 1)}
    return empty.get(field["type"], "")


class Sheet:
    """All fields of one unit, seen one way. `values` is a field's reading before step 4 (asked)."""

    def __init__(self, unit: str, fields: dict[str, Any], values: dict[str, Reading]) -> None:
        self.unit, self.fields, self.values = unit, fields, values
        self.known: dict[str, Reading] = {}

    def read(self, code: str) -> Reading:
        """The reading of a field; one that is not asked is empty and verified."""
        if code not in self.fields:
            raise Unreadable(f"评估标准里没有叫“{code}”的填报项或名册栏目。")
        if code not in self.known:
            field = self.fields[code]
            asked = self.evaluate(field["asked_when"]) if given(field, "asked_when") else TRUE
            found = self.values[code] if asked.value else Reading(empty_value(field))
            self.known[code] = found if asked.readable else asked
        return self.known[code]

    def evaluate(self, text: str) -> Reading:
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
        if name in ("计数", "tally"):
            return total(computed(Fraction, self._reading(each)) for each in arguments)
        if name in ("最小", "min"):
            return smallest(*(self._reading(each) for each in arguments))
        if name in ("最大", "max"):
            return largest(*(self._reading(each) for each in arguments))
        code, *rest = (word(each) for each in arguments)
        chosen, field = self.read(code), self.fields[code]
        if name in ("已选", "count"):
            return computed(lambda options: Fraction(len(options)), chosen)
        if name in ("未选", "missing"):
            return computed(lambda options: Fraction(len(options_of(field)) - len(options)), chosen)
        if name in ("含", "contains"):
            return computed(lambda options: rest[0] in options, chosen)
        if name in ("月后", "months_after"):
            return computed(lambda day: months_after(day, int(rest[0])), chosen)
        if name not in ("已填", "filled"):
            raise Unreadable(f"条件里没有叫“{name}”的函数。")
        return Reading(chosen.readable and (field["type"] in CHOICE or chosen.value != ""))


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


class Item(NamedTuple):
    """What a rule may use: the item's full points, the unit's fields, whom it is compared with."""

    full: Reading
    sheet: Sheet
    peers: Peers
    mode: str

    def of(self, text: str) -> Reading:
        """A condition or measure of the rule."""
        return self.sheet.evaluate(text)

    def amount(self, value: Any) -> Reading:
        """A number of the rubric, perhaps one that differs by a roster column such as 学段."""
        return amount(value, self.sheet)

    def if_(self, condition: str, points: Any) -> Reading:
        """The points where the condition holds, else 0."""
        return first_that_holds([(self.of(condition), self.amount(points))], NOTHING)


def amount(value: Any, sheet: Sheet) -> Reading:
    """A number of the rubric: the same for all, by group, by size, or for named units."""
    if not isinstance(value, dict):
        return Reading(number(value))
    if "units" in value:
        named = {each["unit"]: each["value"] for each in value["units"]}
        return amount(named.get(sheet.unit, value["otherwise"]), sheet)
    if "cases" in value:
        return by_option(value["by"], value["cases"], sheet)
    steps = [(number(step["at_least"]), number(step["value"])) for step in value["steps"]]
    below = number(value["below"])
    size = sheet.read(value["by"])
    return computed(lambda n: next((v for least, v in steps if n >= least), below), size)


def columns_of(value: Any) -> list[str]:
    """The roster columns an amount reads."""
    if not isinstance(value, dict):
        return []
    return [value["by"]] if "by" in value else columns_of(value["otherwise"])


def by_option(code: str, table: dict[str, Any], sheet: Sheet) -> Reading:
    """What a table says of the chosen option; of none it says 0."""
    chosen = sheet.read(code)
    return computed(lambda option: number(table[option]) if option else Fraction(0), chosen)


class Peers:
    """Whom a unit is compared with: the effective sheets of some units, each read only once."""

    def __init__(self, sheets: list[Sheet]) -> None:
        self.sheets = sheets
        self.known: dict[tuple[str, str, str], dict[Any, list[tuple[Fraction, Any]]]] = {}

    def of(self, rule: dict[str, Any]) -> dict[Any, list[tuple[Fraction, Any]]]:
        """Group → (measure, last year's place) of its units, ordered; None: not known."""
        texts = rule["of"], rule.get("within") or "", rule.get("last") or ""
        if texts not in self.known:
            found: dict[Any, list[tuple[Fraction, Any]]] = {}
            for sheet in self.sheets:
                own, group, last = measures(texts, sheet)
                if own.readable and group.readable:
                    found.setdefault(group.value, []).append((own.value, last.value))
            for values in found.values():
                values.sort(key=lambda pair: pair[0])
            self.known[texts] = found
        return self.known[texts]


def measures(texts: tuple[str, str, str], sheet: Sheet) -> tuple[Reading, Reading, Reading]:
    """A unit's measure, its group and its last place, as far as a rule reads them."""
    of, within, last = texts
    group = sheet.read(within) if within else TRUE
    return sheet.evaluate(of), group, sheet.evaluate(last) if last else NOTHING


def given(entry: dict[str, Any], key: str) -> bool:
    """Whether something is said for `key`."""
    return entry.get(key) is not None


def total(parts: Iterable[Reading]) -> Reading:
    """The sum, 0 for none."""
    return sum(parts, start=NOTHING)


def left_of(full: Reading, lost: Reading) -> Reading:
    """扣完为止: what a deduction leaves, never below 0."""
    return largest(NOTHING, computed(operator.sub, full, lost))


def divided(top: Reading, bottom: Reading) -> Reading:
    """top ÷ bottom, exactly; the item is rounded later, once."""
    if bottom.readable and bottom.value <= 0:
        raise Unreadable("按比例计算时，除数不是正数。")
    return computed(operator.truediv, top, bottom)


def all_or_nothing(rule: dict[str, Any], item: Item) -> Reading:
    """达标得分: full points where `when` holds, else 0."""
    return first_that_holds([(item.of(rule["when"]), item.full)], NOTHING)


def parts(rule: dict[str, Any], item: Item) -> Reading:
    """分项加分: every part gives its points, or `per` for each up to its points.

    A part that does not apply gives its full points, or nothing; what is left is then converted to
    the whole (`rescale`) or not.
    """
    policy = rule.get("policy", "full")
    got = total(one_part(part, policy == "full", item) for part in rule["parts"])
    if policy != "rescale":
        return got
    there = parts_there(rule, item.sheet)
    return divided(item.full * smallest(got, there), there)


def one_part(part: dict[str, Any], full: bool, item: Item) -> Reading:
    """What one part gives."""
    most = item.amount(part["points"])
    if given(part, "when"):
        found = item.if_(part["when"], part["points"])
    else:
        found = smallest(most, item.amount(part["per"]) * item.of(part["each"]))
    if not given(part, "not_applicable"):
        return found
    return first_that_holds([(item.of(part["not_applicable"]), most if full else NOTHING)], found)


def parts_there(rule: dict[str, Any], sheet: Sheet) -> Reading:
    """The points of the parts that apply to the unit."""
    found = NOTHING
    for part in rule["parts"]:
        points = amount(part["points"], sheet)
        if given(part, "not_applicable"):
            gone = sheet.evaluate(part["not_applicable"])
            points = first_that_holds([(gone, NOTHING)], points)
        found = found + points
    return found


def band_reached(rule: dict[str, Any], item: Item, base: Reading | None) -> Reading:
    """The points of the first band reached from the top: measure ≥ edge (or > for `above`).

    With a base: measure × 100 ≥ edge × base, so that nothing is divided.
    """
    measure = item.of(rule["of"]) if base is None else item.of(rule["of"]) * Reading(Fraction(100))
    cases = []
    for band in rule["bands"]:
        closed = given(band, "at_least")
        edge = item.amount(band["at_least" if closed else "above"])
        edge = edge if base is None else edge * base
        reached = computed(operator.ge if closed else operator.gt, measure, edge)
        cases.append((reached, item.amount(band["points"])))
    return first_that_holds(cases, item.amount(rule["otherwise"]))


def bands(rule: dict[str, Any], item: Item) -> Reading:
    """分档得分; `when_none` says what stands where the base of the percentage is 0."""
    base = item.of(rule["out_of"]) if given(rule, "out_of") else None
    found = band_reached(rule, item, base)
    if base is None or not given(rule, "when_none"):
        return found
    none = computed(operator.eq, base, NOTHING)
    return first_that_holds([(none, item.amount(rule["when_none"]))], found)


def bands_less_faults(rule: dict[str, Any], item: Item) -> Reading:
    """分档后扣减: a band, less so much for every fault found."""
    lost = total(item.if_(each["when"], each["points"]) for each in rule["less"])
    return left_of(band_reached(rule, item, None), lost)


def count_capped(rule: dict[str, Any], item: Item) -> Reading:
    """按次得分: so much for each, at most the cap."""
    cap = item.amount(rule["at_most"]) if given(rule, "at_most") else item.full
    return smallest(cap, item.amount(rule["per"]) * item.of(rule["of"]))


def deduct_each(rule: dict[str, Any], item: Item) -> Reading:
    """每项扣分: full points less so much for each."""
    return left_of(item.full, item.amount(rule["per"]) * item.of(rule["count"]))


def deduct_shortfall(rule: dict[str, Any], item: Item) -> Reading:
    """每少扣分: full points less so much for each one below the minimum."""
    short = left_of(item.amount(rule["at_least"]), item.of(rule["of"]))
    return left_of(item.full, item.amount(rule["per"]) * short)


def fault_cost(fault: dict[str, Any], item: Item) -> Reading:
    """What a fault costs: once where `when` holds, or for each of `count`."""
    if given(fault, "when"):
        return item.if_(fault["when"], fault["points"])
    return item.amount(fault["points"]) * item.of(fault["count"])


def deduct_faults(rule: dict[str, Any], item: Item) -> Reading:
    """分类扣分: full points less what the faults cost together."""
    return left_of(item.full, total(fault_cost(fault, item) for fault in rule["faults"]))


def faults_and_rewards(rule: dict[str, Any], item: Item) -> Reading:
    """项内加分: what the faults leave, then the rewards; above full points only if allowed."""
    gained = total(item.if_(each["when"], each["points"]) for each in rule["rewards"])
    found = deduct_faults(rule, item) + gained
    return found if rule["over_points"] == "allowed" else smallest(item.full, found)


def judged(rule: dict[str, Any], item: Item) -> Reading:
    """评审判分: the reviewers' mark itself."""
    return item.sheet.read(rule["mark"])


def levels(rule: dict[str, Any], item: Item) -> Reading:
    """按级别得分: every option has its points; 0 where the same thing was counted elsewhere."""
    found = by_option(rule["of"], rule["points"], item.sheet)
    if not given(rule, "void_when"):
        return found
    return first_that_holds([(item.of(rule["void_when"]), NOTHING)], found)


def ordered(rule: dict[str, Any], item: Item) -> Reading:
    """按序判档: the first case that holds gives its level."""
    cases = [(item.of(case["when"]), level_points(case, item)) for case in rule["cases"]]
    return first_that_holds(cases, level_points(rule["otherwise"], item))


def level_points(level: dict[str, Any], item: Item) -> Reading:
    """A level gives points, or a share of the full points."""
    if given(level, "points"):
        return item.amount(level["points"])
    return item.full * item.amount(level["share"])


def per_unit_below(rule: dict[str, Any], item: Item) -> Reading:
    """未达标按差额扣分: so much off for every unit below the target."""
    short = left_of(item.amount(rule["target"]), item.of(rule["of"]))
    units = divided(short, item.amount(rule["unit"]))
    if rule["part"] != "exact":
        units = computed(math.ceil if rule["part"] == "up" else math.floor, units)
    return left_of(item.full, item.amount(rule["per"]) * units)


def proportional(rule: dict[str, Any], item: Item) -> Reading:
    """按比例得分: full points × (measure, at most the target) ÷ target."""
    target = item.amount(rule["target"]) if given(rule, "target") else item.of(rule["target_of"])
    return divided(item.full * smallest(item.of(rule["of"]), target), target)


def sample(rule: dict[str, Any], item: Item) -> Reading:
    """抽查合格: full points where enough of those sampled pass."""
    enough = computed(operator.ge, item.sheet.read(rule["of"]), item.amount(rule["pass_at"]))
    return first_that_holds([(enough, item.full)], NOTHING)


def severity(rule: dict[str, Any], item: Item) -> Reading:
    """轻重分档扣分: tiers from heavy to light, all charged, or only the heaviest that occurred."""
    tiers = [(item.of(tier["count"]), item.amount(tier["points"])) for tier in rule["tiers"]]
    if rule["counting"] == "per-event":
        return left_of(item.full, total(count * points for count, points in tiers))
    cases = [(computed(operator.gt, count, NOTHING), points) for count, points in tiers]
    return left_of(item.full, first_that_holds(cases, NOTHING))


def picks(rule: dict[str, Any], item: Item) -> Reading:
    """多选计分: the sum or the best of the chosen options' points, from 0 to full points."""
    table = {option: number(points) for option, points in rule["points"].items()}

    def points(chosen: Any) -> Fraction:
        each = [value for option, value in table.items() if option in chosen]
        return sum(each, Fraction(0)) if rule["take"] == "sum" else max(each, default=Fraction(0))

    return largest(NOTHING, smallest(item.full, computed(points, item.sheet.read(rule["of"]))))


def weighted_mean(rule: dict[str, Any], item: Item) -> Reading:
    """加权合成: Σ weight × measure ÷ its full marks, over the weights that are there."""
    got, there = NOTHING, NOTHING
    for source in rule["sources"]:
        weight = item.amount(source["weight"])
        value = weight * divided(item.of(source["of"]), item.amount(source["out_of"]))
        if given(source, "missing_when"):
            missing = item.of(source["missing_when"])
            value = first_that_holds([(missing, NOTHING)], value)
            if rule["missing"] == "rescale":
                weight = first_that_holds([(missing, NOTHING)], weight)
        got, there = got + value, there + weight
    if given(rule, "when_none") and not (there.readable and there.value):
        return computed(lambda _: number(rule["when_none"]), there)
    return divided(item.full * smallest(got, there), there)


def trimmed_mean(rule: dict[str, Any], item: Item) -> Reading:
    """去最高最低平均: one highest and one lowest dropped from `trim_from` marks up."""
    judges = item.of(rule["judges"]) if given(rule, "judges") else None
    if judges is not None and not judges.readable:
        return judges
    codes = rule["marks"][: int(judges.value) or None] if judges is not None else rule["marks"]
    most = number(item.sheet.fields[codes[0]]["maximum"])

    def mean(*marks: Any) -> Fraction:
        kept = sorted(marks)[1:-1] if len(marks) >= int(rule["trim_from"]) else list(marks)
        return sum(kept, Fraction(0)) / len(kept) / most

    found = computed(mean, *(item.sheet.read(code) for code in codes))
    return computed(lambda share, *_: share, item.full * found, judges or NOTHING)


def penalty(rule: dict[str, Any], item: Item) -> Reading:
    """按次扣分: so much for each event; up to the item's points where it has any."""
    lost = total(item.amount(each["points"]) * item.of(each["count"]) for each in rule["events"])
    return lost if item.full.value is None else smallest(item.full, lost)


Place = tuple[Fraction, Any]
"""A measure, and last year's place where a rule reads it."""


def better(rule: dict[str, Any], own: Fraction, peers: list[Place], *, than: bool = True) -> int:
    """How many peers are better than `own` (or, with than=False, worse)."""
    higher = (rule["better"] == "higher") == than
    at = (bisect_right if higher else bisect_left)(peers, own, key=lambda pair: pair[0])
    return len(peers) - at if higher else at


def rank_points(rule: dict[str, Any], full: Fraction, own: Fraction, peers: list[Place]) -> Any:
    """名次分: full down to a place, then so much less for each place."""
    below = max(0, better(rule, own, peers) + 1 - int(rule["full_to"]))
    return max(Fraction(0), full - number(rule["per"]) * below)


def rank_steps(rule: dict[str, Any], full: Fraction, own: Fraction, peers: list[Place]) -> Any:
    """名次分档: the first step the place is within."""
    rank = better(rule, own, peers) + 1
    steps = (number(step["points"]) for step in rule["places"] if rank <= int(step["to"]))
    return next(steps, number(rule["otherwise"]))


def forced_shares(rule: dict[str, Any], full: Fraction, own: Fraction, peers: list[Place]) -> Any:
    """强制分布: the class whose places, added up from the top, reach the unit's."""
    count, worse = len(peers), better(rule, own, peers, than=False)
    place = better(rule, own, peers) + 1 if rule["ties"] == "up" else count - worse
    to_whole = {
        "down": math.floor, "up": math.ceil, "half-up": lambda n: math.floor(n + Fraction(1, 2))
    }[rule["rounding"]]  # fmt: skip
    share = Fraction(0)
    for each in rule["classes"][:-1]:
        share += number(each["share"])
        if place <= to_whole(share * count):
            return number(each["points"])
    return number(rule["classes"][-1]["points"])


def relative(rule: dict[str, Any], full: Fraction, own: Fraction, peers: list[Place]) -> Any:
    """与全体比: the measure against the best or the mean."""
    values = [value for value, _ in peers]
    higher = rule["better"] == "higher"
    other = sum(values, Fraction(0)) / len(values)
    if rule["to"] == "best":
        other = max(values) if higher else min(values)
    if higher and other == 0:
        return number(rule["when_none"])
    if not higher and own == 0:
        return full
    top, bottom = (own, other) if higher else (other, own)
    if rule["below"] == "zero":
        return full if top >= bottom else Fraction(0)
    return full * min(Fraction(1), top / bottom)


def min_max(rule: dict[str, Any], full: Fraction, own: Fraction, peers: list[Place]) -> Any:
    """极差标准化: from 0 for the worst to full for the best."""
    low, high = peers[0][0], peers[-1][0]
    if low == high:
        return number(rule["when_equal"])
    reached = (own - low if rule["better"] == "higher" else high - own) / (high - low)
    return full * min(Fraction(1), max(Fraction(0), reached))


def squares(peers: list[Place]) -> tuple[int, Fraction, Fraction]:
    """How many, their sum, and the sum of their squared distances from the mean."""
    n, whole = len(peers), sum((value for value, _ in peers), Fraction(0))
    return n, whole, sum(((value - whole / n) ** 2 for value, _ in peers), Fraction(0))


def rounded_root(value: Fraction, places: int, mode: str) -> Fraction:
    """√value at `places` decimals: two whole numbers below and above, the nearer one."""
    scaled = value * 100**places
    low = math.isqrt(math.floor(scaled))
    middle = (low + Fraction(1, 2)) ** 2
    up = scaled > middle or (scaled == middle and (mode == "half-up" or low % 2 == 1))
    return Fraction(low + up, 10**places)


def dispersion(rule: dict[str, Any], full: Fraction, own: Fraction, peers: list[Place]) -> Any:
    """差异系数: full where deviation ÷ mean is at most the limit, as squares."""
    n, whole, distances = squares(peers)
    if whole == 0:
        return number(rule["when_none"])
    divisor = max(1, n - 1) if rule["deviation"] == "sample" else n
    steady = distances / divisor <= (number(rule["at_most"]) * whole / n) ** 2
    return full if steady else Fraction(0)


def movement(
    rule: dict[str, Any], full: Fraction, own: Fraction, peers: list[Place], before: Any
) -> Any:
    """名次升降: where the unit started, and how many places it moved; None: nobody to compare."""
    rank, count = better(rule, own, peers) + 1, len(peers)
    first, end = int(rule["first"]), count - int(rule["ends"])
    if max(rank, before) <= first:
        return full
    start = number(rule["bottom"] if min(rank, before) > end else rule["middle"])
    fallen = max(0, rank - before)
    if rule["standing_still_at_the_end"] == "one-down":
        known = [(better(rule, v, peers) + 1, last) for v, last in peers if last is not None]
        if not known:
            return None
        edge = max((place for place, last in known if place != last), default=0)
        if rank > edge and sum(place > edge for place, _ in known) >= 2:
            fallen = 1
    points = (full if before <= first else start) + number(rule["up"]) * max(0, before - rank)
    return min(full, max(Fraction(0), points - number(rule["down"]) * fallen))


def standard_score(
    rule: dict[str, Any], full: Fraction, own: Fraction, peers: list[Place], mode: str
) -> Any:
    """标准分: so many points at the mean, so many more for each deviation above."""
    n, whole, distances = squares(peers)
    divisor = max(1, n - 1) if rule["deviation"] == "sample" else n
    deviation = rounded_root(distances / divisor, int(rule["deviation_places"]), mode)
    if deviation == 0:
        return number(rule["when_equal"])
    above = own - whole / n if rule["better"] == "higher" else whole / n - own
    points = number(rule["mean"]) + number(rule["per"]) * above / deviation
    return min(full, max(Fraction(0), points))


def compared(rule: dict[str, Any], item: Item) -> Reading:
    """An item of a kind that compares units: open where there is nobody to compare with."""
    own, group, last = measures(
        (rule["of"], rule.get("within") or "", rule.get("last") or ""), item.sheet
    )
    if given(rule, "last") and not (last.readable and last.value):
        return Reading(number(rule["without"]) if last.readable else None, last.weight)
    weight = max(own.weight, group.weight, last.weight, item.full.weight)
    if weight > CLAIMED:
        return Reading(None, weight)
    peers = item.peers.of(rule).get(group.value)
    points = None
    if peers:
        extra = {"movement": [last.value], "standard-score": [item.mode]}.get(rule["kind"], [])
        points = COHORT_KINDS[rule["kind"]](rule, item.full.value, own.value, peers, *extra)
    return Reading(points, weight if points is not None else BLANK)


COHORT_KINDS: dict[str, Callable[..., Any]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        dispersion, forced_shares, min_max, movement, rank_points, rank_steps, relative,
        standard_score,
    )
}  # fmt: skip
KINDS: dict[str, Callable[[dict[str, Any], Item], Reading]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        all_or_nothing, bands, bands_less_faults, count_capped, deduct_each, deduct_faults,
        deduct_shortfall, faults_and_rewards, judged, levels, ordered, parts, penalty,
        per_unit_below, picks, proportional, sample, severity, trimmed_mean, weighted_mean,
    )
} | dict.fromkeys(COHORT_KINDS, compared)  # fmt: skip


class Rubric:
    """The rubric's fields by code, its indicators in order (penalties last), its rounding."""

    def __init__(self, rubric: dict[str, Any]) -> None:
        self.sections = rubric["sections"]
        self.bonus = rubric.get("bonus") or {"cap": "0", "indicators": []}
        self.grades = rubric.get("grades") or {"on": "total", "bands": []}
        self.exclusions = {each["code"]: each for each in rubric.get("exclusions", [])}
        self.places, self.mode = int(rubric["rounding"]["places"]), rubric["rounding"]["mode"]
        self.penalties = rubric.get("penalties") or {"cap": None, "indicators": []}
        self.takes_off = given(rubric, "penalties")
        self.alliance, self.convert_to = rubric.get("alliance"), rubric.get("convert_to")
        everyone = []
        for section in self.sections:
            counted = section["points"] if section.get("convert") else None
            shared = {"not_applicable": section.get("not_applicable"), "block": "base"}
            shared["counted"] = counted
            own = [{**shared, **drop_null(each)} for each in section["indicators"]]
            everyone += own
        everyone += [{**each, "block": "bonus"} for each in self.bonus["indicators"]]
        counted = {"block": "penalty", "counted": self.penalties.get("coefficient")}
        everyone += [{**each, **counted} for each in self.penalties["indicators"]]
        self.indicators = everyone
        self.fields_of = {each["code"]: fields_of(each) for each in self.indicators}
        roster = [{**field, "source": "roster"} for field in rubric.get("unit_fields", [])]
        own = [field for fields in self.fields_of.values() for field in fields]
        self.fields = {field["code"]: field for field in [*roster, *own]}


def drop_null(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry without the keys that say nothing."""
    return {key: value for key, value in entry.items() if value is not None}


def fields_of(indicator: dict[str, Any]) -> list[dict[str, Any]]:
    """An indicator's fields; one that is only marked (只评分，不设公式) has its mark as well.

    None of them is asked where the item is not in the unit's table, but for those that decide it.
    """
    fields: list[dict[str, Any]] = list(indicator.get("fields", []))
    if given(indicator, "points") and not given(indicator, "rule"):
        fields.append({"code": f"M{indicator['code']}", "type": "number", "source": "reviewer"})
    gone = outside(indicator)
    if gone is None:
        return fields
    deciding = {node.id for node in ast.walk(parsed(gone)) if isinstance(node, ast.Name)}
    return [
        field if field["code"] in deciding else {**field, "asked_when": unless(gone, field)}
        for field in fields
    ]


def unless(gone: str, field: dict[str, Any]) -> str:
    """A field's own condition, and that its item is in the unit's table."""
    own = f" 且 ({field['asked_when']})" if given(field, "asked_when") else ""
    return f"非 ({gone}){own}"


def outside(indicator: dict[str, Any]) -> str | None:
    """The condition under which an item is not in a unit's table: 0 points, or what is left out."""
    found, points = [], indicator.get("points")
    if isinstance(points, dict):
        found = [f"{points['by']} = “{o}”" for o, n in points["cases"].items() if number(n) == 0]
    policy = indicator.get("not_applicable") or {}
    if given(policy, "when") and not gives_full(indicator):
        found.append(f"({policy['when']})")
    return " 或 ".join(found) or None


def gives_full(indicator: dict[str, Any]) -> bool:
    """Whether 不适用 counts as reached; otherwise the points leave the unit's table."""
    policy = indicator.get("not_applicable") or {}
    return policy.get("policy") == "full" or policy.get("counts") == "full"


def brought_back(indicator: dict[str, Any]) -> str:
    """Where the points of an item that does not apply are brought back: section, total, nowhere."""
    policy = indicator.get("not_applicable")
    if not policy or gives_full(indicator):
        return ""
    return str(policy.get("within") or "remove")


class Unit:
    """One unit of the roster: its items, its sums, and later its ranks."""

    def __init__(self, line: dict[str, Any], rubric: Rubric, inputs: dict[str, Any]) -> None:
        self.code, self.name, self.status = line["code"], line["name"], line["status"]
        self.columns, self.rubric = line.get("fields", {}), rubric
        self.submitted = inputs["values"].get(self.code)
        self.rulings = inputs["marks"].get(self.code, {})
        self.history = inputs["history"].get(self.code, {})
        self.closing = inputs["decisions"].get("closing") or {}
        self.exclusions = self._exclusions(inputs["cycle"], inputs["decisions"])
        self.state = "absent" if self.submitted is None else self.submitted["state"]
        self.counted = self.state == "counted"
        self.items: dict[str, dict[str, Any]] = {}
        self.worth: dict[str, tuple[Fraction, bool]] = {}
        """Item → 满分 for this unit, and whether it has left its table."""
        self.sections: list[dict[str, Any]] = []
        self.values: dict[str, Any] = {"base": None, "bonus": None, "penalty": None, "total": None}
        self.alliance: dict[str, Any] | None = None
        self.sheet = Sheet(self.code, rubric.fields, {})
        if self.counted:
            self._score()
        self.rank: int | None = None
        self.group_ranks: dict[str, int] = {}

    def _score(self) -> None:
        """Every scored indicator's line of the result; points stay fractions until written."""
        fields = self.rubric.fields
        claimed = {code: self._claimed(field) for code, field in fields.items()}
        effective = dict(claimed)
        for indicator in self.rubric.indicators:
            effective.update(self._ruled(indicator, claimed))
        self.sheet = Sheet(self.code, fields, effective)
        sheets = Sheet(self.code, fields, claimed), self.sheet
        for each in self.rubric.indicators:
            if given(each, "points") or (each["block"] == "penalty" and given(each, "rule")):
                self.items[each["code"]] = self._item(each, *sheets)

    def compare(self, peers: Peers) -> None:
        """Items that compare units: known only in a final unit, and only with other final units."""
        decided = all(item["points"] is not None for item in self.items.values())
        for indicator in self.rubric.indicators:
            item = self.items.get(indicator["code"])
            waits = item is not None and item["closed"] is None and item["state"] in STATES[:3:2]
            if item is None or not waits or not of_cohort(indicator) or item["points"] is None:
                continue
            found = Reading(None, BLANK)
            if decided and peers.sheets:
                found = self._points(indicator, self.sheet, peers)
            state = item["state"] if found.readable else "blank"
            item.update({"reviewed": found.value, "points": found.value, "state": state})

    def _claimed(self, field: dict[str, Any]) -> Reading:
        """Steps 1 and 2: what was answered, and what a blank stands for."""
        code, source = field["code"], field.get("source", "school")
        answer = {"state": "blank", "value": ""}
        if source == "roster" and self.columns.get(code):
            answer = {"state": "verified", "value": self.columns[code]}
        elif source in ("school", "office"):
            answer = self.submitted["answers"].get(code, answer)
        weight = WEIGHT[answer["state"]]
        reading = Reading(value_of(field, answer["value"]) if weight <= CLAIMED else None, weight)
        if given(field, "blank_means"):
            meant = value_of(field, field["blank_means"])
            if weight == BLANK or reading == Reading(meant, CLAIMED):
                return Reading(meant)
        return reading

    def _ruled(self, indicator: dict[str, Any], claimed: dict[str, Reading]) -> dict[str, Reading]:
        """Step 3: what the reviewers' ruling makes of the indicator's fields."""
        ruling = self.rulings.get(indicator["code"], {})
        verdict, values = ruling.get("verdict"), ruling.get("values", {})
        found = {}
        for field in self.rubric.fields_of[indicator["code"]]:
            code = field["code"]
            reading = claimed[code]
            of_school = field.get("source", "school") == "school"
            if code in values:
                found[code] = Reading(value_of(field, values[code]))
            elif verdict in ("accept", "amend") and reading.weight == CLAIMED:
                found[code] = Reading(reading.value)
            elif verdict == "disputed" and of_school and reading.readable:
                found[code] = Reading(None, WEIGHT["disputed"])
        return found

    def _item(self, indicator: dict[str, Any], claimed: Sheet, effective: Sheet) -> dict[str, Any]:
        """自评分, 考评分 and 审定分 of one indicator, and the state it ends in."""
        itself = Peers([effective])
        claim = None if of_cohort(indicator) else self._points(indicator, claimed, itself).value
        found = self._reviewed(indicator, claimed, effective)
        needs_review = indicator.get("review", "none") == "required"
        decided = found.weight < CLAIMED or (found.weight == CLAIMED and not needs_review)
        reviewed, state = (found.value if decided else None), STATES[found.weight]
        settled = None if decided else self._closed(indicator, state, claim)
        closed = settled is not None
        full, gone = self._full(indicator, effective), does_not_apply(indicator, effective)
        agreed = reviewed is not None and self._agreed(indicator)
        left = reviewed is not None and not gives_full(indicator) and (agreed or gone.value)
        self.worth[indicator["code"]] = full.value or Fraction(0), bool(left)
        return {
            "code": indicator["code"],
            "claimed": claim,
            "reviewed": reviewed,
            "points": settled if closed else reviewed,
            "max": self._max(indicator, full, bool(left)),
            "state": "verified" if closed else state,
            "closed": {"from": state, "decision": self.closing["number"]} if closed else None,
        }

    def _full(self, indicator: dict[str, Any], sheet: Sheet) -> Reading:
        """满分 of an item for this unit; without a value where a penalty has no limit."""
        if not given(indicator, "points"):
            return Reading(None)
        full, rule = amount(indicator["points"], sheet), indicator.get("rule") or {}
        if full.value and rule.get("kind") == "parts" and rule.get("policy") == "remove":
            return computed(lambda there, _: there, parts_there(rule, sheet), full)
        return full

    def _max(self, indicator: dict[str, Any], full: Reading, left: bool) -> Fraction | None:
        """满分 as it is shown: nothing without a limit, 0 where it is gone or not known."""
        if not given(indicator, "points"):
            return None
        return Fraction(0) if left or full.value is None else Fraction(full.value)

    def _points(self, indicator: dict[str, Any], sheet: Sheet, peers: Peers) -> Reading:
        """The points by the rule, or what stands where it does not apply; rounded once.

        They are as open as every field that is asked in the indicator.
        """
        full, rubric = self._full(indicator, sheet), self.rubric
        found, inapplicable = NOTHING, does_not_apply(indicator, sheet)
        if inapplicable.readable and inapplicable.value:
            found = full if gives_full(indicator) else NOTHING
        elif inapplicable.readable:
            rule = indicator.get("rule") or {"kind": "judged", "mark": f"M{indicator['code']}"}
            if rule["kind"] not in KINDS:
                raise Unreadable(f"不认识的计分规则“{rule['kind']}”。")
            points = indicator.get("points")
            raw = Reading(number(indicator["raw"])) if given(indicator, "raw") else None
            whole = full if points is None else amount(points, sheet)
            item = Item(raw or whole, sheet, peers, rubric.mode)
            found = KINDS[rule["kind"]](rule, item) if whole.readable else whole
            if raw is not None:
                found = divided(found * whole, raw)
            found = computed(lambda got, _: got, found, Reading(0, whole.weight))
        asked = [field["code"] for field in rubric.fields_of[indicator["code"]]]
        own = [sheet.read(code) for code in (*asked, *columns_of(indicator.get("counted")))]
        exact = computed(lambda points, *_: points, found, inapplicable, *own)
        return computed(lambda points: rounded(points, rubric.places, rubric.mode), exact)

    def _reviewed(self, indicator: dict[str, Any], claimed: Sheet, effective: Sheet) -> Reading:
        """The item's points and state before closing."""
        code = indicator["code"]
        verdict = self.rulings.get(code, {}).get("verdict")
        if self._agreed(indicator):
            full = self._full(indicator, effective).value
            points = full if gives_full(indicator) else Fraction(0)
            return Reading(points or Fraction(0), WEIGHT["not-applicable"])
        found = self._points(indicator, effective, Peers([effective]))
        lacking = verdict not in ("accept", "amend") and self._lacks_evidence(indicator, claimed)
        weight = found.weight
        if verdict == "no-evidence" or lacking:
            weight = max(weight, WEIGHT["no-evidence"])
        if code in self.submitted.get("na_requests", []):
            weight = max(weight, WEIGHT["na-requested"])
        if weight == VERIFIED and does_not_apply(indicator, effective).value:
            weight = WEIGHT["not-applicable"]
        return Reading(found.value, weight)

    def _agreed(self, indicator: dict[str, Any]) -> bool:
        """Whether the reviewers agreed that the item does not apply, where its rubric lets them."""
        verdict = self.rulings.get(indicator["code"], {}).get("verdict")
        return verdict == "na-agreed" and given(indicator, "not_applicable")

    def _lacks_evidence(self, indicator: dict[str, Any], claimed: Sheet) -> bool:
        """Whether some evidence need asks for more pieces than count."""
        gone = outside(indicator)
        if gone is not None and claimed.evaluate(gone).value is not False:
            return False
        counts = self.submitted.get("evidence", {}).get(indicator["code"], [])
        asked = [claimed.evaluate(need["at_least"]) for need in indicator.get("evidence", [])]
        there = [*counts, *(0 for _ in asked)]
        return any(need.readable and need.value > there[n] for n, need in enumerate(asked))

    def _closed(self, indicator: Any, state: str, claim: Fraction | None) -> Fraction | None:
        """What the closing decision 收口 makes of an open item; nothing: it stays open."""
        how = self.closing.get("rules", {}).get(state)
        for item in self.closing.get("items", []):
            if (item["unit"], item["indicator"]) == (self.code, indicator["code"]):
                how = item["points"]
        if how is None or how == "claimed":
            return claim if how else None
        points = number("0" if how == "zero" else how)
        fine = rounded(points, self.rubric.places, self.rubric.mode) == points
        full = self._full(indicator, self.sheet).value
        if not given(indicator, "points"):
            full = points
        return points if fine and 0 <= points <= (full or 0) else None

    def add_up(self) -> None:
        """Sections, base, bonus, penalty and total, over the decided items; then the state."""
        rubric, cohort = (
            self.rubric,
            [each for each in self.rubric.indicators if each["code"] in self.items],
        )
        parts = [self._section(section, cohort) for section in rubric.sections]
        base = sum((part[0] for part in parts), Fraction(0))
        rescaled = any(brought_back(e) == "total" for e in cohort if e["block"] == "base")
        if rescaled or rubric.convert_to is not None:
            most = sum((part[2] for part in parts), Fraction(0))
            whole = sum((part[1] for part in parts), Fraction(0))
            if rubric.convert_to is not None:
                whole = number(rubric.convert_to)
            base = rounded(base * whole / most, rubric.places, rubric.mode) if most else Fraction(0)
        bonus = min(self._got(cohort, "bonus"), number(rubric.bonus["cap"]))
        penalty = self._penalty(cohort)
        total = base + bonus - penalty
        if rubric.penalties.get("floor") == "zero":
            total = max(Fraction(0), total)
        self.values = {"base": base, "bonus": bonus, "penalty": penalty, "total": total}
        open_ = any(item["points"] is None for item in self.items.values())
        self.state = "provisional" if open_ else "final"

    def _got(self, indicators: list[dict[str, Any]], block: str) -> Fraction:
        points = (self.items[e["code"]]["points"] for e in indicators if e["block"] == block)
        return sum((each or Fraction(0) for each in points), Fraction(0))

    def _section(
        self, section: dict[str, Any], cohort: list[dict[str, Any]]
    ) -> tuple[Fraction, Fraction, Fraction]:
        """Points, what the section is worth to the unit, and what of that it can reach."""
        codes = {each["code"] for each in section["indicators"]}
        own = [each for each in cohort if each["code"] in codes and each["block"] == "base"]
        got, worth = self._got(own, "base"), Fraction(0)
        gone = {
            "": Fraction(0),
            "remove": Fraction(0),
            "section": Fraction(0),
            "total": Fraction(0),
        }
        for each in own:
            full, left = self.worth[each["code"]]
            worth += full
            gone[brought_back(each)] += full * left
        there = worth - gone["section"]
        kept = there - gone["remove"]
        found = got, kept, kept - gone["total"]
        if section.get("convert") or any(brought_back(each) == "section" for each in own):
            points = worth
            if section.get("convert"):
                points = amount(section["points"], self.sheet).value or Fraction(0)
            share = points / there if there > 0 else Fraction(0)
            places, mode = self.rubric.places, self.rubric.mode
            found = tuple(rounded(each * share, places, mode) for each in found)  # type: ignore
        shown = found[1] if given(section, "points") else None
        self.sections.append({"code": section["code"], "points": found[0], "max": shown})
        return found

    def _penalty(self, cohort: list[dict[str, Any]]) -> Fraction:
        """What is taken off the total: × the size coefficient, rounded once, at most the cap."""
        penalties, lost = self.rubric.penalties, self._got(cohort, "penalty")
        if given(penalties, "coefficient"):
            factor = amount(penalties["coefficient"], self.sheet).value or Fraction(0)
            lost = rounded(lost * factor, self.rubric.places, self.rubric.mode)
        return min(lost, number(penalties["cap"])) if given(penalties, "cap") else lost

    def value(self, on: str, section: str | None = None) -> Any:
        """The unit's total, base or bonus, or a section's points."""
        if on == "section":
            return next(each["points"] for each in self.sections if each["code"] == section)
        return self.values[on]

    def _exclusions(self, cycle: dict[str, Any], decisions: dict[str, Any]) -> list[str]:
        """Codes of the exclusions 不予评定情形 that are switched on and apply."""
        first, last = cycle["period"]["first"], cycle["publicity_ends"]
        found = {
            each["exclusion"]
            for each in decisions.get("conclusions", [])
            if each["unit"] == self.code and first <= each["date"] <= last
        }
        late = self.submitted is None and self.status != "暂不参评"
        return [
            code
            for code, exclusion in self.rubric.exclusions.items()
            if code in cycle.get("exclusions", {})
            and (late if exclusion.get("found_by") == "not-submitted" else code in found)
        ]

    def grade(self) -> str | None:
        """等次: the band of the published value, as the exclusions fix or lower it."""
        bands = self.rubric.grades["bands"]
        order = [band["title"] for band in bands]
        limits = [self.rubric.exclusions[code] for code in self.exclusions]
        fixed = [each["grade"] for each in limits if given(each, "grade")]
        if self.state == "blocked":
            return None
        if fixed:
            return str(max(fixed, key=order.index) if order else fixed[0])
        if self.state != "final":
            return None
        value = self.value(self.rubric.grades["on"])
        reached = [band["title"] for band in bands if value >= number(band["at_least"])][:1]
        reached = reached or order[-1:]
        lowest = [each["grade_at_most"] for each in limits if given(each, "grade_at_most")]
        return max([*reached, *lowest], key=order.index) if reached else None


def does_not_apply(indicator: dict[str, Any], sheet: Sheet) -> Reading:
    """Whether an indicator is 不适用 for this unit by its condition, or is not in its table."""
    policy, gone = indicator.get("not_applicable") or {}, outside(indicator)
    conditions = [gone] if gone is not None else []
    if given(policy, "when") and gives_full(indicator):
        conditions.append(policy["when"])
    return joined([sheet.evaluate(each) for each in conditions] or [Reading(False)], deciding=True)


def of_cohort(indicator: dict[str, Any]) -> bool:
    """Whether an indicator's rule compares units."""
    return (indicator.get("rule") or {}).get("kind") in COHORT_KINDS


def settle(units: list[Unit], rubric: Rubric, closed: bool) -> None:
    """Everything that needs more than one unit, then each unit's sums."""
    counted = [unit for unit in units if unit.counted]
    final = [u for u in counted if all(i["points"] is not None for i in u.items.values())]
    peers = [unit for unit in final if closed and unit.status == "参评"]
    compared_with = Peers([peer.sheet for peer in peers])
    for unit in counted:
        unit.compare(compared_with)
        unit.add_up()
    if rubric.alliance is not None:
        share(rubric.alliance, counted, peers)


def share(alliance: dict[str, Any], units: list[Unit], peers: list[Unit]) -> None:
    """捆绑评价: each total shared with what the final members of the alliance come to."""
    brought = {peer.code: contribution(alliance, peer) for peer in peers}
    own = {unit.code: unit.values["total"] for unit in units}
    for unit in units:
        group, values = unit.sheet.read(alliance["by"]), []
        if group.readable and group.value != "":
            values = [
                brought[peer.code]
                for peer in peers
                if peer.sheet.read(alliance["by"]) == group
                and brought[peer.code] is not None
                and (alliance["of"] == "all" or peer is not unit)
            ]
        unit.alliance = {"own": own[unit.code], "members": len(values)}
        if not peers:
            unit.state = "provisional"
        if values:
            shared = shared_value(alliance, values)
            mixed = own[unit.code] * number(alliance["own"]) + shared * number(alliance["shared"])
            unit.values["total"] = rounded(mixed, unit.rubric.places, unit.rubric.mode)


def contribution(alliance: dict[str, Any], unit: Unit) -> Fraction | None:
    """What a member brings in: its own total, or how much that grew; None: not known."""
    total: Fraction = unit.values["total"]
    if alliance["measure"] != "growth":
        return total
    last = unit.sheet.read(alliance["last"])
    return total - last.value if last.readable else None


def shared_value(alliance: dict[str, Any], values: list[Any]) -> Fraction:
    """The mean, the least, or the points that a mean growth earns."""
    mean = sum(values, Fraction(0)) / len(values)
    if alliance["measure"] == "least":
        return Fraction(min(values))
    if alliance["measure"] == "mean":
        return mean
    most = number(alliance["most"])
    return min(most, max(Fraction(0), mean)) / most * number(alliance["points"])


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


def decide(award: dict[str, Any], units: list[Unit]) -> dict[str, Any]:
    """Caps, winners, open ties, waitlist and every unit's reason for one award."""
    reasons = {unit.code: barrier(award, unit) for unit in units}
    candidates = [unit for unit in units if reasons[unit.code] is None]
    candidates.sort(key=lambda unit: standing(award, unit), reverse=True)
    quota = award.get("quota")
    caps, open_ = [], []
    reasons.update({unit.code: "winner" for unit in candidates})
    for group in sorted({pool(quota, unit) for unit in units} if quota is not None else ()):
        rivals = [unit for unit in candidates if pool(quota, unit) == group]
        members = [unit for unit in units if pool(quota, unit) == group and unit.status == "参评"]
        cap = quota_cap(quota, len(members))
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


def barrier(award: dict[str, Any], unit: Unit) -> str | None:
    """The first reason why a unit cannot win this award at all, if there is one."""
    if unit.status != "参评":
        return "not-participating"
    if unit.state != "final":
        return {"provisional": "open-items"}.get(unit.state, unit.state)
    for code in unit.exclusions:
        if code in award.get("barred_by", []) or unit.rubric.exclusions[code].get("bars_awards"):
            return "excluded"
    gates = award.get("gates", [])
    found = [(gate["must"], unit.history.get(gate["column"]) or "不详") for gate in gates]
    if any(year == "不详" or (must == "have" and year == "无") for must, year in found):
        return "gate"
    if any(must == "not-have" and year != "无" for must, year in found):
        return "holder"
    return below_threshold(award.get("threshold"), unit)


def below_threshold(threshold: dict[str, Any] | None, unit: Unit) -> str | None:
    """Whether the unit is below the award's 分数线, or below a least rate of some section."""
    if threshold is None:
        return None
    if unit.value(threshold["on"]) < number(threshold["at_least"]):
        return "threshold"
    rate = threshold.get("section_rate") or {"numerator": 0, "denominator": 1}
    least = Fraction(int(rate["numerator"]), int(rate["denominator"]))
    known = [each for each in unit.sections if each["max"] is not None]
    low = any(each["points"] < each["max"] * least for each in known)
    return "section-threshold" if low else None


def pool(quota: Any, unit: Unit) -> str:
    """Whom a unit shares a cap with."""
    return "全体" if quota.get("by") is None else unit.columns.get(quota["by"], "")


def quota_cap(quota: Any, base: int) -> dict[str, Any]:
    """名额上限: base × share rounded down, or the fixed number."""
    share = quota.get("share")
    if share is None:
        return {"base": base, "share": None, "cap": int(quota["number"])}
    top, bottom = int(share["numerator"]), int(share["denominator"])
    return {"base": base, "share": f"{top}/{bottom}", "cap": base * top // bottom}


def standing(award: dict[str, Any], unit: Unit) -> list[Fraction]:
    """What a unit is compared by: the award's value, then the tie keys 同分规则."""
    keys = (award.get("ties") or {}).get("keys", [])
    ties = [unit.value(key["on"], key.get("section")) for key in keys]
    return [unit.value(award.get("rank_on", "total")), *ties]


def seat(award: dict[str, Any], rivals: list[Unit], cap: int) -> tuple[list[Unit], list[Unit]]:
    """Down the ordered rivals: who wins, and who stands in a tie that nobody here may break."""
    wins: list[Unit] = []
    for _, equals in groupby(rivals, key=lambda unit: standing(award, unit)):
        units = list(equals)
        if len(wins) + len(units) > cap:
            return wins, units if len(wins) < cap else []
        wins += units
    return wins, []


def derive(inputs: dict[str, Any]) -> dict[str, Any]:
    """The derivable part of results.json from the parsed inputs/*.json, keyed by file name.

    Raises LookupError, TypeError or ValueError (Unreadable) where an input has no meaning.
    """
    rubric = Rubric(inputs["rubric"])
    lines = sorted(inputs["roster"], key=lambda line: str(line["code"]))
    units = [Unit(line, rubric, inputs) for line in lines]
    settle(units, rubric, inputs["decisions"].get("closing") is not None)
    columns = inputs["cycle"].get("groups", [])
    rank_all(units, columns)
    awards = [decide(award, units) for award in inputs["plan"]["awards"]]
    return {
        "cycle": inputs["cycle"]["cycle"],
        "as_of": inputs["cycle"]["as_of"],
        "units": [unit_line(unit, columns, awards) for unit in units],
        "awards": awards,
    }


def unit_line(unit: Unit, columns: list[str], awards: list[dict[str, Any]]) -> dict[str, Any]:
    """A unit as results.json writes it."""
    return {
        "code": unit.code,
        "name": unit.name,
        "groups": {each: unit.columns[each] for each in columns if unit.columns.get(each)},
        "state": unit.state,
        "rank": unit.rank,
        "group_ranks": unit.group_ranks,
        "sections": [in_writing(section, unit.rubric) for section in unit.sections],
        "indicators": [in_writing(item, unit.rubric) for item in unit.items.values()],
        **in_writing(unit.values, unit.rubric),
        "penalty": penalty_line(unit),
        "alliance": unit.alliance and in_writing(unit.alliance, unit.rubric),
        "grade": unit.grade(),
        "awards": [award["id"] for award in awards if unit.code in award["winners"]],
    }


def penalty_line(unit: Unit) -> str | None:
    """What was taken off, in writing; nothing where the rubric takes nothing off."""
    lost = unit.values["penalty"]
    return None if lost is None or not unit.rubric.takes_off else written(lost, unit.rubric.places)


def in_writing(line: dict[str, Any], rubric: Rubric) -> dict[str, Any]:
    """Every fraction in a line as a decimal string with exactly the rubric's places."""
    return {
        key: written(value, rubric.places) if isinstance(value, Fraction) else value
        for key, value in line.items()
    }


def differences(derived: dict[str, Any], results: dict[str, Any]) -> list[str]:
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


def facts(result: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """Every derivable value of a result, one by one, with its place in words."""
    yield "评估年度", result["cycle"]
    yield "截止日期", result["as_of"]
    for unit in result["units"]:
        who = f"单位 {unit['code']} "
        yield from ((who + word, unit[key]) for key, word in UNIT_WORDS.items())
        for section in unit["sections"]:
            which = f"{who}一级指标 {section['code']} "
            yield from ((which + ITEM_WORDS[key], section[key]) for key in ("points", "max"))
        for item in unit["indicators"]:
            which = f"{who}指标 {item['code']} "
            yield from ((which + word, item[key]) for key, word in ITEM_WORDS.items())
        for key, word in (("sections", "一级指标"), ("indicators", "指标")):
            yield who + word, [each["code"] for each in unit[key]]
    yield "应参评单位", [unit["code"] for unit in result["units"]]
    for award in result["awards"]:
        which = f"奖项 {award['id']} "
        yield which + "入选", sorted(award["winners"])
        yield which + "递补", award["waitlist"]
        for cap in award["caps"]:
            group = f"{which}{cap['group']} "
            yield from ((group + word, cap[key]) for key, word in CAP_WORDS.items())
        ties = [(tie["group"], tie["seats"], sorted(tie["codes"])) for tie in award["open"]]
        yield which + "同分待定", sorted(ties)
        yield which + "名额组", sorted(cap["group"] for cap in award["caps"])
        for code, reason in award["reasons"].items():
            yield f"{which}单位 {code} 评定理由", reason["kind"]
    yield "奖项", [award["id"] for award in result["awards"]]


UNIT_WORDS = {
    "name": "名称", "groups": "分组", "state": "状态", "total": "总分", "rank": "名次",
    "group_ranks": "组内名次", "base": "基础分", "bonus": "加分", "penalty": "扣分",
    "grade": "等次", "awards": "所获奖项", "alliance": "捆绑评价",
}  # fmt: skip
ITEM_WORDS = {
    "claimed": "自评分", "reviewed": "考评分", "points": "审定分", "max": "满分",
    "state": "状态", "closed": "收口",
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


def check_files(folder: Path, listed: dict[str, str]) -> list[str]:
    """What the manifest says that is not so: files missing, unlisted or changed."""
    needed = [*(f"inputs/{name}.json" for name in INPUTS), "results.json"]
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
        found += check_files(folder, read_json(folder, "manifest.json")["files"])
        inputs = {name: read_json(folder, f"inputs/{name}.json") for name in INPUTS}
        results, derived = read_json(folder, "results.json"), derive(inputs)
        if results["rubric"]["sha256"] != digest(folder / "inputs/rubric.json"):
            found.append("results.json 写的评估标准 SHA-256 与 inputs/rubric.json 不同。")
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
