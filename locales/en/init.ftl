# A new dossier: what `paraphe init` asks, says and writes.

## The workbook. A sheet, how to fill it in, then the note of each header.
blank-costs = Planned costs
blank-costs-help = One row a cost. Every header bears a note: point at it. Replace the sample row.
blank-funding = Funding: who pays what
blank-funding-help = One row a funder of each fiche. Replace the sample rows.
blank-lists = Lists offered in the two other sheets
blank-lists-help = Complete them: paraphe does not read this sheet.
blank-sample-label = Sample, to be replaced
blank-not-a-tax = Choose HT (without tax) or TTC (with tax), or leave the cell empty.
blank-not-listed = This text is not on the sheet Listes. Check its spelling; if it is right, keep it and add it to the list.
blank-note-fiche =
    The fiche’s code, as in the head of its file.
    Example: EA 1.1
    An empty cell goes on with the fiche above.
blank-note-nature =
    The kind of cost. The sheet Cofinancement may refer to it.
    Example: Études
    A row “Total” is checked, never added.
blank-note-label =
    What the cost is for, printed in the fiche.
    Example: Enquête auprès des commerces
blank-note-tax =
    HT (without tax) or TTC (with tax), or nothing. Mixing them is reported.
blank-note-section =
    The section of the budget, if subtotals of sections are wanted.
    Example: Investissement
blank-note-days =
    How many days, if any; compared with the amount when convention.toml gives a day rate.
    Example: 16,5
blank-note-amount =
    The year’s amount.
    Examples: 16200 or 16 200,50
    Nothing, “/” or “-” when there is none.
blank-note-funder =
    Who pays: a party to the agreement, or another funder.
    Example: Région
    A funder who is no party appears under “Autres financeurs”.
blank-note-funded-nature =
    The only costs it pays. Nothing: all costs of the fiche.
    Example: Études
blank-note-rate =
    Its share, in percent. For one cost, the rates make 100%.
    Examples: 80 % or 33,33 %; “solde”: what the others leave
blank-note-fixed =
    A fixed amount, if one was agreed; it prevails over the rate.
    Example: 5000
    Otherwise leave it empty.
blank-note-base =
    The costs that the rate is of, if these are not all: an amount a year, or natures.
    Examples: 150000 or Travaux ; Études
blank-note-ceiling =
    The most that the rate may come to in a year.
    Example: 80000
blank-note-mention =
    A remark printed with the fiche.
    Example: Sur devis
blank-note-list =
    What the menus of the other sheets offer, one a row, without empty rows.

## What is asked
init-ask-title = Title of the agreement:
init-ask-title-help = For example: Convention de partenariat 2027-2028
init-ask-title-again = A title is needed.
init-ask-years = Years it funds, or periods:
init-ask-years-help = For example: 2027-2029, or 2027, 2028; or periods between semicolons: Phase 1; Phase 2
init-ask-years-again = Write years in order, as 2027, 2028 or 2027-2029; twenty at most.
init-ask-party = Party that signs (nothing to end):
init-ask-party-help = A short name, then = and the full name: Ville=Ville d’Exemple
init-ask-party-again = Give one party at least, as Ville=Ville d’Exemple.
init-ask-funder = Funder who does not sign, but has a column of its own (nothing to end):
init-ask-funder-help = A short name, then = and the full name: FEDER=Fonds européen de développement régional
init-ask-funder-again = Give a name, like FEDER=Fonds européen de développement régional, or nothing.
init-ask-axis = Axis, or group of fiches (nothing to end):
init-ask-axis-help = What its codes begin with, then = and its title: A=Commerce, or 1=Habitat then 1.1=Rénovation, which is part of it
init-ask-axis-again = Write letters, then = and a title, like A=Commerce, or nothing.
init-ask-unit = Unit of the amounts (nothing for euros):
init-ask-unit-help = For example: personnes-mois, ETP
init-ask-unit-again = Write a unit, or nothing.
init-ask-off-total = Nature outside the total, printed under it (nothing to end):
init-ask-off-total-help = For example: Contributions volontaires
init-ask-off-total-again = Write a nature, or nothing.
init-ask-field = Further key at the head of fiches (nothing to end):
init-ask-field-help = For example: Priorité, Statut
init-ask-field-again = Write a key, or nothing.
init-ask-funders = Funders in the workbook: for those who sign, answer with their number.
init-ask-confirm = Write this dossier?
init-ask-confirm-help = y or n; Enter for yes
init-ask-confirm-again = Answer y or n.
init-yes = yes
init-no = no

## What is said
init-recognised = What the workbook seems to hold:
init-not-found = not recognised
init-lacks-costs = it takes a column with the codes of actions and a column of amounts for each year
init-lacks-funding = it takes a column with the codes of actions, a column of funders and their rates or their amounts by year, or a column for each funder
init-ambiguous = several may be meant: { $names }
init-doubtful = to be confirmed: { $names } may be something else
init-funders = { $names } (a column each)
init-absent = not there (optional)
init-unused = columns not used: { $names }
init-quoted = “{ $name }”
init-nothing = nothing
init-why-alike = Sheet “{ $name }”: it looks like “{ $what }”, which is taken from another one; it is not read.
init-why-codes = Sheet “{ $name }”: a column with the codes of actions is missing; it is not read.
init-why-figures = Sheet “{ $name }”: a column of amounts by year, or a column Financeur, is missing; it is not read.
init-why-years = Sheet “{ $name }”: nothing says of which year the amounts { $what } are; write it in their headers, or give it with --years if there is only one.
init-why-parts = Sheet “{ $name }”: the amounts { $what } are of a part of the year each; add a column for each year that adds them up, as “Montant 2027”.
init-why-income = Sheet “{ $name }”: it says what comes in, not what actions cost; for it to say who pays, a column Financeur is missing.
init-fact-years = Years: { $values }
init-fact-parties = Parties: { $values }
init-fact-axes = Axes: { $values }
init-fact-fiches = Fiches: { $values }
init-word = Word files:
init-word-fiche = { $file }: fiche { $code }
init-word-alone = { $file }: fiche { $code }, which the workbook does not have
init-word-unknown = { $file }: neither the code of a fiche, nor a title that is in the workbook; it is not taken
init-word-twice = { $file }: fiche { $code }, as { $twin }; neither is taken: put the right one into fiches/
init-word-several = { $file }: several fiches, { $code }; it is not taken: make one file a fiche
init-word-others = Not taken: { $names }; only the .docx files of the folder itself are.
init-word-without = Without a Word file: { $codes }; their text is still to be written.
init-done = Dossier written in { $folder } ({ $count ->
        [one] one file
       *[other] { $count } files
    })
init-to-complete = Not everything was recognised: complete the block [classeur] at the end of { $folder }/convention.toml.
init-next = Open the workbook and the fiches, replace what is to be replaced, then:

## What is refused
init-given-up = given up: nothing was written
init-unconfirmed = nothing was written: this proposal waits to be confirmed
init-unconfirmed-help = read it, then run the same command again with --yes
init-missing = { $options } must be given
init-missing-help = for example: paraphe init ma-convention --title "Convention 2027-2028" --years 2027-2028 --party "Ville=Ville d’Exemple" --party CCI --axis A=Commerce
init-missing-party = the workbook does not say who signs; { $options } must be given
init-missing-party-help = choose among the workbook’s funders: { $funders }; for example --party "Ville=Ville d’Exemple" --party CCI
init-mistake-years = “{ $answer }” is no list of years
init-mistake-years-help = write --years 2027,2028 or --years 2027-2029; twenty years at most, in order
init-mistake-party = “{ $answer }” names no party
init-mistake-party-help = write --party CCI, or --party "Ville=Ville d’Exemple": a short name, then the full name
init-mistake-axis = “{ $answer }” names no axis
init-mistake-axis-help = write --axis "A=Commerce": what its codes begin with, then its title
init-mistake-party-twice = the party “{ $answer }” bears a name that another has
init-mistake-party-twice-help = give every party a short name and a full name of its own
init-mistake-axis-twice = the axis “{ $answer }” is given twice
init-mistake-axis-twice-help = give every axis a prefix of its own
init-mistake-reserved = “{ $answer }” is the title of a column, not the name of a party
init-mistake-reserved-help = name the party otherwise

## convention.toml
init-toml-head =
    The agreement. What follows a # is a remark, which paraphe does not read.
    To use a line that begins with #, complete it and take the # away.
init-toml-stage = name of this draft; a date, as "2026-12-01", also dates the documents
init-toml-status = projet (draft) | definitif (final)
init-toml-place = where it is signed
init-toml-day-rate = euros a day: the workbook’s days are checked then
init-toml-step = step of a share: "0.01" (a cent) or "1" (a euro)
init-toml-copies = signed originals
init-toml-signature = electronique | manuscrite
init-toml-archive = pdfa-3a | pdfa-2a
init-toml-unit = what amounts are, when not euros
init-toml-display = centimes | euros | milliers: how they are printed; they stay exact
init-toml-off-total = natures printed under the total, never counted in it
init-toml-fields = further keys of the fiches’ front matter, printed at their head
init-toml-signature-mark = printed in each signature block, for a program that places signatures
init-toml-articles = The preamble and the articles of the agreement may stand in articles/, in Word or Markdown: it is then published whole, and amounts are written {"{"}part:…{"}"} there. See docs/dossier.md.
init-toml-parties = Who signs. The order is that of the columns.
init-toml-id = short name, for « calcul » and decisions
init-toml-full-name = the full name, as documents must show it
init-toml-column = the name in column labels
init-toml-signatory = who signs, and in which office
init-toml-look = How the annexes look. Each party may have a logo: logo = "images/name.svg", logo_alt = "what it shows".
init-toml-cover = a cover, a summary and contents before the annexes
init-toml-color = that of titles; white must be readable on it
init-toml-logos = couverture | fiches | aucun
init-toml-funders = Who pays without signing, and yet has a column of its own.
init-toml-hand = whose money it is, when several funds come from the same hand
init-toml-axes = The groups of fiches. The order is that of the annexes.
init-toml-prefix = what its codes begin with
init-toml-axis-title = the full title, as documents must show it
init-toml-stated = The amounts that articles state, and what they claim to be: a block for each.
init-toml-claim = part:<id> | part:<id>@<year> | total | total@<year> | autres | avance
init-toml-advance = The advance: a rate, and of what.
init-toml-workbook =
    What this workbook calls its sheets and columns. {"{annee}"} stands for the year.
    A key that is not there means the usual name (Dépenses, Fiche, Montant 2027 …).
init-toml-no-sheet = { $count ->
        [0] This sheet was not recognised: give its name, or add it to the workbook.
       *[other] This sheet was not recognised: give its name. It may be: { $names }
    }
init-toml-no-column = { $count ->
        [0] Column not recognised.
       *[other] Column not recognised; it may be: { $names }
    }
init-toml-labels = How your Word fiches call these values, if they have them. Headings of most files: { $names }.
init-toml-unused = Columns not used: { $names }
init-toml-optional = optional, not found
init-decisions-head =
    What the parties decided on amounts that contradict each other. Nothing yet.
    `paraphe check` offers under each error the lines to be copied here; they look like this:

## Fiches
init-fiche-head = The fiche’s head: it ends at the second line +++. Replace all that follows.
init-fiche-title = Sample fiche
init-fiche-leader = Name of who leads the action
init-fiche-partner = A partner
init-fiche-text =
    ## Constat

    This text is a sample. An empty line parts two paragraphs.

    ## Objectifs

    - Write a section under each heading `##`; its name is yours.
    - Put in **bold** what must be.

    ## Contenu

    Amounts are not copied here: the tables of the budget are added at the end of the fiche.
init-fiche-to-write = The fiche’s head: complete it, then write the text under the second line +++.

## The manual page
man-name = Name
init-toml-amendment = This dossier is that of an amendment: it has what was signed. Change in it what changes, give its object, the name of this stage and, in clos, the years that are closed; see docs/dossier.md. Amounts that articles said by a placeholder stand there in figures: put the placeholders back, and they will follow the budget.
