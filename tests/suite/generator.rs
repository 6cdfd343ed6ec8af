//! Generated dossiers: consistent in every figure, computed here in whole cents and independently of the program, so
//! that
//! `check` must find nothing in them.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError};

/// A reproducible source of chance (splitmix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).expect("below bound")
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// The size and the contents of a dossier.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) years: usize,
    pub(crate) parties: usize,
    pub(crate) others: usize,
    pub(crate) axes: usize,
    pub(crate) fiches: usize,
    pub(crate) recap: bool,
    pub(crate) cents: bool,
}

impl Shape {
    pub(crate) const ALL: [(&'static str, Self); 8] = [
        (
            "two years",
            Self {
                years: 2,
                ..Self::USUAL
            },
        ),
        (
            "four years",
            Self {
                years: 4,
                ..Self::USUAL
            },
        ),
        (
            "three funders",
            Self {
                others: 1,
                ..Self::USUAL
            },
        ),
        (
            "six funders",
            Self {
                parties: 3,
                others: 3,
                ..Self::USUAL
            },
        ),
        (
            "no recap",
            Self {
                recap: false,
                ..Self::USUAL
            },
        ),
        (
            "cents",
            Self {
                cents: true,
                others: 1,
                ..Self::USUAL
            },
        ),
        (
            "one axis",
            Self {
                axes: 1,
                fiches: 5,
                ..Self::USUAL
            },
        ),
        (
            "sixty fiches",
            Self {
                fiches: 60,
                axes: 4,
                others: 2,
                ..Self::USUAL
            },
        ),
    ];
    /// For tests that do not depend on the size.
    pub(crate) const SMALL: Self = Self {
        years: 2,
        axes: 1,
        fiches: 2,
        ..Self::USUAL
    };
    pub(crate) const USUAL: Self = Self {
        years: 3,
        parties: 2,
        others: 0,
        axes: 2,
        fiches: 8,
        recap: true,
        cents: false,
    };
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Blank,
    Text(String),
    /// Hundredths: cents, or hundredths of a day or of a percent.
    Hundredths(i64),
    /// A number with this many decimals.
    Number(i64, u32),
    /// The first day of a year, as a date.
    Date,
    /// A formula that shows this error.
    Error(&'static str),
    /// A formula that no program has calculated: it is stored as 0.
    Uncalculated,
    Struck(Box<Value>),
    /// A number with a number format.
    Formatted(Box<Value>, &'static str),
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The whole cents of an amount; none for any other value.
    pub(crate) fn cents(&self) -> i64 {
        match self {
            Self::Hundredths(cents) => *cents,
            Self::Number(digits, 3) => (digits + 5) / 10,
            Self::Struck(value) | Self::Formatted(value, _) => value.cents(),
            _ => 0,
        }
    }
}

/// A worksheet, row by row.
pub(crate) type Sheet = Vec<Vec<Value>>;

/// A deviation of a workbook from the usual one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Habit {
    /// Years stand above `Jours` and `Montant`.
    TwoRows,
    /// Titles of axes, their totals, the total of all and a note, each in a row.
    Sums,
    /// A cost has one row per year.
    Long,
    /// Each funder has a column.
    Columns,
    /// Headers say that amounts are in k€.
    KiloHeader,
    /// Number formats say so.
    KiloFormat,
    /// Costs are on two sheets.
    TwoSheets,
}

/// The layout of a workbook.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout(pub(crate) &'static [Habit]);

impl Layout {
    pub(crate) const ALL: [Self; 12] = [
        Self(&[]),
        Self(&[Habit::TwoRows]),
        Self(&[Habit::Sums]),
        Self(&[Habit::Long]),
        Self(&[Habit::Columns]),
        Self(&[Habit::KiloHeader]),
        Self(&[Habit::KiloFormat]),
        Self(&[Habit::TwoSheets]),
        Self(&[Habit::TwoRows, Habit::Sums]),
        Self(&[Habit::Long, Habit::Sums]),
        Self(&[Habit::TwoSheets, Habit::Sums]),
        Self(&[Habit::Sums, Habit::Columns, Habit::KiloFormat]),
    ];

    pub(crate) fn has(self, habit: Habit) -> bool {
        self.0.contains(&habit)
    }
}

/// A mark on cells of a sheet; rows and columns are those of the usual layout.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mark {
    HiddenRow((usize, usize)),
    HiddenColumn((usize, usize)),
    Merged((usize, usize), (usize, usize)),
}

/// The place of a fiche in the sheets; rows are zero-based.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) code: String,
    pub(crate) axis: usize,
    pub(crate) lines: Vec<usize>,
    pub(crate) total: usize,
    pub(crate) funding: Vec<usize>,
    pub(crate) fixed: bool,
    pub(crate) recap: usize,
}

/// A generated dossier.
#[derive(Clone)]
pub(crate) struct Generated {
    pub(crate) toml: String,
    pub(crate) costs: Sheet,
    pub(crate) funding: Sheet,
    pub(crate) recap: Option<Sheet>,
    pub(crate) fiches: BTreeMap<String, String>,
    pub(crate) decisions: Option<String>,
    pub(crate) spots: Vec<Spot>,
    pub(crate) shape: Shape,
    pub(crate) subtotals: Vec<usize>,
    pub(crate) seed: u64,
    pub(crate) layout: Layout,
    /// Each mark with the usual name of its sheet.
    pub(crate) marks: Vec<(&'static str, Mark)>,
    /// A wrong total of costs: the axis (or all, after the last one), the year and the value.
    pub(crate) wrong_sum: Option<(usize, usize, Value)>,
    /// A wrong total of the payments for a fiche: the fiche, the year and the value.
    pub(crate) wrong_paid: Option<(usize, usize, Value)>,
    /// A value in place of the year of an amount, where each row is of one year.
    pub(crate) wrong_year: Option<((usize, usize), Value)>,
}

pub(crate) const FIRST_YEAR: i32 = 2021;
const DAY_RATE_CENTS: i64 = 600_00;
const NATURES: [&str; 4] = ["Études", "Animation", "Débours", "Communication"];
const OTHERS: [&str; 3] = ["FSE", "Région Nord", "Mécénat"];
const PARTIES: [(&str, &str); 3] = [
    ("agglo", "Agglomération"),
    ("chambre", "Chambre consulaire"),
    ("port", "Port fluvial"),
];
pub(crate) const AXES: [(&str, &str); 4] = [
    ("AA", "Accueil"),
    ("BB", "Bâti"),
    ("CC", "Commerce"),
    ("DD", "Durable"),
];

impl Generated {
    pub(crate) fn days_column(year: usize) -> usize {
        4 + 2 * year
    }

    pub(crate) fn amount_column(year: usize) -> usize {
        5 + 2 * year
    }

    /// The recap's columns of a year: one per party, the others when there are any, the total.
    pub(crate) fn recap_column(&self, year: usize, part: usize) -> usize {
        2 + year * self.recap_width() + part
    }

    pub(crate) fn recap_width(&self) -> usize {
        self.shape.parties + usize::from(self.shape.others > 0) + 1
    }

    pub(crate) fn over_years_column(&self) -> usize {
        2 + self.shape.years * self.recap_width()
    }

    /// The same dossier with its workbook in this layout.
    pub(crate) fn in_layout(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self
    }
}

pub(crate) fn write_sheet(
    workbook: &mut Workbook,
    name: &str,
    sheet: &Sheet,
) -> Result<(), XlsxError> {
    let worksheet = workbook.add_worksheet().set_name(name)?;
    for (row, cells) in (0..).zip(sheet) {
        for (col, value) in (0..).zip(cells) {
            write_cell(worksheet, (row, col), value, &Format::new())?;
        }
    }
    Ok(())
}

pub(crate) fn write_cell(
    sheet: &mut Worksheet,
    at: (u32, u16),
    value: &Value,
    format: &Format,
) -> Result<(), XlsxError> {
    let (row, col) = at;
    match value {
        Value::Blank => {}
        Value::Text(text) => drop(sheet.write_string_with_format(row, col, text, format)?),
        Value::Hundredths(digits) => write_number(sheet, at, (*digits, 2), format)?,
        Value::Number(digits, decimals) => write_number(sheet, at, (*digits, *decimals), format)?,
        Value::Date => {
            let format = format.clone().set_num_format("dd/mm/yyyy");
            write_number(sheet, at, (45_000, 0), &format)?;
        }
        Value::Error(error) => {
            let formula = Formula::new("=NA()").set_result(*error);
            sheet.write_formula_with_format(row, col, formula, format)?;
        }
        Value::Uncalculated => drop(sheet.write_formula_with_format(row, col, "=12*100", format)?),
        Value::Struck(value) => {
            write_cell(sheet, at, value, &format.clone().set_font_strikethrough())?;
        }
        Value::Formatted(value, code) => {
            write_cell(sheet, at, value, &format.clone().set_num_format(*code))?;
        }
    }
    Ok(())
}

#[expect(
    clippy::disallowed_types,
    clippy::cast_precision_loss,
    reason = "the writer takes floats; the digits fit"
)]
#[expect(clippy::float_arithmetic, reason = "the writer takes floats")]
fn write_number(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    (digits, decimals): (i64, u32),
    format: &Format,
) -> Result<(), XlsxError> {
    let number = digits as f64 / 10_i64.pow(decimals) as f64;
    sheet.write_number_with_format(row, col, number, format)?;
    Ok(())
}

/// Makes a consistent dossier of this shape.
pub(crate) fn generate(shape: Shape, seed: u64) -> Generated {
    let mut chance = Chance::new(seed);
    let mut costs = vec![cost_header(shape)];
    let mut funding = vec![funding_header(shape)];
    let mut spots = Vec::new();
    let mut splits = Vec::new();
    let mut fiches = BTreeMap::new();
    for rank in 0..shape.fiches {
        let axis = rank * shape.axes / shape.fiches;
        let number = rank
            - (0..rank)
                .filter(|r| r * shape.axes / shape.fiches != axis)
                .count()
            + 1;
        let code = format!("{} {number}", AXES[axis].0);
        let (lines, total) = add_costs(&mut costs, &code, shape, &mut chance);
        let yearly: Vec<i64> = (0..shape.years)
            .map(|year| costs[total][Generated::amount_column(year)].cents())
            .collect();
        // Without cents, fixed amounts make some fiches differ from the others.
        let fixed = rank % 4 == 3;
        let first = funding.len();
        let split = add_funding(&mut funding, &code, &yearly, fixed, shape, &mut chance);
        fiches.insert(
            format!("{}.md", code.replace(' ', "-")),
            fiche_text(&code, &yearly),
        );
        spots.push(Spot {
            code,
            axis,
            lines,
            total,
            funding: (first..funding.len()).collect(),
            fixed,
            recap: 0,
        });
        splits.push(split);
    }
    let (recap, subtotals) = recap(&mut spots, &splits, shape);
    let toml = convention(&splits, shape);
    let recap = shape.recap.then_some(recap);
    Generated {
        toml,
        costs,
        funding,
        recap,
        fiches,
        decisions: None,
        spots,
        shape,
        subtotals,
        seed,
        layout: Layout(&[]),
        marks: Vec::new(),
        wrong_sum: None,
        wrong_paid: None,
        wrong_year: None,
    }
}

fn cost_header(shape: Shape) -> Vec<Value> {
    let years = (FIRST_YEAR..).take(shape.years);
    let columns = years.flat_map(|year| [format!("Jours {year}"), format!("Montant {year}")]);
    ["Fiche", "Nature", "Libellé", "Taxe"]
        .map(str::to_owned)
        .into_iter()
        .chain(columns)
        .map(Value::text)
        .collect()
}

fn funding_header(shape: Shape) -> Vec<Value> {
    let years = (FIRST_YEAR..)
        .take(shape.years)
        .map(|year| format!("Montant {year}"));
    let fixed = ["Fiche", "Financeur", "Nature", "Taux"].map(str::to_owned);
    fixed
        .into_iter()
        .chain(years)
        .chain(["Mention".to_owned()])
        .map(Value::text)
        .collect()
}

/// Two to four lines and their total; the first line of each fiche is given in days.
fn add_costs(
    costs: &mut Sheet,
    code: &str,
    shape: Shape,
    chance: &mut Chance,
) -> (Vec<usize>, usize) {
    let count = 2 + chance.below(3);
    let first = costs.len();
    for (rank, nature) in NATURES.iter().enumerate().take(count) {
        let mut row = vec![
            Value::text(if rank == 0 { code } else { "" }),
            Value::text(*nature),
            Value::text(format!("Poste {rank}")),
            Value::text("HT"),
        ];
        for _ in 0..shape.years {
            let by_days = rank == 0;
            let half_days = 11 + i64::try_from(chance.below(80)).expect("small");
            let free = 1_013_00
                + i64::try_from(chance.below(900)).expect("small") * 10_00
                + if shape.cents {
                    i64::try_from(chance.below(100)).expect("small")
                } else {
                    0
                };
            row.push(if by_days {
                Value::Hundredths(half_days * 50)
            } else {
                Value::Blank
            });
            row.push(Value::Hundredths(if by_days {
                half_days * DAY_RATE_CENTS / 2
            } else {
                free
            }));
        }
        costs.push(row);
    }
    let mut total = vec![
        Value::Blank,
        Value::text("Total"),
        Value::Blank,
        Value::Blank,
    ];
    for year in 0..shape.years {
        let sum = costs[first..]
            .iter()
            .map(|row| row[Generated::amount_column(year)].cents())
            .sum();
        total.extend([Value::Blank, Value::Hundredths(sum)]);
    }
    costs.push(total);
    ((first..first + count).collect(), first + count)
}

/// Each payer's amounts by year, in cents.
type Split = Vec<Vec<i64>>;

fn add_funding(
    funding: &mut Sheet,
    code: &str,
    yearly: &[i64],
    fixed: bool,
    shape: Shape,
    chance: &mut Chance,
) -> Split {
    let funders: Vec<&str> = PARTIES[..shape.parties]
        .iter()
        .map(|(_, name)| *name)
        .chain(OTHERS[..shape.others].iter().copied())
        .collect();
    let rates = rates(funders.len(), shape.cents, chance);
    let split: Split = yearly
        .iter()
        .map(|total| largest_remainder(*total, &rates))
        .collect();
    for (rank, funder) in funders.iter().enumerate() {
        let mut row = vec![Value::text(code), Value::text(*funder), Value::Blank];
        row.push(if fixed {
            Value::Blank
        } else {
            Value::Hundredths(rates[rank])
        });
        row.extend(split.iter().map(|year| {
            if fixed {
                Value::Hundredths(year[rank])
            } else {
                Value::Blank
            }
        }));
        row.push(Value::Blank);
        funding.push(row);
    }
    split
}

/// Rates in hundredths of a percent that add up to 10 000.
fn rates(funders: usize, cents: bool, chance: &mut Chance) -> Vec<i64> {
    let mut left = 100_00;
    let mut rates = Vec::new();
    for rank in 0..funders - 1 {
        let most = left - i64::try_from(funders - 1 - rank).expect("few") * 5_00;
        let part = if cents {
            33_33.min(most)
        } else {
            5_00 + i64::try_from(
                chance.below(usize::try_from((most - 5_00) / 1_00 + 1).expect("small")),
            )
            .expect("small")
                * 1_00
        };
        rates.push(part);
        left -= part;
    }
    rates.push(left);
    // Equal rates would make equal shares, and swapped columns undetectable.
    if !cents && rates.windows(2).any(|pair| pair[0] == pair[1]) {
        self::rates(funders, cents, chance)
    } else {
        rates
    }
}

/// Rounds down, then gives the cents left to the largest remainders, the first in order on a tie.
fn largest_remainder(total: i64, rates: &[i64]) -> Vec<i64> {
    let mut shares: Vec<i64> = rates.iter().map(|rate| total * rate / 100_00).collect();
    let mut order: Vec<usize> = (0..rates.len()).collect();
    order.sort_by_key(|&rank| std::cmp::Reverse(total * rates[rank] % 100_00));
    let left = total - shares.iter().sum::<i64>();
    for &rank in order
        .iter()
        .take(usize::try_from(left).expect("a few cents"))
    {
        shares[rank] += 1;
    }
    shares
}

fn fiche_text(code: &str, yearly: &[i64]) -> String {
    let years: Vec<String> = (FIRST_YEAR..)
        .zip(yearly)
        .filter(|(_, total)| **total != 0)
        .map(|(year, _)| year.to_string())
        .collect();
    format!(
        "+++\ncode = \"{code}\"\ntitre = \"Action {code}\"\ncalendrier = \"{}.\"\n+++\n\n## Constat\n\nUn constat.\n\n## Objectifs\n\nDes objectifs.\n",
        years.join(", ")
    )
}

fn recap(spots: &mut [Spot], splits: &[Split], shape: Shape) -> (Sheet, Vec<usize>) {
    let width = shape.parties + usize::from(shape.others > 0) + 1;
    let mut years = vec![Value::Blank, Value::Blank];
    let mut labels = vec![Value::text("Fiche"), Value::text("Intitulé")];
    for year in (FIRST_YEAR..).take(shape.years) {
        years.push(Value::text(year.to_string()));
        years.extend(std::iter::repeat_n(Value::Blank, width - 1));
        labels.extend(
            PARTIES[..shape.parties]
                .iter()
                .map(|(_, name)| Value::text(format!("% {name}"))),
        );
        labels.extend((shape.others > 0).then(|| Value::text("Autres financeurs")));
        labels.push(Value::text("Total"));
    }
    years.push(Value::text("Total"));
    labels.push(Value::Blank);
    let mut sheet = vec![years, labels];
    let mut subtotals = Vec::new();
    for (axis, (_, title)) in AXES.iter().enumerate().take(shape.axes) {
        for (spot, split) in spots
            .iter_mut()
            .zip(splits)
            .filter(|(spot, _)| spot.axis == axis)
        {
            spot.recap = sheet.len();
            let figures = figures(std::iter::once(split), shape);
            sheet.push(row(&spot.code, &format!("Action {}", spot.code), &figures));
        }
        subtotals.push(sheet.len());
        let of_axis = spots
            .iter()
            .zip(splits)
            .filter(|(spot, _)| spot.axis == axis)
            .map(|(_, split)| split);
        sheet.push(row(&format!("Total {title}"), "", &figures(of_axis, shape)));
    }
    sheet.push(row("Total", "", &figures(splits.iter(), shape)));
    (sheet, subtotals)
}

/// The figures of a row: year by year the parties, the others and the total, then the total over the years.
fn figures<'a>(splits: impl Iterator<Item = &'a Split>, shape: Shape) -> Vec<i64> {
    let splits: Vec<&Split> = splits.collect();
    let mut figures = Vec::new();
    let mut overall = 0;
    for year in 0..shape.years {
        let funder = |rank: usize| splits.iter().map(|split| split[year][rank]).sum::<i64>();
        let parties: Vec<i64> = (0..shape.parties).map(funder).collect();
        let others: i64 = (shape.parties..shape.parties + shape.others)
            .map(funder)
            .sum();
        let total = parties.iter().sum::<i64>() + others;
        figures.extend(parties);
        figures.extend((shape.others > 0).then_some(others));
        figures.push(total);
        overall += total;
    }
    figures.push(overall);
    figures
}

fn row(label: &str, title: &str, figures: &[i64]) -> Vec<Value> {
    [Value::text(label), Value::text(title)]
        .into_iter()
        .chain(figures.iter().copied().map(Value::Hundredths))
        .collect()
}

fn plain(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn convention(splits: &[Split], shape: Shape) -> String {
    use std::fmt::Write as _;
    let years: Vec<String> = (FIRST_YEAR..)
        .take(shape.years)
        .map(|year| year.to_string())
        .collect();
    let mut toml = format!(
        "titre = \"Convention d’essai\"\nannees = [{}]\netape = \"essai\"\ntarif_journalier = \"600\"\n",
        years.join(", ")
    );
    for (id, name) in &PARTIES[..shape.parties] {
        write!(toml, "\n[[parties]]\nid = \"{id}\"\nnom = \"{name}\"\n").expect("written");
        writeln!(
            toml,
            "signataire = {{ nom = \"Claude {name}\", qualite = \"Présidence\" }}"
        )
        .expect("written");
    }
    for (prefix, title) in &AXES[..shape.axes] {
        write!(
            toml,
            "\n[[axes]]\nprefixe = \"{prefix}\"\ntitre = \"{title}\"\n"
        )
        .expect("written");
    }
    let first: i64 = splits.iter().flatten().map(|year| year[0]).sum();
    let total: i64 = splits.iter().flatten().flatten().sum();
    let advance = (first * 20 + 50) / 100;
    for (article, amount, claim) in [
        ("Article 4", first, "part:agglo"),
        ("Article 5", total, "total"),
        ("Article 6", advance, "avance"),
    ] {
        let amount = plain(amount);
        write!(
            toml,
            "\n[[montants_annonces]]\narticle = \"{article}\"\nmontant = \"{amount}\"\ncalcul = \"{claim}\"\n"
        )
        .expect("written");
    }
    toml + "\n[avance]\ntaux = \"20\"\nbase = \"part:agglo\"\n"
}
