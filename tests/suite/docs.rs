//! What the documentation says: its commands run, its links lead somewhere, what it quotes is what is printed,
//! and the reference of the dossier leaves no key out.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use rust_xlsxwriter::Workbook;

use crate::{
    dossier_test::{DossierTest, repository},
    watch,
};

/// The pages whose commands a reader types.
const RUN: [&str; 2] = ["README.md", "docs/guide.fr.md"];
/// Commands of other programs, and why they are not run here.
const NOT_RUN: [(&str, &str); 6] = [
    ("cargo test", "this is it"),
    ("cargo install --locked --path .", "compiles the program a second time"),
    ("cp -r input ma-convention", "every test has a copy already"),
    ("echo ", "writes git's attributes; tests/suite/textconv.rs does it in a repository"),
    ("git config ", "configures git; tests/suite/textconv.rs does it in a repository"),
    ("pandoc ", "a program of its own; officers who have Word files install it"),
];

/// A fenced block: its language and its lines.
struct Block {
    language: String,
    lines: Vec<String>,
}

impl Block {
    fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }
}

fn read(name: &str) -> String {
    fs::read_to_string(repository().join(name)).expect("text")
}

fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(language), None) => open = Some(Block { language: language.to_owned(), lines: Vec::new() }),
            (Some(_), Some(block)) => found.push(block),
            (None, Some(mut block)) => {
                block.lines.push(line.to_owned());
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// The arguments of a command of ours; `None` for another program's, which must be listed above.
#[track_caller]
fn arguments(command: &str) -> Option<String> {
    let command = command.split(" #").next().unwrap_or_default().trim();
    let ours = command.strip_prefix("cargo run -- ").or_else(|| command.strip_prefix("paraphe "));
    if ours.is_none() {
        let is_listed =
            NOT_RUN.iter().any(|(known, _)| command == *known || known.ends_with(' ') && command.starts_with(known));
        assert!(is_listed, "{command:?} is neither paraphe nor listed in NOT_RUN");
    }
    ours.map(str::to_owned)
}

/// Every Markdown page of the documentation.
fn pages() -> Vec<PathBuf> {
    let folders = [repository().to_owned(), repository().join("docs")];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

#[test]
fn every_command_does_what_the_page_says() {
    for page in RUN {
        let test = DossierTest::seed().copied_as("ma-convention");
        for block in blocks(&read(page)).iter().filter(|block| block.language == "sh") {
            for command in block.lines.iter().filter_map(|line| arguments(line)) {
                if let Some(arguments) = command.strip_prefix("watch") {
                    assert!(watch::shows(&test, arguments), "{page}: {command}");
                    continue;
                }
                // The example has errors to be found, may not be signed yet, and differs from its copy.
                let may_refuse = ["check", "--final", "diff"].iter().any(|word| command.contains(word));
                let run = test.run(&command);
                let code = run.exit_code();
                assert!(code == 0 || code == 1 && may_refuse, "{page}: {command}: {code}\n{}", run.shown());
            }
        }
    }
}

#[test]
fn what_is_quoted_is_what_is_printed() {
    let mut quoted = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("text");
        for block in blocks(&text).iter().filter(|block| block.language == "console") {
            let (command, expected) = block.lines.split_first().expect("a command");
            let command = arguments(command.strip_prefix("$ ").expect("a prompt")).expect("one of ours");
            let run = DossierTest::seed().run(&command);
            let (printed, page) = (run.stdout(), page.display());
            assert!(quotes(expected, &printed), "{page}: {command} prints\n{printed}");
            quoted += 1;
        }
    }
    assert!(quoted >= 2, "{quoted}");
}

/// Whether the text is made of these lines; a line `…` stands for any others.
fn quotes(expected: &[String], printed: &str) -> bool {
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let parts: Vec<&[String]> = expected.split(|line| line == "…").collect();
    let mut from = 0;
    for (index, part) in parts.iter().enumerate() {
        let starts =
            |at: &usize| printed[*at..].iter().zip(*part).filter(|(own, wanted)| own == wanted).count() == part.len();
        let last = if index == 0 { 0 } else { printed.len() };
        let Some(at) = (from..=last).filter(|at| *at <= printed.len()).find(starts) else { return false };
        from = at + part.len();
    }
    from == printed.len() || parts.last().is_some_and(|part| part.is_empty())
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("text");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            if file.starts_with("http") || file.contains(['<', '`', ' ']) {
                continue;
            }
            let target = if file.is_empty() { page.clone() } else { page.parent().expect("a folder").join(file) };
            let is_there = target.exists() && (anchor.is_empty() || anchors(&target).contains(anchor));
            if !is_there {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// What headings are linked by: lower case, spaces as hyphens, no other sign.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(page).expect("text");
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| -> String {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn the_reference_names_every_key() {
    let reference = read("docs/dossier.md");
    for source in ["convention", "fiche", "decisions"] {
        let code = read(&format!("src/read/{source}.rs"));
        let array = code.split("const KEYS").nth(1).and_then(|rest| rest.split_once('=')).map(|(_, rest)| rest);
        let array = array.and_then(|rest| rest.split("];").next()).expect("the keys");
        let keys: Vec<&str> = array.split('"').skip(1).step_by(2).collect();
        assert!(keys.len() > 5, "{keys:?}");
        for key in keys {
            let is_told = [format!("`{key}`"), format!("[{key}]"), format!("{key} = ")];
            assert!(is_told.iter().any(|form| reference.contains(form)), "{key} of {source}.rs");
        }
    }
}

#[test]
fn the_reference_names_every_template() {
    let reference = read("docs/dossier.md");
    // Those of the pages, in a folder of their own, cannot be replaced.
    let entries = fs::read_dir(repository().join("templates")).expect("templates");
    let files = entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    for template in files {
        let name = template.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(reference.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[test]
fn the_guides_decisions_settle_what_they_say() {
    let blocks = blocks(&read("docs/guide.fr.md"));
    let block = blocks.iter().find(|block| block.text().starts_with("[[arbitrage]]")).expect("decisions");
    let decisions = block.text().matches("[[arbitrage]]").count();
    let folder = DossierTest::seed().file("arbitrages.toml", &block.text());
    let audited = paraphe::pipeline::check(&folder.path("input")).expect("readable");
    assert_eq!(audited.findings.iter().filter(|finding| finding.rule.starts_with("decision-")).count(), 0);
    assert_eq!(audited.findings.iter().filter(|finding| finding.settlement.is_some()).count(), decisions);
}

#[test]
fn the_guides_own_dossier_has_no_finding() {
    let guide = read("docs/guide.fr.md");
    let blocks = blocks(&guide);
    let of =
        |beginning: &str| blocks.iter().map(Block::text).find(|text| text.starts_with(beginning)).expect("a block");
    let fiche = of("+++\n");
    let second = fiche.replace("A 1.1", "A 1.2").replace("2027 et 2028.", "2027.");
    let test = DossierTest::empty()
        .file("convention.toml", &of("titre = "))
        .file("fiches/A-1.1.md", &fiche)
        .file("fiches/A-1.2.md", &second);
    let mut workbook = Workbook::new();
    for (sheet, header) in [("Dépenses", "| Fiche | Nature |"), ("Cofinancement", "| Fiche | Financeur |")] {
        let table = guide.lines().skip_while(|line| !line.starts_with(header)).take_while(|line| line.starts_with('|'));
        let sheet = workbook.add_worksheet().set_name(sheet).expect("a name");
        for (row, line) in (0..).zip(table.filter(|line| !line.starts_with("| ---"))) {
            for (col, cell) in (0..).zip(line.trim_matches('|').split('|')) {
                sheet.write_string(row, col, cell.trim()).expect("written");
            }
        }
    }
    workbook.save(test.path("input/budget.xlsx")).expect("saved");
    test.run("check --quiet").code(0);
    let audited = paraphe::pipeline::check(&test.path("input")).expect("readable");
    assert!(audited.findings.is_empty(), "{:#?}", audited.findings);
}
