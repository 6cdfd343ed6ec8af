//! A row's total leaves out funders that the fiche has.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-funders-omitted", Family::Recap, check)
    .yearly()
    .settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (at, row) in context.wrong_rows() {
        let cell = row
            .cell(ColumnKind::Total)
            .filter(|_| !row.omitted.is_empty());
        let Some(cell) = cell else { continue };
        let omitted = || row.omitted.iter().copied();
        let names = list(omitted().map(|kind| context.column_name(kind)));
        let lacking: Amount = omitted().map(|kind| row.expected(kind)).sum();
        let funders = context.dossier.funders.iter();
        let terms = funders.flat_map(|(id, _)| context.share_terms(at, ColumnKind::Funder(id)));
        let finding = RULE.cell(at, cell).terms(terms);
        let finding = finding.arg("funders", names);
        findings.push(context.with_rounding(finding.arg("lacking", lacking), at));
    }
}
