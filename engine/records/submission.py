"""What came in about one unit: answers, evidence, rulings, conclusions, the closing decision.

All values are canonical text: a number as a plain decimal, an option as its name, chosen options as
a tuple in the field's order, a date as YYYY-MM-DD, a 文号 normalised, any other text only as 已填.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_serializer, field_validator, model_validator

from engine.records.exact import Exact
from engine.records.problem import NOWHERE, Place, Problem
from engine.records.states import State, by_key

FILLED = "已填"
"""What stands for a free text: that it is there, never what it says."""


class Record(BaseModel):
    """Frozen; written and read back as JSON without loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(Record):
    """One answer 自报值 or 核定值. `value` is "" unless the state is claimed or verified."""

    value: str | tuple[str, ...] = ""
    state: State
    place: Place = NOWHERE

    @field_serializer("state")
    def _key(self, state: State) -> str:
        return state.key

    @field_validator("state", mode="before")
    @classmethod
    def _state(cls, value: object) -> object:
        return by_key(value) if isinstance(value, str) else value


class Piece(Record):
    """One line of the evidence register 佐证材料目录."""

    number: str
    indicator: str
    kind: str
    title: str = ""
    dated: date | None = None
    file: str = ""
    link: str = ""
    box: str = ""
    pages: str = ""
    on_site: bool = False
    counts: bool = True
    """False when it was claimed and is absent, unreadable or outside the period."""
    sha256: str = ""
    place: Place = NOWHERE


class FreeText(Record):
    """What a school wrote in its own words 自由文字, under the mask of personal data."""

    text: str
    indicator: str = ""
    place: Place = NOWHERE


class Authorship(Record):
    """Who made a workbook, with what and when, by its own word; "" where it does not say."""

    creator: str = ""
    last_modified_by: str = ""
    application: str = ""
    created: str = ""


class Mended(Record):
    """One field or one indicator's evidence that a supplement 补正表 replaced.

    `before` and `after` say a value, or the state where there is none; `field` is "" where it is
    evidence, and they count its pieces.
    """

    indicator: str
    field: str = ""
    before: str
    after: str
    before_place: Place = NOWHERE
    after_place: Place = NOWHERE


class Submission(Record):
    """One workbook that was read for one unit 自评表, and what was wrong with it.

    `rows_read` of `rows_expected` field rows were found; fewer is itself a problem in `problems`.
    """

    unit: str
    file: str
    sha256: str
    edition: str
    structure: str
    answers: dict[str, Answer]
    pieces: tuple[Piece, ...] = ()
    not_applicable: tuple[str, ...] = ()
    """Indicators for which 不适用 is asked."""
    rows_read: int
    rows_expected: int
    problems: tuple[Problem, ...] = ()
    mended: tuple[Mended, ...] = ()
    """What supplements replaced, in the order they came."""
    check_code: str = ""
    """核对码 of what is filled in; "" where it was not worked out."""
    texts: tuple[FreeText, ...] = ()
    """Kept for the office alone, to be compared across schools; never among a run's inputs."""
    author: Authorship = Authorship()
    """Likewise."""


class Verdict(StrEnum):
    """What a reviewer says of an item 评审意见."""

    ACCEPT = "accept"
    AMEND = "amend"
    NO_EVIDENCE = "no-evidence"
    DISPUTED = "disputed"
    NOT_APPLICABLE = "na-agreed"

    @property
    def chinese(self) -> str:
        """The word of the drop-down list."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.ACCEPT: "认可",
    Verdict.AMEND: "核定为",
    Verdict.NO_EVIDENCE: "缺佐证",
    Verdict.DISPUTED: "有异议",
    Verdict.NOT_APPLICABLE: "同意不适用",
}


class Ruling(Record):
    """What the reviewers settled for one item of one unit 核定意见.

    `values` holds the fields given a 核定值 and the reviewers' own 〔评〕 fields.
    """

    unit: str
    indicator: str
    verdict: Verdict | None = None
    values: dict[str, Answer] = {}
    reason: str = ""
    role: str = ""
    place: Place = NOWHERE


class ClosedItem(Record):
    """One item the closing decision settles by itself 逐项定.

    `points` is a number, `claimed` 按自报分, or `open`: left open 留待, whatever the rules say.
    """

    unit: str
    indicator: str
    points: Exact | Literal["claimed", "open"]
    reason: str


class Closing(Record):
    """收口决定: turns what is open into 0 or a value, one by one or by state.

    `rules` maps a state's key (blank, no-evidence, faulty, na-requested, disputed, claimed) to
    `zero` or `claimed`; a state without a rule stays open.
    """

    kind: Literal["closing-decision"]
    number: str
    date: date
    role: str
    reason: str
    rules: dict[str, Literal["zero", "claimed"]] = {}
    items: tuple[ClosedItem, ...] = ()

    @field_validator("rules")
    @classmethod
    def _known_states(cls, rules: dict[str, str]) -> dict[str, str]:
        for key in rules:
            if key not in OPEN_STATES:
                raise ValueError(f"收口规则里没有“{key}”这种状态")
        return rules

    @field_validator("items")
    @classmethod
    def _each_once(cls, items: tuple[ClosedItem, ...]) -> tuple[ClosedItem, ...]:
        named = Counter((each.unit, each.indicator) for each in items)
        twice = sorted(each for each in named if named[each] > 1)
        if twice:
            unit, indicator = twice[0]
            raise ValueError(f"单位 {unit} 的指标 {indicator} 写了两次")
        return items


class Closings(Record):
    """Every closing decision of a year, in the order in which they were recorded."""

    closings: tuple[Closing, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_alone(cls, value: object) -> object:
        """A year kept its one decision by itself before it could have several."""
        return {"closings": [value]} if isinstance(value, dict) and "kind" in value else value


OPEN_STATES = frozenset(
    state.key for state in State if state not in (State.VERIFIED, State.NOT_APPLICABLE)
)


class Conclusion(Record):
    """A competent body's written conclusion that an exclusion 不予评定情形 applies to a unit."""

    unit: str
    exclusion: str
    document: str
    date: date
    place: Place = NOWHERE


class RosterUnit(Record):
    """One line of the locked roster 名册. `fields` holds the rubric's roster columns as text."""

    code: str
    name: str
    status: Literal["参评", "首次试评", "暂不参评"]
    fields: dict[str, str]


class Version(Record):
    """One content that came in for a unit, whether it counts 采用, and why, in Chinese."""

    sha256: str
    file: str
    counts: bool
    why: str


class Intake(Record):
    """What counts of everything that came in. A unit in neither mapping is absent.

    `blocked` maps a unit whose file came but does not count to the code of the reason.
    """

    counted: dict[str, Submission] = {}
    blocked: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    versions: dict[str, tuple[Version, ...]] = {}
    """All that was found in the inbox, by unit."""
    days_late: dict[str, int] = {}
    """迟交天数 of what counts, by unit; only where the settings charge it."""
    paper_differs: tuple[str, ...] = ()
    """Units whose file counts although the stamped paper has another 核对码 纸电不一致."""
