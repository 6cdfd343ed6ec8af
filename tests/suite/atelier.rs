//! The atelier: which requests it answers and accepts, and what its pages show when a file is saved, broken or
//! repaired.

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
    nothing_lost::tree,
    stopped::TYPST_LOOPS,
};

/// The pause between two polls of another process.
const PAUSE: Duration = Duration::from_millis(20);
/// More polls than any test needs, on any machine.
const POLLS: usize = 5_000;

/// A running atelier. It is killed when a test fails before it stops.
struct Atelier {
    child: Child,
    port: u16,
    /// The prefix of every address.
    base: String,
}

/// An answer of the atelier.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Atelier {
    #[track_caller]
    fn of(test: &DossierTest) -> Self {
        Self::start(test, &["input"])
    }

    #[track_caller]
    fn start(test: &DossierTest, arguments: &[&str]) -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("paraphe"));
        command
            .args(["--lang", "fr", "--quiet", "atelier", "--no-open"])
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
        let rest = link.trim().strip_prefix("http://127.0.0.1:");
        let (port, base) = rest.and_then(|rest| rest.split_once('/')).expect("a link");
        Self {
            child,
            port: port.parse().expect("a port"),
            base: format!("/{}", base.trim_end_matches('/')),
        }
    }

    /// Sends a request exactly as given.
    #[track_caller]
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send_body(method, path, headers, b"")
    }

    #[track_caller]
    fn send_body(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").expect("written");
        }
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        write!(stream, "{request}\r\n").expect("sent");
        stream.write_all(body).expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8_lossy(&bytes).into_owned();
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

    /// The host and the origin of its own pages.
    fn host_and_origin(&self) -> (String, String) {
        let host = format!("127.0.0.1:{}", self.port);
        let origin = format!("http://{host}");
        (host, origin)
    }

    /// A page of the dossier: `/voir`.
    #[track_caller]
    fn get(&self, path: &str) -> Answer {
        let is_full = path.len() > 1 && path.starts_with(&self.base);
        let full = if is_full {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        self.send("GET", &full, &[("Host", &self.host_and_origin().0)])
    }

    /// Sends a form from a page of the dossier.
    #[track_caller]
    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.extend_pairs(fields).finish();
        let (host, origin) = self.host_and_origin();
        let length = body.len().to_string();
        let headers = [
            ("Host", host.as_str()),
            ("Origin", &origin),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", &length),
        ];
        self.send_body(
            "POST",
            &format!("{}{path}", self.base),
            &headers,
            body.as_bytes(),
        )
    }

    /// Undoes the last change that this page lists.
    #[track_caller]
    fn undo(&self, page: &str) {
        let (dossier, tab) = page.rsplit_once('/').expect("a tab");
        let fields = form(&self.get(page).body, "/annuler");
        let undone = self.post(&format!("{dossier}/annuler"), &pairs(&fields));
        let target = format!("/{tab}?annule");
        assert!(
            undone.status == 303 && undone.head.contains(&target),
            "{undone:?}"
        );
    }

    /// Sends a file from a page of the dossier.
    #[track_caller]
    fn put(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let (host, origin) = self.host_and_origin();
        let length = bytes.len().to_string();
        let headers = [
            ("Host", host.as_str()),
            ("Origin", &origin),
            ("X-Nom", name),
            ("Content-Length", &length),
        ];
        self.send_body("PUT", &format!("{}{path}", self.base), &headers, bytes)
    }

    /// The first state of a document that `suits`; each is asked for as the page does, after the version before.
    #[track_caller]
    fn wait(&self, path: &str, suits: impl Fn(&str) -> bool) -> String {
        let mut answer = self.get(path);
        for _ in 0..POLLS {
            if suits(&answer.body) {
                return answer.body;
            }
            let version = answer
                .body
                .split("data-version=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            let version = version.unwrap_or_else(|| panic!("no version:\n{}", answer.body));
            let next = self.get(&format!("{path}?depuis={version}"));
            if next.status == 204 {
                sleep(PAUSE);
            } else {
                answer = next;
            }
        }
        panic!("{path} never came to that:\n{}", answer.body);
    }
}

impl Drop for Atelier {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether `atelier` with these arguments shows a dossier. It is run here, as it would not end by itself.
#[track_caller]
pub(crate) fn shows(test: &DossierTest, arguments: &str) -> bool {
    // No test opens a browser on the machine it runs on.
    let arguments: Vec<&str> = arguments
        .split_whitespace()
        .filter(|argument| *argument != "--no-open")
        .collect();
    Atelier::start(test, &arguments).get("/").status < 400
}

/// A page of the atelier, once its documents are drawn.
#[track_caller]
pub(crate) fn page(test: &DossierTest, path: &str) -> String {
    Atelier::of(test).wait(&format!("/voir{path}"), is_drawn)
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
    let atelier = Atelier::of(&test);
    let body = atelier.wait("/voir/fiches/EA-1.3.1", is_drawn);
    assert!(
        body.contains("/voir/fiches/EP-3.2\"") && body.contains("2 erreurs"),
        "{body}"
    );
    assert!(
        body.contains("recap-share") && !body.contains(">EC 1.3, 2019"),
        "the findings of this fiche alone"
    );
    let picture = atelier.get(pictures(&body)[0]);
    assert!(
        picture.head.contains("image/svg+xml") && picture.body.starts_with("<svg"),
        "{}",
        picture.head
    );
    // The whole dossier's findings stand beside the recap.
    assert!(atelier.wait("/voir", is_drawn).contains("advance-amount"));
    assert!(pictures(&atelier.wait("/voir/annexes", is_drawn)).len() > 20);
}

#[test]
fn only_its_own_page_is_answered() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    let (host_name, origin) = atelier.host_and_origin();
    let page = format!("{}/voir", atelier.base);
    let get = |headers: &[(&str, &str)]| atelier.send("GET", &page, headers).status;
    let host = ("Host", host_name.as_str());
    assert_eq!(get(&[host]), 200);
    assert_eq!(get(&[host, ("Origin", &origin)]), 200);
    let name = format!("localhost:{}", atelier.port);
    let near = ("Sec-Fetch-Site", "same-origin");
    assert_eq!(get(&[("Host", &name), near]), 200);
    // No host, or two.
    assert_eq!(get(&[]), 400);
    assert_eq!(get(&[host, ("Host", "attaquant.example")]), 400);
    let elsewhere = format!("attaquant.example:{}", atelier.port);
    for other in ["127.0.0.1", "127.0.0.1:1", "attaquant.example", &elsewhere] {
        assert_eq!(get(&[("Host", other)]), 403, "{other}");
    }
    for other in ["http://attaquant.example", "null"] {
        assert_eq!(get(&[host, ("Origin", other)]), 403, "{other}");
    }
    assert_eq!(get(&[host, ("Sec-Fetch-Site", "cross-site")]), 403);
    let head = atelier.get("/voir").head;
    for header in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "nosniff",
        "no-store",
        "same-origin",
    ] {
        assert!(head.contains(header), "{header} in\n{head}");
    }
    assert!(!head.contains("unsafe"), "{head}");
}

/// Another program of this machine does not know the address.
#[test]
fn nothing_is_answered_without_the_token() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    let (host, origin) = atelier.host_and_origin();
    let token = atelier.base.split('/').nth(1).expect("a token");
    assert_eq!(token.len(), 32);
    let last = if token.ends_with('0') { '1' } else { '0' };
    let near = format!("/{}{last}/1/voir", &token[..31]);
    for path in [
        "/",
        "/1/voir",
        "/atelier.css",
        &near,
        &format!("/{}/1/voir", "0".repeat(32)),
    ] {
        let status = |method, length: &str| {
            let headers = [
                ("Host", host.as_str()),
                ("Origin", &origin),
                ("Content-Length", length),
            ];
            atelier.send(method, path, &headers).status
        };
        // Nothing that it sends is read.
        let all = [
            status("GET", "0"),
            status("POST", "9999999999"),
            status("PUT", "9999999999"),
        ];
        assert_eq!(all, [403, 403, 403], "{path}");
    }
}

/// Requests that another site can make a browser send, and requests that only read pages.
#[test]
fn only_a_form_of_the_atelier_changes_anything() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    atelier.wait("/voir", is_drawn);
    let (host, origin) = atelier.host_and_origin();
    let path = |path: &str| format!("{}/{path}", atelier.base);
    let before = tree(&test.path("input"));
    for action in [
        "publier",
        "ecrire",
        "regler",
        "annuler",
        "comparer",
        "fichiers/classeur",
    ] {
        for method in ["POST", "PUT"] {
            let send = |headers: &[(&str, &str)]| {
                let all = [&[("Host", host.as_str()), ("Content-Length", "0")], headers].concat();
                atelier.send(method, &path(action), &all).status
            };
            assert_eq!(send(&[]), 403, "{method} {action}, of no origin");
            assert_eq!(send(&[("Origin", "null")]), 403, "{method} {action}");
            assert_eq!(
                send(&[("Origin", "http://attaquant.example")]),
                403,
                "{method} {action}"
            );
            let site = ("Sec-Fetch-Site", "cross-site");
            assert_eq!(send(&[("Origin", &origin), site]), 403, "{method} {action}");
        }
        assert!([200, 404].contains(&atelier.get(&format!("/{action}")).status));
    }
    assert_eq!(
        atelier
            .send("DELETE", &path("voir"), &[("Host", &host)])
            .status,
        405
    );
    assert_eq!(tree(&test.path("input")), before);
    assert!(!test.path("output").exists());
}

#[test]
fn no_path_leads_to_a_file() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    atelier.wait("/voir", is_drawn);
    for path in [
        "/convention.toml",
        "/budget.xlsx",
        "/fiches/EA-1.1.md",
        "/../input/convention.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/voir/../../../../etc/passwd",
        "//etc/passwd",
        "/pages/../../etc/passwd/1.svg",
        "/pages/recapitulatif/99.svg",
        "/pages/recapitulatif/18446744073709551616.svg",
        "/publie/../1",
        "/publie/%2e%2e/1",
        "/publie/2018-11-02/../../input/convention.toml",
        "/inconnu",
    ] {
        assert_eq!(atelier.get(path).status, 404, "{path}");
    }
    assert_eq!(atelier.get(&format!("/{}", "a".repeat(3000))).status, 404);
    assert_eq!(atelier.get(&format!("/{}", "a".repeat(9000))).status, 400);
}

/// The name of a sent file does not decide where it is written.
#[test]
fn a_file_goes_nowhere_else() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    atelier.wait("/voir", is_drawn);
    let fiche = fs::read(test.path("input/fiches/EP-3.2.md")).expect("bytes");
    for name in [
        "..%2F..%2Fsortie.md",
        "%2Fetc%2Fsortie.md",
        "..%5Csortie.md",
        "C%3A%5Csortie.md",
        "images%2F..%2F..%2Fsortie.md",
        ".md",
        "con.md",
        "sortie.exe",
        "budget.toml",
        "%00.md",
    ] {
        let before = tree(&test.path("."));
        let answer = atelier.put("/fichiers/fiche", name, &fiche);
        if answer.status != 200 {
            assert_eq!(tree(&test.path(".")), before, "{name}");
            continue;
        }
        // Accepted under a safe name: in the folder of fiches, or nowhere.
        let after = tree(&test.path("."));
        let new: Vec<_> = after
            .keys()
            .filter(|name| !before.contains_key(*name))
            .collect();
        assert!(
            new.iter().all(|name| name.starts_with("input/fiches/") || name.starts_with("input/anciens/")),
            "{name}: {new:?}"
        );
        atelier.undo("/fichiers");
    }
}

/// A file of 1 GB, announced or not, is not accepted.
#[test]
fn what_is_too_large_is_refused() {
    let test = DossierTest::seed();
    let atelier = Atelier::start(&test, &["input", "--limit", "file-size=4"]);
    atelier.wait("/voir", is_drawn);
    let before = tree(&test.path("input"));
    let (host, origin) = atelier.host_and_origin();
    let path = format!("{}/fichiers/classeur", atelier.base);
    let named = [
        ("Host", host.as_str()),
        ("Origin", &origin),
        ("X-Nom", "budget.xlsx"),
    ];
    let announced = [&named[..], &[("Content-Length", "1073741824")]].concat();
    assert_eq!(atelier.send("PUT", &path, &announced).status, 413);
    let form = [&named[..2], &[("Content-Length", "1073741824")]].concat();
    assert_eq!(
        atelier
            .send("POST", &format!("{}/ecrire", atelier.base), &form)
            .status,
        413
    );
    // In chunks, without the whole size: the connection is closed long before the end.
    let mut stream = TcpStream::connect(("127.0.0.1", atelier.port)).expect("a connection");
    let head = format!(
        "PUT {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nX-Nom: budget.xlsx\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let piece = [&b"10000\r\n"[..], &vec![b'a'; 0x10000], b"\r\n"].concat();
    let taken = (0..16_384).take_while(|_| stream.write_all(&piece).is_ok());
    assert!(taken.count() < 1_024, "everything is taken");
    assert_eq!(atelier.get("/voir").status, 200);
    assert_eq!(tree(&test.path("input")), before);
}

#[test]
fn fifty_windows_are_answered() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    atelier.wait("/voir", is_drawn);
    std::thread::scope(|scope| {
        let windows: Vec<_> = (0..50)
            .map(|_| scope.spawn(|| atelier.get("/voir").status))
            .collect();
        assert!(
            windows
                .into_iter()
                .all(|window| window.join().expect("an answer") == 200)
        );
    });
}

/// The value of a hidden field.
fn hidden<'a>(body: &'a str, name: &str) -> &'a str {
    let after = body.split(&format!("name=\"{name}\" value=\"")).nth(1);
    after
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_else(|| panic!("no {name} in\n{body}"))
}

/// The fields of the form that is sent to this address, as a browser would send them untouched.
#[track_caller]
fn form(body: &str, action: &str) -> Vec<(String, String)> {
    let form_html = body.split("<form").find(|html| {
        let head = html.split('>').next().unwrap_or_default();
        head.contains(&format!("{action}\"")) && !head.contains("data-upload")
    });
    let form_html = form_html.and_then(|html| html.split("</form>").next());
    let form_html = form_html.unwrap_or_else(|| panic!("no form {action} in\n{body}"));
    let plain = |text: &str| {
        let text = text.replace("&quot;", "\"").replace("&lt;", "<");
        let text = text.replace("&gt;", ">").replace("&#x27;", "'");
        text.replace("&#39;", "'").replace("&amp;", "&")
    };
    let value = |tag: &str, key: &str| {
        let rest = tag.split(&format!(" {key}=\"")).nth(1)?;
        Some(plain(rest.split('"').next()?))
    };
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut is_chosen = true;
    for tag in form_html.split('<') {
        let (head, text) = tag.split_once('>').unwrap_or((tag, ""));
        let name = value(head, "name");
        match (head.split(' ').next(), name) {
            (Some("input"), Some(name)) => {
                let is_box = head.contains("type=\"checkbox\"") || head.contains("type=\"radio\"");
                if !is_box || head.contains(" checked") {
                    fields.push((name, value(head, "value").unwrap_or_default()));
                }
            }
            (Some("textarea"), Some(name)) => fields.push((name, plain(text))),
            (Some("select"), Some(name)) => {
                fields.push((name, String::new()));
                is_chosen = false;
            }
            (Some("option"), None) if head.contains(" selected") || !is_chosen => {
                let last = fields.last_mut().expect("a select");
                last.1 = value(head, "value").unwrap_or_default();
                is_chosen = true;
            }
            _ => {}
        }
    }
    fields
}

/// The fields with other values.
fn with(mut fields: Vec<(String, String)>, others: &[(&str, &str)]) -> Vec<(String, String)> {
    for (name, value) in others {
        match fields.iter_mut().find(|(field_name, _)| field_name == name) {
            Some(field) => (*value).clone_into(&mut field.1),
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    fields
}

/// Gives a sheet another role in the fields of a form.
#[track_caller]
fn set_role(fields: &mut [(String, String)], sheet: &str, role: &str) {
    let at = fields
        .iter()
        .position(|(name, value)| name == "feuille" && value == sheet);
    let at = at.unwrap_or_else(|| panic!("no sheet {sheet} in {fields:?}"));
    role.clone_into(&mut fields[at + 1].1);
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = fields.iter().map(|(name, value)| (&**name, &**value));
    pairs.collect()
}

/// From a workbook as it is: what is recognised is shown, corrected by drop-downs, and made into a dossier.
#[test]
fn a_dossier_is_made_from_a_workbook() {
    let test = DossierTest::seed();
    let atelier = Atelier::start(&test, &[]);
    let fixtures = repository().join("tests/fixtures");
    let workbook = fs::read(fixtures.join("init/budget-officier.xlsx")).expect("bytes");
    let wrong = atelier.put("/nouveau", "notes.txt", &workbook);
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    let taken = atelier.put("/nouveau", "Budget%20(v3).xlsx", &workbook);
    assert_eq!(taken.status, 200, "{}", taken.body);
    let page = atelier.get(&taken.body).body;
    assert!(page.contains("Budget (v3).xlsx"), "{page}");
    let fields = form(&page, "/nouveau/1");
    let field = |fields: &[(String, String)], name: &str| {
        let found = fields.iter().find(|(field_name, _)| field_name == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    assert_eq!(field(&fields, "annees"), "2027, 2028, 2029");
    let amount = field(&fields, "classeur.depenses.montant");
    assert!(amount.contains("{annee}"), "{fields:?}");
    // Another sheet is read with its own columns, then the first one again.
    let mut other = with(
        fields.clone(),
        &[("faire", "relire"), ("titre", "Un <essai>")],
    );
    set_role(&mut other, "Contacts", "depenses");
    set_role(&mut other, "Budget détaillé", "");
    let reread = atelier.post("/nouveau/1", &pairs(&other));
    assert_eq!(reread.status, 200, "{}", reread.body);
    assert!(reread.body.contains("à indiquer"), "{}", reread.body);
    assert!(reread.body.contains("Un &lt;essai&gt;"), "{}", reread.body);
    let mut back = form(&reread.body, "/nouveau/1");
    set_role(&mut back, "Contacts", "");
    set_role(&mut back, "Budget détaillé", "depenses");
    let back = atelier.post("/nouveau/1", &pairs(&with(back, &[("faire", "relire")])));
    let fields = form(&back.body, "/nouveau/1");
    assert_eq!(field(&fields, "classeur.depenses.montant"), amount);
    // A column that is left out stays left out, whatever else is wrong.
    let label = "classeur.depenses.libelle";
    assert_ne!(field(&fields, label), "");
    let none = [
        (label, ""),
        ("faire", "creer"),
        ("titre", "Essai"),
        ("annees", "?"),
    ];
    let refused = atelier.post("/nouveau/1", &pairs(&with(fields.clone(), &none)));
    assert_eq!(refused.status, 422);
    let fields = with(
        form(&refused.body, "/nouveau/1"),
        &[("annees", "2027-2029")],
    );
    assert_eq!(field(&fields, label), "");
    // What is missing is reported, and nothing is written.
    let before = tree(&test.path("."));
    for wrong in [
        ("titre", ""),
        ("dossier", "../ailleurs"),
        ("annees", "bientôt"),
    ] {
        let wrong = with(
            fields.clone(),
            &[("faire", "creer"), ("titre", "Essai"), wrong],
        );
        assert_eq!(atelier.post("/nouveau/1", &pairs(&wrong)).status, 422);
    }
    assert_eq!(tree(&test.path(".")), before);
    let whole = [("faire", "creer"), ("titre", "Essai"), ("dossier", "essai")];
    let made = atelier.post("/nouveau/1", &pairs(&with(fields, &whole)));
    assert_eq!(made.status, 303, "{}", made.body);
    assert_eq!(
        fs::read(test.path("essai/budget.xlsx")).expect("there"),
        workbook
    );
    let written = fs::read_to_string(test.path("essai/convention.toml")).expect("text");
    assert!(!written.contains("\nlibelle ="), "{written}");
    atelier.wait("/1/voir", is_drawn);
}

#[test]
fn a_workbook_is_opened_by_its_path() {
    let test = DossierTest::seed();
    let atelier = Atelier::start(&test, &[]);
    let opened = atelier.post("/ouvrir", &[("chemin", "input/budget.xlsx")]);
    assert!(
        opened.status == 303 && opened.head.contains("/nouveau/1"),
        "{}",
        opened.head
    );
    let page = atelier.get("/nouveau/1").body;
    assert!(page.contains("budget.xlsx"), "{page}");
    fs::write(test.path("faux.xlsx"), "rien").expect("written");
    let wrong = atelier.post("/ouvrir", &[("chemin", "faux.xlsx")]);
    assert_eq!(wrong.status, 422, "{}", wrong.head);
}

#[test]
fn the_text_of_a_fiche_is_written_in_a_page() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    let page = atelier.wait("/voir/fiches/EP-3.2", is_drawn);
    assert!(page.contains("/texte/EP-3.2.md\""), "{page}");
    let path = test.path("input/fiches/EP-3.2.md");
    let before = fs::read_to_string(&path).expect("text");
    let fields = form(&atelier.get("/texte/EP-3.2.md").body, "/texte/EP-3.2.md");
    let head = before.find("\n## ").expect("a section");
    let text = "## Constat\n\nUn autre texte, « & » compris.";
    let saved = atelier.post(
        "/texte/EP-3.2.md",
        &pairs(&with(fields.clone(), &[("texte", text)])),
    );
    assert_eq!(saved.status, 303, "{}", saved.body);
    let after = fs::read_to_string(&path).expect("text");
    assert_eq!(after, format!("{}\n{text}\n", &before[..head]));
    // The other window does not know of the change, and its text is not lost.
    let late = atelier.post(
        "/texte/EP-3.2.md",
        &pairs(&with(fields, &[("texte", "Trop tard <b>")])),
    );
    assert!(
        late.status == 409 && late.body.contains("Trop tard &lt;b&gt;"),
        "{}",
        late.body
    );
    // A text that cannot be read is not written.
    let wrong = form(&late.body, "/texte/EP-3.2.md");
    let wrong = atelier.post(
        "/texte/EP-3.2.md",
        &pairs(&with(wrong, &[("texte", "<script>")])),
    );
    assert!(
        wrong.status == 422 && wrong.body.contains("&lt;script&gt;"),
        "{}",
        wrong.body
    );
    assert_eq!(fs::read_to_string(&path).expect("text"), after);
    for elsewhere in ["..%2Fconvention.toml", "..%2F..%2Fx.md", "absent.md"] {
        assert_eq!(atelier.get(&format!("/texte/{elsewhere}")).status, 404);
    }
    atelier.undo("/fichiers");
    assert_eq!(fs::read_to_string(&path).expect("text"), before);
    // The keys of the head are in the form too, and the rest of the head stays.
    let fields = form(&atelier.get("/texte/EP-3.2.md").body, "/texte/EP-3.2.md");
    let title = [
        ("titre", "Un « autre » \"titre\""),
        ("partenaires", "CIO\nCRIJ"),
    ];
    let saved = atelier.post("/texte/EP-3.2.md", &pairs(&with(fields.clone(), &title)));
    assert_eq!(saved.status, 303, "{}", saved.body);
    let after = fs::read_to_string(&path).expect("text");
    assert!(after.contains("\ncode = \"EP 3.2\"\n"), "{after}");
    assert!(
        after.contains("partenaires = [\"CIO\", \"CRIJ\"]"),
        "{after}"
    );
    atelier.wait("/fichiers", |body| {
        body.contains("Un « autre » &quot;titre&quot;")
    });
    let fields = form(&atelier.get("/texte/EP-3.2.md").body, "/texte/EP-3.2.md");
    let none = atelier.post("/texte/EP-3.2.md", &pairs(&with(fields, &[("titre", "")])));
    assert_eq!(none.status, 422, "{}", none.head);
}

/// A fiche of the workbook without a file is created in the page, with the title that the workbook has.
#[test]
fn a_fiche_without_a_file_is_created() {
    let test = DossierTest::empty();
    let atelier = Atelier::start(&test, &[]);
    let fixture = repository().join("tests/fixtures/init/budget-officier.xlsx");
    atelier.put(
        "/nouveau",
        "budget.xlsx",
        &fs::read(fixture).expect("bytes"),
    );
    let page = atelier.get("/nouveau/1").body;
    // A column that is used twice is reported.
    let mut fields = form(&page, "/nouveau/1");
    let whole = [("faire", "creer"), ("titre", "Essai"), ("dossier", "essai")];
    let twice = [("classeur.cofinancement.mention", "Taux de participation")];
    let twice = with(with(fields.clone(), &whole), &twice);
    let twice = atelier.post("/nouveau/1", &pairs(&twice));
    assert!(
        twice.status == 422 && twice.body.contains("sert déjà pour autre chose"),
        "{}",
        twice.body
    );
    fields = with(fields, &whole);
    assert_eq!(atelier.post("/nouveau/1", &pairs(&fields)).status, 303);
    let removed = [("retirer", "fiches/A.2.md")];
    assert_eq!(atelier.post("/1/fichiers", &removed).status, 303);
    atelier.wait("/1/regler", |body| {
        body.contains("mais aucune fiche ne porte ce code")
            && body.contains("Écrire ou ajouter la fiche dans l’onglet Fichiers")
    });
    let page = atelier.get("/1/fichiers").body;
    assert!(page.contains("name=\"code\" value=\"A.2\""), "{page}");
    let created = atelier.post("/1/fichiers", &[("code", "A.2")]);
    assert!(created.head.contains("/1/texte/A.2.md"), "{}", created.head);
    let text = fs::read_to_string(test.path("essai/fiches/A.2.md")).expect("there");
    assert!(
        text.contains("titre = \"Observatoire de l’artisanat\""),
        "{text}"
    );
    let before = tree(&test.path("essai"));
    for code in ["A.2", "../x", "sans nombre"] {
        let refused = atelier.post("/1/fichiers", &[("code", code)]);
        assert_eq!(refused.status, 422, "{code}");
    }
    assert_eq!(tree(&test.path("essai")), before);
}

/// Findings that block signature use the words of the pages: no TOML, no key, no line of a file.
#[test]
fn findings_use_the_words_of_the_pages() {
    let test = DossierTest::seed_final();
    edit(
        &test.path("input/convention.toml"),
        "\n[avance]\n",
        "\n[[versements]]\nlibelle = \"Acompte\"\npartie = \"metropole\"\ntaux = \"30\"\nbase = \"part:metropole\"\n\n[avance]\n",
    );
    let atelier = Atelier::of(&test);
    let page = atelier.wait("/regler", |body| body.contains("class=\"finding"));
    let begin = page.find("Le premier versement de").expect(&page);
    let finding = &page[begin..begin + page[begin..].find("</details>").expect("its end")];
    assert!(finding.contains("ou videz « Avance »"), "{finding}");
    for word in ["[", "convention.toml", "│"] {
        assert!(!finding.contains(word), "{word} in {finding}");
    }
    // A missing field is named, with a link to it.
    let fields = form(&atelier.get("/ecrire").body, "/ecrire");
    let fields = with(
        fields,
        &[
            ("avance.taux", "vingt"),
            ("avance.base", ""),
            ("annees", "2020-2018"),
        ],
    );
    let wrong = atelier.post("/ecrire", &pairs(&fields)).body;
    assert!(wrong.contains("ne sont pas comprises"), "{wrong}");
    let fields = with(form(&wrong, "/ecrire"), &[("annees", "2018-2020")]);
    let wrong = atelier.post("/ecrire", &pairs(&fields)).body;
    assert!(
        wrong.contains("#champ-avance.base\">Avance, De<"),
        "{wrong}"
    );
    assert!(
        wrong.contains("« vingt » ne convient pas ; forme attendue"),
        "{wrong}"
    );
    assert!(!wrong.contains("la clé"), "{wrong}");
}

/// The dossier of an amendment is made from the signed file, and its contents are entered in a form.
#[test]
fn an_amendment_is_made_from_the_signed_file() {
    let test = DossierTest::empty();
    let atelier = Atelier::start(&test, &[]);
    let signed = repository().join("tests/fixtures/signed/annexes.pdf");
    let signed = fs::read(signed).expect("bytes");
    for (name, bytes) in [("notes.txt", &*signed), ("faux.pdf", b"%PDF-1.7")] {
        let refused = atelier.put("/avenant", name, bytes);
        assert_eq!(refused.status, 422, "{}", refused.body);
        // The temporary path of the file is not shown.
        assert!(!refused.body.contains("/faux.pdf"), "{}", refused.body);
        assert_eq!(
            refused.body.contains("faux.pdf"),
            name == "faux.pdf",
            "{}",
            refused.body
        );
    }
    assert!(!test.path("avenant").exists());
    let made = atelier.put("/avenant", "annexes%20sign%C3%A9es.pdf", &signed);
    assert!(
        made.status == 200 && made.body.ends_with("/1/ecrire#avenant"),
        "{}",
        made.body
    );
    let file = test.path("avenant/signes/annexes signées.pdf");
    assert_eq!(fs::read(file).expect("there"), signed);
    let fields = form(&atelier.get("/1/ecrire").body, "/1/ecrire");
    let entered = [
        ("avenant.objet", "Une action de plus."),
        ("avenant.signe_le", "2026-12-14"),
        ("avenant.clos", "2027"),
    ];
    let saved = atelier.post("/1/ecrire", &pairs(&with(fields, &entered)));
    assert_eq!(saved.status, 303, "{}", saved.body);
    let text = fs::read_to_string(test.path("avenant/convention.toml")).expect("text");
    for line in [
        "objet = \"Une action de plus.\"",
        "signe_le = 2026-12-14",
        "clos = [2027]",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

/// The page of a new dossier from a workbook and two Word files without a code, and the bytes of these.
fn new_dossier_with_two_texts(atelier: &Atelier) -> (String, Vec<u8>) {
    let fixtures = repository().join("tests/fixtures");
    let workbook = fs::read(fixtures.join("init/budget-officier.xlsx")).expect("bytes");
    atelier.put("/nouveau", "budget.xlsx", &workbook);
    let word = fs::read(fixtures.join("word/tab.docx")).expect("bytes");
    for name in ["notes.docx", "autre.docx"] {
        assert_eq!(atelier.put("/nouveau/1", name, &word).status, 200);
    }
    (atelier.get("/nouveau/1").body, word)
}

/// A Word file without a fiche code is given one by the user, or left out; none is lost.
#[test]
fn a_word_file_without_a_code_is_asked_about() {
    let test = DossierTest::empty();
    let atelier = Atelier::start(&test, &[]);
    let (page, word) = new_dossier_with_two_texts(&atelier);
    assert!(page.contains("value=\"notes.docx\""), "{page}");
    let whole = [("titre", "Essai"), ("dossier", "essai"), ("faire", "creer")];
    let mut fields = with(form(&page, "/nouveau/1"), &whole);
    let refused = atelier.post("/nouveau/1", &pairs(&fields));
    assert_eq!(refused.status, 422);
    fields.retain(|(name, _)| name != "faire");
    // A code of no fiche is refused, however often it is sent.
    let wrong = [("texte", "notes.docx"), ("fiche", "../Z.9")];
    for _ in 0..2 {
        let page = atelier.post("/nouveau/1", &pairs(&with(fields.clone(), &wrong)));
        assert!(!page.body.contains("Z.9 - notes"), "{}", page.body);
    }
    let removed = with(fields.clone(), &[("retirer", "autre.docx")]);
    let removed = atelier.post("/nouveau/1", &pairs(&removed)).body;
    assert!(!removed.contains("autre.docx"), "{removed}");
    let entered = [
        ("texte", "notes.docx"),
        ("fiche", "A.2"),
        ("faire", "creer"),
    ];
    let made = atelier.post("/nouveau/1", &pairs(&with(fields, &entered)));
    assert_eq!(made.status, 303, "{}", made.body);
    // It has no title either: it gets that of the workbook.
    let fiche = "fiches/Fiche A.2 - Observatoire de l’artisanat.docx";
    assert_eq!(
        fs::read(test.path("essai").join(fiche)).expect("there"),
        word
    );
    // It can be removed, and restored.
    atelier.wait("/1/voir", is_drawn);
    let list = atelier.get("/1/fichiers").body;
    assert!(
        list.contains("<strong>A.2</strong> Observatoire de l’artisanat"),
        "{list}"
    );
    let taken = atelier.post("/1/fichiers", &[("retirer", fiche)]);
    assert_eq!(taken.status, 303);
    assert!(!test.path("essai").join(fiche).exists());
    for outside in [
        "convention.toml",
        "fiches/../convention.toml",
        "images/../budget.xlsx",
    ] {
        atelier.post("/1/fichiers", &[("retirer", outside)]);
    }
    assert!(test.path("essai/convention.toml").exists() && test.path("essai/budget.xlsx").exists());
    // Another window undoes only a change that it shows.
    let stale = form(&atelier.get("/1/fichiers").body, "/annuler");
    let decided = atelier.get("/1/ecrire").body;
    let fields = [("lu", hidden(&decided, "lu")), ("lieu", "Beaune")];
    assert_eq!(atelier.post("/1/ecrire", &fields).status, 303);
    let written = tree(&test.path("essai"));
    assert_eq!(atelier.post("/1/annuler", &pairs(&stale)).status, 409);
    assert_eq!(tree(&test.path("essai")), written);
    atelier.undo("/1/ecrire");
    atelier.undo("/1/fichiers");
    assert!(test.path("essai").join(fiche).exists());
}

/// Of two files assigned to one fiche neither is lost: one has to be removed.
#[test]
fn two_word_files_of_one_fiche_are_both_retained() {
    let test = DossierTest::empty();
    let atelier = Atelier::start(&test, &[]);
    let (page, word) = new_dossier_with_two_texts(&atelier);
    let whole = [("titre", "Essai"), ("dossier", "essai"), ("faire", "creer")];
    let mut fields = with(form(&page, "/nouveau/1"), &whole);
    fields.retain(|(name, _)| !["texte", "fiche"].contains(&&**name));
    for name in ["notes.docx", "autre.docx"] {
        let entered = [("texte", name), ("fiche", "A.2")];
        fields.extend(entered.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    let refused = atelier.post("/nouveau/1", &pairs(&fields));
    let names = ["artisanat 2.docx", "artisanat.docx"];
    let names = names.map(|name| format!("Fiche A.2 - Observatoire de l’{name}"));
    let message = format!(
        "«\u{a0}{}\u{a0}» et «\u{a0}{}\u{a0}» sont la même fiche.",
        names[0], names[1]
    );
    assert!(
        refused.status == 422 && refused.body.contains(&message),
        "{}",
        refused.body
    );
    assert!(!test.path("essai").exists());
    let whole = [whole[0], whole[1], whole[2], ("retirer", &names[0])];
    let made = with(form(&refused.body, "/nouveau/1"), &whole);
    let made = atelier.post("/nouveau/1", &pairs(&made));
    assert_eq!(made.status, 303, "{}", made.body);
    let file = test.path("essai/fiches").join(&names[1]);
    assert_eq!(fs::read(file).expect("there"), word);
}

/// A workbook with other names of sheets and columns is mapped as at first; until then nothing changes.
#[test]
fn a_workbook_of_another_layout_is_mapped() {
    let test = DossierTest::empty();
    let atelier = Atelier::start(&test, &[]);
    let fixture = |name: &str| {
        let path = repository().join("tests/fixtures/init").join(name);
        fs::read(path).expect("bytes")
    };
    let page = atelier.put("/nouveau", "budget.xlsx", &fixture("budget-officier.xlsx"));
    let whole = [("faire", "creer"), ("titre", "Essai"), ("dossier", "essai")];
    let fields = with(form(&atelier.get(&page.body).body, "/nouveau/1"), &whole);
    assert_eq!(atelier.post("/nouveau/1", &pairs(&fields)).status, 303);
    atelier.wait("/1/voir", is_drawn);
    let plans = test.path("essai/images/plans");
    fs::create_dir_all(&plans).expect("made");
    let plan = repository().join("tests/fixtures/images/plan.png");
    fs::copy(plan, plans.join("plan.png")).expect("copied");
    let mut fiches = fs::read_dir(test.path("essai/fiches")).expect("there");
    let fiche = fiches.next().expect("one").expect("read").path();
    let mut text = fs::OpenOptions::new()
        .append(true)
        .open(fiche)
        .expect("open");
    write!(text, "\n![Le plan](images/plans/plan.png)\n").expect("written");
    let before = tree(&test.path("essai"));
    let workbook = fixture("charges.ods");
    // A workbook that is only compared replaces nothing.
    let sent = atelier.put("/1/comparer", "charges.ods", &workbook);
    atelier.wait(&sent.body, |body| body.contains("/classeur/recu\""));
    let fields = form(&atelier.get("/1/classeur/recu").body, "/classeur/recu");
    let fields = with(fields, &[("faire", "comparer")]);
    let compared = atelier.post("/1/classeur/recu", &pairs(&fields));
    let path = compared.head.split("location: ").nth(1);
    let path = path.and_then(|rest| rest.lines().next());
    let path = path.unwrap_or_else(|| panic!("{}", compared.body));
    let page = atelier.wait(path, |body| body.contains("charges.ods</strong>"));
    // Only pictures of the dossier are shown, in whatever folder.
    assert!(!page.contains("plans"), "{page}");
    assert_eq!(tree(&test.path("essai")), before);
    let taken = atelier.put("/1/fichiers/classeur", "charges.ods", &workbook);
    assert!(
        taken.status == 200 && taken.body.ends_with("/classeur/recu"),
        "{}",
        taken.body
    );
    let page = atelier.get(&taken.body).body;
    assert!(page.contains("charges.ods"), "{page}");
    let fields = with(form(&page, "/classeur/recu"), &[("faire", "relire")]);
    let reread = atelier.post("/1/classeur/recu", &pairs(&fields));
    assert_eq!(reread.status, 200);
    assert_eq!(tree(&test.path("essai")), before);
    let fields = form(&reread.body, "/classeur/recu");
    let fields = with(fields, &[("faire", "enregistrer")]);
    // Another window sends another workbook: it is not written with the choices made for the first.
    for (other, status) in [("feuilles.xls", 409), ("charges.ods", 422)] {
        let taken = atelier.put("/1/fichiers/classeur", other, &fixture(other));
        assert!(taken.body.ends_with("/classeur/recu"), "{}", taken.body);
        let late = with(fields.clone(), &[("lu", "0")]);
        let late = atelier.post("/1/classeur/recu", &pairs(&late));
        assert!(
            late.status == status && late.body.contains(other),
            "{}",
            late.body
        );
        assert_eq!(tree(&test.path("essai")), before);
    }
    let late = with(fields.clone(), &[("lu", "0")]);
    assert_eq!(
        atelier.post("/1/classeur/recu", &pairs(&late)).status,
        422,
        "somebody else has written"
    );
    assert_eq!(tree(&test.path("essai")), before);
    let saved = atelier.post("/1/classeur/recu", &pairs(&fields));
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert_eq!(
        fs::read(test.path("essai/budget.ods")).expect("there"),
        workbook
    );
    let path = test.path("essai/convention.toml");
    let written = fs::read_to_string(&path).expect("text");
    assert!(written.contains("\"Charges\""), "{written}");
    // It is now the dossier's workbook; its columns can still be mapped otherwise.
    assert_eq!(atelier.get("/1/classeur/recu").status, 303);
    let present = form(&atelier.get("/1/classeur").body, "/classeur");
    let present = with(present, &[("faire", "enregistrer")]);
    let former = fixture("budget-officier.xlsx");
    let taken = atelier.put("/1/fichiers/classeur", "budget.xlsx", &former);
    assert!(taken.body.ends_with("/classeur/recu"), "{}", taken.body);
    let saved = atelier.post("/1/classeur", &pairs(&present));
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert_eq!(
        atelier.get("/1/classeur/recu").status,
        200,
        "what was received meanwhile still waits"
    );
    assert_eq!(fs::read_to_string(&path).expect("text"), written);
    atelier.undo("/1/ecrire");
    atelier.undo("/1/fichiers");
    let mut after = tree(&test.path("essai"));
    after.retain(|name, _| !name.starts_with("anciens"));
    assert_eq!(after, before);
}

#[test]
fn settings_are_saved_on_a_click_and_a_second_window_overwrites_nothing() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    atelier.wait("/voir", is_drawn);
    let page = atelier.get("/ecrire");
    let seen = hidden(&page.body, "lu").to_owned();
    let path = test.path("input/convention.toml");
    let before = fs::read_to_string(&path).expect("text");
    let saved = atelier.post("/ecrire", &[("lu", &seen), ("lieu", "Beaune")]);
    assert_eq!(saved.status, 303, "{}", saved.body);
    let text = fs::read_to_string(&path).expect("text");
    assert_eq!(
        text,
        before.replace("lieu = \"Dijon\"", "lieu = \"Beaune\"")
    );
    // The other window does not know of the change.
    let late = atelier.post("/ecrire", &[("lu", &seen), ("lieu", "Nuits <b>")]);
    assert_eq!(late.status, 409);
    assert!(
        late.body.contains("Nuits &lt;b&gt;") && late.body.contains("Beaune"),
        "{}",
        late.body
    );
    assert_eq!(fs::read_to_string(&path).expect("text"), text);
    // A window that has seen both changes may go on.
    let again = atelier.post(
        "/ecrire",
        &[("lu", hidden(&late.body, "lu")), ("lieu", "Nuits")],
    );
    assert_eq!(again.status, 303);
    atelier.undo("/ecrire");
    atelier.undo("/ecrire");
    assert_eq!(fs::read_to_string(&path).expect("text"), before);
}

#[test]
fn mistakes_are_reported_and_what_was_typed_stays() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    atelier.wait("/voir", is_drawn);
    let before = tree(&test.path("input"));
    let page = atelier.get("/ecrire");
    let seen = hidden(&page.body, "lu");
    let fields = [
        ("lu", seen),
        ("charte.couleur", "#ffff00"),
        ("lieu", "Beaune \"ici\""),
    ];
    let answer = atelier.post("/ecrire", &fields);
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("value=\"#ffff00\""), "{}", answer.body);
    assert!(
        answer.body.contains("Beaune &quot;ici&quot;"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("aria-invalid"), "{}", answer.body);
    assert_eq!(tree(&test.path("input")), before);
}

#[test]
fn a_finding_is_settled_and_unsettled() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    let page = atelier.wait("/voir/fiches/EA-1.3.1", is_drawn);
    let key = page
        .split("/regler/")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let path = format!("/regler/{}", key.expect("a finding to settle"));
    let form = atelier.get(&path);
    // Each choice shows what everyone pays.
    assert!(
        form.body.contains("value=\"fiche\"") && form.body.contains("Toute la convention"),
        "{}",
        form.body
    );
    let seen = hidden(&form.body, "lu").to_owned();
    let decisions = test.path("input/arbitrages.toml");
    let before = fs::read(&decisions).ok();
    let fields = |choice| {
        [
            ("lu", seen.as_str()),
            ("retenir", choice),
            ("motif", "vu en comité"),
            ("decide_par", "les deux présidents"),
            ("date", "2018-11-15"),
        ]
    };
    // Shares that do not add up settle nothing, and what was typed stays.
    let wrong = [&fields("parts")[..], &[("part-metropole", "1")]].concat();
    let refused = atelier.post(&path, &wrong);
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("vu en comité") && refused.body.contains("value=\"1\""),
        "{}",
        refused.body
    );
    assert_eq!(fs::read(&decisions).ok(), before);
    let settled = atelier.post(&path, &fields("fiche"));
    assert_eq!(settled.status, 303, "{}", settled.body);
    let list = atelier.wait("/regler", |body| {
        body.contains("Revenir sur cette décision")
    });
    assert!(list.contains("vu en comité"), "{list}");
    atelier.undo("/regler");
    atelier.wait("/regler", |body| {
        !body.contains("Revenir sur cette décision")
    });
    assert_eq!(fs::read(&decisions).ok(), before);
}

/// The page publishes the same files as the command line.
#[test]
fn a_draft_is_published_with_the_same_bytes_as_by_the_command_line() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    atelier.wait("/voir", is_drawn);
    assert_eq!(
        atelier.post("/publier", &[("version", "projet")]).status,
        303
    );
    let page = atelier.wait("/publier", |body| {
        body.contains("class=\"done\"") || body.contains("class=\"card job failed")
    });
    let link = page
        .split("href=\"")
        .find(|rest| rest.contains("download>Les annexes"));
    let link = link
        .and_then(|rest| rest.split('"').next())
        .expect("a link");
    let download = atelier.send("GET", link, &[("Host", &atelier.host_and_origin().0)]);
    assert!(
        download
            .head
            .contains("attachment; filename=\"2018-11-02-annexes.pdf\""),
        "{}",
        download.head
    );
    test.run("build --quiet --output autre input").code(0);
    assert_eq!(tree(&test.path("output")), tree(&test.path("autre")));
    // The version to be signed is refused, and each reason leads to where it is settled.
    let blocked = atelier.get("/publier").body;
    assert!(
        blocked.contains("/ecrire#statut") && blocked.contains("/regler/"),
        "{blocked}"
    );
    atelier.post("/publier", &[("version", "signature")]);
    atelier.wait("/publier", |body| body.contains("class=\"card job failed"));
    assert_eq!(tree(&test.path("output")), tree(&test.path("autre")));
}

#[test]
fn drafts_are_compared() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    atelier.wait("/voir", is_drawn);
    test.run("build --quiet").code(0);
    edit(
        &test.path("input/convention.toml"),
        "lieu = \"Dijon\"",
        "lieu = \"Beaune\"",
    );
    let answer = atelier.post(
        "/comparer",
        &[("avant", "2018-11-02"), ("apres", "+dossier")],
    );
    assert_eq!(answer.status, 303);
    let path = answer
        .head
        .split("location: ")
        .nth(1)
        .and_then(|rest| rest.lines().next());
    let path = path.expect("a page");
    let page = atelier.wait(path, |body| {
        body.contains("Le dossier tel qu’il est</strong>")
    });
    assert!(
        page.contains("Beaune") && !page.contains("<style"),
        "{page}"
    );
    assert_eq!(
        atelier
            .post("/comparer", &[("avant", "../input"), ("apres", "+dossier")])
            .status,
        400
    );
    // A workbook that was only compared is not offered as the dossier's workbook.
    let same = fs::read(test.path("input/budget.xlsx")).expect("bytes");
    let sent = atelier.put("/comparer", "memes.xlsx", &same);
    atelier.wait(&sent.body, |body| body.contains("memes.xlsx</strong>"));
    let page = atelier.get("/classeur/recu");
    assert!(page.head.contains("/fichiers"), "{}", page.head);
    // A faulty file is reported under its own name.
    let sent = atelier.put("/comparer", "faux.pdf", b"%PDF-1.7");
    let page = atelier.wait(&sent.body, |body| body.contains("faux.pdf"));
    assert!(!page.contains("/faux.pdf"), "{page}");
    // A file of another layout: the waiting page gets the reason.
    let other = repository().join("tests/fixtures/init/budget-officier.xlsx");
    let sent = atelier.put("/comparer", "autre.xlsx", &fs::read(other).expect("bytes"));
    atelier.wait(&sent.body, |body| {
        body.contains("n’a pas les mêmes feuilles")
    });
}

/// A page can stop the atelier, for users without a terminal.
#[test]
fn it_is_stopped_in_a_page() {
    let test = DossierTest::empty();
    let mut atelier = Atelier::start(&test, &[]);
    assert!(atelier.get("/").body.contains("/arreter\""));
    assert_eq!(atelier.get("/arreter").status, 404);
    let stopped = atelier.post("/arreter", &[]);
    assert!(
        stopped.body.contains("Vous pouvez fermer cette page"),
        "{}",
        stopped.body
    );
    let ended = atelier.child.wait().expect("an end");
    assert_eq!(ended.code(), Some(0));
}

/// A publication under way is waited for.
#[test]
fn it_is_not_stopped_while_it_publishes() {
    let test = DossierTest::seed().file("templates/fiche.typ", TYPST_LOOPS);
    let mut atelier = Atelier::start(&test, &[]);
    atelier.post("/ouvrir", &[("dossier", "input")]);
    atelier.post("/1/publier", &[("version", "projet")]);
    let refused = atelier.post("/arreter", &[]);
    assert!(
        refused.status == 422
            && refused
                .body
                .contains("publication ou une comparaison est en cours"),
        "{refused:?}"
    );
    assert!(atelier.child.try_wait().expect("known").is_none());
}

/// Before a dossier is open, a wrong folder is reported, and what was typed stays.
#[test]
fn a_dossier_is_opened_by_name_or_by_path() {
    let test = DossierTest::seed();
    let atelier = Atelier::start(&test, &[]);
    let home = atelier.get("/");
    assert_eq!(home.status, 200);
    assert!(
        home.body.contains("name=\"dossier\" value=\"input\""),
        "{}",
        home.body
    );
    let wrong = atelier.post("/ouvrir", &[("chemin", "absent <b>")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("absent &lt;b&gt;"), "{}", wrong.body);
    for fields in [("dossier", "input"), ("chemin", "input")] {
        let opened = atelier.post("/ouvrir", &[fields]);
        assert_eq!(opened.status, 303);
        assert!(opened.head.contains("/1/voir"), "{}", opened.head);
    }
    atelier.wait("/1/voir", is_drawn);
    // A dossier from elsewhere is listed as long as the program runs.
    let elsewhere = DossierTest::seed();
    let path = elsewhere.path("input");
    let path = path.to_str().expect("text");
    assert!(!atelier.get("/").body.contains(path));
    let opened = atelier.post("/ouvrir", &[("chemin", path)]);
    assert!(opened.head.contains("/2/voir"), "{}", opened.head);
    assert!(atelier.get("/").body.contains(path));
    let again = atelier.post("/ouvrir", &[("dossier", path)]);
    assert!(again.head.contains("/2/voir"), "{}", again.head);
}

#[test]
fn a_save_is_shown_and_only_what_it_changes() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    let path = "/voir/fiches/EP-3.2";
    let before = atelier.wait(path, is_drawn);
    let last_page = pictures(&before)
        .last()
        .map(|picture| (*picture).to_owned());
    let fiche = test.path("input/fiches/EP-3.2.md");
    let title = "Soutenir l’initiative entrepreneuriale";
    edit(&fiche, title, "Un autre titre <b>&amp;");
    let after = atelier.wait(path, |body| {
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
    let again = atelier.wait(path, |body| body.contains(title) && is_drawn(body));
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
    let atelier = Atelier::of(&test);
    let before = atelier.wait("/voir/fiches/EP-3.2", is_drawn);
    fs::copy(images.join("quadrichromie.jpg"), &shown).expect("copied");
    let is_new = |body: &str| is_drawn(body) && pictures(body) != pictures(&before);
    let after = atelier.wait("/voir/fiches/EP-3.2", is_new);
    assert_eq!(pictures(&before).len(), pictures(&after).len());
}

#[test]
fn a_changed_amount_changes_findings_and_pages() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    let path = "/voir/fiches/EA-1.3.1";
    let before = atelier.wait(path, is_drawn);
    // `run` saves the workbook with the cell.
    let test = test.cell("Dépenses", "H19", "14321");
    test.run("check --quiet").code(1);
    let after = atelier.wait(path, |body| body.contains(">14321</td>"));
    assert_ne!(pictures(&before), pictures(&after));
}

#[test]
fn an_error_keeps_the_last_good_pages_until_it_is_repaired() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    let path = "/voir/fiches/EA-1.1";
    let before = atelier.wait(path, is_drawn);
    let convention = test.path("input/convention.toml");
    let good = fs::read_to_string(&convention).expect("text");
    fs::write(&convention, format!("{good}\ntitre = <script>")).expect("saved");
    let broken = atelier.wait(path, |body| body.contains("class=\"trouble\""));
    assert_eq!(pictures(&before), pictures(&broken));
    assert!(
        broken.contains("toml-invalid") && broken.contains("&lt;script&gt;"),
        "{broken}"
    );
    fs::write(&convention, good).expect("saved");
    let repaired = atelier.wait(path, |body| !body.contains("class=\"trouble\""));
    assert_eq!(pictures(&before), pictures(&repaired));
}

/// Until a dossier can be read, its pages have no name.
#[test]
fn a_dossier_that_cannot_be_read_yet_is_shown_with_its_trouble() {
    let test = DossierTest::seed().file("convention.toml", "titre =");
    let body = Atelier::of(&test).wait("/voir/fiches/EA-1.1", |body| body.contains("toml-invalid"));
    assert!(!body.contains("atelier-"), "{body}");
}

#[test]
fn a_broken_template_is_reported_where_it_is_used() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    let before = atelier.wait("/voir/fiches/EA-1.1", is_drawn);
    let template = test.path("input/templates/fiche.typ");
    fs::create_dir_all(template.parent().expect("a folder")).expect("a folder");
    fs::write(&template, "{% if %}").expect("saved");
    let broken = atelier.wait("/voir/fiches/EA-1.1", |body| {
        body.contains("class=\"trouble\"")
    });
    assert!(broken.contains("fiche.typ"), "{broken}");
    assert_eq!(pictures(&before), pictures(&broken));
    // This template parses, and fails when the page is laid out.
    fs::write(&template, "#inconnu()").expect("saved");
    let failed = atelier.wait("/voir/fiches/EA-1.1", |body| body.contains("inconnu"));
    assert_eq!(pictures(&before), pictures(&failed));
    assert!(failed.contains("fiche.typ"), "{failed}");
    fs::remove_file(&template).expect("deleted");
    atelier.wait("/voir/fiches/EA-1.1", |body| {
        !body.contains("class=\"trouble\"") && pictures(body) == pictures(&before)
    });
}

/// The answer to a connection that sends these bytes and nothing after them.
#[track_caller]
fn answer_to(atelier: &Atelier, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", atelier.port)).expect("a connection");
    let _ = stream.write_all(bytes);
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

#[test]
fn malformed_requests_are_refused() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    let requests: [&[u8]; 5] = [
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
        b"\x16\x03\x01\r\n\r\n",
        b"GET / HTTP/2.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\r\n\r\n",
    ];
    for request in requests {
        let answer = answer_to(&atelier, request);
        assert!(
            answer.starts_with("HTTP/1.1 400 "),
            "{:?}: {answer:?}",
            request.escape_ascii().to_string()
        );
    }
    // An endless one is not read to its end.
    let mut stream = TcpStream::connect(("127.0.0.1", atelier.port)).expect("a connection");
    let taken = (0..100_000).take_while(|_| stream.write_all(&[b'a'; 4096]).is_ok());
    assert!(taken.count() < 100_000, "everything is taken");
    assert_eq!(atelier.get("/voir").status, 200);
}

/// Below the limit of open connections nobody waits; at the limit, a request waits until a connection ends.
#[test]
fn silent_connections_shut_out_nobody() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    let connect = |_| TcpStream::connect(("127.0.0.1", atelier.port)).expect("a connection");
    let mut silent: Vec<TcpStream> = (0..399).map(connect).collect();
    // Half a request each, and then nothing.
    silent
        .iter_mut()
        .for_each(|stream| drop(stream.write_all(b"GET / HTTP/1.1\r\n")));
    let is_answered = || {
        let request = format!(
            "GET {}/voir HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            atelier.base, atelier.port
        );
        answer_to(&atelier, request.as_bytes()).starts_with("HTTP/1.1 200 ")
    };
    assert!(is_answered());
    silent.extend((0..20).map(connect));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(is_answered);
        silent.clear();
        assert!(waiting.join().expect("an answer"));
    });
}

#[test]
fn it_writes_nothing() {
    let test = DossierTest::seed();
    let atelier = Atelier::of(&test);
    atelier.wait("/voir/annexes", is_drawn);
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
    let atelier = Atelier::of(&test);
    let run = test
        .run(&format!("atelier input --no-open --port {}", atelier.port))
        .code(2);
    assert!(
        run.stderr().contains("un autre programme l’occupe déjà"),
        "{}",
        run.stderr()
    );
    let run = test.run("watch absent --no-open").code(2);
    assert!(run.stderr().contains("absent"), "{}", run.stderr());
}

#[test]
fn a_template_that_never_ends_ends_the_atelier_with_a_message() {
    let test = DossierTest::seed().file("templates/fiche.typ", TYPST_LOOPS);
    let mut atelier = Atelier::start(&test, &["input", "--limit", "layout-time=2"]);
    atelier.get("/voir/fiches/EA-1.1");
    let mut output = String::new();
    let mut messages = atelier.child.stderr.take().expect("stderr");
    messages.read_to_string(&mut output).expect("text");
    let output: Vec<&str> = output.split_whitespace().collect();
    let output = output.join(" ");
    assert!(output.contains("toujours pas fini après 2 s"), "{output}");
    assert!(output.contains("mise en page de fiches/EA-1.1"), "{output}");
}
