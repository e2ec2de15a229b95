"""The year's settings 设置 (cycle.yaml): which rubric and plan, which dates, what is on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.files.hand_written import read
from engine.judging.case import Terms
from engine.language.fields import Kind, Source
from engine.records.exact import Exact
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.records.review import ReviewTerms
from engine.rubric.model import Period, Rubric
from engine.rubric.standard import Fault

FILE = "cycle.yaml"
UNSOUND = "Y560"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Lookback(_Model):
    """What puts a decided item on the 回头看 list."""

    lost_points: Exact = Decimal(1)
    """An item that lost more points than this is listed."""


class Settings(_Model):
    """One assessment year 评估年度. All dates are the office's own; the clock is never asked."""

    kind: Literal["cycle"]
    format: Literal["1"]
    cycle: str
    title: str
    office: str = "评估办公室"
    document: str = ""
    """依据文号."""
    rubric: str
    plan: str
    as_of: date
    """The date results are given as of."""
    hand_in_by: date
    """截止."""
    mend_by: date
    """补正期满."""
    close_on: date
    """收口."""
    publicity: Period
    """公示, both days included."""
    period: Period | None = None
    """统计时段, only for a rubric that does not state it."""
    groups: tuple[str, ...] = ()
    """Roster columns within which units are also ranked."""
    exclusions: dict[str, str] = Field(default_factory=dict)
    """不予评定情形 that are switched on → 设定依据 (文号)."""
    lookback: Lookback = Lookback()
    late: Literal["refuse", "approve", "deduct"] | None = None
    """迟交: not taken 不受理, taken once approved 经批准, taken and charged 扣分; None: taken."""
    late_days: str = ""
    """The 〔局〕 field of the rubric that is told how many days late, where that is charged."""
    newest_counts: bool = False
    """Whether a corrected form that came later, till 补正期满, counts without anybody asked."""
    completion_line: Annotated[Exact, Field(gt=0, le=100)] = Decimal(90)
    """Percent of the fields asked that a unit is to have filled in, the line itself included."""
    show_gain_before_hand_in: bool = False
    """Whether a self-check also says what would raise the score; else only the feedback does."""
    paper_and_file: Literal["file", "paper"] = "file"
    """Which counts where the stamped paper and the file differ 纸电不一致."""
    last_year: str = ""
    """The folder of last year 上年, from this one's, where there is one to compare numbers with."""
    review: ReviewTerms | None = None
    """评审办法; None: one sheet a unit, whoever fills it in."""

    def out_of_order(self) -> tuple[str, ...]:
        """Keys of the first date that is before the one it must follow; () if all are in order."""
        days = (
            (("hand_in_by",), self.hand_in_by),
            (("mend_by",), self.mend_by),
            (("close_on",), self.close_on),
            (("publicity", "first"), self.publicity.first),
            (("publicity", "last"), self.publicity.last),
        )
        return next((key for (_, day), (key, later) in pairwise(days) if later < day), ())


def read_settings(path: Path) -> Settings:
    """Settings of a year. Raises CannotGoOn with every fault placed on its line."""
    found = read(path, Settings, code=UNSOUND, text_keys=frozenset(("cycle",)))
    if wrong := found.value.out_of_order():
        what = f"日期前后颠倒，“{wrong[-1]}”早于前一个日期；应依次是截止、补正期满、收口、公示"
        raise found.refuse([Fault(wrong, UNSOUND, what)])
    return found.value


def check_against(settings: Settings, rubric: Rubric) -> None:
    """Settings that name what the rubric does not have. Raises CannotGoOn with all of them."""
    place, found = Place(FILE), []
    known = {each.code for each in rubric.exclusions}
    columns = {field.code for field in rubric.unit_fields}
    for code, basis in settings.exclusions.items():
        if code not in known:
            what = f"exclusions 里的 {code} 不是评估标准里的情形"
            found.append(problem("Y560", place, what=what))
        elif not basis.strip():
            found.append(problem("Y561", place, what=code))
    for column in settings.groups:
        if column not in columns:
            what = f"groups 里的“{column}”不是名册的栏目"
            found.append(problem("Y560", place, what=what))
    held_against = settings.review.employer if settings.review is not None else ""
    if held_against and held_against not in columns:
        what = f"review 的 employer 里的“{held_against}”不是名册的栏目"
        found.append(problem("Y560", place, what=what))
    found += _late_faults(settings, rubric)
    if rubric.period is None and settings.period is None:
        found.append(problem("Y560", place, what="评估标准没有写统计时段，这里要写 period"))
    if found:
        raise CannotGoOn(*found)


def _late_faults(settings: Settings, rubric: Rubric) -> list[Problem]:
    """Late hand-ins are charged by the rubric's own rule, over a number the office owes."""
    if settings.late != "deduct":
        what = "写了 late_days，late 就要写 deduct" if settings.late_days else ""
    else:
        fields = (field for indicator in rubric.indicators for field in indicator.fields)
        told = next((each for each in fields if each.code == settings.late_days), None)
        fits = told is not None and told.type is Kind.NUMBER and told.source is Source.OFFICE
        what = "" if fits else "late 写 deduct 的，late_days 要写评估标准里记迟交天数的〔局〕填报项"
    return [problem(UNSOUND, Place(FILE), what=what)] if what else []


def period_of(settings: Settings, rubric: Rubric) -> Period:
    """统计时段: the rubric's, else the settings'."""
    period = rubric.period or settings.period
    assert period is not None
    return period


def terms_of(settings: Settings, rubric: Rubric, late_lock: dict[str, str] | None) -> Terms:
    """What judging needs to know of the settings."""
    period = period_of(settings, rubric)
    return Terms(
        cycle=settings.cycle,
        title=settings.title,
        as_of=settings.as_of,
        first_day=period.first,
        last_day=period.last,
        publicity_ends=settings.publicity.last,
        groups=settings.groups,
        exclusions=settings.exclusions,
        lost_points=settings.lookback.lost_points,
        late_lock=late_lock,
    )
