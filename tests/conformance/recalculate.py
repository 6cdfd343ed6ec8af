"""Other engines' opinion on the formulas of budget-corrige.xlsx: LibreOffice, IronCalc and Formualizer.

1. A copy with deliberately wrong cached results proves that they calculate in this very run.
2. The workbook, recalculated, shows in every formula cell what it caches, the seed's grand totals, no error, and
   TRUE for every control; so do the workbooks of random dossiers in a folder.
3. Copies of it with other costs, rates, fixed amounts and rounding steps show, recalculated, the shares that the
   largest-remainder method gives, computed here with exact fractions and by no code of the program, and TRUE for
   every control; the engines agree on every other cell.
4. A cost line changed in the published workbook gives, recalculated, what the program makes of a dossier in which
   that line is changed.

Usage: recalculate.py budget-corrige.xlsx DOSSIER WORKBOOKS PROGRAM…      (see xlsx.sh)
"""

import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from fractions import Fraction

import openpyxl

import engines

SEED_TOTALS = {  # by year: Métropole, CCI, others, unallocated, total
    "2018": (248_320, 103_930, 0, 0, 352_250),
    "2019": (287_940, 139_398, 124_912, 2_600, 554_850),
    "2020": (299_880, 149_358, 124_912, 0, 574_150),
    "2018-2020": (836_140, 392_686, 249_824, 2_600, 1_481_250),
}
RANDOM_CASES = 12


def exact(value):
    """The decimal that a spreadsheet shows for its number."""
    # Some engines say 1 for TRUE.
    value = int(value) if isinstance(value, bool) else value
    return Fraction(Decimal(repr(value))) if isinstance(value, (int, float)) else Fraction(0)


def rows(sheet, header):
    """The rows under the header row, as dictionaries."""
    names = [cell.value for cell in sheet[header]]
    for row in sheet.iter_rows(min_row=header + 1):
        yield dict(zip(names, row))


def years_of(book):
    return [cell.value.split()[1] for cell in book["Dépenses"][4] if str(cell.value).startswith("Montant ")]


def largest_remainders(parts, step):
    total = sum(parts)
    if total < 0:
        return [-share for share in largest_remainders([-part for part in parts], step)]
    shares = [part // step * step for part in parts]
    served = sorted(range(len(parts)), key=lambda i: (shares[i] - parts[i], i))
    left = total - sum(shares)
    for i in served:
        if left >= step:
            shares[i] += step
            left -= step
    shares[served[0]] += left
    return shares


def expected_shares(book):
    """{(fiche, year): {funder: share}} from the typed values of Dépenses and Cofinancement."""
    step = exact(book["Répartition"]["C4"].value)
    lines, rules, funders = {}, {}, {}
    for row in rows(book["Dépenses"], 4):
        if row["Fiche"].value is not None:
            lines.setdefault(row["Fiche"].value, []).append(row)
    for row in rows(book["Cofinancement"], 4):
        rules.setdefault(row["Fiche"].value, []).append(row)
    for fiche, funder in book["Répartition"].iter_rows(min_row=7, max_col=2, values_only=True):
        funders.setdefault(fiche, []).append(funder)
    shares = {}
    for year in years_of(book):
        for fiche, block in funders.items():
            assert block[-2:] == ["Non réparti", "Total"], (fiche, block)
            parts = {funder: Fraction(0) for funder in block[:-2]}
            amount = f"Montant {year}"
            cost = sum(exact(line[amount].value) for line in lines.get(fiche, []))
            for rule in rules.get(fiche, []):
                nature = rule["Nature"].value
                covered = [line for line in lines.get(fiche, []) if nature in (None, line["Nature"].value)]
                if rule[amount].value is not None:
                    parts[rule["Financeur"].value] += exact(rule[amount].value)
                elif rule["Taux"].value is not None:
                    base = sum(exact(line[amount].value) for line in covered)
                    parts[rule["Financeur"].value] += exact(rule["Taux"].value) * base
            parts["Non réparti"] = cost - sum(parts.values())
            rounded = dict(zip(parts, largest_remainders(list(parts.values()), step)))
            shares[fiche, year] = {**rounded, "Total": cost}
    return shares


def same(shown, expected):
    return isinstance(shown, (int, float)) and abs(exact(shown) - expected) < Fraction(1, 1000)


def shown_shares(book):
    """The same from the sheet Répartition as LibreOffice recalculated it."""
    shown = {}
    for row in book["Répartition"].iter_rows(min_row=7, values_only=True):
        for i, year in enumerate(years_of(book)):
            shown.setdefault((row[0], year), {})[row[1]] = row[2 + 5 * i + 4]
    return shown


def recap(book):
    """{(row label, year, column label): amount} from the sheet Récapitulatif."""
    sheet = book["Récapitulatif"]
    columns, year = [], None
    for above, label in zip(sheet[4], sheet[5]):
        year = str(above.value) if above.value is not None else year
        columns.append((year, label.value))
    cells = {}
    for row in sheet.iter_rows(min_row=6, values_only=True):
        for (year, label), value in zip(columns[2:], row[2:]):
            cells[row[0], year, label] = value
    return cells


def expected_recap(book, shares):
    """What the recap must show for these shares: rows, subtotals, totals, columns over all years."""
    others = ("Fiche", "Intitulé", "Autres financeurs", "Non réparti", "Total", "Mentions")
    parties = {label for label in (cell.value for cell in book["Récapitulatif"][5]) if label not in others}
    labels = [row[0] for row in book["Récapitulatif"].iter_rows(min_row=6, max_col=1, values_only=True)]
    labels = [label for label in labels if not label.startswith(("dont ", "Hors total"))]
    over_all = next(str(cell.value) for cell in reversed(book["Récapitulatif"][4]) if cell.value is not None)
    cells, of_axis, of_all = {}, {}, {}

    def add(sums, year, column, amount):
        for key in ((year, column), (over_all, column)):
            sums[key] = sums.get(key, 0) + amount

    for label in labels:
        if label.startswith("Total"):
            sums, of_axis = (of_all, of_axis) if label == "Total" else (of_axis, {})
        else:
            sums = {}
            for year in years_of(book):
                for funder, share in shares.get((label, year), {}).items():
                    party = funder if funder in parties else None
                    column = party or (funder if funder in ("Non réparti", "Total") else "Autres financeurs")
                    for target in (sums, of_axis, of_all):
                        add(target, year, column, share)
        cells.update({(label, year, column): amount for (year, column), amount in sums.items()})
    return cells


def compare(name, book, shares):
    """Every share and every figure of the recap against the expected ones."""
    wrong = []
    shown = shown_shares(book)
    for key, funders in shares.items():
        for funder, share in funders.items():
            if not same(shown[key][funder], share):
                wrong.append(f"{name}: {key} {funder}: {shown[key][funder]} ≠ {float(share)}")
    figures = recap(book)
    for key, amount in expected_recap(book, shares).items():
        # A column that no fiche needs is not there.
        if not same(figures.get(key, 0), amount):
            wrong.append(f"{name}: recap {key}: {figures.get(key)} ≠ {float(amount)}")
    return wrong


def cells_of(book, sheet, names):
    """The cells of those columns, in the rows of cost lines and of rules that pay something."""
    for row in rows(book[sheet], 4):
        pays = any(row[name].value is not None for name in row if name == "Taux" or name.startswith("Montant "))
        if (row["Nature"].value is not None if sheet == "Dépenses" else pays):
            yield from [cell for name, cell in row.items() if name.startswith(names)]


def cents(book):
    """100.01 at 33.33, 33.33 and 33.34 %; and one cost and one rate changed elsewhere."""
    year = years_of(book)[0]
    fiche, rules = None, [row for row in rows(book["Cofinancement"], 4) if row["Taux"].value is not None]
    for fiche in dict.fromkeys(row["Fiche"].value for row in rules):
        own = [row for row in rules if row["Fiche"].value == fiche]
        if len(own) >= 3:
            rates = [0.3333, 0.3333, 0.3334] + [0] * (len(own) - 3)
            for row, rate in zip(own, rates):
                row["Taux"].value = rate
                row[f"Montant {year}"].value = None
            costs = [row for row in rows(book["Dépenses"], 4)
                     if row["Fiche"].value == fiche]
            for i, row in enumerate(costs):
                row[f"Montant {year}"].value = 100.01 if i == 0 else None
            break
    first = next(iter(cells_of(book, "Dépenses", "Montant ")))
    first.value = 1234.57
    rules[0]["Taux"].value = 0.7777


def ties(book):
    """Odd cents shared half and half."""
    for cell in cells_of(book, "Dépenses", "Montant "):
        cell.value = 33.33
    for cell in cells_of(book, "Cofinancement", "Taux"):
        cell.value = 0.5


def at_random(seed):
    def edit(book):
        dice = random.Random(seed)
        for cell in cells_of(book, "Dépenses", "Montant "):
            sign = -1 if dice.random() < 0.15 else 1
            cell.value = None if dice.random() < 0.2 else sign * dice.randrange(10 ** dice.randrange(2, 9)) / 100
        for cell in cells_of(book, "Cofinancement", "Taux"):
            cell.value = dice.randrange(10 ** 6) / 10 ** 6 if dice.random() < 0.7 else dice.choice([0.1, 1 / 4, 0.5, 1])
        for cell in cells_of(book, "Cofinancement", "Montant "):
            cell.value = dice.randrange(10 ** 6) / 100 if dice.random() < 0.2 else None
        if dice.random() < 0.25:
            book["Répartition"]["C4"].value = 1
    return edit


def agrees(found, expected):
    """Whether an engine's result is the expected one: numbers to the cent, texts and truths exactly."""
    if expected in (None, ""):
        return found in (None, "")
    if isinstance(expected, (bool, str)):
        return found == expected
    if isinstance(found, str):
        # A text that looks like a number, « 2.1 », is cached as one.
        return found == str(expected)
    return expected is not None and same(found, exact(expected))


def disagreements(name, file, results, expected):
    """Every formula cell of a file: an engine's result against the expected one."""
    wrong, count = [], 0
    for sheet, cell in engines.formulas(file):
        if not results.can_say(file, sheet, cell):
            continue
        count += 1
        found, right = results(sheet, cell), expected(sheet, cell)
        if not agrees(found, right):
            wrong.append(f"{name} {file.name}: {sheet}!{cell.coordinate}: {found} ≠ {right} in {cell.value}")
    return wrong, count


def controls(name, file, results):
    """No control is FALSE where the engine can count formulas: all add up, whatever is left to be looked at."""
    held = [cell for sheet, cell in engines.formulas(file) if sheet == "Contrôles" and cell.column_letter == "G"
            and results.can_say(file, "Contrôles", cell)]
    wrong = [f"{name} {file.name}: Contrôles!{cell.coordinate} is {results('Contrôles', cell)}"
             for cell in held if not agrees(results("Contrôles", cell), True) and results("Contrôles", cell) != "à vérifier"]
    return wrong + ([] if len(held) > 8 else [f"{file.name}: {len(held)} controls only"])


def seed_totals(book):
    figures = recap(book)
    # Another agreement, or the seed once the parties have decided who pays everything.
    if ("Total", "2018-2020", "Non réparti") not in figures or ("EA 1.3.1", "2018", "Total") not in figures:
        return []
    columns = ("Métropole", "CCI Côte-d’Or", "Autres financeurs", "Non réparti", "Total")
    return [
        f"grand total {year} {column}: {figures['Total', year, column]} ≠ {amount}"
        for year, amounts in SEED_TOTALS.items()
        for column, amount in zip(columns, amounts)
        if not same(figures["Total", year, column], Fraction(amount))
    ]


def line_of(sheet, fiche, nature):
    """The row of a cost line; a blank fiche continues the one above."""
    code = None
    for row in sheet.iter_rows(max_col=2):
        code = row[0].value or code
        if (code, row[1].value) == (fiche, nature):
            return row[0].row
    raise LookupError(f"no {nature} in {fiche}")


def changed_cost(path, dossier, folder, program):
    """A cost line changed in the published workbook, and the same one in the dossier, published anew."""
    changes = {("EA 1.1", "Études"): 3456.78, ("EA 1.3.1", "Études"): 10000.01, ("EC 1.3", "Personnel"): 0.05}
    published, copy = folder / "changed-cost.xlsx", folder / "dossier"
    shutil.copytree(dossier, copy)
    for origin, target in ((path, published), (copy / "budget.xlsx", copy / "budget.xlsx")):
        book = openpyxl.load_workbook(origin)
        sheet = book["Dépenses"]
        column = next(cell.column for row in sheet.iter_rows(max_row=9) for cell in row if cell.value == "Montant 2019")
        for line, amount in changes.items():
            sheet.cell(line_of(sheet, *line), column).value = amount
        book.save(target)
    subprocess.run([*program, "--quiet", "build", "--xlsx-only", str(copy), "--output", str(folder / "output")],
                   check=True, stdout=subprocess.DEVNULL)
    return published, next((folder / "output").glob("*+classeur/budget-corrige.xlsx"))


def follows(recalculated, original, published, again):
    """Every figure of the changed workbook against the one published anew. What is said of the received workbook
    differs: the sheet Corrections is left out."""
    expected, wrong, count = engines.shown(again), [], 0
    for sheet, cell in engines.formulas(published):
        if sheet != "Corrections":
            count += 1
            found, right = recalculated(sheet, cell), expected(sheet, cell)
            if not agrees(found, right):
                wrong.append(f"changed cost: {sheet}!{cell.coordinate}: {found} ≠ {right}")
    moved = sum(engines.shown(original)(sheet, cell) != expected(sheet, cell) for sheet, cell in engines.formulas(original))
    return wrong + ([] if moved > 20 else ["changed cost: nothing moved"]), count


def main(path, dossier, workbooks, *program):
    started = time.monotonic()
    path, others = pathlib.Path(path), sorted(pathlib.Path(workbooks).glob("*.xlsx"))
    edits = {"cents": cents, "ties": ties, **{f"random-{n}": at_random(n) for n in range(RANDOM_CASES)}}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        false, workbook = folder / "false.xlsx", folder / "workbook.xlsx"
        shutil.copy(path, workbook)
        engines.falsified(path, false)
        lies, count = disagreements("", false, engines.shown(false), engines.shown(workbook))
        # Many a formula shows a text.
        if len(lies) < count / 4:
            sys.exit("the copy with wrong results has too few: nothing is proved")
        expected = {}
        for edit, change in edits.items():
            book = openpyxl.load_workbook(path)
            change(book)
            file = folder / f"{edit}.xlsx"
            book.save(file)
            expected[file] = expected_shares(book)
        changed, again = changed_cost(path, pathlib.Path(dossier), folder, program)
        unchanged = [workbook, *others]
        run = engines.LibreOffice([false, *unchanged, *expected, changed], folder)

        wrong, counts = [], {}
        agreed = {file: run.open(file) for file in [*expected, changed]}
        for engine in (run, *(engine([], folder) for engine in engines.ALL[1:])):
            name = type(engine).__name__
            found, count = disagreements(name, false, engine.open(false), engines.shown(workbook))
            wrong += found
            # LibreOffice is the one that is used; the others take long, and see some of them.
            every = 1 if engine is run else 6
            for file in unchanged[::every]:
                results = engine.open(file)
                found, own = disagreements(name, file, results, engines.shown(file))
                wrong += found + controls(name, file, results)
                count += own
            for file in [*expected, changed][::every]:
                results = engine.open(file, origin=workbook)
                found, own = disagreements(name, file, results, agreed[file])
                wrong += found + controls(name, file, results)
                count += own
            counts[name] = count
        recalculated = openpyxl.load_workbook(run.out / workbook.name, data_only=True)
        wrong += seed_totals(recalculated)
        wrong += compare("as written", recalculated, expected_shares(openpyxl.load_workbook(path)))
        for file, shares in expected.items():
            wrong += compare(file.stem, openpyxl.load_workbook(run.out / file.name, data_only=True), shares)
        found, followed = follows(agreed[changed], workbook, changed, again)
        wrong += found

    for line in wrong[:40]:
        print(line, file=sys.stderr)
    if wrong:
        sys.exit(f"{len(wrong)} figures differ")
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    print(f"{path.name}: formulas recalculated: {told}; {1 + len(others)} dossiers, {len(expected)} changed copies, "
          f"a changed cost followed through {followed} formulas: "
          f"0 differences, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
