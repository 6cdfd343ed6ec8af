//! Comparing drafts: two sides in, what changed between them out, as facts.
//!
//! A [`Comparison`] has three levels: amounts, texts and pages. Each change is listed once, as what it is: a
//! recoded fiche is no removal and addition, and a share that moved because a line did is not a change but
//! its effect. What could not be compared is listed beside, never dropped. Sentences are made later, by the
//! reports; the pictures of pages come from another module, which fills [`Pages`].

mod agreement;
mod aligned;
mod changes;
mod compare;
mod comparison;
mod controls;
mod draft;
mod fiche;
mod fiches;
mod figures;
mod funders;
mod pages;
mod pairing;
mod texts;

pub(crate) use changes::{
    AgreementChange, DecisionChange, DecisionState, FicheBody, FicheName, FindingChange,
    FindingState, Run, RunKind, SectionState, SplitMove, TextChange, TextPart,
};
pub use changes::{FicheAmounts, FicheChange, FunderPair, LineChange, RuleChange, Shares};
pub use compare::compare;
pub use comparison::{Comparison, Reason, SideKind, Subject};
pub(crate) use comparison::{Side, Uncompared, Which};
pub(crate) use draft::Control;
pub use draft::{Documents, Draft};
pub use figures::Move;
pub(crate) use figures::Percent;
pub(crate) use pages::compare_pages;
pub use pages::{Document, Page, PageState, Region};
