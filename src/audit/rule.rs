use super::context::{Context, FicheYear, WrongRow};
use crate::{
    finding::{Choices, Finding, Severity},
    model::{ColumnKind, Fiche},
    source::Place,
};

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Whether the files can be read.
    Reading,
    /// Cost lines and their totals.
    Lines,
    /// Who pays what.
    Funding,
    /// The recap against the fiches, and against itself.
    Recap,
    /// The codes of the fiches.
    Codes,
    /// The amounts that the articles state.
    Articles,
    /// The prose.
    Texts,
    /// The decisions of the parties.
    Decisions,
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
    /// What the parties may keep to settle a finding.
    pub(super) settled_by: Choices,
    /// Whether its findings say the same of a fiche in several years, and become one.
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
        Self::checking(name, family, Severity::Error, check)
    }

    /// A rule about what is probably a slip.
    pub(super) const fn warning(name: &'static str, family: Family, check: Check) -> Self {
        Self::checking(name, family, Severity::Warning, check)
    }

    /// A rule about what is worth knowing.
    pub(super) const fn info(name: &'static str, family: Family, check: Check) -> Self {
        Self::checking(name, family, Severity::Info, check)
    }

    const fn checking(
        name: &'static str,
        family: Family,
        severity: Severity,
        check: Check,
    ) -> Self {
        Self {
            check: Some(check),
            ..Self::raised(name, family, severity)
        }
    }

    /// A rule that another stage than the audit raises.
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

    pub(super) const fn settled_by(self, settled_by: Choices) -> Self {
        Self { settled_by, ..self }
    }

    pub(super) const fn yearly(self) -> Self {
        Self {
            is_yearly: true,
            ..self
        }
    }

    pub(super) const fn stops_build(self) -> Self {
        Self {
            stops_build: true,
            ..self
        }
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
    pub(super) fn within(&self, at: FicheYear<'_>, place: &Place) -> Finding {
        self.of(at.fiche, place).year(at.year)
    }

    /// A finding about a wrong cell of the recap.
    pub(super) fn in_row(&self, row: &WrongRow<'_>, kind: ColumnKind) -> Option<Finding> {
        let (place, drafted, expected) = row.cell(kind)?;
        Some(
            self.within(row.at, place)
                .drafted(drafted)
                .expected(expected),
        )
    }
}
