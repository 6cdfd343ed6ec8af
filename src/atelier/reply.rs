//! What is asked, what is brought along, and what is answered.

use std::sync::Arc;

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::session::Open;
use crate::{error::Error, locale::Locale, render::PageTemplates, report::visible};

/// How a terminal would print an error.
pub(crate) type Describe = Box<dyn Fn(&Error) -> String + Send + Sync>;

/// The path of a request, its token left out, and what follows its question mark.
pub(super) struct Asked<'a> {
    pub(super) parts: Vec<&'a str>,
    pub(super) query: String,
}

/// What a request brings along.
pub(super) enum Given {
    Form(Form),
    /// A file, under the name that it bears where it comes from.
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

    /// The field of this name, with no space around it; empty where there is none.
    pub(super) fn field(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// The same, if it says anything.
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

/// The address of the text of a fiche's file, within the dossier's; none of a Word file.
pub(super) fn text_address(file: &str) -> Option<String> {
    let is_text = file.to_lowercase().ends_with(".md");
    let name: String = form_urlencoded::byte_serialize(file.as_bytes()).collect();
    is_text.then(|| format!("texte/{name}"))
}

/// An answer.
pub(super) enum Reply {
    /// A page: its template, and what it shows.
    Page(StatusCode, &'static str, Value),
    /// A page that is made already.
    Made(String),
    /// Another page, its token left out.
    Go(String),
    /// A page is as it was.
    Same,
    /// A text for the script that asked.
    Told(StatusCode, String),
    /// A style or a script.
    Asset(&'static str, String),
    /// A page of a document, and whether it stays so under its address.
    Picture(Arc<str>, bool),
    /// A file to keep, under a name of ASCII letters.
    Download(String, Vec<u8>),
    /// Nothing stands under this address.
    Missing,
    /// Nothing but a status.
    Status(StatusCode),
}

impl Reply {
    pub(super) fn page(template: &'static str, view: Value) -> Self {
        Self::Page(StatusCode::OK, template, view)
    }

    /// A form that comes back as it was filled in, with what is wrong.
    pub(super) fn again(template: &'static str, view: Value) -> Self {
        Self::Page(StatusCode::UNPROCESSABLE_ENTITY, template, view)
    }
}

/// What every page of an atelier has.
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

    /// What was done last and can be taken back, where it is of one of these kinds: those that a page does.
    pub(super) fn undo(&self, open: &Open, kinds: &[&str]) -> Option<Value> {
        let last = open.editor().last();
        let (what, number) = last.filter(|(what, _)| kinds.contains(what))?;
        let label = self.locale.plain(&format!("atelier-undo-{what}"));
        Some(json!({ "label": label, "number": number }))
    }
}
