//! What the articles say against the budget and the fiches: amounts, words, codes, years, clauses, what the balance depends on.

use std::collections::BTreeSet;

use crate::{
    audit::{
        prelude::*,
        said::Said,
        search,
        sentence::Sentence,
        statements::{ArticleText, is_named},
        targets,
        texts::fold_text,
        tokens::Token,
    },
    model::{Payment, PaymentTerms},
    money::{Written, amounts_in, is_numeral, number},
    read::nearest,
    source::{Period, month_of, parse_year},
};

/// An amount typed in an article is none of the budget's, or another than its sentence says.
pub(super) static AMOUNT: Rule =
    Rule::error("article-amount", Family::Articles, amounts).settled_by(Choices::Article);

/// Amounts under this are fees and prices.
const LEAST: i32 = 100;

/// Those whose sentence says plainly what they are, or `convention.toml`, are held against that with those that it states
/// alone; these are the others.
fn amounts(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if context.dossier.convention.unit.is_some() || !context.budget.are_known {
        return;
    }
    let mut told = BTreeSet::new();
    for typed in context.articles.typed() {
        let (amount, said) = (typed.amount(), typed.said);
        let is_known = || context.stated.iter().any(|stated| is_named(&typed, stated));
        let is_small = amount < Amount::whole(LEAST);
        if is_small || said.is_aside || typed.written.is_at_odds() || is_known() {
            continue;
        }
        // What is plainly said to be a payment is no other sum that it happens to be.
        let payment = payment(context, said);
        let is_paid = payment.is_some_and(|(_, expected)| typed.written.stands_for(expected));
        if is_paid || payment.is_none() && context.budget.hold(&typed, context.dossier) {
            continue;
        }
        // Said again in the same article, it is the same slip.
        if !told.insert((typed.text.name.clone(), amount)) {
            continue;
        }
        let finding = AMOUNT
            .at(&typed.place())
            .drafted(amount)
            .arg("article", typed.text.name.as_str());
        if let Some((rank, expected)) = payment {
            let label = context.dossier.convention.payments[rank].label.as_str();
            let finding = finding
                .variant("payment")
                .expected(expected)
                .arg("label", label);
            findings.push(finding.arg("placeholder", format!("versement:{}", rank + 1)));
            continue;
        }
        let plain = search::explain(context, amount).filter(search::Explanation::is_plain);
        // « 12 M€ », where all of it costs less: what somebody spends elsewhere.
        let total = context.figures.total.all.total;
        let is_beyond = typed.written.step >= Amount::whole(100_000) && amount > total;
        let is_of_agreement = said.is_money && typed.text.article.number.is_some() && !is_beyond;
        findings.extend(match plain {
            Some(plain) => Some(plain.describe(finding.variant("drafted"), context)),
            None if is_of_agreement => Some(finding.variant("unknown").severity(Severity::Warning)),
            None => None,
        });
    }
}

/// The payment that a sentence plainly speaks of, by its rank, and what it comes to: the only one of its rate, the only
/// one that is called an advance as well, or the only balance.
fn payment(context: &Context<'_>, said: &Said) -> Option<(usize, Amount)> {
    let convention = &context.dossier.convention;
    let payments = &convention.payments;
    let is_of_year = |payment: &Payment| {
        let paid = payment.paid_in(&convention.years);
        let paid = paid.and_then(|period| period.year());
        let tied = payment
            .share_year()
            .and_then(|rank| convention.years[rank].year());
        said.years.is_empty()
            || said.years.len() == 1
                && [paid, tied]
                    .iter()
                    .flatten()
                    .any(|year| said.years.contains(year))
    };
    let is_instalment = said.is_advance || said.is_instalment && !said.rates.is_empty();
    if said.is_of_fiche || said.is_yearly {
        return None;
    }
    let paid = || context.figures.payments(context.dossier);
    // « Le deuxième versement », where one payer has payments.
    if let Some(rank) = said.rank {
        let payers: BTreeSet<_> = payments.iter().map(|payment| payment.payer).collect();
        let is_plain = payers.len() == 1 && said.years.is_empty() && said.rates.is_empty();
        let due = paid().get(rank - 1).copied().flatten();
        return due.filter(|_| is_plain).map(|due| (rank - 1, due.amount));
    }
    if !(is_instalment || said.is_balance) {
        return None;
    }
    // « L’acompte 2028 »: the one that is called so, by all its words.
    let called = payments.iter().map(|payment| payment.label.as_str());
    let called = called
        .filter(|label| said.names(label))
        .max_by_key(|label| label.len());
    let is_of = |payment: &Payment| {
        let is_payer = said.payer.is_none_or(|payer| payer == payment.payer);
        let label = fold(&payment.label);
        let is_advance = label.contains("acompte") || label.contains("avance");
        is_payer
            && is_of_year(payment)
            && match &payment.terms {
                _ if said.is_balance => payment.is_balance(),
                _ if called.is_some() => called == Some(payment.label.as_str()),
                PaymentTerms::Rate { rate, .. } if !said.rates.is_empty() => {
                    said.rates == [rate.value]
                }
                _ => said.rates.is_empty() && is_advance,
            }
    };
    let ranked = payments.iter().enumerate();
    let ranked = ranked.filter(|(_, payment)| is_of(payment));
    let (rank, _) = only(ranked)?;
    Some((rank, paid().get(rank)?.as_ref()?.amount))
}

/// An amount in figures is followed by another one in words.
pub(super) static WORDS: Rule =
    Rule::error("article-words", Family::Articles, words).settled_by(Choices::Nothing);

fn words(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (fiche, prose) in context.dossier.proses() {
        let text = prose.text.get(prose.body.clone()).unwrap_or_default();
        for written in amounts_in(text).into_iter().filter(Written::is_at_odds) {
            let (Some(figures), Some(words)) = (written.figures, written.words) else {
                continue;
            };
            let range =
                prose.body.start + written.range.start..prose.body.start + written.range.end;
            let place = Place::in_text(&prose.file, &prose.text, range);
            let mut finding = WORDS.at(&place).drafted(figures).expected(words);
            finding.fiche = fiche.map(|fiche| fiche.code.value.clone());
            findings.push(
                finding
                    .arg("in-words", words.in_words())
                    .arg("figures-in-words", figures.in_words()),
            );
        }
    }
}

/// An article cites a fiche that does not exist, or the articles cite most fiches and leave out others.
pub(super) static FICHE: Rule =
    Rule::error("article-fiche", Family::Articles, fiches).settled_by(Choices::Nothing);

fn fiches(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let fiches = &context.dossier.fiches;
    let mut cited: BTreeSet<usize> = BTreeSet::new();
    let mut first_place = None;
    for text in &context.articles.texts {
        let mut previous = None;
        for citation in &text.reading.citations {
            let is_cited = |(_, fiche): &(usize, &Fiche)| fiche.code.value == citation.code;
            let within = |(_, fiche): &(usize, &Fiche)| fiche.code.begins_with(&citation.code);
            let rank = context.fiches().find(is_cited).map(|(rank, _)| rank);
            let group: Vec<usize> = context
                .fiches()
                .filter(within)
                .map(|(rank, _)| rank)
                .collect();
            first_place = first_place
                .or_else(|| (rank.is_some() || !group.is_empty()).then(|| text.place_of(citation)));
            if let (true, Some(first), Some(last)) = (citation.ends_range, previous, rank) {
                cited.extend(first..=last);
            }
            cited.extend(rank);
            cited.extend(&group);
            previous = rank;
            if rank.is_some() || !group.is_empty() || !citation.is_named {
                continue;
            }
            let codes = fiches.iter().map(|fiche| fiche.code.spelling());
            let near = nearest(citation.code.spelling(), codes).unwrap_or("none");
            let finding = FICHE.at(&text.place_of(citation)).drafted(&citation.code);
            let finding = finding.arg("article", text.name.as_str());
            findings.push(finding.arg("nearest", near));
        }
    }
    let left_out = fiches
        .iter()
        .enumerate()
        .filter(|(rank, _)| !cited.contains(rank));
    let left_out: Vec<&Code> = left_out.map(|(_, fiche)| &fiche.code.value).collect();
    if let Some(place) = first_place
        && cited.len() * 2 > fiches.len()
        && !left_out.is_empty()
    {
        let finding = FICHE.at(&place).variant("uncited").severity(Severity::Info);
        let finding = finding
            .arg("count", left_out.len())
            .arg("cited", cited.len());
        findings.push(finding.arg("fiches", list(left_out)));
    }
}

/// What the articles say of the duration is not the years of the budget.
pub(super) static YEARS: Rule = Rule::warning("article-years", Family::Articles, years);

fn years(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let years: Option<Vec<i32>> = context.dossier.years().iter().map(Period::year).collect();
    let Some(years) = years else { return };
    let (Some(first), Some(last)) = (years.first().copied(), years.last().copied()) else {
        return;
    };
    for text in &context.articles.texts {
        for sentence in &text.reading.sentences {
            let words = plain(&sentence.tokens);
            let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
            // Under « Durée », « elle » is the agreement.
            let is_about = words.starts_with(&["elle"]) || words.starts_with(&["la", "duree"]);
            let is_of_duration = is_about && fold(&text.article.title).contains("duree");
            let found = duration(&words, years.len(), is_of_duration)
                .map(|said| ("duration", said))
                .or_else(|| end(&words, last, is_of_duration).map(|said| ("end", said)))
                .or_else(|| range(&words, first, last).map(|said| ("range", said)));
            let Some((variant, said)) = found else {
                continue;
            };
            let place = text.place(&text.trimmed(sentence));
            let finding = YEARS.at(&place).variant(variant).drafted(said);
            let finding = finding.expected(list(&years)).arg("count", years.len());
            findings.push(
                finding
                    .arg("article", text.name.as_str())
                    .arg("first", first)
                    .arg("last", last),
            );
        }
    }
}

/// The words and years of a sentence, each with a space behind.
fn plain(tokens: &[Token]) -> String {
    let words = tokens.iter().map(|token| match token {
        Token::Word(word) => format!("{word} "),
        Token::Year(year) => format!("{year} "),
        Token::Sign('-' | '–' | '—' | '/') => "- ".to_owned(),
        _ => "| ".to_owned(),
    });
    words.collect()
}

fn says(words: &[&str], stems: &[&str]) -> bool {
    words
        .iter()
        .any(|word| stems.iter().any(|stem| word.starts_with(stem)))
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

/// What agreements are called by their years.
const NAMED: [(&str, usize); 5] = [
    ("annuelle", 1),
    ("biennale", 2),
    ("triennale", 3),
    ("quadriennale", 4),
    ("quinquennale", 5),
];

/// What « la durée » may be said to be of.
const DURATIONS: [&[&str]; 6] = [
    &["de", "la", "convention"],
    &["de", "la", "presente", "convention"],
    &["de", "l", "accord"],
    &["du", "present", "accord"],
    &["du", "partenariat"],
    &["du", "present", "partenariat"],
];

/// The number that ends these words, in figures or in words, and where it begins.
fn count(words: &[&str]) -> Option<(usize, usize)> {
    let is_part = |word: &&str| is_numeral(word) || matches!(*word, "-" | "et");
    let start = words.iter().rposition(|word| !is_part(word));
    let numerals: Vec<&str> = words[start.map_or(0, |at| at + 1)..]
        .iter()
        .copied()
        .skip_while(|word| !is_numeral(word))
        .collect();
    let (length, count) = if let Ok(count) = words.last()?.parse() {
        (1, count)
    } else {
        let parts: Vec<&str> = numerals
            .iter()
            .copied()
            .filter(|word| *word != "-")
            .collect();
        (numerals.len(), usize::try_from(number(&parts)?).ok()?)
    };
    (1..61)
        .contains(&count)
        .then_some((words.len() - length, count))
}

/// « Conclue pour une durée de trois ans », « les trois années de la convention », where the budget has other years.
fn duration(words: &[&str], years: usize, is_of_duration: bool) -> Option<String> {
    let is_renewed = says(
        words,
        &[
            "renouvel",
            "prolong",
            "reconduc",
            "tacite",
            "conserv",
            "archiv",
            "piece",
            "preavis",
            "delai",
            "precedent",
        ],
    );
    let is_of_agreement = is_of_duration || says(words, &["convention", "accord", "partenariat"]);
    if is_renewed || !is_of_agreement {
        return None;
    }
    // « La convention est quadriennale »
    for (at, word) in words.iter().enumerate() {
        let named = NAMED.iter().find(|(name, _)| name == word);
        let before = &words[..at];
        let is_plain = before.ends_with(&["convention", "est"]);
        if let Some((name, _)) = named.filter(|(_, count)| is_plain && *count != years) {
            let count = named.map_or(0, |(_, count)| *count);
            return Some(format!("{count} ans ({name})"));
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
        let before = &words[..start];
        // « La durée du mandat est de trois ans » is another one.
        let is_said = before.strip_suffix(&["est", "de"]).is_some_and(|before| {
            let noun = DURATIONS.iter().find_map(|noun| before.strip_suffix(*noun));
            noun.unwrap_or(before).ends_with(&["duree"])
        });
        let is_duration = before.ends_with(&["duree", "de"])
            || is_said
            || before.ends_with(&["conclue", "pour"])
            || before.ends_with(&["conclu", "pour"]);
        let is_of_agreement = words[at + 1..].starts_with(&["de", "la", "presente", "convention"])
            || words[at + 1..].starts_with(&["de", "la", "convention"]);
        let length = count * months;
        // A number of months that is no number of years is counted to the day of the last report.
        if (is_duration || is_of_agreement) && length.is_multiple_of(12) && length != years * 12 {
            let count = words[start..end].join(" ").replace(" - ", "-");
            return Some(format!("{count} {}", accented(noun)));
        }
    }
    None
}

/// « Jusqu’au 31 décembre 2021 », where the budget ends in another year. What is settled in the half-year behind the last
/// one is of it.
fn end(words: &[&str], last: i32, is_of_duration: bool) -> Option<String> {
    let is_of_agreement = (is_of_duration || says(words, &["convention"]))
        && says(
            words,
            &[
                "duree", "effet", "conclue", "fin", "expir", "vigueur", "terme", "echeance",
                "acheve", "termine", "court",
            ],
        );
    if !is_of_agreement
        || says(
            words,
            &[
                "depense",
                "bilan",
                "rapport",
                "justificat",
                "facture",
                "renouvel",
                "prolong",
                "precedent",
                "avenant",
            ],
        )
    {
        return None;
    }
    // Phases end before the agreement does: the last end is its own.
    for at in (1..words.len().saturating_sub(1)).rev() {
        let Some(month) = month_of(words[at]) else {
            continue;
        };
        let Some(year) = parse_year(words[at + 1]) else {
            continue;
        };
        let before = &words[at.saturating_sub(5)..at];
        let is_end = before.iter().any(|word| {
            matches!(
                *word,
                "jusqu"
                    | "fin"
                    | "expire"
                    | "expirera"
                    | "terme"
                    | "echeance"
                    | "acheve"
                    | "achevera"
                    | "termine"
                    | "terminera"
            )
        });
        // « Du 1er janvier 2027 au 31 décembre 2031 »
        let is_span = before.contains(&"au") && words[..at].contains(&"du");
        let is_end = is_end || is_span && says(words, &["court", "conclue", "duree", "effet"]);
        let is_settling = year == last + 1 && month < 6;
        if is_end {
            return (year != last && !is_settling)
                .then(|| format!("{} {} {year}", words[at - 1], accented(words[at])));
        }
    }
    None
}

/// « Les années 2018 à 2021 », « la période 2018-2020 ».
fn range(words: &[&str], first: i32, last: i32) -> Option<String> {
    if says(
        words,
        &[
            "precedent",
            "anterieur",
            "passe",
            "bilan",
            "mandat",
            "contrat",
            "plan",
            "schema",
            "fonds",
        ],
    ) {
        return None;
    }
    let is_of_agreement = says(words, &["convention"])
        && says(words, &["couvr", "porte", "conclu", "duree", "presente"]);
    let is_year = |word: &str| {
        word.parse::<i32>()
            .ok()
            .filter(|year| (1900..2200).contains(year))
    };
    // « Les années 2027, 2028, 2029 et 2030 »
    if let Some(at) = words
        .iter()
        .position(|word| matches!(*word, "annees" | "exercices"))
    {
        let listed = words[at + 1..].iter();
        let listed =
            listed.take_while(|word| is_year(word).is_some() || ["|", "et"].contains(*word));
        let listed: Vec<i32> = listed.filter_map(|word| is_year(word)).collect();
        let follow = listed.len() > 2 && listed.windows(2).all(|pair| pair[1] == pair[0] + 1);
        let ends = [listed.first(), listed.last()];
        let is_other = listed.first() == Some(&first) || listed.last() == Some(&last);
        // « Un acompte pour les années 2027, 2028 et 2029, et un solde en 2030 »
        let mut all = words.iter().filter_map(|word| is_year(word));
        let is_part = says(words, &["acompte", "avance", "versement", "solde"])
            || all.any(|year| (first..=last).contains(&year) && !listed.contains(&year));
        if follow && !is_part && is_of_agreement && is_other && ends != [Some(&first), Some(&last)]
        {
            return Some(list(&listed));
        }
    }
    for (at, window) in words.windows(3).enumerate() {
        let (Some(start), Some(end)) = (is_year(window[0]), is_year(window[2])) else {
            continue;
        };
        let is_named = at.checked_sub(1).is_some_and(|at| {
            matches!(
                words[at],
                "annees" | "periode" | "exercices" | "convention" | "triennale"
            )
        });
        if !is_named
            || !matches!(window[1], "a" | "-" | "et")
            || start >= end
            || window[1] == "et" && end != start + 1
        {
            continue;
        }
        let is_longer = start == first && end > last || end == last && start < first;
        let is_other = is_of_agreement && window[1] != "et" && (start == first) != (end == last);
        if is_longer || is_other {
            return Some(format!("{start}-{end}"));
        }
    }
    None
}

/// A clause that agreements have, and this one lacks.
pub(super) static MISSING: Rule = Rule::warning("article-missing", Family::Articles, missing);

/// Each clause by the name that messages give it, and the words that tell it, folded, whole or as the beginning of a word.
const CLAUSES: [(&str, &[&str]); 11] = [
    ("object", &["objet"]),
    (
        "duration",
        &[
            "duree",
            "prend effet",
            "prendra effet",
            "entre en vigueur",
            "conclue pour",
            "{duree",
        ],
    ),
    (
        "amount",
        &[
            "montant",
            "subvention",
            "participation financiere",
            "contribution financiere",
            "participation de",
            "{part:",
            "{total",
        ],
    ),
    (
        "payment",
        &[
            "versement",
            "versee",
            "verse en",
            "acompte",
            "mandate",
            "paiement",
            "liquide",
            "{versement",
        ],
    ),
    (
        "review",
        &[
            "suivi",
            "evaluation",
            "evalue",
            "bilan",
            "comite de pilotage",
            "rapport d'activite",
            "compte rendu",
            "compte-rendu",
        ],
    ),
    (
        "control",
        &[
            "controle",
            "justificatif",
            "pieces justificatives",
            "verification sur",
            "droit de regard",
        ],
    ),
    (
        "repayment",
        &[
            "reversement",
            "reverse",
            "restitu",
            "rembours",
            "trop-percu",
            "trop percu",
            "repetition",
            "recouvr",
        ],
    ),
    (
        "amendment",
        &[
            "avenant",
            "modification de la presente",
            "modification de la convention",
            "toute modification",
        ],
    ),
    (
        "termination",
        &["resili", "denonc", "caducite", "caduque", "rupture"],
    ),
    (
        "disputes",
        &[
            "litige",
            "differend",
            "contentieux",
            "tribunal",
            "contestation",
            "mediation",
        ],
    ),
    (
        "annexes",
        &[
            "{annexes",
            "liste des annexes",
            "annexe 1",
            "annexe i",
            "annexe a ",
            "annexe n",
            "annexes a la",
            "annexee a",
            "annexees a",
            "annexe a la",
            "annexes suivantes",
            "annexes font",
            "annexes :",
            "documents annexes",
            "integrante",
        ],
    ),
];

/// One finding, at the last article: that is where a clause is added.
fn missing(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let texts = &context.articles.texts;
    let numbers = texts.iter().rev();
    let mut numbers = numbers.filter_map(|text| text.article.number.as_ref());
    let Some(last) = numbers.next() else { return };
    let bodies = texts.iter().map(|text| {
        let article = text.article;
        fold_text(&format!("{}\n{}\n", article.title, text.body()))
            .0
            .replace('\n', " ")
    });
    let all: String = bodies.collect();
    let is_there = |words: &&str| {
        let starts_word =
            |(at, _): (usize, &str)| !all[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        all.match_indices(*words).any(starts_word)
    };
    let has_annexes = texts
        .iter()
        .any(|text| fold(&text.article.title).contains("annexe"));
    let has_money = context.has_money();
    let lacking = CLAUSES.iter().filter(|(name, words)| {
        let is_moot = !has_money && ["amount", "payment", "control", "repayment"].contains(name);
        !(is_moot || words.iter().any(is_there) || *name == "annexes" && has_annexes)
    });
    let lacking: Vec<&str> = lacking.map(|(name, _)| *name).collect();
    if lacking.is_empty() {
        return;
    }
    let mut finding = MISSING.at(&last.place).arg("count", lacking.len());
    for (name, _) in CLAUSES {
        let rank = lacking.iter().position(|clause| *clause == name);
        finding = finding.arg(
            name,
            rank.map_or("no", |rank| if rank == 0 { "first" } else { "next" }),
        );
    }
    findings.push(finding);
}

/// An article ends with what the signature page says.
pub(super) static SIGNATURES: Rule =
    Rule::warning("article-signatures", Family::Articles, signatures);

fn signatures(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let texts = &context.articles.texts;
    let Some(text) = texts.last().filter(|text| text.article.number.is_some()) else {
        return;
    };
    let mut at = 0;
    for line in text.body().split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        let words = fold_text(line).0;
        let words = words.trim_start_matches(['*', '_', ' ']);
        if words.starts_with("fait a ") || words.starts_with("fait en ") {
            let finding = SIGNATURES.at(&text.place(&range)).drafted(line.trim());
            findings.push(finding.arg("article", text.name.as_str()));
            return;
        }
    }
}

/// The balance depends on objectives that fiches do not put in figures.
pub(super) static BALANCE: Rule = Rule::warning("balance-basis", Family::Articles, balance);

fn balance(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let is_basis = |(text, sentence): &(&ArticleText<'_>, &Sentence)| {
        let folded = fold_text(&text.body()[sentence.range.clone()])
            .0
            .replace('\n', " ");
        let folded: Vec<&str> = folded.split_whitespace().collect();
        let folded = folded.join(" ");
        let is_paid = ["solde", "verse", "montant", "paiement", "acompte"]
            .iter()
            .any(|word| folded.contains(word));
        let is_tied = [
            "prorata des objectif",
            "prorata des resultat",
            "prorata de la realisation des objectif",
            "objectifs atteints",
            "atteinte des objectif",
            "realisation des objectif",
            "resultats obtenus",
            "resultats atteints",
            "fonction des resultat",
            "fonction de l'atteinte",
            "proportion des objectif",
            "fonction des objectif",
            "objectifs sont atteints",
            "atteinte des indicateur",
            "resultats constates",
            "taux de realisation",
        ];
        is_paid && is_tied.iter().any(|words| folded.contains(words))
    };
    let sentences = context.articles.texts.iter().flat_map(|text| {
        text.reading
            .sentences
            .iter()
            .map(move |sentence| (text, sentence))
    });
    let Some((text, sentence)) = sentences.into_iter().find(is_basis) else {
        return;
    };
    let without = context
        .fiches()
        .filter(|(_, fiche)| !targets::has_target(fiche));
    let without: Vec<&Code> = without.map(|(_, fiche)| &fiche.code.value).collect();
    if without.is_empty() {
        return;
    }
    let finding = BALANCE
        .at(&text.place(&text.trimmed(sentence)))
        .arg("article", text.name.as_str());
    let finding = finding
        .arg("count", without.len())
        .arg("all", context.dossier.fiches.len());
    findings.push(finding.arg("fiches", list(without)));
}
