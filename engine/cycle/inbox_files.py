"""The inbox of a year as it lies there: its workbooks, its archives, and what nobody reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engine.cycle.places import INBOX, UNPACKED
from engine.files.inbox import unread, workbooks
from engine.files.personal_data import masked
from engine.files.unpacking import Opened, came_as, open_archives
from engine.records.problem import CannotGoOn, Place, Problem, problem


@dataclass(frozen=True)
class Inbox:
    """The inbox of the year in `year`, its archives unpacked when first asked for."""

    year: Path

    @cached_property
    def opened(self) -> tuple[Opened, ...]:
        """Its archives."""
        return open_archives(self.year / INBOX, self.year / UNPACKED)

    @cached_property
    def workbooks(self) -> tuple[Path, ...]:
        """Every workbook that was handed in, then those of each archive."""
        unpacked = (path for each in self.opened if each.folder for path in workbooks(each.folder))
        return (*workbooks(self.year / INBOX), *unpacked)

    def named(self, name: Path) -> Path:
        """The workbook a person names, by its path or as it is called on the screen.

        Raises CannotGoOn (2) where there is none.
        """
        inbox, unpacked = self.year / INBOX, self.year / UNPACKED
        wanted = {name.resolve(), (inbox / name).resolve()}
        for each in self.workbooks:
            if each.resolve() in wanted or came_as(each, inbox, unpacked) == name.as_posix():
                return each
        raise CannotGoOn(problem("L715", what=f"inbox 里的文件 {name.name}"), exit_code=2)

    def passed_over(self) -> list[Problem]:
        """What nobody reads, of the inbox and of the archives in it."""
        inbox = self.year / INBOX
        found = list(unread(inbox, apart={each.archive for each in self.opened}))
        for archive, folder, fault in self.opened:
            called = archive.relative_to(inbox).as_posix()
            if fault:
                found.append(problem("E284", Place(masked(called)), what=fault))
            elif folder is not None:
                found += unread(folder, inside=called)
        return found
