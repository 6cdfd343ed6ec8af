//! The duration, the end and the years that articles state, against the years of the budget.

use crate::{
    audit::{prelude::*, tokens::Token},
    money::{is_numeral, number},
    source::{Period, is_word_of, month_of, parse_year},
};

/// The duration in an article is not that of the budget.
pub(super) static YEARS: Rule = Rule::warning("article-years", Family::Articles, years);

fn years(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let years: Option<Vec<i32>> = context.dossier.years().iter().map(Period::year).collect();
    let Some(years) = years else { return };
    let (Some(&first), Some(&last)) = (years.first(), years.last()) else {
        return;
    };
    for text in context.articles {
        for sentence in &text.reading.sentences {
            let words: Vec<String> = sentence.tokens.iter().map(plain).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            // Under « Durée », « elle » is the agreement.
            let is_about = words.starts_with(&["elle"]) || words.starts_with(&["la", "duree"]);
            let is_of_duration = is_about && fold(&text.article.title).contains("duree");
            let found = duration(&words, years.len(), is_of_duration)
                .map(|stated| ("duration", stated))
                .or_else(|| Some(("end", end(&words, last, is_of_duration)?)))
                .or_else(|| Some(("range", range(&words, first, last)?)));
            if let Some((variant, stated)) = found {
                let finding = YEARS.at(&text.place_of(sentence)).variant(variant);
                let finding = finding.drafted(stated).expected(list(&years));
                let finding = finding.arg("count", years.len());
                let finding = finding.arg("article", text.name.as_str());
                findings.push(finding.arg("first", first).arg("last", last));
            }
        }
    }
}

/// A word or a year as it is, a dash, or `|` for anything else.
fn plain(token: &Token) -> String {
    match token {
        Token::Word(word) => word.clone(),
        Token::Year(year) => year.to_string(),
        Token::Sign('-' | '–' | '—' | '/') => "-".to_owned(),
        _ => "|".to_owned(),
    }
}

/// Whether one of these words begins with one of these stems.
fn has(words: &[&str], stems: &str) -> bool {
    let mut stems = stems.split_ascii_whitespace();
    stems.any(|stem| words.iter().any(|word| word.starts_with(stem)))
}

/// A word as it is written.
fn accented(word: &str) -> &str {
    match word {
        "annee" => "année",
        "annees" => "années",
        "fevrier" => "février",
        "aout" => "août",
        "decembre" => "décembre",
        word => word,
    }
}

/// How many years an agreement has that is called so.
fn named_duration(word: &str) -> Option<usize> {
    let names = "annuelle biennale triennale quadriennale quinquennale";
    let rank = names.split(' ').position(|name| name == word)?;
    Some(rank + 1)
}

/// The number that ends these words, in figures or in words, and where it begins.
fn count(words: &[&str]) -> Option<(usize, usize)> {
    let (start, count) = if let Ok(count) = words.last()?.parse() {
        (words.len() - 1, count)
    } else {
        let is_part = |word: &&str| is_numeral(word) || matches!(*word, "-" | "et");
        let before = words.iter().rposition(|word| !is_part(word));
        let mut start = before.map_or(0, |at| at + 1);
        start += words[start..]
            .iter()
            .take_while(|word| !is_numeral(word))
            .count();
        let numerals = words[start..].iter().copied();
        let numerals: Vec<&str> = numerals.filter(|word| *word != "-").collect();
        (start, usize::try_from(number(&numerals)?).ok()?)
    };
    (1..61).contains(&count).then_some((start, count))
}

/// « Conclue pour une durée de trois ans », « les trois années de la convention », where the budget has other years.
fn duration(words: &[&str], years: usize, is_of_duration: bool) -> Option<String> {
    const OTHER: &str =
        "renouvel prolong reconduc tacite conserv archiv piece preavis delai precedent";
    let is_of_agreement = is_of_duration || has(words, "convention accord partenariat");
    if has(words, OTHER) || !is_of_agreement {
        return None;
    }
    // « La convention est quadriennale »
    for (at, word) in words.iter().enumerate() {
        if let Some(count) = named_duration(word)
            && words[..at].ends_with(&["convention", "est"])
            && count != years
        {
            return Some(format!("{count} ans ({word})"));
        }
    }
    for (at, noun) in words.iter().enumerate() {
        let months = match *noun {
            "an" | "ans" | "annee" | "annees" => 12,
            "mois" => 1,
            _ => continue,
        };
        // « Trois (4) ans »
        let bracketed = match &words[..at] {
            [before @ .., "|", _, "|"] => count(before).zip(count(&words[..at - 1])),
            _ => None,
        };
        let (end, counted) = match bracketed {
            Some((spelt, (_, figures))) if spelt.1 == figures => (at - 3, Some(spelt)),
            Some(((start, _), _)) => {
                let count = words[start..at - 3].join(" ");
                return Some(format!("{count} ({}) {}", words[at - 2], accented(noun)));
            }
            None => (at, count(&words[..at])),
        };
        let Some((start, count)) = counted else {
            continue;
        };
        let behind = &words[at + 1..];
        let is_of_agreement = behind.starts_with(&["de", "la", "presente", "convention"])
            || behind.starts_with(&["de", "la", "convention"]);
        let length = count * months;
        // A number of months that is no number of years is counted to the day of the last report.
        if (is_duration(&words[..start]) || is_of_agreement)
            && length.is_multiple_of(12)
            && length != years * 12
        {
            let count = words[start..end].join(" ").replace(" - ", "-");
            return Some(format!("{count} {}", accented(noun)));
        }
    }
    None
}

/// Whether the number behind these words is the duration of the agreement. « La durée du mandat est de trois ans » is of
/// something else.
fn is_duration(before: &[&str]) -> bool {
    const OF: [&[&str]; 6] = [
        &["de", "la", "convention"],
        &["de", "la", "presente", "convention"],
        &["de", "l", "accord"],
        &["du", "present", "accord"],
        &["du", "partenariat"],
        &["du", "present", "partenariat"],
    ];
    let is_stated = before.strip_suffix(&["est", "de"]).is_some_and(|before| {
        let noun = OF.iter().find_map(|of| before.strip_suffix(*of));
        noun.unwrap_or(before).ends_with(&["duree"])
    });
    is_stated
        || before.ends_with(&["duree", "de"])
        || before.ends_with(&["conclue", "pour"])
        || before.ends_with(&["conclu", "pour"])
}

/// « Jusqu’au 31 décembre 2021 », where the budget ends in another year. What is settled in the half-year behind the last
/// one is of it.
fn end(words: &[&str], last: i32, is_of_duration: bool) -> Option<String> {
    const ENDS: &str = "duree effet conclue fin expir vigueur terme echeance acheve termine court";
    const OTHER: &str =
        "depense bilan rapport justificat facture renouvel prolong precedent avenant";
    let is_of_agreement = is_of_duration || has(words, "convention");
    if !is_of_agreement || !has(words, ENDS) || has(words, OTHER) {
        return None;
    }
    // Phases end before the agreement does: the last end is its own.
    for at in (1..words.len().saturating_sub(1)).rev() {
        let (Some(month), Some(year)) = (month_of(words[at]), parse_year(words[at + 1])) else {
            continue;
        };
        let before = &words[at.saturating_sub(5)..at];
        let is_end = before.iter().any(|word| {
            is_word_of(
                "jusqu fin expire expirera terme echeance acheve achevera termine terminera",
                word,
            )
        });
        // « Du 1er janvier 2027 au 31 décembre 2031 »
        let is_span = before.contains(&"au")
            && words[..at].contains(&"du")
            && has(words, "court conclue duree effet");
        if is_end || is_span {
            let is_settling = year == last + 1 && month < 6;
            return (year != last && !is_settling)
                .then(|| format!("{} {} {year}", words[at - 1], accented(words[at])));
        }
    }
    None
}

/// « Les années 2018 à 2021 », « la période 2018-2020 ».
fn range(words: &[&str], first: i32, last: i32) -> Option<String> {
    const OTHER: &str = "precedent anterieur passe bilan mandat contrat plan schema fonds";
    if has(words, OTHER) {
        return None;
    }
    let is_of_agreement =
        has(words, "convention") && has(words, "couvr porte conclu duree presente");
    // « Les années 2027, 2028, 2029 et 2030 »
    let heading = words
        .iter()
        .position(|word| matches!(*word, "annees" | "exercices"));
    if let Some(at) = heading {
        let listed = words[at + 1..].iter();
        let listed =
            listed.take_while(|word| parse_year(word).is_some() || ["|", "et"].contains(*word));
        let listed: Vec<i32> = listed.filter_map(|word| parse_year(word)).collect();
        let follow = listed.len() > 2 && listed.windows(2).all(|pair| pair[1] == pair[0] + 1);
        // « Un acompte pour les années 2027, 2028 et 2029, et un solde en 2030 »
        let mut all = words.iter().filter_map(|word| parse_year(word));
        let is_part = has(words, "acompte avance versement solde")
            || all.any(|year| (first..=last).contains(&year) && !listed.contains(&year));
        let has_one_end = (listed.first() == Some(&first)) != (listed.last() == Some(&last));
        if follow && !is_part && is_of_agreement && has_one_end {
            return Some(list(&listed));
        }
    }
    for (at, window) in words.windows(3).enumerate() {
        let (Some(start), Some(end)) = (parse_year(window[0]), parse_year(window[2])) else {
            continue;
        };
        let before = at.checked_sub(1).map_or("", |at| words[at]);
        let is_range = match window[1] {
            "a" | "-" => start < end,
            "et" => end == start + 1,
            _ => false,
        };
        let is_longer = start == first && end > last || end == last && start < first;
        let is_other = is_of_agreement && window[1] != "et" && (start == first) != (end == last);
        if is_word_of("annees periode exercices convention triennale", before)
            && is_range
            && (is_longer || is_other)
        {
            return Some(format!("{start}-{end}"));
        }
    }
    None
}
