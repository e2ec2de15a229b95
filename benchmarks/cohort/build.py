"""Builds the year folder of an invented district, its schools on every core."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

from benchmarks.cohort.answers import Account, account_of
from benchmarks.cohort.district import School, invent
from benchmarks.cohort.evidence import Need, needs_of
from benchmarks.cohort.hand_in import CYCLE, WRITTEN, hand_ins, prepare_hand_in, submission_of
from benchmarks.cohort.office import office_values, tables
from benchmarks.cohort.reviews import rulings_of, team
from engine.files.review_sheet import write_review_sheet
from engine.files.rubric_store import standard_store
from engine.rubric.identity import structure_digest
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard

RUBRIC = "wuhao-school@2025"
_FEW = 8
"""Below this many schools a second process costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Order:
    """One school's work: everything a worker needs that is not the same for all."""

    account: Account
    needs: tuple[Need, ...]
    seed: int
    reviews: bool


@cache
def standard() -> Standard:
    """The standard the district is judged by."""
    made, _ = prepare(standard_store().load(RUBRIC).rubric)
    return made


def build(
    out: Path, units: int, seed: int, *, reviews: bool = True, workers: int | None = None
) -> tuple[School, ...]:
    """Write the year folder into `out` (made if absent); the schools, in code order.

    The same `units` and `seed` give the same bytes. `reviews`: also fill in a 评审表 for every unit
    with a workbook that counts. The year is not locked.
    """
    schools = invent(units, seed)
    accounts = [account_of(school, seed) for school in schools]
    for name in ("inbox", "review", "outside", "decisions"):
        (out / name).mkdir(parents=True, exist_ok=True)
    for name, content in tables(accounts, standard(), seed).items():
        data = content.encode() if isinstance(content, str) else content
        (out / name).write_bytes(data)
    orders = [
        Order(account, needs, seed, reviews)
        for account, needs in zip(accounts, needs_of(standard(), accounts), strict=True)
    ]
    _carry_out(orders, out, workers)
    return schools


def _carry_out(orders: Sequence[Order], out: Path, workers: int | None) -> None:
    if workers == 1 or len(orders) < _FEW:
        for order in orders:
            write_school(order, out)
        return
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        for _ in pool.map(write_school, orders, repeat(out), chunksize=4):
            pass


def write_school(order: Order, out: Path) -> None:
    """Write one school's hand-in and, where it counts, its filled 评审表."""
    account, made = order.account, standard()
    school = account.school
    office = office_values(account, made)
    prepared = prepare_hand_in(account, order.needs, made, order.seed)
    arrived = hand_ins(prepared, office, made)
    for each in arrived:
        (out / "inbox" / f"{each.stem}.xlsx").write_bytes(each.workbook)
        for name, data in each.files.items():
            path = out / "inbox" / each.stem / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    if order.reviews and school.role.counts:
        sheet = write_review_sheet(
            made,
            school.unit,
            submission_of(prepared, made),
            rulings_of(account, prepared, made),
            office=office,
            cycle=CYCLE,
            structure=structure_digest(made.rubric),
            created=WRITTEN,
            role=team(account),
        )
        (out / "review" / f"评审表-{school.code}.xlsx").write_bytes(sheet)
