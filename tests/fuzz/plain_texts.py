"""Mutation of plain files: the lines of YAML and CSV, the bytes of a ZIP."""

from __future__ import annotations

import random
import re

_PIECES = (
    *("- ", ": ", "{", "}", "[", "]", "&a ", "*a", "!!python/object", "|", ">", "#", "---", "\t"),
    *("1.10", "010", "no", "1:30", "~", "'", '"', "null", "-5", "1e9", "９０", "\u200b", "\ufeff"),
    *(",", '"', "\x00", "\r", "参评", "学段", "=1+1", "0", "99999999999", "2025-02-30", "  "),
)


def mutated_lines(data: bytes, chance: random.Random) -> bytes:
    """One to three lines dropped, doubled, swapped, shifted, or changed at one spot."""
    lines = data.decode("utf-8").split("\n")
    for _ in range(chance.randint(1, 3)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(10):
            case 0 if len(lines) > 1:
                del lines[at]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = " " * chance.randrange(5) + lines[at].lstrip()
            case 4:
                head, colon, _ = lines[at].partition(": ")
                lines[at] = head + colon + lines[other].partition(": ")[2]
            case 5 | 6 | 7:
                number = chance.choice(("0", "1", "2", "7", "100", "99999", "-1", "0.5"))
                lines[at] = re.sub("[0-9]+", number, lines[at], count=1)
            case _:
                spot = chance.randrange(len(lines[at]) + 1)
                rest = lines[at][spot + chance.randrange(3) :]
                lines[at] = lines[at][:spot] + chance.choice(_PIECES) + rest
    text = "\n".join(lines)
    return text.encode("gb18030" if chance.random() < 0.05 else "utf-8", errors="replace")


def mutated_bytes(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, cut out or doubled."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at] ^= 1 << chance.randrange(8)
            case 2 if len(changed) > 40:
                del changed[at : at + chance.randint(1, 30)]
            case _:
                changed[at:at] = changed[at : at + chance.randint(1, 30)]
    return bytes(changed)
