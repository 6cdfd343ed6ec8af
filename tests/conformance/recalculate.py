"""LibreOffice as a second opinion on the formulas of budget-corrige.xlsx.

1. A file with a deliberately wrong cached result proves that LibreOffice recalculates in this very run.
2. The workbook, recalculated, shows in every formula cell what it caches, and the seed's grand totals.
3. Copies of it with other costs, rates, fixed amounts and rounding steps show, recalculated, the shares that the
   largest-remainder method gives, computed here with exact fractions and by no code of the program.

Usage: recalculate.py budget-corrige.xlsx      (see xlsx.sh; needs openpyxl and soffice)
"""

import pathlib
import random
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal
from fractions import Fraction

import openpyxl

SEED_TOTALS = {  # by year: Métropole, CCI, others, unallocated, total
    "2018": (248_320, 103_930, 0, 0, 352_250),
    "2019": (287_940, 139_398, 124_912, 2_600, 554_850),
    "2020": (299_880, 149_358, 124_912, 0, 574_150),
    "2018-2020": (836_140, 392_686, 249_824, 2_600, 1_481_250),
}
RANDOM_CASES = 12
RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(files, folder):
    """Opens the files in LibreOffice, a profile of its own set to recalculate always, and saves them again."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS, encoding="utf-8")
    out = folder / "recalculated"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, files)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600,
    )
    return [openpyxl.load_workbook(out / file.name, data_only=True) for file in files]


def canary(path):
    """A workbook whose B1, =A1+1, caches 99 where 2 is right."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"{kind}.sheet.main+xml"/><Override PartName="/s.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="w.xml"/></Relationships>',
        "w.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "_rels/w.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="s.xml"/></Relationships>',
        "s.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>1</v></c>'
        '<c r="B1"><f>A1+1</f><v>99</v></c></row></sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')


def exact(value):
    """The decimal that a spreadsheet shows for its number."""
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
        if row["Nature"].value != "Total":
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
    parties = [label[2:] for label in (cell.value for cell in book["Récapitulatif"][5]) if str(label).startswith("% ")]
    labels = [row[0] for row in book["Récapitulatif"].iter_rows(min_row=6, max_col=1, values_only=True)]
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
                    party = f"% {funder}" if funder in parties else None
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
        if row["Nature"].value != "Total" and (sheet == "Dépenses" or pays):
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
                     if row["Fiche"].value == fiche and row["Nature"].value != "Total"]
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


def cached_against_recalculated(formulas, cached, again):
    """Every formula cell: what the file caches against what LibreOffice finds."""
    wrong, count = [], 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if not (isinstance(cell.value, str) and cell.data_type == "f"):
                    continue
                count += 1
                before = cached[sheet.title][cell.coordinate].value
                after = again[sheet.title][cell.coordinate].value
                if not isinstance(before, (int, float)) or not same(after, exact(before)):
                    wrong.append(f"{sheet.title}!{cell.coordinate}: {after} ≠ {before} (cached) in {cell.value}")
    return wrong, count


def seed_totals(book):
    figures = recap(book)
    # Another agreement, or the seed once the parties have decided who pays everything.
    if ("Total", "2018-2020", "Non réparti") not in figures or ("EA 1.3.1", "2018", "Total") not in figures:
        return []
    columns = ("% Métropole", "% CCI Côte-d’Or", "Autres financeurs", "Non réparti", "Total")
    return [
        f"grand total {year} {column}: {figures['Total', year, column]} ≠ {amount}"
        for year, amounts in SEED_TOTALS.items()
        for column, amount in zip(columns, amounts)
        if not same(figures["Total", year, column], Fraction(amount))
    ]


def main(path):
    edits = {"cents": cents, "ties": ties, **{f"random-{n}": at_random(n) for n in range(RANDOM_CASES)}}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        files = [folder / "canary.xlsx", folder / "workbook.xlsx"]
        canary(files[0])
        files[1].write_bytes(pathlib.Path(path).read_bytes())
        expected = {}
        for edit, change in edits.items():
            book = openpyxl.load_workbook(path)
            change(book)
            expected[edit] = expected_shares(book)
            files.append(folder / f"{edit}.xlsx")
            book.save(files[-1])
        books = recalculated(files, folder)

    if books[0]["S"]["B1"].value != 2:
        sys.exit("LibreOffice did not recalculate: nothing is proved")
    formulas, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    wrong, count = cached_against_recalculated(formulas, cached, books[1])
    wrong += seed_totals(books[1])
    wrong += compare("as written", books[1], expected_shares(formulas))
    for (edit, shares), book in zip(expected.items(), books[2:]):
        wrong += compare(edit, book, shares)
    for line in wrong[:40]:
        print(line, file=sys.stderr)
    if wrong:
        sys.exit(f"{len(wrong)} figures differ")
    print(f"{path}: {count} formulas recalculated, {len(expected)} changed copies, all as expected")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
