"""CSV and XLSX files → rows of text with their physical line."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from insurance.domain.errors import ImportRejected, Problem
from insurance.services.cells import Reason

# Bytes, unpacked: no honest file comes near, and a small one may claim any size.
LARGEST_BOOK = 512 * 1024 * 1024


@dataclass(frozen=True)
class RawRow:
    """`line`: where the row begins, the header being line 1; blanks around cells are gone."""

    line: int
    cells: list[str]

    @property
    def empty(self) -> bool:
        return not any(self.cells)


def rows_of(path: Path) -> Iterator[RawRow]:
    """Header first, empty rows left out. `ImportRejected` where the file as a whole cannot be read."""
    match path.suffix.lower():
        case ".csv":
            rows = _csv(path)
        case ".xlsx":
            rows = _xlsx(path)
        case _:
            raise _rejected(1, Reason.UNKNOWN_FILE_TYPE)
    return (row for row in rows if not row.empty)


def _csv(path: Path) -> Iterator[RawRow]:
    raw = path.read_bytes()
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _rejected(raw.count(b"\n", 0, error.start) + 1, Reason.NOT_UTF8) from error
    # Lines end where an editor ends them; the reader joins those a quoted cell spans and counts every one.
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _rejected(line, Reason.NOT_CSV) from error
        yield RawRow(line, [cell.strip() for cell in cells])
        line = reader.line_num + 1


def _xlsx(path: Path) -> Iterator[RawRow]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_BOOK:
                raise _rejected(1, Reason.TOO_LARGE)
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise _rejected(1, Reason.NOT_XLSX) from error
    try:
        sheet = book.worksheets[0]
        # Some writers store a wrong extent; without one openpyxl reads to the end.
        sheet.reset_dimensions()
        width = 0
        for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_cell(value) for value in values]
            if not width:
                while cells and not cells[-1]:
                    cells.pop()
                width = len(cells)
            # Sheets have no fixed row length: what is missing on the right is empty, what is empty beyond is nothing.
            cells += [""] * (width - len(cells))
            while len(cells) > width and not cells[-1]:
                cells.pop()
            yield RawRow(line, cells)
    except (SyntaxError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as error:
        # Read row by row, so a torn sheet shows only here; the parsers' errors are SyntaxErrors.
        raise _rejected(1, Reason.NOT_XLSX) from error
    finally:
        book.close()


def _cell(value: Any) -> str:
    """What a person sees in the cell, as the CSV file would say it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return format(value, ".15g")
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case _:
            return str(value).strip()


def _rejected(line: int, reason: Reason) -> ImportRejected:
    return ImportRejected([Problem(line, None, reason.value)])
