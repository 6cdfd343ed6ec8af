# The corrected workbook, budget-corrige.xlsx. It is always written in French: these texts are here so that
# both catalogues have the same keys.
xlsx-subtitle = { $title } – stage { $stage }
xlsx-footer = &LStage { $stage }&C{ $sheet }&RPage &P / &N

xlsx-recap-title = Recap of shares { $first }-{ $last }
xlsx-costs-title = Planned costs { $first }-{ $last }
xlsx-funding-title = Funding { $first }-{ $last }
xlsx-shares-title = How costs are shared { $first }-{ $last }, step by step
xlsx-corrections-title = What was corrected in the received workbook

xlsx-fiche = Fiche
xlsx-title = Title
xlsx-nature = Nature
xlsx-label = Label
xlsx-tax = Tax
xlsx-days = Days { $year }
xlsx-amount = Amount { $year }
xlsx-funder = Funder
xlsx-rate = Rate
xlsx-mention = Mention
xlsx-mention-about = { $about }: { $mention }

xlsx-share-of = % { $funder }
xlsx-others = Other funders
xlsx-unallocated = Unallocated
xlsx-total = Total
xlsx-total-of = Total { $axis }
xlsx-all-years = { $first }-{ $last }
xlsx-key = Amount that differs from the received workbook: the cell’s note gives the received one and the reason.
xlsx-note = Received workbook, { $place }: { $drafted }. { $reason }
xlsx-note-missing = Received workbook, { $place }: no amount. { $reason }

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
xlsx-correction-link = Corrected cell
xlsx-corrections-received = { $count ->
    [0] Received workbook: { $file }. No amount is corrected.
    [one] Received workbook: { $file }. One amount is corrected.
   *[other] Received workbook: { $file }. { $count } amounts are corrected.
}
xlsx-corrections-left-out = Sheets not carried over: { $sheets }.
