//! `[avenant]` of `convention.toml`, and the bytes of what it amends.

use super::{folder::Folder, toml::Table};
use crate::{
    model::Amendment,
    source::{Located, Period, fold, join, parse_year},
};

/// The data of a stage, within its folder.
const DATA: &str = "donnees.json";

/// What stands for the day of signature as long as nobody knows it.
const OPEN: &str = "à préciser";

pub(super) fn amendment(table: &mut Table<'_>, years: &[Period]) -> Option<Amendment> {
    table.require(&["numero", "modifie", "signe_le", "objet"]);
    let number = table.parsed("numero", "1", |text| {
        text.parse()
            .ok()
            .filter(|number| (1..1000).contains(number))
    });
    let modifies = table.text("modifie");
    let signed_on = table.date_or("signe_le", |text| fold(text) == fold(OPEN));
    let object = table.text("objet");
    let in_force_on = table.date("entree_en_vigueur");
    let mut closed = Vec::new();
    for text in table.texts_or_numbers("clos") {
        let mut known = years.iter().filter(|year| year.is_named(&text)).cloned();
        // What is paid after the last year is paid in a year of its own.
        let last = years.iter().filter_map(Period::year).max();
        let later = || parse_year(&text).filter(|year| Some(*year) > last && last.is_some());
        let year = known.next().or_else(|| later().map(Period::Year));
        if year.is_none() {
            let (place, drafted) = (text.place.clone(), text.value);
            table.invalid("clos", place, drafted, &join(years, ", "));
        }
        closed.extend(year);
    }
    let day = |own: Located<String>| Located::new(own.value.chars().take(10).collect(), own.place);
    Some(Amendment {
        has_recap: table.flag("recapitulatif"),
        number: number?,
        modifies: modifies?,
        signed_on: signed_on.map(day)?,
        object: object?,
        in_force_on: in_force_on.map(day),
        closed,
        base: Err("missing"),
        place: table.place.clone(),
    })
}

/// Reads the bytes of what is amended: of a folder, its data.
pub(super) fn read_base(amendment: &mut Amendment, folder: &mut Folder) {
    let name = amendment.modifies.trim().trim_end_matches('/').to_owned();
    let mut read = folder.spare(&name);
    if read == Err("folder") {
        read = folder.spare(&format!("{name}/{DATA}"));
    }
    amendment.base = read.map(Into::into);
}
