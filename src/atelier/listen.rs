//! The server: which requests are accepted, how large they may be, and how answers are sent.
//!
//! `oxhttp` has limits of its own (8 kB of headers) beside those set here. Only pages of this server may send requests.
//! Another site can make a browser send requests to 127.0.0.1, even under its own host name (DNS rebinding), but the
//! `Host` or `Origin` header then names that site. Another program on this machine does not know the token that every
//! address begins with.

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
    reply::{Address, Content, Describe, Form, Reply, Site, unescape},
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
/// How long a connection may stay silent before `oxhttp` sends an error. A browser that opened the connection in
/// advance would take that error for its next answer, but browsers close such connections within a minute.
const PATIENCE: Duration = Duration::from_mins(3);
/// The name of a file that is sent, percent-encoded.
const FILE_NAME: &str = "x-nom";
/// Headers of every answer: pages load only this server's own style, script and pictures, and no other site may frame
/// them.
const HEADERS: [(&str, &str); 5] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    // A form must be able to send the address of its page; other sites get none.
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// What a browser may cache: nothing, or what never changes under its address.
const NOT_CACHED: &str = "no-store";
const CACHED: &str = "private, max-age=86400, immutable";

/// The options that the atelier starts with.
pub(crate) struct Opening<'a> {
    /// The dossier to open, if there is one.
    pub dossier: Option<&'a Path>,
    /// The folder in which dossiers are found and created.
    pub folder: &'a Path,
    /// The port of 127.0.0.1; a free one when none is given.
    pub port: Option<u16>,
    pub locale: &'a Locale,
    pub limits: &'a Limits,
    /// The date of documents whose stage is not a date.
    pub date: Option<String>,
    pub describe: Describe,
}

/// The server, and what a request is checked against.
struct Listener {
    server: Server,
    /// Files are received one at a time, which bounds the memory that they take.
    receiving: Mutex<()>,
    port: u16,
}

/// Serves pages as long as the program runs; returns the link to the first page, and a receiver of the request to stop.
///
/// # Errors
/// [`Error::Io`] when the folder or the port cannot be opened.
#[expect(
    clippy::disallowed_methods,
    reason = "what is opened is the atelier's own port"
)]
pub(crate) fn start(opening: Opening<'_>) -> Result<(String, Receiver<()>), Error> {
    let listen_address = format!("127.0.0.1:{}", opening.port.unwrap_or_default());
    let failed = |error| Error::io("listen", listen_address.clone())(error);
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let address = match opening.port {
        Some(port) => at(port),
        // `oxhttp` does not report which port it got: a free one is found first, then given to it.
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
        receiving: Mutex::default(),
        port: address.port(),
    });
    let first = match opening.dossier {
        Some(root) => format!("/{}/", listener.server.open(root)?.number),
        None => "/".to_owned(),
    };
    let answering = Arc::clone(&listener);
    // `oxhttp` answers on threads of its own.
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
        // A refused body is not read: the connection is closed instead.
        let is_refused = matches!(reply, Reply::Status(_));
        // The client may have left while its request waited for news.
        let is_over = matches!(reply, Reply::Unchanged);
        let is_empty = request.body().len() == Some(0);
        let mut is_read = || {
            request
                .body_mut()
                .read(&mut [0])
                .is_ok_and(|read| read == 0)
        };
        let is_whole = is_empty || !is_refused && is_read();
        if !is_whole || is_over {
            *request.body_mut() = Body::empty();
            let close = HeaderValue::from_static("close");
            request.headers_mut().insert(CONNECTION, close);
        }
        self.response(reply)
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
        let content = match *request.method() {
            Method::GET => None,
            // A request that changes anything must name the page of ours that it comes from.
            Method::POST | Method::PUT if request.headers().contains_key(ORIGIN) => {
                match self.received(request) {
                    Ok(content) => Some(content),
                    Err(status) => return Reply::Status(status),
                }
            }
            Method::POST | Method::PUT => return Reply::Status(StatusCode::FORBIDDEN),
            _ => return Reply::Status(StatusCode::METHOD_NOT_ALLOWED),
        };
        let address = Address { parts, query };
        let routed = panic::catch_unwind(AssertUnwindSafe(|| match content {
            None => routes::page(&self.server, &address),
            Some(content) => routes::act(&self.server, &address, content),
        }));
        routed.unwrap_or(Reply::Status(StatusCode::INTERNAL_SERVER_ERROR))
    }

    /// The form or file of a request, within the limits of a text and of a file.
    fn received(&self, request: &mut Request<Body>) -> Result<Content, StatusCode> {
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
        let _alone = self
            .receiving
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut bytes = Vec::new();
        let mut body = request.body_mut().take(most.saturating_add(1));
        body.read_to_end(&mut bytes)
            .map_err(|_| StatusCode::BAD_REQUEST)?;
        if bytes.len() as u64 > most {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        if !is_file {
            return Ok(Content::Form(Form::read(&bytes)));
        }
        let name = request.headers().get(FILE_NAME);
        let name = name.and_then(|name| name.to_str().ok()).map(unescape);
        let name = name.ok_or(StatusCode::BAD_REQUEST)?;
        Ok(Content::File { name, bytes })
    }

    /// Whether a request comes from a page of this server, or from an address that someone typed.
    fn is_from_here(&self, headers: &HeaderMap) -> bool {
        let all = |name: &str, suits: &dyn Fn(&str) -> bool| {
            let mut values = headers.get_all(name).iter();
            values.all(|value| value.to_str().is_ok_and(suits))
        };
        let hosts = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{}", self.port));
        let is_our_host = |host: &str| hosts.iter().any(|known_host| known_host == host);
        let is_same_site = |site: &str| matches!(site, "same-origin" | "none");
        let is_our_page = |origin: &str| origin.strip_prefix("http://").is_some_and(is_our_host);
        headers.contains_key(HOST)
            && all(HOST.as_str(), &is_our_host)
            && all(ORIGIN.as_str(), &is_our_page)
            && all("sec-fetch-site", &is_same_site)
    }

    /// Whether this is the token. The time taken does not depend on how much of it is right.
    fn is_token(&self, token: &str) -> bool {
        let expected = &self.server.site.base.as_bytes()[1..];
        let pairs = expected.iter().zip(token.as_bytes());
        let differ = pairs.fold(0, |differ, (byte, other)| differ | (byte ^ other));
        expected.len() == token.len() && differ == 0
    }

    fn response(&self, reply: Reply) -> Response<Body> {
        let html = "text/html; charset=utf-8";
        match reply {
            Reply::Missing => {
                let view = json!({
                    "frame": { "base": self.server.site.base },
                    "title": self.server.site.locale.plain("atelier-missing"),
                    "failure": { "message": self.server.site.locale.plain("atelier-missing-why") },
                });
                let page = Reply::Page(StatusCode::NOT_FOUND, "atelier-refus.html", view);
                self.response(page)
            }
            Reply::Status(status) => {
                let text = self.server.site.locale.plain("atelier-refused");
                answer(status, "text/plain; charset=utf-8", NOT_CACHED, text)
            }
            // Nothing new to show.
            Reply::Unchanged => {
                let mut response = answer(StatusCode::NO_CONTENT, html, NOT_CACHED, "");
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
                response
            }
            Reply::Page(status, name, view) => {
                match self.server.site.templates.render(name, &view, &[], &[]) {
                    Ok(page) => answer(status, html, NOT_CACHED, page),
                    Err(error) => {
                        let text = (self.server.site.describe)(&error);
                        let status = StatusCode::INTERNAL_SERVER_ERROR;
                        answer(status, "text/plain; charset=utf-8", NOT_CACHED, text)
                    }
                }
            }
            Reply::Rendered(page) => answer(StatusCode::OK, html, NOT_CACHED, page),
            Reply::Redirect(path) => {
                let mut response = answer(StatusCode::SEE_OTHER, html, NOT_CACHED, "");
                let path = format!("{}{path}", self.server.site.base);
                let location = HeaderValue::from_str(&path);
                let location = location.unwrap_or(HeaderValue::from_static("/"));
                response.headers_mut().insert(LOCATION, location);
                response
            }
            Reply::Text(status, text) => {
                answer(status, "text/plain; charset=utf-8", NOT_CACHED, text)
            }
            Reply::Asset(kind, text) => answer(StatusCode::OK, kind, NOT_CACHED, text),
            Reply::Picture(svg, is_lasting) => {
                let caching = if is_lasting { CACHED } else { NOT_CACHED };
                answer(
                    StatusCode::OK,
                    "image/svg+xml",
                    caching,
                    svg.as_bytes().to_vec(),
                )
            }
            Reply::Download(name, bytes) => {
                let kind = "application/octet-stream";
                let mut response = answer(StatusCode::OK, kind, NOT_CACHED, bytes);
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
    caching: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
