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
    model::{Claim, Convention, Dossier, Fiche, Funders, Placeholder},
    source::{Located, Period, Place, fold, is_word_of, join},
};

/// The names that may stand alone.
const ALONE: &str = "total autres avance versements duree annees annexes";
/// Those that need a name or a number behind them.
const OF: &str = "part versement nom signataire qualite";
/// What asks for an amount in words.
const IN_WORDS: [&str; 2] = ["en lettres", "en toutes lettres"];

fn names() -> impl Iterator<Item = &'static str> {
    ALONE.split(' ').chain(OF.split(' '))
}

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
    let (runs, paragraphs) = runs(markdown);
    for run in runs {
        let mut at = run.start;
        let next = |from: usize| {
            let offset = markdown[from..run.end].find(['{', '}'])?;
            Some(from + offset)
        };
        while let Some(open) = next(at) {
            at = open + 1;
            let (before, behind) = (&markdown[..open], &markdown[open..]);
            let is_opening = behind.starts_with('{');
            if open == run.start && before.ends_with('\\') {
                // « \{total} » needs no second backslash.
                let end = markdown[at..run.end].find('}').filter(|_| is_opening);
                at += end.map_or(0, |end| end + 1);
                continue;
            }
            // `{{ … }}` is that of another program.
            let is_closing = |end: &usize| {
                let rest = &markdown[*end..];
                rest.starts_with('}') && !rest.starts_with("}}")
            };
            let end =
                next(at).filter(|end| is_opening && !before.ends_with('{') && is_closing(end));
            let Some(end) = end else {
                stray.push(open);
                continue;
            };
            let text = join(markdown[at..end].split_whitespace(), " ");
            at = end + 1;
            let is_alone = paragraphs.iter().any(|paragraph: &Range<usize>| {
                paragraph.start == open && markdown[paragraph.clone()].trim_end().len() == at - open
            });
            found.push(Written {
                range: open..at,
                text,
                is_alone,
            });
        }
    }
    (found, stray)
}

/// The stretches of text without other marks, lines of a paragraph together, and the paragraphs outside of lists, quotes and
/// notes.
fn runs(markdown: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut runs, mut paragraphs): (Vec<Range<usize>>, _) = (Vec::new(), Vec::new());
    let (mut depth, mut is_code, mut goes_on) = (0, false, false);
    for (event, range) in markdown::events(markdown) {
        let follows_break = std::mem::take(&mut goes_on);
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
            Event::Text(_) if !is_code => match runs.last_mut() {
                Some(last) if follows_break || last.end == range.start => last.end = range.end,
                _ => runs.push(range),
            },
            Event::SoftBreak => goes_on = runs.last().is_some_and(|last| last.end <= range.start),
            _ => {}
        }
    }
    (runs, paragraphs)
}

/// The name that a placeholder begins with, folded, what stands behind it, and whether it asks for words.
fn parts(text: &str) -> (String, &str, bool) {
    let lower = text.to_lowercase();
    let end = IN_WORDS.iter().find(|end| lower.ends_with(*end));
    let figure = end.and_then(|end| text.get(..text.len() - end.len())?.strip_suffix(' '));
    let (name, rest) = name_and_rest(figure.unwrap_or(text));
    let name = join(name.split_whitespace().map(fold), " ");
    (name, rest.trim(), figure.is_some())
}

fn name_and_rest(text: &str) -> (&str, &str) {
    text.split_at(text.find([':', '@']).unwrap_or(text.len()))
}

/// Whether a text that begins so is meant as a placeholder.
fn is_named(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphabetic()).next();
    let word = fold(word.unwrap_or_default());
    names().any(|name| name == word)
}

/// Whether a text between braces is meant as a placeholder: one that begins with a name known here, or one word that begins
/// with a letter, perhaps with another one behind `:` or `@`. In an article, it is unless it is written as attributes.
fn is_form(text: &str, is_article: bool) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let is_word = |c: char| is_name(c) || matches!(c, ':' | '@' | '.');
    let (name, rest) = name_and_rest(text.strip_suffix(IN_WORDS[0]).unwrap_or(text));
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
    meaning_of(&placeholder.text, placeholder.is_alone, convention, funders)
}

fn meaning_of(
    text: &str,
    is_alone: bool,
    convention: &Convention,
    funders: &Funders,
) -> Result<Placeholder, &'static str> {
    let (years, payments) = (&convention.years, &convention.payments);
    let (name, rest, in_words) = parts(text);
    let of = rest.strip_prefix(':').map(str::trim);
    let party = || {
        let id = of.and_then(|of| funders.find(of));
        id.filter(|id| funders.is_party(*id)).ok_or("")
    };
    let meaning = match (&*name, rest) {
        ("duree", "") => {
            let years: Option<Vec<i32>> = years.iter().map(Period::year).collect();
            let years = years.ok_or("periods")?;
            if years.windows(2).any(|pair| pair[1] != pair[0] + 1) {
                return Err("gap");
            }
            Placeholder::Duration
        }
        ("annees", "") => Placeholder::Years,
        ("versements", "") if payments.is_empty() => return Err("payments"),
        ("annexes" | "versements", "") if !is_alone => return Err("block"),
        ("annexes", "") => Placeholder::Annexes,
        ("versements", "") => Placeholder::Payments,
        ("versement", _) if in_words && convention.unit.is_some() => return Err("unit"),
        ("versement", _) => {
            let of = of.unwrap_or_default();
            let number = of
                .parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1));
            let number = number.filter(|rank| *rank < payments.len());
            let label = fold(of);
            let mut named =
                (0..payments.len()).filter(|rank| fold(&payments[*rank].label) == label);
            let named = named.next().filter(|_| named.next().is_none());
            let rank = number.or(named).ok_or("payments")?;
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
            let Some(claim) = parse_claim(&written, years, funders) else {
                let whole = written.split_once('@').map(|(whole, _)| whole);
                let claim = whole.and_then(|whole| parse_claim(whole, years, funders));
                return Err(if claim.is_some() { "year" } else { "" });
            };
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

/// What the text behind a placeholder repeats of it, and the variant of `placeholder-unit` for that.
fn repeated(
    meaning: Placeholder,
    behind: &str,
    unit: Option<&str>,
) -> Option<(&'static str, String)> {
    let first_word = |text: &str| {
        let end = text.find(|c: char| !c.is_alphanumeric());
        text[..end.unwrap_or(text.len())].to_owned()
    };
    let near =
        behind.trim_start_matches(|c: char| "*_".contains(c) || c.is_whitespace() && c != '\n');
    let word = first_word(near);
    let again = match meaning {
        Placeholder::Amount { .. } | Placeholder::Payment { .. } => {
            let sign = near.chars().next().filter(|c| "€%".contains(*c));
            match (sign, unit) {
                (Some(sign), _) => Some(sign.to_string()),
                // « {total} habitants » repeats no hours.
                (None, Some(unit)) => near
                    .strip_prefix(unit)
                    .filter(|rest| !rest.starts_with(char::is_alphanumeric))
                    .map(|_| unit.to_owned()),
                (None, None) => is_word_of("eur euro euros", &fold(&word)).then_some(word),
            }
        }
        Placeholder::Duration => is_word_of("an ans annee annees", &fold(&word)).then_some(word),
        _ => None,
    };
    // « {duree}s »
    let joined = first_word(behind);
    match again {
        Some(again) => Some(("", again)),
        None => (!joined.is_empty()).then_some(("joined", joined)),
    }
}

/// Findings about the placeholders that mean nothing, and those whose unit is written once more.
pub(super) fn check(dossier: &mut Dossier) {
    let mut findings = Vec::new();
    for (fiche, prose) in dossier.proses() {
        let body = &prose.text[prose.body.clone()];
        let place = |range: &Range<usize>| {
            let range = prose.body.start + range.start..prose.body.start + range.end;
            Place::in_text(&prose.file, &prose.text, range)
        };
        let (all, stray) = braces(body);
        let found = all.iter().filter_map(|placeholder| {
            let behind = &body[placeholder.range.end..];
            let place = place(&placeholder.range);
            problem(placeholder, behind, place, fiche.is_none(), dossier)
        });
        let is_meant =
            |at: &usize| fiche.is_none() || body[*at..].strip_prefix('{').is_some_and(is_named);
        let stray = stray.into_iter().filter(is_meant).map(|at| {
            let word = body[at..].split(char::is_whitespace).next();
            let word = word.unwrap_or_default();
            let text = Located::new(word.to_owned(), place(&(at..at + word.len())));
            unknown("placeholder-unknown", &text).variant("brace")
        });
        let code = fiche.map(|fiche: &Fiche| fiche.code.value.clone());
        findings.extend(found.chain(stray).map(|finding| Finding {
            fiche: code.clone(),
            ..finding
        }));
    }
    dossier.findings.extend(findings);
}

/// What is wrong with a placeholder, if it is meant as one.
fn problem(
    placeholder: &Written,
    behind: &str,
    place: Place,
    is_article: bool,
    dossier: &Dossier,
) -> Option<Finding> {
    let (convention, funders) = (&dossier.convention, &dossier.funders);
    let shown = format!("{{{}}}", placeholder.text);
    let variant = match meaning(placeholder, convention, funders) {
        Ok(meaning) => {
            let (variant, again) = repeated(meaning, behind, convention.unit.as_deref())?;
            let finding = Finding::error("placeholder-unit", place).variant(variant);
            return Some(finding.drafted(shown).arg("again", again));
        }
        Err(variant) => variant,
    };
    if !is_form(&placeholder.text, is_article) {
        return None;
    }
    let near = suggestion(&placeholder.text, funders);
    let near =
        near.filter(|near| meaning_of(near, placeholder.is_alone, convention, funders).is_ok());
    let near = near.map_or("none".to_owned(), |near| format!("{{{near}}}"));
    let finding = unknown("placeholder-unknown", &Located::new(shown, place)).variant(variant);
    let finding = finding.arg("nearest", near);
    let finding = finding.arg("count", convention.payments.len().to_string());
    Some(finding.arg("years", join(&convention.years, ", ")))
}

/// The nearest placeholder that means something.
fn suggestion(text: &str, funders: &Funders) -> Option<String> {
    let (name, rest, in_words) = parts(text);
    let near = nearest(&name, names())?;
    if is_word_of(ALONE, near) {
        let year = rest.strip_prefix('@').filter(|_| near == "total");
        let year = year.map_or(String::new(), |year| format!("@{year}"));
        return (near != name || in_words).then(|| format!("{near}{year}"));
    }
    let (id, year) = rest.split_once('@').unwrap_or((rest, ""));
    let id = fold(id.trim_start_matches(':'));
    let id = nearest(&id, funders.iter().flat_map(|(_, funder)| funder.names()))?;
    let at = if year.is_empty() { "" } else { "@" };
    let end = if in_words { " en lettres" } else { "" };
    Some(format!("{near}:{id}{at}{year}{end}"))
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
