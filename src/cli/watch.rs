//! `paraphe watch`: a preview in the browser that follows the dossier, until Ctrl-C.

use std::io;

use super::{
    args::WatchArgs,
    build::source_date,
    console::{self, Console},
    outcome::Outcome,
};
use crate::{error::Error, watch::Watch};

pub(super) fn run(args: &WatchArgs, console: &Console) -> io::Result<Outcome> {
    let opened = source_date(std::env::var("SOURCE_DATE_EPOCH").ok()).and_then(|date| {
        Ok((
            Watch::open(&args.dossier, args.port, &console.locale, &console.limits)?,
            date,
        ))
    });
    let (watch, date) = match opened {
        Ok(opened) => opened,
        Err(error) => return console.failure(&error),
    };
    let stopper = watch.stopper();
    ctrlc::set_handler(move || {
        // Once it is over, nobody waits for this any more.
        let _ = stopper.send(());
    })
    .map_err(io::Error::other)?;
    announce(&watch.link(), args.open, console)?;
    // What goes wrong is shown by the page as a terminal would.
    let plain = console.plain();
    match watch.run(date, Box::new(move |error: &Error| plain.describe(error))) {
        Ok(()) => Ok(Outcome::Clean),
        Err(error) => console.failure(&error),
    }
}

/// Says where the preview is, and opens it if that is asked for.
fn announce(link: &str, open: bool, console: &Console) -> io::Result<()> {
    let args = [("link", link.to_owned())];
    if console.quiet {
        console::print(&format!("{link}\n"))?;
    } else {
        console::print(&format!("{}\n", console.locale.text("watch-ready", &args)))?;
        console::tell(&format!("{}\n", console.locale.plain("watch-stop")))?;
    }
    if open && open::that_detached(link).is_err() {
        console::tell(&format!(
            "{}\n",
            console.locale.text("watch-no-browser", &args)
        ))?;
    }
    Ok(())
}
