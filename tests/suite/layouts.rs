//! How a generated dossier's usual sheets are laid out in its workbook, and where each of their cells then stands.

use std::path::Path;

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError};

use crate::generator::{AXES, Chance, FIRST_YEAR, Generated, Habit, Mark, Value, write_sheet};

/// The origin of a cell of the laid out workbook: a cell of a usual sheet, the total of an axis (or of all, after the
/// last one) in a year, or the total of the payments for a fiche.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Origin {
    Cell(usize, usize),
    Sum(usize, usize),
    Paid(usize, usize),
    /// The year of an amount, where each row is of one year.
    Year(usize, usize),
}

#[derive(Clone)]
struct Cell {
    value: Value,
    from: Vec<Origin>,
}

/// A row, and the fiche that it is of.
#[derive(Clone, Default)]
struct Row {
    cells: Vec<Cell>,
    fiche: Option<String>,
}

/// A sheet as it is written.
struct Laid {
    /// Its usual name.
    role: &'static str,
    name: &'static str,
    rows: Vec<Row>,
    /// The merged cells of its header.
    merged: Vec<((usize, usize), (usize, usize))>,
}

const COSTS: &str = "Dépenses";
const FUNDING: &str = "Cofinancement";
const NOTES: [&str; 2] = [
    "Montants hors taxes, sous réserve du vote des budgets.",
    "Source : délibération du 12 mars 2021",
];

impl Generated {
    /// Writes the dossier's files.
    pub(crate) fn write(&self, folder: &Path) {
        std::fs::create_dir_all(folder.join("fiches")).expect("a folder");
        let toml = format!("{}{}", self.toml, self.names());
        std::fs::write(folder.join("convention.toml"), toml).expect("written");
        for (name, text) in &self.fiches {
            std::fs::write(folder.join("fiches").join(name), text).expect("written");
        }
        if let Some(decisions) = &self.decisions {
            std::fs::write(folder.join("arbitrages.toml"), decisions).expect("written");
        }
        let mut workbook = Workbook::new();
        for laid in self.laid() {
            let values = laid.rows.iter().map(|row| {
                let cells = row.cells.iter();
                cells.map(|cell| cell.value.clone()).collect()
            });
            let values = values.collect();
            write_sheet(&mut workbook, laid.name, &values).expect("a sheet");
            let sheet = workbook.worksheet_from_name(laid.name).expect("a sheet");
            laid.mark(sheet, &self.marks).expect("marked");
            if self.seed.is_multiple_of(2) {
                laid.write_sums(sheet, self).expect("written");
            }
        }
        workbook
            .save(folder.join("budget.xlsx"))
            .expect("a workbook");
    }

    /// The places of a cell of a usual sheet in the workbook, as findings name them: several, where it is repeated.
    pub(crate) fn places(&self, role: &str, origin: Origin) -> Vec<String> {
        let sheets = self.laid();
        let of_role = sheets.iter().filter(|laid| laid.role == role);
        let cells = of_role.flat_map(|laid| {
            let cells = laid.find_all(origin);
            cells.map(|(row, col)| format!("budget.xlsx · {}!{}", laid.name, name_of(row, col)))
        });
        cells.collect()
    }

    /// The number of remarks at the end of the sheet of costs, and the place of the first one.
    pub(crate) fn notes(&self) -> Option<(usize, String)> {
        if !self.layout.has(Habit::Sums) {
            return None;
        }
        let last = self.laid().into_iter().rfind(|laid| laid.role == COSTS)?;
        let row = last.rows.len() - NOTES.len();
        let place = format!("budget.xlsx · {}!{}", last.name, name_of(row, 0));
        Some((NOTES.len(), place))
    }

    /// The tables that `convention.toml` needs about sheets and columns.
    fn names(&self) -> String {
        let mut names = String::new();
        if self.layout.has(Habit::TwoSheets) {
            names.push_str("\n[classeur.depenses]\nfeuille = [\"Dépenses\", \"Dépenses suite\"]\n");
        }
        if self.layout.has(Habit::KiloHeader) {
            for role in ["depenses", "cofinancement"] {
                names += &[
                    "\n[classeur.",
                    role,
                    "]\nmontant = \"Montant {annee} (k€)\"\n",
                ]
                .concat();
            }
        }
        names
    }

    fn laid(&self) -> Vec<Laid> {
        let mut chance = Chance::new(self.seed.wrapping_mul(31) + self.layout.0.len() as u64);
        let mut costs = under_fiches(usual(&self.costs));
        if self.layout.has(Habit::Long) {
            costs = self.long(costs, chance.below(2) == 0);
        }
        if self.layout.has(Habit::Sums) {
            costs = self.with_sums(&costs, &mut chance);
        }
        let mut funding = usual(&self.funding);
        if self.layout.has(Habit::Columns) {
            funding = self.by_columns(&funding, &mut chance);
        } else if self.layout.has(Habit::Sums) {
            funding = self.with_paid(funding, &mut chance);
        }
        let mut laid = Vec::new();
        let mut parts = vec![(COSTS, costs)];
        if self.layout.has(Habit::TwoSheets) {
            let second = split(&mut parts[0].1);
            parts.push(("Dépenses suite", second));
        }
        for (name, rows) in parts {
            laid.push(Laid::new(COSTS, name, rows));
        }
        laid.push(Laid::new(FUNDING, FUNDING, funding));
        let is_above = chance.below(2) == 0;
        for sheet in &mut laid {
            sheet.in_thousands(self);
            if self.layout.has(Habit::TwoRows) {
                sheet.two_rows(is_above);
            }
        }
        if let Some(recap) = &self.recap {
            let mut rows = usual(recap);
            if self.layout.has(Habit::Sums) {
                rows = recap_with_titles(rows, &mut chance);
            }
            if self.layout.has(Habit::KiloFormat) {
                for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
                    cell.value = thousandth(&cell.value, false);
                }
            }
            laid.push(Laid::new("Récapitulatif", "Récapitulatif", rows));
        }
        laid
    }

    /// A row for each year of a cost with any value.
    fn long(&self, rows: Vec<Row>, repeats: bool) -> Vec<Row> {
        let years = self.shape.years;
        let last = 4 + 2 * years;
        let mut long: Vec<Row> = Vec::new();
        for (rank, row) in rows.into_iter().enumerate() {
            let cell = |col: usize| row.cells[col].clone();
            let is_filled = |year: &usize| {
                let columns = [
                    Generated::days_column(*year),
                    Generated::amount_column(*year),
                ];
                columns.iter().any(|col| cell(*col).value != Value::Blank)
            };
            let mut filled: Vec<usize> = (0..years).filter(is_filled).collect();
            if filled.is_empty() || rank == 0 {
                filled = vec![0];
            }
            for (at, year) in filled.into_iter().enumerate() {
                let mut cells: Vec<Cell> = (0..4).map(cell).collect();
                if at > 0 && !repeats {
                    cells[0] = blank();
                }
                let (mut days, mut amount) = (
                    cell(Generated::days_column(year)),
                    cell(Generated::amount_column(year)),
                );
                let year_number = FIRST_YEAR + i32::try_from(year).expect("a year");
                let year_number = i64::from(year_number) * 100;
                if rank == 0 {
                    cells.push(new(Value::text("Année")));
                    days.value = Value::text("Jours");
                    amount.value = Value::text("Montant");
                } else {
                    let at = (rank, Generated::amount_column(year));
                    let changed = self
                        .wrong_year
                        .as_ref()
                        .filter(|(wrong_at, _)| *wrong_at == at);
                    let year =
                        changed.map_or(Value::Hundredths(year_number), |(_, value)| value.clone());
                    cells.push(Cell {
                        value: year,
                        from: vec![Origin::Year(at.0, at.1)],
                    });
                }
                cells.extend([days, amount]);
                cells.extend((last..row.cells.len()).map(cell));
                let fiche = row.fiche.clone();
                long.push(Row { cells, fiche });
            }
        }
        long
    }

    /// With titles and totals of axes, the grand total, and remarks.
    fn with_sums(&self, rows: &[Row], chance: &mut Chance) -> Vec<Row> {
        let header = rows[0].clone();
        let fiche_totals = chance.below(3);
        let adds_totals = chance.below(2) == 0;
        let column = *chance.pick(&[0, 0, 1, 2]);
        let (title, wording) = (chance.below(3), chance.below(6));
        let last = *chance.pick(&["Total général", "TOTAL", "Total de la convention", ""]);
        let is_total = |row: &Row| row.cells[1].value == Value::text("Total");
        let axis_of = |row: &Row| {
            let code = row.fiche.as_ref()?;
            AXES.iter().position(|(prefix, _)| code.starts_with(prefix))
        };
        let sum = |axis: usize, year: usize| -> i64 {
            let summed = rows[1..].iter().filter(|row| is_total(row) == adds_totals);
            let summed = summed.filter(|row| axis == self.shape.axes || axis_of(row) == Some(axis));
            summed.map(|row| self.in_year(&header, row, year)).sum()
        };
        let mut out = vec![header.clone()];
        let mut above = None;
        for row in &rows[1..] {
            let axis = axis_of(row);
            if axis != above {
                if let Some(above) = above {
                    let label = subtotal_label(above, wording);
                    out.extend(self.sum_rows(&header, above, column, &label, &sum));
                }
                out.extend(axis.map(|axis| axis_title(axis, title, header.cells.len())));
            }
            above = axis;
            let mut row = row.clone();
            if let Some(code) = row.fiche.clone().filter(|_| is_total(&row)) {
                match fiche_totals {
                    0 => {}
                    1 => {
                        row.cells[0].value = Value::text(format!("Total {code}"));
                        row.cells[1].value = Value::Blank;
                    }
                    _ => {
                        row.cells[0].value = Value::text(format!("{code} Total"));
                        row.cells[1].value = Value::Blank;
                    }
                }
            }
            out.push(row);
        }
        if let Some(above) = above {
            let label = subtotal_label(above, wording);
            out.extend(self.sum_rows(&header, above, column, &label, &sum));
        }
        out.extend(self.sum_rows(&header, self.shape.axes, column, last, &sum));
        out.push(Row::default());
        for note in NOTES {
            let cells = vec![new(Value::text(note))];
            out.push(Row { cells, fiche: None });
        }
        out
    }

    /// The cents of a row in a year.
    fn in_year(&self, header: &Row, row: &Row, year: usize) -> i64 {
        let year_number = FIRST_YEAR + i32::try_from(year).expect("a year");
        let is_header = |cell: &Cell| cell.value == Value::text(format!("Montant {year_number}"));
        if !self.layout.has(Habit::Long) {
            let col = header.cells.iter().position(is_header).expect("a column");
            return row.cells[col].value.cents();
        }
        if row.cells[4].value.cents() == i64::from(year_number) * 100 {
            row.cells[6].value.cents()
        } else {
            0
        }
    }

    /// The total of an axis or of all: one row, or one per year.
    fn sum_rows(
        &self,
        header: &Row,
        axis: usize,
        column: usize,
        label: &str,
        sum: &impl Fn(usize, usize) -> i64,
    ) -> Vec<Row> {
        let mut empty = vec![blank(); header.cells.len()];
        if !label.is_empty() {
            empty[column] = new(Value::text(label));
        }
        let cell = |year: usize| {
            let changed = self.wrong_sum.as_ref();
            let changed = changed.filter(|(wrong_axis, at, _)| (*wrong_axis, *at) == (axis, year));
            Cell {
                value: match changed {
                    Some((.., value)) => value.clone(),
                    None => Value::Hundredths(sum(axis, year)),
                },
                from: vec![Origin::Sum(axis, year)],
            }
        };
        let years = 0..self.shape.years;
        if !self.layout.has(Habit::Long) {
            for year in years {
                empty[Generated::amount_column(year)] = cell(year);
            }
            return vec![Row {
                cells: empty,
                fiche: None,
            }];
        }
        let row = |year: usize| {
            let mut cells = empty.clone();
            let year_number = i64::from(FIRST_YEAR) + i64::try_from(year).expect("a year");
            cells[4] = new(Value::Hundredths(year_number * 100));
            cells[6] = cell(year);
            Row { cells, fiche: None }
        };
        years.map(row).collect()
    }

    /// With a row of the total of payments for each fiche: of rates, or of amounts.
    fn with_paid(&self, rows: Vec<Row>, chance: &mut Chance) -> Vec<Row> {
        let (column, label) = *chance.pick(&[(1, "Total"), (0, "Total"), (1, "Sous-total")]);
        let mut rows = rows.into_iter();
        let mut out: Vec<Row> = rows.next().into_iter().collect();
        let rows: Vec<Row> = rows.collect();
        let code = |row: &Row| row.cells[0].value.clone();
        let of_fiches = rows.chunk_by(|row, next| code(row) == code(next));
        for (rank, fiche_rows) in of_fiches.enumerate() {
            let mut total = vec![blank(); fiche_rows[0].cells.len()];
            let label = match (column, code(&fiche_rows[0])) {
                (0, Value::Text(code)) => format!("{label} {code}"),
                _ => label.to_owned(),
            };
            total[column] = new(Value::Text(label));
            for (col, cell) in total
                .iter_mut()
                .enumerate()
                .take(4 + self.shape.years)
                .skip(3)
            {
                let values = || fiche_rows.iter().map(|row| &row.cells[col].value);
                if values().all(|value| matches!(value, Value::Hundredths(_))) {
                    cell.value = Value::Hundredths(values().map(Value::cents).sum());
                }
                let year = col.wrapping_sub(4);
                let changed = self.wrong_paid.as_ref();
                let changed =
                    changed.filter(|(wrong_rank, at, _)| (*wrong_rank, *at) == (rank, year));
                cell.value = changed.map_or(cell.value.clone(), |(.., value)| value.clone());
                cell.from.push(Origin::Paid(rank, year));
            }
            out.extend_from_slice(fiche_rows);
            let fiche = None;
            out.push(Row {
                cells: total,
                fiche,
            });
        }
        out
    }

    /// The payers, one column each: the rate, and the amounts of each year.
    fn by_columns(&self, rows: &[Row], chance: &mut Chance) -> Vec<Row> {
        let years = self.shape.years;
        let value = |row: usize, col: usize| rows[row].cells[col].value.clone();
        let name = |row: usize| match value(row, 1) {
            Value::Text(name) => name,
            _ => String::new(),
        };
        let mut funders: Vec<String> = Vec::new();
        for row in 1..rows.len() {
            let name = name(row);
            if !funders.contains(&name) {
                funders.push(name);
            }
        }
        let rate = chance.below(3);
        // A rate and the year of each amount, or only those that some row has.
        let mut columns: Vec<(usize, usize, String)> = Vec::new();
        for (rank, funder) in funders.iter().enumerate() {
            for col in 3..4 + years {
                let is_cell = |row: usize| name(row) == *funder && value(row, col) != Value::Blank;
                let is_there = (1..rows.len()).any(is_cell);
                let head = match (col, rate) {
                    (3, 0) => format!("% {funder}"),
                    (3, 1) => format!("Taux {funder}"),
                    (3, _) => format!("{funder} (%)"),
                    _ => format!("{funder} {}", FIRST_YEAR as usize + col - 4),
                };
                if is_there {
                    columns.push((rank, col, head));
                }
            }
        }
        let mut header = Row::default();
        for col in [0, 2] {
            header.cells.push(rows[0].cells[col].clone());
        }
        header
            .cells
            .extend(columns.iter().map(|(.., head)| new(Value::text(head))));
        header.cells.push(rows[0].cells[4 + years].clone());
        let mut out = vec![header];
        let mut keys: Vec<(Value, Value)> = vec![(Value::Blank, Value::Blank)];
        for row in 1..rows.len() {
            let key = (value(row, 0), value(row, 2));
            let at = keys.iter().position(|known_key| *known_key == key);
            let at = at.unwrap_or_else(|| {
                keys.push(key.clone());
                let mut cells = vec![new(key.0), new(key.1)];
                cells.resize(columns.len() + 3, blank());
                out.push(Row { cells, fiche: None });
                out.len() - 1
            });
            let cells = &mut out[at].cells;
            cells[0].from.push(Origin::Cell(row, 0));
            cells[1].from.push(Origin::Cell(row, 2));
            let mention = value(row, 4 + years);
            let end = cells.len() - 1;
            if mention != Value::Blank {
                cells[end].value = mention;
                cells[end].from.push(Origin::Cell(row, 4 + years));
            }
            let payer = name(row);
            let mut is_first = true;
            for (rank, (funder, col, _)) in columns.iter().enumerate() {
                if funders[*funder] != payer {
                    continue;
                }
                let cell = &mut cells[2 + rank];
                cell.value = value(row, *col);
                cell.from.push(Origin::Cell(row, *col));
                if is_first {
                    cell.from.push(Origin::Cell(row, 1));
                    is_first = false;
                }
            }
        }
        out
    }
}

fn axis_title(axis: usize, wording: usize, width: usize) -> Row {
    let (prefix, name) = AXES[axis];
    let label = match wording {
        0 => name.to_owned(),
        1 => format!("Axe {prefix} – {name}"),
        _ => format!("AXE {}", name.to_uppercase()),
    };
    let mut cells = vec![new(Value::Text(label))];
    cells.resize(width, blank());
    Row { cells, fiche: None }
}

/// The recap with titles of axes above their fiches, and its totals in other words.
fn recap_with_titles(rows: Vec<Row>, chance: &mut Chance) -> Vec<Row> {
    let wording = chance.below(6);
    let last = *chance.pick(&["Total général", "TOTAL", "Total de la convention", ""]);
    let mut out: Vec<Row> = Vec::new();
    let mut is_first = false;
    for (rank, mut row) in rows.into_iter().enumerate() {
        let label = match &row.cells[0].value {
            Value::Text(label) => label.clone(),
            _ => String::new(),
        };
        let of = |(_, name): &(&str, &str)| label == format!("Total {name}");
        let subtotal = AXES.iter().position(of);
        let begins = |(prefix, _): &(&str, &str)| label.starts_with(&format!("{prefix} "));
        let axis = AXES.iter().position(begins);
        if let Some(axis) = axis.filter(|_| is_first || rank == 2) {
            let cells = vec![new(Value::text(AXES[axis].1))];
            out.push(Row { cells, fiche: None });
        }
        is_first = subtotal.is_some();
        if let Some(axis) = subtotal {
            row.cells[0].value = Value::Text(subtotal_label(axis, wording));
        } else if label == "Total" {
            row.cells[0].value = if last.is_empty() {
                Value::Blank
            } else {
                Value::text(last)
            };
        }
        out.push(row);
    }
    out
}

fn subtotal_label(axis: usize, wording: usize) -> String {
    let (prefix, name) = AXES[axis];
    match wording {
        0 => format!("Sous-total {name}"),
        1 => format!("S/Total {name}"),
        2 => format!("Total de l’axe {name}"),
        3 => format!("TOTAL AXE {prefix} – {name}"),
        4 => format!("{name} Total"),
        _ => "Sous-total".to_owned(),
    }
}

impl Laid {
    fn new(role: &'static str, name: &'static str, rows: Vec<Row>) -> Self {
        Self {
            role,
            name,
            rows,
            merged: Vec::new(),
        }
    }

    fn find(&self, origin: Origin) -> Option<(usize, usize)> {
        self.find_all(origin).next()
    }

    fn find_all(&self, origin: Origin) -> impl Iterator<Item = (usize, usize)> {
        let rows = self.rows.iter().enumerate();
        rows.filter_map(move |(row, laid_row)| {
            let mut cells = laid_row.cells.iter();
            let col = cells.position(|cell| cell.from.contains(&origin))?;
            Some((row, col))
        })
    }

    /// Divides amounts by a thousand, and states the unit.
    fn in_thousands(&mut self, dossier: &Generated) {
        let by_header = dossier.layout.has(Habit::KiloHeader);
        if !by_header && !dossier.layout.has(Habit::KiloFormat) {
            return;
        }
        let is_amount = |cell: &Cell| match &cell.value {
            Value::Text(text) if !text.starts_with("Jours") => (FIRST_YEAR..)
                .take(dossier.shape.years)
                .any(|year| text.ends_with(&format!(" {year}"))),
            _ => false,
        };
        for col in 0..self.rows[0].cells.len() {
            if !is_amount(&self.rows[0].cells[col]) {
                continue;
            }
            for (rank, row) in self.rows.iter_mut().enumerate() {
                let Some(cell) = row.cells.get_mut(col) else {
                    continue;
                };
                match &mut cell.value {
                    Value::Text(text) if rank == 0 && by_header => text.push_str(" (k€)"),
                    value if rank > 0 => *value = thousandth(value, by_header),
                    _ => {}
                }
            }
        }
    }

    /// Puts years above the columns of their amounts; the other names are beside them, or below.
    fn two_rows(&mut self, beside_years: bool) {
        let header = self.rows.remove(0);
        let (mut upper, mut lower) = (Row::default(), Row::default());
        let mut above: Option<(String, usize)> = None;
        for (col, cell) in header.cells.into_iter().enumerate() {
            let text = match &cell.value {
                Value::Text(text) => text.clone(),
                _ => String::new(),
            };
            let yearly = ["Jours ", "Montant "];
            let yearly = yearly.iter().find_map(|name| {
                let year = text.strip_prefix(name)?;
                Some((name.trim(), year.to_owned()))
            });
            let Some((name, year)) = yearly else {
                above = None;
                let (up, down) = if beside_years {
                    (cell.value, Value::Blank)
                } else {
                    (Value::Blank, cell.value)
                };
                upper.cells.push(new(up));
                lower.cells.push(Cell {
                    value: down,
                    from: cell.from,
                });
                continue;
            };
            match &above {
                Some((above_year, first)) if *above_year == year => {
                    upper.cells.push(blank());
                    self.merged.retain(|(start, _)| *start != (0, *first));
                    self.merged.push(((0, *first), (0, col)));
                }
                _ => {
                    upper.cells.push(new(Value::text(&year)));
                    above = Some((year, col));
                }
            }
            lower.cells.push(Cell {
                value: Value::text(name),
                from: cell.from,
            });
        }
        self.rows.splice(0..0, [upper, lower]);
    }

    /// Writes totals of costs as formulas, where all their terms are on one sheet.
    fn write_sums(&self, sheet: &mut Worksheet, dossier: &Generated) -> Result<(), XlsxError> {
        for (row, laid_row) in self.rows.iter().enumerate() {
            for (col, cell) in laid_row.cells.iter().enumerate() {
                let (Some(Origin::Sum(axis, year)), Value::Hundredths(cents)) =
                    (cell.from.first(), &cell.value)
                else {
                    continue;
                };
                let spots = dossier.spots.iter();
                let spots = spots.filter(|spot| *axis == dossier.shape.axes || spot.axis == *axis);
                let lines = spots.flat_map(|spot| &spot.lines);
                let amounts =
                    lines.map(|line| Origin::Cell(*line, Generated::amount_column(*year)));
                let terms: Vec<(usize, usize)> =
                    amounts.filter_map(|origin| self.find(origin)).collect();
                let value = |(row, col): &(usize, usize)| self.rows[*row].cells[*col].value.cents();
                if terms.iter().map(value).sum::<i64>() != *cents || terms.is_empty() {
                    continue;
                }
                let terms: Vec<String> = terms.iter().map(|at| name_of(at.0, at.1)).collect();
                let result = format!("{}.{:02}", cents / 100, cents % 100);
                let formula = format!("=SUM({})", terms.join(","));
                let formula = Formula::new(formula).set_result(result);
                sheet.write_formula(number(row), number(col), formula)?;
            }
        }
        Ok(())
    }

    /// Hides and merges the marked cells.
    fn mark(&self, sheet: &mut Worksheet, marks: &[(&'static str, Mark)]) -> Result<(), XlsxError> {
        let find = |at: (usize, usize)| self.find(Origin::Cell(at.0, at.1));
        let mut merged = self.merged.clone();
        for (_, mark) in marks.iter().filter(|(role, _)| *role == self.role) {
            match mark {
                Mark::HiddenRow(at) => {
                    if let Some((row, _)) = find(*at) {
                        sheet.set_row_hidden(number(row))?;
                    }
                }
                Mark::HiddenColumn(at) => {
                    if let Some((_, col)) = find(*at) {
                        sheet.set_column_hidden(number(col))?;
                    }
                }
                Mark::Merged(from, to) => merged.extend(find(*from).zip(find(*to))),
            }
        }
        let value = |row: usize, col: usize| &self.rows[row].cells[col].value;
        for ((row, col), (last_row, last_col)) in merged {
            let (first, last) = (
                (number(row), number(col)),
                (number(last_row), number(last_col)),
            );
            sheet.merge_range(first.0, first.1, last.0, last.1, "", &Format::new())?;
            crate::generator::write_cell(sheet, first, value(row, col), &Format::new())?;
        }
        Ok(())
    }
}

fn number<N: TryFrom<usize>>(rank: usize) -> N
where
    N::Error: std::fmt::Debug,
{
    N::try_from(rank).expect("a row or column of a sheet")
}

fn new(value: Value) -> Cell {
    let from = Vec::new();
    Cell { value, from }
}

fn blank() -> Cell {
    new(Value::Blank)
}

fn usual(sheet: &[Vec<Value>]) -> Vec<Row> {
    let rows = sheet.iter().enumerate().map(|(row, cells)| {
        let cells = cells.iter().enumerate().map(|(col, value)| Cell {
            value: value.clone(),
            from: vec![Origin::Cell(row, col)],
        });
        Row {
            cells: cells.collect(),
            fiche: None,
        }
    });
    rows.collect()
}

/// Gives each row its fiche: that of its code, or of the row above.
fn under_fiches(mut rows: Vec<Row>) -> Vec<Row> {
    let mut above = None;
    for row in &mut rows[1..] {
        if let Value::Text(code) = &row.cells[0].value {
            let is_code = AXES.iter().any(|(prefix, _)| code.starts_with(prefix));
            above = Some(code.clone()).filter(|_| is_code).or(above);
        }
        row.fiche.clone_from(&above);
    }
    rows
}

/// Moves the second half of the fiches to another sheet with the same header.
fn split(rows: &mut Vec<Row>) -> Vec<Row> {
    let starts: Vec<usize> = (2..rows.len())
        .filter(|row| rows[*row].fiche.is_some() && rows[*row].fiche != rows[*row - 1].fiche)
        .collect();
    let mut at = starts[starts.len() / 2];
    // The title of an axis goes with its fiches.
    while rows[at - 1].fiche.is_none() && rows[at - 1].cells.len() > 1 {
        let is_title = rows[at - 1].cells[1..]
            .iter()
            .all(|cell| cell.value == Value::Blank);
        if !is_title {
            break;
        }
        at -= 1;
    }
    let mut second = vec![rows[0].clone()];
    second.extend(rows.drain(at..));
    second
}

/// The amount in k€.
fn thousandth(value: &Value, by_header: bool) -> Value {
    let kilo = match value {
        Value::Hundredths(cents) => Value::Number(*cents, 5),
        Value::Number(digits, decimals) => Value::Number(*digits, decimals + 3),
        Value::Struck(value) => Value::Struck(Box::new(thousandth(value, by_header))),
        Value::Formatted(value, code) => Value::Formatted(Box::new(thousandth(value, true)), code),
        other => return other.clone(),
    };
    if by_header {
        kilo
    } else {
        Value::Formatted(Box::new(kilo), "0.00\" k€\"")
    }
}

/// `F5`
fn name_of(row: usize, col: usize) -> String {
    let letter = |rank: usize| char::from(b'A' + u8::try_from(rank).expect("a letter"));
    let name = if col < 26 {
        letter(col).to_string()
    } else {
        format!("A{}", letter(col - 26))
    };
    format!("{name}{}", row + 1)
}
