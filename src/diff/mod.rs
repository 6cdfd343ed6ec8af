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

pub use changes::{
    AgreementChange, Amounts, AxisShares, DecisionChange, DecisionState, FicheAmounts, FicheBody,
    FicheChange, FicheName, FicheTexts, FindingChange, FindingState, FunderPair, LineChange,
    MentionChange, RuleChange, Run, RunKind, SectionState, Shares, SplitMove, TextChange, TextPart,
    Texts,
};
pub use compare::compare;
pub use comparison::{
    Comparison, Count, FichePair, Reason, SCHEMA, Side, SideKind, Subject, Uncompared, Which,
};
pub use draft::{Control, Documents, Draft};
pub use figures::{Move, Percent};
pub use pages::{Document, Page, PageState, Pages, Region, compare_pages};
