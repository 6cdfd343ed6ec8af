//! What names mean: axes, fiches and funders, the columns and rows of the recap, claims and decisions. A name that
//! means nothing is a finding; whether figures agree is for the audit.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    labels::{axis_named, code_of, is_group, total_of},
    lists::{Costs, Entry, Funding},
};
use crate::{
    finding::{Finding, Severity},
    model::{Axis, Claim, ColumnKind, Dossier, Fiche, Funders, Party, RowKind},
    source::{Code, Located, fold},
};

/// The parties; two that share a name are a finding.
pub(super) fn parties(
    parties: &[Party],
    columns: &[String],
    findings: &mut Vec<Finding>,
) -> Funders {
    let mut funders = Funders::default();
    for (party, column) in parties.iter().zip(columns) {
        let names = [party.id.as_str(), &party.name, column];
        if names.iter().any(|name| funders.find(name).is_some()) {
            let finding = Finding::error("party-twice", party.id.place.clone());
            findings.push(finding.drafted(party.id.as_str()));
        }
        funders.add_party(&party.id, &party.name, column);
    }
    funders
}

/// Puts the rows under their fiches, and the fiches in their order: by axis, then by `ordre`, then by the numbers of
/// the code. A code that no file bears makes a fiche without text.
pub(super) fn fiches(dossier: &mut Dossier, costs: Costs, funding: Vec<Entry<Funding>>) {
    let fiches = &mut dossier.fiches;
    for (code, line) in costs.lines {
        fiche_of(fiches, code).lines.push(line);
    }
    for (code, total) in costs.totals {
        fiche_of(fiches, code).drafted_totals.push(total);
    }
    for (code, (rule, mention)) in funding {
        let fiche = fiche_of(fiches, code);
        fiche.has_unreadable_funding |= rule.is_none() && mention.is_none();
        fiche.rules.extend(rule);
        fiche.mentions.extend(mention);
    }
    for fiche in fiches.iter_mut() {
        fiche.axis = axis(fiche, &mut dossier.convention.axes, &mut dossier.findings);
    }
    fiches.sort_by_cached_key(|fiche| {
        let prose = fiche.prose.as_ref();
        let order = prose.and_then(|prose| prose.order).unwrap_or(i64::MAX);
        let file = prose.map(|prose| prose.file.clone());
        let code = (fiche.code.numbers(), fiche.code.key().to_owned());
        (fiche.axis, order, code, file)
    });
}

fn fiche_of(fiches: &mut Vec<Fiche>, code: Located<Code>) -> &mut Fiche {
    let known = fiches.iter().position(|fiche| fiche.code == code);
    if known.is_none() {
        fiches.push(Fiche::new(code));
    }
    let index = known.unwrap_or(fiches.len() - 1);
    &mut fiches[index]
}

/// The axis named in the front matter, else that of the code's prefix. An unknown one is a finding, and
/// becomes an axis of its own so that its fiches still count.
fn axis(fiche: &Fiche, axes: &mut Vec<Axis>, findings: &mut Vec<Finding>) -> usize {
    let code = &fiche.code;
    let named = fiche.prose.as_ref().and_then(|prose| prose.axis.as_ref());
    let prefix = named.map_or_else(|| code.prefix().to_owned(), |axis| fold(axis));
    if let Some(index) = axes.iter().position(|axis| fold(&axis.prefix) == prefix) {
        return index;
    }
    let place = named.map_or(&code.place, |axis| &axis.place).clone();
    let prefix = prefix.to_uppercase();
    let finding = Finding::error("axis-unknown", place).fiche(code);
    findings.push(finding.arg("axis", prefix.as_str()));
    let title = prefix.clone();
    axes.push(Axis { prefix, title });
    axes.len() - 1
}

/// What the columns and rows of the recap stand for.
pub(super) fn recap(dossier: &mut Dossier) {
    let Some(recap) = &mut dossier.recap else {
        return;
    };
    for column in &mut recap.columns {
        let funder = || dossier.funders.find(&column.label).map(ColumnKind::Funder);
        column.kind = ColumnKind::labelled(&column.label).or_else(funder);
        if column.kind.is_none() {
            let finding = unknown("recap-column-unknown", &column.label);
            dossier.findings.push(finding.severity(Severity::Warning));
        }
    }
    let (axes, fiches) = (&dossier.convention.axes, &dossier.fiches);
    let codes = fiches.iter().map(|fiche| fiche.code.value.clone());
    let known: BTreeSet<Code> = codes.clone().collect();
    // Should two fiches bear a code, its row is that of the first.
    let ranks: BTreeMap<Code, usize> = codes
        .enumerate()
        .map(|(rank, code)| (code, rank))
        .rev()
        .collect();
    let mut axis = None;
    for row in &mut recap.rows {
        row.kind = row_kind(&row.label, axes, &known, axis);
        if let RowKind::UnknownFiche(code) = &row.kind {
            row.kind = ranks
                .get(code)
                .map_or_else(|| row.kind.clone(), |rank| RowKind::Fiche(*rank));
        }
        if let RowKind::Fiche(fiche) = row.kind {
            axis = Some(fiches[fiche].axis);
        }
        if row.kind == RowKind::Unknown {
            dossier
                .findings
                .push(unknown("recap-row-unknown", &row.label));
        }
    }
}

fn unknown(rule: &'static str, text: &Located<String>) -> Finding {
    Finding::error(rule, text.place.clone()).drafted(text.as_str())
}

/// What a row under fiches of an axis is, before its code is looked up; the last one may say nothing but sums.
fn row_kind(label: &str, axes: &[Axis], codes: &BTreeSet<Code>, above: Option<usize>) -> RowKind {
    if let Some(of) = total_of(label) {
        return match axis_named(&of, axes) {
            Some(axis) => RowKind::Subtotal(axis),
            None if of.is_empty() => RowKind::GrandTotal,
            None if is_group(&of) => above.map_or(RowKind::Unknown, RowKind::Subtotal),
            None => RowKind::Unknown,
        };
    }
    if label.is_empty() {
        return RowKind::GrandTotal;
    }
    code_of(label, codes).map_or(RowKind::Unknown, RowKind::UnknownFiche)
}

/// What stated amounts and the advance claim to be.
pub(super) fn claims(dossier: &mut Dossier) {
    let convention = &mut dossier.convention;
    let years = &convention.years;
    let mut claim = |text: &Located<String>, may_be_advance: bool| {
        let claim = parse_claim(text, years, &dossier.funders);
        let claim = claim.filter(|claim| may_be_advance || *claim != Claim::Advance);
        dossier
            .findings
            .extend(claim.is_none().then(|| unknown("claim-unknown", text)));
        claim
    };
    let has_advance = convention.advance.is_some();
    if let Some(mut advance) = convention.advance.take() {
        convention.advance = claim(&advance.base, false).map(|base| {
            advance.resolved = base;
            advance
        });
    }
    for stated in &mut convention.stated {
        stated.meaning = claim(&stated.claim, has_advance);
    }
}

/// `part:<id>`, `part:<id>@<annee>`, `total`, `total@<annee>`, `autres`, `avance`.
fn parse_claim(text: &str, years: &[i32], funders: &Funders) -> Option<Claim> {
    let (what, year) = text.split_once('@').unwrap_or((text, ""));
    let rank = |year: &str| {
        let year: i32 = year.trim().parse().ok()?;
        years.iter().position(|known| *known == year)
    };
    let is_yearly = text.contains('@');
    let year = if is_yearly { Some(rank(year)?) } else { None };
    Some(match what.trim() {
        "total" => Claim::Total { year },
        "autres" if !is_yearly => Claim::Others,
        "avance" if !is_yearly => Claim::Advance,
        what => {
            let funder = funders.find(what.strip_prefix("part:")?)?;
            Claim::Share { funder, year }
        }
    })
}
