//! A comparison put into words: section by section, every change once.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use super::blocks::{
    Change, ChangedPage, ComparisonTree, Figure, Mark, Pages, Period, Picture, Section, ShareTable,
    joined,
};
use crate::{
    diff::{
        AgreementChange, Comparison, DecisionChange, DecisionState, Document, FicheBody,
        FicheChange, FicheName, FindingChange, FindingState, LineChange, Page, PageState, Region,
        RuleChange, Run, SectionState, Shares, Side, SplitMove, TextChange, TextPart, Uncompared,
        Which,
    },
    finding::Fact,
    locale::Locale,
    model::Tax,
    money::Amount,
    record::{DecisionRecord, FundingRecord, LineRecord},
    report::screen::visible,
    source::{Code, capital, sentence},
};

/// The comparison in this language.
pub fn describe(comparison: &Comparison, locale: &Locale) -> ComparisonTree {
    let words = Words { comparison, locale };
    ComparisonTree {
        before: side(&comparison.before),
        after: side(&comparison.after),
        is_same: comparison.is_same(),
        summary: words.summary(),
        sections: words.sections(),
    }
}

/// The side, its texts made visible.
fn side(side: &Side) -> Side {
    let shown = |text: &Option<String>| text.as_deref().map(visible);
    Side {
        label: visible(&side.label),
        kind: side.kind,
        stage: shown(&side.stage).filter(|stage| *stage != visible(&side.label)),
        title: shown(&side.title),
        fingerprint: side.fingerprint.clone(),
    }
}

/// How an enum's variant is written in JSON, which the messages about it are named after.
fn name_of(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

/// The kind of a change of this kind of thing, after what became of it: `line-added`.
fn kind_of(thing: &str, state: &impl Serialize) -> String {
    format!("{thing}-{}", name_of(state))
}

/// A figure, if it changed.
fn changed<T: Into<Fact> + PartialEq>(
    label: impl AsRef<str>,
    before: Option<T>,
    after: Option<T>,
) -> Option<Figure> {
    (before != after).then(|| Figure::new(label, before, after))
}

/// A fiche as headings call it: `EA 1.1 – Salon`; its code alone when it has no title of its own.
fn heading(name: &FicheName) -> String {
    let code = name.code.spelling();
    if name.title == code || name.title.is_empty() {
        visible(code)
    } else {
        visible(&format!("{code} – {}", name.title))
    }
}

/// Who and what, or what and what of it.
fn named(first: Option<&str>, second: Option<&str>) -> String {
    joined(&[first.unwrap_or_default(), second.unwrap_or_default()])
}

fn spelling(code: Option<&Code>) -> String {
    visible(code.map_or("", Code::spelling))
}

struct Words<'a> {
    comparison: &'a Comparison,
    locale: &'a Locale,
}

impl Words<'_> {
    /// `diff-<name>` in the reader's language.
    fn word(&self, name: &str) -> String {
        self.locale.plain(&format!("diff-{name}"))
    }

    /// The name of a funder in columns.
    fn funder(&self, place: usize) -> String {
        let pair = self.comparison.funders.get(place);
        let funder = pair.and_then(|pair| pair.latest());
        funder.map(|one| one.column.clone()).unwrap_or_default()
    }

    fn summary(&self) -> String {
        let count = self.comparison.count();
        let args = [
            ("count", (count.amounts + count.texts).to_string()),
            ("texts", count.texts.to_string()),
            ("pages", count.pages.to_string()),
        ];
        let summary = match self.comparison {
            same if same.is_same() => self.word("same"),
            one if one.pages.documents.is_empty() => self.locale.text("diff-count", &args),
            _ => self.locale.text("diff-count-pages", &args),
        };
        sentence(&summary)
    }

    /// Every section that says something, in the order in which all formats show them.
    fn sections(&self) -> Vec<Section> {
        let amounts = &self.comparison.amounts;
        let mut fiches = self.fiches();
        let mut anchors = BTreeMap::new();
        for fiche in &fiches {
            anchors.insert(fiche.fiche.clone(), fiche.anchor.clone());
        }
        let linked = |mut change: Change| {
            change.anchor = anchors.get(&change.fiche).cloned();
            change
        };
        let mut agreement = self.section("agreement");
        for change in &amounts.agreement {
            agreement.changes.push(self.term(change));
        }
        let mut pages = self.section("pages");
        for document in &self.comparison.pages.documents {
            if fiche_of(document).is_none() {
                pages.documents.push(self.pages(document));
            }
        }
        link_pages(&mut fiches, &mut pages);
        let mut decisions = self.section("decisions");
        for change in &amounts.decisions {
            decisions.changes.extend(self.decision(change).map(linked));
        }
        let mut findings = self.section("findings");
        for change in &amounts.findings {
            let list = match change.state {
                FindingState::Restated => &mut findings.effects,
                _ => &mut findings.changes,
            };
            list.push(linked(self.finding(change)));
        }
        if !findings.effects.is_empty() {
            let count = [("count", findings.effects.len().to_string())];
            findings
                .notes
                .push(self.locale.text("diff-restated", &count));
        }
        let mut uncompared = self.section("uncompared");
        for one in &self.comparison.uncompared {
            uncompared.notes.push(visible(&self.not_compared(one)));
        }
        let mut sections = vec![self.totals(), agreement];
        sections.extend(fiches);
        sections.extend([pages, decisions, findings, uncompared]);
        sections.retain(|section| !section.is_empty());
        sections
    }

    fn section(&self, kind: &'static str) -> Section {
        Section {
            kind,
            title: self.word(&format!("title-{kind}")),
            ..Section::default()
        }
    }

    fn totals(&self) -> Section {
        let amounts = &self.comparison.amounts;
        let mut section = self.section("totals");
        if let Some(shares) = &amounts.total {
            section
                .shares
                .push(self.shares(self.word("whole"), "", shares));
        }
        for axis in &amounts.axes {
            let name = visible(&format!("{} – {}", axis.prefix, axis.title));
            section.shares.push(self.shares(name, "", &axis.shares));
        }
        if let Some(moved) = &amounts.advance {
            section
                .figures
                .push(Figure::moved(self.word("advance"), moved));
        }
        section
    }

    /// A section a fiche of which anything changed: figures, words and pages.
    fn fiches(&self) -> Vec<Section> {
        // A fiche may bear the code of one that is gone.
        let (mut amounts, mut texts) = (BTreeMap::new(), BTreeMap::new());
        for fiche in &self.comparison.amounts.fiches {
            if let Some(name) = fiche.after.as_ref().or(fiche.before.as_ref()) {
                amounts.insert((fiche.after.is_none(), &name.slug), fiche);
            }
        }
        for fiche in &self.comparison.texts.fiches {
            texts.insert((false, &fiche.after.slug), fiche);
        }
        let mut documents = BTreeMap::new();
        for document in &self.comparison.pages.documents {
            documents.extend(fiche_of(document).map(|key| (key, document)));
        }
        let mut sections: Vec<Section> = Vec::new();
        for pair in &self.comparison.pairs {
            let key = (pair.after.is_none(), &pair.name.slug);
            let mut section = Section {
                kind: "fiche",
                title: heading(&pair.name),
                fiche: visible(pair.name.code.spelling()),
                anchor: format!("no-{}", sections.len() + 1),
                ..Section::default()
            };
            if let Some(fiche) = amounts.get(&key) {
                for change in &fiche.changes {
                    section.changes.push(self.fiche_change(change));
                }
                let is_own = !fiche.changes.is_empty();
                let lead = if is_own { "effect" } else { "effect-elsewhere" };
                if let Some(shares) = &fiche.shares {
                    let title = section.title.clone();
                    section.shares.push(self.shares(title, lead, shares));
                }
            }
            for change in texts.get(&key).iter().flat_map(|fiche| &fiche.changes) {
                section.texts.push(self.text(change));
            }
            if let Some(document) = documents.get(&(key.0, key.1.as_str())) {
                section.documents.push(self.pages(document));
            }
            if section.is_empty() {
                continue;
            }
            for change in section.changes.iter_mut().chain(&mut section.texts) {
                change.fiche.clone_from(&section.fiche);
            }
            sections.push(section);
        }
        sections
    }

    /// A change of this kind.
    fn change(&self, kind: &str, mark: Mark, subject: &str) -> Change {
        Change {
            label: self.word(kind),
            kind: kind.to_owned(),
            mark,
            fiche: String::new(),
            anchor: None,
            subject: visible(subject),
            figures: Vec::new(),
            paragraphs: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A change of this kind of thing: `line` becomes `line-added`.
    fn marked(&self, thing: &str, mark: Mark, subject: &str) -> Change {
        self.change(&kind_of(thing, &mark), mark, subject)
    }

    /// A change of this kind of thing, which is there before, after or on both sides.
    fn sided(&self, thing: &str, sides: [bool; 2], subject: &str) -> Change {
        self.marked(thing, Mark::of(sides), subject)
    }

    fn term(&self, change: &AgreementChange) -> Change {
        match change {
            AgreementChange::Term {
                name,
                before,
                after,
            } => self
                .change("term", Mark::Changed, &self.word(&format!("term-{name}")))
                .with(changed("", before.clone(), after.clone())),
            AgreementChange::Party {
                name: "party",
                party,
                before,
                after,
            } => self.sided("party", [before.is_some(), after.is_some()], party),
            AgreementChange::Party {
                name,
                party,
                before,
                after,
            } => {
                let label = self.word(&format!("party-{name}"));
                let figure = changed(label, before.clone(), after.clone());
                self.marked("party", Mark::Changed, party).with(figure)
            }
            AgreementChange::Funder { before, after, .. } => {
                self.renamed("funder-renamed", before, after)
            }
            AgreementChange::Axis {
                prefix,
                prefix_before,
                before,
                after,
            } => self
                .sided("axis", [before.is_some(), after.is_some()], prefix)
                .with(changed(self.word("title"), before.clone(), after.clone()))
                .with(self.former("prefix", prefix_before.as_deref(), prefix)),
            AgreementChange::Stated {
                article,
                article_before,
                label,
                label_before,
                claim,
                amount,
            } => {
                let (old, new) = claim.clone().unzip();
                let sides = [amount.before.is_some(), amount.after.is_some()];
                self.sided("stated", sides, &joined(&[article, label]))
                    .with(changed("", amount.before, amount.after))
                    .with(self.former("article", article_before.as_deref(), article))
                    .with(self.former("label", label_before.as_deref(), label))
                    .with(changed(self.word("claim"), old, new))
            }
            AgreementChange::Advance { before, after } => {
                let (old, new) = (before.clone().unzip(), after.clone().unzip());
                self.sided("advance", [before.is_some(), after.is_some()], "")
                    .with(changed(self.word("rate"), old.0, new.0))
                    .with(changed(self.word("base"), old.1, new.1))
            }
            AgreementChange::Reordered { name } => self.reordered(name),
        }
    }

    /// A text that was another one, if it was.
    fn former(&self, name: &str, before: Option<&str>, after: &str) -> Option<Figure> {
        Some(Figure::new(self.word(name), Some(before?), Some(after)))
    }

    fn reordered(&self, name: &str) -> Change {
        let subject = self.word(&format!("order-{name}"));
        self.change("reordered", Mark::Changed, &subject)
    }

    fn renamed(&self, kind: &str, before: &str, after: &str) -> Change {
        let figure = Figure::new("", Some(before), Some(after));
        self.change(kind, Mark::Changed, "").with(Some(figure))
    }

    fn fiche_change(&self, change: &FicheChange) -> Change {
        match change {
            FicheChange::Added(body) => self.whole(Mark::Added, body),
            FicheChange::Removed(body) => self.whole(Mark::Removed, body),
            FicheChange::Recoded { before, after } => {
                self.renamed("fiche-recoded", before.spelling(), after.spelling())
            }
            FicheChange::Retitled { before, after } => {
                self.renamed("fiche-retitled", before, after)
            }
            FicheChange::Moved { before, after } => self.renamed("fiche-moved", before, after),
            FicheChange::Line(change) => self.line(change),
            FicheChange::Rule(change) => self.rule(change),
            FicheChange::Mention(change) => {
                let (before, after) = (&change.before, &change.after);
                let funder = change.funder.map(|funder| self.funder(funder));
                let subject = named(funder.as_deref(), change.nature.as_deref());
                self.sided("mention", [before.is_some(), after.is_some()], &subject)
                    .with(changed("", before.clone(), after.clone()))
            }
            FicheChange::Reordered { name } => self.reordered(name),
        }
    }

    /// A fiche that came or went: what it costs.
    fn whole(&self, mark: Mark, body: &FicheBody) -> Change {
        let sum = |of: fn(&LineChange) -> Option<Amount>, is_there: bool| {
            is_there.then(|| body.lines.iter().filter_map(of).sum::<Amount>())
        };
        let before = sum(|line| line.all.before, mark == Mark::Removed);
        let after = sum(|line| line.all.after, mark == Mark::Added);
        let mut change = self.marked("fiche", mark, "");
        change.figures = vec![Figure::new(self.word("cost"), before, after)];
        change.notes = self.messages("closes", &body.findings);
        change
    }

    fn messages(&self, name: &str, messages: &[String]) -> Vec<String> {
        let id = format!("diff-{name}");
        let text = |message: &String| {
            let text = self.locale.text(&id, &[("message", message.clone())]);
            visible(&text)
        };
        messages.iter().map(text).collect()
    }

    /// A label for each year of the comparison.
    fn by_year(&self, id: &str) -> impl Iterator<Item = String> {
        let years = self.comparison.years.iter();
        years.map(move |year| self.locale.text(id, &[("year", year.to_string())]))
    }

    fn line(&self, change: &LineChange) -> Change {
        let (before, after) = (&change.before, &change.after);
        let latest = after.as_ref().or(before.as_ref());
        let name = latest.map(|line| named(line.nature.as_deref(), line.label.as_deref()));
        let sides = [before.is_some(), after.is_some()];
        let mut one = self.sided("line", sides, &name.unwrap_or_default());
        if let (Some(old), Some(new)) = (before, after) {
            let text = |name: &str, of: fn(&LineRecord) -> Option<&str>| {
                changed(self.word(name), of(old), of(new))
            };
            one = one
                .with(text("nature", |line| line.nature.as_deref()))
                .with(text("label", |line| line.label.as_deref()))
                .with(text("tax", |line| line.tax.map(Tax::label)));
        }
        let mut years = 0;
        for (year, moved) in self.comparison.years.iter().zip(&change.years) {
            years += usize::from(moved.is_change());
            one = one.with(changed(year.to_string(), moved.before, moved.after));
        }
        if years > 1 {
            let all = self.locale.plain("totals-all");
            one = one.with(Some(Figure::moved(all, &change.all)));
        }
        for (label, (old, new)) in self.by_year("diff-days").zip(&change.days) {
            one = one.with(changed(label, *old, *new));
        }
        one
    }

    fn rule(&self, change: &RuleChange) -> Change {
        let (before, after) = (&change.before, &change.after);
        let mut figures = Vec::new();
        if let (Some(old), Some(new)) = (before, after) {
            let payer = |terms: &FundingRecord| Some(self.funder(terms.funder));
            figures.extend(changed(self.word("funder"), payer(old), payer(new)));
            let nature = |terms: &FundingRecord| terms.nature.clone();
            figures.extend(changed(self.word("nature"), nature(old), nature(new)));
        }
        let terms = figures.len();
        let rate = |terms: &Option<FundingRecord>| terms.as_ref()?.rate;
        figures.extend(changed(self.word("rate"), rate(before), rate(after)));
        let has_rate = figures.len() > terms;
        for (place, label) in self.by_year("diff-fixed").enumerate() {
            let fixed = |terms: &Option<FundingRecord>| *terms.as_ref()?.fixed.get(place)?;
            figures.extend(changed(label, fixed(before), fixed(after)));
        }
        let mark = Mark::of([before.is_some(), after.is_some()]);
        let kind = match (mark, figures.len()) {
            (Mark::Changed, 1) if has_rate => "rate",
            (Mark::Changed, 1..) if terms == 0 && !has_rate => "fixed",
            _ => "rule",
        };
        let latest = after.as_ref().or(before.as_ref());
        let nature = latest.and_then(|terms| terms.nature.as_deref());
        let subject = named(Some(&self.funder(change.funder)), nature);
        let mut one = self.marked(kind, mark, &subject).with(figures);
        // Whether the rule brings a funder that paid nothing, or takes the last one of a funder away.
        if let Some(pair) = self.comparison.funders.get(change.funder) {
            match (&pair.before, &pair.after) {
                (None, Some(_)) => one.notes.push(self.word("funder-new")),
                (Some(_), None) => one.notes.push(self.word("funder-gone")),
                _ => {}
            }
        }
        one
    }

    fn finding(&self, change: &FindingChange) -> Change {
        let (mark, before, after) = match change.state {
            FindingState::Opened | FindingState::Reopened => {
                (Mark::Added, None, Some(&change.message))
            }
            FindingState::Closed | FindingState::Settled => {
                (Mark::Removed, Some(&change.message), None)
            }
            FindingState::Restated => {
                let before = change.message_before.as_ref();
                (Mark::Changed, before, Some(&change.message))
            }
        };
        let kind = kind_of("finding", &change.state);
        let severity = self.locale.plain(&format!("severity-{}", change.severity));
        let subject = format!("{severity} [{}] {}", change.rule, change.place);
        let mut one = self.change(&kind, mark, &subject);
        one.fiche = spelling(change.fiche.as_ref());
        one.figures = vec![Figure::new("", before.cloned(), after.cloned())];
        one
    }

    fn decision(&self, change: &DecisionChange) -> Option<Change> {
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        let latest = after.or(before)?;
        let mark = match change.state {
            DecisionState::Taken => Mark::Added,
            DecisionState::Withdrawn => Mark::Removed,
            DecisionState::Changed => Mark::Changed,
        };
        let year = latest.year.map(|year| year.to_string());
        let about = [
            Some(latest.rule.as_str()),
            latest.article.as_deref(),
            latest.nature.as_deref(),
            year.as_deref(),
        ];
        let keeps = |one: &DecisionRecord| self.keeps(one);
        let drafted = |one: Option<&DecisionRecord>| one.and_then(|one| one.drafted);
        let kind = kind_of("decision", &change.state);
        let mut one = self
            .change(&kind, mark, &joined(&about.map(Option::unwrap_or_default)))
            .with(changed(
                self.word("kept"),
                before.map(keeps),
                after.map(keeps),
            ))
            .with(changed(
                self.word("drafted"),
                drafted(before),
                drafted(after),
            ));
        one.fiche = spelling(latest.fiche.as_ref());
        let args = [
            ("who", latest.decided_by.clone()),
            ("date", latest.date.clone().unwrap_or_default()),
            ("why", latest.reason.clone()),
        ];
        one.notes.push(visible(&match latest.date {
            Some(_) => self.locale.text("diff-decided-dated", &args),
            None => self.locale.text("diff-decided", &args),
        }));
        one.notes.extend(self.messages("settles", &change.settles));
        one.notes.extend(self.messages("reopens", &change.reopens));
        Some(one)
    }

    /// What a decision keeps: `recapitulatif`, or the shares it gives.
    fn keeps(&self, decision: &DecisionRecord) -> String {
        if decision.parts.is_empty() {
            return self.word(&format!("keep-{}", decision.keep));
        }
        let parts = decision.parts.iter();
        let parts = parts.map(|part| format!("{} {}", self.funder(part.funder), part.amount));
        parts.collect::<Vec<_>>().join(", ")
    }

    fn shares(&self, of: String, lead: &str, shares: &Shares) -> ShareTable {
        let years = self.comparison.years.iter().map(|year| Some(*year));
        let splits = [&shares.all].into_iter().chain(&shares.years);
        let mut periods = Vec::new();
        for (year, split) in [None].into_iter().chain(years).zip(splits) {
            let rows = self.rows(split);
            if !rows.is_empty() {
                let all = || self.locale.plain("totals-all");
                let label = year.map_or_else(all, |year| year.to_string());
                periods.push(Period { year, label, rows });
            }
        }
        let lead = if lead.is_empty() {
            String::new()
        } else {
            self.word(lead)
        };
        ShareTable { of, lead, periods }
    }

    /// The shares that moved, then the total, if anything moved.
    fn rows(&self, split: &SplitMove) -> Vec<Figure> {
        let mut rows = Vec::new();
        for (place, moved) in split.shares.iter().enumerate() {
            rows.extend(changed(self.funder(place), moved.before, moved.after));
        }
        let (rest, total) = (&split.unallocated, &split.total);
        let unallocated = self.locale.plain("totals-unallocated");
        rows.extend(changed(unallocated, rest.before, rest.after));
        if !rows.is_empty() || total.is_change() {
            let mut row = Figure::moved(self.locale.plain("totals-total"), total);
            row.is_total = true;
            rows.push(row);
        }
        rows
    }

    fn text(&self, change: &TextChange) -> Change {
        let mark = match change.state {
            SectionState::Added => Mark::Added,
            SectionState::Removed => Mark::Removed,
            _ => Mark::Changed,
        };
        let named = |heading: &str| match change.part {
            TextPart::Section if !heading.is_empty() => heading.to_owned(),
            TextPart::Section => self.word("introduction"),
            part => self.word(&name_of(&part)),
        };
        let mut part = named(&change.heading);
        if let Some(before) = &change.heading_before {
            part = format!("{} → {part}", named(before));
        }
        let kind = kind_of("text", &change.state);
        let mut one = self.change(&kind, mark, &capital(&part));
        if !change.runs.is_empty() {
            one.paragraphs = paragraphs(&change.runs);
        }
        one
    }

    fn pages(&self, document: &Document) -> Pages {
        let pages = document.pages.iter();
        let count = |state| {
            pages
                .clone()
                .filter(|page| page.state == state)
                .count()
                .to_string()
        };
        let args = [
            ("changed", count(PageState::Changed)),
            ("inserted", count(PageState::Inserted)),
            ("deleted", count(PageState::Deleted)),
        ];
        let changed = pages.clone().filter(|page| page.state != PageState::Same);
        Pages {
            name: visible(document.name()),
            summary: self.locale.text("diff-pages-of", &args),
            pages: changed.map(|page| self.page(page)).collect(),
        }
    }

    fn page(&self, page: &Page) -> ChangedPage {
        let shown_by = page.shown_by.and_then(|(place, _)| {
            let document = self.comparison.pages.documents.get(place)?;
            Some((visible(document.name()), None))
        });
        ChangedPage {
            state: page.state,
            before: page.before,
            after: page.after,
            picture_before: picture(page.picture_before.as_deref(), &page.regions_before),
            picture_after: picture(page.picture_after.as_deref(), &page.regions_after),
            shown_by,
        }
    }

    fn not_compared(&self, one: &Uncompared) -> String {
        let comparison = self.comparison;
        let side = one.side.map(|side| match side {
            Which::Before => &comparison.before.label,
            Which::After => &comparison.after.label,
        });
        let place: Vec<&str> = side
            .into_iter()
            .chain(&one.detail)
            .map(String::as_str)
            .collect();
        let args = [
            ("side", side.cloned().unwrap_or_default()),
            ("detail", one.detail.clone().unwrap_or_default()),
        ];
        let what = self.word(&format!("subject-{}", name_of(&one.what)));
        let why = format!("diff-reason-{}", name_of(&one.reason));
        let (why, colon) = (self.locale.text(&why, &args), self.locale.plain("colon"));
        if place.is_empty() {
            format!("{what}{colon} {why}")
        } else {
            format!("{what} ({}){colon} {why}", place.join(", "))
        }
    }
}

/// Which fiche a document is of: whether that is gone, and its file's name; none for annexes and recap.
fn fiche_of(document: &Document) -> Option<(bool, &str)> {
    let slug = document
        .name()
        .strip_prefix("fiches/")?
        .strip_suffix(".pdf")?;
    Some((document.after.is_none(), slug))
}

/// Pages lead to the fiche that shows them.
fn link_pages(fiches: &mut [Section], others: &mut Section) {
    let mut anchors = BTreeMap::new();
    for fiche in &*fiches {
        for document in &fiche.documents {
            anchors.insert(document.name.clone(), fiche.anchor.clone());
        }
    }
    let documents = fiches.iter_mut().flat_map(|fiche| &mut fiche.documents);
    for document in documents.chain(&mut others.documents) {
        for (name, anchor) in document
            .pages
            .iter_mut()
            .filter_map(|page| page.shown_by.as_mut())
        {
            *anchor = anchors.get(name).cloned();
        }
    }
}

/// A picture with its size, which stands in its header.
fn picture(png: Option<&[u8]>, regions: &[Region]) -> Option<Picture> {
    let number = |at: usize| Some(u32::from_be_bytes(png?.get(at..at + 4)?.try_into().ok()?));
    Some(Picture {
        png: BASE64_STANDARD.encode(png?),
        width: number(16)?,
        height: number(20)?,
        regions: regions.to_vec(),
    })
}

/// The runs of each paragraph, which is a line.
fn paragraphs(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut paragraphs = vec![Vec::new()];
    for run in runs {
        for (index, part) in run.text.split('\n').enumerate() {
            if index > 0 {
                paragraphs.push(Vec::new());
            }
            if let Some(last) = paragraphs.last_mut().filter(|_| !part.is_empty()) {
                let (kind, text) = (run.kind, visible(part));
                last.push(Run { kind, text });
            }
        }
    }
    paragraphs
}
