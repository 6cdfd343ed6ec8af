use serde_json::{Value, json};

use crate::{
    compute::{Split, Splits},
    model::Mention,
    money::Amount,
    record::{FicheRecord, Record},
    source::{fold, full_stop},
};

/// A record, and how every amount of it is written: whole euros when all of them are whole, else cents.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Figures<'a> {
    pub(in crate::render) record: &'a Record,
    decimals: u32,
}

impl<'a> Figures<'a> {
    /// The number of decimals that the record's amounts ask for.
    pub(crate) fn new(record: &'a Record) -> Self {
        let is_whole = record.fiches.iter().all(|fiche| {
            let costs = fiche.lines.iter().flat_map(|line| &line.years);
            let costs = costs.filter_map(|cost| cost.amount);
            let fixed = fiche
                .funding
                .iter()
                .flat_map(|rule| rule.fixed.iter().flatten());
            let shares = fiche.splits.years.iter().flat_map(|split| &split.shares);
            costs
                .chain(fixed.chain(shares).copied())
                .all(Amount::is_whole)
        });
        let decimals = if is_whole { 0 } else { 2 };
        Self { record, decimals }
    }

    /// `1 234 €`.
    pub(super) fn euros(self, amount: Amount) -> String {
        amount.french(self.decimals)
    }

    /// `1 234`, or nothing for zero: the template draws a dash.
    pub(super) fn number_or_nothing(self, amount: Amount) -> Option<String> {
        (!amount.is_zero()).then(|| amount.french_number(self.decimals))
    }

    /// The amounts that `part` takes from each year, then over all years; nothing for zero.
    pub(super) fn row(self, splits: &Splits, part: impl Fn(&Split) -> Amount) -> Value {
        let shown = |split: &Split| Some(part(split)).filter(|part| !part.is_zero());
        let shown = |split: &Split| shown(split).map(|part| self.euros(part));
        let years: Vec<_> = splits.years.iter().map(shown).collect();
        json!({ "years": years, "all": shown(&splits.all) })
    }

    /// The totals of each year, then over all years, where zero is worth saying.
    pub(super) fn totals(self, splits: &Splits) -> Vec<String> {
        let all = splits.years.iter().chain([&splits.all]);
        all.map(|split| self.euros(split.total)).collect()
    }

    /// The same as a row.
    pub(super) fn total_row(self, splits: &Splits) -> Value {
        let mut years = self.totals(splits);
        let all = years.pop();
        json!({ "years": years, "all": all })
    }
}

/// The remarks of a fiche; one made to several funders comes once.
pub(super) fn mentions(record: &Record, fiche: &FicheRecord) -> Vec<Value> {
    let mut merged: Vec<(&Mention, Vec<&str>)> = Vec::new();
    for mention in &fiche.mentions {
        let funder = mention
            .funder
            .map(|id| record.funders[id.0].column.as_str());
        let same = merged.iter_mut().find(|(other, _)| {
            fold(&other.text) == fold(&mention.text)
                && other.nature == mention.nature
                && other.funder.is_none() == funder.is_none()
        });
        match same {
            Some((_, funders)) => funders.extend(funder.filter(|own| !funders.contains(own))),
            None => merged.push((mention, funder.into_iter().collect())),
        }
    }
    let view = |(mention, funders): (&Mention, Vec<&str>)| {
        let text = full_stop(&mention.text);
        json!({ "funders": funders, "nature": mention.nature, "text": text })
    };
    merged.into_iter().map(view).collect()
}
