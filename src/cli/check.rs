//! `paraphe check`: reads, audits, prints findings; writes nothing else.

use super::{
    args::{CheckArgs, Format},
    console::{self, Console, Outcome},
};
use crate::{
    error::Error,
    locale::args,
    pipeline::{self, Audited},
    report::{
        CheckedDossier, Filter, Ink, findings_page, json_report, json_text, known_rule, visible,
    },
};

/// Checks every dossier; the worst one decides on the outcome.
pub(super) fn run(args: CheckArgs, console: &Console) -> Result<Outcome, Error> {
    let filter = Filter {
        rules: args.rules,
        severity: args.severity,
        axes: args.axes,
        fiches: args.fiches,
    };
    for rule in &filter.rules {
        known_rule(rule)?;
    }
    let several = args.dossiers.len() > 1;
    let read = args.dossiers.iter().map(|path| {
        let name = path.display().to_string();
        (name, pipeline::check(path, &console.limits))
    });
    let has_errors = |one: &CheckedDossier<'_>| one.findings.iter().any(|finding| finding.blocks());
    let outcome = |checked: &Option<CheckedDossier<'_>>| match checked {
        Some(one) if one.dossier.is_some() => Outcome::with(has_errors(one)),
        _ => Outcome::Unusable,
    };
    let mut worst = Outcome::Clean;
    if args.format == Format::Text {
        // What is found in a dossier is shown before the next one is read.
        for (name, audited) in read {
            let checked = checked(&name, &audited, &filter, console);
            worst = worst.max(outcome(&checked));
            checked.map_or(Ok(()), |checked| print(&checked, several, console))?;
        }
        return Ok(worst);
    }
    // One result is made of all dossiers.
    let read: Vec<_> = read.collect();
    let mut all = Vec::new();
    for (name, audited) in &read {
        let checked = checked(name, audited, &filter, console);
        worst = worst.max(outcome(&checked));
        all.extend(checked);
    }
    let result = if args.format == Format::Json {
        json(&all, several, console)
    } else {
        for checked in all.iter_mut().filter(|one| one.dossier.is_some()) {
            checked.name = checked.name.filter(|_| several);
        }
        findings_page(&all, &console.locale)?
    };
    console::print(&result)?;
    Ok(worst)
}

/// The findings to print for a dossier; none where it failed or the filter does not suit it, which is printed at once.
fn checked<'a>(
    name: &'a str,
    audited: &'a Result<Audited, Error>,
    filter: &Filter,
    console: &Console,
) -> Option<CheckedDossier<'a>> {
    match audited {
        Ok(audited) => {
            let findings = filter.apply(&audited.findings, &audited.dossier);
            let findings = findings.map_err(|error| console.failure(&error)).ok()?;
            Some(CheckedDossier {
                name: Some(name),
                dossier: Some(&audited.dossier),
                sources: &audited.dossier.sources,
                hidden: audited.findings.len() - findings.len(),
                findings,
            })
        }
        Err(Error::Input { findings, sources }) => Some(CheckedDossier {
            name: Some(name),
            dossier: None,
            sources,
            findings: findings.iter().collect(),
            hidden: 0,
        }),
        Err(error) => {
            console.failure(error);
            None
        }
    }
}

fn print(checked: &CheckedDossier<'_>, several: bool, console: &Console) -> Result<(), Error> {
    let (locale, screen) = (&console.locale, console.results);
    let report = console.report(screen, checked.sources);
    if console.quiet {
        return console::print(&report.concise(&checked.findings));
    }
    let name = args! { dossier: visible(checked.name.unwrap_or_default()) };
    if several {
        let title = locale.text("check-dossier", &name);
        console::print(&format!("{}\n\n", screen.paint(Ink::Strong, &title)))?;
    }
    console::print(&report.render(&checked.findings))?;
    if checked.hidden > 0 {
        let hidden = console.counted("check-hidden", checked.hidden);
        console::print(&format!("{}\n", screen.paint(Ink::Faint, &hidden)))?;
    }
    if checked.dossier.is_none() {
        console::print_message(&console.refusal("error-unreadable", &name));
    }
    console::print(if several { "\n" } else { "" })
}

fn json(all: &[CheckedDossier<'_>], several: bool, console: &Console) -> String {
    let report = |checked: &CheckedDossier<'_>| {
        let convention = checked.dossier.map(|dossier| &dossier.convention);
        let stage = convention.map(|convention| convention.stage.value.as_str());
        json_report(checked.name, stage, &checked.findings, &console.locale)
    };
    let reports: Vec<_> = all.iter().map(report).collect();
    match reports.as_slice() {
        [only] if !several => json_text(only),
        [] if !several => String::new(),
        reports => json_text(reports),
    }
}
