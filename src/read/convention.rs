//! `convention.toml`.

use serde::Deserialize;
use toml::Spanned;

use super::{
    folder::Folder,
    names::{TomlWorkbook, WorkbookNames},
    toml::{Document, Scalar, amount, percentage},
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    money::{Amount, Rate, Step},
    purpose::Purpose,
    source::{Located, Place, is_portable},
};

/// The name of the file.
pub(super) const FILE: &str = "convention.toml";
/// Every key that is read somewhere in the file, for suggestions.
const KEYS: [&str; 36] = [
    "titre",
    "annees",
    "etape",
    "statut",
    "lieu",
    "tarif_journalier",
    "arrondi",
    "exemplaires",
    "signature",
    "archive",
    "parties",
    "id",
    "nom",
    "colonne",
    "signataire",
    "qualite",
    "axes",
    "prefixe",
    "montants_annonces",
    "article",
    "libelle",
    "montant",
    "calcul",
    "avance",
    "taux",
    "base",
    "classeur",
    "depenses",
    "cofinancement",
    "recapitulatif",
    "feuille",
    "fiche",
    "nature",
    "taxe",
    "jours",
    "financeur",
];

/// The agreement as `convention.toml` describes it.
#[derive(Clone, Debug)]
pub struct RawConvention {
    /// What needs nothing else to be understood.
    pub settings: Settings,
    /// `[[parties]]`.
    pub parties: Vec<RawParty>,
    /// `[[axes]]`.
    pub axes: Vec<RawAxis>,
    /// `[[montants_annonces]]`.
    pub stated: Vec<RawStated>,
    /// `[avance]`.
    pub advance: Option<RawAdvance>,
    /// `[classeur]`.
    pub workbook: WorkbookNames,
}

/// The keys of `convention.toml` that need nothing else to be understood.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `titre`.
    pub title: Located<String>,
    /// `annees`: the years it funds, in order.
    pub years: Vec<i32>,
    /// `etape`: the draft's name, which names its output folder.
    pub stage: Located<String>,
    /// `statut`: what the text says that it is for.
    pub purpose: Purpose,
    /// `lieu`: where it is signed.
    pub place: Option<Located<String>>,
    /// `tarif_journalier`: what a day costs, in euros.
    pub day_rate: Option<Located<Amount>>,
    /// `arrondi`: what shares are rounded to.
    pub step: Step,
    /// `exemplaires`: how many originals are signed.
    pub copies: u32,
    /// Whether `signature` is `manuscrite`: it is signed on paper.
    pub signed_by_hand: bool,
    /// Whether `archive` is `pdfa-2a`: nothing may be attached.
    pub without_attachments: bool,
    /// The file as a whole.
    pub file: Place,
}

/// One of the `[[parties]]`.
#[derive(Clone, Debug)]
pub struct RawParty {
    /// `id`.
    pub id: Located<String>,
    /// `nom`.
    pub name: String,
    /// `colonne`; the name when left out.
    pub column: String,
    /// `signataire`.
    pub signatory: Option<Located<RawSignatory>>,
}

/// Who signs for a party.
#[derive(Clone, Debug, Deserialize)]
pub struct RawSignatory {
    /// `nom`.
    #[serde(rename = "nom", default)]
    pub name: String,
    /// `qualite`.
    #[serde(rename = "qualite", default)]
    pub quality: String,
}

/// One of the `[[axes]]`.
#[derive(Clone, Debug)]
pub struct RawAxis {
    /// `prefixe`.
    pub prefix: Located<String>,
    /// `titre`.
    pub title: String,
}

/// One of the `[[montants_annonces]]`.
#[derive(Clone, Debug)]
pub struct RawStated {
    /// `article`.
    pub article: String,
    /// `libelle`.
    pub label: Located<String>,
    /// `montant`.
    pub amount: Located<Amount>,
    /// `calcul`.
    pub claim: Located<String>,
}

/// `[avance]`.
#[derive(Clone, Debug)]
pub struct RawAdvance {
    /// `taux`.
    pub rate: Located<Rate>,
    /// `base`.
    pub base: Located<String>,
}

#[derive(Deserialize)]
struct Toml {
    titre: Option<Spanned<String>>,
    annees: Option<Spanned<Vec<i32>>>,
    etape: Option<Spanned<Scalar>>,
    statut: Option<Spanned<Scalar>>,
    lieu: Option<Spanned<String>>,
    tarif_journalier: Option<Spanned<Scalar>>,
    arrondi: Option<Spanned<Scalar>>,
    exemplaires: Option<Spanned<Scalar>>,
    signature: Option<Spanned<Scalar>>,
    archive: Option<Spanned<Scalar>>,
    #[serde(default)]
    parties: Vec<Spanned<TomlParty>>,
    #[serde(default)]
    axes: Vec<Spanned<TomlAxis>>,
    #[serde(default)]
    montants_annonces: Vec<Spanned<TomlStated>>,
    avance: Option<Spanned<TomlAdvance>>,
    #[serde(default)]
    classeur: TomlWorkbook,
}

#[derive(Deserialize)]
struct TomlParty {
    id: Option<Spanned<String>>,
    nom: Option<String>,
    colonne: Option<String>,
    signataire: Option<Spanned<RawSignatory>>,
}

#[derive(Deserialize)]
struct TomlAxis {
    prefixe: Option<Spanned<String>>,
    titre: Option<String>,
}

#[derive(Deserialize)]
struct TomlStated {
    article: Option<String>,
    libelle: Option<Spanned<String>>,
    montant: Option<Spanned<Scalar>>,
    calcul: Option<Spanned<String>>,
}

#[derive(Deserialize)]
struct TomlAdvance {
    taux: Option<Spanned<Scalar>>,
    base: Option<Spanned<String>>,
}

/// Reads and checks the file; `None` when it can't be used, with findings that say why.
pub(super) fn read(folder: &mut Folder, findings: &mut Vec<Finding>) -> Option<RawConvention> {
    let (file, text) = folder.text(FILE, findings)?;
    let limits = *folder.limits();
    let document = Document {
        file: &file,
        text: &text,
        toml: 0..text.len(),
        limits: &limits,
    };
    let toml: Toml = document.parse(&KEYS, findings)?;
    let before = findings.len();
    let convention = convention(toml, &document, findings);
    let refused = findings[before..]
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    convention.filter(|_| !refused)
}

fn convention(
    toml: Toml,
    document: &Document<'_>,
    findings: &mut Vec<Finding>,
) -> Option<RawConvention> {
    let lists = [
        toml.parties.len(),
        toml.axes.len(),
        toml.montants_annonces.len(),
    ];
    for (list, count) in ["parties", "axes", "montants_annonces"]
        .into_iter()
        .zip(lists)
    {
        let finding = document.passed(Limit::Entries, count as u64, || Place::file(document.file));
        findings.extend(finding.map(|finding| finding.arg("part", list)));
    }
    if findings
        .iter()
        .any(|finding| finding.variant == Limit::Entries.name())
    {
        return None;
    }
    let title = document.required("titre", toml.titre, findings);
    let years = document.required("annees", toml.annees, findings);
    let stage = document.required("etape", toml.etape, findings);
    let years = years.and_then(|years| checked_years(document.located(years), document, findings));
    let stage = stage.and_then(|stage| {
        document.checked(
            "etape",
            stage,
            "2018-11-02, v1.2, signature_1 (64)",
            stage_name,
            findings,
        )
    });
    if toml.parties.is_empty() {
        document.required("parties", None::<()>, findings);
    }
    let mut choice = |key: &str, value: Option<Spanned<Scalar>>, [default, other]: [&str; 2]| {
        let parse = |text: &str| (text == default || text == other).then(|| text == other);
        let allowed = format!("{default}, {other}");
        value
            .and_then(|value| document.checked(key, value, &allowed, parse, findings))
            .is_some_and(|chosen| chosen.value)
    };
    let purpose = choice("statut", toml.statut, ["projet", "definitif"]).into();
    let signed_by_hand = choice("signature", toml.signature, ["electronique", "manuscrite"]);
    let without_attachments = choice("archive", toml.archive, ["pdfa-3a", "pdfa-2a"]);
    let by_euro = choice("arrondi", toml.arrondi, ["0.01", "1"]);
    let day_rate = toml
        .tarif_journalier
        .and_then(|rate| document.checked("tarif_journalier", rate, "600", positive, findings));
    let at_least_one = |text: &str| text.parse().ok().filter(|copies| (1..100).contains(copies));
    let copies = toml
        .exemplaires
        .and_then(|copies| document.checked("exemplaires", copies, "2", at_least_one, findings));
    let advance = toml
        .avance
        .and_then(|advance| raw_advance(advance, document, findings));
    let stated = toml
        .montants_annonces
        .into_iter()
        .filter_map(|own| stated_amount(own, document, findings))
        .collect();
    let parties = toml
        .parties
        .into_iter()
        .filter_map(|party| raw_party(party, document, findings))
        .collect();
    let axes = toml
        .axes
        .into_iter()
        .filter_map(|axis| raw_axis(axis, document, findings))
        .collect();

    let workbook = WorkbookNames::read(toml.classeur, document, findings);

    let settings = Settings {
        title: document.located(title?),
        years: years?,
        stage: stage?,
        purpose,
        place: toml.lieu.map(|place| document.located(place)),
        day_rate,
        step: if by_euro { Step::Euro } else { Step::Cent },
        copies: copies.map_or(2, |copies| copies.value),
        signed_by_hand,
        without_attachments,
        file: Place::file(document.file),
    };
    Some(RawConvention {
        settings,
        parties,
        axes,
        stated,
        advance,
        workbook,
    })
}

fn raw_party(
    party: Spanned<TomlParty>,
    document: &Document<'_>,
    findings: &mut Vec<Finding>,
) -> Option<RawParty> {
    let block = document.place(party.span());
    let party = party.into_inner();
    let id = document.required_in(&block, "id", party.id, findings);
    let name = document.required_in(&block, "nom", party.nom, findings);
    let (id, name) = (document.located(id?), name?);
    let column = party.colonne.unwrap_or_else(|| name.clone());
    let signatory = party
        .signataire
        .map(|signatory| document.located(signatory));
    Some(RawParty {
        id,
        name,
        column,
        signatory,
    })
}

fn raw_axis(
    axis: Spanned<TomlAxis>,
    document: &Document<'_>,
    findings: &mut Vec<Finding>,
) -> Option<RawAxis> {
    let block = document.place(axis.span());
    let axis = axis.into_inner();
    let prefix = document.required_in(&block, "prefixe", axis.prefixe, findings);
    let title = document.required_in(&block, "titre", axis.titre, findings);
    Some(RawAxis {
        prefix: document.located(prefix?),
        title: title?,
    })
}

fn stated_amount(
    stated: Spanned<TomlStated>,
    document: &Document<'_>,
    findings: &mut Vec<Finding>,
) -> Option<RawStated> {
    let block = document.place(stated.span());
    let stated = stated.into_inner();
    let article = document.required_in(&block, "article", stated.article, findings);
    let amount_text = document.required_in(&block, "montant", stated.montant, findings);
    let claim = document.required_in(&block, "calcul", stated.calcul, findings);
    let label = stated.libelle.map_or_else(
        || Located::new(String::new(), block),
        |label| document.located(label),
    );
    let amount = document.checked("montant", amount_text?, "430370", amount, findings)?;
    Some(RawStated {
        article: article?,
        label,
        amount,
        claim: document.located(claim?),
    })
}

fn raw_advance(
    advance: Spanned<TomlAdvance>,
    document: &Document<'_>,
    findings: &mut Vec<Finding>,
) -> Option<RawAdvance> {
    let block = document.place(advance.span());
    let advance = advance.into_inner();
    let rate = document.required_in(&block, "taux", advance.taux, findings);
    let base = document.required_in(&block, "base", advance.base, findings);
    let rate = document.checked("taux", rate?, "20", percentage, findings)?;
    Some(RawAdvance {
        rate,
        base: document.located(base?),
    })
}

/// An amount above zero.
fn positive(text: &str) -> Option<Amount> {
    amount(text).filter(|amount| *amount > Amount::ZERO)
}

/// One year or more, each once, in order.
fn checked_years(
    years: Located<Vec<i32>>,
    document: &Document<'_>,
    findings: &mut Vec<Finding>,
) -> Option<Vec<i32>> {
    if let Some(finding) = document.passed(Limit::Years, years.len() as u64, || years.place.clone())
    {
        findings.push(finding);
        return None;
    }
    let in_order = years.windows(2).all(|pair| pair[0] < pair[1]);
    let sane = years.iter().all(|year| (1900..2200).contains(year));
    if !years.is_empty() && in_order && sane {
        return Some(years.value);
    }
    let finding = Finding::new("value-invalid", Severity::Error, years.place.clone());
    let written = years
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    findings.push(
        finding
            .drafted(written)
            .arg("key", "annees")
            .arg("allowed", "[2018, 2019, 2020]"),
    );
    None
}

/// A name that can be a folder anywhere: letters, digits, `-`, `_`, `.`, no dot first, 64 at most. What follows a
/// `+` is the program's, and what begins with `-` an option's.
fn stage_name(text: &str) -> Option<String> {
    (is_portable(text) && text.len() <= 64 && !text.contains('+') && !text.starts_with('-'))
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_can_be_a_folder_anywhere() {
        for name in ["2018-11-02", "v1.0_final"] {
            assert_eq!(stage_name(name).as_deref(), Some(name));
        }
        for name in [
            "",
            ".hidden",
            "a/b",
            "..",
            "nul",
            "COM1.x",
            "-x",
            "été",
            "a b",
            "end.",
            &"x".repeat(65),
        ] {
            assert_eq!(stage_name(name), None, "{name}");
        }
    }
}
