//! Hostile inputs, generated here, one module a family: whatever a dossier, a template, a stage or the system contains,
//! the program answers with an exit code and a message, uses little memory, and leaves unchanged what it published
//! before.
//!
//! `cargo test hostile -- --nocapture` prints the answer to each kind.

mod archive;
mod environment;
mod files;
mod formats;
mod ground;
mod markdown;
mod office;
mod old_formats;
pub(crate) mod package;
mod stages;
mod system;
mod templates;
mod toml;
mod word;

use std::{collections::BTreeSet, process::Command};

use ground::Ground;

use crate::tries_all;

/// Unless everything is tried, one kind in this many is.
const PART: usize = 4;
/// No run may use more than 500 MiB: the system would refuse it, and the expected message would not come.
const LIMITED: &str = "ulimit -d 512000; ulimit -t 300";
/// The causes of which one must be in the message about a malformed file, where a kind requires no words of its own.
const CAUSES: [&str; 19] = [
    "est abîmé",
    "est incomplet",
    "n’est pas",
    "ne peut pas être",
    "n’a pas pu être lu",
    "n’a aucune feuille",
    "pas un classeur",
    "sous un autre nom",
    "qu’aucun tableur n",
    "la limite est de",
    "il manque",
    "n’existe pas",
    "et c’est un",
    "ne suit pas la syntaxe",
    "ne convient pas",
    "ne dit pas",
    "la mise en page de fiches/AA-1 a échoué",
    "est mal écrit",
    "ne permet pas de composer",
];
/// Messages of Rust and its runtime when a program breaks.
const BROKEN: [&str; 9] = [
    "panicked at",
    "RUST_BACKTRACE",
    "thread '",
    "stack overflow",
    "memory allocation of",
    "called `",
    "core dumped",
    ".rs:",
    "fatal runtime error",
];

/// How a kind is made: it changes the ground.
type Plant = Box<dyn Fn(&Ground)>;

/// A kind of hostile input.
struct Kind {
    name: &'static str,
    /// What the message must hold: the name of the file, then the cause.
    words: Vec<&'static str>,
    plant: Plant,
    runs: Vec<(&'static str, Answer)>,
    variables: Vec<(&'static str, &'static str)>,
    /// Redirections and similar words, for the shell that starts the program.
    shell: Option<&'static str>,
}

/// The expected result of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// This exit code, 1 or 2, and a message with the kind's words.
    Refused(i32),
    /// A message with the kind's words, beside the requested result.
    Named,
    /// No harm: any exit code, as long as nothing breaks.
    Unharmed,
}

use Answer::{Named, Refused, Unharmed};

/// An input that both `check` and `build` refuse to read.
fn kind(name: &'static str, words: &[&'static str], plant: impl Fn(&Ground) + 'static) -> Kind {
    Kind {
        name,
        words: words.to_vec(),
        plant: Box::new(plant),
        runs: vec![("check", Refused(2)), ("build", Refused(2))],
        variables: Vec::new(),
        shell: None,
    }
}

impl Kind {
    /// The fault is in a value: `check` lists it among the findings, `build` cannot go on.
    fn finding(self) -> Self {
        self.runs(&[("check", Refused(1)), ("build", Refused(2))])
    }

    /// The dossier is read, and the finding is one of those that a draft may be published with.
    fn remark(self) -> Self {
        self.runs(&[("check", Refused(1))])
    }

    /// It is harmless, and need not be refused.
    fn unharmed(self) -> Self {
        self.runs(&[("check", Unharmed), ("build", Unharmed)])
    }

    /// `check` reads no template.
    fn in_build(self) -> Self {
        self.runs(&[("build", Refused(2))])
    }

    /// The workbook is also refused by the commands that read a workbook alone.
    fn in_workbook(mut self) -> Self {
        let extension = [
            "budget.xlsb",
            "budget.xlsx",
            "budget.xls",
            "budget.ods",
            "budget.xlsm",
        ];
        let workbook = extension
            .into_iter()
            .find(|name| self.words.contains(name))
            .unwrap_or("budget.xlsx");
        let runs: [&'static str; 2] = match workbook {
            "budget.xlsb" => [
                "textconv input/budget.xlsb",
                "init neuf --from input/budget.xlsb",
            ],
            "budget.xls" => [
                "textconv input/budget.xls",
                "init neuf --from input/budget.xls",
            ],
            "budget.ods" => [
                "textconv input/budget.ods",
                "init neuf --from input/budget.ods",
            ],
            "budget.xlsm" => [
                "textconv input/budget.xlsm",
                "init neuf --from input/budget.xlsm",
            ],
            _ => [
                "textconv input/budget.xlsx",
                "init neuf --from input/budget.xlsx",
            ],
        };
        self.runs.extend(runs.map(|run| (run, Refused(2))));
        self
    }

    fn runs(mut self, runs: &[(&'static str, Answer)]) -> Self {
        self.runs = runs.to_vec();
        self
    }

    fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    fn shell(mut self, shell: &'static str) -> Self {
        self.shell = Some(shell);
        self
    }

    fn is_refused(&self) -> bool {
        self.runs
            .iter()
            .all(|(_, answer)| matches!(answer, Refused(_)))
    }

    /// The differences from the expected answers, and the exit code of each command.
    fn try_all(&self) -> (Vec<String>, Vec<String>) {
        let ground = Ground::new();
        (self.plant)(&ground);
        let before = ground.published();
        let (mut faults, mut codes) = (Vec::new(), Vec::new());
        // All commands refuse a dossier for the same reasons.
        let most = if tries_all() { usize::MAX } else { 1 };
        for (arguments, answer) in self.runs.iter().take(most) {
            let run = self.run(&ground, arguments);
            codes.push(format!("{:?}", run.code));
            let mut wrong = run.faults();
            let wanted = if let Refused(code) = answer {
                Some(*code)
            } else {
                run.code.or(Some(0))
            };
            wrong.extend(
                (run.code != wanted).then(|| format!("exit code {:?}, not {wanted:?}", run.code)),
            );
            if *answer != Unharmed {
                let missing = self.words.iter().filter(|word| !run.contains(word));
                wrong.extend(missing.map(|word| format!("does not say {word:?}")));
                let names_cause =
                    self.words.len() > 1 || CAUSES.iter().any(|cause| run.contains(cause));
                wrong.extend((!names_cause).then(|| "names no cause".to_owned()));
            }
            let published =
                !matches!(answer, Refused(_)) && arguments.contains("build") && run.code == Some(0);
            if !published && ground.published() != before {
                wrong.push("what was published has changed".to_owned());
            }
            if !wrong.is_empty() {
                faults.push(format!(
                    "{} · {arguments}: {}\n{}",
                    self.name,
                    wrong.join("; "),
                    run.shown()
                ));
            }
        }
        (faults, codes)
    }

    fn run(&self, ground: &Ground, arguments: &str) -> Run {
        let mut command = Command::new("sh");
        let shell = format!("{LIMITED}; {}", self.shell.unwrap_or("exec \"$@\""));
        command
            .args(["-c", &shell, "sh"])
            .arg(assert_cmd::cargo::cargo_bin!("paraphe"));
        // The load of the machine decides nothing, where a kind sets no time limit.
        let patient = ["--limit", "read-time=900", "--limit", "layout-time=900"];
        command
            .args(patient)
            .args(arguments.split(' '))
            .current_dir(ground.root())
            .env_clear();
        command
            .env("PATH", "/usr/bin:/bin")
            .env("LANG", "fr_FR.UTF-8")
            .envs(self.variables.iter().copied());
        Run::of(command)
    }
}

/// The result of a run.
struct Run {
    code: Option<i32>,
    text: String,
}

impl Run {
    fn of(mut command: Command) -> Self {
        let output = command.output().expect("the program");
        let text = [output.stdout, output.stderr].concat();
        Self {
            code: output.status.code(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }

    /// Whether the output contains this, wherever its lines are broken.
    fn contains(&self, word: &str) -> bool {
        flat(&self.text).contains(&flat(word))
    }

    /// What no run may print.
    fn faults(&self) -> Vec<String> {
        let broken = BROKEN.iter().filter(|sign| self.text.contains(**sign));
        let mut faults: Vec<String> = broken.map(|sign| format!("says {sign:?}")).collect();
        faults.extend(
            self.text
                .chars()
                .find(|c| is_control(*c))
                .map(|c| format!("writes {c:?}")),
        );
        faults
    }

    fn shown(&self) -> String {
        self.text.chars().take(1500).collect()
    }
}

/// Whether a character acts on a terminal.
fn is_control(c: char) -> bool {
    let is_plain = matches!(c, '\n');
    !is_plain && c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// The text without line breaks, margins and special spaces.
fn flat(text: &str) -> String {
    text.split(|c: char| c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Every family, by name.
fn families() -> [(&'static str, Vec<Kind>); 12] {
    [
        ("archive", archive::kinds()),
        ("office", office::kinds()),
        ("old_formats", old_formats::kinds()),
        ("formats", formats::kinds()),
        ("toml", toml::kinds()),
        ("markdown", markdown::kinds()),
        ("word", word::kinds()),
        ("files", files::kinds()),
        ("system", system::kinds()),
        ("templates", templates::kinds()),
        ("environment", environment::kinds()),
        ("stages", stages::kinds()),
    ]
}

/// Tries every kind of a family, or one in [`PART`], and reports all failures at once.
#[track_caller]
fn try_family(kinds: &[Kind]) {
    let mut faults = Vec::new();
    let step = if tries_all() { 1 } else { PART };
    for kind in kinds.iter().step_by(step) {
        let (wrong, codes) = kind.try_all();
        print(&format!("{:<60} {}", kind.name, codes.join("  ·  ")));
        faults.extend(wrong);
    }
    assert!(
        faults.is_empty(),
        "{} of {} kinds:\n\n{}",
        faults.len(),
        kinds.len(),
        faults.join("\n──\n")
    );
}

#[expect(clippy::print_stdout, reason = "figures are what this test is run for")]
fn print(line: &str) {
    println!("{line}");
}

#[test]
fn at_least_120_kinds_are_refused() {
    let families = families();
    let kinds: Vec<&Kind> = families.iter().flat_map(|(_, kinds)| kinds).collect();
    let names: BTreeSet<&str> = kinds.iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), kinds.len(), "two kinds bear one name");
    let refused = kinds.iter().filter(|kind| kind.is_refused()).count();
    print(&format!(
        "{refused} kinds are refused, {} others do no harm",
        kinds.len() - refused
    ));
    for (family, kinds) in &families {
        print(&format!(
            "{family:>12}: {} refused of {}",
            kinds.iter().filter(|kind| kind.is_refused()).count(),
            kinds.len()
        ));
    }
    assert!(refused >= 120, "{refused}");
    let unnamed: Vec<&str> = kinds
        .iter()
        .filter(|kind| kind.is_refused() && kind.words.is_empty())
        .map(|kind| kind.name)
        .collect();
    assert!(unnamed.is_empty(), "no file to name: {unnamed:?}");
}

#[test]
fn the_ground_itself_is_sound() {
    let sound =
        kind("nothing planted", &[], |_| {}).runs(&[("check", Unharmed), ("build", Unharmed)]);
    let ground = Ground::new();
    for (arguments, _) in &sound.runs {
        let run = sound.run(&ground, arguments);
        assert_eq!(run.code, Some(0), "{}", run.shown());
    }
}
