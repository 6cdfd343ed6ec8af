//! *Écrire*: the form of `convention.toml`, saved only on a click.

use std::collections::BTreeMap;

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    files,
    findings::{FIELD_PREFIX, refusal_view},
    reply::{Form, Reply, Site},
    session::Open,
};
use crate::{
    edit::{Entry, Refusal, Settings},
    locale::args,
    report::visible,
    source::{fold, join, sentence},
};

/// How a field is filled in.
#[derive(Clone, Copy)]
enum Kind {
    Line,
    /// Over the whole width.
    Wide,
    /// One text per line.
    Lines,
    Date,
    Check,
    /// One of these values; an empty one stands for the default.
    Choice(&'static [&'static str]),
    Logo,
    Party,
    /// A party, or a funder that does not sign.
    Payer,
    Base,
}
use Kind::{Base, Check, Choice, Date, Line, Lines, Logo, Party, Payer, Wide};

type Fields = &'static [(&'static str, Kind)];

/// The sections of the form: name, list that it edits (empty for none), fields.
const SECTIONS: [(&str, &str, Fields); 13] = [
    (
        "convention",
        "",
        &[
            ("titre", Wide),
            ("etape", Line),
            ("lieu", Line),
            ("annees", Line),
            ("periodes", Lines),
        ],
    ),
    (
        "statut",
        "",
        &[("statut", Choice(&["projet", "definitif"]))],
    ),
    (
        AMENDMENT,
        "",
        &[
            ("avenant.objet", Wide),
            ("avenant.numero", Line),
            // A text, as the date may not be known yet.
            ("avenant.signe_le", Line),
            ("avenant.entree_en_vigueur", Date),
            ("avenant.clos", Line),
            ("avenant.recapitulatif", Check),
        ],
    ),
    (
        "parties",
        "parties",
        &[
            ("nom", Wide),
            ("colonne", Line),
            ("siret", Line),
            ("signataire.nom", Line),
            ("signataire.qualite", Line),
            ("logo", Logo),
            ("logo_alt", Line),
        ],
    ),
    (
        "charte",
        "",
        &[
            ("charte.couleur", Line),
            (
                "charte.logos",
                Choice(&["", "couverture", "fiches", "aucun"]),
            ),
            ("charte.couverture", Check),
        ],
    ),
    (
        "versements",
        "versements",
        &[
            ("libelle", Line),
            ("partie", Party),
            ("annee", Line),
            ("taux", Line),
            ("base", Base),
            ("montant", Line),
            ("solde", Check),
            ("condition", Line),
            ("echeance", Date),
        ],
    ),
    (
        "avance",
        "",
        &[("avance.taux", Line), ("avance.base", Base)],
    ),
    (
        "axes",
        "axes",
        &[("prefixe", Line), ("titre", Line), ("dans", Line)],
    ),
    (
        "financeurs",
        "financeurs",
        &[
            ("nom", Wide),
            ("colonne", Line),
            ("siret", Line),
            ("de", Party),
        ],
    ),
    (
        "engagement",
        "",
        &[
            ("engagement.partie", Payer),
            ("engagement.ae", Line),
            ("engagement.nature", Line),
            ("engagement.fonction", Line),
        ],
    ),
    (
        "publication",
        "",
        &[
            ("publication.attribuant", Payer),
            ("publication.beneficiaire", Payer),
            ("publication.date_convention", Date),
            (
                "publication.notification_ue",
                Choice(&["", "false", "true"]),
            ),
            ("publication.reference_decision", Line),
            ("publication.objet", Wide),
            (
                "publication.nature",
                Choice(&["", "numeraire", "nature", "les-deux"]),
            ),
            ("publication.conditions", Line),
            ("publication.periode_versement", Line),
            ("publication.dispositif", Line),
        ],
    ),
    (
        "montants",
        "montants_annonces",
        &[
            ("article", Line),
            ("libelle", Line),
            ("montant", Line),
            ("calcul", Base),
        ],
    ),
    (
        "chiffres",
        "",
        &[
            ("arrondi", Choice(&["", "0.01", "1"])),
            ("affichage", Choice(&["", "centimes", "euros", "milliers"])),
            ("tarif_journalier", Line),
            ("exemplaires", Line),
            ("signature", Choice(&["", "electronique", "manuscrite"])),
            ("archive", Choice(&["", "pdfa-3a", "pdfa-2a"])),
        ],
    ),
];
/// The section that only the dossier of an amendment has.
const AMENDMENT: &str = "avenant";
/// The prefix of the fields for the credits of each year, shown after the other fields of a commitment.
const BY_YEAR: &str = "engagement.cp.";
/// The sections that are unfolded even when empty.
const UNFOLDED: [&str; 4] = ["convention", "statut", "parties", "charte"];

/// Messages shown with the form.
#[derive(Default)]
struct Notices {
    done: Option<String>,
    failure: Value,
    /// What is wrong with a field, by the field's name.
    wrong: BTreeMap<String, String>,
    /// The fields that differ between the file and the form.
    differing: Vec<Value>,
}

pub(super) fn page(site: &Site, open: &Open, query: &str) -> Reply {
    if query == format!("depuis={}", open.state().version) {
        return Reply::Unchanged;
    }
    let done = (query == "fait").then(|| site.locale.plain("atelier-saved"));
    let notices = Notices {
        done,
        ..Notices::default()
    };
    let settings = open.editor().settings();
    let (notices, (settings, version)) = match settings {
        Ok(read) => (notices, read),
        Err(refusal) => {
            let failure = refusal_view(site, &refusal);
            let notices = Notices { failure, ..notices };
            (notices, (Settings::default(), String::new()))
        }
    };
    Reply::page(
        "atelier-ecrire.html",
        view(site, open, &settings, &version, &notices),
    )
}

/// Saves, or shows the form again as it was filled in.
pub(super) fn act(site: &Site, open: &Open, form: &Form) -> Reply {
    let again = |status, settings: &Settings, version: &str, notices| {
        let view = view(site, open, settings, version, &notices);
        Reply::Page(status, "atelier-ecrire.html", view)
    };
    let mut editor = open.editor();
    let now = match editor.settings() {
        Ok((now, _)) => now,
        // When the file cannot be read, what was typed is still shown.
        Err(refusal) => {
            drop(editor);
            let settings = Settings::default().with(form.fields());
            let failure = refusal_view(site, &refusal);
            let notices = Notices {
                failure,
                ..Notices::default()
            };
            return again(
                StatusCode::UNPROCESSABLE_ENTITY,
                &settings,
                form.field("lu"),
                notices,
            );
        }
    };
    let typed = with_ids(now.with(form.fields()));
    if let Some((field, message)) = wrong_years(site, &now, &typed) {
        drop(editor);
        let notices = Notices {
            failure: json!({ "message": site.locale.plain("atelier-unsaved"), "help": message }),
            wrong: BTreeMap::from([(field.to_owned(), message)]),
            ..Notices::default()
        };
        return again(
            StatusCode::UNPROCESSABLE_ENTITY,
            &typed,
            form.field("lu"),
            notices,
        );
    }
    let saved = editor.save_settings(&typed, form.field("lu"));
    drop(editor);
    match saved {
        Ok(()) => {
            open.changed();
            Reply::Redirect(format!("/{}/ecrire?fait", open.number))
        }
        Err(Refusal::Conflict(conflict)) => {
            let notices = Notices {
                failure: json!({
                    "message": site.locale.plain("atelier-conflict"),
                    "help": site.locale.plain("atelier-conflict-help"),
                }),
                differing: differing(site, &now, &typed),
                ..Notices::default()
            };
            again(StatusCode::CONFLICT, &typed, &conflict.version, notices)
        }
        Err(refusal) => {
            let wrong = match &refusal {
                Refusal::Findings { findings, .. } => findings
                    .iter()
                    .filter_map(|(finding, field)| {
                        let message = finding.message_where(FIELD_PREFIX, &site.locale);
                        Some((field.clone()?, visible(&message)))
                    })
                    .collect(),
                _ => BTreeMap::new(),
            };
            let notices = Notices {
                failure: refusal_by_field(site, &refusal),
                wrong,
                ..Notices::default()
            };
            again(
                StatusCode::UNPROCESSABLE_ENTITY,
                &typed,
                form.field("lu"),
                notices,
            )
        }
    }
}

/// The field whose years are wrong, and why.
fn wrong_years(site: &Site, now: &Settings, typed: &Settings) -> Option<(&'static str, String)> {
    let has_both = |settings: &Settings| {
        let mut keys = ["annees", "periodes"].iter();
        keys.all(|key| settings.values.contains_key(*key))
    };
    if has_both(typed) && !has_both(now) {
        return Some(("periodes", site.locale.plain("atelier-years-or-periods")));
    }
    let years = typed.values.get("annees")?;
    let is_year = |year: &str| year.trim().parse::<u16>().is_ok();
    if years.split(',').all(is_year) || now.values.get("annees") == Some(years) {
        return None;
    }
    let args = args! { answer: years };
    let texts = ["atelier-wrong-years", "atelier-wrong-years-help"];
    let texts = texts.map(|id| sentence(&site.locale.text(id, &args)));
    Some(("annees", join(texts, " ")))
}

/// Undoes the last action, if it is the one that the page showed.
pub(super) fn undo(site: &Site, open: &Open, form: &Form) -> Reply {
    let tabs = ["ecrire", "regler", "fichiers"];
    let tab = tabs.into_iter().find(|tab| *tab == form.field("retour"));
    let tab = tab.unwrap_or("voir");
    let mut editor = open.editor();
    let last = editor.last().map(|(_, number)| number.to_string());
    let is_last = last.is_some_and(|number| number == form.field("quoi"));
    let undone = is_last.then(|| editor.undo());
    drop(editor);
    let failure = match undone {
        Some(Ok(_)) => {
            open.changed();
            return Reply::Redirect(format!("/{}/{tab}?annule", open.number));
        }
        Some(Err(refusal)) => refusal_view(site, &refusal),
        None => json!({ "message": site.locale.plain("atelier-other-undone") }),
    };
    let view = json!({ "frame": site.frame(open, tab), "failure": failure });
    Reply::Page(StatusCode::CONFLICT, "atelier-refus.html", view)
}

/// Why nothing was written: what is wrong with a field is shown with its label and a link to it.
fn refusal_by_field(site: &Site, refusal: &Refusal) -> Value {
    let Refusal::Findings { findings, sources } = refusal else {
        return refusal_view(site, refusal);
    };
    let fields = findings.iter().filter_map(|(finding, field)| {
        let name = field.as_deref()?;
        Some(json!({
            "name": name,
            "label": label_of(site, name)?,
            "text": sentence(&visible(&finding.message_where(FIELD_PREFIX, &site.locale))),
        }))
    });
    let is_of_field = |field: &Option<String>| {
        field
            .as_deref()
            .is_some_and(|name| label_of(site, name).is_some())
    };
    let others = findings.iter().filter(|(_, field)| !is_of_field(field));
    let others: Vec<_> = others.map(|(finding, _)| finding).collect();
    json!({
        "message": site.locale.plain("atelier-unsaved"),
        "fields": fields.collect::<Vec<_>>(),
        "groups": site.groups(&others, sources, None),
    })
}

/// The label of a field of the form, by its name: `parties.0.nom` is the name of the first party.
fn label_of(site: &Site, name: &str) -> Option<String> {
    if name.starts_with(BY_YEAR) {
        return Some(label(site, "", name));
    }
    let mut all = SECTIONS.iter();
    all.find_map(|(section, list, fields)| {
        let (number, key) = match name.strip_prefix(list)?.strip_prefix('.') {
            Some(rest) if !list.is_empty() => rest.split_once('.')?,
            _ => ("", name),
        };
        fields.iter().find(|(known, _)| *known == key)?;
        let label = label(site, list, key);
        let around = match number.parse::<usize>() {
            Ok(rank) => {
                let args = args! { count: rank + 1 };
                site.locale.text(&format!("section-{section}-one"), &args)
            }
            // Several sections have a rate, so the label names the section.
            Err(_) if key.contains('.') => site.locale.plain(&format!("section-{section}")),
            Err(_) => return Some(label),
        };
        Some(format!("{around}, {label}"))
    })
}

/// Gives an id to parties and funders without one.
fn with_ids(mut settings: Settings) -> Settings {
    for list in ["parties", "financeurs"] {
        for entry in settings.lists.get_mut(list).into_iter().flatten() {
            let named = ["colonne", "nom"]
                .iter()
                .find_map(|key| entry.values.get(*key));
            let id = named.map(|name| fold(name)).filter(|id| !id.is_empty());
            if let Some(id) = id.filter(|_| !entry.values.contains_key("id")) {
                entry.values.insert("id".to_owned(), id);
            }
        }
    }
    settings
}

/// The fields that differ between the file and the form.
fn differing(site: &Site, now: &Settings, typed: &Settings) -> Vec<Value> {
    let mut differing = Vec::new();
    let mut compare =
        |name: &str, number: Option<usize>, now: &Entry, typed: &Entry, fields: Fields| {
            for (key, _) in fields {
                let [now, typed] = [now, typed].map(|side| side.values.get(*key).cloned());
                if now != typed {
                    differing.push(json!({
                        "label": label(site, name, key),
                        "number": number,
                        "now": now.unwrap_or_default(),
                        "typed": typed.unwrap_or_default(),
                    }));
                }
            }
        };
    let entry = |settings: &Settings| Entry {
        rank: None,
        values: settings.values.clone(),
    };
    let none = Vec::new();
    for (_, list, fields) in SECTIONS {
        if list.is_empty() {
            compare("", None, &entry(now), &entry(typed), fields);
            continue;
        }
        let [now, typed] = [now, typed].map(|settings| settings.lists.get(list).unwrap_or(&none));
        for rank in 0..now.len().max(typed.len()) {
            let [now, typed] =
                [now, typed].map(|entries| entries.get(rank).cloned().unwrap_or_default());
            compare(list, Some(rank + 1), &now, &typed, fields);
        }
    }
    differing
}

fn label(site: &Site, list: &str, key: &str) -> String {
    if let Some(year) = key.strip_prefix(BY_YEAR) {
        return site
            .locale
            .text("field-engagement-cp", &args! { name: year });
    }
    let link = if list.is_empty() { "" } else { "-" };
    let list = list.replace('_', "-");
    let key = key.replace(['.', '_'], "-");
    site.locale.plain(&format!("field-{list}{link}{key}"))
}

fn view(site: &Site, open: &Open, settings: &Settings, version: &str, notices: &Notices) -> Value {
    json!({
        "frame": site.frame(open, "ecrire"),
        "seen": version,
        "sections": sections(site, open, settings, &notices.wrong),
        "failure": notices.failure,
        "differing": notices.differing,
        "done": notices.done,
        "undo": site.undo(open, &["settings"]),
    })
}

fn sections(
    site: &Site,
    open: &Open,
    settings: &Settings,
    wrong: &BTreeMap<String, String>,
) -> Vec<Value> {
    let lists = Lists::of(site, open, settings);
    let single = Entry {
        rank: None,
        values: settings.values.clone(),
    };
    let none = Vec::new();
    let years = ["annees", "periodes"].map(|key| settings.values.get(key));
    let years = years
        .into_iter()
        .flatten()
        .flat_map(|text| text.split([',', '\n']));
    let credits = years.map(|year| format!("{BY_YEAR}{}", year.trim()));
    // A key cannot contain a dot.
    let credits = credits.filter(|key| !key[BY_YEAR.len()..].contains('.'));
    let credits: Vec<String> = credits.collect();
    let section = |(name, list, fields): &(&str, &str, Fields)| {
        let field = |entry: &Entry, number: usize, (key, kind): &(&str, Kind)| {
            let key = *key;
            let is_listed = !list.is_empty();
            let full = if is_listed {
                format!("{list}.{number}.{key}")
            } else {
                key.to_owned()
            };
            let value = entry.values.get(key).cloned().unwrap_or_default();
            let id = key.replace(['.', '_'], "-");
            let hint = if is_listed {
                format!("field-{}-{id}-hint", list.replace('_', "-"))
            } else {
                format!("field-{id}-hint")
            };
            json!({
                "label": label(site, list, key),
                "hint": site.locale.optional_text(&hint, &[]),
                "wrong": wrong.get(&full),
                "kind": kind.name(),
                "choices": lists.choices(*kind, key, &value),
                "value": value,
                "name": full,
            })
        };
        let entries = if list.is_empty() {
            vec![(0, single.clone())]
        } else {
            let listed = settings.lists.get(*list).unwrap_or(&none);
            // The last entry is empty, for adding one.
            let listed = listed.iter().cloned().chain([Entry::default()]);
            listed.enumerate().collect()
        };
        // The form does not edit several commitments: a note says that they are there.
        let note = (*name == "engagement" && settings.has_commitments)
            .then(|| site.locale.plain("section-engagement-several"));
        let is_empty = if note.is_some() {
            false
        } else if list.is_empty() {
            fields
                .iter()
                .all(|(key, _)| !settings.values.contains_key(*key))
        } else {
            entries.len() == 1
        };
        let by_year: &[String] = if *name == "engagement" { &credits } else { &[] };
        let entries = entries.iter().map(|(number, entry)| {
            let fields = fields
                .iter()
                .map(|definition| field(entry, *number, definition));
            let by_year = by_year
                .iter()
                .map(|key| field(entry, *number, &(key, Line)));
            let fields = fields.chain(by_year);
            json!({
                "rank": entry.rank,
                "is_new": entry.values.is_empty(),
                "number": number,
                "fields": fields.collect::<Vec<_>>(),
            })
        });
        let is_wrong = wrong.keys().any(|wrong| match *list {
            "" => fields.iter().any(|(key, _)| key == wrong),
            list => wrong.starts_with(&format!("{list}.")),
        });
        json!({
            "name": name,
            "list": list,
            "note": note,
            "entries": entries.filter(|_| note.is_none()).collect::<Vec<_>>(),
            "is_folded": is_empty && !UNFOLDED.contains(name) && !is_wrong,
        })
    };
    let mut keys = settings.values.keys();
    let is_amendment = keys.any(|key| key.starts_with("avenant."));
    let shown = SECTIONS.iter();
    let shown = shown.filter(|(name, ..)| *name != AMENDMENT || is_amendment);
    shown.map(section).collect()
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Line => "line",
            Wide => "wide",
            Lines => "lines",
            Date => "date",
            Check => "check",
            Choice(_) | Logo | Party | Payer | Base => "choice",
        }
    }
}

/// The choices that depend on the dossier: values and labels.
struct Lists<'a> {
    site: &'a Site,
    logos: Vec<(String, String)>,
    parties: Vec<(String, String)>,
    funders: Vec<(String, String)>,
}

impl<'a> Lists<'a> {
    fn of(site: &'a Site, open: &Open, settings: &Settings) -> Self {
        let logos = files::pictures(&open.root).into_iter();
        let named = |list: &str| {
            let entries = settings.lists.get(list).into_iter().flatten();
            let named = entries.filter_map(|entry| {
                let name = entry.values.get("colonne").or(entry.values.get("nom"));
                Some((entry.values.get("id")?.clone(), name?.clone()))
            });
            named.collect()
        };
        Self {
            site,
            logos: logos.map(|name| (format!("images/{name}"), name)).collect(),
            parties: named("parties"),
            funders: named("financeurs"),
        }
    }

    /// The choices of a field; its present value is always one of them.
    fn choices(&self, kind: Kind, key: &str, value: &str) -> Vec<Value> {
        let none = (String::new(), self.site.locale.plain("field-none"));
        let parties_with = |prefix: &str| {
            let parties = self.parties.iter();
            let options = parties.map(|(id, name)| (format!("{prefix}{id}"), name.clone()));
            options.collect::<Vec<_>>()
        };
        let mut choices = match kind {
            Choice(values) => {
                let id = key.replace(['.', '_'], "-");
                let label = |value: &str| match value {
                    "" => self.site.locale.plain("field-usual"),
                    value => {
                        let value = value.replace('.', "-");
                        self.site.locale.plain(&format!("field-{id}-{value}"))
                    }
                };
                values
                    .iter()
                    .map(|value| ((*value).to_owned(), label(value)))
                    .collect()
            }
            Logo => [vec![none], self.logos.clone()].concat(),
            Party if key == "de" => [
                vec![none],
                parties_with("part:")
                    .into_iter()
                    .map(|(id, name)| (id.replace("part:", ""), name))
                    .collect(),
            ]
            .concat(),
            Party => [vec![none], parties_with("")].concat(),
            Payer => [vec![none], parties_with(""), self.funders.clone()].concat(),
            Base => {
                let total = (
                    "total".to_owned(),
                    self.site.locale.plain("field-base-total"),
                );
                let shares = parties_with("part:").into_iter().map(|(id, name)| {
                    let args = args! { name: name };
                    (id, self.site.locale.text("field-base-share", &args))
                });
                [vec![none], shares.collect(), vec![total]].concat()
            }
            Line | Wide | Lines | Date | Check => return Vec::new(),
        };
        if choices.iter().all(|(option, _)| option != value) {
            choices.push((value.to_owned(), visible(value)));
        }
        let choice = |(option, label): (String, String)| json!({ "value": option, "label": label, "is_chosen": option == value });
        choices.into_iter().map(choice).collect()
    }
}
