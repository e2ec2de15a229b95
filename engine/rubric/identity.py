"""One identity: a rubric or plan is its canonical JSON (RFC 8785); YAML is only a writing of it.

Two digests: `content` over everything, `structure` over what a filled form depends on (codes,
fields, rules, points), so that a wording fix orphans no workbook.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import rfc8785

from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan

_WORDING = frozenset(
    (
        *("title", "requirement", "standard", "basis", "note", "issuer", "document", "clause"),
        *("evidence_none", "status", "checked_on", "effective", "revision", "record_only"),
    )
)
_OF_THE_WHOLE = ("sources", "grades", "exclusions")
"""Wording where the whole rubric has them; a rule's `sources` are what it computes from."""


def canonical(value: Rubric | AwardPlan) -> dict[str, Any]:
    """The plain JSON of a rubric or plan: numbers as decimal strings, defaults left out."""
    plain: dict[str, Any] = value.model_dump(mode="json", exclude_defaults=True)
    return plain


def digest(plain: Any) -> str:
    """SHA-256 (hex) of the canonical bytes of any plain JSON."""
    return sha256(canonical_bytes(plain)).hexdigest()


def canonical_bytes(plain: Any) -> bytes:
    """RFC 8785 bytes."""
    return rfc8785.dumps(plain)


def content_digest(value: Rubric | AwardPlan) -> str:
    """Digest over everything that was written."""
    return digest(canonical(value))


def structure_digest(rubric: Rubric) -> str:
    """Digest over codes, fields, rules and points only."""
    plain = {key: v for key, v in canonical(rubric).items() if key not in _OF_THE_WHOLE}
    return digest(_without_wording(plain))


def _without_wording(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {key: _without_wording(v) for key, v in plain.items() if key not in _WORDING}
    if isinstance(plain, list):
        return [_without_wording(each) for each in plain]
    return plain
