//! The packet of a part, made to speak of the whole: everything else in it, title and dates too, is the same.

use super::{Unexpected, part::Part};

/// Where a packet counts pages.
const PAGES: (&str, &str) = ("<xmpTPg:NPages>", "</xmpTPg:NPages>");

/// The packet of a file of that many pages, called `revision`.
pub(super) fn of_whole(part: &Part<'_>, pages: i32, revision: &str) -> Result<String, Unexpected> {
    let wrong = Unexpected("Metadata");
    let packet = part.metadata()?;
    let (before, rest) = packet.split_once(PAGES.0).ok_or(wrong)?;
    let (_, after) = rest.split_once(PAGES.1).ok_or(wrong)?;
    let packet = format!("{before}{}{pages}{}{after}", PAGES.0, PAGES.1);
    let former = std::str::from_utf8(part.revision()).map_err(|_| wrong)?;
    if packet.contains(former) {
        Ok(packet.replace(former, revision))
    } else {
        Err(wrong)
    }
}
