//! What rules are written with.

pub(super) use super::{
    context::{Context, list},
    draft::FicheYear,
    rule::{Family, Rule},
    slip::{self, only},
};
pub(super) use crate::{
    finding::{Choices, Fact, Finding, Severity, Slip},
    model::{
        CellAmount, Claim, ColumnKind, CostAmount, CostLine, Fiche, FundingRule, Prose, RowKind,
    },
    money::{Amount, Rate},
    source::{Code, Located, Place, fold},
};
