"""The page of the chair's diagnosis 评审分析: one HTML file that needs no network."""

from __future__ import annotations

from functools import cache

from jinja2 import Template

from engine.files import diagnosis_charts, diagnosis_words
from engine.files.page_template import page_template
from engine.records.diagnosis import Diagnosis, icc_word

DRAWN = 20
"""So many items are drawn; all of them stand in the table."""


def diagnosis_page(found: Diagnosis) -> str:
    """The page, the same text for the same diagnosis."""
    return _template().render(
        found=found,
        items=diagnosis_words.by_spread(found),
        reach=diagnosis_charts.reach_of(found.assessors, found.teams),
        severities=diagnosis_words.severities(found),
    )


@cache
def _template() -> Template:
    return page_template(
        "diagnosis.html.j2",
        words=diagnosis_words,
        charts=diagnosis_charts,
        icc_word=icc_word,
        drawn=DRAWN,
    )
