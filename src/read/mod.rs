//! Reading: the files of a dossier in, the model with its places out.
//!
//! Each file is read into the types of the model; then `resolve` looks up what names mean. Everything wrong is
//! collected before giving up, so that one bad cell never hides the next; a cell that can't be read is a finding,
//! never 0.

mod amendment;
mod articles;
mod budget_table;
mod codes;
mod convention;
mod conventions;
mod costs;
mod decisions;
mod fiche;
mod folder;
mod funding;
mod header;
mod header_rows;
mod headings;
mod labels;
mod looks;
mod markdown;
mod names;
mod numbering;
mod ours;
mod payments;
mod periods;
mod publication;
mod pictures;
mod placeholders;
mod recap;
mod recognise;
mod references;
mod refusal;
mod resolve;
mod row_facts;
mod rows;
mod sheets;
mod table;
mod tally;
mod toml;
mod word;
mod workbook;

pub(crate) use self::toml::nearest;
pub(crate) use conventions::{
    Width, label_of as item_label, printed_events, printed_words, width_behind,
};
pub(crate) use fiche::split_front_matter;
pub(crate) use folder::{CONVENTION, Changes, DECISIONS};
pub(crate) use markdown::{
    FOLLOWED, Html, Joins, definitions as markdown_definitions, events as markdown_events,
    is_inline, item_number, merged,
};
pub use names::{SheetRole, YEAR};
pub(crate) use numbering::{
    follows as list_follows, number as list_number, ordinal as list_ordinal,
};
pub(crate) use pictures::{kind_of as picture_kind, picture_path};
pub(crate) use placeholders::{meaning as placeholder_meaning, written as placeholders};
pub use recognise::recognise;
pub(crate) use recognise::{
    Reason, Recognised, RecognisedColumn, RecognisedFiche, RecognisedSheet, nowhere,
    recognise_bytes,
};
pub(crate) use resolve::parse_claim;
pub(crate) use word::{WordFiche, WordFolder, recognise_fiches, recognise_files, value_keys};
pub(crate) use workbook::{Workbook, is_budget, is_workbook, open_workbook};

use std::{collections::BTreeSet, path::Path};

use crate::{
    error::Error,
    limits::Limits,
    model::{Convention, Dossier, Fiche, Funders, Prose},
    source::{Code, Located, Period, Place},
};
use costs::Costs;
use folder::Folder;
use header::{Header, Known};
use names::Names;
use sheets::Sheets;

/// Reads the dossier in `root`, within these limits, as it would be with these files.
///
/// # Errors
/// [`Error::Input`] when a whole file, sheet or column is missing or cannot be read; it lists all of them.
pub(crate) fn read(root: &Path, limits: &Limits, changes: &Changes) -> Result<Dossier, Error> {
    let mut folder = Folder::open(root, limits)?.with(changes);
    let mut convention = convention::read(&mut folder);
    if let Some((convention, ..)) = &mut convention
        && let Some(amendment) = &mut convention.amendment
    {
        amendment::read_base(amendment, &mut folder);
    }
    let (fields, labels) = match &convention {
        Some((convention, _, names)) => (&convention.fields[..], &names.labels[..]),
        None => (&[][..], &[][..]),
    };
    let fiches = fiche::read_all(&mut folder, fields, labels);
    let templates = folder.templates();
    let agreement = convention.as_ref();
    let may_lack = agreement.is_some_and(|(convention, ..)| convention.is_without_money());
    let workbook = workbook::read(&mut folder, may_lack);
    folder.ignore_others(workbook::is_budget);
    let (Some((convention, declared, names)), Some(workbook)) = (convention, workbook) else {
        articles::read_all(&mut folder, false);
        decisions::read(&mut folder, None);
        return Err(folder.into_error());
    };
    let funders = resolve::funders(declared, &mut folder.findings);
    let mut dossier = assemble(folder, convention, funders, &names, fiches, workbook, true)?;
    dossier.templates = templates;
    Ok(dossier)
}

/// Reads the costs and the funding of a workbook of any name, for the agreement in the dossier `root`; without one, its
/// years are those of its columns, everyone in it pays, and nobody is known to sign.
///
/// # Errors
/// [`Error::Input`] when the file, a sheet or a column is missing or cannot be read.
pub(crate) fn read_workbook(
    path: &Path,
    root: Option<&Path>,
    limits: &Limits,
) -> Result<Dossier, Error> {
    let (mut folder, name) = Folder::beside(path, limits)?;
    let Some(workbook) = workbook::read_named(&mut folder, &name) else {
        return Err(folder.into_error());
    };
    if let Some(root) = root {
        let mut beside = Folder::open(root, limits)?;
        if let Some((convention, declared, names)) = convention::read(&mut beside) {
            let fiches = fiche::read_all(&mut beside, &convention.fields, &names.labels);
            let funders = resolve::funders(declared, &mut folder.findings);
            return assemble(folder, convention, funders, &names, fiches, workbook, false);
        }
    }
    // Its sheets and columns have their usual names.
    let names = Names::default();
    let known = Known {
        names: &names,
        years: &[],
        is_funder: Some(&|_| false),
        is_name: None,
        proposes: false,
    };
    let costs = workbook.sheets_named(SheetRole::Costs.title()).next();
    let costs = costs.and_then(|sheet| Header::find(SheetRole::Costs, sheet, &known));
    let years = costs.map(|header| header.years()).unwrap_or_default();
    let unknown = Located::new(String::new(), Place::file(&name));
    let convention = Convention {
        title: unknown.clone(),
        years: years.into_iter().map(Period::Year).collect(),
        stage: unknown,
        copies: 1,
        ..Convention::default()
    };
    let (funders, fiches) = (Funders::default(), Some(Vec::new()));
    assemble(folder, convention, funders, &names, fiches, workbook, false)
}

/// Puts what was read together; the recap and the decisions are those of a whole dossier.
fn assemble(
    mut folder: Folder,
    convention: Convention,
    mut funders: Funders,
    names: &Names,
    fiches: Option<Vec<Fiche>>,
    mut workbook: Workbook,
    is_whole: bool,
) -> Result<Dossier, Error> {
    let written = || fiches.iter().flatten();
    let codes: BTreeSet<Code> = written().map(|fiche| fiche.code.value.clone()).collect();
    let texts = |text: fn(&Prose) -> Option<&Located<String>>| {
        let texts = written().filter_map(|fiche| {
            let text = text(fiche.prose.as_ref()?)?.trim().to_owned();
            Some((fiche.code.key().to_owned(), text))
        });
        texts.collect()
    };
    let leaders = texts(|prose| prose.leader.as_ref());
    let titles = texts(|prose| Some(&prose.title));
    let keys = periods::keys(&convention.years);
    let renamed = periods::rename(&mut workbook, &convention.years);
    let workbook = &workbook;
    // Our corrected workbook, sent back, has the usual names.
    let usual = Names::default();
    let names = if workbook.is_ours { &usual } else { names };
    let mut sheets = Sheets {
        workbook,
        names,
        years: &keys,
        findings: &mut folder.findings,
        heads: Vec::new(),
        unknown: Vec::new(),
        carried: BTreeSet::new(),
        ignored: BTreeSet::new(),
        codes: &codes,
        convention: &convention,
        leaders: &leaders,
        titles: &titles,
    };
    let (mut costs, mut funding) = (Some(Costs::default()), Some(Default::default()));
    if !workbook.sheets.is_empty() {
        costs = sheets.costs(&mut funders);
        funding = sheets.funding(&mut funders);
    }
    if is_whole && let Some(costs) = &costs {
        let rules = funding.iter().flat_map(|(entries, _)| entries);
        let rules = rules.filter_map(|(_, (rule, _))| rule.as_ref());
        sheets.ask_income(&costs.lines, rules, &funders);
    }
    let (mut funding, paid_totals) = funding.unzip();
    restore_carried(&mut costs, &mut funding, &convention.years);
    // In the workbook of what is amended, it is that of what was signed.
    let is_amendment = convention.amendment.is_some();
    let has_recap = is_whole && !(workbook.is_ours && is_amendment);
    let recap = has_recap.then(|| sheets.recap(funding.as_deref().unwrap_or_default()));
    // What is for information comes behind what stops.
    sheets
        .findings
        .sort_by_key(|finding| finding.rule == "column-unknown");
    if is_whole && let Some(costs) = &costs {
        sheets.report_unread(&costs.lines);
    }
    let (extras, mut grids) = (workbook.foreign(sheets.extras()), sheets.grids());
    periods::restore(&mut folder.findings, &convention.years);
    periods::restore_cells(renamed, &mut grids);
    folder.sources.sheets.append(&mut grids);
    let articles = is_whole.then(|| articles::read_all(&mut folder, is_amendment));
    let articles = articles.unwrap_or_else(|| Some(articles::Articles::default()));
    let read = (costs, funding, fiches, articles);
    let (Some(costs), Some(funding), Some(mut fiches), Some(articles)) = read else {
        if is_whole {
            decisions::read(&mut folder, None);
        }
        return Err(folder.into_error());
    };

    let written = fiches.iter().map(|fiche| &fiche.code);
    let costed = costs.lines.iter().map(|(code, _)| code);
    let funded = funding.iter().map(|(code, _)| code);
    let codes = written.chain(costed).chain(funded).cloned().collect();
    let decisions = if is_whole {
        decisions::read(&mut folder, Some((&convention.years, &funders)))
    } else {
        Vec::new()
    };
    let (articles, mut article_files) = articles;
    let texts = (&mut fiches[..], &mut article_files[..]);
    let pictures = pictures::of(texts, &convention.parties, &mut folder);
    let mut dossier = Dossier {
        convention,
        funders,
        fiches,
        articles,
        article_files,
        recap: recap.flatten(),
        paid_totals: paid_totals.unwrap_or_default(),
        decisions,
        codes,
        workbook: workbook.file.to_string(),
        extras,
        former_corrections: workbook.former_corrections(),
        templates: Vec::new(),
        pictures,
        inputs: folder.inputs,
        sources: folder.sources,
        findings: folder.findings,
    };
    resolve::names(&mut dossier, costs, funding);
    placeholders::check(&mut dossier);
    periods::restore(&mut dossier.findings, &dossier.convention.years);
    Ok(dossier)
}

/// Gives the headers of carried cells the names of periods again.
fn restore_carried(
    costs: &mut Option<Costs>,
    funding: &mut Option<Vec<costs::Entry<funding::Funding>>>,
    years: &[Period],
) {
    let lines = costs.iter_mut().flat_map(|costs| &mut costs.lines);
    let lines = lines.map(|(_, line)| &mut line.carried);
    let rules = funding.iter_mut().flatten();
    let rules = rules.filter_map(|(_, (rule, _))| Some(&mut rule.as_mut()?.carried));
    for cell in lines.chain(rules).flatten() {
        periods::restore_text(&mut cell.column, years);
    }
}
