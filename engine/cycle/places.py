"""Where things stand in a year's folder (docs/architecture.md, "A year is a folder")."""

from __future__ import annotations

LOCK = "locked.json"
LEDGER = "ledger.jsonl"
BUSY = ".wuhao.lock"
ROSTER = "roster.xlsx"
HISTORY = "history.xlsx"

SHEETS = "sheets"
INBOX = "inbox"
REVIEW = "review"
OUTSIDE = "outside"
DECISIONS = "decisions"
FOLDERS = (SHEETS, INBOX, REVIEW, OUTSIDE, DECISIONS)

TO_MEND = "待补正清单.xlsx"
RECEIPTS = "回执.txt"
REPLIES = "回复语.txt"
USES = f"{DECISIONS}/采用.json"
CLAIMS = f"{DECISIONS}/认领.json"
APPROVALS = f"{DECISIONS}/迟交批准.json"
STORE = "store"
INTAKE = f"{STORE}/intake.json"
ARRIVALS = f"{STORE}/arrivals.json"
UNPACKED = f"{STORE}/unpacked"
READINGS = f"{STORE}/readings"
REVIEWS = f"{STORE}/review.json"
CLOSING = f"{STORE}/closing.json"
RUNS = "runs"
