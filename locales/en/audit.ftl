# What the audit finds: a message a rule (and variant), then the remedy (-help).
# Amounts come in the documents' French notation.

## Cost lines

line-days = { $fiche }, { $year }: { $days } days at { $rate } make { $expected }, not { $drafted }
line-days-help = correct the amount, or the number of days if that is wrong
line-days-days = { $fiche }, { $year }: { $drafted } days at { $rate } make { $by-days }, but the totals bear out the amount of { $amount }
line-days-days-help = correct the number of days
line-days-unpriced = { $fiche }, { $year }: { $days } days are planned without an amount
line-days-unpriced-help = enter the amount, or remove the days
line-negative = { $fiche }, { $year }: a negative amount ({ $drafted }) can be neither a cost nor a contribution
line-negative-help = remove the sign, or the line
line-blank = { $fiche }: the line “{ $line }” has no amount in any year
line-blank-help = enter the amounts, or “/” if nothing is planned
line-tax = amounts without tax ({ $excluded }) and with tax ({ $included }) are added together in one total
line-tax-help = give all costs without tax or all with it, or say in the agreement why they differ
fiche-total = { $fiche }, { $year }: the total written is { $drafted }; the lines add up to { $expected }
fiche-total-help = correct the total, or the line that is missing or wrong (difference: { $gap })
fiche-total-line = { $fiche }, { $year }: the lines add up to { $sum }, not { $total }; this line would only have to be { $expected } instead of { $drafted }
fiche-total-line-help = correct the line, or the total
total-off-step = { $fiche }, { $year }: the total of { $drafted } is no multiple of { $step }; the odd part goes to the funder served first

## Funding

funding-rates = { $fiche }: the rates add up to { $drafted }, not 100 % ({ $years })
funding-rates-help = correct the rates: what no rate covers is shown as “non réparti” in the annexes
funding-claim = { $fiche }: { $count ->
    [one] a claimed rate does not match the amount beside it
   *[other] { $count } claimed rates do not match the amounts beside them
} ({ $years }): { $drafted } claimed, { $expected } in fact
funding-claim-help = the amount prevails: correct the rate, or remove it
funding-sum = { $fiche }, { $years }: the contributions add up to { $drafted } for a cost of { $expected } (difference: { $gap })
funding-sum-help = correct the funders' amounts, or the fiche's costs
funding-none = { $fiche }, { $years }: { $drafted } of “{ $what }” are paid by no funder
funding-none-help = add to “Cofinancement” a row that covers this nature, or decide who pays it
funding-none-fiche = { $fiche } costs { $drafted } and has no funder at all
funding-none-fiche-help = add the fiche's funders to “Cofinancement”
funding-idle = { $fiche }: { $funder } has a rate, but there is no cost to pay
funding-idle-help = enter the costs, or remove the row
funding-idle-nature = { $fiche }: { $funder } pays “{ $drafted }”, but no line of the fiche is of this nature
funding-idle-nature-help = correct the nature{ $nearest ->
    [none] {""}
   *[other] {" "}(the nearest is { $nearest })
}
funding-empty = { $fiche }: { $funder } is named as a funder without a rate, an amount or a mention
funding-empty-help = give a rate or amounts, or a mention (“Sur devis”)
funder-spelling = { $fiche }: the funder “{ $drafted }” looks like “{ $expected }” misspelt
funder-spelling-help = if they are the same, write “{ $expected }”

## Recap

recap-share = { $fiche }, { $years }: the shares do not follow the fiche's rates ({ $funder }: { $drafted } written, { $expected } expected)
recap-share-help = correct the recap's shares, or the fiche's rates
recap-column = { $fiche }, { $years }: the share “{ $owner }” stands in the column “{ $column }”
recap-column-help = put each share back into its column
recap-funders-omitted = { $fiche }, { $years }: the total leaves out { $lacking } ({ $funders }): { $drafted } written, { $expected } expected
recap-funders-omitted-help = add all the fiche's funders to the recap
recap-total = { $fiche }, { $years }: the recap says { $drafted }, the fiche costs { $expected }
recap-total-help = correct the recap's total, or the fiche's costs
recap-year-missing = the recap has no columns for { $year }
recap-year-missing-help = add them (cost of the year: { $expected })
recap-row-sum = { $fiche }, { $years }: the row's total is { $drafted }, its shares add up to { $expected }
recap-row-sum-help = correct the total or the shares
recap-subtotal = subtotal { $axis }, { $column }, { $when }: { $drafted } written, { $expected } expected
recap-subtotal-corrected = subtotal { $axis }, { $column }, { $when }: { $drafted } written, { $expected } expected ({ $corrected } once the rows are corrected)
recap-subtotal-help = add up the axis's rows again
recap-grand-total = total, { $column }, { $when }: { $drafted } written, { $expected } expected
recap-grand-total-corrected = total, { $column }, { $when }: { $drafted } written, { $expected } expected ({ $corrected } once the rows are corrected)
recap-grand-total-help = add up the rows again
recap-over-years = { $row }, total over the years ({ $column }): { $drafted } written, { $expected } expected
recap-over-years-corrected = { $row }, total over the years ({ $column }): { $drafted } written, { $expected } expected ({ $corrected } once the rows are corrected)
recap-over-years-help = add up the years again
recap-row-missing = the fiche { $fiche } has no row in the recap
recap-row-missing-help = add its row (cost over all years: { $expected })
recap-row-orphan = the recap has a row { $fiche }, which is the code of no fiche ({ $drafted } over all years)
recap-row-orphan-help = correct the code{ $nearest ->
    [none] {""}
   *[other] {" "}(the nearest is { $nearest })
}, or remove the row
recap-row-twice = { $fiche } has two rows in the recap; the first is at { $first }
recap-row-twice-help = keep just one

## Codes

code-duplicate = two fiches bear the code { $drafted }: “{ $first-title }” ({ $first-file }) and “{ $title }” ({ $file })
code-duplicate-help = give one of them another code, or delete the file if it is a forgotten copy
code-duplicate-renumbered = the draft gives the code { $drafted } to “{ $title }”, though it is that of “{ $first-title }”
code-duplicate-renumbered-help = the annexes print it as { $fiche }. Correct the drafted text, then remove “code_projet”
code-spelling = the code { $expected } is also written “{ $drafted }” (first spelling: { $first })
code-spelling-help = write it the same way everywhere
code-gap = { $missing } is missing in the numbering before { $fiche }{ $previous ->
    [none] {""}
   *[other] {" "}(previous fiche: { $previous })
}
fiche-without-rows = the fiche { $fiche } has no row in { $workbook }
fiche-without-rows-help = add its costs and funders, or a mention (“Sur devis”) in “Cofinancement”
fiche-without-rows-costs = the fiche { $fiche } has funders but no cost in { $workbook }
fiche-without-rows-costs-help = add its costs, or replace the rates by a mention (“Sur devis”)
dossier-empty = the dossier has no fiche: neither a file in fiches/ nor a row in { $workbook }
dossier-empty-help = add the fiches and their costs; without them, the annexes say nothing
rows-without-fiche = { $fiche } has rows in the workbook ({ $drafted } over all years), but no file of fiches/ bears this code
rows-without-fiche-help = create the fiche, or correct the code{ $nearest ->
    [none] {""}
   *[other] {" "}(the nearest is { $nearest })
}

## Amounts that articles state

claim-described = { $claim ->
    [share] the share “{ $who }”
    [total] the total cost
    [others] the share of the other funders
   *[advance] the advance
}{ $when ->
    [all] {""}
   *[other] {" "}in { $when }
}
sum-described = { $sum-column ->
    [Total] the total
   *[other] the column “{ $sum-column }”
}{ $sum-year ->
    [all] {" "}over all years
   *[other] {" "}in { $sum-year }
}{ $sum-axis ->
    [none] {""}
   *[other] , axis { $sum-axis }
}{ $sum-tax ->
    [none] {""}
   *[other] , amounts { $sum-tax } only
}{ $sum-without ->
    [none] {""}
   *[other] {" "}without { $sum-without }
}, { $sum-basis ->
    [drafted] as drafted in the recap
   *[computed] as computed
}{ $sum-unit ->
    [none] {""}
   *[other] {" "}({ $sum-exact }, rounded to { $sum-unit })
}
stated-amount = { $article } states { $drafted }; { claim-described } is { $expected }
stated-amount-help = correct the article, or decide which amount to keep
stated-amount-explained = { $article } states { $drafted }; { claim-described } is { $expected }; the amount stated is { sum-described }
stated-conflict = { $article } states { $drafted } for { claim-described }, but { $first } states { $first-amount }
stated-conflict-help = write the same amount in both articles
advance-amount = { $article } states an advance of { $drafted }; { $rate } of { $base } are { $of-base }, and { $rate } of the computed share ({ $computed-base }) are { $expected }
advance-amount-help = correct the advance, or the rate
advance-amount-rounded = { $article } states an advance of { $drafted }: that is { $rate } of { $base } ({ $of-base }) rounded { $direction ->
    [down] down
   *[up] up
} to { $unit }; { $rate } of the computed share ({ $computed-base }) are { $expected }
advance-amount-unstated = { $article } states an advance of { $drafted }; { $rate } of the computed share ({ $computed-base }) are { $expected }

## Texts

text-blank = still to be filled in: “{ $drafted }”
text-blank-help = complete the text before it is signed
text-stage-note = A working note in a final document: “{ $drafted }”
text-stage-note-help = remove it
signatory-missing = nobody is named to sign for “{ $party }”
signatory-missing-help = write signataire = {"{"} nom = "…", qualite = "…" {"}"} under this party in convention.toml
signatory-missing-quality = the office of the signatory of “{ $party }” is not stated
signatory-missing-quality-help = complete “signataire”: qualite = "Président", for instance
calendar-years-unfunded = { $fiche }: the calendar names { $unfunded }, which the budget does not fund
calendar-years-unnamed = { $fiche }: the budget funds { $unnamed }, which the calendar does not name
calendar-years-both = { $fiche }: the calendar names { $unfunded }, which the budget does not fund, and does not name { $unnamed }, which it funds
calendar-years-help = make the calendar and the budget agree

## Decisions

decision-invalid = this decision cannot be applied
decision-invalid-help = see “paraphe explain decision-invalid”
decision-invalid-unsigned = this decision does not say who decided, or why
decision-invalid-unsigned-help = fill in “decide_par” and “motif”
decision-invalid-year = this decision is about { $drafted }, which is not a year of the agreement
decision-invalid-year-help = correct “annee”, or remove it if all years are concerned
decision-invalid-funder = this decision gives a share to “{ $drafted }”, who funds nothing in this dossier
decision-invalid-funder-help = write the id of a party, or the name of a funder of the workbook
decision-invalid-choice = this decision does not say what it keeps
decision-invalid-choice-help = write retenir = "fiche", "recapitulatif" or "convention", or else parts = {"{"} … {"}"}, but not both
decision-invalid-rule = “{ $drafted }” is the name of no finding
decision-invalid-rule-help = copy the name that “paraphe check” gives between brackets
decision-unmatched = this decision ({ $drafted }) matches no finding
decision-unmatched-help = the error has been corrected, or the decision is about another fiche: remove or correct it
decision-outdated = this decision ({ $drafted }) was taken on { $was }, but the draft now says { $now }
decision-outdated-help = confirm the decision for the new figure, then update “montant_projet”
decision-outdated-unrecorded = this decision ({ $drafted }) does not record the drafted figure it settles ({ $now })
decision-outdated-unrecorded-help = add “montant_projet”: should the draft change, the decision will have to be confirmed
decision-unbalanced = this decision ({ $drafted }) does not add up: the shares kept are not the cost
decision-unbalanced-help = give shares whose sum is the cost to be split
