//! `paraphe check`: reads, audits, prints findings; writes nothing else.

use std::path::Path;

use super::{
    args::{CheckArgs, Format},
    console::{self, Console, Outcome},
};
use crate::{
    error::Error,
    finding::Finding,
    limits::Limits,
    model::Dossier,
    pipeline,
    report::{CheckedDossier, Filter, Ink, findings_page, json_report, json_text, visible},
    source::Sources,
};

/// What is to be said of a dossier.
struct Checked {
    name: String,
    /// None when it cannot be read.
    dossier: Option<Dossier>,
    findings: Vec<Finding>,
    /// How many findings the filter keeps out.
    hidden: usize,
    sources: Sources,
}

/// Checks every dossier; the worst one decides on the outcome.
pub(super) fn run(args: CheckArgs, console: &Console) -> Result<Outcome, Error> {
    let filter = Filter {
        rules: args.rules,
        severity: args.severity,
        axes: args.axes,
        fiches: args.fiches,
    };
    filter.require_known_rules()?;
    let several = args.dossiers.len() > 1;
    let mut worst = Outcome::Clean;
    let mut all = Vec::new();
    for dossier in &args.dossiers {
        let outcome = match check(dossier, &filter, &console.limits) {
            Ok(checked) => {
                if args.format == Format::Text {
                    print(&checked, several, console)?;
                }
                let outcome = match &checked.dossier {
                    Some(_) => Outcome::with(checked.findings.iter().any(Finding::blocks)),
                    None => Outcome::Unusable,
                };
                all.push(checked);
                outcome
            }
            Err(error) => console.failure(&error),
        };
        worst = worst.max(outcome);
    }
    match args.format {
        Format::Text => {}
        Format::Json => console::print(&json(&all, several, console))?,
        Format::Html => {
            let sections = all.iter().map(|checked| CheckedDossier {
                name: (several || checked.dossier.is_none()).then_some(checked.name.as_str()),
                dossier: checked.dossier.as_ref(),
                sources: &checked.sources,
                findings: checked.findings.iter().collect(),
                hidden: checked.hidden,
            });
            let sections: Vec<_> = sections.collect();
            console::print(&findings_page(&sections, &console.locale)?)?;
        }
    }
    Ok(worst)
}

fn check(path: &Path, filter: &Filter, limits: &Limits) -> Result<Checked, Error> {
    let name = path.display().to_string();
    match pipeline::check(path, limits) {
        Ok(mut audited) => {
            let findings = filter.apply(&audited.findings, &audited.dossier)?;
            let findings: Vec<Finding> = findings.into_iter().cloned().collect();
            Ok(Checked {
                name,
                hidden: audited.findings.len() - findings.len(),
                sources: std::mem::take(&mut audited.dossier.sources),
                dossier: Some(audited.dossier),
                findings,
            })
        }
        Err(Error::Input { findings, sources }) => Ok(Checked {
            name,
            dossier: None,
            findings,
            hidden: 0,
            sources,
        }),
        Err(error) => Err(error),
    }
}

fn print(checked: &Checked, several: bool, console: &Console) -> Result<(), Error> {
    let (locale, screen) = (&console.locale, console.results);
    let report = console.report(screen, &checked.sources);
    let findings: Vec<&Finding> = checked.findings.iter().collect();
    if console.quiet {
        return console::print(&report.concise(&findings));
    }
    if several {
        let title = locale.text("check-dossier", &[("dossier", visible(&checked.name))]);
        console::print(&format!("{}\n\n", screen.paint(Ink::Strong, &title)))?;
    }
    console::print(&report.render(&findings))?;
    if checked.hidden > 0 {
        let hidden = console.counted("check-hidden", checked.hidden);
        console::print(&format!("{}\n", screen.paint(Ink::Faint, &hidden)))?;
    }
    if checked.dossier.is_none() {
        let args = [("dossier", checked.name.clone())];
        console::tell(&console.refusal("error-unreadable", &args));
    }
    console::print(if several { "\n" } else { "" })
}

fn json(all: &[Checked], several: bool, console: &Console) -> String {
    let report = |checked: &Checked| {
        let findings: Vec<&Finding> = checked.findings.iter().collect();
        let settings = checked.dossier.as_ref().map(|own| &own.convention.settings);
        let stage = settings.map(|settings| settings.stage.value.as_str());
        json_report(Some(&checked.name), stage, &findings, &console.locale)
    };
    let reports: Vec<_> = all.iter().map(report).collect();
    match reports.as_slice() {
        [only] if !several => json_text(only),
        [] if !several => String::new(),
        reports => json_text(reports),
    }
}
