"""Reads a filled 自评表: from the cells of a workbook to a unit's answers, faults and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase
from types import MappingProxyType

from engine.files.asked_fields import asked_fields
from engine.files.book import Book
from engine.files.cell_readings import Reading, cell_text, faulty, says_not_applicable
from engine.files.check_code import check_code_of
from engine.files.field_rows import read_field, row_offsets, rows_of, rows_taken
from engine.files.form_cells import NamedCells
from engine.files.form_names import (
    FORM,
    NOT_APPLICABLE,
    REGISTER,
    SELF_ASSESSMENT_FORM,
    code_of,
    note_of,
    value_of,
)
from engine.files.form_stamp import Blocked, Expected, check_stamp, extra_sheets, sheet_named
from engine.files.hand_in_book import laid_out, structural_faults
from engine.files.limits_between import hold_against_each_other
from engine.files.personal_cells import personal_data
from engine.files.personal_data import masked
from engine.files.register_reader import check_references, read_register
from engine.files.score_check import score_notes
from engine.files.what_to_fill import what_to_fill
from engine.language.fields import Field, Kind, Source
from engine.records.problem import Place, Problem, problem
from engine.records.states import State
from engine.records.submission import Answer, Authorship, FreeText, Piece, RosterUnit, Submission
from engine.rubric.standard import Item, Standard


def read_form(
    book: Book,
    standard: Standard,
    *,
    file: str,
    sha256: str,
    structure: str,
    edition: str,
    roster: Mapping[str, RosterUnit],
    office: Mapping[str, Mapping[str, Answer]] = MappingProxyType({}),
    claimed: str = "",
) -> Submission | Blocked:
    """Read one self-assessment workbook.

    `structure` and `edition` are those of this year's rubric; `file` is the name users know.
    `office` holds by unit the 〔局〕 values known so far: what is asked and how much a number may
    be can depend on them. `claimed` is the unit a person said it is of.
    """
    expected = Expected(file, sha256, SELF_ASSESSMENT_FORM, edition, structure, roster, claimed)
    book = laid_out(book, standard)
    unit = check_stamp(book, expected)
    sheet = sheet_named(book, FORM)
    if isinstance(unit, Blocked) or sheet is None:
        assert isinstance(unit, Blocked), "a form that passed the stamp has its sheet"
        return unit
    if book.hand_in is not None:
        faults = structural_faults(book.hand_in, standard, file, unit.code)
        if faults:
            return Blocked(file, sha256, unit.code, "C442", tuple(faults))
    reader = _Reader(standard, unit, office.get(unit.code, {}), NamedCells(book, sheet, file))
    reader.read_items()
    pieces, register_problems = read_register(book, standard, file=file, unit=unit.code)
    references = check_references(pieces, reader.cells, standard, unit=unit.code)
    return Submission(
        unit=unit.code,
        file=file,
        sha256=sha256,
        edition=edition,
        structure=structure,
        answers=reader.answers,
        pieces=pieces,
        not_applicable=tuple(reader.not_applicable),
        rows_read=len(reader.answers) - len(reader.lost),
        rows_expected=len(reader.answers),
        problems=(
            *extra_sheets(book, SELF_ASSESSMENT_FORM, file),
            *reader.problems(),
            *register_problems,
            *references,
            *personal_data(book, file, unit.code, reader.rows() | _register_rows(pieces)),
            *score_notes(reader.cells, standard, unit, {**reader.office, **reader.answers}),
        ),
        texts=tuple(reader.texts()),
        author=_authorship(book),
        check_code=check_code_of(book, standard),
    )


def _authorship(book: Book) -> Authorship:
    told = book.properties
    return Authorship(
        creator=told.creator,
        last_modified_by=told.last_modified_by,
        application=book.application,
        created=told.created,
    )


def _register_rows(pieces: Iterable[Piece]) -> dict[tuple[str, int], str]:
    """The indicator of each row of the register."""
    return {
        (REGISTER, int(each.place.cell.lstrip(ascii_uppercase))): each.indicator
        for each in pieces
        if each.place.sheet and each.place.cell
    }


@dataclass(slots=True)
class _Reader:
    """Collects the answers of one form, and under each field's code what is wrong with it."""

    standard: Standard
    unit: RosterUnit
    office: Mapping[str, Answer]
    cells: NamedCells
    answers: dict[str, Answer] = field(default_factory=dict)
    not_applicable: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    _found: dict[str, list[Problem]] = field(default_factory=dict)
    _whole: list[Problem] = field(default_factory=list)

    def read_items(self) -> None:
        """Read every field the school is asked, then hold the answers against each other."""
        for item in self.standard.items:
            for asked in item.fields:
                if asked.source is Source.SCHOOL:
                    self._read(item, asked)
        broken = hold_against_each_other(self.standard, self.answers, self.office, self.unit)
        for item, asked, what in broken:
            self._note("E215", item, asked, what=what)
        self._settle_asked()
        self._look_at_sheet()

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the sheet, then field by field in the order of the form."""
        return (*self._whole, *(each for found in self._found.values() for each in found))

    def rows(self) -> dict[tuple[str, int], str]:
        """The indicator of each row in which the school writes."""
        found: dict[tuple[str, int], str] = {}
        for item in self.standard.items:
            rows = (row for each in item.fields for row in rows_of(each))
            for name in (note_of(item.code), *map(value_of, rows)):
                found[FORM, self.cells.row(name)] = item.code
        return found

    def texts(self) -> Iterator[FreeText]:
        """自评说明 and the text fields, item by item."""
        for item in self.standard.items:
            texts = [value_of(each.code) for each in item.fields if each.type is Kind.TEXT]
            for name in (note_of(item.code), *texts):
                if text := cell_text(self.cells.cell(name)):
                    place = self.cells.place(name)
                    yield FreeText(text=masked(text), indicator=item.code, place=place)

    def _read(self, item: Item, asked: Field) -> None:
        name = value_of(rows_of(asked)[0])
        self._found[asked.code] = []
        reading = read_field(self.cells, asked, self.standard.rubric.period)
        if any(each.code == "E207" for each in reading.findings):
            self.lost.append(asked.code)
        elif self._says_not_applicable(asked):
            reading = self._request(item, asked)
        place = self.cells.place(name)
        self.answers[asked.code] = Answer(value=reading.value, state=reading.state, place=place)
        for finding in reading.findings:
            self._note(finding.code, item, asked, what=finding.what)

    def _says_not_applicable(self, asked: Field) -> bool:
        rows = rows_of(asked)
        return says_not_applicable([self.cells.cell(value_of(row)) for row in rows]) and (
            NOT_APPLICABLE not in asked.options
        )

    def _request(self, item: Item, asked: Field) -> Reading:
        rule = item.policy
        if rule is None or rule.when is not None:
            return faulty("E228")
        if item.code not in self.not_applicable:
            self.not_applicable.append(item.code)
            self._note("E229", item, asked)
        return Reading()

    def _note(self, code: str, item: Item, asked: Field, *, what: str = "") -> None:
        name = value_of(rows_of(asked)[0])
        self._found[asked.code].append(
            problem(
                code,
                self.cells.place(name),
                unit=self.unit.code,
                indicator=item.code,
                title=asked.title,
                row=f"第{self.cells.row(name)}行" if self.cells.place(name).sheet else "",
                what=what,
            )
        )

    def _settle_asked(self) -> None:
        """Blank fields that are owed are faults; what is not asked is none, whatever it says."""
        asked = asked_fields(self.standard, {**self.office, **self.answers}, self.unit)
        for item in self.standard.items:
            requested = item.code in self.not_applicable
            for each in item.fields:
                answer = self.answers.get(each.code)
                if answer is None:
                    continue
                wanted = asked.get(each.code, True)
                blank = answer.state is State.BLANK
                if wanted is False:
                    self._found[each.code].clear()
                    if not blank:
                        self._note("E225", item, each)
                elif wanted and blank and each.blank_means is None and not requested:
                    self._note("E219", item, each, what=what_to_fill(each))

    def _look_at_sheet(self) -> None:
        """What concerns the sheet as a whole: lost rows, moved rows, hidden rows."""
        place, unit = Place(self.cells.file, FORM), self.unit.code
        read, expected = len(self.answers) - len(self.lost), len(self.answers)
        if self.lost:
            self._whole.append(
                problem("E241", place, unit=unit, expected=str(expected), read=str(read))
            )
        fields = [self.standard.own_fields[code] for code in self.answers]
        names = [value_of(row) for each in fields for row in rows_of(each)]
        if self._moved():
            self._whole.append(problem("E208", place, unit=unit))
        hidden = self.cells.hidden_rows(names)
        if hidden:
            self._whole.append(problem("E201", place, unit=unit, title=FORM, what=hidden))

    def _moved(self) -> bool:
        """Whether items left the form's order, or the rows of one no longer stand together."""
        last = 0
        for item in self.standard.items:
            tops, offset = set(), 0
            for asked in item.fields:
                for code, below in row_offsets(asked).items():
                    if asked.code in self.answers and asked.code not in self.lost:
                        tops.add(self.cells.row(code_of(code)) - offset - below)
                offset += rows_taken(asked)
            if len(tops) > 1 or any(top <= last for top in tops):
                return True
            last = max(tops, default=last)
        return False
