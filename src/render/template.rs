//! Views in, Typst source out: the only place that knows tera.
//!
//! The built-in templates are embedded; a template of the dossier replaces the built-in one of the same
//! name, in includes too. Every name ends in `.typ`, so that every value is escaped unless the template
//! says otherwise: tera escapes by suffix.

use std::{
    io::{self, Write},
    sync::Arc,
};

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::{escape::escape, markdown, trace};
use crate::{
    error::{Error, Fault},
    source::Place,
};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
/// Where the built-in templates stand, behind those of the dossier.
const PREFIX: &str = "templates/";
const SUFFIX: &str = ".typ";

/// The templates of a dossier.
#[derive(Debug)]
pub(super) struct Templates {
    tera: Tera,
    texts: Texts,
}

/// Every template's text, by tera's name for it: those of the dossier bear their own, built-in ones the prefix.
type Texts = Vec<(String, Arc<str>)>;

impl Templates {
    /// Loads the built-in templates and, before them, `overrides`: file names and texts.
    pub(super) fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        let built_in = BUILT_IN.files().filter_map(|file| {
            let name = file.path().file_name()?.to_str()?;
            Some((format!("{PREFIX}{name}"), file.contents_utf8()?.into()))
        });
        let own = overrides
            .iter()
            .map(|(name, text)| (name.clone(), text.as_str().into()));
        let texts: Texts = built_in
            .chain(own)
            .filter(|(name, _)| name.ends_with(SUFFIX))
            .collect();
        let sources = texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.to_string()));
        match tera(sources) {
            Ok(tera) => Ok(Self { tera, texts }),
            Err(error) => Err(blamed(template_error(&error, "", ""), &error, &texts)),
        }
    }

    /// Whether none is the dossier's.
    pub(super) fn are_built_in(&self) -> bool {
        own_names(&self.texts).is_empty()
    }

    /// Renders `template` with the fields of `view`, as a part of `document`.
    pub(super) fn render(
        &self,
        template: &str,
        view: &impl Serialize,
        document: &str,
    ) -> Result<String, Error> {
        let rendered =
            Context::from_serialize(view).and_then(|context| self.tera.render(template, &context));
        rendered.map_err(|error| {
            blamed(
                template_error(&error, template, document),
                &error,
                &self.texts,
            )
        })
    }

    /// Says which line of which template wrote what the compiler refuses in `source`, which `template` and `view`
    /// gave. The innermost line of the dossier's own templates counts, else the innermost of all.
    pub(super) fn traced(
        &self,
        error: Error,
        source: &str,
        template: &str,
        view: &impl Serialize,
    ) -> Error {
        let Error::Typst {
            document,
            details,
            offsets,
            ..
        } = error
        else {
            return error;
        };
        let marked = self.marked(template, view).unwrap_or_default();
        let lines = offsets
            .iter()
            .filter_map(|at| trace::locate(source, &marked, *at));
        let faults: Vec<Fault> = lines
            .map(|(id, line)| fault(&self.texts, id, line))
            .collect();
        let own = faults
            .iter()
            .find(|fault| fault.is_own)
            .or(faults.first())
            .cloned();
        let fault = own.unwrap_or_else(|| Fault {
            own: own_names(&self.texts),
            ..Fault::default()
        });
        Error::Typst {
            document,
            details,
            offsets,
            fault: Box::new(fault),
        }
    }

    /// The source with marks in it.
    fn marked(&self, template: &str, view: &impl Serialize) -> TeraResult<String> {
        let marked = self.texts.iter().enumerate();
        let tera = tera(marked.map(|(id, (name, text))| (name.as_str(), trace::marked(text, id))))?;
        tera.render(template, &Context::from_serialize(view)?)
    }
}

fn tera<'a>(templates: impl Iterator<Item = (&'a str, String)>) -> TeraResult<Tera> {
    let mut tera = Tera::default();
    tera.set_fallback_prefixes([PREFIX])?;
    tera.set_escape_fn(escape_into);
    tera.autoescape_on([SUFFIX]);
    tera.register_filter("markdown", markdown_filter);
    tera.add_raw_templates(templates)?;
    Ok(tera)
}

/// The error with the line that tera speaks of.
fn blamed(told: Error, error: &tera::Error, texts: &Texts) -> Error {
    let Error::Template {
        template,
        document,
        mut detail,
        ..
    } = told
    else {
        return told;
    };
    let found = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            report.message().clone_into(&mut detail);
            let id = texts.iter().position(|(name, _)| name == report.filename());
            id.map(|id| fault(texts, id, report.span().start_line))
        }
        _ => pointed(&detail, texts).map(|(message, fault)| {
            detail = message;
            fault
        }),
    };
    let fault = found.unwrap_or_else(|| Fault {
        is_own: texts
            .iter()
            .any(|(name, _)| *name == template && !name.starts_with(PREFIX)),
        own: own_names(texts),
        ..Fault::default()
    });
    Error::Template {
        template,
        document,
        detail,
        fault: Box::new(fault),
    }
}

/// What tera says in words alone of a filter or a test that does not exist: the message, and the line that
/// `--> fiche.typ:6:18` points at.
fn pointed(detail: &str, texts: &Texts) -> Option<(String, Fault)> {
    let (message, at) = detail.split_once("--> ")?;
    let mut parts = at.lines().next()?.trim().rsplitn(3, ':');
    let (_, line, name) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    let id = texts.iter().position(|(own, _)| own == name)?;
    let message = message.trim().trim_start_matches("error: ").to_owned();
    Some((message, fault(texts, id, line)))
}

/// A line (from 1) of the template of this rank.
fn fault(texts: &Texts, id: usize, line: usize) -> Fault {
    let (name, text) = &texts[id];
    let is_own = !name.starts_with(PREFIX);
    let file: Arc<str> = if is_own {
        format!("{PREFIX}{name}")
    } else {
        name.clone()
    }
    .into();
    let begin: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let whole = text[begin..].lines().next().unwrap_or_default();
    let begin = begin + whole.len() - whole.trim_start().len();
    let place = Place::in_text(&file, text, begin..begin + whole.trim().len());
    Fault {
        at: Some((place, Arc::clone(text))),
        is_own,
        own: own_names(texts),
    }
}

fn own_names(texts: &Texts) -> Vec<String> {
    texts
        .iter()
        .map(|(name, _)| name.clone())
        .filter(|name| !name.starts_with(PREFIX))
        .collect()
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
    let (template, document) = (file.to_owned(), document.to_owned());
    Error::Template {
        template,
        document,
        detail: error.to_string(),
        fault: Box::default(),
    }
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
        templates
            .render("essai.typ", &View { text }, "essai")
            .expect("a render")
    }

    #[test]
    fn values_are_escaped_and_markdown_is_not() {
        assert_eq!(render("{{ text }}", "#a"), "\\u{23}a");
        assert_eq!(
            render("{{ text | markdown }}", "*a* #b"),
            "#emph[a]; \\u{23}b"
        );
        assert_eq!(
            render("{{ text | markdown(under=1) }}", "### a"),
            "#heading(level: 2)[a];"
        );
        assert_eq!(render("{{ text | upper }}", "#a"), "\\u{23}A");
    }

    #[test]
    fn every_loaded_template_is_escaped() {
        let overrides = [("fiche.html".to_owned(), "{{ text }}".to_owned())];
        let templates = Templates::new(&overrides).expect("templates");
        assert!(templates.tera.get_template_names().count() > 5);
        assert!(
            templates
                .tera
                .get_template_names()
                .all(|name| name.ends_with(SUFFIX))
        );
    }

    #[test]
    fn failures_name_the_file_and_the_line() {
        let broken = [("charte.typ".to_owned(), "a\n{% if %}".to_owned())];
        let Err(Error::Template {
            template, fault, ..
        }) = Templates::new(&broken)
        else {
            panic!("an error")
        };
        assert_eq!(template, "charte.typ");
        assert_eq!(
            fault.at.map(|(place, _)| place.to_string()).as_deref(),
            Some("templates/charte.typ:2:1")
        );
        let broken = [("essai.typ".to_owned(), "{{ nothing }}".to_owned())];
        let error = Templates::new(&broken).expect("templates").render(
            "essai.typ",
            &View { text: "" },
            "annexes",
        );
        let Err(Error::Template {
            template, document, ..
        }) = error
        else {
            panic!("an error")
        };
        assert_eq!(
            (template.as_str(), document.as_str()),
            ("essai.typ", "annexes")
        );
    }
}
