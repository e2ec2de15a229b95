"""Evidence 佐证: what a school must show for its claims, its register, and small real files."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.cohort.answers import Account
from benchmarks.cohort.district import School
from engine.language.asked import asked_columns
from engine.language.evaluate import evaluate
from engine.language.fields import Field
from engine.records.columns import Column
from engine.records.states import State
from engine.records.submission import Piece
from engine.rubric.standard import Standard

_FILES = {
    "文件": "01文件汇编.pdf",
    "记录": "02活动记录.pdf",
    "凭证": "03经费凭证.pdf",
    "汇总": "04人员汇总.pdf",
    "证书": "05证书.pdf",
}
_FIRST_DAY, _DAYS = date(2024, 11, 1), 365
_WIDTH, _HEIGHT = 40, 30


@dataclass(frozen=True, slots=True)
class Need:
    """`count` pieces of any of `kinds`, registered under `under`, for the claims of `item`."""

    item: str
    under: str
    kinds: tuple[str, ...]
    count: int


def needs_of(standard: Standard, accounts: Sequence[Account]) -> list[tuple[Need, ...]]:
    """What each account must show, by the standard's own evidence expressions."""
    size, texts = len(accounts), dict[str, int]()
    columns = {
        code: _column(field, [_claim(each, code) for each in accounts], texts)
        for code, field in standard.scope.items()
    }
    columns = dict(asked_columns(standard.scope, standard.asked, columns, size))
    found: list[list[Need]] = [[] for _ in accounts]
    for item in standard.items:
        for need, expression in item.evidence:
            counted = evaluate(expression, standard.scope, columns, size)
            for position in range(size):
                count = int(counted.values[position]) // 10**counted.places
                if count and counted.states[position] <= State.CLAIMED:
                    under = need.from_item or item.code
                    found[position].append(Need(item.code, under, need.kinds, count))
    return [tuple(each) for each in found]


def _claim(account: Account, code: str) -> str | tuple[str, ...] | None:
    return account.school.unit.fields.get(code) or account.claimed.get(code)


def _column(
    field: Field, values: Sequence[str | tuple[str, ...] | None], texts: dict[str, int]
) -> Column:
    meant = [field.blank_means if value is None else value for value in values]
    return Column.of(
        [0 if value is None else field.encode(value, texts) for value in meant],
        [State.BLANK if value is None else State.CLAIMED for value in meant],
    )


def register(school: School, needs: Iterable[Need], standard: Standard, seed: int) -> list[Piece]:
    """The rows of 佐证材料目录 that satisfy `needs`, as one school would list them."""
    draw = school.chance(seed, "register")
    wanted: dict[tuple[str, str], int] = {}
    for need in needs:
        key = need.under, draw.choice(need.kinds)
        wanted[key] = max(need.count, wanted.get(key, 0))
    pages: Counter[str] = Counter()
    pieces: list[Piece] = []
    for (indicator, kind), count in sorted(wanted.items()):
        title = standard.by_code[indicator].indicator.title
        for turn in range(1, count + 1):
            pages[kind] += 1
            pieces.append(
                Piece(
                    number=f"{len(pieces) + 1:02}",
                    indicator=indicator,
                    kind=kind,
                    title=f"{title}{kind}" + (f"（{turn}）" if count > 1 else ""),
                    dated=_FIRST_DAY + timedelta(days=draw.randrange(_DAYS)),
                    file=_file(kind, pages[kind]),
                    link=_link(school, pages[kind]) if kind == "链接" else "",
                    pages=str(pages[kind]) if kind in _FILES else "",
                )
            )
    return pieces


def _file(kind: str, number: int) -> str:
    if kind == "照片":
        return f"06照片{number}.png"
    return _FILES.get(kind, "")


def _link(school: School, number: int) -> str:
    """A host under the top level reserved for examples."""
    return f"https://news.district.example/2025/{school.code}-{number}.html"


def lacking(needs: Iterable[Need], pieces: Iterable[Piece]) -> frozenset[str]:
    """Items for which fewer pieces count than their claims need."""
    counted = Counter((each.indicator, each.kind) for each in pieces if each.counts)
    return frozenset(
        need.item
        for need in needs
        if sum(counted[need.under, kind] for kind in need.kinds) < need.count
    )


def files_of(school: School, pieces: Iterable[Piece]) -> Mapping[str, bytes]:
    """Every file the register names: a page a piece; no two schools' files are alike."""
    shown: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.file:
            shown.setdefault(piece.file, []).append(piece)
    return {name: _made(school, name, listed) for name, listed in shown.items()}


def _made(school: School, name: str, pieces: Sequence[Piece]) -> bytes:
    if name.endswith(".png"):
        return picture(f"{school.code}/{name}")
    return document([f"EXAMPLE {school.code} ITEM {p.indicator} {p.dated}" for p in pieces])


def document(pages: Sequence[str]) -> bytes:
    """A PDF with one line of ASCII text on each A5 page."""
    first_page = 4
    kids = " ".join(f"{first_page + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, text in enumerate(pages):
        stream = f"BT/F1 14 Tf 40 520 Td({text})Tj ET"
        objects += [
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {first_page + 2 * number + 1} 0 R>>",
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
    return made + f"{end}startxref\n{len(made)}\n%%EOF\n".encode("ascii")


def picture(about: str) -> bytes:
    """A PNG of coloured stripes that depend on `about`."""
    mark = zlib.crc32(about.encode())
    rows = b"".join(
        b"\0" + bytes((mark >> (8 * ((x // 8 + y // 6) % 4))) & 255 for x in range(_WIDTH * 3))
        for y in range(_HEIGHT)
    )
    size = _WIDTH.to_bytes(4, "big") + _HEIGHT.to_bytes(4, "big")
    chunks = (b"IHDR", size + b"\x08\x02\0\0\0"), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        for kind, body in chunks
    )
