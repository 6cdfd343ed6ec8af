use serde::Serialize;

use super::{context::Context, draft::FicheYear};
use crate::{
    finding::{Choices, Finding, Severity},
    model::Fiche,
    money::Amount,
    source::{Place, name_of},
};

/// What a rule looks at, in the order in which a dossier is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Whether the files can be read.
    Reading,
    /// The codes of the fiches.
    Codes,
    /// Cost lines and their totals.
    Lines,
    /// Who pays what.
    Funding,
    /// The recap against the fiches, and against itself.
    Recap,
    /// The amounts that the articles state.
    Articles,
    /// The prose.
    Texts,
    /// The decisions of the parties.
    Decisions,
}

impl Family {
    /// The message that names it.
    pub fn message(self) -> String {
        format!("family-{}", name_of(&self))
    }
}

/// A rule: its name is its file's, its message's and its page's.
#[derive(Debug)]
pub struct Rule {
    /// In kebab-case: the family or subject, then the defect.
    pub name: &'static str,
    /// What it looks at.
    pub family: Family,
    /// How much its findings matter.
    pub severity: Severity,
    /// What the parties may choose to settle a finding.
    pub(super) settled_by: Choices,
    /// Whether findings about a fiche that differ by their years alone become one.
    pub(super) is_yearly: bool,
    /// Whether a finding means that a value could not be read: no document may be made without it.
    pub(super) stops_build: bool,
    /// How it looks; none for what is raised elsewhere, by the reader or while decisions are settled.
    pub(super) check: Option<Check>,
}

/// Looks at the model and the figures, and adds what it finds.
type Check = fn(&Context<'_>, &mut Vec<Finding>);

impl Rule {
    /// A rule whose findings block what is to be signed.
    pub(super) const fn error(name: &'static str, family: Family, check: Check) -> Self {
        Self::raised(name, family, Severity::Error).checked(check)
    }

    /// A rule about what is probably a slip.
    pub(super) const fn warning(name: &'static str, family: Family, check: Check) -> Self {
        Self::raised(name, family, Severity::Warning).checked(check)
    }

    /// A rule about what is worth knowing.
    pub(super) const fn info(name: &'static str, family: Family, check: Check) -> Self {
        Self::raised(name, family, Severity::Info).checked(check)
    }

    /// A rule that is raised by another stage than the audit, or by the check of the rule beside it.
    pub(super) const fn raised(name: &'static str, family: Family, severity: Severity) -> Self {
        // What cannot be read, texts and decisions themselves are corrected, never decided.
        let settled_by = match family {
            Family::Reading | Family::Texts | Family::Decisions => Choices::Nothing,
            _ => Choices::Fiche,
        };
        Self {
            name,
            family,
            severity,
            settled_by,
            is_yearly: false,
            stops_build: false,
            check: None,
        }
    }

    const fn checked(mut self, check: Check) -> Self {
        self.check = Some(check);
        self
    }

    pub(super) const fn settled_by(mut self, settled_by: Choices) -> Self {
        self.settled_by = settled_by;
        self
    }

    pub(super) const fn yearly(mut self) -> Self {
        self.is_yearly = true;
        self
    }

    pub(super) const fn stops_build(mut self) -> Self {
        self.stops_build = true;
        self
    }

    /// A finding of this rule, of its usual severity.
    pub(super) fn at(&self, place: &Place) -> Finding {
        Finding {
            settled_by: self.settled_by,
            ..Finding::new(self.name, self.severity, place.clone())
        }
    }

    /// A finding about a fiche.
    pub(super) fn of(&self, fiche: &Fiche, place: &Place) -> Finding {
        self.at(place).fiche(&fiche.code)
    }

    /// A finding about a fiche in a year.
    pub(super) fn within(&self, at: &FicheYear<'_>, place: &Place) -> Finding {
        self.of(at.fiche, place).year(at.year)
    }

    /// A finding about a cell of a fiche in a year: its place, its amount as drafted, its right amount.
    pub(super) fn cell(
        &self,
        at: &FicheYear<'_>,
        (place, drafted, expected): (&Place, Amount, Amount),
    ) -> Finding {
        self.within(at, place).drafted(drafted).expected(expected)
    }
}
