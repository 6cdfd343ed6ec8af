//! Views in, Typst source out: the only place that knows tera.
//!
//! The built-in templates are embedded; a template of the dossier replaces the built-in one of the same
//! name, in includes too. Every name ends in `.typ`, so that every value is escaped unless the template
//! says otherwise: tera escapes by suffix.

use std::io::{self, Write};

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::{escape::escape, markdown};
use crate::error::Error;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
/// Where the built-in templates stand, behind those of the dossier.
const PREFIX: &str = "templates/";
const SUFFIX: &str = ".typ";

/// The templates of a dossier.
#[derive(Debug)]
pub(super) struct Templates {
    tera: Tera,
}

impl Templates {
    /// Loads the built-in templates and, before them, `overrides`: file names and texts.
    pub(super) fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        let mut tera = Tera::default();
        let failed = |error: &tera::Error| template_error(error, "", "");
        tera.set_fallback_prefixes([PREFIX]).map_err(|error| failed(&error))?;
        tera.set_escape_fn(escape_into);
        tera.autoescape_on([SUFFIX]);
        tera.register_filter("markdown", markdown_filter);
        let built_in = BUILT_IN.files().filter_map(|file| {
            let name = file.path().file_name()?.to_str()?;
            Some((format!("{PREFIX}{name}"), file.contents_utf8()?.to_owned()))
        });
        let all = built_in.chain(overrides.iter().cloned()).filter(|(name, _)| name.ends_with(SUFFIX));
        tera.add_raw_templates(all).map_err(|error| failed(&error))?;
        Ok(Self { tera })
    }

    /// Renders `template` with the fields of `view`, as a part of `document`.
    pub(super) fn render(&self, template: &str, view: &impl Serialize, document: &str) -> Result<String, Error> {
        let context = Context::from_serialize(view).map_err(|error| template_error(&error, template, document))?;
        self.tera.render(template, &context).map_err(|error| template_error(&error, template, document))
    }
}

fn escape_into(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(escape(text).as_bytes())
}

/// `{{ text | markdown(under=2) }}`: `under` is the level of the heading that the text stands under.
#[expect(clippy::needless_pass_by_value, reason = "tera calls filters so")]
fn markdown_filter(text: &str, arguments: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let under = arguments.get::<u8>("under")?.unwrap_or(2);
    Ok(Value::safe_string(&markdown::to_typst(text, under)))
}

/// Names the file at fault: tera's report does when it knows it.
pub(super) fn template_error(error: &tera::Error, template: &str, document: &str) -> Error {
    let file = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.filename(),
        ErrorKind::CircularInclude { tpl, .. } | ErrorKind::CircularExtend { tpl, .. } => tpl,
        ErrorKind::MissingParent { current, .. } => current,
        _ => template,
    };
    Error::Template { template: file.to_owned(), document: document.to_owned(), detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct View {
        text: &'static str,
    }

    fn render(template: &str, text: &'static str) -> String {
        let overrides = [("essai.typ".to_owned(), template.to_owned())];
        let templates = Templates::new(&overrides).expect("templates");
        templates.render("essai.typ", &View { text }, "essai").expect("a render")
    }

    #[test]
    fn values_are_escaped_and_markdown_is_not() {
        assert_eq!(render("{{ text }}", "#a"), "\\u{23}a");
        assert_eq!(render("{{ text | markdown }}", "*a* #b"), "#emph[a]; \\u{23}b");
        assert_eq!(render("{{ text | markdown(under=1) }}", "### a"), "#heading(level: 2)[a];");
        assert_eq!(render("{{ text | upper }}", "#a"), "\\u{23}A");
    }

    #[test]
    fn every_loaded_template_is_escaped() {
        let overrides = [("fiche.html".to_owned(), "{{ text }}".to_owned())];
        let templates = Templates::new(&overrides).expect("templates");
        assert!(templates.tera.get_template_names().count() > 5);
        assert!(templates.tera.get_template_names().all(|name| name.ends_with(SUFFIX)));
    }

    #[test]
    fn failures_name_the_file_and_the_line() {
        let broken = [("charte.typ".to_owned(), "a\n{% if %}".to_owned())];
        let Err(Error::Template { template, detail, .. }) = Templates::new(&broken) else { panic!("an error") };
        assert_eq!(template, "charte.typ");
        assert!(detail.contains("charte.typ:2"), "{detail}");
        let broken = [("essai.typ".to_owned(), "{{ nothing }}".to_owned())];
        let error = Templates::new(&broken).expect("templates").render("essai.typ", &View { text: "" }, "annexes");
        let Err(Error::Template { template, document, .. }) = error else { panic!("an error") };
        assert_eq!((template.as_str(), document.as_str()), ("essai.typ", "annexes"));
    }
}
