//! `paraphe explain`: a rule's page, or the list of rules.

use std::io;

use super::{
    args::ExplainArgs,
    console::{self, Console},
    outcome::Outcome,
};
use crate::{
    audit::{Family, RULES, Rule, page, title},
    report::{Ink, Screen, display_width, draw_page, ink_of, known_rule},
};

/// Between two columns of the list.
const GAP: usize = 2;
/// A title with less room beside its rule's name goes under it.
const LEAST: usize = 24;

/// Prints the page of every rule named, or the list of all rules.
pub(super) fn run(args: &ExplainArgs, console: &Console) -> io::Result<Outcome> {
    let mut worst = Outcome::Clean;
    let mut pages = Vec::new();
    for name in &args.rules {
        match known_rule(name) {
            Ok(rule) => pages.push(explained(rule, console)),
            Err(error) => worst = worst.max(console.failure(&error)?),
        }
    }
    if args.rules.is_empty() {
        pages.push(list(console));
    }
    console::print(&pages.join("\n"))?;
    Ok(worst)
}

/// The head line, then the page.
fn explained(rule: &Rule, console: &Console) -> String {
    let screen = console.results;
    let severity = console
        .locale
        .plain(&format!("severity-{}", rule.severity.name()));
    let family = console
        .locale
        .plain(&format!("family-{}", rule.family.name()));
    let head = [
        screen.paint(Ink::Code, rule.name),
        screen.paint(ink_of(rule.severity), &severity),
        screen.paint(Ink::Faint, &family),
    ];
    let page = page(rule.name, console.locale.tag()).unwrap_or_default();
    format!("{}\n\n{}", head.join(" · "), draw_page(page, screen))
}

/// Every rule with its severity and its title, family by family.
fn list(console: &Console) -> String {
    let screen = console.results;
    let mut text = String::new();
    for family in Family::ALL {
        let name = console.locale.plain(&format!("family-{}", family.name()));
        text.extend([screen.paint(Ink::Strong, &name), "\n".to_owned()]);
        for rule in RULES.iter().filter(|rule| rule.family == family) {
            text.push_str(&listed(rule, console, screen));
        }
        text.push('\n');
    }
    text.extend(
        screen
            .wrap(&console.locale.plain("explain-see-rule"), 0, 0)
            .into_iter()
            .map(|line| line + "\n"),
    );
    text
}

/// A rule in a line; under one another when the screen is narrow.
fn listed(rule: &Rule, console: &Console, screen: Screen) -> String {
    let severity_of = |severity: &str| console.locale.plain(&format!("severity-{severity}"));
    let severity = severity_of(rule.severity.name());
    let names = RULES
        .iter()
        .map(|rule| display_width(rule.name))
        .max()
        .unwrap_or(0);
    let severities = RULES
        .iter()
        .map(|rule| display_width(&severity_of(rule.severity.name())))
        .max()
        .unwrap_or(0);
    let beside = GAP + names + GAP + severities + GAP;
    let is_narrow = screen.width < beside + LEAST;
    let start = if is_narrow { 2 * GAP } else { beside };
    let lines = screen.wrap(
        title(rule.name, console.locale.tag()).unwrap_or_default(),
        start,
        start,
    );
    let pad =
        |text: &str, width: usize| " ".repeat(width.saturating_sub(display_width(text)) + GAP);
    let mut text = " ".repeat(GAP);
    text.extend([screen.paint(Ink::Code, rule.name), pad(rule.name, names)]);
    text.extend([
        screen.paint(ink_of(rule.severity), &severity),
        pad(&severity, severities),
    ]);
    let edge = format!("\n{}", " ".repeat(start));
    if is_narrow {
        text.truncate(text.trim_end().len());
        text.push_str(&edge);
    }
    text.extend([lines.join(&edge), "\n".to_owned()]);
    text
}
