//! What names mean: axes, fiches and funders, the columns and rows of the recap, claims and decisions. A name that
//! means nothing is a finding; whether figures agree is for the audit.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    budget_table,
    codes::code_of,
    costs::{Costs, Entry, wrong_sum},
    funding::Funding,
    labels::{
        Meaning, axis_named, funder_label, group_named, is_grand_total, is_subtotal, meaning_of,
        names_group, total_of,
    },
    payments, periods, publication,
    toml::nearest,
};
use crate::{
    finding::{Finding, Severity},
    model::{
        Axis, BALANCE_LABEL, Base, Carried, CellAmount, Claim, ColumnKind, Convention, CostLine,
        Dossier, DraftRecap, DraftRow, Fiche, Funder, Funders, FundingRule, PaymentTerms, RowKind,
        axis_of, fiche_of,
    },
    source::{Code, Located, Period, Place, fold, folded_words, is_word, join},
};

/// What documents call the fiches that no axis has.
const WITHOUT_AXIS: &str = "Sans axe";

/// The parties and `[[financeurs]]`; two that share a name are a finding.
pub(super) fn funders(declared: Vec<Funder>, findings: &mut Vec<Finding>) -> Funders {
    let mut funders = Funders::default();
    for funder in declared {
        let (place, name) = (funder.place.clone(), funder.name.clone());
        if !funders.declare(funder) {
            findings.push(Finding::error("party-twice", place).drafted(name));
        }
    }
    funders
}

/// Looks up what names mean, in the budget and in claims.
pub(super) fn names(dossier: &mut Dossier, costs: Costs, funding: Vec<Entry<Funding>>) {
    fiches(dossier, costs, funding);
    recap(dossier);
    claims(dossier);
}

/// Puts the rows under their fiches, and the fiches in their order: by axis, then by `ordre`, then by the numbers of
/// the code. A code that no file bears makes a fiche without text.
fn fiches(dossier: &mut Dossier, costs: Costs, funding: Vec<Entry<Funding>>) {
    let (fiches, convention) = (&mut dossier.fiches, &mut dossier.convention);
    put_under(fiches, costs.lines, |fiche, line| {
        let is_off = convention.is_off_total(line.nature_key.as_deref());
        fiche.budget_mut(is_off).lines.push(line);
    });
    put_under(fiches, costs.totals, |fiche, total| {
        fiche.drafted_totals.push(total);
    });
    put_under(fiches, funding, |fiche, (rule, mention)| {
        fiche.has_unreadable_funding |= rule.is_none() && mention.is_none();
        if let Some(rule) = rule {
            let is_off = convention.is_off_total(rule.nature_key.as_deref());
            fiche.budget_mut(is_off).rules.push(rule);
        }
        fiche.mentions.extend(mention);
    });
    let mut proses = fiches.iter().filter_map(|fiche| fiche.prose.as_ref());
    let has_axes = !convention.axes.is_empty() || proses.any(|prose| prose.axis.is_some());
    if !has_axes {
        convention.axes.push(Axis::none());
    }
    for fiche in fiches.iter_mut() {
        let has_off_total = fiche.off_total.is_some();
        for is_off_total in [true, false] {
            if is_off_total && !has_off_total {
                continue;
            }
            let budget = fiche.budget_mut(is_off_total);
            rates(budget, &convention.years, &mut dossier.findings);
            bases(budget, &mut dossier.findings);
            balances(budget, &mut dossier.findings);
        }
        if has_axes {
            fiche.axis = axis(fiche, &mut convention.axes, &mut dossier.findings);
        }
    }
    fiches.sort_by_cached_key(|fiche| {
        let prose = fiche.prose.as_ref();
        let order = prose.and_then(|prose| prose.order).unwrap_or(i64::MAX);
        let file = prose.map(|prose| prose.file.clone());
        let code = (fiche.code.numbers(), fiche.code.key().to_owned());
        (place_among(convention, fiche), order, code, file)
    });
    budget_table::take(dossier);
}

/// Where a fiche stands: with those of its axis, behind those of an axis within it whose numbers come before its own, as
/// 1.1.1.1 does before 1.1.2.
fn place_among(convention: &Convention, fiche: &Fiche) -> (usize, Reverse<usize>) {
    let (fiche_axis, code) = (fiche.axis, &fiche.code);
    let prefix = |axis: usize| Code::parse(&convention.axes[axis].prefix);
    let outer = prefix(fiche_axis).filter(|outer| code.begins_with(outer));
    let precedes = |inner: &Code| {
        let mut outer = outer.iter();
        outer.any(|outer| inner.begins_with(outer)) && inner.numbers() < code.numbers()
    };
    let within = fiche_axis + 1..convention.axes.len();
    let within = within.filter(|axis| convention.is_within(*axis, fiche_axis));
    let mut before = within.filter(|axis| prefix(*axis).is_some_and(|inner| precedes(&inner)));
    let levels = convention.levels(fiche_axis).count();
    (before.next_back().unwrap_or(fiche_axis), Reverse(levels))
}

/// Puts together what a funder pays by rows or columns of one year each, and takes its rates as one where they are: in
/// each year that costs something without a fixed amount. Beside fixed amounts, rates are only claims.
fn rates(fiche: &mut Fiche, years: &[Period], findings: &mut Vec<Finding>) {
    let mut rules: Vec<FundingRule> = Vec::new();
    for rule in std::mem::take(&mut fiche.rules) {
        let mut known = rules.iter_mut();
        let Some(known) = known.find(|known| known.is_of_other_years(&rule)) else {
            rules.push(rule);
            continue;
        };
        for (known, amount) in known.amounts.iter_mut().zip(rule.amounts) {
            if amount.value != CellAmount::Blank {
                *known = amount;
            }
        }
        known.yearly.extend(rule.yearly);
        Carried::add(&mut known.carried, rule.carried);
        known.is_unreadable |= rule.is_unreadable;
    }
    for rule in &mut rules {
        let costs = |rank: &usize| fiche.covered_by(rule).any(|line| line.may_cost(*rank));
        let open = (0..years.len()).filter(|rank| rule.fixed(*rank).is_none());
        let open: Vec<usize> = open.filter(costs).collect();
        let is_open = !open.is_empty();
        let rates: Vec<_> = if is_open {
            open.iter().map(|rank| rule.yearly.get(rank)).collect()
        } else {
            rule.yearly.values().map(Some).collect()
        };
        let is_same = |pair: &[Option<&Located<_>>]| {
            pair[0].map(|rate| rate.value) == pair[1].map(|rate| rate.value)
        };
        let is_one = rates.windows(2).all(is_same);
        if let Some(first) = rates.iter().flatten().next().copied().cloned() {
            if is_one {
                rule.is_balance = first.value.is_none();
                rule.rate = first.value.map(|rate| Located::new(rate, first.place));
            } else if is_open {
                let shown = open.iter().map(|rank| {
                    let rate = match rule.yearly.get(rank).map(|rate| rate.value) {
                        None => "—".to_owned(),
                        Some(None) => BALANCE_LABEL.to_owned(),
                        Some(Some(rate)) => rate.to_string(),
                    };
                    format!("{rate} ({})", years[*rank])
                });
                let rates = join(shown, ", ");
                let finding = unreadable(&first.place, "yearly", &fiche.code);
                findings.push(finding.arg("rates", rates));
                rule.is_unreadable = true;
            }
        }
        let Some(rate) = &mut rule.rate else { continue };
        if rate.value.is_too_fine() && is_open {
            rule.is_unreadable = true;
            let finding = unreadable(&rate.place, "rate-too-fine", &fiche.code);
            findings.push(finding.drafted(rate.value));
        }
        rate.value = rate.value.rounded();
    }
    fiche.rules = rules;
}

/// A rule of a fiche that can't be applied.
fn unreadable(place: &Place, variant: &'static str, code: &Code) -> Finding {
    let finding = Finding::error("cell-unreadable", place.clone());
    finding.variant(variant).fiche(code)
}

/// Spells the natures of rules as lines do, and separates those of a base: one name as it is written, else a list. One that
/// no line has is a finding.
fn bases(fiche: &mut Fiche, findings: &mut Vec<Finding>) {
    let lines = fiche.lines.iter().filter_map(|line| line.nature.as_deref());
    let natures: BTreeMap<String, String> =
        lines.map(|nature| (fold(nature), nature.clone())).collect();
    for rule in &mut fiche.rules {
        let known = rule.nature_key.as_ref().and_then(|key| natures.get(key));
        if let (Some(nature), Some(known)) = (&mut rule.nature, known) {
            nature.value.clone_from(known);
        }
        let Some(base) = &mut rule.base else { continue };
        let Base::Natures(named) = &mut base.value else {
            continue;
        };
        let text = named.concat();
        let words: Vec<String> = folded_words(&text).collect();
        // The longest name first: a nature may hold a sign that separates others.
        let longest = natures.keys().map(String::len).max().unwrap_or(0);
        let (mut at, mut known) = (0, Vec::new());
        while at < words.len() {
            let (mut name, mut found) = (String::new(), None);
            for (end, word) in words.iter().enumerate().skip(at) {
                name.push_str(word);
                if name.len() > longest {
                    break;
                }
                found = natures.get(&name).map(|nature| (nature, end)).or(found);
            }
            match found {
                Some((nature, end)) => {
                    known.push(nature.clone());
                    at = end;
                }
                None if words[at] == "et" => {}
                None => break,
            }
            at += 1;
        }
        if at < words.len() {
            let parts = text.split([';', '\n']).map(str::trim);
            known = parts
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect();
        }
        *named = known;
        let is_known = |nature: &String| natures.contains_key(&fold(nature));
        let mut seen = BTreeSet::new();
        named.retain(|nature| seen.insert(fold(nature)));
        if let Some(stray) = named.iter().find(|nature| !is_known(nature)) {
            rule.is_unreadable = true;
            let finding = unreadable(&base.place, "base", &fiche.code);
            findings.push(finding.drafted(stray.as_str()));
        }
    }
}

/// Only one rule of a nature can pay what the others leave.
fn balances(fiche: &mut Fiche, findings: &mut Vec<Finding>) {
    let mut taken = BTreeSet::new();
    // How much of it pays each nature can't be told.
    let is_of_all = |rule: &&FundingRule| {
        let is_fixed = (0..rule.amounts.len()).any(|year| rule.fixed(year).is_some());
        let is_plain = !is_fixed && rule.base.is_none() && rule.ceiling.is_none();
        rule.nature.is_none() && !rule.is_balance && !is_plain
    };
    let of_all = fiche.rules.iter().find(is_of_all);
    let of_all = of_all.map(|rule| rule.place.clone());
    for rule in fiche.rules.iter_mut().filter(|rule| rule.is_balance) {
        let mut report = |place: &Place, variant| {
            rule.is_unreadable = true;
            let finding = unreadable(place, variant, &fiche.code);
            finding.drafted(BALANCE_LABEL)
        };
        if let Some(other) = of_all.as_ref().filter(|_| rule.nature.is_some()) {
            let finding = report(&rule.place, "balance-nature");
            findings.push(finding.arg("other", other.within_file()));
        }
        if !taken.insert(rule.nature_key.clone()) {
            rule.is_balance = false;
            findings.push(report(&rule.place, "balance"));
        }
        let base = rule.base.take().map(|base| base.place);
        if let Some(place) = base.or(rule.ceiling.take().map(|ceiling| ceiling.place)) {
            findings.push(report(&place, "balance-terms"));
        }
    }
}

/// Puts each row under the fiche of its code. Where as many blocks of rows bear a code as fiches do, each block is one
/// fiche's; otherwise they can't be told apart, and all are of the fiche that the code means.
fn put_under<T>(fiches: &mut Vec<Fiche>, rows: Vec<Entry<T>>, put: impl Fn(&mut Fiche, T)) {
    let mut bearing = bearing(fiches);
    let mut blocks: BTreeMap<String, usize> = BTreeMap::new();
    let mut ranks = Vec::new();
    let mut above = None;
    for (code, _) in &rows {
        let count = blocks.entry(code.key().to_owned()).or_default();
        *count += usize::from(above != Some(code));
        ranks.push(*count - 1);
        above = Some(code);
    }
    for ((code, row), block) in rows.into_iter().zip(ranks) {
        let bearers = bearing.entry(code.key().to_owned()).or_default();
        let index = match bearers.as_slice() {
            [] => {
                bearers.push(fiches.len());
                fiches.push(Fiche::new(code));
                fiches.len() - 1
            }
            [only] => *only,
            all if blocks.get(code.key()) == Some(&all.len()) => all[block],
            [first, ..] => fiche_of(fiches, &code).unwrap_or(*first),
        };
        put(&mut fiches[index], row);
    }
}

/// The ranks of the fiches that bear each code.
fn bearing(fiches: &[Fiche]) -> BTreeMap<String, Vec<usize>> {
    let mut bearing: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (rank, fiche) in fiches.iter().enumerate() {
        let entry = bearing.entry(fiche.code.key().to_owned());
        entry.or_default().push(rank);
    }
    bearing
}

/// What a fiche calls its axis, where that is neither the agreement's title for it nor a part of that.
fn other_title(named: &Located<String>, axis: &Axis) -> Option<Finding> {
    let (_, title) = group_named(&named.value, |_| true);
    let (part, whole) = (fold(&title), fold(&axis.title));
    let is_same = part.is_empty() || whole.contains(&part) || axis.is_named(&title);
    (!is_same).then(|| {
        let finding = Finding::new("text-left-out", Severity::Warning, named.place.clone());
        let finding = finding.variant("axis").drafted(title);
        finding.arg("axis", axis.title.as_str())
    })
}

/// The axis named in the front matter, else that of the code's prefix. An unknown one is a finding, and
/// becomes an axis of its own so that its fiches still count.
fn axis(fiche: &Fiche, axes: &mut Vec<Axis>, findings: &mut Vec<Finding>) -> usize {
    let code = &fiche.code;
    let named = fiche.prose.as_ref().and_then(|prose| prose.axis.as_ref());
    let prefix = named.map_or_else(|| code.prefix(), |axis| axis.trim());
    let prefix = prefix.to_uppercase();
    let is_it = |axis: &Axis| axis.is_named(&prefix) || axis.prefix == prefix;
    let by_prefix = || axes.iter().position(is_it);
    let known = match named {
        // A Word file may give its title too: « Axe A – Artisanat ».
        Some(named) => by_prefix().or_else(|| axis_named(named, axes)),
        None => axis_of(axes, code).or_else(by_prefix),
    };
    if let Some(index) = known {
        findings.extend(named.and_then(|named| other_title(named, &axes[index])));
        return index;
    }
    let place = named.map_or(&code.place, |axis| &axis.place).clone();
    let variant = match &**place.file_name() {
        _ if !prefix.is_empty() => "",
        file if is_word(file) => "unnamed-word",
        _ => "unnamed",
    };
    let finding = Finding::error("axis-unknown", place).fiche(code);
    findings.push(finding.variant(variant).arg("axis", prefix.as_str()));
    let title = if prefix.is_empty() {
        WITHOUT_AXIS
    } else {
        &prefix
    };
    axes.push(Axis {
        title: title.to_owned(),
        prefix,
        within: None,
    });
    axes.len() - 1
}

/// What the columns and rows of the recap stand for.
fn recap(dossier: &mut Dossier) {
    let Some(recap) = &mut dossier.recap else {
        return;
    };
    for column in &mut recap.columns {
        let funder = || dossier.funders.find(&column.label).map(ColumnKind::Funder);
        column.kind = ColumnKind::labelled(&column.label).or_else(funder);
    }
    for column in 0..recap.columns.len() {
        // « Part Ville », where no column is called « Ville ».
        let (name, _, is_rate) = funder_label(&recap.columns[column].label);
        let funder = dossier.funders.find(&name).filter(|_| !is_rate);
        let year = recap.columns[column].year;
        let kind = funder.map(ColumnKind::Funder);
        let kind = kind.filter(|kind| recap.column(year, *kind).is_none());
        let column = &mut recap.columns[column];
        column.kind = column.kind.or(kind);
        if column.kind.is_none() {
            let finding = unknown("recap-column-unknown", &column.label);
            dossier.findings.push(finding.severity(Severity::Warning));
        }
    }
    let years = &dossier.convention.years;
    let (axes, fiches) = (&dossier.convention.axes, &dossier.fiches);
    sections(recap, years, (axes, fiches), &mut dossier.findings);
    let codes = fiches.iter().map(|fiche| fiche.code.value.clone());
    let known: BTreeSet<Code> = codes.collect();
    reminders(recap, &known, &mut dossier.findings);
    let mut axis = None;
    let mut unnamed = Vec::new();
    for (rank, row) in recap.rows.iter_mut().enumerate() {
        row.kind = row_kind(&row.label, axes, fiches, &known, axis);
        match row.kind {
            RowKind::Fiche(fiche) => axis = Some(fiches[fiche].axis),
            RowKind::GrandTotal => unnamed.extend(axis.map(|axis| (rank, axis))),
            _ => {}
        }
    }
    // A total that names nothing is that of the axis above, where more fiches follow, or where it is called a subtotal.
    let last_fiche = recap.rows.iter().rposition(|row| row.kind.is_fiche());
    let follows = |rank: usize| last_fiche.is_some_and(|last| rank < last);
    let are_of_axes = unnamed.iter().any(|(rank, _)| follows(*rank));
    let last = unnamed.last().map(|(rank, _)| *rank);
    for (rank, axis) in unnamed {
        let row = &mut recap.rows[rank];
        let is_of_axis = are_of_axes && Some(rank) != last && !is_grand_total(&row.label);
        if is_of_axis || is_subtotal(&row.label) {
            row.kind = RowKind::Subtotal(axis);
        }
    }
    // As many rows as fiches that bear the code: each has its own.
    for ranks in bearing(fiches).into_values() {
        let is_theirs =
            |row: &&mut DraftRow| matches!(row.kind, RowKind::Fiche(rank) if ranks.contains(&rank));
        let rows: Vec<&mut DraftRow> = recap.rows.iter_mut().filter(is_theirs).collect();
        if ranks.len() > 1 && rows.len() == ranks.len() {
            let pairs = rows.into_iter().zip(&ranks);
            pairs.for_each(|(row, rank)| row.kind = RowKind::Fiche(*rank));
        }
    }
    totals_of_funders(recap, years, &dossier.funders, &mut dossier.findings);
    let unknown_rows = recap.rows.iter().filter(|row| row.kind == RowKind::Unknown);
    let findings = unknown_rows.map(|row| unknown("recap-row-unknown", &row.label));
    dossier.findings.extend(findings);
}

/// Takes out of the recap, and reports, the rows that only repeat a part of others or recall something: « dont
/// investissement », « Pour mémoire 2026 ».
fn reminders(recap: &mut DraftRecap, codes: &BTreeSet<Code>, findings: &mut Vec<Finding>) {
    recap.rows.retain(|row| {
        let code = code_of(&row.label, codes).filter(|code| codes.contains(code));
        let is_part = meaning_of(&row.label, |_| false) == Some(Meaning::Part);
        if !is_part || code.is_some() {
            return true;
        }
        let place = row.label.place.clone();
        let finding = Finding::new("row-ignored", Severity::Info, place).variant("part");
        findings.push(finding.drafted(row.label.as_str()).arg("count", 1));
        false
    });
}

/// Takes out of the recap the rows of what one funder pays in all, « Total Ville »: what is wrong in them is a finding.
fn totals_of_funders(
    recap: &mut DraftRecap,
    years: &[Period],
    funders: &Funders,
    findings: &mut Vec<Finding>,
) {
    let payer = |row: &DraftRow| {
        let of = total_of(&row.label).filter(|_| row.kind == RowKind::Unknown)?;
        Some(ColumnKind::Funder(funders.find(&of)?))
    };
    let (of_funders, rows): (Vec<_>, Vec<_>) = std::mem::take(&mut recap.rows)
        .into_iter()
        .partition(|row| payer(row).is_some());
    recap.rows = rows;
    for row in of_funders {
        let stated = recap.columns.iter().zip(&row.cells);
        let stated: Vec<_> = stated.filter(|(_, cell)| cell.amount().is_some()).collect();
        // One amount is that of all years.
        let is_of_all = stated.len() == 1;
        for (column, cell) in stated {
            let year = column.year.filter(|_| !is_of_all);
            let fiches = recap.rows.iter().filter(|row| row.kind.is_fiche());
            let cells = fiches.flat_map(|row| recap.columns.iter().zip(&row.cells));
            let cells = cells.filter(|(column, _)| {
                let is_of_year = year.is_none_or(|year| column.year == Some(year));
                column.year.is_some() && is_of_year && column.kind == payer(&row)
            });
            let added: Vec<_> = cells.map(|(_, cell)| cell).collect();
            let finding = wrong_sum(cell, &added, &row.label);
            findings.extend(finding.map(|finding| match year {
                Some(year) => finding.year(years[year].clone()),
                None => finding.variant("all"),
            }));
        }
    }
}

/// Takes out of the recap the rows of what a section of the budget costs, « dont investissement », or of what no total
/// counts, « Hors total »; what is wrong in them is a finding.
fn sections(
    recap: &mut DraftRecap,
    years: &[Period],
    (axes, fiches): (&[Axis], &[Fiche]),
    findings: &mut Vec<Finding>,
) {
    let DraftRecap { columns, rows, .. } = recap;
    rows.retain(|row| {
        let label = row.label.to_lowercase();
        let part = label.strip_prefix("dont ").map(str::to_owned);
        let whole = || total_of(&label).filter(|of| axis_named(of, axes).is_none());
        let section = part.or_else(whole).map(|section| fold(&section));
        let lines = fiches.iter().flat_map(|fiche| &fiche.lines);
        let is_of_section = |line: &&CostLine| section.is_some() && line.section_key() == section;
        let mut covered: Vec<&CostLine> = lines.filter(is_of_section).collect();
        let label = fold(&label);
        let off = fiches.iter().filter_map(|fiche| fiche.off_total.as_deref());
        let off = off.flat_map(|budget| &budget.lines);
        covered.extend(off.filter(|line| {
            label.starts_with("horstotal") || line.nature_key.as_deref() == Some(&label)
        }));
        if covered.is_empty() {
            return true;
        }
        let totals = columns.iter().zip(&row.cells);
        for (column, cell) in totals.filter(|(column, _)| column.kind == Some(ColumnKind::Total)) {
            let costs = covered
                .iter()
                .flat_map(|line| line.years.iter().enumerate());
            let costs = costs.filter(|(year, _)| column.year.is_none_or(|known| known == *year));
            let costs: Vec<_> = costs.map(|(_, cost)| &cost.amount).collect();
            let finding = wrong_sum(cell, &costs, &row.label);
            findings.extend(finding.map(|finding| match column.year {
                Some(year) => finding.year(years[year].clone()),
                None => finding.variant("all"),
            }));
        }
        false
    });
}

pub(super) fn unknown(rule: &'static str, text: &Located<String>) -> Finding {
    Finding::error(rule, text.place.clone()).drafted(text.as_str())
}

/// What a row under fiches of an axis is; the last one may hold nothing but sums.
fn row_kind(
    label: &str,
    axes: &[Axis],
    fiches: &[Fiche],
    codes: &BTreeSet<Code>,
    above: Option<usize>,
) -> RowKind {
    if let Some(of) = total_of(label) {
        // Of axes with one title, the one that the fiches above are of.
        let mut levels = std::iter::successors(above, |axis| axes[*axis].within);
        let level = levels.find(|axis| fold(&axes[*axis].title) == fold(&of));
        return match level.or_else(|| axis_named(&of, axes)) {
            Some(axis) => RowKind::Subtotal(axis),
            None if of.is_empty() => RowKind::GrandTotal,
            // « TOTAL AXE 1 » where axes have letters.
            None if names_group(&of) => above.map_or(RowKind::Unknown, RowKind::Subtotal),
            None => RowKind::Unknown,
        };
    }
    if label.is_empty() {
        return RowKind::GrandTotal;
    }
    match code_of(label, codes) {
        Some(code) => match fiche_of(fiches, &code) {
            Some(fiche) => RowKind::Fiche(fiche),
            None => RowKind::UnknownFiche(code),
        },
        None => RowKind::Unknown,
    }
}

/// What stated amounts and the advance claim to be.
fn claims(dossier: &mut Dossier) {
    let convention = &mut dossier.convention;
    let years = &convention.years;
    let has_advance = convention.advance.is_some();
    let mut claim = |text: &Located<String>, is_base: bool| {
        let parsed = parse_claim(text, years, &dossier.funders);
        // Whose payment an advance on what several pay would be is unknown.
        let is_shared = is_base && matches!(parsed, Some(Claim::Hand { .. }));
        let is_known = |claim: &Claim| *claim != Claim::Advance || has_advance && !is_base;
        let claim = parsed.filter(|claim| !is_shared && is_known(claim));
        if claim.is_none() {
            let what = text.split('@').next().unwrap_or_default();
            let funder = what.strip_prefix("part:");
            let funder = funder.filter(|name| dossier.funders.column_of(name).is_none());
            let names = dossier
                .funders
                .iter()
                .flat_map(|(_, funder)| funder.names());
            let near = funder.and_then(|name| nearest(&fold(name), names));
            let variant = if is_shared { "shared" } else { "" };
            let finding = unknown("claim-unknown", text).variant(variant);
            let finding = finding.arg("nearest", near.unwrap_or("none"));
            dossier
                .findings
                .push(finding.arg("periods", periods::named(years)));
        }
        claim
    };
    if let Some(mut advance) = convention.advance.take() {
        convention.advance = claim(&advance.base, true).map(|base| {
            advance.resolved = base;
            advance
        });
    }
    for stated in &mut convention.stated {
        stated.meaning = claim(&stated.claim, false);
    }
    let mut are_known = true;
    for payment in &mut convention.payments {
        if let PaymentTerms::Rate { base, resolved, .. } = &mut payment.terms {
            let known = claim(base, true);
            are_known &= known.is_some();
            *resolved = known.unwrap_or(*resolved);
        }
    }
    // No sum is made of payments of which one is missing.
    convention.payments.retain(|_| are_known);
    let (funders, findings) = (&dossier.funders, &mut dossier.findings);
    payments::payers(&mut convention.payments, funders, findings);
    let paying = convention.payments.iter().map(|payment| payment.payer);
    let advance = convention.advance.as_ref();
    let advance = advance.filter(|_| convention.payments.is_empty());
    let advance = advance.and_then(|advance| payments::payer_of(advance.resolved));
    let paying = paying.chain(advance);
    payments::committed(&mut convention.commitments, paying, funders, findings);
    publication::resolve(convention, funders, findings);
}

/// `part:<id>`, `part:<id>@<annee>`, `total`, `total@<annee>`, `autres`, `avance`.
pub(crate) fn parse_claim(text: &str, years: &[Period], funders: &Funders) -> Option<Claim> {
    let (what, year) = text.split_once('@').unwrap_or((text, ""));
    let rank = |year: &str| years.iter().position(|known| known.is_named(year));
    let is_yearly = text.contains('@');
    let year = if is_yearly { Some(rank(year)?) } else { None };
    Some(match what.trim() {
        "total" => Claim::Total { year },
        "autres" if !is_yearly => Claim::Others,
        "avance" if !is_yearly => Claim::Advance,
        what => match funders.column_of(what.strip_prefix("part:")?)? {
            ColumnKind::Hand(funder) => Claim::Hand { funder, year },
            ColumnKind::Funder(funder) => Claim::Share { funder, year },
            _ => return None,
        },
    })
}
