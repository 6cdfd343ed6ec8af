"""An amendment of the example, from the file that both signed to the amendment that both signed: see avenant.sh.

1. The agreement is signed; `init --avenant` makes a dossier of it in which nothing changed.
2. Eight changes: an amount, a rate, a fiche added, one withdrawn, a text, a title, a signatory, an article.
3. avenant.pdf says each of them once, and its amounts are those of both donnees.json.
4. It is signed; `verify` tells the published file, the file signed once, the one signed by both, a changed byte and a file
   of another dossier as what they are. A second amendment amends it.

Usage: avenant.py PROGRAM STAGE STAMP.pdf IMAGES OUT    (see avenant.sh; needs pyHanko, openpyxl and poppler).
"""

import decimal
import json
import pathlib
import re
import shutil
import subprocess
import sys

import openpyxl

from sign import FIELDS, certificate, run, sign, signer, validate

PROGRAM, STAGE, STAMP, IMAGES, OUT = sys.argv[1], *map(pathlib.Path, sys.argv[2:])
ROOT = certificate("Autorité d’essai")


def paraphe(*arguments, code=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=OUT, capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return " ".join(done.stdout.split())


def signed(pdf, fields):
    for count, field in enumerate(fields, start=1):
        pdf = sign(pdf, field, signer(f"Signataire d’essai {field}", ROOT), str(STAMP))
        validate(pdf, ROOT, fields[:count])
    return pdf


def replace(dossier, name, old, new):
    path = dossier / name
    text = path.read_text()
    assert text.count(old) == 1, (name, old, text.count(old))
    path.write_text(text.replace(old, new))


def change(dossier):
    book = openpyxl.load_workbook(dossier / "budget.xlsx")
    costs, funding = book["Dépenses"], book["Cofinancement"]

    def row(sheet, *head):
        return next(r for r in range(5, sheet.max_row + 1) if [c.value for c in sheet[r]][:len(head)] == list(head))

    studies = row(costs, "EA 1.2.2", "Études")
    costs.cell(studies, 7).value, costs.cell(studies, 8).value = 30, 18000
    for payer, rate in (("Métropole", 0.7), ("CCI Côte-d’Or", 0.3)):
        funding.cell(row(funding, "EP 3.1", payer), 4).value = rate
    for sheet in (costs, funding):
        for r in range(sheet.max_row, 4, -1):
            if sheet.cell(r, 1).value == "EP 1.3":
                sheet.delete_rows(r)
    for sheet, lines in (
        (costs, [["EA 2.6", "Études", None, None, None, None, None, 4000]]),
        (funding, [["EA 2.6", "Métropole", None, 0.5], ["EA 2.6", "CCI Côte-d’Or", None, 0.5]]),
    ):
        last = max(r for r in range(5, sheet.max_row + 1) if sheet.cell(r, 1).value)
        for offset, line in enumerate(lines, start=1):
            for column, value in enumerate(line, start=1):
                sheet.cell(last + offset, column).value = value
    book.save(dossier / "budget.xlsx")
    (dossier / "fiches/EP-1.3.md").unlink()
    (dossier / "fiches/EA-2.6.md").write_text(
        '+++\ncode = "EA 2.6"\ntitre = "Une action nouvelle"\nmaitrise_ouvrage = "Dijon Métropole"\ncalendrier = "2019."\n'
        "+++\n\n## Constat\n\nRien n’existe.\n\n## Objectifs\n\nQue cela existe.\n")
    replace(dossier, "fiches/EA-1.1.md", "l’industrie et le foncier", "l’industrie, le tourisme et le foncier")
    replace(dossier, "fiches/EA-2.5.md", 'titre = "Développer', 'titre = "Renforcer')
    settings = "convention.toml"
    replace(dossier, settings, 'nom = "Xavier MIREPOIX"', 'nom = "Camille EXEMPLE"')
    replace(dossier, settings, 'objet = "à préciser"', 'objet = "Les parties revoient le programme."\nclos = [2018]')
    replace(dossier, settings, 'etape = "avenant-1"', 'etape = "2019-06-14"')
    replace(dossier, settings, 'statut = "projet"', 'statut = "definitif"')
    # Figures of the articles are placeholders again, and follow the budget.
    shutil.rmtree(dossier / "articles")
    shutil.copytree(STAGE.parent.parent / "input/articles", dossier / "articles")
    replace(dossier, "articles/article-4.md", "dans les deux mois", "dans les trois mois")


def commit(dossier, data):
    """The credits follow the payments."""
    by_year = {}
    for payment in data["convention"]["payments"]:
        year = payment["due"][:4]
        by_year[year] = by_year.get(year, 0) + decimal.Decimal(payment["amount"])
    credits = ", ".join(f'"{year}" = "{amount}"' for year, amount in by_year.items())
    path = dossier / "convention.toml"
    text = re.sub(r'\nae = .*', f'\nae = "{sum(by_year.values())}"', path.read_text())
    path.write_text(re.sub(r"\ncp = .*", f"\ncp = {{ {credits} }}", text))


def amounts_are_those_of_both(before, after):
    own = after["amendment"]
    parties = len(before["convention"]["parties"])
    for rank, row in enumerate(own["totals"][:parties]):
        sides = [[*side["total"]["years"], side["total"]["all"]] for side in (before, after)]
        expected = [[side[year]["shares"][rank] for side in sides] for year in range(len(own["years"]) + 1)]
        assert row["years"] == expected, (row, expected)
    cost = own["totals"][-1]["years"][-1]
    assert cost == [side["total"]["all"]["total"] for side in (before, after)], cost
    number = decimal.Decimal
    added = [sum(number(new) - number(old) for old, new in [fiche["amounts"][-1]["years"][-1]]) for fiche in own["fiches"]]
    assert sum(added) == number(cost[1]) - number(cost[0]), added


def says_each_once(after, stage):
    source = re.sub(r"[\s\u00a0\u202f\\]", "", (stage / "source/avenant.typ").read_text())
    front = source[source.index("==Exposé"):source.index("Clausesinchangées")]
    changed = {own["code"]: own["fate"] for own in after["amendment"]["fiches"] if own["fate"] != "kept"}
    assert changed == {
        "EA 1.1": "changed", "EA 1.2.2": "changed", "EA 2.5": "changed", "EA 2.6": "added",
        "EP 1.3": "removed", "EP 3.1": "changed"}, changed
    fingerprints = [own for fiche in after["amendment"]["fiches"] for own in fiche["fingerprints"] if own]
    clauses = [own["subject"] for own in after["amendment"]["clauses"]]
    assert len(clauses) == len(set(clauses)), clauses
    told = ["#cite[CamilleEXEMPLE]", "danslestroismois", "letourismeetlefoncier",
            "Ficherenommée.#cite[Développerlescoopérations", "18000€", "[70%]", "[30%]"]
    for once in [*fingerprints, *told]:
        assert front.count(once) == 1, (once, front.count(once))
    text = run("pdftotext", "-layout", stage / "avenant.pdf", "-").replace("\u00a0", " ")
    assert "Version consolidée, avenant n° 1" in text
    marks = re.sub(r"\s", "", text)
    assert [marks.count(f"{mark}PARL’AVENANTN°1") for mark in ("MODIFIÉE", "AJOUTÉE")] == [4, 1]


def main():
    agreement = signed((STAGE / "convention.pdf").read_bytes(), FIELDS)
    (OUT / "convention-signee.pdf").write_bytes(agreement)
    shutil.copytree(STAGE, OUT / "output" / STAGE.name)
    done = "signé par Signataire d’essai"
    assert done in paraphe("verify", "convention-signee.pdf")

    paraphe("init", "dossier", "--avenant", "convention-signee.pdf")
    dossier = OUT / "dossier"
    assert {path.name for path in IMAGES.iterdir()} <= {path.name for path in (dossier / "images").iterdir()}
    found = json.loads(subprocess.run(
        [PROGRAM, "check", "dossier", "--format", "json"], cwd=OUT, capture_output=True, text=True).stdout)["findings"]
    errors = [own["rule"] for own in found if own["severity"] == "error"]
    assert errors == ["avenant-empty"], errors
    assert not [own for own in found if own["rule"] == "avenant-base"], found

    change(dossier)
    found = json.loads(subprocess.run(
        [PROGRAM, "check", "dossier", "--format", "json"], cwd=OUT, capture_output=True, text=True).stdout)["findings"]
    past = {own["fiche"] for own in found if own["rule"] == "avenant-past-year"}
    assert past == {"EP 1.3", "EP 3.1", None}, past  # None: the payment of 2018
    paraphe("build", "dossier", "--output", "essai")
    commit(dossier, json.loads((OUT / "essai/2019-06-14/donnees.json").read_text()))
    paraphe("build", "--final", "dossier")
    stage = OUT / "output/2019-06-14"
    before, after = (json.loads((OUT / "output" / name / "donnees.json").read_text()) for name in (STAGE.name, stage.name))
    amounts_are_those_of_both(before, after)
    says_each_once(after, stage)

    published = (stage / "avenant.pdf").read_bytes()
    once, both = signed(published, FIELDS[:1]), signed(published, FIELDS)
    changed = bytearray(both)
    changed[both.index(b"\n%") + 2] ^= 1
    for name, pdf in (("publie", published), ("une", once), ("signe", both), ("change", bytes(changed))):
        (OUT / f"avenant-{name}.pdf").write_bytes(pdf)
    same = "c’est le fichier publié : avenant.pdf de l’étape 2019-06-14"
    expected = {
        "avenant-publie.pdf": (1, [same, "personne n’a signé"]),
        "avenant-une.pdf": (1, [same, "n’a pas encore signé"]),
        "avenant-signe.pdf": (0, [same, done]),
        "avenant-change.pdf": (1, ["ce n’est aucun fichier", "ce qui est signé a été modifié depuis"]),
    }
    for name, (code, said) in expected.items():
        shown = paraphe("verify", name, code=code).replace("\u00a0", " ")
        assert all(part in shown for part in said), (name, shown)
    shown = paraphe("verify", "avenant-signe.pdf", "--output", "essai", code=1)
    assert "ce n’est aucun fichier" in shown, shown

    paraphe("init", "deuxieme", "--avenant", "avenant-signe.pdf")
    assert "numero = 2" in (OUT / "deuxieme/convention.toml").read_text()
    print("avenant: eight changes, each said once; amounts are those of both donnees.json; verify tells each file")


main()
