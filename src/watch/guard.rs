//! Who may ask: programs of this machine that mean this server, and the page that it served itself.
//!
//! A site elsewhere can make a browser send requests to 127.0.0.1, under a name of its own if it controls
//! one (DNS rebinding). Such a request bears that name as its host, or that site as its origin.

use super::http::Request;

/// An address longer than any of ours.
const MAX_URL: usize = 256;

/// Whether a request may be answered; else the status of the refusal.
pub(super) fn admit(request: &Request, port: u16) -> Result<(), u16> {
    let asked = Asked {
        is_read: matches!(request.method.as_str(), "GET" | "HEAD"),
        url_length: request.url.len(),
        hosts: request.values("Host").collect(),
        origins: request.values("Origin").collect(),
        sites: request.values("Sec-Fetch-Site").collect(),
    };
    asked.admit(port)
}

/// What a request says of itself.
struct Asked<'a> {
    is_read: bool,
    url_length: usize,
    hosts: Vec<&'a str>,
    origins: Vec<&'a str>,
    sites: Vec<&'a str>,
}

impl Asked<'_> {
    fn admit(&self, port: u16) -> Result<(), u16> {
        let own = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{port}"));
        let is_own_host =
            matches!(self.hosts.as_slice(), [host] if own.iter().any(|own| own == host));
        let is_own_origin = |origin: &str| {
            origin
                .strip_prefix("http://")
                .is_some_and(|host| own.iter().any(|own| own == host))
        };
        let is_near = |site: &&str| matches!(*site, "same-origin" | "none");
        if !is_own_host
            || !self.origins.iter().all(|origin| is_own_origin(origin))
            || !self.sites.iter().all(is_near)
        {
            Err(403)
        } else if !self.is_read {
            Err(405)
        } else if self.url_length > MAX_URL {
            Err(414)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked<'a>(hosts: &[&'a str], origins: &[&'a str], sites: &[&'a str]) -> Result<(), u16> {
        let (hosts, origins, sites) = (hosts.to_vec(), origins.to_vec(), sites.to_vec());
        Asked {
            is_read: true,
            url_length: 1,
            hosts,
            origins,
            sites,
        }
        .admit(4000)
    }

    #[test]
    fn its_own_page_and_a_typed_address_are_answered() {
        assert_eq!(asked(&["127.0.0.1:4000"], &[], &["none"]), Ok(()));
        assert_eq!(
            asked(
                &["localhost:4000"],
                &["http://localhost:4000"],
                &["same-origin"]
            ),
            Ok(())
        );
    }

    #[test]
    fn other_names_and_other_sites_are_refused() {
        assert_eq!(asked(&[], &[], &[]), Err(403));
        assert_eq!(asked(&["evil.example:4000"], &[], &[]), Err(403));
        assert_eq!(asked(&["127.0.0.1"], &[], &[]), Err(403));
        assert_eq!(asked(&["127.0.0.1:4001"], &[], &[]), Err(403));
        assert_eq!(
            asked(&["127.0.0.1:4000", "evil.example"], &[], &[]),
            Err(403)
        );
        assert_eq!(
            asked(&["127.0.0.1:4000"], &["http://evil.example"], &[]),
            Err(403)
        );
        assert_eq!(asked(&["127.0.0.1:4000"], &["null"], &[]), Err(403));
        assert_eq!(asked(&["127.0.0.1:4000"], &[], &["cross-site"]), Err(403));
    }

    #[test]
    fn only_short_reads_are_answered() {
        let own = || vec!["127.0.0.1:4000"];
        let write = Asked {
            is_read: false,
            url_length: 1,
            hosts: own(),
            origins: vec![],
            sites: vec![],
        };
        assert_eq!(write.admit(4000), Err(405));
        let long = Asked {
            is_read: true,
            url_length: 5000,
            hosts: own(),
            origins: vec![],
            sites: vec![],
        };
        assert_eq!(long.admit(4000), Err(414));
    }
}
