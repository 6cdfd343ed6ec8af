//! `convention.toml`.

use ::toml::value::Datetime;

use super::{
    amendment::amendment,
    fiche::KEYS,
    folder::{CONVENTION, Folder},
    names::Names,
    payments::{commitment, payment},
    publication::{publication, siret},
    toml::{self, Table, amount, percentage},
    word,
};
use crate::{
    finding::Finding,
    limits::Limit,
    model::{
        Advance, Axis, Claim, Color, ColumnKind, Convention, Display, Funder, Logo, Logos, Look,
        Party, StatedAmount,
    },
    money::{Amount, Step},
    source::{Code, Located, Period, Place, YEARS, fold, is_portable},
};

/// Reads and checks the file, with everyone that it names as a funder; `None` when it can't be used, with
/// findings that say why. What its claims mean is decided later.
pub(super) fn read(folder: &mut Folder) -> Option<(Convention, Vec<Funder>, Names)> {
    let text = folder.text(CONVENTION)?;
    toml::read(&text, 0..text.text.len(), &mut folder.findings, |table| {
        let convention = convention(table);
        let years = convention
            .as_ref()
            .map(|(convention, ..)| convention.years.len());
        let is_of_one_year = years == Some(1);
        let names = table.table("classeur", |table| Some(Names::read(table, is_of_one_year)));
        let mut names = names.unwrap_or_default();
        let fields = convention
            .as_ref()
            .map(|(convention, ..)| &convention.fields[..]);
        table.table("fiche", |table| {
            names.read_labels(table, &word::keys(), fields.unwrap_or_default());
            Some(())
        });
        let (convention, funders, twice) = convention?;
        let read = (convention, funders, names);
        let is_sound = table.is_sound();
        twice.into_iter().for_each(|finding| table.report(finding));
        is_sound.then_some(read)
    })
}

/// The agreement, everyone that it names as a funder, and the axes that are another one's again.
fn convention(table: &mut Table<'_>) -> Option<(Convention, Vec<Funder>, Vec<Finding>)> {
    table.require(&["titre", "etape", "parties"]);
    if !table.keys().any(|key| key == "periodes") {
        table.require(&["annees"]);
    }
    let at_least_one = |text: &str| text.parse().ok().filter(|copies| (1..100).contains(copies));
    let is_positive = |amount: &Amount| *amount > Amount::ZERO;
    let positive = |text: &str| amount(text).filter(is_positive);
    let title = table.text("titre");
    let years = periods(table);
    let stage = table.parsed("etape", "2018-11-02, v1.2, signature_1 (64)", stage_name);
    let by_euro = table.is("arrondi", ["0.01", "1"]);
    let copies = table.parsed("exemplaires", "2", at_least_one);
    let is_final = table.is("statut", ["projet", "definitif"]);
    let place = table.text("lieu").and_then(written);
    let day_rate = table.parsed("tarif_journalier", "600", positive);
    let signed_by_hand = table.is("signature", ["electronique", "manuscrite"]);
    let without_attachments = table.is("archive", ["pdfa-3a", "pdfa-2a"]);
    let mark = table.text("marque_signature").and_then(written);
    let mut printed = Vec::new();
    let unit = table.text("unite").and_then(written);
    let display = table.one_of("affichage", &Display::ALL);
    let off_total = table.text_or_texts("hors_total");
    let fields = table.text_or_texts("champs");
    let is_taken = |name: &&Located<String>| KEYS.split(' ').any(|key| fold(key) == fold(name));
    for name in fields.iter().filter(is_taken) {
        let allowed = "[\"Public\", \"Livrables\"]";
        table.invalid("champs", name.place.clone(), name.value.clone(), allowed);
    }
    let lists = fields.iter().chain(&off_total).chain(&unit).chain(&mark);
    printed.extend(lists.map(|name| name.place.clone()));
    let (mut parties, mut funders) = (Vec::new(), Vec::new());
    for (party, funder, texts) in table.tables("parties", party) {
        parties.push(party);
        funders.push(funder);
        printed.extend(texts);
    }
    for (funder, texts) in table.tables("financeurs", funder) {
        funders.push(funder);
        printed.extend(texts);
    }
    let one_each = u32::try_from(parties.len().max(2)).unwrap_or(u32::MAX);
    let is_of_one = |mark: &Located<String>| parties.len() > 1 && !mark.contains("{n}");
    if let Some(mark) = mark.as_ref().filter(|mark| is_of_one(mark)) {
        let (place, shown) = (mark.place.clone(), mark.value.clone());
        table.invalid("marque_signature", place, shown, "#signature{n}#");
    }
    let look = table.table("charte", |table| Some(look(table)));
    let axes = table.tables("axes", axis);
    let mut twice = axes_twice(&axes);
    printed.extend(axes.iter().map(|(_, title, _)| title.place.clone()));
    let axes = in_order(&axes, &mut twice);
    let stated = table.tables("montants_annonces", stated);
    printed.extend(stated.iter().map(|stated| stated.label.place.clone()));
    let step = if by_euro { Step::Euro } else { Step::Cent };
    let periods = years.as_deref().unwrap_or_default();
    let payments = table.tables("versements", |table| payment(table, periods, step));
    let commitments = table.table_or_tables("engagement", |table| Some(commitment(table, periods)));
    let paid = payments
        .iter()
        .flat_map(|payment| [Some(&payment.label), payment.condition.as_ref()]);
    let committed = commitments
        .iter()
        .flat_map(|commitment| [&commitment.nature, &commitment.function]);
    let texts = paid.chain(committed.map(Option::as_ref)).flatten();
    printed.extend(texts.map(|text| text.place.clone()));
    let amendment = table.table("avenant", |table| amendment(table, periods));
    printed.extend(amendment.iter().map(|terms| terms.object.place.clone()));
    printed.extend(amendment.iter().map(|terms| terms.signed_on.place.clone()));
    let single = [&title, &place].into_iter().flatten();
    printed.extend(single.map(|text| text.place.clone()));
    let convention = Convention {
        purpose: is_final.into(),
        place,
        day_rate,
        step,
        copies: copies.map_or(one_each, |copies| copies.value),
        signed_by_hand,
        without_attachments,
        signature_mark: mark.map(|mark| mark.value),
        unit: unit.map(|unit| unit.value),
        display: display.unwrap_or_default(),
        off_total,
        fields: fields.into_iter().map(|name| name.value).collect(),
        parties,
        look: look.unwrap_or_default(),
        axes,
        stated,
        advance: table.table("avance", advance),
        payments,
        commitments,
        publication: table.table("publication", publication),
        amendment,
        title: title?,
        years: years?,
        date: stage_date(stage.as_ref()?),
        stage: stage?,
        printed,
    };
    Some((convention, funders, twice))
}

/// The axes whose prefix or title an earlier one has.
fn axes_twice(axes: &[DraftAxis]) -> Vec<Finding> {
    let mut twice = Vec::new();
    for (rank, axis) in axes.iter().enumerate() {
        let (prefix, title, within) = axis;
        let mut earlier = axes[..rank].iter();
        let taken = earlier.find_map(|(earlier_prefix, other, beside)| {
            let is_same = Code::parse(earlier_prefix) == Code::parse(prefix);
            // Two parts of different axes may have one title.
            let outer = |within: &Option<Located<String>>| {
                within.as_ref().and_then(|prefix| Code::parse(prefix))
            };
            let is_titled = fold(other) == fold(title) && outer(beside) == outer(within);
            is_same.then_some(prefix).or(is_titled.then_some(title))
        });
        twice.extend(taken.map(|text| {
            let finding = Finding::error("axis-twice", text.place.clone());
            finding.drafted(text.as_str())
        }));
    }
    twice
}

/// The axes, each behind the one that it is within; what is within none that there is, or within itself, is a finding.
fn in_order(drafts: &[DraftAxis], findings: &mut Vec<Finding>) -> Vec<Axis> {
    let codes: Vec<Option<Code>> = drafts
        .iter()
        .map(|(prefix, ..)| Code::parse(prefix))
        .collect();
    let rank = |name: &str| {
        codes
            .iter()
            .position(|code| code.is_some() && *code == Code::parse(name))
    };
    let within: Vec<Option<usize>> = drafts
        .iter()
        .map(|(.., within)| within.as_ref().and_then(|name| rank(name)))
        .collect();
    let mut axes: Vec<Axis> = Vec::new();
    let mut places = vec![None; drafts.len()];
    // Depth first: the last one added that is not done yet.
    let mut next: Vec<usize> = (0..drafts.len())
        .rev()
        .filter(|axis| within[*axis].is_none())
        .collect();
    while let Some(axis) = next.pop() {
        let (prefix, title, named) = &drafts[axis];
        if let Some(named) = named.as_ref().filter(|_| within[axis].is_none()) {
            findings.push(
                Finding::error("axis-unknown", named.place.clone())
                    .variant("within")
                    .arg("axis", named.as_str()),
            );
        }
        places[axis] = Some(axes.len());
        axes.push(Axis {
            prefix: prefix.value.clone(),
            title: title.value.clone(),
            within: within[axis].and_then(|outer| places[outer]),
        });
        next.extend(
            (0..drafts.len())
                .rev()
                .filter(|inner| within[*inner] == Some(axis)),
        );
    }
    for (place, (.., named)) in places.iter().zip(drafts) {
        if let (None, Some(named)) = (place, named) {
            findings.push(
                Finding::error("axis-unknown", named.place.clone())
                    .variant("within")
                    .arg("axis", named.as_str()),
            );
        }
    }
    axes
}

/// The text, if there is any.
fn written(text: Located<String>) -> Option<Located<String>> {
    let text = text.map(|text| text.trim().to_owned());
    Some(text).filter(|text| !text.is_empty())
}

/// The date that a stage's name begins with.
fn stage_date(stage: &str) -> Option<String> {
    let date: Datetime = stage.get(..10)?.parse().ok()?;
    Some(date.date?.to_string())
}

/// One year or more, each once, in order, or the periods that the agreement names instead.
fn periods(table: &mut Table<'_>) -> Option<Vec<Period>> {
    let named = table.text_or_texts("periodes");
    if let Some(first) = named.first() {
        table.within(Limit::Years, named.len(), &first.place)?;
        let is_fine = |(rank, name): (usize, &Located<String>)| {
            let mut earlier = named[..rank].iter();
            let is_column = ColumnKind::labelled(name).is_some() || fold(name).is_empty();
            !is_column && !earlier.any(|other| fold(other) == fold(name))
        };
        let wrong = named.iter().enumerate().find(|ranked| !is_fine(*ranked));
        if let Some((_, name)) = wrong {
            let allowed = "[\"Phase 1 (2021-2023)\", \"2024-2027\"]";
            table.invalid("periodes", name.place.clone(), name.value.clone(), allowed);
            return None;
        }
        let named = named
            .into_iter()
            .map(|name| Period::Named(name.trim().to_owned()));
        return Some(named.collect());
    }
    if table.keys().any(|key| key == "periodes") {
        let place = table.place.clone();
        table.invalid(
            "periodes",
            place,
            String::new(),
            "[\"Phase 1\", \"Phase 2\"]",
        );
        return None;
    }
    let written = table.numbers("annees")?;
    table.within(Limit::Years, written.len(), &written.place)?;
    let years = written.iter().map(|year| i32::try_from(*year).ok());
    let years = years.map(|year| year.filter(|year| YEARS.contains(year)));
    let years: Option<Vec<i32>> = years.collect();
    let is_sane = |years: &Vec<i32>| !years.is_empty() && years.is_sorted_by(|a, b| a < b);
    let years = years.filter(is_sane);
    if years.is_none() {
        let shown: Vec<String> = written.iter().map(ToString::to_string).collect();
        let shown = shown.join(", ");
        table.invalid("annees", written.place, shown, "[2018, 2019, 2020]");
    }
    Some(years?.into_iter().map(Period::Year).collect())
}

/// How the annexes look.
fn look(table: &mut Table<'_>) -> Look {
    let color = table.parsed("couleur", "#1f3a5f", Color::parse);
    Look {
        color: color.map(|color| color.value),
        has_cover: table.flag("couverture"),
        logos: table.one_of("logos", &Logos::ALL).unwrap_or_default(),
    }
}

/// A party, as a funder, and where its texts stand.
fn party(table: &mut Table<'_>) -> Option<(Party, Funder, Vec<Place>)> {
    table.require(&["id", "nom"]);
    let id = table.text("id");
    let name = table.text("nom");
    let column = table.text("colonne");
    let description = table.text("designation").and_then(written);
    let signatory = table.table("signataire", |table| {
        let mut text = |key| {
            let text = written(table.text(key)?)?;
            Some(Located::new(text.value, table.place.clone()))
        };
        Some([text("nom"), text("qualite")])
    });
    let [signatory, quality] = signatory.unwrap_or_default();
    let logo = logo(table);
    let siret = siret(table);
    let texts = [&name, &column, &description, &signatory, &quality];
    let texts = texts.into_iter().flatten();
    let mut texts: Vec<Place> = texts.map(|text| text.place.clone()).collect();
    // A signatory stands in one place with the office.
    texts.dedup();
    let name = name?.value;
    let id = id?;
    let mut funder = Funder::declared(&id, name.clone(), column.map(|column| column.value));
    funder.siret = siret;
    let party = Party {
        id,
        name,
        description: description.map(|text| text.value),
        signatory,
        quality,
        logo,
    };
    Some((party, funder, texts))
}

/// The logo of a party, which must be described.
fn logo(table: &mut Table<'_>) -> Option<Logo> {
    let file = table.text("logo").and_then(written);
    let alt = table.text("logo_alt").and_then(written);
    if let (Some(file), None) = (&file, &alt) {
        let finding = Finding::error("key-missing", file.place.clone());
        table.report(finding.arg("key", "logo_alt"));
    }
    if let (None, Some(alt)) = (&file, &alt) {
        let finding = Finding::error("key-missing", alt.place.clone());
        table.report(finding.arg("key", "logo"));
    }
    let alt = alt?.value;
    file.map(|file| Logo { file, alt })
}

/// Who pays without signing, and where its texts stand.
fn funder(table: &mut Table<'_>) -> Option<(Funder, Vec<Place>)> {
    table.require(&["id", "nom"]);
    let id = table.text("id");
    let name = table.text("nom");
    let column = table.text("colonne");
    let hand = table.text("de").and_then(written);
    let siret = siret(table);
    let texts = [&name, &column].into_iter().flatten();
    let texts = texts.map(|text| text.place.clone()).collect();
    let column = column.map(|column| column.value);
    let mut funder = Funder::declared(&id?, name?.value, column);
    funder.is_party = false;
    funder.hand = hand.map(|hand| hand.value);
    funder.siret = siret;
    Some((funder, texts))
}

/// The prefix and the title of an axis, and the prefix of the one that it is within.
type DraftAxis = (Located<String>, Located<String>, Option<Located<String>>);

fn axis(table: &mut Table<'_>) -> Option<DraftAxis> {
    table.require(&["prefixe", "titre"]);
    let (prefix, title) = (table.text("prefixe"), table.text("titre"));
    let within = table.text("dans").and_then(written);
    Some((prefix?, title?, within))
}

fn stated(table: &mut Table<'_>) -> Option<StatedAmount> {
    table.require(&["article", "montant", "calcul"]);
    let article = table.text("article");
    let label = table.text("libelle");
    let amount = table.parsed("montant", "430370", amount);
    let claim = table.text("calcul");
    let unnamed = || Located::new(String::new(), table.place.clone());
    Some(StatedAmount {
        article: article?.value,
        label: label.unwrap_or_else(unnamed),
        claim: claim?,
        drafted: amount?,
        expected: None,
        meaning: None,
    })
}

fn advance(table: &mut Table<'_>) -> Option<Advance> {
    table.require(&["taux", "base"]);
    let rate = table.parsed("taux", "20", percentage);
    let base = table.text("base");
    Some(Advance {
        rate: rate?,
        base: base?,
        resolved: Claim::Advance,
        amount: None,
    })
}

/// A name that can be a folder anywhere: letters, digits, `-`, `_`, `.`, no dot first, 64 at most. What follows a
/// `+` is the program's, and what begins with `-` an option's.
fn stage_name(text: &str) -> Option<String> {
    (is_portable(text) && text.len() <= 64 && !text.contains('+') && !text.starts_with('-'))
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_can_be_a_folder_anywhere() {
        for name in ["2018-11-02", "v1.0_final"] {
            assert_eq!(stage_name(name).as_deref(), Some(name));
        }
        for name in [
            "",
            ".hidden",
            "a/b",
            "..",
            "nul",
            "COM1.x",
            "-x",
            "été",
            "a b",
            "end.",
            &"x".repeat(65),
        ] {
            assert_eq!(stage_name(name), None, "{name}");
        }
    }
}
