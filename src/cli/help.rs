//! The help in the language asked for: every text, heading and name of a value comes from the catalogues.
//!
//! A command's texts are `cli-<command>-about`, `cli-<command>-<argument>-help` and, should there be one,
//! `cli-<command>-after-help`; what clap would add in English is left out.

use clap::{Arg, Command, builder::Styles};

use crate::{locale::Locale, report::Ink};

/// clap's command with the texts of a language.
pub(super) fn translated(command: Command, locale: &Locale) -> Command {
    let styles = Styles::styled()
        .header(Ink::Strong.style())
        .usage(Ink::Strong.style())
        .literal(Ink::Info.style())
        .placeholder(Ink::Faint.style());
    Texts { locale }.of_command(command.styles(styles), "cli")
}

struct Texts<'a> {
    locale: &'a Locale,
}

impl Texts<'_> {
    fn of_command(&self, command: Command, id: &str) -> Command {
        let command = command
            .about(self.locale.plain(&format!("{id}-about")))
            .help_template(self.template())
            .subcommand_help_heading(self.title("commands"))
            .subcommand_value_name(self.heading("command"))
            .max_term_width(100)
            .mut_args(|arg| self.of_argument(arg, id))
            .mut_subcommands(|inner| {
                let id = format!("{id}-{}", inner.get_name());
                self.of_command(inner.disable_help_flag(true), &id)
            });
        match self.locale.optional_text(&format!("{id}-after-help"), &[]) {
            Some(text) => command.after_help(text),
            None => command,
        }
    }

    fn of_argument(&self, arg: Arg, command: &str) -> Arg {
        let is_common = arg.is_global_set() || arg.get_id() == "version";
        let owner = if is_common { "cli" } else { command };
        let help = self.locale.plain(&format!(
            "{owner}-{}-help",
            arg.get_id().as_str().replace('_', "-")
        ));
        let under = match () {
            () if is_common => "common",
            () if arg.is_positional() => "arguments",
            () => "options",
        };
        let arg = arg.help(help).help_heading(self.title(under));
        if !arg.get_action().takes_values() {
            return arg;
        }
        let names = arg.get_value_names().unwrap_or_default().iter();
        let names: Vec<String> = names
            .map(|name| {
                self.locale
                    .plain(&format!("cli-value-{}", name.to_lowercase()))
            })
            .collect();
        arg.value_names(names)
            .hide_default_value(true)
            .hide_possible_values(true)
    }

    fn template(&self) -> String {
        let strong = Ink::Strong.style();
        let usage = format!(
            "{strong}{}{}{strong:#}",
            self.heading("usage"),
            self.locale.plain("colon")
        );
        format!("{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}")
    }

    fn heading(&self, name: &str) -> String {
        self.locale.plain(&format!("cli-heading-{name}"))
    }

    /// A heading that clap ends with a colon: French wants a space before it.
    fn title(&self, name: &str) -> String {
        let colon = self.locale.plain("colon");
        format!("{}{}", self.heading(name), colon.trim_end_matches(':'))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{super::args::Args, *};

    #[test]
    fn every_argument_has_its_help_in_every_language() {
        fn walk(command: &clap::Command) {
            let helps = command
                .get_arguments()
                .filter_map(Arg::get_help)
                .chain(command.get_about());
            for help in helps.map(ToString::to_string) {
                assert!(help.contains(' '), "a message is missing: {help}");
            }
            command.get_subcommands().for_each(walk);
        }
        for locale in [Locale::french(), Locale::english()] {
            let mut command = translated(Args::command(), &locale);
            command.build();
            walk(&command);
            command.debug_assert();
        }
    }
}
