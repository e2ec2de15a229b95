"""The stand-alone verifier: the whole school by hand, and run folders, sound and tampered with."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from decimal import Decimal
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from engine import verifier
from engine.files.runs import write_run
from engine.judging.inputs import as_inputs
from engine.judging.outcome import judge
from engine.judging.results import as_results
from engine.rubric.identity import canonical, canonical_bytes
from engine.verifier import derive, differences
from tests.rubric.test_model_rubric import FULL, WHOLE_SCHOOL
from tests.verifier.cohorts import case, standard
from tests.verifier.reviews import reviewed
from tests.verifier.small import inputs, line

SOURCE = Path(verifier.__file__)
MODEL = standard("wuhao-school/2025")
BEST = {code: value for code, value in FULL.items() if value is not None}
BY_HAND = """
    1.1 5 1.2 1 1.3 1 1.4 2 1.5 2 1.6 2 1.7 1.5
    2.1 1 2.2 3 2.3 2 2.4 1.5 2.5 2.5 2.6 1.5 2.7 2
    3.1 2.5 3.2 3 3.3 1.5 3.4 2 3.5 3.8 3.6 1.8 3.7 1.33
    4.1 1.5 4.2 1 4.3 2.9 4.4 1
    5.1 3 5.2 2 5.3 3 5.4 2.5 5.5 2.6 5.6 3.5 5.7 2 5.8 3
    J1 0 J2 0 J3 0 J4 0 J5 0
"""
Json = dict[str, Any]


def whole_school() -> Json:
    """The invented primary school of the model standard, everything accepted by the reviewers."""
    fields = MODEL.own_fields.values()
    told = {
        field.code: value for field in fields if (value := WHOLE_SCHOOL[field.code]) is not None
    }
    columns = {field.code for field in MODEL.rubric.unit_fields}
    roster = line("S1", **{code: str(WHOLE_SCHOOL[code]) for code in columns})
    answers, marks = {}, {}
    for field in fields:
        if field.code in told and field.source != "reviewer":
            state = "claimed" if field.source == "school" else "verified"
            answers[field.code] = {"value": told[field.code], "state": state}
    for item in MODEL.items:
        mine = [field.code for field in item.fields if field.source == "reviewer"]
        values = {code: told[code] for code in mine if code in told}
        marks[item.code] = {"verdict": "accept", "values": values, "reason": True}
    return inputs(
        canonical(MODEL.rubric),
        roster=[roster],
        values={"S1": {"state": "counted", "answers": answers}},
        marks={"S1": marks},
    )


def test_the_whole_school_comes_to_what_was_worked_out_by_hand() -> None:
    [unit] = derive(whole_school())["units"]
    words = iter(BY_HAND.split())
    by_hand = {code: f"{Decimal(points):.2f}" for code, points in zip(words, words, strict=True)}
    assert {item["code"]: item["points"] for item in unit["indicators"]} == by_hand
    assert [section["points"] for section in unit["sections"]] == [
        "14.50", "13.50", "15.93", "6.40", "21.60",
    ]  # fmt: skip
    assert (unit["base"], unit["total"], unit["state"]) == ("71.93", "71.93", "final")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder as the engine writes it, with this verifier in it."""
    made = case(MODEL, 7, best=BEST)
    results = as_results(judge(made))
    runs = tmp_path_factory.mktemp("runs")
    return write_run(runs, as_inputs(made), results, {}, SOURCE.read_bytes()).path


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy of the run folder to do anything to."""
    return Path(shutil.copytree(sound, tmp_path / sound.name))


def verify(folder: Path) -> tuple[int, str]:
    """Exit code and words for a folder."""
    with redirect_stdout(StringIO()) as said:
        code = verifier.main(["verify.py", str(folder)])
    return code, said.getvalue()


def verify_as_a_stranger(folder: Path) -> tuple[int, str]:
    """The same from a bare Python at the top of the folder, by the copy that lies in it."""
    command = [sys.executable, "-I", "verify.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


def test_a_sound_run_is_the_same_and_the_verifier_says_which_it_is(folder: Path) -> None:
    code, said = verify_as_a_stranger(folder)
    assert code == 0, said
    assert "一致：12 个应参评单位" in said
    assert "4 个奖项" in said
    assert sha256(SOURCE.read_bytes()).hexdigest() in said
    assert sha256((folder / "manifest.json").read_bytes()).hexdigest() in said


def test_a_stranger_sees_what_differs_and_what_cannot_be_read(folder: Path) -> None:
    edit(folder / "results.json", lambda results: final(results).update(total="99.99"))
    code, said = verify_as_a_stranger(folder)
    assert code == 4
    assert "总分：重算为" in said
    (folder / "manifest.json").write_bytes(b"")
    assert verify_as_a_stranger(folder)[0] == 3


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change one JSON file of a run, written as it was."""
    value = json.loads(path.read_bytes())
    change(value)
    path.write_bytes(canonical_bytes(value))


def reseal(folder: Path) -> None:
    """Give the manifest the digests of what now lies there, as a careful forger would."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for name in manifest["files"]:
        manifest["files"][name] = sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_bytes(canonical_bytes(manifest))


FILES = [*(f"inputs/{name}.json" for name in verifier.INPUTS), "results.json", "verify.py"]


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_is_seen(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data + b"\n")
    code, said = verify(folder)
    assert code == 4
    assert f"{name} 的 SHA-256" in said


def final(results: Json) -> Json:
    """Some final unit of a result."""
    found: Json = next(unit for unit in results["units"] if unit["rank"] is not None)
    return found


def swap_winner(results: Json) -> None:
    award = next(award for award in results["awards"] if award["winners"])
    award["winners"].pop()


def add_tie(results: Json) -> None:
    results["awards"][0]["open"].append({"group": "全体", "seats": 1, "codes": ["S000"]})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: final(r).update(total="99.99"), "总分"),
        (lambda r: final(r).update(rank=99), "名次"),
        (lambda r: final(r)["group_ranks"].update(片区=99), "组内名次"),
        (lambda r: final(r).update(grade="特优"), "等次"),
        (lambda r: final(r).update(state="provisional"), "状态"),
        (lambda r: final(r).update(name="别的学校"), "名称"),
        (lambda r: final(r)["indicators"][3].update(points="9.99"), "指标 1.4 审定分"),
        (lambda r: final(r)["indicators"][3].update(claimed="9.99"), "指标 1.4 自评分"),
        (lambda r: final(r)["indicators"][3].update(closed={"from": "blank"}), "指标 1.4 收口"),
        (lambda r: final(r)["indicators"].pop(), "指标"),
        (lambda r: final(r)["sections"][1].update(points="0.00"), "一级指标 2 审定分"),
        (lambda r: r["units"].pop(), "应参评单位"),
        (lambda r: r["awards"].pop(), "奖项"),
        (swap_winner, "入选"),
        (add_tie, "同分待定"),
        (lambda r: r["awards"][0]["reasons"]["S001"].update(kind="lucky"), "评定理由"),
        (lambda r: r["awards"][0]["waitlist"].append("S001"), "递补"),
        (lambda r: r["rubric"].update(sha256="0" * 64), "评估标准 SHA-256"),
        (lambda r: r.update(cycle="2024"), "评估年度"),
    ],
)  # fmt: skip
def test_a_forged_result_is_seen_even_under_a_new_manifest(
    folder: Path, change: Callable[[Any], None], said: str
) -> None:
    edit(folder / "results.json", change)
    reseal(folder)
    code, words = verify(folder)
    assert code == 4
    assert said in words


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("rubric", lambda v: v["sections"][0]["indicators"][0].update(points="4")),
        ("plan", lambda v: v["awards"].pop()),
        ("roster", lambda v: v.pop()),
        ("cycle", lambda v: v.update(as_of="2025-12-11")),
        ("values", lambda v: v.pop(sorted(v)[0])),
        ("marks", lambda v: v.clear()),
        ("decisions", lambda v: v.update(closing=None)),
    ],
)
def test_a_forged_input_is_seen_even_under_a_new_manifest(
    folder: Path, name: str, change: Callable[[Any], None]
) -> None:
    edit(folder / f"inputs/{name}.json", change)
    reseal(folder)
    assert verify(folder)[0] == 4


@pytest.fixture
def combined_folder(tmp_path: Path) -> Path:
    """A run of a cohort in which two assessors, and sometimes a third, marked every item."""
    made = reviewed(case(standard("hangzhou-wuhao/excerpt"), 3), 2)
    results = as_results(judge(made))
    source = SOURCE.read_bytes()
    return write_run(tmp_path / "runs", as_inputs(made), results, {}, source).path


def several(results: Json) -> Json:
    """Some item with several marks that became one."""
    items = (item for unit in results["units"] for item in unit["indicators"])
    found: Json = next(i for i in items if any(each["value"] for each in i.get("marks", [])))
    return found


def raw(reviews: Json) -> Json:
    """The values of some main sheet's marked item."""
    sheets = (each for each in reviews["reviews"] if each["round"] == "main")
    rulings = (ruling for each in sheets for ruling in each["rulings"].values())
    found: Json = next(r["values"] for r in rulings if r["verdict"] == "accept" and r["values"])
    return found


def one_mark(marks: Json) -> None:
    rulings = (ruling for of in marks.values() for ruling in of.values())
    values = next(ruling["values"] for ruling in rulings if ruling["values"])
    values.update(dict.fromkeys(values, "0.1"))


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("inputs/reviews", lambda v: raw(v).update(dict.fromkeys(raw(v), "0.1")), "各考评分"),
        ("inputs/reviews", lambda v: v["terms"].update(combine="three"), "合成的核定意见"),
        ("inputs/reviews", lambda v: v["assignments"].clear(), "合成的核定意见"),
        ("inputs/reviews", lambda v: v["reviews"].pop(0), "合成的核定意见"),
        ("inputs/marks", one_mark, "合成的核定意见"),
        ("results", lambda r: several(r)["marks"][0].update(value="0.1"), "各考评分"),
        ("results", lambda r: several(r)["marks"][0]["given"].popitem(), "各考评分"),
        ("results", lambda r: several(r).pop("marks"), "各考评分"),
    ],
)
def test_a_mark_that_was_changed_is_seen_even_under_a_new_manifest(
    combined_folder: Path, name: str, change: Callable[[Any], None], said: str
) -> None:
    assert verify(combined_folder)[0] == 0
    edit(combined_folder / f"{name}.json", change)
    assert verify(combined_folder)[0] == 4
    reseal(combined_folder)
    code, words = verify(combined_folder)
    assert code == 4
    assert said in words


def test_reviews_that_were_taken_away_are_missed(combined_folder: Path) -> None:
    (combined_folder / "inputs/reviews.json").unlink()
    edit(combined_folder / "manifest.json", lambda v: v["files"].pop("inputs/reviews.json"))
    code, words = verify(combined_folder)
    assert code == 4
    assert "各考评分" in words


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("inputs/values.json", b"{"),
        ("inputs/values.json", b"\xff"),
        ("inputs/values.json", b'{"S1": 1, "S1": 2}'),
        ("inputs/values.json", b'{"S001": 1.5}'),
        ("inputs/values.json", b'{"S001": NaN}'),
        ("inputs/roster.json", b'[{"code": "S1"}]'),
        ("inputs/plan.json", b"[]"),
        ("results.json", b"{}"),
        ("results.json", b"[]"),
        ("inputs/values.json", b"[" * 100_000),
    ],
)
def test_what_cannot_be_read_is_said_and_never_called_the_same(
    folder: Path, name: str, data: bytes
) -> None:
    (folder / name).write_bytes(data)
    assert verify(folder)[0] == 4
    reseal(folder)
    code, said = verify(folder)
    assert code == 3
    assert "不能验算" in said


@pytest.mark.parametrize("data", [b"[]", b"{}", b'{"files": []}', b'{"files": {"a": 1}}', b"x"])
def test_a_manifest_that_is_none_is_said(folder: Path, data: bytes) -> None:
    (folder / "manifest.json").write_bytes(data)
    assert verify(folder)[0] in (3, 4)


@pytest.mark.parametrize("name", ["manifest.json", "inputs/history.json"])
def test_a_missing_file_is_said(folder: Path, name: str) -> None:
    (folder / name).unlink()
    code, said = verify(folder)
    assert code == (3 if name == "manifest.json" else 4)
    assert name in said


@pytest.mark.parametrize("name", ["../outside.json", "/etc/hostname"])
def test_the_manifest_leads_nowhere_outside_the_folder(folder: Path, name: str) -> None:
    (folder.parent / "outside.json").write_bytes(b"{}")
    edit(folder / "manifest.json", lambda m: m["files"].update({name: sha256(b"{}").hexdigest()}))
    code, said = verify(folder)
    assert code == 4
    assert f"{name} 列入了" in said


def test_an_input_left_out_of_the_manifest_is_said(folder: Path) -> None:
    edit(folder / "manifest.json", lambda m: m["files"].pop("inputs/marks.json"))
    assert "inputs/marks.json 没有列入" in verify(folder)[1]


def test_every_difference_names_its_unit_and_its_indicator() -> None:
    derived = derive(whole_school())
    forged = json.loads(json.dumps(derived))
    forged["units"][0]["indicators"][18].update(points="4.00", reviewed="4.00")
    assert differences(derived, forged) == [
        "单位 S1 指标 3.5 考评分：重算为\"3.80\"，结果里是\"4.00\"。",
        "单位 S1 指标 3.5 审定分：重算为\"3.80\"，结果里是\"4.00\"。",
    ]  # fmt: skip
    assert differences(derived, json.loads(json.dumps(derived))) == []


def test_it_stands_alone_and_stays_a_file_one_can_read() -> None:
    text = SOURCE.read_text("utf-8")
    nodes = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom | ast.Import)
    ]
    names = {
        node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in nodes
    }
    assert {str(name).partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert len(text.splitlines()) <= 1700
