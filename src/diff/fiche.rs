//! What changed in a fiche: its words, its name, its cost lines, its funding rules and the remarks on them.

use rust_decimal::Decimal;
use serde_json::json;

use super::{
    aligned::Aligned,
    canonical::plain,
    change::{Change, Figure, Mark, Move, changed, joined, move_facts},
    comparison::FicheChanges,
    pairing::{Pairing, Ranks},
    texts::{self, likeness},
};
use crate::{
    finding::Fact,
    model::{BALANCE_LABEL, Base, Carried, Mention, Tax},
    money::Amount,
    record::{CostRecord, FicheRecord, FundingRecord, LineRecord, carried_columns},
    source::{fold, join, visible},
};

/// Two cost lines at least this alike, in thousandths, are one.
const SAME_LINE: u64 = 550;

/// Both sides of a fiche that both drafts have: aligned, and as they were read.
#[derive(Clone, Copy)]
struct Fiche<'a> {
    aligned: &'a Aligned<'a>,
    sides: [&'a FicheRecord; 2],
    originals: [&'a FicheRecord; 2],
}

/// Everything that changed in a fiche; unless `are_whole`, only what a workbook holds is compared.
pub(super) fn changes<'a>(
    aligned: &'a Aligned<'_>,
    ranks: Ranks,
    are_whole: bool,
) -> Option<FicheChanges> {
    let sides = [0, 1].map(|side: usize| Some(&aligned.sides[side].fiches[ranks[side]?]));
    let written = [0, 1].map(|side: usize| Some(&aligned.originals[side].fiches[ranks[side]?]));
    let latest = sides[1].or(sides[0])?;
    let code = visible(latest.code.spelling());
    let title = match visible(&latest.title) {
        title if title.is_empty() || title == code => code.clone(),
        title => format!("{code} – {title}"),
    };
    let (mut changes, mut texts) = (Vec::new(), Vec::new());
    if let ([Some(before), Some(after)], [Some(former), Some(later)]) = (sides, written) {
        let fiche = Fiche {
            aligned,
            sides: [before, after],
            originals: [former, later],
        };
        changes.extend(fiche.names(are_whole));
        changes.extend(fiche.lines());
        changes.extend(fiche.rules());
        if fiche.sides.iter().any(|side| side.off_total.is_some()) {
            let blank = FicheRecord {
                lines: Vec::new(),
                funding: Vec::new(),
                drafted_funding: None,
                ..latest.clone()
            };
            let off_totals = |sides: [&'a FicheRecord; 2]| {
                sides.map(|fiche| fiche.off_total.as_deref().unwrap_or(&blank))
            };
            let off_total = Fiche {
                aligned,
                sides: off_totals(fiche.sides),
                originals: off_totals(fiche.originals),
            };
            changes.extend(off_total.lines());
            changes.extend(off_total.rules());
        }
        changes.extend(fiche.mentions());
        if are_whole {
            texts = texts::changes(aligned, fiche.sides);
        }
    } else {
        // The whole fiche was added or removed, with everything in it.
        let mark = Mark::of(&sides);
        let facts = json!({ "kind": mark, "before": written[0], "after": written[1] });
        let cost = |fiche: &FicheRecord| fiche.splits.all.total;
        let cost = Figure::new(aligned.word("cost"), sides.map(|side| side.map(cost)));
        changes.push(aligned.marked("fiche", mark, "", facts).with([cost]));
    }
    for change in changes.iter_mut().chain(&mut texts) {
        change.fiche.clone_from(&code);
    }
    let lead = match &changes[..] {
        [] => aligned.word("effect-elsewhere"),
        _ => aligned.word("effect"),
    };
    let splits = sides.map(|side| side.map(|fiche| &fiche.splits));
    Some(FicheChanges {
        ranks,
        shares: aligned.shares(title.clone(), lead, splits),
        code,
        title,
        names: sides.map(|side| {
            side.map(|one| json!({ "code": one.code, "title": one.title, "slug": one.slug }))
        }),
        changes,
        texts,
    })
}

impl<'a> Fiche<'a> {
    /// What changed in its code, its title and its axis.
    fn names(self, are_whole: bool) -> Vec<Change> {
        let codes = self.sides.map(|fiche| fiche.code.spelling());
        let titles = self.sides.map(|fiche| plain(&fiche.title));
        let titles = titles.each_ref().map(|title| &**title);
        let mut names = vec![("recoded", codes)];
        if are_whole {
            // A fiche without a text has its code as its title.
            names.extend((titles != codes).then_some(("retitled", titles)));
            names.extend(self.axes().map(|axes| ("moved", axes)));
        }
        let mut changes = Vec::new();
        for (kind, names) in names {
            let facts = json!({ "kind": kind, "before": names[0], "after": names[1] });
            if let Some(figure) = changed("", names.map(Some)) {
                let kind = format!("fiche-{kind}");
                let change = self.aligned.change(&kind, Mark::Changed, "", facts);
                changes.push(change.with([figure]));
            }
        }
        changes
    }

    /// The prefixes of both axes, unless the axes are the same or each code already begins with its axis.
    fn axes(self) -> Option<[&'a str; 2]> {
        let ranks = self.sides.map(|fiche| fiche.axis);
        let axis = |side: usize| self.aligned.sides[side].convention.axes.get(ranks[side]);
        let prefixes = [&*axis(0)?.prefix, &*axis(1)?.prefix];
        let is_named = |side: usize| fold(prefixes[side]) == self.sides[side].code.prefix();
        let is_same = self.aligned.axes.contains(&ranks.map(Some));
        let is_redundant = is_same || is_named(0) && is_named(1);
        (!is_redundant).then_some(prefixes)
    }

    /// What changed in the cost lines, and whether they stand in another order.
    fn lines(self) -> Vec<Change> {
        let lists = self.sides.map(|fiche| &fiche.lines[..]);
        let is_alone = |line: &LineRecord| {
            let is_namesake = |one: &&LineRecord| line_name(one) == line_name(line);
            let counts = lists.map(|lines| lines.iter().filter(is_namesake).count());
            counts == [1, 1]
        };
        let pairing = Pairing::new(lists)
            .by(|line| {
                let amounts = line.years.iter().map(|cost| cost.amount);
                Some((line_name(line), line.tax, amounts.collect::<Vec<_>>()))
            })
            // A nature alone identifies a line only where no other line has it.
            .by(|line| (line.label.is_some() || is_alone(line)).then(|| line_name(line)))
            .by_likeness(SAME_LINE, |a, b| likeness(&line_text(a), &line_text(b)));
        let pairs = pairing.items().into_iter();
        let changes = pairs.map(|(ranks, sides)| self.line(ranks, sides));
        // A year that only one side has is no change of a line without an amount in that year.
        let changes = changes.filter(|one| one.mark != Mark::Changed || !one.figures.is_empty());
        let is_moved = !pairing.moved().is_empty();
        let reordered = self.aligned.reordered("lines", is_moved);
        changes.chain(reordered).collect()
    }

    fn line(self, ranks: Ranks, sides: [Option<&LineRecord>; 2]) -> Change {
        let aligned = self.aligned;
        let years = 0..aligned.years.len();
        let amounts = |year: usize| sides.map(|line| line?.years[year].amount);
        let amounts: Vec<Move> = years.clone().map(amounts).collect();
        let all = [0, 1].map(|side: usize| {
            let known = amounts.iter().filter_map(|moved| moved[side]);
            sides[side].map(|_| known.sum::<Amount>())
        });
        // As each side writes it, with the years of that side.
        let written = |side: usize| Some(&self.originals[side].lines[ranks[side]?]);
        let facts = json!({
            "kind": "line",
            "rank_before": ranks[0],
            "rank_after": ranks[1],
            "before": written(0),
            "after": written(1),
            "years": amounts.iter().map(|moved| move_facts(*moved)).collect::<Vec<_>>(),
            "all": move_facts(all),
        });
        let latest = sides[1].or(sides[0]);
        let nature = latest.and_then(|line| line.nature.as_deref());
        let name = joined([nature, latest.and_then(|line| line.label.as_deref())]);
        let mut change = aligned.marked("line", Mark::of(&sides), &name, facts);
        if change.mark == Mark::Changed {
            let natures = sides.map(|line| line?.nature.as_deref().map(plain));
            let labels = sides.map(|line| line?.label.as_deref().map(plain));
            let taxes = sides.map(|line| line?.tax.map(Tax::label));
            let taxes = taxes.map(|tax| tax.map(str::to_owned));
            let sections = sides.map(|line| line?.section.as_deref().map(plain));
            for (name, texts) in [
                ("section", sections),
                ("nature", natures),
                ("label", labels),
                ("tax", taxes),
            ] {
                change.figures.extend(changed(aligned.word(name), texts));
            }
        }
        // An amount, or the text that stands in its place: `NC`.
        let cell = |line: &LineRecord, year: usize| -> Option<Fact> {
            let CostRecord {
                amount, said: text, ..
            } = &line.years[year];
            let text = text.as_deref().map(Fact::from);
            amount.map(Fact::from).or(text)
        };
        let moved = aligned.years.iter().enumerate();
        let moved = moved.filter_map(|(rank, year)| {
            changed(year.to_string(), sides.map(|line| cell(line?, rank)))
        });
        let moved: Vec<Figure> = moved.collect();
        let total = (moved.len() > 1).then(|| Figure::new(aligned.locale.plain("totals-all"), all));
        change = change.with(moved).with(total);
        for (year, label) in years.zip(aligned.by_year("diff-days")) {
            let days: [Option<Decimal>; 2] = sides.map(|line| line?.years[year].days);
            change.figures.extend(changed(label, days));
        }
        change.with(carried(
            sides.map(|line| line.map(|line| &line.carried[..])),
        ))
    }

    /// What changed in the rules as drafted, and whether they stand in another order. What the parties decided instead
    /// is listed as their decision.
    fn rules(self) -> Vec<Change> {
        let lists = self.sides.map(FicheRecord::drafted_rules);
        let nature = |rule: &FundingRecord| rule.nature.as_deref().map(fold);
        let pays = |rule: &FundingRecord| {
            let terms = (rule.is_balance, rule.base.clone(), rule.ceiling);
            Some((nature(rule), rule.rate, rule.fixed.clone(), terms))
        };
        // The same funder and nature, else the same funder, else another funder who pays the same.
        let pairing = Pairing::new(lists)
            .by(|rule| Some((rule.funder, pays(rule))))
            .by(|rule| Some((rule.funder, nature(rule))))
            .by(|rule| Some(rule.funder))
            .by(pays);
        let pairs = pairing.items().into_iter();
        let changes = pairs.filter_map(|(ranks, sides)| self.rule(ranks, sides));
        let is_moved = !pairing.moved().is_empty();
        let reordered = self.aligned.reordered("rules", is_moved);
        changes.chain(reordered).collect()
    }

    fn rule(self, ranks: Ranks, sides: [Option<&FundingRecord>; 2]) -> Option<Change> {
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
        let payer = aligned.funder(latest.funder);
        let subject = joined([Some(payer), latest.nature.as_deref()]);
        let mut change = aligned.marked("rule", Mark::of(&sides), &subject, facts);
        if change.mark == Mark::Changed {
            let payers = sides.map(|rule| Some(aligned.funder(rule?.funder)));
            let natures = sides.map(|rule| rule?.nature.as_deref());
            for (name, texts) in [("funder", payers), ("nature", natures)] {
                change.figures.extend(changed(aligned.word(name), texts));
            }
        }
        let terms = change.figures.len();
        let rates = changed(aligned.word("rate"), sides.map(|rule| rule?.rate));
        let has_rate = rates.is_some();
        change.figures.extend(rates);
        let balances = sides.map(|rule| rule?.is_balance.then_some(BALANCE_LABEL));
        change = change.with(changed(aligned.word("balance"), balances));
        let bases = sides.map(|rule| {
            Some(match rule?.base.as_ref()? {
                Base::Amount(base) => Fact::from(*base),
                Base::Natures(natures) => natures.join(", ").into(),
            })
        });
        let ceilings = sides.map(|rule| rule?.ceiling);
        change = change.with(changed(aligned.word("eligible"), bases));
        change = change.with(changed(aligned.word("ceiling"), ceilings));
        for (year, label) in aligned.by_year("diff-fixed").enumerate() {
            let fixed = sides.map(|rule| *rule?.fixed.get(year)?);
            change.figures.extend(changed(label, fixed));
        }
        change = change.with(carried(
            sides.map(|rule| rule.map(|rule| &rule.carried[..])),
        ));
        if change.mark == Mark::Changed && terms == 0 {
            match (has_rate, change.figures.len()) {
                (true, 1) => change.label = aligned.word("rate-changed"),
                (false, 1..) => change.label = aligned.word("fixed-changed"),
                _ => {}
            }
        }
        match &aligned.funders[latest.funder] {
            [None, Some(_)] => change.notes.push(aligned.word("funder-new")),
            [Some(_), None] => change.notes.push(aligned.word("funder-gone")),
            _ => {}
        }
        Some(change)
    }

    /// What changed in the remarks, in the order of the later side.
    fn mentions(self) -> Vec<Change> {
        let nature = |one: &Mention| one.nature.as_ref().map(|nature| fold(nature));
        let pairing = Pairing::new(self.sides.map(|fiche| &fiche.mentions[..]))
            .by(|one| Some((one.funder, nature(one), &*one.text)))
            .by(|one| Some((one.funder, nature(one))));
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
                let subject = joined([funder, latest.nature.as_deref().map(|nature| &**nature)]);
                let mark = Mark::of(&sides);
                let change = self.aligned.marked("mention", mark, &subject, facts);
                changes.push(change.with([figure]));
            }
        }
        changes
    }
}

/// What changed in the columns that the budget does not use.
fn carried(sides: [Option<&[Carried]>; 2]) -> Vec<Figure> {
    let columns = carried_columns(sides.into_iter().flatten());
    let cell = |side: Option<&[Carried]>, column: &str| {
        let entry = side?.iter().find(|entry| entry.column == column)?;
        let number = entry.number().map(Fact::Number);
        Some(number.unwrap_or_else(|| entry.text.as_str().into()))
    };
    let changed = |column: &&str| changed(column, sides.map(|side| cell(side, column)));
    columns.iter().filter_map(changed).collect()
}

fn line_name(line: &LineRecord) -> [Option<String>; 2] {
    [&line.nature, &line.label].map(|text| text.as_deref().map(fold))
}

/// The text by which two lines are compared: their words and amounts.
fn line_text(line: &LineRecord) -> String {
    let words = [&line.nature, &line.label].into_iter().flatten();
    let amounts = (0..).zip(&line.years).filter_map(|(year, cost)| {
        let amount = cost.amount?.plain();
        Some(format!("{year}:{amount}"))
    });
    join(words.map(|text| text.to_lowercase()).chain(amounts), " ")
}
