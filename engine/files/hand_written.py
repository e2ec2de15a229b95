"""YAML that people write by hand (settings, decisions, code maps), each fault on its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from engine.files.rubric_faults import shape_faults
from engine.files.strict_yaml import Document, load
from engine.records.problem import CannotGoOn, Place, problem
from engine.rubric.standard import Fault

ModelType = TypeVar("ModelType", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class HandWritten(Generic[ModelType]):
    """What a file says, and the file itself, for faults that are found later."""

    value: ModelType
    document: Document
    file: str
    code: str

    def refuse(self, faults: Iterable[Fault]) -> CannotGoOn:
        """Every fault as a problem of this kind of file, placed on its line."""
        return _refusal(faults, self.document, self.file, self.code)


def read(
    path: Path, model: type[ModelType], *, code: str, text_keys: frozenset[str]
) -> HandWritten[ModelType]:
    """The file as `model`. Raises CannotGoOn (3): unreadable (Y501), or faults of `code`.

    `code` is a problem of the catalogue whose sentence takes `what`; `text_keys` hold codes that
    must be quoted.
    """
    document = load(path.read_bytes(), path.name, text_keys)
    try:
        value = model.model_validate(document.value)
    except ValidationError as error:
        faults = shape_faults(error, document.value)
        raise _refusal(faults, document, path.name, code) from error
    return HandWritten(value, document, path.name, code)


def _refusal(faults: Iterable[Fault], document: Document, file: str, code: str) -> CannotGoOn:
    return CannotGoOn(
        *(
            problem(code, Place(file, line=document.line_of(each.path)), what=each.what)
            for each in faults
        )
    )
