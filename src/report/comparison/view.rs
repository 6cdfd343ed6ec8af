//! What the page and the PDF of a comparison are made of: every change in words, gathered by fiche.

mod pages;

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    text::{paragraphs, share_cells, signed},
    told::{Figure, ShareRow, Teller, TextTold, Told, heading},
};
use crate::{
    diff::{Comparison, FicheName, Move, RunKind, Shares, Side},
    finding::Fact,
    locale::Locale,
    report::screen::visible,
    source::{capital, sentence},
};
use pages::{DocumentView, document_view, documents, fiche_key};

/// The fields of `comparaison.html` and `comparaison.typ`.
#[derive(Debug, Serialize)]
pub(super) struct ComparisonView {
    title: Option<String>,
    before: SideView,
    after: SideView,
    is_same: bool,
    summary: String,
    total: Option<SharesView>,
    axes: Vec<AxisView>,
    advance: Option<FigureView>,
    agreement: Vec<ChangeView>,
    fiches: Vec<FicheView>,
    /// The documents that are no fiche's: annexes and recap.
    documents: Vec<DocumentView>,
    decisions: Vec<ChangeView>,
    findings: Vec<ChangeView>,
    restated: Option<String>,
    uncompared: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SideView {
    label: String,
    /// Its stage, when it bears another name than the label.
    stage: Option<String>,
    fingerprint: Option<String>,
}

/// What everyone pays, as far as it moved: over all years, then year by year.
#[derive(Debug, Serialize)]
struct SharesView {
    all: Vec<ShareView>,
    years: Vec<YearView>,
}

#[derive(Debug, Serialize)]
struct YearView {
    year: i32,
    rows: Vec<ShareView>,
}

#[derive(Debug, Serialize)]
struct ShareView {
    who: String,
    before: String,
    after: String,
    difference: String,
    percent: String,
    /// `more`, `less` or `same`.
    tone: &'static str,
    is_total: bool,
}

#[derive(Debug, Serialize)]
struct AxisView {
    prefix: String,
    title: String,
    row: Option<ShareView>,
}

/// A change: what kind, of what, and its figures.
#[derive(Debug, Serialize)]
struct ChangeView {
    kind: &'static str,
    label: String,
    /// `added`, `removed` or `changed`.
    mark: &'static str,
    fiche: String,
    /// The fiche's place on the page; none when nothing else is said of it.
    anchor: Option<String>,
    subject: String,
    figures: Vec<FigureView>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct FigureView {
    label: String,
    before: Option<String>,
    after: Option<String>,
    difference: Option<String>,
    percent: Option<String>,
    tone: &'static str,
}

#[derive(Debug, Serialize)]
struct FicheView {
    /// Its place on the page.
    anchor: String,
    code: String,
    /// The code and the title.
    heading: String,
    /// `added`, `removed` or `changed`.
    mark: &'static str,
    changes: Vec<ChangeView>,
    shares: Option<SharesView>,
    texts: Vec<TextView>,
    document: Option<DocumentView>,
}

#[derive(Debug, Serialize)]
struct TextView {
    label: String,
    mark: &'static str,
    part: String,
    paragraphs: Vec<Vec<RunView>>,
}

#[derive(Debug, Serialize)]
struct RunView {
    /// `kept`, `inserted` or `deleted`.
    kind: &'static str,
    text: String,
}

impl ComparisonView {
    /// Everything that differs, in this language.
    pub(super) fn new(comparison: &Comparison, locale: &Locale) -> Self {
        let teller = Teller::new(comparison, locale);
        let sides = [&comparison.before, &comparison.after].map(side);
        let [before, after] = sides;
        let amounts = &comparison.amounts;
        let shares = |shares: &Shares| shares_view(&teller.shares(shares));
        let axes = amounts.axes.iter().map(|axis| AxisView {
            prefix: visible(&axis.prefix),
            title: visible(&axis.title),
            row: shares(&axis.shares).all.pop(),
        });
        let restated = teller.restated().len();
        let mut view = Self {
            title: comparison
                .after
                .title
                .as_ref()
                .or(comparison.before.title.as_ref())
                .map(|title| visible(title)),
            before,
            after,
            is_same: comparison.is_same(),
            summary: sentence(&teller.summary()),
            total: amounts.total.as_ref().map(shares),
            axes: axes.collect(),
            advance: amounts.advance.as_ref().map(advance),
            agreement: teller.agreement().iter().map(change).collect(),
            fiches: fiches(comparison, &teller),
            documents: documents(comparison, &teller),
            decisions: teller.decisions().iter().map(change).collect(),
            findings: teller.findings().iter().map(change).collect(),
            restated: (restated > 0)
                .then(|| locale.text("diff-restated", &[("count", restated.to_string())])),
            uncompared: teller
                .uncompared()
                .iter()
                .map(|text| visible(text))
                .collect(),
        };
        view.link();
        view
    }

    /// Findings and decisions lead to the fiche they are about, pages to the fiche that shows them.
    fn link(&mut self) {
        let shown: BTreeMap<&str, &str> = self
            .fiches
            .iter()
            .filter_map(|fiche| {
                Some((
                    fiche.document.as_ref()?.name.as_str(),
                    fiche.anchor.as_str(),
                ))
            })
            .collect();
        for link in self
            .documents
            .iter_mut()
            .flat_map(|one| &mut one.pages)
            .filter_map(|page| page.shown_by.as_mut())
        {
            link.anchor = shown
                .get(link.name.as_str())
                .map(|anchor| (*anchor).to_owned());
        }
        let anchors: BTreeMap<&str, &str> = self
            .fiches
            .iter()
            .map(|fiche| (fiche.code.as_str(), fiche.anchor.as_str()))
            .collect();
        for change in self.decisions.iter_mut().chain(&mut self.findings) {
            change.anchor = anchors
                .get(change.fiche.as_str())
                .map(|anchor| (*anchor).to_owned());
        }
    }
}

fn side(side: &Side) -> SideView {
    SideView {
        label: visible(&side.label),
        stage: side
            .stage
            .as_ref()
            .filter(|stage| **stage != side.label)
            .map(|stage| visible(stage)),
        fingerprint: side.fingerprint.clone(),
    }
}

/// Whether more is paid than before, less, or as much.
fn tone(moved: &Move) -> &'static str {
    match moved.difference() {
        amount if amount.is_zero() => "same",
        amount if amount.is_negative() => "less",
        _ => "more",
    }
}

fn shares_view(rows: &[ShareRow]) -> SharesView {
    let of = |year: Option<i32>| {
        rows.iter()
            .filter(move |row| row.year == year)
            .map(share)
            .collect::<Vec<_>>()
    };
    let mut years: Vec<i32> = rows.iter().filter_map(|row| row.year).collect();
    years.dedup();
    SharesView {
        all: of(None),
        years: years
            .into_iter()
            .map(|year| YearView {
                year,
                rows: of(Some(year)),
            })
            .collect(),
    }
}

fn share(row: &ShareRow) -> ShareView {
    let [who, before, after, difference, percent] = share_cells(row);
    ShareView {
        who: visible(&who),
        before,
        after,
        difference,
        percent,
        tone: tone(&row.moved),
        is_total: row.is_total,
    }
}

fn advance(moved: &Move) -> FigureView {
    let fact = |amount: Option<_>| amount.map(Fact::Amount);
    figure(&Figure {
        label: String::new(),
        before: fact(moved.before),
        after: fact(moved.after),
    })
}

fn change(told: &Told) -> ChangeView {
    ChangeView {
        kind: told.kind,
        label: told.label.clone(),
        mark: told.mark.name(),
        fiche: visible(&told.fiche),
        anchor: None,
        subject: visible(&told.subject),
        figures: told.figures.iter().map(figure).collect(),
        notes: told.notes.iter().map(|note| visible(note)).collect(),
    }
}

fn figure(figure: &Figure) -> FigureView {
    let is_both = figure.before.is_some() && figure.after.is_some();
    let difference = figure.difference().filter(|_| is_both);
    FigureView {
        label: visible(&figure.label),
        before: figure.before.as_ref().map(|fact| visible(&fact.shown())),
        after: figure.after.as_ref().map(|fact| visible(&fact.shown())),
        difference: difference.map(signed),
        percent: figure
            .percent()
            .filter(|_| is_both)
            .map(|percent| percent.to_string()),
        tone: match difference {
            Some(amount) if amount.is_negative() => "less",
            Some(amount) if !amount.is_zero() => "more",
            _ => "same",
        },
    }
}

/// The fiches of which anything changed, in the order of the later side, then the removed ones.
fn fiches(comparison: &Comparison, teller: &Teller<'_>) -> Vec<FicheView> {
    let mut gathered = Gathered::default();
    for fiche in &comparison.amounts.fiches {
        let view = gathered.fiche(fiche.before.as_ref(), fiche.after.as_ref());
        view.changes = teller.fiche(fiche).iter().map(change).collect();
        view.shares = fiche
            .shares
            .as_ref()
            .map(|shares| shares_view(&teller.shares(shares)));
    }
    for fiche in &comparison.texts.fiches {
        let view = gathered.fiche(Some(&fiche.before), Some(&fiche.after));
        view.texts = teller.texts(fiche).iter().map(text).collect();
    }
    for document in &comparison.pages.documents {
        if let Some(view) = gathered.0.get_mut(&fiche_key(document)) {
            view.document = Some(document_view(document, comparison, teller));
        }
    }
    let keys = comparison
        .pairs
        .iter()
        .zip(&comparison.slugs)
        .map(|(pair, slug)| (pair.after.is_none(), slug.clone()));
    let mut views: Vec<FicheView> = keys.filter_map(|key| gathered.0.remove(&key)).collect();
    for (place, view) in views.iter_mut().enumerate() {
        view.anchor = format!("no-{}", place + 1);
    }
    views
}

/// Fiches by whether they are gone, then by their file's name: a fiche may bear the code of one that is gone.
#[derive(Default)]
struct Gathered(BTreeMap<(bool, String), FicheView>);

impl Gathered {
    fn fiche(&mut self, before: Option<&FicheName>, after: Option<&FicheName>) -> &mut FicheView {
        let name = after.or(before);
        let key = (
            after.is_none(),
            name.map(|name| name.slug.clone()).unwrap_or_default(),
        );
        self.0.entry(key).or_insert_with(|| FicheView {
            anchor: String::new(),
            code: name
                .map(|name| visible(name.code.spelling()))
                .unwrap_or_default(),
            heading: name.map(|name| visible(&heading(name))).unwrap_or_default(),
            mark: match (before, after) {
                (None, _) => "added",
                (_, None) => "removed",
                _ => "changed",
            },
            changes: Vec::new(),
            shares: None,
            texts: Vec::new(),
            document: None,
        })
    }
}

fn text(told: &TextTold) -> TextView {
    let kind = |kind| match kind {
        RunKind::Kept => "kept",
        RunKind::Inserted => "inserted",
        RunKind::Deleted => "deleted",
    };
    let runs = paragraphs(&told.runs)
        .into_iter()
        .filter(|runs| !runs.is_empty());
    let runs = runs.map(|runs| {
        runs.into_iter()
            .map(|run| RunView {
                kind: kind(run.kind),
                text: visible(&run.text),
            })
            .collect::<Vec<_>>()
    });
    TextView {
        label: told.label.clone(),
        mark: told.mark.name(),
        part: capital(&visible(&told.part)),
        paragraphs: runs.collect(),
    }
}
