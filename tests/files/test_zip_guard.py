"""The ZIP guard: what a file is told to be, and hostile archives refused before any parsing."""

from __future__ import annotations

import pickle

import pytest

from engine.files.zip_guard import DEFAULT_LIMITS, Limits, Unreadable, open_members, sniff
from tests.hostile_workbooks import book, ole, packed, parts

KINDS = [
    (b"", "empty"),
    (bytes(64), "zeros"),
    (book(), "zip"),
    (packed({}), "zip"),
    (ole("EncryptedPackage"), "encrypted"),
    (ole("Workbook"), "xls"),
    (ole("PowerPoint Document"), "演示文稿"),
    (ole("Something"), "旧版 Office 文件"),
    (b"\x89PNG\r\n", "图片"),
    (b"\xff\xd8\xff\xe0", "图片"),
    (b"\x00\x00\x00\x18ftypheic", "图片"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "图片"),
    (b"MIME-Version: 1.0\r\n", "网页"),
    (b'<?xml version="1.0"?><Workbook/>', "XML 文件"),
    (b"a,b\r\n1,2", "文本（如 CSV）"),
    ("学校,人数".encode("utf-16"), "文本（如 CSV）"),
    (b"\x01\x02\x00\x03", "无法识别的内容"),
]


@pytest.mark.parametrize(("data", "kind"), KINDS, ids=[kind for _, kind in KINDS])
def test_a_file_is_known_by_its_bytes(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


def test_members_come_out_as_they_were_put_in() -> None:
    sound = parts() | {"xl/media/": b"", "xl/media/image.png": b"\x89PNG"}
    opened = open_members(packed(sound), DEFAULT_LIMITS)
    as_bytes = {
        name: content.encode() if isinstance(content, str) else content
        for name, content in sound.items()
        if not name.endswith("/")
    }
    assert opened == as_bytes


def test_the_total_is_counted_over_all_members() -> None:
    data = packed(parts() | {f"xl/media/{n}.bin": bytes(range(256)) * 4 for n in range(5)})
    size = sum(len(content) for content in open_members(data, DEFAULT_LIMITS).values())
    assert open_members(data, Limits(inflated=size))
    with pytest.raises(Unreadable, match="X101"):
        open_members(data, Limits(inflated=size - 1))


def test_a_size_that_the_directory_plays_down_is_found_out() -> None:
    sound = parts() | {"xl/media/1.bin": b"x" * 90_000}
    data = bytearray(packed(sound))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/media/1.bin"))
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    with pytest.raises(Unreadable, match="X116"):
        open_members(bytes(data), DEFAULT_LIMITS)


def test_a_refusal_survives_the_way_between_processes() -> None:
    refused = pickle.loads(pickle.dumps(Unreadable("X115", kind="网页")))
    assert (refused.code, refused.words) == ("X115", {"kind": "网页"})
