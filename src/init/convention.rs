//! `convention.toml` and `arbitrages.toml` of a new dossier: every key there is, with what it is for; those that
//! nobody answered are commented lines to fill in.

use toml_edit::Value;

use crate::{
    locale::Locale,
    read::{Recognised, RecognisedColumn, RecognisedSheet, SheetRole, YEAR},
    source::fold,
};

use super::{Answers, NewAxis, NewParty};

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
    let example = [
        "[[arbitrage]]",
        "constat = \"recap-share\"",
        "fiche = \"EA 1.1\"",
        "retenir = \"fiche\"",
        "montant_projet = \"7900\"",
        "motif = \"\"",
        "decide_par = \"\"",
    ];
    file.text.extend(example.map(|line| format!("# {line}\n")));
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
        let remark = if remark.is_empty() {
            String::new()
        } else {
            self.texts.plain(remark)
        };
        let gap = REMARK.saturating_sub(line.chars().count()).max(2);
        let beside = if remark.is_empty() {
            String::new()
        } else {
            format!("{}# {remark}", " ".repeat(gap))
        };
        self.text.extend([line, &beside, "\n"]);
    }

    fn settings(&mut self, answers: &Answers) {
        let years: Vec<String> = answers.years.iter().map(i32::to_string).collect();
        self.line(&format!("titre = {}", quoted(&answers.title)), "");
        self.line(&format!("annees = [{}]", years.join(", ")), "");
        self.line("etape = \"v1\"", "init-toml-stage");
        self.line("statut = \"projet\"", "init-toml-status");
        self.line("# lieu = \"\"", "init-toml-place");
        self.line("# tarif_journalier = \"600\"", "init-toml-day-rate");
        self.line("arrondi = \"0.01\"", "init-toml-step");
        self.line(
            &format!("exemplaires = {}", answers.parties.len().max(2)),
            "init-toml-copies",
        );
        self.line("signature = \"electronique\"", "init-toml-signature");
        self.line("archive = \"pdfa-3a\"", "init-toml-archive");
    }

    fn parties(&mut self, parties: &[NewParty]) {
        self.blank();
        self.remark("init-toml-parties");
        for party in parties {
            self.line("[[parties]]", "");
            self.line(&format!("id = {}", quoted(&party.id)), "init-toml-id");
            let is_short = party.name == party.column;
            self.line(
                &format!("nom = {}", quoted(&party.name)),
                if is_short { "init-toml-full-name" } else { "" },
            );
            self.line(
                &format!("colonne = {}", quoted(&party.column)),
                "init-toml-column",
            );
            self.line(
                "# signataire = { nom = \"\", qualite = \"\" }",
                "init-toml-signatory",
            );
            self.blank();
        }
    }

    fn axes(&mut self, axes: &[NewAxis]) {
        self.remark("init-toml-axes");
        for axis in axes {
            self.line("[[axes]]", "");
            self.line(
                &format!("prefixe = {}", quoted(&axis.prefix)),
                "init-toml-prefix",
            );
            let is_short = axis.title == axis.prefix;
            self.line(
                &format!("titre = {}", quoted(&axis.title)),
                if is_short { "init-toml-axis-title" } else { "" },
            );
            self.blank();
        }
    }

    fn stated(&mut self, parties: &[NewParty]) {
        let claim = parties
            .first()
            .map_or_else(|| "total".to_owned(), |party| format!("part:{}", party.id));
        let claim = quoted(&claim);
        self.remark("init-toml-stated");
        self.line("# [[montants_annonces]]", "");
        self.line("# article = \"Article 4\"", "");
        self.line("# libelle = \"\"", "");
        self.line("# montant = \"10 000\"", "");
        self.line(&format!("# calcul = {claim}"), "init-toml-claim");
        self.blank();
        self.remark("init-toml-advance");
        self.line("# [avance]", "");
        self.line("# taux = \"20\"", "");
        self.line(&format!("# base = {claim}"), "");
    }

    /// `[classeur]`, for the sheets that have other names than ours, or that were not recognised.
    fn workbook(&mut self, recognised: &Recognised) {
        let sheets: Vec<&RecognisedSheet> = recognised
            .sheets
            .iter()
            .filter(|sheet| !is_usual(sheet))
            .collect();
        if sheets.is_empty() {
            return;
        }
        self.blank();
        self.remark("init-toml-workbook");
        for sheet in sheets {
            self.sheet(sheet);
        }
    }

    fn sheet(&mut self, sheet: &RecognisedSheet) {
        self.blank();
        let table = format!("[classeur.{}]", sheet.role.key());
        let Some(name) = &sheet.name else {
            self.listed("init-toml-no-sheet", &sheet.candidates);
            self.line(&format!("# {table}"), "");
            self.line("# feuille = \"\"", "");
            for column in sheet.role.columns() {
                self.line(&format!("# {} = \"\"", column.key), "");
            }
            return;
        };
        self.line(&table, "");
        self.line(&format!("feuille = {}", quoted(name)), "");
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
        match &column.header {
            Some(header) => self.line(&format!("{key} = {}", quoted(header)), ""),
            None if column.candidates.is_empty() && !column.column.is_needed => {
                self.line(&format!("# {key} = \"\""), "init-toml-optional");
            }
            None => {
                self.listed(
                    "init-toml-no-column",
                    if column.candidates.is_empty() {
                        unused
                    } else {
                        &column.candidates
                    },
                );
                self.line(&format!("# {key} = \"\""), "");
            }
        }
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
