//! The questions of `paraphe init`, for a person at a terminal. The only user of inquire.

use inquire::{Confirm, InquireError, MultiSelect, Text, validator::Validation};

use crate::{
    init::{Answers, NewParty, parse_axis, parse_years},
    locale::Locale,
    report::visible,
};

/// Asks in one language.
pub(super) struct Questions<'a> {
    pub(super) locale: &'a Locale,
}

/// What a person answers, or that they gave up.
type Asked<T> = Result<T, InquireError>;

impl Questions<'_> {
    /// Asks for everything that is not known yet. `funders` are those that a workbook names.
    pub(super) fn complete(&self, answers: &mut Answers, funders: &[String]) -> Asked<()> {
        if answers.title.is_empty() {
            let title = self.answer("title", |text| !text.trim().is_empty())?;
            title.trim().clone_into(&mut answers.title);
        }
        if answers.years.is_empty() {
            let text = self.answer("years", |text| parse_years(text).is_some())?;
            answers.years = parse_years(&text).unwrap_or_default();
        }
        if answers.parties.is_empty() && !funders.is_empty() {
            answers.parties = self
                .chosen(funders)?
                .iter()
                .filter_map(|name| NewParty::parse(name))
                .collect();
        }
        if answers.parties.is_empty() {
            answers.parties = self.several("party", NewParty::parse)?;
        }
        if answers.axes.is_empty() {
            answers.axes = self.several("axis", parse_axis)?;
        }
        Ok(())
    }

    /// Whether what was proposed is right.
    pub(super) fn confirm(&self) -> Asked<bool> {
        let text = |name: &str| self.locale.plain(name);
        let (yes, no) = (text("init-yes"), text("init-no"));
        let hint = text("init-confirm-hint");
        let begins = |answer: &str, word: &str| {
            let first = answer.trim().chars().next();
            first.is_some_and(|first| word.starts_with(first.to_ascii_lowercase()))
        };
        let read = |answer: &str| match () {
            () if begins(answer, &yes) => Ok(true),
            () if begins(answer, &no) => Ok(false),
            () => Err(()),
        };
        Confirm::new(&text("init-ask-confirm"))
            .with_default(true)
            .with_parser(&read)
            .with_formatter(&|answer| if answer { yes.clone() } else { no.clone() })
            .with_default_value_formatter(&|_| hint.clone())
            .with_error_message(&text("init-confirm-error"))
            .prompt()
    }

    /// One answer that `accepts` takes.
    fn answer(
        &self,
        name: &str,
        accepts: impl Fn(&str) -> bool + Clone + 'static,
    ) -> Asked<String> {
        let refusal = self.locale.plain(&format!("init-ask-{name}-again"));
        let check = move |text: &str| {
            Ok(if accepts(text) {
                Validation::Valid
            } else {
                Validation::Invalid(refusal.clone().into())
            })
        };
        let (question, help) = (
            self.locale.plain(&format!("init-ask-{name}")),
            self.locale.plain(&format!("init-ask-{name}-help")),
        );
        Text::new(&question)
            .with_help_message(&help)
            .with_validator(check)
            .prompt()
    }

    /// Answers until an empty one; one at least.
    fn several<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T> + Clone + 'static,
    ) -> Asked<Vec<T>> {
        let mut all = Vec::new();
        loop {
            let (accepts, is_first) = (parse.clone(), all.is_empty());
            let text = self.answer(name, move |text| {
                if text.trim().is_empty() {
                    !is_first
                } else {
                    accepts(text).is_some()
                }
            })?;
            match parse(&text) {
                Some(one) => all.push(one),
                None => return Ok(all),
            }
        }
    }

    /// Those of the funders that sign.
    fn chosen(&self, funders: &[String]) -> Asked<Vec<String>> {
        let question = self.locale.plain("init-ask-parties");
        let help = self.locale.plain("init-ask-parties-help");
        let shown: Vec<String> = funders.iter().map(|name| visible(name)).collect();
        let ranks = MultiSelect::new(&question, shown)
            .with_help_message(&help)
            .raw_prompt()?;
        Ok(ranks
            .into_iter()
            .map(|option| funders[option.index].clone())
            .collect())
    }
}
