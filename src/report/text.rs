use super::{
    cells::Extract,
    counts::Counts,
    excerpt,
    frame::Notice,
    notes::{MOST_LISTED, Notes, beside},
    screen::{Ink, Screen, display_width, visible},
};
use crate::{
    audit,
    finding::{Consequence, Finding, Severity},
    locale::Locale,
    source::{Place, Sources},
};

/// Findings as people read them at a terminal.
#[derive(Clone, Copy, Debug)]
pub struct TextReport<'a> {
    /// The language.
    pub locale: &'a Locale,
    /// What it is drawn on.
    pub screen: Screen,
    /// What the dossier's files say, to be quoted.
    pub sources: &'a Sources,
    /// Whether lists are given in full.
    pub complete: bool,
}

impl TextReport<'_> {
    /// Every finding with its extract and its notes, then how many there are.
    pub fn render(&self, findings: &[&Finding]) -> String {
        let mut text = String::new();
        for finding in findings {
            text.push_str(&self.finding(finding));
            text.push('\n');
        }
        text.push_str(&self.summary(&Counts::of(findings.iter().copied())));
        text
    }

    /// One line a finding: `place: severity[rule]: message`.
    pub fn concise(&self, findings: &[&Finding]) -> String {
        let colon = self.locale.plain("colon");
        let line = |finding: &&Finding| {
            let (ink, label) = self.label(finding);
            let label = self
                .screen
                .paint(ink, &format!("{label}[{}]", finding.rule));
            let message = visible(&finding.message(self.locale));
            format!(
                "{}{colon} {label}{colon} {message}\n",
                visible(&finding.place.to_string())
            )
        };
        findings.iter().map(line).collect()
    }

    /// How many findings there are, by severity, then by rule.
    pub fn summary(&self, counts: &Counts) -> String {
        if counts.total() == 0 {
            return format!(
                "{}\n",
                self.screen
                    .paint(Ink::Settled, &self.locale.plain("summary-none"))
            );
        }
        let mut parts = Vec::new();
        for severity in Severity::ALL {
            if counts.open(severity) > 0 {
                let text =
                    self.counted(&format!("count-{}", severity.name()), counts.open(severity));
                parts.push(self.screen.paint(ink_of(severity), &text));
            }
        }
        if counts.settled > 0 {
            parts.push(
                self.screen
                    .paint(Ink::Settled, &self.counted("count-settled", counts.settled)),
            );
        }
        let rules: Vec<String> = counts
            .by_frequency()
            .iter()
            .map(|(rule, count)| format!("{rule}\u{a0}{count}"))
            .collect();
        let rules = self.screen.wrap(&rules.join(" · "), 0, 0);
        let rules: Vec<String> = rules
            .iter()
            .map(|line| self.screen.paint(Ink::Faint, line))
            .collect();
        format!("{}\n{}\n", parts.join(", "), rules.join("\n"))
    }

    /// One finding, its last line ended.
    pub fn finding(&self, finding: &Finding) -> String {
        let (ink, label) = self.label(finding);
        let message = finding.message(self.locale);
        let notice = Notice::new(
            self.locale,
            self.screen,
            ink,
            &label,
            finding.rule,
            &message,
        );
        let mut notice = self.place(notice, &finding.place, ink);
        let notes = Notes {
            locale: self.locale,
            complete: self.complete,
        };
        for (label, text) in notes.figures(finding) {
            notice = notice.note(label, &text);
        }
        let notice = match &finding.slip {
            Some(slip) => notice.note("note-slip", &slip.message(self.locale)),
            None => notice,
        };
        let notice = self.consequences(notice, finding);
        if let Some(settlement) = &finding.settlement {
            return notice
                .note("note-settled", &settlement.message(self.locale))
                .finish();
        }
        let notice = match finding.help(self.locale) {
            Some(help) => notice.note("note-help", &help),
            None => notice,
        };
        match audit::proposal(finding) {
            Some(decision) => notice.block("note-arbitrage", &decision),
            None => notice,
        }
        .finish()
    }

    /// What is wrong, where, and what to do about it.
    pub fn brief(&self, finding: &Finding) -> String {
        let (ink, label) = self.label(finding);
        let message = finding.message(self.locale);
        let notice = Notice::new(
            self.locale,
            self.screen,
            ink,
            &label,
            finding.rule,
            &message,
        );
        let notice = notice.origin(&finding.place.to_string());
        match finding.help(self.locale) {
            Some(help) => notice.note("note-help", &help),
            None => notice,
        }
        .finish()
    }

    fn label(&self, finding: &Finding) -> (Ink, String) {
        if finding.is_open() {
            (
                ink_of(finding.severity),
                self.locale
                    .plain(&format!("severity-{}", finding.severity.name())),
            )
        } else {
            (Ink::Settled, self.locale.plain("severity-settled"))
        }
    }

    fn place<'a>(&self, notice: Notice<'a>, place: &Place, ink: Ink) -> Notice<'a> {
        match place {
            Place::Cell { file, sheet, cell } => {
                match self.sources.sheets.get(&(file.clone(), sheet.clone())) {
                    Some(grid) => {
                        let extract = Extract::around(grid, *cell);
                        let notice = notice.margin(extract.margin()).origin(&place.to_string());
                        notice.extract(&extract.draw(&self.screen, ink))
                    }
                    None => notice.origin(&place.to_string()),
                }
            }
            Place::Text {
                file,
                line,
                start,
                end,
                ..
            } => match self.sources.texts.get(file) {
                Some(text) if text.get(*start..*end).is_some() => notice
                    .margin(line.to_string().len())
                    .extract(&excerpt::draw(
                        &self.screen,
                        ink,
                        file,
                        text,
                        *line,
                        *start..*end,
                    )),
                _ => notice.origin(&place.to_string()),
            },
            Place::File { .. } | Place::Sheet { .. } => notice.origin(&place.to_string()),
        }
    }

    fn consequences<'a>(&self, notice: Notice<'a>, finding: &Finding) -> Notice<'a> {
        let all = &finding.consequences;
        if all.is_empty() {
            return notice;
        }
        let listed = if self.complete {
            all.len()
        } else {
            MOST_LISTED
        };
        let names: Vec<String> = all
            .iter()
            .map(|consequence| visible(&beside(&consequence.place)))
            .collect();
        let width = names
            .iter()
            .take(listed)
            .map(|name| display_width(name))
            .max()
            .unwrap_or(0);
        let item = |(consequence, name): (&Consequence, &String)| {
            let space = "\u{a0}".repeat(width - display_width(name) + 2);
            let figures = format!(
                "{} → {}",
                consequence.drafted.shown(),
                consequence.expected.shown()
            );
            format!("{name}{space}{}", visible(&figures))
        };
        let mut items: Vec<String> = all.iter().zip(&names).take(listed).map(item).collect();
        if all.len() > listed {
            items.push(self.counted("more-consequences", all.len() - listed));
        }
        notice.listed("note-consequences", &items)
    }

    fn counted(&self, id: &str, count: usize) -> String {
        self.locale.text(id, &[("count", count.to_string())])
    }
}

/// The colour of a severity.
pub fn ink_of(severity: Severity) -> Ink {
    match severity {
        Severity::Error => Ink::Error,
        Severity::Warning => Ink::Warning,
        Severity::Info => Ink::Info,
    }
}

#[cfg(test)]
mod tests;
