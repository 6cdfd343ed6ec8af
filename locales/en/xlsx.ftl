# The corrected workbook, budget-corrige.xlsx. It is always written in French: these texts are here so that
# both catalogues have the same keys.
xlsx-subtitle = { $title } – stage { $stage }
xlsx-unit = { " " }– amounts in { $unit }
xlsx-footer = &LStage { $stage }&C{ $sheet }&RPage &P / &N

xlsx-recap-title = Recap of shares { $years }
xlsx-costs-title = Planned costs { $years }
xlsx-funding-title = Funding { $years }
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
xlsx-mention-about = { $about }: { $mention }

xlsx-share-of = % { $funder }
xlsx-total = Total
xlsx-off-total = Outside the total: { $natures }
xlsx-total-of = Total { $axis }
xlsx-of-which = of which { $section }
xlsx-all-years = all periods
xlsx-key = Corrected amount: see the cell’s note.
xlsx-note = Received workbook, { $place }: { $drafted }. { $reason }

xlsx-comment = Fingerprint { $fingerprint }: workbook published with donnees.json, which it is drawn from.
xlsx-back-tip = See correction no. { $number }
xlsx-note-decision = Decision: { $decision }
xlsx-recap-true = Controls: everything adds up.
xlsx-recap-false = Controls: something does not add up, see the sheet Contrôles.

xlsx-step = Step that shares are rounded to:
xlsx-shares-method = Each exact share (rate × costs covered, or a fixed amount, which prevails over the rate) is first rounded down to the step, then the steps left over go one by one to the largest remainders, equal ones to the first funder in order: the shares always add up to the cost (the Total row of a fiche shows, under Rank, how many steps are left over; a negative cost is shared as its opposite is). Costs, rates and fixed amounts are changed in the sheets Dépenses and Cofinancement; everything else is recalculated.
xlsx-exact = Exact share
xlsx-floor = Rounded down
xlsx-remainder = Remainder
xlsx-rank = Rank
xlsx-share = Share

xlsx-correction-number = No.
xlsx-correction-sheet = Sheet
xlsx-correction-cell = Cell
xlsx-correction-subject = Subject
xlsx-correction-drafted = Amount received
xlsx-correction-corrected = Amount corrected
xlsx-correction-difference = Difference
xlsx-correction-rule = Rule
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

xlsx-controls-title = Controls
xlsx-controls-about = Each line comes to an amount in two ways. The gap is the sum of the gaps of each year and column, without their signs: no two errors cancel out.
xlsx-controls-all = All controls
xlsx-control-number = No.
xlsx-control-sheet = Sheet
xlsx-control-what = What is checked
xlsx-control-found = Found
xlsx-control-expected = Expected
xlsx-control-gap = Gap
xlsx-control-result = Result
xlsx-check-costs = Total { $year } of the recap = all cost lines
xlsx-check-amounts = Costs: texts in the place of an amount
xlsx-check-rates = Funding: texts in the place of a rate or an amount
xlsx-check-bounds = Funding: rates beyond 0% – 100%
xlsx-check-fiche = { $fiche }: shares of the recap = costs of the fiche
xlsx-check-off-total = { $fiche }, outside the total: what is brought = costs
xlsx-check-axis = Total { $axis } = fiches of the axis
xlsx-check-axes = Total = sum of the axes
xlsx-check-shares = Total = sum of the shares, every year
xlsx-check-years = Total over all years = sum of the years
xlsx-check-payer = { $payer }: advance + balance = commitment
xlsx-check-advance = Advance set against the years = amount of the advance

xlsx-allowed-amount = Amount
xlsx-allowed-amount-refused = An amount is expected: a number, without text.
xlsx-allowed-days = Days
xlsx-allowed-days-refused = A number of days is expected.
xlsx-allowed-rate = Rate
xlsx-allowed-rate-refused = A rate lies between 0% and 100%.
xlsx-allowed-ceiling = Ceiling
xlsx-allowed-ceiling-refused = A ceiling is a positive amount a year.
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
xlsx-name-controls = TRUE when all controls are
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
xlsx-readme-sheet-costs = The cost lines, which may be changed, and the total of each fiche.
xlsx-readme-sheet-funding = The rules in force, decisions included: a rate, or a fixed amount, which prevails over the rate.
xlsx-readme-sheet-shares = How each share comes about, step by step: exact share, rounded down, remainder, rank, share.
xlsx-readme-sheet-schedule = Commitments by funder and year, the advance, the balances.
xlsx-readme-sheet-corrections = Every amount that differs from the received workbook: where it stood, what it said, why it changes.
xlsx-readme-sheet-controls = What must add up, checked by formulas: TRUE everywhere.
xlsx-readme-sheet-readme = This page.
xlsx-readme-colours = Colours
xlsx-readme-sample = 1,234.50
xlsx-readme-true = TRUE
xlsx-readme-false = FALSE
xlsx-readme-corrected = Yellow: the amount differs from the received workbook. The cell’s note says what stood there and why; a click leads to the line of Corrections.
xlsx-readme-typed = Blue: a typed value, which may be changed.
xlsx-readme-computed = Black: a formula.
xlsx-readme-sum = Blue ground: a subtotal or total.
xlsx-readme-holds = A control that holds.
xlsx-readme-untrue = A control that fails: something does not add up.
xlsx-readme-use = Changing and checking
xlsx-readme-change-label = Changing
xlsx-readme-change = Change a cost, a rate or a fixed amount: shares, recap, payments and controls follow. The notes and reasons of Corrections describe the workbook as it was published.
xlsx-readme-insert-label = Adding a line
xlsx-readme-insert = In Dépenses, insert it between two lines of the same fiche, or copy one: every formula takes it into account. A control tells of a line that no total covers.
xlsx-readme-rounding-label = Rounding
xlsx-readme-rounding = Largest remainders, to the step given in Répartition, which explains the method: the shares always add up to the cost, to the cent.
xlsx-readme-recalculate-label = Recalculating
xlsx-readme-recalculate = Ctrl+Alt+F9 in Excel, Ctrl+Shift+F9 in LibreOffice: no figure may move.
xlsx-readme-protection-label = Protection
xlsx-readme-protection = Formulas are protected from slips, without a password: Review, Unprotect Sheet.
xlsx-readme-names = Defined names
xlsx-readme-natures = Natures of costs
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
