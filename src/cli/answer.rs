//! What a side does with data that came through: echo it, answer HTTP, or leave it to the machine. Knows no socket.

use handscope::tls::Negotiated;

use super::args::App;
use super::link::{Answer, Say};

/// The longest request that is waited for, in bytes.
const MAX_REQUEST: usize = 1 << 14;

/// The party follows its configuration alone.
pub struct Nothing;

impl Answer for Nothing {
    fn data(&mut self, _: &[u8], _: &Negotiated) -> Vec<Say> {
        Vec::new()
    }
}

/// A server's answer on one connection.
pub struct Service {
    app: App,
    request: Vec<u8>,
    answered: bool,
}

impl Service {
    /// On a new connection.
    pub fn new(app: App) -> Self {
        Self { app, request: Vec::new(), answered: false }
    }
}

impl Answer for Service {
    fn data(&mut self, data: &[u8], negotiated: &Negotiated) -> Vec<Say> {
        match self.app {
            App::Echo => vec![Say::Data(data.to_vec())],
            App::Www => {
                if self.answered {
                    return Vec::new();
                }
                self.request.extend_from_slice(data);
                if !whole(&self.request) && self.request.len() <= MAX_REQUEST {
                    return Vec::new();
                }
                self.answered = true;
                vec![Say::Data(respond(&self.request, negotiated)), Say::Close]
            }
        }
    }
}

/// Whether an empty line has come. Lines end with CRLF; a recipient may take LF alone for it (RFC 9112, 2.2).
fn whole(request: &[u8]) -> bool {
    request.windows(2).any(|end| end == b"\n\n") || request.windows(3).any(|end| end == b"\n\r\n")
}

/// A response of HTTP/1.0, after which the connection closes.
fn respond(request: &[u8], negotiated: &Negotiated) -> Vec<u8> {
    let (status, body) = match request.starts_with(b"GET ") {
        true => ("200 OK", page(negotiated)),
        false => ("405 Method Not Allowed", "only GET is answered here\n".to_owned()),
    };
    let allow = if status.starts_with("405") { "Allow: GET\r\n" } else { "" };
    let kind = if status.starts_with("200") { "text/html" } else { "text/plain" };
    let len = body.len();
    format!(
        "HTTP/1.0 {status}\r\n{allow}Content-Type: {kind}; charset=utf-8\r\nContent-Length: {len}\r\n\
         Connection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

fn page(negotiated: &Negotiated) -> String {
    let none = || "none".to_owned();
    let rows = [
        ("Version", negotiated.version.map_or_else(none, |version| format!("TLS {}", version.name()))),
        ("Cipher suite", negotiated.suite.map_or_else(none, |suite| suite.to_string())),
        ("Group", negotiated.group.map_or_else(none, |group| group.to_string())),
        ("Application protocol", negotiated.protocol.clone().unwrap_or_else(none)),
    ];
    let rows = rows.map(|(name, value)| format!("<tr><th>{name}</th><td>{}</td></tr>\n", escape(&value))).concat();
    format!("<!doctype html>\n<title>Handscope</title>\n<h1>Handscope</h1>\n<table>\n{rows}</table>\n")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_waits_for_the_whole_request_and_closes() {
        let negotiated = Negotiated { protocol: Some("<b>".to_owned()), ..Negotiated::default() };
        let mut service = Service::new(App::Www);
        assert_eq!(service.data(b"GET / HTTP/1.0\r\n", &negotiated), []);
        let said = service.data(b"\r\n", &negotiated);
        let [Say::Data(response), Say::Close] = &said[..] else { panic!("{said:?}") };
        let text = String::from_utf8_lossy(response);
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.0 200 OK\r\n") && head.contains(&format!("Content-Length: {}", body.len())));
        assert!(body.contains("&lt;b>") && !body.contains("<b>"));
        assert_eq!(service.data(b"GET / HTTP/1.0\r\n\r\n", &negotiated), []);
    }

    #[test]
    fn lines_end_with_either_mark() {
        for request in ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\n\n", "GET / HTTP/1.0\nHost: a\n\r\n"] {
            for cut in 1..request.len() {
                let mut service = Service::new(App::Www);
                let (head, tail) = request.as_bytes().split_at(cut);
                assert_eq!(service.data(head, &Negotiated::default()), [], "{request:?} {cut}");
                assert_eq!(service.data(tail, &Negotiated::default()).len(), 2, "{request:?} {cut}");
            }
        }
    }

    #[test]
    fn other_methods_are_refused() {
        let said = Service::new(App::Www).data(b"POST / HTTP/1.0\r\n\r\n", &Negotiated::default());
        let [Say::Data(response), Say::Close] = &said[..] else { panic!("{said:?}") };
        assert!(response.starts_with(b"HTTP/1.0 405 "));
    }
}
