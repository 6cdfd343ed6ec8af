//! What a sentence states of an amount in it: who pays it, when, whether it is money of the agreement at all.
//!
//! Only what is stated plainly counts. A threshold, a price a day or an amount of another year is none of the budget's.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    sentence::{Reading, Sentence},
    slip::only,
    tables::Cell,
    tokens::{ARTICLES, Token, has_any, word_at},
};
use crate::{
    model::{Dossier, FunderId},
    money::Rate,
    source::{folded_words, is_word_of, parse_year},
};

/// What is stated of an amount.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a sentence states each or does not"
)]
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Statement {
    /// Who pays it, where the sentence names just one payer.
    pub(super) payer: Option<FunderId>,
    /// Whether it is what everything costs.
    pub(super) is_cost: bool,
    /// Whether it is an advance: « un acompte de 20 % ».
    pub(super) is_advance: bool,
    /// Whether it is a balance: « le solde, soit … ».
    pub(super) is_balance: bool,
    /// Whether it is some advance or instalment: « le second acompte ».
    pub(super) is_instalment: bool,
    /// Which of the payments it is: « le deuxième versement », from 1.
    pub(super) rank: Option<usize>,
    /// Whether it is the rate named before it of something: « 80 % de la subvention, soit … ».
    pub(super) is_of_rate: bool,
    /// Whether it is one of several payments, or a part of another amount.
    pub(super) is_part: bool,
    /// Whether it is of all years.
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
    /// Whether it is a threshold, a price, a guess, or of another agreement: none of the budget's.
    pub(super) is_aside: bool,
    /// Whether other amounts stand in the sentence.
    pub(super) is_among_others: bool,
    /// Whether a year stands just beside it: « 97 500 € en 2027 ».
    pub(super) is_of_year: bool,
    /// Whether who pays it stands just before it: « la Région apporte 64 000 €, l’Agglomération 38 500 € ».
    pub(super) is_paired: bool,
    /// The words around it, folded.
    words: BTreeSet<String>,
}

impl Statement {
    /// Whether all words of a name stand around the amount.
    pub(super) fn names(&self, name: &str) -> bool {
        let mut words = folded_words(name).peekable();
        let is_year = |word: &str| parse_year(word).is_some_and(|year| self.years.contains(&year));
        words.peek().is_some() && words.all(|word| self.words.contains(&word) || is_year(&word))
    }

    /// The year, where the sentence names just one.
    pub(super) fn year(&self, dossier: &Dossier) -> Option<usize> {
        let year = only(&self.years)?;
        let mut years = dossier.years().iter();
        years.position(|period| period.year() == Some(*year))
    }

    /// What the column and the row of a table state.
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
const GIFTS: &str = "intervention taux autofinancement recoit recevra percoit participation participations \
    contribution contributions part subvention subventions concours apport financement financements soutien aide \
    dotation charge";

/// The gifts and costs that payments are parts of.
const WHOLES: &str = "participation contribution subvention part concours apport financement aide dotation cout \
    budget depenses";

/// Adjectives between a gift and its giver.
const QUALITIES: &str = "financiere financier financieres maximale maximal maximum totale total globale global \
    annuelle previsionnelle previsionnel forfaitaire publique propre exclusive plafonnee nette triennale";

/// How verbs of giving begin, and how they may end.
const GIVING: &str = "soutien accord octroi octroy vers allou attribu apport particip contribu financ consacr \
    mobilis affect subventionn support pai pay";
const ENDINGS: &str = "e er era ent eront ie t";

/// How words begin that make a threshold, a price or a guess of an amount behind them. Of those under five letters, only
/// the whole word does: « lot » is no « lotissement ».
const ASIDE: &str = "lorsqu seuil dela dessus dessous superieur inferieur excede excedant depass entre environ pres \
    quelque ordre minimum minimal penalite amende indemnite astreinte tarif prix valeur frais cotisation adhesion \
    loyer redevance capital caution franchise garanti bourse prime cheque lot recette affaires moyenne unitaire \
    salaire journalier horaire emprunt pret collect leve investi honoraire droit taxe timbre remise ristourne chacun \
    vente vend perte benefice deficit excedent tresorerie fonds dotee dote gain economie surcout";

/// Words that do so just behind the amount.
const ASIDE_BEHIND: &str =
    "chacun chacune unitaire pieces environ amende penalite penalites minimum";

/// What an amount « le mètre » or « l’heure » is the price of.
const PRICED: &str = "unite heure journee repas nuit jour metre exemplaire";

/// What may stand behind « par » without making a price of the amount, articles aside.
const NOT_PRICED: &str =
    "an annee deliberation arrete decision virement mandat acomptes versements tranches";

/// What makes a whole sentence one about something else; `§` is a payer.
const ELSEWHERE: &str = "n entre pas dans le budget | cout moyen | budget de la § | budget de l § | \
    budget total de la § | budget total de l § | hors budget | hors du budget | hors convention | de minimis | \
    marche public | marches publics | commande publique | assurance | assurances | rcs | siret | code general | \
    autre convention | budget annexe | budget primitif | budget general | budget principal | \
    convention specifique | conventions specifiques | convention distincte | precedente convention | \
    convention precedente | convention anterieure | a verse | ont verse | avait | avaient";

/// How words begin that make a sentence one about money.
const MONEY: &str = "autofinancement estime particip contribu subvention montant versement verse acompte avance \
    solde cout budget financ somme depense credit enveloppe dotation allou attribu octro accord apport concours engage";

const ORDINALS: &str = "deuxieme second seconde troisieme quatrieme dernier derniere";

const PARTS: &str = "acompte acomptes avance avances versement versements solde echeance tranche dont premier \
    premiere fraction valorisation restant reste nature";

const YEARLY: &str = "an annuel annuelle annuellement annuels annuelles";

const ALL_YEARS: &str = "trois annees | deux annees | quatre annees | cinq annees | trois ans | quatre ans | \
    cinq ans | duree | total | totale | l ensemble | toute la periode";

/// The years of an agreement.
pub(super) struct Years {
    /// Those of its budget.
    pub(super) budget: Vec<i32>,
    /// Those in which something is paid.
    pub(super) paid: BTreeSet<i32>,
}

/// What is stated of each amount of a text, in their order.
pub(super) fn all(reading: &Reading, agreement: &Years) -> Vec<Statement> {
    let mut all = vec![Statement::default(); reading.amounts.len()];
    let cells = reading.cells.iter().map(|(rank, cell)| (*rank, cell));
    let cells: BTreeMap<usize, &Cell> = cells.collect();
    for sentence in &reading.sentences {
        for (at, token) in sentence.tokens.iter().enumerate() {
            if let Token::Amount(rank) = token {
                all[*rank] = match cells.get(rank) {
                    Some(cell) => Statement::of_cell(cell),
                    None => in_sentence(sentence, at, agreement),
                };
            }
        }
    }
    all
}

fn in_sentence(sentence: &Sentence, at: usize, agreement: &Years) -> Statement {
    let tokens = &sentence.tokens;
    let is_among_others = tokens.iter().filter(|token| token.is_amount()).count() > 1;
    let (start, end) = segment(tokens, at, is_among_others);
    let (part, place) = (&tokens[start..end], at - start);
    let before = &part[..place];
    let has = |words: &str| has_any(part, words);
    let text = joined(tokens);
    let has_phrase = |phrases: &str| {
        let mut phrases = phrases.split(" | ");
        phrases.any(|phrase| text.contains(&format!(" {phrase} ")))
    };
    let years = part.iter().filter_map(|token| match token {
        Token::Year(year) => Some(*year),
        _ => None,
    });
    let years: BTreeSet<i32> = years.collect();
    let budget = &agreement.budget;
    let is_other_year =
        |year: &i32| !budget.is_empty() && !budget.contains(year) && !agreement.paid.contains(year);
    let spans_budget = match &budget[..] {
        [first, .., last] => years.contains(first) && years.contains(last),
        _ => false,
    };
    let is_of_year = beside_year(part, place);
    let payer = giver(sentence, part, place, is_of_year);
    let is_whole_gift = is_whole_gift(before);
    let is_ordinal = has(ORDINALS);
    let is_instalment = has("acompte avance") && !is_whole_gift;
    // An item of a list is about what opens the list.
    let mut whole = sentence.lead.iter().chain(tokens);
    Statement {
        payer,
        is_cost: is_cost(part),
        is_advance: is_instalment && !is_ordinal,
        is_balance: has("solde") && !is_whole_gift && !has("acompte avance avant hors sans"),
        is_instalment,
        rank: rank(part).filter(|_| !is_whole_gift),
        is_of_rate: is_of_rate(before),
        is_part: is_ordinal || has(PARTS),
        is_whole: spans_budget || has_phrase(ALL_YEARS),
        is_yearly: has_any(tokens, YEARLY) || has_phrase("chaque annee"),
        is_of_fiche: has_any(tokens, "axe fiche action operation volet poste nature")
            || tokens.contains(&Token::Fiche),
        is_money: payer.is_some() || whole.any(|token| token.begins_with(MONEY)),
        is_aside: has_phrase(ELSEWHERE) || years.iter().any(is_other_year) || is_aside(part, place),
        years,
        rates: rates(part),
        is_among_others,
        is_of_year,
        is_paired: payer.is_some() && is_paired(part, place),
        words: part
            .iter()
            .filter_map(Token::word)
            .map(str::to_owned)
            .collect(),
    }
}

/// Whether one name stands just before an amount, with nothing but a verb between them.
fn is_paired(tokens: &[Token], amount: usize) -> bool {
    let names = tokens.iter().enumerate();
    let name = only(names.filter(|(_, token)| token.payer().is_some()));
    name.is_some_and(|(at, _)| at < amount && amount - at <= 3)
}

/// The tokens about an amount: from behind the one before it to the next, or to what is stated of that one.
fn segment(tokens: &[Token], at: usize, is_among_others: bool) -> (usize, usize) {
    let ends = |token: &Token| {
        let is_next = token.is_any_of("et dont puis ainsi soit") || *token == Token::Sign(',');
        token.is_amount() || is_among_others && is_next
    };
    let start = match tokens[..at].iter().rposition(Token::is_amount) {
        Some(last) => {
            last + 1
                + tokens[last + 1..at]
                    .iter()
                    .position(ends)
                    .unwrap_or_default()
        }
        None => 0,
    };
    let end = tokens[at + 1..].iter().position(ends);
    (start, end.map_or(tokens.len(), |next| at + 1 + next))
}

/// Who pays the amount at this place of these tokens.
fn giver(sentence: &Sentence, part: &[Token], place: usize, is_of_year: bool) -> Option<FunderId> {
    let first = sentence.tokens.iter().position(Token::is_amount);
    let (before, behind) = sentence.tokens.split_at(first.unwrap_or_default());
    // « La Région apporte 64 000 €, l’Agglomération 38 500 € »
    let second = || {
        let name = part.get(place.wrapping_sub(1))?.payer();
        payer(before).and(name)
    };
    // « La Région verse 97 500 € en 2027, 90 000 € en 2028 »
    let of_all = || {
        let is_named_behind = behind.iter().any(|token| token.payer().is_some());
        payer(before).filter(|_| is_of_year && !is_named_behind)
    };
    payer(part)
        .or_else(second)
        .or_else(of_all)
        .or_else(|| payer(&sentence.lead))
}

/// The rates about an amount. « La participation de la Région (75 %) est de … » has none.
fn rates(tokens: &[Token]) -> Vec<Rate> {
    let is_bracketed = |at: usize| {
        tokens.get(at.wrapping_sub(1)) == Some(&Token::Sign('('))
            && tokens.get(at + 1) == Some(&Token::Sign(')'))
    };
    let rates = tokens.iter().enumerate();
    let rates = rates.filter_map(|(at, token)| match token {
        Token::Rate(rate) if !is_bracketed(at) => Some(*rate),
        _ => None,
    });
    rates.collect()
}

/// « Le deuxième versement »
fn rank(tokens: &[Token]) -> Option<usize> {
    let at = tokens
        .iter()
        .position(|token| token.is_any_of("versement"))?;
    match word_at(tokens, at.wrapping_sub(1)) {
        "premier" => Some(1),
        "deuxieme" | "second" => Some(2),
        "troisieme" => Some(3),
        "quatrieme" => Some(4),
        _ => None,
    }
}

/// Whether what is paid in parts stands just before an amount: « une avance de 20 % de la participation de ».
fn is_whole_gift(before: &[Token]) -> bool {
    let is_between = |token: &&Token| {
        token.payer().is_some()
            || token.is_any_of("de d un montant prevue totales")
            || token.is_any_of(ARTICLES)
            || token.is_any_of(QUALITIES)
    };
    let Some((link, before)) = before.split_last() else {
        return false;
    };
    let noun = before.iter().rev().find(|token| !is_between(token));
    link.is_any_of("de") && noun.is_some_and(|noun| noun.is_any_of(WHOLES))
}

/// « 80 % de la subvention, soit »
fn is_of_rate(before: &[Token]) -> bool {
    let rate = before
        .iter()
        .rposition(|token| matches!(token, Token::Rate(_)));
    rate.is_some_and(|at| has_any(&before[at..], "soit"))
}

/// Whether one year stands beside an amount: « 97 500 € en 2027 », « 2027 : 97 500 € », « en 2027, 97 500 € ».
fn beside_year(tokens: &[Token], amount: usize) -> bool {
    let is_year = |at: usize| matches!(tokens.get(at), Some(Token::Year(_)));
    let is_link = matches!(word_at(tokens, amount + 1), "en" | "pour")
        || tokens.get(amount + 1) == Some(&Token::Sign('('));
    let is_sign = matches!(
        tokens.get(amount.wrapping_sub(1)),
        Some(Token::Sign(':' | ',' | '–' | '-' | '|'))
    );
    is_link && is_year(amount + 2) || is_sign && is_year(amount.wrapping_sub(2))
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

/// Whether the words around an amount make something else of it: a price, a threshold, a guess.
fn is_aside(tokens: &[Token], amount: usize) -> bool {
    let word = |at: usize| word_at(tokens, at);
    let is_stem = |word: &str| {
        ASIDE.split_ascii_whitespace().any(|stem| match stem {
            stem if stem.len() < 5 => word.trim_end_matches('s') == stem.trim_end_matches('s'),
            stem => word.starts_with(stem),
        })
    };
    // « Sur ses fonds propres »
    let is_equity = has_any(&tokens[..amount], "propres");
    let before = tokens[..amount].iter().rev().take(8);
    let mut before = before.take_while(|token| token.payer().is_none());
    let is_stated_before = before
        .any(|token| token.word().is_some_and(is_stem) && !(is_equity && token.is_any_of("fonds")));
    // « 600 € par jour », « 600 € HT par jour », but not « 600 € versés par la Métropole ».
    let par = amount + 1 + usize::from(matches!(word(amount + 1), "ht" | "ttc"));
    let is_priced = match tokens.get(par + 1) {
        Some(Token::Word(noun)) => !is_word_of(ARTICLES, noun) && !is_word_of(NOT_PRICED, noun),
        Some(Token::Sign('(')) => true,
        _ => false,
    };
    let behind = &tokens[amount + 1..tokens.len().min(amount + 5)];
    is_stated_before
        || matches!(word(amount.wrapping_sub(2)), "plus" | "moins" | "jusqu")
            && word(amount.wrapping_sub(1)) == "de"
        || tokens.get(amount + 1) == Some(&Token::Sign('/'))
        || word(par) == "par" && is_priced
        || matches!(word(amount + 1), "l" | "le" | "la") && is_word_of(PRICED, word(amount + 2))
        || has_any(behind, ASIDE_BEHIND)
}

/// Whether it is what everything costs: « le coût total », « le budget global prévisionnel ».
fn is_cost(tokens: &[Token]) -> bool {
    let word = |at: usize| word_at(tokens, at);
    let is_whole = |at: usize| is_word_of("total totale totales global globale complet", word(at));
    let is_cost = (0..tokens.len()).any(|at| match word(at) {
        "cout" | "budget" | "depenses" => is_whole(at + 1) || is_whole(at + 2),
        "total" => word(at + 1) == "des" && word(at + 2) == "depenses",
        _ => false,
    });
    is_cost && !has_any(tokens, GIFTS) && payers(tokens).is_empty()
}

/// The one who pays, where just one is plainly named.
pub(super) fn payer(tokens: &[Token]) -> Option<FunderId> {
    only(payers(tokens))
}

/// Everyone who plainly pays.
fn payers(tokens: &[Token]) -> BTreeSet<FunderId> {
    let mut payers = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        let Some(id) = token.payer() else { continue };
        if gives(tokens, at) || is_giver(tokens, at) || heads_item(tokens, at) {
            payers.insert(id);
            payers.extend(beside(tokens, at));
        }
    }
    payers
}

/// Who is named together with somebody: « la Métropole et la CCI ».
fn beside(tokens: &[Token], at: usize) -> impl Iterator<Item = FunderId> {
    let is_other = |token: &Token| {
        !token.is_any_of("et") && !token.is_any_of(ARTICLES) && *token != Token::Sign(',')
    };
    let before = tokens[..at].iter().rposition(is_other);
    let after = tokens[at + 1..].iter().position(is_other);
    let before = before.filter(|before| before + 1 < at);
    let after = after.filter(|links| *links > 0).map(|links| at + 1 + links);
    let beside = [before, after].into_iter().flatten();
    beside.filter_map(move |at| tokens[at].payer())
}

/// Where the articles before somebody's name begin.
fn before_name(tokens: &[Token], at: usize) -> usize {
    let last = tokens[..at]
        .iter()
        .rposition(|token| !token.is_any_of("le la les l"));
    last.map_or(0, |last| last + 1)
}

/// « La Métropole verse », « la CCI s’engage à financer ».
fn gives(tokens: &[Token], at: usize) -> bool {
    const BEFORE_OBJECT: &str = "a au aux par avec pour envers chez de du des d entre que";
    let link = before_name(tokens, at).wrapping_sub(1);
    let is_verb = |word: &str| {
        let mut ends = GIVING
            .split_ascii_whitespace()
            .filter_map(|stem| word.strip_prefix(stem));
        ends.any(|end| is_word_of(ENDINGS, end))
    };
    let behind = tokens[at + 1..].iter().take(14);
    let mut behind = behind.take_while(|token| token.payer().is_none() && !token.is_amount());
    let is_taking = |at: usize| {
        matches!(word_at(tokens, at), "prend" | "prendra") && word_at(tokens, at + 1) == "en"
    };
    !is_word_of(BEFORE_OBJECT, word_at(tokens, link))
        && (behind.any(|token| token.word().is_some_and(is_verb))
            || (at + 1..at + 6).any(is_taking))
}

/// « La participation financière de la Métropole », « versée par la Métropole », « à la charge de la CCI ».
fn is_giver(tokens: &[Token], at: usize) -> bool {
    let link = before_name(tokens, at).wrapping_sub(1);
    match word_at(tokens, link) {
        "par" => {
            let given = word_at(tokens, link.wrapping_sub(1));
            let stem = given.trim_end_matches('s').trim_end_matches('e');
            given == "charge" || is_word_of(GIVING, stem)
        }
        "de" | "du" | "d" | "des" => {
            let mut before = tokens[..link].iter().rev();
            let noun = before.find(|token| !token.is_any_of(QUALITIES));
            noun.is_some_and(|noun| noun.is_any_of(GIFTS))
        }
        _ => false,
    }
}

/// « - Métropole : 836 140 € », « | Métropole | 836 140 € ».
fn heads_item(tokens: &[Token], at: usize) -> bool {
    let is_sign =
        |token: &Token| matches!(token, Token::Sign(':' | '|' | '=' | '–' | '—' | '-' | ','));
    tokens[..before_name(tokens, at)].iter().all(is_sign)
        && tokens.get(at + 1).is_some_and(is_sign)
        && tokens.get(at + 2).is_some_and(Token::is_amount)
}
