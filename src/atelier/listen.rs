//! Requests in, answers out: who may ask, and how much.
//!
//! `oxhttp` reads requests within bounds of its own (8 kB of headers) and those set here. Only the pages that this
//! server made may ask: a site elsewhere can make a browser send requests to 127.0.0.1, under a name of its own if it
//! controls one (DNS rebinding), and such a request bears that name as its host, or that site as its origin. Another
//! program of this machine does not know the token that every address begins with.

use std::{
    io::{self, Read},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    panic::{self, AssertUnwindSafe},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

use oxhttp::model::{
    Body, HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{
        CACHE_CONTROL, CONNECTION, CONTENT_DISPOSITION, CONTENT_TYPE, HOST, LOCATION, ORIGIN,
    },
};
use serde_json::json;

use super::{
    reply::{Asked, Describe, Form, Given, Reply, Site, unescape},
    routes,
    server::Server,
};
use crate::{
    error::Error,
    limits::{Limit, Limits},
    locale::Locale,
    render::PageTemplates,
    source::join,
};

/// How many connections may be open; others wait.
const MOST_CONNECTIONS: usize = 400;
/// How long a connection may keep silent. `oxhttp` writes an error on it then, which a browser that has opened it ahead
/// would take for the answer to what it asks next: browsers close these within a minute.
const PATIENCE: Duration = Duration::from_mins(3);
/// The name of a file that is sent, percent-encoded.
const FILE_NAME: &str = "x-nom";
/// What every answer bears: nothing but this server's own style, script and pictures; in no other site's frame.
const HEADERS: [(&str, &str); 5] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    // A form must be able to say which page it comes from; another site is told nothing.
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// What a browser may keep: nothing, or what never changes under its address.
const KEEP_NOTHING: &str = "no-store";
const KEEP: &str = "private, max-age=86400, immutable";

/// What the atelier is opened with.
pub(crate) struct Opening<'a> {
    /// The dossier to open, if there is one.
    pub dossier: Option<&'a Path>,
    /// The folder in which dossiers are looked for and begun.
    pub folder: &'a Path,
    /// The port of 127.0.0.1; a free one when none is named.
    pub port: Option<u16>,
    pub locale: &'a Locale,
    pub limits: &'a Limits,
    /// The day of documents whose stage is no date.
    pub date: Option<String>,
    pub describe: Describe,
}

/// Who answers, and how much is taken in.
struct Listener {
    server: Server,
    /// Files are taken in one after the other: so much memory, and no more.
    taking: Mutex<()>,
    port: u16,
}

/// Answers as long as the program runs; the link to the first page, and what hears that somebody wants to stop.
///
/// # Errors
/// [`Error::Io`] when the folder or the port cannot be had.
#[expect(
    clippy::disallowed_methods,
    reason = "what is opened is the atelier's own port"
)]
pub(crate) fn start(opening: Opening<'_>) -> Result<(String, Receiver<()>), Error> {
    let asked = format!("127.0.0.1:{}", opening.port.unwrap_or_default());
    let failed = |error| Error::io("listen", asked.clone())(error);
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let address = match opening.port {
        Some(port) => at(port),
        // `oxhttp` does not tell which port it was given: one is found first, and left to it.
        None => TcpListener::bind(at(0))
            .and_then(|listener| listener.local_addr())
            .map_err(failed)?,
    };
    let token = token().map_err(failed)?;
    let site = Site {
        templates: PageTemplates::new(opening.locale)?,
        locale: opening.locale.clone(),
        describe: opening.describe,
        base: format!("/{token}"),
    };
    let (stop, stopped) = channel();
    let listener = Arc::new(Listener {
        server: Server::new(site, *opening.limits, opening.date, opening.folder, stop),
        taking: Mutex::default(),
        port: address.port(),
    });
    let first = match opening.dossier {
        Some(root) => format!("/{}/", listener.server.open(root)?.number),
        None => "/".to_owned(),
    };
    let answering = Arc::clone(&listener);
    // It answers on threads of its own.
    oxhttp::Server::new(move |request| answering.answer(request))
        .bind(address)
        .with_max_concurrent_connections(MOST_CONNECTIONS)
        .with_global_timeout(PATIENCE)
        .spawn()
        .map_err(failed)?;
    let link = format!("http://{address}{}{first}", listener.server.site.base);
    Ok((link, stopped))
}

/// 128 bits that nobody can guess, in hexadecimal.
fn token() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(join(bytes.iter().map(|byte| format!("{byte:02x}")), ""))
}

impl Listener {
    fn answer(&self, request: &mut Request<Body>) -> Response<Body> {
        let reply = self.reply(request);
        // What was not taken in is not read at all: the connection ends.
        let is_refused = matches!(reply, Reply::Status(_));
        // Whoever asked may have gone while it waited for anything new.
        let is_over = matches!(reply, Reply::Same);
        let is_none = request.body().len() == Some(0);
        let mut is_read = || {
            request
                .body_mut()
                .read(&mut [0])
                .is_ok_and(|read| read == 0)
        };
        let is_whole = is_none || !is_refused && is_read();
        if !is_whole || is_over {
            *request.body_mut() = Body::empty();
            let close = HeaderValue::from_static("close");
            request.headers_mut().insert(CONNECTION, close);
        }
        self.written(reply)
    }

    fn reply(&self, request: &mut Request<Body>) -> Reply {
        if !self.is_from_here(request.headers()) {
            return Reply::Status(StatusCode::FORBIDDEN);
        }
        let path = request.uri().path().to_owned();
        let split = path.strip_prefix('/').and_then(|path| path.split_once('/'));
        let Some((token, path)) = split.filter(|(token, _)| self.is_token(token)) else {
            return Reply::Status(StatusCode::FORBIDDEN);
        };
        let _ = token;
        let parts: Vec<&str> = path.split('/').collect();
        let query = request.uri().query().unwrap_or_default().to_owned();
        let given = match *request.method() {
            Method::GET => None,
            // What changes anything comes from a page of ours, and says so.
            Method::POST | Method::PUT if request.headers().contains_key(ORIGIN) => {
                match self.taken(request) {
                    Ok(given) => Some(given),
                    Err(status) => return Reply::Status(status),
                }
            }
            Method::POST | Method::PUT => return Reply::Status(StatusCode::FORBIDDEN),
            _ => return Reply::Status(StatusCode::METHOD_NOT_ALLOWED),
        };
        let asked = Asked { parts, query };
        let routed = panic::catch_unwind(AssertUnwindSafe(|| match given {
            None => routes::page(&self.server, &asked),
            Some(given) => routes::deed(&self.server, &asked, given),
        }));
        routed.unwrap_or(Reply::Status(StatusCode::INTERNAL_SERVER_ERROR))
    }

    /// The form or the file that a request brings, within the limits of a text and of a file.
    fn taken(&self, request: &mut Request<Body>) -> Result<Given, StatusCode> {
        let is_file = request.method() == Method::PUT;
        let limit = if is_file {
            Limit::FileSize
        } else {
            Limit::TextSize
        };
        let most = self.server.limits.bytes(limit);
        if request.body().len().is_some_and(|length| length > most) {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let _alone = self.taking.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = Vec::new();
        let mut body = request.body_mut().take(most.saturating_add(1));
        body.read_to_end(&mut bytes)
            .map_err(|_| StatusCode::BAD_REQUEST)?;
        if bytes.len() as u64 > most {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        if !is_file {
            return Ok(Given::Form(Form::read(&bytes)));
        }
        let name = request.headers().get(FILE_NAME);
        let name = name.and_then(|name| name.to_str().ok()).map(unescape);
        let name = name.ok_or(StatusCode::BAD_REQUEST)?;
        Ok(Given::File { name, bytes })
    }

    /// Whether a request comes from this server's own page, or from someone who typed its address.
    fn is_from_here(&self, headers: &HeaderMap) -> bool {
        let all = |name: &str, suits: &dyn Fn(&str) -> bool| {
            let mut values = headers.get_all(name).iter();
            values.all(|value| value.to_str().is_ok_and(suits))
        };
        let hosts = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{}", self.port));
        let is_own = |host: &str| hosts.iter().any(|known_host| known_host == host);
        let is_same_site = |site: &str| matches!(site, "same-origin" | "none");
        let is_own_page = |origin: &str| origin.strip_prefix("http://").is_some_and(is_own);
        headers.contains_key(HOST)
            && all(HOST.as_str(), &is_own)
            && all(ORIGIN.as_str(), &is_own_page)
            && all("sec-fetch-site", &is_same_site)
    }

    /// Whether this is the token. How long it takes says nothing of how much of it is right.
    fn is_token(&self, token: &str) -> bool {
        let expected = &self.server.site.base.as_bytes()[1..];
        let pairs = expected.iter().zip(token.as_bytes());
        let differ = pairs.fold(0, |differ, (byte, other)| differ | (byte ^ other));
        expected.len() == token.len() && differ == 0
    }

    fn written(&self, reply: Reply) -> Response<Body> {
        let html = "text/html; charset=utf-8";
        match reply {
            Reply::Missing => {
                let view = json!({
                    "frame": { "base": self.server.site.base },
                    "title": self.server.site.locale.plain("atelier-missing"),
                    "failure": { "message": self.server.site.locale.plain("atelier-missing-why") },
                });
                let page = Reply::Page(StatusCode::NOT_FOUND, "atelier-refus.html", view);
                self.written(page)
            }
            Reply::Status(status) => {
                let text = self.server.site.locale.plain("atelier-refused");
                answer(status, "text/plain; charset=utf-8", KEEP_NOTHING, text)
            }
            // Nothing new to show.
            Reply::Same => {
                let mut response = answer(StatusCode::NO_CONTENT, html, KEEP_NOTHING, "");
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
                response
            }
            Reply::Page(status, name, view) => {
                match self.server.site.templates.render(name, &view, &[], &[]) {
                    Ok(page) => answer(status, html, KEEP_NOTHING, page),
                    Err(error) => {
                        let text = (self.server.site.describe)(&error);
                        let status = StatusCode::INTERNAL_SERVER_ERROR;
                        answer(status, "text/plain; charset=utf-8", KEEP_NOTHING, text)
                    }
                }
            }
            Reply::Made(page) => answer(StatusCode::OK, html, KEEP_NOTHING, page),
            Reply::Go(path) => {
                let mut response = answer(StatusCode::SEE_OTHER, html, KEEP_NOTHING, "");
                let path = format!("{}{path}", self.server.site.base);
                let location = HeaderValue::from_str(&path);
                let location = location.unwrap_or(HeaderValue::from_static("/"));
                response.headers_mut().insert(LOCATION, location);
                response
            }
            Reply::Told(status, text) => {
                answer(status, "text/plain; charset=utf-8", KEEP_NOTHING, text)
            }
            Reply::Asset(kind, text) => answer(StatusCode::OK, kind, KEEP_NOTHING, text),
            Reply::Picture(svg, is_lasting) => {
                let keep = if is_lasting { KEEP } else { KEEP_NOTHING };
                answer(
                    StatusCode::OK,
                    "image/svg+xml",
                    keep,
                    svg.as_bytes().to_vec(),
                )
            }
            Reply::Download(name, bytes) => {
                let kind = "application/octet-stream";
                let mut response = answer(StatusCode::OK, kind, KEEP_NOTHING, bytes);
                let value = format!("attachment; filename=\"{name}\"");
                if let Ok(value) = HeaderValue::from_str(&value) {
                    response.headers_mut().insert(CONTENT_DISPOSITION, value);
                }
                response
            }
        }
    }
}

fn answer(
    status: StatusCode,
    kind: &'static str,
    keep: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
