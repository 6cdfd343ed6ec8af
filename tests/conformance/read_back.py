"""budget-corrige.xlsx read back whole by openpyxl and by calamine, cell against cell, and what a reader relies on:
links from each correction to its cell and back, notes, names, drop-down lists, protection without a password, pages.

Usage: read_back.py budget-corrige.xlsx      (see xlsx.sh)
"""

import sys
import zipfile

import openpyxl
import python_calamine

SHEETS = ["Lisez-moi", "Récapitulatif", "Contrôles", "Points ouverts", "Dépenses", "Cofinancement", "Échéancier",
          "Corrections", "Données", "Règles", "Répartition"]


def cells(path):
    """Every cell that either reads, and whether both read the same."""
    count, wrong = 0, []
    other = python_calamine.CalamineWorkbook.from_path(path)
    for sheet in openpyxl.load_workbook(path, data_only=True):
        rows = other.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        for row in sheet.iter_rows():
            for cell in row:
                inside = cell.row <= len(rows) and cell.column <= len(rows[0])
                read = rows[cell.row - 1][cell.column - 1] if inside else ""
                count += cell.value is not None
                if read != ("" if cell.value is None else cell.value):
                    wrong.append(f"{sheet.title}!{cell.coordinate}: openpyxl {cell.value!r}, calamine {read!r}")
    return count, wrong


def links(book):
    """Corrections and corrected cells lead to one another; a corrected cell is coloured and has a note."""
    sheet, wrong, count = book["Corrections"], [], 0
    headings = {cell.value: cell.column for cell in sheet[4]}
    first = {}
    for row in range(5, sheet.max_row + 1):
        link = sheet.cell(row, headings["Cellule corrigée"]).hyperlink
        if link is not None:
            count += 1
            first.setdefault(link.location, row)
    for location, row in first.items():
        name, coordinate = location.rsplit("!", 1)
        cell = book[name.strip("'")][coordinate]
        back = cell.hyperlink.location if cell.hyperlink else None
        if back != f"'Corrections'!A{row}":
            wrong.append(f"{location} leads back to {back}, not to row {row}")
        if cell.comment is None or cell.fill.fgColor.rgb != "FFFFE699":
            wrong.append(f"{location} has no note, or is not coloured")
    return count, wrong


def promises(book, path):
    """What holds of every sheet, and of the file."""
    wrong = [] if book.sheetnames == SHEETS else [f"sheets: {book.sheetnames}"]
    for sheet in book:
        held = {
            "protected": sheet.protection.sheet and sheet.protection.password is None,
            "landscape": sheet.page_setup.orientation == "landscape",
            "as wide as a page, or broken between years": (
                sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
                and sheet.page_setup.fitToHeight == 0 or len(sheet.col_breaks) > 0),
            "headed on every page": bool(sheet.print_title_rows),
            "bounded in print": bool(sheet.print_area),
            "numbered": sheet.oddFooter.right.text == "Page &P / &N",
            "frozen": sheet.freeze_panes is not None,
        }
        wrong += [f"{sheet.title} is not {what}" for what, true in held.items() if not true]
    for sheet, column in (("Cofinancement", "D"), ("Cofinancement", "C"), ("Dépenses", "B")):
        ranges = [str(one.sqref) for one in book[sheet].data_validations.dataValidation]
        if not any(column in name for name in ranges):
            wrong.append(f"{sheet}!{column} takes anything")
    locked = [f"{sheet.title}!{cell.coordinate}" for sheet in book for row in sheet.iter_rows() for cell in row
              if cell.data_type == "f" and not cell.protection.locked]
    wrong += [f"{cell} is a formula, and not locked" for cell in locked]
    for name in ("Total_general", "Pas_arrondi", "Controles_justes", "Empreinte"):
        sheet, coordinate = next(book.defined_names[name].destinations)
        if book[sheet][coordinate.replace("$", "")].value is None:
            wrong.append(f"the name {name} leads to nothing")
    if not (book.properties.title and book.properties.creator and book.properties.created):
        wrong.append("the properties of the document are not set")
    parts = zipfile.ZipFile(path).namelist()
    wrong += [f"the file holds {part}" for part in parts if "externalLink" in part or "vba" in part.lower()]
    return wrong


def main(path):
    book = openpyxl.load_workbook(path)
    count, wrong = cells(path)
    linked, loose = links(book)
    wrong += loose + promises(book, path)
    for line in wrong[:40]:
        print(line, file=sys.stderr)
    if wrong:
        sys.exit(f"{len(wrong)} surprises")
    print(f"{count} cells read alike by openpyxl and calamine, {linked} corrections linked to their cells and back")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
