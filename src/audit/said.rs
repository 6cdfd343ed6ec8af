//! What a sentence says of an amount in it: who pays it, when, whether it is money of the agreement at all.
//!
//! Only what is said plainly is taken. A threshold, a price a day or an amount of another year is none of the budget's.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    sentence::{Reading, Sentence},
    slip::only,
    tables::Cell,
    tokens::{ARTICLES, Token},
};
use crate::{
    model::FunderId,
    money::Rate,
    source::{fold, parse_year},
};

/// What is said of an amount.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a sentence says each or does not"
)]
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    /// Who pays it, where one is plainly said to.
    pub(super) payer: Option<FunderId>,
    /// Whether it is said to be what everything costs.
    pub(super) is_cost: bool,
    /// Whether it is an advance: « un acompte de 20 % ».
    pub(super) is_advance: bool,
    /// Whether it is a balance: « le solde, soit … ».
    pub(super) is_balance: bool,
    /// Whether it is some advance or instalment: « le second acompte ».
    pub(super) is_instalment: bool,
    /// Which of the payments it is: « le deuxième versement », from 1.
    pub(super) rank: Option<usize>,
    /// Whether it is said to be that rate of something: « 80 % de la subvention, soit … ».
    pub(super) is_of_rate: bool,
    /// Whether it is one of several payments, or a part of another amount.
    pub(super) is_part: bool,
    /// Whether it is said to be of all years.
    pub(super) is_whole: bool,
    /// Whether it is of each year.
    pub(super) is_yearly: bool,
    /// Whether it is of some fiches.
    pub(super) is_of_fiche: bool,
    /// The years named.
    pub(super) years: BTreeSet<i32>,
    /// The rates named.
    pub(super) rates: Vec<Rate>,
    /// Whether the sentence is about money that somebody pays.
    pub(super) is_money: bool,
    /// Whether it is a threshold, a price, about that much, or of another agreement: nothing that the budget knows.
    pub(super) is_aside: bool,
    /// Whether other amounts stand in the sentence.
    pub(super) is_among_others: bool,
    /// Whether a year stands just beside it: « 97 500 € en 2027 ».
    pub(super) is_of_year: bool,
    /// Whether who pays it stands just before it: « la Région apporte 64 000 €, l’Agglomération 38 500 € ».
    pub(super) is_paired: bool,
    /// The words said of it, folded.
    words: BTreeSet<String>,
}

impl Said {
    /// Whether all words of a name are said of it.
    pub(super) fn names(&self, name: &str) -> bool {
        let words = name.split(|c: char| !c.is_alphanumeric()).map(fold);
        let mut words = words.filter(|word| !word.is_empty()).peekable();
        let is_year = |word: &str| parse_year(word).is_some_and(|year| self.years.contains(&year));
        words.peek().is_some() && words.all(|word| self.words.contains(&word) || is_year(&word))
    }

    /// What the column and the row of a table say.
    fn of_cell(cell: &Cell) -> Self {
        Self {
            payer: cell.payer,
            is_cost: cell.payer.is_none(),
            years: cell.year.into_iter().collect(),
            is_money: true,
            ..Self::default()
        }
    }
}

/// What somebody gives.
const GIFTS: [&str; 21] = [
    "intervention",
    "taux",
    "autofinancement",
    "recoit",
    "recevra",
    "percoit",
    "participation",
    "participations",
    "contribution",
    "contributions",
    "part",
    "subvention",
    "subventions",
    "concours",
    "apport",
    "financement",
    "soutien",
    "aide",
    "dotation",
    "charge",
    "financements",
];

/// What a gift may be said to be before its giver is named.
const QUALITIES: [&str; 20] = [
    "financiere",
    "financier",
    "financieres",
    "maximale",
    "maximal",
    "maximum",
    "totale",
    "total",
    "globale",
    "global",
    "annuelle",
    "previsionnelle",
    "previsionnel",
    "forfaitaire",
    "publique",
    "propre",
    "exclusive",
    "plafonnee",
    "nette",
    "triennale",
];

/// How verbs of giving begin, and how they may end.
const GIVING: [&str; 18] = [
    "soutien",
    "accord",
    "octroi",
    "octroy",
    "vers",
    "allou",
    "attribu",
    "apport",
    "particip",
    "contribu",
    "financ",
    "consacr",
    "mobilis",
    "affect",
    "subventionn",
    "support",
    "pai",
    "pay",
];
const ENDINGS: [&str; 7] = ["e", "er", "era", "ent", "eront", "ie", "t"];

/// What a threshold, a price or a guess is told by, before the amount or just behind it.
const ASIDE: [&str; 69] = [
    "lorsqu",
    "seuil",
    "dela",
    "dessus",
    "dessous",
    "superieur",
    "inferieur",
    "excede",
    "excedant",
    "depass",
    "entre",
    "environ",
    "pres",
    "quelque",
    "ordre",
    "minimum",
    "minimal",
    "penalite",
    "amende",
    "indemnite",
    "astreinte",
    "tarif",
    "prix",
    "valeur",
    "frais",
    "cotisation",
    "adhesion",
    "loyer",
    "redevance",
    "capital",
    "caution",
    "franchise",
    "garanti",
    "bourse",
    "prime",
    "cheque",
    "lot",
    "recette",
    "affaires",
    "moyenne",
    "unitaire",
    "salaire",
    "journalier",
    "horaire",
    "emprunt",
    "pret",
    "collect",
    "leve",
    "investi",
    "honoraire",
    "droit",
    "taxe",
    "timbre",
    "remise",
    "ristourne",
    "chacun",
    "vente",
    "vend",
    "perte",
    "benefice",
    "deficit",
    "excedent",
    "tresorerie",
    "fonds",
    "dotee",
    "dote",
    "gain",
    "economie",
    "surcout",
];

/// What makes a whole sentence one about something else.
const ELSEWHERE: [&str; 33] = [
    "n entre pas dans le budget",
    "cout moyen",
    "budget de la §",
    "budget de l §",
    "budget total de la §",
    "budget total de l §",
    "hors budget",
    "hors du budget",
    "hors convention",
    "de minimis",
    "marche public",
    "marches publics",
    "commande publique",
    "assurance",
    "assurances",
    "rcs",
    "siret",
    "code general",
    "autre convention",
    "budget annexe",
    "budget primitif",
    "budget general",
    "budget principal",
    "convention specifique",
    "conventions specifiques",
    "convention distincte",
    "precedente convention",
    "convention precedente",
    "convention anterieure",
    "a verse",
    "ont verse",
    "avait",
    "avaient",
];

const MONEY: [&str; 26] = [
    "autofinancement",
    "estime",
    "particip",
    "contribu",
    "subvention",
    "montant",
    "versement",
    "verse",
    "acompte",
    "avance",
    "solde",
    "cout",
    "budget",
    "financ",
    "somme",
    "depense",
    "credit",
    "enveloppe",
    "dotation",
    "allou",
    "attribu",
    "octro",
    "accord",
    "apport",
    "concours",
    "engage",
];

/// The years of which an agreement speaks.
pub(super) struct Years {
    /// Those of its budget.
    pub(super) own: Vec<i32>,
    /// Those in which something is paid.
    pub(super) paid: BTreeSet<i32>,
}

/// What is said of each amount of a text, in their order.
pub(super) fn all(reading: &Reading, agreement: &Years) -> Vec<Said> {
    let mut all = vec![Said::default(); reading.amounts.len()];
    let cells: BTreeMap<usize, &Cell> = reading
        .cells
        .iter()
        .map(|(rank, cell)| (*rank, cell))
        .collect();
    for sentence in &reading.sentences {
        for (at, token) in sentence.tokens.iter().enumerate() {
            if let Token::Amount(rank) = token {
                all[*rank] = match cells.get(rank) {
                    Some(cell) => Said::of_cell(cell),
                    None => said(sentence, at, agreement),
                };
            }
        }
    }
    all
}

fn said(sentence: &Sentence, at: usize, agreement: &Years) -> Said {
    let tokens = &sentence.tokens;
    let is_amount = |token: &Token| matches!(token, Token::Amount(_));
    let is_among_others = tokens.iter().filter(|token| is_amount(token)).count() > 1;
    let (start, end) = segment(tokens, at, is_among_others);
    let (part, place) = (&tokens[start..end], at - start);
    // An item of a list is about what opens the list.
    let mut whole = sentence.lead.iter().chain(tokens);
    let is_of_year = beside_year(part, place);
    let payer = giver(sentence, part, place, is_of_year);
    let has = |words: &[&str]| has_any(part, words);
    let years: BTreeSet<i32> = part
        .iter()
        .filter_map(|token| match token {
            Token::Year(year) => Some(*year),
            _ => None,
        })
        .collect();
    let text = joined(tokens);
    let says = |phrases: &[&str]| {
        phrases
            .iter()
            .any(|phrase| text.contains(&format!(" {phrase} ")))
    };
    let is_elsewhere = says(&ELSEWHERE)
        || years.iter().any(|year| {
            !agreement.own.is_empty()
                && !agreement.own.contains(year)
                && !agreement.paid.contains(year)
        });
    let spans = agreement.own.len() > 1
        && [agreement.own.first(), agreement.own.last()]
            .iter()
            .all(|year| year.is_some_and(|year| years.contains(year)));
    let is_ordinal = has(&[
        "deuxieme",
        "second",
        "seconde",
        "troisieme",
        "quatrieme",
        "dernier",
        "derniere",
    ]);
    let is_whole_gift = is_whole_gift(&part[..place]);
    let is_advance = has(&["acompte", "avance"]) && !is_ordinal && !is_whole_gift;
    Said {
        payer,
        is_cost: is_cost(part),
        is_advance,
        is_balance: has(&["solde"]) && !is_whole_gift && !has(&["acompte", "avance", "avant", "hors", "sans"]),
        is_instalment: has(&["acompte", "avance"]) && !is_whole_gift,
        rank: rank(part).filter(|_| !is_whole_gift),
        is_of_rate: is_of_rate(&part[..place]),
        is_part: is_ordinal || has(&[
            "acompte", "acomptes", "avance", "avances", "versement", "versements", "solde", "echeance", "tranche", "dont", "premier", "premiere",
            "fraction", "valorisation", "restant", "reste", "nature",
        ]),
        is_whole: spans || says(&["trois annees", "deux annees", "quatre annees", "cinq annees", "trois ans", "quatre ans", "cinq ans", "duree", "total", "totale", "l ensemble", "toute la periode"]),
        is_yearly: says(&["par an", "chaque annee", "annuel", "annuelle", "annuellement", "an", "annuels", "annuelles"]),
        is_of_fiche: tokens.contains(&Token::Fiche) || says(&["axe", "fiche", "action", "operation", "volet", "poste", "nature"]),
        years,
        rates: rates(part),
        is_money: payer.is_some() || whole.any(|token| matches!(token, Token::Word(word) if MONEY.iter().any(|stem| word.starts_with(stem)))),
        is_aside: is_elsewhere || is_aside(part, place),
        is_among_others,
        is_of_year,
        is_paired: payer.is_some() && is_paired(part, place),
        words: part
            .iter()
            .filter_map(|token| match token {
                Token::Word(word) => Some(word.clone()),
                _ => None,
            })
            .collect(),
    }
}

/// Whether one name stands before an amount, with nothing but a verb between them.
fn is_paired(tokens: &[Token], amount: usize) -> bool {
    let is_name = |token: &Token| matches!(token, Token::Payer(_));
    let name = only(
        tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| is_name(token)),
    );
    name.is_some_and(|(at, _)| at < amount && amount - at <= 3)
}

/// The tokens that say what an amount is: from behind the one before it to the next, or to what is said of that one.
fn segment(tokens: &[Token], at: usize, is_among_others: bool) -> (usize, usize) {
    let is_amount = |token: &Token| matches!(token, Token::Amount(_));
    let ends = |token: &Token| {
        let is_next = matches!(token, Token::Word(word) if ["et", "dont", "puis", "ainsi", "soit"].contains(&word.as_str()));
        is_amount(token) || is_among_others && (is_next || *token == Token::Sign(','))
    };
    let start = tokens[..at].iter().rposition(is_amount).map_or(0, |last| {
        let cut = tokens[last + 1..at].iter().position(ends);
        last + 1 + cut.unwrap_or_default()
    });
    let end = tokens[at + 1..].iter().position(ends);
    (start, end.map_or(tokens.len(), |next| at + 1 + next))
}

/// Who pays the amount at this place of these tokens.
fn giver(sentence: &Sentence, part: &[Token], place: usize, is_of_year: bool) -> Option<FunderId> {
    let is_amount = |token: &Token| matches!(token, Token::Amount(_));
    let is_name = |token: &Token| matches!(token, Token::Payer(_));
    let first = sentence
        .tokens
        .iter()
        .position(is_amount)
        .unwrap_or_default();
    let (before, behind) = sentence.tokens.split_at(first);
    // « La Région apporte 64 000 €, l’Agglomération 38 500 € »
    let too = || match place.checked_sub(1).map(|at| &part[at]) {
        Some(Token::Payer(funder)) => payer(before).map(|_| *funder),
        _ => None,
    };
    // « La Région verse 97 500 € en 2027, 90 000 € en 2028 »
    let all = || payer(before).filter(|_| is_of_year && !behind.iter().any(is_name));
    payer(part)
        .or_else(too)
        .or_else(all)
        .or_else(|| payer(&sentence.lead))
}

/// The rates said of an amount. « La participation de la Région (75 %) est de … » is of none.
fn rates(tokens: &[Token]) -> Vec<Rate> {
    let is_aside = |at: usize| {
        let before = at.checked_sub(1).map(|at| &tokens[at]);
        before == Some(&Token::Sign('(')) && tokens.get(at + 1) == Some(&Token::Sign(')'))
    };
    let rates = tokens.iter().enumerate();
    let rates = rates.filter_map(|(at, token)| match token {
        Token::Rate(rate) if !is_aside(at) => Some(*rate),
        _ => None,
    });
    rates.collect()
}

/// « Le deuxième versement »
fn rank(tokens: &[Token]) -> Option<usize> {
    let at = tokens
        .iter()
        .position(|token| *token == Token::Word("versement".to_owned()))?;
    let ordinal = at.checked_sub(1).and_then(|at| word(tokens, at))?;
    match ordinal {
        "premier" => Some(1),
        "deuxieme" | "second" => Some(2),
        "troisieme" => Some(3),
        "quatrieme" => Some(4),
        _ => None,
    }
}

/// Whether what is paid in parts stands just before an amount: « une avance de 20 % de la participation de ».
fn is_whole_gift(before: &[Token]) -> bool {
    let Some((Token::Word(link), before)) = before.split_last() else {
        return false;
    };
    let is_between = |token: &&Token| match token {
        Token::Payer(_) => true,
        Token::Word(word) => {
            ["de", "d", "un", "montant", "prevue", "totales"].contains(&word.as_str())
                || ARTICLES.contains(&word.as_str())
                || QUALITIES.contains(&word.as_str())
        }
        _ => false,
    };
    let noun = before.iter().rev().find(|token| !is_between(token));
    let is_noun = |word: &str| {
        matches!(
            word,
            "participation"
                | "contribution"
                | "subvention"
                | "part"
                | "concours"
                | "apport"
                | "financement"
                | "aide"
                | "dotation"
                | "cout"
                | "budget"
                | "depenses"
        )
    };
    link == "de" && matches!(noun, Some(Token::Word(word)) if is_noun(word))
}

/// « 80 % de la subvention, soit »
fn is_of_rate(before: &[Token]) -> bool {
    let rate = before
        .iter()
        .rposition(|token| matches!(token, Token::Rate(_)));
    rate.is_some_and(|at| has_any(&before[at..], &["soit"]))
}

/// Whether one year stands beside an amount: « 97 500 € en 2027 », « 2027 : 97 500 € », « en 2027, 97 500 € ».
fn beside_year(tokens: &[Token], amount: usize) -> bool {
    let is_year = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at))
            .is_some_and(|token| matches!(token, Token::Year(_)))
    };
    let is_link = |at: usize| {
        matches!(word(tokens, at), Some("en" | "pour")) || tokens.get(at) == Some(&Token::Sign('('))
    };
    let is_sign = |at: usize| {
        matches!(
            tokens.get(at),
            Some(Token::Sign(':' | ',' | '–' | '-' | '|'))
        )
    };
    let before = amount
        .checked_sub(1)
        .filter(|at| is_sign(*at))
        .and_then(|at| at.checked_sub(1));
    is_link(amount + 1) && is_year(Some(amount + 2)) || is_year(before)
}

/// Words and signs with a space around each.
fn joined(tokens: &[Token]) -> String {
    let words = tokens.iter().map(|token| match token {
        Token::Word(word) => word.as_str(),
        Token::Payer(_) => "§",
        _ => "|",
    });
    let words: Vec<&str> = words.collect();
    format!(" {} ", words.join(" "))
}

/// Whether one of these words stands among the tokens.
pub(super) fn has_any(tokens: &[Token], words: &[&str]) -> bool {
    tokens
        .iter()
        .any(|token| matches!(token, Token::Word(word) if words.contains(&word.as_str())))
}

fn word(tokens: &[Token], at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    }
}

fn is_aside(tokens: &[Token], amount: usize) -> bool {
    let is_told = |word: &str| {
        ASIDE.iter().any(|stem| match *stem {
            // Short words are whole: « lot » is no « lotissement ».
            stem if stem.len() < 5 => word.trim_end_matches('s') == stem.trim_end_matches('s'),
            stem => word.starts_with(stem),
        })
    };
    let before = tokens[..amount].iter().rev().take(8);
    let before = before.take_while(|token| !matches!(token, Token::Payer(_)));
    let is_told_of = |token: &Token| matches!(token, Token::Word(word) if is_told(word));
    // « Sur ses fonds propres »
    let are_own = has_any(&tokens[..amount], &["propres"]);
    let next = word(tokens, amount + 1);
    // « 600 € par jour »; « versés par la Métropole » is none.
    let is_rate = |at: usize| match tokens.get(at + 1) {
        Some(Token::Word(noun)) => {
            !ARTICLES.contains(&noun.as_str())
                && !matches!(
                    noun.as_str(),
                    "an" | "annee"
                        | "deliberation"
                        | "arrete"
                        | "decision"
                        | "virement"
                        | "mandat"
                        | "acomptes"
                        | "versements"
                        | "tranches"
                )
        }
        Some(Token::Sign('(')) => true,
        _ => false,
    };
    let more_or_less = |word: &str| matches!(word, "plus" | "moins" | "jusqu");
    before.clone().any(|token| is_told_of(token) && !(are_own && *token == Token::Word("fonds".to_owned())))
        || word(tokens, amount.wrapping_sub(2)).is_some_and(more_or_less) && word(tokens, amount.wrapping_sub(1)) == Some("de")
        || tokens.get(amount + 1) == Some(&Token::Sign('/'))
        || next == Some("par") && is_rate(amount + 1)
        || matches!(next, Some("ht" | "ttc")) && word(tokens, amount + 2) == Some("par") && is_rate(amount + 2)
        || matches!(next, Some("l" | "le" | "la")) && word(tokens, amount + 2).is_some_and(|word| ["unite", "heure", "journee", "repas", "nuit", "jour", "metre", "exemplaire"].contains(&word))
        || tokens[amount + 1..].iter().take(4).any(|token| matches!(token, Token::Word(word) if ["chacun", "chacune", "unitaire", "pieces", "environ", "amende", "penalite", "penalites", "minimum"].contains(&word.as_str())))
}

/// Whether it is said to be what everything costs: « le coût total », « le budget global prévisionnel ».
fn is_cost(tokens: &[Token]) -> bool {
    let is_gift = tokens
        .iter()
        .any(|token| matches!(token, Token::Word(word) if GIFTS.contains(&word.as_str())));
    let is_total = |at: usize| {
        (at + 1..at + 3).any(|next| {
            word(tokens, next).is_some_and(|word| {
                matches!(
                    word,
                    "total" | "totale" | "totales" | "global" | "globale" | "complet"
                )
            })
        })
    };
    let is_cost = (0..tokens.len()).any(|at| {
        let is_noun =
            word(tokens, at).is_some_and(|word| matches!(word, "cout" | "budget" | "depenses"));
        let is_sum = word(tokens, at) == Some("total")
            && word(tokens, at + 1) == Some("des")
            && word(tokens, at + 2) == Some("depenses");
        is_noun && is_total(at) || is_sum
    });
    is_cost && !is_gift && payers(tokens).is_empty()
}

/// The one who is plainly said to pay.
pub(super) fn payer(tokens: &[Token]) -> Option<FunderId> {
    let mut payers = payers(tokens).into_iter();
    let first = payers.next();
    first.filter(|_| payers.next().is_none())
}

/// Everyone who is said to pay.
fn payers(tokens: &[Token]) -> BTreeSet<FunderId> {
    let mut payers = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Payer(id) = token else { continue };
        if gives(tokens, at) || is_giver(tokens, at) || heads_item(tokens, at) {
            payers.insert(*id);
            payers.extend(beside(tokens, at));
        }
    }
    payers
}

/// Who is named together with somebody: « la Métropole et la CCI ».
fn beside(tokens: &[Token], at: usize) -> Vec<FunderId> {
    let is_link = |token: Option<&Token>| match token {
        Some(Token::Word(word)) => word == "et" || ARTICLES.contains(&word.as_str()),
        Some(Token::Sign(sign)) => *sign == ',',
        _ => false,
    };
    let payer = |at: usize| match tokens.get(at) {
        Some(Token::Payer(id)) => Some(*id),
        _ => None,
    };
    let mut found = Vec::new();
    let (mut before, mut after) = (at, at + 1);
    while before > 0 && is_link(tokens.get(before - 1)) {
        before -= 1;
    }
    while is_link(tokens.get(after)) {
        after += 1;
    }
    if before + 1 < at + 1 && before > 0 {
        found.extend(payer(before - 1).filter(|_| before < at));
    }
    found.extend(payer(after).filter(|_| after > at + 1));
    found
}

/// The first token before somebody's name that is no article.
fn before_name(tokens: &[Token], at: usize) -> usize {
    let mut start = at;
    while start > 0
        && word(tokens, start - 1).is_some_and(|word| matches!(word, "le" | "la" | "les" | "l"))
    {
        start -= 1;
    }
    start
}

/// « La Métropole verse », « la CCI s’engage à financer ».
fn gives(tokens: &[Token], at: usize) -> bool {
    let start = before_name(tokens, at);
    let is_object = start
        .checked_sub(1)
        .and_then(|at| word(tokens, at))
        .is_some_and(|word| {
            matches!(
                word,
                "a" | "au"
                    | "aux"
                    | "par"
                    | "avec"
                    | "pour"
                    | "envers"
                    | "chez"
                    | "de"
                    | "du"
                    | "des"
                    | "d"
                    | "entre"
                    | "que"
            )
        });
    let is_verb = |word: &str| {
        GIVING.iter().any(|stem| {
            word.strip_prefix(stem)
                .is_some_and(|end| ENDINGS.contains(&end))
        })
    };
    let rest = tokens[at + 1..].iter();
    let mut rest = rest
        .take(14)
        .take_while(|token| !matches!(token, Token::Payer(_) | Token::Amount(_)));
    let is_taking = |at: usize| {
        matches!(word(tokens, at), Some("prend" | "prendra")) && word(tokens, at + 1) == Some("en")
    };
    !is_object
        && (rest.any(|token| matches!(token, Token::Word(word) if is_verb(word)))
            || (at + 1..at + 6).any(is_taking))
}

/// « La participation financière de la Métropole », « versée par la Métropole », « à la charge de la CCI ».
fn is_giver(tokens: &[Token], at: usize) -> bool {
    let start = before_name(tokens, at);
    let Some(link) = start.checked_sub(1) else {
        return false;
    };
    match word(tokens, link) {
        Some("par") => {
            let given = link.checked_sub(1).and_then(|at| word(tokens, at));
            given.is_some_and(|given| {
                let bare = given.trim_end_matches('s').trim_end_matches('e');
                given == "charge"
                    || GIVING
                        .iter()
                        .any(|stem| bare == format!("{stem}e") || bare == *stem)
            })
        }
        Some("de" | "du" | "d" | "des") => {
            let mut noun = link;
            while noun > 0 && word(tokens, noun - 1).is_some_and(|word| QUALITIES.contains(&word)) {
                noun -= 1;
            }
            noun.checked_sub(1)
                .and_then(|at| word(tokens, at))
                .is_some_and(|word| GIFTS.contains(&word))
        }
        _ => false,
    }
}

/// « - Métropole : 836 140 € », « | Métropole | 836 140 € ».
fn heads_item(tokens: &[Token], at: usize) -> bool {
    let is_sign = |token: Option<&Token>| {
        matches!(
            token,
            Some(Token::Sign(':' | '|' | '=' | '–' | '—' | '-' | ','))
        )
    };
    let start = before_name(tokens, at);
    (start == 0 || tokens[..start].iter().all(|token| is_sign(Some(token))))
        && is_sign(tokens.get(at + 1))
        && matches!(tokens.get(at + 2), Some(Token::Amount(_)))
}
