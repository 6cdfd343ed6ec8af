# What could not be read in a dossier. A rule, its variant if it has any, then the help (-help).

## Files
file-refused-missing = this file is missing from the dossier
file-refused-missing-help = add it; a dossier holds at least convention.toml, budget.xlsx and fiches/*.md
file-refused-outside = this file is a link that leads out of the dossier: it is not read
file-refused-outside-help = replace the link by a copy of the file
file-refused-not-a-file = this is no ordinary file: it is not read
file-refused-not-a-file-help = put an ordinary file in its place
file-refused-too-large = this file is larger than { $limit } MiB: it is not read
file-refused-too-large-help = take out what the agreement does not need: pictures, other sheets, formatting of empty rows
file-refused-not-utf8 = this file is no UTF-8 text
file-refused-not-utf8-help = save it again with the encoding UTF-8
file-refused-failed = this file could not be read: { $detail }
file-refused-failed-help = check its access rights, and that no other program keeps it closed
file-ignored = { $count ->
        [one] this file is not read: { $files }
       *[other] these { $count } files are not read: { $files }
    }
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
        [text] a text between quotes
        [number] a whole number
        [list] a list between brackets
       *[table] keys, between braces or as a block
    }, and this is { $given ->
        [text] a text
        [number] a number
        [decimal] a number with a point
        [truth] “true” or “false”
        [list] a list
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

sheet-twice = two sheets read as “{ $sheet }”; the first is “{ $first }”
sheet-twice-help = rename or delete the one that is not the right one
cell-unreadable-rate-too-fine = the rate “{ $drafted }” has too many decimals
cell-unreadable-rate-too-fine-help = round it to two decimals of a percent; for three thirds write 33,33 %, 33,33 % and 33,34 %
funder-missing-reserved = { $fiche }: “{ $drafted }” heads a column, it is not the name of a funder
funder-missing-reserved-help = write the name of who pays, or remove the row
text-glyph = the character “{ $drafted }” ({ $code }) cannot be printed: the documents' font does not have it
text-glyph-help = replace it by a common character (H2O for H₂O, a dash for a tick box)
