//! What changes between two drafts, as facts: the shape of the JSON.

use rust_decimal::Decimal;
use serde::Serialize;

use super::figures::Move;
use crate::{
    money::Rate,
    record::{DecisionRecord, FunderRecord, FundingRecord, LineRecord},
    source::Code,
};

/// The first level: what changed in the figures.
///
/// `agreement`, the changes of `fiches`, `findings` that opened or closed and `decisions` are changes, each
/// listed once; `shares`, `axes`, `total` and restated findings are what these come to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Amounts {
    /// What changed in the agreement's own terms.
    pub agreement: Vec<AgreementChange>,
    /// The fiches of which something changed, in the order of the later side, then the removed ones.
    pub fiches: Vec<FicheAmounts>,
    /// The subtotals that moved, in the order of the axes.
    pub axes: Vec<AxisShares>,
    /// The totals; none when nothing moved.
    pub total: Option<Shares>,
    /// What the advance comes to; none when that did not move.
    pub advance: Option<Move>,
    /// What the audit finds or no longer finds.
    pub findings: Vec<FindingChange>,
    /// What the parties decided, revoked or decided otherwise.
    pub decisions: Vec<DecisionChange>,
}

impl Amounts {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.agreement.is_empty()
            && self.fiches.is_empty()
            && self.axes.is_empty()
            && self.total.is_none()
            && self.advance.is_none()
            && self.findings.is_empty()
            && self.decisions.is_empty()
    }
}

/// A change in the agreement's own terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AgreementChange {
    /// A plain term: `title`, `place`, `years`, `step`, `copies`, `signature`, `archive`, `status`.
    Term {
        /// The term.
        name: &'static str,
        /// What it was, as the dossier writes it.
        before: Option<String>,
        /// What it is.
        after: Option<String>,
    },
    /// Something about a party that signs.
    Party {
        /// `party` when it came or left; else `name`, `column`, `signatory` or `quality`.
        name: &'static str,
        /// The party's name after (before, when it left).
        party: String,
        /// What it was.
        before: Option<String>,
        /// What it is.
        after: Option<String>,
    },
    /// A funder that does not sign bears another name; one that came or left shows in its funding rules.
    Funder {
        /// Its rank among [`super::Comparison::funders`].
        funder: usize,
        /// Its name before.
        before: String,
        /// Its name after.
        after: String,
    },
    /// An axis came, left, or has another title or prefix.
    Axis {
        /// Its prefix after (before, when it left).
        prefix: String,
        /// The prefix it had, when it was another one.
        prefix_before: Option<String>,
        /// Its title before; none when it came.
        before: Option<String>,
        /// Its title after; none when it left.
        after: Option<String>,
    },
    /// An amount that an article states came, left or changed.
    Stated {
        /// The article.
        article: String,
        /// The article it was in, when it was another one.
        article_before: Option<String>,
        /// What the amount is, in the later side's words.
        label: String,
        /// The label it had, when it was another one.
        label_before: Option<String>,
        /// What it claims to be (`calcul`), before and after; only when that changed.
        claim: Option<(String, String)>,
        /// The amount.
        amount: Move,
    },
    /// The advance came, left, or has another rate or base.
    Advance {
        /// The rate and the base before: `20 %`, `part:metropole`.
        before: Option<(Rate, String)>,
        /// The rate and the base after.
        after: Option<(Rate, String)>,
    },
    /// What both sides have comes in another order: `parties`, `axes`, `fiches` of one axis.
    Reordered {
        /// What does.
        name: &'static str,
    },
}

/// A funder as each side knows it.
#[derive(Clone, Debug, Serialize)]
pub struct FunderPair {
    /// Before; none when it was no funder.
    pub before: Option<FunderRecord>,
    /// After; none when it is no funder any more.
    pub after: Option<FunderRecord>,
}

impl FunderPair {
    /// The funder as it is, or as it was.
    pub fn latest(&self) -> Option<&FunderRecord> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// What a fiche is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FicheName {
    /// Its code.
    pub code: Code,
    /// Its title.
    pub title: String,
    /// Its code as a file name within the stage.
    pub slug: String,
}

/// What changed in the figures of a fiche.
#[derive(Clone, Debug, Serialize)]
pub struct FicheAmounts {
    /// Its name before; none when it was added.
    pub before: Option<FicheName>,
    /// Its name after; none when it was removed.
    pub after: Option<FicheName>,
    /// What changed. Empty when its shares moved only because of a decision, of rounding or of a funder.
    pub changes: Vec<FicheChange>,
    /// What everyone pays of it, before and after; none when that did not move.
    pub shares: Option<Shares>,
}

/// A change in a fiche.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FicheChange {
    /// It is new; everything it says is here and nowhere else.
    Added(Box<FicheBody>),
    /// It is gone; everything it said is here and nowhere else.
    Removed(Box<FicheBody>),
    /// The same fiche bears another code (or another spelling of it).
    Recoded {
        /// The code before.
        before: Code,
        /// The code after.
        after: Code,
    },
    /// It has another title.
    Retitled {
        /// The title before.
        before: String,
        /// The title after.
        after: String,
    },
    /// It stands under another axis, by more than its code.
    Moved {
        /// The axis's prefix before.
        before: String,
        /// The axis's prefix after.
        after: String,
    },
    /// A cost line came, left or changed.
    Line(Box<LineChange>),
    /// A funding rule came, left or changed.
    Rule(Box<RuleChange>),
    /// A remark on funding came, left or changed.
    Mention(MentionChange),
    /// The same cost lines, or the same funding rules, stand in another order.
    Reordered {
        /// `lines` or `rules`.
        name: &'static str,
    },
}

/// All that a fiche says which came or went: everything in it is on one side only.
#[derive(Clone, Debug, Serialize)]
pub struct FicheBody {
    /// The prefix of its axis.
    pub axis: String,
    /// Its cost lines.
    pub lines: Vec<LineChange>,
    /// Its funding rules, as drafted.
    pub rules: Vec<RuleChange>,
    /// The remarks on its funding.
    pub mentions: Vec<MentionChange>,
    /// Its texts; empty when a workbook on its own is compared.
    pub texts: Vec<TextChange>,
    /// What the audit said of a fiche that went: these findings went with it, and are not listed again.
    pub findings: Vec<String>,
}

/// A cost line before and after; one of the two is missing when it came or left.
#[derive(Clone, Debug, Serialize)]
pub struct LineChange {
    /// Its rank in the fiche before, from 0.
    pub rank_before: Option<usize>,
    /// Its rank in the fiche after, from 0.
    pub rank_after: Option<usize>,
    /// The line before.
    pub before: Option<LineRecord>,
    /// The line after.
    pub after: Option<LineRecord>,
    /// Its amounts, one for each of [`super::Comparison::years`].
    pub years: Vec<Move>,
    /// Over all years.
    pub all: Move,
    /// The days it is made of before and after, one pair for each of [`super::Comparison::years`]. Not part
    /// of the JSON, where the lines have them.
    #[serde(skip)]
    pub days: Vec<(Option<Decimal>, Option<Decimal>)>,
}

/// A funding rule before and after; one of the two is missing when it came or left.
#[derive(Clone, Debug, Serialize)]
pub struct RuleChange {
    /// Who pays, by rank among [`super::Comparison::funders`]; of a rule that changed hands, who pays now.
    pub funder: usize,
    /// Its rank in the fiche before, from 0.
    pub rank_before: Option<usize>,
    /// Its rank in the fiche after, from 0.
    pub rank_after: Option<usize>,
    /// The rule before; its funder is a rank among [`super::Comparison::funders`], and it has a fixed amount for
    /// each of [`super::Comparison::years`].
    pub before: Option<FundingRecord>,
    /// The rule after, in the same way.
    pub after: Option<FundingRecord>,
}

/// A remark on funding before and after; one of the two is missing when it came or left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MentionChange {
    /// Whom it concerns, by rank among [`super::Comparison::funders`]; everyone when none is named. After
    /// (before, when it left), as the nature.
    pub funder: Option<usize>,
    /// The lines it concerns; all when none is named.
    pub nature: Option<String>,
    /// The remark before.
    pub before: Option<String>,
    /// The remark after.
    pub after: Option<String>,
}

/// What everyone pays of something, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shares {
    /// One for each of [`super::Comparison::years`].
    pub years: Vec<SplitMove>,
    /// Over all years.
    pub all: SplitMove,
}

/// A cost and who pays it, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SplitMove {
    /// The cost.
    pub total: Move,
    /// One for each of [`super::Comparison::funders`].
    pub shares: Vec<Move>,
    /// What no rule funds.
    pub unallocated: Move,
}

/// The subtotal of an axis.
#[derive(Clone, Debug, Serialize)]
pub struct AxisShares {
    /// The axis's prefix.
    pub prefix: String,
    /// Its title.
    pub title: String,
    /// What everyone pays of it.
    pub shares: Shares,
}

/// A finding that came, went, or speaks of other figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingChange {
    /// What became of it.
    pub state: FindingState,
    /// The rule's name.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// The fiche concerned, by its code on the side that has the finding (the later one for both).
    pub fiche: Option<Code>,
    /// The year concerned.
    pub year: Option<i32>,
    /// Where it stands: `budget.xlsx · Récapitulatif!F9`.
    pub place: String,
    /// What the audit says of it, in French as published; of a restated one, now.
    pub message: String,
    /// What the audit said of it before; only of a restated one.
    pub message_before: Option<String>,
}

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingState {
    /// It was not there.
    Opened,
    /// It is not there any more: the draft was corrected.
    Closed,
    /// It is settled by a decision that stood already and settled nothing.
    Settled,
    /// A decision that stands settled it, and does no more.
    Reopened,
    /// It is still there, with other figures: an effect of other changes.
    Restated,
}

/// A decision of the parties that came, went or changed. The funders of its shares are ranks among
/// [`super::Comparison::funders`].
#[derive(Clone, Debug, Serialize)]
pub struct DecisionChange {
    /// What became of it.
    pub state: DecisionState,
    /// The decision before.
    pub before: Option<DecisionRecord>,
    /// The decision after.
    pub after: Option<DecisionRecord>,
    /// What the audit says of the findings that it settles and that were open, or new; not listed again.
    pub settles: Vec<String>,
    /// What the audit says of the findings that are open again without it; not listed again.
    pub reopens: Vec<String>,
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionState {
    /// It was taken.
    Taken,
    /// It was withdrawn.
    Withdrawn,
    /// It keeps something else, or for another reason.
    Changed,
}

/// What changed in the words.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Texts {
    /// The fiches of which a text changed, in the order of the later side.
    pub fiches: Vec<FicheTexts>,
}

/// What changed in the words of a fiche. Its title is listed among the amounts, as what the fiche is called.
#[derive(Clone, Debug, Serialize)]
pub struct FicheTexts {
    /// Its name before.
    pub before: FicheName,
    /// Its name after.
    pub after: FicheName,
    /// The parts that changed, in the order of the later side.
    pub changes: Vec<TextChange>,
}

/// A part of a fiche's text that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// Which part.
    pub part: TextPart,
    /// The section's heading after (before, for one that was removed); empty for an introduction and for
    /// the parts that are no section.
    pub heading: String,
    /// The heading it had, when it was another one.
    pub heading_before: Option<String>,
    /// What became of it.
    pub state: SectionState,
    /// Its text in Markdown, a paragraph a line, run by run: kept and deleted runs together are the text before, kept and
    /// inserted ones the text after. Empty for a section that only moved or was only renamed.
    pub runs: Vec<Run>,
}

/// Which part of a fiche's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextPart {
    /// Who leads the action.
    Leader,
    /// When.
    Calendar,
    /// With whom, separated by commas.
    Partners,
    /// A section under its heading.
    Section,
}

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionState {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its words changed, and perhaps its heading.
    Changed,
    /// Only its heading changed.
    Renamed,
    /// It only stands elsewhere among the sections.
    Moved,
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// What became of it.
    pub kind: RunKind,
    /// The text, spaces and line ends included.
    pub text: String,
}

/// What became of a run of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunKind {
    /// Both sides have it.
    Kept,
    /// Only the later side has it.
    Inserted,
    /// Only the former side has it.
    Deleted,
}
