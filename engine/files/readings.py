"""Readings kept 已读记录: what was read from each workbook, so that only new ones are read again.

An entry can always be made again: one that is damaged, or that was made from anything else than
its key says, is as good as none.
"""

from __future__ import annotations

import secrets
import sys
import zlib
from functools import cache
from hashlib import sha256
from pathlib import Path

from engine.files.atomic import LEFTOVER

_DIGEST = 32
_QUICK = 1
_ENGINE = Path(__file__).parents[1]


class Readings:
    """The entries in `folder`, all made by this program from what `of` is the digest of."""

    def __init__(self, folder: Path, of: str) -> None:
        self._folder, self._of = folder, of
        self._used: set[str] = set()

    def find(self, *key: str) -> bytes | None:
        """What was kept under `key`; None where nothing whole is."""
        path = self._path(key)
        try:
            entry = path.read_bytes()
            content = zlib.decompress(entry[_DIGEST:])
        except (OSError, zlib.error):
            return None
        return content if sha256(content).digest() == entry[:_DIGEST] else None

    def keep(self, content: bytes, *key: str) -> None:
        """Keep `content` under `key`, whole or not at all should we be killed."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not flushed to the disk: what a power cut spoils is read again.
        temporary = path.with_name(f"{LEFTOVER}{secrets.token_hex(8)}")
        temporary.write_bytes(sha256(content).digest() + zlib.compress(content, _QUICK))
        temporary.replace(path)

    def drop_the_rest(self) -> None:
        """Remove every entry that was neither found nor kept since this was made."""
        for path in sorted(self._folder.glob("*/*")):
            if path.name not in self._used:
                path.unlink()

    def _path(self, key: tuple[str, ...]) -> Path:
        name = sha256("\0".join((program(), self._of, *key)).encode()).hexdigest()
        self._used.add(name)
        return self._folder / name[:2] / name


@cache
def program() -> str:
    """A digest of this program and its Python: whatever changes in it, all is read again."""
    found = sha256(sys.version.encode())
    for path in sorted(_ENGINE.rglob("*.py")):
        found.update(path.relative_to(_ENGINE).as_posix().encode() + b"\0")
        found.update(sha256(path.read_bytes()).digest())
    return found.hexdigest()
