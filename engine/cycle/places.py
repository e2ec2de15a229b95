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

PAPERS = "papers"
"""公文: what is printed, signed and sent."""
TEMPLATES = "templates"
"""The office's own templates of papers; one there stands over the shipped one of its name."""
RETURNED = "returned"
"""Forms sent back 退回 and pages of checks, for what was checked inside the inbox."""
TO_MEND = "待补正清单.xlsx"
RECEIPTS = "回执.txt"
REPLIES = "回复语.txt"
PROGRESS_BOOK = "进度表.xlsx"
PROGRESS_PAGE = "进度表.html"
REMINDERS = "催报.txt"
TYPED_APART = "录入核对单.xlsx"
ACROSS_BOOK = "跨校比对.xlsx"
USES = f"{DECISIONS}/采用.json"
CHANGES = f"{DECISIONS}/名册变更.json"
SUPPLEMENTS = f"{DECISIONS}/补正.json"
CLAIMS = f"{DECISIONS}/认领.json"
ASSIGNMENTS = f"{DECISIONS}/评审分工.json"
CONFIRMATIONS = f"{DECISIONS}/初评确认.json"
RECHECKS = f"{DECISIONS}/复核.json"
SEVERITY = f"{DECISIONS}/宽严校正.json"
APPROVALS = f"{DECISIONS}/迟交批准.json"
STORE = "store"
INTAKE = f"{STORE}/intake.json"
ARRIVALS = f"{STORE}/arrivals.json"
UNPACKED = f"{STORE}/unpacked"
READINGS = f"{STORE}/readings"
REVIEWS = f"{STORE}/review.json"
CLOSING = f"{STORE}/closing.json"
STANDINGS = f"{STORE}/standings.json"
ACROSS = f"{STORE}/across.json"
RUNS = "runs"
ASSIGNMENT_BOOKS = {
    "main": "评审分工表",
    "trial": "试评分工表",
    "third": "第三人评分工表",
    "mutual": "推磨互评表",
}
"""Round → the workbook of its assignment, without the way of review and the ending."""
