//! What is written in a fiche and would print as it is typed, or not at all.

mod lines;
mod signs;
mod table;

use std::{collections::BTreeSet, ops::Range};

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use crate::{
    audit::prelude::*,
    model::Prose,
    read::{is_inline, markdown_definitions, printed_events},
    source::is_word,
};

/// Text that no construct of Markdown takes: it would print as it is typed, run on, or vanish. In documents meant to be
/// signed, it blocks.
pub(super) static MARKUP: Rule = Rule::warning("text-markup", Family::Texts, check);
/// A picture that cannot be shown, or that nothing describes. In documents meant to be signed, it blocks.
pub(super) static PICTURE: Rule = Rule::raised("text-picture", Family::Texts, Severity::Warning);

/// No more places of a fiche are listed: once so many are put right, the next check lists the others.
const MOST: usize = 100;
/// How much of what is written is shown.
const SHOWN: usize = 80;

/// A stretch of a text, and the variant of the message about it.
type Mark = (Range<usize>, &'static str);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let severity = context.blank_severity();
    for (fiche, prose) in context.dossier.proses() {
        let of = |rule: &Rule, place: &Place| match fiche {
            Some(fiche) => rule.of(fiche, place),
            None => rule.at(place),
        };
        let (start, body) = (prose.body.start, &prose.text[prose.body.clone()]);
        let place = |range: &Range<usize>| {
            let range = start + range.start..start + range.end;
            Place::in_text(&prose.file, &prose.text, range)
        };
        let found = Found::of(body);
        let marks = found.marks.iter();
        let marks =
            marks.filter_map(|(range, variant)| Some((range, of_file(variant, &prose.file)?)));
        for (range, variant) in marks.take(MOST) {
            let mut written = body[range.clone()].to_owned();
            if is_word(&prose.file) {
                written = written.trim_start_matches('#').replace('\\', "");
            }
            let finding = of(&MARKUP, &place(range)).variant(variant);
            // A struck amount may be meant.
            let finding = match variant {
                "struck" => finding,
                _ => finding.severity(severity),
            };
            findings.push(finding.drafted(shown(&written)));
        }
        for picture in found.pictures.iter().take(MOST) {
            let problem = picture_problem(context, &picture.name);
            let undescribed = (!picture.is_described).then_some("alt");
            findings.extend(problem.into_iter().chain(undescribed).map(|variant| {
                let variant = of_file(variant, &prose.file).unwrap_or(variant);
                let finding = of(&PICTURE, &place(&picture.range)).variant(variant);
                finding.severity(severity).drafted(picture.name.as_str())
            }));
        }
        let values = std::iter::once(&prose.title).chain(&prose.leader);
        let fields = prose.fields.iter().map(|(_, text)| text);
        for value in values.chain(&prose.calendar).chain(fields) {
            findings.extend(tab(of(&MARKUP, &value.place), value, severity));
        }
        let mut partners = prose.partners.iter();
        if partners.any(|partner| partner.trim().is_empty()) {
            let finding = of(&MARKUP, &partners_place(prose)).variant("partner");
            findings.push(finding.severity(severity));
        }
    }
    let parties = context.dossier.convention.parties.iter();
    for logo in parties.filter_map(|party| party.logo.as_ref()) {
        let problem = picture_problem(context, &logo.file);
        findings.extend(problem.map(|problem| {
            let finding = PICTURE.at(&logo.file.place).variant(problem);
            finding.severity(severity).drafted(logo.file.as_str())
        }));
    }
    for (fiche, line) in context.lines() {
        for text in [&line.nature, &line.label].into_iter().flatten() {
            findings.extend(tab(MARKUP.of(fiche, &text.place), text, severity));
        }
    }
}

/// Why a picture cannot be shown, as the variant of its message.
fn picture_problem(context: &Context<'_>, name: &str) -> Option<&'static str> {
    match context.dossier.pictures.get(name) {
        Some(picture) => picture.file.as_ref().err().copied(),
        None => Some("elsewhere"),
    }
}

/// The finding about a value of one line, if a tab stands in it.
fn tab(finding: Finding, text: &str, severity: Severity) -> Option<Finding> {
    let finding = finding.variant("tab").severity(severity);
    text.contains('\t').then(|| finding.drafted(shown(text)))
}

/// The variant whose help suits the file: Word has other means than Markdown, and what is typed there prints as it is shown,
/// so that no mark of Markdown is meant by it.
fn of_file(variant: &'static str, file: &str) -> Option<&'static str> {
    if !is_word(file) {
        return Some(variant);
    }
    match variant {
        "alt" => Some("alt-word"),
        "elsewhere" => Some("elsewhere-word"),
        "missing" => Some("missing-word"),
        "format" => Some("format-word"),
        "bullet" => Some("bullet-word"),
        "section" => Some("section-word"),
        "struck" | "program" => Some(variant),
        _ => None,
    }
}

/// The key of the partners, which have no places of their own.
fn partners_place(prose: &Prose) -> Place {
    const KEY: &str = "partenaires";
    let mut lines = prose.text[..prose.body.start].lines().map(str::trim_start);
    let key = lines.find(|line| {
        let rest = line.strip_prefix(KEY);
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    });
    match key.map(|line| line.as_ptr().addr() - prose.text.as_ptr().addr()) {
        Some(at) => Place::in_text(&prose.file, &prose.text, at..at + KEY.len()),
        None => Place::file(&prose.file),
    }
}

/// The beginning of a text, on one line.
fn shown(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// What a text holds that would not print as it is meant.
struct Found {
    marks: Vec<Mark>,
    pictures: Vec<Picture>,
}

/// A picture of a text, by the name of its file.
struct Picture {
    range: Range<usize>,
    name: String,
    is_described: bool,
}

impl Found {
    /// Reads the body of a text.
    fn of(body: &str) -> Self {
        let mut reader = Reader {
            body,
            ..Reader::default()
        };
        // The rest of the text is blank.
        let blank = |c: u8| if c == b'\n' { c } else { b' ' };
        reader.text = body.bytes().map(blank).collect();
        for (event, range) in printed_events(body) {
            reader.blocks(&event, &range);
            reader.headings(&event, &range);
            reader.contents(&event, &range);
            reader.table.read(&event, &range, body, &mut reader.marks);
            match event {
                Event::Start(_) => reader.depth += 1,
                Event::End(_) => reader.depth -= 1,
                _ => {}
            }
        }
        reader.finish()
    }
}

/// What was read of a text so far.
#[derive(Default)]
struct Reader<'b> {
    body: &'b str,
    marks: Vec<Mark>,
    pictures: Vec<Picture>,
    /// The plain text, without anything that Markdown takes.
    text: Vec<u8>,
    /// The labels that links and pictures refer to.
    links: BTreeSet<String>,
    /// The notes that are called.
    calls: BTreeSet<String>,
    /// The notes there are, and their names.
    names: BTreeSet<String>,
    notes: Vec<(String, Range<usize>)>,
    depth: usize,
    in_code: bool,
    /// The last heading, while nothing stands under it.
    heading: Option<(HeadingLevel, Range<usize>)>,
    /// Where the text of an item begins that is no paragraph.
    item: Option<usize>,
    table: table::Table,
}

impl Reader<'_> {
    fn mark(&mut self, range: &Range<usize>, variant: &'static str) {
        self.marks.push((range.clone(), variant));
    }

    /// Looks at the lines of paragraphs, and of items that no paragraph stands in, up to a list within them.
    fn blocks(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let end = match event {
            Event::Start(tag) if !is_inline(tag) => range.start,
            Event::End(TagEnd::Item) => range.end,
            _ => return,
        };
        if let Some(start) = self.item.take().filter(|start| *start < end) {
            lines::mark(self.body, &(start..end), true, &mut self.marks);
        }
        match event {
            Event::Start(Tag::Item) => self.item = Some(behind_mark(self.body, range)),
            Event::Start(Tag::Paragraph) => {
                lines::mark(self.body, range, false, &mut self.marks);
            }
            _ => {}
        }
    }

    /// Looks for headings with nothing under them, and for what a title may not hold.
    fn headings(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            _ if self.depth > 0 => {}
            Event::Start(Tag::Heading { level, .. }) => {
                let former = self.heading.replace((*level, range.clone()));
                let empty = former.filter(|(former, _)| level <= former);
                self.marks
                    .extend(empty.map(|(_, title)| (title, "section")));
            }
            Event::End(_) | Event::Start(Tag::FootnoteDefinition(_)) => {}
            _ => self.heading = None,
        }
        let in_title = self.heading.as_ref().is_some_and(|(level, title)| {
            *level <= HeadingLevel::H2 && title.start <= range.start && range.end <= title.end
        });
        let is_reference = matches!(
            event,
            Event::FootnoteReference(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. })
        );
        if in_title && is_reference {
            self.mark(range, "title");
        }
    }

    fn contents(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let source = &self.body[range.clone()];
        match event {
            Event::FootnoteReference(name) => {
                self.calls.insert(name.to_lowercase());
            }
            Event::Start(Tag::FootnoteDefinition(name)) => {
                let name = name.to_lowercase();
                if !self.names.insert(name.clone()) || self.depth > 0 {
                    self.mark(&first_line(self.body, range), "note-place");
                }
                self.notes.push((name, range.clone()));
            }
            Event::Start(
                tag @ (Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }),
            ) => {
                use LinkType::{Collapsed, Reference, Shortcut};
                if let Reference | Collapsed | Shortcut = link_type {
                    self.links.insert(key(id));
                }
                if let Tag::Image { dest_url, .. } = tag {
                    self.pictures.push(Picture {
                        range: range.clone(),
                        name: dest_url.to_string(),
                        is_described: false,
                    });
                }
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                self.in_code = true;
                if matches!(kind, CodeBlockKind::Fenced(_)) && !is_closed(source) {
                    self.mark(&first_line(self.body, range), "code");
                }
            }
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Rule => {
                let groups = source.split_whitespace();
                if groups.filter(|group| group.len() >= 3).count() > 1 {
                    self.mark(range, "grid");
                }
            }
            Event::Text(words) | Event::Code(words) => {
                let picture = self.pictures.last_mut();
                if let Some(picture) = picture.filter(|last| last.range.contains(&range.start)) {
                    picture.is_described |= !words.trim().is_empty();
                }
                if matches!(event, Event::Text(_)) && !self.in_code {
                    self.text[range.clone()].copy_from_slice(source.as_bytes());
                }
            }
            Event::Start(Tag::Strikethrough) if source.contains(|c: char| c.is_ascii_digit()) => {
                self.mark(range, "struck");
            }
            _ => {}
        }
    }

    /// Adds what only the whole text shows.
    fn finish(mut self) -> Found {
        let empty = self.heading.take();
        self.marks
            .extend(empty.map(|(_, title)| (title, "section")));
        let definitions = markdown_definitions(self.body).into_iter();
        let unused = definitions.filter(|(label, _)| !self.links.contains(&key(label)));
        let unused: Vec<Mark> = unused
            .map(|(_, range)| (range, "reference-unused"))
            .collect();
        self.marks.extend(unused);
        let unused = self
            .notes
            .iter()
            .filter(|(name, _)| !self.calls.contains(name));
        let unused = unused.map(|(_, range)| (first_line(self.body, range), "note-unused"));
        self.marks.extend(unused);
        let text = String::from_utf8(self.text).unwrap_or_default();
        signs::mark(self.body, &text, &mut self.marks);
        self.marks
            .sort_by_key(|(range, _)| (range.start, range.end));
        self.marks.dedup();
        Found {
            marks: self.marks,
            pictures: self.pictures,
        }
    }
}

/// Where the text of an item begins, behind its mark.
fn behind_mark(body: &str, item: &Range<usize>) -> usize {
    let text = body[item.clone()].trim_start();
    let text = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let text = text.trim_start_matches(['-', '*', '+', '.', ')']);
    item.end - text.len()
}

/// Whether a block of code ends as it begins.
fn is_closed(block: &str) -> bool {
    let last = block.trim_end().lines().skip(1).last().unwrap_or_default();
    last.trim_start_matches(['>', ' ']).starts_with(['`', '~'])
}

/// What the spellings of a label share.
fn key(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn first_line(body: &str, range: &Range<usize>) -> Range<usize> {
    let line = body[range.clone()].lines().next().unwrap_or_default();
    range.start..range.start + line.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn finds(body: &str, expected: &[(&str, &str)]) {
        let found = Found::of(body);
        let marks = found.marks.iter();
        let marks: Vec<(&str, &str)> = marks
            .map(|(range, variant)| (*variant, &body[range.clone()]))
            .collect();
        assert_eq!(marks, expected, "{body}");
    }

    #[test]
    fn what_would_print_as_it_is_typed_is_found() {
        finds("Voir :\n\n[TABLE]\n", &[("table", "[TABLE]")]);
        finds("Le taux[^3] de [x].", &[("note", "[^3]")]);
        finds("Selon le [rapport][r].", &[("reference", "[rapport][r]")]);
        finds(
            "Selon [@insee2018, p. 3].",
            &[("citation", "[@insee2018, p. 3]")],
        );
        finds("le 1^(er) bilan", &[("raised", "^(er)")]);
        finds("un [mot]{.underline} là", &[("attribute", "{.underline}")]);
        finds(
            "![a](images/a.png){width=\"3in\"}",
            &[("attribute", "{width=\"3in\"}")],
        );
        finds("** Objectif ** 1", &[("style", "**"), ("style", "**")]);
        finds(
            "Soit $x^2 + 1$ et $n$.",
            &[("formula", "$x^2 + 1$"), ("formula", "$n$")],
        );
        finds(
            "::: {.note}\nTexte\n:::",
            &[
                ("fence", "::: {.note}"),
                ("attribute", "{.note}"),
                ("fence", "::"),
            ],
        );
        finds("##Objectifs", &[("heading", "##Objectifs")]);
        finds(
            "[le plan](mon plan.pdf), ![vu[^1]](images/a.png)\n\n[^1]: Note.",
            &[
                ("link", "[le plan](mon plan.pdf)"),
                ("link", "[vu[^1]](images/a.png)"),
            ],
        );
        finds("####### Titre", &[("heading", "####### Titre")]);
        finds(
            "![a](images/a.png){width=50%} [b](https://b.fr){width=50%}",
            &[("attribute", "{width=50%}")],
        );
        finds(
            "Texte^[une note en ligne].",
            &[("note-inline", "^[une note en ligne]")],
        );
        finds("Le {{ montant }}.", &[("program", "{{ montant }}")]);
        finds(
            "[TOC]\n\n> [!NOTE]\n> Voir [[halles]].",
            &[
                ("program", "[TOC]"),
                ("program", "[!NOTE]"),
                ("program", "[[halles]]"),
            ],
        );
        finds(
            "\\newpage\n\nUn \\textbf{mot}.",
            &[("program", "\\newpage"), ("program", "\\textbf")],
        );
        finds(
            "un ++mot++ et ==un autre==.",
            &[("highlight", "++mot++"), ("highlight", "==un autre==")],
        );
        finds("[ ] à faire\n[x] fait", &[("task", "[ ]"), ("task", "[x]")]);
        finds("- [] un\n- [ ]deux", &[("task", "[]"), ("task", "[ ]")]);
        finds(
            "### Titre {-}\n\nUn\\ mot.",
            &[("attribute", "{-}"), ("program", "\\")],
        );
        finds(
            "|a|b|\n|-|-|\n|1|2|\n\n: Légende\n\n*[HTML]: sigle",
            &[("attribute", ": Légende"), ("attribute", "*[HTML]: sigle")],
        );
    }

    #[test]
    fn lists_and_tables_that_are_none_are_found() {
        finds("Actions :\n• un\n• deux", &[("bullet", "• un")]);
        finds("\u{f0b7} un\n\u{f0b7} deux", &[("bullet", "\u{f0b7} un")]);
        finds("– un\n– deux", &[("bullet", "– un")]);
        for text in [
            "1/ un\n2/ deux",
            "1° un\n2° deux",
            "(@) un",
            "-un\n-deux",
            "· un\n· deux",
            "→ un\n→ deux",
            "o un\no deux",
            "(a) un\n(b) deux",
            "1- un\n2- deux",
            "a/ un\nb/ deux",
            "§ un\n§ deux",
        ] {
            finds(text, &[("bullet", text.lines().next().expect("a line"))]);
        }
        for text in [
            "✓ un\n✓ deux",
            "❖ un\n❖ deux",
            "Actions : ‣ un ‣ deux ‣ trois",
            "Actions : – un ; – deux",
            "Actions : o un o deux",
        ] {
            finds(text, &[("bullet", text.lines().next().expect("a line"))]);
        }
        finds("Étapes :\na) un\nb) deux", &[("list", "a) un")]);
        finds("Étapes :\n2. un\n3. deux", &[("list", "2. un")]);
        // Within an item, and out of order.
        finds("1. Appel\n   a. un\n   b. deux", &[("list", "a. un")]);
        finds("a) un\n   1) deux\nb) trois", &[("list", "b) trois")]);
        finds("a) un\nb) deux\nd) trois", &[("list", "d) trois")]);
        finds(
            "I. un\nA. deux\nB. trois\nII. quatre",
            &[("list", "A. deux")],
        );
        for text in [
            "1. Appel\n\n   a) un\n   b) deux",
            "- a) un\n  suite\n- b) deux",
            "A. Dupont\nB. Martin\nM. Durand",
        ] {
            finds(text, &[]);
        }
        finds(
            "Visites\t1 200\t10 %\nNuitées\t3 400\t5 %",
            &[("tabs", "Visites\t1 200\t10 %")],
        );
        finds(
            "+----+----+\n| a  | b  |\n+====+====+\n",
            &[("grid", "+----+----+"), ("row", "| a  | b  |")],
        );
        finds("| un vers\n| un autre", &[("row", "| un vers")]);
        finds("  a   b\n\n---- ----\n", &[("grid", "---- ----\n")]);
        finds("| a | b |\n| 1 | 2 |", &[("row", "| a | b |")]);
        finds(
            "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n",
            &[("cell", "| 1 | 2 | 3 |")],
        );
        finds("| a | << |\n|---|---|\n| << | 2 |\n", &[("merge", " << ")]);
    }

    #[test]
    fn what_would_not_print_is_found() {
        finds(
            "Texte.\n\n[Contact]: a@b.fr\n",
            &[("reference-unused", "[Contact]: a@b.fr")],
        );
        finds(
            "Texte.\n\n[^1]: Une note.\n",
            &[("note-unused", "[^1]: Une note.")],
        );
        finds("a[^1]\n\n- b\n\n  [^1]: c\n", &[("note-place", "[^1]: c")]);
        finds(
            "## Objectifs\n\n## Évaluation\n\nTexte.",
            &[("section", "## Objectifs\n")],
        );
        finds(
            "## Moyens[^1]\n\nTexte.\n\n[^1]: Note.",
            &[("title", "[^1]")],
        );
        finds("Texte.\n\n```\ncode", &[("code", "```")]);
        finds(
            "~~10 000 €~~ 12 000 €, ~~premier~~",
            &[("struck", "~~10 000 €~~")],
        );
    }

    /// What is written as it should be, or is no markup at all.
    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "5 $ et 10 $, ou 100$/jour et 50$/an.",
            "Voir [le plan](plan.pdf) [sic] et (a) ou b).",
            "Une liste :\n- un\n- deux\n\na) un\nb) deux\nc) trois\n\n1. un\n2. deux",
            "| a | b \\| c |\n|---|---|\n| `x` | 2 |\n| seul |\n",
            "| a | << |\n|---|---|\n| ^^ | ^^ |\n",
            "| a | b |\n|---|---|\n| \\^^ | \\<< |\n",
            "# Partie\n\n## Sous-partie\n\nTexte[^1] en H~2~O, 1^er^.\n\n[^1]: Note avec [lien][r].\n\n[r]: https://a.fr\n",
            "En 2018 –\nla suite – et la fin.\nIl y a\n2. étapes",
            "\\[TABLE\\] \\*\\*x\\*\\* \\[^1] 1\\^(er) \\{.a} `[TABLE]` `$x^2$`",
            "    $x^2$ [TABLE]\n\n```\n• un\n[TABLE]\n```\n",
            "Lot 1\t12 mois",
            "Réunir ✓ et voir. Objectif : – 10 % en 2027 et – 20 % en 2028. A · B · C, ☐ oui ☐ non.",
            "□ étude □ travaux ■ animation",
            "Avis : ❑ favorable ❑ défavorable",
            "✔ réalisé ✘ abandonné",
            "Lundi • Mardi • Mercredi",
            "🚲 vélo 🚌 bus",
            "3*4 à 5*6, https://a.fr/_plan_/b et www.a.fr/*b*",
            "En C++ et D++, si a == b, de -5 à\n-10 ; → voir (a) et\n(b) là ; C:\\dossier\\newpage, \\\\serveur\\partage.",
            "Le besoin [ ] et [x] est, dit-on,\n-il faut voir (note^1^[2](x)).",
            "- a\n\n  [un lien](https://a.fr)\n\n- [ ] à faire\n\n- [x] fait",
            "Le total {total} et {part:metropole@2019}.",
            "***\n\n- - -\n\nTerme\n: sens\n\n- [ ] à faire\n- [x] fait\n",
            "Une *étoile* * et **deux**, ~~mot~~.",
        ] {
            finds(text, &[]);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(body in "([ -~é\t]|\n|\n\n|[\\[\\]^$*|#{:•–]|\\[\\^a\\]|```|<<|~~1~~){0,60}") {
            for (range, _) in Found::of(&body).marks {
                prop_assert!(body.get(range).is_some());
            }
        }
    }

    #[test]
    fn pictures_are_described() {
        let found = Found::of("![](images/a.png) et [![Le *plan*](images/b.png)](https://a.fr)");
        let pictures = found.pictures.into_iter();
        let pictures = pictures.map(|picture| (picture.name, picture.is_described));
        let expected = [
            ("images/a.png".to_owned(), false),
            ("images/b.png".to_owned(), true),
        ];
        assert_eq!(pictures.collect::<Vec<_>>(), expected);
    }
}
