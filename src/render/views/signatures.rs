use serde_json::{Value, json};

use super::figures::{Figures, fit};
use crate::{compute::Split, model::ColumnKind};

/// The page that is signed: what each party takes on, what others pay, and what nobody does.
pub(crate) fn signatures(figures: Figures<'_>) -> Value {
    let record = figures.record;
    let total = &record.total;
    let (mut rows, mut commitments) = (Vec::new(), Vec::new());
    for column in record.columns() {
        let part = |split: &Split| record.part(split, column);
        let funder = match column {
            ColumnKind::Funder(id) => Some(&record.funders[id.0]),
            ColumnKind::Total => continue,
            _ => None,
        };
        let amounts = figures.row(total, part);
        let name = funder.map(|funder| &funder.name);
        rows.push(json!({ "kind": column.key(), "name": name, "amounts": amounts }));
        // One number, written in figures and in words.
        let committed = |year: Option<i32>, split: &Split| {
            json!({
                "year": year,
                "amount": figures.euros(part(split)),
                "words": part(split).in_words(),
            })
        };
        let years = record.convention.years.iter().zip(&total.years);
        let years = years.map(|(year, split)| committed(Some(*year), split));
        let signs = funder.filter(|funder| funder.is_party);
        commitments.extend(signs.map(|party| {
            json!({
                "name": party.name,
                "years": years.collect::<Vec<_>>(),
                "all": committed(None, &total.all),
            })
        }));
    }
    json!({
        "years": record.convention.years,
        "table": fit(&figures.totals(total)),
        "rows": rows,
        "totals": figures.total_row(total),
        "commitments": commitments,
    })
}
