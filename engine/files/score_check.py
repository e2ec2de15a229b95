"""The 自评分 a form came with, held against the engine's own: no total in a cell is believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.files.form_cells import NamedCells
from engine.files.form_names import score_of
from engine.files.self_score import SelfScore
from engine.records.answers import clean_double
from engine.records.exact import plain
from engine.records.problem import Problem, problem
from engine.records.submission import Answer, RosterUnit
from engine.rubric.standard import Standard


def score_notes(
    cells: NamedCells, standard: Standard, unit: RosterUnit, answers: Mapping[str, Answer]
) -> Iterator[Problem]:
    """E245 for each number that is not what the answers give; nothing where these are open.

    A number comes to differ where it was typed over, or where the program that saved the form did
    not work it out again. An older form has no such cells.
    """
    score = SelfScore(standard, unit, answers)
    for item in standard.items:
        cell = cells.cell(score_of(item.code))
        if cell is None or cell.kind != "number":
            continue
        try:
            shown = clean_double(cell.text)
        except ValueError:
            continue
        points = score.points[item.code]
        if points is not None and points != shown:
            yield problem(
                "E245",
                cells.place(score_of(item.code)),
                unit=unit.code,
                indicator=item.code,
                expected=plain(points),
            )
