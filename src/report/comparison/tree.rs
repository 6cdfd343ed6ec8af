//! Arranges a comparison as a tree of sections, from which every format is laid out.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::{
    diff::{
        Change, Comparison, Document, Figure, Mark, Page, PageState, ShareTable, Side, Uncompared,
        is_restated, joined,
    },
    locale::{Locale, args},
    model::Funder,
    source::{capital, date_in_words, join, name_of, sentence, visible},
};

/// A comparison in words.
#[derive(Debug, Serialize)]
pub(super) struct ComparisonTree {
    /// The language of its texts.
    #[serde(skip)]
    pub locale: Locale,
    /// The former draft; without its stage if this is its label.
    pub before: Side,
    /// The later draft.
    pub after: Side,
    /// What each of them is called on paper: its stage, unless both have the same one.
    pub names: [String; 2],
    /// Whether nothing differs.
    pub is_same: bool,
    /// How many changes there are, by level.
    pub summary: String,
    /// The fiches that changed.
    pub overview: Overview,
    /// How many changes there are under each heading.
    pub counts: BTreeMap<&'static str, usize>,
    /// The sections, in the order in which every format shows them.
    pub sections: Vec<Section>,
}

impl ComparisonTree {
    /// Leaves out what serves those alone who write the dossier: names of rules, and of files that a finding is in.
    pub(super) fn keep_for_partners(&mut self) {
        for section in &mut self.sections {
            for change in &mut section.changes {
                let facts = &change.facts;
                let rules = [
                    &facts["rule"],
                    &facts["before"]["rule"],
                    &facts["after"]["rule"],
                ];
                for rule in rules.into_iter().filter_map(Value::as_str) {
                    change.subject = change.subject.replace(&format!(" ({rule})"), "");
                }
                for note in change
                    .notes
                    .iter_mut()
                    .filter(|_| section.kind == "findings")
                {
                    let (severity, _) = note.split_once(", ").unwrap_or((note, ""));
                    *note = capital(severity);
                }
            }
        }
    }
}

/// A table of the fiches that changed.
#[derive(Debug, Serialize)]
pub(super) struct Overview {
    /// Everyone whose payment for one of them changed.
    pub payers: Vec<String>,
    /// The fiches.
    pub rows: Vec<OverviewRow>,
    /// The changes of the totals of the agreement.
    pub total: Vec<Option<Figure>>,
}

/// A fiche that changed, how, and by which amounts.
#[derive(Debug, Serialize)]
pub(super) struct OverviewRow {
    /// The heading of its section.
    pub title: String,
    /// Its code.
    pub code: String,
    /// The anchor of its section.
    pub anchor: String,
    /// Whether it was added, removed or changed.
    pub mark: Mark,
    /// What changed, in words: its name, amounts, texts, pages.
    pub kinds: Vec<String>,
    /// The change of each payer's amount over all years, then that of the cost; empty without payers.
    pub moves: Vec<Option<Figure>>,
}

/// A heading and its content, shown in the order of these fields.
#[derive(Debug, Default, Serialize)]
pub(super) struct Section {
    /// `totals`, `agreement`, `fiche`, `pages`, `decisions`, `findings` or `uncompared`.
    pub kind: &'static str,
    /// The heading.
    pub title: String,
    /// The code of the fiche that it is about; empty for other sections.
    pub fiche: String,
    /// The anchor for links to it; empty for sections without a fiche.
    pub anchor: String,
    /// What changed in the figures.
    pub changes: Vec<Change>,
    /// What everyone pays, as far as it changed: for the whole agreement, then for each axis.
    pub shares: Vec<ShareTable>,
    /// Other changed figures: the advance.
    pub figures: Vec<Figure>,
    /// What changed in the texts.
    pub texts: Vec<Change>,
    /// The documents with changed pages.
    pub documents: Vec<ChangedDocument>,
    /// Remarks, each a sentence.
    pub notes: Vec<String>,
    /// Effects that `notes` only counts; they are listed in complete reports.
    pub effects: Vec<Change>,
}

/// A document with changed pages.
#[derive(Debug, Serialize)]
pub(super) struct ChangedDocument {
    /// Its file's name.
    pub name: String,
    /// How many of its pages were changed, inserted and deleted.
    pub summary: String,
    /// The numbers of those of each state, as `1 à 37`.
    pub spans: Vec<Span>,
    /// These pages.
    pub pages: Vec<Page>,
}

/// The numbers of the pages of a state.
#[derive(Debug, Serialize)]
pub(super) struct Span {
    /// What became of them.
    pub state: PageState,
    /// How many there are.
    pub count: usize,
    /// Their numbers; of those that changed, on both sides where these differ.
    pub numbers: String,
}

impl Section {
    /// Whether it has no content.
    fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.shares.is_empty()
            && self.figures.is_empty()
            && self.texts.is_empty()
            && self.documents.is_empty()
            && self.notes.is_empty()
    }

    fn figures_mut(&mut self) -> impl Iterator<Item = &mut Figure> {
        let changes = self.changes.iter_mut().chain(&mut self.effects);
        let periods = self.shares.iter_mut().flat_map(|table| &mut table.periods);
        changes
            .flat_map(|change| &mut change.figures)
            .chain(periods.flat_map(|period| &mut period.rows))
            .chain(&mut self.figures)
    }

    /// The change of the amount of each of `payers` over all years, then that of the total.
    fn moves(&self, payers: &[String]) -> Vec<Option<Figure>> {
        let periods = self
            .shares
            .first()
            .into_iter()
            .flat_map(|table| &table.periods);
        let all = periods.filter(|period| period.year.is_none());
        let rows: Vec<&Figure> = all.flat_map(|period| &period.rows).collect();
        let row_of = |payer: &String| rows.iter().find(|row| !row.is_total && row.label == *payer);
        let total = rows.iter().find(|row| row.is_total);
        let total = (!payers.is_empty()).then_some(total);
        let moves = payers.iter().map(row_of).chain(total);
        moves.map(|row| row.map(|row| (*row).clone())).collect()
    }

    /// The levels of its changes, with the number of changes of each.
    fn levels(&self) -> Vec<(&'static str, usize)> {
        let pages = self.documents.iter().map(|document| document.pages.len());
        let count_of = |level: &str| {
            let all = self.changes.iter().chain(&self.texts);
            all.filter(|change| change.level == level).count()
        };
        let mut levels = match self.kind {
            "fiche" => ["fiche", "amounts", "texts"]
                .map(|level| (level, count_of(level)))
                .to_vec(),
            kind => vec![(kind, self.changes.len()), ("texts", self.texts.len())],
        };
        levels.push(("pages", pages.sum()));
        levels.retain(|(_, count)| *count > 0);
        levels
    }

    /// The subject of a change, after its fiche if that is not the one of the section.
    pub(super) fn subject(&self, change: &Change) -> String {
        let fiche = Some(&*change.fiche).filter(|fiche| *fiche != self.fiche);
        joined([fiche, Some(&change.subject)])
    }
}

/// Arranges the comparison in sections; empty ones are left out.
pub(super) fn describe(comparison: Comparison) -> ComparisonTree {
    let (is_same, summary) = (comparison.is_same(), summary(&comparison));
    let locale = comparison.locale;
    let section = |kind: &'static str| Section {
        kind,
        title: locale.plain(&format!("diff-title-{kind}")),
        ..Section::default()
    };
    let mut totals = section("totals");
    totals.shares.extend(comparison.total);
    totals.shares.extend(comparison.axes);
    let advance = locale.plain("diff-advance");
    let advance = comparison.advance.map(|moved| Figure::new(advance, moved));
    totals.figures.extend(advance);
    let mut agreement = section("agreement");
    agreement.changes = comparison.agreement;
    agreement.texts = comparison.articles;

    let payers = payers(&comparison.funders, &locale);
    let mut documents = comparison.documents;
    let mut documents_of = |fiche: Option<usize>| -> Vec<ChangedDocument> {
        let changed = documents.extract_if(.., |document| document.fiche == fiche);
        let changed = changed.map(|document| changed_pages(document, &locale));
        changed.collect()
    };
    let (mut fiches, mut anchors) = (Vec::new(), BTreeMap::new());
    let mut places = BTreeMap::new();
    for (place, fiche) in comparison.fiches.into_iter().enumerate() {
        let section = Section {
            kind: "fiche",
            title: fiche.title,
            fiche: fiche.code,
            anchor: format!("no-{}", fiches.len() + 1),
            changes: fiche.changes,
            shares: fiche.shares.into_iter().collect(),
            texts: fiche.texts,
            documents: documents_of(Some(place)),
            ..Section::default()
        };
        if !section.is_empty() {
            anchors.insert(section.fiche.clone(), section.anchor.clone());
            places.insert(place, section.anchor.clone());
            fiches.push(section);
        }
    }

    let mut pages = section("pages");
    pages.documents = documents_of(None);
    let linked = |mut change: Change| {
        change.anchor = anchors.get(&change.fiche).cloned();
        change
    };
    let mut decisions = section("decisions");
    decisions.changes = comparison.decisions.into_iter().map(linked).collect();
    let mut findings = section("findings");
    let all = comparison.findings.into_iter().map(linked);
    (findings.effects, findings.changes) = all.partition(is_restated);
    if !findings.effects.is_empty() {
        let count = args! { count: findings.effects.len() };
        findings.notes.push(locale.text("diff-restated", &count));
    }
    let mut uncompared = section("uncompared");
    let labels = comparison.sides.each_ref().map(|side| &*side.label);
    let notes = comparison.uncompared.iter();
    let notes = notes.map(|uncompared| not_compared(uncompared, labels, &locale));
    uncompared.notes.extend(notes);

    let mut sections = vec![totals, agreement];
    sections.extend(fiches);
    sections.extend([pages, decisions, findings, uncompared]);
    sections.retain(|section| !section.is_empty());
    if let Some(unit) = &comparison.unit {
        for figure in sections.iter_mut().flat_map(Section::figures_mut) {
            figure.in_unit(unit);
        }
    }
    let documents = sections.iter_mut();
    let documents = documents.flat_map(|section| &mut section.documents);
    for page in documents.flat_map(|document| &mut document.pages) {
        page.anchor = page.shown_in.and_then(|place| places.get(&place).cloned());
    }
    let overview = overview(&sections, payers, &locale);
    let names = names(&comparison.sides, &locale);
    let [before, after] = comparison.sides.map(|mut side| {
        side.label = visible(&side.label);
        side.title = side.title.as_deref().map(visible);
        let stage = side.stage.as_deref().map(visible);
        let stage = stage.filter(|stage| *stage != side.label);
        side.stage = stage.map(|stage| dated(&stage, &locale));
        side
    });
    ComparisonTree {
        locale,
        before,
        after,
        names,
        is_same,
        summary,
        overview,
        counts: counts(&sections),
        sections,
    }
}

/// What drafts are called on paper.
fn names(sides: &[Side; 2], locale: &Locale) -> [String; 2] {
    let [before, after] = sides;
    let are_alike = before.stage == after.stage;
    sides.each_ref().map(|side| {
        let stage = side.stage.as_ref().filter(|_| !are_alike);
        let label = || visible(&side.label);
        stage.map_or_else(label, |stage| {
            let stage = dated(&visible(stage), locale);
            capital(&locale.text("diff-stage", &args! { stage: stage }))
        })
    })
}

/// A stage as it is named behind the word: `du 2 novembre 2018` of one that is a date.
fn dated(stage: &str, locale: &Locale) -> String {
    let date = date_in_words(stage);
    match locale.tag() {
        "fr" if date != stage => format!("du {date}"),
        _ => stage.to_owned(),
    }
}

/// The columns of all funders, then that of what no rule funds.
fn payers(funders: &[[Option<Funder>; 2]], locale: &Locale) -> Vec<String> {
    let funders = funders.iter().filter_map(|[before, after]| {
        let funder = after.as_ref().or(before.as_ref())?;
        Some(visible(&funder.column))
    });
    let unallocated = locale.plain("totals-unallocated");
    funders.chain([unallocated]).collect()
}

fn counts(sections: &[Section]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for (level, count) in sections.iter().flat_map(Section::levels) {
        *counts.entry(level).or_default() += count;
    }
    counts
}

/// The fiches that changed, in order, and the payers concerned.
fn overview(sections: &[Section], mut payers: Vec<String>, locale: &Locale) -> Overview {
    let fiches: Vec<&Section> = sections
        .iter()
        .filter(|section| section.kind == "fiche")
        .collect();
    payers.retain(|payer| {
        let mut moves = fiches
            .iter()
            .map(|fiche| fiche.moves(std::slice::from_ref(payer)));
        moves.any(|moves| moves[0].is_some())
    });
    let row = |fiche: &&Section| {
        let levels = fiche.levels().into_iter().map(|(level, _)| level);
        let mut levels: Vec<&str> = levels.collect();
        if !fiche.shares.is_empty() && !levels.contains(&"amounts") {
            levels.insert(0, "shares");
        }
        if levels.len() > 1 {
            levels.retain(|level| *level != "pages");
        }
        let (mut mark, mut kinds) = (Mark::Changed, Vec::new());
        for change in fiche
            .changes
            .iter()
            .filter(|change| change.level == "fiche")
        {
            mark = change.mark;
            kinds.push(change.label.clone());
        }
        let others = levels
            .iter()
            .filter(|level| mark == Mark::Changed && **level != "fiche");
        kinds.extend(others.map(|level| locale.plain(&format!("diff-kind-{level}"))));
        OverviewRow {
            title: fiche.title.clone(),
            code: fiche.fiche.clone(),
            anchor: fiche.anchor.clone(),
            mark,
            kinds,
            moves: fiche.moves(&payers),
        }
    };
    let totals = sections.iter().find(|section| section.kind == "totals");
    Overview {
        rows: fiches.iter().map(row).collect(),
        total: totals
            .map(|totals| totals.moves(&payers))
            .unwrap_or_default(),
        payers,
    }
}

fn summary(comparison: &Comparison) -> String {
    let [figures, texts, pages] = comparison.count();
    let args = args! { count: (figures + texts), texts: texts, pages: pages };
    let id = match comparison {
        same if same.is_same() => "diff-same",
        other if other.documents.is_empty() => "diff-count",
        _ => "diff-count-pages",
    };
    sentence(&comparison.locale.text(id, &args))
}

fn changed_pages(document: Document, locale: &Locale) -> ChangedDocument {
    let count = |state| {
        let pages = document.pages.iter();
        pages.filter(|page| page.state == state).count()
    };
    let states = [PageState::Changed, PageState::Inserted, PageState::Deleted];
    let counts = states
        .into_iter()
        .map(|state| (name_of(&state), count(state)));
    let counts = counts.filter(|(_, count)| *count > 0);
    let counts = counts.map(|(state, count)| {
        let id = format!("diff-pages-{state}");
        locale.text(&id, &args! { count: count })
    });
    let summary = join(counts, ", ");
    let name = visible(document.name());
    let mut pages = document.pages;
    pages.retain(|page| page.state != PageState::Same);
    let spans = states.into_iter().filter_map(|state| {
        let own: Vec<&Page> = pages.iter().filter(|page| page.state == state).collect();
        let (count, numbers) = (own.len(), numbers(&own, locale));
        (count > 0).then_some(Span {
            state,
            count,
            numbers,
        })
    });
    ChangedDocument {
        name,
        summary,
        spans: spans.collect(),
        pages,
    }
}

/// `1 à 3, 7, 9 → 10`
fn numbers(pages: &[&Page], locale: &Locale) -> String {
    let numbers = |page: &Page| [page.before, page.after];
    let follows = |one: &&Page, next: &&Page| {
        let next_of = |number: Option<usize>| number.map(|number| number + 1);
        numbers(one).map(next_of) == numbers(next)
    };
    let said = |page: &Page| match numbers(page) {
        [Some(before), Some(after)] if before != after => format!("{before} → {after}"),
        [before, after] => after
            .or(before)
            .map_or(String::new(), |number| number.to_string()),
    };
    let spans = pages.chunk_by(follows).map(|span| match span {
        [first, _, .., last] => {
            let args = args! { first: said(first), last: said(last) };
            locale.text("diff-pages-span", &args)
        }
        few => join(few.iter().map(|page| said(page)), ", "),
    });
    join(spans, ", ")
}

/// A sentence on what could not be compared, in which draft, and why.
fn not_compared(uncompared: &Uncompared, labels: [&str; 2], locale: &Locale) -> String {
    let side = uncompared.side.map(|side| labels[side as usize]);
    let detail = uncompared.detail.as_deref();
    let args = args! { side: side.unwrap_or_default(), detail: detail.unwrap_or_default() };
    let what = locale.plain(&format!("diff-subject-{}", name_of(&uncompared.what)));
    let why = locale.text(
        &format!("diff-reason-{}", name_of(&uncompared.reason)),
        &args,
    );
    let place = match &*join(side.into_iter().chain(detail), ", ") {
        "" => String::new(),
        place => format!(" ({place})"),
    };
    visible(&format!("{what}{place}{} {why}", locale.plain("colon")))
}
