//! The agreement's own terms in words.

use super::{Figure, Mark, Part, Teller, Told};
use crate::{diff::AgreementChange, finding::Fact, money::Rate};

impl Teller<'_> {
    /// What changed in the agreement's own terms.
    pub fn agreement(&self) -> Vec<Told> {
        self.comparison
            .amounts
            .agreement
            .iter()
            .map(|change| self.term(change))
            .collect()
    }

    fn term(&self, change: &AgreementChange) -> Told {
        let told = |kind, mark| self.told(kind, mark, Part::Agreement);
        match change {
            AgreementChange::Term {
                name,
                before,
                after,
            } => {
                let figure = Figure::new("", before.clone(), after.clone());
                Told {
                    subject: self.word(&format!("term-{name}")),
                    figures: vec![figure],
                    ..told("term", Mark::Changed)
                }
            }
            AgreementChange::Party {
                name: "party",
                party,
                before,
                after,
            } => {
                let mark = Mark::of(before.as_ref(), after.as_ref());
                let kind = if mark == Mark::Added {
                    "party-added"
                } else {
                    "party-removed"
                };
                Told {
                    subject: party.clone(),
                    ..told(kind, mark)
                }
            }
            AgreementChange::Party {
                name,
                party,
                before,
                after,
            } => {
                let figure = Figure::new(
                    self.word(&format!("party-{name}")),
                    before.clone(),
                    after.clone(),
                );
                Told {
                    subject: party.clone(),
                    figures: vec![figure],
                    ..told("party-changed", Mark::Changed)
                }
            }
            AgreementChange::Funder { before, after, .. } => {
                let figure = Figure::new("", Some(before.clone()), Some(after.clone()));
                Told {
                    figures: vec![figure],
                    ..told("funder-renamed", Mark::Changed)
                }
            }
            AgreementChange::Axis {
                prefix,
                prefix_before,
                before,
                after,
            } => {
                let mark = Mark::of(before.as_ref(), after.as_ref());
                let kind = ["axis-added", "axis-removed", "axis-changed"][mark as usize];
                let mut figures = vec![Figure::new(
                    self.word("title"),
                    before.clone(),
                    after.clone(),
                )];
                figures.retain(|figure| figure.before != figure.after);
                let prefixes = prefix_before
                    .as_ref()
                    .map(|before| (before.clone(), prefix.clone()));
                figures.extend(prefixes.map(|(before, after)| {
                    Figure::new(self.word("prefix"), Some(before), Some(after))
                }));
                Told {
                    subject: prefix.clone(),
                    figures,
                    ..told(kind, mark)
                }
            }
            AgreementChange::Stated { .. } => self.stated(change),
            AgreementChange::Advance { before, after } => {
                let mark = Mark::of(before.as_ref(), after.as_ref());
                let side = |side: &Option<(Rate, String)>| {
                    side.as_ref()
                        .map(|(rate, base)| (Fact::Rate(*rate), base.clone()))
                };
                let (before, after) = (side(before).unzip(), side(after).unzip());
                let rate = Figure::new(self.word("rate"), before.0, after.0);
                let base = Figure::new(self.word("base"), before.1, after.1);
                let figures = [rate, base]
                    .into_iter()
                    .filter(|figure| figure.before != figure.after)
                    .collect();
                Told {
                    figures,
                    ..told(
                        ["advance-added", "advance-removed", "advance-changed"][mark as usize],
                        mark,
                    )
                }
            }
            AgreementChange::Reordered { name } => Told {
                subject: self.word(&format!("order-{name}")),
                ..told("reordered", Mark::Changed)
            },
        }
    }

    fn stated(&self, change: &AgreementChange) -> Told {
        let AgreementChange::Stated {
            article,
            article_before,
            label,
            label_before,
            claim,
            amount,
        } = change
        else {
            return self.told("stated-changed", Mark::Changed, Part::Agreement);
        };
        let mark = Mark::of(amount.before.as_ref(), amount.after.as_ref());
        let kind = ["stated-added", "stated-removed", "stated-changed"][mark as usize];
        let mut figures = Vec::new();
        figures.extend(amount.is_change().then(|| Figure::moved("", amount)));
        let texts = [
            ("article", article_before, article),
            ("label", label_before, label),
        ];
        for (name, before, after) in texts {
            let before = before.clone();
            figures.extend(
                before
                    .map(|before| Figure::new(self.word(name), Some(before), Some(after.clone()))),
            );
        }
        let claim = claim.clone();
        figures.extend(
            claim.map(|(before, after)| Figure::new(self.word("claim"), Some(before), Some(after))),
        );
        let subject = if label.is_empty() {
            article.clone()
        } else {
            format!("{article} · {label}")
        };
        Told {
            subject,
            figures,
            ..self.told(kind, mark, Part::Agreement)
        }
    }
}
