//! The settings of `convention.toml` that a form shows: read from its text, and written into it where they differ.
//!
//! Every value is a text, as it is typed; the reader of dossiers checks it. A value is identified by the path of its
//! key: `titre`, `charte.couleur`, and within an entry of a list `nom`, `signataire.nom`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use toml::de::{DeTable, DeValue};

use super::toml_text::{At, Entry as Place, arrange, find, path, quoted, set};
use crate::{
    init::parse_periods,
    read::SheetRole,
    source::{fold, free_name, join},
};

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    /// `2018, 2019` or `2018-2020`.
    Years,
    /// `true`, or nothing.
    Flag,
    /// `true` or `false`.
    Truth,
    /// One text on each line.
    Texts,
    Date,
}

/// The keys outside lists.
const VALUES: [(&str, Kind); 40] = [
    ("titre", Kind::Text),
    ("annees", Kind::Years),
    ("periodes", Kind::Texts),
    ("etape", Kind::Text),
    ("statut", Kind::Text),
    ("lieu", Kind::Text),
    ("tarif_journalier", Kind::Text),
    ("arrondi", Kind::Text),
    ("exemplaires", Kind::Number),
    ("signature", Kind::Text),
    ("archive", Kind::Text),
    ("unite", Kind::Text),
    ("affichage", Kind::Text),
    ("hors_total", Kind::Texts),
    ("champs", Kind::Texts),
    ("charte.couleur", Kind::Text),
    ("charte.couverture", Kind::Flag),
    ("charte.logos", Kind::Text),
    ("avance.taux", Kind::Text),
    ("avance.base", Kind::Text),
    ("avenant.numero", Kind::Number),
    ("avenant.signe_le", Kind::Date),
    ("avenant.objet", Kind::Text),
    ("avenant.entree_en_vigueur", Kind::Date),
    ("avenant.clos", Kind::Years),
    ("avenant.recapitulatif", Kind::Flag),
    ("engagement.partie", Kind::Text),
    ("engagement.ae", Kind::Text),
    ("engagement.nature", Kind::Text),
    ("engagement.fonction", Kind::Text),
    ("publication.attribuant", Kind::Texts),
    ("publication.beneficiaire", Kind::Text),
    ("publication.date_convention", Kind::Date),
    ("publication.notification_ue", Kind::Truth),
    ("publication.reference_decision", Kind::Text),
    ("publication.objet", Kind::Text),
    ("publication.nature", Kind::Text),
    ("publication.conditions", Kind::Text),
    ("publication.periode_versement", Kind::Text),
    ("publication.dispositif", Kind::Text),
];

/// What is committed in each year: its keys are years.
const BY_YEAR: &str = "engagement.cp.";

/// The keys that name the sheets and columns of a workbook: `classeur.depenses.feuille`, `classeur.depenses.montant`.
pub(super) fn of_workbook() -> impl Iterator<Item = (String, Kind)> {
    SheetRole::ALL.into_iter().flat_map(|role| {
        let sheet = SheetRole::key(role.title());
        let columns = role.columns().iter().chain([&"Année"]);
        let columns = columns.map(|title| (SheetRole::key(title), Kind::Text));
        let keys = columns.chain([("feuille".to_owned(), Kind::Texts)]);
        keys.map(move |(key, kind)| (format!("classeur.{sheet}.{key}"), kind))
    })
}

/// The keys outside lists, except those that are years.
fn single_keys() -> impl Iterator<Item = (String, Kind)> {
    let values = VALUES.into_iter().map(|(key, kind)| (key.to_owned(), kind));
    values.chain(of_workbook())
}

/// How the value of a key outside lists is written; none for any other key.
fn kind_of(name: &str) -> Option<Kind> {
    let is_of_year = || {
        let year = name.strip_prefix(BY_YEAR);
        year.is_some_and(|year| !year.is_empty() && !year.contains('.'))
    };
    let known = single_keys()
        .find(|(key, _)| key == name)
        .map(|(_, kind)| kind);
    known.or_else(|| is_of_year().then_some(Kind::Text))
}

/// The name of every field, with one entry for each list.
#[cfg(test)]
pub(super) fn fields() -> Vec<String> {
    let lists = LISTS.iter().flat_map(|(list, keys)| {
        let names = keys.iter();
        names.map(move |(key, _)| format!("{list}.9.{key}"))
    });
    single_keys().map(|(key, _)| key).chain(lists).collect()
}

type Keys = &'static [(&'static str, Kind)];

/// The lists, and the keys of their entries.
const LISTS: [(&str, Keys); 5] = [
    (
        "parties",
        &[
            ("id", Kind::Text),
            ("nom", Kind::Text),
            ("colonne", Kind::Text),
            ("siret", Kind::Text),
            ("signataire.nom", Kind::Text),
            ("signataire.qualite", Kind::Text),
            ("logo", Kind::Text),
            ("logo_alt", Kind::Text),
        ],
    ),
    (
        "financeurs",
        &[
            ("id", Kind::Text),
            ("nom", Kind::Text),
            ("colonne", Kind::Text),
            ("siret", Kind::Text),
            ("de", Kind::Text),
        ],
    ),
    (
        "axes",
        &[
            ("prefixe", Kind::Text),
            ("titre", Kind::Text),
            ("dans", Kind::Text),
        ],
    ),
    (
        "montants_annonces",
        &[
            ("article", Kind::Text),
            ("libelle", Kind::Text),
            ("montant", Kind::Text),
            ("calcul", Kind::Text),
        ],
    ),
    (
        "versements",
        &[
            ("libelle", Kind::Text),
            ("partie", Kind::Text),
            ("annee", Kind::Number),
            ("taux", Kind::Text),
            ("montant", Kind::Text),
            ("solde", Kind::Flag),
            ("base", Kind::Text),
            ("condition", Kind::Text),
            ("echeance", Kind::Date),
        ],
    ),
];

/// The keys of a fiche's head that a form shows.
const HEAD: Keys = &[
    ("titre", Kind::Text),
    ("maitrise_ouvrage", Kind::Text),
    ("calendrier", Kind::Text),
    ("partenaires", Kind::Texts),
];

/// The values of the head of a fiche, by its keys; none where it is no TOML.
pub(super) fn head(text: &str) -> Option<BTreeMap<String, String>> {
    let root = DeTable::parse(text).ok()?;
    let values = HEAD.iter().map(|(key, kind)| {
        let value = find(root.get_ref(), &path(&[], key));
        let value = value.and_then(|value| shown(text, value));
        ((*key).to_owned(), tidied(*kind, &value.unwrap_or_default()))
    });
    Some(values.collect())
}

/// The head of a fiche with these values.
pub(super) fn with_head(text: &str, values: &BTreeMap<String, String>) -> Option<String> {
    let non_empty = |mut values: BTreeMap<String, String>| {
        values.retain(|_, value| !value.is_empty());
        values
    };
    let former = non_empty(head(text)?);
    let tidy = HEAD.iter().map(|(key, kind)| {
        let value = values.get(*key).map(String::as_str);
        ((*key).to_owned(), tidied(*kind, value.unwrap_or_default()))
    });
    let wanted = non_empty(tidy.collect());
    let mut keys = HEAD.iter();
    keys.try_fold(text.to_owned(), |whole, (key, kind)| {
        change(whole, &[], (key, *kind), &former, &wanted)
    })
}

/// What a form shows of an agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Settings {
    /// The values of the keys outside lists, by path; no value is empty.
    pub values: BTreeMap<String, String>,
    /// All the lists, by name.
    pub lists: BTreeMap<String, Vec<Entry>>,
    /// Whether there is a list of commitments, which these settings neither show nor change.
    #[serde(skip)]
    pub has_commitments: bool,
}

/// An entry of a list: a party, an axis, a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Entry {
    /// Its rank in the text that it was read from; none if it is new.
    pub rank: Option<usize>,
    /// The values of its keys, by path; no value is empty.
    pub values: BTreeMap<String, String>,
}

impl Settings {
    /// The settings in a text; none where it is no TOML.
    pub(super) fn read(text: &str) -> Option<Self> {
        let root = DeTable::parse(text).ok()?;
        let root = root.get_ref();
        let value_at = |at: &[At<'_>], key: &str, kind: Kind| {
            let value = find(root, &path(at, key))?;
            let read = shown(text, value).unwrap_or_default();
            Some((key.to_owned(), tidied(kind, &read))).filter(|(_, value)| !value.is_empty())
        };
        let lists = LISTS.iter().map(|(name, keys)| {
            let count = root.get(*name).and_then(|list| list.get_ref().as_array());
            let entries = (0..count.map_or(0, |list| list.len())).map(|rank| {
                let at = [At::Key(name), At::Item(rank)];
                let values = keys
                    .iter()
                    .filter_map(|(key, kind)| value_at(&at, key, *kind));
                Entry {
                    rank: Some(rank),
                    values: values.collect(),
                }
            });
            ((*name).to_owned(), entries.collect())
        });
        let credits = find(root, &path(&[], BY_YEAR.trim_end_matches('.')));
        let credits = credits
            .and_then(|table| table.get_ref().as_table())
            .into_iter()
            .flatten();
        let credits = credits.filter_map(|(key, value)| {
            let key = format!("{BY_YEAR}{}", key.get_ref());
            let value = tidied(kind_of(&key)?, &shown(text, value)?);
            Some((key, value)).filter(|(_, value)| !value.is_empty())
        });
        let values = single_keys().filter_map(|(key, kind)| value_at(&[], &key, kind));
        Some(Self {
            values: values.chain(credits).collect(),
            lists: lists.collect(),
            has_commitments: root
                .get("engagement")
                .is_some_and(|value| value.get_ref().is_array()),
        })
    }

    /// The same with the fields of a form, by name, as a browser sends them. A field is named after its key
    /// (`charte.couleur`; of two with one name, the last counts), one of an entry after its list and any number
    /// (`parties.2.signataire.nom`). `parties.2.rang` is the rank of the entry in the text. Entries stand in the order
    /// in which their numbers first appear. An empty entry, or one with `parties.2.retirer`, is left out. A list
    /// without any field stays as it was; `parties.liste` counts as a field.
    pub(crate) fn with<'f>(&self, fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let mut settings = self.clone();
        // By list, the fields of each number.
        let mut lists: BTreeMap<&str, Vec<(&str, Entry)>> = BTreeMap::new();
        for (name, value) in fields {
            if let Some(kind) = kind_of(name) {
                put_value(&mut settings.values, name, kind, value);
                continue;
            }
            let (list, rest) = name.split_once('.').unwrap_or((name, ""));
            let Some((list, keys)) = LISTS.iter().find(|(known, _)| *known == list) else {
                continue;
            };
            let entries = lists.entry(list).or_default();
            let Some((number, key)) = rest.split_once('.') else {
                continue;
            };
            let at = entries.iter().position(|(other, _)| *other == number);
            let at = at.unwrap_or_else(|| {
                entries.push((number, Entry::default()));
                entries.len() - 1
            });
            let entry = &mut entries[at].1;
            let kind = keys.iter().find(|(known, _)| *known == key);
            match (key, kind) {
                ("rang", _) => entry.rank = value.parse().ok(),
                ("retirer", _) => drop(entry.values.insert("retirer".to_owned(), String::new())),
                (_, Some((_, kind))) => {
                    // A blank value removes the former one.
                    entry.values.insert(key.to_owned(), tidied(*kind, value));
                }
                (_, None) => {}
            }
        }
        for (name, given) in lists {
            let former = self.lists.get(name).map(Vec::as_slice).unwrap_or_default();
            // Of two entries with one rank, the second is new.
            let mut taken = BTreeSet::new();
            let entries = given.into_iter().filter_map(|(_, given)| {
                let rank = given.rank.filter(|rank| taken.insert(*rank));
                let former_entry = former
                    .iter()
                    .find(|entry| entry.rank.is_some() && entry.rank == rank);
                let mut values = former_entry
                    .map(|entry| entry.values.clone())
                    .unwrap_or_default();
                let is_left_out = given.values.contains_key("retirer");
                values.extend(given.values);
                values.retain(|_, value| !value.is_empty());
                (!is_left_out && !values.is_empty()).then_some(Entry {
                    rank: former_entry.and_then(|entry| entry.rank),
                    values,
                })
            });
            settings.lists.insert(name.to_owned(), entries.collect());
        }
        settings.name_new();
        settings
    }

    /// The same, overridden by other settings: their entries replace those of the same name, or are new.
    pub(super) fn overlaid(mut self, typed: &Self) -> Self {
        self.values.extend(typed.values.clone());
        for (name, entries) in typed
            .lists
            .iter()
            .filter(|(_, entries)| !entries.is_empty())
        {
            let former = self.lists.get(name).cloned().unwrap_or_default();
            let mut taken = BTreeSet::new();
            let entries = entries.iter().map(|typed| {
                let key = |entry: &Entry| {
                    let keys = ["colonne", "nom", "prefixe"].iter();
                    let mut keys = keys.filter_map(|key| entry.values.get(*key));
                    keys.next().map(|name| fold(name))
                };
                let is_same = |other: &&Entry| key(other).is_some() && key(other) == key(typed);
                let mut same = former.iter().filter(is_same);
                let matched = same.find(|entry| entry.rank.is_some_and(|rank| taken.insert(rank)));
                let mut values = matched
                    .map(|entry| entry.values.clone())
                    .unwrap_or_default();
                // The former id stays, since the rest of the text refers to it.
                let id = values.get("id").cloned();
                values.extend(typed.values.clone());
                values.extend(id.map(|id| ("id".to_owned(), id)));
                Entry {
                    rank: matched.and_then(|entry| entry.rank),
                    values,
                }
            });
            let entries = entries.collect();
            self.lists.insert(name.clone(), entries);
        }
        self
    }

    /// Gives an id to each new payer that has none, made from its column or its name.
    fn name_new(&mut self) {
        let paying = ["parties", "financeurs"];
        let ids = |settings: &Self| {
            let lists = paying.iter().filter_map(|name| settings.lists.get(*name));
            let ids = lists
                .flatten()
                .filter_map(|entry| entry.values.get("id").cloned());
            ids.map(|id| id.to_lowercase())
                .collect::<BTreeSet<String>>()
        };
        let mut taken = ids(self);
        for name in paying {
            for entry in self.lists.get_mut(name).into_iter().flatten() {
                if entry.rank.is_none() && !entry.values.contains_key("id") {
                    let names = ["colonne", "nom"].iter();
                    let mut names = names.filter_map(|key| entry.values.get(*key));
                    let id = names.next().map(|name| fold(name)).unwrap_or_default();
                    if !id.is_empty() {
                        let id = free_name(&id, '-', &mut taken);
                        entry.values.insert("id".to_owned(), id);
                    }
                }
            }
        }
    }

    /// The text with these settings; none where it is written in a way that cannot be changed in place.
    pub(super) fn write(&self, text: &str) -> Option<String> {
        let former = Self::read(text)?;
        let mut whole = text.to_owned();
        let credits = former.values.keys().chain(self.values.keys());
        let credits = credits.filter(|key| key.starts_with(BY_YEAR));
        let credits = credits.map(|key| (key.clone(), Kind::Text));
        for (key, kind) in single_keys().chain(credits) {
            whole = change(whole, &[], (&key, kind), &former.values, &self.values)?;
        }
        for (name, keys) in LISTS {
            let none = Vec::new();
            let former_entries = former.lists.get(name).unwrap_or(&none);
            let entries = self.lists.get(name).unwrap_or(&none);
            let mut order = Vec::new();
            for entry in entries {
                let Some((rank, former_entry)) = entry
                    .rank
                    .and_then(|rank| Some((rank, former_entries.get(rank)?)))
                else {
                    let lines = keys.iter().filter_map(|(key, kind)| {
                        let literal = literal(*kind, entry.values.get(*key)?)?;
                        Some(format!("{key} = {literal}"))
                    });
                    order.push(Place::New(lines.collect()));
                    continue;
                };
                let at = [At::Key(name), At::Item(rank)];
                for (key, kind) in keys {
                    whole = change(
                        whole,
                        &at,
                        (key, *kind),
                        &former_entry.values,
                        &entry.values,
                    )?;
                }
                order.push(Place::Former(rank));
            }
            whole = arrange(&whole, name, &order)?;
        }
        (Self::read(&whole)?.is_like(self)).then_some(whole)
    }

    /// Whether all values are the same, whatever the ranks of the entries.
    fn is_like(&self, other: &Self) -> bool {
        let values = |settings: &Self| -> Vec<_> {
            let lists = settings
                .lists
                .iter()
                .filter(|(_, entries)| !entries.is_empty());
            let lists = lists.map(|(name, entries)| {
                let entries = entries.iter().map(|entry| entry.values.clone());
                (name.clone(), entries.collect::<Vec<_>>())
            });
            lists.collect()
        };
        self.values == other.values && values(self) == values(other)
    }

    /// The field whose value stands at this byte of a text, or that is missing in the table there.
    pub(super) fn field_at(text: &str, byte: usize, lacking: Option<&str>) -> Option<String> {
        let root = DeTable::parse(text).ok()?;
        let root = root.get_ref();
        let is_at = |at: &[At<'_>]| {
            let span = find(root, at).map(toml::Spanned::span);
            span.is_some_and(|span| span.start <= byte && byte < span.end.max(span.start + 1))
        };
        let single = single_keys().find(|(key, _)| is_at(&path(&[], key)));
        if let Some((key, _)) = single {
            return Some(key);
        }
        for (name, keys) in LISTS {
            let list = root.get(name).and_then(|list| list.get_ref().as_array());
            for rank in 0..list.map_or(0, |list| list.len()) {
                let at = [At::Key(name), At::Item(rank)];
                let field = |key: &str| Some(format!("{name}.{rank}.{key}"));
                if let Some((key, _)) = keys.iter().find(|(key, _)| is_at(&path(&at, key))) {
                    return field(key);
                }
                if let Some(key) = lacking.filter(|_| is_at(&at)) {
                    return field(key);
                }
            }
        }
        let within = VALUES.iter().map(|(key, _)| *key).find(|key| {
            let table = key.rsplit_once('.');
            table.is_some_and(|(table, last)| lacking == Some(last) && is_at(&path(&[], table)))
        });
        if let Some(key) = within {
            return Some(key.to_owned());
        }
        let named = lacking.filter(|key| VALUES.iter().any(|(known, _)| known == key));
        named.filter(|_| byte == 0).map(str::to_owned)
    }
}

fn put_value(values: &mut BTreeMap<String, String>, key: &str, kind: Kind, value: &str) {
    match tidied(kind, value) {
        value if value.is_empty() => drop(values.remove(key)),
        value => drop(values.insert(key.to_owned(), value)),
    }
}

/// A value as a form shows it.
pub(super) fn shown(text: &str, value: &toml::Spanned<DeValue<'_>>) -> Option<String> {
    Some(match value.get_ref() {
        DeValue::String(string) => string.to_string(),
        DeValue::Boolean(boolean) => boolean.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| shown(text, item));
            items.collect::<Option<Vec<String>>>()?.join("\n")
        }
        DeValue::Table(_) => return None,
        _ => text.get(value.span())?.to_owned(),
    })
}

/// A value in one spelling, without surplus spaces and empty lines.
fn tidied(kind: Kind, value: &str) -> String {
    let lines = value.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    match kind {
        Kind::Years => {
            let items = lines.iter().flat_map(|line| line.split(','));
            let items = items.map(str::trim).filter(|item| !item.is_empty());
            let items = join(items, ", ");
            // A range is written as the years in it.
            let years = parse_periods(&items).unwrap_or_default();
            let is_plain = !years.is_empty() && years.iter().all(|year| year.year().is_some());
            if is_plain { join(years, ", ") } else { items }
        }
        Kind::Texts => lines.join("\n"),
        Kind::Flag => {
            let is_set = ["true", "on", "oui", "1"].contains(&value.trim());
            if is_set {
                "true".to_owned()
            } else {
                String::new()
            }
        }
        Kind::Text | Kind::Number | Kind::Truth | Kind::Date => value.trim().to_owned(),
    }
}

/// A value as TOML; none for a flag that is not set. A value that is not of its kind becomes a string, which the reader
/// will report.
fn literal(kind: Kind, value: &str) -> Option<String> {
    let is_number = |value: &str| {
        value
            .parse::<i64>()
            .is_ok_and(|number| number.to_string() == value)
    };
    Some(match kind {
        Kind::Flag if value.is_empty() => return None,
        Kind::Flag => "true".to_owned(),
        Kind::Number if is_number(value) => value.to_owned(),
        Kind::Truth if ["true", "false"].contains(&value) => value.to_owned(),
        Kind::Years => {
            let years = value.split(',').map(str::trim);
            let years = years.map(|year| {
                if is_number(year) {
                    year.to_owned()
                } else {
                    quoted(year)
                }
            });
            format!("[{}]", join(years, ", "))
        }
        Kind::Texts => format!("[{}]", join(value.lines().map(quoted), ", ")),
        Kind::Date if value.parse::<toml::value::Datetime>().is_ok() => value.to_owned(),
        Kind::Text | Kind::Number | Kind::Truth | Kind::Date => quoted(value),
    })
}

/// The text with this value, if it is not the former one.
fn change(
    text: String,
    at: &[At<'_>],
    (key, kind): (&str, Kind),
    former: &BTreeMap<String, String>,
    values: &BTreeMap<String, String>,
) -> Option<String> {
    let value = values.get(key);
    if value == former.get(key) {
        return Some(text);
    }
    let literal = value.and_then(|value| literal(kind, value));
    set(&text, &path(at, key), literal.as_deref())
}
