"""Makes a Word fiche, as an officer's: a heading, the usual form of labels and texts. Usage: word_fiche.py FILE CODE TITLE"""

import sys
import zipfile
from xml.sax.saxutils import escape

file, code, title = sys.argv[1:]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def cell(text):
    return f"<w:tc><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:tc>"


rows = {
    "Code": code,
    "Intitulé": title,
    "Maîtrise d’ouvrage": "CC du Val d’Exemple",
    "Calendrier": "2027 – 2029",
    "Constat": "Les commerces du centre ferment plus vite qu’ils ne rouvrent.",
    "Objectifs": "Accompagner chaque année dix porteurs de projet.",
    "Évaluation": "Le nombre d’ouvertures, chaque année en comité.",
}
table = "".join(f"<w:tr>{cell(label)}{cell(text)}</w:tr>" for label, text in rows.items())
parts = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
    ' Target="word/document.xml"/></Relationships>',
    "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    f"<w:tbl>{table}</w:tbl><w:p/></w:body></w:document>",
}
with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
    for name, content in parts.items():
        written.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
