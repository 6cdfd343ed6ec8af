use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    finding::{Keep, Settlement},
    money::{Amount, Rate, Step},
    purpose::Purpose,
    source::{Code, Located, Period, Place, fold, is_word_of},
};

use super::{
    amendment::Amendment,
    claim::Claim,
    funder::{FunderId, Funders},
    look::Look,
    payment::{Commitment, Payment},
    publication::Publication,
};

/// The agreement: the content of `convention.toml`, and what follows from it once figures are computed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Convention {
    /// `titre`.
    pub title: Located<String>,
    /// `etape`: the draft's name, which names its output folder.
    pub stage: Located<String>,
    /// `statut`: the purpose that the text states; in a record, the purpose of the documents.
    #[serde(rename = "is_final")]
    pub purpose: Purpose,
    /// `annees`: the years it funds, in order; figures by year are listed in this order.
    pub years: Vec<Period>,
    /// `lieu`: where it is signed.
    pub place: Option<Located<String>>,
    /// The date on the documents, as `2018-11-02`: that of the stage, when its name is a date.
    pub date: Option<String>,
    /// `tarif_journalier`: what a day costs in euros; given when days are checked.
    pub day_rate: Option<Located<Amount>>,
    /// `arrondi`: what shares are rounded to.
    pub step: Step,
    /// `exemplaires`: how many originals are signed.
    pub copies: u32,
    /// Whether `signature` is `manuscrite`: it is signed on paper.
    pub signed_by_hand: bool,
    /// `marque_signature`: marks each party's block for a program that places signatures; `{n}` is the party's rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_mark: Option<String>,
    /// Whether `archive` is `pdfa-2a`, which allows no attachments.
    pub without_attachments: bool,
    /// `unite`: the unit of amounts, when it is not the euro.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// `affichage`: how documents print figures, which stay exact.
    #[serde(default, skip_serializing_if = "Display::is_usual")]
    pub display: Display,
    /// `hors_total`: the natures that no total counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub off_total: Vec<Located<String>>,
    /// `champs`: further fields in the head of a fiche, by the names that documents print.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Who signs, in the order of the columns.
    pub parties: Vec<Party>,
    /// `charte`: how the annexes look.
    #[serde(default, skip_serializing_if = "Look::is_usual")]
    pub look: Look,
    /// The axes, in the order of the annexes: each after the one that it is within.
    pub axes: Vec<Axis>,
    /// The amounts that the articles state.
    pub stated: Vec<StatedAmount>,
    /// The advance on a share.
    pub advance: Option<Advance>,
    /// `versements`: what is paid, in the order of payment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// `engagement`: what payers commit in their budgets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<Commitment>,
    /// `publication`: the agreement's metadata in open data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
    /// `avenant`: what it amends, where it is an amendment.
    #[serde(skip)]
    pub amendment: Option<Amendment>,
    /// The places of the texts that documents print.
    #[serde(skip)]
    pub printed: Vec<Place>,
}

impl Convention {
    /// The file as a whole.
    pub fn file(&self) -> Place {
        Place::File {
            file: Arc::clone(self.title.place.file_name()),
        }
    }

    /// Whether no total counts lines of this nature, by its folded name.
    pub fn is_off_total(&self, nature: Option<&str>) -> bool {
        let mut natures = self.off_total.iter();
        nature.is_some_and(|nature| natures.any(|off| fold(off) == nature))
    }

    /// Whether it has no amounts, and nothing that concerns amounts.
    pub fn is_without_money(&self) -> bool {
        self.stated.is_empty()
            && self.advance.is_none()
            && self.payments.is_empty()
            && self.commitments.is_empty()
            && self.day_rate.is_none()
    }

    /// An axis and all those that it is within, from the inside out.
    pub fn levels(&self, axis: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(axis), |axis| self.axes[*axis].within)
    }

    /// The titles of an axis and of those that it is within, the outermost first.
    pub fn titles(&self, axis: usize) -> Vec<&str> {
        let axes = self.levels(axis).map(|axis| &self.axes[axis]);
        let titles = axes.filter(|axis| axis.has_title());
        let mut titles: Vec<&str> = titles.map(|axis| &*axis.title).collect();
        titles.reverse();
        titles
    }

    /// Whether an axis is `outer`, or within it at any level.
    pub fn is_within(&self, inner: usize, outer: usize) -> bool {
        self.levels(inner).any(|axis| axis == outer)
    }

    /// Whether the annexes get signature fields: a draft must not be signable.
    pub fn has_signature_fields(&self) -> bool {
        self.purpose.is_final() && !self.signed_by_hand
    }
}

/// How documents print figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Display {
    /// As they are.
    #[default]
    Centimes,
    /// Rounded to the euro, or to the unit.
    Euros,
    /// In thousands, rounded.
    Milliers,
}

impl Display {
    /// Every one, by its name in `convention.toml`.
    pub const ALL: [Self; 3] = [Self::Centimes, Self::Euros, Self::Milliers];

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// Who signs the agreement and pays a share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The name used within the dossier.
    pub id: Located<String>,
    /// The full name.
    pub name: String,
    /// `article`: the article before its name in a sentence, when the first word does not tell it; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_article: Option<String>,
    /// `designation`: what the agreement prints after its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name of the person who signs for it, at the place of both.
    pub signatory: Option<Located<String>>,
    /// That person's office.
    pub quality: Option<Located<String>>,
    /// Its logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
}

/// The articles of names that begin with these words, folded, and a space behind those that want one. Other names are
/// proper names, or cannot be told.
const ARTICLES: [(&str, &str); 3] = [
    (
        "la ",
        "banque caisse chambre collectivite commune communaute compagnie direction \
            federation fondation ligue mission prefecture region societe ville",
    ),
    (
        "le ",
        "centre college comite conseil departement fonds groupement lycee ministere musee \
            rectorat syndicat theatre",
    ),
    (
        "l’",
        "academie agence agglomeration association ecole etablissement etat eurometropole \
            institut office union universite",
    ),
];

impl Party {
    /// What stands before its name in a sentence: `la `, `l’`; nothing before a proper name.
    pub(crate) fn article(&self) -> String {
        if let Some(own) = &self.own_article {
            let space = if own.is_empty() || own.ends_with('’') {
                ""
            } else {
                " "
            };
            return format!("{own}{space}");
        }
        let mut words = self.name.split_whitespace();
        let first = words.next().map(fold).unwrap_or_default();
        // « Métropole de Lyon », not « Métropole Aix-Marseille-Provence ».
        let is_of = words
            .next()
            .is_some_and(|next| next == "de" || next == "du" || next.starts_with("d’"));
        if first == "metropole" && is_of {
            return "la ".to_owned();
        }
        let own = ARTICLES.iter().find(|(_, words)| is_word_of(words, &first));
        own.map_or("", |(article, _)| article).to_owned()
    }

    /// Its name within a sentence: `la Chambre de commerce et d’industrie`.
    pub(crate) fn called(&self) -> String {
        self.article() + &self.name
    }
}

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// Its file, as `images/metropole.svg`.
    pub file: Located<String>,
    /// A description for those who cannot see it.
    pub alt: String,
}

/// A group of fiches with its own subtotal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axis {
    /// What its codes begin with.
    pub prefix: String,
    /// Its title.
    pub title: String,
    /// `dans`: the axis that it is a part of, by rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<usize>,
}

impl Axis {
    /// The axis of all fiches in an agreement without axes: it has no name and no subtotal.
    pub(crate) fn none() -> Self {
        Self {
            prefix: String::new(),
            title: String::new(),
            within: None,
        }
    }

    /// Whether the agreement names it.
    pub fn has_title(&self) -> bool {
        !self.title.is_empty()
    }

    /// Whether this is its prefix, in any spelling.
    pub fn is_named(&self, prefix: &str) -> bool {
        let code = Code::parse(&self.prefix);
        code.is_some() && code == Code::parse(prefix)
    }
}

/// An amount that an article states.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StatedAmount {
    /// The article.
    pub article: String,
    /// What the amount is, in the article's words.
    pub label: Located<String>,
    /// `calcul`: what it claims to be, as written.
    pub claim: Located<String>,
    /// The amount stated.
    pub drafted: Located<Amount>,
    /// In a record: what it should be.
    pub expected: Option<Amount>,
    /// The meaning of the claim; `None` when it has none, which is a finding.
    #[serde(skip)]
    pub meaning: Option<Claim>,
}

/// The advance: a rate of a base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advance {
    /// The rate.
    pub rate: Located<Rate>,
    /// `base`: what it is a rate of, as written.
    pub base: Located<String>,
    /// The meaning of `base`.
    pub resolved: Claim,
    /// In a record: its amount.
    pub amount: Option<Amount>,
}

/// What the parties decided on a conflicting figure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Decision {
    /// The rule whose finding it settles.
    pub rule: String,
    /// The fiche concerned.
    pub fiche: Option<Code>,
    /// The year concerned; every year when none is named.
    pub year: Option<Period>,
    /// The nature of the lines concerned.
    pub nature: Option<String>,
    /// The article concerned.
    pub article: Option<String>,
    /// Which of the conflicting figures stays.
    pub keep: Keep,
    /// The shares decided.
    pub parts: Vec<Part>,
    /// The drafted figure that this settles.
    pub drafted: Option<Amount>,
    /// The figure that it was compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Amount>,
    /// The entry in `arbitrages.toml`.
    #[serde(skip)]
    pub place: Place,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub decided_by: String,
    /// When, as `2018-11-15`.
    pub date: Option<String>,
}

impl Decision {
    /// What a finding settled by this decision reports: which figure stays, who decided it, when, why and where.
    pub fn settlement(&self, funders: &Funders) -> Settlement {
        let parts = self.parts.iter();
        let parts = parts.map(|part| (funders[part.funder].column.clone(), part.amount));
        Settlement {
            keep: self.keep,
            parts: parts.collect(),
            place: self.place.clone(),
            reason: self.reason.clone(),
            decided_by: self.decided_by.clone(),
            date: self.date.clone(),
        }
    }
}

/// A share that the parties decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Who pays.
    pub funder: FunderId,
    /// The amount.
    pub amount: Amount,
}
