use std::{collections::BTreeSet, path::Path, sync::Mutex};

use proptest::prelude::*;

use super::{document::Rendered, *};
use crate::{
    audit,
    compute::{Split, by_rules},
    error::Error,
    finding::Finding,
    limits::Limits,
    locale::Locale,
    model::{Logo, Section},
    money::Amount,
    purpose::Purpose,
    read::{self, Changes},
    record::{
        Amended, AmendedFiche, Amendment, Clause, Fate, Moved, MovedPayment, Neighbour, Record,
        Replaced, Said, Spot,
    },
    source::{Located, Place},
};

#[path = "../../fuzz/bodies/markdown.rs"]
pub(super) mod fuzzed;

/// The corpus of the fuzz target `markdown` and its past failures; `tests/suite/fuzz.rs` runs those of the other
/// targets.
fn fuzz_inputs() -> Vec<Vec<u8>> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let folders =
        ["corpus/markdown", "past/markdown"].map(|folder| std::fs::read_dir(fuzz.join(folder)));
    let files = folders
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.expect("a file").path());
    files
        .map(|file| std::fs::read(file).expect("bytes"))
        .collect()
}

#[test]
fn fuzz_inputs_print_their_text() {
    let functions = fuzzed::Functions {
        events: |text| {
            read::markdown_events(text)
                .map(|(event, _)| event)
                .collect()
        },
        to_typst: |text| markdown::to_typst(text, 2, false, &markdown::Pictures::new()),
        escape: escape::escape,
        evaluate: evaluate::evaluate,
    };
    let inputs = fuzz_inputs();
    assert!(!inputs.is_empty());
    inputs
        .iter()
        .for_each(|bytes| fuzzed::run(bytes, &functions));
}

/// All in one document: what evaluates can be laid out too, and exported.
#[test]
fn fuzz_inputs_are_laid_out() {
    // Unprintable characters, even written as `&#8;`, are refused before this point.
    let printable = |c: char| {
        if can_print(c) && c != '&' { c } else { '?' }
    };
    let section = |bytes: Vec<u8>| Section {
        heading: "Titre".to_owned(),
        markdown: String::from_utf8_lossy(&bytes)
            .chars()
            .map(printable)
            .collect(),
        ..Section::default()
    };
    let mut record = seed();
    record.fiches[0].sections = fuzz_inputs().into_iter().map(section).collect();
    render_fiches(&record, &[0]);
}

/// The file that Typst exports of a source.
pub(super) fn exported(source: &str) -> Vec<u8> {
    let typesetter = typst::Typesetter::new(&typst::PictureFiles::new());
    let source = typst::Source::detached(source);
    let layout = typesetter.lay_out("essai", source, &[], (2018, 11, 2));
    let pdf = layout
        .expect("a document")
        .export("essai".to_owned(), false);
    pdf.expect("a file")
}

/// The file with its last `from` overwritten.
pub(super) fn overwritten(pdf: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len(), "offsets must hold");
    let at = pdf
        .windows(from.len())
        .rposition(|window| window == from.as_bytes())
        .expect(from);
    let mut other = pdf.to_vec();
    other[at..at + to.len()].copy_from_slice(to.as_bytes());
    other
}

/// The file cut somewhere, or with another byte there.
pub(super) fn damaged(pdf: &[u8], at: prop::sample::Index, byte: Option<u8>) -> Vec<u8> {
    let (mut other, at) = (pdf.to_vec(), at.index(pdf.len()));
    match byte {
        None => other.truncate(at),
        Some(byte) => other[at] = byte,
    }
    other
}

/// The seed's dossier.
pub(super) fn seed() -> Record {
    let dossier = read::read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("input"),
        &Limits::default(),
        &Changes::new(),
    )
    .expect("the seed's dossier");
    Record::new(&dossier, &by_rules(&dossier), Purpose::Draft, None)
}

/// The findings of its audit.
pub(super) fn findings() -> Vec<Finding> {
    let dossier = read::read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("input"),
        &Limits::default(),
        &Changes::new(),
    )
    .expect("the seed's dossier");
    audit::audit(&dossier, Purpose::Draft).1
}

/// The annexes, the recap, then the fiches.
#[track_caller]
fn render(record: &Record) -> Vec<Rendered> {
    let renderer = Renderer::new(&[], &typst::PictureFiles::new()).expect("built-in templates");
    let mut documents = laid_out(renderer.stage(record, &[], &typst::STAND_INS, &|_| {}));
    documents.rotate_right(2);
    documents.swap(0, 1);
    documents
}

#[track_caller]
fn render_fiches(record: &Record, ranks: &[usize]) -> Vec<Rendered> {
    let fiches: Vec<_> = ranks.iter().copied().map(Document::Fiche).collect();
    laid_out(
        Renderer::new(&[], &typst::PictureFiles::new())
            .expect("built-in templates")
            .documents(record, &[], &fiches, &|_| {}),
    )
}

/// The Typst source of a document, which is not laid out.
fn source(record: &Record, document: Document) -> String {
    let renderer = Renderer::new(&[], &typst::PictureFiles::new()).expect("built-in templates");
    laid_out(renderer.source(record, &[], document))
}

/// The built-in templates give the compiler nothing to warn of.
#[track_caller]
fn assert_without_warning(record: &Record) {
    let renderer = Renderer::new(&[], &typst::PictureFiles::new()).expect("built-in templates");
    for document in Document::all(record) {
        let source = laid_out(renderer.source(record, &[], document));
        let (source, date) = (typst::Source::detached(source), (2018, 11, 2));
        let layout = renderer
            .typesetter
            .lay_out("", source, &typst::STAND_INS, date);
        assert!(laid_out(layout).warnings.is_empty());
    }
}

#[track_caller]
fn laid_out<T>(result: Result<T, Error>) -> T {
    match result {
        Ok(rendered) => rendered,
        Err(error) => panic!("{error:?}"),
    }
}

fn rank(record: &Record, code: &str) -> usize {
    record
        .fiches
        .iter()
        .position(|fiche| fiche.code.spelling() == code)
        .expect(code)
}

#[test]
fn everything_is_rendered_without_a_warning() {
    let record = seed();
    let finished = Mutex::new(Vec::new());
    let renderer = Renderer::new(&[], &typst::PictureFiles::new()).expect("built-in templates");
    let done = |name: &str| finished.lock().expect("a lock").push(name.to_owned());
    let documents = renderer
        .stage(&record, &[], &typst::STAND_INS, &done)
        .expect("documents");
    assert_without_warning(&record);

    let names: Vec<&str> = documents
        .iter()
        .map(|document| document.name.as_str())
        .collect();
    let (fiches, others) = names.split_at(record.fiches.len());
    assert_eq!(
        (fiches[0], others),
        (
            "fiches/EA-1.1",
            &["recapitulatif", "convention", "annexes"][..]
        )
    );
    for document in &documents {
        assert!(document.pdf.starts_with(b"%PDF-1.7"), "{}", document.name);
    }
    let [singles @ .., convention, annexes] = &documents[..] else {
        panic!("documents");
    };
    let pages: usize = singles.iter().map(|document| document.pages).sum();
    assert_eq!(annexes.pages, pages);
    // The articles, the contents and the signatures.
    assert!(convention.pages > pages + 2);
    let mut finished = finished.into_inner().expect("a lock");
    finished.sort_unstable();
    let mut names = names;
    names.sort_unstable();
    assert_eq!(finished, names);
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let record = seed();
    let ranks = [0, rank(&record, "EC 1.3")];
    let (one, other) = (
        render_fiches(&record, &ranks),
        render_fiches(&record, &ranks),
    );
    assert!(
        one.iter()
            .zip(&other)
            .all(|(one, other)| one.source == other.source && one.pdf == other.pdf)
    );
}

#[test]
fn only_the_fiches_asked_for_are_rendered() {
    let record = seed();
    let documents = render_fiches(&record, &[rank(&record, "EP 2.5")]);
    assert_eq!(
        documents
            .iter()
            .map(|document| document.name.as_str())
            .collect::<Vec<_>>(),
        ["fiches/EP-2.5"]
    );
    assert!(documents[0].source.contains("Sur devis."));
}

#[test]
fn figures_are_printed_in_french() {
    let record = seed();
    let recap = source(&record, Document::Recap);
    for figure in [
        "836\u{202f}140",
        "392\u{202f}686",
        "249\u{202f}824",
        "2\u{202f}600",
        "1\u{202f}481\u{202f}250",
    ] {
        assert!(recap.contains(&format!("[{figure}]")), "{figure}");
    }
    let convention = source(&record, Document::Convention);
    assert!(convention.contains("[1\u{202f}481\u{202f}250\u{a0}€]"));
}

/// The page of signatures, from its heading on.
fn signatures(record: &Record) -> String {
    let convention = source(record, Document::Convention);
    let (_, page) = convention
        .split_once("= Signatures <page-de-signature>\n")
        .expect("a page of signatures");
    page.to_owned()
}

#[test]
fn the_signature_page_says_amounts_in_figures_and_words() {
    let record = seed();
    insta::assert_snapshot!(signatures(&record).replace(&record.fingerprint(), "[empreinte]"));
}

#[test]
fn paper_is_dated_by_hand_and_an_electronic_file_by_its_signatures() {
    let mut record = seed();
    record.convention.copies = 21;
    assert!(
        signatures(&record)
            .contains("Fait à Dijon, à la date de la dernière signature, en un seul original")
    );
    record.convention.signed_by_hand = true;
    assert!(
        signatures(&record)
            .contains("Fait à Dijon, le #a-remplir, en vingt et un exemplaires originaux.")
    );
    (record.convention.place, record.convention.copies) = (None, 1);
    assert!(
        signatures(&record)
            .contains("Fait à #a-remplir, le #a-remplir, en un exemplaire original.")
    );
}

#[test]
fn an_agreement_of_one_year_says_its_amount_once() {
    let page = signatures(&with_years(seed(), 1));
    assert!(page.contains("pour l’année 2018, selon"));
    assert_eq!(
        page.matches("huit cent trente-six mille cent quarante euros")
            .count(),
        1
    );
    assert!(!page.contains("deux cent quarante-huit mille"));
}

#[test]
fn a_word_longer_than_a_line_stays_on_the_page() {
    let mut record = seed();
    let section = Section {
        markdown: "m".repeat(10_000),
        ..Section::default()
    };
    record.fiches[0].sections.insert(0, section);
    let pages = |record: &Record| render_fiches(record, &[0])[0].pages;
    assert!(
        pages(&record) >= pages(&seed()) + 3,
        "a page holds some 3 000 letters"
    );
}

/// A record that no page has room for: words of any length everywhere, and tables of any width.
fn overfull() -> Record {
    let mut record = seed();
    let word = "Anticonstitutionnellement".repeat(4);
    let address = format!(
        "{}@agglomeration-dijonnaise.example.fr",
        "adresse.longue.".repeat(4)
    );
    let tied = "Tout tient ensemble et rien ne se coupe "
        .repeat(8)
        .replace(' ', "\u{a0}");
    let row = |cells: &[&str]| format!("| {} |\n", cells.join(" | "));
    let cells = [
        "commune",
        &address,
        "prenom.nom@ville-de-beaune.fr",
        &word,
        &tied,
        "0123456789".repeat(6).leak(),
    ];
    let table = |columns: usize, first: usize| {
        let row_cells: Vec<&str> = (first..first + columns)
            .map(|rank| cells[rank % cells.len()])
            .collect();
        [
            row(&row_cells),
            row(&vec!["---"; columns]),
            row(&row_cells),
            row(&row_cells),
        ]
        .concat()
    };
    let mut markdown =
        format!("{word} {address} {tied}\n\n- {word} {address}\n  - {tied}\n\n> {word}\n\n");
    for columns in [2, 4, 6] {
        let written = format!("{}\n{}\n", table(columns, 0), table(columns, columns));
        markdown += &written;
    }
    for columns in [14, 40] {
        let rows = [row(&vec!["Commune"; columns]), row(&vec!["---"; columns])];
        let written = format!("{}{}\n", rows.concat(), row(&vec![cells[2]; columns]));
        markdown += &written;
    }
    let words = vec!["commune"; 12];
    let quoted = format!("> {}> {}", row(&words), row(&vec!["---"; words.len()]));
    let section = |markdown: String| Section {
        heading: word.clone(),
        markdown,
        ..Section::default()
    };
    for fiche in &mut record.fiches[..2] {
        fiche.title = format!("{word} {tied}");
        fiche.leader = Some(address.clone());
        fiche.partners = vec![word.clone(), tied.clone(), "Lot 1\t12 mois".to_owned()];
        fiche.fields = vec![[word.clone(), tied.clone()]];
        fiche.lines[0].label = Some(word.clone());
        fiche.lines[1].label = Some(tied.clone());
        fiche.sections = vec![
            section(markdown.clone()),
            section(quoted.clone()),
            section(table(6, 0)),
            section(String::new()),
        ];
    }
    record.fiches.truncate(2);
    record.fiches[1].is_landscape = true;
    record.convention.parties[0].name = word.clone();
    record.funders[0].name = word;
    record.funders[1].name = tied;
    record
}

#[test]
fn nothing_leaves_the_page_or_covers_anything_else() {
    let record = overfull();
    let renderer = Renderer::new(&[], &typst::PictureFiles::new()).expect("built-in templates");
    // A page that is turned has narrower margins, in thousandths, and the recap narrower ones still.
    for (document, margin) in [(Document::Fiche(0), 60), (Document::Annexes, 32)] {
        let look = renderer
            .look(&source(&record, document), &record)
            .expect("a document");
        assert!(look.pages.len() > 3);
        for (page, seen) in look.pages.iter().enumerate() {
            let areas = seen.words.iter().flat_map(|word| &word.areas);
            let areas: Vec<Region> = areas.copied().collect();
            for (rank, area) in areas.iter().enumerate() {
                assert!(
                    area.x >= margin && area.right() <= 1_000 - margin && area.bottom() <= 960,
                    "{document:?}, page {page}: {area:?}"
                );
                // Letters reach neither the top nor the bottom of their line.
                let core =
                    |area: &Region| (area.y + area.height / 3, area.bottom() - area.height / 3);
                let meet = |other: &&Region| {
                    let (first, second) = (core(area), core(other));
                    let across = area.right().min(other.right()) > area.x.max(other.x) + 1;
                    across && first.0 < second.1 && second.0 < first.1
                };
                let other = areas[rank + 1..].iter().find(meet);
                assert!(
                    other.is_none(),
                    "{document:?}, page {page}: {area:?} and {other:?}"
                );
            }
        }
    }
}

/// PDF/UA allows no link in what is repeated from page to page.
#[test]
fn a_table_with_a_link_in_its_head_may_take_two_pages() {
    let mut record = seed();
    let head = "| [ici](https://a.fr) | <b@c.fr> |\n|---|---|\n";
    let markdown = format!("{head}{}", "| d | e |\n".repeat(100));
    record.fiches[0].sections.insert(
        0,
        Section {
            markdown,
            ..Section::default()
        },
    );
    assert!(render_fiches(&record, &[0])[0].pages > 2);
}

#[test]
fn one_amount_with_cents_gives_cents_to_all() {
    let mut record = seed();
    let cents = Amount::bounded("1200.5".parse().expect("a number")).expect("bounded");
    record.fiches[0].lines[1].years[0].amount = Some(cents);
    let documents = render_fiches(&record, &[0]);
    assert!(documents[0].source.contains("3\u{202f}000,00\u{a0}€]"));
    assert!(documents[0].source.contains("[1\u{202f}200,50\u{a0}€]"));
}

#[test]
fn a_fiche_reads_as_written() {
    let record = seed();
    let documents = render_fiches(&record, &[rank(&record, "EA 1.3.1")]);
    let (_, own) = documents[0]
        .source
        .split_once("#set page(\n  margin: (left")
        .expect("the fiche after the style sheet");
    insta::assert_snapshot!(own);
}

/// Texts that Typst or tera would interpret.
const HOSTILE: &str =
    "#panic() \\#panic() ] [ // \" $x$ @a <b> {{ c }} {% d %} *e* _f_ `g` = + - 1. \\";

#[test]
fn no_text_of_the_dossier_reaches_typst() {
    let mut record = seed();
    let convention = &mut record.convention;
    for text in [
        &mut convention.title.value,
        &mut convention.stage.value,
        &mut convention.parties[0].name,
    ] {
        HOSTILE.clone_into(text);
    }
    let hostile = || Some(Located::new(HOSTILE.to_owned(), Place::default()));
    convention.place = hostile();
    convention.parties[0].signatory = hostile();
    convention.parties[0].quality = hostile();
    convention.axes[0].title = HOSTILE.to_owned();
    for funder in &mut record.funders {
        HOSTILE.clone_into(&mut funder.name);
        HOSTILE.clone_into(&mut funder.column);
    }
    let rank = rank(&record, "EA 1.3.1");
    let fiche = &mut record.fiches[rank];
    HOSTILE.clone_into(&mut fiche.title);
    fiche.leader = Some(HOSTILE.to_owned());
    fiche.calendar = Some(HOSTILE.to_owned());
    fiche.partners = vec![HOSTILE.to_owned(); 2];
    fiche
        .lines
        .iter_mut()
        .for_each(|line| (line.nature, line.label) = (Some(HOSTILE.into()), Some(HOSTILE.into())));
    fiche
        .funding
        .iter_mut()
        .for_each(|rule| rule.nature = Some(HOSTILE.into()));
    fiche
        .mentions
        .iter_mut()
        .for_each(|mention| HOSTILE.clone_into(&mut mention.text.value));
    fiche.sections.iter_mut().for_each(|section| {
        HOSTILE.clone_into(&mut section.heading);
        HOSTILE.clone_into(&mut section.markdown);
    });
    render(&record);
    assert_without_warning(&record);
}

/// The text of a file as another reader finds it, spaces left out.
fn printed(document: &Rendered) -> String {
    let pdf = lopdf::Document::load_mem(&document.pdf).expect("a PDF");
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    dense(&pdf.extract_text(&pages).expect("a text"))
}

fn dense(text: &str) -> String {
    let quotes = text.replace(['“', '”', '«', '»'], "\"");
    quotes
        .replace('’', "'")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// From escaping to the printed page: whatever is typed stands in the file.
    #[test]
    fn any_text_is_printed(text in "[ -~À-ÿœŒ’«»€–…]{1,60}") {
        let mut record = seed();
        let rank = rank(&record, "EA 1.3.1");
        let fiche = &mut record.fiches[rank];
        text.clone_into(&mut fiche.title);
        fiche.leader = Some(text.clone());
        fiche.lines[0].label = Some(text.clone());
        let printed = printed(&render_fiches(&record, &[rank])[0]);
        let times = printed.matches(&dense(&text)).count();
        prop_assert!(dense(&text).is_empty() || times >= 3, "{times} times {text:?} in {printed}");
    }
}

#[test]
fn dossiers_of_every_shape_are_laid_out() {
    let empty = {
        let mut record = seed();
        record.fiches.clear();
        (record.convention.date, record.convention.place) = (None, None);
        record.convention.without_attachments = true;
        record
    };
    let long = with_years(seed(), 7);
    let longest = with_years(seed(), 20);
    let many = {
        let mut record = with_years(seed(), 2);
        for n in 0..6 {
            let mut funder = record.funders[0].clone();
            funder.name = format!("Communauté de communes n° {n}");
            funder.column = funder.name.clone();
            record.funders.push(funder);
        }
        each_split(&mut record, &|split| {
            split
                .shares
                .resize(split.shares.len() + 6, Amount::whole(-1_234_567));
        });
        (record.convention.purpose, record.convention.signed_by_hand) = (Purpose::Final, true);
        record
    };
    let deep = {
        let mut record = seed();
        let markdown = format!(
            "{}a\n\n{}b\n\n{}c",
            "> ".repeat(60),
            "- ".repeat(60),
            "1. ".repeat(60)
        );
        record.fiches[0].sections.push(Section {
            markdown,
            ..Section::default()
        });
        record
    };
    for mut record in [empty, long, longest, many, deep] {
        record.fiches.truncate(5);
        render(&record);
    }
}

fn each_split(record: &mut Record, change: &dyn Fn(&mut Split)) {
    let all = record
        .fiches
        .iter_mut()
        .map(|fiche| &mut fiche.splits)
        .chain(&mut record.axes)
        .chain([&mut record.total]);
    all.for_each(|splits| {
        splits
            .years
            .iter_mut()
            .chain([&mut splits.all])
            .for_each(change);
    });
}

/// The years of the record over and over.
fn with_years(mut record: Record, count: usize) -> Record {
    record.convention.years = (2018..).take(count).map(Into::into).collect();
    let all = record
        .fiches
        .iter_mut()
        .map(|fiche| &mut fiche.splits)
        .chain(&mut record.axes)
        .chain([&mut record.total]);
    all.for_each(|splits| {
        splits.years = splits.years.iter().cycle().take(count).cloned().collect();
    });
    for fiche in &mut record.fiches {
        fiche
            .lines
            .iter_mut()
            .for_each(|line| line.years = line.years.iter().cycle().take(count).cloned().collect());
    }
    record
}

#[test]
fn a_character_that_no_font_has_is_shown_as_a_sign() {
    let mut record = seed();
    record.fiches[0].title = "Plan 日".to_owned();
    let renderer = Renderer::new(&[], &typst::PictureFiles::new()).expect("built-in templates");
    let documents = renderer.documents(&record, &[], &[Document::Fiche(0)], &|_| {});
    let documents = documents.expect("a document");
    assert!(documents[0].source.contains("Plan \u{fffd}"));
}

#[test]
fn an_override_replaces_the_built_in_template() {
    let record = seed();
    let renderer = |name: &str, text: &str| {
        Renderer::new(
            &[(name.to_owned(), text.to_owned())],
            &typst::PictureFiles::new(),
        )
        .expect("templates")
    };
    let overridden = renderer(
        "fiche-mentions.typ",
        "Rien à signaler sur {{ fiche.code }}.",
    );
    let documents = overridden
        .documents(&record, &[], &[Document::Fiche(0)], &|_| {})
        .expect("documents");
    assert!(documents[0].source.contains("Rien à signaler sur EA 1.1."));

    let wrong = renderer("fiche-mentions.typ", "#inconnu(1)");
    let Err(Error::Document(fault)) = wrong.documents(&record, &[], &[Document::Fiche(0)], &|_| {})
    else {
        panic!("an error")
    };
    assert!(fault.details[0].contains("| #inconnu(1)"), "{fault:?}");
}

/// Every variable of a view: `sections[].heading` for a field of the entries of a list.
fn variables(value: &serde_json::Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}.{name}");
                found.insert(path.clone());
                variables(value, &path, found);
            }
        }
        serde_json::Value::Array(entries) => {
            entries
                .iter()
                .for_each(|entry| variables(entry, &format!("{path}[]"), found));
        }
        _ => {}
    }
}

/// An amendment that changes the first fiche, and the name of a party.
fn amendment(record: &Record) -> Amendment {
    let stated = |text: &str| {
        let words = Some("mille euros".to_owned());
        let text = text.to_owned();
        Some(Said { text, words })
    };
    let clause = |kind: &str| Clause {
        payment: None,
        kind: kind.to_owned(),
        fate: Fate::Changed,
        label: "Partie modifiée".to_owned(),
        subject: "Métropole".to_owned(),
        notes: Vec::new(),
        replaced: vec![Replaced {
            label: "nom".to_owned(),
            before: stated("900 €"),
            after: stated("1 000 €"),
            spot: Some(Spot {
                what: "cell".to_owned(),
                row: Some("2018".to_owned()),
                column: Some("Part".to_owned()),
                mark: "1.".to_owned(),
                follows: Some(Neighbour {
                    what: "row".to_owned(),
                    text: "2017".to_owned(),
                    is_cut: true,
                }),
                is_moved: true,
            }),
        }],
        becomes: Some("2".to_owned()),
        follows: Some("Article 1er".to_owned()),
    };
    let moved = |payer: Option<&str>| Moved {
        payer: payer.map(str::to_owned),
        years: vec![[Amount::whole(900), Amount::whole(1_000)]; record.convention.years.len() + 1],
    };
    Amendment {
        number: 1,
        object: "Un avenant.".to_owned(),
        in_force_on: None,
        base: Amended {
            title: "Convention".to_owned(),
            stage: "2018-11-30".to_owned(),
            signed_on: "2018-12-14".to_owned(),
            fingerprint: "0123456789abcdef".to_owned(),
            number: None,
            amends: None,
        },
        decisions: vec!["D-1".to_owned()],
        payments: vec![MovedPayment {
            label: "solde".to_owned(),
            payer: "Métropole".to_owned(),
            paid_in: None,
            due: Some("2018-12-31".to_owned()),
            amounts: [Some(Amount::whole(1)), Some(Amount::whole(2))],
        }],
        recap: Some(["0", "1"].map(str::to_owned)),
        reasons: Vec::new(),
        clauses: vec![clause("party")],
        fiches: vec![AmendedFiche {
            code: record.fiches[0].code.clone(),
            former: Some(record.fiches[1].code.clone()),
            title: record.fiches[0].title.clone(),
            fate: Fate::Changed,
            fingerprints: [None, None],
            clauses: vec![clause("line")],
            amounts: vec![moved(Some("Métropole")), moved(None)],
        }],
        years: record.convention.years.clone(),
        totals: vec![moved(Some("Métropole")), moved(None)],
        has_recap: true,
    }
}

#[test]
fn every_document_has_a_name_in_the_preview() {
    let mut record = seed();
    record.amendment = Some(amendment(&record));
    let documents =
        Document::all(&record).filter(|document| !matches!(document, Document::Fiche(_)));
    let names: Vec<String> = documents.map(|document| document.name(&record)).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    for tag in Locale::tags() {
        for name in &names {
            let id = format!("preview-{name}");
            let text = Locale::from_tag(tag).optional_text(&id, &[]);
            assert!(text.is_some(), "{id} in {tag}");
        }
    }
}

/// An amendment without a cover, of so many clauses: whether its contents come first.
#[test]
fn contents_come_first_where_there_are_many_articles() {
    for (count, comes_first) in [(1, false), (20, true)] {
        let mut record = seed();
        let mut amendment = amendment(&record);
        amendment.clauses = vec![amendment.clauses[0].clone(); count];
        record.amendment = Some(amendment);
        let figures = views::Figures::new(&record);
        let job = document::Job::new(figures, Document::Amendment, &[], &[]);
        assert_eq!(job.fields["contents"]["comes_first"], comes_first);
        let source = source(&record, Document::Amendment);
        let at = |text: &str| source.find(text).unwrap_or_else(|| panic!("no {text}"));
        assert_eq!(at("[Sommaire]") < at("Il est convenu"), comes_first);
        assert_eq!(source.contains("\n= Sommaire"), comes_first);
    }
}

/// Every variable of a view: the seed's dossier has them all, in one fiche or another, except for those added here.
fn every_variable() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut record = seed();
    record.fiches[0].fields = vec![["Priorité", "haute"].map(str::to_owned)];
    record.convention.axes[1].within = Some(0);
    record.convention.look.has_cover = true;
    let logo = Located::new("images/a.png".to_owned(), Place::file("convention.toml"));
    record.convention.parties[0].logo = Some(Logo {
        file: logo,
        alt: "Métropole".to_owned(),
    });
    record
        .pictures
        .insert("images/a.png".to_owned(), "images/0.png".to_owned());
    let findings = findings();
    let open: Vec<&Finding> = findings.iter().collect();
    // A recap that no page is wide enough for.
    let mut wide = record.clone();
    wide.funders[0].column = "M".repeat(200);
    let mut without_money = record.clone();
    for fiche in &mut without_money.fiches {
        fiche.lines.clear();
        fiche.funding.clear();
    }
    let mut amending = record.clone();
    amending.amendment = Some(amendment(&record));
    for record in [record, wide, without_money, amending] {
        let figures = views::Figures::new(&record);
        let document = match record.amendment {
            Some(_) => Document::Amendment,
            None => Document::Convention,
        };
        let fields = document::Job::new(figures, document, &open, &[]).fields;
        for (root, value) in fields.as_object().expect("fields") {
            // One of the `fiches` is what other templates call `fiche`.
            match root.as_str() {
                "fiches" => value
                    .as_array()
                    .expect("a list")
                    .iter()
                    .for_each(|one| variables(one, "fiche", &mut found)),
                // Names of files, no variables.
                "pictures" => {}
                root => variables(value, root, &mut found),
            }
        }
    }
    found
}

#[test]
fn the_authors_page_lists_every_variable_and_no_other() {
    let found = every_variable();
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/modeles.md"))
            .expect("the page");
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let listed: BTreeSet<String> = rows
        .map(|(path, _)| path.to_owned())
        .filter(|path| path.contains('.') && !path.contains(".typ"))
        .collect();
    let missing: Vec<&String> = found.difference(&listed).collect();
    let stale: Vec<&String> = listed.difference(&found).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "not on the page: {missing:#?}\non the page only: {stale:#?}"
    );
}
