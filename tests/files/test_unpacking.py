"""Archives are opened so that every form lies beside its evidence, and none does harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.files.inbox import evidence_of, unread, workbooks
from engine.files.unpacking import Opened, came_as, open_archives, placed
from tests.hostile_workbooks import book, encrypted_member, packed

FORM = book(names="<definedName name='w_s_form'>表一!$A$1</definedName>")
PDF = b"%PDF-1.7"


def opened(tmp_path: Path, name: str, data: bytes) -> Opened:
    """The only archive of an inbox, opened."""
    (tmp_path / "inbox").mkdir(exist_ok=True)
    (tmp_path / "inbox" / name).write_bytes(data)
    [found] = open_archives(tmp_path / "inbox", tmp_path / "unpacked")
    return found


def inside(found: Opened) -> list[str]:
    """Every file that was unpacked, by its path."""
    assert found.folder is not None
    files = (each for each in found.folder.rglob("*") if each.is_file())
    return sorted(each.relative_to(found.folder).as_posix() for each in files)


def gbk(members: dict[str, bytes]) -> bytes:
    """A ZIP as old Chinese programs write it: names in GBK, and no flag that says so."""
    spelled = {name: name.encode("gbk") for name in members}
    plain = {name: f"{at}".rjust(len(spelled[name]), "_") for at, name in enumerate(members)}
    data = packed({plain[name]: content for name, content in members.items()})
    for name in members:
        data = data.replace(plain[name].encode(), spelled[name])
    return data


def test_a_school_in_one_archive_has_its_evidence_beside_its_form(tmp_path: Path) -> None:
    members = {"青禾路小学/自评表.xlsx": FORM, "青禾路小学/材料/01.pdf": PDF, "名单.xlsx": book()}
    found = opened(tmp_path, "青禾路小学.zip", packed(members))
    assert inside(found) == [
        "青禾路小学/自评表.xlsx",
        "青禾路小学/自评表/名单.xlsx",
        "青禾路小学/自评表/青禾路小学/材料/01.pdf",
    ]
    assert found.folder is not None
    [form] = workbooks(found.folder)
    assert evidence_of(form) == form.with_suffix("")
    assert unread(found.folder) == ()
    name = came_as(form, tmp_path / "inbox", tmp_path / "unpacked")
    assert name == "青禾路小学.zip/青禾路小学/自评表.xlsx"


def test_many_schools_in_one_archive_keep_apart(tmp_path: Path) -> None:
    inner = packed({"自评表.xlsx": FORM, "照片.png": b"\x89PNG"})
    members = {"汇总.xlsx": book(), "甲/表.xlsx": FORM, "甲/a.pdf": PDF, "乙校.zip": inner}
    found = opened(tmp_path, "各校.zip", packed(members))
    assert inside(found) == [
        "乙校/自评表.xlsx",
        "乙校/自评表/照片.png",
        "汇总.xlsx",
        "甲/表.xlsx",
        "甲/表/a.pdf",
    ]


def test_a_form_typed_anew_is_found_too(tmp_path: Path) -> None:
    found = opened(tmp_path, "x.zip", packed({"我的表.xls": b"old", "a.pdf": PDF}))
    assert inside(found) == ["我的表.xls", "我的表/a.pdf"]


def test_names_in_gbk_are_read_as_they_were_meant(tmp_path: Path) -> None:
    found = opened(tmp_path, "旧.zip", gbk({"自评表.xlsx": b"PK form", "佐证/发文.pdf": PDF}))
    assert inside(found) == ["自评表.xlsx", "自评表/佐证/发文.pdf"]


def test_an_archive_without_workbooks_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "照片.zip").write_bytes(packed({"a.png": b"\x89PNG"}))
    assert open_archives(tmp_path / "inbox", tmp_path / "unpacked") == ()
    assert [each.code for each in unread(tmp_path / "inbox")] == ["E237"]


def test_an_archive_within_an_archive_within_an_archive_stays_shut(tmp_path: Path) -> None:
    deepest = packed({"表.xlsx": FORM})
    found = opened(tmp_path, "a.zip", packed({"b.zip": packed({"c.zip": deepest, "d.xls": b""})}))
    assert inside(found) == ["b/d.xls", "b/d/b/c.zip"]


HOSTILE = {
    "climbing": (packed({"../../evil.xlsx": b"x"}), "里面有文件名有“..”"),
    "absolute": (packed({"/etc/evil.xlsx": b"x"}), "里面有文件名写了完整路径"),
    "a bomb": (packed({"a.xlsx": b"", "b.bin": bytes(60_000_000)}), "压缩比异常"),
    "doubled": (packed([("a.xlsx", b"1"), ("a.xlsx", b"2")]), "里面有重名的文件"),
    "locked": (encrypted_member(), "加了密码"),
    "cut off": (packed({"a.xlsx": b"x" * 500})[:-30], "打不开，可能已损坏"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_archive_is_refused_whole_and_leaves_nothing(tmp_path: Path, what: str) -> None:
    data, why = HOSTILE[what]
    found = opened(tmp_path, "a.zip", data)
    assert (found.folder, found.fault[: len(why)]) == (None, why)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [found.archive]


def test_an_archive_is_unpacked_once_and_goes_with_its_original(tmp_path: Path) -> None:
    found = opened(tmp_path, "a.zip", packed({"a.xlsx": FORM}))
    assert found.folder is not None
    before = (found.folder / "a.xlsx").stat().st_mtime_ns
    [again] = open_archives(tmp_path / "inbox", tmp_path / "unpacked")
    assert again == found
    assert (found.folder / "a.xlsx").stat().st_mtime_ns == before
    found.archive.unlink()
    assert open_archives(tmp_path / "inbox", tmp_path / "unpacked") == ()
    assert list((tmp_path / "unpacked").iterdir()) == []


NAMES = st.lists(
    st.lists(st.sampled_from("甲乙丙"), min_size=0, max_size=3).flatmap(
        lambda folders: st.sampled_from(("表.xlsx", "改.xlsx", "a.pdf", "b.png")).map(
            lambda name: "/".join((*folders, name))
        )
    ),
    unique=True,
    max_size=12,
)


@given(NAMES, st.data())
def test_nothing_is_lost_or_thrown_together_when_things_are_put_in_place(
    names: list[str], data: st.DataObject
) -> None:
    books = [each for each in names if each.endswith(".xlsx")]
    stamped = data.draw(st.sets(st.sampled_from(books))) if books else set()
    targets = placed(names, stamped)
    assert sorted(targets) == sorted(names)
    assert len(set(targets.values())) == len(names)
    assert all(Path(targets[each]).name == Path(each).name for each in names)
    assert {each for each in stamped if targets[each] != each} == set()
