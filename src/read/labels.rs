//! What the words at the left of a row say: that it is a total, the title of an axis, a code with a title behind it.

use std::collections::BTreeSet;

use crate::{
    model::{Axis, Funders},
    money::is_not_costed,
    source::{Code, fold, parse_year},
};

// Lists of words, folded.

/// What makes a row a total.
const TOTALS: &str =
    "total totaux totale totales tot soustotal soustotaux soustot stotal sstotal stot sstot st";
/// What a row says that it is one of several totals.
const PARTS: &str = "sous ss s soustotal soustotaux soustot stotal sstotal stot sstot st";
/// What makes a row the total of everything.
const GENERAL: [&str; 4] = ["general", "convention", "ensemble", "grandtotal"];
/// What heads a sum that does not call itself a total.
const SUMS: &str = "cumul somme ensemble cout couts montant montants budget tot complet enveloppe recap \
    recapitulatif report areporter ht ttc σ soit";
/// Those that name a cost as well, alone.
const LOOSE: &str = "ensemble cout couts montant montants budget enveloppe report";
/// What may stand beside such words, and names no cost of its own.
const BESIDE: &str = "grand sous ss s depense depenses charge charges general generale generales generaux global \
    globale convention contrat programme projet operation action actions fiche fiches en euros eur k de du des d la \
    le les l annuel prevu prevus previsionnel previsionnelle previsionnels previsionnelles toutes tous par";
/// What a tax is called.
const TAXES: &str = "tva taxe taxes";
/// How many letters and figures a code has at most, where it must look like one.
const LONGEST_CODE: usize = 16;
/// How a label begins that only reminds of other rows.
const PART_OF: [&str; 4] = ["pourmemoire", "coutmoyen", "moyennepar", "moyennedes"];
/// What is no cost where it is divided so, and what counts something else.
const DIVIDED: &str = "cout couts prix montant depense depenses budget tarif";
const DIVIDES: &str = "par unitaire unitaires moyen moyens moyenne journalier horaire";
const COUNTS: &str = "nombre nb nbre ratio ratios taux pourcentage ecart ecarts";
const COUNTS_ALONE: &str = "etp evolution variation difference verification";
/// What tells sums of the same rows from each other.
const BASES: &str = "ht ttc tva hors arrondi arrondie arrondis";
/// Who pays, all together.
const PAYERS: &str = "financeur financeurs financement financements cofinancement cofinancements subvention \
    subventions participation participations recette recettes ressource ressources produit produits apport apports";
/// Some of them.
const SOME_PAYERS: &str = "public publics publique publiques prive prives privee privees";
/// What names a group of fiches.
const GROUPS: &str = "axe axes orientation objectif volet thematique theme priorite enjeu chapitre programme \
    partie";
/// The sections of a public budget.
const SECTIONS: &str = "fonctionnement investissement";
/// What heads a table that only repeats what stands above it.
const RECAPS: &str = "recap recapitulatif recapitulation synthese rappel";
/// What heads a table of what comes in: one of these is among the first words, or one of those is all.
const INCOME: &str = "recette recettes financement financements financeur financeurs";
const INCOME_ALONE: &str = "produits ressources";
const INCOME_FIRST: &str = "recette recettes mecenat fctva";
/// How what comes in is called, whoever pays it.
const OWN_FUNDS: [&str; 5] = [
    "autofinancement",
    "fondspropres",
    "ressourcespropres",
    "resteacharge",
    "partautofinanc",
];
const EXPECTED: &str = "attendue attendues sollicitee sollicitees demandee demandees acquise acquises \
    notifiee notifiees obtenue obtenues recue recues recevoir percevoir";
/// How it begins where a name follows, and the bodies that pay everywhere.
const PAID: &str = "subvention subventions participation participations aide aides financement financements \
    cofinancement cofinancements dotation dotations contribution contributions apport apports part quotepart \
    versement fonds credit credits contrepartie";
const BEFORE_PAYER: &str = "de du des d la le les l par fonctionnement exploitation investissement equipement \
    annuelle exceptionnelle financiere";
/// What else may stand beside the name of who pays, and says no more than that; and how sure it is.
const BESIDE_PAYER: &str = "a au aupres propres autofinancement ressources reste charge";
const STATES: &str = "sollicite attendu demande acquis notifie";
/// What captions, headings and labels of a budget say beside, and says nothing of its own.
const OF_BUDGETS: &str = "tableau plan cle repartition detail estimation estimatif estimative chiffrage moyens financier \
    financiers financieres budgetaire budgetaires previsionnel prev bp millier milliers et dont signataires";
const BODIES: &str = "etat region departement commune communes agglomeration metropole europe europeen europeens \
    unioneuropeenne feder fse feader leader interreg ademe caf anct agefiph prefecture conseilregional \
    conseildepartemental banquedesterritoires caissedesdepots \
    exposants usagers familles adherents";
/// What a header says beside the name of who pays.
const SIGNS: &str = "taux part montant eur euros k m ht ttc";
/// What a header says before that name.
const LEADS: &str =
    "subvention participation aide apport contribution financement cofinancement quotepart";
/// What heads a column that is nobody's.
const NOBODY: &str = "cout couts budget montant depense depenses recette recettes reste solde ecart controle \
    verification assiette plafond somme titre intitule libelle action axe code annee n ensemble cumul verif base \
    dont moyenne plan ttc d de mention remarque remarques observation observations commentaire commentaires note \
    notes";

/// What a label says of its row, where it names no cost and nobody.
#[derive(Debug, PartialEq)]
pub(super) enum Says {
    /// That it is a total, of what is named as it is written: nothing for « Total général ».
    Total(String),
    /// That it is a sum, or may head one: « Montant HT », « Charges ».
    Sum { is_sure: bool },
    /// The name of an axis or a section, or a total in a column that is not read: its sum, if it comes to that.
    Named(String),
    /// That it is the tax on others.
    Tax,
    /// That it is a part of another one, or only a reminder: « dont études », « Pour mémoire : … ».
    Part,
    /// That it divides or counts something: « Coût par habitant », « Nombre de visiteurs ».
    Ratio,
}

impl Says {
    /// Which of several labels of a row counts.
    pub(super) fn strength(&self) -> usize {
        match self {
            Self::Sum { is_sure } => usize::from(*is_sure),
            Self::Named(_) => 0,
            Self::Tax => 2,
            Self::Total(_) => 3,
            Self::Part | Self::Ratio => 4,
        }
    }
}

/// What a label says.
pub(super) fn said_by(label: &str, is_known: impl Fn(&str) -> bool) -> Option<Says> {
    if let Some(of) = total_of(label) {
        return Some(Says::Total(of));
    }
    let folded = fold(label);
    let is_part = |start: &&str| folded.starts_with(start);
    let is_mean = folded == "moyenne";
    // « soit en % »
    let mut others = words(label).filter(|word| !is_among("part taux", &fold(word)));
    let is_rate = label.contains('%') && !label.contains(|c: char| c.is_ascii_digit());
    let is_mean = is_mean || is_rate && others.all(is_general);
    if label.to_lowercase().starts_with("dont ") || is_mean || PART_OF.iter().any(is_part) {
        return Some(Says::Part);
    }
    let mut first = words(label).map(fold).filter(|word| !word.is_empty());
    match [first.next(), first.next()].map(Option::unwrap_or_default) {
        // « ST » may be initials.
        [first, second] if first == "st" && second.is_empty() => {
            return Some(Says::Sum { is_sure: false });
        }
        [first, second] if is_among(DIVIDED, &first) && is_among(DIVIDES, &second) => {
            return Some(Says::Ratio);
        }
        [first, _] if is_among(COUNTS, &first) => return Some(Says::Ratio),
        [first, second] if second.is_empty() && is_among(COUNTS_ALONE, &first) => {
            return Some(Says::Ratio);
        }
        [first, _] if first == "st" => {
            let (_, of) = label.trim().split_once(char::is_whitespace)?;
            return is_known(of).then(|| Says::Total(of.trim().to_owned()));
        }
        _ => {}
    }
    let says = |list| words(label).any(|word| is_among(list, &fold(word)));
    let has_digit = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    if says(TAXES) {
        let mut others = words(label).filter(|word| !is_among(TAXES, &fold(word)));
        return others
            .all(|word| is_general(word) || has_digit(word))
            .then_some(Says::Tax);
    }
    if is_among(SUMS, &folded) {
        let is_sure = !is_among(LOOSE, &folded);
        return Some(Says::Sum { is_sure });
    }
    let first = words(label)
        .next()
        .filter(|first| is_general(first) && !fold(first).is_empty())?;
    let rest: Vec<&str> = words(label).skip_while(|word| is_general(word)).collect();
    let rest = rest.join(" ");
    let is_rate = label.contains('%');
    let is_sum = !is_rate && !has_digit(first) && (is_all_payers(&rest) || is_known(&rest));
    is_sum.then(|| Says::Sum {
        is_sure: says(SUMS),
    })
}

/// What a row of totals is the total of, as it is written: `A – Artisanat` for « Total de l’axe A – Artisanat »,
/// nothing for « Total général »; `None` for a row of something else.
pub(super) fn total_of(label: &str) -> Option<String> {
    // « T O T A L »
    if fold(label) == "total" {
        return Some(String::new());
    }
    let words: Vec<&str> = words(label).collect();
    let is_total = |word: &&str| {
        let folded = fold(word);
        is_among(TOTALS, &folded) && (folded != "st" || word.contains('/'))
    };
    let before = words
        .iter()
        .take_while(|word| is_general(word) && !is_total(word))
        .count();
    let rest = if words.get(before).is_some_and(is_total) {
        &words[before + 1..]
    } else {
        // « A 1.1 Total », as some spreadsheets write it.
        let (last, rest) = words.split_last()?;
        is_total(last).then_some(rest)?
    };
    let skipped = rest.iter().take_while(|word| is_general(word)).count();
    Some(rest[skipped..].join(" "))
}

/// Whether a word names nothing of its own: one beside a total, a year, a sign.
pub(super) fn is_general(word: &str) -> bool {
    let folded = fold(word);
    // « 2027 », « 2027-2028 »
    let mut numbers = word.split(|c: char| !c.is_alphanumeric());
    let are_years = numbers.all(|number| number.is_empty() || parse_year(number).is_some());
    folded.is_empty() || are_years || [SUMS, BESIDE].iter().any(|list| is_among(list, &folded))
}

pub(super) fn is_among(list: &str, word: &str) -> bool {
    list.split(' ').any(|known_word| known_word == word)
}

/// Whether a label begins with the word for a total: « Coût total employeur » may be a cost.
pub(super) fn begins_with_total(label: &str) -> bool {
    let mut words = words(label).map(fold);
    let first = words.find(|word| !is_among(PARTS, word) && word != "grand");
    is_subtotal(label) || first.is_some_and(|first| is_among(TOTALS, &first))
}

/// Whether a text is the name of a section.
pub(super) fn is_section(text: &str) -> bool {
    is_among(SECTIONS, &fold(text))
}

/// Whether a text heads a table that repeats what stands above it.
pub(super) fn names_recap(text: &str) -> bool {
    words(text)
        .next()
        .is_some_and(|first| is_among(RECAPS, &fold(first)))
}

/// Whether all words are names of who pays, as in « Total financeurs », « Total public ».
pub(super) fn is_all_payers(text: &str) -> bool {
    let is_some = |word: &&str| !is_among(SOME_PAYERS, &fold(word));
    words(text).filter(is_some).all(is_payers)
}

/// Whether they are those of everyone who pays.
pub(super) fn is_every_payer(text: &str) -> bool {
    words(text).all(is_payers)
}

fn is_payers(word: &str) -> bool {
    is_general(word) || is_among(PAYERS, &fold(word))
}

/// What labels say of all amounts: that they are with or without tax, or not exact.
pub(super) fn bases<'t>(labels: impl IntoIterator<Item = &'t String>) -> BTreeSet<String> {
    let words = labels.into_iter().flat_map(|label| words(label));
    let bases = words.map(fold).filter(|word| is_among(BASES, word));
    bases.collect()
}

/// Whether a text heads a table of what comes in: « Recettes », « Plan de financement ».
pub(super) fn names_income(text: &str) -> bool {
    let mut first = words(text).take(3);
    is_among(INCOME_ALONE, &fold(text)) || first.any(|word| is_among(INCOME, &fold(word)))
}

/// Whether a cost is called what comes in: « Recettes de billetterie », « À déduire : recettes ».
pub(super) fn is_income(text: &str) -> bool {
    let first: Vec<String> = words(text).take(4).map(fold).collect();
    // « Régie de recettes » is no income, « Autres recettes » is.
    let is_income = |(rank, word): (usize, &String)| {
        let before = rank.checked_sub(1).map(|rank| &*first[rank]);
        match before {
            None => is_among(INCOME_FIRST, word),
            Some(before) => is_among("recette recettes", word) && !is_among("de d", before),
        }
    };
    let is_sale = matches!(first.as_slice(), [first, second, ..]
        if is_among("vente ventes", first) && is_among("de des du d", second));
    is_sale || is_among(INCOME_ALONE, &fold(text)) || first.iter().enumerate().any(is_income)
}

/// Whether a cost is called what somebody pays: « Fonds propres », « Subvention attendue », « Participation de la
/// Ville »; or bears only the name of who does, where that is all that it is called.
pub(super) fn is_paid(text: &str, is_alone: bool, is_known: impl Fn(&str) -> bool) -> bool {
    let is_payer = |name: &str| is_known(name) || is_among(BODIES, name);
    let folded = |text: &str| -> Vec<String> {
        let words = words(text).map(fold);
        let is_name = |word: &String| !word.is_empty() && parse_year(word).is_none();
        words.filter(is_name).collect()
    };
    let all = folded(text);
    if OWN_FUNDS
        .iter()
        .any(|start| all.concat().starts_with(start))
    {
        return true;
    }
    let Some((_, rest)) = all.split_first().filter(|(first, _)| is_among(PAID, first)) else {
        // « Union européenne (FEDER) »
        let (name, _) = text.split_once('(').unwrap_or((text, ""));
        return is_alone && is_payer(&folded(name).concat());
    };
    let name = rest.iter().skip_while(|word| is_among(BEFORE_PAYER, word));
    let mut begun = String::new();
    let mut begins = name.take(8).map(|word| {
        begun.push_str(word);
        is_payer(&begun)
    });
    rest.iter().any(|word| is_among(EXPECTED, word)) || begins.any(|is_payer| is_payer)
}

/// Whether a word stands beside the name of who pays, and says no more than that.
pub(super) fn is_beside_payer(word: &str) -> bool {
    let lists = [
        PAID,
        LEADS,
        EXPECTED,
        STATES,
        BEFORE_PAYER,
        BESIDE_PAYER,
        SIGNS,
    ];
    lists.iter().any(|list| is_among(list, word))
}

/// Whether a text begins as what somebody pays does, or with a body that pays everywhere.
pub(super) fn begins_as_paid(text: &str) -> bool {
    let all: Vec<String> = words(text).map(fold).collect();
    let whole = all.concat();
    let is_own = |start: &&str| whole.starts_with(start);
    let is_body = |count: usize| is_among(BODIES, &all[..count.min(all.len())].concat());
    all.first().is_some_and(|first| is_among(PAID, first))
        || (1..=3).any(is_body)
        || OWN_FUNDS.iter().any(is_own)
}

/// Whether a word is one of those that captions, headings and labels of a budget are made of, and names nothing.
pub(super) fn is_of_budgets(word: &str) -> bool {
    let lists = [
        TOTALS,
        PARTS,
        TAXES,
        BASES,
        PAYERS,
        SOME_PAYERS,
        SECTIONS,
        OF_BUDGETS,
        PAID,
        LEADS,
        BEFORE_PAYER,
        BESIDE_PAYER,
        SIGNS,
    ];
    is_general(word) || lists.iter().any(|list| is_among(list, word))
}

/// Whether a row of totals says that it is one of several.
pub(super) fn is_subtotal(label: &str) -> bool {
    let first = words(label).next();
    first.is_some_and(|first| is_among(PARTS, &fold(first)))
}

/// Whether a row of totals says that it adds up everything.
pub(super) fn is_grand_total(label: &str) -> bool {
    let folded = fold(label);
    GENERAL.iter().any(|word| folded.contains(word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’'));
    words.filter(|word| !word.is_empty())
}

/// The axis that a text names: by its prefix, by its title, or by both: « axe A – Artisanat ».
pub(super) fn axis_named(text: &str, axes: &[Axis]) -> Option<usize> {
    let named = after_group(text);
    let parts = [" – ", " — ", " - ", ":", "–"];
    let cut = parts.iter().find_map(|sign| named.split_once(sign));
    let (first, rest) = cut.unwrap_or((&named, &named));
    let is_named = |text: &str| {
        let (folded, code) = (fold(text), Code::parse(text)?);
        let is_it = |axis: &Axis| {
            Code::parse(&axis.prefix).as_ref() == Some(&code) || fold(&axis.title) == folded
        };
        axes.iter().position(is_it)
    };
    let is_whole = |axis: &Axis| axis.is_named(first) && fold(&axis.title) == fold(rest);
    is_named(text)
        .or_else(|| axes.iter().position(is_whole))
        .or_else(|| is_named(&named))
        .or_else(|| is_named(rest))
        .or_else(|| is_named(first))
        .or_else(|| {
            // « axe B Tourisme »
            let (first, rest) = named.split_once(' ')?;
            let axis = is_named(first)?;
            (fold(&axes[axis].title) == fold(rest)).then_some(axis)
        })
}

/// A group of fiches as a label names it: what its codes begin with, if that stands first, and its title: `A` and
/// `Artisanat` for « axe A – Artisanat ».
pub(super) fn group_named(text: &str, is_prefix: impl Fn(&Code) -> bool) -> (Option<Code>, String) {
    let named = after_group(text);
    let (first, rest) = named.split_once([' ', ':', '–']).unwrap_or((&named, ""));
    let prefix = Code::parse(first).filter(is_prefix);
    let title = if prefix.is_some() { rest } else { &named };
    let title = title.trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
    (prefix, title.to_owned())
}

/// Whether a text names some group of fiches, known or not: « AXE 2 – TOURISME ».
pub(super) fn names_group(text: &str) -> bool {
    words(text)
        .next()
        .is_some_and(|first| is_among(GROUPS, &fold(first)))
}

/// Whether a text is the word for a group of fiches, and names none.
pub(super) fn is_group(text: &str) -> bool {
    is_among(GROUPS, &fold(text))
}

fn after_group(text: &str) -> String {
    let words: Vec<&str> = words(text).collect();
    let is_lead = |word: &&&str| {
        let folded = fold(word);
        is_among(GROUPS, &folded) || matches!(folded.as_str(), "de" | "du" | "l" | "la" | "le")
    };
    let lead = words.iter().take_while(is_lead).count();
    words[lead..].join(" ")
}

/// The code that a cell holds, perhaps with a title behind it, where only a known one is looked for.
pub(super) fn code_of(text: &str, known: &BTreeSet<Code>) -> Option<Code> {
    let code = |text: &str| {
        let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
        // `#DIV/0!` is what a spreadsheet could not calculate.
        let text = Some(text).filter(|text| !text.trim_start().starts_with('#'))?;
        Code::parse(text).filter(|code| !code.numbers().is_empty())
    };
    let whole = code(text)?;
    if known.contains(&whole) {
        return Some(whole);
    }
    let behind = after_word(text).and_then(|rest| code_of(rest, known));
    if let Some(code) = behind.filter(|code| known.contains(code)) {
        return Some(code);
    }
    let ends = text
        .char_indices()
        .filter(|(_, c)| !c.is_alphanumeric())
        .map(|(end, _)| end);
    let ends: Vec<usize> = ends.collect();
    let ends = ends.iter().rev().filter(|end| !goes_on(&text[**end..]));
    let mut begins = ends.filter_map(|end| Some((code(&text[..*end])?, &text[*end..])));
    let begun = begins.find(|(code, _)| known.contains(code));
    // « A 1.1 / A 1.2 », « A 1.1 et A 1.2 »: of which fiche can't be told.
    let begins_known = |rest: &str| {
        let ends = rest
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .take(LONGEST_CODE);
        ends.filter_map(|end| code(&rest[..end]))
            .any(|code| known.contains(&code))
    };
    let is_of_two = |rest: &str| {
        let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        begins_known(rest) || after_and(rest).is_some_and(begins_known)
    };
    if begun.as_ref().is_some_and(|(_, rest)| is_of_two(rest)) {
        return None;
    }
    let begun = begun.map(|(code, _)| code);
    // « Observatoire du commerce (A 1.1) »
    let within = text.trim_end().strip_suffix(')');
    let within = within.and_then(|text| text.rsplit_once('('));
    let within = within.filter(|(title, _)| !title.contains(|c: char| c.is_ascii_digit()));
    let within = within.filter(|(_, within)| is_code(within));
    let within = within.and_then(|(_, within)| code(within));
    Some(begun.or(within).unwrap_or(whole))
}

/// What stands behind « et », « à » or « ou ».
fn after_and(text: &str) -> Option<&str> {
    let (word, rest) = text.split_once(char::is_whitespace)?;
    is_among("et a ou and", &fold(word)).then(|| rest.trim_start())
}

/// Whether a text behind a code makes it another code: « bis », « b ».
fn goes_on(rest: &str) -> bool {
    let first = words(rest).next().unwrap_or_default();
    let letters = first.chars().filter(|c| c.is_alphanumeric()).count();
    letters == 1 && first == rest.trim() || is_among("bis ter quater quinquies", &fold(first))
}

/// The words for a fiche, and those for its code.
pub(super) const FICHE: &str = "fiche action ficheaction operation projet fa op";
pub(super) const CODE: &str = "code n no numero ref reference";

/// What stands behind the word for a fiche or a code: `B 1.1` in « Fiche B 1.1 », « Action n° B 1.1 ».
pub(super) fn after_word(text: &str) -> Option<&str> {
    let (word, rest) = text.trim().split_once(char::is_whitespace)?;
    let (rest, folded) = (rest.trim_start(), fold(word));
    // « FA 12 » is a code.
    let is_prefix = is_among("FA OP", word) && rest.starts_with(|c: char| c.is_ascii_digit());
    let is_word = is_among(FICHE, &folded) || is_among(CODE, &folded);
    (is_word && !is_prefix).then(|| after_word(rest).unwrap_or(rest))
}

/// The funder that a header names, the year, and whether it says that rates stand under it: `% Ville`, `CCI 2027 (€)`.
pub(super) fn funder_label(header: &str) -> (String, Option<i32>, bool) {
    let is_rate = header.contains('%') || words(header).any(|word| fold(word) == "taux");
    let is_sign = |word: &str| {
        let folded = fold(word);
        is_among(SIGNS, &folded) || folded.is_empty()
    };
    let year_of = |word: &str| parse_year(word.trim_matches(|c: char| !c.is_ascii_digit()));
    let year = words(header).find_map(year_of);
    let name = header.split_whitespace();
    let name = name.filter(|word| !is_sign(word) && year_of(word).is_none());
    // « Subvention Ville », « Part de la Ville » are what the town pays.
    let is_lead = |word: &str| is_among(LEADS, &fold(word));
    let name: Vec<&str> = name.skip_while(|word| is_lead(word)).collect();
    let of = ["de la ", "de l’", "de l'", "de ", "du ", "des ", "d’", "d'"];
    let name = name.join(" ");
    let rest = of.iter().find_map(|of| name.strip_prefix(of));
    let rest = rest.filter(|rest| !is_lead(rest));
    (rest.unwrap_or(&name).to_owned(), year, is_rate)
}

/// Whether a header may be the name of somebody who pays, and is not that of another sum or of the fiche.
pub(super) fn names_somebody(label: &str) -> bool {
    let mut words = words(label).map(fold).filter(|word| !word.is_empty());
    words
        .next()
        .is_some_and(|first| first.contains(char::is_alphabetic) && !is_among(NOBODY, &first))
}

/// Whether a text in the place of who pays names nobody: a sign, a word for what is not known yet, or what heads other
/// columns.
pub(super) fn is_nobody(text: &str) -> bool {
    const UNKNOWN: &str = "na nd nr tbd neant aucun aucune inconnu inconnue cours attente";
    const AWAITED: &str = "definir preciser confirmer determiner trouver rechercher identifier completer renseigner \
        financer solliciter venir voir";
    let folded: Vec<String> = words(text)
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect();
    let letters = folded.concat();
    let named = match &folded[..] {
        [named @ .., a, last] if a == "a" && is_among(AWAITED, last) => named,
        all => all,
    };
    let is_word = |word: &String| {
        let lists = [PAYERS, NOBODY, UNKNOWN];
        is_general(word) || lists.iter().any(|list| is_among(list, word))
    };
    let is_sign = !letters.contains(char::is_alphabetic) || letters.chars().all(|c| c == 'x');
    is_sign || named.iter().all(is_word) || is_not_costed(text) || Funders::is_reserved(text)
}

/// Whether a text stands for who leads the fiche.
pub(super) fn is_owner(text: &str) -> bool {
    const OWN: &str = "autofinancement fondspropres ressourcespropres moa maitredouvrage maitrisedouvrage porteur \
        porteurdeprojet porteurduprojet porteurdelaction resteacharge resteachargemo resteachargemoa";
    is_among(OWN, &fold(text))
}

/// Whether a text is nothing but a code: a few letters, then numbers.
pub(super) fn is_code(text: &str) -> bool {
    const LETTERS: usize = 6;
    Code::parse(text).is_some_and(|code| {
        let mut numbers = code.key()[code.prefix().len()..].chars();
        (1..=LETTERS).contains(&code.prefix().len())
            && !code.numbers().is_empty()
            && code.spelling().chars().count() <= LONGEST_CODE
            && numbers.all(|c| c.is_ascii_digit() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_told_from_other_rows() {
        for (label, of) in [
            ("Total", ""),
            ("TOTAL TTC", ""),
            ("Total général :", ""),
            ("Sous total", ""),
            ("S/Total Commerce", "Commerce"),
            ("Total de l’axe Tourisme", "axe Tourisme"),
            ("Total A 1.1", "A 1.1"),
            ("A 1.1 Total", "A 1.1"),
            ("Coût total de l’action", ""),
            ("Total 2027", ""),
        ] {
            assert_eq!(total_of(label).as_deref(), Some(of), "{label}");
        }
        for label in [
            "Études",
            "Totalité des frais",
            "Animation du budget",
            "A 1.1",
            "",
        ] {
            assert_eq!(total_of(label), None, "{label}");
        }
    }

    #[test]
    fn general_words_may_head_a_sum() {
        let says = |label| said_by(label, |text| text == "A 1.1");
        let sum = |is_sure| Some(Says::Sum { is_sure });
        for (label, due) in [
            ("Coût global du programme", sum(true)),
            ("Ensemble des actions", sum(true)),
            ("Budget A 1.1", sum(true)),
            ("Tot. général", Some(Says::Total(String::new()))),
            ("Montant HT", sum(true)),
            ("À reporter", sum(true)),
            ("Charges générales", sum(false)),
            ("TVA 20 %", Some(Says::Tax)),
            ("TVA non récupérable", None),
            ("ST", sum(false)),
            ("ST A 1.1", Some(Says::Total("A 1.1".to_owned()))),
            ("St Étienne", None),
            ("Coût par habitant", Some(Says::Ratio)),
            ("Nombre de visiteurs", Some(Says::Ratio)),
            ("Évolution", Some(Says::Ratio)),
            ("Évolution du site", None),
            ("Études", None),
            ("Budget communication", None),
            ("A 1.1", None),
            ("Salon 2027", None),
            ("2027", None),
            ("???", None),
            ("", None),
        ] {
            assert_eq!(says(label), due, "{label}");
        }
    }

    #[test]
    fn an_axis_is_named_by_its_title_or_prefix() {
        let axis = |prefix: &str, title: &str| Axis {
            prefix: prefix.to_owned(),
            title: title.to_owned(),
            within: None,
        };
        let axes = [
            axis("A", "Artisanat et centre-bourg"),
            axis("B", "Tourisme"),
        ];
        for (text, rank) in [
            ("Tourisme", 1),
            ("AXE 2 – TOURISME", 1),
            ("axe A – Artisanat", 0),
            ("axe B Tourisme", 1),
            ("Axe B", 1),
            ("A", 0),
        ] {
            assert_eq!(axis_named(text, &axes), Some(rank), "{text}");
        }
        assert_eq!(axis_named("Culture", &axes), None);
    }

    #[test]
    fn a_title_may_follow_a_code() {
        let known = ["A 1.1", "A 1"].map(|code| Code::parse(code).expect("a code"));
        let [first, _] = known.clone();
        let known = BTreeSet::from(known);
        for text in [
            "A 1.1",
            "A 1.1 – Observatoire",
            "A 1.1 – Observatoire (phase 2)",
            "Observatoire (A 1.1)",
            "A1.1\nObservatoire 2027",
            "a 1-1 : x",
            "Fiche A 1.1",
            "Fiche n° A 1.1",
            "FA A 1.1 – Observatoire",
        ] {
            assert_eq!(code_of(text, &known).as_ref(), Some(&first), "{text}");
        }
        assert_eq!(code_of("B 2", &known), Code::parse("B 2"));
        let known =
            BTreeSet::from(["A 1.1", "A 1.2"].map(|code| Code::parse(code).expect("a code")));
        for text in [
            "A 1.1 / A 1.2",
            "A 1.1 et A 1.2",
            "A 1.1 à A 1.2",
            "A 1.1\nA 1.2",
        ] {
            assert_eq!(code_of(text, &known), None, "{text}");
        }
        assert_eq!(code_of("Observatoire", &known), None);
    }
}
