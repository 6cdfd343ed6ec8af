"""Copies a workbook with another number in one cell. Usage: set_amount.py FROM TO SHEET CELL NUMBER

SHEET is the sheet's rank, from 1. Everything else stays, byte for byte within the parts.
"""

import re
import sys
import zipfile

source, target, sheet, cell, number = sys.argv[1:]
part = f"xl/worksheets/sheet{sheet}.xml"
with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
    for name in read.namelist():
        content = read.read(name)
        if name == part:
            pattern = rb'(<c r="%s"[^>]*><v>)[^<]*(</v>)' % cell.encode()
            content, changes = re.subn(pattern, rb"\g<1>%s\g<2>" % number.encode(), content)
            assert changes == 1, f"{cell} holds no number"
        written.writestr(name, content)
