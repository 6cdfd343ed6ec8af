use std::cmp::Reverse;

use super::{
    cells::Extract,
    counts::Counts,
    frame::Notice,
    notes::{MOST_LISTED, beside, figures, listed},
    screen::{Ink, Screen, display_width, visible},
};
use crate::{
    audit,
    finding::{Consequence, Finding, Severity},
    locale::{Locale, args},
    source::{Place, Sources, join},
};

/// Draws findings for people at a terminal.
#[derive(Clone, Copy, Debug)]
pub struct TextReport<'a> {
    /// The language.
    pub locale: &'a Locale,
    /// The screen to draw on.
    pub screen: Screen,
    /// The content of the dossier's files, for quotations.
    pub sources: &'a Sources,
    /// Whether lists are given in full.
    pub complete: bool,
}

impl TextReport<'_> {
    /// Every finding with its extract and its notes, then how many there are.
    pub fn render(&self, findings: &[&Finding]) -> String {
        let drawn = findings.iter().map(|finding| self.finding(finding) + "\n");
        drawn.collect::<String>() + &self.summary(&Counts::of(findings.iter().copied()))
    }

    /// One line per finding: `place: severity[rule]: message`.
    pub fn concise(&self, findings: &[&Finding]) -> String {
        let colon = self.locale.plain("colon");
        let line = |finding: &&Finding| {
            let (ink, label) = self.label(finding);
            let label = self.screen.paint(ink, &label);
            let place = visible(&finding.place.to_string());
            let message = visible(&finding.message(self.locale));
            format!("{place}{colon} {label}{colon} {message}\n")
        };
        findings.iter().map(line).collect()
    }

    /// How many findings there are, by severity, then by rule.
    pub fn summary(&self, counts: &Counts) -> String {
        if counts.rules.is_empty() {
            let none = self.locale.plain("summary-none");
            return self.screen.paint(Ink::Settled, &none) + "\n";
        }
        let kinds = [
            (Ink::Error, "count-error", counts.error),
            (Ink::Warning, "count-warning", counts.warning),
            (Ink::Info, "count-info", counts.info),
            (Ink::Settled, "count-settled", counts.settled),
        ];
        let kinds = kinds.into_iter().filter(|(.., count)| *count > 0);
        let kinds = kinds.map(|(ink, id, count)| self.screen.paint(ink, &self.counted(id, count)));
        let mut text = join(kinds, ", ") + "\n";
        let mut rules: Vec<_> = counts.rules.iter().collect();
        rules.sort_by_key(|(_, count)| Reverse(**count));
        let rules = rules
            .iter()
            .map(|(rule, count)| format!("{rule}\u{a0}{count}"));
        for line in self.screen.wrap(&join(rules, " · "), 0, 0) {
            text.extend([&self.screen.paint(Ink::Faint, &line), "\n"]);
        }
        text
    }

    /// One finding; the text ends in a newline.
    pub fn finding(&self, finding: &Finding) -> String {
        let (ink, _) = self.label(finding);
        let mut notice = self.place(self.notice(finding), &finding.place, ink);
        for (label, text) in figures(finding, self.locale, self.max_listed()) {
            notice = notice.note(label, &text);
        }
        if let Some(slip) = &finding.slip {
            notice = notice.note("note-slip", &slip.message(self.locale));
        }
        notice = self.consequences(notice, finding);
        if let Some(settlement) = &finding.settlement {
            notice = notice.note("note-settled", &settlement.message(self.locale));
        } else {
            notice = self.help(notice, finding);
            if let Some(decision) = audit::proposal(finding) {
                notice = notice.block("note-arbitrage", &decision);
            }
        }
        notice.finish()
    }

    /// What is wrong, where, and what to do about it.
    pub fn brief(&self, finding: &Finding) -> String {
        let notice = self.notice(finding).origin(&finding.place.to_string());
        self.help(notice, finding).finish()
    }

    fn notice(&self, finding: &Finding) -> Notice<'_> {
        let (ink, label) = self.label(finding);
        let message = finding.message(self.locale);
        Notice::new(self.locale, self.screen, ink, &label, &message)
    }

    fn help<'a>(&self, notice: Notice<'a>, finding: &Finding) -> Notice<'a> {
        match finding.help(self.locale) {
            Some(help) => notice.note("note-help", &help),
            None => notice,
        }
    }

    /// `erreur[recap-share]` and its colour.
    fn label(&self, finding: &Finding) -> (Ink, String) {
        let (mut ink, mut name) = (ink_of(finding.severity), finding.severity.name());
        if !finding.is_open() {
            (ink, name) = (Ink::Settled, "settled".to_owned());
        }
        let severity = self.locale.plain(&format!("severity-{name}"));
        (ink, format!("{severity}[{}]", finding.rule))
    }

    fn place<'a>(&self, notice: Notice<'a>, place: &Place, ink: Ink) -> Notice<'a> {
        if let Some(extract) = Extract::of(place, self.sources, self.screen.width) {
            return notice.cells(place, &extract, ink);
        }
        let text = self.sources.texts.get(place.file_name());
        notice.quoted(place, text.map_or("", |text| text), ink)
    }

    fn consequences<'a>(&self, notice: Notice<'a>, finding: &Finding) -> Notice<'a> {
        let all = &finding.consequences[..];
        if all.is_empty() {
            return notice;
        }
        let (listed, rest) = listed(all, self.max_listed());
        let name = |consequence: &Consequence| visible(&beside(&consequence.place, self.locale));
        let width = listed
            .iter()
            .map(|consequence| display_width(&name(consequence)))
            .max();
        let mut items = Vec::new();
        for consequence in listed {
            let name = name(consequence);
            let space = "\u{a0}".repeat(width.unwrap_or(0) - display_width(&name) + 2);
            let [drafted, expected] =
                [&consequence.drafted, &consequence.expected].map(|fact| finding.shown(fact));
            let figures = format!("{drafted} → {expected}");
            items.push(format!("{name}{space}{}", visible(&figures)));
        }
        if !rest.is_empty() {
            items.push(self.counted("more-consequences", rest.len()));
        }
        notice.listed("note-consequences", &items)
    }

    fn max_listed(&self) -> usize {
        if self.complete {
            usize::MAX
        } else {
            MOST_LISTED
        }
    }

    fn counted(&self, id: &str, count: usize) -> String {
        self.locale.text(id, &args! { count: count })
    }
}

/// The colour of a severity.
pub(crate) fn ink_of(severity: Severity) -> Ink {
    match severity {
        Severity::Error => Ink::Error,
        Severity::Warning => Ink::Warning,
        Severity::Info => Ink::Info,
    }
}

#[cfg(test)]
mod tests;
