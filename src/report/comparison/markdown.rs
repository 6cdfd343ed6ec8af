//! A comparison as Markdown, for a mail or a merge request: headings, lists and tables, no HTML. Nothing that
//! a draft says is taken as markup.

use super::{
    text::{paragraphs, share_cells, signed},
    told::{Figure, ShareRow, Teller, TextTold, Told, heading},
};
use crate::{
    diff::{Comparison, PageState, Run, RunKind},
    finding::Fact,
    locale::Locale,
    report::screen::visible,
};

/// The comparison in Markdown, its last line ended.
pub fn comparison_markdown(comparison: &Comparison, locale: &Locale) -> String {
    let writer = Writer {
        comparison,
        teller: Teller::new(comparison, locale),
        locale,
    };
    let mut blocks = writer.head();
    if !comparison.is_same() {
        blocks.extend(writer.totals());
        blocks.extend(writer.part("agreement", &writer.teller.agreement()));
        blocks.extend(writer.fiches());
        blocks.extend(writer.part("decisions", &writer.teller.decisions()));
        blocks.extend(writer.part("findings", &writer.teller.findings()));
        blocks.extend(writer.restated());
        blocks.extend(writer.texts());
        blocks.extend(writer.pages());
    }
    blocks.extend(writer.uncompared());
    blocks.join("\n\n") + "\n"
}

struct Writer<'a> {
    comparison: &'a Comparison,
    teller: Teller<'a>,
    locale: &'a Locale,
}

impl Writer<'_> {
    fn head(&self) -> Vec<String> {
        let sides = [&self.comparison.before, &self.comparison.after].map(|side| {
            let stage = side.stage.as_ref().filter(|stage| **stage != side.label);
            let stage = stage.map(|stage| {
                format!(
                    " ({})",
                    self.locale.text("diff-stage", &[("stage", stage.clone())])
                )
            });
            escape(&format!("{}{}", side.label, stage.unwrap_or_default()))
        });
        vec![
            format!("## {}", sides.join(" → ")),
            format!("**{}**", self.teller.summary()),
        ]
    }

    fn totals(&self) -> Vec<String> {
        let mut blocks = Vec::new();
        if let Some(shares) = &self.comparison.amounts.total {
            blocks.push(self.title("totals"));
            blocks.push(self.table(&self.teller.shares(shares)));
        }
        blocks.extend(self.teller.advance().map(|advance| self.labelled(&advance)));
        blocks
    }

    fn fiches(&self) -> Vec<String> {
        let mut blocks = Vec::new();
        for fiche in &self.comparison.amounts.fiches {
            let name = fiche.after.as_ref().or(fiche.before.as_ref());
            if blocks.is_empty() {
                blocks.push(self.title("fiches"));
            }
            blocks.push(format!(
                "#### {}",
                escape(&name.map(heading).unwrap_or_default())
            ));
            let changes: Vec<String> = self
                .teller
                .fiche(fiche)
                .iter()
                .map(|told| self.change(told, false))
                .collect();
            blocks.extend(Some(changes.join("\n")).filter(|list| !list.is_empty()));
            let is_effect = fiche.changes.is_empty();
            blocks.extend(is_effect.then(|| self.locale.plain("diff-effect-elsewhere")));
            blocks.extend(fiche.shares.as_ref().map(|shares| {
                let rows: Vec<ShareRow> = self
                    .teller
                    .shares(shares)
                    .into_iter()
                    .filter(|row| row.year.is_some())
                    .collect();
                self.table(&rows)
            }));
        }
        blocks
    }

    fn part(&self, title: &str, changes: &[Told]) -> Vec<String> {
        let list: Vec<String> = changes.iter().map(|told| self.change(told, true)).collect();
        if list.is_empty() {
            Vec::new()
        } else {
            vec![self.title(title), list.join("\n")]
        }
    }

    /// A change as an item of a list; its figures beside it when there is one, else under it.
    fn change(&self, told: &Told, with_fiche: bool) -> String {
        let fiche = if with_fiche { told.fiche.as_str() } else { "" };
        let subject: Vec<&str> = [fiche, told.subject.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        let mut parts = vec![format!("**{}**", told.label)];
        parts.extend((!subject.is_empty()).then(|| escape(&subject.join(" · "))));
        let mut under: Vec<String> = told.notes.iter().map(|note| escape(note)).collect();
        match told.figures.as_slice() {
            [only] => parts.push(self.labelled(only)),
            several => under
                .splice(0..0, several.iter().map(|figure| self.labelled(figure)))
                .for_each(drop),
        }
        let colon = format!("{} ", self.colon());
        let head = format!("- {}", parts.join(&colon));
        std::iter::once(head)
            .chain(under.iter().map(|line| format!("  - {line}")))
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn labelled(&self, figure: &Figure) -> String {
        let text = figure_text(figure);
        if figure.label.is_empty() {
            text
        } else {
            format!("{}{} {text}", escape(&figure.label), self.colon())
        }
    }

    fn restated(&self) -> Option<String> {
        let count = self.teller.restated().len();
        (count > 0).then(|| {
            self.locale
                .text("diff-restated", &[("count", count.to_string())])
        })
    }

    fn texts(&self) -> Vec<String> {
        let mut blocks = Vec::new();
        for fiche in &self.comparison.texts.fiches {
            if blocks.is_empty() {
                blocks.push(self.title("texts"));
            }
            blocks.push(format!("#### {}", escape(&heading(&fiche.after))));
            for told in self.teller.texts(fiche) {
                blocks.push(format!(
                    "**{}**{} {}",
                    told.label,
                    self.colon(),
                    escape(&told.part)
                ));
                blocks.extend(Some(quote(&told)).filter(|text| !text.is_empty()));
            }
        }
        blocks
    }

    fn pages(&self) -> Vec<String> {
        let documents = self.comparison.pages.documents.iter();
        let changed = documents.filter(|document| {
            document
                .pages
                .iter()
                .any(|page| page.state != PageState::Same)
        });
        let list: Vec<String> = changed
            .map(|document| format!("- {}", escape(&self.teller.pages(document))))
            .collect();
        if list.is_empty() {
            Vec::new()
        } else {
            vec![self.title("pages"), list.join("\n")]
        }
    }

    fn uncompared(&self) -> Vec<String> {
        let list: Vec<String> = self
            .teller
            .uncompared()
            .iter()
            .map(|text| format!("- {}", escape(text)))
            .collect();
        if list.is_empty() {
            Vec::new()
        } else {
            vec![self.title("uncompared"), list.join("\n")]
        }
    }

    fn table(&self, rows: &[ShareRow]) -> String {
        let head = format!("| {} |", self.teller.share_header().join(" | "));
        let mut lines = vec![head, "| --- | --- | ---: | ---: | ---: | ---: |".to_owned()];
        for row in rows {
            let year = row
                .year
                .map_or_else(|| self.locale.plain("totals-all"), |year| year.to_string());
            let cells: Vec<String> = std::iter::once(year)
                .chain(share_cells(row))
                .map(|cell| escape(&cell))
                .collect();
            let strong = |cell: &String| {
                if row.is_total && !cell.is_empty() {
                    format!("**{cell}**")
                } else {
                    cell.clone()
                }
            };
            lines.push(format!(
                "| {} |",
                cells.iter().map(strong).collect::<Vec<_>>().join(" | ")
            ));
        }
        lines.join("\n")
    }

    fn title(&self, name: &str) -> String {
        format!("### {}", self.locale.plain(&format!("diff-title-{name}")))
    }

    fn colon(&self) -> String {
        self.locale.plain("colon")
    }
}

/// `3 000 € → 3 500 € (+500 €, +16,67 %)`; what came or went alone, struck when it went.
fn figure_text(figure: &Figure) -> String {
    let shown = |fact: &Fact| escape(&fact.shown());
    match (&figure.before, &figure.after) {
        (Some(before), Some(after)) => {
            let facts = [
                figure.difference().map(signed),
                figure.percent().map(|percent| percent.to_string()),
            ];
            let facts: Vec<String> = facts
                .into_iter()
                .flatten()
                .map(|text| escape(&text))
                .collect();
            let facts = if facts.is_empty() {
                String::new()
            } else {
                format!(" ({})", facts.join(", "))
            };
            format!("{} → {}{facts}", shown(before), shown(after))
        }
        (Some(fact), None) => format!("~~{}~~", shown(fact)),
        (None, Some(fact)) => shown(fact),
        (None, None) => String::new(),
    }
}

/// The paragraphs that changed, deleted words struck and inserted ones in bold.
fn quote(told: &TextTold) -> String {
    let changed = |runs: &Vec<Run>| {
        runs.iter()
            .any(|run| run.kind != RunKind::Kept && !run.text.trim().is_empty())
    };
    let quoted = paragraphs(&told.runs).into_iter().filter(changed);
    quoted
        .map(|runs| format!("> {}", line_start(&redline(&runs))))
        .collect::<Vec<_>>()
        .join("\n>\n")
}

/// A paragraph with its runs between signs. No sign stands beside a space, nor between a letter outside and a
/// mark inside, where it would mean nothing.
fn redline(runs: &[Run]) -> String {
    let mut line = String::new();
    let mut is_open_end = false;
    for run in runs {
        let sign = match run.kind {
            RunKind::Kept => "",
            RunKind::Deleted => "~~",
            RunKind::Inserted => "**",
        };
        let inner = run.text.trim();
        let start = run.text.len() - run.text.trim_start().len();
        let (before, after) = (&run.text[..start], &run.text[start + inner.len()..]);
        line.push_str(before);
        let begins_word = inner.starts_with(char::is_alphanumeric);
        let follows_word = line.ends_with(char::is_alphanumeric);
        if is_open_end && begins_word
            || !sign.is_empty() && follows_word && !begins_word && !inner.is_empty()
        {
            line.push(' ');
        }
        let marked = if inner.is_empty() {
            String::new()
        } else {
            format!("{sign}{}{sign}", escape(inner))
        };
        line.push_str(&marked);
        line.push_str(after);
        is_open_end = !sign.is_empty()
            && after.is_empty()
            && !inner.is_empty()
            && !inner.ends_with(char::is_alphanumeric);
    }
    line
}

/// A line that begins no list, heading or quotation.
fn line_start(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let after = &line[digits..];
    match line.chars().next() {
        Some('-' | '+' | '=' | ':') => format!("\\{line}"),
        _ if digits > 0 && after.starts_with(['.', ')']) => format!("{}\\{after}", &line[..digits]),
        _ => line.to_owned(),
    }
}

/// Text that means only itself, on one line.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '$'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    #[test]
    fn nothing_in_a_draft_is_markup() {
        let hostile = "a|b *c* _d_ `e` [f](g) <b>h</b> # ~~i~~ &amp; !x \\ \u{1b}[31m";
        let escaped = format!("x {}", escape(hostile));
        let events = Parser::new_ext(&escaped, Options::all());
        let text: String = events
            .filter_map(|event| {
                if let Event::Text(text) = event {
                    Some(text.into_string())
                } else {
                    None
                }
            })
            .collect();
        assert_eq!(text, format!("x {}", visible(hostile)));
    }

    #[test]
    fn redlines_are_struck_and_bold_where_words_begin() {
        let run = |kind, text: &str| Run {
            kind,
            text: text.into(),
        };
        let runs = [
            run(RunKind::Kept, "un"),
            run(RunKind::Deleted, " deux"),
            run(RunKind::Inserted, " trois"),
            run(RunKind::Kept, " mot"),
            run(RunKind::Inserted, "(s)"),
            run(RunKind::Kept, "fin"),
        ];
        let text = redline(&runs);
        assert_eq!(text, "un ~~deux~~ **trois** mot **(s)** fin");
        let drawn: String = Parser::new_ext(&text, Options::ENABLE_STRIKETHROUGH)
            .filter_map(|event| match event {
                Event::Text(text) => Some(text.into_string()),
                Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough) => {
                    Some("/".to_owned())
                }
                Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => Some("+".to_owned()),
                _ => None,
            })
            .collect();
        assert_eq!(drawn, "un /deux/ +trois+ mot +(s)+ fin");
    }
}
