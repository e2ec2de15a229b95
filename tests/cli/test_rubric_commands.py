"""What the rubric commands print and return, as a clerk or a script meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine import __version__
from engine.cli.chinese import Lazy
from engine.cli.main import COMMANDS, main

BAD = Path(__file__).parents[1] / "bad_rubrics"


class Said:
    """One run of a command: exit code, what it printed, what it complained of."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        capsys.readouterr()
        self.code = main(["--rubrics", str(BAD), *arguments])
        self.out, self.err = capsys.readouterr()


def test_list_names_every_edition(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "rubric", "list")
    assert said.code == 0
    rows = [line.split("\t") for line in said.out.splitlines()]
    assert rows[0] == ["名称", "标题", "性质", "总分", "项数", "是否发布"]
    assert ["small@2025", "小标准（测试用，虚构）", "示范", "10", "3", "未发布"] in rows
    assert [row[0] for row in rows[1:]] == sorted(row[0] for row in rows[1:])


def test_list_goes_on_past_an_edition_it_cannot_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken" / "2025.yaml"
    broken.parent.mkdir()
    broken.write_text("kind: rubric\n", "utf-8")
    code = main(["--rubrics", str(tmp_path), "rubric", "list"])
    out, err = capsys.readouterr()
    assert code == 3
    assert "wuhao-school@2025" in out
    assert "〔Y503〕broken/2025.yaml·第1行：缺少“title”。" in err


def test_show_says_points_standards_and_fields(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "rubric", "show", "small@2025")
    assert said.code == 0
    for words in (
        "1 活动经常（10分）",
        "  1.2 制度（4分）",
        "每1次得1分，最多6分",
        "〔校〕F4 培训（次）：0—20",
        "表扬（3分）",
        "N1 弄虚作假",
    ):
        assert words in said.out


def test_show_of_one_indicator_shows_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "rubric", "show", "small@2025", "1.2")
    assert said.code == 0
    assert "1.2 制度" in said.out
    assert "1.1" not in said.out
    assert Said(capsys, "rubric", "show", "small@2025", "7.7").code == 2


GREATER = """\
alliance:
  {by: 学段, own: 0.7, shared: 0.3, of: others,
   measure: growth, last: 上年得分, most: 5, points: 20}
convert_to: 100
penalties:
  cap: null
  floor: zero
  coefficient: {by: 在校生数, steps: [{at_least: 2000, value: 0.8}], below: 1}
  indicators:
    - code: "K1"
      title: 通报
      points: null
      fields:
        - {code: F6, title: 通报, type: number, minimum: 0, maximum: 9, source: office}
      rule: {kind: penalty, events: [{title: 通报, points: 2, count: F6}]}
      evidence_none: 由评估办公室查档
"""
ROSTER = """\
unit_fields:
  - {code: 在校生数, title: 在校生数, type: number, minimum: 0, maximum: 9999}
  - {code: 上年得分, title: 上年总分, type: number, minimum: 0, maximum: 99}
"""
AROUND: dict[str, tuple[tuple[str, str], list[str]]] = {
    "a converted section": (
        ("    points: 10\n", "    points: 20\n    convert: true\n"),
        ["1 活动经常（20分）", "  折算：各项得分合起来折算到20分。"],
    ),
    "a section that is waived": (
        ("    points: 10\n", "    points: 10\n    not_applicable: "
         "{policy: waive, when: 学段 = 初中, held: 示范校, counts: full}\n"),
        ["  不适用：学段为“初中”的，凭“示范校”免评，按满分算。"],
    ),
    "raw points": (
        ("        points: 6\n", "        points: 6\n        raw: 20\n"),
        ["    原始满分：20分，得分折算到6分。"],
    ),
    "a condition nobody can read": (
        ("        points: 6\n", "        points: 6\n        not_applicable: "
         "{policy: full, when: F99 = 是}\n"),
        ["    不适用：F99 = 是的，按满分算。"],
    ),
    "an item that leaves on request": (
        ("        points: 6\n", "        points: 6\n        not_applicable: {policy: remove}\n"),
        ["    不适用：申请获准的，不计入满分。"],
    ),
    "an item whose points are brought back": (
        ("        points: 6\n", "        points: 6\n        not_applicable: "
         "{policy: rescale, within: total, when: 学段 = 初中}\n"),
        ["    不适用：学段为“初中”的，不计入满分，总分余下的得分折算回原来的满分。"],
    ),
    "what is done with the sums": (
        ("unit_fields:\n", f"{GREATER}{ROSTER}"),
        [
            "折算：基础分折算到100分。",
            "捆绑评价：“学段”相同的单位一起算：总分＝自己的总分×0.7＋联盟的分×0.3；联盟的分是其他成员比"
            "“上年总分”平均增加的分，增5分以上的算20分，不足的按比例，没有增的算0分；没有联盟的用自己的总分。",
            "扣分（从总分中扣，不设上限；扣到0分为止；乘以系数（在校生数≥2000的0.8，其余1））",
            "  K1 通报（不设上限）",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", AROUND)
def test_show_says_what_stands_around_the_rules(
    what: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (old, new), wanted = AROUND[what]
    text = (BAD / "small/2025.yaml").read_text("utf-8")
    assert text.count(old) == 1
    file = tmp_path / "around.yaml"
    file.write_text(text.replace(old, new), "utf-8")
    said = Said(capsys, "rubric", "show", str(file)).out.splitlines()
    assert [line for line in wanted if line not in said] == []


def test_show_of_a_plan_says_quota_and_gates(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "rubric", "show", "small-plan@2025")
    assert "名额：基数的15/100，只舍不入，按学段分组" in said.out
    assert "前置：已经合格" in said.out


def test_show_as_json_is_the_canonical_form(capsys: pytest.CaptureFixture[str]) -> None:
    shown = json.loads(Said(capsys, "rubric", "show", "small@2025", "--json").out)
    assert shown["reference"] == "small@2025"
    assert shown["content"]["sections"][0]["indicators"][1]["points"] == "4"
    assert len(shown["sha256"]) == len(shown["structure"]) == 64


def test_lint_prints_each_problem_and_a_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(BAD / "total-sum.yaml")
    said = Said(capsys, "rubric", "lint", file)
    assert said.code == 1
    assert said.out.splitlines() == [
        f"〔Y525〕{file}·第9行：各一级指标合计 10 分，总分写的是 100 分。"
        "请核对总分（total）和各一级指标的分值。",
        f"{file}：有1处须改正。",
    ]


@pytest.mark.parametrize(
    ("targets", "code"),
    [
        (["small@2025", "small-plan@2025"], 0),
        ([str(BAD / "bonus-cap-out-of-reach.yaml")], 0),
        (["small@2025", str(BAD / "unknown-key.yaml")], 1),
        ([str(BAD / "unknown-key.yaml"), str(BAD / "duplicate-key.yaml")], 3),
        (["none@2025"], 3),
    ],
)
def test_the_exit_code_of_lint_is_that_of_the_worst_file(
    capsys: pytest.CaptureFixture[str], targets: list[str], code: int
) -> None:
    assert Said(capsys, "rubric", "lint", *targets).code == code


def test_lint_as_json_gives_places(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(BAD / "total-sum.yaml")
    [report] = json.loads(Said(capsys, "rubric", "lint", file, "--json").out)
    assert (report["file"], report["code"]) == (file, 1)
    assert report["problems"][0]["place"] == {"file": file, "line": 9}


@pytest.mark.parametrize("day", ["2025/10/01", "2025-02-30", "今天"])
def test_lint_takes_a_day_as_rubrics_write_it(capsys: pytest.CaptureFixture[str], day: str) -> None:
    said = Said(capsys, "rubric", "lint", "small@2025", "--on", day)
    assert (said.code, "要写成 2025-01-31 这样的日期" in said.err) == (2, True)


def test_lint_holds_a_rubric_against_the_days_it_is_given(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "dated.yaml"
    text = (BAD / "small/2025.yaml").read_text("utf-8")
    file.write_text(text.replace("status: model", "status: model\nchecked_on: 2020-01-01"), "utf-8")
    days = ("--on", "2022-01-01", "--hand-in", "2025-10-30")
    assert "〔Y565〕" in Said(capsys, "rubric", "lint", str(file), *days).out
    assert "〔Y563〕" not in Said(capsys, "rubric", "lint", str(file), *days).out
    assert "〔Y563〕" in Said(capsys, "rubric", "lint", str(file)).out  # today


def test_publish_then_change_is_seen(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "small" / "2025.yaml"
    file.parent.mkdir()
    text = (BAD / "small/2025.yaml").read_text("utf-8")
    file.write_text(text, "utf-8")
    own = ["--rubrics", str(tmp_path), "rubric"]
    assert main([*own, "publish", str(file)]) == 0
    assert main([*own, "publish", str(file)]) == 1
    assert main([*own, "show", "small@2025"]) == 0
    file.write_text(text.replace("活动经常", "活动很多"), "utf-8")
    capsys.readouterr()
    assert main([*own, "show", "small@2025"]) == 4
    assert "〔Y506〕" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "没有 nonsense 这个命令。"),
        (["rubric", "nonsense"], "没有 nonsense 这个命令。"),
        (["rubric", "show"], "还缺 名称或文件。"),
        (["rubric", "list", "--all"], "没有 --all 这个选项。"),
        (["rubric", "list", "more"], "参数写多了。"),
    ],
)
def test_a_wrong_call_is_said_in_chinese(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    run = Said(capsys, *arguments)
    assert run.code == 2
    assert run.err.startswith(f"命令写得不对：{said}\n用法见：wuhao")


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["rubric"], ["rubric", "lint", "--help"], ["problems", "-h"]]
)
def test_help_is_in_chinese_and_gives_an_example(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    said = Said(capsys, *arguments)
    assert said.code == 0
    assert "例：wuhao " in said.out
    for english in ("Usage", "Options", "Commands", "Show this"):
        assert english not in said.out


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert Said(capsys, "--version").out == f"wuhao {__version__}\n"


def test_a_problem_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert "得分可能超出分值" in Said(capsys, "problems", "y513").out
    assert len(Said(capsys, "problems").out.splitlines()) > 40
    assert Said(capsys, "problems", "Q999").code == 2


def test_our_own_error_ends_with_5_and_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(COMMANDS, "crash", Lazy("engine.cli.output:no_such_name", ""))
    assert main(["crash"]) == 5
    err = capsys.readouterr().err
    assert "程序自己的错误" in err
    assert "Traceback" not in err
    monkeypatch.setenv("WUHAO_DEBUG", "1")
    assert main(["crash"]) == 5
    assert "Traceback" in capsys.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\nfrom engine.cli.main import main\nassert main(['--help']) == 0\n"
        "print(sorted({'numpy', 'pydantic', 'yaml', 'rich', 'jsonschema'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
