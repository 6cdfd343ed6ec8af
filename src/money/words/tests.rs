use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

/// Everything below a hundred, written out from a grammar (Grevisse, § 573), not from the code.
const BELOW_HUNDRED: &str = "\
zéro un deux trois quatre cinq six sept huit neuf
dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf
vingt vingt_et_un vingt-deux vingt-trois vingt-quatre vingt-cinq vingt-six vingt-sept vingt-huit vingt-neuf
trente trente_et_un trente-deux trente-trois trente-quatre trente-cinq trente-six trente-sept trente-huit trente-neuf
quarante quarante_et_un quarante-deux quarante-trois quarante-quatre quarante-cinq quarante-six quarante-sept quarante-huit quarante-neuf
cinquante cinquante_et_un cinquante-deux cinquante-trois cinquante-quatre cinquante-cinq cinquante-six cinquante-sept cinquante-huit cinquante-neuf
soixante soixante_et_un soixante-deux soixante-trois soixante-quatre soixante-cinq soixante-six soixante-sept soixante-huit soixante-neuf
soixante-dix soixante_et_onze soixante-douze soixante-treize soixante-quatorze soixante-quinze soixante-seize soixante-dix-sept soixante-dix-huit soixante-dix-neuf
quatre-vingts quatre-vingt-un quatre-vingt-deux quatre-vingt-trois quatre-vingt-quatre quatre-vingt-cinq quatre-vingt-six quatre-vingt-sept quatre-vingt-huit quatre-vingt-neuf
quatre-vingt-dix quatre-vingt-onze quatre-vingt-douze quatre-vingt-treize quatre-vingt-quatorze quatre-vingt-quinze quatre-vingt-seize quatre-vingt-dix-sept quatre-vingt-dix-huit quatre-vingt-dix-neuf";

#[track_caller]
fn writes(amount: &str, words: &str) {
    let amount = Amount::computed(amount.parse::<Decimal>().expect("a number"));
    assert_eq!(amount.in_words(), words);
}

#[test]
fn every_number_below_a_hundred_is_the_grammars() {
    assert_eq!(BELOW_HUNDRED.split_whitespace().count(), 100);
    for (number, words) in (0u128..).zip(BELOW_HUNDRED.split_whitespace()) {
        assert_eq!(cardinal(number), words.replace('_', " "));
    }
}

#[test]
fn vingt_and_cent_take_an_s_where_they_end_the_number() {
    for (number, words) in [
        (100, "cent"),
        (101, "cent un"),
        (180, "cent quatre-vingts"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (280, "deux cent quatre-vingts"),
        (999, "neuf cent quatre-vingt-dix-neuf"),
        (1_000, "mille"),
        (1_001, "mille un"),
        (1_100, "mille cent"),
        (2_000, "deux mille"),
        (21_000, "vingt et un mille"),
        (71_071, "soixante et onze mille soixante et onze"),
        (80_000, "quatre-vingt mille"),
        (80_080, "quatre-vingt mille quatre-vingts"),
        (200_000, "deux cent mille"),
        (300_200, "trois cent mille deux cents"),
        (1_000_000, "un million"),
        (80_000_000, "quatre-vingts millions"),
        (200_000_000, "deux cents millions"),
        (
            200_200_200,
            "deux cents millions deux cent mille deux cents",
        ),
        (1_000_000_000, "un milliard"),
        (3_001_002_003, "trois milliards un million deux mille trois"),
        (1_000_000_000_000, "mille milliards"),
    ] {
        assert_eq!(cardinal(number), words);
    }
}

#[test]
fn euros_and_cents_agree_with_their_number() {
    writes("0", "zéro euro");
    writes("1", "un euro");
    writes("2", "deux euros");
    writes("0.01", "un centime");
    writes("0.8", "quatre-vingts centimes");
    writes("1.01", "un euro et un centime");
    writes("20.25", "vingt euros et vingt-cinq centimes");
    writes(
        "430370",
        "quatre cent trente mille trois cent soixante-dix euros",
    );
    writes("836140", "huit cent trente-six mille cent quarante euros");
    writes("1000000", "un million d’euros");
    writes("1200000", "un million deux cent mille euros");
    writes("3000000", "trois millions d’euros");
    writes("3000000.5", "trois millions d’euros et cinquante centimes");
    writes("1000001", "un million un euros");
    writes("2000000000", "deux milliards d’euros");
    writes("1500000000", "un milliard cinq cents millions d’euros");
    writes(
        "-80.8",
        "moins quatre-vingts euros et quatre-vingts centimes",
    );
    // As the figure beside it is printed.
    writes("1.005", "un euro et un centime");
    writes("-0.001", "zéro euro");
}

proptest! {
    #[test]
    fn words_are_typeset_and_well_formed(cents in -99_999_999_999_999i64..99_999_999_999_999) {
        let words = Amount::computed(Decimal::new(cents, 2)).in_words();
        prop_assert!(!words.contains("  ") && !words.contains('\'') && words.trim() == words, "{words}");
        prop_assert_eq!(words.starts_with("moins "), cents < 0);
        prop_assert_eq!(words.contains("centime"), cents % 100 != 0, "{}", words);
    }
}

/// Words as the finder of amounts hands them over.
fn spoken(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('é', "e");
    text.split([' ', '-']).map(str::to_owned).collect()
}

fn number_of(text: &str) -> Option<u128> {
    let words = spoken(text);
    read::number(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn every_spelling_of_a_number_is_read() {
    for (text, number) in [
        ("quatre cent trente mille trois cent soixante-dix", 430_370),
        ("quatre-cent-trente-mille-trois-cent-soixante-dix", 430_370),
        ("QUATRE CENTS MILLE", 400_000),
        ("soixante et onze", 71),
        ("septante et un", 71),
        ("nonante-neuf mille", 99_000),
        ("huitante", 80),
        ("quatre vingts", 80),
        ("vingt et une", 21),
        ("deux millions", 2_000_000),
        ("zéro", 0),
    ] {
        assert_eq!(number_of(text), Some(number), "{text}");
    }
    for text in [
        "millions",
        "trois et quatre",
        "un mille",
        "un cent",
        "cent mille mille",
        "dix dix",
        "vingt et deux",
        "et un",
        "trente onze",
        "mille million",
        "cent zéro",
        "zéro cent",
        "deux trois",
        "vingt vingt",
        "quatre vingt et deux",
    ] {
        assert_eq!(number_of(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn a_number_in_words_is_read_as_itself(number in prop_oneof![0u128..2_000_000, 0u128..1_000_000_000_000]) {
        let words = cardinal(number);
        prop_assert_eq!(number_of(&words), Some(number), "{}", words);
        prop_assert_eq!(number_of(&words.replace(' ', "-").to_uppercase()), Some(number), "{}", words);
    }

    #[test]
    fn what_is_read_is_what_would_be_written(words in prop::collection::vec(prop_oneof![
        (0usize..17).prop_map(|rank| UP_TO_NINETEEN[rank]),
        prop::sample::select(vec!["vingt", "trente", "soixante", "quatre", "vingt", "cent", "mille", "million", "et", "un"]),
    ], 1..7)) {
        let text = words.join(" ").replace('é', "e");
        if let Some(number) = number_of(&text) {
            let stems = |text: &str| -> String {
                let words = spoken(text).into_iter().filter(|word| word != "et");
                words.map(|word| word.trim_end_matches('s').to_owned() + " ").collect()
            };
            prop_assert_eq!(stems(&text), stems(&cardinal(number)));
        }
    }
}
