"""Whether the validator finds a file of grants valid, and refuses copies of it that are not.

Usage: grants.py VALIDATA SCHEMA FILE      (see grants.sh)
"""

import json
import pathlib
import subprocess
import sys
import tempfile


def is_valid(validator, schema, path):
    """What the report says: the program ends well whatever it finds."""
    run = subprocess.run([validator, "--schema", schema, str(path)], capture_output=True, text=True, check=True)
    report = json.loads(run.stdout)
    return report["valid"] if "valid" in report else report["report"]["valid"]


def main(validator, schema, path):
    path = pathlib.Path(path)
    text = path.read_text(encoding="utf-8")
    if not is_valid(validator, schema, path):
        sys.exit(f"{path} is not valid")
    header, first = text.splitlines()[:2]
    wrong = {
        "a column less": text.replace(header, header.replace("dateConvention,", "", 1)),
        "no day": text.replace(first.split(",")[2], "14/12/2018"),
        "a SIRET cut": text.replace(first.split(",")[1], first.split(",")[1][:-1]),
        "a comma in the amount": text.replace(",aide en", '.0.0,aide en'),
        "another nature": text.replace("aide en numéraire", "subvention"),
    }
    with tempfile.TemporaryDirectory() as folder:
        for what, changed in wrong.items():
            copy = pathlib.Path(folder) / "copy.csv"
            copy.write_text(changed, encoding="utf-8")
            if changed == text or is_valid(validator, schema, copy):
                sys.exit(f"{what}: nothing is refused")
    print(f"{path.name}: valid, {len(text.splitlines()) - 1} grants; {len(wrong)} wrong copies refused")


main(*sys.argv[1:])
