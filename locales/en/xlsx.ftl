# The corrected workbook, budget-corrige.xlsx. It is always written in French: these texts are here so that
# both catalogues have the same keys.
xlsx-subtitle = { $title } – stage { $stage }
xlsx-unit = { " " }– amounts in { $unit }
xlsx-footer = &LStage { $stage }&C{ $sheet }&RPage &P / &N
xlsx-footer-draft = &LDRAFT – stage { $stage }&C{ $sheet }&RPage &P / &N

xlsx-recap-title = Recap of shares { $years }
xlsx-costs-title = Planned costs { $years }
xlsx-funding-title = Funding { $years }
xlsx-open-title = What is still open
xlsx-data-title = Data { $years }: shares by cost line
xlsx-rules-title = Rules { $years }: what each row of Cofinancement pays
xlsx-shares-title = How costs are shared { $years }, step by step
xlsx-corrections-title = What was corrected in the received workbook

xlsx-fiche = Fiche
xlsx-title = Title
xlsx-section = Section
xlsx-nature = Nature
xlsx-label = Label
xlsx-tax = Tax
xlsx-days = Days { $year }
xlsx-amount = Amount { $year }
xlsx-funder = Funder
xlsx-rate = Rate
xlsx-base = Base
xlsx-ceiling = Ceiling
xlsx-mention = Mention
xlsx-mentions = Remarks
xlsx-mention-about = { $about }: { $mention }

xlsx-total = Total
xlsx-off-total = Outside the total: { $natures }
xlsx-total-of = Total { $axis }
xlsx-of-which = of which { $part }
xlsx-of-which-untaxed = of which neither HT nor TTC
xlsx-all-years = all periods
xlsx-key = Corrected amount: see the cell’s note.
xlsx-note = Received workbook, { $place }: { $drafted }. { $reason }

xlsx-comment = Fingerprint { $fingerprint }: workbook published with donnees.json, which it is drawn from.
xlsx-back-tip = See correction no. { $number }
xlsx-note-decision = Decision: { $decision }
xlsx-recap-true = Controls: everything adds up.
xlsx-recap-false = Controls: FALSE, see the sheet Contrôles.
xlsx-recap-doubtful = Controls: to be looked at, see Contrôles.
xlsx-recap-replaced = Controls: one of their formulas was typed over.
xlsx-open-all = When published: { $parts } (see Points ouverts)
xlsx-open-errors = { $count ->
    [one] one open error
   *[other] { $count } open errors
}
xlsx-open-warnings = { $count ->
    [one] one warning
   *[other] { $count } warnings
}
xlsx-open-unallocated = { $amount } that nobody funds
xlsx-open-number = No.
xlsx-open-severity = Severity
xlsx-open-rule = Finding
xlsx-open-place = Where
xlsx-open-message = Details
xlsx-open-drafted = Drafted
xlsx-open-expected = Expected
xlsx-open-help = What to do
xlsx-open-about = What the audit found and nobody has settled yet, as it was when the stage was published. The cells are those of the received workbook.
xlsx-open-none = Nothing was open when the stage was published.
xlsx-data-about = The rows of donnees.csv, to be filtered or pivoted. They say what was published, and follow no later change.
xlsx-rules-method = A row for each row of Cofinancement, in the same order, those that are added included: what it covers, what it pays before rounding. Nothing is to be typed here.
xlsx-rules-figures = Figures
xlsx-rules-lines = Lines of this nature
xlsx-rules-faults = To be mended
xlsx-rules-is-balance = Balance
xlsx-rules-without-rate = Without a rate
xlsx-rules-covered = Covered { $year }
xlsx-rules-paid = Paid { $year }
xlsx-rules-rate-of-all = Rate of all { $year }
xlsx-rules-direct = Without balances { $year }
xlsx-rules-balance = Balance of a nature { $year }

xlsx-step = Step that shares are rounded to:
xlsx-shares-method = Each exact share (rate × costs covered, or a fixed amount, which prevails over the rate) is first rounded down to the step, then the steps left over go one by one to the largest remainders, equal ones to the first funder in order: the shares always add up to the cost (the Total row of a fiche shows, under Rank, how many steps are left over; a negative cost is shared as its opposite is). Costs, rates and fixed amounts are changed in the sheets Dépenses and Cofinancement; everything else is recalculated.
xlsx-exact = Exact share
xlsx-floor = Rounded down
xlsx-remainder = Remainder
xlsx-rank = Rank
xlsx-share = Share

xlsx-correction-number = No.
xlsx-correction-stage = Stage
xlsx-correction-cell = Received cell
xlsx-correction-subject = Subject
xlsx-correction-drafted = Amount received
xlsx-correction-corrected = Amount corrected
xlsx-correction-difference = Difference
xlsx-correction-rule = Finding
xlsx-correction-reason = Reason
xlsx-correction-decision = Decision
xlsx-correction-link = Corrected cell
xlsx-corrections-received = { $count ->
    [0] Received workbook: { $file }. No amount is corrected.
    [one] Received workbook: { $file }. One amount is corrected.
   *[other] Received workbook: { $file }. { $count } amounts are corrected.
}

xlsx-schedule-title = Payments { $years }: commitments, advance, balances
xlsx-schedule-no-advance = The agreement has no advance: the balance of each year is the commitment.
xlsx-schedule-method = The commitment of each year is the total of the recap. The advance is due when the agreement is notified, which does not say which years it is for: it is therefore set against the commitments in the order of the years, each as far as it goes (an advance on a single year’s share is set against that year). The balance is what is left to pay.
xlsx-schedule-bearer = Advance paid by
xlsx-schedule-base = Base of the advance, { $years }
xlsx-schedule-rate = Rate of the advance
xlsx-schedule-amount = Amount of the advance
xlsx-schedule-unsaid = Not said
xlsx-schedule-payer = Funder
xlsx-schedule-year = Year
xlsx-schedule-commitment = Commitment
xlsx-schedule-advance = Advance
xlsx-schedule-balance = Balance
xlsx-schedule-all = Everyone
xlsx-schedule-paid = Payments
xlsx-schedule-left = Left
xlsx-schedule-payments = The commitment of each year is the total of the recap. Payments are those that the agreement says, listed below: each is what is owed by then, less what was paid before, never more than what is left of the share. Those tied to no year count in the row of all years.
xlsx-payments-label = Payment
xlsx-payments-year = Year
xlsx-payments-base = Base
xlsx-payments-amount = Amount
xlsx-payments-left = Left of the share
xlsx-payments-of = Funder
xlsx-payments-rate = Rate
xlsx-payments-right = Exact right
xlsx-payments-condition = Condition
xlsx-payments-due = Due
xlsx-credits-payer = Budget commitment
xlsx-credits-year = Year
xlsx-credits-credit = Credits
xlsx-credits-paid = To be paid
xlsx-credits-left = Margin
xlsx-credits-total = AE
xlsx-credits-nature = nature { $account }
xlsx-credits-function = function { $account }
xlsx-stated-article = Amounts that the articles state
xlsx-stated-stated = Stated
xlsx-stated-computed = Computed
xlsx-stated-gap = Gap
xlsx-stated-what = { $article }: { $label }

xlsx-controls-title = Controls
xlsx-controls-about = Each line comes to an amount, or to a number, in two ways. The gap is the sum of the gaps of each year, without their signs: no two errors cancel out. TRUE: nothing to say. To be looked at: everything adds up, but something needs a look, such as a cost that nobody funds. FALSE: what was typed is not followed by the formulas; paraphe tells the rest if the workbook is given back.
xlsx-controls-all = All controls
xlsx-control-number = No.
xlsx-control-sheet = Sheet
xlsx-control-what = What is checked
xlsx-control-found = Found
xlsx-control-expected = Expected
xlsx-control-gap = Gap
xlsx-control-result = Result
xlsx-control-doubt = To be looked at
xlsx-check-costs = Total { $year } of the recap = all cost lines
xlsx-check-amounts = Costs: texts in the place of an amount
xlsx-check-fine = Costs: fractions of a cent
xlsx-check-natures = Costs: lines of a nature that is not in Lisez-moi (one accent is enough)
xlsx-check-days = Costs: days × day rate = amount
xlsx-check-beyond = Costs, funding: cells filled in too far below the table
xlsx-check-rates = Funding: texts in the place of a rate or an amount
xlsx-check-bounds = Funding: rates beyond 0% – 100%
xlsx-check-faults = Funding: what cannot be applied as it is typed, which the column “To be mended” of Règles places (fractions of a cent, an endless rate, a base without lines, the ceiling of a balance, a second balance)
xlsx-check-without-rate = Funding: bases and ceilings without a rate, which change nothing
xlsx-check-rules = Funding: figures typed = figures used in Règles
xlsx-check-paid = { $year }: what rules pay = exact shares of the funders
xlsx-check-without-lines = Funding: rules of a nature that no line of their fiche has
xlsx-check-largest = Amounts too large for the rounding of shares
xlsx-check-fiche = { $fiche }: lines stand together, shares of the recap = costs of the fiche
xlsx-check-off-total = { $fiche }, off total: contributions and what nobody brings = costs
xlsx-check-column = { $column }, { $year }: total of the recap = sum of shares
xlsx-check-sections = Sections make the total (gap, without its sign)
xlsx-check-taxes = With tax, without and unsaid make the total (gap, without its sign)
xlsx-check-formulas = Formulas in place (none was typed over)
xlsx-check-payer = { $payer }: advance + balance = commitment
xlsx-check-payer-payments = { $payer }: payments + left = commitment
xlsx-check-in-full = { $payer }: the payments make the share (what is left, without sign)
xlsx-check-credits = { $payer }: the yearly credits make the commitment (gap, without sign)
xlsx-check-commitment = { $payer }: the commitment covers the share (what is missing)
xlsx-check-advance = Advance set against the years = amount of the advance

xlsx-allowed-amount = Amount
xlsx-allowed-fiche = Fiche
xlsx-allowed-fiche-refused = The code of a fiche of the recap is expected, spelled alike.
xlsx-allowed-funder = Funder
xlsx-allowed-funder-refused = A funder of the list is expected. A new one is added to the dossier’s workbook; then paraphe makes this one again.
xlsx-allowed-amount-refused = An amount is expected: a number, without text or fractions of a cent.
xlsx-allowed-days = Days
xlsx-allowed-days-refused = A number of days is expected.
xlsx-allowed-rate = Rate
xlsx-allowed-rate-refused = A rate is between 0% and 100%, with eight decimals at most: 33.3333% rather than =1/3.
xlsx-allowed-ceiling = Ceiling
xlsx-allowed-ceiling-refused = A ceiling is an amount a year, positive and without fractions of a cent.
xlsx-allowed-base = Base
xlsx-allowed-base-refused = A base is an amount a year without fractions of a cent, or natures of costs with “;” between them.
xlsx-allowed-section = Section
xlsx-allowed-section-refused = A section of the list is expected. A new one is added to the dossier's workbook, of which paraphe makes this one anew.
xlsx-allowed-nature = Nature
xlsx-allowed-nature-refused = No cost is of this nature so far. A rule pays only the lines whose nature is spelled as its own.
xlsx-allowed-tax = Tax
xlsx-allowed-tax-refused = HT, TTC, or nothing.

xlsx-name-total-of = Total { $year }
xlsx-name-total = Total { $years }
xlsx-name-share = { $payer }, { $years }
xlsx-name-step = Step that shares are rounded to
xlsx-name-advance = Amount of the advance
xlsx-name-advance-rate = Rate of the advance
xlsx-name-advance-base = Base of the advance
xlsx-name-controls = TRUE when all controls are; “à vérifier” when something is to be looked at
xlsx-name-stage = Name of the stage
xlsx-name-fingerprint = Fingerprint of the stage
xlsx-name-natures = Natures of costs

xlsx-readme-title = Read me
xlsx-readme-identity = This workbook
xlsx-readme-object-label = Purpose
xlsx-readme-object = The budget of the agreement, corrected and recalculated by paraphe from the received workbook. Costs, rates and fixed amounts are values; every other amount is a formula that can be followed to them. No macro, no link to another file.
xlsx-readme-stage-label = Stage
xlsx-readme-status-label = Status
xlsx-readme-draft = Draft
xlsx-readme-final = Version to sign
xlsx-readme-fingerprint-label = Fingerprint
xlsx-readme-fingerprint = First sixteen digits of the SHA-256 of donnees.json, published with this workbook: same fingerprint, same amounts and texts.
xlsx-readme-origin-label = Received workbook
xlsx-readme-origin = { $file }, left as it is (SHA-256: { $digest })
xlsx-readme-sheets = Sheets
xlsx-readme-sheet-recap = Who pays what, by fiche and year, with subtotals by axis.
xlsx-readme-sheet-open = What the audit found and is not settled: where, what was drafted, what was expected, what to do.
xlsx-readme-sheet-data = The shares by cost line, year and funder, as published: to be filtered and pivoted.
xlsx-readme-sheet-rules = What each row of Cofinancement covers and pays, before rounding.
xlsx-readme-sheet-costs = The cost lines, which may be changed. A free line for each fiche, others below the table.
xlsx-readme-sheet-funding = The rules in force, decisions included: a rate, or a fixed amount, which prevails over the rate.
xlsx-readme-sheet-shares = How each share comes about, step by step: exact share, rounded down, remainder, rank, share.
xlsx-readme-sheet-schedule = Commitments by funder and year, the advance, the balances; what the articles state.
xlsx-readme-sheet-corrections = The journal of corrections, from one stage to the next: what the received workbook said, what was published, why. It no longer changes.
xlsx-readme-sheet-controls = What must add up, checked by formulas, and the formulas themselves, counted.
xlsx-readme-sheet-readme = This page.
xlsx-readme-colours = Colours
xlsx-readme-sample = 1,234.50
xlsx-readme-true = TRUE
xlsx-readme-false = FALSE
xlsx-readme-doubtful = to be looked at
xlsx-readme-corrected = Yellow: the amount differs from the received workbook. The cell’s note says what stood there and why; a click leads to the line of Corrections.
xlsx-readme-typed = Blue: a value that may be changed. What is typed there counts, or a control says that it does not.
xlsx-readme-computed = Black: a formula.
xlsx-readme-sum = Blue ground: a subtotal or total.
xlsx-readme-holds = A control that holds.
xlsx-readme-untrue = A control that fails: something does not add up.
xlsx-readme-doubt = Everything adds up, but something needs a look.
xlsx-readme-use = Changing and checking
xlsx-readme-change-label = Changing
xlsx-readme-change = Change a cost, a rate or a fixed amount: shares, recap, schedule and controls follow. Corrections, Points ouverts and Données say what was published.
xlsx-readme-insert-label = Adding a line
xlsx-readme-insert = In Dépenses and Cofinancement, on a free line, on one that is inserted, or below the table: formulas look for the code, the funder and the nature, wherever they stand.
xlsx-readme-sort-label = Sorting, filtering
xlsx-readme-sort = A filter changes no total. Cofinancement may be sorted, nothing moves; in Dépenses, the lines of a fiche stay together, or a control tells.
xlsx-readme-rounding-label = Rounding
xlsx-readme-rounding = Largest remainders, to the step given in Répartition, which explains the method: the shares always add up to the cost, to the cent.
xlsx-readme-recalculate-label = Recalculating
xlsx-readme-recalculate = Ctrl+Alt+F9 in Excel, Ctrl+Shift+F9 in LibreOffice: no figure may move.
xlsx-readme-protection-label = Protection
xlsx-readme-protection = Formulas are protected from slips, without a password: Review, Unprotect Sheet.
xlsx-readme-names = Defined names
xlsx-readme-natures = Natures of costs (and number of lines)
xlsx-readme-funders = Funders
xlsx-readme-sections = Sections of the budget
xlsx-readme-extras = What else the received workbook held, and that is not carried over
xlsx-readme-nothing = Nothing but the budget.
xlsx-readme-more = … and { $count } more, to be found in the received workbook.

xlsx-extra-colon = { ": " }
xlsx-extra-sheet = Sheet
xlsx-extra-replaced = Sheet made anew here
xlsx-extra-hidden-sheet = Hidden sheet
xlsx-extra-text = Text outside the table
xlsx-extra-comment = Comment
xlsx-extra-text-box = Text box
xlsx-extra-picture = Pictures
xlsx-extra-chart = Charts
xlsx-extra-pivot-table = Pivot tables
xlsx-extra-external-link = Links to other workbooks
xlsx-extra-macros = Macros
xlsx-extra-macros-about = This workbook has none.
xlsx-extra-unread = Comments not read
xlsx-extra-unread-about = The comments of this format, or of this file, cannot be read: see the received workbook.
xlsx-amendment-title = Before and after the amendment { $years }
xlsx-amendment-about = What each amount was, what amendment no. { $number } adds to it, and what it becomes, as published. The new total replaces the former one: nothing is to be added up.
xlsx-amendment-fiche = Fiche
xlsx-amendment-name = Title
xlsx-amendment-fate = Becomes
xlsx-amendment-payer = Funder
xlsx-amendment-year = Year
xlsx-amendment-before = Before
xlsx-amendment-added = Amendment
xlsx-amendment-after = New total
xlsx-amendment-kept = unchanged
xlsx-amendment-changed = changed
xlsx-amendment-added-fiche = added
xlsx-amendment-removed = withdrawn
xlsx-amendment-cost = Cost
xlsx-amendment-all = All
xlsx-readme-sheet-amendment = Each amount before the amendment, what it adds, and after.
