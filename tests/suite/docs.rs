//! The documentation is right: its commands run, its links exist, its quotations are what is printed, and the reference
//! of the dossier has every key.

use paraphe::{Limit, Limits};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use rust_xlsxwriter::Workbook;

use crate::dossier_test::{DossierTest, copy, repository};

/// The pages whose commands a reader types.
const RUN: [&str; 2] = ["README.md", "docs/guide.fr.md"];
/// Commands of other programs, and why they are not run here.
const NOT_RUN: [(&str, &str); 8] = [
    ("cargo test", "this is it"),
    (
        "cargo install --locked --path .",
        "compiles the program a second time",
    ),
    (
        "tests/conformance/install.sh",
        "installs programs; .ci/run runs it",
    ),
    ("tests/conformance/archive.sh ", ".ci/run runs it"),
    (
        "tests/conformance/disk.sh",
        "mounts file systems; .ci/run runs it",
    ),
    ("tests/conformance/sign.sh ", ".ci/run runs it"),
    (
        "echo ",
        "writes git's attributes; tests/suite/textconv.rs does it in a repository",
    ),
    (
        "git config ",
        "configures git; tests/suite/textconv.rs does it in a repository",
    ),
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
            (Some(language), None) => {
                open = Some(Block {
                    language: language.to_owned(),
                    lines: Vec::new(),
                });
            }
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

/// The arguments of a command of this program; `None` for another program's, which must be listed above.
#[track_caller]
fn arguments(command: &str) -> Option<String> {
    let command = command.split(" #").next().unwrap_or_default().trim();
    let ours = command
        .strip_prefix("cargo run -- ")
        .or_else(|| command.strip_prefix("paraphe "));
    if ours.is_none() {
        let is_listed = NOT_RUN.iter().any(|(known, _)| {
            command == *known || known.ends_with(' ') && command.starts_with(known)
        });
        assert!(
            is_listed,
            "{command:?} is neither paraphe nor listed in NOT_RUN"
        );
    }
    ours.map(str::to_owned)
}

/// Every Markdown page of the documentation.
fn pages() -> Vec<PathBuf> {
    let folders = [repository().to_owned(), repository().join("docs")];
    let entries = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

/// The files of the guide's reader: the example, a workbook with other names than ours, and a file that came back
/// signed.
fn reader(test: DossierTest) -> DossierTest {
    let workbook = repository().join("tests/fixtures/init/budget-detaille.xlsx");
    fs::copy(workbook, test.path("budget-2027.xlsx")).expect("copied");
    let signed = repository().join("tests/fixtures/signed/annexes.pdf");
    fs::create_dir_all(test.path("signes")).expect("a folder");
    fs::copy(signed, test.path("signes/annexes.pdf")).expect("copied");
    test
}

/// The page cut before each of its `##` headings, except those within examples.
fn parts(page: &str) -> Vec<String> {
    let (mut parts, mut is_code) = (vec![String::new()], false);
    for line in page.lines() {
        is_code ^= line.starts_with("```");
        if line.starts_with("## ") && !is_code {
            parts.push(String::new());
        }
        parts.last_mut().expect("a part").extend([line, "\n"]);
    }
    parts
}

#[test]
fn every_command_does_what_the_page_says() {
    for page in RUN {
        let (test, text) = (reader(DossierTest::built()), read(page));
        for part in parts(&text) {
            // Each part begins with the stage that `build` makes, whatever the part before did to it.
            copy(&DossierTest::built().path("output"), &test.path("output"));
            if part.starts_with("## La version à signer") {
                make_final(&test);
            }
            for block in blocks(&part).iter().filter(|block| block.language == "sh") {
                for command in block.lines.iter().filter_map(|line| arguments(line)) {
                    if let Some(arguments) = command.strip_prefix("atelier") {
                        assert!(crate::atelier::shows(&test, arguments), "{page}: {command}");
                        continue;
                    }
                    // There is no terminal to ask a question at.
                    let unasked = if command.contains("--from") {
                        " --yes"
                    } else {
                        ""
                    };
                    let run = test.run(&format!("{command}{unasked}"));
                    // The example has errors on purpose, and drafts differ.
                    let has_errors =
                        command.contains("check") && !command.contains("ma-convention");
                    // Nobody has signed the example's stage.
                    let may_refuse =
                        has_errors || command.contains("diff") || command.starts_with("verify");
                    let code = run.exit_code();
                    assert!(
                        code == 0 || code == 1 && may_refuse,
                        "{page}: {command}: {code}\n{}",
                        run.shown()
                    );
                }
            }
        }
    }
}

/// The changes in `convention.toml` that the guide asks for before the version to be signed.
fn make_final(test: &DossierTest) {
    let path = test.path("ma-convention/convention.toml");
    let text = fs::read_to_string(&path).expect("made by init");
    let changes = [
        ("etape = \"v1\"", "etape = \"2027-01-15\""),
        ("statut = \"projet\"", "statut = \"definitif\""),
        ("# lieu = \"\"", "lieu = \"Exemple\""),
        (
            "# signataire = { nom = \"\", qualite = \"\" }",
            "signataire = { nom = \"Claude MARTIN\", qualite = \"Maire\" }",
        ),
    ];
    let text = changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    fs::write(&path, text).expect("written");
}

/// A new user with a workbook follows the guide alone: from `init` to the version to be signed, and to the comparison
/// of the two stages.
#[test]
fn a_new_user_gets_from_a_workbook_to_what_is_signed() {
    let test = reader(DossierTest::seed());
    let guide = read("docs/guide.fr.md");
    let commands: Vec<String> = blocks(&guide)
        .iter()
        .filter(|block| block.language == "sh")
        .flat_map(|block| block.lines.clone())
        .collect();
    let one = |words: &[&str]| {
        let has_all = |line: &&String| words.iter().all(|word| line.contains(word));
        let line = commands
            .iter()
            .find(has_all)
            .unwrap_or_else(|| panic!("the guide has no command with {words:?}"));
        arguments(line).expect("one of ours")
    };
    test.run(&format!("{} --yes", one(&["init ma-convention", "--from"])))
        .code(0);
    let checked = test.run(&one(&["check ma-convention"])).code(0);
    assert!(
        checked.stdout().contains("0 erreur") || !checked.stdout().contains("erreur["),
        "{}",
        checked.shown()
    );
    test.run("build ma-convention").code(0);
    // The next stage: texts are written, and the drafts are compared.
    let fiches = fs::read_dir(test.path("ma-convention/fiches")).expect("a folder");
    for fiche in fiches.flatten() {
        let head = fs::read_to_string(fiche.path()).expect("made by init");
        let text = "\n## Constat\n\nLe centre-ville manque de chiffres à jour.\n";
        fs::write(fiche.path(), head + text).expect("written");
    }
    let compared = test.run("diff v1 ma-convention").code(1);
    assert!(
        compared.stdout().contains("chiffres à jour"),
        "{}",
        compared.shown()
    );
    make_final(&test);
    test.run(&one(&["build ma-convention", "--final"])).code(0);
    let published = test.published();
    for name in [
        "v1/annexes.pdf",
        "2027-01-15/annexes.pdf",
        "2027-01-15/fiches/C-1.1.pdf",
        "2027-01-15/budget-corrige.xlsx",
    ] {
        assert!(
            published.contains_key(name),
            "{name} in {:?}",
            published.keys()
        );
    }
    // There are two stages: the guide's command compares them without more arguments.
    let compared = test.run("diff").code(1);
    assert!(
        compared.stdout().contains("v1") && compared.stdout().contains("2027-01-15"),
        "{}",
        compared.shown()
    );
    let source =
        String::from_utf8(published["2027-01-15/source/annexes.typ"].clone()).expect("text");
    assert!(
        !source.contains("[PROJET]") && source.contains("Claude MARTIN"),
        "the draft's mark is gone"
    );
}

#[test]
fn what_is_quoted_is_what_is_printed() {
    let mut quoted = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("text");
        for block in blocks(&text)
            .iter()
            .filter(|block| block.language == "console")
        {
            let (command, expected) = block.lines.split_first().expect("a command");
            let command =
                arguments(command.strip_prefix("$ ").expect("a prompt")).expect("one of ours");
            let run = DossierTest::seed().run(&command);
            let (printed, page) = (run.stdout(), page.display());
            assert!(
                quotes(expected, &printed),
                "{page}: {command} prints\n{printed}"
            );
            quoted += 1;
        }
    }
    assert!(quoted >= 2, "{quoted}");
}

/// Whether the text consists of these lines; a line `…` stands for any others.
fn quotes(expected: &[String], printed: &str) -> bool {
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let parts: Vec<&[String]> = expected.split(|line| line == "…").collect();
    let mut from = 0;
    for (index, part) in parts.iter().enumerate() {
        let starts = |at: &usize| {
            printed[*at..]
                .iter()
                .zip(*part)
                .filter(|(line, wanted)| line == wanted)
                .count()
                == part.len()
        };
        let last = if index == 0 { 0 } else { printed.len() };
        let Some(at) = (from..=last).filter(|at| *at <= printed.len()).find(starts) else {
            return false;
        };
        from = at + part.len();
    }
    from == printed.len() || parts.last().is_some_and(|part| part.is_empty())
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("text");
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            if file.starts_with("http") || file.contains(['<', '`', ' ']) {
                continue;
            }
            let target = if file.is_empty() {
                page.clone()
            } else {
                page.parent().expect("a folder").join(file)
            };
            let is_there =
                target.exists() && (anchor.is_empty() || anchors(&target).contains(anchor));
            if !is_there {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The anchor of a heading: lower case, hyphens for spaces, no other sign.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(page).expect("text");
    let headings = text
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| -> String {
        let letters = heading
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        letters
            .flat_map(char::to_lowercase)
            .map(|c| if c == ' ' { '-' } else { c })
            .collect()
    };
    headings.map(anchor).collect()
}

/// The files of a new dossier hold every key, some as comments.
#[test]
fn the_reference_names_every_key() {
    let reference = read("docs/dossier.md");
    let test = reader(DossierTest::seed());
    test.run("init neuf --title T --years 2027 --party A --axis A=B")
        .code(0);
    for file in ["convention.toml", "arbitrages.toml", "fiches/A-1.1.md"] {
        let text = fs::read_to_string(test.path("neuf").join(file)).expect("text");
        let lines = text.lines().map(|line| line.trim_start_matches("# "));
        let keys = lines.filter_map(|line| line.split_once(" = ").map(|(key, _)| key));
        let keys: Vec<&str> = keys.filter(|key| !key.contains(' ')).collect();
        assert!(keys.len() >= 5, "{keys:?}");
        for key in keys {
            let forms = [format!("`{key}`"), format!(".{key}]"), format!("{key} = ")];
            let is_named = forms.iter().any(|form| reference.contains(form));
            assert!(is_named, "{key} of {file}");
        }
    }
}

#[test]
fn the_reference_names_every_name_of_a_workbook() {
    let reference = read("docs/dossier.md");
    for role in paraphe::SheetRole::ALL {
        let key = paraphe::SheetRole::key;
        let start = format!("| `[classeur.{}]` |", key(role.title()));
        let row = reference
            .lines()
            .find(|line| line.starts_with(&start))
            .expect("a row");
        let columns = role.columns().iter().map(|title| key(title));
        for key in columns.chain(["feuille".to_owned()]) {
            assert!(row.contains(&format!("`{key}`")), "{key} in {row}");
        }
    }
    // The example is that of a workbook, which must be read with these names.
    let blocks = blocks(&reference);
    let names = blocks
        .iter()
        .map(Block::text)
        .find(|text| text.starts_with("[classeur"))
        .expect("an example");
    let test = reader(DossierTest::seed());
    test.run("init conv --from budget-2027.xlsx --title T --yes")
        .code(0);
    let path = test.path("conv/convention.toml");
    let text = fs::read_to_string(&path).expect("text");
    let (before, block) = text.split_once("\n[classeur.").expect("names");
    assert!(block.contains("mention = \"Observations\""));
    fs::write(&path, format!("{before}\n{names}")).expect("written");
    let audited = paraphe::check(&test.path("conv"), &Limits::default()).expect("readable");
    assert_eq!(audited.figures.total.all.total.plain(), "20900");
}

#[test]
fn the_reference_names_every_template() {
    let reference = read("docs/dossier.md");
    // The templates of pages, in a folder of their own, cannot be replaced.
    let entries = fs::read_dir(repository().join("templates")).expect("templates");
    let files = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file());
    for template in files {
        let name = template
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        assert!(reference.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[test]
fn the_guides_decisions_settle_their_findings() {
    let blocks = blocks(&read("docs/guide.fr.md"));
    let block = blocks
        .iter()
        .find(|block| block.text().starts_with("[[arbitrage]]"))
        .expect("decisions");
    let decisions = block.text().matches("[[arbitrage]]").count();
    let folder = DossierTest::seed().file("arbitrages.toml", &block.text());
    let audited = paraphe::check(&folder.path("input"), &Limits::default()).expect("readable");
    assert_eq!(
        audited
            .findings
            .iter()
            .filter(|finding| finding.rule.starts_with("decision-"))
            .count(),
        0
    );
    assert_eq!(
        audited
            .findings
            .iter()
            .filter(|finding| finding.settlement.is_some())
            .count(),
        decisions
    );
}

#[test]
fn the_guides_own_dossier_has_no_finding() {
    let guide = read("docs/guide.fr.md");
    let blocks = blocks(&guide);
    let of = |beginning: &str| {
        blocks
            .iter()
            .map(Block::text)
            .find(|text| text.starts_with(beginning))
            .expect("a block")
    };
    let fiche = of("+++\n");
    let second = fiche
        .replace("A 1.1", "A 1.2")
        .replace("2027 et 2028.", "2027.");
    let test = DossierTest::empty()
        .file("convention.toml", &of("titre = "))
        .file("fiches/A-1.1.md", &fiche)
        .file("fiches/A-1.2.md", &second);
    let mut workbook = Workbook::new();
    for (sheet, header) in [
        ("Dépenses", "| Fiche | Nature |"),
        ("Cofinancement", "| Fiche | Financeur |"),
    ] {
        let table = guide
            .lines()
            .skip_while(|line| !line.starts_with(header))
            .take_while(|line| line.starts_with('|'));
        let sheet = workbook.add_worksheet().set_name(sheet).expect("a name");
        for (row, line) in (0..).zip(table.filter(|line| !line.starts_with("| ---"))) {
            for (col, cell) in (0..).zip(line.trim_matches('|').split('|')) {
                sheet.write_string(row, col, cell.trim()).expect("written");
            }
        }
    }
    workbook
        .save(test.path("input/budget.xlsx"))
        .expect("saved");
    test.run("check --quiet").code(0);
    let audited = paraphe::check(&test.path("input"), &Limits::default()).expect("readable");
    assert!(audited.findings.is_empty(), "{:#?}", audited.findings);
}

/// Commands that take minutes are run by `cargo test` once, on little; here they are only found in the page.
#[test]
fn the_benchmarks_are_started_as_the_page_says() {
    let page = read("docs/performance.md");
    let shell = blocks(&page)
        .into_iter()
        .filter(|block| block.language == "sh")
        .flat_map(|block| block.lines);
    let commands: Vec<String> = shell
        .map(|line| {
            line.split(" #")
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned()
        })
        .collect();
    let measured: Vec<&str> = commands
        .iter()
        .filter_map(|command| command.strip_prefix("cargo measure"))
        .collect();
    assert_eq!(measured.len(), commands.len(), "{commands:?}");
    let (alias, program) = (read(".cargo/config.toml"), read("benches/measure/main.rs"));
    assert!(
        alias.contains("\nmeasure = \"bench --profile dev ")
            && alias.contains(" --bench measure --\""),
        "{alias}"
    );
    let words = measured
        .iter()
        .flat_map(|arguments| arguments.split_whitespace());
    let words: BTreeSet<&str> = words
        .filter(|word| word.starts_with("--") || *word == "make")
        .collect();
    assert!(
        ["--full", "--before", "make"]
            .iter()
            .all(|word| words.contains(word)),
        "{words:?}"
    );
    for word in words {
        assert!(program.contains(&format!("\"{word}\"")), "{word}");
    }
}

/// The rows of the table of limits: names, and values as the command line takes them.
#[test]
fn every_limit_is_documented_as_it_is() {
    let page = read("docs/limites.md");
    let listed: Vec<(String, String)> = page.lines().filter_map(limit_row).collect();
    let limits = Limits::default();
    let unit = |unit: &str| match unit {
        "mib" => "Mio",
        "seconds" => "s",
        "characters" => "caractères",
        _ => "",
    };
    let known = Limit::all().map(|limit| {
        (
            limit.name().to_owned(),
            format!("{}{}", limits.of(limit), unit(limit.unit())),
        )
    });
    assert_eq!(listed, known.collect::<Vec<_>>());
}

/// `` | `rows` | 100 000 | … `` without its spaces.
fn limit_row(line: &str) -> Option<(String, String)> {
    let (name, rest) = line.strip_prefix("| `")?.split_once("` |")?;
    let value = rest.split('|').next()?;
    Some((
        name.to_owned(),
        value.chars().filter(|c| !c.is_whitespace()).collect(),
    ))
}

/// Every claim of SECURITY.md names what tests it.
#[test]
fn the_security_page_names_tests_that_exist() {
    let page = read("SECURITY.md");
    let named: BTreeSet<&str> = page
        .split('`')
        .filter(|word| word.starts_with("tests/") || word.starts_with("src/"))
        .collect();
    assert!(named.len() >= 10, "{named:?}");
    for path in named {
        assert!(repository().join(path).exists(), "{path}");
    }
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.matches('|').count() == 4);
    let untested: Vec<&str> = rows
        .filter(|row| {
            !row.contains("tests/") && !row.contains("src/") && !row.contains("tested in")
        })
        .collect();
    assert!(
        untested.iter().all(|row| row.contains("---")),
        "{untested:?}"
    );
}
