//! The clauses of articles: those that agreements have and this one lacks, the signatures, what the balance depends on.

use crate::audit::{
    articles::ArticleText, prelude::*, sentence::Sentence, targets, texts::fold_text,
};

/// A clause that agreements have, and this one lacks.
pub(super) static MISSING: Rule = Rule::warning("article-missing", Family::Articles, missing);

/// Each clause by the name that messages give it, and the phrases that show it, folded, whole or as the beginning of words.
const CLAUSES: [(&str, &str); 11] = [
    ("object", "objet"),
    (
        "duration",
        "duree | prend effet | prendra effet | entre en vigueur | conclue pour | {duree",
    ),
    (
        "amount",
        "montant | subvention | participation financiere | contribution financiere | participation de | {part: | {total",
    ),
    (
        "payment",
        "versement | versee | verse en | acompte | mandate | paiement | liquide | {versement",
    ),
    (
        "review",
        "suivi | evaluation | evalue | bilan | comite de pilotage | rapport d'activite | compte rendu | compte-rendu",
    ),
    (
        "control",
        "controle | justificatif | pieces justificatives | verification sur | droit de regard",
    ),
    (
        "repayment",
        "reversement | reverse | restitu | rembours | trop-percu | trop percu | repetition | recouvr",
    ),
    (
        "amendment",
        "avenant | modification de la presente | modification de la convention | toute modification",
    ),
    (
        "termination",
        "resili | denonc | caducite | caduque | rupture",
    ),
    (
        "disputes",
        "litige | differend | contentieux | tribunal | contestation | mediation",
    ),
    (
        "annexes",
        "{annexes | liste des annexes | annexe 1 | annexe i | annexe a  | annexe n | annexes a la | annexee a | \
         annexees a | annexe a la | annexes suivantes | annexes font | annexes : | documents annexes | integrante",
    ),
];

/// What a result may be called that the balance depends on, folded.
const RESULTS: &str = "prorata des objectif | prorata des resultat | prorata de la realisation des objectif | \
    objectifs atteints | atteinte des objectif | realisation des objectif | resultats obtenus | resultats atteints | \
    fonction des resultat | fonction de l'atteinte | proportion des objectif | fonction des objectif | \
    objectifs sont atteints | atteinte des indicateur | resultats constates | taux de realisation";

/// One finding, at the last article: that is where a clause is added.
fn missing(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let texts = context.articles;
    let mut numbers = texts
        .iter()
        .rev()
        .filter_map(|text| text.article.number.as_ref());
    let Some(last) = numbers.next() else { return };
    let all = texts.iter().map(|text| {
        let folded = fold_text(&format!("{}\n{}\n", text.article.title, text.body())).0;
        folded.replace('\n', " ")
    });
    let all: String = all.collect();
    let is_there = |phrase: &str| {
        let mut hits = all.match_indices(phrase);
        hits.any(|(at, _)| !all[..at].ends_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let mut titles = texts.iter().map(|text| fold(&text.article.title));
    let has_annexes = titles.any(|title| title.contains("annexe"));
    let mut finding = MISSING.at(&last.place);
    let mut count = 0;
    for (name, phrases) in CLAUSES {
        let is_moot = match name {
            "amount" | "payment" | "control" | "repayment" => !context.has_money(),
            "annexes" => has_annexes,
            _ => false,
        };
        let is_missing = !is_moot && !phrases.split(" | ").any(is_there);
        count += usize::from(is_missing);
        let which = match count {
            _ if !is_missing => "no",
            1 => "first",
            _ => "next",
        };
        finding = finding.arg(name, which);
    }
    if count > 0 {
        findings.push(finding.arg("count", count));
    }
}

/// An article ends with what the signature page says.
pub(super) static SIGNATURES: Rule =
    Rule::warning("article-signatures", Family::Articles, signatures);

fn signatures(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let text = context.articles.last();
    let Some(text) = text.filter(|text| text.article.number.is_some()) else {
        return;
    };
    let mut at = 0;
    for line in text.body().split_inclusive('\n') {
        let words = fold_text(line).0;
        let words = words.trim_start_matches(['*', '_', ' ']);
        if words.starts_with("fait a ") || words.starts_with("fait en ") {
            let range = at..at + line.trim_end().len();
            let finding = SIGNATURES.at(&text.place(&range)).drafted(line.trim());
            findings.push(finding.arg("article", text.name.as_str()));
            return;
        }
        at += line.len();
    }
}

/// The balance depends on objectives that fiches do not put in figures.
pub(super) static BALANCE: Rule = Rule::warning("balance-basis", Family::Articles, balance);

fn balance(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let is_basis = |(text, sentence): &(&ArticleText<'_>, &Sentence)| {
        let folded = fold_text(&text.body()[sentence.range.clone()]).0;
        let words: Vec<&str> = folded.split_whitespace().collect();
        let words = words.join(" ");
        let has = |phrases: &str| phrases.split(" | ").any(|phrase| words.contains(phrase));
        has("solde | verse | montant | paiement | acompte") && has(RESULTS)
    };
    let mut sentences = context.articles.iter().flat_map(|text| {
        let sentences = text.reading.sentences.iter();
        sentences.map(move |sentence| (text, sentence))
    });
    let Some((text, sentence)) = sentences.find(is_basis) else {
        return;
    };
    let without = context
        .fiches()
        .filter(|(_, fiche)| !targets::has_target(fiche));
    let without: Vec<&Code> = without.map(|(_, fiche)| &fiche.code.value).collect();
    if !without.is_empty() {
        findings.push(
            BALANCE
                .at(&text.place_of(sentence))
                .arg("article", text.name.as_str())
                .arg("count", without.len())
                .arg("all", context.dossier.fiches.len())
                .arg("fiches", list(without)),
        );
    }
}
