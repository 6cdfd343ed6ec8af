//! Placeholders of texts: `{part:metropole@2019}`, `{total en lettres}`, `{duree}`. Those that mean nothing are findings.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{
    markdown,
    resolve::{parse_claim, unknown},
    toml::nearest,
};
use crate::{
    finding::Finding,
    model::{Claim, Convention, Dossier, Fiche, Funders, Placeholder, Prose},
    source::{Located, Period, Place, fold, join},
};

/// The names that may stand alone.
const ALONE: [&str; 7] = [
    "total",
    "autres",
    "avance",
    "versements",
    "duree",
    "annees",
    "annexes",
];
/// Those that something stands behind.
const OF: [&str; 5] = ["part", "versement", "nom", "signataire", "qualite"];
/// What asks for an amount in words.
const IN_WORDS: [&str; 2] = ["en lettres", "en toutes lettres"];

/// A placeholder where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Its bytes, braces included.
    pub(crate) range: Range<usize>,
    /// What stands between the braces, its spaces made one.
    pub(crate) text: String,
    /// Whether nothing else stands in its paragraph.
    pub(crate) is_alone: bool,
}

/// What stands in braces in a text in Markdown, placeholder or not. `\{` is a brace, as are those of code.
pub(crate) fn written(markdown: &str) -> Vec<Written> {
    braces(markdown).0
}

/// What stands in braces, and the braces that nothing opens or closes.
fn braces(markdown: &str) -> (Vec<Written>, Vec<usize>) {
    let (mut found, mut stray) = (Vec::new(), Vec::new());
    if !markdown.contains(['{', '}']) {
        return (found, stray);
    }
    let mut runs: Vec<Range<usize>> = Vec::new();
    // Where the paragraph begins that is open, outside of lists, quotes and tables, and all paragraphs of that kind.
    let (mut depth, mut paragraphs, mut is_code) = (0, Vec::new(), false);
    let mut goes_on = false;
    for (event, range) in markdown::events(markdown) {
        match event {
            Event::Start(Tag::Paragraph) if depth == 0 => paragraphs.push(range),
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::List(_) | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_)) => {
                depth += 1;
            }
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) => {
                depth -= 1;
            }
            Event::Text(_) if !is_code => {
                match runs
                    .last_mut()
                    .filter(|last| goes_on || last.end == range.start)
                {
                    Some(last) => last.end = range.end,
                    None => runs.push(range),
                }
                goes_on = false;
                continue;
            }
            Event::SoftBreak => {
                goes_on = runs.last().is_some_and(|last| last.end <= range.start);
                continue;
            }
            _ => {}
        }
        goes_on = false;
    }
    for run in runs {
        let mut at = run.start;
        let next = |from: usize| {
            markdown[from..run.end]
                .find(['{', '}'])
                .map(|offset| from + offset)
        };
        while let Some(open) = next(at) {
            at = open + 1;
            if open == run.start && markdown[..open].ends_with('\\') {
                // « \{total} » needs no second backslash.
                let end = markdown[at..run.end]
                    .find('}')
                    .filter(|_| markdown[open..].starts_with('{'));
                at += end.map_or(0, |end| end + 1);
                continue;
            }
            let end = next(at).filter(|end| {
                markdown[open..].starts_with('{') && markdown[*end..].starts_with('}')
            });
            // `{{ … }}` is a program's.
            let Some(end) = end.filter(|end| {
                !markdown[..open].ends_with('{') && !markdown[*end..].starts_with("}}")
            }) else {
                stray.push(open);
                continue;
            };
            let words: Vec<&str> = markdown[at..end].split_whitespace().collect();
            let text = words.join(" ");
            let range = open..end + 1;
            at = range.end;
            let paragraph = paragraphs
                .iter()
                .find(|paragraph| paragraph.contains(&open));
            let is_alone = paragraph.is_some_and(|paragraph| {
                markdown[paragraph.clone()].trim_end().len() == range.len()
                    && paragraph.start == open
            });
            found.push(Written {
                range,
                text,
                is_alone,
            });
        }
    }
    (found, stray)
}

/// The name that a placeholder begins with, folded, what stands behind it, and whether it asks for words.
fn parts(text: &str) -> (String, &str, bool) {
    let lower = text.to_lowercase();
    let end = IN_WORDS.iter().find(|end| lower.ends_with(*end));
    let bare = end.and_then(|end| text.get(..text.len() - end.len())?.strip_suffix(' '));
    let in_words = bare.is_some();
    let bare = bare.unwrap_or(text);
    let end = bare.find([':', '@']).unwrap_or(bare.len());
    (fold_words(&bare[..end]), bare[end..].trim(), in_words)
}

/// The words of a text, each folded.
fn fold_words(text: &str) -> String {
    let words = text.split_whitespace().map(fold);
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a text that begins so is meant as a placeholder.
fn is_named(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_alphabetic());
    let word = fold(&text[..end.unwrap_or(text.len())]);
    ALONE.iter().chain(&OF).any(|name| *name == word)
}

/// Whether a text between braces is meant as a placeholder: one that begins with a name known here, or one word that begins
/// with a letter, perhaps with another one behind `:` or `@`. In an article, it is unless it is told as attributes.
fn is_form(text: &str, is_article: bool) -> bool {
    let bare = text.strip_suffix(IN_WORDS[0]).unwrap_or(text);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let (name, rest) = bare.split_at(bare.find([':', '@']).unwrap_or(bare.len()));
    let is_word = |c: char| is_name(c) || matches!(c, ':' | '@' | '.');
    let is_plain = name.trim().chars().all(is_name) && rest.trim().chars().all(is_word);
    let is_attributes = || text.starts_with(['.', '#']) || text.contains('=');
    text.starts_with(char::is_alphabetic) && (is_plain || is_named(text))
        || is_article && !is_attributes()
}

/// What a placeholder stands for; else why it stands for nothing, as a variant of `placeholder-unknown`.
pub(crate) fn meaning(
    placeholder: &Written,
    convention: &Convention,
    funders: &Funders,
) -> Result<Placeholder, &'static str> {
    let years = &convention.years;
    let (name, rest, in_words) = parts(&placeholder.text);
    let of = rest.strip_prefix(':').map(str::trim);
    let party = || {
        let id = of.and_then(|of| funders.find(of));
        id.filter(|id| funders.is_party(*id)).ok_or("")
    };
    let are_years = || years.iter().map(Period::year).collect::<Option<Vec<i32>>>();
    let meaning = match (&*name, rest) {
        ("duree", "") => {
            let years = are_years().ok_or("periods")?;
            let follow = years.windows(2).all(|pair| pair[1] == pair[0] + 1);
            follow.then_some(Placeholder::Duration).ok_or("gap")?
        }
        ("annees", "") => Placeholder::Years,
        ("versements", "") if convention.payments.is_empty() => return Err("payments"),
        ("annexes" | "versements", "") if !placeholder.is_alone => return Err("block"),
        ("annexes", "") => Placeholder::Annexes,
        ("versements", "") => Placeholder::Payments,
        ("versement", _) if in_words && convention.unit.is_some() => return Err("unit"),
        ("versement", _) => {
            let payments = &convention.payments;
            let number = of.and_then(|of| of.parse::<usize>().ok()?.checked_sub(1));
            let number = number.filter(|rank| *rank < payments.len());
            let label = of.map(fold).unwrap_or_default();
            let mut named =
                (0..payments.len()).filter(|rank| fold(&payments[*rank].label) == label);
            let named = named.next().filter(|_| named.next().is_none());
            let rank = number.or(named);
            let rank = rank.ok_or("payments")?;
            return Ok(Placeholder::Payment { rank, in_words });
        }
        ("nom", _) => Placeholder::Name(of.and_then(|of| funders.find(of)).ok_or("")?),
        ("signataire", _) => Placeholder::Signatory(party()?.0),
        ("qualite", _) => Placeholder::Office(party()?.0),
        _ => {
            let written = match of {
                Some(of) => format!("{name}:{of}"),
                None => format!("{name}{rest}"),
            };
            let claim = parse_claim(&written, years, funders);
            let whole = written.split_once('@').map(|(whole, _)| whole);
            let is_of_other_year =
                || whole.is_some_and(|whole| parse_claim(whole, years, funders).is_some());
            let claim = claim.ok_or_else(|| if is_of_other_year() { "year" } else { "" })?;
            if claim == Claim::Advance && convention.advance.is_none() {
                return Err("advance");
            }
            if in_words && convention.unit.is_some() {
                return Err("unit");
            }
            return Ok(Placeholder::Amount { claim, in_words });
        }
    };
    if in_words { Err("words") } else { Ok(meaning) }
}

/// What the text behind a placeholder says again, as a variant of `placeholder-unit`.
fn said_again(
    meaning: Placeholder,
    behind: &str,
    unit: Option<&str>,
) -> Option<(&'static str, String)> {
    let near =
        behind.trim_start_matches(|c: char| "*_".contains(c) || c.is_whitespace() && c != '\n');
    let end = near
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(near.len());
    let word = &near[..end];
    let is_unit = |word: &str| ["eur", "euro", "euros"].contains(&fold(word).as_str());
    match meaning {
        Placeholder::Amount { .. } | Placeholder::Payment { .. } => {
            let sign = near.chars().next().filter(|c| "€%".contains(*c));
            let again = match (sign, unit) {
                (Some(sign), _) => Some(sign.to_string()),
                // « {total} habitants » says no hours.
                (None, Some(unit)) => near
                    .strip_prefix(unit)
                    .filter(|rest| !rest.starts_with(char::is_alphanumeric))
                    .map(|_| unit.to_owned()),
                (None, None) => is_unit(word).then(|| word.to_owned()),
            };
            again.map(|again| ("", again))
        }
        Placeholder::Duration => ["an", "ans", "annee", "annees"]
            .contains(&fold(word).as_str())
            .then(|| ("", word.to_owned())),
        _ => None,
    }
    // « {duree}s »
    .or_else(|| {
        let letters = behind
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(behind.len());
        (letters > 0).then(|| ("joined", behind[..letters].to_owned()))
    })
}

/// Findings about the placeholders that mean nothing, and those whose unit is written once more.
pub(super) fn check(dossier: &mut Dossier) {
    let (convention, funders) = (&dossier.convention, &dossier.funders);
    let unit = convention.unit.as_deref();
    let of = |(fiche, prose): (Option<_>, &Prose)| {
        let body = &prose.text[prose.body.clone()];
        let is_article = fiche.is_none();
        let place = |range: Range<usize>| {
            let range = prose.body.start + range.start..prose.body.start + range.end;
            Place::in_text(&prose.file, &prose.text, range)
        };
        let (all, stray) = braces(body);
        let stray = stray
            .into_iter()
            .filter(|at| is_article || body[*at..].strip_prefix('{').is_some_and(is_named));
        let stray = stray.map(|at| {
            let line = body[at..].lines().next().unwrap_or_default();
            let word = line.find(char::is_whitespace).unwrap_or(line.len());
            let text = Located::new(line[..word].to_owned(), place(at..at + word));
            unknown("placeholder-unknown", &text).variant("brace")
        });
        let all = all.into_iter().filter_map(|placeholder| {
            let variant = match meaning(&placeholder, convention, funders) {
                Ok(meaning) => {
                    let (variant, again) =
                        said_again(meaning, &body[placeholder.range.end..], unit)?;
                    let finding =
                        Finding::error("placeholder-unit", place(placeholder.range.clone()));
                    let finding = finding
                        .variant(variant)
                        .drafted(format!("{{{}}}", placeholder.text));
                    return Some(finding.arg("again", again));
                }
                Err(variant) => variant,
            };
            if !is_form(&placeholder.text, is_article) {
                return None;
            }
            let text = Located::new(
                format!("{{{}}}", placeholder.text),
                place(placeholder.range.clone()),
            );
            let finding = unknown("placeholder-unknown", &text).variant(variant);
            let means = |text: &String| {
                let text = text.clone();
                meaning(
                    &Written {
                        text,
                        ..placeholder.clone()
                    },
                    convention,
                    funders,
                )
                .is_ok()
            };
            let near = suggestion(&placeholder.text, funders).filter(means);
            let near = near.map_or("none".to_owned(), |near| format!("{{{near}}}"));
            let finding = finding.arg("nearest", near);
            let count = convention.payments.len().to_string();
            let finding = finding.arg("count", count);
            Some(finding.arg("years", join(&convention.years, ", ")))
        });
        let code = fiche.map(|fiche: &Fiche| fiche.code.value.clone());
        all.chain(stray)
            .map(move |mut finding| {
                finding.fiche.clone_from(&code);
                finding
            })
            .collect::<Vec<_>>()
    };
    let found: Vec<Finding> = dossier.proses().flat_map(of).collect();
    dossier.findings.extend(found);
}

/// The nearest placeholder that means something.
fn suggestion(text: &str, funders: &Funders) -> Option<String> {
    let (name, rest, in_words) = parts(text);
    let end = if in_words { " en lettres" } else { "" };
    let names = ALONE.iter().chain(&OF).copied();
    let near = nearest(&name, names)?;
    if !OF.contains(&near) {
        let year = rest.strip_prefix('@').filter(|_| near == "total");
        let year = year.map_or(String::new(), |year| format!("@{year}"));
        return (near != name || in_words).then(|| format!("{near}{year}"));
    }
    let (id, year) = rest.split_once('@').unwrap_or((rest, ""));
    let id = fold(id.trim_start_matches(':'));
    let names = || funders.iter().flat_map(|(_, funder)| funder.names());
    let id = nearest(&id, names())?;
    let year = if year.is_empty() {
        String::new()
    } else {
        format!("@{year}")
    };
    Some(format!("{near}:{id}{year}{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(markdown: &str) -> Vec<String> {
        let all = written(markdown)
            .into_iter()
            .map(|placeholder| placeholder.text);
        all.filter(|text| is_form(text, false)).collect()
    }

    #[test]
    fn what_looks_like_a_placeholder_is_one() {
        for (markdown, expected) in [
            (
                "Soit {part:metropole}, {total@2019}.",
                &["part:metropole", "total@2019"][..],
            ),
            (
                "soit {part\u{a0}: ville_2\nen lettres}",
                &["part : ville_2 en lettres"],
            ),
            (
                "- **{duree}** | {nom:Ville de Dijon}",
                &["duree", "nom:Ville de Dijon"],
            ),
            ("| a |\n| --- |\n| {total} |", &["total"]),
            ("{inconnu} {part}", &["inconnu", "part"]),
        ] {
            assert_eq!(texts(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn other_braces_stay_as_they_are() {
        for markdown in [
            "\\{total} et `{total}`",
            "    {total}",
            "```\n{total}\n```",
            "![a](images/a.png){width=30mm} [b]{.c} {#d}",
            "{a, b} {1} {} { {Remarque : ceci est dit}",
            "{{ total }} {{total}}",
            "[a](https://a.fr/{total})",
            "&#123;total}",
        ] {
            assert!(texts(markdown).is_empty(), "{markdown}");
        }
    }

    #[test]
    fn a_list_stands_alone_in_its_paragraph() {
        let alone = |markdown: &str| written(markdown)[0].is_alone;
        assert!(alone("Les annexes :\n\n{annexes}\n\nFin."));
        assert!(!alone("Les annexes : {annexes}"));
        assert!(!alone("- {annexes}"));
        assert!(!alone("Voir {annexes}.\n\n{annexes}"));
    }
}
