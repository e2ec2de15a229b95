"""Evidence used twice 一件两用: one file that stands for two indicators, or for two units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.files.evidence_files import digests
from engine.records.problem import Problem, problem
from engine.records.submission import Piece


def used_for_two_indicators(pieces: Sequence[Piece], *, unit: str) -> list[Problem]:
    """A warning (P304) at each further indicator the same pages of one file stand for.

    What carries one number under several indicators is one piece said to be shared, and other
    pages of the file are other material: neither is a second use.
    """
    found: list[Problem] = []
    for same in digests(pieces).values():
        seen: list[Piece] = []
        for piece in same:
            first = next((each for each in seen if _again(each, piece)), None)
            if first is None:
                seen.append(piece)
            else:
                found.append(_twice(piece, unit, f"指标 {first.indicator}"))
    return found


def _again(first: Piece, piece: Piece) -> bool:
    """Whether a piece of the same file is the material of another indicator once more."""
    other = first.indicator != piece.indicator and first.number != piece.number
    whole = not (first.pages and piece.pages)
    return other and (whole or first.pages == piece.pages)


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
