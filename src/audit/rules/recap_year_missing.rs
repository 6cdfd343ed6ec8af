//! A year of the agreement that the recap has no column for.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-year-missing", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (rank, year) in context.years() {
        if recap.columns.iter().all(|column| column.year != Some(rank)) {
            let total = context.ruled.total.years[rank].known_part(ColumnKind::Total, &[]);
            let finding = |total| RULE.at(&recap.place).year(year).expected(total);
            findings.extend(total.map(finding));
        }
    }
}
