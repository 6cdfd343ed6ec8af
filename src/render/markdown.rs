//! Markdown in, Typst source out.
//!
//! A writer of ours over pulldown-cmark's events: every piece of text goes through [`escape`], every
//! construct becomes a function call closed by `;`, so that nothing an author types can reach Typst's
//! syntax. Images show their description; raw HTML, which the reader refuses, would print as it is typed.
//! The result needs nothing of our templates: tables, quotes and lists take whatever style is in force.

use pulldown_cmark::{Alignment, Event, HeadingLevel, LinkType, Parser, Tag, TextMergeStream};

use super::escape::{escape, escape_piece};
use crate::read::markdown_options;

/// Beyond this nesting, text loses its form but nothing of its content; Typst refuses 256 levels.
const DEEPEST: usize = 24;
/// The lowest level that PDF knows a heading by.
const LOWEST: u8 = 6;
/// What an address that can be followed begins with.
const FOLLOWED: [&str; 3] = ["http://", "https://", "mailto:"];

/// Writes `markdown` as Typst source. Its headings come under one of level `under`, and skip no level.
pub(super) fn to_typst(markdown: &str, under: u8) -> String {
    let mut writer = Writer {
        open: Vec::new(),
        text: String::new(),
        under,
        heading: under,
    };
    for event in TextMergeStream::new(Parser::new_ext(markdown, markdown_options())) {
        writer.event(event);
    }
    writer.text.trim_end().to_owned()
}

/// A construct whose end has not come yet.
struct Open<'a> {
    tag: Tag<'a>,
    /// What is written before it.
    before: String,
    /// Of a list: whether an item holds paragraphs.
    is_loose: bool,
}

struct Writer<'a> {
    open: Vec<Open<'a>>,
    /// What stands in the innermost construct so far.
    text: String,
    under: u8,
    /// The level of the last heading.
    heading: u8,
}

impl<'a> Writer<'a> {
    fn event(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(_) => self.end(),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                match self.open.last().map(|open| &open.tag) {
                    Some(Tag::CodeBlock(_)) => self.push(&text),
                    _ => self.push(&escape_piece(&text)),
                }
            }
            Event::Code(text) => self.push(&format!("#raw(\"{}\");", escape(&text))),
            Event::SoftBreak => self.push("\n"),
            Event::HardBreak => self.push("#linebreak();\n"),
            Event::Rule => self.block("#line(length: 100%);"),
            // Options that would yield anything else are off.
            other => self.push(&escape(&format!("{other:?}"))),
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        if let (Tag::Paragraph, [.., list, item]) = (&tag, self.open.as_mut_slice())
            && matches!(item.tag, Tag::Item)
        {
            list.is_loose = true;
        }
        self.open.push(Open {
            tag,
            before: std::mem::take(&mut self.text),
            is_loose: false,
        });
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let body = std::mem::replace(&mut self.text, open.before);
        if self.open.len() >= DEEPEST {
            return match open.tag {
                Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. } => {
                    self.push(&body);
                }
                _ => self.block(&body),
            };
        }
        let body = body.trim_end_matches('\n');
        let tight = !open.is_loose;
        match open.tag {
            Tag::Paragraph | Tag::HtmlBlock => self.block(body),
            Tag::Heading { level, .. } => self.heading(level, body),
            Tag::BlockQuote(_) => self.block(&format!("#quote(block: true)[{body}];")),
            Tag::CodeBlock(_) => self.block(&format!("#raw(block: true, \"{}\");", escape(body))),
            Tag::List(None) => self.block(&format!("#list(tight: {tight},{body}\n);")),
            Tag::List(Some(start)) => {
                self.block(&format!("#enum(tight: {tight}, start: {start},{body}\n);"));
            }
            Tag::Item => self.push(&format!("\n  [{body}],")),
            Tag::Table(alignments) => self.block(&table(&alignments, body)),
            Tag::TableHead => self.push(&format!("table.header({body}), ")),
            Tag::TableCell if self.is_within(|tag| matches!(tag, Tag::TableHead)) => {
                self.push(&format!("[#strong[{body}];], "));
            }
            Tag::TableCell => self.push(&format!("[{body}], ")),
            Tag::Strong => self.push(&format!("#strong[{body}];")),
            Tag::Image { .. } if body.is_empty() => {}
            Tag::Emphasis | Tag::Image { .. } => self.push(&format!("#emph[{body}];")),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let is_mail = link_type == LinkType::Email;
                let scheme = if is_mail { "mailto:" } else { "" };
                self.link(&format!("{scheme}{dest_url}"), body);
            }
            _ => self.push(body),
        }
    }

    /// A heading within a quote or a list is set in bold: it would break the order of the levels.
    fn heading(&mut self, level: HeadingLevel, body: &str) {
        if body.is_empty() {
            return;
        }
        if !self.open.is_empty() {
            return self.block(&format!("#strong[{body}];"));
        }
        let wanted = (level as u8).max(self.under + 1);
        self.heading = wanted.min(self.heading + 1).min(LOWEST);
        self.block(&format!("#heading(depth: {})[{body}];", self.heading));
    }

    /// The address is printed too, in a note when there is room for one: a signed document lives on paper.
    fn link(&mut self, address: &str, body: &str) {
        let shown = escape_piece(address.strip_prefix("mailto:").unwrap_or(address));
        // A table's head is repeated on each page it reaches; PDF/UA allows no link in what is repeated.
        let can_be_followed = FOLLOWED.iter().any(|scheme| address.starts_with(scheme))
            && !self.is_within(|tag| matches!(tag, Tag::TableHead));
        let linked = |text: &str| {
            let link = can_be_followed.then(|| format!("#link(\"{}\")[{text}];", escape(address)));
            link.unwrap_or_else(|| text.to_owned())
        };
        let has_no_room =
            |tag: &Tag<'_>| matches!(tag, Tag::Heading { .. } | Tag::Table(_) | Tag::Link { .. });
        let text = if body.is_empty() {
            linked(&shown)
        } else if body == shown || shown.is_empty() {
            linked(body)
        } else if !can_be_followed || self.is_within(has_no_room) {
            format!("{} \\u{{28}}{shown})", linked(body))
        } else {
            format!("{}#footnote[{}];", linked(body), linked(&shown))
        };
        self.push(&text);
    }

    /// Whether what is written now stands in such a construct.
    fn is_within(&self, is: impl Fn(&Tag<'_>) -> bool) -> bool {
        self.open.iter().any(|open| is(&open.tag))
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes a paragraph or another block, parted from what stands around it.
    fn block(&mut self, text: &str) {
        while !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self.push(text);
        self.push("\n\n");
    }
}

fn table(alignments: &[Alignment], body: &str) -> String {
    let name = |alignment: &Alignment| match alignment {
        Alignment::None | Alignment::Left => "left, ",
        Alignment::Center => "center, ",
        Alignment::Right => "right, ",
    };
    let align: String = alignments.iter().map(name).collect();
    let columns = alignments.len();
    format!("#table(columns: {columns}, align: ({align}), {body});")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::evaluate::evaluate;
    use proptest::prelude::*;

    #[track_caller]
    fn writes(markdown: &str, expected: &str) {
        let typst = to_typst(markdown, 2);
        assert_eq!(typst, expected);
        evaluate(&typst).expect("source that Typst accepts");
    }

    #[track_caller]
    fn prints(markdown: &str, expected: &str) {
        let typst = to_typst(markdown, 2);
        assert_eq!(
            evaluate(&typst).expect(&typst).0.trim(),
            expected,
            "{typst}"
        );
    }

    #[test]
    fn paragraphs_and_emphasis() {
        writes(
            "Un *mot* et\n**un autre**.\n\nPuis `x = 1`.",
            concat!(
                "Un #emph[mot]; et\n#strong[un autre];\\u{2e}\n\n",
                "Puis #raw(\"x \\u{3d} 1\");\\u{2e}"
            ),
        );
        writes("a  \nb", "a#linebreak();\nb");
        writes("***", "#line(length: 100%);");
    }

    #[test]
    fn headings_skip_no_level() {
        writes(
            "##### A\n\n### B\n\n#### C\n\n###### D",
            concat!(
                "#heading(depth: 3)[A];\n\n#heading(depth: 3)[B];\n\n",
                "#heading(depth: 4)[C];\n\n#heading(depth: 5)[D];"
            ),
        );
        assert_eq!(to_typst("### A", 1), "#heading(depth: 2)[A];");
        writes("> # Cité", "#quote(block: true)[#strong[Cité];];");
        writes("###", "");
    }

    #[test]
    fn lists_are_tight_or_loose() {
        writes("- a\n- b", "#list(tight: true,\n  [a],\n  [b],\n);");
        writes(
            "3. a\n\n4. b",
            "#enum(tight: false, start: 3,\n  [a],\n  [b],\n);",
        );
        writes(
            "- a\n  - b\n  - c\n- d",
            "#list(tight: true,\n  [a\n\n#list(tight: true,\n  [b],\n  [c],\n);],\n  [d],\n);",
        );
        writes(
            "- a\n\n  suite\n- b",
            "#list(tight: false,\n  [a\n\nsuite],\n  [b],\n);",
        );
    }

    #[test]
    fn quotes_code_and_tables() {
        writes("> a\n>\n> b", "#quote(block: true)[a\n\nb];");
        writes(
            "```rust\nlet a = \"b\";\n  c\n```",
            "#raw(block: true, \"let a \\u{3d} \\u{22}b\\u{22};\\u{a}\\u{20}\\u{20}c\");",
        );
        writes(
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            concat!(
                "#table(columns: 2, align: (left, right, ), ",
                "table.header([#strong[a];], [#strong[b];], ), [1], [2], );"
            ),
        );
    }

    #[test]
    fn links_show_their_address() {
        let address = "https\\u{3a}\\u{2f}\\u{2f}a.fr\\u{2f}b";
        let expected =
            format!("#link(\"{address}\")[ici];#footnote[#link(\"{address}\")[{address}];];");
        writes("[ici](https://a.fr/b)", &expected);
        writes(
            "<https://a.fr/b>",
            &format!("#link(\"{address}\")[{address}];"),
        );
        prints("| [ici](https://a.fr) |\n|---|", "ici (https://a.fr)");
        writes(
            "| [ici](https://a.fr) | <a@b.fr> |\n|---|---|",
            concat!(
                "#table(columns: 2, align: (left, left, ), ",
                "table.header([#strong[ici \\u{28}https\\u{3a}\\u{2f}\\u{2f}a.fr)];], [#strong[a\\u{40}b.fr];], ), );"
            ),
        );
        writes("<a@b.fr>", "#link(\"mailto:a\\u{40}b.fr\")[a\\u{40}b.fr];");
        prints("[ici](javascript:alert)", "ici (javascript:alert)");
        prints("[ici](annexe.pdf)", "ici (annexe.pdf)");
        prints("[ici]()", "ici");
        prints("![plan de la ville](plan.png)", "plan de la ville");
        prints("![](plan.png)", "");
    }

    #[test]
    fn nothing_reaches_typst() {
        for text in [
            "#str(6*7)",
            "\\#str(6*7)",
            "]",
            "a ] b",
            "a // b",
            "a /* b",
            "#panic()",
            "$x$",
            "@ref",
            "<label>",
            "a_b",
            "#[",
            "a #",
            "#",
            "~",
            "= a",
            "a -- b",
            "...",
            "'a'",
            "\"a\"",
            "# a",
            "- a",
            "1. a",
            "+ a",
            "/ a: b",
            "`",
            "``a",
            "#emph[a]",
            "{",
            "};",
            "\\u{41}",
            "https://a.fr",
            "a\\",
            "(1)",
            ";",
            ".a",
        ] {
            let escaped: String = text
                .chars()
                .map(|c| {
                    if c.is_ascii_punctuation() {
                        format!("\\{c}")
                    } else {
                        c.into()
                    }
                })
                .collect();
            prints(&escaped, text);
            prints(&format!("*x*{escaped}"), &format!("x{text}"));
        }
        prints("<b>a</b>", "<b>a</b>");
        prints("`#panic()` `]`", "#panic() ]");
        prints("```\n#panic() ]\n```", "#panic() ]");
        prints("a&#x20;&#8239;b", "a \u{202f}b");
    }

    #[test]
    fn deep_nesting_keeps_the_text() {
        prints(&format!("{}a", "> ".repeat(400)), "a");
        prints(&format!("{}a", "- ".repeat(400)), "a");
        prints(
            &format!("{}a{}", "*a ".repeat(300), "*".repeat(300)),
            &format!("{}a", "a ".repeat(300)),
        );
    }

    /// What Markdown says, as another reader of it tells: every text in its order.
    fn texts(markdown: &str) -> String {
        let said = Parser::new_ext(markdown, markdown_options()).filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                Some(text.into_string())
            }
            _ => None,
        });
        said.collect::<String>()
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect()
    }

    /// The source compiles and says all of that; what it adds are addresses of links.
    #[track_caller]
    fn says_its_text(markdown: &str) {
        let typst = to_typst(markdown, 2);
        let said = evaluate(&typst).expect(&typst).0;
        let mut said = said.chars().filter(|c| !c.is_whitespace());
        for wanted in texts(markdown).chars() {
            assert!(
                said.any(|c| c == wanted),
                "{wanted:?} is lost: {markdown:?}\n{typst}"
            );
        }
    }

    /// Markdown by its pieces, which random characters seldom make.
    fn pieces() -> impl Strategy<Value = String> {
        let text = prop_oneof![
            "[ -~]{0,8}",
            any::<String>(),
            Just("#str(6*7)".to_owned()),
            Just("\\\\]".to_owned())
        ];
        let piece = (0..14usize, text).prop_map(|(form, text)| match form {
            0 => format!("\n\n## {text}\n\n"),
            1 => format!("\n- {text}\n"),
            2 => format!("\n1. {text}\n"),
            3 => format!("\n> {text}\n"),
            4 => format!("*{text}*"),
            5 => format!("**{text}**"),
            6 => format!("`{text}`"),
            7 => format!("\n```\n{text}\n```\n"),
            8 => format!("[{text}](<{text}>)"),
            9 => format!("\n\n| {text} | a |\n|---|:-:|\n| b | {text} |\n\n"),
            10 => format!("![{text}](x)"),
            11 => format!("\n    {text}\n"),
            12 => format!("<https://a.fr/{text}>"),
            _ => text,
        });
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_markdown_says_its_text(markdown in pieces()) {
            says_its_text(&markdown);
        }

        #[test]
        fn any_characters_say_their_text(markdown in any::<String>()) {
            says_its_text(&markdown);
        }

        #[test]
        fn any_markdown_gives_valid_source(markdown in "([ -~]|[\n>#*_`|\\[\\]()!<&-]|\n\n|    |é){0,60}") {
            let typst = to_typst(&markdown, 2);
            if let Err(problem) = evaluate(&typst) {
                panic!("{problem}\n{typst}");
            }
        }
    }
}
