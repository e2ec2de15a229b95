"""The ledger keeps what was written, and says where a change begins."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.files.ledger import JSON, START, append, head, read
from engine.records.problem import CannotGoOn

BODIES: list[dict[str, JSON]] = [
    {"date": "2025-09-01", "number": "闽教关〔2025〕3号", "schools": 120},
    {"date": "2025-11-20", "reason": "逾期未补正", "items": ["1.10", "2.3"], "points": "0.00"},
    {},
    {"date": "2025-12-05", "from": None, "inner": {"b": True, "a": [1, -2]}},
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "ledger.jsonl"
    for body in BODIES:
        append(written, "decision", body)
    return written


def broken_at(path: Path) -> int | None:
    with pytest.raises(CannotGoOn) as caught:
        read(path)
    assert caught.value.exit_code == 4
    (only,) = caught.value.problems
    assert (only.code, only.place.file) == ("L710", "ledger.jsonl")
    return only.place.line


def test_no_ledger_yet_is_an_empty_one(tmp_path: Path) -> None:
    assert read(tmp_path / "ledger.jsonl") == ()
    assert head(()) == START


def test_what_was_appended_comes_back_in_order(path: Path) -> None:
    entries = read(path)
    assert [entry.body for entry in entries] == BODIES
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert entries[0].prev == START
    assert head(entries) == entries[-1].hash


def test_append_returns_the_new_head(path: Path) -> None:
    assert append(path, "publish", {"date": "2025-12-20"}) == head(read(path))


def test_a_stranger_redoes_the_chain_with_a_plain_json_writer(path: Path) -> None:
    before = START
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        stated = entry.pop("hash")
        assert entry["prev"] == before
        text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        before = hashlib.sha256(text.encode()).hexdigest()
        assert before == stated
    assert before == head(read(path))


def test_the_same_decisions_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.jsonl"
    for body in BODIES:
        append(again, "decision", dict(reversed(body.items())))
    assert again.read_bytes() == path.read_bytes()


def swap(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2], lines[1], lines[3]]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: lines[1:], 1),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (swap, 2),
        (lambda lines: [*lines, lines[-1]], 5),
        (lambda lines: [*lines, b"", b""], 5),
        (lambda lines: [*lines, b"{"], 5),
        (lambda lines: [*lines, b"[]"], 5),
        (lambda lines: [*lines[:3], lines[3][:-40]], 4),
        (lambda lines: [lines[0].replace(b"120", b"121"), *lines[1:]], 1),
        (lambda lines: [lines[0].replace(b"120", b"120.0"), *lines[1:]], 1),
        (lambda lines: [lines[0].replace(b'"schools":120', b'"schools":1,"schools":120')], 1),
        (lambda lines: [lines[0].replace(b",", b", ")], 1),
        (lambda lines: [b"[" * 100_000], 1),
        (lambda lines: [b"\xff" + lines[0]], 1),
        (lambda lines: [b""], 1),
    ],
)
def test_a_change_is_found_at_its_line(path: Path, change: object, line: int) -> None:
    assert callable(change)
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join(change(lines)))
    assert broken_at(path) == line


def test_a_body_rewritten_with_its_own_digest_breaks_the_next_line(path: Path) -> None:
    lines = path.read_bytes().splitlines()
    entry = json.loads(lines[1])
    entry["body"]["reason"] = "改"
    del entry["hash"]
    canonical = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    text = json.dumps(entry, **canonical)
    entry["hash"] = hashlib.sha256(text.encode()).hexdigest()
    lines[1] = json.dumps(entry, **canonical).encode()
    path.write_bytes(b"\n".join(lines))
    assert broken_at(path) == 3


def test_nothing_is_added_to_a_broken_ledger(path: Path) -> None:
    changed = path.read_bytes().replace(b"120", b"121")
    path.write_bytes(changed)
    with pytest.raises(CannotGoOn):
        append(path, "decision", {})
    assert path.read_bytes() == changed


def test_a_file_saved_with_windows_line_ends_still_verifies(path: Path) -> None:
    entries = read(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read(path) == entries


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, b"x", "\ud800"])
def test_a_body_that_could_not_be_read_back_is_refused_and_nothing_is_written(
    path: Path, value: object
) -> None:
    before = path.read_bytes()
    body: dict[str, JSON] = {"value": value}  # type: ignore[dict-item]
    with pytest.raises(ValueError, match=r".+"):
        append(path, "decision", body)
    assert path.read_bytes() == before


@given(data=st.data())
def test_no_changed_byte_passes(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("year") / "ledger.jsonl"
    for body in BODIES[:2]:
        append(path, "decision", body)
    written = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(written) - 2))
    written[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(written)
    with pytest.raises(CannotGoOn):
        read(path)
