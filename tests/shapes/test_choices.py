"""What the sources leave open the rubric has to say: each choice left out is refused, or asked."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.files.rubric_lint import lint
from engine.files.rubric_store import TEXT_KEYS
from engine.files.strict_yaml import load
from tests.hand_checked.reading import STORE

FOLDER = Path(__file__).parent
ITEM = "sections/0/indicators/0"
RULE = f"{ITEM}/rule"
AMBIGUOUS = {3, 4, 6, 7, 10, 12, 13, 14, 17, 22, 23, 24, 29, 30, 31}
"""Shapes of which the catalogue says that the text leaves something open."""
UNSTATED = {8, 9, 15, 18, 19, 20, 25, 26, 32, 33, 38, 41}
"""Shapes whose wording leaves a gap, or an edge, or who it concerns."""

LEFT_OUT = [
    ("C3", f"{RULE}/otherwise", "Y503"),
    ("C7", f"{RULE}/counting", "Y503"),
    ("C8", f"{RULE}/otherwise", "Y503"),
    ("C8", f"{RULE}/bands/0/at_least", "Y503"),
    ("C9", f"{RULE}/bands/1/above", "Y503"),
    ("C10", f"{RULE}/part", "Y503"),
    ("C13", f"{RULE}/otherwise", "Y503"),
    ("C14", f"{RULE}/points/达不到", "Y510"),
    ("picks", f"{RULE}/take", "Y503"),
    ("picks", f"{RULE}/points/被通报", "Y510"),
    ("C15", f"{RULE}/ranges/2", "Y510"),
    ("C17", f"{RULE}/better", "Y503"),
    ("C17", f"{RULE}/full_to", "Y503"),
    ("C17", "sections/0/indicators/2/rule/otherwise", "Y503"),
    ("C18", f"{RULE}/to", "Y503"),
    ("C18", f"{RULE}/below", "Y503"),
    ("C18", f"{RULE}/better", "Y503"),
    ("C18", f"{RULE}/when_none", "Y510"),
    ("C19", f"{RULE}/standing_still_at_the_end", "Y503"),
    ("C19", f"{RULE}/without", "Y503"),
    ("C20", f"{RULE}/rounding", "Y503"),
    ("C20", f"{RULE}/ties", "Y503"),
    ("C20", f"{RULE}/classes/3", "Y510"),
    ("C22", "sections/0/indicators/1/rule/deviation", "Y503"),
    ("C22", "sections/0/indicators/1/rule/when_none", "Y503"),
    ("C23", f"{RULE}/over_points", "Y503"),
    ("C23", "bonus/cap", "Y503"),
    ("C24", "penalties/floor", "Y503"),
    ("C24", "penalties/cap", "Y503"),
    ("C25", "exclusions/1/basis", "Y539"),
    ("C26", "exclusions/0/grade_at_most", "Y536"),
    ("C29-rescale", "sections/1/indicators/3/not_applicable/policy", "Y503"),
    ("C29-rescale", "sections/1/indicators/3/not_applicable/within", "Y503"),
    ("C29-waive", "sections/0/indicators/1/not_applicable/counts", "Y503"),
    ("C29-waive", "sections/0/indicators/1/not_applicable/held", "Y503"),
    ("C29-whole-section", "sections/1/not_applicable/when", "Y553"),
    ("C30", f"{RULE}/missing", "Y510"),
    ("C31", "convert_to", "Y525"),
    ("C32", f"{RULE}/trim_from", "Y503"),
    ("C33", "grades/on", "Y503"),
    ("C33", "grades/bands/3", "Y534"),
    ("C38", f"{ITEM}/points/cases/初中", "Y510"),
    ("C38", f"{RULE}/target/cases/初中", "Y510"),
    ("C41", "penalties/coefficient/below", "Y503"),
    ("C43", "marking", "Y511"),
    ("named-unit", f"{RULE}/at_least/units/0/reason", "Y503"),
    ("section-weights", "sections/0/convert", "Y524"),
    ("standard-score", f"{RULE}/deviation", "Y503"),
    ("standard-score", f"{RULE}/when_equal", "Y503"),
    ("standard-score", "sections/0/indicators/1/rule/when_equal", "Y503"),
    ("alliance-mean", "alliance/measure", "Y503"),
    ("alliance-mean", "alliance/of", "Y503"),
    ("alliance-growth", "alliance/most", "Y503"),
]
"""(rubric, the key taken out, what is said then)"""

SAID_OTHERWISE: list[tuple[str, str, Any, str]] = [
    ("C4", f"{ITEM}/standard", "每缺1项扣1分。", "Y568"),
    (
        "C6",
        f"{RULE}/faults",
        [{"points": "2", "count": "未选(A)"}, {"points": "5", "when": "非 含(A, 年度统计表)"}],
        "Y510",
    ),
    ("C10-two-targets", f"{RULE}/target", ["100", "98"], "Y503"),
    ("C12", f"{RULE}/cases/1/share", "2/3", "Y503"),
    ("C13", f"{RULE}/cases/1/when", "已选(C) >= 2", "Y571"),
    ("C14", f"{ITEM}/fields/0/type", "choices", "Y510"),
    ("C15", "sections/0/indicators/1/requirement", "布局合理，不足的酌扣。", "Y567"),
    ("C24", "penalties/indicators/0/rule", {"kind": "all-or-nothing", "when": "B > 0"}, "Y555"),
    ("C32", f"{RULE}/trim_from", "2", "Y510"),
    ("C33", "grades/bands/1/at_least", "89.999", "Y540"),
]
"""(rubric, the key written anew, how, what is said then)"""


def shape_of(name: str) -> int | None:
    """The number of the shape an example is of: 29 of C29-rescale; None of one without."""
    number = name.removeprefix("C").split("-")[0]
    return int(number) if number.isdecimal() else None


def changed(name: str, path: str, value: Any, folder: Path) -> list[str]:
    """The codes lint gives to an example of which one key is taken out (None) or written anew."""
    data: Any = load((FOLDER / f"{name}.yaml").read_bytes(), name, TEXT_KEYS).value
    *keys, last = path.split("/")
    inside = deepcopy(data)
    place = inside
    for key in keys:
        place = place[int(key) if isinstance(place, list) else key]
    if value is not None:
        place[last] = value
    elif isinstance(place, list):
        del place[int(last)]
    else:
        del place[last]
    file = folder / f"{name}.yaml"
    file.write_text(yaml.safe_dump(inside, allow_unicode=True, sort_keys=False), "utf-8")
    return [each.code for each in lint(STORE, str(file)).problems]


@pytest.mark.parametrize("name", sorted({name for name, *_ in LEFT_OUT}))
def test_an_example_written_out_again_is_still_sound(name: str, tmp_path: Path) -> None:
    """So what is said below is said of the one key alone."""
    assert changed(name, "title", "同一份", tmp_path) == []


@pytest.mark.parametrize(("name", "path", "code"), LEFT_OUT)
def test_a_choice_left_out_is_refused_or_asked(
    name: str, path: str, code: str, tmp_path: Path
) -> None:
    assert code in changed(name, path, None, tmp_path)


@pytest.mark.parametrize(("name", "path", "value", "code"), SAID_OTHERWISE)
def test_wording_that_leaves_it_open_is_refused_or_asked(
    name: str, path: str, value: Any, code: str, tmp_path: Path
) -> None:
    assert code in changed(name, path, value, tmp_path)


def test_people_or_attendances_is_asked_until_a_field_says_which(tmp_path: Path) -> None:
    data: Any = load((FOLDER / "C3.yaml").read_bytes(), "C3", TEXT_KEYS).value
    item = data["sections"][0]["indicators"][0]
    item["requirement"] = "5人（次）以上得5分。"
    for unit, said in (("人次", []), ("人", []), ("位", ["Y557"])):
        item["fields"][0]["unit"] = unit
        file = tmp_path / "C3.yaml"
        file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
        assert [each.code for each in lint(STORE, str(file)).problems] == said


def test_every_shape_that_is_left_open_has_its_choices_here() -> None:
    shown = {name for name, *_ in (*LEFT_OUT, *SAID_OTHERWISE) if name.startswith("C")}
    numbers = {int(name.removeprefix("C").split("-")[0]) for name in shown}
    assert numbers >= AMBIGUOUS | UNSTATED
