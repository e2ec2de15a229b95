"""The good neighbours of tests/bad_rubrics: as near to a fault as can be, and lint is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.files.rubric_lint import lint
from engine.files.rubric_store import Store

FOLDER = Path(__file__).parents[1] / "bad_rubrics"
SMALL = (FOLDER / "small/2025.yaml").read_text("utf-8")
CAPPED = "rule: {kind: count-capped, of: F2, per: 1}"
F2 = "{code: F2, title: 有记录的活动, type: number, unit: 次, minimum: 0, maximum: 20, at_most: F1}"
F5 = "{code: F5, title: 受到表扬, type: yes-no, blank_means: 否}"
PARTS = """\
rule:
          kind: parts
          parts:
            - {points: 2, when: F3 = 是}
            - {points: 2, when: F4 >= 1}
"""
TITLE = "        title: 制度\n"
LEAVES = "        not_applicable: {{policy: {}, when: 学段 = 初中}}\n"


def ordered(when: str) -> str:
    """甲 from 10 on, 乙 where `when` holds, 丙 otherwise."""
    cases = f"{{level: 甲, points: 6, when: F2 >= 10}}, {{level: 乙, points: 3, when: {when}}}"
    return f"rule: {{kind: ordered, cases: [{cases}], otherwise: {{level: 丙, points: 0}}}}"


Changes = tuple[tuple[str, str], ...]
NEIGHBOURS: dict[str, Changes] = {
    "clauses that can hold together": (
        ("{points: 2, when: F3 = 是}", "{points: 2, when: F3 = 是 且 F4 <= 5}"),
    ),
    "in force on the first day": (("status: model", "status: model\neffective: 2024-11-01"),),
    "a field for the record": (
        (F5, f"{F5}\n        - {{code: F6, title: 人数, type: yes-no, record_only: true}}"),
    ),
    "a reviewer's field with a way": (
        (F5, f"{F5}\n        - {{code: F6, title: 座谈, type: yes-no, source: reviewer, way: visit,"
             " record_only: true}"),
    ),
    "discretion with a range": (
        (TITLE, f"{TITLE}        requirement: 制度不全的，酌情扣1—2分。\n"),
    ),
    "discretion up to a limit": (
        (TITLE, f"{TITLE}        requirement: 制度不全的酌情扣分，最多扣2分。\n"),
    ),
    "a deduction that says where it ends": (
        (CAPPED, "standard: 满分6分；不少于10次，每少1次扣1分，扣完为止。\n"
                 "        rule: {kind: deduct-shortfall, of: F2, at_least: 10, per: 1}"),
    ),
    "a deduction that cannot go below 0": (
        (CAPPED, "standard: 满分6分；不少于6次，每少1次扣1分。\n"
                 "        rule: {kind: deduct-shortfall, of: F2, at_least: 6, per: 1}"),
    ),
    "the highest number allowed": (("when: F4 >= 1", "when: F4 >= 20"),),
    "all but the lowest number": (("when: F4 >= 1", "when: F4 != 0"),),
    "a band at the end of the range": (
        (CAPPED, "rule: {kind: bands, of: F2, otherwise: 0, bands: "
                 "[{at_least: 20, points: 6}, {above: 18, points: 5}, {above: 0, points: 2}]}"),
    ),
    "cases that overlap in order": (
        (CAPPED, ordered("F2 >= 5")),
    ),
    "the last case takes all that is left": (
        (CAPPED, ordered("F2 >= 0")),
    ),
    "cases that meet": (
        (F2, F2.replace("at_most", "places: 1, at_most")),
        (CAPPED, ordered("F2 >= 5 且 F2 < 10")),
    ),
    "whole numbers have nothing between 9 and 10": (
        (CAPPED, ordered("F2 >= 5 且 F2 <= 9")),
    ),
    "a wide range that belongs to no case": (
        (F2, F2.replace("at_most", "places: 1, at_most")),
        (CAPPED, ordered("F2 <= 5")),
    ),
    "parts that do not concern the same units": (
        ("{points: 2, when: F3 = 是}", "{points: 2, when: F3 = 是, not_applicable: 学段 = 小学}"),
        ("{points: 2, when: F4 >= 1}", "{points: 2, when: F4 >= 1, not_applicable: 学段 = 小学}"),
    ),
    "discretion within named ranges": (
        (TITLE, f"{TITLE}        requirement: 做得不好的酌情扣分。\n"),
        ("type: yes-no}\n          - {code: F4", "type: yes-no, record_only: true}\n"
         "          - {code: F6, title: 考评分, type: number, minimum: 0, maximum: 4,"
         " source: reviewer}\n          - {code: F4"),
        (", asked_when: F3 = 是}", ", record_only: true}"),
        (PARTS, "rule: {kind: judged, mark: F6, ranges: "
                "[{title: 好, at_least: 2}, {title: 差, at_least: 0}]}\n"),
    ),
    "full points of several things": (
        (TITLE, f"{TITLE}        standard: 分两步：制度满分2分，培训满分2分。\n"),
    ),
    "published with its number": (
        ("status: model", "status: published\ndocument: 某教关工委〔2025〕1号"),
    ),
    "a source named in the note": (
        ("sources:\n", "note: 据“乙细则”。\nsources:\n  乙细则: {issuer: 某机关, title: 细则}\n"),
    ),
    "what leaves is brought back to the whole": (
        (TITLE, f"{TITLE}{LEAVES.format('rescale, within: section')}"),
    ),
    "what leaves is brought back in the total": (
        (TITLE, f"{TITLE}{LEAVES.format('rescale, within: total')}"),
    ),
    "what leaves is left out of the sums of its group": (
        (TITLE, f"{TITLE}{LEAVES.format('remove')}"),
        ("    points: 10\n", "    points: {by: 学段, cases: {小学: 10, 初中: 6}}\n"),
        ("total: 10\n", ""),
        ("status: model", "status: excerpt"),
    ),
    "a converted section comes to what is written": (
        ("    points: 10\n", "    points: 20\n    convert: true\n"), ("total: 10", "total: 20"),
    ),
    "a converted base comes to what is written": (
        ("total: 10\n", "total: 100\nconvert_to: 100\n"),
    ),
    "raw points that are reached": (
        ("        points: 6\n", "        points: 6\n        raw: 20\n"),
    ),
    "full points as they are": (
        (TITLE, f"{TITLE}        standard: 满分4分；有制度得2分，有培训得2分。\n"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("changes", NEIGHBOURS.values(), ids=list(NEIGHBOURS))
def test_a_good_neighbour_passes(changes: Changes, tmp_path: Path) -> None:
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file = tmp_path / "good.yaml"
    file.write_text(text, "utf-8")
    report = lint(Store([FOLDER]), str(file))
    assert (report.problems, report.code) == ((), 0)
