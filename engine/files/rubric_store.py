"""Finds and reads rubrics 评估标准 and award plans 名额方案, by reference or by path."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

import engine.rules  # noqa: F401 - rule kinds register themselves
from engine.files import published
from engine.files.rubric_faults import SHAPE, placed, shape_faults
from engine.files.strict_yaml import Document, load
from engine.records.problem import CannotGoOn, Place, Problem, problem
from engine.rubric import plan_soundness, soundness
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan
from engine.rubric.standard import Fault

ENVIRONMENT = "WUHAO_RUBRICS"
TEXT_KEYS = frozenset(("code", "from_item", "section", "barred_by"))
KINDS: dict[str, type[Rubric | AwardPlan]] = {"rubric": Rubric, "award-plan": AwardPlan}
_REFERENCE = re.compile(r"(?P<family>[\w-]+)@(?P<edition>[\w.-]+?)(?:-r(?P<revision>[1-9]\d*))?")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is sound YAML, and what it is called in problems."""

    file: str
    document: Document


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rubric or plan whose keys and values are in order; `Store.problems` says whether it is
    sound."""

    value: Rubric | AwardPlan
    source: Source

    @property
    def rubric(self) -> Rubric:
        """The rubric. Raises CannotGoOn for a plan."""
        if isinstance(self.value, Rubric):
            return self.value
        raise _not_found(f"{self.source.file} 是名额方案，这里要评估标准")

    @property
    def plan(self) -> AwardPlan:
        """The award plan. Raises CannotGoOn for a rubric."""
        if isinstance(self.value, AwardPlan):
            return self.value
        raise _not_found(f"{self.source.file} 是评估标准，这里要名额方案")


class Store:
    """Folders of `<family>/<edition>.yaml` (a later revision: `<edition>-rN.yaml`), searched in
    order."""

    def __init__(self, roots: Sequence[Traversable]) -> None:
        self.roots = tuple(root for root in roots if root.is_dir())

    def load(self, target: str) -> Loaded:
        """The rubric or plan of a reference (newest revision unless it names one) or a path.

        Raises CannotGoOn: not there or unreadable (3), or changed after it was published (4).
        """
        source = self.read(target)
        loaded = Loaded(parse(source), source)
        self.confirm(target, loaded)
        return loaded

    def read(self, target: str) -> Source:
        """The file of a reference or path as YAML. Raises CannotGoOn."""
        file, at = self._find(target)
        try:
            data = at.read_bytes()
        except OSError as error:
            raise _not_found(f"文件 {file} 打不开") from error
        return Source(file, load(data, file, TEXT_KEYS))

    def confirm(self, target: str, loaded: Loaded) -> None:
        """Raise CannotGoOn where a file holds another edition than its name says, or was changed
        after it was published."""
        value, file = loaded.value, loaded.source.file
        if _REFERENCE.fullmatch(target) and file != _kept_as(value):
            what = f"文件名与内容不符，里面写的是 {value.reference}"
            raise CannotGoOn(problem("Y505", Place(file), what=what))
        published.refuse_changed(value, file, self.roots)

    def problems(self, loaded: Loaded) -> tuple[Problem, ...]:
        """Everything unsound in it 不合理之处, each on its line."""
        value, source = loaded.value, loaded.source
        if isinstance(value, Rubric):
            lenient = value.status == "excerpt"
            faults = soundness.faults(value)
            return placed(faults, source.document, source.file, lenient=lenient)
        faults = plan_soundness.faults(value, self._rubric_of(value))
        return placed(faults, source.document, source.file)

    def references(self) -> tuple[str, ...]:
        """Every edition that can be loaded by reference, sorted; the first folder's copy counts."""
        found = {f"{family}@{stem}" for root in self.roots for family, stem, _ in _editions(root)}
        return tuple(sorted(found))

    @cached_property
    def published(self) -> frozenset[str]:
        """References that stand in a list of published editions."""
        return frozenset(reference for root in self.roots for reference in published.read(root))

    def _rubric_of(self, plan: AwardPlan) -> Rubric | None:
        if not _REFERENCE.fullmatch(plan.rubric) or self._newest(plan.rubric) is None:
            return None
        return self.load(plan.rubric).rubric

    def _find(self, target: str) -> tuple[str, Traversable]:
        if not _REFERENCE.fullmatch(target) or target.endswith((".yaml", ".yml")):
            path = Path(target)
            if not path.is_file():
                raise _not_found(f"没有文件 {target}")
            return target, path
        found = self._newest(target)
        if found is None:
            raise _not_found(f"没有 {target} 这一版")
        return found

    def _newest(self, reference: str) -> tuple[str, Traversable] | None:
        """The file of a reference in the first folder that has it."""
        match = _REFERENCE.fullmatch(reference)
        assert match is not None
        for root in self.roots:
            revisions = {}
            for family, stem, file in _editions(root):
                edition, revision = _split(stem)
                if (family, edition) == (match["family"], match["edition"]):
                    revisions[revision] = (f"{family}/{stem}.yaml", file)
            wanted = int(match["revision"] or max(revisions, default=1))
            if wanted in revisions:
                return revisions[wanted]
        return None


def standard_store(chosen: Path | None = None) -> Store:
    """The chosen folder (`--rubrics`, else the environment's), then the editions we ship.

    Raises CannotGoOn where the chosen folder is not there.
    """
    named = chosen or (Path(os.environ[ENVIRONMENT]) if os.environ.get(ENVIRONMENT) else None)
    if named is not None and not named.is_dir():
        raise _not_found(f"没有评估标准文件夹 {named}")
    package = resources.files("engine")
    shipped = package.joinpath("editions")
    # A checkout has no packaged copy: its own folder stands beside the package.
    if not shipped.is_dir() and isinstance(package, Path):
        shipped = package.parent / "rubrics"
    return Store([*([named] if named else []), shipped])


def parse(source: Source) -> Rubric | AwardPlan:
    """The model of a file. Raises CannotGoOn with every wrong key and value of it."""
    value, faults = attempt(source)
    if value is None:
        raise CannotGoOn(*placed(faults, source.document, source.file))
    return value


def attempt(source: Source) -> tuple[Rubric | AwardPlan | None, list[Fault]]:
    """The model of a file, or every wrong key and value that keeps it from being one."""
    value = source.document.value
    kind = value.get("kind") if isinstance(value, dict) else None
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        what = "文件开头要写 kind: rubric（评估标准）或 kind: award-plan（名额方案）"
        return None, [Fault(("kind",), SHAPE, what)]
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        return None, shape_faults(error, value)


def publish(store: Store, path: Path) -> Loaded:
    """List a sound edition kept as `<folder>/<family>/<edition>.yaml` as published 发布.

    Raises CannotGoOn where it is unsound, a draft, misplaced, or published already.
    """
    loaded = store.load(str(path))
    value = loaded.value
    faults = [each for each in store.problems(loaded) if each.blocking]
    if faults:
        raise CannotGoOn(*faults, exit_code=1)
    root = path.resolve().parent.parent
    reason = ""
    if value.status == "draft":
        reason = "还是草稿（status: draft）"
    elif path.resolve() != root / _kept_as(value):
        reason = f"要放在 {_kept_as(value)}"
    elif value.reference in {*store.published, *published.read(root)}:
        reason = "已经发布过了"
    if reason:
        what = f"{value.reference} {reason}"
        raise CannotGoOn(problem("Y507", Place(str(path)), what=what), exit_code=1)
    published.add(value, root)
    return loaded


def _editions(root: Traversable) -> Iterator[tuple[str, str, Traversable]]:
    """Family, file name without ending, and file of each edition in a folder."""
    for family in root.iterdir():
        if family.is_dir():
            for file in family.iterdir():
                if file.name.endswith(".yaml"):
                    yield family.name, file.name.removesuffix(".yaml"), file


def _kept_as(value: Rubric | AwardPlan) -> str:
    """The place of an edition in its folder."""
    return f"{value.family}/{value.reference.partition('@')[2]}.yaml"


def _split(stem: str) -> tuple[str, int]:
    edition, mark, revision = stem.rpartition("-r")
    return (edition, int(revision)) if mark and revision.isdecimal() else (stem, 1)


def _not_found(what: str) -> CannotGoOn:
    return CannotGoOn(problem("Y502", what=what))
