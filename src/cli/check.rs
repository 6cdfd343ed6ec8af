//! `paraphe check`: reads, audits, prints findings; writes nothing else.

use std::{io, path::Path};

use super::{
    args::{CheckArgs, Format},
    console::{self, Console},
    outcome::Outcome,
};
use crate::{
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
    /// None when it cannot be read.
    dossier: Option<Dossier>,
    findings: Vec<Finding>,
    /// How many findings the filter keeps out.
    hidden: usize,
    sources: Sources,
}

impl Checked {
    fn stage(&self) -> Option<&str> {
        let dossier = self.dossier.as_ref()?;
        Some(&dossier.convention.settings.stage.value)
    }

    fn outcome(&self) -> Outcome {
        match &self.dossier {
            None => Outcome::Unusable,
            Some(_) if self.findings.iter().any(Finding::blocks) => Outcome::Findings,
            Some(_) => Outcome::Clean,
        }
    }
}

/// Checks every dossier; the worst one decides on the outcome.
pub(super) fn run(args: &CheckArgs, console: &Console) -> io::Result<Outcome> {
    let filter = args.filter();
    if let Err(error) = filter.require_known_rules() {
        return console.failure(&error);
    }
    let several = args.dossiers.len() > 1;
    let mut worst = Outcome::Clean;
    let mut all = Vec::new();
    for dossier in &args.dossiers {
        match check(dossier, &filter, &console.limits) {
            Ok(checked) => {
                worst = worst.max(checked.outcome());
                if args.format == Format::Text {
                    print(&checked, several, console)?;
                }
                all.push(checked);
            }
            Err(error) => worst = worst.max(console.failure(&error)?),
        }
    }
    match args.format {
        Format::Text => {}
        Format::Json => console::print(&json(&all, several, console))?,
        Format::Html => match html(&all, several, console) {
            Ok(html) => console::print(&html)?,
            Err(error) => return console.failure(&error),
        },
    }
    Ok(worst)
}

fn check(dossier: &Path, filter: &Filter, limits: &Limits) -> Result<Checked, Error> {
    let name = dossier.display().to_string();
    match pipeline::check(dossier, limits) {
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

fn print(checked: &Checked, several: bool, console: &Console) -> io::Result<()> {
    let (locale, screen) = (&console.locale, console.results);
    let report = TextReport {
        locale,
        screen,
        sources: &checked.sources,
        complete: console.verbose,
    };
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
        let hidden = locale.text("check-hidden", &[("count", checked.hidden.to_string())]);
        console::print(&format!("{}\n", screen.paint(Ink::Faint, &hidden)))?;
    }
    if checked.dossier.is_none() {
        let args = [("dossier", checked.name.clone())];
        console::tell(&console.refusal("error-unreadable", &args))?;
    }
    if several {
        console::print("\n")?;
    }
    Ok(())
}

fn json(all: &[Checked], several: bool, console: &Console) -> String {
    let report = |checked: &Checked| {
        let findings: Vec<&Finding> = checked.findings.iter().collect();
        json_report(
            Some(&checked.name),
            checked.stage(),
            &findings,
            &console.locale,
        )
    };
    let reports: Vec<_> = all.iter().map(report).collect();
    match reports.as_slice() {
        [only] if !several => json_text(only),
        [] if !several => String::new(),
        reports => json_text(reports),
    }
}

/// One page, a section a dossier.
fn html(all: &[Checked], several: bool, console: &Console) -> Result<String, Error> {
    let mut sections = Vec::new();
    for checked in all {
        let Checked { name, dossier, .. } = checked;
        sections.push(CheckedDossier {
            name: (several || dossier.is_none()).then_some(name.as_str()),
            dossier: dossier.as_ref(),
            sources: &checked.sources,
            findings: checked.findings.iter().collect(),
            hidden: checked.hidden,
        });
    }
    findings_page(&sections, &console.locale)
}
