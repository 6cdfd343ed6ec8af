use serde_json::{Value, json};

use crate::{
    compute::{Split, Splits},
    money::Amount,
    record::{MentionRecord, Record},
    source::{fold, full_stop},
};

/// How every amount of a dossier is written: whole euros when all of them are whole, else cents.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Figures {
    decimals: u32,
}

impl Figures {
    /// The number of decimals that the record's amounts ask for.
    pub(in crate::render) fn of(record: &Record) -> Self {
        let fiches = || record.fiches.iter();
        let costs = fiches()
            .flat_map(|fiche| &fiche.lines)
            .flat_map(|line| &line.years)
            .filter_map(|cost| cost.amount);
        let fixed = fiches()
            .flat_map(|fiche| &fiche.funding)
            .flat_map(|rule| rule.fixed.iter().flatten().copied());
        let splits = fiches().flat_map(|fiche| &fiche.splits.years);
        let shares = splits.flat_map(|split| {
            let parts = [split.total, split.unallocated];
            split.shares.iter().copied().chain(parts)
        });
        let is_whole = costs.chain(fixed).chain(shares).all(Amount::is_whole);
        Self {
            decimals: if is_whole { 0 } else { 2 },
        }
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
        let shown = |split: &Split| {
            let amount = part(split);
            (!amount.is_zero()).then(|| self.euros(amount))
        };
        json!({
            "years": splits.years.iter().map(shown).collect::<Vec<_>>(),
            "all": shown(&splits.all),
        })
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
pub(super) fn mentions(record: &Record, mentions: &[MentionRecord]) -> Vec<Value> {
    let mut merged: Vec<(&MentionRecord, Vec<&str>)> = Vec::new();
    for mention in mentions {
        let funder = mention
            .funder
            .map(|funder| record.funders[funder].column.as_str());
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
    let view = |(mention, funders): (&MentionRecord, Vec<&str>)| {
        json!({
            "funders": funders,
            "nature": mention.nature,
            "text": full_stop(&mention.text),
        })
    };
    merged.into_iter().map(view).collect()
}
