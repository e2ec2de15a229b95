"""Evidence used twice 一件两用: one file that stands for two indicators, or for two units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.files.evidence_files import digests
from engine.records.problem import Problem, problem
from engine.records.submission import Piece


def used_for_two_indicators(pieces: Sequence[Piece], *, unit: str) -> list[Problem]:
    """A warning (P304) at each further indicator one file stands for."""
    found: list[Problem] = []
    for same in digests(pieces).values():
        first = same[0].indicator
        others = {piece.indicator: piece for piece in same if piece.indicator != first}
        found += [_twice(piece, unit, f"指标 {first}") for piece in others.values()]
    return found


def used_by_two_units(pieces: Mapping[str, Iterable[Piece]]) -> list[Problem]:
    """A warning (P304) at each further unit of `pieces` that hands in a file of another."""
    owner: dict[str, str] = {}
    found: list[Problem] = []
    for unit in sorted(pieces):
        for digest, same in digests(pieces[unit]).items():
            first = owner.setdefault(digest, unit)
            if first != unit:
                found.append(_twice(same[0], unit, f"单位 {first}"))
    return found


def _twice(piece: Piece, unit: str, what: str) -> Problem:
    return problem("P304", piece.place, unit=unit, indicator=piece.indicator, what=what)
