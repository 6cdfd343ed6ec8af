use serde::{Deserialize, Serialize};

use super::funder::FunderId;
use crate::source::{Located, Place};

/// `[publication]`: facts for the open data on grants that the rest of the dossier does not give.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Publication {
    /// `attribuant`: who grants.
    pub grantors: Vec<FunderId>,
    /// `beneficiaire`: who receives.
    pub beneficiary: FunderId,
    /// The names of grantors and beneficiary, as written.
    #[serde(skip)]
    pub names: (Vec<Located<String>>, Option<Located<String>>),
    /// `date_convention`: the day of the agreement, as `2018-12-14`.
    pub date: String,
    /// `reference_decision`: the reference of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// `objet`: the purpose of the grant, if not the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// `nature`: whether the grant is money or in kind.
    #[serde(default)]
    pub nature: Aid,
    /// `conditions`: how it is paid, if payments do not give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// `periode_versement`: when it is paid, if due dates do not give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// `notification_ue`: whether the European Commission was notified.
    pub is_notified: bool,
    /// `dispositif`: the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// The start of its table.
    #[serde(skip)]
    pub place: Place,
}

/// What is granted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aid {
    /// Money.
    #[default]
    Numeraire,
    /// Things, work, rooms.
    Nature,
    /// Both.
    LesDeux,
}

impl Aid {
    /// Every one, by its name in `convention.toml`.
    pub const ALL: [Self; 3] = [Self::Numeraire, Self::Nature, Self::LesDeux];

    /// The term used in open data.
    pub fn said(self) -> &'static str {
        match self {
            Self::Numeraire => "aide en numéraire",
            Self::Nature => "aide en nature",
            Self::LesDeux => "aide en numéraire;aide en nature",
        }
    }
}
