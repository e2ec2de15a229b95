"""Hand-ins of an invented platform: the answers of a form as its JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.files.book import Book
from engine.files.form_names import REGISTER_COLUMNS
from engine.files.reading_child import scan_file
from engine.language.fields import Kind
from engine.records.submission import Piece
from tests.files import forms

Value = str | tuple[str, ...]


class Exact(float):
    """A number that is written with its own digits."""

    def __new__(cls, text: str) -> Exact:
        made = super().__new__(cls, float(text))
        made.text = text
        return made

    text: str

    def __repr__(self) -> str:
        return self.text


def document(answers: Mapping[str, Value], pieces: tuple[Piece, ...] = ()) -> dict[str, Any]:
    """What a platform would write: numbers as numbers, choices as lists."""
    return {
        "kind": "hand-in",
        "format": "1",
        "edition": "wuhao-school@2025",
        "structure": forms.structure(),
        "unit": "00101",
        "answers": {code: _plain(code, value) for code, value in answers.items()},
        "evidence": [_piece(each) for each in pieces],
    }


def _plain(code: str, value: Value) -> Any:
    if isinstance(value, tuple):
        return list(value)
    number = forms.standard().own_fields[code].type is Kind.NUMBER
    return json.loads(value) if number else value


def _piece(piece: Piece) -> dict[str, Any]:
    found = piece.model_dump(mode="json", include=set(REGISTER_COLUMNS))
    return {key: value for key, value in found.items() if value not in ("", None, False)}


def as_csv(content: Mapping[str, Any]) -> str:
    """The same document as three columns."""
    rows = [("标准", content["edition"]), ("结构", content["structure"])]
    for code, value in content["answers"].items():
        text = "；".join(value) or "以上都没有" if isinstance(value, list) else str(value)
        rows.append((code, text))
    rows += [(f"自评说明 {code}", text) for code, text in content.get("notes", {}).items()]
    rows += [("申请不适用", code) for code in content.get("na_requests", ())]
    for number, piece in enumerate(content["evidence"], start=1):
        for key, value in piece.items():
            text = "✓" if value is True else value
            rows.append((f"佐证{number} {REGISTER_COLUMNS[key]}", text))
    lines = [f'{content["unit"]},{name},"{text}"' for name, text in rows]
    return "\n".join(("单位编号,填报项,值", *lines, ""))


def scanned(folder: Path, name: str, text: str | bytes) -> Book:
    """The scan of a file with this content."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return scan_file(path)


def of_json(folder: Path, content: Any) -> Book:
    """The scan of a document."""
    return scanned(folder, "a.json", json.dumps(content, ensure_ascii=False))
