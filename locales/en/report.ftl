# Findings as they are shown: what stands around the sentence of each rule.

severity-error = error
severity-warning = warning
severity-info = info
severity-settled = settled

place-cell = { $file }, sheet “{ $sheet }”, cell { $cell }
place-sheet = { $file }, sheet “{ $sheet }”
place-line = { $file }, line { $line }

note-drafted = drafted
note-expected = expected
note-kept = kept
note-basis = based on
note-slip = explanation
note-consequences = consequences
note-settled = decision
rounded = { $step ->
        [cent] rounded to the cent
        [euro] rounded to the euro
       *[other] once rounded
    }{ $funders ->
        [none] {""}
       *[other] , given to { $funders }
    }
note-help = help
note-cause = cause
note-files = files
note-detail = detail
note-typst = Typst
note-tera = tera
note-allowed = possible values

note-arbitrage = or, to decide, add to arbitrages.toml

more-terms = { $count ->
        [one] one more term
       *[other] { $count } more terms
    }
more-consequences = { $count ->
        [one] … and one more
       *[other] … and { $count } more
    }

settlement = { $who }: { $why } ({ $place })
kept-recapitulatif = the recap
kept-convention = the amount of the article
settlement-dated = { $who }, on { $date }: { $why } ({ $place })

## Slips that explain a wrong figure
slip-wrong-column = this is the amount of { $detail }, put into the wrong column
slip-swapped-columns = the amounts of this column and of { $detail } have changed places
slip-wrong-year = this is the amount of { $detail }
slip-transposition = two neighbouring digits have changed places
slip-too-large = this is { $detail } times too much
slip-too-small = this is { $detail } times too little
slip-sign = the sign is the opposite one

## Summary
summary-none = No findings.
count-error = { $count ->
        [one] 1 error
       *[other] { $count } errors
    }
count-warning = { $count ->
        [one] 1 warning
       *[other] { $count } warnings
    }
count-info = { $count ->
        [one] 1 note
       *[other] { $count } notes
    }
count-settled = { $count ->
        [one] 1 settled finding
       *[other] { $count } settled findings
    }

## Families of rules
family-reading = reading the files
family-codes = codes of the fiches
family-lines = costs
family-funding = funding
family-recap = recap
family-articles = articles
family-texts = texts
family-decisions = decisions
