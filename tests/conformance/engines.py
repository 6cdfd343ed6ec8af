"""Three engines that recalculate workbooks, none of them ours nor of a common origin: LibreOffice, IronCalc and
Formualizer. A copy with wrong cached results proves, each time, that they calculate and do not copy."""

import functools
import re
import subprocess
import zipfile

import formualizer
import ironcalc
import openpyxl
import python_calamine

RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
NUMERIC_RESULT = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?><f>[^<]*</f>)<v>[^<]*</v>')


class Results:
    """What an engine says of cells; not every one can count the formulas of a sheet."""

    def __init__(self, say, counts_formulas):
        self.say, self.counts_formulas = say, counts_formulas

    def __call__(self, sheet, cell):
        return self.say(sheet, cell)

    def can_say(self, file, sheet, cell):
        return self.counts_formulas or (sheet, cell.coordinate) not in counting(file)


class LibreOffice:
    """Opens all files in one run, with a profile of its own set to recalculate always, and saves them again."""

    def __init__(self, files, folder):
        profile, out = folder / "profile", folder / "recalculated"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS, encoding="utf-8")
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to",
             "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, files)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900,
        )
        self.out = out

    def open(self, file, origin=None):
        return shown(self.out / file.name)


class IronCalc:
    """An engine of its own, in Rust."""

    def __init__(self, files, folder):
        pass

    def open(self, file, origin=None):
        # It does not open what openpyxl saves: what was changed is typed into the original.
        typed = [(sheet, cell.row, cell.column, cell.value) for sheet, cell in changes(origin, file)] if origin else []
        return self.typed(origin or file, typed)

    def typed(self, file, values):
        """The results once these values are typed over what stands there."""
        model = ironcalc.load_from_xlsx(str(file), "en", "UTC", "en")
        names = [sheet["name"] for sheet in model.get_worksheets_properties()]
        for sheet, row, column, value in values:
            model.set_user_input(names.index(sheet), row, column, "" if value is None else str(value))
        model.evaluate()
        return Results(lambda sheet, cell: model.get_cell_value(names.index(sheet), cell.row, cell.column), False)


class Formualizer:
    """Another, whose parser and evaluator share nothing with the former."""

    def __init__(self, files, folder):
        pass

    def open(self, file, origin=None):
        book = formualizer.load_workbook(str(file))
        book.evaluate_all()
        return Results(lambda sheet, cell: book.get_value(sheet, cell.row, cell.column), False)


ALL = (LibreOffice, IronCalc, Formualizer)


@functools.cache
def formulas(file):
    """The formula cells of a workbook, with the names of their sheets."""
    cells = ((sheet.title, cell) for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row)
    return [(sheet, cell) for sheet, cell in cells if cell.data_type == "f"]


@functools.cache
def counting(file):
    """The cells that count the formulas of a sheet, and those that look at them."""
    all_of = formulas(file)
    rows = {cell.row for sheet, cell in all_of if sheet == "Contrôles" and "ISFORMULA" in cell.value}
    return {(sheet, cell.coordinate) for sheet, cell in all_of
            if sheet == "Contrôles" and (cell.row in rows or cell.row < 6) or "ISFORMULA" in cell.value}


def changes(origin, file):
    """The typed cells of a workbook that differ from another's."""
    before = openpyxl.load_workbook(origin)
    for sheet in openpyxl.load_workbook(file):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f" and cell.value != before[sheet.title][cell.coordinate].value:
                    yield sheet.title, cell


@functools.cache
def shown(file):
    """What a workbook shows without being calculated."""
    book = python_calamine.CalamineWorkbook.from_path(file)
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}

    def value(sheet, cell):
        rows = sheets[sheet]
        inside = cell.row <= len(rows) and cell.column <= len(rows[0])
        found = rows[cell.row - 1][cell.column - 1] if inside else ""
        return None if found == "" else found

    return Results(value, True)


def falsified(path, to):
    """A copy of a workbook whose numeric formulas all cache 99: an engine that copies results gives itself away."""
    with zipfile.ZipFile(path) as read, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as written:
        for part in read.namelist():
            text = read.read(part)
            if part.startswith("xl/worksheets/sheet"):
                text = NUMERIC_RESULT.sub(rb"\1<v>99</v>", text)
            written.writestr(part, text)
