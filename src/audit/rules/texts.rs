//! What documents to be signed may not leave open: blanks, working notes, who signs.

use std::collections::BTreeMap;

use crate::audit::{prelude::*, texts};

/// A party for which nobody is named to sign, or whose signatory has no office.
pub(super) static SIGNATORY_MISSING: Rule =
    Rule::warning("signatory-missing", Family::Texts, signatories);

/// In documents meant to be signed, it blocks: the signature page would have a blank.
fn signatories(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for party in &context.dossier.convention.parties {
        let (place, variant) = match (&party.signatory, &party.quality) {
            (Some(_), Some(_)) => continue,
            (Some(signatory), None) => (&signatory.place, "quality"),
            (None, Some(quality)) => (&quality.place, ""),
            (None, None) => (&party.id.place, ""),
        };
        let finding = SIGNATORY_MISSING.at(place).variant(variant);
        let finding = finding.severity(context.blank_severity());
        findings.push(finding.arg("party", party.name.as_str()));
    }
}

/// A blank still to fill: dots, « à préciser », « à confirmer », a fiche without text. In documents meant to be signed, it
/// blocks.
pub(super) static BLANK: Rule = Rule::warning("text-blank", Family::Texts, check);
/// A working note left in documents meant to be signed. Found with the blanks.
pub(super) static STAGE_NOTE: Rule =
    Rule::raised("text-stage-note", Family::Texts, Severity::Error);

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
/// Folded to lower case without accents.
const NOTES: [&str; 4] = [
    "document de travail",
    "ne pas diffuser",
    "version provisoire",
    "point d'etape le",
];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let (severity, is_final) = (context.blank_severity(), context.purpose.is_final());
    for text in texts::all(context.dossier) {
        let marks = MARKERS.iter().flat_map(|marker| text.find_remark(marker));
        // A cell is one place, even with several blanks.
        let blanks: BTreeMap<Place, String> = marks.chain(text.blanks()).collect();
        let blank = |(place, found)| BLANK.at(&place).severity(severity).drafted(found);
        let notes = NOTES.iter().filter(|_| is_final);
        let notes = notes.flat_map(|note| text.find(note));
        let notes = notes.map(|(place, found)| STAGE_NOTE.at(&place).drafted(found));
        for mut finding in blanks.into_iter().map(blank).chain(notes) {
            finding.fiche.clone_from(&text.fiche);
            findings.push(finding);
        }
    }
    without_text(context, findings);
}

/// Fiches that have costs and no text, beside others with text. Where none has text, that may be intended.
fn without_text(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let has_text = |prose: &Prose| {
        let mut sections = prose.sections.iter();
        let is_about_that =
            |remark: &Finding| remark.rule == BLANK.name && remark.variant == "empty";
        sections.any(|section| !section.markdown.trim().is_empty())
            || prose.remarks.iter().any(is_about_that)
    };
    let fiches = context.dossier.fiches.iter();
    let fiches = fiches.filter_map(|fiche| Some((fiche, fiche.prose.as_ref()?)));
    let (filled, empty): (Vec<_>, Vec<_>) = fiches.partition(|(_, prose)| has_text(prose));
    if filled.is_empty() && !empty.is_empty() {
        let file = context.dossier.convention.file();
        let finding = BLANK.at(&file).variant("fiches");
        findings.push(finding.severity(Severity::Info));
        return;
    }
    for (fiche, prose) in empty {
        let finding = BLANK.of(fiche, &Place::file(&prose.file)).variant("fiche");
        findings.push(finding.severity(context.blank_severity()));
    }
}

/// A change under tracking in a Word file. Raised with all that such a file leaves open.
pub(super) static TRACKED: Rule = Rule::warning("text-tracked", Family::Texts, remarks);
/// A comment in a Word file.
pub(super) static COMMENT: Rule = Rule::raised("text-comment", Family::Texts, Severity::Warning);
/// The name of a Word file has another code than its text.
pub(super) static FILE_NAME: Rule =
    Rule::raised("file-name", Family::Codes, Severity::Warning).settled_by(Choices::Nothing);
/// What a Word file shows and the documents do not, or elsewhere.
pub(super) static LEFT_OUT: Rule = Rule::raised("text-left-out", Family::Texts, Severity::Warning);

fn remarks(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (fiche, prose) in context.dossier.proses() {
        for remark in &prose.remarks {
            let mut remark = remark.clone();
            remark.fiche = fiche.map(|fiche| fiche.code.value.clone());
            findings.push(match remark.variant {
                "" if remark.rule == FILE_NAME.name => remark,
                // Parts of the form, or what every page of the documents has as well.
                "header" | "contents" | "banner" => remark,
                _ => remark.severity(context.blank_severity()),
            });
        }
    }
}
