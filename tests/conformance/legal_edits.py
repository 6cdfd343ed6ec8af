"""Random legal edits of corrected workbooks, against the program: after each, the figures that LibreOffice calculates are
those that the program computes from the edited workbook, or some control tells what it did not tell before.

Each edit is one of those that protection allows, or a sort or a deletion once it is removed: a line or a rule inserted,
added, deleted, retyped, sorted, a formula typed over. A difference that no control tells is a failure.

Usage: legal_edits.py COUNT SEED PROGRAM DOSSIER…      (each dossier with a budget.xlsx; needs Debian's python3-uno)
"""

import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

import uno

import edits
from edits import Book, office, properties
from com.sun.star.table import TableSortField


def filled(book, sheet):
    return [number for number, row in enumerate(book.rows(sheet)) if number > 3 and row[0] != ""]


def columns(book, sheet, start):
    return [number for number, header in enumerate(book.rows(sheet)[3]) if str(header).startswith(start)]


def amount(dice):
    return dice.choice([0.0, 1.0, 0.01, 33.33, float(dice.randrange(1, 90_000)), dice.randrange(1, 9_000_000) / 100])


def edit(book, dice):
    """One edit; says what was done."""
    sheet = dice.choice(["Dépenses", "Cofinancement"])
    rows, amounts = filled(book, sheet), columns(book, sheet, "Montant ")
    row = dice.choice(rows)
    kind = dice.choice(["amount", "amount", "rate", "nature", "code", "insert", "append", "delete", "sort", "formula", "text"])
    cell = book.at(sheet, row, dice.choice(amounts))
    if kind == "amount":
        cell.Value = amount(dice)
    elif kind == "rate":
        sheet = "Cofinancement"
        row = dice.choice(filled(book, sheet))
        cell = book.at(sheet, row, columns(book, sheet, "Taux")[0])
        cell.Value = dice.choice([0.0, 0.5, 1.0, 0.3333, dice.randrange(10_000) / 10_000])
    elif kind == "nature":
        cell = book.at(sheet, row, columns(book, sheet, "Nature")[0])
        natures = {own[columns(book, name, "Nature")[0]] for name in ("Dépenses", "Cofinancement") for own in book.rows(name)[4:]}
        cell.String = dice.choice(sorted(natures) + ["Nouvelle"])
    elif kind == "code":
        cell = book.at(sheet, row, 0)
        cell.String = book.at(sheet, dice.choice(rows), 0).String
    elif kind in ("insert", "append"):
        like = book.rows(sheet)[row]
        if kind == "insert":
            book.sheets[sheet].Rows.insertByIndex(row, 1)
        else:
            row = max(rows) + dice.randrange(1, 20)
        for column, value in enumerate(like):
            if column in amounts and sheet == "Dépenses" or column == 3 and sheet == "Cofinancement":
                value = dice.choice(["", amount(dice) if column in amounts else 0.25])
            target = book.at(sheet, row, column)
            if isinstance(value, str):
                target.String = value
            else:
                target.Value = value
        cell = book.at(sheet, row, 0)
    elif kind == "delete":
        book.sheets[sheet].Rows.removeByIndex(row, 1)
    elif kind == "sort":
        field = TableSortField()
        field.Field, field.IsAscending = dice.randrange(0, 4), dice.random() < 0.5
        area = book.sheets[sheet].getCellRangeByPosition(0, 4, len(book.rows(sheet)[3]) - 1, max(rows))
        area.sort(properties(SortFields=uno.Any("[]com.sun.star.table.TableSortField", (field,))))
    elif kind == "text":
        cell.String = dice.choice(["1 000 €", "douze", "NC"])
    else:
        sheet = dice.choice(["Récapitulatif", "Répartition", "Règles", "Échéancier"])
        areas = book.sheets[sheet].queryContentCells(edits.FORMULAS).RangeAddresses
        area = dice.choice(areas)
        cell = book.at(sheet, dice.randint(area.StartRow, area.EndRow), dice.randint(area.StartColumn, area.EndColumn))
        cell.Value = cell.Value + dice.choice([0, 1, -100])
    return f"{kind} {sheet}!{cell.AbsoluteName if kind not in ('delete', 'sort') else row + 1}"


def computed(program, dossier, workbook, folder):
    """The program's figures of a dossier whose workbook is this one: {(row, year, funder): amount}; None if it refuses."""
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(dossier, copy)
    for own in copy.glob("budget.*"):
        own.unlink()
    shutil.copy(workbook, copy / "budget.xlsx")
    shutil.rmtree(folder / "out", ignore_errors=True)
    run = subprocess.run([program, "--quiet", "build", "--xlsx-only", str(copy), "--output", str(folder / "out")],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if run.returncode > 1 or not list((folder / "out").glob("*/donnees.json")):
        return None
    data = json.loads(next((folder / "out").glob("*/donnees.json")).read_text(encoding="utf-8"))
    figures = {}
    budgets = [(fiche["code"], fiche) for fiche in data["fiches"]]
    budgets += [(f"{code} (hors total)", fiche["off_total"]) for code, fiche in budgets if fiche.get("off_total")]
    for code, budget in budgets:
        for year, split in zip(data["convention"]["years"], budget["splits"]["years"]):
            own = figures.setdefault((code, str(year)), {})
            own["Total"] = own.get("Total", 0) + float(split["total"])
            own["Non réparti"] = own.get("Non réparti", 0) + float(split["unallocated"])
            for funder, share in zip(data["funders"], split["shares"]):
                own[funder["column"]] = own.get(funder["column"], 0) + float(share)
    return figures


def shown(book):
    """The same from Répartition."""
    rows = book.rows("Répartition")
    years, figures, year = {}, {}, ""
    for column, (above, label) in enumerate(zip(rows[4], rows[5])):
        year = above if above != "" else year
        if label == "Part":
            years[column] = str(round(year)) if isinstance(year, float) else year
    for row in rows[6:]:
        for column, year in years.items():
            figures.setdefault((row[0], year), {})[row[1]] = row[column]
    return figures


def differences(figures, expected):
    wrong = []
    for key in {**figures, **expected}:
        for who in {**figures.get(key, {}), **expected.get(key, {})}:
            ours, theirs = figures.get(key, {}).get(who, 0) or 0, expected.get(key, {}).get(who, 0)
            if not isinstance(ours, float | int) or abs(ours - theirs) > 0.001:
                wrong.append(f"{key} {who}: {ours} ≠ {theirs}")
    return wrong


def main(count, seed, program, *dossiers):
    started, silent, told, same, refused = time.monotonic(), [], 0, 0, 0
    with tempfile.TemporaryDirectory() as name, office() as desktop:
        folder = pathlib.Path(name)
        books = []
        for rank, dossier in enumerate(dossiers):
            out = folder / f"published-{rank}"
            subprocess.run([program, "--quiet", "build", "--xlsx-only", dossier, "--output", str(out)],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            books.append((dossier, next(out.glob("*/budget-corrige.xlsx"))))
        for number in range(int(count)):
            dossier, path = books[number % len(books)]
            dice = random.Random(f"{seed}-{number}")
            book = Book(desktop, path)
            before, state = book.told(), book.state()
            done = edit(book, dice)
            figures, new = shown(book), {key: own for key, own in book.told().items() if before.get(key) != own}
            is_told = bool(new) or book.state() not in (state, "VRAI")
            edited = folder / "edited.xlsx"
            book.document.storeToURL(uno.systemPathToFileUrl(str(edited)), properties(FilterName="Calc MS Excel 2007 XML"))
            book.close()
            expected = computed(program, dossier, edited, folder)
            if expected is None:
                refused += 1
                wrong = ["the program refuses the workbook"]
            else:
                wrong = differences(figures, expected)
            same += not wrong
            told += bool(wrong) and is_told
            if wrong and not is_told:
                silent.append(f"{number} {dossier}: {done}: {wrong[:3]}")
    for line in silent:
        print(line, file=sys.stderr)
    print(f"{count} legal edits of {len(dossiers)} workbooks: {same} followed, {told} told by a control "
          f"({refused} refused by the program), {len(silent)} silent differences, {time.monotonic() - started:.0f} s")
    sys.exit(1 if silent else 0)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
