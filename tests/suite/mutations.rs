//! The mutation test: one error at a time is planted into a clean dossier, and the audit must report it by the right
//! rule at the right place, and nothing else.
//!
//! `cargo test mutations -- --nocapture` prints the table.

use paraphe::{Fact, Finding, Limits};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    generator::{
        Chance, FIRST_YEAR, Generated, Habit, Layout, Mark, Shape, Sheet, Spot, Value, generate,
    },
    layouts::Origin,
    tries_all,
};

/// The expected finding: one of these rules, at one of these places.
struct Planted {
    dossier: Generated,
    rules: &'static [&'static str],
    places: Vec<At>,
}

/// The place of a finding.
#[derive(Clone, Debug)]
enum At {
    /// At a cell of a sheet, both by their usual names.
    Cell(&'static str, Origin),
    /// At a place whose name begins so.
    Other(String),
}

type Plant = fn(&Generated, &mut Chance) -> Option<Planted>;

/// Every kind of error, by name.
const KINDS: [(&str, Plant); 88] = [
    ("amount ≠ days × rate", days_amount),
    ("wrong days", wrong_days),
    ("days without an amount", days_unpriced),
    ("wrong line amount", line_amount),
    ("transposed line amount", line_transposed),
    ("line ten times too large", line_tenfold),
    ("wrong sign", line_sign),
    ("cost in the wrong year", line_shifted),
    ("line still to be named", line_unnamed),
    ("line without amounts", line_blank),
    ("unreadable amount", line_unreadable),
    ("ambiguous amount", line_ambiguous),
    ("wrong fiche total", fiche_total),
    ("HT and TTC mixed", tax_mixed),
    ("wrong rate", wrong_rate),
    ("rate erased", rate_erased),
    ("unreadable rate", rate_unreadable),
    ("wrong fixed amount", fixed_amount),
    ("funder removed", funder_removed),
    ("all funders removed", funders_removed),
    ("funder misspelt", funder_misspelt),
    ("nature that no line has", stray_nature),
    ("claimed rate ≠ amount", wrong_claim),
    ("wrong share", recap_share),
    ("share transposed", recap_transposed),
    ("share in the wrong column", recap_column),
    ("shares swapped", recap_swapped),
    ("share erased", recap_erased),
    ("wrong row total", recap_total),
    ("unreadable share", recap_unreadable),
    ("wrong subtotal", recap_subtotal),
    ("wrong grand total", recap_grand_total),
    ("wrong total over the years", recap_over_years),
    ("recap row removed", recap_row_removed),
    ("recap row under another code", recap_row_recoded),
    ("recap row twice", recap_row_twice),
    ("code written another way", code_spelling),
    ("fiche file removed", file_removed),
    ("two files with one code", code_duplicate),
    ("two axes with one prefix", axis_twice),
    ("rows of a fiche removed", rows_removed),
    ("wrong stated amount", stated_amount),
    ("wrong advance", wrong_advance),
    ("rates of payments beyond 100 %", payments_over),
    ("payment left out", payments_short),
    ("first payment that is not the advance", payment_advance),
    ("payment after the balance", payment_after),
    ("due dates not in order", payment_dates),
    ("due date out of its year", payment_year),
    ("base of another year", payment_base),
    ("credits ≠ commitment", credits_sum),
    ("commitment below the share", commitment_short),
    ("credits below the payments", credits_short),
    ("blank to fill", text_blank),
    ("calendar without a funded year", calendar),
    ("wrong total of an axis' costs", axis_total),
    ("wrong total of all costs", general_total),
    ("wrong total of what is paid", paid_total),
    ("Excel error as a total of costs", error_total),
    ("Excel error as a code", error_code),
    ("code that is none", code_unreadable),
    ("Excel error as a nature", error_nature),
    ("Excel error as a label", error_label),
    ("Excel error as an amount", error_amount),
    ("Excel error as days", error_days),
    ("Excel error as a rate", error_rate),
    ("Excel error as a funder", error_funder),
    ("Excel error in the recap", error_recap),
    ("Excel error as the recap's code", error_recap_code),
    ("unreadable year", year_unreadable),
    ("year of another agreement", other_year),
    ("date as an amount", date_amount),
    ("date as a rate", date_rate),
    ("date in the recap", date_recap),
    ("formula never calculated", uncalculated),
    ("amount merged over years", merged_amount),
    ("rate merged over funders", merged_rate),
    ("hidden cost", hidden_cost),
    ("hidden rate", hidden_rate),
    ("hidden column", hidden_column),
    ("struck-through amount", struck),
    ("fraction of a cent", fraction),
    ("column twice", column_twice),
    ("article before a party's name", with_article),
    ("amount typed with a point", typed_point),
    ("unreadable days", days_unreadable),
    ("header and format in other units", other_units),
    ("mention to fill", mention_blank),
];

/// The dossiers that each error is planted into, by layout: a few of them, unless all are tried.
fn seeds(kind: usize, layout: usize) -> std::ops::Range<u64> {
    let is_tried = (kind + layout).is_multiple_of(4);
    0..if tries_all() { 4 } else { u64::from(is_tried) }
}

#[test]
fn payments_that_hold_are_no_finding() {
    for (rank, (name, shape)) in Shape::ALL.into_iter().enumerate() {
        if shape.fiches < 60 {
            let dossier = paying(&generate(shape, rank as u64)).expect("payments");
            let clean = planted(dossier, &[], Vec::new()).expect("planted");
            assert_eq!(judge(&clean).1, [""; 0], "{name}");
        }
    }
}

/// An error planted in a dossier, and the result of the audit.
struct Tried {
    kind: &'static str,
    layout: usize,
    is_found: bool,
    beside: usize,
    failure: Option<String>,
}

/// Plants an error of this kind into a dossier of this layout; none where it cannot be planted.
fn try_kind(rank: usize, number: usize, seed: u64) -> Option<Tried> {
    let shapes = Shape::ALL.map(|(_, shape)| shape).into_iter();
    let shapes: Vec<Shape> = shapes.filter(|shape| shape.fiches < 60).collect();
    let ((kind, plant), layout) = (KINDS[rank], Layout::ALL[number]);
    let seed = seed * 97 + number as u64;
    let mut chance = Chance::new(seed * 1009 + kind.len() as u64);
    let shape = *chance.pick(&shapes);
    let clean = generate(shape, seed).in_layout(layout);
    let planted = plant(&clean, &mut chance)?;
    let (is_found, beside) = judge(&planted);
    let failure = (!is_found || !beside.is_empty()).then(|| {
        let (habits, rules, places) = (layout.0, planted.rules, planted.places());
        format!("{kind}, {habits:?}, seed {seed}: wanted {rules:?} at {places:?}, found: {is_found}, beside: {beside:#?}")
    });
    Some(Tried {
        kind,
        layout: number,
        is_found,
        beside: beside.len(),
        failure,
    })
}

#[test]
fn every_planted_error_is_found_and_nothing_else() {
    let layouts = 0..Layout::ALL.len();
    let pairs = (0..KINDS.len()).flat_map(|kind| layouts.clone().map(move |layout| (kind, layout)));
    let trials = pairs.flat_map(|(kind, layout)| {
        let seeds = seeds(kind, layout);
        seeds.map(move |seed| (kind, layout, seed))
    });
    let trials: Vec<(usize, usize, u64)> = trials.collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let run = |chunk: &[(usize, usize, u64)]| -> Vec<Tried> {
        let chunk = chunk.iter();
        chunk
            .filter_map(|(kind, layout, seed)| try_kind(*kind, *layout, *seed))
            .collect()
    };
    let tried: Vec<Tried> = std::thread::scope(|scope| {
        let parts = trials.chunks(trials.len().div_ceil(threads));
        let parts: Vec<_> = parts.map(|chunk| scope.spawn(move || run(chunk))).collect();
        let parts = parts.into_iter();
        parts
            .flat_map(|part| part.join().expect("no panic"))
            .collect()
    });
    print_table(&tried);
    // Not every shape or layout has what each error needs.
    let least = trials.len() * 3 / 4;
    assert!(tried.len() >= least, "only {} were planted", tried.len());
    let failures = tried.iter().filter_map(|tried| tried.failure.as_deref());
    let failures: Vec<&str> = failures.collect();
    assert!(
        failures.is_empty(),
        "{} failures\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[expect(
    clippy::print_stdout,
    reason = "the figure is what this test is run for"
)]
fn print_table(tried: &[Tried]) {
    let mut table: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
    for trial in tried {
        table.entry(trial.kind).or_default().push(trial);
    }
    let all = ("in all", tried.iter().collect());
    for (kind, tried) in table.into_iter().chain([all]) {
        let layouts: BTreeSet<usize> = tried.iter().map(|trial| trial.layout).collect();
        let (planted, layouts) = (tried.len(), layouts.len());
        let found = tried.iter().filter(|trial| trial.is_found).count();
        let beside: usize = tried.iter().map(|trial| trial.beside).sum();
        println!(
            "{kind:<36} planted {planted:>4}   layouts {layouts:>2}   found {found:>4}   beside the point {beside:>3}"
        );
    }
}

/// The rules that must find planted errors.
pub(crate) fn rules() -> BTreeSet<&'static str> {
    let plant = |seed: u64, layout: Layout| {
        let clean = generate(Shape::USUAL, seed).in_layout(layout);
        KINDS.map(|(_, plant)| plant(&clean, &mut Chance::new(seed)))
    };
    let layouts = || Layout::ALL.into_iter();
    (0..12)
        .flat_map(|seed| layouts().flat_map(move |layout| plant(seed, layout)))
        .flatten()
        .flat_map(|planted| planted.rules.iter().copied())
        .collect()
}

impl Planted {
    fn places(&self) -> Vec<String> {
        let places = |at: &At| match at {
            At::Cell(sheet, origin) => self.dossier.places(sheet, *origin),
            At::Other(place) => vec![place.clone()],
        };
        self.places.iter().flat_map(places).collect()
    }

    /// Which of the wanted places this is.
    fn rank_of(&self, place: &str) -> Option<usize> {
        self.places.iter().position(|at| match at {
            At::Cell(sheet, origin) => {
                let places = self.dossier.places(sheet, *origin);
                places.iter().any(|known_place| known_place == place)
            }
            At::Other(wanted) => place.starts_with(wanted.as_str()),
        })
    }
}

/// Whether the error was found, and what else was reported.
fn judge(planted: &Planted) -> (bool, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    planted.dossier.write(folder.path());
    let audited = match paraphe::check(folder.path(), &Limits::default()) {
        Ok(audited) => audited,
        Err(error) => return (false, vec![error.to_string()]),
    };
    // An error in several cells is reported at each.
    let mut found: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut beside = Vec::new();
    for finding in audited
        .findings
        .iter()
        .filter(|finding| !is_about_layout(finding, &planted.dossier))
    {
        let place = finding.place.to_string();
        let rank = planted.rank_of(&place);
        let rank = rank.filter(|_| planted.rules.contains(&finding.rule));
        let is_found = rank.is_some_and(|rank| {
            let is_other = found.iter().any(|(known_rank, _)| *known_rank != rank);
            !is_other && found.insert((rank, place.clone()))
        });
        if !is_found {
            beside.push(format!("{} at {place}", finding.rule));
        }
    }
    (!found.is_empty(), beside)
}

/// Whether a finding only reports a property of the layout: that amounts are in k€, that remarks are no costs.
pub(crate) fn is_about_layout(finding: &Finding, dossier: &Generated) -> bool {
    let has = |habit| dossier.layout.has(habit);
    match finding.rule {
        "amount-unit" => has(Habit::KiloHeader) || has(Habit::KiloFormat),
        "row-ignored" => dossier.notes().is_some_and(|(count, place)| {
            let count_shown = finding.args.get("count").map(Fact::shown);
            count_shown == Some(count.to_string()) && finding.place.to_string() == place
        }),
        _ => false,
    }
}

fn cell(sheet: &'static str, row: usize, col: usize) -> At {
    At::Cell(sheet, Origin::Cell(row, col))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a plant may find nothing to spoil; this one did"
)]
fn planted(dossier: Generated, rules: &'static [&'static str], places: Vec<At>) -> Option<Planted> {
    Some(Planted {
        dossier,
        rules,
        places,
    })
}

/// Another amount that no simple slip makes.
fn off(value: &Value, chance: &mut Chance) -> Value {
    Value::Hundredths(
        value.cents() + 37_00 + i64::try_from(chance.below(50)).expect("small") * 1_00,
    )
}

fn by_rates<'a>(clean: &'a Generated, chance: &mut Chance) -> &'a Spot {
    let spots: Vec<&Spot> = clean.spots.iter().filter(|spot| !spot.fixed).collect();
    spots[chance.below(spots.len())]
}

fn by_amounts<'a>(clean: &'a Generated, chance: &mut Chance) -> &'a Spot {
    let spots: Vec<&Spot> = clean.spots.iter().filter(|spot| spot.fixed).collect();
    spots[chance.below(spots.len())]
}

// ---- cost lines ----

fn days_amount(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, col) = (
        chance.pick(&clean.spots).lines[0],
        Generated::amount_column(chance.below(clean.shape.years)),
    );
    dossier.costs[row][col] = off(&dossier.costs[row][col], chance);
    planted(dossier, &["line-days"], vec![cell("Dépenses", row, col)])
}

fn wrong_days(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, col) = (
        chance.pick(&clean.spots).lines[0],
        Generated::days_column(chance.below(clean.shape.years)),
    );
    dossier.costs[row][col] = Value::Hundredths(dossier.costs[row][col].cents() + 1_00);
    planted(dossier, &["line-days"], vec![cell("Dépenses", row, col)])
}

fn days_unpriced(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, col) = (
        chance.pick(&clean.spots).lines[0],
        Generated::amount_column(chance.below(clean.shape.years)),
    );
    dossier.costs[row][col] = Value::Blank;
    planted(dossier, &["line-days"], vec![cell("Dépenses", row, col)])
}

/// A line without days: its fiche's total shows it.
fn free_line(
    clean: &Generated,
    chance: &mut Chance,
    change: impl Fn(i64) -> Option<Value>,
) -> Option<(Generated, Vec<At>)> {
    let mut dossier = clean.clone();
    let spot = by_rates(clean, chance);
    let (row, col) = (
        spot.lines[1],
        Generated::amount_column(chance.below(clean.shape.years)),
    );
    dossier.costs[row][col] = change(dossier.costs[row][col].cents())?;
    Some((
        dossier,
        vec![
            cell("Dépenses", row, col),
            cell("Dépenses", spot.total, col),
        ],
    ))
}

fn line_amount(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (dossier, places) = free_line(clean, chance, |cents| {
        Some(Value::Hundredths(cents + 41_00))
    })?;
    planted(dossier, &["fiche-total"], places)
}

fn line_transposed(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (dossier, places) = free_line(clean, chance, |cents| {
        transposed(cents).map(Value::Hundredths)
    })?;
    planted(dossier, &["fiche-total"], places)
}

/// Swaps the two leading digits, when they differ.
fn transposed(cents: i64) -> Option<i64> {
    let mut digits = cents.to_string().into_bytes();
    if digits.len() < 4 || digits[0] == digits[1] || digits[1] == b'0' {
        return None;
    }
    digits.swap(0, 1);
    String::from_utf8(digits).ok()?.parse().ok()
}

fn line_tenfold(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (dossier, places) = free_line(clean, chance, |cents| Some(Value::Hundredths(cents * 10)))?;
    planted(dossier, &["fiche-total"], vec![places[0].clone()])
}

fn line_sign(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (dossier, places) = free_line(clean, chance, |cents| Some(Value::Hundredths(-cents)))?;
    planted(dossier, &["line-negative"], vec![places[0].clone()])
}

fn line_shifted(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    if clean.shape.years < 2 {
        return None;
    }
    let mut dossier = clean.clone();
    let spot = by_rates(clean, chance);
    let year = chance.below(clean.shape.years - 1);
    let [col, next] = [year, year + 1].map(Generated::amount_column);
    let line = &mut dossier.costs[spot.lines[1]];
    line[next] = Value::Hundredths(line[next].cents() + line[col].cents());
    line[col] = Value::Hundredths(0);
    planted(
        dossier,
        &["fiche-total"],
        vec![cell("Dépenses", spot.total, col)],
    )
}

fn line_unnamed(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let row = chance.pick(&clean.spots).lines[1];
    dossier.costs[row][2] = Value::text("Prestation à préciser");
    planted(dossier, &["text-blank"], vec![cell("Dépenses", row, 2)])
}

fn line_blank(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let row = chance.pick(&clean.spots).lines[1];
    let mut line = vec![
        Value::Blank,
        Value::text("Études"),
        Value::text("Sans montant"),
        Value::Blank,
    ];
    line.resize(dossier.costs[0].len(), Value::Blank);
    dossier.costs.insert(row, line);
    planted(
        dossier,
        &["line-blank"],
        vec![cell("Dépenses", row, Generated::amount_column(0))],
    )
}

fn line_unreadable(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (dossier, places) = free_line(clean, chance, |_| Some(Value::text("à voir")))?;
    planted(dossier, &["cell-unreadable"], vec![places[0].clone()])
}

fn line_ambiguous(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (dossier, places) = free_line(clean, chance, |_| Some(Value::text("1,234")))?;
    planted(dossier, &["cell-unreadable"], vec![places[0].clone()])
}

fn fiche_total(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, col) = (
        chance.pick(&clean.spots).total,
        Generated::amount_column(chance.below(clean.shape.years)),
    );
    dossier.costs[row][col] = off(&dossier.costs[row][col], chance);
    planted(dossier, &["fiche-total"], vec![cell("Dépenses", row, col)])
}

fn tax_mixed(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let row = chance.pick(&clean.spots).lines[1];
    dossier.costs[row][3] = Value::text("TTC");
    planted(dossier, &["line-tax"], vec![cell("Dépenses", row, 3)])
}

// ---- funding ----

/// The cell of the rate of a party, which the recap's column points at; other funders share a column.
fn party_rate(clean: &Generated, chance: &mut Chance) -> (usize, usize, Vec<usize>) {
    let spot = by_rates(clean, chance);
    (
        spot.funding[chance.below(clean.shape.parties)],
        3,
        spot.funding.clone(),
    )
}

/// Without a recap, the wrong rate cannot be identified: the finding stands at one of the rates.
fn rate_places(clean: &Generated, row: usize, all: &[usize]) -> Vec<At> {
    let rows = if clean.recap.is_some() {
        vec![row]
    } else {
        all.to_vec()
    };
    rows.into_iter()
        .map(|row| cell("Cofinancement", row, 3))
        .collect()
}

fn wrong_rate(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (mut row, col, all) = party_rate(clean, chance);
    // If there is a single other funder, its column is that of the others.
    if clean.shape.others == 1 && chance.below(2) == 0 {
        row = *all.last()?;
    }
    dossier.funding[row][col] = Value::Hundredths(dossier.funding[row][col].cents() - 1_00);
    planted(dossier, &["funding-rates"], rate_places(clean, row, &all))
}

fn rate_erased(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, col, all) = party_rate(clean, chance);
    dossier.funding[row][col] = Value::Blank;
    let mut places = vec![cell("Cofinancement", row, 1)];
    if clean.layout.has(Habit::Columns) {
        // No cell of its rule is left.
        places = all
            .iter()
            .map(|row| cell("Cofinancement", *row, 3))
            .collect();
    }
    planted(dossier, &["funding-rates"], places)
}

fn rate_unreadable(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, col, _) = party_rate(clean, chance);
    dossier.funding[row][col] = Value::text("la moitié");
    planted(
        dossier,
        &["cell-unreadable"],
        vec![cell("Cofinancement", row, col)],
    )
}

fn fixed_amount(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (spot, year) = (by_amounts(clean, chance), chance.below(clean.shape.years));
    let row = spot.funding[chance.below(clean.shape.parties)];
    dossier.funding[row][4 + year] = off(&dossier.funding[row][4 + year], chance);
    let rows = if clean.recap.is_some() {
        vec![row]
    } else {
        spot.funding.clone()
    };
    planted(
        dossier,
        &["funding-sum"],
        rows.into_iter()
            .map(|row| cell("Cofinancement", row, 4 + year))
            .collect(),
    )
}

fn funder_removed(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, _, all) = party_rate(clean, chance);
    dossier.funding.remove(row);
    let rest = all
        .iter()
        .filter(|other| **other != row)
        .map(|other| if *other > row { other - 1 } else { *other });
    planted(
        dossier,
        &["funding-rates"],
        rest.map(|row| cell("Cofinancement", row, 3)).collect(),
    )
}

fn funders_removed(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    if clean.shape.others > 0 {
        return None;
    }
    let mut dossier = clean.clone();
    let spot = by_rates(clean, chance);
    dossier
        .funding
        .drain(spot.funding[0]..=*spot.funding.last()?);
    planted(
        dossier,
        &["funding-none"],
        vec![cell("Dépenses", spot.lines[0], Generated::amount_column(0))],
    )
}

fn funder_misspelt(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, _, _) = party_rate(clean, chance);
    let Value::Text(name) = &clean.funding[row][1] else {
        return None;
    };
    dossier.funding[row][1] = Value::text(name.replacen('r', "", 1).replacen("tion", "tino", 1));
    planted(
        dossier,
        &["funder-spelling"],
        vec![cell("Cofinancement", row, 1)],
    )
}

fn stray_nature(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, _, _) = party_rate(clean, chance);
    dossier.funding[row][2] = Value::text("Travaux");
    planted(
        dossier,
        &["funding-idle"],
        vec![cell("Cofinancement", row, 2)],
    )
}

fn wrong_claim(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let spot = by_amounts(clean, chance);
    let row = *chance.pick(&spot.funding);
    dossier.funding[row][3] = Value::Hundredths(1_00);
    planted(
        dossier,
        &["funding-claim"],
        vec![cell("Cofinancement", row, 3)],
    )
}

// ---- recap ----

/// A cell of a fiche's row: a part (`parties` is the others' or the total) in a year.
fn recap_spot(clean: &Generated, part: usize, chance: &mut Chance) -> Option<(usize, usize)> {
    clean.recap.as_ref()?;
    let row = chance.pick(&clean.spots).recap;
    Some((
        row,
        clean.recap_column(chance.below(clean.shape.years), part),
    ))
}

fn change_recap(
    clean: &Generated,
    (row, col): (usize, usize),
    rules: &'static [&'static str],
    change: impl FnOnce(&Value) -> Option<Value>,
) -> Option<Planted> {
    let mut dossier = clean.clone();
    let sheet = dossier.recap.as_mut()?;
    sheet[row][col] = change(&sheet[row][col])?;
    planted(dossier, rules, vec![cell("Récapitulatif", row, col)])
}

fn recap_share(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let part = chance.below(clean.recap_width() - 1);
    let spot = recap_spot(clean, part, chance)?;
    change_recap(clean, spot, &["recap-share"], |value| {
        Some(off(value, chance))
    })
}

fn recap_transposed(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let spot = recap_spot(clean, 0, chance)?;
    change_recap(clean, spot, &["recap-share"], |value| {
        transposed(value.cents()).map(Value::Hundredths)
    })
}

fn recap_column(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (row, first) = recap_spot(clean, 0, chance)?;
    let mut dossier = clean.clone();
    let sheet = dossier.recap.as_mut()?;
    if clean.shape.parties < 2 || sheet[row][first] == sheet[row][first + 1] {
        return None;
    }
    sheet[row][first + 1] = std::mem::replace(&mut sheet[row][first], Value::Hundredths(0));
    planted(
        dossier,
        &["recap-column"],
        vec![cell("Récapitulatif", row, first + 1)],
    )
}

fn recap_swapped(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (row, first) = recap_spot(clean, 0, chance)?;
    let mut dossier = clean.clone();
    let sheet = dossier.recap.as_mut()?;
    if sheet[row][first] == sheet[row][first + 1] {
        return None;
    }
    sheet[row].swap(first, first + 1);
    planted(
        dossier,
        &["recap-column"],
        vec![cell("Récapitulatif", row, first)],
    )
}

fn recap_erased(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let spot = recap_spot(clean, 1, chance)?;
    change_recap(clean, spot, &["recap-share"], |_| Some(Value::Blank))
}

fn recap_total(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let spot = recap_spot(clean, clean.recap_width() - 1, chance)?;
    change_recap(clean, spot, &["recap-total"], |value| {
        Some(off(value, chance))
    })
}

fn recap_unreadable(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let spot = recap_spot(clean, 1, chance)?;
    change_recap(clean, spot, &["cell-unreadable"], |_| {
        Some(Value::text("voir fiche"))
    })
}

fn recap_subtotal(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let row = *chance.pick(&clean.subtotals);
    let col = clean.recap_column(
        chance.below(clean.shape.years),
        chance.below(clean.recap_width()),
    );
    change_recap(clean, (row, col), &["recap-subtotal"], |value| {
        Some(off(value, chance))
    })
}

fn recap_grand_total(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let row = clean.recap.as_ref()?.len() - 1;
    let col = clean.recap_column(
        chance.below(clean.shape.years),
        chance.below(clean.recap_width()),
    );
    change_recap(clean, (row, col), &["recap-grand-total"], |value| {
        Some(off(value, chance))
    })
}

fn recap_over_years(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let row = 2 + chance.below(clean.recap.as_ref()?.len() - 2);
    change_recap(
        clean,
        (row, clean.over_years_column()),
        &["recap-over-years"],
        |value| Some(off(value, chance)),
    )
}

fn recap_row_removed(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let spot = chance.pick(&clean.spots);
    dossier.recap.as_mut()?.remove(spot.recap);
    planted(
        dossier,
        &["recap-row-missing"],
        vec![At::Other("budget.xlsx · Récapitulatif".to_owned())],
    )
}

fn recap_row_recoded(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let spot = chance.pick(&clean.spots).recap;
    change_recap(clean, (spot, 0), &["recap-row-orphan"], |_| {
        Some(Value::text("AA 9.9"))
    })
}

fn recap_row_twice(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let row = chance.pick(&clean.spots).recap;
    let sheet: &mut Sheet = dossier.recap.as_mut()?;
    sheet.insert(row + 1, sheet[row].clone());
    planted(
        dossier,
        &["recap-row-twice"],
        vec![cell("Récapitulatif", row + 1, 0)],
    )
}

// ---- codes ----

fn code_spelling(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let spot = chance.pick(&clean.spots);
    let row = spot.funding[0];
    dossier.funding[row][0] = Value::text(format!("{}.{}", &spot.code[..1], &spot.code[1..]));
    planted(
        dossier,
        &["code-spelling"],
        vec![cell("Cofinancement", row, 0)],
    )
}

fn file_removed(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let spot = chance.pick(&clean.spots);
    dossier
        .fiches
        .remove(&format!("{}.md", spot.code.replace(' ', "-")));
    planted(
        dossier,
        &["rows-without-fiche"],
        vec![cell("Dépenses", spot.lines[0], 0)],
    )
}

fn code_duplicate(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (first, second) = (
        &clean.spots[0].code,
        &clean.spots[1 + chance.below(clean.spots.len() - 1)].code,
    );
    let text = dossier
        .fiches
        .get_mut(&format!("{}.md", second.replace(' ', "-")))?;
    *text = text.replace(
        &format!("code = \"{second}\""),
        &format!("code = \"{first}\""),
    );
    planted(
        dossier,
        &["code-duplicate"],
        vec![At::Other(format!(
            "fiches/{}.md:2:",
            second.replace(' ', "-")
        ))],
    )
}

fn axis_twice(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let taken = clean
        .toml
        .lines()
        .find(|line| line.starts_with("prefixe = "))?;
    let text = &clean.toml;
    dossier.toml = format!("{text}\n[[axes]]\n{taken}\ntitre = \"Autre\"\n");
    let line = dossier.toml.lines().count() - 1;
    planted(
        dossier,
        &["axis-twice"],
        vec![At::Other(format!("convention.toml:{line}:"))],
    )
}

fn rows_removed(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    clean.recap.as_ref()?;
    let mut dossier = clean.clone();
    let spot = by_rates(clean, chance);
    dossier.costs.drain(spot.lines[0]..=spot.total);
    dossier
        .funding
        .drain(spot.funding[0]..=*spot.funding.last()?);
    planted(
        dossier,
        &["fiche-without-rows"],
        vec![At::Other(format!(
            "fiches/{}.md:2:",
            spot.code.replace(' ', "-")
        ))],
    )
}

// ---- articles and texts ----

fn change_stated(
    clean: &Generated,
    claim: &str,
    rules: &'static [&'static str],
) -> Option<Planted> {
    let mut dossier = clean.clone();
    let lines: Vec<&str> = clean.toml.lines().collect();
    let at = lines
        .iter()
        .position(|line| *line == format!("calcul = \"{claim}\""))?
        - 1;
    let changed: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(rank, line)| {
            if rank == at {
                "montant = \"12345.67\"".to_owned()
            } else {
                (*line).to_owned()
            }
        })
        .collect();
    dossier.toml = changed.join("\n");
    planted(
        dossier,
        rules,
        vec![At::Other(format!("convention.toml:{}:", at + 1))],
    )
}

fn stated_amount(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    // A wrong amount of the advance's base is not planted here: it would also concern the advance.
    let claim = *chance.pick(&["part:agglo", "total"]);
    change_stated(clean, claim, &["stated-amount"])
}

fn wrong_advance(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    change_stated(clean, "avance", &["advance-amount"])
}

/// The dossier with correct payments and a commitment.
pub(crate) fn paying(clean: &Generated) -> Option<Generated> {
    use std::fmt::Write as _;
    let mut dossier = clean.clone();
    let stated = clean.toml.split("montant = \"").nth(1)?;
    let share: String = stated.chars().take_while(|c| *c != '"').collect();
    let cents: i64 = share.replace('.', "").parse().ok()?;
    let (first, second) = (cents / 2, cents - cents / 2);
    let cents = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let (year, next) = (FIRST_YEAR, FIRST_YEAR + 1);
    write!(
        dossier.toml,
        "\n[[versements]]\nlibelle = \"acompte\"\npartie = \"agglo\"\ntaux = \"20\"\nbase = \"part:agglo\"\n\
         condition = \"à la notification\"\necheance = {year}-06-30\n\
         \n[[versements]]\nlibelle = \"second versement\"\nannee = {year}\ntaux = \"10\"\nbase = \"part:agglo@{year}\"\n\
         echeance = \"{year}-11-30\"\n\
         \n[[versements]]\nlibelle = \"solde\"\nsolde = true\n\
         \n[engagement]\nae = \"{share}\"\ncp = {{ {year} = \"{}\", {next} = \"{}\" }}\n\
         nature = 65748\nfonction = \"61\"\n",
        cents(first),
        cents(second),
    )
    .ok()?;
    Some(dossier)
}

/// Replaces one text of [`paying`] by another; the finding is this many lines away.
fn change_payment(
    clean: &Generated,
    (old, new): (&str, &str),
    rules: &'static [&'static str],
    at: i32,
) -> Option<Planted> {
    let mut dossier = paying(clean)?;
    let start = dossier.toml.rfind(old)?;
    let line = i32::try_from(dossier.toml[..start].lines().count()).ok()? + at;
    dossier.toml.replace_range(start..start + old.len(), new);
    planted(
        dossier,
        rules,
        vec![At::Other(format!("convention.toml:{line}:"))],
    )
}

/// A year as the payments of [`paying`] are written.
fn of_year(text: &str) -> String {
    text.replace("NEXT", &(FIRST_YEAR + 1).to_string())
        .replace("LATER", &(FIRST_YEAR + 2).to_string())
        .replace("YEAR", &FIRST_YEAR.to_string())
}

fn payments_over(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let whole = ("solde = true", "taux = \"95\"\nbase = \"part:agglo\"");
    change_payment(clean, whole, &["payments-sum"], -1)
}

fn payments_short(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let half = ("solde = true", "taux = \"50\"\nbase = \"part:agglo\"");
    change_payment(clean, half, &["payments-sum"], -1)
}

fn payment_advance(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    change_payment(
        clean,
        ("partie = \"agglo\"\ntaux = \"20\"", "taux = \"15\""),
        &["payments-sum"],
        -1,
    )
}

fn payment_after(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let late = "solde = true\n\n[[versements]]\nlibelle = \"reliquat\"\nmontant = \"10\"";
    change_payment(clean, ("solde = true", late), &["payment-order"], 3)
}

fn payment_dates(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let [old, new] = ["echeance = \"YEAR-11-30\"", "echeance = YEAR-02-28"].map(of_year);
    change_payment(clean, (&old, &new), &["payment-order"], 1)
}

fn payment_year(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let [old, new] = ["echeance = \"YEAR-11-30\"", "echeance = LATER-01-31"].map(of_year);
    change_payment(clean, (&old, &new), &["payment-order"], 1)
}

fn payment_base(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let [old, new] = ["part:agglo@YEAR", "part:agglo@NEXT"].map(of_year);
    let is_yearly = clean.toml.contains(&(FIRST_YEAR + 1).to_string());
    is_yearly.then(|| change_payment(clean, (&old, &new), &["payment-order"], 0))?
}

fn credits_sum(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let [old, new] = ["\", NEXT = \"", "\", NEXT = \"1"].map(of_year);
    change_payment(clean, (&old, &new), &["commitment-sum"], -1)
}

fn commitment_short(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let toml = paying(clean)?.toml;
    let old = &toml[toml.rfind("ae = ")?..toml.rfind("nature = ")?];
    change_payment(clean, (old, "ae = \"1\"\n"), &["commitment-short"], 1)
}

fn credits_short(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let [old, new] = ["cp = { YEAR", "cp = { LATER"].map(of_year);
    change_payment(clean, (&old, &new), &["commitment-short"], -1)
}

fn text_blank(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let code = chance.pick(&clean.spots).code.replace(' ', "-");
    let blank = *chance.pick(&[
        "Le ………… 2021.",
        "Lieu à préciser.",
        "À confirmer.",
        "Le ____ 2021.",
    ]);
    let text = dossier.fiches.get_mut(&format!("{code}.md"))?;
    text.push_str(blank);
    let line = text.lines().count();
    planted(
        dossier,
        &["text-blank"],
        vec![At::Other(format!("fiches/{code}.md:{line}:"))],
    )
}

fn calendar(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let code = chance.pick(&clean.spots).code.replace(' ', "-");
    let text = dossier.fiches.get_mut(&format!("{code}.md"))?;
    *text = text.replace(&format!("{FIRST_YEAR}, "), "");
    planted(
        dossier,
        &["calendar-years"],
        vec![At::Other(format!("fiches/{code}.md:4:"))],
    )
}

// ---- totals of axes and of all ----

fn change_sum(
    clean: &Generated,
    axis: usize,
    chance: &mut Chance,
    rules: &'static [&'static str],
    value: Value,
) -> Option<Planted> {
    if !clean.layout.has(Habit::Sums) {
        return None;
    }
    let mut dossier = clean.clone();
    let year = chance.below(clean.shape.years);
    dossier.wrong_sum = Some((axis, year, value));
    let place = At::Cell("Dépenses", Origin::Sum(axis, year));
    planted(dossier, rules, vec![place])
}

fn axis_total(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let axis = chance.below(clean.shape.axes);
    let wrong = Value::Hundredths(54_321_00);
    change_sum(clean, axis, chance, &["cost-total"], wrong)
}

fn general_total(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let wrong = Value::Hundredths(654_321_00);
    change_sum(clean, clean.shape.axes, chance, &["cost-total"], wrong)
}

fn paid_total(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    if !clean.layout.has(Habit::Sums) || clean.layout.has(Habit::Columns) {
        return None;
    }
    let mut dossier = clean.clone();
    let fixed_spots = clean.spots.iter().enumerate();
    let fixed_spots: Vec<usize> = fixed_spots
        .filter(|(_, spot)| spot.fixed)
        .map(|(rank, _)| rank)
        .collect();
    let (spot, year) = (*chance.pick(&fixed_spots), chance.below(clean.shape.years));
    dossier.wrong_paid = Some((spot, year, Value::Hundredths(54_321_00)));
    let place = At::Cell("Cofinancement", Origin::Paid(spot, year));
    planted(dossier, &["cost-total"], vec![place])
}

fn error_total(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (axis, error) = (chance.below(clean.shape.axes + 1), excel_error(chance));
    change_sum(clean, axis, chance, &["cell-unreadable"], error)
}

// ---- what cells hold beside what they should ----

/// The error that a spreadsheet shows where it cannot calculate, calculated or copied as a text.
fn excel_error(chance: &mut Chance) -> Value {
    let error = *chance.pick(&["#N/A", "#REF!", "#VALUE!", "#DIV/0!"]);
    if chance.below(2) == 0 {
        Value::Error(error)
    } else {
        Value::text(error)
    }
}

fn change_cost(
    clean: &Generated,
    (row, col): (usize, usize),
    rules: &'static [&'static str],
    change: impl FnOnce(&Value) -> Value,
) -> Option<Planted> {
    let mut dossier = clean.clone();
    dossier.costs[row][col] = change(&dossier.costs[row][col]);
    planted(dossier, rules, vec![cell("Dépenses", row, col)])
}

fn change_rate(
    clean: &Generated,
    chance: &mut Chance,
    rules: &'static [&'static str],
    change: impl FnOnce(&Value) -> Value,
) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, col, _) = party_rate(clean, chance);
    dossier.funding[row][col] = change(&dossier.funding[row][col]);
    planted(dossier, rules, vec![cell("Cofinancement", row, col)])
}

/// A line without days, and the column of its amount in some year.
fn free_amount(clean: &Generated, chance: &mut Chance) -> (usize, usize) {
    let row = by_rates(clean, chance).lines[1];
    (
        row,
        Generated::amount_column(chance.below(clean.shape.years)),
    )
}

/// The first row of a fiche that is not the first of its axis.
fn later_code(clean: &Generated, chance: &mut Chance) -> (usize, usize) {
    let spots = clean
        .spots
        .windows(2)
        .filter(|pair| pair[0].axis == pair[1].axis);
    let spots: Vec<&Spot> = spots.map(|pair| &pair[1]).collect();
    (chance.pick(&spots).lines[0], 0)
}

fn error_code(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (at, error) = (later_code(clean, chance), excel_error(chance));
    change_cost(clean, at, &["code-unreadable", "cell-unreadable"], |_| {
        error
    })
}

fn code_unreadable(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let at = later_code(clean, chance);
    change_cost(clean, at, &["code-unreadable"], |_| {
        Value::text("Mission d’appui")
    })
}

fn error_nature(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (at, error) = ((chance.pick(&clean.spots).lines[1], 1), excel_error(chance));
    change_cost(clean, at, &["cell-unreadable"], |_| error)
}

fn error_label(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (at, error) = ((chance.pick(&clean.spots).lines[1], 2), excel_error(chance));
    change_cost(clean, at, &["cell-unreadable"], |_| error)
}

fn error_amount(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (at, error) = (free_amount(clean, chance), excel_error(chance));
    change_cost(clean, at, &["cell-unreadable"], |_| error)
}

fn days_cell(clean: &Generated, chance: &mut Chance) -> (usize, usize) {
    let row = chance.pick(&clean.spots).lines[0];
    (row, Generated::days_column(chance.below(clean.shape.years)))
}

fn error_days(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (at, error) = (days_cell(clean, chance), excel_error(chance));
    change_cost(clean, at, &["cell-unreadable"], |_| error)
}

fn days_unreadable(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let at = days_cell(clean, chance);
    change_cost(clean, at, &["cell-unreadable"], |_| {
        Value::text("3 semaines")
    })
}

fn error_rate(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let error = excel_error(chance);
    change_rate(clean, chance, &["cell-unreadable"], |_| error)
}

fn error_funder(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    // A column names its payer once, for all rows.
    if clean.layout.has(Habit::Columns) {
        return None;
    }
    let mut dossier = clean.clone();
    let (row, _, _) = party_rate(clean, chance);
    dossier.funding[row][1] = excel_error(chance);
    planted(
        dossier,
        &["cell-unreadable"],
        vec![cell("Cofinancement", row, 1)],
    )
}

fn error_recap(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (spot, error) = (recap_spot(clean, 1, chance)?, excel_error(chance));
    change_recap(clean, spot, &["cell-unreadable"], |_| Some(error))
}

fn error_recap_code(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (row, error) = (chance.pick(&clean.spots).recap, excel_error(chance));
    change_recap(
        clean,
        (row, 0),
        &["recap-row-unknown", "cell-unreadable"],
        |_| Some(error),
    )
}

/// Where each row is of one year, changes the year of a line.
fn change_year(
    clean: &Generated,
    at: (usize, usize),
    rules: &'static [&'static str],
    value: Value,
) -> Option<Planted> {
    if !clean.layout.has(Habit::Long) {
        return None;
    }
    let mut dossier = clean.clone();
    dossier.wrong_year = Some((at, value));
    let place = At::Cell("Dépenses", Origin::Year(at.0, at.1));
    planted(dossier, rules, vec![place])
}

fn year_unreadable(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let value = match chance.below(3) {
        0 => Value::text("an 2"),
        1 => Value::Blank,
        _ => excel_error(chance),
    };
    let at = free_amount(clean, chance);
    change_year(clean, at, &["cell-unreadable"], value)
}

fn other_year(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let (row, col) = free_amount(clean, chance);
    let mut more = clean.clone();
    let mut line = more.costs[row].clone();
    line[2] = Value::text("Hors convention");
    for cell in &mut line[4..] {
        *cell = Value::Blank;
    }
    line[col] = Value::Hundredths(500_00);
    more.costs.insert(row, line);
    let year = Value::Hundredths(2031_00);
    change_year(&more, (row, col), &["year-unknown"], year)
}

fn date_amount(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let at = free_amount(clean, chance);
    change_cost(clean, at, &["cell-unreadable"], |_| Value::Date)
}

fn date_rate(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    change_rate(clean, chance, &["cell-unreadable"], |_| Value::Date)
}

fn date_recap(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let spot = recap_spot(clean, 0, chance)?;
    change_recap(clean, spot, &["cell-unreadable"], |_| Some(Value::Date))
}

fn uncalculated(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let at = if chance.below(2) == 0 {
        days_cell(clean, chance)
    } else {
        free_amount(clean, chance)
    };
    change_cost(clean, at, &["cell-unreadable"], |_| Value::Uncalculated)
}

fn typed_point(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let at = free_amount(clean, chance);
    change_cost(clean, at, &["cell-unreadable"], |_| Value::text("0.500"))
}

fn fraction(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let at = free_amount(clean, chance);
    change_cost(clean, at, &["amount-fraction"], |value| {
        Value::Number(value.cents() * 10 + 4, 3)
    })
}

fn struck(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let at = free_amount(clean, chance);
    change_cost(clean, at, &["cell-struck"], |value| {
        Value::Struck(Box::new(value.clone()))
    })
}

fn other_units(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    if !clean.layout.has(Habit::KiloHeader) {
        return None;
    }
    let at = free_amount(clean, chance);
    change_cost(clean, at, &["cell-unreadable"], |value| {
        Value::Formatted(Box::new(value.clone()), "0.00\" M€\"")
    })
}

fn mention_blank(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, _, _) = party_rate(clean, chance);
    let col = 4 + clean.shape.years;
    dossier.funding[row][col] = Value::text("Montant à préciser");
    planted(
        dossier,
        &["text-blank"],
        vec![cell("Cofinancement", row, col)],
    )
}

// ---- what a spreadsheet shows otherwise than it is ----

fn merged_amount(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let row = by_rates(clean, chance).lines[1];
    let year = chance.below(clean.shape.years - 1);
    let (first, last) = (
        Generated::amount_column(year),
        Generated::amount_column(year + 1),
    );
    if clean.layout.has(Habit::Long) {
        // An empty row would be left out, but a merged one must be there.
        dossier.costs[row][last] = Value::text(" ");
    } else {
        dossier.costs[row][last] = Value::Blank;
    }
    dossier
        .marks
        .push(("Dépenses", Mark::Merged((row, first), (row, last))));
    planted(
        dossier,
        &["cell-merged"],
        vec![cell("Dépenses", row, first)],
    )
}

fn merged_rate(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let spot = by_rates(clean, chance);
    let (first, second) = (spot.funding[0], spot.funding[1]);
    dossier.funding[second][3] = Value::Blank;
    let mark = Mark::Merged((first, 3), (second, 3));
    if clean.layout.has(Habit::Columns) && clean.spots.iter().any(|spot| spot.fixed) {
        // The amounts of the first funder stand between the rates.
        return None;
    }
    dossier.marks.push(("Cofinancement", mark));
    planted(
        dossier,
        &["cell-merged"],
        vec![cell("Cofinancement", first, 3)],
    )
}

fn hidden_cost(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let at = (
        chance.pick(&clean.spots).lines[1],
        Generated::amount_column(0),
    );
    dossier.marks.push(("Dépenses", Mark::HiddenRow(at)));
    planted(
        dossier,
        &["cell-hidden"],
        vec![cell("Dépenses", at.0, at.1)],
    )
}

fn hidden_rate(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let spot = by_rates(clean, chance);
    let row = if clean.layout.has(Habit::Columns) {
        spot.funding[0]
    } else {
        *chance.pick(&spot.funding)
    };
    dossier
        .marks
        .push(("Cofinancement", Mark::HiddenRow((row, 3))));
    planted(
        dossier,
        &["cell-hidden"],
        vec![cell("Cofinancement", row, 3)],
    )
}

fn hidden_column(clean: &Generated, _: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let at = (clean.spots[0].lines[0], Generated::amount_column(0));
    dossier.marks.push(("Dépenses", Mark::HiddenColumn(at)));
    planted(
        dossier,
        &["cell-hidden"],
        vec![cell("Dépenses", at.0, at.1)],
    )
}

fn column_twice(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let year = chance.below(clean.shape.years);
    let col = if clean.layout.has(Habit::Long) {
        2
    } else {
        *chance.pick(&[
            1,
            Generated::days_column(year),
            Generated::amount_column(year),
        ])
    };
    let last = dossier.costs[0].len();
    for row in &mut dossier.costs {
        row.push(row[col].clone());
    }
    planted(dossier, &["column-twice"], vec![cell("Dépenses", 0, last)])
}

fn with_article(clean: &Generated, chance: &mut Chance) -> Option<Planted> {
    let mut dossier = clean.clone();
    let (row, _, _) = party_rate(clean, chance);
    let Value::Text(name) = &clean.funding[row][1] else {
        return None;
    };
    let article = ["La", "Le", "Les"][chance.below(3)];
    dossier.funding[row][1] = Value::Text(format!("{article} {name}"));
    planted(
        dossier,
        &["funder-spelling"],
        vec![cell("Cofinancement", row, 1)],
    )
}

/// Words that the readers look for in texts, and texts that may be cut in the middle of a letter.
const FRAGMENTS: [&str; 24] = [
    "Total",
    "Sous-",
    "S/",
    " de l’axe ",
    "AA 1",
    "AA",
    "Accueil",
    "% ",
    "Fiche",
    "Montant",
    "2021",
    " (k€)",
    "1 234,5",
    "0.5",
    "(",
    "12 j",
    "#N/A",
    "−",
    "é",
    "\u{a0}",
    "\u{feff}",
    "🙂",
    "/",
    "\n",
];

fn any_text() -> impl Strategy<Value = String> {
    let fragment = proptest::sample::select(FRAGMENTS.as_slice());
    let fragments = proptest::collection::vec(fragment, 0..5).prop_map(|parts| parts.concat());
    prop_oneof![fragments, "\\PC{0,12}"]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if tries_all() { 200 } else { 12 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_of_a_workbook_breaks_its_reader(
        layout in proptest::sample::select(Layout::ALL.as_slice()),
        seed in 0_u64..20,
        texts in proptest::collection::vec((0_usize..3, 0_usize..9, 0_usize..9, any_text()), 1..20),
    ) {
        let mut dossier = generate(Shape::USUAL, seed).in_layout(layout);
        for (sheet, row, col, text) in texts {
            let table = match (sheet, &mut dossier.recap) {
                (0, _) => &mut dossier.costs,
                (1, Some(recap)) => recap,
                _ => &mut dossier.funding,
            };
            // The header stays, as the layouts are made from it.
            if let Some(cell) = table.get_mut(row + 1).and_then(|row| row.get_mut(col)) {
                *cell = self::Value::Text(text);
            }
        }
        let folder = tempfile::tempdir().expect("a folder");
        dossier.write(folder.path());
        drop(paraphe::check(folder.path(), &Limits::default()));
    }
}
