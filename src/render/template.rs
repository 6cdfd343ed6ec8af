//! Renders views as Typst source: the only place that knows tera.
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
use tera::{Context, Kwargs, State, Tera, TeraResult};

use super::{
    escape::{escape, printable},
    french::spaced,
    markdown,
};
use crate::{
    error::{Error, Fault},
    source::{Place, is_portable},
};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
/// Where the built-in templates stand, behind those of the dossier.
const PREFIX: &str = "templates/";
const SUFFIX: &str = ".typ";
/// The fewest literal bytes by which a template line with tags is recognised.
const LEAST_LITERAL: usize = 8;

/// The templates of a dossier.
#[derive(Debug)]
pub(super) struct Templates {
    tera: Tera,
    texts: Texts,
}

/// Every template's text, by tera's name for it: its file name, with the prefix for a built-in one.
pub(super) type Texts = Vec<(String, Arc<str>)>;

impl Templates {
    /// Loads the built-in templates and `overrides` (file names and texts), which take precedence.
    pub(super) fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        let built_in = BUILT_IN.files().filter_map(|file| {
            let name = format!("{PREFIX}{}", file.path().to_str()?);
            Some((name, file.contents_utf8()?.into()))
        });
        let replacing = overrides.iter();
        let replacing = replacing.map(|(name, text)| (name.clone(), text.as_str().into()));
        let mut texts: Texts = built_in.chain(replacing).collect();
        texts.retain(|(name, _)| name.ends_with(SUFFIX));
        let tera = tera(&texts).map_err(|error| refused(&error, "", "", &texts))?;
        Ok(Self { tera, texts })
    }

    /// Whether these are the templates of the dossier.
    pub(super) fn overrides_are(&self, overrides: &[(String, String)]) -> bool {
        let replacing = self.texts.iter().filter(|(name, _)| is_override(name));
        let replacing = replacing.map(|(name, text)| (&**name, &**text));
        replacing.eq(overrides.iter().map(|(name, text)| (&**name, &**text)))
    }

    /// Renders `template` with these fields, for the document of this name.
    pub(super) fn render(&self, template: &str, fields: &Value, of: &str) -> Result<String, Error> {
        Context::from_serialize(fields)
            .and_then(|context| self.tera.render(template, &context))
            .map_err(|error| refused(&error, template, of, &self.texts))
    }

    /// Adds to a compiler error the template line at fault, where only one can have produced that line of the source:
    /// the innermost in the dossier's templates, else in the built-in ones that none replaces.
    pub(super) fn traced(&self, mut error: Error) -> Error {
        if let Error::Document(fault) = &mut error {
            let overrides = override_names(&self.texts);
            let is_used = |name: &str| {
                !overrides
                    .iter()
                    .any(|known_name| name.strip_prefix(PREFIX) == Some(known_name))
            };
            let origin = |line: &String, of_dossier: bool| {
                let texts = self.texts.iter();
                let texts =
                    texts.filter(|(name, _)| is_override(name) == of_dossier && is_used(name));
                let mut all = texts.flat_map(|(name, text)| {
                    let lines = text.lines().enumerate();
                    let lines =
                        lines.filter(|(_, template_line)| may_become(template_line.trim(), line));
                    lines.map(move |(rank, _)| (name, text, rank + 1))
                });
                all.next().filter(|_| all.next().is_none())
            };
            let lines = || fault.lines.iter();
            let innermost = |of_dossier| lines().find_map(|line| origin(line, of_dossier));
            let origin = innermost(true).or_else(|| innermost(false));
            fault.at = origin.map(|(name, text, line)| line_of(name, text, line));
            fault.own = overrides;
        }
        error
    }
}

/// Whether a template line can have produced a source line: they are equal outside the template's tags.
fn may_become(template_line: &str, line: &str) -> bool {
    if template_line == line {
        return true;
    }
    let [begin, end] = ["\0", "\u{1}"];
    let template_line = template_line.replace("{{", begin).replace("{%", begin);
    let template_line = template_line.replace("}}", end).replace("%}", end);
    let literal = |part: &'_ str| part.rfind(end).map_or(0, |at| at + end.len());
    let pieces = template_line
        .split(begin)
        .map(|part| &part[literal(part)..]);
    let pieces: Vec<&str> = pieces.collect();
    let [first, between @ .., last] = &pieces[..] else {
        return false;
    };
    let literal_bytes: usize = pieces.iter().map(|piece| piece.trim().len()).sum();
    let after = |rest: &'_ str, piece: &&str| Some(rest.find(piece)? + piece.len());
    let mut rest = line.strip_prefix(first);
    for piece in between {
        rest = rest.and_then(|rest| rest.get(after(rest, piece)?..));
    }
    literal_bytes >= LEAST_LITERAL && rest.is_some_and(|rest| rest.ends_with(last))
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

/// The error for what tera refuses, with the file and, where tera gives it, the line.
pub(super) fn refused(error: &tera::Error, template: &str, document: &str, texts: &Texts) -> Error {
    let report = error.to_string();
    let (detail, file, line) = pointed(&report).unwrap_or_else(|| {
        // When templates cannot be loaded together, tera's message names one first.
        let is_known = |name: &&str| texts.iter().any(|(known_name, _)| known_name == name);
        let named = report.split('\'').find(is_known);
        let named = named.filter(|_| template.is_empty());
        (&report, named.unwrap_or(template), 0)
    });
    let text = texts.iter().find(|(name, _)| name == file && line > 0);
    let message = match document {
        "" => "error-template-syntax",
        _ => "error-template",
    };
    Error::Document(Box::new(Fault {
        message,
        engine: "note-tera",
        template: file.to_owned(),
        document: document.to_owned(),
        details: vec![detail.to_owned()],
        at: text.map(|(name, text)| line_of(name, text, line)),
        own: override_names(texts),
        ..Fault::default()
    }))
}

/// The message of a tera error, and the template and line that `--> fiche.typ:6:18` in it points at.
fn pointed(report: &str) -> Option<(&str, &str, usize)> {
    let (message, at) = report.split_once("--> ")?;
    let mut parts = at.lines().next()?.trim().rsplitn(3, ':');
    let (_, line, name) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    Some((message.trim().trim_start_matches("error: "), name, line))
}

/// A line (from 1) of a template, and the text that it is in.
fn line_of(name: &str, text: &Arc<str>, line: usize) -> (Place, Arc<str>) {
    let prefix = if is_override(name) { PREFIX } else { "" };
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let before: usize = lines.map(str::len).sum();
    let whole = text[before..].lines().next().unwrap_or_default().trim_end();
    let begin = before + whole.len() - whole.trim_start().len();
    let file: Arc<str> = format!("{prefix}{name}").into();
    let place = Place::in_text(&file, text, begin..before + whole.len());
    (place, Arc::clone(text))
}

/// Whether a template is the dossier's.
fn is_override(name: &str) -> bool {
    !name.starts_with(PREFIX)
}

fn override_names(texts: &Texts) -> Vec<String> {
    let names = texts.iter().map(|(name, _)| name.clone());
    names.filter(|name| is_override(name)).collect()
}

fn escape_into(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(printed(text).as_bytes())
}

/// `{{ text | markdown(under=2) }}`: `under` is the level of the heading that the text stands under. The files of
/// pictures are those of the document's field `pictures`.
#[expect(clippy::needless_pass_by_value, reason = "tera calls filters so")]
fn markdown_filter(text: &str, arguments: Kwargs, state: &State<'_>) -> TeraResult<tera::Value> {
    let under = arguments.get::<u8>("under")?.unwrap_or(2);
    let named = state.get::<tera::Value>("pictures")?;
    let named = named
        .as_ref()
        .and_then(tera::Value::as_map)
        .into_iter()
        .flatten();
    let named = named.map(|(name, file)| (name.to_string(), file.to_string()));
    let named = named.filter(|(_, file)| file.split('/').all(is_portable));
    let is_turned = arguments.get::<bool>("landscape")?.unwrap_or_default();
    let source = markdown::to_typst(text, under, is_turned, &named.collect());
    let source = printable(&source);
    Ok(tera::Value::safe_string(&source))
}

/// A text as templates put it into a source.
pub(crate) fn printed(text: &str) -> String {
    printable(&escape(&spaced(text)))
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
            "#heading(depth: 2)[a];"
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
    fn a_line_is_recognised_by_its_text_between_tags() {
        let template_line = "#figure({{ a }}, [{{ b }}], taille: {{ c }})";
        assert!(may_become(template_line, "#figure(1, [x], taille: 2)"));
        assert!(!may_become(template_line, "#figure(1, [x], corps: 2)"));
        assert!(!may_become(template_line, "#figure(1, [x], taille: 2) et"));
        assert!(may_become(
            "{% if a %}#inconnu(1){% endif %}",
            "#inconnu(1)"
        ));
        assert!(!may_become("= {{ a }}", "= titre"));
        assert!(may_become("]", "]") && !may_become("#inconnu", "#inconnu2"));
    }

    #[test]
    fn a_line_that_several_templates_may_have_made_is_not_named() {
        let twice = ["a.typ", "b.typ"]
            .map(|name| (name.to_owned(), "#ici(\n#la({{ x }}, 12345)".to_owned()));
        let at = |overrides: &[(String, String)]| {
            let lines = vec!["#la(1, 12345)".to_owned()];
            let error = Error::Document(Box::new(Fault {
                lines,
                ..Fault::default()
            }));
            match Templates::new(overrides).expect("templates").traced(error) {
                Error::Document(fault) => fault.at.map(|(place, _)| place.to_string()),
                _ => None,
            }
        };
        assert_eq!(at(&twice), None);
        assert_eq!(at(&twice[..1]).as_deref(), Some("templates/a.typ:2:1"));
    }

    #[test]
    fn failures_name_the_file_and_the_line() {
        let broken = [("charte.typ".to_owned(), "a\n{% if %}".to_owned())];
        let Err(Error::Document(fault)) = Templates::new(&broken) else {
            panic!("an error")
        };
        assert_eq!(fault.template, "charte.typ");
        assert_eq!(
            fault.at.map(|(place, _)| place.to_string()).as_deref(),
            Some("templates/charte.typ:2:1")
        );
        let broken = [("essai.typ".to_owned(), "{{ nothing }}".to_owned())];
        let error =
            Templates::new(&broken)
                .expect("templates")
                .render("essai.typ", &json!({}), "annexes");
        let Err(Error::Document(fault)) = error else {
            panic!("an error")
        };
        assert_eq!(
            (fault.template.as_str(), fault.document.as_str()),
            ("essai.typ", "annexes")
        );
    }
}
