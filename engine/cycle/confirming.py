"""初评结果确认: what came back of the sheets, and how far each unit is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.cycle.confirmations import FOLDER, HAS_POINTS, REGISTER, confirmations_of, is_stale
from engine.cycle.handing_in import last_intake
from engine.cycle.places import CONFIRMATIONS, STORE
from engine.cycle.recording import record
from engine.cycle.scoring import last_run
from engine.cycle.year import Year
from engine.files import originals
from engine.files.confirmation_reader import Known, read_registers
from engine.files.confirmation_register import registers
from engine.records.confirmation import Confirmations, Reply, Sent, Stage
from engine.records.problem import CannotGoOn, Problem, problem


def take_in(year: Year, today: date) -> tuple[tuple[Reply, ...], tuple[Problem, ...]]:
    """Read the registers: the replies that are new, and what is wrong. Reading again adds nothing.

    Raises CannotGoOn where no sheet was sent yet, or there is no register (2).
    """
    earlier = confirmations_of(year)
    paths = registers(year.folder / FOLDER)
    if not earlier.sent or not paths:
        raise CannotGoOn(
            problem("L715", what=f"{REGISTER}，先运行 wuhao confirm sheets"), exit_code=2
        )
    replies, problems = read_registers(paths, _known(year, earlier, today))
    for path in paths:
        originals.keep(year.folder / STORE, path.read_bytes(), path.suffix)
    new = tuple(reply for reply in replies if not _known_before(reply, earlier))
    whole = earlier.model_copy(update={"replies": (*earlier.replies, *new)})
    moved = whole.objections() != earlier.objections()
    record(year, CONFIRMATIONS, whole, "objection" if moved else "confirmation")
    return new, tuple(problems)


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's stage; `stale` where its points or reasons changed after its sheet went out."""

    unit: str
    name: str
    stage: Stage
    sheet: Sent | None
    reply: Reply | None
    stale: bool


def standings(year: Year, today: date) -> tuple[Standing, ...]:
    """How far every unit with points in the newest run is, in code order."""
    known, terms = confirmations_of(year), year.plan.recheck
    agrees = terms is not None and terms.silence == "agrees"
    found = []
    for unit in last_run(year).results["units"]:
        if unit["state"] not in HAS_POINTS:
            continue
        sheet = known.sheet(unit["code"])
        stale = sheet is not None and is_stale(year, unit, sheet)
        stage = known.stage(unit["code"], today, silence_agrees=agrees)
        reply = known.reply(unit["code"])
        found.append(Standing(unit["code"], unit["name"], stage, sheet, reply, stale))
    return tuple(found)


def _known_before(reply: Reply, known: Confirmations) -> bool:
    before = known.reply_to(reply.unit, known.asked_on(reply.unit, reply.date))
    return before is not None and reply.same(before)


def _known(year: Year, confirmations: Confirmations, today: date) -> Known:
    terms = year.plan.recheck
    return Known(
        confirmations=confirmations,
        units={unit.code: unit.name for unit in year.roster},
        indicators=frozenset(item.code for item in year.standard.items),
        pieces={code: s.pieces for code, s in last_intake(year, "确认").counted.items()},
        new_evidence=terms is not None and terms.new_evidence,
        today=today,
    )
