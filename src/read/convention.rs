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

/// Reads and checks the file, with everyone that it names as a funder; `None`, and findings, when it can't be used. What
/// its claims mean is decided later.
pub(super) fn read(folder: &mut Folder) -> Option<(Convention, Vec<Funder>, Names)> {
    let text = folder.text(CONVENTION)?;
    toml::read(&text, 0..text.text.len(), &mut folder.findings, |table| {
        let read = convention(table);
        let convention = read.as_ref().map(|(convention, ..)| convention);
        let is_of_one_year = convention.is_some_and(|convention| convention.years.len() == 1);
        let names = table.table("classeur", |table| Some(Names::read(table, is_of_one_year)));
        let mut names = names.unwrap_or_default();
        let fields = convention.map_or(&[][..], |convention| &convention.fields);
        table.table("fiche", |table| {
            names.read_labels(table, &word::keys(), fields);
            Some(())
        });
        let (convention, funders, twice) = read?;
        let is_sound = table.is_sound();
        twice.into_iter().for_each(|finding| table.report(finding));
        is_sound.then_some((convention, funders, names))
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
    let amendment = table.table("avenant", |table| amendment(table, periods));
    let paid = payments
        .iter()
        .flat_map(|payment| [Some(&payment.label), payment.condition.as_ref()]);
    let committed = commitments.iter();
    let committed = committed.flat_map(|terms| [terms.nature.as_ref(), terms.function.as_ref()]);
    let amended = amendment
        .iter()
        .flat_map(|terms| [Some(&terms.object), Some(&terms.signed_on)]);
    let texts = paid
        .chain(committed)
        .chain(amended)
        .chain([title.as_ref(), place.as_ref()]);
    printed.extend(texts.flatten().map(|text| text.place.clone()));
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
    let outer = |within: &Option<Located<String>>| Code::parse(within.as_ref()?);
    for (rank, (prefix, title, within)) in axes.iter().enumerate() {
        let mut earlier = axes[..rank].iter();
        let taken = earlier.find_map(|(other, other_title, beside)| {
            // Two parts of different axes may have one title.
            let is_titled = fold(other_title) == fold(title) && outer(beside) == outer(within);
            let is_same = Code::parse(other) == Code::parse(prefix);
            is_same.then_some(prefix).or(is_titled.then_some(title))
        });
        if let Some(text) = taken {
            let finding = Finding::error("axis-twice", text.place.clone());
            twice.push(finding.drafted(text.as_str()));
        }
    }
    twice
}

/// The axes, each behind the one that it is within; what is within none that there is, or within itself, is a finding.
fn in_order(drafts: &[DraftAxis], findings: &mut Vec<Finding>) -> Vec<Axis> {
    let codes = drafts.iter().map(|(prefix, ..)| Code::parse(prefix));
    let codes: Vec<Option<Code>> = codes.collect();
    let rank = |name: &Located<String>| {
        let code = Code::parse(name)?;
        codes.iter().position(|known| known.as_ref() == Some(&code))
    };
    let within = drafts.iter().map(|(.., within)| rank(within.as_ref()?));
    let within: Vec<Option<usize>> = within.collect();
    let mut axes: Vec<Axis> = Vec::new();
    let mut places = vec![None; drafts.len()];
    let inside = |outer: Option<usize>| {
        let ranks = within.iter().enumerate().rev();
        ranks
            .filter(move |(_, within)| **within == outer)
            .map(|(rank, _)| rank)
    };
    let unknown = |named: &Located<String>| {
        let finding = Finding::error("axis-unknown", named.place.clone());
        finding.variant("within").arg("axis", named.as_str())
    };
    // Depth first: the last one added that is not done yet.
    let mut next: Vec<usize> = inside(None).collect();
    while let Some(axis) = next.pop() {
        let (prefix, title, named) = &drafts[axis];
        if within[axis].is_none() {
            findings.extend(named.as_ref().map(unknown));
        }
        places[axis] = Some(axes.len());
        axes.push(Axis {
            prefix: prefix.value.clone(),
            title: title.value.clone(),
            within: within[axis].and_then(|outer| places[outer]),
        });
        next.extend(inside(Some(axis)));
    }
    let lost = drafts
        .iter()
        .zip(&places)
        .filter(|(_, place)| place.is_none());
    findings.extend(lost.filter_map(|((.., named), _)| named.as_ref().map(unknown)));
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
            .iter()
            .map(|name| Period::Named(name.trim().to_owned()));
        return Some(named.collect());
    }
    if table.keys().any(|key| key == "periodes") {
        let place = table.place.clone();
        let allowed = "[\"Phase 1\", \"Phase 2\"]";
        table.invalid("periodes", place, String::new(), allowed);
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

/// A party, the funder that it is, and where its texts stand.
fn party(table: &mut Table<'_>) -> Option<(Party, Funder, Vec<Place>)> {
    table.require(&["id", "nom"]);
    let id = table.text("id");
    let name = table.text("nom");
    let column = table.text("colonne");
    let article = table.parsed("article", "la, le, l’, les", |text| {
        let text = text.trim().replace('\'', "’");
        ["", "la", "le", "l’", "les"]
            .contains(&&*text)
            .then_some(text)
    });
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
        own_article: article.map(|text| text.value),
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
    let (present, missing) = match (file, alt) {
        (Some(file), Some(alt)) => {
            let alt = alt.value;
            return Some(Logo { file, alt });
        }
        (Some(file), None) => (file, "logo_alt"),
        (None, Some(alt)) => (alt, "logo"),
        (None, None) => return None,
    };
    let finding = Finding::error("key-missing", present.place);
    table.report(finding.arg("key", missing));
    None
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
        for name in ["", "a b", &"x".repeat(65)] {
            assert_eq!(stage_name(name), None, "{name}");
        }
        for name in ".hidden a/b .. nul COM1.x -x été end.".split(' ') {
            assert_eq!(stage_name(name), None, "{name}");
        }
    }
}
