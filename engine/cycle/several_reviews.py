"""评审表读回: where several review a unit, every version of every sheet is kept, and what stands.

What lies in the folder is only what was handed in last. What counts is worked out anew from what is
kept whenever it is asked for, since who must avoid whom may be said later than the marks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.cycle.places import INTAKE, REVIEW, REVIEWS, TYPED_APART
from engine.cycle.review_desk import ReviewDesk, for_today
from engine.cycle.review_folder import read_folder
from engine.cycle.reviewers import reviewers_of
from engine.cycle.severity_correction import offsets_on_record
from engine.cycle.year import Year
from engine.files import originals
from engine.files.atomic import write_file
from engine.files.inbox import unread
from engine.judging.alone import unjudged
from engine.judging.cohort import unasked
from engine.judging.review_versions import Versions
from engine.judging.settling_reviews import Settled, settle
from engine.records.review import AGREED, Reviews
from engine.records.submission import Intake


def read_several(year: Year, day: date | None) -> Reviews:
    """Read the folder into what was kept before; `day` is when what is new was received."""
    before = originals.load(year.folder / REVIEWS, Reviews) or Reviews()
    kept = (for_today(year, each) for each in before.versions)
    desk = ReviewDesk(year, day, Versions(year.standard, kept))
    desk.problems += unread(year.folder / REVIEW)
    people = reviewers_of(year)
    for each in read_folder(year, assessors={*people.assessors, *people.units, AGREED}):
        desk.lay(each)
    disputed = desk.settle()
    found = Reviews(
        on_reading=tuple(desk.problems),
        versions=tuple(desk.versions.kept),
        standing=tuple(at for kind, at in desk.versions.slots().items() if kind not in disputed),
    )
    settled = standing_now(year, found)
    _write_typed_apart(year, settled)
    return found.model_copy(
        update={
            "rulings": dict(settled.rulings),
            "waiting": settled.waiting,
            "problems": settled.problems,
        }
    )


def standing_now(year: Year, found: Reviews) -> Settled:
    """What the sheets that stand come to by today's assignment and avoidances."""
    terms = year.settings.review
    assert terms is not None
    intake = originals.load(year.folder / INTAKE, Intake) or Intake()
    sheets = (found.versions[at] for at in found.standing)
    now = (for_today(year, each) for each in sheets)
    known = [each for each in now if each.unit in year.units]
    came = unjudged(year.standard, year.roster, intake, year.outside.answers)
    settled = settle(
        year.standard, terms, reviewers_of(year), known, intake.counted,
        offsets_on_record(year), unasked(came),
    )  # fmt: skip
    return replace(settled, problems=(*found.on_reading, *settled.problems))


def _write_typed_apart(year: Year, settled: Settled) -> None:
    """Write 录入核对单.xlsx for whoever compares with the paper, where sheets are typed twice."""
    terms = year.settings.review
    if terms is None or not terms.typed_twice:
        return
    from engine.files.typed_apart_book import typed_apart_book  # noqa: PLC0415 - slow to import

    names = {unit.code: unit.name for unit in year.roster}
    settings = year.settings
    data = typed_apart_book(settings.title, settings.as_of, names, settled.apart)
    write_file(year.folder / TYPED_APART, data)
