//! The sheet `Corrections`: what the received workbook says, what this one says, and why; and the marks of the
//! corrected figures where they stand.

use rust_decimal::Decimal;

use super::{
    book::{Book, Received},
    inputs::{Inputs, cost_total},
    recap::Recap,
    sheet::{At, Cell, Col, Sheet, cell},
    styles::{Kind, Level},
};
use crate::{
    finding::Finding,
    model::{CellAmount, ColumnKind, FunderId, RowKind, TOTAL_LABEL},
    money::Amount,
    source::{Code, Place},
};

/// The header row.
const HEADER: u32 = 3;
/// The columns.
const COLUMNS: [(&str, Kind, usize); 11] = [
    ("number", Kind::Label, 0),
    ("sheet", Kind::Text, 0),
    ("cell", Kind::Label, 0),
    ("subject", Kind::Prose, 0),
    ("drafted", Kind::Amount, 0),
    ("corrected", Kind::Amount, 0),
    ("difference", Kind::Difference, 0),
    ("rule", Kind::Text, 0),
    ("reason", Kind::Prose, 80),
    ("decision", Kind::Prose, 0),
    ("link", Kind::Link, 0),
];
const DRAFTED: Col = 4;
const CORRECTED: Col = 5;

/// A figure of the received workbook that is not what is published.
struct Correction<'a> {
    place: &'a Place,
    /// What it is the figure of: `EA 1.3.1 · Métropole · 2019`.
    subject: String,
    drafted: Amount,
    expected: Amount,
    /// What the parties decided about it beside what its findings say.
    decisions: Vec<String>,
    /// Where the corrected figure stands in its sheet, if that shows it.
    at: Option<At>,
}

/// The sheet: the recap's cells, then the fiches' totals. Corrected figures are coloured in their sheets, with a note
/// and a link to the correction.
pub(super) fn corrections(
    book: &Book<'_>,
    received: Received<'_>,
    recap: &mut Recap,
    costs: &mut Inputs,
) -> Sheet {
    let mut sheet = book.sheet("corrections", (HEADER, HEADER), 0);
    sheet.table = Some("T_Corrections");
    sheet.columns = book.headed("xlsx-correction", &COLUMNS);
    for correction in of_recap(book, received, recap) {
        add(book, received, &mut sheet, &correction, &mut recap.sheet);
    }
    for correction in of_costs(received, costs) {
        add(book, received, &mut sheet, &correction, &mut costs.sheet);
    }
    let about = [
        ("file", received.dossier.workbook.clone()),
        ("count", sheet.rows().len().to_string()),
    ];
    sheet.remark(book.texts.text("xlsx-corrections-received", &about));
    // What the colour means, at the head of the recap.
    let recap = &mut recap.sheet;
    if recap.cells.values().any(|cell| cell.is_corrected) {
        let mut sample = Cell::new(Kind::Label, "");
        sample.is_corrected = true;
        recap.set((2, 0), sample);
        recap.set((2, 1), Cell::new(Kind::Aside, book.text("xlsx-key")));
    }
    sheet
}

fn of_recap<'a>(book: &Book<'_>, received: Received<'a>, recap: &Recap) -> Vec<Correction<'a>> {
    let Received {
        dossier, figures, ..
    } = received;
    let mut corrections = Vec::new();
    let Some(drafted) = &dossier.recap else {
        return corrections;
    };
    for row in &drafted.rows {
        let splits = match row.kind {
            RowKind::Fiche(fiche) => &figures.fiches[fiche],
            RowKind::Subtotal(axis) => &figures.axes[axis],
            RowKind::GrandTotal => &figures.total,
            RowKind::UnknownFiche(_) | RowKind::Unknown => continue,
        };
        for (index, column) in drafted.columns.iter().enumerate() {
            let (Some(kind), CellAmount::Amount(drafted)) = (column.kind, row.amount(index)) else {
                continue;
            };
            let expected = splits.of(column.year).part(kind, dossier.parties());
            if drafted == expected {
                continue;
            }
            let shown = match kind {
                ColumnKind::Funder(FunderId(rank)) => book.column_of_funder(rank),
                column => column,
            };
            let mut subject = format!("{} · {}", row.label.value, kind.name(&dossier.funders));
            if let Some(year) = column.year {
                subject = format!("{subject} · {}", dossier.years()[year]);
            }
            let decisions = match row.kind {
                RowKind::Fiche(fiche) => decided(book, received, fiche, column.year),
                _ => Vec::new(),
            };
            corrections.push(Correction {
                place: &row.cells[index].place,
                subject,
                drafted,
                expected,
                decisions,
                at: recap.at(&row.kind, column.year, shown),
            });
        }
    }
    corrections
}

fn of_costs<'a>(received: Received<'a>, costs: &Inputs) -> Vec<Correction<'a>> {
    let mut corrections = Vec::new();
    let dossier = received.dossier;
    for (rank, fiche) in dossier.fiches.iter().enumerate() {
        for (year, split) in received.figures.fiches[rank].years.iter().enumerate() {
            for total in &fiche.drafted_totals {
                let cell = &total.years[year].amount;
                let Some(drafted) = cell.amount().filter(|drafted| *drafted != split.total) else {
                    continue;
                };
                let (code, name) = (&fiche.code.value, dossier.years()[year]);
                corrections.push(Correction {
                    place: &cell.place,
                    subject: format!("{code} · {TOTAL_LABEL} · {name}"),
                    drafted,
                    expected: split.total,
                    decisions: Vec::new(),
                    at: cost_total(costs, rank, year),
                });
            }
        }
    }
    corrections
}

/// What the parties decided about a fiche in a year, a sentence a decision.
fn decided(
    book: &Book<'_>,
    received: Received<'_>,
    fiche: usize,
    year: Option<usize>,
) -> Vec<String> {
    let Received {
        dossier, figures, ..
    } = received;
    let code: &Code = &dossier.fiches[fiche].code.value;
    let changed = &figures.decided[fiche];
    let is_about = |finding: &&Finding| {
        let mut years = dossier.years().iter();
        let rank = finding
            .year
            .and_then(|own| years.position(|year| *year == own));
        let is_changed = rank.map_or(changed.contains(&true), |rank| changed[rank]);
        let is_year = rank.is_none() || year.is_none_or(|year| rank == Some(year));
        finding.fiche.as_ref() == Some(code) && is_changed && is_year
    };
    let settled = received.findings.iter().filter(is_about);
    settled
        .filter_map(|finding| settlement(book, finding))
        .collect()
}

fn settlement(book: &Book<'_>, finding: &Finding) -> Option<String> {
    let settlement = finding.settlement.as_ref()?;
    Some(settlement.message(&book.texts))
}

/// A line about a figure of the sheet `own`, which is marked there.
fn add(
    book: &Book<'_>,
    received: Received<'_>,
    sheet: &mut Sheet,
    correction: &Correction<'_>,
    own: &mut Sheet,
) {
    let place = correction.place;
    let says_why = |finding: &&Finding| {
        let mut consequences = finding.consequences.iter();
        finding.place == *place || consequences.any(|own| own.place == *place)
    };
    let causes: Vec<&Finding> = received.findings.iter().filter(says_why).collect();
    let mut rules: Vec<&str> = causes.iter().map(|finding| finding.rule).collect();
    rules.dedup();
    let reasons = causes.iter().map(|finding| finding.message(&book.texts));
    let reason = reasons.collect::<Vec<_>>().join(" ; ");
    let settled = causes
        .iter()
        .filter_map(|finding| settlement(book, finding));
    let mut decisions: Vec<String> = Vec::new();
    for decision in settled.chain(correction.decisions.iter().cloned()) {
        if !decisions.contains(&decision) {
            decisions.push(decision);
        }
    }
    let decision = decisions.join(" ; ");
    let (received_sheet, name) = place.cell().map_or_else(Default::default, |(sheet, cell)| {
        (sheet.to_string(), cell.to_string())
    });

    let row = sheet.next;
    let number = row - HEADER;
    let mut amount = Cell::from(correction.expected);
    let mut link = Cell::default();
    if let Some(at) = correction.at {
        let note = [
            ("drafted", correction.drafted.to_string()),
            ("place", format!("{received_sheet} {name}")),
            ("reason", reason.clone()),
        ];
        let mut note = book.texts.text("xlsx-note", &note);
        if !decision.is_empty() {
            let decision = book.text_of("xlsx-note-decision", "decision", &decision);
            note = format!("{note}\n{decision}");
        }
        let tip = book.text_of("xlsx-back-tip", "number", &number.to_string());
        // A figure may be corrected twice: the link leads to the first correction.
        if let Some(cell) = own.cells.get_mut(&at) {
            cell.is_corrected = true;
            cell.link.get_or_insert((sheet.cell((row, 0)), tip));
            let before = cell.note.take().map(|before| format!("{before}\n\n"));
            cell.note = Some(before.unwrap_or_default() + &note);
        }
        amount = Cell::formula(own.cell(at), correction.expected);
        link = format!("{}!{}", own.name, cell(at)).into();
        link.link = Some((own.cell(at), String::new()));
    }
    let difference = [CORRECTED, DRAFTED].map(|col| cell((row, col))).join("-");
    let changed = correction.expected - correction.drafted;
    let cells = [
        Decimal::from(number).into(),
        received_sheet.into(),
        name.into(),
        correction.subject.as_str().into(),
        correction.drafted.into(),
        amount,
        Cell::formula(format!("ROUND({difference},4)"), changed),
        rules.join(", ").into(),
        reason.into(),
        decision.into(),
        link,
    ];
    sheet.push(Level::Body, cells);
}
