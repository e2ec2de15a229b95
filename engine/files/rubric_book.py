"""Takes a rubric or award plan out of a workbook, with every fault by sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from engine.files.rubric_book_assembly import Assembly
from engine.files.rubric_book_in import read_book
from engine.files.rubric_book_rows import plain
from engine.files.rubric_book_words import OPTIONS
from engine.files.rubric_book_yaml import house_yaml
from engine.files.rubric_faults import placed
from engine.files.rubric_store import TEXT_KEYS, Loaded, Source, Store, attempt, parse
from engine.files.strict_yaml import Document, load
from engine.records.problem import Problem
from engine.rubric.diff_words import LABELS
from engine.rubric.identity import content_digest
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan
from engine.rubric.standard import Fault

_KEY = re.compile(r"(“)? ?\b([a-z][a-z_]+)\b ?(”)?")
_IN_BRACKETS = re.compile("（[a-z_]+[a-z_、：或的 ]*）")
"""Keys beside what was just said in Chinese, for those who write YAML."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a workbook gave: the rubric or plan (None where it cannot be one), and its faults."""

    value: Rubric | AwardPlan | None
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Whether nothing blocks."""
        return self.value is not None and not any(each.blocking for each in self.problems)


def take(path: Path, store: Store) -> Taken:
    """Read a rubric workbook and judge what it says as `lint` would.

    Raises CannotGoOn: C403, C404 no workbook; Y580, Y581 its sheets or headings are not ours.
    """
    into = read_book(path)
    document = Document(into.value, MappingProxyType(into.lines))
    source = Source(into.file, document)
    value, faults = attempt(source)
    found: Iterable[Problem] = placed([_said(each, into) for each in faults], document, into.file)
    broken = any(each.blocking for each in into.problems)
    if value is not None and not broken:
        found = store.problems(Loaded(value, source))
    return Taken(value, (*into.problems, *_by_cell(found, into)))


def as_yaml(value: Rubric | AwardPlan) -> bytes:
    """The YAML of a rubric or plan in the house style; reading it gives the same digest."""
    written = plain(value)
    data = house_yaml(written, value.title, "由工作簿写出；以后改工作簿再写出，或者直接改这里。")
    again = parse(Source("", load(data, "", TEXT_KEYS)))
    if content_digest(again) != content_digest(value):
        raise AssertionError("the written YAML is not the rubric it was written from")
    return data


def _said(fault: Fault, into: Assembly) -> Fault:
    """A fault in the words of the workbook: headings instead of keys, words on offer as shown."""
    near = {
        str(path[-1]): heading
        for path, heading in into.headings.items()
        if path in (fault.path, (*fault.path, path[-1]), (*fault.path[:-1], path[-1]))
    }
    around = {key: LABELS[key] for key in map(str, fault.path) if key in LABELS}
    offered = (OPTIONS.get(key, {}) for key in near)
    words = {key: word for each in (around, *offered, near) for key, word in each.items()}
    what = _IN_BRACKETS.sub("", fault.what)
    return replace(fault, what=_KEY.sub(lambda key: _worded(key, words), what))


def _worded(key: re.Match[str], words: Mapping[str, str]) -> str:
    """A key as its heading in quotation marks; more may follow inside marks that are open."""
    opened, name, closed = key.groups()
    if name not in words:
        return key[0]
    return f"“{words[name]}" if opened and not closed else f"“{words[name]}”"


def _by_cell(problems: Iterable[Problem], into: Assembly) -> Iterator[Problem]:
    """Problems at the cell their line stands for, where that cell is not at fault already."""
    faulty = {each.place for each in into.problems}
    for each in problems:
        place = into.spots[(each.place.line or 1) - 1]
        if place not in faulty:
            message, mend = (_IN_BRACKETS.sub("", said) for said in (each.message, each.mend))
            yield replace(each, message=message, mend=mend, place=place)
