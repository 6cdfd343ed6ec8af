//! A blank still to fill: dots, « à préciser », « à confirmer ».

use crate::{
    audit::{Family, Rule, rule::Context, texts},
    finding::Finding,
    source::fold,
};

pub(super) static RULE: Rule = Rule::warning("text-blank", Family::Texts, check);

/// What officers write where something is still to come, folded to lower case without accents.
const MARKERS: [&str; 7] = [
    "a preciser",
    "a confirmer",
    "a completer",
    "a definir",
    "a renseigner",
    "a determiner",
    "a remplacer",
];

/// In documents meant to be signed, a blank blocks.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let severity = context.blank_severity();
    for text in texts::all(context.dossier) {
        let marks = MARKERS
            .iter()
            .flat_map(|marker| text.find_remark(marker))
            .chain(text.blanks());
        for (place, found) in marks {
            let mut finding = RULE.at(&place).drafted(found);
            finding.severity = severity;
            finding.fiche.clone_from(&text.fiche);
            findings.push(finding);
        }
    }
    findings.extend(labels(context).map(|finding| Finding {
        severity,
        ..finding
    }));
}

/// The labels of cost lines, which the fiches print: one that ends so is still to be written.
fn labels<'a>(context: &'a Context<'_>) -> impl Iterator<Item = Finding> + 'a {
    let lines = context
        .dossier
        .fiches
        .iter()
        .flat_map(|fiche| fiche.lines.iter().map(move |line| (fiche, line)));
    lines.filter_map(|(fiche, line)| {
        let label = line.label.as_ref()?;
        let own = fold(label);
        let is_blank = MARKERS.iter().any(|marker| own.ends_with(&fold(marker)));
        is_blank.then(|| {
            RULE.at(&label.place)
                .fiche(&fiche.code.value)
                .drafted(label.as_str())
        })
    })
}
