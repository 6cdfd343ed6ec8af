# Comparing two drafts: what changed, and what that means for everyone who pays.

diff-same = No difference.
diff-count = { $count ->
        [one] one change
       *[other] { $count } changes
    }, { $texts ->
        [0] none in the texts
        [one] one of them in the texts
       *[other] { $texts } of them in the texts
    }
diff-count-pages = { $count ->
        [0] no change
        [one] one change
       *[other] { $count } changes
    }, { $texts ->
        [0] none in the texts
        [one] one of them in the texts
       *[other] { $texts } of them in the texts
    }, { $pages ->
        [0] no page differs
        [one] one page differs
       *[other] { $pages } pages differ
    }
diff-stage = stage { $stage }
diff-fingerprint = fingerprint { $fingerprint }

## Headings
diff-title-totals = What everyone pays
diff-title-agreement = Agreement
diff-title-fiches = Fiches
diff-title-decisions = Decisions
diff-title-findings = Findings
diff-title-texts = Texts
diff-title-pages = Pages
diff-title-uncompared = What could not be compared

## Columns
diff-who = Funder
diff-before = Before
diff-after = After
diff-difference = Difference
diff-percent = In %
diff-effect = what that changes:
diff-effect-elsewhere = shares changed by a decision or by rounding:
diff-advance = Advance

## Agreement
diff-term-changed = Terms changed
diff-years = years
diff-periods = periods
diff-place = place of signature
diff-day-rate = day rate
diff-step = rounding
diff-copies = originals
diff-signature = signature
diff-signature-mark = signature mark
diff-archive = archive
diff-unit = unit
diff-display = display
diff-off-total = outside the total
diff-fields = fields of fiches
diff-party-added = New party
diff-party-removed = Party removed
diff-party-changed = Party changed
diff-name = name
diff-column = column
diff-siret = SIRET
diff-description = description
diff-signatory = signatory
diff-quality = office
diff-funder-added = New funder
diff-funder-removed = Funder removed
diff-funder-changed = Funder changed
diff-declared = declared by
diff-hand = money of
diff-axis-added = New axis
diff-axis-removed = Axis removed
diff-axis-changed = Axis changed
diff-title = title
diff-prefix = prefix
diff-within = within the axis
diff-stated-added = New stated amount
diff-stated-removed = Stated amount removed
diff-stated-changed = Stated amount changed
diff-article = article
diff-label = label
diff-claim = claim
diff-amount = amount
diff-advance-added = New advance
diff-advance-removed = Advance removed
diff-advance-changed = Advance changed
diff-base = base
diff-payment-added = New payment
diff-payment-removed = Payment removed
diff-payment-changed = Payment changed
diff-payer = funder
diff-year = year
diff-terms = terms
diff-condition = condition
diff-due = due
diff-commitment-added = New commitment
diff-commitment-removed = Commitment removed
diff-commitment-changed = Commitment changed
diff-ae = commitment (AE)
diff-cp = yearly credits (CP)
diff-function = function
diff-order-payments = payments
diff-reordered = Another order
diff-order-parties = parties
diff-order-axes = axes
diff-order-fiches = fiches of one axis
diff-order-lines = cost lines
diff-order-rules = funders

## Fiches
diff-fiche-added = New fiche
diff-fiche-removed = Fiche removed
diff-fiche-recoded = Fiche recoded
diff-fiche-retitled = Fiche retitled
diff-fiche-moved = Fiche under another axis
diff-cost = cost
diff-line-added = New line
diff-line-removed = Line removed
diff-line-changed = Line changed
diff-section = section
diff-nature = nature
diff-tax = tax
diff-days = days { $year }
diff-rule-added = New funding
diff-rule-removed = Funding removed
diff-rule-changed = Funding changed
diff-rate-changed = Rate changed
diff-fixed-changed = Fixed amount changed
diff-funder-new = this funder paid nothing before
diff-funder-gone = this funder pays nothing any more
diff-funder = funder
diff-rate = rate
diff-balance = balance
diff-eligible = eligible base
diff-ceiling = ceiling
diff-fixed = amount { $year }
diff-mention-added = New remark
diff-mention-removed = Remark removed
diff-mention-changed = Remark changed

## Findings and decisions
diff-finding-opened = Finding opened
diff-finding-closed = Finding closed
diff-finding-settled = Finding settled
diff-finding-reopened = Finding reopened
diff-finding-restated = Finding with other figures
diff-restated = { $count ->
        [one] One finding is still there with other figures, as an effect of these changes.
       *[other] { $count } findings are still there with other figures, as an effect of these changes.
    }
diff-decision-taken = Decision taken
diff-decision-withdrawn = Decision withdrawn
diff-decision-changed = Decision changed
diff-kept = kept
diff-drafted = drafted amount
diff-expected = expected amount
diff-keep-fiche = the fiche
diff-keep-recapitulatif = the recap
diff-keep-convention = the agreement
diff-decided = decided by { $who }: { $why }
diff-decided-dated = decided by { $who } on { $date }: { $why }
diff-settles = settles the finding: { $message }
diff-reopens = reopens the finding: { $message }

## Texts
diff-text-added = Text added
diff-text-removed = Text removed
diff-text-changed = Text changed
diff-text-renamed = Section renamed
diff-text-moved = Section moved
diff-text-passage-moved = Passage moved
diff-text-look = only the look changes, or the picture
diff-stood-after = formerly after “{ $name }”
diff-stood-first = formerly first
diff-stood-in = formerly in “{ $name }”
diff-stood-in-introduction = formerly in the introduction
diff-stood-here = formerly elsewhere in the same section
diff-leader = leader
diff-calendar = calendar
diff-partners = partners
diff-orientation = orientation
diff-introduction = introduction
diff-preamble = preamble

## Pages
diff-pages-span = { $first } to { $last }
diff-pages-changed = { $count ->
        [one] one page changed
       *[other] { $count } pages changed
    }
diff-pages-inserted = { $count ->
        [one] one page added
       *[other] { $count } pages added
    }
diff-pages-deleted = { $count ->
        [one] one page removed
       *[other] { $count } pages removed
    }

## What could not be compared
diff-subject-agreement = the agreement’s terms
diff-subject-texts = the texts
diff-subject-findings = the findings
diff-subject-decisions = the decisions
diff-subject-pages = the pages
diff-subject-pictures = the pictures of pages
diff-subject-recap = the recap as drafted
diff-subject-value = a value
diff-subject-stage = a stage
diff-subject-signed = the signed file
diff-reason-only-computed = only computed amounts are compared, from costs and rates
diff-reason-bare-workbook = a workbook on its own does not hold them
diff-reason-missing-file = the file is not in the stage; publish it again
diff-reason-unreadable-file = the file is unreadable or was changed; publish the stage again
diff-reason-unreadable-value = it is unreadable, and compared as a blank cell
diff-reason-partial-stage = only a part of the stage was published
diff-reason-other-version = it was published by another version of paraphe; publish it again
diff-reason-not-asked = they were not asked for
diff-reason-not-laid-out = its source cannot be laid out; “paraphe build” says why
diff-reason-too-large = the document is too large
diff-reason-altered = it was changed since it was published or signed: what was published in it is compared; “paraphe verify” says what changed
diff-reason-unsigned = not everyone has signed it
diff-terms-rate = { $rate } { $base }
diff-terms-own = of the share of who pays{ $year }
diff-terms-share = of the share “{ $name }”{ $year }
diff-terms-total = of the cost{ $year }

## The workbook of changes, always in French
diff-result = Result
diff-whole = Whole agreement
diff-sheet-title = Comparison { $sides }
diff-sheet-summary = Summary
diff-sheet-amounts = Amounts
diff-sheet-shares = Shares
diff-sheet-texts = Texts
diff-sheet-pages = Pages
diff-column-subject = Subject
diff-column-text = Text
diff-column-number = No.
diff-column-fiche = Fiche
diff-column-change = Change
diff-column-figure = Figure
diff-column-before = Before
diff-column-after = After
diff-column-difference = Difference
diff-column-percent = Difference in %
diff-column-remark = Remark
diff-column-of = Code
diff-column-title = Title
diff-column-year = Year
diff-column-who = Funder
diff-column-section = Section
diff-column-document = Document
diff-column-page-before = Page before
diff-column-page-after = Page after
diff-page-changed = Page changed
diff-page-inserted = Page added
diff-page-deleted = Page removed
