//! Two fiches bear the same code.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Fact, Finding, Severity, Term},
    model::{Fiche, Prose},
    source::{Code, Located},
};

pub(super) static RULE: Rule =
    Rule { name: "code-duplicate", family: Family::Codes, severity: Severity::Error, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let written: Vec<(&Fiche, &Prose, &Located<Code>)> = context
        .fiches()
        .filter_map(|(_, fiche)| {
            let prose = fiche.prose.as_ref()?;
            Some((fiche, prose, prose.drafted_code.as_ref().unwrap_or(&fiche.code)))
        })
        .collect();
    for (rank, (fiche, prose, code)) in written.iter().enumerate() {
        let Some((other, other_prose, first)) =
            written[..rank].iter().find(|(_, _, earlier)| earlier.value == code.value)
        else {
            continue;
        };
        let renumbered = fiche.code.value != code.value;
        let finding = RULE.at(&code.place).variant(if renumbered { "renumbered" } else { "" });
        let terms = vec![Term { value: Fact::from(&first.value), place: first.place.clone() }];
        let finding = finding.fiche(&fiche.code).drafted(&code.value).terms(terms).arg("first", other.code.spelling());
        findings.push(
            finding
                .arg("file", prose.file.as_ref())
                .arg("first-file", other_prose.file.as_ref())
                .arg("title", prose.title.as_str())
                .arg("first-title", other_prose.title.as_str()),
        );
    }
}
