"""Fields 填报项: what can be asked of a school, the office, a reviewer or the roster, and its type.

A field says its unit of measure and its range, so that everything computed from it can be bounded
before the year starts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from engine.records.exact import Exact, from_units, places_of, plain, to_units
from engine.records.review import Way

_EPOCH = date(1970, 1, 1)
NONE = "无"
"""A text that says there is nothing; it counts as answered, and as empty."""


class Kind(StrEnum):
    """The type of a field's answer."""

    NUMBER = "number"
    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TEXT = "text"
    DOCUMENT = "document"


class Source(StrEnum):
    """Who supplies a field: 〔校〕 the school, 〔局〕 the office, 〔评〕 the reviewers."""

    SCHOOL = "school"
    OFFICE = "office"
    REVIEWER = "reviewer"

    @property
    def chinese(self) -> str:
        """One character that users read in brackets."""
        return {"school": "校", "office": "局", "reviewer": "评"}[self.value]


class Field(BaseModel):
    """One thing that is asked 填报项. Numbers are exact; `minimum`/`maximum` are inclusive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    title: str
    type: Kind
    unit: str = ""
    """Unit of measure 计量单位, such as 次, 人, 元, %."""
    minimum: Exact | None = None
    maximum: Exact | None = None
    places: int = 0
    """Decimal places a number may have."""
    step: Exact | None = None
    at_most: str | None = None
    """Another number field this one may not exceed."""
    at_least: str | None = None
    """Another number field this one may not fall below."""
    options: tuple[str, ...] = ()
    source: Source = Source.SCHOOL
    asked_when: str | None = None
    """A condition; where it does not hold the field is not asked and never read."""
    blank_means: str | None = None
    """What an empty answer stands for (a bonus left blank means 无); None = it must be filled."""
    in_period: bool = False
    """A date that must lie in the assessed period 统计时段."""
    record_only: bool = False
    """只记录: kept for the record and read by no rule, on purpose."""
    way: Way = ""
    """How reviewers find it out 评审方式; a way may have a 评审表 of its own."""
    note: str = ""

    @model_validator(mode="after")
    def _coherent(self) -> Field:
        if self.type is Kind.YES_NO and not self.options:
            object.__setattr__(self, "options", ("是", "否"))
        if self.type in (Kind.CHOICE, Kind.CHOICES) and len(self.options) < 2:
            raise ValueError("选择题至少要有两个选项（options）")
        if len(self.options) > 62 or len(set(self.options)) != len(self.options):
            raise ValueError("选项不能重复，也不能多于62个")
        if self.blank_means is not None and not self._allows(self.blank_means):
            raise ValueError(f"留空不能算“{self.blank_means}”（blank_means），它不是能填的内容")
        if self.type is Kind.NUMBER:
            if self.minimum is None or self.maximum is None:
                raise ValueError("数字项要写明最小值和最大值（minimum、maximum）")
            if self.minimum > self.maximum:
                raise ValueError("最小值大于最大值")
            if not 0 <= self.places <= 6:
                raise ValueError("小数位数（places）应在0到6之间")
            if max(places_of(self.minimum), places_of(self.maximum)) > self.places:
                raise ValueError("最小值、最大值的小数位数不能多于 places")
        return self

    def _allows(self, value: str) -> bool:
        """Whether a school could have typed this text; of free texts only 无 has a meaning."""
        if self.one_option:
            return value in self.options
        if self.type is Kind.NUMBER and self.minimum is not None and self.maximum is not None:
            plain_number = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)
            if plain_number is None or places_of(Decimal(value)) > self.places:
                return False
            return self.minimum <= Decimal(value) <= self.maximum
        return self.type in (Kind.TEXT, Kind.DOCUMENT) and value == NONE

    @property
    def one_option(self) -> bool:
        """Whether an answer is exactly one of its options."""
        return self.type in (Kind.YES_NO, Kind.CHOICE)

    @property
    def label(self) -> str:
        """Title with the unit of measure, as printed on forms."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title

    def encode(self, value: str | tuple[str, ...], texts: dict[str, int]) -> int:
        """The int64 that stands for a canonical answer (see `columns`).

        `texts` interns texts: equal texts get equal ids within one cohort. Raises ValueError for an
        answer that is not of this field's type; the reader has checked that before.
        """
        if isinstance(value, tuple):
            return sum(1 << self.options.index(option) for option in value)
        match self.type:
            case Kind.NUMBER:
                return to_units(Decimal(value), self.places)
            case Kind.YES_NO | Kind.CHOICE:
                return self.options.index(value) + 1
            case Kind.DATE:
                return (date.fromisoformat(value) - _EPOCH).days
            case _:
                return 0 if value in ("", NONE) else texts.setdefault(value, len(texts) + 1)

    def show(self, units: int) -> str:
        """An encoded answer in words, for workings (texts show only whether they are filled)."""
        match self.type:
            case Kind.NUMBER:
                return plain(from_units(units, self.places))
            case Kind.YES_NO | Kind.CHOICE:
                return self.options[units - 1]
            case Kind.CHOICES:
                chosen = [o for i, o in enumerate(self.options) if units >> i & 1]
                return "、".join(chosen) or NONE
            case Kind.DATE:
                return str(np.datetime64(int(units), "D"))
            case _:
                return "已填" if units else NONE


Scope = Mapping[str, Field]
"""Every field an expression may read, by code."""
