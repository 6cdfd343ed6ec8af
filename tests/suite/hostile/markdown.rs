//! Fiches with Markdown that is deep, long or no Markdown.

#![expect(clippy::format_collect, reason = "texts are made once")]

use super::{
    Answer, Kind, Refused, Unharmed,
    ground::{FICHE, Ground},
    kind,
};

pub(super) fn kinds() -> Vec<Kind> {
    [html(), deep(), long(), signs()]
        .into_iter()
        .flatten()
        .collect()
}

/// A fiche with one more section.
fn section(name: &'static str, words: &'static [&'static str], text: impl Into<String>) -> Kind {
    let text = text.into();
    kind(name, words, move |ground: &Ground| {
        ground.append(FICHE, &format!("\n## Suite\n\n{text}\n"));
    })
}

/// HTML is an error of the text, with which the draft cannot be built.
fn html() -> Vec<Kind> {
    let html = |name, text: &str| section(name, &[FICHE, "HTML"], text).finding();
    vec![
        html("a script", "<script>alert(1)</script>"),
        html("a style", "<style>p{color:red}</style>"),
        html("a comment", "<!-- #panic() -->"),
        html("a processing instruction", "<?php system('id'); ?>"),
        html("a declaration", "<!DOCTYPE html>"),
        html("a CDATA section", "<![CDATA[ x ]]>"),
        html("a block of HTML", "<div onclick=\"x\">\n*a*\n</div>"),
        html("an element of no known name", "<my-element>\n"),
        html("HTML within a line", "a <img src=x onerror=alert(1)> b"),
        html(
            "HTML with a direction override",
            "a <b title=\"\u{202e}\u{1b}[31m\"> b",
        ),
    ]
}

/// Harmless texts that must be read quickly. Some take long to lay out, so that time is limited.
const QUICK: &[(&str, Answer)] = &[
    ("check", Unharmed),
    ("--limit layout-time=1 build", Unharmed),
];

fn deep() -> Vec<Kind> {
    let nesting = &[FICHE, "nesting"];
    let many = 100_000;
    let quick = |name, text: String| section(name, &[], text).runs(QUICK);
    vec![
        section(
            "quotes fifty thousand deep",
            nesting,
            format!("{}a", "> ".repeat(many / 2)),
        ),
        section(
            "quotes without spaces, a thousand deep",
            nesting,
            format!("{}a", ">".repeat(1000)),
        ),
        section(
            "items a thousand deep on one line",
            nesting,
            format!("{}a", "- ".repeat(1000)),
        ),
        section(
            "items twenty deep",
            nesting,
            (0..20)
                .map(|n| format!("{}- a\n", "  ".repeat(n)))
                .collect::<String>(),
        ),
        section(
            "numbered items twenty deep",
            nesting,
            (0..20)
                .map(|n| format!("{}1. a\n", "   ".repeat(n)))
                .collect::<String>(),
        ),
        section(
            "emphasis within emphasis, forty deep",
            nesting,
            format!("{}a{}", "*a ".repeat(40), "*".repeat(40)),
        ),
        quick("a hundred thousand open brackets", "[".repeat(many)),
        quick("a hundred thousand open links", "[a](".repeat(many / 4)),
        quick(
            "a hundred thousand pairs of brackets",
            format!("{}{}", "[".repeat(many), "]".repeat(many)),
        ),
        quick(
            "a hundred thousand parentheses",
            format!("[a]({}{})", "(".repeat(many), ")".repeat(many)),
        ),
        quick("a hundred thousand stars", "*a ".repeat(many / 3)),
        quick(
            "a hundred thousand stars and underscores",
            "*a_b ".repeat(many / 5),
        ),
        quick(
            "backticks of every length",
            (1..400).map(|n| format!("{} ", "`".repeat(n))).collect(),
        ),
        quick("a hundred thousand pictures", "![".repeat(many / 2)),
        quick("a hundred thousand angle brackets", "<".repeat(many)),
        quick("a hundred thousand escapes", "\\".repeat(many)),
        quick("a hundred thousand ampersands", "&#x".repeat(many / 3)),
    ]
}

fn long() -> Vec<Kind> {
    let quick = |name, text: String| section(name, &[], text).runs(QUICK);
    let row = |cells: usize| format!("{}|\n", "| a ".repeat(cells));
    let rule = |cells: usize| format!("{}|\n", "|---".repeat(cells));
    vec![
        quick(
            "a table of two thousand columns",
            format!("{}{}{}", row(2000), rule(2000), row(2000)),
        ),
        quick(
            "a table of twenty columns and a thousand rows",
            format!("{}{}{}", row(20), rule(20), row(20).repeat(1000)),
        ),
        quick(
            "a table with rows of one cell only",
            format!("{}{}{}", row(300), rule(300), "| a |\n".repeat(300)),
        ),
        section("a line of ten megabytes", &[FICHE], "mot ".repeat(10 << 18)),
        quick("a word of a hundred thousand letters", "x".repeat(100_000)),
        quick("two thousand sections", "\n\n## S\n\ntexte\n".repeat(2000)),
        quick(
            "a reference used fifty thousand times",
            format!(
                "[a]: https://x.fr/{}\n\n{}",
                "y".repeat(5000),
                "[a] ".repeat(50_000)
            ),
        ),
        quick(
            "fifty thousand references",
            (0..50_000).map(|n| format!("[a{n}]: x\n")).collect(),
        ),
        quick(
            "a heading of fifty thousand letters",
            format!("### {}", "titre ".repeat(8_000)),
        ),
    ]
}

fn signs() -> Vec<Kind> {
    let quick = |name, text: &str| section(name, &[], text).runs(QUICK);
    vec![
        quick(
            "entities of no character",
            "&#0; &#xD800; &#x110000; &nosuch; &#99999999999999;",
        ),
        quick("a NUL in a text", "a\0b"),
        quick(
            "a link to a script",
            "[ici](javascript:alert(1)) <javascript:alert(1)> [la](data:text/html,x)",
        ),
        quick(
            "a link with quotes and line ends",
            "[ici](<https://x.fr/\"onclick=x> \"t\")",
        ),
        quick("footnotes", "a[^1]\n\n[^1]: b [^1]"),
        quick(
            "Typst in every place",
            "#panic() `#panic()` $x$ @a <a@b.fr> \\#str(6*7) // /* ] }\n\n    #panic()\n",
        ),
        section("an emoji", &[FICHE, "U+1F9C0"], "texte 🧀").remark(),
        section("a private character", &[FICHE, "U+E000"], "texte \u{e000}").remark(),
        section(
            "an escape sequence",
            &[FICHE, "U+001B"],
            "texte \u{1b}[31m\u{1b}]8;;http://x\u{7}",
        )
        .remark(),
        section(
            "figures that an override turns round",
            &[FICHE, "U+202E"],
            "soit \u{202e}000 51 €\u{202c} par an",
        )
        .remark(),
        section(
            "a byte order mark",
            &[FICHE, "U+FEFF"],
            "texte \u{feff}texte",
        )
        .remark(),
        section(
            "a word of sixty thousand joiners",
            &[FICHE, "60000 caractères"],
            "a\u{200d}".repeat(30_000),
        ),
        section(
            "a code point that is no character",
            &[FICHE, "U+FFFF"],
            "texte \u{ffff}",
        )
        .remark(),
    ]
    .into_iter()
    .inspect(|kind| {
        assert!(
            kind.runs
                .iter()
                .all(|(_, answer)| *answer == Unharmed || matches!(answer, Refused(_)))
        );
    })
    .collect()
}

#[test]
fn markdown() {
    super::try_family(&kinds());
}
