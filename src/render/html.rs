//! Renders views as HTML pages and Markdown.
//!
//! The templates are those of `templates/html/`, embedded; a dossier cannot replace them. Every value is
//! escaped. A page written as a file contains its style, its script and a content security policy: a browser that opens
//! it uses no network and runs no other script, even an injected one.

use std::io::{self, Write};

use base64::{Engine, prelude::BASE64_STANDARD};
use include_dir::{Dir, include_dir};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::template::{Texts, refused};
use crate::{error::Error, locale::Locale};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/html");
const SUFFIX: &str = ".html";
/// The arguments that a template may pass to a message.
const ARGUMENTS: [&str; 6] = ["after", "before", "count", "dossier", "name", "place"];

/// The page templates, in one language.
#[derive(Debug)]
pub(crate) struct PageTemplates {
    tera: Tera,
    language: String,
}

impl PageTemplates {
    /// Parses the templates, in which `{{ t(id="…") }}` is a message of `locale`.
    ///
    /// # Errors
    /// [`Error::Document`], which would be a defect of this program.
    pub(crate) fn new(locale: &Locale) -> Result<Self, Error> {
        Self::of(SUFFIX, locale)
    }

    /// The templates whose name ends with `suffix`.
    fn of(suffix: &'static str, locale: &Locale) -> Result<Self, Error> {
        let mut tera = Tera::default();
        tera.autoescape_on([suffix]);
        let locale_copy = locale.clone();
        let message = move |arguments: Kwargs, _: &State<'_>| message(&arguments, &locale_copy);
        tera.register_function("t", message);
        let files = BUILT_IN.files().filter_map(|file| {
            let name = file.path().to_str()?;
            Some((name, file.contents_utf8()?)).filter(|_| name.ends_with(suffix))
        });
        tera.add_raw_templates(files)
            .map_err(|error| refused(&error, "", "", &Texts::new()))?;
        Ok(Self {
            tera,
            language: locale.tag().to_owned(),
        })
    }

    /// Renders `template` with the fields of `view`; `styles` and `scripts` name the assets that the page includes.
    ///
    /// # Errors
    /// [`Error::Document`], which would be a defect of this program.
    pub(crate) fn render(
        &self,
        template: &str,
        view: &impl Serialize,
        styles: &[&str],
        scripts: &[&str],
    ) -> Result<String, Error> {
        let failed = |error: tera::Error| refused(&error, template, template, &Texts::new());
        let mut context = Context::from_serialize(view).map_err(failed)?;
        let all = |names: &[&str]| names.iter().map(|name| asset(name)).collect::<String>();
        let (style, script) = (all(styles), all(scripts));
        context.insert("language", &self.language);
        context.insert("program_version", env!("CARGO_PKG_VERSION"));
        context.insert("style", &style);
        context.insert("script", &script);
        context.insert("policy", &policy(&style, &script));
        self.tera.render(template, &context).map_err(failed)
    }
}

/// Renders a Markdown template with the fields of `view`.
///
/// # Errors
/// [`Error::Document`], which would be a defect of this program.
pub(crate) fn render_markdown(
    template: &str,
    view: &impl Serialize,
    locale: &Locale,
) -> Result<String, Error> {
    let mut templates = PageTemplates::of(".md", locale)?;
    templates.tera.set_escape_fn(escape_markdown);
    templates.render(template, view, &[], &[])
}

/// Writes a text escaped for Markdown.
fn escape_markdown(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for c in text.chars() {
        let is_markup = "\\`*_[]<>#|~&!$".contains(c);
        write!(out, "{}{c}", if is_markup { "\\" } else { "" })?;
    }
    Ok(())
}

/// The text of a style or a script; empty for an unknown name.
pub(crate) fn asset(name: &str) -> &'static str {
    let file = BUILT_IN.get_file(name);
    file.and_then(include_dir::File::contents_utf8)
        .unwrap_or_default()
}

/// What a page that is a file may do: apply this style and run this script, and nothing else.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    let (style, script) = (hash(style), hash(script));
    format!(
        "default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

fn message(arguments: &Kwargs, locale: &Locale) -> TeraResult<String> {
    let mut args = Vec::new();
    for name in ARGUMENTS {
        let value = arguments.get::<&Value>(name)?;
        args.extend(value.map(|value| (name, value.to_string())));
    }
    Ok(locale.text(arguments.must_get("id")?, &args))
}

#[cfg(test)]
mod tests;
