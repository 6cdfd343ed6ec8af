//! The questions of `paraphe init`, for a person at a terminal.

use std::{io, ops::RangeInclusive};

use super::console::{Console, print_message};
use crate::{
    error::Error,
    init::{Answers, NewParty, parse_axis, parse_periods},
    report::{Ink, visible},
};

/// Asks for everything that is not known yet. `funders` are those that a workbook names.
pub(super) fn complete(
    answers: &mut Answers,
    funders: &[String],
    console: &Console,
) -> Result<(), Error> {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    if answers.title.is_empty() {
        answers.title = ask("title", 1..=1, console, text)?.concat();
    }
    if answers.years.is_empty() {
        answers.years = ask("years", 1..=1, console, parse_periods)?.concat();
    }
    let asks_all = answers.parties.is_empty();
    if asks_all {
        if !funders.is_empty() {
            print_message(&format!("{}\n", console.locale.plain("init-ask-funders")));
        }
        for (rank, name) in (1..).zip(funders) {
            print_message(&format!("{rank:>4}  {}\n", visible(name)));
        }
        // A number stands for the funder that is listed under it.
        let party = |text: &str| {
            let rank = text.parse::<usize>().ok();
            let funder = rank.and_then(|rank| funders.get(rank.checked_sub(1)?));
            let is_unknown = rank.is_some() && funder.is_none() && !funders.is_empty();
            NewParty::parse(funder.map_or(text, |name| name)).filter(|_| !is_unknown)
        };
        answers.parties = ask("party", 1..=usize::MAX, console, party)?;
        if answers.funders.is_empty() {
            answers.funders = ask("funder", 0..=usize::MAX, console, party)?;
        }
    }
    if answers.axes.is_empty() {
        answers.axes = ask("axis", 0..=usize::MAX, console, parse_axis)?;
    }
    let more: [(&str, usize, &mut Vec<String>); 3] = [
        ("unit", 1, &mut answers.unit),
        ("off-total", usize::MAX, &mut answers.off_total),
        ("field", usize::MAX, &mut answers.fields),
    ];
    for (name, most, answer) in more {
        if asks_all && answer.is_empty() {
            *answer = ask(name, 0..=most, console, text)?;
        }
    }
    Ok(())
}

/// Whether what was proposed is right.
pub(super) fn confirm(console: &Console) -> Result<bool, Error> {
    let [yes, no] = ["init-yes", "init-no"].map(|id| console.locale.plain(id));
    let answer = ask("confirm", 1..=1, console, |text| {
        let first: String = text.to_lowercase().chars().take(1).collect();
        // An empty answer is a yes.
        let is_yes = yes.starts_with(&first);
        (is_yes || no.starts_with(&first)).then_some(is_yes)
    })?;
    Ok(answer.contains(&true))
}

/// Asks for as many answers as `count` allows; an empty one is the last.
fn ask<T>(
    name: &str,
    count: RangeInclusive<usize>,
    console: &Console,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Error> {
    show(name, console);
    let mut all = Vec::new();
    while all.len() < *count.end() {
        let text = line()?;
        match parse(&text) {
            Some(one) => all.push(one),
            None if text.is_empty() && count.contains(&all.len()) => break,
            None => refuse(name, console),
        }
    }
    Ok(all)
}

/// Shows a question and its help.
fn show(name: &str, console: &Console) {
    let text = |end: &str| console.locale.plain(&format!("init-ask-{name}{end}"));
    let question = console.messages.paint(Ink::Strong, &text(""));
    let help = console.messages.paint(Ink::Faint, &text("-help"));
    print_message(&format!("{question}\n  {help}\n"));
}

fn refuse(name: &str, console: &Console) {
    let again = console.locale.plain(&format!("init-ask-{name}-again"));
    let again = console.messages.paint(Ink::Warning, &again);
    print_message(&format!("  {again}\n"));
}

/// What is typed, trimmed.
fn line() -> Result<String, Error> {
    print_message("> ");
    let mut text = String::new();
    match io::stdin().read_line(&mut text) {
        Ok(1..) => Ok(text.trim().to_owned()),
        _ => Err(Error::refused("init-given-up", [])),
    }
}
