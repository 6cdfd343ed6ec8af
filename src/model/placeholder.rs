use super::{claim::Claim, funder::FunderId};

/// What a placeholder of a text stands for: `{part:metropole}`, `{duree}`. Its value is known once the figures are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placeholder {
    /// `part:…`, `total`, `autres`, `avance`: an amount, as stated ones claim to be.
    Amount {
        /// What it is.
        claim: Claim,
        /// ` en lettres`: in words.
        in_words: bool,
    },
    /// `versement:…`: what a payment comes to, by rank.
    Payment {
        /// Its rank.
        rank: usize,
        /// ` en lettres`: in words.
        in_words: bool,
    },
    /// `versements`: the table of the payments, which stands alone in its paragraph.
    Payments,
    /// `duree`: how many years the agreement lasts, `trois ans`.
    Duration,
    /// `annees`: which ones, `2018 à 2020`.
    Years,
    /// `annexes`: the list of the annexes, which stands alone in its paragraph.
    Annexes,
    /// `nom:…`: the name of who pays.
    Name(FunderId),
    /// `signataire:…`: who signs for a party, by rank.
    Signatory(usize),
    /// `qualite:…`: that person's office.
    Office(usize),
}
