//! `paraphe explain`: a rule's page, or the list of rules.

use std::collections::BTreeSet;

use super::console::{self, Console, Outcome};
use crate::{
    audit::{Family, RULES, Rule},
    error::Error,
    finding::Severity,
    report::{Ink, draw_page, ink_of, known_rule},
};

/// Prints the page of every rule named, or the list of all rules.
pub(super) fn run(names: &[String], console: &Console) -> Result<Outcome, Error> {
    let mut worst = Outcome::Clean;
    let mut pages = Vec::new();
    for name in names {
        match known_rule(name) {
            Ok(rule) => pages.push(explained(rule, console)),
            Err(error) => worst = worst.max(console.failure(&error)),
        }
    }
    if names.is_empty() {
        pages.push(list(console));
    }
    console::print(&pages.join("\n"))?;
    Ok(worst)
}

fn severity(severity: Severity, console: &Console) -> String {
    let name = format!("severity-{}", severity.name());
    console.locale.plain(&name)
}

/// The head line, then the page.
fn explained(rule: &Rule, console: &Console) -> String {
    let screen = console.results;
    let head = [
        screen.paint(Ink::Code, rule.name),
        screen.paint(ink_of(rule.severity), &severity(rule.severity, console)),
        screen.paint(Ink::Faint, &console.locale.plain(&rule.family.message())),
    ];
    let page = console.locale.page(rule.name).unwrap_or_default();
    format!("{}\n\n{}", head.join(" · "), draw_page(page, screen))
}

/// Every rule with its severity and its title, family by family.
fn list(console: &Console) -> String {
    let screen = console.results;
    let names = RULES.iter().map(|rule| rule.name.len());
    let names = names.max().unwrap_or(0);
    let severities = Severity::ALL.map(|level| severity(level, console).chars().count());
    let severities = severities.into_iter().max().unwrap_or(0);
    let start = 2 + names + 2 + severities + 2;
    let mut text = String::new();
    let families: BTreeSet<Family> = RULES.iter().map(|rule| rule.family).collect();
    for group in families {
        text += &(screen.paint(Ink::Strong, &console.locale.plain(&group.message())) + "\n");
        for rule in RULES.iter().filter(|rule| rule.family == group) {
            let severity = format!("{:severities$}", severity(rule.severity, console));
            let severity = screen.paint(ink_of(rule.severity), &severity);
            let name = screen.paint(Ink::Code, &format!("{:names$}", rule.name));
            let title = console.locale.title(rule.name).unwrap_or_default();
            let title = screen.wrap(title, start, start);
            let title = title.join(&format!("\n{:start$}", ""));
            text.extend(["  ", &name, "  ", &severity, "  ", &title, "\n"]);
        }
        text.push('\n');
    }
    let see = screen.wrap(&console.locale.plain("explain-see-rule"), 0, 0);
    text + &see.join("\n") + "\n"
}
