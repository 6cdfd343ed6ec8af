//! What changed in a fiche: its words, its name, its cost lines, its funding rules and the remarks on them.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    aligned::Aligned,
    change::{Change, Figure, Mark, Move, changed, joined, move_facts},
    comparison::FicheChanges,
    pairing::{Pairing, Ranks},
    texts::{self, likeness},
};
use crate::{
    model::{Mention, Tax},
    money::Amount,
    record::{FicheRecord, FundingRecord, LineRecord},
    source::{fold, visible},
};

/// Two lines as alike as this, in thousandths, are one.
const SAME_LINE: u64 = 550;

/// A fiche on both sides, aligned, or on the one that has it.
struct Fiche<'a> {
    aligned: &'a Aligned<'a>,
    ranks: Ranks,
    /// Whether both drafts say more than a workbook does.
    are_whole: bool,
    sides: [Option<&'a FicheRecord>; 2],
}

/// Everything that changed in a fiche; `findings` are those that went with it.
pub(super) fn changes(
    aligned: &Aligned<'_>,
    ranks: Ranks,
    are_whole: bool,
    findings: &[String],
) -> Option<FicheChanges> {
    let side = |side: usize| Some(&aligned.sides[side].fiches[ranks[side]?]);
    let sides = [side(0), side(1)];
    let fiche = Fiche {
        aligned,
        ranks,
        are_whole,
        sides,
    };
    let latest = sides[1].or(sides[0])?;
    let code = visible(latest.code.spelling());
    let title = match latest.title.as_str() {
        "" => code.clone(),
        title if title == latest.code.spelling() => code.clone(),
        title => visible(&format!("{} – {title}", latest.code.spelling())),
    };
    let mut texts = Vec::new();
    if are_whole {
        texts = texts::changes(aligned, sides);
    }
    let mut changes = if let [Some(before), Some(after)] = sides {
        fiche.changes(before, after)
    } else {
        // Everything that a fiche says which came or went is said with it.
        vec![fiche.whole(std::mem::take(&mut texts), findings)]
    };
    for change in changes.iter_mut().chain(&mut texts) {
        change.fiche.clone_from(&code);
    }
    let lead = if changes.is_empty() {
        "effect-elsewhere"
    } else {
        "effect"
    };
    let splits = sides.map(|side| side.map(|fiche| &fiche.splits));
    Some(FicheChanges {
        ranks,
        shares: aligned.shares(title.clone(), aligned.word(lead), splits),
        code,
        title,
        names: sides.map(|fiche| {
            let fiche = fiche?;
            Some(json!({ "code": fiche.code, "title": fiche.title, "slug": fiche.slug }))
        }),
        changes,
        texts,
    })
}

impl<'a> Fiche<'a> {
    fn changes(&self, before: &FicheRecord, after: &FicheRecord) -> Vec<Change> {
        let mut names = Vec::new();
        let codes = [before.code.spelling(), after.code.spelling()];
        names.extend(Some(("recoded", codes)).filter(|_| codes[0] != codes[1]));
        // A fiche without text is called by its code.
        let titles = [&*before.title, &*after.title];
        let is_named = titles != codes && titles[0] != titles[1];
        names.extend(Some(("retitled", titles)).filter(|_| self.are_whole && is_named));
        let axes = self.axes(before, after).filter(|_| self.are_whole);
        names.extend(axes.map(|axes| ("moved", axes)));
        let mut changes = Vec::new();
        for (kind, [before, after]) in names {
            let facts = json!({ "kind": kind, "before": before, "after": after });
            let kind = format!("fiche-{kind}");
            let change = self.aligned.change(&kind, Mark::Changed, "", facts);
            changes.push(change.with([Figure::new("", [Some(before), Some(after)])]));
        }
        for (name, (own, is_reordered)) in [("lines", self.lines()), ("rules", self.rules())] {
            changes.extend(own);
            changes.extend(is_reordered.then(|| self.aligned.reordered(name)));
        }
        changes.extend(self.mentions());
        changes
    }

    /// A fiche that came or went: what it costs, and in JSON all that it says.
    fn whole(&self, texts: Vec<Change>, findings: &[String]) -> Change {
        let mark = Mark::of(&self.sides);
        let body = |changes: Vec<Change>| -> Vec<Value> {
            let facts = changes.into_iter().map(|mut change| {
                if let Some(facts) = change.facts.as_object_mut() {
                    facts.shift_remove("kind");
                }
                change.facts
            });
            facts.collect()
        };
        let facts = json!({
            "kind": mark,
            "axis": self.axis(0).or(self.axis(1)).unwrap_or_default(),
            "lines": body(self.lines().0),
            "rules": body(self.rules().0),
            "mentions": body(self.mentions()),
            "texts": body(texts),
            "findings": findings,
        });
        let cost = |fiche: &FicheRecord| -> Amount {
            let costs = fiche.lines.iter().flat_map(|line| &line.years);
            costs.filter_map(|cost| cost.amount).sum()
        };
        let costs = self.sides.map(|side| side.map(cost));
        let mut change = self.aligned.marked("fiche", mark, "", facts);
        change.figures = vec![Figure::new(self.aligned.word("cost"), costs)];
        change.notes = self.aligned.messages("closes", findings);
        change
    }

    /// The prefix of its axis on a side.
    fn axis(&self, side: usize) -> Option<&'a str> {
        let axes = &self.aligned.sides[side].convention.axes;
        Some(&axes.get(self.sides[side]?.axis)?.prefix)
    }

    /// Both axes, unless they are one or both codes name theirs.
    fn axes(&self, old: &FicheRecord, new: &FicheRecord) -> Option<[&'a str; 2]> {
        let (former, later) = (self.axis(0)?, self.axis(1)?);
        let is_same = self
            .aligned
            .axes
            .contains(&[Some(old.axis), Some(new.axis)]);
        let names = |fiche: &FicheRecord, prefix: &str| fold(prefix) == fiche.code.prefix();
        let is_said = is_same || names(old, former) && names(new, later);
        (!is_said).then_some([former, later])
    }

    /// What both sides, or the one that has the fiche, list in it.
    fn listed<T>(&self, of: fn(&FicheRecord) -> &[T]) -> [&'a [T]; 2] {
        self.sides.map(|side| side.map_or(&[][..], of))
    }

    /// What changed in the cost lines, and whether they stand in another order.
    fn lines(&self) -> (Vec<Change>, bool) {
        let lists = self.listed(|fiche| &fiche.lines);
        let is_alone = |line: &LineRecord| {
            let is_it = |one: &&LineRecord| line_name(one) == line_name(line);
            lists
                .iter()
                .all(|lines| lines.iter().filter(is_it).count() == 1)
        };
        let pairing = Pairing::new(lists)
            .by(|line| {
                let amounts = line.years.iter().map(|cost| cost.amount);
                Some((line_name(line), line.tax, amounts.collect::<Vec<_>>()))
            })
            // A nature alone names a line only where no other has it.
            .by(|line| (line.label.is_some() || is_alone(line)).then(|| line_name(line)))
            .by_likeness(SAME_LINE, line_likeness);
        let pairs = pairing.items().into_iter();
        let changes = pairs.map(|(ranks, sides)| self.line(ranks, sides));
        // A year that only one side has is no change of a line without an amount there.
        let changes = changes.filter(|one| one.mark != Mark::Changed || !one.figures.is_empty());
        (changes.collect(), !pairing.moved().is_empty())
    }

    fn line(&self, ranks: Ranks, sides: [Option<&LineRecord>; 2]) -> Change {
        let aligned = self.aligned;
        // As each side writes it, with the years of that side.
        let own = |side: usize| {
            let fiche = &aligned.own[side].fiches[self.ranks[side]?];
            Some(&fiche.lines[ranks[side]?])
        };
        let years = 0..aligned.years.len();
        let amounts = |year: usize| sides.map(|line| line?.years[year].amount);
        let amounts: Vec<Move> = years.clone().map(amounts).collect();
        let all = [0, 1].map(|side: usize| {
            let own = amounts.iter().filter_map(|moved| moved[side]);
            sides[side].map(|_| own.sum())
        });
        let facts = json!({
            "kind": "line",
            "rank_before": ranks[0],
            "rank_after": ranks[1],
            "before": own(0),
            "after": own(1),
            "years": amounts.iter().map(|moved| move_facts(*moved)).collect::<Vec<_>>(),
            "all": move_facts(all),
        });
        let latest = sides[1].or(sides[0]);
        let nature = latest.and_then(|line| line.nature.as_deref());
        let name = joined([nature, latest.and_then(|line| line.label.as_deref())]);
        let mut change = aligned.marked("line", Mark::of(&sides), &name, facts);
        if change.mark == Mark::Changed {
            let natures = sides.map(|line| line?.nature.as_deref());
            let labels = sides.map(|line| line?.label.as_deref());
            let taxes = sides.map(|line| line?.tax.map(Tax::label));
            for (name, texts) in [("nature", natures), ("label", labels), ("tax", taxes)] {
                change.figures.extend(changed(aligned.word(name), texts));
            }
        }
        let moved = aligned.years.iter().zip(&amounts);
        let moved = moved.filter_map(|(year, moved)| changed(year.to_string(), *moved));
        let moved: Vec<Figure> = moved.collect();
        let total = (moved.len() > 1).then(|| Figure::new(aligned.locale.plain("totals-all"), all));
        change = change.with(moved).with(total);
        for (year, label) in years.zip(aligned.by_year("diff-days")) {
            let days: [Option<Decimal>; 2] = sides.map(|line| line?.years[year].days);
            change.figures.extend(changed(label, days));
        }
        change
    }

    /// What changed in the rules as drafted, since what the parties decided instead shows as their decision; and
    /// whether they stand in another order.
    fn rules(&self) -> (Vec<Change>, bool) {
        let lists = self.listed(FicheRecord::drafted_rules);
        let nature = |rule: &FundingRecord| rule.nature.as_deref().map(fold);
        let pays = |rule: &FundingRecord| Some((nature(rule), rule.rate, rule.fixed.clone()));
        // The same funder and nature, else the same funder, else another funder who pays the same.
        let pairing = Pairing::new(lists)
            .by(|rule| Some((rule.funder, pays(rule))))
            .by(|rule| Some((rule.funder, nature(rule))))
            .by(|rule| Some(rule.funder))
            .by(pays);
        let pairs = pairing.items().into_iter();
        let changes = pairs.filter_map(|(ranks, sides)| self.rule(ranks, sides));
        let changes = changes.collect();
        (changes, !pairing.moved().is_empty())
    }

    fn rule(&self, ranks: Ranks, sides: [Option<&FundingRecord>; 2]) -> Option<Change> {
        let aligned = self.aligned;
        let latest = sides[1].or(sides[0]).filter(|_| sides[0] != sides[1])?;
        let facts = json!({
            "kind": "rule",
            "funder": latest.funder,
            "rank_before": ranks[0],
            "rank_after": ranks[1],
            "before": sides[0],
            "after": sides[1],
        });
        let mark = Mark::of(&sides);
        let mut figures = Vec::new();
        if mark == Mark::Changed {
            let payers = sides.map(|rule| rule.map(|rule| aligned.funder(rule.funder)));
            figures.extend(changed(aligned.word("funder"), payers));
            let natures = sides.map(|rule| rule?.nature.as_deref());
            figures.extend(changed(aligned.word("nature"), natures));
        }
        let terms = figures.len();
        figures.extend(changed(aligned.word("rate"), sides.map(|rule| rule?.rate)));
        let has_rate = figures.len() > terms;
        for (year, label) in aligned.by_year("diff-fixed").enumerate() {
            figures.extend(changed(label, sides.map(|rule| *rule?.fixed.get(year)?)));
        }
        let kind = match (mark, figures.len()) {
            (Mark::Changed, 1) if has_rate => "rate",
            (Mark::Changed, 1..) if terms == 0 && !has_rate => "fixed",
            _ => "rule",
        };
        let payer = aligned.funder(latest.funder);
        let subject = joined([Some(payer), latest.nature.as_deref()]);
        let mut change = aligned.marked(kind, mark, &subject, facts).with(figures);
        // Whether the rule brings a funder that paid nothing, or takes the last one of a funder away.
        match &aligned.funders[latest.funder] {
            [None, Some(_)] => change.notes.push(aligned.word("funder-new")),
            [Some(_), None] => change.notes.push(aligned.word("funder-gone")),
            _ => {}
        }
        Some(change)
    }

    /// What changed in the remarks, in the order of the later side.
    fn mentions(&self) -> Vec<Change> {
        let about =
            |one: &Mention| Some((one.funder, one.nature.as_ref().map(|nature| fold(nature))));
        let pairing = Pairing::new(self.listed(|fiche| &fiche.mentions))
            .by(|one| Some((about(one), &*one.text)))
            .by(about);
        let mut changes = Vec::new();
        for (_, sides) in pairing.items() {
            let texts = sides.map(|side| side.map(|one| one.text.as_str()));
            if let (Some(latest), Some(figure)) = (sides[1].or(sides[0]), changed("", texts)) {
                let facts = json!({
                    "kind": "mention",
                    "funder": latest.funder,
                    "nature": latest.nature,
                    "before": texts[0],
                    "after": texts[1],
                });
                let funder = latest.funder.map(|id| self.aligned.funder(id.0));
                let nature = latest.nature.as_ref().map(|nature| nature.as_str());
                let subject = joined([funder, nature]);
                let change = self
                    .aligned
                    .marked("mention", Mark::of(&sides), &subject, facts);
                changes.push(change.with([figure]));
            }
        }
        changes
    }
}

fn line_name(line: &LineRecord) -> [Option<String>; 2] {
    [&line.nature, &line.label].map(|text| text.as_deref().map(fold))
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
    let costs = costs.filter(|(old, new)| old.is_some() || new.is_some());
    let costs: Vec<_> = costs.collect();
    let same = costs.iter().filter(|(old, new)| old == new).count();
    let amounts = (same * 1000).checked_div(costs.len()).unwrap_or(0) as u64;
    label * 4 / 10 + amounts * 4 / 10 + if same_nature { 200 } else { 0 }
}
