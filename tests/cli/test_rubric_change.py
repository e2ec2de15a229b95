"""`wuhao rubric diff` and `replay` as the office meets them, and a used edition nobody may edit."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cycle.year import open_year
from tests.cli.said import Run, YearAt, refuses
from tests.cycle.small_year import tree

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "rubrics" / "wuhao-school" / "2025.yaml"
A = "wuhao-school@2025"


def edited(tmp_path: Path, *pairs: tuple[str, str]) -> str:
    """A copy of the model rubric in which each text, which stands in it, is another."""
    text = MODEL.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "新标准.yaml"
    file.write_text(text, "utf-8")
    return str(file)


REVISED = ("status: model", "revision: 2\nstatus: model")
"""What is published never changes under its name: a change is a new revision."""
DEARER = ("target: 2000", "target: 3000")
NEXT_YEAR = ('edition: "2025"', 'edition: "2026"')
REWORDED = ("title: 组织机构健全", "title: 组织机构")
ASKS_MORE = (
    '          - {code: "F143", title: 纳入工作考核并有记录, type: yes-no}\n',
    '          - {code: "F143", title: 纳入工作考核并有记录, type: yes-no}\n'
    '          - {code: "F144", title: 年度有总结会, type: yes-no}\n',
)
RECODED = ('- code: "1.5"', '- code: "1.10"')
MAP = """\
kind: code-map
format: "1"
from: wuhao-school@2025
to: wuhao-school@2026
renamed:
  - {from: "1.5", to: "1.10"}
"""


def test_diff_says_the_three_parts_and_the_digests(run: Run, tmp_path: Path) -> None:
    said = run(tmp_path, "rubric", "diff", A, edited(tmp_path, DEARER, NEXT_YEAR, REWORDED))
    assert said.code == 0
    lines = said.out.splitlines()
    for line in (
        "措辞：1处",
        "  指标 1.1“组织机构”·名称：组织机构健全 → 组织机构",
        "结构：1处",
        "  版次：2025 → 2026",
        "计分：1处",
        "  指标 1.6“工作经费”·计分规则·目标：2000 → 3000",
        "结构变了：按原来的标准填好的自评表，在新标准下不能读，要发新的表样。",
    ):
        assert line in lines


def test_diff_says_when_forms_can_still_be_read(run: Run, tmp_path: Path) -> None:
    new = edited(tmp_path, REWORDED, REVISED)
    assert "在新标准下照样能读" in run(tmp_path, "rubric", "diff", A, new).out
    shown = run(tmp_path, "rubric", "diff", A, new, "--json").json
    assert (shown["same"], shown["forms_readable"]) == (False, True)
    assert shown["old"]["structure"] == shown["new"]["structure"]
    assert {each["part"] for each in shown["changes"]} == {"wording"}


def test_diff_says_when_nothing_changed_whatever_the_file_looks_like(
    run: Run, tmp_path: Path
) -> None:
    file = edited(tmp_path, ("sections:\n", "# 抄自原件\nsections:\n"))
    assert run(tmp_path, "rubric", "diff", A, file).out.splitlines()[-1] == "两份内容相同。"


def test_diff_compares_plans_too(run: Run, tmp_path: Path) -> None:
    plan = ROOT / "rubrics" / "taicang-consolidation" / "2025.yaml"
    file = tmp_path / "新方案.yaml"
    text = plan.read_text("utf-8").replace("numerator: 15", "numerator: 20")
    file.write_text(text.replace(*REVISED), "utf-8")
    said = run(tmp_path, "rubric", "diff", "taicang-consolidation@2025", str(file))
    assert "·名额·比例：15/100 → 20/100" in said.out
    assert "自评表" not in said.out


def test_diff_joins_codes_by_the_map_alone(run: Run, tmp_path: Path) -> None:
    new = edited(tmp_path, RECODED, NEXT_YEAR)
    said = run(tmp_path, "rubric", "diff", A, new).out
    assert "  指标 1.5“办公条件”：取消（原为：3分）" in said
    (tmp_path / "对照.yaml").write_text(MAP, "utf-8")
    said = run(tmp_path, "rubric", "diff", A, new, "--map", str(tmp_path / "对照.yaml")).out
    assert "  指标 1.10“办公条件”·编码：1.5 → 1.10" in said
    assert "取消" not in said


BAD_MAPS = {
    "a code that is not there": (
        MAP.replace('"1.5"', '"1.44"'), "〔Y591〕对照.yaml·第6行", "原标准里没有指标 1.44",
    ),
    "a code without quotes": (MAP.replace('"1.10"', "1.10"), "〔Y501〕对照.yaml·第6行", "1.10"),
    "another edition": (
        MAP.replace("@2026", "@2027"), "〔Y591〕对照.yaml·第4行", "wuhao-school@2027",
    ),
    "an unknown key": (
        MAP.replace("renamed:", "renames:"), "〔Y591〕对照.yaml·第5行", "没有叫“renames”的键",
    ),
    "one heir of a split": (
        MAP.replace("renamed:", "split:").replace('to: "1.10"', 'to: ["1.10"]'),
        "〔Y591〕对照.yaml·第6行", "to",
    ),
    "another kind of file": (
        MAP.replace("kind: code-map", "kind: rubric"), "〔Y591〕对照.yaml·第1行", "code-map",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_MAPS)
def test_a_bad_map_is_refused_on_its_line(run: Run, tmp_path: Path, what: str) -> None:
    text, *words = BAD_MAPS[what]
    (tmp_path / "对照.yaml").write_text(text, "utf-8")
    new = edited(tmp_path, RECODED, NEXT_YEAR)
    command = ("rubric", "diff", A, new, "--map", str(tmp_path / "对照.yaml"))
    refuses(run, tmp_path, command, 3, *words)


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "a rubric and a plan": (("diff", A, "taicang-consolidation@2025"), 2, "〔Y592〕"),
    "nothing there": (("diff", A, "nowhere@2025"), 3, "〔Y502〕"),
    "no map there": (("diff", A, A, "--map", "没有.yaml"), 2, "〔L715〕"),
    "a map for plans": (
        ("diff", "taicang-consolidation@2025", "taicang-consolidation@2025", "--map", "x"),
        2, "不用 --map",
    ),
    "no year": (("replay", A, A), 2, "〔L705〕"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_change_that_cannot_be_shown_says_why(run: Run, tmp_path: Path, what: str) -> None:
    arguments, code, word = WRONG[what]
    refuses(run, tmp_path, ("rubric", *arguments), code, word)


def test_replay_names_whose_result_changes_and_writes_nothing(
    run: Run, year_at: YearAt, tmp_path: Path
) -> None:
    folder = year_at("scored")
    before = tree(folder)
    new = edited(tmp_path, ASKS_MORE, NEXT_YEAR)
    said = run(tmp_path, "rubric", "replay", A, new, "-C", str(folder))
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("内部材料")
    assert lines[2].endswith("总分变成暂定的4个。")
    assert "010101 青禾路小学（示例）" in said.out
    assert "    1.4 未定：F144“年度有总结会”是新增的，没有问过" in lines
    assert "入选 → 未入选" in said.out
    assert tree(folder) == before


def test_replay_as_json_gives_both_sides(run: Run, year_at: YearAt, tmp_path: Path) -> None:
    folder = year_at("closed")
    new = edited(tmp_path, ("per: 0.5", "per: 1"), NEXT_YEAR)
    shown = run(folder, "rubric", "replay", A, new, "--json").json
    assert shown["internal"] is True
    assert shown["counts"]["provisional"] == 0
    assert {m["code"] for unit in shown["units"] for m in unit["moved"]} <= {"1.7"}


@pytest.mark.parametrize(
    "changes", [(), (NEXT_YEAR,), (REWORDED, REVISED)], ids=["none", "year", "words"]
)
def test_replay_of_the_same_scoring_changes_nobody(
    run: Run, year_at: YearAt, tmp_path: Path, changes: tuple[tuple[str, str], ...]
) -> None:
    said = run(year_at("closed"), "rubric", "replay", A, edited(tmp_path, *changes))
    assert said.out.splitlines()[-1] == "按新标准重算，各单位的总分、名次、等次和评奖都没有变。"


def test_replay_by_a_map_carries_what_was_renamed(
    run: Run, year_at: YearAt, tmp_path: Path
) -> None:
    folder, new = year_at("closed"), edited(tmp_path, RECODED, NEXT_YEAR)
    (tmp_path / "对照.yaml").write_text(MAP, "utf-8")
    said = run(folder, "rubric", "replay", A, new, "--map", str(tmp_path / "对照.yaml"))
    assert said.out.splitlines()[-1] == "按新标准重算，各单位的总分、名次、等次和评奖都没有变。"
    assert "1.5 3.00→—" in run(folder, "rubric", "replay", A, new).out


def test_replay_refuses_what_it_cannot_do(run: Run, year_at: YearAt, tmp_path: Path) -> None:
    folder = year_at("closed")
    other = ("rubric", "replay", "parent-school@2009", A)
    refuses(run, folder, other, 2, "〔Y593〕", "不是 parent-school@2009")
    unsound = edited(tmp_path, ("total: 100", "total: 99"), REVISED)
    refuses(run, folder, ("rubric", "replay", A, unsound), 3, "〔Y525〕")
    refuses(run, folder, ("rubric", "replay", A, "parent-school@2009"), 3, "〔Y593〕", "一级指标")
    refuses(run, year_at_again(year_at, folder, "new"), ("rubric", "replay", A, A), 2, "〔L702〕")


def year_at_again(year_at: YearAt, folder: Path, stage: str) -> Path:
    shutil.rmtree(folder)
    return year_at(stage)


def own_edition(folder: Path) -> Path:
    """The year's own copy of its rubric, which nobody published."""
    file = folder / "rubrics" / "wuhao-school" / "2025-r2.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(MODEL.read_text("utf-8").replace(*REVISED), "utf-8")
    return file


USED: dict[str, Callable[[str], str]] = {
    "a parameter": lambda text: text.replace(*DEARER),
    "a word": lambda text: text.replace(*REWORDED),
    "a field more": lambda text: text.replace(*ASKS_MORE),
}


@pytest.mark.parametrize("what", USED)
def test_an_edition_that_a_year_uses_cannot_be_edited_though_nobody_published_it(
    run: Run, year_at: YearAt, what: str
) -> None:
    folder = year_at("filled")
    file = own_edition(folder)
    assert run(folder, "lock").code == 0
    text = file.read_text("utf-8")
    file.write_text(f"# 只加一行说明\n{text}", "utf-8")
    assert open_year(folder).require_lock("计分")["rubric"] == f"{A}-r2"
    file.write_text(USED[what](text), "utf-8")
    for command in (("sheets",), ("intake",), ("score",), ("rubric", "replay", A, A)):
        refuses(run, folder, command, 4, "〔L703〕wuhao-school@2025：评估标准")


@pytest.mark.slow
def test_a_district_is_replayed_within_three_seconds(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "2025"
    shutil.copytree(ROOT / "submissions" / "example-2025", folder)
    decision = str(folder / "decisions" / "收口决定.yaml")
    for step in (("intake",), ("review", "read"), ("close", "--decision", decision)):
        assert run(folder, *step).code in (0, 1)
    begun = time.perf_counter()
    said = run(folder, "rubric", "replay", A, edited(tmp_path, DEARER, NEXT_YEAR))
    assert time.perf_counter() - begun < 3
    assert "名册49个单位" in said.out
    assert "得分变动：1.6 3.00→2.68" in said.out
    assert "未定" not in said.out
