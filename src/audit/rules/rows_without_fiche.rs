//! Rows of the workbook whose code no file bears.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::Finding,
    model::{Fiche, Prose},
    read::nearest,
    source::Code,
};

pub(super) static RULE: Rule = Rule::error("rows-without-fiche", Family::Codes, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let doubles = mistyped_doubles(context);
    for (index, fiche) in context.fiches().filter(|(_, fiche)| fiche.prose.is_none()) {
        if doubles.contains(&fiche.code.value) {
            continue;
        }
        let files = context.fiches().filter(|(_, other)| other.prose.is_some());
        let near = nearest(
            fiche.code.spelling(),
            files.map(|(_, other)| other.code.spelling()),
        );
        let total = context.ruled.fiches[index].all.total;
        findings.push(
            RULE.at(&fiche.code.place)
                .fiche(&fiche.code)
                .drafted(total)
                .arg("nearest", near.unwrap_or("none")),
        );
    }
}

/// The codes that a file is named after which bears another fiche's: the double is told, and is the cause.
fn mistyped_doubles(context: &Context<'_>) -> Vec<Code> {
    let is_double = |index: usize, fiche: &Fiche| {
        context
            .fiches()
            .any(|(other, double)| other != index && double.code == fiche.code)
    };
    let named = context.fiches().filter_map(|(index, fiche)| {
        let named = fiche.prose.as_ref().and_then(Prose::named_code)?;
        (named != fiche.code.value && is_double(index, fiche)).then_some(named)
    });
    named.collect()
}
