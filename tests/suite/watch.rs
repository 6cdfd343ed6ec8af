//! `paraphe watch`: the page, whom it answers, and what it shows when a file is saved, broken or repaired.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use crate::{
    dossier_test::{DossierTest, repository},
    stopped::TYPST_LOOPS,
};

/// Between two looks at what another process does.
const PAUSE: Duration = Duration::from_millis(20);
/// More looks than anything here needs, on any machine.
const LOOKS: usize = 5_000;

/// A preview that runs. It is killed when a test fails before it stops.
struct Preview {
    child: Child,
    port: u16,
}

/// An answer of the preview.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Preview {
    #[track_caller]
    fn of(test: &DossierTest) -> Self {
        Self::start(test, &[])
    }

    #[track_caller]
    fn start(test: &DossierTest, arguments: &[&str]) -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("paraphe"));
        command
            .args(["--lang", "fr", "--quiet", "watch"])
            .args(arguments)
            .current_dir(test.path("."));
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut link = String::new();
        BufReader::new(child.stdout.take().expect("stdout"))
            .read_line(&mut link)
            .expect("a line");
        let port = link
            .trim()
            .strip_prefix("http://127.0.0.1:")
            .expect("a link")
            .trim_end_matches('/');
        Self {
            child,
            port: port.parse().expect("a port"),
        }
    }

    /// Sends a request as it stands.
    #[track_caller]
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").expect("written");
        }
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        write!(stream, "{request}\r\n").expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .expect("a status");
        Answer {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    #[track_caller]
    fn get(&self, path: &str) -> Answer {
        self.send(
            "GET",
            path,
            &[("Host", &format!("127.0.0.1:{}", self.port))],
        )
    }

    /// The first state of a document that `suits`, each asked for as the page does: after the one before.
    #[track_caller]
    fn wait(&self, path: &str, suits: impl Fn(&str) -> bool) -> String {
        let mut answer = self.get(path);
        for _ in 0..LOOKS {
            if suits(&answer.body) {
                return answer.body;
            }
            let version = answer
                .body
                .split("data-version=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            let next = self.get(&format!("{path}?depuis={}", version.expect("a version")));
            if next.status == 204 {
                sleep(PAUSE);
            } else {
                answer = next;
            }
        }
        panic!("{path} never came to that:\n{}", answer.body);
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether `watch` with these arguments shows a dossier: it would never end by itself.
#[track_caller]
pub(crate) fn shows(test: &DossierTest, arguments: &str) -> bool {
    // No test opens a browser on the machine it runs on.
    let arguments: Vec<&str> = arguments
        .split_whitespace()
        .filter(|argument| *argument != "--open")
        .collect();
    Preview::start(test, &arguments).get("/").status == 200
}

/// A page of the preview, once its documents are drawn.
#[track_caller]
pub(crate) fn page(test: &DossierTest, path: &str) -> String {
    Preview::of(test).wait(path, is_drawn)
}

/// The addresses of a document's pictures.
fn pictures(body: &str) -> Vec<&str> {
    body.split("class=\"sheet\" src=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

fn is_drawn(body: &str) -> bool {
    !pictures(body).is_empty()
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("text");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replacen(from, to, 1)).expect("saved");
}

#[test]
fn the_page_lists_the_fiches_and_shows_one_with_its_findings() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    let body = preview.wait("/fiches/EA-1.3.1", is_drawn);
    assert!(
        body.contains("href=\"/fiches/EP-3.2\"") && body.contains("2 erreurs"),
        "{body}"
    );
    assert!(
        body.contains("recap-share") && !body.contains(">EC 1.3, 2019"),
        "the findings of this fiche alone"
    );
    let picture = preview.get(pictures(&body)[0]);
    assert!(
        picture.head.contains("image/svg+xml") && picture.body.starts_with("<svg"),
        "{}",
        picture.head
    );
    // The whole dossier's findings stand beside the recap.
    assert!(preview.wait("/", is_drawn).contains("advance-amount"));
    assert!(pictures(&preview.wait("/annexes", is_drawn)).len() > 20);
}

#[test]
fn only_its_own_page_is_answered() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    let own = format!("127.0.0.1:{}", preview.port);
    let status = |method: &str, path: &str, headers: &[(&str, &str)]| {
        preview.send(method, path, headers).status
    };
    assert_eq!(status("GET", "/", &[("Host", &own)]), 200);
    assert_eq!(
        status(
            "GET",
            "/",
            &[("Host", &own), ("Origin", &format!("http://{own}"))]
        ),
        200
    );
    assert_eq!(status("GET", "/", &[]), 400);
    let name = format!("localhost:{}", preview.port);
    let near = ("Sec-Fetch-Site", "same-origin");
    assert_eq!(status("GET", "/", &[("Host", &name), near]), 200);
    assert_eq!(status("GET", "/", &[("Host", "127.0.0.1")]), 403);
    assert_eq!(status("GET", "/", &[("Host", "127.0.0.1:1")]), 403);
    let others = [("Host", own.as_str()), ("Host", "attaquant.example")];
    assert_eq!(status("GET", "/", &others), 400);
    assert_eq!(status("GET", "/", &[("Host", "attaquant.example")]), 403);
    assert_eq!(
        status(
            "GET",
            "/",
            &[("Host", &format!("attaquant.example:{}", preview.port))]
        ),
        403
    );
    assert_eq!(
        status(
            "GET",
            "/",
            &[("Host", &own), ("Origin", "http://attaquant.example")]
        ),
        403
    );
    assert_eq!(
        status("GET", "/", &[("Host", &own), ("Origin", "null")]),
        403
    );
    assert_eq!(
        status(
            "GET",
            "/page.css",
            &[("Host", &own), ("Sec-Fetch-Site", "cross-site")]
        ),
        403
    );
    assert_eq!(
        status("POST", "/", &[("Host", &own), ("Content-Length", "0")]),
        405
    );
    assert_eq!(status("DELETE", "/annexes", &[("Host", &own)]), 405);
    let head = preview.get("/").head;
    for header in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "nosniff",
        "no-store",
        "same-origin",
    ] {
        assert!(head.contains(header), "{header} in\n{head}");
    }
}

#[test]
fn no_path_leads_to_a_file() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    preview.wait("/", is_drawn);
    for path in [
        "/convention.toml",
        "/budget.xlsx",
        "/fiches/EA-1.1.md",
        "/../input/convention.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/fiches/../../../../etc/passwd",
        "//etc/passwd",
        "/pages/../../etc/passwd/1.svg",
        "/pages/recapitulatif/99.svg",
        "/pages/recapitulatif/18446744073709551616.svg",
        "/inconnu",
    ] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
    assert_eq!(preview.get(&format!("/{}", "a".repeat(3000))).status, 404);
    assert_eq!(preview.get(&format!("/{}", "a".repeat(9000))).status, 400);
}

#[test]
fn a_save_is_shown_and_only_what_it_changes() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    let path = "/fiches/EP-3.2";
    let before = preview.wait(path, is_drawn);
    let last_page = pictures(&before)
        .last()
        .map(|picture| (*picture).to_owned());
    let fiche = test.path("input/fiches/EP-3.2.md");
    let title = "Soutenir l’initiative entrepreneuriale";
    edit(&fiche, title, "Un autre titre <b>&amp;");
    let after = preview.wait(path, |body| {
        body.contains("Un autre titre") && is_drawn(body)
    });
    assert!(
        after.contains("Un autre titre &lt;b&gt;&amp;amp;"),
        "texts are escaped"
    );
    assert_ne!(pictures(&before)[0], pictures(&after)[0]);
    // Saved beside and renamed, as many editors do.
    let aside = test.path("input/fiches/.EP-3.2.md.tmp");
    fs::write(
        &aside,
        fs::read_to_string(&fiche)
            .expect("text")
            .replace("Un autre titre <b>&amp;", title),
    )
    .expect("saved");
    fs::rename(aside, &fiche).expect("renamed");
    let again = preview.wait(path, |body| body.contains(title) && is_drawn(body));
    assert_eq!(
        pictures(&before),
        pictures(&again),
        "the same pages have the same marks"
    );
    assert_eq!(
        pictures(&again).last().map(|picture| (*picture).to_owned()),
        last_page
    );
}

#[test]
fn a_changed_picture_is_shown() {
    let test = DossierTest::seed();
    let images = repository().join("tests/fixtures/images");
    let shown = test.path("input/images/plan.jpg");
    fs::create_dir_all(test.path("input/images")).expect("a folder");
    fs::copy(images.join("photo.jpg"), &shown).expect("copied");
    let fiche = test.path("input/fiches/EP-3.2.md");
    let text = fs::read_to_string(&fiche).expect("text");
    let text = text + "\n\n## Plan\n\n![Le plan](images/plan.jpg)\n";
    fs::write(&fiche, text).expect("written");
    let preview = Preview::of(&test);
    let before = preview.wait("/fiches/EP-3.2", is_drawn);
    fs::copy(images.join("quadrichromie.jpg"), &shown).expect("copied");
    let is_new = |body: &str| is_drawn(body) && pictures(body) != pictures(&before);
    let after = preview.wait("/fiches/EP-3.2", is_new);
    assert_eq!(pictures(&before).len(), pictures(&after).len());
}

#[test]
fn a_changed_amount_changes_findings_and_pages() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    let path = "/fiches/EA-1.3.1";
    let before = preview.wait(path, is_drawn);
    // `run` saves the workbook with the cell.
    let test = test.cell("Dépenses", "H19", "14321");
    test.run("check --quiet").code(1);
    let after = preview.wait(path, |body| body.contains(">14321</td>"));
    assert_ne!(pictures(&before), pictures(&after));
}

#[test]
fn an_error_keeps_the_last_good_pages_until_it_is_repaired() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    let path = "/fiches/EA-1.1";
    let before = preview.wait(path, is_drawn);
    let convention = test.path("input/convention.toml");
    let good = fs::read_to_string(&convention).expect("text");
    fs::write(&convention, format!("{good}\ntitre = <script>")).expect("saved");
    let broken = preview.wait(path, |body| body.contains("class=\"trouble\""));
    assert_eq!(pictures(&before), pictures(&broken));
    assert!(
        broken.contains("toml-invalid") && broken.contains("&lt;script&gt;"),
        "{broken}"
    );
    fs::write(&convention, good).expect("saved");
    let repaired = preview.wait(path, |body| !body.contains("class=\"trouble\""));
    assert_eq!(pictures(&before), pictures(&repaired));
}

/// Until a dossier can be read, no page of it has a name.
#[test]
fn a_dossier_that_cannot_be_read_yet_is_shown_with_its_trouble() {
    let test = DossierTest::seed().file("convention.toml", "titre =");
    let body = Preview::of(&test).wait("/fiches/EA-1.1", |body| body.contains("toml-invalid"));
    assert!(!body.contains("preview-"), "{body}");
}

#[test]
fn a_broken_template_is_told_where_it_is_used() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    let before = preview.wait("/fiches/EA-1.1", is_drawn);
    let template = test.path("input/templates/fiche.typ");
    fs::create_dir_all(template.parent().expect("a folder")).expect("a folder");
    fs::write(&template, "{% if %}").expect("saved");
    let broken = preview.wait("/fiches/EA-1.1", |body| body.contains("class=\"trouble\""));
    assert!(broken.contains("fiche.typ"), "{broken}");
    assert_eq!(pictures(&before), pictures(&broken));
    // This one parses, and fails when the page is laid out.
    fs::write(&template, "#inconnu()").expect("saved");
    let failed = preview.wait("/fiches/EA-1.1", |body| body.contains("inconnu"));
    assert_eq!(pictures(&before), pictures(&failed));
    assert!(failed.contains("fiche.typ"), "{failed}");
    fs::remove_file(&template).expect("deleted");
    preview.wait("/fiches/EA-1.1", |body| {
        !body.contains("class=\"trouble\"") && pictures(body) == pictures(&before)
    });
}

/// What a connection is answered that sends these bytes, and nothing after them.
#[track_caller]
fn answer_to(preview: &Preview, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", preview.port)).expect("a connection");
    let _ = stream.write_all(bytes);
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

#[test]
fn requests_that_are_none_are_refused() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    let requests: [&[u8]; 5] = [
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
        b"\x16\x03\x01\r\n\r\n",
        b"GET / HTTP/2.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\r\n\r\n",
    ];
    for request in requests {
        let answer = answer_to(&preview, request);
        assert!(
            answer.starts_with("HTTP/1.1 400 "),
            "{:?}: {answer:?}",
            request.escape_ascii().to_string()
        );
    }
    // One that goes on for ever is not read to its end.
    let mut stream = TcpStream::connect(("127.0.0.1", preview.port)).expect("a connection");
    let taken = (0..100_000).take_while(|_| stream.write_all(&[b'a'; 4096]).is_ok());
    assert!(taken.count() < 100_000, "everything is taken");
    assert_eq!(preview.get("/page.css").status, 200);
}

#[test]
fn those_that_keep_silent_shut_out_nobody_for_long() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    let connect = |_| TcpStream::connect(("127.0.0.1", preview.port)).expect("a connection");
    let mut silent: Vec<TcpStream> = (0..70).map(connect).collect();
    // Half a request each, and then nothing; those beyond the bound wait until others are closed.
    silent
        .iter_mut()
        .for_each(|stream| drop(stream.write_all(b"GET / HTTP/1.1\r\n")));
    let is_answered = || {
        let request = format!(
            "GET /page.css HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
            preview.port
        );
        answer_to(&preview, request.as_bytes()).starts_with("HTTP/1.1 200 ")
    };
    let mut looks = 0..LOOKS;
    assert!(looks.any(|_| {
        sleep(PAUSE);
        is_answered()
    }));
}

#[test]
fn it_writes_nothing() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    preview.wait("/annexes", is_drawn);
    let mut names: Vec<String> = fs::read_dir(test.path("."))
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, ["input"]);
}

#[test]
fn a_port_that_is_taken_and_a_folder_that_is_none_are_reported() {
    let test = DossierTest::seed();
    let preview = Preview::of(&test);
    let run = test.run(&format!("watch --port {}", preview.port)).code(2);
    assert!(
        run.stderr().contains("un autre programme l’occupe déjà"),
        "{}",
        run.stderr()
    );
    let run = test.run("watch absent").code(2);
    assert!(run.stderr().contains("absent"), "{}", run.stderr());
}

#[test]
fn a_template_that_never_ends_ends_the_preview_with_a_message() {
    let test = DossierTest::seed().file("templates/fiche.typ", TYPST_LOOPS);
    let mut preview = Preview::start(&test, &["--limit", "layout-time=2"]);
    preview.get("/fiches/EA-1.1");
    let mut told = String::new();
    let mut messages = preview.child.stderr.take().expect("stderr");
    messages.read_to_string(&mut told).expect("text");
    let told: Vec<&str> = told.split_whitespace().collect();
    let told = told.join(" ");
    assert!(told.contains("toujours pas fini après 2 s"), "{told}");
    assert!(told.contains("mise en page de fiches/EA-1.1"), "{told}");
}
