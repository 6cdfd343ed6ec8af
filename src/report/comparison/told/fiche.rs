//! What changed in a fiche, in words.

use super::{Figure, Mark, Part, Teller, Told};
use crate::{
    diff::{
        FicheAmounts, FicheBody, FicheChange, LineChange, MentionChange, RuleChange, RuleTerms,
    },
    finding::Fact,
    money::Amount,
    record::LineRecord,
};

impl Teller<'_> {
    /// What changed in the figures of a fiche.
    pub fn fiche(&self, fiche: &FicheAmounts) -> Vec<Told> {
        let name = fiche.after.as_ref().or(fiche.before.as_ref());
        let code = name
            .map(|name| name.code.spelling().to_owned())
            .unwrap_or_default();
        fiche
            .changes
            .iter()
            .map(|change| Told {
                fiche: code.clone(),
                ..self.change(change)
            })
            .collect()
    }

    fn change(&self, change: &FicheChange) -> Told {
        let told = |kind, mark| self.told(kind, mark, Part::Fiche);
        let texts = |before: &str, after: &str| vec![Figure::new("", Some(before), Some(after))];
        match change {
            FicheChange::Added(body) => self.whole("fiche-added", Mark::Added, body),
            FicheChange::Removed(body) => self.whole("fiche-removed", Mark::Removed, body),
            FicheChange::Recoded { before, after } => Told {
                figures: texts(before.spelling(), after.spelling()),
                ..told("fiche-recoded", Mark::Changed)
            },
            FicheChange::Retitled { before, after } => Told {
                figures: texts(before, after),
                ..told("fiche-retitled", Mark::Changed)
            },
            FicheChange::Moved { before, after } => Told {
                figures: texts(before, after),
                ..told("fiche-moved", Mark::Changed)
            },
            FicheChange::Line(change) => self.line(change),
            FicheChange::Rule(change) => self.rule(change),
            FicheChange::Mention(change) => self.mention(change),
            FicheChange::Reordered { name } => Told {
                subject: self.word(&format!("order-{name}")),
                ..told("reordered", Mark::Changed)
            },
        }
    }

    /// A fiche that came or went: what it costs.
    fn whole(&self, kind: &'static str, mark: Mark, body: &FicheBody) -> Told {
        let total = |of: fn(&LineChange) -> Option<Amount>| {
            body.lines.iter().filter_map(of).sum::<Amount>()
        };
        let (before, after) = match mark {
            Mark::Added => (None, Some(total(|line| line.all.after))),
            _ => (Some(total(|line| line.all.before)), None),
        };
        let figure = Figure::new(self.word("cost"), before, after);
        let note = |message: &String| {
            self.locale
                .text("diff-closes", &[("message", message.clone())])
        };
        let notes = body.findings.iter().map(note).collect();
        Told {
            figures: vec![figure],
            notes,
            ..self.told(kind, mark, Part::Fiche)
        }
    }

    fn line(&self, change: &LineChange) -> Told {
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        let mark = Mark::of(before, after);
        let mut figures = Vec::new();
        if let (Some(before), Some(after)) = (before, after) {
            let text = |line: &LineRecord| {
                [
                    line.nature.clone(),
                    line.label.clone(),
                    line.tax.map(|tax| tax.label().to_owned()),
                ]
            };
            for (name, (old, new)) in ["nature", "label", "tax"]
                .into_iter()
                .zip(text(before).into_iter().zip(text(after)))
            {
                figures.extend((old != new).then(|| Figure::new(self.word(name), old, new)));
            }
        }
        let moved = self
            .comparison
            .years
            .iter()
            .zip(&change.years)
            .filter(|(_, moved)| moved.is_change());
        let amounts: Vec<Figure> = moved
            .map(|(year, moved)| Figure::moved(year.to_string(), moved))
            .collect();
        let several = amounts.len() > 1;
        figures.extend(amounts);
        figures
            .extend(several.then(|| Figure::moved(self.locale.plain("totals-all"), &change.all)));
        figures.extend(self.days(change));
        let subject = after.or(before).map(line_name).unwrap_or_default();
        let kind = ["line-added", "line-removed", "line-changed"][mark as usize];
        Told {
            subject,
            figures,
            ..self.told(kind, mark, Part::Fiche)
        }
    }

    /// The days of a line, year by year, where they changed.
    fn days(&self, change: &LineChange) -> Vec<Figure> {
        let mut figures = Vec::new();
        for (place, year) in self.comparison.years.iter().enumerate() {
            let (before, after) = change.days.get(place).copied().unwrap_or_default();
            let (before, after) = (before.map(Fact::Number), after.map(Fact::Number));
            if before != after {
                let label = self.locale.text("diff-days", &[("year", year.to_string())]);
                figures.push(Figure {
                    label,
                    before,
                    after,
                });
            }
        }
        figures
    }

    fn rule(&self, change: &RuleChange) -> Told {
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        let mark = Mark::of(before, after);
        let mut figures = Vec::new();
        if let (Some(before), Some(after)) = (before, after) {
            let payers = (before.funder != after.funder)
                .then(|| [before.funder, after.funder].map(|one| self.funder(one)));
            figures.extend(payers.map(|[before, after]| {
                Figure::new(self.word("funder"), Some(before), Some(after))
            }));
            let natures = (before.nature != after.nature)
                .then(|| (before.nature.clone(), after.nature.clone()));
            figures.extend(
                natures.map(|(before, after)| Figure::new(self.word("nature"), before, after)),
            );
        }
        let rate = |terms: Option<&RuleTerms>| terms.and_then(|terms| terms.rate);
        figures.extend(
            (rate(before) != rate(after))
                .then(|| Figure::new(self.word("rate"), rate(before), rate(after))),
        );
        for (place, year) in self.comparison.years.iter().enumerate() {
            let fixed = |terms: Option<&RuleTerms>| {
                terms.and_then(|terms| terms.fixed.get(place).copied().flatten())
            };
            let (before, after) = (fixed(before), fixed(after));
            let label = || {
                self.locale
                    .text("diff-fixed", &[("year", year.to_string())])
            };
            figures.extend((before != after).then(|| Figure::new(label(), before, after)));
        }
        let kind = match (mark, figures.as_slice()) {
            (Mark::Added, _) => "rule-added",
            (Mark::Removed, _) => "rule-removed",
            (Mark::Changed, [only])
                if rate(before) != rate(after) && only.label == self.word("rate") =>
            {
                "rate-changed"
            }
            (Mark::Changed, all)
                if !all.is_empty()
                    && rate(before) == rate(after)
                    && all.iter().all(|one| one.difference().is_some()) =>
            {
                "fixed-changed"
            }
            (Mark::Changed, _) => "rule-changed",
        };
        let subject = named(
            &self.funder(change.funder),
            after.or(before).and_then(|terms| terms.nature.as_deref()),
        );
        Told {
            subject,
            figures,
            notes: self.newcomer(change),
            ..self.told(kind, mark, Part::Fiche)
        }
    }

    /// Whether the rule brings a funder that paid nothing at all, or takes the last one of a funder away.
    fn newcomer(&self, change: &RuleChange) -> Vec<String> {
        let pair = self.comparison.funders.get(change.funder);
        let note = match pair.map(|pair| (pair.before.is_some(), pair.after.is_some())) {
            Some((false, true)) => "funder-new",
            Some((true, false)) => "funder-gone",
            _ => return Vec::new(),
        };
        vec![self.word(note)]
    }

    fn mention(&self, change: &MentionChange) -> Told {
        let mark = Mark::of(change.before.as_ref(), change.after.as_ref());
        let kind = ["mention-added", "mention-removed", "mention-changed"][mark as usize];
        let figure = Figure::new("", change.before.clone(), change.after.clone());
        let funder = change
            .funder
            .map(|funder| self.funder(funder))
            .unwrap_or_default();
        let subject = named(&funder, change.nature.as_deref());
        Told {
            subject,
            figures: vec![figure],
            ..self.told(kind, mark, Part::Fiche)
        }
    }
}

/// `Études · Salon`.
fn line_name(line: &LineRecord) -> String {
    named(
        line.nature.as_deref().unwrap_or_default(),
        line.label.as_deref(),
    )
}

fn named(first: &str, second: Option<&str>) -> String {
    let parts = [Some(first), second]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}
