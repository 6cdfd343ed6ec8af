//! `paraphe watch`: a preview in the browser that follows the dossier, until Ctrl-C.

use super::{
    args::WatchArgs,
    build::source_date,
    console::{self, Console, MAX_WIDTH, Outcome},
};
use crate::{error::Error, locale::args, watch};

pub(super) fn run(args: &WatchArgs, console: &Console) -> Result<Outcome, Error> {
    let date = source_date(std::env::var("SOURCE_DATE_EPOCH").ok())?;
    // What goes wrong is shown by the page as a wide terminal without colours would.
    let plain = console.plain(MAX_WIDTH);
    let describe = Box::new(move |error: &Error| plain.describe(error));
    let (root, locale) = (&args.dossier, &console.locale);
    let (session, address) = watch::open(root, args.port, locale, &console.limits, date, describe)?;
    announce(&format!("http://{address}/"), args.open, console)?;
    session.run();
    Ok(Outcome::Clean)
}

/// Says where the preview is, and opens it if that is asked for.
fn announce(link: &str, open: bool, console: &Console) -> Result<(), Error> {
    let args = args! { link: link };
    if console.quiet {
        console::print(&format!("{link}\n"))?;
    } else {
        console::print(&format!("{}\n", console.locale.text("watch-ready", &args)))?;
        console::tell(&format!("{}\n", console.locale.plain("watch-stop")));
    }
    if open && open::that_detached(link).is_err() {
        let no_browser = console.locale.text("watch-no-browser", &args);
        console::tell(&format!("{no_browser}\n"));
    }
    Ok(())
}
