//! What the words at the left of a row mean: that it is a total, the title of an axis, a code with a title behind it.

use std::collections::BTreeSet;

use crate::{
    model::{Axis, Funders},
    money::is_not_costed,
    source::{Code, fold, folded_words, is_word_of, join, parse_year},
};

// Lists of folded words.

/// The words for a total.
const TOTALS: &str =
    "total totaux totale totales tot soustotal soustotaux soustot stotal sstotal stot sstot st";
/// Those for one of several totals.
const PARTS: &str = "sous ss s soustotal soustotaux soustot stotal sstotal stot sstot st";
/// What a total of everything contains.
const GENERAL: &str = "general convention ensemble grandtotal";
/// What heads a sum that is not called a total.
const SUMS: &str = "cumul somme ensemble cout couts montant montants budget tot complet enveloppe recap \
    recapitulatif report areporter ht ttc σ soit";
/// Those that name a cost as well, alone.
const LOOSE: &str = "ensemble cout couts montant montants budget enveloppe report";
/// What may stand beside such words, and names no cost.
const BESIDE: &str = "grand sous ss s depense depenses charge charges general generale generales generaux global \
    globale convention contrat programme projet operation action actions fiche fiches en euros eur k de du des d la \
    le les l annuel prevu prevus previsionnel previsionnelle previsionnels previsionnelles toutes tous par";
/// What a tax is called.
const TAXES: &str = "tva taxe taxes";
/// How many letters and figures a code has at most, where it must look like one.
pub(super) const LONGEST_CODE: usize = 16;
/// How a label begins that only recalls other rows.
const PART_OF: &str = "pourmemoire coutmoyen moyennepar moyennedes";
/// Its first words where it names a part of the row above.
const PARTS_ABOVE: &str = "dont | donts | y compris | compris dans | compris ci dessus | inclus ci dessus | \
    inclus dans | parmi lesquels | parmi lesquelles | deja compte | deja comptee";
/// What a label holds whose amount may be no cost of the agreement; and what it is where it counts something else.
const SET_ASIDE: &str = "hors budget | hors convention | hors programme | non retenu | non retenue | non retenus | \
    non retenues | option non retenue | deja finance | deja financee | deja comptes | pour info | pour information | pour memoire | \
    a titre indicatif | annule | annulee | supprime | supprimee | abandonne | abandonnee | \
    estimation basse | estimation haute | budget precedent | tva recuperable";
const COUNTED: &str = "effectif effectifs surface plafond maximum minimum m m2 ha";
const PAST: &str = "rappel realise bp budget exercice report ca";
/// What is no cost where it is divided so, and what counts something else.
const DIVIDED: &str = "cout couts prix montant depense depenses budget tarif";
const DIVIDES: &str = "par unitaire unitaires moyen moyens moyenne journalier horaire";
const COUNTS: &str = "nombre nb nbre ratio ratios taux pourcentage ecart ecarts";
const COUNTS_ALONE: &str = "etp evolution variation difference verification";
/// What distinguishes sums of the same rows.
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
const OWN_FUNDS: &str =
    "autofinancement fondspropres ressourcespropres resteacharge partautofinanc";
const EXPECTED: &str = "attendue attendues sollicitee sollicitees demandee demandees acquise acquises \
    notifiee notifiees obtenue obtenues recue recues recevoir percevoir";
/// How it begins where a name follows, and the bodies that pay everywhere.
const PAID: &str = "subvention subventions participation participations aide aides financement financements \
    cofinancement cofinancements dotation dotations contribution contributions apport apports part quotepart \
    versement fonds credit credits contrepartie";
const BEFORE_PAYER: &str = "de du des d la le les l par fonctionnement exploitation investissement equipement \
    annuelle exceptionnelle financiere";
/// What else may stand beside the name of who pays and names nobody; and how sure it is that somebody pays.
const BESIDE_PAYER: &str = "a au aupres propres autofinancement ressources reste charge";
const STATES: &str = "sollicite attendu demande acquis notifie";
/// What else captions, headings and labels of a budget are made of, and names nothing.
const OF_BUDGETS: &str = "tableau plan cle repartition detail estimation estimatif estimative chiffrage moyens financier \
    financiers financieres budgetaire budgetaires previsionnel prev bp millier milliers et dont signataires";
const BODIES: &str = "etat region departement commune communes agglomeration metropole europe europeen europeens \
    unioneuropeenne feder fse feader leader interreg ademe caf anct agefiph prefecture conseilregional \
    conseildepartemental banquedesterritoires caissedesdepots \
    exposants usagers familles adherents";
/// What stands in a header beside the name of who pays.
const SIGNS: &str = "taux part montant eur euros k m ht ttc";
/// What stands there before that name.
const LEADS: &str =
    "subvention participation aide apport contribution financement cofinancement quotepart";
/// What heads a column that is nobody's.
const NOBODY: &str = "cout couts budget montant depense depenses recette recettes reste solde ecart controle \
    verification assiette plafond invest investissement fonct bp ba direct indirect somme titre intitule libelle action axe code annee n ensemble cumul verif base \
    dont moyenne plan ttc d de mention remarque remarques observation observations commentaire commentaires note \
    notes";

/// What a label means for its row, where it names no cost and nobody.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning {
    /// A total, of what is named as it is written: nothing for « Total général ».
    Total(String),
    /// A sum, or what may head one: « Montant HT », « Charges ».
    Sum { is_sure: bool },
    /// The name of an axis or a section, or a total in a column that is not read: its sum, if it comes to that.
    Named(String),
    /// The tax on other rows.
    Tax,
    /// A part of another row, or only a reminder: « dont études », « Pour mémoire : … ».
    Part,
    /// Something divided or counted: « Coût par habitant », « Nombre de visiteurs ».
    Ratio,
}

impl Meaning {
    /// Which of several labels of a row counts: the one with the greatest.
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

/// What a label means; `is_known` tells the codes and axes that there are.
pub(super) fn meaning_of(label: &str, is_known: impl Fn(&str) -> bool) -> Option<Meaning> {
    if let Some(of) = total_of(label) {
        return Some(Meaning::Total(of));
    }
    let all = fold(label);
    // « soit en % »
    let mut others = words(label).filter(|word| !is_word_of("part taux", &fold(word)));
    let is_rate = label.contains('%') && !label.contains(|c: char| c.is_ascii_digit());
    let is_mean = all == "moyenne" || is_rate && others.all(is_general);
    if is_part_above(label) || is_mean || begins_with_any(&all, PART_OF) {
        return Some(Meaning::Part);
    }
    let mut first = folded(label).filter(|word| !word.is_empty());
    let [first, second] = [first.next(), first.next()].map(Option::unwrap_or_default);
    let is_ratio = is_word_of(DIVIDED, &first) && is_word_of(DIVIDES, &second)
        || is_word_of(COUNTS, &first)
        || second.is_empty() && is_word_of(COUNTS_ALONE, &first);
    if is_ratio {
        return Some(Meaning::Ratio);
    }
    if first == "st" {
        // « ST » may be initials.
        if second.is_empty() {
            return Some(Meaning::Sum { is_sure: false });
        }
        let (_, of) = label.trim().split_once(char::is_whitespace)?;
        return is_known(of).then(|| Meaning::Total(of.trim().to_owned()));
    }
    let has_digit = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    let is_tax = |word: &&str| is_word_of(TAXES, &fold(word));
    if words(label).any(|word| is_tax(&word)) {
        let mut others = words(label).filter(|word| !is_tax(word));
        let is_tax = others.all(|word| is_general(word) || has_digit(word));
        return is_tax.then_some(Meaning::Tax);
    }
    if is_word_of(SUMS, &all) {
        let is_sure = !is_word_of(LOOSE, &all);
        return Some(Meaning::Sum { is_sure });
    }
    let first = words(label).next()?;
    if !is_general(first) || fold(first).is_empty() || has_digit(first) || label.contains('%') {
        return None;
    }
    let rest: Vec<&str> = words(label).skip_while(|word| is_general(word)).collect();
    let rest = rest.join(" ");
    let is_sum = is_all_payers(&rest) || is_known(&rest);
    let is_sure = folded(label).any(|word| is_word_of(SUMS, &word));
    is_sum.then_some(Meaning::Sum { is_sure })
}

/// Whether a label names a part of the row above, behind whatever numbers or marks it: « dont études », « • y compris
/// transport », « (inclus ci-dessus) ».
pub(super) fn is_part_above(label: &str) -> bool {
    let lead = |c: char| !c.is_alphabetic();
    let named = label.trim_start_matches(lead);
    // « a) dont études »
    let named = match named.split_once(')') {
        Some((mark, rest)) if mark.chars().count() == 1 => rest,
        _ => named,
    };
    begins_with_phrase(named, PARTS_ABOVE)
}

/// Whether the amount beside a label may be no cost of these years: « Rappel 2026 », « Option (non retenue) »,
/// « Surface (m²) ».
pub(super) fn is_set_aside(label: &str, is_of_agreement: impl Fn(i32) -> bool) -> bool {
    let words: Vec<String> = folded_words(label).collect();
    let Some(first) = words.first() else {
        return false;
    };
    let is_counted = words.iter().all(|word| is_word_of(COUNTED, word));
    let mut years = words.iter().filter_map(|word| parse_year(word));
    let is_past = is_word_of(PAST, first)
        && words
            .iter()
            .all(|word| is_word_of(PAST, word) || is_general(word))
        && years.any(|year| !is_of_agreement(year));
    // « Vacations (pour mémoire) », « ANNULÉ – vidéo »; « Campagne pour information du public » is a cost.
    let mut parts = label.split(['(', ')', ',', ';', ':', '–', '—']);
    let is_aside = parts.any(|part| {
        let part = join(folded_words(part), " ");
        SET_ASIDE.split('|').any(|phrase| phrase.trim() == part)
    });
    is_counted || is_past || is_aside
}

/// Whether a text begins with one of these phrases, as whole words.
fn begins_with_phrase(text: &str, phrases: &str) -> bool {
    let words: Vec<String> = folded_words(text).collect();
    let begins = |phrase: &str| {
        let phrase: Vec<&str> = phrase.split_whitespace().collect();
        words.len() >= phrase.len() && words.iter().zip(&phrase).all(|(word, of)| word == of)
    };
    phrases.split('|').any(begins)
}

/// Whether a folded text begins with a word of a list.
fn begins_with_any(folded: &str, list: &str) -> bool {
    list.split(' ').any(|start| folded.starts_with(start))
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
        is_word_of(TOTALS, &folded) && (folded != "st" || word.contains('/'))
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

/// Whether a word names nothing: one beside a total, a year, a sign.
pub(super) fn is_general(word: &str) -> bool {
    let folded = fold(word);
    // « 2027 », « 2027-2028 »
    let mut numbers = word.split(|c: char| !c.is_alphanumeric());
    let are_years = numbers.all(|number| number.is_empty() || parse_year(number).is_some());
    folded.is_empty() || are_years || is_word_of_any(&[SUMS, BESIDE], &folded)
}

fn is_word_of_any(lists: &[&str], word: &str) -> bool {
    lists.iter().any(|list| is_word_of(list, word))
}

/// Whether a label begins with the word for a total: « Coût total employeur » may be a cost.
pub(super) fn begins_with_total(label: &str) -> bool {
    let first = folded(label).find(|word| !is_word_of(PARTS, word) && word != "grand");
    is_subtotal(label) || first.is_some_and(|first| is_word_of(TOTALS, &first))
}

/// Whether a text is the name of a section.
pub(super) fn is_section(text: &str) -> bool {
    is_word_of(SECTIONS, &fold(text))
}

/// Whether the first word of a text is one of a list.
fn begins_with_word(text: &str, list: &str) -> bool {
    folded(text)
        .next()
        .is_some_and(|first| is_word_of(list, &first))
}

/// Whether a text heads a table that repeats what stands above it.
pub(super) fn names_recap(text: &str) -> bool {
    begins_with_word(text, RECAPS)
}

/// Whether all words are names of who pays, as in « Total financeurs », « Total public ».
pub(super) fn is_all_payers(text: &str) -> bool {
    let is_some = |word: &&str| !is_word_of(SOME_PAYERS, &fold(word));
    words(text).filter(is_some).all(is_payers)
}

/// Whether all words are names of everyone who pays.
pub(super) fn is_every_payer(text: &str) -> bool {
    words(text).all(is_payers)
}

fn is_payers(word: &str) -> bool {
    is_general(word) || is_word_of(PAYERS, &fold(word))
}

/// The words of labels that tell whether amounts are with or without tax, or not exact.
pub(super) fn bases(labels: &[String]) -> BTreeSet<String> {
    let words = labels.iter().flat_map(|label| folded(label));
    words.filter(|word| is_word_of(BASES, word)).collect()
}

/// Whether a text heads a table of what comes in: « Recettes », « Plan de financement ».
pub(super) fn names_income(text: &str) -> bool {
    let mut first = folded(text).take(3);
    is_word_of(INCOME_ALONE, &fold(text)) || first.any(|word| is_word_of(INCOME, &word))
}

/// Whether a cost is called what comes in: « Recettes de billetterie », « À déduire : recettes ».
pub(super) fn is_income(text: &str) -> bool {
    let all: Vec<String> = folded(text).take(4).collect();
    let is_sale =
        |first, second| is_word_of("vente ventes", first) && is_word_of("de des du d", second);
    // « Régie de recettes » is no income, « Autres recettes » is.
    let is_income =
        |before, word| is_word_of("recette recettes", word) && !is_word_of("de d", before);
    is_word_of(INCOME_ALONE, &fold(text))
        || all
            .first()
            .is_some_and(|first| is_word_of(INCOME_FIRST, first))
        || all.len() > 1 && is_sale(&all[0], &all[1])
        || all.windows(2).any(|pair| is_income(&pair[0], &pair[1]))
}

/// Whether a cost is called what somebody pays: « Fonds propres », « Subvention attendue », « Participation de la
/// Ville »; or bears only the name of who does, where that is all that it is called.
pub(super) fn is_paid(text: &str, is_alone: bool, is_known: impl Fn(&str) -> bool) -> bool {
    let is_payer = |name: &str| is_known(name) || is_word_of(BODIES, name);
    let named = |text: &str| -> Vec<String> {
        let is_name = |word: &String| !word.is_empty() && parse_year(word).is_none();
        folded(text).filter(is_name).collect()
    };
    let all = named(text);
    if begins_with_any(&all.concat(), OWN_FUNDS) {
        return true;
    }
    match all.split_first() {
        Some((first, rest)) if is_word_of(PAID, first) => {
            let name = rest
                .iter()
                .skip_while(|word| is_word_of(BEFORE_PAYER, word));
            let mut begun = String::new();
            let mut begins = name.take(8).map(|word| {
                begun.push_str(word);
                is_payer(&begun)
            });
            rest.iter().any(|word| is_word_of(EXPECTED, word)) || begins.any(|is_payer| is_payer)
        }
        _ => {
            // « Union européenne (FEDER) »
            let (name, _) = text.split_once('(').unwrap_or((text, ""));
            is_alone && is_payer(&named(name).concat())
        }
    }
}

/// Whether a word stands beside the name of who pays, and names nobody.
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
    is_word_of_any(&lists, word)
}

/// Whether a text begins as what somebody pays does, or with a body that pays everywhere.
pub(super) fn begins_as_paid(text: &str) -> bool {
    let all: Vec<String> = folded(text).collect();
    let is_body = |count: usize| is_word_of(BODIES, &all[..count.min(all.len())].concat());
    all.first().is_some_and(|first| is_word_of(PAID, first))
        || (1..=3).any(is_body)
        || begins_with_any(&all.concat(), OWN_FUNDS)
}

/// Whether a word is one of those that captions, headings and labels of a budget are made of, and names nothing.
pub(super) fn is_of_budgets(word: &str) -> bool {
    let totals = [TOTALS, PARTS, TAXES, BASES, SECTIONS, OF_BUDGETS];
    let payers = [
        PAYERS,
        SOME_PAYERS,
        PAID,
        LEADS,
        BEFORE_PAYER,
        BESIDE_PAYER,
        SIGNS,
    ];
    is_general(word) || is_word_of_any(&totals, word) || is_word_of_any(&payers, word)
}

/// Whether a row of totals is called one of several.
pub(super) fn is_subtotal(label: &str) -> bool {
    begins_with_word(label, PARTS)
}

/// Whether a row of totals is called that of everything.
pub(super) fn is_grand_total(label: &str) -> bool {
    let label = fold(label);
    GENERAL.split(' ').any(|word| label.contains(word))
}

pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’'));
    words.filter(|word| !word.is_empty())
}

fn folded(text: &str) -> impl Iterator<Item = String> {
    words(text).map(fold)
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
    // « axe B Tourisme »
    let unsigned = || {
        let (first, rest) = named.split_once(' ')?;
        let axis = is_named(first)?;
        (fold(&axes[axis].title) == fold(rest)).then_some(axis)
    };
    is_named(text)
        .or_else(|| axes.iter().position(is_whole))
        .or_else(|| is_named(&named))
        .or_else(|| is_named(rest))
        .or_else(|| is_named(first))
        .or_else(unsigned)
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
    begins_with_word(text, GROUPS)
}

fn after_group(text: &str) -> String {
    let words: Vec<&str> = words(text).collect();
    let is_lead = |word: &&&str| is_word_of_any(&[GROUPS, "de du l la le"], &fold(word));
    let lead = words.iter().take_while(is_lead).count();
    words[lead..].join(" ")
}

/// The words for a fiche, and those for its code.
pub(super) const FICHE: &str = "fiche action ficheaction operation projet fa op";
pub(super) const CODE: &str = "code n no numero ref reference";

/// What stands behind a word for a fiche or a code: `B 1.1` in « Fiche B 1.1 », « Action n° B 1.1 ».
pub(super) fn after_word(text: &str) -> Option<&str> {
    let (word, rest) = text.trim().split_once(char::is_whitespace)?;
    let (rest, folded) = (rest.trim_start(), fold(word));
    // « FA 12 » is a code.
    let is_prefix = is_word_of("FA OP", word) && rest.starts_with(|c: char| c.is_ascii_digit());
    let is_word = is_word_of_any(&[FICHE, CODE], &folded);
    (is_word && !is_prefix).then(|| after_word(rest).unwrap_or(rest))
}

/// The funder that a header names, the year, and whether rates stand under it: `% Ville`, `CCI 2027 (€)`.
pub(super) fn funder_label(header: &str) -> (String, Option<i32>, bool) {
    let is_rate = header.contains('%') || folded(header).any(|word| word == "taux");
    let is_sign = |word: &str| fold(word).is_empty() || is_word_of(SIGNS, &fold(word));
    let year_of = |word: &str| parse_year(word.trim_matches(|c: char| !c.is_ascii_digit()));
    let year = words(header).find_map(year_of);
    let name = header.split_whitespace();
    let name = name.filter(|word| !is_sign(word) && year_of(word).is_none());
    // « Subvention Ville », « Part de la Ville » are what the town pays.
    let is_lead = |word: &str| is_word_of(LEADS, &fold(word));
    let name: Vec<&str> = name.skip_while(|word| is_lead(word)).collect();
    let of = ["de la ", "de l’", "de l'", "de ", "du ", "des ", "d’", "d'"];
    let name = name.join(" ");
    let rest = of.iter().find_map(|of| name.strip_prefix(of));
    let rest = rest.filter(|rest| !is_lead(rest));
    (rest.unwrap_or(&name).to_owned(), year, is_rate)
}

/// Who bears what is left, by a header: « Reste à charge de la Ville ».
pub(super) fn left_to(header: &str) -> Option<(String, Option<i32>, bool)> {
    let all: Vec<&str> = header.split_whitespace().collect();
    let (lead, rest) = all.split_at_checked(3)?;
    (fold(&lead.concat()) == "resteacharge").then(|| funder_label(&rest.join(" ")))
}

/// Whether a header only tells which amounts stand under it, of a part of a year or of a state of the budget: « T1 »,
/// « Prévu », « Avancement ».
pub(super) fn is_of_amounts(label: &str) -> bool {
    const KINDS: &str = "t1 t2 t3 t4 s1 s2 trimestre semestre bp bs prevu prevus realise realises vote votes revise \
        revises engage engages mandate mandates avancement";
    let mut all = folded(label).filter(|word| !word.is_empty()).peekable();
    all.peek().is_some() && all.all(|word| is_word_of(KINDS, &word))
}

/// Whether a header may be the name of somebody who pays, and is not that of another sum or of the fiche.
pub(super) fn names_somebody(label: &str) -> bool {
    let first = folded(label).find(|word| !word.is_empty());
    first.is_some_and(|first| first.contains(char::is_alphabetic) && !is_word_of(NOBODY, &first))
}

/// Whether a text in the place of who pays names nobody: a sign, a word for what is not known yet, or what heads other
/// columns.
pub(super) fn is_nobody(text: &str) -> bool {
    const UNKNOWN: &str = "na nd nr tbd neant aucun aucune inconnu inconnue cours attente";
    const AWAITED: &str = "definir preciser confirmer determiner trouver rechercher identifier completer renseigner \
        financer solliciter venir voir";
    let all: Vec<String> = folded(text).filter(|word| !word.is_empty()).collect();
    let letters = all.concat();
    let named = match &all[..] {
        [named @ .., a, last] if a == "a" && is_word_of(AWAITED, last) => named,
        all => all,
    };
    let lists = [PAYERS, NOBODY, UNKNOWN];
    let is_word = |word: &String| is_general(word) || is_word_of_any(&lists, word);
    let is_sign = !letters.contains(char::is_alphabetic) || letters.chars().all(|c| c == 'x');
    is_sign || named.iter().all(is_word) || is_not_costed(text) || Funders::is_reserved(text)
}

/// Whether a text stands for who leads the fiche.
pub(super) fn is_owner(text: &str) -> bool {
    const OWNER: &str = "autofinancement fondspropres ressourcespropres moa maitredouvrage maitrisedouvrage porteur \
        porteurdeprojet porteurduprojet porteurdelaction resteacharge resteachargemo resteachargemoa";
    is_word_of(OWNER, &fold(text))
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
        let meaning = |label| meaning_of(label, |text| text == "A 1.1");
        let sum = |is_sure| Some(Meaning::Sum { is_sure });
        for (label, due) in [
            ("Coût global du programme", sum(true)),
            ("Ensemble des actions", sum(true)),
            ("Budget A 1.1", sum(true)),
            ("Tot. général", Some(Meaning::Total(String::new()))),
            ("Montant HT", sum(true)),
            ("À reporter", sum(true)),
            ("Charges générales", sum(false)),
            ("TVA 20 %", Some(Meaning::Tax)),
            ("TVA non récupérable", None),
            ("ST", sum(false)),
            ("ST A 1.1", Some(Meaning::Total("A 1.1".to_owned()))),
            ("St Étienne", None),
            ("Coût par habitant", Some(Meaning::Ratio)),
            ("Nombre de visiteurs", Some(Meaning::Ratio)),
            ("Évolution", Some(Meaning::Ratio)),
            ("Évolution du site", None),
            ("Études", None),
            ("Budget communication", None),
            ("A 1.1", None),
            ("Salon 2027", None),
            ("2027", None),
            ("???", None),
            ("", None),
        ] {
            assert_eq!(meaning(label), due, "{label}");
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
}
