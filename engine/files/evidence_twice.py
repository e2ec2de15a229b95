"""Evidence handed in twice 一件两用: one file that two units both call their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.files.evidence_files import digests
from engine.records.problem import Problem, problem
from engine.records.submission import Piece


def used_by_two_units(pieces: Mapping[str, Iterable[Piece]]) -> list[Problem]:
    """A warning (P304) at each further unit of `pieces` that hands in a file of another.

    Within a unit one file may prove several indicators: the register is made for that.
    """
    owner: dict[str, str] = {}
    found: list[Problem] = []
    for unit in sorted(pieces):
        for digest, (piece, *_) in digests(pieces[unit]).items():
            first = owner.setdefault(digest, unit)
            if first != unit:
                place, indicator = piece.place, piece.indicator
                found.append(problem("P304", place, unit=unit, indicator=indicator, what=first))
    return found
