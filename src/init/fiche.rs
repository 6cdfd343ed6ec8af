//! The files of fiches: a sample to be replaced, or a head that waits for its text.

use crate::{locale::Locale, source::Code};

use super::convention::{comment, quoted};

/// What the audit finds as still to be filled in; it reads French.
const NO_TITLE: &str = "titre à préciser";

/// A fiche with a text in which nothing is left to fill in.
pub(super) fn sample(code: &str, years: &[i32], texts: &Locale) -> String {
    let years: Vec<String> = years.iter().map(i32::to_string).collect();
    let title = texts.plain("init-fiche-title");
    let calendar = format!("{}.", years.join(", "));
    format!(
        "+++\n{}code = {}\ntitre = {}\nmaitrise_ouvrage = {}\ncalendrier = {}\npartenaires = [{}]\n+++\n\n{}\n",
        comment(&texts.plain("init-fiche-head")),
        quoted(code),
        quoted(&title),
        quoted(&texts.plain("init-fiche-leader")),
        quoted(&calendar),
        quoted(&texts.plain("init-fiche-partner")),
        texts.plain("init-fiche-text").trim_end(),
    )
}

/// The head of a fiche whose text is still to be written; nothing is printed but its title and budget.
pub(super) fn to_write(code: &Code, title: Option<&str>, texts: &Locale) -> String {
    let unknown = || format!("{} ({NO_TITLE})", code.spelling());
    format!(
        "+++\n{}code = {}\ntitre = {}\n# maitrise_ouvrage = \"\"\n# calendrier = \"\"\n# partenaires = []\n+++\n",
        comment(&texts.plain("init-fiche-to-write")),
        quoted(code.spelling()),
        quoted(&title.map_or_else(unknown, str::to_owned)),
    )
}
