//! What names mean: axes, fiches and funders, the columns and rows of the recap, claims and decisions. A name that
//! means nothing is a finding; whether figures agree is for the audit.

use super::lists::{Entry, Funding};
use crate::{
    finding::{Finding, Severity},
    model::{
        Advance, Axis, Claim, ColumnKind, Convention, CostLine, DraftRecap, Fiche, Funders, RowKind,
    },
    source::{Code, Located, fold},
};

/// The parties; two that share a name are a finding.
pub(super) fn parties(convention: &Convention, findings: &mut Vec<Finding>) -> Funders {
    let mut funders = Funders::default();
    for party in &convention.parties {
        let names = [party.id.as_str(), &party.name, &party.column];
        if names.iter().any(|name| funders.find(name).is_some()) {
            let finding = Finding::new("party-twice", Severity::Error, party.id.place.clone());
            findings.push(finding.drafted(party.id.as_str()));
        }
        funders.add_party(&party.id, &party.name, &party.column);
    }
    funders
}

/// Puts the rows under their fiches, and the fiches in their order: by axis, then by `ordre`, then by the numbers of
/// the code. A code that no file bears makes a fiche without text.
pub(super) fn fiches(
    mut fiches: Vec<Fiche>,
    costs: Vec<Entry<CostLine>>,
    funding: Vec<Entry<Funding>>,
    axes: &mut Vec<Axis>,
    findings: &mut Vec<Finding>,
) -> Vec<Fiche> {
    for (code, line) in costs {
        let fiche = fiche_of(&mut fiches, code);
        if line.is_total() {
            fiche.drafted_totals.push(line);
        } else {
            fiche.lines.push(line);
        }
    }
    for (code, row) in funding {
        match row {
            Funding::Rule(rule) => fiche_of(&mut fiches, code).rules.push(rule),
            Funding::Mention(mention) => fiche_of(&mut fiches, code).mentions.push(mention),
        }
    }
    for fiche in &mut fiches {
        fiche.axis = axis(fiche, axes, findings);
    }
    fiches.sort_by_cached_key(|fiche| {
        let prose = fiche.prose.as_ref();
        let order = prose.and_then(|prose| prose.order).unwrap_or(i64::MAX);
        let file = prose.map(|prose| prose.file.clone());
        (
            fiche.axis,
            order,
            fiche.code.numbers(),
            fiche.code.key().to_owned(),
            file,
        )
    });
    fiches
}

fn fiche_of(fiches: &mut Vec<Fiche>, code: Located<Code>) -> &mut Fiche {
    let known = fiches.iter().position(|fiche| fiche.code == code);
    let index = known.unwrap_or_else(|| {
        fiches.push(Fiche::new(code));
        fiches.len() - 1
    });
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
    let finding = Finding::new("axis-unknown", Severity::Error, place).fiche(code);
    let prefix = prefix.to_uppercase();
    findings.push(finding.arg("axis", prefix.as_str()));
    axes.push(Axis {
        title: prefix.clone(),
        prefix,
    });
    axes.len() - 1
}

/// Every code as it is spelled in a file or in rows.
pub(super) fn codes(
    fiches: &[Fiche],
    costs: &[Entry<CostLine>],
    funding: &[Entry<Funding>],
) -> Vec<Located<Code>> {
    let files = fiches.iter().map(|fiche| &fiche.code);
    let rows = costs
        .iter()
        .map(|(code, _)| code)
        .chain(funding.iter().map(|(code, _)| code));
    files.chain(rows).cloned().collect()
}

/// What the columns and rows of the recap stand for.
pub(super) fn recap(
    mut recap: DraftRecap,
    axes: &[Axis],
    fiches: &[Fiche],
    funders: &Funders,
    findings: &mut Vec<Finding>,
) -> DraftRecap {
    let mut unknown = |rule, severity, label: &Located<String>| {
        let finding = Finding::new(rule, severity, label.place.clone());
        findings.push(finding.drafted(label.as_str()));
    };
    for column in &mut recap.columns {
        column.kind = column_kind(&column.label, funders);
        if column.kind.is_none() {
            unknown("recap-column-unknown", Severity::Warning, &column.label);
        }
    }
    for row in &mut recap.rows {
        row.kind = row_kind(&row.label, axes, fiches);
        if row.kind == RowKind::Unknown {
            unknown("recap-row-unknown", Severity::Error, &row.label);
        }
    }
    recap
}

fn column_kind(label: &str, funders: &Funders) -> Option<ColumnKind> {
    match fold(label).as_str() {
        "total" | "totalgeneral" | "totaux" => Some(ColumnKind::Total),
        "autres" | "autresfinanceurs" => Some(ColumnKind::Others),
        "nonreparti" => Some(ColumnKind::Unallocated),
        _ => funders.find(label).map(ColumnKind::Funder),
    }
}

fn row_kind(label: &str, axes: &[Axis], fiches: &[Fiche]) -> RowKind {
    let folded = fold(label);
    let total_of = folded
        .strip_prefix("soustotal")
        .or_else(|| folded.strip_prefix("total"));
    if let Some(named) = total_of {
        if matches!(named, "" | "general" | "convention") {
            return RowKind::GrandTotal;
        }
        let named = named.strip_prefix("axe").unwrap_or(named);
        let is_named = |axis: &Axis| fold(&axis.prefix) == named || fold(&axis.title) == named;
        let axis = axes.iter().position(is_named);
        return axis.map_or(RowKind::Unknown, RowKind::Subtotal);
    }
    match Code::parse(label).filter(|code| !code.numbers().is_empty()) {
        Some(code) => {
            let known = fiches.iter().position(|fiche| fiche.code.value == code);
            known.map_or(RowKind::UnknownFiche(code), RowKind::Fiche)
        }
        None => RowKind::Unknown,
    }
}

/// What stated amounts and the advance claim to be.
pub(super) fn claims(convention: &mut Convention, funders: &Funders, findings: &mut Vec<Finding>) {
    let years = &convention.settings.years;
    let has_advance = convention.advance.is_some();
    let mut claim = |text: &Located<String>, may_be_advance: bool| {
        let claim = parse_claim(text, years, funders)
            .filter(|claim| may_be_advance || *claim != Claim::Advance);
        if claim.is_none() {
            let finding = Finding::new("claim-unknown", Severity::Error, text.place.clone());
            findings.push(finding.drafted(text.as_str()));
        }
        claim
    };
    convention.advance = convention.advance.take().and_then(|advance| {
        let base = claim(&advance.formula, false)?;
        Some(Advance { base, ..advance })
    });
    for stated in &mut convention.stated {
        stated.claim = claim(&stated.formula, has_advance);
    }
}

/// `part:<id>`, `part:<id>@<annee>`, `total`, `total@<annee>`, `autres`, `avance`.
fn parse_claim(text: &str, years: &[i32], funders: &Funders) -> Option<Claim> {
    let (what, year) = match text.trim().split_once('@') {
        Some((what, year)) => {
            let year: i32 = year.trim().parse().ok()?;
            (
                what.trim(),
                Some(years.iter().position(|known| *known == year)?),
            )
        }
        None => (text.trim(), None),
    };
    match (what, year) {
        ("total", year) => Some(Claim::Column(ColumnKind::Total, year)),
        ("autres", None) => Some(Claim::Column(ColumnKind::Others, None)),
        ("avance", None) => Some(Claim::Advance),
        _ => {
            let funder = funders.find(what.strip_prefix("part:")?)?;
            Some(Claim::Column(ColumnKind::Funder(funder), year))
        }
    }
}
