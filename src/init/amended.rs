//! The dossier of an amendment, made from the signed file that it amends, in the present format. Decisions are in its
//! workbook already. *A figure that replaced a placeholder stays the figure that was signed.*

use std::{collections::BTreeSet, path::Path};

use toml::value::Datetime;

use super::texts;
use crate::{
    error::Error,
    limits::Limits,
    locale::{Locale, args},
    model::{Axis, Convention, Display, Logos, PaymentTerms, axis_of},
    read::{self, CONVENTION, DECISIONS},
    record::{ArticleRecord, FicheRecord, Record},
    signed::SignedFile,
    source::{Period, fold, join, name_of, unique_slug},
};

/// The folder of the signed file.
const SIGNED: &str = "signes";
/// The placeholder for what is still to be filled in; the audit recognises only French.
const BLANK: &str = "à préciser";

/// The files of a dossier that amends this one, by name, `convention.toml` first.
///
/// # Errors
/// [`Error::Refused`] where the file lacks the data, or the workbook, that it was published with.
pub(crate) fn amended(
    path: &Path,
    bytes: Vec<u8>,
    file: SignedFile,
    limits: &Limits,
    texts: &Locale,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let refused = || Error::refused("error-pdf-bare", args! { path: path.display() });
    let pictures = file.pictures(&bytes, limits);
    let record = file.record.ok_or_else(refused)?;
    let workbook = file.workbook.ok_or_else(refused)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let signed = format!("{SIGNED}/{name}");
    let dates = file
        .signatures
        .iter()
        .filter_map(|signature| signature.date.clone());
    // Only signatures have a date.
    let signed_on = dates.max().unwrap_or_else(|| BLANK.to_owned());
    let convention = convention(&record, &signed, &signed_on, texts);
    let mut files = vec![
        (CONVENTION.to_owned(), convention.into_bytes()),
        ("budget.xlsx".to_owned(), workbook),
        (signed, bytes),
    ];
    let key = |fiche: &FicheRecord| {
        (
            fiche.axis,
            fiche.code.numbers(),
            fiche.code.key().to_owned(),
        )
    };
    let is_usual = record.fiches.is_sorted_by_key(key);
    // New names are made, as those in the file are untrusted.
    let mut slugs = BTreeSet::new();
    for (fiche, rank) in record.fiches.iter().zip(1..) {
        let order = (!is_usual).then_some(rank);
        let text = fiche_text(fiche, order, &record.convention.axes);
        let slug = unique_slug(&fiche.code, &mut slugs);
        files.push((format!("fiches/{slug}.md"), text.into_bytes()));
    }
    let numbered = |article: &ArticleRecord| article.number.is_some();
    let first = record.articles.iter().position(numbered);
    let (preamble, articles) = record
        .articles
        .split_at(first.unwrap_or(record.articles.len()));
    if !preamble.is_empty() {
        let text: String = preamble.iter().map(article_text).collect();
        files.push(("articles/preambule.md".to_owned(), text.into_bytes()));
    }
    // What has no number goes with the article before it.
    let groups = articles.chunk_by(|_, next| next.number.is_none());
    for (group, rank) in groups.zip(1..) {
        let number = group[0].number.as_deref().unwrap_or_default();
        let is_safe = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        let number: String = number.chars().filter(is_safe).take(20).collect();
        let text: String = group.iter().map(article_text).collect();
        let mut name = format!("articles/article-{number}.md");
        let mut suffix = rank;
        while files.iter().any(|(other, _)| *other == name) {
            name = format!("articles/article-{number}-{suffix}.md");
            suffix += 1;
        }
        files.push((name, text.into_bytes()));
    }
    for (shown, picture) in pictures {
        files.extend(read::picture_path(&shown).map(|path| (path, picture)));
    }
    files.push((DECISIONS.to_owned(), texts::decisions(texts).into_bytes()));
    Ok(files)
}

/// The text of a fiche's file.
fn fiche_text(fiche: &FicheRecord, order: Option<usize>, axes: &[Axis]) -> String {
    let mut lines = Lines::default();
    lines.string("code", Some(fiche.code.spelling()));
    lines.string("titre", Some(&fiche.title));
    let axis = axes.get(fiche.axis).filter(|axis| axis.has_title());
    let is_of_code = axis_of(axes, &fiche.code) == Some(fiche.axis);
    lines.string(
        "axe",
        axis.filter(|_| !is_of_code).map(|axis| &*axis.prefix),
    );
    lines.string("maitrise_ouvrage", fiche.leader.as_deref());
    lines.string("calendrier", fiche.calendar.as_deref());
    lines.strings("partenaires", &fiche.partners);
    lines.value("ordre", order);
    lines.string("orientation", fiche.is_landscape.then_some("paysage"));
    for [name, text] in &fiche.fields {
        lines.string(&quoted(name), Some(text));
    }
    let mut text = format!("+++\n{}+++\n", lines.0);
    for section in &fiche.sections {
        if !section.heading.is_empty() {
            text.extend(["\n## ", &section.heading, "\n"]);
        }
        text.extend(["\n", section.markdown.trim(), "\n"]);
    }
    text
}

fn article_text(article: &ArticleRecord) -> String {
    let heading = match article.heading() {
        heading if heading.is_empty() => heading,
        heading => format!("## {heading}\n\n"),
    };
    format!("{heading}{}\n\n", article.markdown.trim())
}

/// A TOML string on one line, so that no line of it is taken for the end of a head.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// Lines of TOML.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn string(&mut self, key: &str, text: Option<&str>) {
        self.value(key, text.map(quoted));
    }

    fn strings(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            let texts = join(texts.iter().map(|text| quoted(text)), ", ");
            self.value(key, Some(format!("[{texts}]")));
        }
    }

    fn value(&mut self, key: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.0.extend([key, " = ", &value.to_string(), "\n"]);
        }
    }

    /// A date, as TOML writes it; anything else is a text.
    fn date(&mut self, key: &str, date: Option<&str>) {
        let parsed = date.and_then(|date| date.parse::<Datetime>().ok());
        match parsed {
            Some(date) => self.value(key, Some(date)),
            None => self.string(key, date),
        }
    }

    fn flag(&mut self, key: &str, is_set: bool) {
        self.value(key, is_set.then_some("true"));
    }

    fn table(&mut self, name: &str) {
        self.0.extend(["\n", name, "\n"]);
    }
}

/// `convention.toml` of an amendment.
fn convention(record: &Record, signed: &str, signed_on: &str, texts: &Locale) -> String {
    let convention = &record.convention;
    let number = record
        .amendment
        .as_ref()
        .map_or(0, |amendment| amendment.number)
        .saturating_add(1);
    let mut lines = Lines::default();
    lines.string("titre", Some(&convention.title));
    let periods = convention.years.iter().map(|year| match year {
        Period::Year(year) => year.to_string(),
        Period::Named(name) => quoted(name),
    });
    let is_named = convention.years.iter().any(|year| year.year().is_none());
    let key = if is_named { "periodes" } else { "annees" };
    lines.value(key, Some(format!("[{}]", join(periods, ", "))));
    lines.string("etape", Some(&format!("avenant-{number}")));
    lines.string("statut", Some("projet"));
    lines.string("lieu", convention.place.as_deref().map(String::as_str));
    let rate = convention.day_rate.as_ref().map(|rate| rate.value.plain());
    lines.string("tarif_journalier", rate.as_deref());
    lines.string("arrondi", Some(&name_of(&convention.step)));
    lines.value("exemplaires", Some(convention.copies));
    lines.string(
        "signature",
        convention.signed_by_hand.then_some("manuscrite"),
    );
    lines.string(
        "archive",
        convention.without_attachments.then_some("pdfa-2a"),
    );
    lines.string("marque_signature", convention.signature_mark.as_deref());
    lines.string("unite", convention.unit.as_deref());
    let display = (convention.display != Display::default()).then(|| name_of(&convention.display));
    lines.string("affichage", display.as_deref());
    let off_total: Vec<String> = convention
        .off_total
        .iter()
        .map(|nature| nature.value.clone())
        .collect();
    lines.strings("hors_total", &off_total);
    lines.strings("champs", &convention.fields);
    let remark = texts::comment(&texts.plain("init-toml-amendment"));
    lines.0.extend(["\n", &remark]);
    lines.table("[avenant]");
    lines.value("numero", Some(number));
    lines.string("modifie", Some(signed));
    lines.date("signe_le", Some(signed_on));
    lines.string("objet", Some(BLANK));
    payers(record, &mut lines);
    if convention.look.color.is_some()
        || convention.look.has_cover
        || convention.look.logos != Logos::default()
    {
        lines.table("[charte]");
        lines.string(
            "couleur",
            convention.look.color.map(String::from).as_deref(),
        );
        lines.flag("couverture", convention.look.has_cover);
        lines.string("logos", Some(&name_of(&convention.look.logos)));
    }
    for axis in convention.axes.iter().filter(|axis| axis.has_title()) {
        lines.table("[[axes]]");
        lines.string("prefixe", Some(&axis.prefix));
        lines.string("titre", Some(&axis.title));
        lines.string(
            "dans",
            axis.within.map(|outer| &*convention.axes[outer].prefix),
        );
    }
    // Where there are articles, stated amounts are read from them.
    let stated = convention
        .stated
        .iter()
        .filter(|_| record.articles.is_empty());
    for stated in stated {
        lines.table("[[montants_annonces]]");
        lines.string("article", Some(&stated.article));
        lines.string("libelle", Some(&stated.label));
        lines.string("montant", Some(&stated.drafted.plain()));
        lines.string("calcul", Some(&stated.claim));
    }
    if let Some(advance) = &convention.advance {
        lines.table("[avance]");
        lines.string("taux", Some(&advance.rate.percents().to_string()));
        lines.string("base", Some(&advance.base));
    }
    paid(convention, record, &mut lines);
    lines.0
}

/// The parties, and the funders that do not sign.
fn payers(record: &Record, lines: &mut Lines) {
    for (party, funder) in record.convention.parties.iter().zip(&record.funders) {
        lines.table("[[parties]]");
        lines.string("id", Some(&party.id));
        lines.string("nom", Some(&party.name));
        lines.string(
            "colonne",
            (funder.column != party.name).then_some(&*funder.column),
        );
        lines.string("siret", funder.siret.as_deref());
        lines.string("article", party.own_article.as_deref());
        lines.string("designation", party.description.as_deref());
        let signatory = [("nom", &party.signatory), ("qualite", &party.quality)];
        let signatory = signatory.into_iter().filter_map(|(key, field)| {
            let text = quoted(field.as_ref()?.value.as_str());
            Some(format!("{key} = {text}"))
        });
        let signatory = join(signatory, ", ");
        let signatory = (!signatory.is_empty()).then(|| format!("{{ {signatory} }}"));
        lines.value("signataire", signatory);
        lines.string("logo", party.logo.as_ref().map(|logo| &**logo.file));
        lines.string("logo_alt", party.logo.as_ref().map(|logo| &*logo.alt));
    }
    let declared = record.funders.iter();
    for funder in declared.filter(|funder| funder.has_column && !funder.is_party) {
        lines.table("[[financeurs]]");
        lines.string("id", Some(&fold(&funder.column)));
        lines.string("nom", Some(&funder.name));
        lines.string(
            "colonne",
            (funder.column != funder.name).then_some(&*funder.column),
        );
        lines.string("de", funder.hand.as_deref());
        lines.string("siret", funder.siret.as_deref());
    }
}

/// What is paid, committed and published.
fn paid(convention: &Convention, record: &Record, lines: &mut Lines) {
    let name = |rank: usize| match convention.parties.get(rank) {
        Some(party) => party.id.value.clone(),
        None => record.funders[rank].column.clone(),
    };
    for payment in &convention.payments {
        lines.table("[[versements]]");
        lines.string("libelle", Some(&payment.label));
        lines.string("partie", Some(&name(payment.payer.0)));
        let year = payment.year.and_then(|year| convention.years.get(year));
        lines.string("annee", year.map(Period::to_string).as_deref());
        match &payment.terms {
            PaymentTerms::Rate { rate, base, .. } => {
                lines.string("taux", Some(&rate.percents().to_string()));
                lines.string("base", Some(base));
            }
            PaymentTerms::Fixed { amount } => lines.string("montant", Some(&amount.plain())),
            PaymentTerms::Balance => lines.flag("solde", true),
        }
        lines.string(
            "condition",
            payment.condition.as_deref().map(String::as_str),
        );
        lines.date("echeance", payment.due.as_deref().map(String::as_str));
    }
    // The atelier's form edits only a single commitment, in a plain table.
    let table = match convention.commitments.len() {
        1 => "[engagement]",
        _ => "[[engagement]]",
    };
    for commitment in &convention.commitments {
        lines.table(table);
        lines.string("partie", Some(&name(commitment.payer.0)));
        lines.string(
            "ae",
            commitment
                .total
                .as_ref()
                .map(|total| total.plain())
                .as_deref(),
        );
        let years = commitment.years.iter().map(|(year, credit)| {
            let [year, credit] = [year.to_string(), credit.plain()].map(|text| quoted(&text));
            format!("{year} = {credit}")
        });
        let years = join(years, ", ");
        lines.value("cp", (!years.is_empty()).then(|| format!("{{ {years} }}")));
        lines.string("nature", commitment.nature.as_deref().map(String::as_str));
        lines.string(
            "fonction",
            commitment.function.as_deref().map(String::as_str),
        );
    }
    if let Some(published) = &convention.publication {
        lines.table("[publication]");
        let grantors: Vec<String> = published.grantors.iter().map(|id| name(id.0)).collect();
        lines.strings("attribuant", &grantors);
        lines.string("beneficiaire", Some(&name(published.beneficiary.0)));
        lines.date("date_convention", Some(&published.date));
        lines.string("reference_decision", published.decision.as_deref());
        lines.string("objet", published.object.as_deref());
        lines.string("nature", Some(&name_of(&published.nature)));
        lines.string("conditions", published.conditions.as_deref());
        lines.string("periode_versement", published.period.as_deref());
        lines.value("notification_ue", Some(published.is_notified));
        lines.string("dispositif", published.program.as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{audit, purpose::Purpose, read::Changes};

    /// The data in a file that claims to be signed are untrusted.
    #[test]
    fn nothing_in_the_file_reaches_another_key_or_folder() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/input");
        let dossier = read::read(root.as_ref(), &Limits::default(), &Changes::new());
        let dossier = dossier.expect("the seed");
        let (figures, _) = audit::audit(&dossier, Purpose::Draft);
        let mut record = Record::new(&dossier, &figures, Purpose::Final, None);
        "../../ailleurs".clone_into(&mut record.fiches[0].slug);
        record.fiches[0].title = "\"\n+++\n\n## Autre".to_owned();
        record.convention.date = Some("2018\nautre = 1".to_owned());
        record.convention.parties[0].name = "\"\"\"\n[autre]\n".to_owned();
        let article = |number: &str| ArticleRecord {
            number: Some(number.to_owned()),
            title: "Essai".to_owned(),
            markdown: "Texte.".to_owned(),
        };
        record.articles = ["1", "../2", "2", "23-1", "231"].map(article).to_vec();
        let party = record.convention.parties[0].name.clone();
        let file = SignedFile {
            beginnings: Vec::new(),
            signatures: Vec::new(),
            record: Some(record),
            workbook: Some(Vec::new()),
            length: 0,
            data: None,
            changed_pages: Vec::new(),
            has_other_files: false,
            is_extended: false,
        };
        let made = amended(
            Path::new("signe.pdf"),
            Vec::new(),
            file,
            &Limits::default(),
            &Locale::french(),
        );
        let files = made.expect("files");
        let names: BTreeSet<&str> = files.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names.len(), files.len());
        assert!(names.iter().all(|name| !name.contains("..")), "{names:?}");
        assert!(names.contains("articles/article-23-1.md"), "{names:?}");
        let text = String::from_utf8(files[0].1.clone()).expect("text");
        let table: toml::Table = text.parse().expect("TOML");
        assert_eq!(table["parties"][0]["nom"].as_str(), Some(&*party));
        assert_eq!(table["avenant"]["signe_le"].as_str(), Some(BLANK));
        assert!(!table.contains_key("autre"));
        // What looks like the end of a fiche's head is still in its title.
        let fiche = files.iter().find(|(name, _)| name.starts_with("fiches/"));
        let text = String::from_utf8(fiche.expect("a fiche").1.clone()).expect("text");
        let head = text.split("\n+++\n").next().unwrap_or_default();
        let head: toml::Table = head.trim_start_matches("+++\n").parse().expect("TOML");
        assert_eq!(head["titre"].as_str(), Some("\"\n+++\n\n## Autre"));
    }
}
