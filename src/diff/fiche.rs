//! What changed in a fiche: its words, its name, its cost lines, its funding rules and the remarks on them.

use super::{
    aligned::Aligned,
    changes::{
        FicheAmounts, FicheBody, FicheChange, FicheName, FicheTexts, LineChange, MentionChange,
        RuleChange,
    },
    comparison::FichePair,
    figures::Move,
    pairing::{Pairing, Ranks},
    texts::{self, likeness},
};
use crate::{
    record::{FicheRecord, FundingRecord, LineRecord, MentionRecord, Record},
    source::fold,
};

/// Two lines as alike as this, in thousandths, are one.
const SAME_LINE: u64 = 550;

/// A fiche on both sides, aligned, or on the one that has it.
pub(super) struct Sides<'a> {
    aligned: &'a Aligned<'a>,
    pair: Ranks,
    /// Whether both drafts say more than a workbook does.
    are_whole: bool,
    before: Option<&'a FicheRecord>,
    after: Option<&'a FicheRecord>,
}

impl<'a> Sides<'a> {
    pub(super) fn new(aligned: &'a Aligned<'a>, pair: Ranks, are_whole: bool) -> Self {
        Self {
            aligned,
            pair,
            are_whole,
            before: pair.0.map(|rank| &aligned.sides[0].fiches[rank]),
            after: pair.1.map(|rank| &aligned.sides[1].fiches[rank]),
        }
    }

    /// The pair by name.
    pub(super) fn named(&self) -> Option<FichePair> {
        Some(FichePair {
            before: self.pair.0,
            after: self.pair.1,
            name: name(self.after.or(self.before)?),
        })
    }

    /// Everything that changed in the figures; `findings` are those that went with the fiche.
    pub(super) fn amounts(&self, findings: Vec<String>) -> Option<FicheAmounts> {
        let (before, after) = (self.before, self.after);
        let changes = match (before, after) {
            (Some(before), Some(after)) => self.changes(before, after),
            (None, _) => vec![FicheChange::Added(self.body(findings))],
            (_, None) => vec![FicheChange::Removed(self.body(findings))],
        };
        let splits = |fiche: Option<&'a FicheRecord>| fiche.map(|fiche| &fiche.splits);
        let shares = self.aligned.shares(splits(before), splits(after));
        (!changes.is_empty() || shares.is_some()).then(|| FicheAmounts {
            before: before.map(name),
            after: after.map(name),
            changes,
            shares,
        })
    }

    /// Everything that changed in the words of a fiche that both sides have.
    pub(super) fn texts(&self) -> Option<FicheTexts> {
        let both = self.before.zip(self.after).filter(|_| self.are_whole);
        let (before, after) = both?;
        let changes = texts::changes(Some(before), Some(after));
        (!changes.is_empty()).then(|| FicheTexts {
            before: name(before),
            after: name(after),
            changes,
        })
    }

    fn changes(&self, before: &FicheRecord, after: &FicheRecord) -> Vec<FicheChange> {
        let mut changes = Vec::new();
        if before.code.spelling() != after.code.spelling() {
            changes.push(FicheChange::Recoded {
                before: before.code.clone(),
                after: after.code.clone(),
            });
        }
        // A fiche without text is called by its code.
        let is_named = |fiche: &FicheRecord| fiche.title != fiche.code.spelling();
        if self.are_whole && before.title != after.title && (is_named(before) || is_named(after)) {
            changes.push(FicheChange::Retitled {
                before: before.title.clone(),
                after: after.title.clone(),
            });
        }
        changes.extend(self.moved(before, after).filter(|_| self.are_whole));
        let (lines, is_reordered) = self.lines();
        changes.extend(
            lines
                .into_iter()
                .map(|line| FicheChange::Line(Box::new(line))),
        );
        changes.extend(is_reordered.then_some(FicheChange::Reordered { name: "lines" }));
        let (rules, is_reordered) = self.rules();
        changes.extend(
            rules
                .into_iter()
                .map(|rule| FicheChange::Rule(Box::new(rule))),
        );
        changes.extend(is_reordered.then_some(FicheChange::Reordered { name: "rules" }));
        changes.extend(self.mentions().into_iter().map(FicheChange::Mention));
        changes
    }

    /// All that a fiche says which only one side has.
    fn body(&self, findings: Vec<String>) -> Box<FicheBody> {
        let [before, after] = &self.aligned.sides;
        let axis = |record: &Record, fiche: Option<&FicheRecord>| prefix(record, fiche?);
        let axis = axis(before, self.before).or_else(|| axis(after, self.after));
        let texts = texts::changes(self.before, self.after);
        Box::new(FicheBody {
            axis: axis.unwrap_or_default(),
            lines: self.lines().0,
            rules: self.rules().0,
            mentions: self.mentions(),
            texts: if self.are_whole { texts } else { Vec::new() },
            findings,
        })
    }

    /// Another axis, unless both codes name theirs.
    fn moved(&self, old: &FicheRecord, new: &FicheRecord) -> Option<FicheChange> {
        let [before, after] = &self.aligned.sides;
        let (former, later) = (prefix(before, old)?, prefix(after, new)?);
        let is_same = self
            .aligned
            .axes
            .contains(&(Some(old.axis), Some(new.axis)));
        let names = |fiche: &FicheRecord, prefix: &str| fold(prefix) == fiche.code.prefix();
        let is_said = is_same || names(old, &former) && names(new, &later);
        (!is_said).then_some(FicheChange::Moved {
            before: former,
            after: later,
        })
    }

    /// What changed in the cost lines, and whether they stand in another order.
    fn lines(&self) -> (Vec<LineChange>, bool) {
        let lines = |side: Option<&'a FicheRecord>| side.map_or(&[][..], |one| &one.lines);
        let (before, after) = (lines(self.before), lines(self.after));
        let is_alone = |line: &LineRecord| {
            let is_it = |one: &&LineRecord| line_name(one) == line_name(line);
            [before, after]
                .iter()
                .all(|lines| lines.iter().filter(is_it).count() == 1)
        };
        let pairing = Pairing::new(before, after)
            .by(|line| {
                let amounts = line.years.iter().map(|cost| cost.amount);
                Some((line_name(line), line.tax, amounts.collect::<Vec<_>>()))
            })
            // A nature alone names a line only where no other has it.
            .by(|line| (line.label.is_some() || is_alone(line)).then(|| line_name(line)))
            .by_likeness(SAME_LINE, line_likeness);
        let changes = pairing
            .ranks()
            .into_iter()
            .map(|ranks| self.line(ranks, before, after));
        (
            changes.filter(is_change).collect(),
            !pairing.moved().is_empty(),
        )
    }

    fn line(&self, ranks: Ranks, before: &[LineRecord], after: &[LineRecord]) -> LineChange {
        let own = |side: usize, fiche: Option<usize>, line: Option<usize>| {
            Some(self.aligned.own[side].fiches[fiche?].lines[line?].clone())
        };
        let (old, new) = (
            ranks.0.map(|rank| &before[rank]),
            ranks.1.map(|rank| &after[rank]),
        );
        let costs = |line: Option<&LineRecord>| match line {
            Some(line) => line
                .years
                .iter()
                .map(|cost| (cost.amount, cost.days))
                .collect(),
            None => vec![(None, None); self.aligned.years.len()],
        };
        let (old_costs, new_costs) = (costs(old), costs(new));
        let sum = |costs: &[(Option<_>, _)]| costs.iter().filter_map(|cost| cost.0).sum();
        let both = || old_costs.iter().zip(&new_costs);
        LineChange {
            rank_before: ranks.0,
            rank_after: ranks.1,
            before: own(0, self.pair.0, ranks.0),
            after: own(1, self.pair.1, ranks.1),
            all: Move::new(old.map(|_| sum(&old_costs)), new.map(|_| sum(&new_costs))),
            days: both().map(|(old, new)| (old.1, new.1)).collect(),
            years: both().map(|(old, new)| Move::new(old.0, new.0)).collect(),
        }
    }

    /// What changed in the rules as drafted, since what the parties decided instead shows as their decision; and
    /// whether they stand in another order.
    fn rules(&self) -> (Vec<RuleChange>, bool) {
        let rules =
            |side: Option<&'a FicheRecord>| side.map_or(&[][..], FicheRecord::drafted_rules);
        let (before, after) = (rules(self.before), rules(self.after));
        let nature = |rule: &FundingRecord| rule.nature.as_deref().map(fold);
        let pays = |rule: &FundingRecord| Some((nature(rule), rule.rate, rule.fixed.clone()));
        // The same funder and nature, else the same funder, else another funder who pays the same.
        let pairing = Pairing::new(before, after)
            .by(|rule| Some((rule.funder, pays(rule))))
            .by(|rule| Some((rule.funder, nature(rule))))
            .by(|rule| Some(rule.funder))
            .by(pays);
        let change = |(old, new): Ranks| {
            let before = old.map(|rank| before[rank].clone());
            let after = new.map(|rank| after[rank].clone());
            let funder = after.as_ref().or(before.as_ref())?.funder;
            (before != after).then_some(RuleChange {
                funder,
                rank_before: old,
                rank_after: new,
                before,
                after,
            })
        };
        let changes = pairing.ranks().into_iter().filter_map(change).collect();
        (changes, !pairing.moved().is_empty())
    }

    /// What changed in the remarks, in the order of the later side.
    fn mentions(&self) -> Vec<MentionChange> {
        let mentions = |side: Option<&'a FicheRecord>| side.map_or(&[][..], |one| &one.mentions);
        let about = |one: &MentionRecord| Some((one.funder, one.nature.as_deref().map(fold)));
        let pairing = Pairing::new(mentions(self.before), mentions(self.after))
            .by(|one| Some((about(one), &one.text)))
            .by(about);
        let change = |(old, new): (Option<&MentionRecord>, Option<&MentionRecord>)| {
            let [before, after] = [old, new].map(|one| one.map(|one| one.text.clone()));
            let latest = new.or(old)?;
            (before != after).then(|| MentionChange {
                funder: latest.funder,
                nature: latest.nature.clone(),
                before,
                after,
            })
        };
        pairing.items().into_iter().filter_map(change).collect()
    }
}

fn name(fiche: &FicheRecord) -> FicheName {
    FicheName {
        code: fiche.code.clone(),
        title: fiche.title.clone(),
        slug: fiche.slug.clone(),
    }
}

/// The prefix of a fiche's axis.
fn prefix(record: &Record, fiche: &FicheRecord) -> Option<String> {
    record
        .convention
        .axes
        .get(fiche.axis)
        .map(|axis| axis.prefix.clone())
}

fn line_name(line: &LineRecord) -> [Option<String>; 2] {
    [&line.nature, &line.label].map(|text| text.as_deref().map(fold))
}

/// A year that only one side has is no change of a line without an amount there.
fn is_change(change: &LineChange) -> bool {
    let (Some(old), Some(new)) = (&change.before, &change.after) else {
        return true;
    };
    (&old.nature, &old.label, old.tax) != (&new.nature, &new.label, new.tax)
        || change.years.iter().any(Move::is_change)
        || change.days.iter().any(|(before, after)| before != after)
}

/// The label counts most, then the amounts, then the nature.
fn line_likeness(before: &LineRecord, after: &LineRecord) -> u64 {
    let text = |text: &Option<String>| text.as_deref().map(fold).unwrap_or_default();
    let same_nature = text(&before.nature) == text(&after.nature);
    let label = match (&before.label, &after.label) {
        (None, None) => 1000,
        (old, new) => likeness(old.as_deref().unwrap_or(""), new.as_deref().unwrap_or("")),
    };
    let costs = before.years.iter().zip(&after.years);
    let costs = costs.map(|(old, new)| (old.amount, new.amount));
    let costs: Vec<_> = costs
        .filter(|(old, new)| old.is_some() || new.is_some())
        .collect();
    let same = costs.iter().filter(|(old, new)| old == new).count();
    let amounts = (same * 1000).checked_div(costs.len()).unwrap_or(0) as u64;
    label * 4 / 10 + amounts * 4 / 10 + if same_nature { 200 } else { 0 }
}
