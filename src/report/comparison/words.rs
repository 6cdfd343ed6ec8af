//! A comparison put into words: section by section, every change once.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use super::blocks::{
    Change, ChangedPage, ComparisonTree, Figure, Mark, Pages, Period, Picture, Redline, Section,
    ShareTable,
};
use crate::{
    diff::{
        AgreementChange, Comparison, DecisionChange, DecisionState, Document, FicheAmounts,
        FicheBody, FicheChange, FicheName, FindingChange, FindingState, LineChange, Page,
        PageState, Region, RuleChange, Run, SectionState, Shares, Side, SplitMove, TextChange,
        TextPart, Uncompared, Which,
    },
    finding::Fact,
    locale::Locale,
    money::{Amount, Rate},
    record::{DecisionRecord, FundingRecord, LineRecord},
    report::screen::visible,
    source::Code,
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

/// `Études · Salon`: the texts that there are.
pub(super) fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" · ")
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

fn line_name(line: &LineRecord) -> String {
    joined(&[
        line.nature.as_deref().unwrap_or_default(),
        line.label.as_deref().unwrap_or_default(),
    ])
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
        format!("{}.", capital(summary.trim_end_matches('.')))
    }

    /// Every section that says something, in the order in which all formats show them.
    fn sections(&self) -> Vec<Section> {
        let mut fiches = self.fiches();
        let anchors: BTreeMap<String, String> = fiches
            .iter()
            .map(|fiche| (fiche.fiche.clone(), fiche.anchor.clone()))
            .collect();
        let linked = |mut change: Change| {
            change.anchor = anchors.get(&change.fiche).cloned();
            change
        };
        let documents = self.comparison.pages.documents.iter();
        let others = documents.filter(|document| fiche_of(document).is_none());
        let mut pages = Section {
            documents: others.map(|document| self.pages(document)).collect(),
            ..self.section("pages")
        };
        self.link_pages(&mut fiches, &mut pages);
        let amounts = &self.comparison.amounts;
        let agreement = Section {
            changes: amounts.agreement.iter().map(|one| self.term(one)).collect(),
            ..self.section("agreement")
        };
        let decisions = amounts
            .decisions
            .iter()
            .filter_map(|one| self.decision(one));
        let decisions = Section {
            changes: decisions.map(linked).collect(),
            ..self.section("decisions")
        };
        let uncompared = self.comparison.uncompared.iter();
        let uncompared = Section {
            notes: uncompared
                .map(|one| visible(&self.not_compared(one)))
                .collect(),
            ..self.section("uncompared")
        };
        let mut sections = vec![self.totals(), agreement];
        sections.extend(fiches);
        sections.extend([pages, decisions, self.findings(linked), uncompared]);
        sections.retain(|section| {
            !(section.changes.is_empty()
                && section.shares.is_empty()
                && section.figures.is_empty()
                && section.texts.is_empty()
                && section.documents.is_empty()
                && section.notes.is_empty())
        });
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
        let total = amounts
            .total
            .iter()
            .map(|shares| self.shares(&self.word("whole"), shares));
        let axes = amounts.axes.iter().map(|axis| {
            self.shares(
                &visible(&format!("{} – {}", axis.prefix, axis.title)),
                &axis.shares,
            )
        });
        let advance = amounts.advance.iter();
        Section {
            shares: total.chain(axes).collect(),
            figures: advance
                .map(|moved| Figure::moved(self.word("advance"), moved))
                .collect(),
            ..self.section("totals")
        }
    }

    fn findings(&self, linked: impl Fn(Change) -> Change) -> Section {
        let findings = self.comparison.amounts.findings.iter();
        let (effects, changes): (Vec<&FindingChange>, Vec<&FindingChange>) =
            findings.partition(|one| one.state == FindingState::Restated);
        let count = [("count", effects.len().to_string())];
        let restated = (!effects.is_empty()).then(|| self.locale.text("diff-restated", &count));
        Section {
            changes: changes
                .into_iter()
                .map(|one| linked(self.finding(one)))
                .collect(),
            notes: restated.into_iter().collect(),
            effects: effects
                .into_iter()
                .map(|one| linked(self.finding(one)))
                .collect(),
            ..self.section("findings")
        }
    }

    /// A section a fiche of which anything changed: figures, words and pages.
    fn fiches(&self) -> Vec<Section> {
        let comparison = self.comparison;
        // A fiche may bear the code of one that is gone.
        fn key<'a>(before: Option<&'a FicheName>, after: Option<&'a FicheName>) -> (bool, &'a str) {
            let slug = after.or(before).map_or("", |name| name.slug.as_str());
            (after.is_none(), slug)
        }
        let mut amounts: BTreeMap<_, &FicheAmounts> = comparison
            .amounts
            .fiches
            .iter()
            .map(|fiche| (key(fiche.before.as_ref(), fiche.after.as_ref()), fiche))
            .collect();
        let mut texts: BTreeMap<_, &[TextChange]> = comparison
            .texts
            .fiches
            .iter()
            .map(|fiche| (key(None, Some(&fiche.after)), fiche.changes.as_slice()))
            .collect();
        let mut documents: BTreeMap<_, &Document> = comparison
            .pages
            .documents
            .iter()
            .filter_map(|document| Some((fiche_of(document)?, document)))
            .collect();
        let mut sections: Vec<Section> = Vec::new();
        for pair in &comparison.pairs {
            let key = (pair.after.is_none(), pair.name.slug.as_str());
            let (own, text) = (amounts.remove(&key), texts.remove(&key));
            let document = documents.remove(&key);
            if own.is_none() && text.is_none() && document.is_none() {
                continue;
            }
            let title = heading(&pair.name);
            let code = visible(pair.name.code.spelling());
            let changes = own.map_or(&[][..], |own| &own.changes);
            let lead = if changes.is_empty() {
                "effect-elsewhere"
            } else {
                "effect"
            };
            let shares = own.and_then(|own| own.shares.as_ref());
            sections.push(Section {
                kind: "fiche",
                anchor: format!("no-{}", sections.len() + 1),
                changes: changes
                    .iter()
                    .map(|one| self.fiche_change(&code, one))
                    .collect(),
                shares: shares
                    .map(|shares| ShareTable {
                        lead: self.word(lead),
                        ..self.shares(&title, shares)
                    })
                    .into_iter()
                    .collect(),
                texts: text
                    .unwrap_or_default()
                    .iter()
                    .map(|one| self.text(one))
                    .collect(),
                documents: document.map(|one| self.pages(one)).into_iter().collect(),
                fiche: code,
                title,
                ..Section::default()
            });
        }
        sections
    }

    /// A change of this kind; its texts are made visible here.
    fn change(
        &self,
        kind: &str,
        mark: Mark,
        subject: &str,
        figures: impl IntoIterator<Item = Figure>,
    ) -> Change {
        Change {
            label: self.word(kind),
            kind: kind.to_owned(),
            mark,
            fiche: String::new(),
            anchor: None,
            subject: visible(subject),
            figures: figures.into_iter().collect(),
            notes: Vec::new(),
        }
    }

    /// A change of this kind of thing, as it came, went or changed: `line` becomes `line-added`.
    fn marked(
        &self,
        thing: &str,
        mark: Mark,
        subject: &str,
        figures: impl IntoIterator<Item = Figure>,
    ) -> Change {
        self.change(
            &format!("{thing}-{}", name_of(&mark)),
            mark,
            subject,
            figures,
        )
    }

    fn term(&self, change: &AgreementChange) -> Change {
        match change {
            AgreementChange::Term {
                name,
                before,
                after,
            } => {
                let subject = self.word(&format!("term-{name}"));
                let figure = changed("", before.clone(), after.clone());
                self.change("term", Mark::Changed, &subject, figure)
            }
            AgreementChange::Party {
                name: "party",
                party,
                before,
                after,
            } => self.marked(
                "party",
                Mark::of(before.as_ref(), after.as_ref()),
                party,
                None,
            ),
            AgreementChange::Party {
                name,
                party,
                before,
                after,
            } => {
                let label = self.word(&format!("party-{name}"));
                let figure = changed(label, before.clone(), after.clone());
                self.marked("party", Mark::Changed, party, figure)
            }
            AgreementChange::Funder { before, after, .. } => {
                let figure = changed("", Some(before.clone()), Some(after.clone()));
                self.change("funder-renamed", Mark::Changed, "", figure)
            }
            AgreementChange::Axis {
                prefix,
                prefix_before,
                before,
                after,
            } => {
                let title = changed(self.word("title"), before.clone(), after.clone());
                let former = prefix_before.clone().or(Some(prefix.clone()));
                let prefixes = changed(self.word("prefix"), former, Some(prefix.clone()));
                let mark = Mark::of(before.as_ref(), after.as_ref());
                self.marked("axis", mark, prefix, title.into_iter().chain(prefixes))
            }
            AgreementChange::Stated {
                article,
                article_before,
                label,
                label_before,
                claim,
                amount,
            } => {
                let text = |name: &str, before: &Option<String>, after: &String| {
                    let former = before.clone().or(Some(after.clone()));
                    changed(self.word(name), former, Some(after.clone()))
                };
                let claims = claim.clone().unzip();
                let figures = [
                    changed("", amount.before, amount.after),
                    text("article", article_before, article),
                    text("label", label_before, label),
                    changed(self.word("claim"), claims.0, claims.1),
                ];
                let mark = Mark::of(amount.before.as_ref(), amount.after.as_ref());
                let subject = joined(&[article, label]);
                self.marked("stated", mark, &subject, figures.into_iter().flatten())
            }
            AgreementChange::Advance { before, after } => {
                let terms = |side: &Option<(Rate, String)>| side.clone().unzip();
                let (old, new) = (terms(before), terms(after));
                let rate = changed(self.word("rate"), old.0, new.0);
                let base = changed(self.word("base"), old.1, new.1);
                let mark = Mark::of(before.as_ref(), after.as_ref());
                self.marked("advance", mark, "", rate.into_iter().chain(base))
            }
            AgreementChange::Reordered { name } => self.reordered(name),
        }
    }

    fn reordered(&self, name: &str) -> Change {
        let subject = self.word(&format!("order-{name}"));
        self.change("reordered", Mark::Changed, &subject, None)
    }

    fn fiche_change(&self, fiche: &str, change: &FicheChange) -> Change {
        let texts = |kind: &str, before: &str, after: &str| {
            let figure = Figure::new("", Some(before), Some(after));
            self.change(kind, Mark::Changed, "", Some(figure))
        };
        let change = match change {
            FicheChange::Added(body) => self.whole(Mark::Added, body),
            FicheChange::Removed(body) => self.whole(Mark::Removed, body),
            FicheChange::Recoded { before, after } => {
                texts("fiche-recoded", before.spelling(), after.spelling())
            }
            FicheChange::Retitled { before, after } => texts("fiche-retitled", before, after),
            FicheChange::Moved { before, after } => texts("fiche-moved", before, after),
            FicheChange::Line(change) => self.line(change),
            FicheChange::Rule(change) => self.rule(change),
            FicheChange::Mention(change) => {
                let mark = Mark::of(change.before.as_ref(), change.after.as_ref());
                let figure = changed("", change.before.clone(), change.after.clone());
                let funder = change
                    .funder
                    .map(|funder| self.funder(funder))
                    .unwrap_or_default();
                let nature = change.nature.as_deref().unwrap_or_default();
                self.marked("mention", mark, &joined(&[&funder, nature]), figure)
            }
            FicheChange::Reordered { name } => self.reordered(name),
        };
        Change {
            fiche: fiche.to_owned(),
            ..change
        }
    }

    /// A fiche that came or went: what it costs.
    fn whole(&self, mark: Mark, body: &FicheBody) -> Change {
        let total = |of: fn(&LineChange) -> Option<Amount>| {
            Some(body.lines.iter().filter_map(of).sum::<Amount>())
        };
        let cost = match mark {
            Mark::Added => Figure::new(
                self.word("cost"),
                None::<Amount>,
                total(|line| line.all.after),
            ),
            _ => Figure::new(
                self.word("cost"),
                total(|line| line.all.before),
                None::<Amount>,
            ),
        };
        Change {
            notes: self.messages("closes", &body.findings),
            ..self.marked("fiche", mark, "", Some(cost))
        }
    }

    fn messages(&self, name: &str, messages: &[String]) -> Vec<String> {
        let id = format!("diff-{name}");
        let text = |message: &String| self.locale.text(&id, &[("message", message.clone())]);
        messages
            .iter()
            .map(|message| visible(&text(message)))
            .collect()
    }

    /// A label for each year of the comparison.
    fn by_year(&self, id: &str) -> Vec<String> {
        let years = self.comparison.years.iter();
        years
            .map(|year| self.locale.text(id, &[("year", year.to_string())]))
            .collect()
    }

    fn line(&self, change: &LineChange) -> Change {
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        let mut figures = Vec::new();
        if let (Some(old), Some(new)) = (before, after) {
            let tax = |line: &LineRecord| line.tax.map(|tax| tax.label());
            figures.extend(changed(
                self.word("nature"),
                old.nature.clone(),
                new.nature.clone(),
            ));
            figures.extend(changed(
                self.word("label"),
                old.label.clone(),
                new.label.clone(),
            ));
            figures.extend(changed(self.word("tax"), tax(old), tax(new)));
        }
        let years = self.comparison.years.iter().zip(&change.years);
        let amounts: Vec<Figure> = years
            .filter_map(|(year, one)| changed(year.to_string(), one.before, one.after))
            .collect();
        let all = Figure::moved(self.locale.plain("totals-all"), &change.all);
        let all = (amounts.len() > 1).then_some(all);
        figures.extend(amounts.into_iter().chain(all));
        let days = self.by_year("diff-days").into_iter().zip(&change.days);
        figures.extend(days.filter_map(|(label, (old, new))| changed(label, *old, *new)));
        let name = after.or(before).map(line_name).unwrap_or_default();
        self.marked("line", Mark::of(before, after), &name, figures)
    }

    fn rule(&self, change: &RuleChange) -> Change {
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        let mut figures = Vec::new();
        if let (Some(old), Some(new)) = (before, after) {
            let payer = |terms: &FundingRecord| Some(self.funder(terms.funder));
            figures.extend(changed(self.word("funder"), payer(old), payer(new)));
            figures.extend(changed(
                self.word("nature"),
                old.nature.clone(),
                new.nature.clone(),
            ));
        }
        let terms = figures.len();
        let rate = |terms: Option<&FundingRecord>| terms.and_then(|terms| terms.rate);
        let rates = changed(self.word("rate"), rate(before), rate(after));
        let has_rate = rates.is_some();
        figures.extend(rates);
        for (place, label) in self.by_year("diff-fixed").into_iter().enumerate() {
            let fixed = |terms: Option<&FundingRecord>| *terms?.fixed.get(place)?;
            figures.extend(changed(label, fixed(before), fixed(after)));
        }
        let mark = Mark::of(before, after);
        let kind = match (mark, figures.len()) {
            (Mark::Changed, 1) if has_rate => "rate",
            (Mark::Changed, 1..) if terms == 0 && !has_rate => "fixed",
            _ => "rule",
        };
        let nature = after.or(before).and_then(|terms| terms.nature.as_deref());
        let subject = joined(&[&self.funder(change.funder), nature.unwrap_or_default()]);
        // Whether the rule brings a funder that paid nothing, or takes the last one of a funder away.
        let pair = self.comparison.funders.get(change.funder);
        let note = pair.and_then(|pair| match (&pair.before, &pair.after) {
            (None, Some(_)) => Some(self.word("funder-new")),
            (Some(_), None) => Some(self.word("funder-gone")),
            _ => None,
        });
        Change {
            notes: note.into_iter().collect(),
            ..self.marked(kind, mark, &subject, figures)
        }
    }

    fn finding(&self, change: &FindingChange) -> Change {
        let mark = match change.state {
            FindingState::Opened | FindingState::Reopened => Mark::Added,
            FindingState::Closed | FindingState::Settled => Mark::Removed,
            FindingState::Restated => Mark::Changed,
        };
        let message = Some(change.message.clone());
        let figure = match mark {
            Mark::Added => Figure::new("", None::<Fact>, message),
            Mark::Removed => Figure::new("", message, None::<Fact>),
            Mark::Changed => Figure::new("", change.message_before.clone(), message),
        };
        let kind = format!("finding-{}", name_of(&change.state));
        let severity = self.locale.plain(&format!("severity-{}", change.severity));
        let subject = format!("{severity} [{}] {}", change.rule, change.place);
        let fiche = change.fiche.as_ref().map(Code::spelling);
        Change {
            fiche: visible(fiche.unwrap_or_default()),
            ..self.change(&kind, mark, &subject, Some(figure))
        }
    }

    fn decision(&self, change: &DecisionChange) -> Option<Change> {
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        let latest = after.or(before)?;
        let mark = match change.state {
            DecisionState::Taken => Mark::Added,
            DecisionState::Withdrawn => Mark::Removed,
            DecisionState::Changed => Mark::Changed,
        };
        let keeps = |one: &DecisionRecord| self.keeps(one);
        let drafted = |one: Option<&DecisionRecord>| one.and_then(|one| one.drafted);
        let figures = [
            changed(self.word("kept"), before.map(keeps), after.map(keeps)),
            changed(self.word("drafted"), drafted(before), drafted(after)),
        ];
        let date = latest.date.clone();
        let signed = if date.is_some() {
            "diff-decided-dated"
        } else {
            "diff-decided"
        };
        let args = [
            ("who", latest.decided_by.clone()),
            ("date", date.unwrap_or_default()),
            ("why", latest.reason.clone()),
        ];
        let mut notes = vec![visible(&self.locale.text(signed, &args))];
        notes.extend(self.messages("settles", &change.settles));
        notes.extend(self.messages("reopens", &change.reopens));
        let year = latest.year.map(|year| year.to_string());
        let about = [
            Some(&latest.rule),
            latest.article.as_ref(),
            latest.nature.as_ref(),
            year.as_ref(),
        ];
        let about: Vec<&str> = about.into_iter().flatten().map(String::as_str).collect();
        let kind = format!("decision-{}", name_of(&change.state));
        let fiche = latest.fiche.as_ref().map(Code::spelling);
        Some(Change {
            fiche: visible(fiche.unwrap_or_default()),
            notes,
            ..self.change(&kind, mark, &joined(&about), figures.into_iter().flatten())
        })
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

    fn shares(&self, of: &str, shares: &Shares) -> ShareTable {
        let all = self.period(None, &shares.all);
        let years = self.comparison.years.iter().zip(&shares.years);
        let years = years.map(|(year, split)| self.period(Some(*year), split));
        let mut periods: Vec<Period> = [all].into_iter().chain(years).collect();
        periods.retain(|period| !period.rows.is_empty());
        ShareTable {
            of: of.to_owned(),
            lead: String::new(),
            periods,
        }
    }

    fn period(&self, year: Option<i32>, split: &SplitMove) -> Period {
        let shares = split.shares.iter().enumerate();
        let mut rows: Vec<Figure> = shares
            .map(|(place, moved)| (self.funder(place), moved))
            .chain([(self.locale.plain("totals-unallocated"), &split.unallocated)])
            .filter(|(_, moved)| moved.is_change())
            .map(|(who, moved)| Figure::moved(who, moved))
            .collect();
        if !rows.is_empty() || split.total.is_change() {
            rows.push(Figure {
                is_total: true,
                ..Figure::moved(self.locale.plain("totals-total"), &split.total)
            });
        }
        let all = || self.locale.plain("totals-all");
        Period {
            year,
            label: year.map_or_else(all, |year| year.to_string()),
            rows,
        }
    }

    fn text(&self, change: &TextChange) -> Redline {
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
        let kind = format!("text-{}", name_of(&change.state));
        Redline {
            label: self.word(&kind),
            kind,
            mark,
            part: visible(&capital(&part)),
            paragraphs: if change.runs.is_empty() {
                Vec::new()
            } else {
                paragraphs(&change.runs)
            },
        }
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

    /// Pages lead to the fiche that shows them.
    fn link_pages(&self, fiches: &mut [Section], others: &mut Section) {
        let anchors: BTreeMap<String, String> = fiches
            .iter()
            .filter_map(|fiche| Some((fiche.documents.first()?.name.clone(), fiche.anchor.clone())))
            .collect();
        let documents = fiches.iter_mut().flat_map(|fiche| &mut fiche.documents);
        let pages = documents
            .chain(&mut others.documents)
            .flat_map(|one| &mut one.pages);
        for (name, anchor) in pages.filter_map(|page| page.shown_by.as_mut()) {
            *anchor = anchors.get(name).cloned();
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

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
