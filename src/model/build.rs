//! Raw values into the model: names are resolved, rows gathered under their fiche.

use crate::{
    finding::{Finding, Settlement, Severity},
    money::Amount,
    read::{RawConvention, RawCostRow, RawDecision, RawDossier, RawFiche, RawFundingRow, RawRecap},
    source::{Code, Located, fold},
};

use super::{
    Advance, Axis, Claim, ColumnKind, Convention, CostLine, Decision, Dossier, DraftColumn,
    DraftRecap, DraftRow, DraftedTotal, Fiche, Funders, FundingRule, Keep, Mention, OTHERS_LABEL,
    Party, Prose, RowKind, StatedAmount, TOTAL_LABEL, Tax, UNALLOCATED_LABEL,
};

/// Builds the model. What was wrong with single values is found in `raw.findings`, to which this adds.
pub fn build(mut raw: RawDossier) -> Dossier {
    let mut findings = std::mem::take(&mut raw.findings);
    let mut funders = parties(&raw.convention, &mut findings);
    let mut axes: Vec<Axis> = raw.convention.axes.iter().map(axis).collect();

    let mut fiches: Vec<Fiche> = Vec::new();
    let mut orders: Vec<(i64, String)> = Vec::new();
    for fiche in &raw.fiches {
        orders.push((fiche.order.unwrap_or(i64::MAX), fiche.file.to_string()));
        fiches.push(fiche_with_prose(fiche, &mut axes, &mut findings));
    }
    for row in &raw.costs {
        let fiche = fiche_of(
            &row.code,
            &mut fiches,
            &mut orders,
            &mut axes,
            &mut findings,
        );
        add_cost(fiche, row, &mut findings);
    }
    for row in &raw.funding {
        let fiche = fiche_of(
            &row.code,
            &mut fiches,
            &mut orders,
            &mut axes,
            &mut findings,
        );
        add_funding(fiche, row, &mut funders, &mut findings);
    }
    let fiches = in_order(fiches, orders);
    let recap = raw.recap.as_ref().map(|recap| {
        draft_recap(
            recap,
            &raw.convention.settings.years,
            &axes,
            &fiches,
            &funders,
            &mut findings,
        )
    });
    let convention = convention(&raw.convention, axes, &funders, &mut findings);
    let decisions = raw
        .decisions
        .iter()
        .filter_map(|raw| decision(raw, &convention, &funders, &mut findings))
        .collect();
    raw.findings = findings;
    Dossier {
        convention,
        funders,
        fiches,
        recap,
        decisions,
        raw,
    }
}

fn axis(raw: &crate::read::RawAxis) -> Axis {
    Axis {
        prefix: raw.prefix.value.clone(),
        title: raw.title.clone(),
    }
}

fn parties(convention: &RawConvention, findings: &mut Vec<Finding>) -> Funders {
    let mut funders = Funders::default();
    for party in &convention.parties {
        let names = [
            party.id.as_str(),
            party.name.as_str(),
            party.column.as_str(),
        ];
        if names.iter().any(|name| funders.find(name).is_some()) {
            let finding = Finding::new("party-twice", Severity::Error, party.id.place.clone());
            findings.push(finding.drafted(party.id.as_str()));
        }
        funders.add_party(&party.id, &party.name, &party.column);
    }
    funders
}

fn fiche_with_prose(raw: &RawFiche, axes: &mut Vec<Axis>, findings: &mut Vec<Finding>) -> Fiche {
    let prose = Prose {
        file: raw.file.clone(),
        drafted_code: raw.drafted_code.clone(),
        title: raw.title.clone(),
        leader: raw.leader.clone(),
        calendar: raw.calendar.clone(),
        partners: raw.partners.clone(),
        sections: raw.sections.clone(),
        text: raw.text.clone(),
    };
    let axis = axis_of(&raw.code, raw.axis.as_ref(), axes, findings);
    Fiche {
        prose: Some(prose),
        ..empty_fiche(raw.code.clone(), axis)
    }
}

fn empty_fiche(code: Located<Code>, axis: usize) -> Fiche {
    Fiche {
        code,
        axis,
        prose: None,
        lines: Vec::new(),
        drafted_totals: Vec::new(),
        rules: Vec::new(),
        mentions: Vec::new(),
    }
}

/// The axis named in the front matter, else that of the code's prefix. An unknown one is a finding, and
/// becomes an axis of its own so that its fiches still count.
fn axis_of(
    code: &Located<Code>,
    named: Option<&Located<String>>,
    axes: &mut Vec<Axis>,
    findings: &mut Vec<Finding>,
) -> usize {
    let prefix = named.map_or_else(|| code.prefix().to_owned(), |axis| fold(axis));
    if let Some(index) = axes.iter().position(|axis| fold(&axis.prefix) == prefix) {
        return index;
    }
    let place = named.map_or(&code.place, |axis| &axis.place).clone();
    findings.push(
        Finding::new("axis-unknown", Severity::Error, place)
            .fiche(code)
            .arg("axis", prefix.to_uppercase()),
    );
    axes.push(Axis {
        prefix: prefix.to_uppercase(),
        title: prefix.to_uppercase(),
    });
    axes.len() - 1
}

/// The fiche of this code; a new one without text when no file bears it.
fn fiche_of<'a>(
    code: &Located<Code>,
    fiches: &'a mut Vec<Fiche>,
    orders: &mut Vec<(i64, String)>,
    axes: &mut Vec<Axis>,
    findings: &mut Vec<Finding>,
) -> &'a mut Fiche {
    let known = fiches.iter().position(|fiche| fiche.code == *code);
    let index = known.unwrap_or_else(|| {
        let axis = axis_of(code, None, axes, findings);
        fiches.push(empty_fiche(code.clone(), axis));
        orders.push((i64::MAX, String::new()));
        fiches.len() - 1
    });
    &mut fiches[index]
}

fn add_cost(fiche: &mut Fiche, row: &RawCostRow, findings: &mut Vec<Finding>) {
    let is_total = row
        .nature
        .as_ref()
        .is_some_and(|nature| fold(nature) == "total");
    if is_total {
        let years = row.years.iter().map(|year| year.amount.clone()).collect();
        fiche.drafted_totals.push(DraftedTotal { years });
        return;
    }
    let tax = row.tax.as_ref().and_then(|tax| parse_tax(tax, findings));
    fiche.lines.push(CostLine {
        place: row.place.clone(),
        nature: row.nature.clone(),
        nature_key: row.nature.as_ref().map(|nature| fold(nature)),
        label: row.label.clone(),
        tax,
        years: row.years.clone(),
    });
}

fn parse_tax(text: &Located<String>, findings: &mut Vec<Finding>) -> Option<Located<Tax>> {
    let tax = match fold(text).as_str() {
        "ht" => Tax::Excluded,
        "ttc" => Tax::Included,
        _ => {
            let finding = Finding::new("cell-unreadable", Severity::Error, text.place.clone());
            findings.push(finding.variant("tax").drafted(text.as_str()));
            return None;
        }
    };
    Some(Located::new(tax, text.place.clone()))
}

fn add_funding(
    fiche: &mut Fiche,
    row: &RawFundingRow,
    funders: &mut Funders,
    findings: &mut Vec<Finding>,
) {
    if let Some(name) = row.funder.as_ref().filter(|name| is_reserved(name)) {
        let finding =
            Finding::new("funder-missing", Severity::Error, name.place.clone()).variant("reserved");
        findings.push(finding.fiche(&fiche.code).drafted(name.as_str()));
        return;
    }
    let funder = row.funder.as_ref().map(|name| funders.find_or_add(name));
    if let Some(text) = &row.mention {
        let nature = row.nature.as_ref().map(|nature| nature.value.clone());
        fiche.mentions.push(Mention {
            funder,
            nature,
            text: text.clone(),
        });
    }
    let pays = row.is_unreadable
        || row.rate.is_some()
        || row.amounts.iter().any(|amount| amount.amount().is_some());
    match funder {
        Some(funder) if pays || row.mention.is_none() => fiche.rules.push(FundingRule {
            place: row
                .funder
                .as_ref()
                .map_or(&row.place, |name| &name.place)
                .clone(),
            funder,
            nature: row.nature.clone(),
            nature_key: row.nature.as_ref().map(|nature| fold(nature)),
            rate: row.rate.clone(),
            amounts: row.amounts.clone(),
            is_unreadable: row.is_unreadable,
        }),
        None if pays || row.mention.is_none() => {
            findings.push(
                Finding::new("funder-missing", Severity::Error, row.place.clone())
                    .fiche(&fiche.code),
            );
        }
        _ => {}
    }
}

/// Whether documents head another column so.
fn is_reserved(name: &str) -> bool {
    [OTHERS_LABEL, UNALLOCATED_LABEL, TOTAL_LABEL]
        .iter()
        .any(|label| fold(label) == fold(name))
}

/// By axis, then by `ordre`, then by the numbers of the code.
fn in_order(fiches: Vec<Fiche>, orders: Vec<(i64, String)>) -> Vec<Fiche> {
    let mut keyed: Vec<_> = fiches.into_iter().zip(orders).collect();
    keyed.sort_by_cached_key(|(fiche, (order, file))| {
        (
            fiche.axis,
            *order,
            fiche.code.numbers(),
            fiche.code.key().to_owned(),
            file.clone(),
        )
    });
    keyed.into_iter().map(|(fiche, _)| fiche).collect()
}

fn draft_recap(
    raw: &RawRecap,
    years: &[i32],
    axes: &[Axis],
    fiches: &[Fiche],
    funders: &Funders,
    findings: &mut Vec<Finding>,
) -> DraftRecap {
    let mut columns = Vec::new();
    for column in &raw.columns {
        let kind = column_kind(&column.label, funders);
        if kind.is_none() {
            let finding = Finding::new(
                "recap-column-unknown",
                Severity::Warning,
                column.label.place.clone(),
            );
            findings.push(finding.drafted(column.label.as_str()));
        }
        let year = column
            .year
            .and_then(|year| years.iter().position(|known| *known == year));
        columns.push(DraftColumn {
            year,
            kind,
            label: column.label.clone(),
        });
    }
    let mut rows = Vec::new();
    for row in &raw.rows {
        let kind = row_kind(&row.label, axes, fiches);
        if kind == RowKind::Unknown {
            let finding = Finding::new(
                "recap-row-unknown",
                Severity::Error,
                row.label.place.clone(),
            );
            findings.push(finding.drafted(row.label.as_str()));
        }
        rows.push(DraftRow {
            label: row.label.clone(),
            kind,
            cells: row.cells.clone(),
        });
    }
    DraftRecap {
        place: raw.place.clone(),
        columns,
        rows,
    }
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
    match total_of {
        Some("" | "general" | "convention") => return RowKind::GrandTotal,
        Some(named) => {
            let named = named.strip_prefix("axe").unwrap_or(named);
            let is_named = |axis: &Axis| fold(&axis.prefix) == named || fold(&axis.title) == named;
            return axes
                .iter()
                .position(is_named)
                .map_or(RowKind::Unknown, RowKind::Subtotal);
        }
        None => {}
    }
    match Code::parse(label).filter(|code| !code.numbers().is_empty()) {
        Some(code) => {
            let known = fiches.iter().position(|fiche| fiche.code.value == code);
            known.map_or(RowKind::UnknownFiche(code), RowKind::Fiche)
        }
        None => RowKind::Unknown,
    }
}

fn convention(
    raw: &RawConvention,
    axes: Vec<Axis>,
    funders: &Funders,
    findings: &mut Vec<Finding>,
) -> Convention {
    let has_advance = raw.advance.is_some();
    let mut claim = |text: &Located<String>, may_be_advance: bool| {
        let claim = parse_claim(text, &raw.settings.years, funders)
            .filter(|claim| may_be_advance || *claim != Claim::Advance);
        if claim.is_none() {
            let finding = Finding::new("claim-unknown", Severity::Error, text.place.clone());
            findings.push(finding.drafted(text.as_str()));
        }
        claim
    };
    let advance = raw.advance.as_ref().and_then(|advance| {
        let base = claim(&advance.base, false)?;
        Some(Advance {
            rate: advance.rate.clone(),
            base,
        })
    });
    let stated = raw.stated.iter().map(|stated| StatedAmount {
        article: stated.article.clone(),
        label: stated.label.clone(),
        amount: stated.amount.clone(),
        claim: claim(&stated.claim, has_advance),
    });
    Convention {
        settings: raw.settings.clone(),
        parties: raw.parties.iter().map(party).collect(),
        axes,
        stated: stated.collect(),
        advance,
    }
}

fn party(raw: &crate::read::RawParty) -> Party {
    Party {
        id: raw.id.clone(),
        name: raw.name.clone(),
        column: raw.column.clone(),
        signatory: raw.signatory.clone(),
    }
}

/// A decision that can't be understood, or that nobody answers for, is a finding and decides nothing.
fn decision(
    raw: &RawDecision,
    convention: &Convention,
    funders: &Funders,
    findings: &mut Vec<Finding>,
) -> Option<Decision> {
    let mut refuse = |variant, detail: &str| {
        let finding = Finding::new("decision-invalid", Severity::Error, raw.place.clone());
        findings.push(finding.variant(variant).drafted(detail));
    };
    if raw.decided_by.trim().is_empty() || raw.reason.trim().is_empty() {
        refuse("unsigned", "");
        return None;
    }
    let year = raw.year.map(|year| {
        (
            year,
            convention
                .settings
                .years
                .iter()
                .position(|own| *own == year),
        )
    });
    if let Some((year, None)) = year {
        refuse("year", &year.to_string());
        return None;
    }
    let keep = match (
        raw.keep.as_ref().map(|keep| keep.as_str()),
        raw.parts.is_empty(),
    ) {
        (Some("fiche"), true) => Keep::Fiche,
        (Some("recapitulatif"), true) => Keep::Recap,
        (Some("convention"), true) => Keep::Convention,
        (None, false) => {
            let part = |(name, amount): (&String, &Located<Amount>)| {
                funders
                    .find(name)
                    .map(|funder| (funder, amount.value))
                    .ok_or_else(|| name.clone())
            };
            match raw.parts.iter().map(part).collect() {
                Ok(parts) => Keep::Parts(parts),
                Err(name) => {
                    refuse("funder", &name);
                    return None;
                }
            }
        }
        (kept, _) => {
            refuse("choice", kept.unwrap_or_default());
            return None;
        }
    };
    Some(Decision {
        place: raw.place.clone(),
        rule: raw.rule.clone(),
        fiche: raw.fiche.clone(),
        year: year.and_then(|(_, rank)| rank),
        nature: raw.nature.clone(),
        article: raw.article.clone(),
        keep,
        drafted: raw.drafted.clone(),
        settlement: Settlement {
            place: raw.place.clone(),
            decided_by: raw.decided_by.clone(),
            date: raw.date.clone(),
            reason: raw.reason.clone(),
        },
    })
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
        ("total", year) => Some(Claim::Total(year)),
        ("autres", None) => Some(Claim::Others),
        ("avance", None) => Some(Claim::Advance),
        _ => Some(Claim::Share(
            funders.find(what.strip_prefix("part:")?)?,
            year,
        )),
    }
}
