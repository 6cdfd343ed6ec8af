"""What an accountant does to budget-corrige.xlsx, done in LibreOffice: what is typed counts, or a control says so.

1. The edits of the list below, each on the published workbook: the figures it must show, or the control that must tell.
2. Each formula of every sheet typed over in turn with what it shows: a control must tell, every time.

LibreOffice runs once and recalculates after each change, which is then undone.

Usage: edits.py budget-corrige.xlsx WITHOUT_UNALLOCATED.xlsx WITH_CEILINGS.xlsx      (see edits.sh; needs Debian's python3-uno)
"""

import contextlib
import pathlib
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import EQUAL
from com.sun.star.table import TableSortField

FORMULAS, TEXT = 16, 2  # CellFlags.FORMULA, FormulaResult.STRING
DOUBT = "à vérifier"


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


@contextlib.contextmanager
def office():
    with tempfile.TemporaryDirectory() as folder:
        pipe = f"paraphe{pathlib.Path(folder).name}"
        process = subprocess.Popen(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore",
             f"--accept=pipe,name={pipe};urp"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        try:
            for _ in range(120):
                try:
                    context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                    break
                except Exception:
                    time.sleep(0.5)
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            yield desktop
            with contextlib.suppress(Exception):
                desktop.terminate()
        finally:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


class Book:
    """A workbook, opened and recalculated; cells are found by what stands around them."""

    def __init__(self, desktop, path):
        url = uno.systemPathToFileUrl(str(pathlib.Path(path).resolve()))
        self.document = desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        self.sheets = {sheet.Name: sheet for sheet in self.document.Sheets}
        self.document.calculateAll()
        self.protected = {name for name, sheet in self.sheets.items() if sheet.isProtected()}
        for sheet in self.sheets.values():
            sheet.unprotect("")

    def close(self):
        self.document.close(True)

    def cell(self, name, at):
        return self.sheets[name].getCellRangeByName(at)

    def rows(self, name):
        """The rows of a sheet as values, from the first."""
        cursor = self.sheets[name].createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return self.sheets[name].getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).getDataArray()

    def column(self, name, header, row=3):
        return self.rows(name)[row].index(header)

    def find(self, name, *texts):
        """The first row that begins with these texts."""
        for number, row in enumerate(self.rows(name)):
            if row[:len(texts)] == texts:
                return number
        raise LookupError(texts)

    def at(self, name, row, column):
        return self.sheets[name].getCellByPosition(column, row)

    def is_blue(self, cell):
        return not cell.CellProtection.IsLocked

    def state(self):
        return shown(self.cell("Contrôles", "G4"))

    def line(self):
        return shown(self.cell("Récapitulatif", "C3"))

    def told(self):
        """The controls that are not true, by what they are about."""
        wrong = {}
        for number, row in enumerate(self.rows("Contrôles")):
            if number > 5 and row[0] != "":
                result = shown(self.at("Contrôles", number, 6))
                if result != "VRAI":
                    wrong[row[1], row[2]] = result
        return wrong

    def recap(self):
        """{(row, year, column): amount}"""
        rows, year, figures = self.rows("Récapitulatif"), None, {}
        columns = []
        for above, label in zip(rows[3], rows[4]):
            year = above if above != "" else year
            columns.append((year if isinstance(year, str) else str(round(year or 0)), label))
        for row in rows[5:]:
            for key, value in list(zip(columns, row))[2:]:
                figures[row[0], *key] = value
        return figures


def shown(cell):
    if cell.getError():
        return "erreur"
    if cell.FormulaResultType2 == TEXT:
        return cell.String
    return {1: "VRAI", 0: "FAUX"}.get(cell.Value, cell.Value)


class Edits:
    """Each edit is a method; it says what is wrong."""

    def __init__(self, book):
        self.book = book
        self.before, self.told = book.recap(), book.told()

    def moved(self):
        after = self.book.recap()
        return {key: (self.before.get(key), value) for key, value in after.items()
                if isinstance(value, float) and abs(value - (self.before.get(key) or 0)) > 0.001}

    def new(self):
        """The controls that tell something that they did not tell before."""
        return {key: state for key, state in self.book.told().items() if self.told.get(key) != state}

    def share(self, fiche, year, column):
        return self.book.recap()[fiche, year, column]

    def put(self, sheet, row, **values):
        for header, value in values.items():
            cell = self.book.at(sheet, row, self.book.column(sheet, header.replace("_", " ")))
            # A row inserted under the header looks as the header does.
            if row > 4 and not self.book.is_blue(cell):
                yield f"{sheet} {cell.AbsoluteName} is locked"
            if isinstance(value, str):
                cell.String = value
            else:
                cell.Value = value

    def insert(self, sheet, row):
        self.book.sheets[sheet].Rows.insertByIndex(row, 1)

    # The edits, in the order of the list.

    def a_mention_without_a_funder_takes_no_amount(self):
        row = self.book.find("Cofinancement", "EA 1.3.1", "", "Débours")
        for header in ("Taux", "Montant 2019"):
            if self.book.is_blue(self.book.at("Cofinancement", row, self.book.column("Cofinancement", header))):
                yield f"{header} is blue"
        self.book.at("Cofinancement", row, 5).Value = 2600
        if self.book.state() != "FAUX":
            yield f"typed nevertheless: {self.book.state()}"

    def a_mention_that_names_a_funder_counts(self):
        row = self.book.find("Cofinancement", "EA 1.3.1", "CCI Côte-d’Or", "Études") + 3
        self.insert("Cofinancement", row)
        yield from self.put("Cofinancement", row, Fiche="EA 1.3.1", Financeur="Métropole", Nature="Débours", Taux=1.0)
        moved = self.moved()
        if moved.get(("EA 1.3.1", "2019", "Métropole")) != (9240.0, 11840.0) or self.book.state() != "VRAI":
            yield f"{moved} {self.book.state()}"

    def rule(self, row):
        yield from self.put("Cofinancement", row, Fiche="EA 1.1", Financeur="CCI Côte-d’Or", Montant_2018=500.0)
        moved = self.moved()
        if moved.get(("EA 1.1", "2018", "CCI Côte-d’Or")) != (840.0, 1340.0) or self.book.state() == "VRAI":
            yield f"{moved}"

    def a_rule_inserted(self):
        self.insert("Cofinancement", 20)
        yield from self.rule(20)

    def a_rule_inserted_above_the_first(self):
        self.insert("Cofinancement", 4)
        yield from self.rule(4)

    def a_rule_appended(self):
        yield from self.rule(len(self.book.rows("Cofinancement")) - 1 - 20)

    def rules_sorted_by_funder(self):
        last = max(number for number, row in enumerate(self.book.rows("Cofinancement")) if row[0] != "")
        cells = self.book.sheets["Cofinancement"].getCellRangeByPosition(0, 4, 7, last)
        field = TableSortField()
        field.Field, field.IsAscending = 1, True
        cells.sort(properties(SortFields=uno.Any("[]com.sun.star.table.TableSortField", (field,))))
        if self.moved() or self.new() or self.book.rows("Cofinancement")[4][1] != "CCI Côte-d’Or":
            yield f"{self.moved()} {self.new()}"

    def a_rule_deleted(self):
        row = self.book.find("Cofinancement", "EA 1.1", "CCI Côte-d’Or")
        self.book.sheets["Cofinancement"].Rows.removeByIndex(row, 1)
        moved = self.moved()
        told = {("EA 1.1", "2018", "CCI Côte-d’Or"): (840.0, 0.0), ("EA 1.1", "2018", "Non réparti"): (0.0, 840.0)}
        if any(moved.get(key) != value for key, value in told.items()) or not self.new():
            yield f"{moved} {self.new()}"

    def line(self, row, fiche="EA 1.1"):
        before = self.before[fiche, "2018", "Total"]
        yield from self.put("Dépenses", row, Fiche=fiche, Montant_2018=1000.0)
        if self.share(fiche, "2018", "Total") != before + 1000:
            yield f"{self.moved()} {self.new()}"
        if "FAUX" in self.new().values():
            yield f"false alarm: {self.new()}"

    def a_line_inserted_above_the_first(self):
        self.insert("Dépenses", 4)
        yield from self.line(4)

    def a_line_inserted_below_the_last_of_a_fiche(self):
        row = self.book.find("Dépenses", "EA 1.2.1")
        self.insert("Dépenses", row)
        yield from self.line(row)

    def a_line_in_the_place_of_each_fiche(self):
        for fiche in ("EA 1.1", "EP 2.2", "EP 2.5", "EC 1.3"):
            rows = [number for number, row in enumerate(self.book.rows("Dépenses")) if row[0] == fiche]
            yield from self.line(rows[-1], fiche)

    def a_line_below_the_table(self):
        yield from self.line(len(self.book.rows("Dépenses")) - 5)

    def a_text_below_the_table(self):
        row = len(self.book.rows("Dépenses")) - 5
        yield from self.put("Dépenses", row, Montant_2018="1 000 €")
        if self.book.state() != "FAUX":
            yield self.book.state()

    def a_number_far_below_the_table(self):
        for row in (699, 5000):
            self.book.at("Dépenses", row, 5).Value = 1000
            if self.book.state() != "FAUX":
                yield f"row {row}: {self.book.state()}"
            self.book.at("Dépenses", row, 5).String = ""

    def a_code_retyped(self):
        yield from self.put("Dépenses", 5, Fiche="EP 2.3")
        if self.book.state() != "FAUX":
            yield self.book.state()

    def two_fiche_totals_typed_over(self):
        rows = [number for number, row in enumerate(self.book.rows("Répartition")) if row[1] == "Total"][:2]
        for row, more in zip(rows, (100, -100)):
            cell = self.book.at("Répartition", row, 2)
            cell.Value = cell.Value + more
        if self.book.state() != "FAUX":
            yield self.book.state()

    def what_the_articles_decide_is_locked(self):
        for sheet, at in (("Échéancier", "C6"), ("Répartition", "C4")):
            if self.book.is_blue(self.book.cell(sheet, at)) or sheet not in self.book.protected:
                yield f"{sheet}!{at} is blue"

    def rates_that_do_not_make_100(self):
        row = self.book.find("Cofinancement", "EA 1.1", "Métropole")
        rate = self.book.at("Cofinancement", row, 3)
        rate.Value = rate.Value - 0.1
        if self.book.state() != DOUBT or DOUBT not in self.new().values():
            yield f"{self.book.state()} {self.new()}"

    def a_nature_without_its_accent(self):
        row = self.book.find("Cofinancement", "EA 1.3.1", "Métropole", "Études")
        yield from self.put("Cofinancement", row, Nature="Etudes")
        if not any("nature" in what for _, what in self.new()):
            yield f"{self.moved()} {self.new()}"

    def a_nature_of_a_cost_without_its_accent(self):
        yield from self.put("Dépenses", self.book.find("Dépenses", "EA 1.3.1", "Études"), Nature="Etudes")
        if not any("nature" in what for _, what in self.new()):
            yield f"{self.moved()} {self.new()}"

    def amounts_that_make_up_for_each_other(self):
        for at, amount in (("G7", 3000), ("G8", 1200)):
            self.book.cell("Récapitulatif", at).Value = amount
        if self.book.state() != "FAUX":
            yield self.book.state()

    def a_filter(self):
        sheet = self.book.sheets["Récapitulatif"]
        cells = sheet.getCellRangeByPosition(0, 4, 21, len(self.book.rows("Récapitulatif")) - 1)
        descriptor = cells.createFilterDescriptor(True)
        descriptor.ContainsHeader = True
        field = TableFilterField()
        field.Field, field.IsNumeric, field.StringValue, field.Operator = 0, False, "EA 1.1", EQUAL
        descriptor.setFilterFields((field,))
        cells.filter(descriptor)
        self.book.document.calculateAll()
        if sheet.Rows.getByIndex(7).IsVisible or self.moved():
            yield f"{self.moved()}"

    def a_fraction_of_a_cent(self):
        cell = self.book.at("Dépenses", 4, self.book.column("Dépenses", "Montant 2018"))
        rule = cell.Validation
        if "ROUND" not in rule.getFormula1():
            yield f"validation: {rule.getFormula1()}"
        cell.Formula = "=10000/3"
        if self.book.state() != "FAUX":
            yield self.book.state()

    def days_that_are_not_their_amount(self):
        yield from self.put("Dépenses", 4, **{"Jours 2018".replace(" ", "_"): 6.0})
        if not any("jours" in what for _, what in self.new()):
            yield f"{self.new()}"


class Bounded(Edits):
    """Edits of an agreement with sections, bases, ceilings and balances: what cannot be applied as it is typed is told."""

    def tells(self, expected, sheet="Cofinancement", at="G5", value="", may_move=True):
        cell = self.book.cell(sheet, at)
        before = cell.Formula
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value
        if self.book.state() != expected or not may_move and self.moved():
            yield f"{sheet}!{at} {value}: {self.book.state()} {self.moved()}"
        cell.Formula = before

    def bases(self):
        for base in ("Travaux;Études", "travaux"):
            yield from self.tells("VRAI", value=base, may_move=False)
        for base in ("Travaux ; Etudes", "150 000 €", "Nimporte", -5.0, 10.005):
            yield from self.tells("FAUX", value=base)
        yield from self.tells("FAUX", "Dépenses", "B6", "Études")

    def ceilings(self):
        for at, ceiling in (("H5", 79_999.995), ("H5", -5.0), ("H7", 10.0)):
            yield from self.tells("FAUX", at=at, value=ceiling)
        yield from self.tells(DOUBT, at="H9", value=10.0)

    def a_second_balance(self):
        yield from self.tells("FAUX", at="D5", value="solde")

    def a_rate_without_end(self):
        self.book.cell("Cofinancement", "D5").Formula = "=1/3"
        if self.book.state() != "FAUX":
            yield self.book.state()

    def sections(self):
        for section in ("Investissement ", "Autre", ""):
            yield from self.tells(DOUBT, "Dépenses", "I5", section)

    def words_for_no_amount(self):
        for word in ("p.m.", "sans objet", "NC", "/"):
            cell = self.book.at("Dépenses", 4, self.book.column("Dépenses", "Montant 2026"))
            cell.String = word
            if self.book.state() == "FAUX":
                yield f"{word}: {self.new()}"


def edits(desktop, path, kind=Edits, names=None):
    wrong, count = [], 0
    names = names or [name for name, own in vars(kind).items()
                      if name[0] != "_" and name not in ("moved", "new", "share", "put", "insert", "rule", "line", "tells")]
    for name in names:
        book = Book(desktop, path)
        try:
            wrong += [f"{name}: {own}" for own in getattr(kind(book), name)()]
            count += 1
        finally:
            book.close()
    return wrong, count


def typed_over(desktop, path):
    """Every formula in turn typed over with what it shows: a control that is true no longer is."""
    wrong, counts = [], {}
    book = Book(desktop, path)
    if book.state() not in ("VRAI", DOUBT):
        return [f"before all: {book.state()}"], counts
    for name, sheet in book.sheets.items():
        found = sheet.queryContentCells(FORMULAS)
        for area in found.RangeAddresses:
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    cell = sheet.getCellByPosition(column, row)
                    formula, result = cell.Formula, shown(cell)
                    if cell.FormulaResultType2 == TEXT:
                        cell.String = result
                    else:
                        cell.Value = cell.Value
                    counts[name] = counts.get(name, 0) + 1
                    at = cell.AbsoluteName
                    if (name, row, column) == ("Récapitulatif", 2, 2):
                        # Nothing is behind the line that says so: it stands out itself.
                        formats = cell.ConditionalFormat
                        rules = [formats.getByIndex(i).getFormula1() for i in range(formats.getCount())]
                        if not any("ISFORMULA" in rule for rule in rules):
                            wrong.append(f"{at} typed over: {rules}")
                    elif book.state() != "FAUX" and "remplacée" not in str(book.line()):
                        wrong.append(f"{at} typed over with {result}: {book.state()}")
                    cell.Formula = formula
    if book.state() not in ("VRAI", DOUBT):
        wrong.append(f"after all: {book.state()}")
    book.close()
    return wrong, counts


def main(path, without, bounded):
    started = time.monotonic()
    with office() as desktop:
        wrong, count = edits(desktop, path)
        again, other = edits(desktop, without, names=["rates_that_do_not_make_100"])
        wrong += [f"without a column of what nobody funds: {own}" for own in again]
        again, more = edits(desktop, bounded, Bounded)
        wrong, other = wrong + again, other + more
        unnoticed, formulas = typed_over(desktop, path)
    for line in (wrong + unnoticed)[:60]:
        print(line, file=sys.stderr)
    told = ", ".join(f"{name} {own}" for name, own in formulas.items())
    print(f"{count + other} edits, {len(wrong)} not as due; formulas typed over in turn: {told}: "
          f"{len(unnoticed)} unnoticed, {time.monotonic() - started:.0f} s")
    if wrong or unnoticed:
        sys.exit(1)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
