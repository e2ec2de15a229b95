"""Evidence files: looked for only under safe names, read only where they are, judged by content."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from engine.files import evidence_store
from engine.files.evidence_files import check_pieces
from engine.files.evidence_names import unsafe
from engine.records.problem import Severity
from engine.records.submission import Piece
from tests.hostile_workbooks import ole, packed

PDF = b"%PDF-1.7\nx"
JPG = b"\xff\xd8\xff\xe0x"


def piece(file: str = "", **more: object) -> Piece:
    return Piece.model_validate(
        {"number": "01", "indicator": "1.1", "kind": "文件", "file": file} | more
    )


def checked(name: str, folder: Path | None, **more: object) -> tuple[Piece, list[str]]:
    [found], problems = check_pieces([piece(name, **more)], folder, unit="00101")
    return found, [each.code for each in problems]


UNSAFE = (
    "../a.pdf",
    "a/../../b.pdf",
    "..\\a.pdf",
    "．．／a.pdf",
    "/etc/passwd",
    "\\a.pdf",
    "C:\\a.pdf",
    "c:a.pdf",
    "Ｃ：a.pdf",
    "\\\\server\\share\\a.pdf",
    "//server/share/a.pdf",
    "~/a.pdf",
    "a.pdf:stream",
    "CON",
    "con.pdf",
    "a/NUL.txt",
    "com1.jpg",
    "lpt9",
    "COM¹.txt",
    "con .pdf",
    "a\x00.pdf",
    "a\u202efdp.exe",
    "a?.pdf",
    "a*.pdf",
    "...",
    "a//b.pdf",
    "长" * 300,
)


@pytest.mark.parametrize("name", UNSAFE)
def test_an_unsafe_name_is_never_looked_for(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "a.pdf").write_bytes(PDF)
    found, codes = checked(name, tmp_path / "in")
    assert codes == ["P301"]
    assert not found.counts and not found.sha256


SAFE = ("a.pdf", "01 成立文件（盖章）.pdf", "1.1\\a.pdf", "./a.pdf", "a..b.pdf", "console.pdf")


@pytest.mark.parametrize("name", SAFE)
def test_an_ordinary_name_is_safe(name: str) -> None:
    assert unsafe(name) == ""


@pytest.mark.parametrize(
    "written", ["通知.pdf", "通知.PDF", "通知", "1.1/通知.pdf", "1.1\\通知.pdf", " 通知.pdf"]
)
def test_a_file_is_found_as_people_name_it(written: str, tmp_path: Path) -> None:
    (tmp_path / "1.1").mkdir()
    (tmp_path / "1.1" / "通知.pdf").write_bytes(PDF)
    found, codes = checked(written, tmp_path)
    assert (found.counts, codes) == (True, [])
    assert found.sha256 == hashlib.sha256(PDF).hexdigest()


def test_two_files_of_one_name_are_not_chosen_between(tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.pdf").write_bytes(PDF)
    assert checked("a.pdf", tmp_path)[1][0] == "P303"
    found, codes = checked("甲/a.pdf", tmp_path)
    assert (found.counts, codes) == (True, ["P305"])


CONTENTS: tuple[tuple[str, bytes, str], ...] = (
    ("a.pdf", b"", "是空的"),
    ("a.pdf", JPG, "内容与扩展名不符"),
    ("a.jpg", b"<html><body>", "内容与扩展名不符"),
    ("a.docx", ole("WordDocument"), "内容与扩展名不符"),
    ("a.xlsx", b"a,b\n1,2\n", "内容与扩展名不符"),
    ("a.exe", b"MZ\x90\x00", "不是能收的种类"),
    ("a", PDF, "不是能收的种类"),
    ("a.pdf", PDF, ""),
    ("a.jpg", b"\x89PNG\r\n\x1a\n", ""),
    ("a.docx", packed({"word/document.xml": "x"}), ""),
    ("a.doc", ole("WordDocument"), ""),
    ("a.txt", "记录".encode(), ""),
    ("a.mp4", b"\x00\x00\x00 ftypisom", ""),
)


@pytest.mark.parametrize(("name", "content", "fault"), CONTENTS)
def test_a_file_must_be_what_its_ending_says(
    name: str, content: bytes, fault: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    [found], problems = check_pieces([piece(name)], tmp_path)
    assert found.counts is not bool(fault)
    assert bool(problems) is bool(fault)
    assert not problems or (problems[0].code == "P303" and fault in problems[0].message)


def test_a_file_above_the_limit_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_store, "LARGEST", 100_000)
    (tmp_path / "a.pdf").write_bytes(PDF + bytes(100_000))
    found, codes = checked("a.pdf", tmp_path)
    assert (found.counts, codes) == (False, ["P303"])


def test_a_named_file_that_is_absent_does_not_count(tmp_path: Path) -> None:
    for folder in (tmp_path, None):
        found, codes = checked("a.pdf", folder)
        assert (found.counts, codes) == (False, ["P303"])


def test_another_place_makes_up_for_a_lost_file(tmp_path: Path) -> None:
    for place in ({"box": "3号盒"}, {"on_site": True}, {"link": "https://a.edu.cn/1"}):
        found, codes = checked("a.pdf", tmp_path, **place)
        assert (found.counts, codes) == (True, ["P303"])


def test_what_did_not_count_before_does_not_count_now(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    assert not checked("a.pdf", tmp_path, counts=False)[0].counts


LINKS = {
    "https://mp.weixin.qq.com/s/abc": True,
    "http://a.cn": True,
    "www.a.edu.cn/x?y=1": True,
    "公众号": False,
    "见网站": False,
    "javascript:alert(1)": False,
    "file:///etc/passwd": False,
    "https://": False,
}


@pytest.mark.parametrize(("link", "sound"), LINKS.items())
def test_a_link_is_judged_by_its_shape_alone(link: str, sound: bool) -> None:
    found, codes = checked("", None, link=link)
    assert (found.counts, codes) == (sound, [] if sound else ["P312"])


def test_a_link_out_of_the_folder_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "in2").mkdir()
    (tmp_path / "in2" / "secret.pdf").write_bytes(PDF)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.pdf").symlink_to(tmp_path / "in2" / "secret.pdf")
    (folder / "down").symlink_to(tmp_path / "in2", target_is_directory=True)
    for name in ("a.pdf", "down/secret.pdf", "secret.pdf"):
        found, codes = checked(name, folder)
        assert (found.counts, codes) == (False, ["P302", "P302", "P303"])


def test_unclaimed_files_are_counted_in_one_note(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf", "~$b.docx", "Thumbs.db"):
        (tmp_path / name).write_bytes(PDF)
    _, problems = check_pieces([piece("a.pdf"), piece("a.pdf", number="02")], tmp_path)
    assert [(each.code, each.severity) for each in problems] == [("P305", Severity.NOTE)]
    assert " 2 个" in problems[0].message


def test_too_many_files_are_not_all_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_store, "MOST_FILES", 3)
    for n in range(5):
        (tmp_path / f"{n}.pdf").write_bytes(PDF)
    assert checked("0.pdf", tmp_path)[1][0] == "P313"


def chinese_zip(path: Path, encoding: str) -> Path:
    """A ZIP whose one member is named in `encoding` without saying so."""
    name = "材料/X.pdf".encode(encoding)
    plain = "m" * len(name)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(plain, PDF)
    raw = buffer.getvalue().replace(plain.encode(), name)
    assert raw.count(name) == 2
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_zip_is_read_like_a_folder_whatever_wrote_its_names(
    encoding: str, tmp_path: Path
) -> None:
    found, codes = checked("X.pdf", chinese_zip(tmp_path / "材料.zip", encoding))
    assert (found.counts, codes) == (True, [])
    assert found.sha256 == hashlib.sha256(PDF).hexdigest()


def test_a_zip_that_cannot_be_trusted_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 nothing")
    assert checked("a.pdf", broken)[1] == ["P314", "P303"]
    leaving = tmp_path / "leaving.zip"
    leaving.write_bytes(packed({"../a.pdf": PDF, "b.pdf": PDF}))
    assert checked("a.pdf", leaving)[1] == ["P314", "P303", "P305"]
    locked = tmp_path / "locked.zip"
    data = bytearray(packed({"a.pdf": PDF}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(bytes(data))
    assert checked("a.pdf", locked)[1] == ["P314", "P303"]
    torn = tmp_path / "torn.zip"
    torn.write_bytes(packed({"a.pdf": PDF * 50}).replace(b"a.pdf", b"a.pdf", 1)[:40] + b"\x00" * 9)
    assert checked("a.pdf", torn)[1] == ["P314", "P303"]


def _lzma_spoilt() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.pdf", PDF + bytes(range(256)) * 20)
    data = bytearray(buffer.getvalue())
    data[60:200] = bytes(each ^ 0x5A for each in data[60:200])
    return bytes(data)


def _said_to_be_utf8() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("材料.pdf", PDF)
    data = bytearray(buffer.getvalue())
    data[31] = 0xFF
    return bytes(data)


TAMPERED = {
    "spoilt LZMA": (_lzma_spoilt(), "a.pdf", ["P303"]),
    "a name inside that is no UTF-8": (_said_to_be_utf8(), "材料.pdf", ["P303"]),
    "a method nobody knows": (
        packed({"a.pdf": PDF}).replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63"
        ),
        "a.pdf",
        ["P303"],
    ),
    "one name twice": (packed([("a.pdf", PDF), ("a.pdf", PDF + b"2")]), "a.pdf", ["P314"]),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_zip_that_was_tampered_with_costs_only_what_cannot_be_told(
    what: str, tmp_path: Path
) -> None:
    data, name, expected = TAMPERED[what]
    archive = tmp_path / "材料.zip"
    archive.write_bytes(data)
    assert checked(name, archive)[1] == expected


def test_a_folder_nested_without_end_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "z.pdf").write_bytes(PDF)
    (tmp_path / Path(*["a"] * 60)).mkdir(parents=True)
    (tmp_path / Path(*["b"] * 10)).mkdir(parents=True)
    (tmp_path / Path(*["b"] * 10) / "b.pdf").write_bytes(PDF)
    assert checked("z.pdf", tmp_path)[1] == ["P316", "P305"]
    assert checked("b.pdf", tmp_path)[1] == ["P316", "P305"]


def test_two_names_in_one_cell_are_told_apart_from_an_unsafe_one(tmp_path: Path) -> None:
    _, [fault] = check_pieces([piece("a.pdf\nb.pdf")], tmp_path)
    assert fault.code == "P301" and "不止一行" in fault.message


def test_a_bomb_in_a_zip_is_counted_while_it_inflates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_store, "LARGEST", 2_000_000)
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(packed({"a.pdf": PDF + bytes(30_000_000)}))
    assert bomb.stat().st_size < 100_000
    assert checked("a.pdf", bomb)[1] == ["P303"]
