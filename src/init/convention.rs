//! `convention.toml` and `arbitrages.toml` of a new dossier: every key there is, with what it is for; those that
//! nobody answered are commented lines to fill in.

use toml_edit::Value;

use crate::{
    locale::Locale,
    model::Axis,
    read::{Recognised, RecognisedColumn, RecognisedSheet, SheetRole, YEAR},
    source::fold,
};

use super::answers::{Answers, NewParty};

/// Where remarks stand beside keys.
const REMARK: usize = 32;
/// Where remarks of their own are wrapped.
const WIDTH: usize = 100;

/// The whole file. `recognised` is what a workbook of other names calls its sheets and columns.
pub(super) fn text(answers: &Answers, recognised: Option<&Recognised>, texts: &Locale) -> String {
    let mut file = File {
        texts,
        text: String::new(),
    };
    file.remark("init-toml-head");
    file.blank();
    file.settings(answers);
    file.parties(&answers.parties);
    file.axes(&answers.axes);
    file.stated(&answers.parties);
    if let Some(recognised) = recognised {
        file.workbook(recognised);
    }
    file.text
}

/// `arbitrages.toml`: no decision yet, and how one is written.
pub(super) fn decisions(texts: &Locale) -> String {
    let mut file = File {
        texts,
        text: String::new(),
    };
    file.remark("init-decisions-head");
    file.blank();
    file.line("# [[arbitrage]]", "");
    for (key, text) in [
        ("# constat", "recap-share"),
        ("# fiche", "EA 1.1"),
        ("# retenir", "fiche"),
        ("# montant_projet", "7900"),
        ("# motif", ""),
        ("# decide_par", ""),
    ] {
        file.key(key, text, "");
    }
    file.text
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Lines of remarks; TOML allows no control character in them.
pub(super) fn comment(text: &str) -> String {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::from("#");
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            if line.chars().count() + word.chars().count() >= WIDTH {
                lines.push(std::mem::replace(&mut line, String::from("#")));
            }
            line.push(' ');
            line.extend(
                word.chars()
                    .map(|c| if c.is_control() { '\u{fffd}' } else { c }),
            );
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

struct File<'a> {
    texts: &'a Locale,
    text: String,
}

impl File<'_> {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Remarks on lines of their own.
    fn remark(&mut self, id: &str) {
        self.text.push_str(&comment(&self.texts.plain(id)));
    }

    /// A line, with its remark beside it.
    fn line(&mut self, line: &str, remark: &str) {
        self.text.push_str(line);
        if !remark.is_empty() {
            let gap = REMARK.saturating_sub(line.chars().count()).max(2);
            let remark = self.texts.plain(remark);
            self.text.extend([&" ".repeat(gap), "# ", &remark]);
        }
        self.blank();
    }

    /// A key and its text, with its remark beside them.
    fn key(&mut self, key: &str, text: &str, remark: &str) {
        self.line(&format!("{key} = {}", quoted(text)), remark);
    }

    fn settings(&mut self, answers: &Answers) {
        let years: Vec<String> = answers.years.iter().map(i32::to_string).collect();
        let copies = answers.parties.len().max(2);
        self.key("titre", &answers.title, "");
        self.line(&format!("annees = [{}]", years.join(", ")), "");
        self.key("etape", "v1", "init-toml-stage");
        self.key("statut", "projet", "init-toml-status");
        self.key("# lieu", "", "init-toml-place");
        self.key("# tarif_journalier", "600", "init-toml-day-rate");
        self.key("arrondi", "0.01", "init-toml-step");
        self.line(&format!("exemplaires = {copies}"), "init-toml-copies");
        self.key("signature", "electronique", "init-toml-signature");
        self.key("archive", "pdfa-3a", "init-toml-archive");
    }

    fn parties(&mut self, parties: &[NewParty]) {
        self.blank();
        self.remark("init-toml-parties");
        for party in parties {
            let is_short = party.name == party.column;
            let remark = if is_short { "init-toml-full-name" } else { "" };
            self.line("[[parties]]", "");
            self.key("id", &party.id, "init-toml-id");
            self.key("nom", &party.name, remark);
            self.key("colonne", &party.column, "init-toml-column");
            self.line(
                "# signataire = { nom = \"\", qualite = \"\" }",
                "init-toml-signatory",
            );
            self.blank();
        }
    }

    fn axes(&mut self, axes: &[Axis]) {
        self.remark("init-toml-axes");
        for axis in axes {
            let is_short = axis.title == axis.prefix;
            let remark = if is_short { "init-toml-axis-title" } else { "" };
            self.line("[[axes]]", "");
            self.key("prefixe", &axis.prefix, "init-toml-prefix");
            self.key("titre", &axis.title, remark);
            self.blank();
        }
    }

    fn stated(&mut self, parties: &[NewParty]) {
        let party = parties.first().map(|party| format!("part:{}", party.id));
        let claim = party.as_deref().unwrap_or("total");
        self.remark("init-toml-stated");
        self.line("# [[montants_annonces]]", "");
        self.key("# article", "Article 4", "");
        self.key("# libelle", "", "");
        self.key("# montant", "10 000", "");
        self.key("# calcul", claim, "init-toml-claim");
        self.blank();
        self.remark("init-toml-advance");
        self.line("# [avance]", "");
        self.key("# taux", "20", "");
        self.key("# base", claim, "");
    }

    /// `[classeur]`, for the sheets that have other names than ours, or that were not recognised.
    fn workbook(&mut self, recognised: &Recognised) {
        let others = || recognised.sheets.iter().filter(|sheet| !is_usual(sheet));
        if others().next().is_some() {
            self.blank();
            self.remark("init-toml-workbook");
        }
        others().for_each(|sheet| self.sheet(sheet));
    }

    fn sheet(&mut self, sheet: &RecognisedSheet) {
        self.blank();
        let table = format!("[classeur.{}]", sheet.role.key());
        let Some(name) = &sheet.name else {
            self.listed("init-toml-no-sheet", &sheet.candidates);
            self.line(&format!("# {table}"), "");
            self.key("# feuille", "", "");
            for column in sheet.role.columns() {
                self.key(&format!("# {}", column.key), "", "");
            }
            return;
        };
        self.line(&table, "");
        self.key("feuille", name, "");
        for column in &sheet.columns {
            self.column(column, &sheet.unused);
        }
        if !sheet.unused.is_empty() {
            self.listed("init-toml-unused", &sheet.unused);
        }
    }

    /// A column under its name here; one that was not found waits, as a comment, to be filled in.
    fn column(&mut self, column: &RecognisedColumn, unused: &[String]) {
        let key = column.column.key;
        let candidates = &column.candidates[..];
        let remark = match &column.header {
            Some(header) => return self.key(key, header, ""),
            None if candidates.is_empty() && !column.column.is_needed => "init-toml-optional",
            None => {
                let names = if candidates.is_empty() {
                    unused
                } else {
                    candidates
                };
                self.listed("init-toml-no-column", names);
                ""
            }
        };
        self.key(&format!("# {key}"), "", remark);
    }

    /// A remark that names what may be meant.
    fn listed(&mut self, id: &str, names: &[String]) {
        let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        let args = [
            ("count", names.len().to_string()),
            ("names", names.join(", ")),
        ];
        self.text.push_str(&comment(&self.texts.text(id, &args)));
    }
}

/// Whether nothing needs to be said: everything found bears its usual name, and nothing else may be meant.
fn is_usual(sheet: &RecognisedSheet) -> bool {
    let has_usual_name = match &sheet.name {
        Some(name) => fold(name) == fold(sheet.role.title()),
        // There may be no recap.
        None => sheet.role == SheetRole::Recap && sheet.candidates.is_empty(),
    };
    let is_usual = |column: &RecognisedColumn| match &column.header {
        Some(header) => fold(&header.replace(YEAR, "")) == fold(column.column.title),
        None => column.candidates.is_empty() && !column.column.is_needed,
    };
    has_usual_name && sheet.columns.iter().all(is_usual)
}
