//! Requests in, answers out, from memory alone: no path of a request is ever one of the file system.
//!
//! `oxhttp` reads requests within bounds of its own (8 kB of headers) and those set here. Only the page that
//! this server made may ask: a site elsewhere can make a browser send requests to 127.0.0.1, under a name of
//! its own if it controls one (DNS rebinding), and such a request bears that name as its host, or that site as
//! its origin.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc::Sender},
    time::Duration,
};

use oxhttp::model::{
    Body, HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, HOST, ORIGIN},
};

use super::page::{self, Describe, FRONT, Signal, State};
use crate::{
    locale::Locale,
    render::{PageTemplates, asset},
};

/// How many connections may be open; others wait.
const MOST_CONNECTIONS: usize = 64;
/// How long a connection may keep silent.
const PATIENCE: Duration = Duration::from_secs(5);
/// What every answer bears: nothing but this server's own style, script and pictures; in no other site's frame.
const HEADERS: [(&str, &str); 5] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// What a browser may keep: nothing, or what never changes under its address.
const KEEP_NOTHING: &str = "no-store";
const KEEP: &str = "private, max-age=86400, immutable";

/// The server of one preview.
pub(super) struct Server {
    pub(super) templates: PageTemplates,
    pub(super) locale: Locale,
    pub(super) describe: Describe,
    pub(super) signals: Sender<Signal>,
    pub(super) state: Mutex<Arc<State>>,
}

impl Server {
    /// Answers on a port of 127.0.0.1, a free one unless `port` says which, as long as the program runs.
    #[expect(
        clippy::disallowed_methods,
        reason = "what is opened is the preview's own port"
    )]
    pub(super) fn start(self: &Arc<Self>, port: Option<u16>) -> io::Result<SocketAddr> {
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let address = match port {
            Some(port) => at(port),
            // `oxhttp` does not tell which port it was given: one is found first, and left to it.
            None => TcpListener::bind(at(0))?.local_addr()?,
        };
        let answering = Arc::clone(self);
        oxhttp::Server::new(move |request| answering.answer(request, address.port()))
            .bind(address)
            .with_max_concurrent_connections(MOST_CONNECTIONS)
            .with_global_timeout(PATIENCE)
            .spawn()?;
        Ok(address)
    }

    /// Replaces what is shown.
    pub(super) fn show(&self, state: State) {
        *self.locked() = Arc::new(state);
    }

    fn locked(&self) -> MutexGuard<'_, Arc<State>> {
        // A state is replaced whole: there is none half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &Request<Body>, port: u16) -> Response<Body> {
        if !is_from_here(request.headers(), port) {
            return refusal(StatusCode::FORBIDDEN);
        }
        if request.method() != Method::GET {
            return refusal(StatusCode::METHOD_NOT_ALLOWED);
        }
        let path = request.uri().path();
        let query = request.uri().query().unwrap_or_default();
        match path.split('/').collect::<Vec<_>>()[..] {
            ["", ""] => self.page(FRONT, query),
            ["", "page.css"] => {
                let style = asset("page.css").to_owned() + asset("apercu.css");
                answer("text/css; charset=utf-8", KEEP_NOTHING, style)
            }
            ["", "apercu.js"] => {
                let script = asset("commun.js").to_owned() + asset("apercu.js");
                answer("text/javascript; charset=utf-8", KEEP_NOTHING, script)
            }
            ["", "pages", ref document @ .., page] => {
                let picture = self.picture(&document.join("/"), page, query);
                picture.unwrap_or_else(|| refusal(StatusCode::NOT_FOUND))
            }
            _ => self.page(path.trim_start_matches('/'), query),
        }
    }

    /// The page of a document; nothing when it is that of the state asked after: `?depuis=7`.
    fn page(&self, document: &str, query: &str) -> Response<Body> {
        let _ = self.signals.send(Signal::Look(document.to_owned()));
        let state = Arc::clone(&self.locked());
        if query == format!("depuis={}", state.version) {
            return refusal(StatusCode::NO_CONTENT);
        }
        if document != FRONT && !state.documents.is_empty() && state.document(document).is_none() {
            return refusal(StatusCode::NOT_FOUND);
        }
        let view = page::view(&state, document, &self.locale, &self.describe);
        match self.templates.render("apercu.html", &view, &[], &[]) {
            Ok(html) => answer("text/html; charset=utf-8", KEEP_NOTHING, html),
            Err(_) => refusal(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// A page as it looks now: `2.svg`. A browser may keep one that looks as it was asked for: `?v=…`.
    fn picture(&self, document: &str, page: &str, query: &str) -> Option<Response<Body>> {
        let page: usize = page.strip_suffix(".svg")?.parse().ok()?;
        let page = page.checked_sub(1)?;
        let state = Arc::clone(&self.locked());
        let pages = &state.document(document)?.edited;
        let (mark, svg) = (pages.marks().nth(page)?, pages.svg(page)?);
        let is_asked = query.strip_prefix("v=") == Some(mark.look.as_str());
        let keep = if is_asked { KEEP } else { KEEP_NOTHING };
        Some(answer("image/svg+xml", keep, svg))
    }
}

/// Whether a request comes from this server's own page, or from someone who typed its address.
fn is_from_here(headers: &HeaderMap, port: u16) -> bool {
    let all = |name: &str, suits: &dyn Fn(&str) -> bool| {
        let mut values = headers.get_all(name).iter();
        values.all(|value| value.to_str().is_ok_and(suits))
    };
    let own = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{port}"));
    let is_own = |host: &str| own.iter().any(|own| own == host);
    let is_same_site = |site: &str| matches!(site, "same-origin" | "none");
    let is_own_page = |origin: &str| origin.strip_prefix("http://").is_some_and(is_own);
    headers.contains_key(HOST)
        && all(HOST.as_str(), &is_own)
        && all(ORIGIN.as_str(), &is_own_page)
        && all("sec-fetch-site", &is_same_site)
}

fn refusal(status: StatusCode) -> Response<Body> {
    let mut response = answer("text/plain; charset=utf-8", KEEP_NOTHING, "");
    *response.status_mut() = status;
    response
}

fn answer(kind: &'static str, keep: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
