"""Structure-aware mutation of workbooks: changes inside the XML parts, zipped again soundly.

What a change could have touched is known, so that everything else can be held to what it was.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from xml.etree import ElementTree as ET

from tests.hostile_workbooks import packed

Row = tuple[int, int]
"""A sheet, counted from 0, and a row of it, counted from 1."""

_ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml")
_NUMBERS = ("0", "-1", "1", "1.5", "60", "45747", "999999999", "1E+300", "1048577", "16385", "NaN")
_WORDS = (
    *(
        "",
        " ",
        "是",
        "无",
        "不适用",
        "true",
        "1904-01-01",
        "2025-03-31",
        "#REF!",
        "=1+1",
        "_x0000_",
    ),
    *("A1", "XFD1048576", "A1:XFD1048576", "自评表!$H$12", "../../evil", "\u200b是", "９", "90%"),
    *("s", "str", "e", "b", "n", "d", "inlineStr", "hidden", "veryHidden", "collapse", "error"),
)


@dataclass(slots=True)
class Mutant:
    """A changed package; `anything` where nobody can say which cells the change may have moved."""

    data: bytes
    touched: set[Row] = field(default_factory=set)
    anything: bool = False
    done: list[str] = field(default_factory=list)


@cache
def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def mutated(data: bytes, chance: random.Random) -> Mutant:
    """One to three changes of the package `data`."""
    members = dict(_members(data))
    mutant = Mutant(b"")
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        part = chance.choices(list(members), weights=[_weight(each) for each in members])[0]
        if chance.random() < 0.06 or not part.endswith((".xml", ".rels")):
            _change_package(members, part, chance, mutant)
        elif chance.random() < 0.08:
            members[part] = _spliced(members[part], chance)
            mutant.anything = True
            mutant.done.append(f"splice {part}")
        else:
            members[part] = _edited(part, members[part], chance, mutant)
    mutant.data = packed(list(members.items()))
    return mutant


def _weight(part: str) -> int:
    """The parts a reader looks into are changed more often than the others."""
    if part.endswith(("content.xml", "workbook.xml", "sheet2.xml")):
        return 8
    return 4 if "sheet" in part or "Strings" in part or part.endswith("styles.xml") else 1


def _change_package(
    members: dict[str, bytes], part: str, chance: random.Random, mutant: Mutant
) -> None:
    """Drop, copy or swap whole parts."""
    mutant.anything = True
    other = chance.choice(list(members))
    match chance.randrange(4):
        case 0:
            if len(members) > 1:
                del members[part]
        case 1:
            members[part], members[other] = members[other], members[part]
        case 2:
            members[f"{part}.copy.xml"] = members[part]
        case _:
            members[part.upper() if part.islower() else part.lower()] = members.pop(part)
    mutant.done.append(f"package {part} {other}")


def _spliced(content: bytes, chance: random.Random) -> bytes:
    """Cut off, or with a piece copied somewhere else."""
    at, end, to = (chance.randrange(len(content) + 1) for _ in range(3))
    if chance.random() < 0.3:
        return content[:at]
    return content[:to] + content[at : min(end, at + 200)] + content[to:]


def _edited(part: str, content: bytes, chance: random.Random, mutant: Mutant) -> bytes:
    try:
        root = ET.fromstring(content)
    except ET.ParseError:
        return content
    tree = _Tree(root, dict(_rows(part, root)))
    if part.endswith("sharedStrings.xml"):
        mutant.anything = True
    edit = chance.choice(_EDITS)
    done = edit(tree, chance)
    mutant.touched |= tree.touched
    mutant.done.append(f"{edit.__name__.strip('_')} {part} {done}")
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _rows(part: str, root: ET.Element) -> Iterator[tuple[ET.Element, Row]]:
    """The row every element in a row stands in; the rows themselves left out."""
    sheet = _SHEET.fullmatch(part)
    if sheet is not None:
        for row in root.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"):
            said = row.get("r", "")
            at = int(sheet[1]) - 1, int(said) if said.isdecimal() else 0
            yield from ((each, at) for each in row.iter() if each is not row)
    for index, table in enumerate(root.iter(f"{_ODS_TABLE}table")):
        number = 1
        for row in table.iter(f"{_ODS_TABLE}table-row"):
            yield from ((each, (index, number)) for each in row.iter() if each is not row)
            again = row.get(f"{_ODS_TABLE}number-rows-repeated", "1")
            number += int(again) if again.isdecimal() else 1


class _Tree:
    """One part being changed, noting the rows whose content a change reached."""

    def __init__(self, root: ET.Element, rows: dict[ET.Element, Row]) -> None:
        self.root, self.rows = root, rows
        self.parents = {child: parent for parent in root.iter() for child in parent}
        self.all = list(self.parents) or [root]
        self.filled = [each for each in self.all if each.text and each.text.strip()] or self.all
        self.touched: set[Row] = set()

    def touch(self, *elements: ET.Element) -> None:
        """Note that the content of the rows of `elements` is no longer what it was."""
        self.touched |= {self.rows[each] for each in elements if each in self.rows}

    def one(self, chance: random.Random) -> ET.Element:
        """Some element, more likely one with text."""
        return chance.choice(self.filled if chance.random() < 0.5 else self.all)


def _drop(tree: _Tree, chance: random.Random) -> str:
    target = tree.one(chance)
    if target in tree.parents:
        tree.parents[target].remove(target)
        tree.touch(target)
    return target.tag


def _double(tree: _Tree, chance: random.Random) -> str:
    target, parent = tree.one(chance), tree.one(chance)
    parent = tree.parents.get(target, parent) if chance.random() < 0.7 else parent
    if target is not tree.root and parent not in list(target.iter()):
        parent.insert(chance.randrange(len(parent) + 1), target)
        tree.touch(target, parent, *parent)
    return target.tag


def _move(tree: _Tree, chance: random.Random) -> str:
    target, parent = tree.one(chance), tree.one(chance)
    if target in tree.parents and parent not in list(target.iter()):
        tree.parents[target].remove(target)
        parent.insert(chance.randrange(len(parent) + 1), target)
        tree.touch(target, parent, *parent)
    return target.tag


def _swap(tree: _Tree, chance: random.Random) -> str:
    first, second = tree.one(chance), tree.one(chance)
    first.text, second.text = second.text, first.text
    tree.touch(first, second)
    return f"{first.tag} {second.tag}"


def _set_attribute(tree: _Tree, chance: random.Random) -> str:
    target = tree.one(chance)
    if not target.attrib:
        return ""
    key = chance.choice(list(target.attrib))
    others = [each.attrib[key] for each in tree.all if key in each.attrib]
    was = target.attrib[key]
    match chance.randrange(5):
        case 0:
            del target.attrib[key]
        case 1:
            target.attrib[key] = chance.choice(others)
        case 2:
            target.attrib[key] = chance.choice(_NUMBERS)
        case 3:
            target.attrib[key] = chance.choice(_WORDS)
        case _:
            target.attrib[key] = re.sub("[0-9]+", lambda n: str(int(n[0]) + 1), was)
    tree.touch(target)
    return f"{target.tag} {key}={was}→{target.attrib.get(key)}"


def _add_attribute(tree: _Tree, chance: random.Random) -> str:
    target, giver = tree.one(chance), tree.one(chance)
    for key, value in giver.attrib.items():
        target.attrib.setdefault(key, value)
    tree.touch(target)
    return target.tag


def _set_text(tree: _Tree, chance: random.Random) -> str:
    target = tree.one(chance)
    was = target.text or ""
    next_number = re.sub("[0-9]+", lambda n: str(int(n[0]) + 1), was)
    next_column = re.sub("[A-Z](?=\\$)", lambda letter: chr(ord(letter[0]) + 1), was)
    target.text = chance.choice(
        (*_NUMBERS, *_WORDS, "字" * 40_000, *[next_number, next_column] * 9)
    )
    tree.touch(target)
    return f"{target.tag} {str(target.text)[:30]!r}"


def _rename(tree: _Tree, chance: random.Random) -> str:
    target = tree.one(chance)
    was, target.tag = target.tag, tree.one(chance).tag
    tree.touch(target)
    return f"{was}→{target.tag}"


def _leave_namespace(tree: _Tree, chance: random.Random) -> str:
    target = tree.one(chance)
    target.tag = target.tag.rpartition("}")[2]
    tree.touch(target)
    return target.tag


_EDITS: tuple[Callable[[_Tree, random.Random], str], ...] = (
    *(_drop, _double, _move, _swap, _set_attribute, _set_attribute, _set_attribute),
    *(_add_attribute, _set_text, _set_text, _rename, _leave_namespace),
)
