//! The URLs that `download` takes: `http://HOST[:PORT][/PATH][?QUERY]` (RFC 3986), and nothing else.

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    /// The host's name or address, without brackets.
    pub(super) host: String,
    /// The port.
    pub(super) port: u16,
    /// Host and port as typed, for the server.
    pub(super) authority: String,
    /// What to request, including the query.
    pub(super) path: String,
    /// Whether this program serves it on this machine's loopback interface.
    pub(super) nearby: bool,
}

impl Url {
    /// A file of the embedded server.
    pub(super) fn nearby(host: &str, port: u16, file: usize) -> Self {
        Self {
            host: host.to_owned(),
            port,
            authority: format!("{host}:{port}"),
            path: format!("/file-{file}"),
            nearby: true,
        }
    }

    /// Parses a URL as typed.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("https://") {
            return Err(
                "https is not supported, since this program speaks no TLS; expected an http:// URL"
                    .into(),
            );
        }
        if !lower.starts_with("http://") {
            return Err("expected a URL such as http://localhost:8000/file".into());
        }
        if let Some(odd) = text.chars().find(|c| !c.is_ascii_graphic()) {
            return Err(format!("{odd:?} is not allowed in a URL; write it as %XX"));
        }
        let rest = text["http://".len()..]
            .split('#')
            .next()
            .unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err("a user's name or password is not supported in a URL".into());
        }
        let (host, port) = split_port(authority)?;
        let path = match path {
            "" => "/".to_owned(),
            query if query.starts_with('?') => format!("/{query}"),
            path => path.to_owned(),
        };
        Ok(Self {
            host,
            port,
            authority: authority.to_owned(),
            path,
            nearby: false,
        })
    }
}

/// A URL safe to show: anything before an `@`, which may be a password, is removed.
pub(super) fn without_password(text: &str) -> String {
    let Some((secret, rest)) = text.rsplit_once('@') else {
        return text.to_owned();
    };
    let scheme = secret.split_once("://").map_or("", |(scheme, _)| scheme);
    let colon = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{colon}***@{rest}")
}

fn split_port(authority: &str) -> Result<(String, u16), String> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest
                .split_once(']')
                .ok_or("a ']' is missing after the address")?;
            (host, rest)
        }
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    if host.is_empty() {
        return Err("the host is missing".into());
    }
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => 80,
        Some("") => 80,
        Some(port) => match port.parse() {
            Ok(number @ 1..) if port.bytes().all(|byte| byte.is_ascii_digit()) => number,
            _ => return Err(format!("'{port}' is no port; expected 1 to 65535")),
        },
        None => return Err(format!("expected ':' and a port, found '{port}'")),
    };
    Ok((host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, u16, String) {
        let url = Url::parse(text).unwrap();
        (url.host, url.port, url.path)
    }

    #[test]
    fn a_url_has_a_host_a_port_and_a_path() {
        let expected = |host: &str, port, path: &str| (host.to_owned(), port, path.to_owned());
        assert_eq!(parts("http://a.org"), expected("a.org", 80, "/"));
        assert_eq!(
            parts("HTTP://a.org:8000/x/y?q=1#top"),
            expected("a.org", 8000, "/x/y?q=1")
        );
        assert_eq!(parts("http://a.org?q"), expected("a.org", 80, "/?q"));
        assert_eq!(parts("http://[::1]:81/"), expected("::1", 81, "/"));
        assert_eq!(
            Url::parse("http://[::1]:81/").unwrap().authority,
            "[::1]:81"
        );
    }

    #[test]
    fn a_password_is_never_shown() {
        for (text, shown) in [
            ("http://a.org/", "http://a.org/"),
            ("https://me:secret@a.org/x", "https://***@a.org/x"),
            ("http://me:se/cret@a.org", "http://***@a.org"),
            ("me:secret@a.org", "***@a.org"),
        ] {
            assert_eq!(without_password(text), shown);
        }
    }

    #[test]
    fn what_is_no_http_url_is_refused_with_a_reason() {
        for (text, reason) in [
            ("https://a.org/", "TLS"),
            ("ftp://a.org/", "http://"),
            ("a.org", "http://"),
            ("http://", "host"),
            ("http://a.org:0/", "port"),
            ("http://a.org:99999/", "port"),
            ("http://a.org:+8000/", "port"),
            ("http://me@a.org/", "user"),
            ("http://[::1/", "]"),
            ("http://a.org/a b", "%XX"),
            ("http://a.org/\r\nX: y", "%XX"),
        ] {
            let refusal = Url::parse(text).unwrap_err();
            assert!(refusal.contains(reason), "{text}: {refusal}");
        }
    }
}
