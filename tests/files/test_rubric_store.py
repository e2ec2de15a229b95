"""Rubrics and plans are found by name, newest first, and a published one cannot change unseen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.files import published
from engine.files.rubric_store import Store, publish, standard_store
from engine.records.problem import CannotGoOn
from engine.rubric.preparing import prepare

ROOT = Path(__file__).parents[2]
SMALL = (ROOT / "tests/bad_rubrics/small/2025.yaml").read_text("utf-8")
PLAN = (ROOT / "tests/bad_rubrics/small-plan/2025.yaml").read_text("utf-8")
SHIPPED = standard_store().references()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of two revisions of one rubric, another edition, and a plan."""
    folder = tmp_path / "rubrics"
    second = SMALL.replace('edition: "2025"\n', 'edition: "2025"\nrevision: 2\n')
    keep(folder, "small/2025", SMALL)
    keep(folder, "small/2025-r2", second.replace("小标准", "小标准第二版"))
    keep(folder, "small/2024", SMALL.replace('edition: "2025"', 'edition: "2024"'))
    keep(folder, "small-plan/2025", PLAN)
    return folder


def keep(folder: Path, name: str, text: str) -> Path:
    file = folder / f"{name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def refused(store: Store, target: str) -> tuple[list[str], int]:
    """The codes with which a load is refused, and the exit code."""
    with pytest.raises(CannotGoOn) as caught:
        store.load(target)
    return [each.code for each in caught.value.problems], caught.value.exit_code


def test_a_reference_means_the_newest_revision_and_may_name_one(root: Path) -> None:
    store = Store([root])
    assert store.load("small@2025").rubric.title.startswith("小标准第二版")
    assert store.load("small@2025-r2").value.reference == "small@2025-r2"
    assert store.load("small@2025-r1").value.reference == "small@2025"
    assert store.load("small@2024").rubric.edition == "2024"
    assert store.load("small-plan@2025").plan.rubric == "small@2025"


def test_a_path_is_read_wherever_it_is(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "我的标准.yaml"
    file.write_text(SMALL, "utf-8")
    assert Store([]).load(str(file)).rubric.family == "small"


def test_every_edition_is_listed_once_and_in_order(root: Path) -> None:
    expected = ("small-plan@2025", "small@2024", "small@2025", "small@2025-r2")
    assert Store([root, root]).references() == expected


def test_the_first_folder_that_has_an_edition_wins(root: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    keep(own, "small/2025", SMALL.replace("小标准", "本办标准"))
    assert Store([own, root]).load("small@2025").rubric.title.startswith("本办标准")
    assert Store([own, root]).load("small@2024").rubric.title.startswith("小标准")


@pytest.mark.parametrize(
    "target", ["small@2023", "small@2025-r9", "none@2025", "small", "../small@2025", "none.yaml"]
)
def test_what_is_not_there_is_said(root: Path, target: str) -> None:
    assert refused(Store([root]), target) == (["Y502"], 3)


def test_a_plan_is_not_taken_for_a_rubric(root: Path) -> None:
    loaded = Store([root]).load("small-plan@2025")
    with pytest.raises(CannotGoOn, match="名额方案"):
        _ = loaded.rubric


def test_a_file_must_hold_the_edition_its_name_says(root: Path) -> None:
    keep(root, "small/2026", SMALL)
    keep(root, "large/2025", SMALL)
    assert refused(Store([root]), "small@2026") == (["Y505"], 3)
    assert refused(Store([root]), "large@2025") == (["Y505"], 3)


def test_wrong_keys_stop_a_load_with_their_lines(root: Path) -> None:
    keep(root, "small/2024", SMALL.replace("total:", "totl:").replace("bars_awards", "bars"))
    with pytest.raises(CannotGoOn) as caught:
        Store([root]).load("small@2024")
    lines = [each.place.line for each in caught.value.problems]
    assert lines == [SMALL[: SMALL.index(key)].count("\n") + 1 for key in ("total:", "bars_")]


def test_a_published_edition_is_listed_with_its_digests(root: Path) -> None:
    loaded = publish(Store([root]), root / "small/2025.yaml")
    listed = json.loads((root / "published.json").read_text("utf-8"))
    assert listed == {"small@2025": published.digests(loaded.value).model_dump()}
    assert Store([root]).published == {"small@2025"}
    publish(Store([root]), root / "small-plan/2025.yaml")
    assert Store([root]).published == {"small@2025", "small-plan@2025"}


CHANGES = {
    "title: 制度": ("title: 制度和档案", "改了文字"),
    "at_least: 9}": ("at_least: 8}", "改了文字"),
    "per: 1}": ("per: 2}", "改了编码、填报项、规则或分值"),
    "maximum: 20, at_most": ("maximum: 30, at_most", "改了编码、填报项、规则或分值"),
}


@pytest.mark.parametrize("before", CHANGES)
def test_a_published_edition_that_was_changed_is_refused(root: Path, before: str) -> None:
    file = root / "small/2025.yaml"
    publish(Store([root]), file)
    after, extent = CHANGES[before]
    file.write_text(SMALL.replace(before, after), "utf-8")
    for target in ("small@2025-r1", str(file)):
        assert refused(Store([root]), target) == (["Y506"], 4)
    with pytest.raises(CannotGoOn, match=extent):
        Store([root]).load(str(file))


def test_comments_spacing_and_line_ends_change_nothing(root: Path) -> None:
    file = root / "small/2025.yaml"
    publish(Store([root]), file)
    text = "# 抄自原件\n" + SMALL.replace("total: 10", 'total:   "10.0"').replace("\n", "\r\n")
    file.write_bytes(text.encode())
    assert Store([root]).load("small@2025-r1").rubric.total == 10


@pytest.mark.parametrize("text", ["{", "[]", '{"small@2025": 1}', '{"small@2025": {}}'])
def test_a_published_list_that_cannot_be_read_stops_everything(root: Path, text: str) -> None:
    (root / "published.json").write_text(text, "utf-8")
    assert refused(Store([root]), "small@2025") == (["Y506"], 4)


UNPUBLISHABLE = {
    "a draft": ("status: model", "status: draft", "Y507"),
    "an unsound one": ("total: 10", "total: 100", "Y525"),
    "a misplaced one": ('edition: "2025"', 'edition: "2030"', "Y507"),
}


@pytest.mark.parametrize("name", UNPUBLISHABLE)
def test_it_is_not_possible_to_publish(root: Path, name: str) -> None:
    before, after, code = UNPUBLISHABLE[name]
    file = keep(root, "small/2025", SMALL.replace(before, after))
    with pytest.raises(CannotGoOn, match=code):
        publish(Store([root]), file)
    assert not (root / "published.json").exists()


def test_nothing_is_published_twice(root: Path) -> None:
    file = root / "small/2025.yaml"
    publish(Store([root]), file)
    with pytest.raises(CannotGoOn, match="已经发布过了"):
        publish(Store([root]), file)


def test_a_chosen_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotGoOn, match="Y502"):
        standard_store(tmp_path / "none")


def test_a_chosen_folder_comes_before_what_we_ship(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert standard_store(root).load("small@2024").rubric.family == "small"
    monkeypatch.setenv("WUHAO_RUBRICS", str(root))
    assert {"small@2024", *SHIPPED} <= set(standard_store().references())


@pytest.mark.parametrize("reference", SHIPPED)
def test_what_we_ship_loads_and_nothing_in_it_blocks(reference: str) -> None:
    store = standard_store()
    loaded = store.load(reference)
    assert loaded.value.reference == reference
    heavy = [str(p) for p in store.problems(loaded) if p.severity in ("reject", "block")]
    assert heavy == []


def test_the_model_rubric_is_whole() -> None:
    store = standard_store()
    rubric = store.load("wuhao-school@2025").rubric
    standard, faults = prepare(rubric)
    assert faults == ()
    assert len(standard.items) == len(rubric.indicators) == 38
    assert {each.severity for each in store.problems(store.load("wuhao-school@2025"))} <= {
        "warning"
    }
