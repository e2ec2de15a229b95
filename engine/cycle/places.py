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

RETURNED = "returned"
"""Forms sent back 退回 and pages of checks, for what was checked inside the inbox."""
TO_MEND = "待补正清单.xlsx"
USES = f"{DECISIONS}/采用.json"
STORE = "store"
INTAKE = f"{STORE}/intake.json"
ARRIVALS = f"{STORE}/arrivals.json"
UNPACKED = f"{STORE}/unpacked"
READINGS = f"{STORE}/readings"
REVIEWS = f"{STORE}/review.json"
CLOSING = f"{STORE}/closing.json"
RUNS = "runs"
