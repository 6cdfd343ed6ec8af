//! `paraphe atelier`, and `paraphe` alone: everything in the browser, until a page or Ctrl-C ends it.

use std::{io, path::Path, thread, time::Duration};

use super::{
    args::AtelierArgs,
    build::source_date,
    console::{self, Console, MAX_WIDTH, Outcome},
};
use crate::{
    atelier::{self, Opening},
    error::Error,
    locale::args,
};

/// Longer than an answer takes to reach the browser.
const ANSWERED: Duration = Duration::from_secs(1);

pub(super) fn run(args: &AtelierArgs, console: &Console) -> Result<Outcome, Error> {
    let folder = std::env::current_dir().map_err(Error::io("open-dossier", "."))?;
    // Within a dossier, that dossier is opened.
    let is_dossier = folder.join("convention.toml").is_file();
    let here = is_dossier.then_some(Path::new("."));
    // Pages show errors as a wide terminal without colours would.
    let plain = console.plain(MAX_WIDTH);
    let (link, stopped) = atelier::start(Opening {
        dossier: args.dossier.as_deref().or(here),
        folder: &folder,
        port: args.port,
        locale: &console.locale,
        limits: &console.limits,
        date: source_date(std::env::var("SOURCE_DATE_EPOCH").ok())?,
        describe: Box::new(move |error: &Error| plain.describe(error)),
    })?;
    announce(&link, !args.no_open, console)?;
    // The channel closes only if the server has failed.
    let ended = |_| Error::io("listen", &link)(io::ErrorKind::ConnectionAborted.into());
    stopped.recv().map_err(ended)?;
    // The page that confirms the end is still being sent.
    thread::sleep(ANSWERED);
    Ok(Outcome::Clean)
}

/// Prints the link to the atelier, and opens it.
fn announce(link: &str, open: bool, console: &Console) -> Result<(), Error> {
    let args = args! { link: link };
    if console.quiet {
        console::print(&format!("{link}\n"))?;
    } else {
        console::print(&format!(
            "{}\n",
            console.locale.text("atelier-ready", &args)
        ))?;
        console::print_message(&format!("{}\n", console.locale.plain("atelier-stop")));
    }
    if open && open::that_detached(link).is_err() {
        let no_browser = console.locale.text("atelier-no-browser", &args);
        console::print_message(&format!("{no_browser}\n"));
    }
    Ok(())
}
