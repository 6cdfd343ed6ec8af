//! Pages compared, and the comparison as a page and as a PDF.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use base64::{Engine, prelude::BASE64_STANDARD};
use paraphe::{Locale, comparison_html, comparison_json};
use serde_json::{Value, json};

use crate::{
    diff::{Pages, comparison, edited, example, list, reworded, text},
    dossier_test::DossierTest,
};

/// Two drafts compared, pages included: as JSON, and the pictures of the changed pages of each document.
fn with_pages(test: &DossierTest, before: &str, after: &str, pages: &Pages) -> Compared {
    let comparison = comparison(test, [before, after], &Locale::french(), pages);
    let mut pictures = BTreeMap::new();
    for document in &comparison.documents {
        let pages = document.changed().map(|page| {
            let png =
                [&page.picture_before, &page.picture_after].map(|one| Some(&one.as_ref()?.png));
            png.map(|png| {
                BASE64_STANDARD
                    .decode(png.map_or("", |png| png))
                    .expect("base64")
            })
        });
        pictures.insert(document.name().to_owned(), pages.collect());
    }
    Compared {
        json: serde_json::from_str(&comparison_json(&comparison)).expect("JSON"),
        pictures,
    }
}

struct Compared {
    json: Value,
    pictures: BTreeMap<String, Vec<[Vec<u8>; 2]>>,
}

impl Compared {
    fn documents(&self) -> &[Value] {
        list(&self.json["pages"]["documents"])
    }

    fn uncompared(&self) -> &[Value] {
        list(&self.json["uncompared"])
    }

    fn document(&self, name: &str) -> &Value {
        let is_named = |document: &&Value| {
            document["after"] == name || document["after"].is_null() && document["before"] == name
        };
        self.documents().iter().find(is_named).expect(name)
    }
}

fn changed_pages(document: &Value) -> impl Iterator<Item = &Value> {
    let pages = list(&document["pages"]).iter();
    pages.filter(|page| page["state"] != "same")
}

fn changed(document: &Value) -> Vec<(&str, Option<u64>, Option<u64>)> {
    let pages = changed_pages(document);
    let page = |page: &'_ Value| (page["before"].as_u64(), page["after"].as_u64());
    pages
        .map(|one| (text(&one["state"]), page(one).0, page(one).1))
        .collect()
}

#[test]
fn two_builds_of_one_dossier_have_the_same_pages() {
    let test = DossierTest::small()
        .replace("convention.toml", "\"essai\"", "\"2018-11-02\"")
        .copied_as("avant")
        .replace("convention.toml", "2018-11-02\"", "2019-01-07\"");
    test.run("build input avant").code(0);
    // Another stage prints another name at the foot of every page, which is no change of the page.
    for before in ["output/2018-11-02", "avant"] {
        let comparison = with_pages(&test, before, "output/2019-01-07", &Pages::Drawn);
        assert_eq!(comparison.documents(), [] as [Value; 0], "{before}");
        assert_eq!(comparison.uncompared(), [] as [Value; 0], "{before}");
    }
}

const NEW: &str = "+++\ncode = \"EA 1.5\"\ntitre = \"Une action de plus\"\n+++\n\n## Constat\n\nElle vient s’intercaler.\n";

#[test]
fn a_new_fiche_changes_no_other_page_than_those_that_speak_of_it() {
    let test = DossierTest::seed()
        .copied_as("avant")
        .file("fiches/EA-1.5.md", NEW);
    let comparison = with_pages(&test, "avant", "input", &Pages::Compared);
    let documents = comparison.documents().iter();
    let names: Vec<_> = documents.map(|document| text(&document["after"])).collect();
    assert_eq!(
        names,
        [
            "fiches/EA-1.5.pdf",
            "recapitulatif.pdf",
            "annexes.pdf",
            "convention.pdf"
        ]
    );
    assert_eq!(
        changed(&comparison.documents()[0]),
        [("inserted", None, Some(1))]
    );
    let mut annexes = changed(comparison.document("annexes.pdf"));
    // A fiche without figures is one more point to settle, which lengthens the first pages by one.
    let fiches = annexes
        .iter()
        .position(|(_, _, after)| after.is_some_and(|page| page > 4))
        .expect("a page");
    annexes.drain(..fiches);
    let [
        ("inserted", None, Some(new)),
        ("changed", Some(old_recap), Some(new_recap)),
    ] = annexes[..]
    else {
        panic!("{annexes:?}")
    };
    // The new fiche stands in the middle, and pushes the recap one page further.
    assert!(new > 10 && new < new_recap - 10);
    assert_eq!(new_recap, old_recap + 1);
}

struct Picture {
    width: usize,
    pixels: Vec<u8>,
}

fn picture(png: &[u8]) -> Picture {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a header");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut pixels).expect("a picture");
    Picture {
        width: frame.width as usize,
        pixels,
    }
}

/// The places, in thousandths, where two pictures of a page differ, without head and foot.
fn differing(pictures: &[Vec<u8>; 2]) -> Vec<(usize, usize)> {
    let [before, after] = pictures.each_ref().map(|png| picture(png));
    assert_eq!(
        (before.width, before.pixels.len()),
        (after.width, after.pixels.len())
    );
    let height = before.pixels.len() / 3 / before.width;
    let pairs = before
        .pixels
        .chunks(3)
        .zip(after.pixels.chunks(3))
        .enumerate();
    let places = pairs
        .filter(|(_, (one, other))| one != other)
        .map(|(place, _)| {
            (
                (place % before.width) * 1000 / before.width,
                (place / before.width) * 1000 / height,
            )
        });
    places.filter(|(_, y)| (95..925).contains(y)).collect()
}

/// The example with another amount in EA 2.1, of as many digits so that nothing around it moves, and three more words
/// in EA 1.2.1.
static MARKED: LazyLock<Compared> = LazyLock::new(|| {
    let test = DossierTest::seed()
        .copied_as("avant")
        .cell("Dépenses", "H34", "5500")
        .replace(
            "fiches/EA-1.2.1.md",
            "le plus finement possible",
            "le plus finement et le plus complètement possible",
        );
    test.run("check").code(1);
    with_pages(&test, "avant", "input", &Pages::Drawn)
});

#[test]
fn only_what_looks_different_is_marked() {
    let document = MARKED.document("fiches/EA-2.1.pdf");
    let [page] = changed_pages(document).collect::<Vec<_>>()[..] else {
        panic!("{document:#}")
    };
    assert_eq!(page["state"], "changed");
    let side = |region: &Value, side: &str| {
        usize::try_from(region[side].as_u64().expect("a number")).expect("small")
    };
    let is_within = |region: &Value, (x, y): (usize, usize)| {
        let is_between = |place: usize, start: &str, length: &str| {
            let start = side(region, start);
            (start.saturating_sub(2)..=start + side(region, length) + 2).contains(&place)
        };
        is_between(x, "x", "width") && is_between(y, "y", "height")
    };
    let places = differing(&MARKED.pictures["fiches/EA-2.1.pdf"][0]);
    assert!(!places.is_empty());
    for regions in ["regions_before", "regions_after"].map(|side| list(&page[side])) {
        let unmarked = places
            .iter()
            .find(|place| !regions.iter().any(|region| is_within(region, **place)));
        assert_eq!(unmarked, None, "{regions:?}");
        // Nothing is marked where nothing differs.
        assert!(
            regions
                .iter()
                .all(|region| places.iter().any(|place| is_within(region, *place))),
            "{regions:?}"
        );
        let areas = regions
            .iter()
            .map(|region| side(region, "width") * side(region, "height"));
        let marked: usize = areas.sum();
        assert!(
            marked < 20_000,
            "{marked} millionths of the page are marked"
        );
    }
}

#[test]
fn a_word_in_a_paragraph_is_marked_alone() {
    let mut pages = changed_pages(MARKED.document("fiches/EA-1.2.1.pdf"));
    let page = pages.next().expect("a changed page");
    assert_eq!(page["regions_before"], json!([]));
    let regions = list(&page["regions_after"]);
    // Five words, on one line or over two.
    assert!(matches!(regions.len(), 1..=2), "{regions:?}");
    let is_line = |region: &Value| region["height"].as_u64() < Some(20);
    assert!(regions.iter().all(is_line), "{regions:?}");
}

/// The reason why the pages of a document could not be compared.
fn reason_of<'a>(comparison: &'a Compared, name: &str) -> Option<&'a str> {
    let mut left_out = comparison.uncompared().iter();
    let one = left_out.find(|one| one["what"] == "pages" && one["detail"] == name)?;
    one["reason"].as_str()
}

#[test]
fn a_published_source_reaches_no_file_and_its_errors_are_reported() {
    let test = DossierTest::built();
    let source = |name: &str| test.path("output/2018-11-02/source").join(name);
    let add = |name: &str, text: &str| {
        let former = fs::read_to_string(source(name)).expect("a source");
        fs::write(source(name), format!("{former}\n{text}\n")).expect("written");
    };
    add("fiches/EA-1.1.typ", "#read(\"/donnees.json\").len()");
    add("fiches/EA-2.1.typ", "#image(\"/etc/hostname\")");
    add(
        "fiches/EA-2.2.typ",
        "#import \"@preview/cetz:0.3.0\": canvas",
    );
    add("fiches/EP-2.2.typ", "Une phrase de plus.");
    fs::remove_file(source("fiches/EC-1.1.typ")).expect("removed");
    let comparison = with_pages(&test, "output/2018-11-02", "input", &Pages::Compared);
    // The attachments of annexes are there, and empty.
    assert_eq!(reason_of(&comparison, "fiches/EA-1.1.pdf"), None);
    assert_eq!(
        reason_of(&comparison, "fiches/EA-2.1.pdf"),
        Some("not-laid-out")
    );
    assert_eq!(
        reason_of(&comparison, "fiches/EA-2.2.pdf"),
        Some("not-laid-out")
    );
    assert_eq!(
        reason_of(&comparison, "fiches/EC-1.1.pdf"),
        Some("missing-file")
    );
    assert_eq!(changed(comparison.document("fiches/EP-2.2.pdf")).len(), 1);
    let text = test.run("diff 2018-11-02 input").code(1).stdout();
    assert!(
        text.contains("fiches/EC-1.1.pdf") && text.contains("source"),
        "{text}"
    );
}

#[test]
fn a_part_of_a_stage_is_mentioned_once() {
    let test = DossierTest::seed();
    test.run("build --only \"EA 1.1\"").code(0);
    let comparison = with_pages(
        &test,
        "output/2018-11-02+partiel",
        "input",
        &Pages::Compared,
    );
    let reasons = comparison.uncompared().iter().map(|one| &one["reason"]);
    let partial = reasons.filter(|reason| **reason == "partial-stage").count();
    assert_eq!((partial, comparison.documents().len()), (1, 0));
}

#[test]
fn pages_are_left_out_when_asked_and_that_is_mentioned() {
    let run = DossierTest::seed()
        .copied_as("avant")
        .run("diff avant input --no-pages")
        .code(0);
    assert!(run.stdout().contains("les pages"), "{}", run.stdout());
}

/// The page without the parts that do not matter to its structure: pictures, marks, style and script.
fn skeleton(html: &str) -> String {
    let mut text = html.to_owned();
    for (begin, end) in [
        ("<style>", "</style>"),
        ("<script>", "</script>"),
        ("base64,", "\""),
        ("<rect ", "</svg>"),
        ("sha256-", "&#39;"),
    ] {
        let mut shown = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(begin) {
            shown.push_str(before);
            shown.push_str(begin);
            shown.push('…');
            rest = &after[after.find(end).expect("an end")..];
        }
        shown.push_str(rest);
        text = shown;
    }
    text
}

fn written(test: &DossierTest, file: &str) -> Vec<u8> {
    let run = test.run(&format!("diff avant input -o {file}")).code(1);
    assert_eq!((run.stdout().as_str(), run.stderr().as_str()), ("", ""));
    fs::read(test.path(file)).expect("written")
}

/// Saves a page for the browser, which is tested later (`tests/conformance/browser.sh`).
pub(crate) fn save_page(name: &str, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(name), bytes).expect("written");
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let test = edited();
    test.run("check").exit_code();
    let bytes = written(&test, "comparaison.html");
    save_page("comparaison.html", &bytes);
    let html = String::from_utf8(bytes).expect("text");
    let again = comparison_html(example()).expect("a page");
    assert!(html == again, "twice the same text");
    let policy = "default-src &#39;none&#39;; style-src &#39;sha256-";
    assert!(
        html.contains(&format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}"
        )),
        "a policy"
    );
    let skeleton = skeleton(&html);
    for outside in [
        "http:",
        "https:",
        "//",
        "url(",
        "@import",
        " style=\"",
        "onclick",
    ] {
        let markup = skeleton.split(['<', '>']).skip(1).step_by(2);
        let found: Vec<&str> = markup.filter(|tag| tag.contains(outside)).collect();
        assert_eq!(found, [""; 0], "{outside}");
    }
    insta::assert_snapshot!("page", skeleton);
}

#[test]
fn the_redline_is_a_document_like_the_others() {
    let test = edited();
    test.run("check").exit_code();
    let pdf = written(&test, "comparaison.pdf");
    save_page("comparaison.pdf", &pdf);
    let document = lopdf::Document::load_mem(&pdf).expect("a PDF");
    assert!(
        matches!(document.get_pages().len(), 2..=12),
        "{} pages",
        document.get_pages().len()
    );
    let run = test.run("diff avant input --format pdf").code(2);
    assert!(
        run.stderr().contains("-o changements.pdf") || run.stderr().contains("-o "),
        "{}",
        run.stderr()
    );
}

#[test]
fn two_workbooks_make_a_page_and_a_pdf_too() {
    let test = edited();
    test.run("check").exit_code();
    for file in ["x.html", "x.pdf"] {
        test.run(&format!(
            "diff avant/budget.xlsx input/budget.xlsx -o {file}"
        ))
        .code(1);
    }
    assert!(
        fs::read_to_string(test.path("x.html"))
            .expect("text")
            .contains("un classeur seul")
    );
}

#[test]
fn a_heading_is_no_code_in_the_pdf() {
    let test = DossierTest::seed().copied_as("avant").replace(
        "fiches/EA-1.2.1.md",
        "## Objectifs",
        "## #panic(\"rouge\") $x$ *gras",
    );
    test.run("diff avant input --no-pages -o c.pdf").code(1);
    assert!(
        fs::read(test.path("c.pdf"))
            .expect("bytes")
            .starts_with(b"%PDF")
    );
}

#[test]
fn the_redline_states_in_words_what_it_shows() {
    let test = reworded();
    test.run("diff avant input --no-pages -o c.pdf").code(1);
    let pdf = fs::read(test.path("c.pdf")).expect("bytes");
    let pdf = lopdf::Document::load_mem(&pdf).expect("a PDF");
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    let text = pdf.extract_text(&pages).expect("a text");
    let text = text.replace(['\n', '\u{a0}', ' '], "");
    for text_part in [
        "2018·supprimé:150findelasuppressionajouté:160findel’ajout€",
        "auparavantdans«Contenus»",
        "auparavantaprès«Constat»",
    ] {
        assert!(text.contains(text_part), "{text_part} in {text}");
    }
    assert!(!text.contains(['*', '|']), "{text}");
}
