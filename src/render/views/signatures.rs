use serde_json::{Value, json};

use super::{figures::Figures, table::TableFit};
use crate::{compute::Split, money::Amount, record::Record};

/// The page that is signed: what each party takes on, what others pay, and what nobody does.
pub(in crate::render) fn signatures(record: &Record, figures: Figures) -> Value {
    let total = &record.total;
    let row = |kind: &str, name: Option<&str>, part: &dyn Fn(&Split) -> Amount| json!({ "kind": kind, "name": name, "amounts": figures.row(total, part) });
    let (mut rows, mut commitments) = (Vec::new(), Vec::new());
    let funders = record.funders.iter().enumerate();
    for (rank, funder) in funders.filter(|(_, funder)| funder.is_party) {
        let share = |split: &Split| split.shares[rank];
        rows.push(row("party", Some(&funder.name), &share));
        // One number, written in figures and in words.
        let committed = |year: Option<i32>, split: &Split| {
            json!({
                "year": year,
                "amount": figures.euros(share(split)),
                "words": share(split).in_words(),
            })
        };
        let years = record.convention.years.iter().zip(&total.years);
        commitments.push(json!({
            "name": funder.name,
            "years": years
                .map(|(year, split)| committed(Some(*year), split))
                .collect::<Vec<_>>(),
            "all": committed(None, &total.all),
        }));
    }
    if record.has_others() {
        rows.push(row("others", None, &|split| record.others(split)));
    }
    if record.has_unallocated() {
        rows.push(row("unallocated", None, &|split| split.unallocated));
    }
    json!({
        "years": record.convention.years,
        "table": TableFit::new(&figures.totals(total)),
        "rows": rows,
        "totals": figures.total_row(total),
        "commitments": commitments,
    })
}
