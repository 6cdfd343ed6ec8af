//! The output for the comparison of number words with num2words (`tests/conformance/words.sh`).

use std::fs;

use paraphe::Amount;

use crate::dossier_test::repository;

/// Writes the words of each amount of `target/conformance/amounts.txt`, line by line, to `words.txt` beside it.
#[test]
#[ignore = "tests/conformance/words.sh runs it, and compares"]
fn amounts_are_put_into_words() {
    let folder = repository().join("target/conformance");
    let amounts = fs::read_to_string(folder.join("amounts.txt")).expect("amounts");
    let words = amounts.lines().map(|line| {
        let amount = Amount::bounded(line.parse().expect("a number")).expect("a bounded amount");
        amount.in_words() + "\n"
    });
    fs::write(folder.join("words.txt"), words.collect::<String>()).expect("written");
}
