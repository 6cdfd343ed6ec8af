//! `paraphe check`: reads, audits, prints findings; writes nothing else.

use std::{io, path::Path};

use super::{
    Outcome,
    args::{CheckArgs, Format},
    console::{self, Console},
    timings,
};
use crate::{
    clock::{Clock, Phase, timed},
    error::Error,
    finding::Finding,
    limits::Limits,
    model::Dossier,
    pipeline,
    report::{
        CheckedDossier, Filter, Ink, TextReport, findings_page, json_report, json_text, visible,
    },
    source::Sources,
};

/// What is to be said of a dossier.
struct Checked {
    name: String,
    /// None when the dossier cannot be read.
    stage: Option<String>,
    /// None when it cannot be read.
    dossier: Option<Dossier>,
    findings: Vec<Finding>,
    /// How many findings the filter keeps out.
    hidden: usize,
    sources: Sources,
    outcome: Outcome,
}

/// Checks every dossier; the worst one decides on the outcome.
pub(super) fn run(args: &CheckArgs, console: &Console) -> io::Result<Outcome> {
    let filter = args.filter();
    if let Err(error) = filter.require_known_rules() {
        return console.failure(&error);
    }
    let mut worst = Outcome::Clean;
    let mut all = Vec::new();
    for dossier in &args.dossiers {
        let clock = args.timings.then(Clock::start);
        match check(dossier, &filter, &console.limits) {
            Ok(checked) => {
                worst = worst.max(checked.outcome);
                if args.format == Format::Text {
                    timed(Phase::Report, || {
                        print(&checked, args.dossiers.len() > 1, console)
                    })?;
                }
                all.push(checked);
            }
            Err(error) => worst = worst.max(console.failure(&error)?),
        }
        timings::tell(clock, dossier, console)?;
    }
    match args.format {
        Format::Text => {}
        Format::Json => print_json(&all, args.dossiers.len() > 1, console)?,
        Format::Html => {
            if let Err(error) = print_html(&all, args.dossiers.len() > 1, console)? {
                return console.failure(&error);
            }
        }
    }
    Ok(worst)
}

fn check(dossier: &Path, filter: &Filter, limits: &Limits) -> Result<Checked, Error> {
    let name = dossier.display().to_string();
    match pipeline::check(dossier, limits) {
        Ok(audited) => {
            let findings: Vec<Finding> = filter
                .apply(&audited.findings, &audited.dossier)?
                .into_iter()
                .cloned()
                .collect();
            let blocked = findings.iter().any(Finding::blocks);
            let outcome = if blocked {
                Outcome::Findings
            } else {
                Outcome::Clean
            };
            let hidden = audited.findings.len() - findings.len();
            let mut dossier = audited.dossier;
            let stage = Some(dossier.convention.settings.stage.value.clone());
            let sources = std::mem::take(&mut dossier.sources);
            Ok(Checked {
                name,
                stage,
                dossier: Some(dossier),
                findings,
                hidden,
                sources,
                outcome,
            })
        }
        Err(Error::Input { findings, sources }) => Ok(Checked {
            name,
            stage: None,
            dossier: None,
            findings,
            hidden: 0,
            sources,
            outcome: Outcome::Unusable,
        }),
        Err(error) => Err(error),
    }
}

fn print(checked: &Checked, titled: bool, console: &Console) -> io::Result<()> {
    let screen = console.results;
    let report = TextReport {
        locale: &console.locale,
        screen,
        sources: &checked.sources,
        complete: console.verbose,
    };
    let findings: Vec<&Finding> = checked.findings.iter().collect();
    if titled && !console.quiet {
        let title = console
            .locale
            .text("check-dossier", &[("dossier", visible(&checked.name))]);
        console::print(&format!("{}\n\n", screen.paint(Ink::Strong, &title)))?;
    }
    console::print(&if console.quiet {
        report.concise(&findings)
    } else {
        report.render(&findings)
    })?;
    if checked.hidden > 0 && !console.quiet {
        let hidden = console
            .locale
            .text("check-hidden", &[("count", checked.hidden.to_string())]);
        console::print(&format!("{}\n", screen.paint(Ink::Faint, &hidden)))?;
    }
    if checked.stage.is_none() && !console.quiet {
        console::tell(&console.unreadable(&checked.name))?;
    }
    if titled && !console.quiet {
        console::print("\n")
    } else {
        Ok(())
    }
}

fn print_json(all: &[Checked], several: bool, console: &Console) -> io::Result<()> {
    let report = |checked: &Checked| {
        let findings: Vec<&Finding> = checked.findings.iter().collect();
        json_report(
            Some(&checked.name),
            checked.stage.as_deref(),
            &findings,
            &console.locale,
        )
    };
    let reports: Vec<_> = all.iter().map(report).collect();
    match reports.as_slice() {
        [only] if !several => console::print(&json_text(only)),
        [] if !several => Ok(()),
        reports => console::print(&json_text(reports)),
    }
}

/// One page, a section a dossier.
fn print_html(all: &[Checked], several: bool, console: &Console) -> io::Result<Result<(), Error>> {
    let mut dossiers = Vec::new();
    for checked in all {
        dossiers.push(CheckedDossier {
            name: (several || checked.dossier.is_none()).then_some(checked.name.as_str()),
            dossier: checked.dossier.as_ref(),
            sources: &checked.sources,
            findings: checked.findings.iter().collect(),
            hidden: checked.hidden,
        });
    }
    match findings_page(&dossiers, &console.locale) {
        Ok(html) => console::print(&html).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}
