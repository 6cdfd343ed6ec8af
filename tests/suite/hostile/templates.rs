//! Templates of a dossier that read other files, never end, or are no templates.

use super::{Kind, ground::Ground, kind};

pub(super) fn kinds() -> Vec<Kind> {
    [reaching(), tera(), typst(), endless(), texts()]
        .into_iter()
        .flatten()
        .collect()
}

/// A fiche's document with this text after its style sheet.
fn inserted(name: &'static str, words: &'static [&'static str], text: impl Into<String>) -> Kind {
    let text = text.into();
    kind(name, words, move |ground: &Ground| {
        let charter = "{% include \"charte.typ\" %}";
        let whole = include_str!("../../../templates/fiche.typ");
        assert!(whole.contains(charter));
        ground.write(
            "templates/fiche.typ",
            whole.replacen(charter, &format!("{charter}\n{text}\n"), 1),
        );
    })
    .in_build()
}

const FILE: &str = "templates/fiche.typ";
const DENIED: &[&str] = &[FILE, "denied"];

fn reaching() -> Vec<Kind> {
    vec![
        inserted("a file of the machine", DENIED, "#read(\"/etc/passwd\")"),
        inserted(
            "a file above",
            &[FILE, "escape"],
            "#read(\"../../../../etc/passwd\")",
        ),
        inserted(
            "a file of the dossier",
            DENIED,
            "#read(\"convention.toml\")",
        ),
        inserted(
            "a module of the machine",
            DENIED,
            "#import \"/etc/passwd\": x",
        ),
        inserted(
            "a source of the machine",
            DENIED,
            "#include \"/etc/passwd\"",
        ),
        inserted(
            "a picture of the machine",
            DENIED,
            "#image(\"/etc/passwd\", alt: \"x\")",
        ),
        inserted("a table of the machine", DENIED, "#csv(\"/etc/passwd\")"),
        inserted(
            "data of the machine",
            DENIED,
            "#json(\"/proc/self/environ\")",
        ),
        inserted(
            "settings of the machine",
            DENIED,
            "#toml(\"/etc/os-release\")",
        ),
        inserted("a page of the machine", DENIED, "#xml(\"/etc/passwd\")"),
        inserted("a bibliography", DENIED, "#bibliography(\"/etc/passwd\")"),
        inserted("a file attached", DENIED, "#pdf.attach(\"/etc/passwd\")"),
        inserted("a WebAssembly module", DENIED, "#plugin(\"x.wasm\")"),
        inserted(
            "a WebAssembly module of its own",
            &[FILE],
            "#plugin(bytes((0, 97, 115, 109, 1, 0, 0, 0, 255)))",
        ),
        inserted("a package", DENIED, "#import \"@preview/cetz:0.3.0\""),
        inserted("a local package", DENIED, "#import \"@local/x:1.0.0\""),
        inserted(
            "a picture of the network",
            &[FILE],
            "#image(\"http://127.0.0.1:9/x.png\", alt: \"x\")",
        ),
        inserted(
            "a file read by a text",
            DENIED,
            "#eval(\"read(\\\"/etc/passwd\\\")\")",
        ),
        inserted(
            "a file read by a text of markup",
            DENIED,
            "#eval(\"#include \\\"/etc/passwd\\\"\", mode: \"markup\")",
        ),
        inserted(
            "what the program was called with",
            &[FILE],
            "#sys.inputs.at(\"HOME\")",
        ),
        inserted(
            "the font of the machine",
            &[],
            "#set text(font: \"DejaVu Sans\", fallback: true)\n#text(font: \"/etc/passwd\")[x]",
        )
        .unharmed(),
    ]
}

fn tera() -> Vec<Kind> {
    vec![
        inserted(
            "an unknown template",
            &["absent.typ"],
            "{% include \"absent.typ\" %}",
        ),
        inserted(
            "a template of the machine",
            &["/etc/passwd"],
            "{% include \"/etc/passwd\" %}",
        ),
        inserted(
            "a template above",
            &["convention.toml"],
            "{% include \"../convention.toml\" %}",
        ),
        kind(
            "a parent of the machine",
            &["fiche.typ", "/etc/passwd"],
            |ground| {
                ground.write(FILE, "{% extends \"/etc/passwd\" %}");
            },
        )
        .in_build(),
        inserted(
            "a variable of the environment",
            &[FILE, "get_env"],
            "{{ get_env(name=\"HOME\") }}",
        ),
        inserted("the clock", &[FILE, "now"], "{{ now() }}"),
        inserted(
            "chance",
            &[FILE, "get_random"],
            "{{ get_random(start=0, end=9) }}",
        ),
        inserted(
            "a failure asked for",
            &[FILE, "assez"],
            "{{ throw(message=\"assez \\u{1b}[31m\") }}",
        ),
        inserted("a division by zero", &[FILE], "{{ 1 / 0 }}"),
        inserted("a loop without an end", &[FILE], "{% for x in fiche %}"),
        inserted("an end without a loop", &[FILE], "{% endfor %}"),
        inserted("a filter of no name", &[FILE], "{{ 1 | execute }}"),
        inserted(
            "an index beyond the list",
            &[FILE],
            "{{ fiche.lines[99999999999999999999] }}",
        ),
        inserted(
            "a number beyond numbers",
            &[FILE],
            "{{ 9223372036854775807 + 9223372036854775807 }}",
        )
        .unharmed(),
        inserted(
            "parentheses a hundred thousand deep",
            &[FILE],
            format!("{{{{ {}1{} }}}}", "(".repeat(100_000), ")".repeat(100_000)),
        ),
        inserted(
            "conditions ten thousand deep",
            &[FILE],
            format!(
                "{}{}",
                "{% if true %}".repeat(10_000),
                "{% endif %}".repeat(10_000)
            ),
        ),
        inserted(
            "a list a hundred thousand deep",
            &[FILE],
            format!(
                "{{% set x = {}1{} %}}",
                "[".repeat(100_000),
                "]".repeat(100_000)
            ),
        ),
    ]
}

fn typst() -> Vec<Kind> {
    vec![
        inserted("Typst that fails", &[FILE, "assez"], "#panic(\"assez\")"),
        inserted("an unknown variable", &[FILE, "inconnu"], "#inconnu"),
        inserted("a bracket too many", &[FILE], "#[ a ] ]\n#{"),
        inserted("a reference to nothing", &[FILE], "@rien"),
        inserted("a heading that skips a level", &[FILE], "===== Titre"),
        inserted("a picture without a description", &[FILE], "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>\"), format: \"svg\")"),
        inserted("a picture that asks for another", &[FILE], "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='1' height='1'><image xlink:href='file:///etc/passwd'/></svg>\"), format: \"svg\", alt: \"x\")").unharmed(),
        inserted("brackets a hundred thousand deep", &[FILE], format!("#{}", "[".repeat(100_000))),
        inserted("blocks a hundred thousand deep", &[FILE], format!("#{}{}", "{".repeat(100_000), "}".repeat(100_000))),
        inserted("blocks ten thousand deep", &[FILE], format!("#{}{}", "[#".repeat(10_000), "]".repeat(10_000))),
        inserted("formulas a hundred thousand deep", &[FILE], format!("${}{}$", "(".repeat(100_000), ")".repeat(100_000))),
    ]
}

/// The step that takes too long, and the message about it.
/// Either limit may be reached first, depending on the machine.
const ENDLESS: &[&str] = &["mise en page", "paraphe s’arrête"];

/// Templates that never end, or need more than the machine has; `stopped` tries the plainest loops.
fn endless() -> Vec<Kind> {
    let limited = |kind: Kind| kind.runs(&[("--limit layout-time=1 build", super::Refused(2))]);
    vec![
        kind("templates that include each other", &["a.typ"], |ground| {
            ground.write("templates/a.typ", "{% include \"b.typ\" %}");
            ground.write("templates/b.typ", "{% include \"a.typ\" %}");
            ground.write("templates/fiche.typ", "{% include \"a.typ\" %}");
        })
        .in_build(),
        kind("a template that extends itself", &["fiche.typ"], |ground| {
            ground.write(FILE, "{% extends \"fiche.typ\" %}");
        })
        .in_build(),
        inserted(
            "a rule that makes itself",
            &[FILE],
            "#show \"a\": it => [a#it]\na",
        )
        .unharmed(),
        inserted(
            "a state that never settles",
            &[],
            "#context { let c = counter(\"x\").final().first(); counter(\"x\").update(c + 1) }",
        )
        .unharmed(),
        limited(inserted(
            "a million pages",
            ENDLESS,
            "#for i in range(1000000) { pagebreak() }",
        )),
        inserted(
            "a page of a million kilometres",
            &[],
            "#set page(width: 1e12pt, height: 1e12pt)\n#v(1e30pt)",
        )
        .unharmed(),
    ]
}

fn texts() -> Vec<Kind> {
    vec![
        kind("a template in Latin-1", &[FILE, "UTF-8"], |ground| {
            ground.write(FILE, b"caf\xe9");
        })
        .finding(),
        kind("a template with a NUL", &[FILE], |ground| {
            ground.write(FILE, "#\0");
        })
        .in_build(),
        kind(
            "a template of a hundred megabytes",
            &[FILE, "file-size"],
            |ground| {
                ground.write(FILE, " ".repeat(100 << 20));
            },
        )
        .finding(),
        kind("an empty template", &[FILE], |ground| {
            ground.write(FILE, "");
        })
        .unharmed(),
        kind(
            "a template that says its escape sequences",
            &[FILE],
            |ground| {
                ground.write(FILE, "#panic(\"\u{1b}[31m\u{202e}\u{9b}\")");
            },
        )
        .in_build(),
    ]
}

#[test]
fn templates() {
    super::try_family(&kinds());
}
