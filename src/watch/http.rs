//! The little of HTTP that a preview speaks: connections in, one request of each out, its answer back.
//!
//! Nobody is trusted to be brief: so many connections are open at most, waiting ones included; a request is read
//! up to so many bytes, and must have come, as its answer must be taken, within so many seconds. Each is read and
//! answered on a thread of its own, so that a slow one holds up nobody. Bodies are not read.

use std::{
    fmt::Write as _,
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

/// How many connections may be open.
const MOST_OPEN: usize = 64;
/// The largest request line and headers.
const MOST_BYTES: usize = 16 << 10;
/// How long they may take to come, and the answer to be taken.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait when the system grants no connection.
const PAUSE: Duration = Duration::from_millis(200);
/// A request on a connection that is closed afterwards.
const END: &[u8] = b"\r\n\r\n";

/// An open port.
pub(super) struct Listener {
    requests: Receiver<Option<Request>>,
    address: SocketAddr,
    stopper: Stopper,
}

/// Ends a listener from another thread.
#[derive(Clone)]
pub(super) struct Stopper {
    stopped: Arc<AtomicBool>,
    wake: SyncSender<Option<Request>>,
}

/// What one connection asks for.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    headers: Vec<(String, String)>,
    connection: Connection,
}

/// What it is told.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, &'static str)>,
    pub(super) body: Vec<u8>,
}

/// A connection, counted as long as it is open.
struct Connection {
    stream: TcpStream,
    open: Arc<AtomicUsize>,
}

impl Listener {
    /// Answers what comes to `port`.
    pub(super) fn new(port: TcpListener) -> io::Result<Self> {
        let address = port.local_addr()?;
        let (sender, requests) = sync_channel(MOST_OPEN);
        let stopper = Stopper {
            stopped: Arc::default(),
            wake: sender,
        };
        let accepting = stopper.clone();
        thread::Builder::new()
            .name("accept".to_owned())
            .spawn(move || accept(&port, &accepting))?;
        Ok(Self {
            requests,
            address,
            stopper,
        })
    }

    pub(super) fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// The next request, if one comes in time; an error once it is over.
    pub(super) fn next(&self, patience: Duration) -> Result<Option<Request>, ()> {
        if self.stopper.stopped.load(Ordering::Relaxed) {
            return Err(());
        }
        match self.requests.recv_timeout(patience) {
            Ok(Some(request)) => Ok(Some(request)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Ok(None) | Err(RecvTimeoutError::Disconnected) => Err(()),
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stopper.stop();
        // The port is closed once the thread that waits for connections has got one.
        let _ = TcpStream::connect_timeout(&self.address, PAUSE);
    }
}

impl Stopper {
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        // When the queue is full nobody sleeps.
        let _ = self.wake.try_send(None);
    }
}

/// Takes connections until it is over.
fn accept(port: &TcpListener, stopper: &Stopper) {
    let open = Arc::new(AtomicUsize::new(0));
    while !stopper.stopped.load(Ordering::Relaxed) {
        let Ok((stream, _)) = port.accept() else {
            thread::sleep(PAUSE);
            continue;
        };
        let connection = Connection::new(stream, &open);
        if open.load(Ordering::Relaxed) > MOST_OPEN {
            continue;
        }
        let requests = stopper.wake.clone();
        let read = move || match connection.read() {
            // Once it is over nobody listens any more.
            Ok(request) => drop(requests.send(Some(request))),
            Err((connection, 0)) => drop(connection),
            Err((connection, status)) => {
                connection.write(
                    &Answer {
                        status,
                        headers: Vec::new(),
                        body: Vec::new(),
                    },
                    true,
                );
            }
        };
        // Without a thread for it, the connection is closed.
        let _ = thread::Builder::new().spawn(read);
    }
}

impl Request {
    /// The values of a header.
    pub(super) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self
            .headers
            .iter()
            .filter(move |(own, _)| own.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    /// Answers. Whoever went away meanwhile wants no answer.
    pub(super) fn respond(self, answer: Answer) {
        let has_body = self.method != "HEAD";
        let _ = thread::Builder::new().spawn(move || self.connection.write(&answer, has_body));
    }

    fn parse(head: &str, connection: Connection) -> Result<Self, (Connection, u16)> {
        let mut lines = head.split("\r\n");
        let words: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_owned(), value.trim().to_owned()))
        });
        let headers: Option<Vec<_>> = headers.collect();
        match (words.as_slice(), headers) {
            ([method, url, version], Some(headers)) if version.starts_with("HTTP/1.") => Ok(Self {
                method: (*method).to_owned(),
                url: (*url).to_owned(),
                headers,
                connection,
            }),
            ([_, _, version], Some(_)) if version.starts_with("HTTP/") => Err((connection, 505)),
            _ => Err((connection, 400)),
        }
    }
}

impl Connection {
    fn new(stream: TcpStream, open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::Relaxed);
        Self {
            stream,
            open: Arc::clone(open),
        }
    }

    /// Reads the request, or tells the status of the refusal: 0 for one that left.
    fn read(mut self) -> Result<Request, (Self, u16)> {
        let end = Instant::now() + PATIENCE;
        let (mut head, mut part) = (Vec::new(), [0; 1024]);
        loop {
            if let Some(length) = head.windows(END.len()).position(|window| window == END) {
                let Ok(text) = std::str::from_utf8(&head[..length]) else {
                    return Err((self, 400));
                };
                return Request::parse(text, self);
            }
            if head.len() > MOST_BYTES {
                return Err((self, 431));
            }
            match self.within(end).and_then(|()| self.stream.read(&mut part)) {
                Ok(0) => return Err((self, 0)),
                Ok(count) => head.extend_from_slice(&part[..count]),
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
                    ) =>
                {
                    return Err((self, 408));
                }
                Err(_) => return Err((self, 0)),
            }
        }
    }

    /// Lets the next read or write take no longer than until then.
    fn within(&self, end: Instant) -> io::Result<()> {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream
            .set_read_timeout(Some(left))
            .and_then(|()| self.stream.set_write_timeout(Some(left)))
    }

    fn write(mut self, answer: &Answer, has_body: bool) {
        let mut head = format!("HTTP/1.1 {} \r\nConnection: close\r\n", answer.status);
        for (name, value) in &answer.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "Content-Length: {}\r\n\r\n", answer.body.len());
        let body = if has_body {
            answer.body.as_slice()
        } else {
            &[]
        };
        // Whoever does not take the answer goes without.
        let _ = self
            .send(&[head.as_bytes(), body].concat())
            .and_then(|()| self.stream.shutdown(Shutdown::Write));
    }

    fn send(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        let end = Instant::now() + PATIENCE;
        while !bytes.is_empty() {
            self.within(end)?;
            match self.stream.write(bytes)? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                count => bytes = &bytes[count..],
            }
        }
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
    }
}
