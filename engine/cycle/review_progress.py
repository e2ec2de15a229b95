"""评审进度: how far the review of a year is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.cycle.closing import gather_case, last_closings
from engine.cycle.places import INTAKE, REVIEWS
from engine.cycle.reviewers import reviewers_of
from engine.cycle.reviewing import reviewed
from engine.cycle.year import Year
from engine.files import originals
from engine.judging.review_progress import Share, shares
from engine.judging.review_words import terms_words
from engine.judging.settling_reviews import Settled
from engine.judging.still_open import still_waiting
from engine.records.review import Assignments, Reviews
from engine.records.submission import Intake


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """Where the review stands. `shares` is empty where one sheet is laid out for a unit."""

    units: tuple[str, ...]
    """Units that are to be reviewed: whose form counts, or that were assigned."""
    reviewed: tuple[str, ...]
    """Those of whom anything was read that counts."""
    shares: tuple[Share, ...]
    settled: Settled
    terms: str = ""
    """评审办法 in sentences, "" where one sheet is laid out for a unit."""

    @property
    def owed(self) -> tuple[str, ...]:
        """Units that are not reviewed at all 未评审."""
        return tuple(each for each in self.units if each not in self.reviewed)

    @property
    def trial_sheets(self) -> int:
        """试评 sheets that came in."""
        return sum(each.round == "trial" for each in self.settled.reviews)

    @property
    def only_tried(self) -> bool:
        """Whether nothing but a 试评 was given out and all its sheets are in."""
        tried = self.trial_sheets and not any(each.owed for each in self.shares)
        return bool(tried) and not any(each.counts for each in self.shares)

    @property
    def done(self) -> bool:
        """Whether something was read and no assigned sheet is owed."""
        return bool(self.reviewed) and not any(each.owed for each in self.shares if each.counts)


def review_progress(year: Year) -> ReviewProgress:
    """How far the review is, by what was read last."""
    settled = _really_open(year, reviewed(year))
    told = originals.load(year.folder / REVIEWS, Reviews) or Reviews()
    intake = originals.load(year.folder / INTAKE, Intake) or Intake()
    several = year.settings.review is not None
    assignments = reviewers_of(year).assignments if several else Assignments()
    main = [each for each in assignments.assignments if each.round in ("main", "mutual")]
    units = intake.counted.keys() & {unit for each in main for unit in each.units}
    units = units or set(intake.counted)
    return ReviewProgress(
        units=tuple(sorted(units)),
        reviewed=tuple(sorted(units & settled.rulings.keys())),
        shares=shares(assignments, settled, told.versions, intake.counted),
        settled=settled,
        terms=_terms(year),
    )


def _really_open(year: Year, settled: Settled) -> Settled:
    """Without what is waited for though it has its points; nothing is scored where none waits."""
    if not settled.waiting or not (year.folder / INTAKE).is_file():
        return replace(settled, waiting=())
    case = gather_case(year, closings=last_closings(year))
    return replace(settled, waiting=still_waiting(case, settled.waiting))


def _terms(year: Year) -> str:
    told, rounding = year.settings.review, year.rubric.rounding
    return terms_words(told, rounding.places, rounding.mode) if told is not None else ""
