//! Texts that look like code, in every text that a user writes: each output shows them as they are typed.
//!
//! One dossier has them in every title, name, wording, mention, section, table, link and decision. Each output is read
//! back by another program than the one that wrote it: an HTML reader of ours, lopdf, calamine, serde, a Markdown
//! parser. Each text has a sum in each language, whose result would show that the code ran.

#![expect(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "names that the program wrote"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    io::Cursor,
    sync::LazyLock,
};

use calamine::{Data, Reader, Xlsx};
use lopdf::{Document, Object};
use pulldown_cmark::{Event, Options, Parser, Tag};
use roxmltree::Node;
use rust_xlsxwriter::{Note, Workbook};
use serde_json::Value;

use crate::{
    dossier_test::DossierTest,
    generator::{Generated, Shape, Value as Cell, generate, write_sheet},
    hostile::package::Package,
};

/// Typst, tera, a formula, HTML, Markdown and SQL, in one text that the documents' font can print.
const CODE: &str = "=6*7007+#str(6*7007) ]) } \u{a0}{{ 6*7007 }} {% include \"x\" %}{# x #} $6*7007$ // /* @a <a> ~ -- _a_ *b* \\ \" ' ` | \
    ${6*7007} <script>alert(6*7007)</script> \" onx=\"1 ' ony='1 </style></title></pre> [l](javascript:alert) &amp; &lt; \\u{41} %s '); DROP";
/// The result that would be printed if any of it ran.
const RESULT: &str = "42042";
/// The beginnings of cells that a spreadsheet would calculate.
const BEGINNINGS: [&str; 8] = [
    "=HYPERLINK(\"http://x\";\"y\")",
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|'/c calc'!A0",
    "\u{ff1d}1+1",
];

/// A dossier of two fiches whose every text is code. `mark` names the place of a text.
fn coded() -> DossierTest {
    let test = DossierTest::empty();
    let mut dossier = generate(
        Shape {
            years: 2,
            axes: 1,
            fiches: 2,
            others: 1,
            ..Shape::USUAL
        },
        4,
    );
    texts_of_the_budget(&mut dossier);
    dossier.toml = convention(&dossier.toml);
    dossier
        .fiches
        .values_mut()
        .for_each(|text| *text = fiche(text));
    dossier.decisions = Some(format!(
        "[[arbitrage]]\nconstat = \"line-days\"\nfiche = \"AA 1\"\nretenir = \"fiche\"\nmotif = {0}\ndecide_par = {0}\n",
        quoted("décision")
    ));
    dossier.write(&test.path("input"));
    add_sheets(&test);
    test
}

/// The code with a word that names its place.
fn code(mark: &str) -> String {
    format!("{mark} {CODE}")
}

/// The same as a TOML string.
fn quoted(mark: &str) -> String {
    Value::from(code(mark)).to_string()
}

/// The same as Markdown that prints it.
fn escaped(mark: &str) -> String {
    code(mark)
        .chars()
        .map(|c| {
            if c.is_ascii_punctuation() {
                format!("\\{c}")
            } else {
                c.into()
            }
        })
        .collect()
}

fn texts_of_the_budget(dossier: &mut Generated) {
    let first = dossier.spots[0].lines[0];
    dossier.costs[first][2] = Cell::text(code("libellé"));
    dossier.costs[first + 1][1] = Cell::text(code("nature"));
    for (row, beginning) in dossier.spots[1].lines.iter().zip(BEGINNINGS) {
        dossier.costs[*row][2] = Cell::text(beginning);
    }
    dossier.costs[0].push(Cell::text(code("colonne")));
    dossier.costs[first].push(Cell::text(code("cellule")));
    let last = dossier.funding[0].len() - 1;
    for row in dossier.spots[0].funding.clone() {
        if dossier.funding[row][1] == Cell::text("FSE") {
            dossier.funding[row][1] = Cell::text(code("financeur"));
        }
        dossier.funding[row][last] = Cell::text(code("mention"));
    }
    // A wrong total: the finding names the fiche.
    let total = dossier.spots[0].total;
    dossier.costs[total][5] = Cell::text("1");
}

fn convention(toml: &str) -> String {
    let party = |text: String, name: &str, mark: &str| {
        let from = format!(
            "nom = \"{name}\"\nsignataire = {{ nom = \"Claude {name}\", qualite = \"Présidence\" }}"
        );
        assert!(text.contains(&from), "{text}");
        let to = format!(
            "nom = \"{name}\"\ncolonne = \"{name}\"\nsignataire = {{ nom = {}, qualite = {} }}",
            quoted(&format!("signataire {mark}")),
            quoted(&format!("Qualité {mark}"))
        );
        text.replacen(&from, &to, 1)
    };
    let toml = party(
        party(toml.to_owned(), "Agglomération", "un"),
        "Chambre consulaire",
        "deux",
    );
    let toml = toml.replacen(
        "titre = \"Convention d’essai\"",
        &format!("titre = {}\nlieu = {}", quoted("titre"), quoted("lieu")),
        1,
    );
    let toml = toml.replacen(
        "titre = \"Accueil\"",
        &format!("titre = {}", quoted("axe")),
        1,
    );
    let toml = toml.replacen(
        "article = \"Article 4\"",
        &format!(
            "article = {}\nlibelle = {}",
            quoted("article"),
            quoted("montant")
        ),
        1,
    );
    // An amount without an explanation: the finding names its article.
    format!(
        "unite = {}\nhors_total = [{}, {}]\n\
        {toml}\n[[montants_annonces]]\narticle = {}\nlibelle = {}\nmontant = \"12345\"\ncalcul = \"total\"\n",
        quoted("unité"),
        quoted("nature"),
        quoted("nature absente"),
        quoted("article faux"),
        quoted("libellé faux")
    )
}

fn fiche(text: &str) -> String {
    let head = text.split("\n+++\n").next().expect("a head");
    let title = head
        .lines()
        .find(|line| line.starts_with("titre"))
        .expect("a title");
    let keys = format!(
        "titre = {}\nmaitrise_ouvrage = {}\npartenaires = [{}, {}]",
        quoted("fiche"),
        quoted("maîtrise"),
        quoted("partenaire"),
        quoted("autre partenaire")
    );
    let head = head.replacen(title, &keys, 1);
    let mut body = String::new();
    write!(
        body,
        "## {}\n\n{}\n\n",
        escaped("rubrique"),
        escaped("prose")
    )
    .expect("written");
    write!(body, "[{}](<https://exemple.fr/?a=\\\")%5D%23#str(6*7007)>) <javascript:alert(6*7007)> [s](javascript:alert%286*7007%29) [d](data:text/html,x) [f](file:///etc/passwd) [t](tel:+33) <contact@exemple.fr>\n\n", escaped("lien")).expect("written");
    write!(
        body,
        "*{}* **{}**\n\n- {}\n\n> {}\n\n",
        escaped("italique"),
        escaped("gras"),
        escaped("élément"),
        escaped("citation")
    )
    .expect("written");
    write!(
        body,
        "| {} | b |\n|---|---|\n| {} | c |\n\n",
        escaped("entête"),
        escaped("cellule")
    )
    .expect("written");
    write!(body, "``` sh\n{}\n```\n\n", code("bloc")).expect("written");
    format!("{head}\n+++\n\n{body}")
}

/// Unused sheets, a comment, and cells that would be formulas elsewhere.
fn add_sheets(test: &DossierTest) {
    let dossier_sheets = {
        let bytes = fs::read(test.path("input/budget.xlsx")).expect("a workbook");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let names = book.sheet_names();
        names
            .into_iter()
            .map(|name| (name.clone(), book.worksheet_range(&name).expect("a sheet")))
            .collect::<Vec<_>>()
    };
    let mut written = Workbook::new();
    for (name, range) in &dossier_sheets {
        let sheet = written.add_worksheet().set_name(name).expect("a name");
        for (row, col, value) in range.used_cells() {
            let at = (
                u32::try_from(row).expect("a row"),
                u16::try_from(col).expect("a column"),
            );
            match value {
                Data::Float(number) => sheet.write_number(at.0, at.1, *number),
                other => sheet.write_string(at.0, at.1, other.to_string()),
            }
            .expect("written");
        }
    }
    let costs = written.worksheet_from_name("Dépenses").expect("a sheet");
    costs
        .insert_note(1, 1, &Note::new(code("commentaire")))
        .expect("a note");
    let rows: Vec<Vec<Cell>> = BEGINNINGS
        .iter()
        .map(|text| vec![Cell::text(*text), Cell::text(code("feuille"))])
        .collect();
    write_sheet(&mut written, "=1+1 & <b>", &rows).expect("a sheet");
    written.save(test.path("input/budget.xlsx")).expect("saved");
}

/// The dossier, published.
static CODED: LazyLock<(DossierTest, BTreeMap<String, Vec<u8>>)> = LazyLock::new(|| {
    let test = coded();
    let run = test.run("build");
    assert_eq!(run.exit_code(), 0, "{}", run.shown());
    let published = test.published();
    (test, published)
});

fn published(name: &str) -> &'static [u8] {
    &CODED.1[&format!("essai/{name}")]
}

fn published_text(name: &str) -> &'static str {
    std::str::from_utf8(published(name)).expect("UTF-8")
}

/// The parts of a zip.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let texts = Package::read(bytes).parts.into_iter();
    texts
        .map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned()))
        .collect()
}

/// The text without spaces, which layout and Markdown may change.
fn dense(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .collect()
}

/// Asserts that a text contains the code of each of these marks, and not its result.
#[track_caller]
fn assert_shows_code(what: &str, text: &str, marks: &[&str]) {
    let text = dense(text);
    assert!(!text.contains(RESULT), "code ran in {what}");
    for mark in marks {
        assert!(
            text.contains(&dense(&code(mark))),
            "{what} does not show the code of {mark}: {text}"
        );
    }
}

#[test]
fn nothing_runs_in_anything_published() {
    for (name, bytes) in &CODED.1 {
        let text = match name.rsplit('.').next() {
            Some("pdf") => printed(bytes),
            Some("xlsx") => parts(bytes).into_values().collect(),
            _ => String::from_utf8_lossy(bytes).into_owned(),
        };
        assert!(!dense(&text).contains(RESULT), "code ran in {name}");
    }
}

// ── PDF

fn pdf(bytes: &[u8]) -> Document {
    Document::load_mem(bytes).expect("a PDF")
}

/// The text of all pages, as another program reads it.
fn printed(bytes: &[u8]) -> String {
    let pdf = pdf(bytes);
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    pdf.extract_text(&pages).expect("a text")
}

#[test]
fn documents_print_what_was_typed() {
    let marks = [
        "fiche",
        "maîtrise",
        "partenaire",
        "rubrique",
        "prose",
        "italique",
        "gras",
        "élément",
        "citation",
    ];
    let more = [
        "entête",
        "cellule",
        "bloc",
        "lien",
        "libellé",
        "nature",
        "financeur",
        "mention",
        "unité",
    ];
    assert_shows_code(
        "the fiche",
        &printed(published("fiches/AA-1.pdf")),
        &[&marks[..], &more].concat(),
    );
    assert_shows_code(
        "the recap",
        &printed(published("recapitulatif.pdf")),
        &["fiche", "mention", "unité", "nature"],
    );
    let signatures = [
        "Qualité un",
        "signataire un",
        "Qualité deux",
        "signataire deux",
        "lieu",
    ];
    assert_shows_code(
        "the annexes",
        &printed(published("annexes.pdf")),
        &[&marks[..], &signatures].concat(),
    );
}

/// Every object of a file that has this key.
fn with_key<'a>(pdf: &'a Document, key: &str) -> Vec<&'a Object> {
    fn collect<'a>(object: &'a Object, key: &[u8], found: &mut Vec<&'a Object>) {
        let dict = match object {
            Object::Dictionary(dict) => dict,
            Object::Stream(stream) => &stream.dict,
            Object::Array(items) => return items.iter().for_each(|item| collect(item, key, found)),
            _ => return,
        };
        for (name, value) in dict {
            if name == key {
                found.push(value);
            }
            collect(value, key, found);
        }
    }
    let mut found = Vec::new();
    pdf.objects
        .values()
        .for_each(|object| collect(object, key.as_bytes(), &mut found));
    found
}

fn texts(pdf: &Document, key: &str) -> Vec<String> {
    with_key(pdf, key)
        .into_iter()
        .filter_map(|object| lopdf::decode_text_string(object).ok())
        .collect()
}

#[test]
fn titles_and_bookmarks_are_texts() {
    let pdf = pdf(published("annexes.pdf"));
    let titles = texts(&pdf, "Title");
    assert_shows_code(
        "titles and bookmarks",
        &titles.join("\n"),
        &["titre", "fiche"],
    );
    assert!(
        titles
            .iter()
            .any(|title| dense(title) == dense(&format!("Annexes – {}", code("titre")))),
        "{titles:?}"
    );
    let metadata = with_key(&pdf, "Metadata");
    let [Object::Reference(id)] = metadata[..] else {
        panic!("{metadata:?}")
    };
    let stream = pdf
        .get_object(*id)
        .and_then(Object::as_stream)
        .expect("a stream");
    let xmp = String::from_utf8(stream.get_plain_content().expect("content")).expect("UTF-8");
    let xmp = roxmltree::Document::parse(&xmp).expect("XML");
    let metadata: String = xmp.descendants().filter_map(|node| node.text()).collect();
    assert_shows_code("the metadata", &metadata, &["titre"]);
}

#[test]
fn files_attached_have_names_of_ours() {
    let names: BTreeSet<String> = texts(&pdf(published("annexes.pdf")), "UF")
        .into_iter()
        .collect();
    assert_eq!(
        names,
        ["budget-corrige.xlsx", "donnees.json"]
            .map(str::to_owned)
            .into()
    );
}

#[test]
fn links_lead_to_the_web_and_to_mail_only() {
    for (name, bytes) in CODED.1.iter().filter(|(name, _)| name.ends_with(".pdf")) {
        let pdf = pdf(bytes);
        let links: Vec<String> = with_key(&pdf, "URI")
            .into_iter()
            .filter_map(|link| Some(String::from_utf8_lossy(link.as_str().ok()?).into_owned()))
            .collect();
        for link in &links {
            assert!(
                ["http://", "https://", "mailto:"]
                    .iter()
                    .any(|scheme| link.starts_with(scheme)),
                "{name}: {link}"
            );
        }
        assert_eq!(
            name.contains("fiches/"),
            !links.is_empty() && name != "essai/annexes.pdf",
            "{name}: {links:?}"
        );
        let kinds = with_key(&pdf, "S")
            .into_iter()
            .filter_map(|kind| kind.as_name().ok());
        let acts = [
            "JavaScript",
            "Launch",
            "GoToR",
            "GoToE",
            "SubmitForm",
            "ImportData",
            "Rendition",
            "Named",
        ];
        assert_eq!(
            kinds
                .filter(|kind| acts.iter().any(|act| act.as_bytes() == *kind))
                .count(),
            0,
            "{name}"
        );
        for key in ["JS", "AA", "OpenAction", "XFA", "RichMedia"] {
            assert!(with_key(&pdf, key).is_empty(), "{name} has {key}");
        }
    }
}

// ── Workbooks

/// Every cell of a workbook that could be code: formulas, by part.
fn formulas(parts: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, xml) in parts.iter().filter(|(name, _)| name.ends_with(".xml")) {
        let document = roxmltree::Document::parse(xml).expect("XML");
        let elements = [
            "f",
            "formula",
            "formula1",
            "formula2",
            "definedName",
            "ddeLink",
            "calculatedColumnFormula",
        ];
        let is_code = |node: &Node<'_, '_>| elements.contains(&node.tag_name().name());
        found.extend(
            document
                .descendants()
                .filter(is_code)
                .map(|node| (name.clone(), node.text().unwrap_or_default().to_owned())),
        );
    }
    found
}

/// The texts of a workbook's cells, and how many.
fn cell_texts(bytes: &[u8]) -> Vec<String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let cells = names.iter().flat_map(|name| {
        let range = book.worksheet_range(name).expect("a sheet");
        range
            .used_cells()
            .map(|(_, _, value)| value.to_string())
            .collect::<Vec<_>>()
    });
    cells.collect()
}

/// Asserts that no formula of a workbook contains a user's text, and that any other cell with one is a text.
#[track_caller]
fn has_no_code(what: &str, bytes: &[u8]) {
    let parts = parts(bytes);
    for (part, formula) in formulas(&parts) {
        for sign in ["6*7007", "HYPERLINK", "cmd|", "SUM(1;1)", "http", "<script"] {
            assert!(!formula.contains(sign), "{what}, {part}: {formula}");
        }
    }
    for (part, xml) in parts
        .iter()
        .filter(|(part, _)| part.starts_with("xl/worksheets/sheet"))
    {
        let document = roxmltree::Document::parse(xml).expect("XML");
        for cell in document
            .descendants()
            .filter(|node| node.tag_name().name() == "c")
        {
            let value = cell
                .children()
                .find(|node| node.tag_name().name() == "v")
                .and_then(|node| node.text());
            let kind = cell.attribute("t").unwrap_or("n");
            let has_formula = cell.children().any(|node| node.tag_name().name() == "f");
            assert!(
                matches!(kind, "n" | "s") || has_formula,
                "{what}, {part}: a cell of kind {kind}: {value:?}"
            );
        }
    }
    let links = parts
        .iter()
        .filter(|(name, _)| name.ends_with(".rels"))
        .filter(|(_, xml)| xml.contains("External"));
    assert_eq!(
        links.map(|(name, _)| name).collect::<Vec<_>>(),
        [""; 0],
        "{what}: links out of the workbook"
    );
}

#[test]
fn the_corrected_workbook_holds_texts() {
    let bytes = published("budget-corrige.xlsx");
    has_no_code("the corrected workbook", bytes);
    let texts = cell_texts(bytes).join("\n");
    assert_shows_code(
        "the corrected workbook",
        &texts,
        &[
            "titre",
            "libellé",
            "nature",
            "financeur",
            "mention",
            "fiche",
            "colonne",
            "cellule",
            "unité",
        ],
    );
    for beginning in &BEGINNINGS[..3] {
        assert!(
            texts.lines().any(|text| text == *beginning),
            "{beginning} is not a text of its own"
        );
    }
}

#[test]
fn a_new_dossier_holds_texts() {
    let test = DossierTest::empty();
    let title = code("nouveau").replace('"', "”");
    let run = test.run(&format!(
        "init neuf --yes --years 2027-2028 --title \"{title}\" --party \"{}\" --party \"@SUM(1;1)\" --axis \"A={}\"",
        title.replace('=', "≠"),
        title.replace('=', "≠"),
    ));
    assert_eq!(run.exit_code(), 0, "{}", run.shown());
    has_no_code(
        "the blank workbook",
        &fs::read(test.path("neuf/budget.xlsx")).expect("a workbook"),
    );
    let toml = fs::read_to_string(test.path("neuf/convention.toml")).expect("text");
    let toml: toml::Table = toml.parse().expect("TOML");
    assert_eq!(toml["titre"].as_str(), Some(title.as_str()));
    assert_eq!(toml.keys().filter(|key| key.contains("6*7007")).count(), 0);
}

#[test]
fn a_dossier_around_a_workbook_holds_texts() {
    let run = CODED
        .0
        .run("init autour --yes --title Essai --from input/budget.xlsx");
    assert_eq!(run.exit_code(), 0, "{}", run.shown());
    let toml = fs::read_to_string(CODED.0.path("autour/convention.toml")).expect("text");
    toml.parse::<toml::Table>().expect("TOML");
    assert!(!toml.contains(RESULT));
    fs::remove_dir_all(CODED.0.path("autour")).expect("removed");
}

// ── Pages

/// A page as a browser reads it: elements with attributes, and texts.
#[derive(Default)]
pub(crate) struct Html {
    pub(crate) elements: Vec<(String, Vec<(String, String)>)>,
    pub(crate) text: String,
}

impl Html {
    pub(crate) fn read(html: &str) -> Self {
        let mut page = Self::default();
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            page.text.push_str(&unescaped(&rest[..start]));
            rest = &rest[start + 1..];
            if rest.starts_with('!') {
                rest = &rest[rest.find('>').expect("an end") + 1..];
            } else if let Some(close) = rest.strip_prefix('/') {
                rest = &close[close.find('>').expect("an end") + 1..];
            } else {
                rest = page.element(rest);
            }
        }
        page.text.push_str(&unescaped(rest));
        page
    }

    /// Reads a tag after its `<`; the content of a script or a style is no text.
    fn element<'a>(&mut self, tag: &'a str) -> &'a str {
        let end = tag
            .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
            .expect("an end");
        let (name, mut rest) = tag.split_at(end);
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break;
            }
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>'))
                .expect("an end");
            let key = &rest[..end];
            rest = &rest[end..];
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let quote = after
                    .chars()
                    .next()
                    .filter(|c| matches!(c, '"' | '\''))
                    .expect("a quote");
                let end = after[1..].find(quote).expect("a quote") + 1;
                value = &after[1..end];
                rest = &after[end + 1..];
            }
            attributes.push((key.to_owned(), unescaped(value)));
        }
        self.elements.push((name.to_lowercase(), attributes));
        if matches!(name, "script" | "style") {
            rest = &rest[rest.find(&format!("</{name}")).expect("an end")..];
        }
        rest
    }

    pub(crate) fn count(&self, name: &str) -> usize {
        self.elements
            .iter()
            .filter(|(element, _)| element == name)
            .count()
    }

    /// Every value of an attribute, and every text.
    pub(crate) fn all(&self) -> String {
        let values = self
            .elements
            .iter()
            .flat_map(|(_, attributes)| attributes)
            .map(|(_, value)| value.as_str());
        values
            .chain([self.text.as_str()])
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Users' texts made no element, handler or link.
    #[track_caller]
    pub(crate) fn has_no_code(&self, scripts: usize) {
        assert_eq!(self.count("script"), scripts);
        for name in [
            "iframe",
            "object",
            "embed",
            "base",
            "foreignobject",
            "x",
            "l",
        ] {
            assert_eq!(self.count(name), 0, "<{name}>");
        }
        for (name, attributes) in &self.elements {
            for (key, value) in attributes {
                assert!(
                    !key.starts_with("on")
                        && key
                            .chars()
                            .all(|c| c.is_ascii_alphanumeric() || "-:".contains(c)),
                    "{name} {key}"
                );
                let is_link = matches!(
                    key.as_str(),
                    "href" | "src" | "action" | "formaction" | "xlink:href"
                );
                let is_ours = ["#", "/", "data:"]
                    .iter()
                    .any(|start| value.starts_with(start))
                    && !value.starts_with("//");
                // An empty one is that of the page.
                assert!(
                    !is_link || is_ours || value.is_empty(),
                    "{name} {key}={value}"
                );
                assert!(
                    key != "style" || !value.contains("6*7007"),
                    "{name} {key}={value}"
                );
            }
        }
    }
}

fn unescaped(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
    ];
    let text = entities
        .iter()
        .fold(text.to_owned(), |text, (entity, sign)| {
            text.replace(entity, sign)
        });
    text.replace("&amp;", "&")
}

#[test]
fn the_page_of_findings_shows_what_was_typed() {
    let page = Html::read(published_text("controle.html"));
    page.has_no_code(1);
    assert_shows_code(
        "controle.html",
        &page.all(),
        &["titre", "article faux", "nature absente"],
    );
    let run = CODED.0.run("check --format html");
    let page = Html::read(&run.stdout());
    page.has_no_code(1);
    assert_shows_code(
        "check --format html",
        &page.all(),
        &["titre", "article faux"],
    );
}

#[test]
fn the_preview_shows_what_was_typed() {
    for path in ["/", "/fiches/AA-1", "/recapitulatif"] {
        let page = Html::read(&crate::atelier::page(&CODED.0, path));
        page.has_no_code(1);
        assert_shows_code(path, &page.all(), &["titre", "fiche"]);
    }
}

// ── Reports

#[test]
fn reports_for_programs_show_what_was_typed() {
    let run = CODED.0.run("check --format json");
    let report: Value = serde_json::from_str(&run.stdout()).expect("JSON");
    assert_shows_code("json", &strings(&report).join("\n"), &["article faux"]);
    let record: Value = serde_json::from_slice(published("donnees.json")).expect("JSON");
    assert_shows_code(
        "donnees.json",
        &strings(&record).join("\n"),
        &[
            "titre", "fiche", "bloc", "libellé", "mention", "lieu", "unité", "nature",
        ],
    );
    let csv = published_text("donnees.csv").replace("\r\n", "\n");
    for sign in ["=", "+", "@", "\t", "\r"] {
        for start in ["\n", ";", ";\""] {
            assert!(!csv.contains(&format!("{start}{sign}")), "{start}{sign}");
        }
    }
    assert_shows_code(
        "donnees.csv",
        &csv.replace("\"\"", "\""),
        &["libellé", "nature"],
    );
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(object) => object
            .iter()
            .flat_map(|(key, value)| [vec![key.clone()], strings(value)].concat())
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn comparisons_show_what_was_typed() {
    // It is compared with a dossier of the same form with harmless texts: everything differs.
    let test = coded();
    let shape = Shape {
        others: 1,
        ..Shape::SMALL
    };
    generate(shape, 4).write(&test.path("avant"));
    let marks = ["titre", "fiche", "libellé", "rubrique"];
    let shown = |arguments: &str| {
        test.run(&format!("diff avant input {arguments}"))
            .code(1)
            .stdout()
    };
    let json: Value = serde_json::from_str(&shown("--no-pages --format json")).expect("JSON");
    assert_shows_code("the comparison in JSON", &strings(&json).join("\n"), &marks);
    assert_shows_code(
        "the comparison as text",
        &shown("--no-pages").replace(['⏎', '│'], ""),
        &[],
    );
    let page = Html::read(&shown("--format html"));
    page.has_no_code(1);
    assert_shows_code("the comparison as a page", &page.all(), &["titre", "fiche"]);
    is_only_text(&shown("--no-pages --format markdown"));

    shown("--no-pages -o ecarts.xlsx");
    has_no_code(
        "the comparison as a workbook",
        &fs::read(test.path("ecarts.xlsx")).expect("a workbook"),
    );
    shown("--no-pages -o ecarts.pdf");
    let bytes = fs::read(test.path("ecarts.pdf")).expect("a PDF");
    assert_shows_code("the comparison in print", &printed(&bytes), &["titre"]);
    assert!(with_key(&pdf(&bytes), "URI").is_empty());
}

/// Asserts that a report in Markdown has no link, picture, code or HTML, in the widest dialect there is, except for the
/// marks of removed and added texts.
#[track_caller]
fn is_only_text(markdown: &str) {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::InlineHtml(tag) if ["<del>", "</del>", "<ins>", "</ins>"].contains(&&*tag) => {}
            Event::Start(
                Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock,
            )
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_) => panic!("{event:?} in {markdown}"),
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            _ => {}
        }
    }
    assert_shows_code("the comparison in Markdown", &text, &["titre"]);
}

// ── Terminals

/// Characters that act on terminals: colours, titles, links, bells, directions, in both sets of control characters.
const ACTS: &str = "\u{1b}[35mrose\u{1b}]8;;http://x\u{7}lien\u{1b}]0;titre\u{7}\u{1b}[2J\u{9b}35m\u{90}q\u{9c}\u{8}\u{7f}\u{202e}evil\u{2066}x\u{200f}\u{feff}";

#[test]
fn nothing_acts_on_a_terminal() {
    let test = acting();
    let runs = [
        "check",
        "check -q",
        "check -v",
        "check --format json",
        "check --format html",
    ];
    let more = [
        "build",
        "build -v",
        "--lang en check",
        "textconv input/budget.xlsx",
        "init autour --yes --from input/budget.xlsx",
    ];
    let compared = [
        "diff input/budget.xlsx autre.xlsx",
        "diff input/budget.xlsx autre.xlsx --format markdown",
        "diff input/budget.xlsx autre.xlsx --format json",
    ];
    for run in runs.into_iter().chain(more).chain(compared) {
        for colour in ["never", "always"] {
            let ran = test.run(&format!("--color {colour} {run}"));
            let shown = without_colours(&ran.shown());
            let bad = shown.chars().find(|c| {
                *c != '\n' && (c.is_control() || "\u{202e}\u{2066}\u{200f}\u{feff}".contains(*c))
            });
            let around = bad
                .and_then(|bad| shown.split(bad).next())
                .map(|before| before.lines().last());
            assert!(
                bad.is_none(),
                "{colour} {run} writes {bad:?} after {around:?}"
            );
            assert!(!ran.shown().contains("\u{1b}[35m"), "{run}");
        }
    }
    assert!(
        test.run("check").shown().contains("␛[35mrose"),
        "it is shown"
    );
}

/// The text without the program's own colours.
fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..start]);
        let after = &rest[start + 2..];
        let end = after
            .find(|c: char| !(c.is_ascii_digit() || c == ';'))
            .unwrap_or(after.len());
        rest = if after[end..].starts_with('m') {
            &after[end + 1..]
        } else {
            &rest[start + 1..]
        };
        if !after[end..].starts_with('m') {
            plain.push('\u{1b}');
        }
    }
    plain + rest
}

/// A dossier whose cells, keys, texts and file names act on terminals.
fn acting() -> DossierTest {
    let test = DossierTest::empty();
    let mut dossier = generate(
        Shape {
            years: 2,
            axes: 1,
            fiches: 2,
            others: 1,
            ..Shape::USUAL
        },
        4,
    );
    let first = dossier.spots[0].lines[0];
    dossier.costs[first][2] = Cell::text(format!("libellé {ACTS}"));
    dossier.costs[first][5] = Cell::text(format!("1 {ACTS}"));
    dossier.costs[0].push(Cell::text(format!("colonne {ACTS}")));
    let rule = dossier.spots[0].funding[0];
    dossier.funding[rule][1] = Cell::text(format!("financeur {ACTS}"));
    dossier.funding[rule][3] = Cell::text(format!("taux {ACTS}"));
    let text = |text: &str| {
        Value::from(format!("{text} {ACTS}"))
            .to_string()
            .replace('\u{7f}', "\\u007f")
    };
    dossier.toml = dossier.toml.replacen(
        "titre = \"Convention d’essai\"",
        &format!(
            "titre = {}\nunite = {}\nhors_total = {}\n{} = 1",
            text("titre"),
            text("unité"),
            text("hors"),
            text("clé")
        ),
        1,
    );
    dossier.decisions = Some(format!(
        "[[arbitrage]]\nconstat = {}\nretenir = {}\nmotif = {}\n",
        text("règle"),
        text("retenir"),
        text("motif")
    ));
    let fiches: Vec<String> = dossier.fiches.keys().cloned().collect();
    let last = dossier.fiches.remove(&fiches[1]).expect("a fiche");
    dossier.fiches.insert(
        format!("{}.md", ACTS.replace('/', "∕")),
        format!("{last}\n<b>{}</b>\n", ACTS.replace('\u{7f}', "")),
    );
    dossier.write(&test.path("input"));
    let mut other = Workbook::new();
    dossier.costs[first][2] = Cell::text(format!("autre {ACTS}"));
    for (name, sheet) in [
        ("Dépenses", &dossier.costs),
        ("Cofinancement", &dossier.funding),
    ] {
        write_sheet(&mut other, name, sheet).expect("a sheet");
    }
    other.save(test.path("autre.xlsx")).expect("saved");
    test
}
