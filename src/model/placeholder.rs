use super::{claim::Claim, funder::FunderId};

/// The meaning of a placeholder in a text: `{part:metropole}`, `{duree}`. Its value follows from the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placeholder {
    /// `part:…`, `total`, `autres`, `avance`: an amount, with the same claims as stated amounts.
    Amount {
        /// What the amount is.
        claim: Claim,
        /// Whether ` en lettres` follows: the amount in words.
        in_words: bool,
    },
    /// `versement:…`: the amount of a payment.
    Payment {
        /// The rank of the payment.
        rank: usize,
        /// Whether ` en lettres` follows: the amount in words.
        in_words: bool,
    },
    /// `versements`: the table of the payments, alone in its paragraph.
    Payments,
    /// `duree`: how many years the agreement lasts, `trois ans`.
    Duration,
    /// `annees`: which years, `2018 à 2020`.
    Years,
    /// `annexes`: the list of the annexes, alone in its paragraph.
    Annexes,
    /// `nom:…`: the name of a funder.
    Name(FunderId),
    /// `signataire:…`: who signs for a party, by rank.
    Signatory(usize),
    /// `qualite:…`: that person's office.
    Office(usize),
}
