//! The sheet `Corrections`: the figures of the received workbook and of this one, and the reasons; also marks corrected
//! figures in their sheets.

use rust_decimal::Decimal;

use super::{
    book::Book,
    recap::Recap,
    shares::Shares,
    sheet::{At, Cell, Kind, Level, Sheet, cell},
};
use crate::{
    finding::Finding,
    locale::args,
    model::{CORRECTIONS, CellAmount, RowKind, TOTAL_LABEL},
    money::Amount,
    source::{Period, Place, join},
};

/// The header row.
const HEADER: u32 = 3;
/// The kinds and minimal widths of the columns of `CORRECTIONS`.
const COLUMNS: [(Kind, usize); 11] = [
    (Kind::Label, 0),
    (Kind::Label, 0),
    (Kind::Prose, 14),
    (Kind::Prose, 22),
    (Kind::Amount, 0),
    (Kind::Amount, 0),
    (Kind::Difference, 0),
    (Kind::Prose, 22),
    (Kind::Prose, 40),
    (Kind::Prose, 22),
    (Kind::Link, 0),
];

struct Corrections<'a> {
    book: &'a Book<'a>,
    sheet: Sheet,
}

/// The sheet: corrections of earlier rounds, of the recap's cells, then of the fiches' totals. Corrected figures are
/// coloured in their sheets, with a note and a link to the correction. It has no formulas, since it documents what was
/// done up to publication.
pub(super) fn corrections(book: &Book<'_>, recap: &mut Recap, shares: &mut Shares) -> Sheet {
    let mut sheet = book.sheet("corrections", (HEADER, HEADER), 0);
    sheet.is_filtered = true;
    let columns = CORRECTIONS.iter().zip(COLUMNS);
    let columns: Vec<_> = columns
        .map(|(id, (kind, min_width))| (*id, kind, min_width))
        .collect();
    sheet.columns = book.headed("xlsx-correction", &columns);
    let mut corrections = Corrections { book, sheet };
    corrections.former();
    let former = corrections.sheet.rows().len();
    corrections.recap(recap);
    corrections.cost_totals(shares);
    let mut sheet = corrections.sheet;
    let count = sheet.rows().len() - former;
    let about = args! { file: book.received.dossier.workbook, count: count };
    sheet.remark(book.texts.text("xlsx-corrections-received", &about));
    // The legend of the colour, at the head of the recap.
    let recap = &mut recap.sheet;
    if recap.cells.values().any(|cell| cell.is_corrected) {
        let mut sample = Cell::new(Kind::Label, "");
        sample.is_corrected = true;
        recap.set((2, 0), sample);
        recap.set((2, 1), Cell::new(Kind::Aside, book.text("xlsx-key")));
    }
    sheet
}

impl<'a> Corrections<'a> {
    /// The corrections of earlier rounds, as listed in the received workbook.
    fn former(&mut self) {
        for row in &self.book.received.dossier.former_corrections {
            let number = self.sheet.next - HEADER;
            let cells = COLUMNS.iter().zip(row).skip(1).take(COLUMNS.len() - 2);
            let cells = cells.map(|((kind, _), text)| match (kind, text.parse::<Decimal>()) {
                (Kind::Amount | Kind::Difference, Ok(number)) => Cell::from(number),
                _ => Cell::from(text),
            });
            let cells = [Cell::from(Decimal::from(number))].into_iter().chain(cells);
            let cells: Vec<Cell> = cells.chain([Cell::text("")]).collect();
            self.sheet.push(Level::Body, cells);
        }
    }

    fn recap(&mut self, recap: &mut Recap) {
        let (dossier, figures) = (self.book.received.dossier, self.book.received.figures);
        let recaps = dossier.recap.iter();
        let rows = recaps.flat_map(|drafted| drafted.rows.iter().map(move |row| (drafted, row)));
        for (drafted, row) in rows {
            let (splits, fiche) = match row.kind {
                RowKind::Fiche(fiche) => (&figures.fiches[fiche], Some(fiche)),
                RowKind::Subtotal(axis) => (&figures.axes[axis], None),
                RowKind::GrandTotal => (&figures.total, None),
                RowKind::UnknownFiche(_) | RowKind::Unknown => continue,
            };
            for (column, cell) in drafted.columns.iter().zip(&row.cells) {
                let (Some(kind), CellAmount::Amount(amount)) = (column.kind, cell.value) else {
                    continue;
                };
                let year = column.year.map(|year| dossier.years()[year].to_string());
                let subject = [row.label.value.clone(), kind.name(&dossier.funders)];
                let subject = join(subject.into_iter().chain(year), " · ");
                let expected = splits.of(column.year).part(kind, dossier.funders.all());
                let at = recap.at(&row.kind, column.year, self.book.shown_column(kind));
                let decided = fiche.map(|fiche| self.decided(fiche, column.year));
                let decided = decided.unwrap_or_default();
                let (figures, shown) = ([amount, expected], (&mut recap.sheet, at));
                self.add(&cell.place, subject, figures, shown, decided);
            }
        }
    }

    fn cost_totals(&mut self, shares: &mut Shares) {
        let (dossier, figures) = (self.book.received.dossier, self.book.received.figures);
        for (rank, fiche) in dossier.fiches.iter().enumerate() {
            for (year, split) in figures.fiches[rank].years.iter().enumerate() {
                let at = shares.cost(rank, year);
                let (code, of_year) = (fiche.code.to_string(), &dossier.years()[year]);
                let subject = format!("{code} · {TOTAL_LABEL} · {of_year}");
                let cells = fiche.drafted_totals.iter();
                for cell in cells.map(|line| &line.years[year].amount) {
                    if let Some(drafted) = cell.amount() {
                        let (figures, shown) = ([drafted, split.total], (&mut shares.sheet, at));
                        self.add(&cell.place, subject.clone(), figures, shown, Vec::new());
                    }
                }
            }
        }
    }

    /// The findings that may be behind a decision that changed a fiche in a year.
    fn decided(&self, fiche: usize, year: Option<usize>) -> Vec<&'a Finding> {
        let (received, dossier) = (self.book.received, self.book.received.dossier);
        let code = &dossier.fiches[fiche].code.value;
        let changed = &received.figures.decided[fiche];
        let is_changed = year.map_or(changed.contains(&true), |year| changed[year]);
        let is_about = |finding: &&Finding| {
            let is_year =
                |period: &Period| year.is_none_or(|year| dossier.years()[year] == *period);
            finding.fiche.as_ref() == Some(code) && finding.year.as_ref().is_none_or(is_year)
        };
        let findings = received.findings.iter().filter(|_| is_changed);
        findings.filter(is_about).collect()
    }

    /// Adds a line about a figure of the received workbook, unless it is the published one. `shown_in` and `at` are its
    /// cell in this workbook; `decided` are further findings whose settlement concerns it.
    fn add(
        &mut self,
        place: &Place,
        subject: String,
        [drafted, expected]: [Amount; 2],
        (shown_in, at): (&mut Sheet, Option<At>),
        decided: Vec<&Finding>,
    ) {
        if drafted == expected {
            return;
        }
        let book = self.book;
        let is_cause = |finding: &&Finding| {
            let mut consequences = finding.consequences.iter();
            finding.place == *place || consequences.any(|consequence| consequence.place == *place)
        };
        let causes = book.received.findings.iter().filter(is_cause);
        let rules = causes.clone().map(|finding| finding.rule);
        let mut rules: Vec<&str> = rules.filter_map(|rule| book.texts.title(rule)).collect();
        rules.dedup();
        let reasons = causes.clone().map(|finding| finding.message(&book.texts));
        let reason = join(reasons, " ; ");
        let mut decisions: Vec<String> = Vec::new();
        for finding in causes.chain(decided) {
            let settlement = finding.settlement.as_ref();
            let decision = settlement.map(|settlement| settlement.message(&book.texts));
            decisions.extend(decision.filter(|decision| !decisions.contains(decision)));
        }
        let decision = decisions.join(" ; ");
        let [sheet, name] = match place.cell() {
            Some((sheet, cell)) => [sheet.to_string(), cell.to_string()],
            None => <[String; 2]>::default(),
        };

        let row = self.sheet.next;
        let number = row - HEADER;
        let place = format!("{sheet} {name}");
        let mut link = Cell::new(Kind::Text, "");
        if let Some(at) = at {
            let note = args! { drafted: drafted, place: place, reason: reason };
            let mut note = book.texts.text("xlsx-note", &note);
            if !decision.is_empty() {
                let decision = book.text_of("xlsx-note-decision", "decision", &decision);
                note.extend(["\n", &decision]);
            }
            if let Some(cell) = shown_in.cells.get_mut(&at) {
                let tip = book.text_of("xlsx-back-tip", "number", &number.to_string());
                cell.is_corrected = true;
                // If a figure is corrected twice, the link leads to the first correction.
                cell.link.get_or_insert((self.sheet.cell((row, 0)), tip));
                let notes = cell.note.take().into_iter().chain([note]);
                cell.note = Some(join(notes, "\n"));
            }
            link = format!("{}!{}", shown_in.name, cell(at)).into();
            link.link = Some((shown_in.cell(at), String::new()));
        }
        let cells = [
            Decimal::from(number).into(),
            book.record.convention.stage.value.as_str().into(),
            place.into(),
            subject.into(),
            drafted.into(),
            expected.into(),
            (expected - drafted).into(),
            rules.join(", ").into(),
            reason.into(),
            decision.into(),
            link,
        ];
        self.sheet.push(Level::Body, cells);
    }
}
