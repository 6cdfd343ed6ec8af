# What could not be read in a dossier. A rule, its variant if it has any, then the help (-help).

## Files
file-refused-missing = this file is missing from the dossier
file-refused-missing-help = add it; a dossier holds at least convention.toml, budget.xlsx and fiches/*.md
file-refused-outside = this file is a link that leads out of the dossier: it is not read
file-refused-outside-help = replace the link by a copy of the file
file-refused-not-a-file = this is no ordinary file: it is not read
file-refused-not-a-file-help = put an ordinary file in its place
file-refused-not-utf8 = this file is no UTF-8 text
file-refused-not-utf8-help = save it again with the encoding UTF-8
file-refused-failed = this file could not be read: { $detail }
file-refused-failed-help = check its access rights, and that no other program keeps it closed
file-refused-memory = the memory allowed is not enough to read this file
file-refused-memory-help = see where it comes from; if it is safe, raise the limit, now --limit read-memory={ $value } (in MiB)
file-refused-dangling = this link leads to no file
file-refused-dangling-help = replace the link by the file itself
file-refused-circle = this link leads to itself through other links
file-refused-circle-help = replace the link by the file itself
file-refused-folder = this is a folder, not a file
file-refused-folder-help = rename this folder, and put the expected file in its place
file-refused-not-a-folder = this is no folder
file-refused-not-a-folder-help = rename this file: in a dossier, a folder has this name
file-refused-denied = you are not allowed to read this file
file-refused-denied-help = check its access rights and those of the folder that holds it
file-refused-name = the name of this file is not written in UTF-8: it is not read
file-refused-name-help = rename it, preferably without accents
file-refused-panic = this file made the program that reads it fail
file-refused-panic-help = check that it opens elsewhere and is the right one; if so, report this defect of paraphe
file-ignored = { $count ->
        [one] this file is not read: { $files }
       *[other] these { $count } files are not read: { $files }
    }
file-ignored-root = { $count ->
        [one] this file is not read: { $files }
       *[other] these { $count } files are not read: { $files }
    }
file-ignored-root-help = a dossier has only convention.toml, arbitrages.toml, a workbook named budget, fiches/ and templates/: put the name right, or keep the file elsewhere
file-ignored-help = in fiches/, a fiche is a file whose name ends in .md: convert it (the guide tells how), or keep it elsewhere

## Workbook
workbook-unreadable-missing = the dossier has no workbook
workbook-unreadable-missing-help = add budget.xlsx (or .xlsm, .xlsb, .xls, .ods)
workbook-unreadable-several = the dossier has several workbooks: { $found }
workbook-unreadable-several-help = keep one of them under the name budget; rename or move the others
workbook-unreadable-failed = this workbook could not be read; its reader says: “{ $detail }”
workbook-unreadable-failed-help = open it in a spreadsheet program, save it again without a password, then try again
workbook-unreadable-password = this workbook is protected by a password
workbook-unreadable-password-help = open it in a spreadsheet program and save it without password
workbook-unreadable-damaged = this file is damaged or incomplete, or not of the format that its name says
workbook-unreadable-damaged-help = open it in a spreadsheet program and save it again; if it does not open, take another copy
workbook-unreadable-format = this file is no workbook that paraphe can read
workbook-unreadable-format-help = save it from a spreadsheet program in one of these formats: { $formats }
workbook-unreadable-empty = this file is empty
workbook-unreadable-empty-help = take another copy; if the original is empty too, save the workbook again from the spreadsheet program
workbook-unreadable-zeros = this file holds nothing but zeros: saving or copying it was interrupted
workbook-unreadable-zeros-help = take another copy of the original
workbook-unreadable-truncated = this file is incomplete: its end is missing
workbook-unreadable-truncated-help = take a whole copy: a download or a message was interrupted
workbook-unreadable-twice = this file holds the same part twice: nothing says which is the right one
workbook-unreadable-twice-help = no spreadsheet program writes that: ask where this file comes from, then open it in one and save it again
workbook-unreadable-overlapping = the parts of this file overlap: it was made to do harm, or is damaged
workbook-unreadable-overlapping-help = no spreadsheet program writes that: ask where this file comes from, then ask for another
workbook-unreadable-damaged-part = the part { $what } of this file is damaged or incomplete
workbook-unreadable-damaged-part-help = open it in a spreadsheet program and save it again; if it does not open, take another copy
workbook-unreadable-doctype = the part { $what } of this file declares a DOCTYPE, which no spreadsheet program does: entities could make it swell without end
workbook-unreadable-doctype-help = ask where this file comes from, then open it in a spreadsheet program and save it again
workbook-unreadable-deep = the part { $what } of this file nests its elements as no spreadsheet program does
workbook-unreadable-deep-help = ask where this file comes from, then open it in a spreadsheet program and save it again
workbook-unreadable-endless = { $what } holds a text or a record of a length that no spreadsheet program writes
workbook-unreadable-endless-help = ask where this file comes from, then open it in a spreadsheet program and save it again
workbook-unreadable-misnamed = this file is a { $what } workbook under another name
workbook-unreadable-misnamed-help = rename it budget{ $what }, or open it in a spreadsheet program and save it in the format that its name says
workbook-unreadable-pdf = this file is a PDF, not a workbook
workbook-unreadable-pdf-help = ask for the workbook that it was made from: paraphe does not read the tables of a PDF
workbook-unreadable-picture = this file is a picture, not a workbook
workbook-unreadable-picture-help = ask for the workbook itself, or copy the table into a spreadsheet program
workbook-unreadable-document = this file is a text or a slide show of an office program, not a workbook
workbook-unreadable-document-help = copy its table into a spreadsheet program, then save it as .xlsx or .ods
workbook-unreadable-archive = this file is an archive, not a workbook
workbook-unreadable-archive-help = unpack it: the workbook may be inside
workbook-unreadable-no-sheet = this workbook has no sheet
workbook-unreadable-no-sheet-help = open it in a spreadsheet program: if there are sheets in it, save it again; if not, take another copy
workbook-unreadable-ancient = this file is a workbook of a format older than Excel 97, which is not read
workbook-unreadable-ancient-help = open it in LibreOffice and save it as .xlsx or .ods
workbook-unreadable-html = this file is an HTML page, not a workbook; some programs export their tables so
workbook-unreadable-html-help = open it in a spreadsheet program and save it as .xlsx or .ods
workbook-unreadable-spreadsheet-xml = this file is a workbook written as one XML text, a form that is not read
workbook-unreadable-spreadsheet-xml-help = open it in a spreadsheet program and save it as .xlsx or .ods
workbook-unreadable-xml = this file is an XML text, not a workbook
workbook-unreadable-xml-help = ask for the workbook itself, as .xlsx or .ods
workbook-unreadable-csv = this file is a text of separated values (CSV), not a workbook
workbook-unreadable-csv-help = open it in a spreadsheet program, check accents and numbers, then save it as .xlsx or .ods
workbook-unreadable-text = this file is a text, not a workbook
workbook-unreadable-text-help = ask for the workbook itself, as .xlsx or .ods
workbook-unreadable-unknown = this file is no workbook: nothing in it is a spreadsheet program’s
workbook-unreadable-unknown-help = check that it is the right file; if it opens in a spreadsheet program, save it again as .xlsx or .ods
sheet-missing = the workbook has no sheet “{ $sheet }”
sheet-missing-help = add it, rename the right sheet, or give its name under [classeur] in convention.toml; the workbook holds: { $found }
sheet-missing-named = the workbook has no sheet “{ $sheet }”
sheet-missing-named-help = give “feuille” the name of one of the workbook’s sheets ({ $found }), or delete this block if it has the usual names again
header-missing = this sheet has no header row: no cell “{ $column }”
header-missing-help = give every column a title, “{ $column }” for that of the codes
header-missing-years = no row of this sheet holds the years of the agreement
header-missing-years-help = write each year above its columns, as 2018
column-missing = this sheet lacks: { $columns }
column-missing-help = add these columns, with exactly these titles (accents and capitals do not matter); if theirs are others, give them under [classeur] in convention.toml
column-missing-named = this sheet has no column “{ $columns }”
column-missing-named-help = copy the column’s header from the workbook exactly, or delete this line if it has the usual header
column-unknown = the column “{ $column }” is not read
column-unknown-help = if it should be, correct its title; otherwise there is nothing to do
column-twice = two columns have the title “{ $column }”
column-twice-help = rename or remove the one too many: nothing tells which is right
year-unknown = { $year } is no year of the agreement: its columns are not read
year-unknown-help = add it to “annees” in convention.toml, or remove these columns

## Cells
cell-unreadable-amount = “{ $drafted }” is no amount
cell-unreadable-amount-help = write a number, as 16200 or 16 200,50 €; “/”, “-” or nothing where there is no amount
cell-unreadable-ambiguous = “{ $drafted }” can be read in two ways
cell-unreadable-ambiguous-help = group the digits by three and put a comma before the cents, as 1 234,50
cell-unreadable-too-large = “{ $drafted }” is too large for an amount of the agreement
cell-unreadable-too-large-help = amounts stay below 100 billion euros; check the number of zeros
cell-unreadable-too-fine = “{ $drafted }” has more than four decimals
cell-unreadable-too-fine-help = round the amount in the workbook, to the cent for example
cell-unreadable-uncalculated = the formula of this cell was never calculated
cell-unreadable-uncalculated-help = open the workbook in a spreadsheet program, let it calculate, and save it
cell-unreadable-days = “{ $drafted }” is no number of days
cell-unreadable-days-help = write a number, as 48 or 16,5
cell-unreadable-rate = “{ $drafted }” is no rate
cell-unreadable-rate-help = write a rate from 0 to 100 %, as 80 %, 43,85 % or 0,8
cell-unreadable-tax = “{ $drafted }” is neither HT nor TTC
cell-unreadable-tax-help = write HT or TTC, or leave the cell blank
code-unreadable = “{ $drafted }” is no fiche code
code-unreadable-help = a code holds a digit, as EA 1.1; the rows that follow belong to no fiche
row-without-code = this row does not say which fiche it belongs to
row-without-code-help = write the code in the first column; a blank cell continues the fiche above
funder-missing = this row does not say who pays
funder-missing-help = name the funder in the column “Financeur”, or remove the row

## Texts
toml-invalid = this file is not TOML; its reader says: “{ $detail }”
toml-invalid-type = this key wants { $wanted ->
        [string] a text between quotes
        [integer] a whole number
        [array] a list between brackets
        [datetime] a date
       *[table] keys, between braces or as a block
    }, and this is { $given ->
        [string] a text
        [integer] a number
        [float] a number with a point
        [boolean] “true” or “false”
        [array] a list
        [datetime] a date
       *[table] a block of keys
    }
toml-invalid-type-help = write it as in docs/dossier.md: "600" for an amount or a rate, 2 for a whole number, ["a", "b"] for a list
toml-invalid-duplicate = this key or block is written above already
toml-invalid-duplicate-help = keep one of them; a block that repeats, as [[parties]], has double brackets
toml-invalid-equals = there is no equals sign after this key
toml-invalid-equals-help = write key = value; the name of a key has neither space nor accent
toml-invalid-quotes = this text is not between straight quotes
toml-invalid-quotes-help = open and close it with " (not « », “ ” or ’); between two numbers, a comma may be missing
toml-invalid-bracket = a bracket or a brace is not closed
toml-invalid-bracket-help = close it: ] after [, ]] after [[, {"}"} after {"{"}
toml-invalid-deep = this value nests too many lists or tables
toml-invalid-deep-help = no key of a dossier is more than three levels deep
toml-invalid-help = check the quotes, brackets and equals signs of this line and the one before
key-unknown = the key “{ $key }” is not read
key-unknown-help = remove it, or correct its name
key-unknown-near = the key “{ $key }” is not read
key-unknown-near-help = did you mean “{ $nearest }”?
key-missing = the key “{ $key }” is missing
key-missing-help = add it to this file
value-invalid = “{ $drafted }” does not suit the key “{ $key }”
value-invalid-help = expected form: { $allowed }
front-matter-missing = this fiche does not begin with a header
front-matter-missing-help = begin the file with a line +++, the keys code and titre, then a line +++
html-refused = HTML is not allowed in a fiche: { $drafted }
html-refused-help = use the Markdown syntax; to write the sign itself, put \ before “<”

## Names
axis-unknown = convention.toml does not describe the axis “{ $axis }”
axis-unknown-help = add a block [[axes]] with prefixe = "{ $axis }", or correct the code of the fiche
party-twice = the party “{ $drafted }” has a name that another one bears already
party-twice-help = give each party an id, a name and a column of its own
claim-unknown = the calculation “{ $drafted }” means nothing here
claim-unknown-help = possible forms: part:<id>, part:<id>@<year>, total, total@<year>, autres, avance
recap-column-unknown = the column “{ $drafted }” stands for no funder
recap-column-unknown-help = use the value of “colonne” of a party, “Autres financeurs”, “Non réparti” or “Total”
recap-row-unknown = the row “{ $drafted }” is no fiche, no subtotal and no total
recap-row-unknown-help = begin it with the code of a fiche, or with “Total” and an axis

sheet-hidden = this sheet is hidden: it is read all the same
sheet-hidden-help = show it in the spreadsheet and look at it: what it says is published
sheet-twice = two sheets read as “{ $sheet }”; the first is “{ $first }”
sheet-twice-help = rename or delete the one that is not the right one
cell-unreadable-rate-too-fine = the rate “{ $drafted }” has too many decimals
cell-unreadable-rate-too-fine-help = round it to two decimals of a percent; for three thirds write 33,33 %, 33,33 % and 33,34 %
funder-missing-reserved = { $fiche }: “{ $drafted }” heads a column, it is not the name of a funder
funder-missing-reserved-help = write the name of who pays, or remove the row
text-glyph = the character “{ $drafted }” ({ $code }) cannot be printed: the documents' font does not have it
text-glyph-invisible = this text holds an invisible character ({ $code }), which cannot be printed or would change the order in which the text is read
text-glyph-invisible-help = delete the passage that holds it and type it again
text-glyph-help = replace it by a common character (H2O for H₂O, a dash for a tick box)

## Limits
limit-exceeded-file-size = this file takes { $met } MiB, and the limit is { $allowed } MiB: it is not read
limit-exceeded-dossier-size = with this file, the dossier takes { $met } MiB, and the limit is { $allowed } MiB
limit-exceeded-text-size = this text takes { $met } MiB, and the limit is { $allowed } MiB: it is not read
limit-exceeded-fiche-text = the text of this fiche takes { $met } characters, and the limit is { $allowed }
limit-exceeded-unzipped-size = unpacked, this workbook takes at least { $met } MiB, and the limit is { $allowed } MiB: it may be a “bomb”
limit-exceeded-unzip-ratio = the part { $part } of this workbook unpacks to { $met } times its size, and the limit is { $allowed } times: it may be a “bomb”
limit-exceeded-parts = this workbook has at least { $met } parts, and the limit is { $allowed }
limit-exceeded-elements = this workbook has at least { $met } XML elements or records, and the limit is { $allowed }
limit-exceeded-definitions = this workbook has at least { $met } definitions of one kind (cell formats, fonts, names…), and the limit is { $allowed }
limit-exceeded-sheets = this workbook has at least { $met } sheets, and the limit is { $allowed }
limit-exceeded-rows = this sheet is filled down to row { $met }, and the limit is { $allowed } rows
limit-exceeded-columns = this sheet is filled up to column { $met }, and the limit is { $allowed } columns
limit-exceeded-cells = up to here, the sheets of this workbook take { $met } cells, and the limit is { $allowed }
limit-exceeded-cell-text = this cell holds at least { $met } characters, and the limit is { $allowed }
limit-exceeded-workbook-text = up to here, the texts and formulas of this workbook take { $met } MiB, and the limit is { $allowed } MiB
limit-exceeded-nesting = lists, quotes or styles stand within each other { $met } levels deep, and the limit is { $allowed }
limit-exceeded-name-length = this name or value takes { $met } characters, and the limit is { $allowed }
limit-exceeded-years = there are { $met } years, and the limit is { $allowed }
limit-exceeded-entries = the list “{ $part }” has { $met } entries, and the limit is { $allowed }
limit-exceeded-fiches = there are { $met } fiches, and the limit is { $allowed }
limit-exceeded-word-length = { $met } characters follow each other without a space, and the limit is { $allowed }
limit-exceeded-fiche-rows = a fiche has at least { $met } rows in this sheet, and the limit is { $allowed }
limit-exceeded-funders = there are at least { $met } funders of different names, and the limit is { $allowed }
limit-exceeded-decisions = there are { $met } decisions, and the limit is { $allowed }
limit-exceeded-help = take out what is too much; if the content is the one you expect, run again with --limit { $limit }={ $enough } (docs/limites.md)
