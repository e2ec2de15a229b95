"""录入核对单: where two people typed one sheet otherwise, to be compared with the paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.files.result_book_sheet import Book, Cell, Column, Table
from engine.judging.typed_twice import Copies
