"""A hundred Word files made by python-docx, of every construct it writes: each word of theirs is in the text of the
published PDF, in its order, or in a finding; none is lost in silence.

Usage: word_files.py PARAPHE FOLDER      (see word.sh; FOLDER is a dossier with a fiche C 1.1)
"""

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

FILES = 100
WORD = re.compile(r"[a-z]{3}\d+q")


class Maker:
    """One file and the words in it, in their order."""

    def __init__(self, seed):
        self.chance, self.document, self.words, self.asides = random.Random(seed), docx.Document(), [], []

    def text(self, aside=False):
        """Some words that stand nowhere else, among signs that Markdown might take for its own."""
        first = len(self.words) + len(self.asides)
        words = [f"mot{first + rank}q" for rank in range(self.chance.randint(1, 5))]
        (self.asides if aside else self.words).extend(words)
        sign = self.chance.choice(["", "", "", "*", "_", "# ", "- ", "1. ", "[", "|", "<", "~", "^", "« ", "&amp;"])
        return sign + self.chance.choice([" ", "\u00a0", "  "]).join(words)

    def runs(self, paragraph):
        for _ in range(self.chance.randint(1, 4)):
            run = paragraph.add_run(self.text() + self.chance.choice([" ", "", ", "]))
            for name in self.chance.sample(["bold", "italic", "underline"], self.chance.choice([0, 0, 1, 2])):
                setattr(run, name, True)
            for name in self.chance.sample(["strike", "superscript", "subscript"], self.chance.choice([0, 0, 0, 1])):
                setattr(run.font, name, True)
            if self.chance.random() < 0.1:
                run.add_break(self.chance.choice([WD_BREAK.LINE, WD_BREAK.PAGE]))
            if self.chance.random() < 0.1:
                run.add_tab()
            if self.chance.random() < 0.1:
                self.tracked(paragraph)

    def tracked(self, paragraph):
        """An insertion under tracking."""
        run = paragraph.add_run(self.text() + " ")
        mark = OxmlElement("w:ins")
        mark.set(qn("w:author"), "M. Exemple")
        run._r.addprevious(mark)
        mark.append(run._r)

    def cell(self, cell):
        self.runs(cell.paragraphs[0])
        for _ in range(self.chance.choice([0, 0, 1])):
            self.runs(cell.add_paragraph(style=self.chance.choice(["Normal", "List Bullet", "List Number"])))

    def table(self):
        columns = self.chance.randint(1, 4)
        table = self.document.add_table(self.chance.randint(1, 4), columns, style="Table Grid")
        if columns > 1 and self.chance.random() < 0.4:
            table.cell(0, 0).merge(table.cell(0, 1))
        if len(table.rows) > 2 and self.chance.random() < 0.4:
            table.cell(1, 0).merge(table.cell(2, 0))
        seen = set()
        for row in table.rows:
            for cell in row.cells:
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    self.cell(cell)

    def file(self, path, code):
        self.document.add_heading(f"Fiche-action {code} : Titre", 1)
        if self.chance.random() < 0.3:
            self.document.sections[0].header.paragraphs[0].text = self.text(aside=True)
        for _ in range(self.chance.randint(3, 12)):
            kind = self.chance.randrange(8)
            if kind == 0:
                self.document.add_heading(self.text(), self.chance.randint(2, 4))
            elif kind == 1:
                self.table()
            elif kind in (2, 3):
                style = self.chance.choice(["List Bullet", "List Bullet 2", "List Number", "List Number 2"])
                self.runs(self.document.add_paragraph(style=style))
            else:
                self.runs(self.document.add_paragraph())
        self.document.save(path)


def main():
    program, folder = sys.argv[1], Path(sys.argv[2])
    made = {}
    for seed in range(FILES):
        code = f"C 9.{seed + 1}"
        made[code] = Maker(seed)
        made[code].file(folder / "fiches" / f"essai-{seed}.docx", code)
    # Whatever blocks is about figures: these fiches have none.
    report = subprocess.run([program, "check", folder, "--format", "json"], capture_output=True, text=True).stdout
    told = json.dumps(json.loads(report)["findings"], ensure_ascii=False)
    subprocess.run([program, "build", folder, "--quiet"], check=True)
    stage = next(Path("output").iterdir())
    count, lost = 0, []
    for code, own in made.items():
        pdf = stage / "fiches" / f"{code.replace(' ', '-')}.pdf"
        text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
        printed = WORD.findall(re.sub(r"[\s\u00ad]", "", text))
        at = 0
        for word in own.words:
            count += 1
            if word in printed[at:]:
                at += printed[at:].index(word)
            elif word not in told:
                lost.append(f"{code}: {word}{' is out of order' if word in printed else ' is lost'}")
        for word in own.asides:
            count += 1
            if word not in told:
                lost.append(f"{code}: {word} is told nowhere")
    for line in lost[:20]:
        print(line, file=sys.stderr)
    if lost:
        sys.exit(1)
    print(f"{count} words of {FILES} Word files: none is lost")


main()
