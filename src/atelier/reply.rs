//! Requests, what they carry, and answers.

use std::sync::Arc;

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::session::Open;
use crate::{error::Error, locale::Locale, render::PageTemplates, report::visible};

/// Formats an error as a terminal would.
pub(crate) type Describe = Box<dyn Fn(&Error) -> String + Send + Sync>;

/// The path of a request without its token, and its query.
pub(super) struct Address<'a> {
    pub(super) parts: Vec<&'a str>,
    pub(super) query: String,
}

/// What a request carries.
pub(super) enum Content {
    Form(Form),
    /// A file, with the name that its sender gave it.
    File {
        name: String,
        bytes: Vec<u8>,
    },
}

/// The fields of a form, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let fields = form_urlencoded::parse(bytes);
        // Browsers send line ends as two characters.
        Self(
            fields
                .map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n")))
                .collect(),
        )
    }

    /// The field of this name, trimmed; empty where there is none.
    pub(super) fn field(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// The same, if it is not empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.field(name)).filter(|text| !text.is_empty())
    }

    /// All fields of this name: those of the rows of a table, in their order.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let fields = self.0.iter().filter(move |(field, _)| field == name);
        fields.map(|(_, value)| value.trim())
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.trim()))
    }
}

/// A text that was percent-encoded.
pub(super) fn unescape(text: &str) -> String {
    let pairs = form_urlencoded::parse(text.as_bytes());
    pairs.map(|(name, _)| name.into_owned()).collect()
}

/// The address of the text of a fiche's file, relative to the dossier's; none for a Word file.
pub(super) fn text_address(file: &str) -> Option<String> {
    let is_text = file.to_lowercase().ends_with(".md");
    let name: String = form_urlencoded::byte_serialize(file.as_bytes()).collect();
    is_text.then(|| format!("texte/{name}"))
}

/// An answer.
pub(super) enum Reply {
    /// A page: its template, and what it shows.
    Page(StatusCode, &'static str, Value),
    /// A page that is already rendered.
    Rendered(String),
    /// A redirection to another page, whose path is given without the token.
    Redirect(String),
    /// The page has not changed.
    Unchanged,
    /// A text for the script that asked.
    Text(StatusCode, String),
    /// A style or a script.
    Asset(&'static str, String),
    /// A page of a document, and whether it never changes under its address.
    Picture(Arc<str>, bool),
    /// A file to download, under a name of ASCII letters.
    Download(String, Vec<u8>),
    /// There is nothing at this address.
    Missing,
    /// Nothing but a status.
    Status(StatusCode),
}

impl Reply {
    pub(super) fn page(template: &'static str, view: Value) -> Self {
        Self::Page(StatusCode::OK, template, view)
    }

    /// A form shown again as it was filled in, with what is wrong.
    pub(super) fn again(template: &'static str, view: Value) -> Self {
        Self::Page(StatusCode::UNPROCESSABLE_ENTITY, template, view)
    }
}

/// What all pages of an atelier share.
pub(super) struct Site {
    pub(super) templates: PageTemplates,
    pub(super) locale: Locale,
    pub(super) describe: Describe,
    /// What every address begins with.
    pub(super) base: String,
}

impl Site {
    /// What the frame around a page of a dossier shows; `tab` is the page's name.
    pub(super) fn frame(&self, open: &Open, tab: &str) -> Value {
        let state = open.state();
        let dossier = state.audited.as_deref().map(|audited| &audited.dossier);
        let convention = dossier.map(|dossier| &dossier.convention);
        json!({
            "base": self.base,
            "here": format!("{}/{}", self.base, open.number),
            "tab": tab,
            "version": state.version,
            "title": convention.map(|convention| visible(&convention.title)),
            "stage": convention.map(|convention| visible(&convention.stage)),
            "is_read": state.audited.is_some(),
            "counts": state.counts(),
            "has_trouble": state.trouble.is_some(),
        })
    }

    /// The last action, if it can be undone and is of one of these kinds, those of the page.
    pub(super) fn undo(&self, open: &Open, kinds: &[&str]) -> Option<Value> {
        let last = open.editor().last();
        let (what, number) = last.filter(|(what, _)| kinds.contains(what))?;
        let label = self.locale.plain(&format!("atelier-undo-{what}"));
        Some(json!({ "label": label, "number": number }))
    }
}
