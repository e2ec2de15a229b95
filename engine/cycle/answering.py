"""回复与回执: what the office sends back, written beside the year's other papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.cycle.arriving import registered
from engine.cycle.handing_in import last_intake
from engine.cycle.places import RECEIPTS, REPLIES
from engine.cycle.year import Year
from engine.files.atomic import write_file
from engine.files.replies import Text, as_file, receipt, replies
from engine.records.problem import CannotGoOn, problem
from engine.records.submission import Intake

_REPLIES = (
    "回复语：一段回复一份用不了的文件，复制到微信或邮件里发给交表的人；发之前核对是哪个单位。"
)
_RECEIPTS = "回执：一段发给一个单位；只发它自己的，也可以打印。"


def answer(year: Year, intake: Intake) -> tuple[Text, ...]:
    """Write 回复语.txt and 回执.txt into the year, in place of those before; the replies."""
    settings, office = year.settings, year.settings.office
    sent = replies(intake.problems, year.units, mend_by=settings.mend_by, office=office)
    write_file(year.folder / REPLIES, as_file(_REPLIES, sent))
    seen = {each.sha256: each.seen for each in registered(year).files}
    receipts = [
        receipt(
            submission,
            year.units[code],
            seen=seen.get(submission.sha256),
            mend_by=settings.mend_by,
            office=office,
        )
        for code, submission in sorted(intake.counted.items())
    ]
    write_file(year.folder / RECEIPTS, as_file(_RECEIPTS, receipts))
    return sent


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """One content that ever came in for a unit. `seen` is None where no day was entered."""

    file: str
    sha256: str
    seen: date | None
    counts: bool
    why: str


def versions(year: Year, unit: str) -> Sequence[KnownVersion]:
    """Every content that came in for a unit, the earliest first, and why it counts or does not.

    Raises CannotGoOn (2) for a unit that is not on the roster, or where nothing was taken in.
    """
    if unit not in year.units:
        raise CannotGoOn(problem("L709", what=f"单位 {unit}"), exit_code=2)
    intake = last_intake(year, "看收到的各份")
    register = {each.sha256: each for each in registered(year).files}
    order = {digest: at for at, digest in enumerate(register)}
    here = intake.versions.get(unit, ())
    elsewhere = {v.sha256 for code, found in intake.versions.items() if code != unit for v in found}
    known = [
        KnownVersion(
            each.file,
            each.sha256,
            register[each.sha256].seen if each.sha256 in register else None,
            each.counts,
            each.why,
        )
        for each in here
    ]
    gone = [
        KnownVersion(each.file, each.sha256, each.seen, False, "已不在 inbox 里")
        for each in register.values()
        if each.unit == unit and each.sha256 not in {v.sha256 for v in here} | elsewhere
    ]
    return sorted(
        [*known, *gone], key=lambda v: (v.seen or date.max, order.get(v.sha256, len(order)))
    )
