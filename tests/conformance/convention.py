"""Every placeholder of a dossier's articles is, in convention.pdf as poppler reads it, the figure of donnees.json.

1. What each placeholder should say is worked out here from the shares in donnees.json: amounts in figures, in words by
   num2words, years, names.
2. The PDF says it behind the words that the article has before it, in their order; and so does the text of donnees.json.
3. No placeholder is printed, and a changed amount would be seen.

Usage: convention.py DOSSIER STAGE
"""

import json
import pathlib
import re
import subprocess
import sys
from decimal import Decimal

from num2words import num2words
from words import corrected

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def squeezed(text):
    """Letters, digits and signs that matter: no space, no hyphen, where lines may end, no mark of Markdown."""
    return re.sub(r"[\s\u00ad\u2010\-*|\\]", "", text)


def figures(amount):
    whole, _, cents = str(Decimal(amount).normalize().quantize(Decimal(1)) if Decimal(amount) % 1 == 0
                          else Decimal(amount).quantize(Decimal("0.01"))).partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    return f"{grouped},{cents} €" if cents else f"{grouped} €"


def in_words(amount):
    theirs = num2words(Decimal(amount), lang="fr", to="currency", currency="EUR")
    return corrected(amount, theirs)[0]


def amount_of(claim, data):
    what, _, year = claim.partition("@")
    splits = data["total"]
    split = splits["years"][data["convention"]["years"].index(int(year))] if year else splits["all"]
    if what == "total":
        return split["total"]
    if what == "avance":
        return data["convention"]["advance"]["amount"]
    if what == "autres":
        others = [share for share, funder in zip(split["shares"], data["funders"]) if not funder["has_column"]]
        return str(sum(map(Decimal, others)))
    if what.startswith("versement:"):
        return data["convention"]["payments"][int(what.removeprefix("versement:")) - 1]["amount"]
    ids = [party["id"]["value"] if isinstance(party["id"], dict) else party["id"]
           for party in data["convention"]["parties"]]
    return split["shares"][ids.index(what.removeprefix("part:"))]


def value(text, data):
    own, is_words = (text.removesuffix(" en lettres"), text.endswith(" en lettres"))
    years = data["convention"]["years"]
    if own == "duree":
        return num2words(len(years), lang="fr") + (" ans" if len(years) > 1 else " an")
    if own == "annees":
        return f"{years[0]} à {years[-1]}"
    if own == "annexes":
        return "Annexe 1"
    if own == "versements":
        return "Versement"
    if own.startswith("nom:"):
        ids = [party["id"]["value"] if isinstance(party["id"], dict) else party["id"]
               for party in data["convention"]["parties"]]
        return data["convention"]["parties"][ids.index(own.removeprefix("nom:"))]["name"]
    amount = amount_of(own, data)
    return in_words(amount) if is_words else figures(amount)


def stated(source, data):
    """What each placeholder of a file should say, behind the words of its line before it."""
    for line in source.splitlines():
        before, at = "", 0
        for found in PLACEHOLDER.finditer(line):
            before += line[at:found.start()]
            said = value(found.group(1), data)
            # A cell of a table stands alone on the page.
            lead = "" if line.startswith("|") else squeezed(before)[-12:]
            yield lead + squeezed(said), found.group(0)
            before, at = before + said, found.end()


def main():
    dossier, stage = map(pathlib.Path, sys.argv[1:])
    data = json.loads((stage / "donnees.json").read_text("utf-8"))
    pdf = subprocess.run(["pdftotext", stage / "convention.pdf", "-"], check=True, capture_output=True, text=True)
    pdf = squeezed(pdf.stdout)
    texts = squeezed("".join(own["markdown"] for own in data["articles"]))
    count, seen = 0, 0
    # That it can say no: the same pages with one digit for another.
    changed = pdf.replace("7", "8")
    for path in sorted((dossier / "articles").glob("*.md")):
        for said, placeholder in stated(path.read_text("utf-8"), data):
            for name, text in (("convention.pdf", pdf), ("donnees.json", texts)):
                if said not in text:
                    sys.exit(f"{name} does not say « {said} » for {placeholder} of {path.name}")
            count += 1
            seen += said not in changed
    assert count > 0, "no article has a placeholder"
    assert seen > 0, "a changed amount is not seen"
    assert not re.search(r"\{\w+(:|@|\})", pdf), "a placeholder is printed"
    print(f"{count} placeholders of the articles: convention.pdf and donnees.json say the figures, the words and the names")


main()
