//! A comparison as Markdown, for a mail or a merge request: headings, lists and tables, no HTML. Nothing that
//! a draft says is taken as markup.

use super::{
    text::{share_cells, share_header, side_text},
    tree::{Section, describe},
};
use crate::{
    diff::{Change, Comparison, Figure, ShareTable},
    locale::Locale,
    source::visible,
    xlsx::{Run, RunKind},
};

/// The comparison in Markdown, its last line ended.
pub fn comparison_markdown(comparison: Comparison) -> String {
    let tree = describe(comparison);
    let locale = &tree.locale;
    let writer = Writer {
        locale,
        colon: format!("{} ", locale.plain("colon")),
    };
    let sides = [&tree.before, &tree.after].map(|side| escape(&side_text(side, locale, false)));
    let mut blocks = vec![format!("## {}", sides.join(" → "))];
    blocks.push(format!("**{}**", tree.summary));
    blocks.extend(tree.sections.iter().flat_map(|one| writer.section(one)));
    blocks.join("\n\n") + "\n"
}

struct Writer<'a> {
    locale: &'a Locale,
    colon: String,
}

impl Writer<'_> {
    fn section(&self, section: &Section) -> Vec<String> {
        let is_fiche = section.kind == "fiche";
        let level = if is_fiche { "####" } else { "###" };
        let mut blocks = Vec::new();
        if section.anchor == "no-1" {
            blocks.push(format!("### {}", self.locale.plain("diff-title-fiches")));
        }
        blocks.push(format!("{level} {}", escape(&section.title)));
        let changes = section.changes.iter();
        blocks.extend(listed(changes.map(|one| self.change(one, section))));
        if let Some(table) = section.shares.first() {
            let is_effect = is_fiche && section.changes.is_empty();
            blocks.extend(is_effect.then(|| table.lead.clone()));
            blocks.push(self.table(table, is_fiche));
        }
        blocks.extend(section.figures.iter().map(|figure| self.labelled(figure)));
        for text in &section.texts {
            let part = escape(&text.subject);
            blocks.push(format!("**{}**{}{part}", text.label, self.colon));
            blocks.extend(quote(text));
        }
        let documents = section.documents.iter();
        let documents =
            documents.map(|one| [&escape(&one.name), &*self.colon, &one.summary].concat());
        blocks.extend(listed(documents));
        let notes = section.notes.iter().map(|note| escape(note));
        match section.kind {
            "uncompared" => blocks.extend(listed(notes)),
            _ => blocks.extend(notes),
        }
        blocks
    }

    /// A change as an item of a list; its figures beside it when there is one, else under it.
    fn change(&self, change: &Change, section: &Section) -> String {
        let subject = escape(&section.subject(change));
        let mut parts = vec![format!("**{}**", change.label), subject];
        parts.retain(|part| !part.is_empty());
        let figures = change.figures.iter();
        let mut under: Vec<String> = figures.map(|one| self.labelled(one)).collect();
        if under.len() == 1 {
            parts.append(&mut under);
        }
        under.extend(change.notes.iter().map(|note| escape(note)));
        let under = under.iter().map(|line| format!("\n  - {line}"));
        parts.join(&self.colon) + &under.collect::<String>()
    }

    /// `3 000 € → 3 500 € (+500 €, +16,67 %)`; what came or went alone, struck when it went.
    fn labelled(&self, figure: &Figure) -> String {
        let label = match &*figure.label {
            "" => String::new(),
            label => escape(label) + &self.colon,
        };
        let (before, after) = (figure.before.as_deref(), figure.after.as_deref());
        let text = match (before.map(escape), after.map(escape)) {
            (Some(before), Some(after)) => {
                let mut facts = vec![escape(&figure.difference), escape(&figure.percent)];
                facts.retain(|fact| !fact.is_empty());
                match &facts[..] {
                    [] => format!("{before} → {after}"),
                    facts => format!("{before} → {after} ({})", facts.join(", ")),
                }
            }
            (Some(gone), None) => format!("~~{gone}~~"),
            (None, new) => new.unwrap_or_default(),
        };
        label + &text
    }

    /// A table of shares, of a fiche year by year.
    fn table(&self, table: &ShareTable, is_fiche: bool) -> String {
        let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let mut lines = vec![
            line(share_header(self.locale)),
            "| --- | --- | ---: | ---: | ---: | ---: |".to_owned(),
        ];
        let periods = table.periods.iter();
        for period in periods.filter(|period| period.year.is_some() || !is_fiche) {
            for row in &period.rows {
                let cells = share_cells(&period.label, row).into_iter();
                let cells = cells.map(|cell| match escape(&cell) {
                    cell if row.is_total && !cell.is_empty() => format!("**{cell}**"),
                    cell => cell,
                });
                lines.push(line(cells.collect()));
            }
        }
        lines.join("\n")
    }
}

/// The items of a list; none without items.
fn listed(items: impl Iterator<Item = String>) -> Option<String> {
    let items: Vec<String> = items.map(|item| format!("- {item}")).collect();
    (!items.is_empty()).then(|| items.join("\n"))
}

/// The paragraphs that changed, deleted words struck and inserted ones in bold.
fn quote(text: &Change) -> Option<String> {
    let is_change = |run: &Run| run.kind != RunKind::Kept && !run.text.trim().is_empty();
    let mut quoted = Vec::new();
    for runs in &text.paragraphs {
        if runs.iter().any(is_change) {
            quoted.push(format!("> {}", line_start(&redline(runs))));
        }
    }
    (!quoted.is_empty()).then(|| quoted.join("\n>\n"))
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
        if inner.is_empty() {
            line.push_str(&run.text);
            is_open_end = false;
            continue;
        }
        let start = run.text.len() - run.text.trim_start().len();
        let (before, after) = (&run.text[..start], &run.text[start + inner.len()..]);
        line.push_str(before);
        let begins_word = inner.starts_with(char::is_alphanumeric);
        let follows_word = line.ends_with(char::is_alphanumeric);
        if is_open_end && begins_word || !sign.is_empty() && follows_word && !begins_word {
            line.push(' ');
        }
        line.extend([sign, &escape(inner), sign, after]);
        let ends_word = inner.ends_with(char::is_alphanumeric);
        is_open_end = !sign.is_empty() && after.is_empty() && !ends_word;
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
