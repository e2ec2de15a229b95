"""The progress page 进度表: one HTML file that needs no network, for the office's own use."""

from __future__ import annotations

from functools import cache

from jinja2 import Template

from engine.files import progress_charts, progress_words
from engine.files.page_template import page_template
from engine.files.report_charts import completeness_bar
from engine.records.progress import Progress


def progress_page(found: Progress) -> str:
    """The page of one day, the same text for the same progress."""
    return _template().render(found=found, whole=found.whole)


@cache
def _template() -> Template:
    return page_template(
        "progress.html.j2",
        words=progress_words,
        charts=progress_charts,
        whole_bar=completeness_bar,
    )
