//! Requests in, answers out, from memory alone: no path of a request is ever one of the file system.
//!
//! A page asks for its next state and is answered when there is one: requests wait, a bounded number of them
//! for a bounded time.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc::Sender},
    time::{Duration, Instant},
};

use super::{
    FRONT, Signal,
    guard::admit,
    http::{Answer, Listener, Request},
    page,
    shown::Shown,
};
use crate::{
    locale::Locale,
    render::{HtmlTemplates, asset},
};

/// How long a page waits before it asks again.
const WAIT: Duration = Duration::from_secs(20);
/// How many of them may wait; with more, the first is told to ask again.
const MOST_WAITING: usize = 32;
/// How often those that have waited enough are looked for.
const ROUND: Duration = Duration::from_secs(1);
/// Nothing but this server's own style, script and pictures; in no other site's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The server of one preview.
pub(super) struct Server {
    port: u16,
    templates: HtmlTemplates,
    locale: Locale,
    signals: Sender<Signal>,
    shown: Mutex<Arc<Shown>>,
    waiting: Mutex<Vec<Waiting>>,
}

/// A page that has the last state and waits for the next.
struct Waiting {
    request: Request,
    document: String,
    since: Instant,
}

/// What a path asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked<'a> {
    /// A document's page, once it is newer than the version given.
    Page {
        document: &'a str,
        after: Option<u64>,
    },
    /// A document's page, counted from 0, as it looked when its mark was given.
    Picture {
        document: &'a str,
        page: usize,
        look: &'a str,
    },
    Style,
    Script,
}

impl Server {
    pub(super) fn new(
        port: u16,
        templates: HtmlTemplates,
        locale: Locale,
        signals: Sender<Signal>,
    ) -> Self {
        let (shown, waiting) = (Mutex::default(), Mutex::default());
        Self {
            port,
            templates,
            locale,
            signals,
            shown,
            waiting,
        }
    }

    /// Replaces what is shown, and answers those that wait for it.
    pub(super) fn show(&self, shown: Shown) {
        let shown = Arc::new(shown);
        *held(&self.shown) = Arc::clone(&shown);
        for waiting in mem::take(&mut *held(&self.waiting)) {
            let page = self.page(&shown, &waiting.document);
            waiting.request.respond(page);
        }
    }

    /// Answers until it is stopped.
    pub(super) fn serve(&self, listener: &Listener) {
        while let Ok(request) = listener.next(ROUND) {
            if let Some(request) = request {
                self.answer(request);
            }
            self.dismiss(|waiting| waiting.since.elapsed() >= WAIT);
        }
        self.dismiss(|_| true);
        let _ = self.signals.send(Signal::Stop);
    }

    /// Tells those that have waited enough to ask again.
    fn dismiss(&self, enough: impl Fn(&Waiting) -> bool) {
        let (done, rest) = mem::take(&mut *held(&self.waiting))
            .into_iter()
            .partition(enough);
        held(&self.waiting).extend::<Vec<Waiting>>(rest);
        let done: Vec<Waiting> = done;
        done.into_iter()
            .for_each(|waiting| waiting.request.respond(status(204)));
    }

    fn answer(&self, request: Request) {
        if let Err(refusal) = admit(&request, self.port) {
            return request.respond(status(refusal));
        }
        let url = request.url.clone();
        let answer = match asked(&url) {
            None => status(404),
            Some(Asked::Style) => text(
                "text/css; charset=utf-8",
                asset("page.css").to_owned() + asset("apercu.css"),
            ),
            Some(Asked::Script) => text(
                "text/javascript; charset=utf-8",
                asset("commun.js").to_owned() + asset("apercu.js"),
            ),
            Some(Asked::Picture {
                document,
                page,
                look,
            }) => self.picture(document, page, look),
            Some(Asked::Page { document, after }) => {
                return self.page_or_wait(request, document, after);
            }
        };
        request.respond(answer);
    }

    fn page_or_wait(&self, request: Request, document: &str, after: Option<u64>) {
        let _ = self.signals.send(Signal::Look(document.to_owned()));
        // Held until the request waits, lest the state it waits for be shown in between.
        let shown = held(&self.shown);
        if after != Some(shown.version) {
            let shown = Arc::clone(&shown);
            return request.respond(self.page(&shown, document));
        }
        let mut waiting = held(&self.waiting);
        let first = (waiting.len() >= MOST_WAITING).then(|| waiting.remove(0));
        waiting.push(Waiting {
            request,
            document: document.to_owned(),
            since: Instant::now(),
        });
        drop((waiting, shown));
        if let Some(first) = first {
            first.request.respond(status(204));
        }
    }

    fn page(&self, shown: &Shown, document: &str) -> Answer {
        if document != FRONT && !shown.documents.is_empty() && shown.document(document).is_none() {
            return status(404);
        }
        match page::html(shown, document, &self.templates, &self.locale) {
            Ok(html) => text("text/html; charset=utf-8", html),
            Err(_) => status(500),
        }
    }

    /// A page as it looks now. A browser may keep one that looks as it was asked for.
    fn picture(&self, document: &str, page: usize, look: &str) -> Answer {
        let shown = Arc::clone(&held(&self.shown));
        let pages = shown.document(document).map(|document| &document.pages);
        let Some((mark, svg)) =
            pages.and_then(|pages| Some((pages.marks().nth(page)?, pages.svg(page)?)))
        else {
            return status(404);
        };
        let keep = if mark.look == look {
            "private, max-age=86400, immutable"
        } else {
            "no-store"
        };
        answer(200, svg.into_bytes(), "image/svg+xml", keep)
    }
}

/// What a path asks for, by its form alone.
fn asked(url: &str) -> Option<Asked<'_>> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let after = query
        .strip_prefix("depuis=")
        .and_then(|version| version.parse().ok());
    match path.strip_prefix('/')? {
        "" => Some(Asked::Page {
            document: FRONT,
            after,
        }),
        "page.css" => Some(Asked::Style),
        "apercu.js" => Some(Asked::Script),
        path => match path.strip_prefix("pages/") {
            None => Some(Asked::Page {
                document: path,
                after,
            }),
            Some(picture) => {
                let (document, page) = picture.strip_suffix(".svg")?.rsplit_once('/')?;
                let page = page.parse::<usize>().ok()?.checked_sub(1)?;
                Some(Asked::Picture {
                    document,
                    page,
                    look: query.strip_prefix("v=").unwrap_or_default(),
                })
            }
        },
    }
}

fn status(code: u16) -> Answer {
    answer(code, Vec::new(), "text/plain; charset=utf-8", "no-store")
}

fn text(kind: &'static str, text: String) -> Answer {
    answer(200, text.into_bytes(), kind, "no-store")
}

fn answer(status: u16, body: Vec<u8>, kind: &'static str, keep: &'static str) -> Answer {
    let headers = vec![
        ("Content-Type", kind),
        ("Content-Security-Policy", POLICY),
        ("Cache-Control", keep),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ];
    Answer {
        status,
        headers,
        body,
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    // A state is replaced whole: there is none half done.
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_names_of_documents_and_nothing_else() {
        assert_eq!(
            asked("/"),
            Some(Asked::Page {
                document: FRONT,
                after: None
            })
        );
        assert_eq!(
            asked("/fiches/EA-1.1?depuis=7"),
            Some(Asked::Page {
                document: "fiches/EA-1.1",
                after: Some(7)
            })
        );
        assert_eq!(
            asked("/pages/fiches/EA-1.1/2.svg?v=x"),
            Some(Asked::Picture {
                document: "fiches/EA-1.1",
                page: 1,
                look: "x"
            })
        );
        for none in [
            "",
            "x",
            "/pages/annexes/0.svg",
            "/pages/annexes/-1.svg",
            "/pages/annexes",
            "/pages/1.svg",
        ] {
            assert_eq!(asked(none), None, "{none}");
        }
    }
}
