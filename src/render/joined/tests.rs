use proptest::prelude::*;

use super::{described::Described, *};
use crate::render::tests::{damaged, exported, overwritten};

/// A page with a table, a link and a note.
const SOURCE: &str = "#set document(title: \"Essai\")
#set text(font: \"Noto Sans\", lang: \"fr\")
= Titre
#link(\"https://example.org\")[Lien]#footnote[Note.]
#table(table.header[A], [B])";

fn joined(parts: [Vec<u8>; 3]) -> Result<Vec<u8>, Unexpected> {
    let mut joined = Joined::new();
    let [first, second, last] = parts;
    joined.add(first)?;
    joined.add(second)?;
    joined.finish(last)
}

#[test]
fn what_is_read_of_three_parts() {
    let part = |title: &str| exported(&SOURCE.replace("Titre", title));
    let pdf = joined(["Un", "Deux", "Trois"].map(part)).expect("joined");
    insta::assert_snapshot!(Described::text_of(&pdf));
}

#[test]
fn another_shape_is_an_error() {
    let pdf = exported(SOURCE);
    let spoilt = |from: &str, to: &str| {
        joined([pdf.clone(), overwritten(&pdf, from, to), pdf.clone()])
            .expect_err(from)
            .0
    };
    assert_eq!(spoilt("/Outlines ", "/Outlanes "), "Outlines");
    assert_eq!(spoilt("/Lang(fr)", "/AFAF(fr)"), "Root");
    assert_eq!(spoilt("/S/Document", "/S/Domument"), "Document");
    assert_eq!(spoilt("/Title/P/", "/Title/H/"), "RoleMap");
    assert_eq!(
        joined([Vec::new(), pdf.clone(), pdf]),
        Err(Unexpected("PDF"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Whatever happens to the bytes, there is an answer.
    #[test]
    fn a_damaged_part_never_panics(at in any::<prop::sample::Index>(), byte in any::<Option<u8>>()) {
        static PDF: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| exported(SOURCE));
        let pdf = damaged(&PDF, at, byte);
        let _ = joined([PDF.clone(), pdf.clone(), PDF.clone()]);
        let _ = joined([PDF.clone(), PDF.clone(), pdf]);
    }
}
