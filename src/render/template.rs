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
use serde_json::Value;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult};

use super::{escape::escape, markdown};
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
pub(super) type Texts = Vec<(String, Arc<str>)>;

impl Templates {
    /// Loads the built-in templates and, before them, `overrides`: file names and texts.
    pub(super) fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        let mut texts = Texts::new();
        for file in BUILT_IN.files() {
            let name = file.path().file_name().unwrap_or_default().display();
            texts.extend(
                file.contents_utf8()
                    .map(|text| (format!("{PREFIX}{name}"), text.into())),
            );
        }
        texts.extend(
            overrides
                .iter()
                .map(|(name, text)| (name.clone(), text.as_str().into())),
        );
        texts.retain(|(name, _)| name.ends_with(SUFFIX));
        match tera(&texts) {
            Ok(tera) => Ok(Self { tera, texts }),
            Err(error) => Err(template_error(&error, "", "", &texts)),
        }
    }

    /// Whether none is the dossier's.
    pub(super) fn are_built_in(&self) -> bool {
        own_names(&self.texts).is_empty()
    }

    /// Renders `template` with these fields, as a part of `document`.
    pub(super) fn render(
        &self,
        template: &str,
        fields: &Value,
        document: &str,
    ) -> Result<String, Error> {
        Context::from_serialize(fields)
            .and_then(|context| self.tera.render(template, &context))
            .map_err(|error| template_error(&error, template, document, &self.texts))
    }

    /// Says which line of which template stands in the source as the compiler refuses it, without any value in it. The
    /// innermost line of the dossier's own templates counts, else the innermost of all.
    pub(super) fn traced(&self, mut error: Error) -> Error {
        if let Error::Typst { lines, fault, .. } = &mut error {
            let written = |line: &String| {
                // The dossier's own come last.
                let mut texts = self.texts.iter().enumerate().rev();
                texts.find_map(|(id, (_, text))| {
                    let rank = text.lines().position(|own| own.trim() == line)?;
                    Some(fault_at(&self.texts, id, rank + 1))
                })
            };
            let mut faults: Vec<Fault> = lines.iter().filter_map(written).collect();
            // A stable sort: the innermost comes first.
            faults.sort_by_key(|fault| !fault.is_own);
            let unknown = || Fault {
                own: own_names(&self.texts),
                ..Fault::default()
            };
            **fault = faults.into_iter().next().unwrap_or_else(unknown);
        }
        error
    }
}

fn tera(texts: &Texts) -> TeraResult<Tera> {
    let mut tera = Tera::default();
    tera.set_fallback_prefixes([PREFIX])?;
    tera.set_escape_fn(escape_into);
    tera.autoescape_on([SUFFIX]);
    tera.register_filter("markdown", markdown_filter);
    tera.add_raw_templates(texts.iter().map(|(name, text)| (name, text)))?;
    Ok(tera)
}

/// What tera refuses: the file at fault and, where it says so, the line.
pub(super) fn template_error(
    error: &tera::Error,
    template: &str,
    document: &str,
    texts: &Texts,
) -> Error {
    let mut detail = error.to_string();
    let (mut file, mut line) = (template.to_owned(), None);
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            report.message().clone_into(&mut detail);
            report.filename().clone_into(&mut file);
            line = Some((file.clone(), report.span().start_line));
        }
        ErrorKind::CircularInclude { tpl, .. } | ErrorKind::CircularExtend { tpl, .. } => {
            tpl.clone_into(&mut file);
        }
        ErrorKind::MissingParent { current, .. } => current.clone_into(&mut file),
        _ => {}
    }
    if line.is_none()
        && let Some((message, name, number)) = pointed(&detail)
    {
        line = Some((name, number));
        detail = message;
    }
    let id = |name: &str| texts.iter().position(|(own, _)| own == name);
    let fault = line.and_then(|(name, line)| Some(fault_at(texts, id(&name)?, line)));
    Error::Template {
        fault: Box::new(fault.unwrap_or_else(|| Fault {
            at: None,
            is_own: id(&file).is_some() && !file.starts_with(PREFIX),
            own: own_names(texts),
        })),
        template: file,
        document: document.to_owned(),
        detail,
    }
}

/// What tera says in words alone of a filter or a test that does not exist: the message, and the template and line
/// that `--> fiche.typ:6:18` points at.
fn pointed(detail: &str) -> Option<(String, String, usize)> {
    let (message, at) = detail.split_once("--> ")?;
    let mut parts = at.lines().next()?.trim().rsplitn(3, ':');
    let (_, line, name) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    let message = message.trim().trim_start_matches("error: ");
    Some((message.to_owned(), name.to_owned(), line))
}

/// A line (from 1) of the template of this rank.
fn fault_at(texts: &Texts, id: usize, line: usize) -> Fault {
    let (name, text) = &texts[id];
    let is_own = !name.starts_with(PREFIX);
    let prefix = if is_own { PREFIX } else { "" };
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines
        .by_ref()
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let whole = lines.next().unwrap_or_default().trim_end();
    let begin = before + whole.len() - whole.trim_start().len();
    let file: Arc<str> = format!("{prefix}{name}").into();
    let place = Place::in_text(&file, text, begin..before + whole.len());
    Fault {
        at: Some((place, Arc::clone(text))),
        is_own,
        own: own_names(texts),
    }
}

fn own_names(texts: &Texts) -> Vec<String> {
    let names = texts.iter().map(|(name, _)| name.clone());
    names.filter(|name| !name.starts_with(PREFIX)).collect()
}

fn escape_into(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(escape(text).as_bytes())
}

/// `{{ text | markdown(under=2) }}`: `under` is the level of the heading that the text stands under.
#[expect(clippy::needless_pass_by_value, reason = "tera calls filters so")]
fn markdown_filter(text: &str, arguments: Kwargs, _: &State<'_>) -> TeraResult<tera::Value> {
    let under = arguments.get::<u8>("under")?.unwrap_or(2);
    Ok(tera::Value::safe_string(&markdown::to_typst(text, under)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn render(template: &str, text: &str) -> String {
        let overrides = [("essai.typ".to_owned(), template.to_owned())];
        let templates = Templates::new(&overrides).expect("templates");
        templates
            .render("essai.typ", &json!({ "text": text }), "essai")
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
        let error =
            Templates::new(&broken)
                .expect("templates")
                .render("essai.typ", &json!({}), "annexes");
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
