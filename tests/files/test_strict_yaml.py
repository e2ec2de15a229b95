"""What the strict YAML reader accepts, and the one placed sentence it gives for each slip."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.files import strict_yaml
from engine.files.strict_yaml import MAX_PROBLEMS, load
from engine.records.problem import CannotGoOn, Problem

TEXT_KEYS = frozenset({"code", "family", "edition", "clauses"})

RUBRIC = """\
# 注释不算内容
family: "five-good"
edition: "2025"
published: 2025-09-01
open: true
note: null
sections:
  - code: "1.10"
    title: 组织 建设
    points: 12.50
    clauses: ["1.10", 二]
  - code: A-2
    points: 0.5
    text: |
      第一行
      第二行
"""


def faults(text: str | bytes) -> tuple[Problem, ...]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(CannotGoOn) as caught:
        load(data, "评分标准.yaml", TEXT_KEYS)
    assert all(each.code == "Y501" for each in caught.value.problems)
    assert all(each.place.file == "评分标准.yaml" for each in caught.value.problems)
    return caught.value.problems


def fault_lines(text: str | bytes) -> list[int | None]:
    return [each.place.line for each in faults(text)]


def test_scalars_stay_the_text_that_was_typed() -> None:
    assert load(RUBRIC.encode(), "f", TEXT_KEYS).value == {
        "family": "five-good",
        "edition": "2025",
        "published": "2025-09-01",
        "open": True,
        "note": None,
        "sections": [
            {"code": "1.10", "title": "组织 建设", "points": "12.50", "clauses": ["1.10", "二"]},
            {"code": "A-2", "points": "0.5", "text": "第一行\n第二行\n"},
        ],
    }


def test_every_path_knows_its_line_and_a_missing_one_the_line_of_its_parent() -> None:
    document = load(RUBRIC.encode(), "f", TEXT_KEYS)
    assert document.lines[("family",)] == 2
    assert document.lines[("sections",)] == 7
    assert document.lines[("sections", 0)] == 8
    assert document.lines[("sections", 0, "clauses", 1)] == 11
    assert document.lines[("sections", 1, "text")] == 14
    assert document.line_of(("sections", 0, "rule", "kind")) == 8
    assert document.line_of(("nothing", 3)) == 2


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    plain = load(RUBRIC.encode(), "f", TEXT_KEYS)
    windows = load(b"\xef\xbb\xbf" + RUBRIC.replace("\n", "\r\n").encode(), "f", TEXT_KEYS)
    assert windows == plain


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a: no", "true 和 false"),
        ("a: Yes", "true 和 false"),
        ("a: y", "true 和 false"),
        ("a: TRUE", "true 和 false"),
        ("a: off", "true 和 false"),
        ("a: ~", "null"),
        ("a: Null", "null"),
        ("a: 1:30", "六十进制"),
        ("a: 010", "八进制"),
        ("a: 0o17", "八进制"),
        ("a: 089", "八进制"),
        ("a: 00.5", "八进制"),
        ("a: 0x1F", "十进制"),
        ("a: 0b11", "十进制"),
        ("a: 1_000", "十进制"),
        ("a: .inf", "十进制"),
        ("a: -.INF", "十进制"),
        ("a: .nan", "十进制"),
        ("a: 1e5", "科学记数法"),
        ("a: 1.5E-3", "科学记数法"),
        ("a: =", "另有意思"),
        ("code: 1.10", "编码须加引号"),
        ("edition: 2025", "编码须加引号"),
        ("clauses: [第一条, 1.1]", "编码须加引号"),
        ("1.10: a", "编码须加引号"),
        ("no: a", "true 和 false"),
        ("true: a", "键不能是"),
        ("<<: {b: c}", "合并键"),
        ("a: &x b", "锚点"),
        ("a: *x", "别名"),
        ("a: !!python/object:os.system {}", "类型标记"),
        ("a: !!str 1", "类型标记"),
        ("? [a]\n: b", "键只能是一个词"),
        ("%YAML 1.1\n---\na: b", "指令"),
        ("a: b\n---\nc: d", "只能写一份"),
        ("a:\n\t- b", "Tab"),
        ("a: b: c", "冒号"),
        ("a: 'x", "引号没有配对"),
        ("a: [b, c", "方括号"),
        ("a: {b: 1", "花括号"),
        ("a:\n  - b\n - c", "对齐"),
        ("", "空的"),
        ("# 只有注释", "空的"),
        ("a: b\x00c", "看不见"),
        ("a: 文\u200b字", "看不见"),
        ("a: \x85b", "看不见"),
    ],
)
def test_each_slip_gets_one_sentence_with_a_line(written: str, said: str) -> None:
    (only,) = faults(written)
    assert said in only.message
    assert only.place.line is not None


@pytest.mark.parametrize(
    "written",
    ["'no'", '"010"', "'1.10'", "1.1.2", "2025-09-01", "norway", "0", "-1.50", "e5", "1e"],
)
def test_quoted_words_and_plain_decimals_are_kept(written: str) -> None:
    kept = load(f"a: {written}\nb: [{written}]".encode(), "f", TEXT_KEYS).value
    assert kept == {"a": written.strip("'\""), "b": [written.strip("'\"")]}


def test_a_duplicate_key_names_both_lines() -> None:
    (only,) = faults("weight: 30\ntitle: a\nweight: 70\n")
    assert only.place.line == 3
    assert "第1行" in only.message


def test_all_faults_are_said_in_one_pass_with_the_syntax_error_that_ends_it() -> None:
    assert fault_lines("a: no\nb: 010\na: 2\ncode: 1.10\nd: 'open\n") == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("名称: 甲".encode("gb18030"), 1),
        (b"a: b\n" + "名称: 甲".encode("gb18030"), 2),
        ("a: b".encode("utf-16"), 1),
    ],
)
def test_only_utf8_is_read(data: bytes, line: int) -> None:
    (only,) = faults(data)
    assert "UTF-8" in only.message
    assert only.place.line == line


BOMB = "a: &a [x,x]\n" + "".join(f"{k}: &{k} [*a,*a]\n" for k in "bcdefgh")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3_000 + "]" * 3_000,
        "[" * 900_000,
        "\n".join(" " * depth + "a:" for depth in range(1_300)),
        "- " * 400_000 + "a",
        BOMB,
        "a: " + "x" * 900_000,
        "a: " + "x" * 1_100_000,
        "a: |\n  " + "9" * 900_000,
    ],
    ids=["deep", "unclosed", "deep blocks", "deep dashes", "aliases", "scalar", "size", "digits"],
)
def test_a_hostile_file_gets_one_placed_answer_within_a_second(text: str) -> None:
    started = time.process_time()
    (only,) = faults(text)
    assert only.place.line is not None
    assert time.process_time() - started < 1


def test_a_file_full_of_slips_is_answered_up_to_a_limit() -> None:
    started = time.process_time()
    assert len(faults("- ~\n" * 240_000)) == MAX_PROBLEMS
    assert time.process_time() - started < 1


def test_twenty_levels_are_read_and_twenty_one_are_not() -> None:
    load(("[" * 20 + "]" * 20).encode(), "f", TEXT_KEYS)
    (only,) = faults("[" * 21 + "]" * 21)
    assert "20 层" in only.message


PLAIN_DATA = st.recursive(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab甲", min_size=1), inner),
    max_leaves=12,
)


@given(PLAIN_DATA)
def test_what_a_writer_quotes_comes_back_unchanged(value: object) -> None:
    written = yaml.safe_dump(value, allow_unicode=True, default_style='"')
    assert load(written.replace("!!null", "").encode(), "f", frozenset()).value == value


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_document_or_in_placed_problems(data: bytes) -> None:
    try:
        load(data, "f", TEXT_KEYS)
    except CannotGoOn as refused:
        assert all(each.place.line for each in refused.problems)


@given(st.text("ab:- []{}#&*!|>'\"%@`\n\t,?01.~", max_size=60))
def test_what_is_accepted_agrees_in_shape_with_the_library(text: str) -> None:
    try:
        ours = load(text.encode(), "f", frozenset()).value
    except CannotGoOn:
        return
    assert _shape(ours) == _shape(yaml.load(text, Loader=yaml.CBaseLoader))


def _shape(value: object) -> object:
    if isinstance(value, dict):
        return {key: _shape(inner) for key, inner in value.items()}
    return [_shape(inner) for inner in value] if isinstance(value, list) else None


def test_the_reader_for_machines_without_the_c_library_agrees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fast = load(RUBRIC.encode(), "f", TEXT_KEYS)
    monkeypatch.setattr(strict_yaml, "_LOADER", yaml.SafeLoader)
    assert load(RUBRIC.encode(), "f", TEXT_KEYS) == fast
