"""Word fiches made by python-docx and pandoc, published, and every word of theirs looked for in the PDF's text.

Usage: word.py PARAPHE FOLDER COUNT. Each word is a token of its own, so that none is found by chance: those of the
body must stand in the fiche's text in their order, those of notes anywhere in it, those of headers in a finding, those of
alternative texts in the source, and those of deletions and of controls to be filled in nowhere. Pictures are as wide as in
Word, and letters of a font of signs are those signs.
"""

import io
import json
import random
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import docx
import docx.opc.constants
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

program, folder, count = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), int(sys.argv[3])


POINTS = 300


def png():
    """A picture of so many points in a row, and four rows."""
    rows = b"".join(b"\0" + bytes([200, 30, 60] * POINTS) for _ in range(4))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", POINTS, 4, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Fiche:
    """What a file says, by where it must be found."""

    def __init__(self, rank):
        self.rank, self.random = rank, random.Random(rank)
        self.made = 0
        self.ordered, self.anywhere, self.told, self.absent, self.described = [], [], [], [], []
        # The labels of items, with the words behind them.
        self.labels = []
        # The widths of pictures in millimetres, and how many signs of a font must be printed.
        self.widths, self.signs = [], 0

    def token(self, into):
        self.made += 1
        token = f"q{self.rank:02}k{self.made:03}v"
        into.append(token)
        return token

    def words(self, most=6, into=None):
        into = self.ordered if into is None else into
        return " ".join(self.token(into) for _ in range(self.random.randint(1, most)))


def run(paragraph, text, **style):
    own = paragraph.add_run(text)
    for name, value in style.items():
        setattr(own.font, name, value)
    return own


def paragraph(fiche, document):
    """A paragraph of styled runs, links, breaks and tracked changes."""
    own = document.add_paragraph()
    for _ in range(fiche.random.randint(1, 5)):
        kind = fiche.random.randrange(18)
        if kind == 0:
            run(own, fiche.words(), bold=True)
        elif kind == 1:
            run(own, fiche.words(), italic=True)
        elif kind == 2:
            run(own, fiche.words(), underline=True)
        elif kind == 3:
            run(own, fiche.words(), strike=True)
        elif kind == 4:
            run(own, fiche.token(fiche.ordered), superscript=True)
        elif kind == 5:
            run(own, fiche.token(fiche.ordered), subscript=True)
        elif kind == 6:
            own.add_run(fiche.words(2)).add_break(WD_BREAK.LINE)
            own.add_run(fiche.words(2))
        elif kind == 7:
            own.add_run(fiche.words(2) + "\t" + fiche.words(2))
        elif kind == 8:
            link(fiche, document, own)
        elif kind == 9:
            tracked(fiche, own)
        elif kind == 10:
            own.add_run(fiche.words(3).replace(" ", "\u00a0") + "\u202f: ☐ ✓ H₂O *étoile* #mot [x] a|b 5 $ _s_ `c` <i>")
        elif kind == 11 and hasattr(document, "add_comment"):
            own_run = own.add_run(fiche.words())
            document.add_comment([own_run], text=fiche.token(fiche.told), author="A. Relecteur")
        elif kind == 12:
            textbox(fiche, own)
        elif kind == 13:
            run(own, "v", name="Wingdings")
            fiche.signs += 1
        elif kind == 14:
            # No sign of this font is known: the letters are told, and printed.
            token = fiche.token(fiche.ordered)
            fiche.told.append(token)
            run(own, token, name="ZapfDingbats")
        elif kind == 15:
            own._p.append(parse_xml(f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textpath string="{fiche.token(fiche.told)}"/></v:shape></w:pict></w:r>'))
        elif kind == 16:
            own._p.append(parse_xml(f'<w:sdt {nsdecls("w")}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>{fiche.words(3, fiche.absent)}</w:t></w:r></w:sdtContent></w:sdt>'))
        else:
            own.add_run(fiche.words(12))
        own.add_run(" ")
    return own


def link(fiche, document, own):
    part = document.part if hasattr(document, "part") else own.part
    target = part.relate_to("https://exemple.fr/plan", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), target)
    element.append(text_run(fiche.words(3)))
    own._p.append(element)


def text_run(text, deleted=False):
    name = "delText" if deleted else "t"
    return parse_xml(f'<w:r {nsdecls("w")}><w:{name} xml:space="preserve">{text}</w:{name}></w:r>')


def tracked(fiche, own):
    for name in ["ins", "del"]:
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:id"), str(1000 + fiche.made))
        element.set(qn("w:author"), "B. Exemple")
        element.set(qn("w:date"), "2026-11-10T10:00:00Z")
        into = fiche.ordered if name == "ins" else fiche.absent
        element.append(text_run(fiche.words(3, into), name == "del"))
        own._p.append(element)


def textbox(fiche, own):
    words = fiche.words(4, fiche.anywhere)
    own._p.append(parse_xml(f"""
<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="1" cy="1"/><wp:docPr id="9" name="b"/><a:graphic><a:graphicData
 uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""))


def listed(fiche, document):
    style = fiche.random.choice(["List Bullet", "List Number"])
    for _ in range(fiche.random.randint(2, 5)):
        document.add_paragraph(fiche.words(), style=style)
        if fiche.random.random() < 0.3:
            document.add_paragraph(fiche.words(), style=style + " 2")


def labelled(fiche, document):
    """A list whose items bear a label of their own."""
    numbering = document.part.numbering_part._element
    number = 500 + fiche.made
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="{fiche.token(fiche.ordered)} %1"/></w:lvl>'
    numbering.find(qn("w:num")).addprevious(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{level}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
    for _ in range(fiche.random.randint(1, 4)):
        own = document.add_paragraph(fiche.words())
        own._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'))


def numbered(fiche, document):
    """A list within another one, neither of which begins at 1."""
    numbering = document.part.numbering_part._element
    number, ends = 500 + fiche.made, [fiche.random.choice(".)") for _ in range(2)]
    starts = [fiche.random.randint(2, 9) for _ in ends]
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%{level + 1}{end}"/></w:lvl>'
        for level, (start, end) in enumerate(zip(starts, ends))
    )
    numbering.find(qn("w:num")).addprevious(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
    for level, add in [(0, 0), (1, 0), (1, 1), (0, 1)]:
        text = fiche.words()
        own = document.add_paragraph(text)
        own._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'))
        fiche.labels.append((f"{starts[level] + add}{ends[level]}", text.split()[0]))


def conditional(fiche, document):
    """A field whose instruction holds another one: the result of that is not shown."""
    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def text(name, value):
        return f'<w:r><w:{name} xml:space="preserve">{value}</w:{name}></w:r>'

    own = document.add_paragraph(fiche.words())
    inner = mark("begin") + text("instrText", "MERGEFIELD a") + mark("separate") + text("t", fiche.token(fiche.absent)) + mark("end")
    outer = mark("begin") + text("instrText", "IF ") + inner + text("instrText", ' = "a" "b" "c"') + mark("separate") + text("t", fiche.words()) + mark("end")
    for run in parse_xml(f'<w:p {nsdecls("w")}>{text("t", " ")}{outer}</w:p>'):
        own._p.append(run)


def moved(fiche, document):
    """A paragraph that was moved under tracking, from before another one to behind it."""
    author = 'w:id="9" w:author="B. Exemple"'
    words, between = fiche.words(4, []), fiche.words()
    fiche.ordered.extend(words.split())
    for name, text in [("moveFrom", words), (None, between), ("moveTo", words)]:
        own = document.add_paragraph("" if name else text)
        if name:
            own._p.get_or_add_pPr().append(parse_xml(f'<w:rPr {nsdecls("w")}><w:{name} {author}/></w:rPr>'))
            own._p.append(parse_xml(f'<w:{name} {nsdecls("w")} {author}><w:r><w:t>{text}</w:t></w:r></w:{name}>'))


def table(fiche, document):
    rows, columns = fiche.random.randint(2, 5), fiche.random.randint(2, 5)
    own = document.add_table(rows, columns)
    merged = fiche.random.random() < 0.5
    if merged:
        row, col = fiche.random.randrange(1, rows), fiche.random.randrange(columns - 1)
        own.cell(row, col).merge(own.cell(min(row + fiche.random.randrange(2), rows - 1), col + 1))
    seen = set()
    for row in own.rows:
        for cell in row.cells:
            if id(cell._tc) in seen:
                continue
            seen.add(id(cell._tc))
            cell.paragraphs[0].add_run(fiche.words(3))
            for _ in range(fiche.random.randrange(2)):
                cell.add_paragraph(fiche.words(2))
    if not merged and fiche.random.random() < 0.3:
        # A cell that was deleted under tracking is told, and not printed.
        last = own.cell(rows - 1, columns - 1)
        gone = re.findall(r"q\d+k\d+v", last.text)
        fiche.ordered = [token for token in fiche.ordered if token not in gone]
        fiche.told.extend(gone)
        fiche.absent.extend(gone)
        last._tc.get_or_add_tcPr().append(parse_xml(f'<w:cellDel {nsdecls("w")} w:id="8" w:author="B. Exemple"/>'))
    # python-docx keeps no reference to cells it hands out.
    own._kept = seen


def picture(fiche, document):
    fiche.widths.append(fiche.random.randint(8, 138))
    own = document.add_paragraph().add_run().add_picture(io.BytesIO(png()), width=Cm(fiche.widths[-1] / 10))
    if fiche.random.random() < 0.5:
        own._inline.docPr.set("descr", fiche.words(2, fiche.described))


BLOCKS = [paragraph, paragraph, paragraph, paragraph, listed, labelled, moved, numbered, conditional, table, picture]


def written(fiche, path):
    """A fiche of python-docx: with headings, or as a table of labels and texts."""
    document = docx.Document()
    code = f"A {fiche.rank}"
    document.sections[0].header.paragraphs[0].add_run(fiche.words(3, fiche.told))
    if fiche.rank % 2:
        document.add_heading(f"Fiche-action {code} : Action {fiche.words(3, fiche.anywhere)}", 1)
        for _ in range(fiche.random.randint(1, 4)):
            document.add_heading(fiche.words(4), 2)
            for _ in range(fiche.random.randint(1, 5)):
                fiche.random.choice(BLOCKS)(fiche, document)
            if fiche.random.random() < 0.3:
                document.add_heading(fiche.words(4), 3)
                paragraph(fiche, document).add_run(fiche.words())
    else:
        form = document.add_table(0, 2)
        head = [(f"Code ({fiche.token(fiche.told)})", code), ("Intitulé", fiche.words(4, fiche.anywhere))]
        head += [("Maîtrise d’ouvrage", fiche.words(3, fiche.anywhere)), ("Calendrier", fiche.words(3, fiche.anywhere))]
        for label, text in head:
            row = form.add_row().cells
            row[0].text, row[1].text = label, text
        for _ in range(fiche.random.randint(1, 4)):
            row = form.add_row().cells
            row[0].text = fiche.words(3)
            row[1].text = fiche.words()
            for _ in range(fiche.random.randrange(4)):
                if fiche.random.random() < 0.3:
                    for _ in range(2):
                        row[1].add_paragraph(fiche.words(), style="List Bullet")
                else:
                    row[1].add_paragraph(fiche.words(8))
    document.save(path)


def converted(fiche, path):
    """A fiche of pandoc, with what python-docx cannot write: notes, lettered lists, definitions."""
    lines = [f"# Fiche action A {fiche.rank} – {fiche.words(3, fiche.anywhere)}", ""]
    for section in range(fiche.random.randint(1, 3)):
        lines += [f"## {fiche.words(3)}", ""]
        note = f"n{section}"
        lines += [f"{fiche.words()}[^{note}] {fiche.words()} 1^{fiche.token(fiche.ordered)}^ H~{fiche.token(fiche.ordered)}~", ""]
        lines += [f"[^{note}]: {fiche.words(6, fiche.anywhere)}", ""]
        mark = fiche.random.choice(["a)", "i.", "1.", "-", "A."])
        lines += [f"{mark}  {fiche.words()}\n" for _ in range(1)]
        following = {"a)": "b)", "i.": "ii.", "1.": "2.", "A.": "B."}.get(mark, mark)
        lines += [f"{following}  {fiche.words()}", "", "<!-- -->", ""]
        lines += [fiche.words(2), "", f":   {fiche.words()}", ""]
        lines += [f"| {fiche.words(2)} | {fiche.words(2)} |", "|---|--:|"]
        lines += [f"| **{fiche.words(2)}** | {fiche.words(2)} |", "", f"> {fiche.words()}", ""]
    source = "\n".join(lines)
    subprocess.run(["pandoc", "--from", "markdown", "--output", path], input=source, text=True, check=True)


CONVENTION = """titre = "Essai"
annees = [2027]
etape = "essai"

[[parties]]
id = "ville"
nom = "Ville"

[[axes]]
prefixe = "A"
titre = "Actions"
"""


def flat(text):
    """Without the hyphens that end lines."""
    return re.sub(r"[-\u2010\u00ad]\n\s*", "", text)


def lost(fiche, text, told):
    """What is neither printed nor told, out of order, or printed though it was deleted."""
    printed = re.findall(rf"q{fiche.rank:02}k\d+v", text)
    places = {token: at for at, token in reversed(list(enumerate(printed)))}
    faults = [f"{token}: lost" for token in fiche.ordered + fiche.anywhere if token not in places and token not in told]
    faults += [f"{token}: not told" for token in fiche.told if token not in told]
    faults += [f"{token}: deleted, and printed" for token in fiche.absent if token in places]
    for label, token in fiche.labels:
        if not re.search(rf"(?<!\S){re.escape(label)}\s+{token}", text):
            faults.append(f"{token}: not behind {label}")
    order = [token for token in fiche.ordered if token in places]
    for one, next_one in zip(order, order[1:]):
        if places[one] > places[next_one]:
            faults.append(f"{one}: printed behind {next_one}")
    return faults


def printed_widths(pdf):
    """The widths in millimetres of the pictures in a file."""
    listed = subprocess.run(["pdfimages", "-list", pdf], capture_output=True, text=True, check=True).stdout
    lines = [line.split() for line in listed.splitlines()[2:]]
    return sorted(POINTS / int(line[12]) * 25.4 for line in lines if int(line[3]) == POINTS)


def main():
    dossier = folder / "dossier"
    (dossier / "fiches").mkdir(parents=True)
    (dossier / "convention.toml").write_text(CONVENTION)
    fiches = [Fiche(rank) for rank in range(1, count + 1)]
    for fiche in fiches:
        path = dossier / "fiches" / f"A-{fiche.rank}.docx"
        (converted if fiche.rank % 5 == 0 else written)(fiche, path)
    check = subprocess.run([program, "check", dossier, "--format", "json"], capture_output=True, text=True)
    assert check.returncode in (0, 1), check.stdout + check.stderr
    told = json.dumps(json.loads(check.stdout), ensure_ascii=False)
    subprocess.run([program, "build", dossier, "--quiet", "--output", folder / "output"], check=True)
    faults = []
    for fiche in fiches:
        pdf = folder / "output" / "essai" / "fiches" / f"A-{fiche.rank}.pdf"
        text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout
        faults += lost(fiche, flat(text), told)
        widths = printed_widths(pdf)
        if len(widths) != len(fiche.widths) or any(abs(own - due) > 0.5 + due / 40 for own, due in zip(widths, sorted(fiche.widths))):
            faults.append(f"{pdf.name}: pictures of {widths} mm, not {sorted(fiche.widths)}")
        if text.count("❖") != fiche.signs:
            faults.append(f"{pdf.name}: {text.count('❖')} signs, not {fiche.signs}")
        source = (folder / "output" / "essai" / "source" / "fiches" / f"A-{fiche.rank}.typ").read_text()
        faults += [f"{token}: not described" for token in fiche.described if token not in source]
    words = sum(fiche.made for fiche in fiches)
    print(f"{count} Word fiches, {words} words, {len(faults)} of them lost")
    print("\n".join(faults[:60]))
    sys.exit(bool(faults))


main()
