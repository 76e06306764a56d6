//! One request, one answer.

use std::fs::File;
use std::io::Read as _;
use std::net::IpAddr;
use std::ops::Range;
use std::path::Path;
use std::sync::mpsc::Sender;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};
use tokio::sync::oneshot;

use super::events;
use super::pieces::pieces;
use super::range::{self, Part};
use crate::base::Hash;
use crate::link::percent_decode;
use crate::serve::Speaker;
use crate::serve::live::{self, Listener};
use crate::serve::security::{Asked, Gate, cookies as cookies_in, is_same};
use crate::serve::stage::{Answer, Content, Job, Moment, Rendered};
use crate::serve::views;

type Body = BoxBody<Bytes, std::convert::Infallible>;

/// A longer address is none of ours.
const LONGEST: usize = 4096;
/// Bytes of a file that is read as a whole; a larger one goes out in pieces.
const LARGE: u64 = 4 * 1024 * 1024;

/// Answers.
pub(super) struct Desk {
    pub(super) gate: Gate,
    pub(super) token: String,
    /// The name under which a browser of another machine keeps the token: one for each port, which cookies know nothing of.
    pub(super) cookie: String,
    pub(super) jobs: Sender<Job>,
    pub(super) speaker: &'static dyn Speaker,
}

impl Desk {
    /// Always an answer, whatever is asked.
    pub(super) async fn answer(&self, request: Request<Incoming>, local: Option<IpAddr>) -> Response<Body> {
        let is_head = request.method() == hyper::Method::HEAD;
        let mut response = match self.judge(&request, local) {
            None => self.respond(&request).await,
            Some(response) => response,
        };
        seal(response.headers_mut());
        self.speaker.answered(
            request.method().as_str(),
            request.uri().path(),
            response.status().as_u16(),
        );
        if is_head {
            *response.body_mut() = full(Bytes::new());
        }
        response
    }

    /// The answer to who may not ask, or has to be led on first.
    fn judge(&self, request: &Request<Incoming>, local: Option<IpAddr>) -> Option<Response<Body>> {
        let headers = request.headers();
        let all = |name: HeaderName| headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
        let one = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
        let asked = Asked {
            method: request.method().as_str(),
            full_host: request.uri().authority().map(|authority| authority.as_str()),
            hosts: all(header::HOST),
            origins: all(header::ORIGIN),
            fetch_site: one("sec-fetch-site"),
            fetch_mode: one("sec-fetch-mode"),
            fetch_dest: one("sec-fetch-dest"),
        };
        if let Err(refusal) = self.gate.judge(&asked, local) {
            let mut response = plain(
                StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::FORBIDDEN),
                refusal.why,
            );
            if refusal.status == 405 {
                response
                    .headers_mut()
                    .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            }
            return Some(response);
        }
        if self.gate.named.is_empty() {
            return None;
        }
        // Other machines can ask: only who was given the token may.
        let cookies = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let mut kept = cookies.flat_map(|value| cookies_in(value, &self.cookie));
        if kept.any(|given| is_same(given, &self.token)) {
            return None;
        }
        let given = query(request, "token").is_some_and(|given| is_same(&given, &self.token));
        if !given {
            return Some(plain(
                StatusCode::FORBIDDEN,
                "open the address with the token that the terminal shows",
            ));
        }
        if request.uri().path() == "/_stegvis/events" {
            return None;
        }
        let mut response = to(request.uri().path());
        let given = format!("{}={}; HttpOnly; SameSite=Strict; Path=/", self.cookie, self.token);
        if let Ok(value) = HeaderValue::from_str(&given) {
            response.headers_mut().insert(header::SET_COOKIE, value);
        }
        Some(response)
    }

    async fn respond(&self, request: &Request<Incoming>) -> Response<Body> {
        let path = request.uri().path();
        if path.len() > LONGEST {
            return plain(StatusCode::URI_TOO_LONG, "the address is too long");
        }
        match path {
            "/_stegvis/live.js" => return text(live::SCRIPT, "x.js"),
            "/_stegvis/live.css" => return text(live::STYLE, "x.css"),
            "/_stegvis/views.css" => return text(views::STYLE, "x.css"),
            "/_stegvis/events" => return self.events(request).await,
            _ => {}
        }
        let decoded = percent_decode(path).into_owned();
        let asked = match decoded.strip_prefix("/_stegvis/") {
            Some("open") => format!("/_stegvis/open?{}", request.uri().query().unwrap_or_default()),
            None if decoded == "/_stegvis" => return to("/_stegvis/"),
            _ => decoded,
        };
        let Some(answer) = self.ask(asked).await else {
            return plain(StatusCode::SERVICE_UNAVAILABLE, "the preview is going down");
        };
        self.written(request, answer).await
    }

    /// Asks the stage.
    async fn ask(&self, asked: String) -> Option<Answer> {
        let (send, receive) = oneshot::channel();
        let reply = Box::new(move |answer| {
            // Whoever asked has gone away.
            let _ = send.send(answer);
        });
        self.jobs.send(Job::Get(asked, reply)).ok()?;
        receive.await.ok()
    }

    async fn written(&self, request: &Request<Incoming>, answer: Answer) -> Response<Body> {
        let moment = answer.moment;
        let mut response = match answer.content {
            Content::Page(page) => self.page(request, StatusCode::OK, &page, moment),
            Content::Missing(page) => self.page(request, StatusCode::NOT_FOUND, &page, moment),
            Content::Failed(page) => self.page(request, StatusCode::INTERNAL_SERVER_ERROR, &page, moment),
            Content::Bytes(bytes, name) => file(request, bytes.hash, Bytes::from_owner(bytes.bytes), &name),
            Content::File(place, name) => {
                let read = tokio::task::spawn_blocking(move || carried(&place)).await;
                match read {
                    Ok(Ok(Carried::Small(bytes))) => file(request, Hash::of(&bytes), bytes, &name),
                    Ok(Ok(Carried::Large(open, length, hash))) => {
                        let body = |part| pieces(open, part).boxed();
                        in_parts(request, hash, &name, length, body)
                    }
                    _ => plain(StatusCode::NOT_FOUND, "the file is gone"),
                }
            }
            Content::Elsewhere(url) => to(&with_query(&url, request)),
        };
        if let Ok(policy) = HeaderValue::from_str(&answer.policy) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    fn page(&self, request: &Request<Incoming>, status: StatusCode, page: &Rendered, moment: Moment) -> Response<Body> {
        let is_there = status != StatusCode::NOT_FOUND;
        let mut response = tagged(request, page.hash, "x.html", || {
            full(live::with_script(page, is_there, &self.token, moment).into())
        });
        if status != StatusCode::OK {
            *response.status_mut() = status;
        }
        response
    }

    /// The stream of an open page.
    async fn events(&self, request: &Request<Incoming>) -> Response<Body> {
        let given = query(request, "token");
        if !given.is_some_and(|given| is_same(&given, &self.token)) {
            return plain(StatusCode::FORBIDDEN, "the token is not this process's");
        }
        if request.method() == hyper::Method::HEAD {
            return plain(StatusCode::OK, "");
        }
        let last = request
            .headers()
            .get("last-event-id")
            .and_then(|id| id.to_str().ok().map(str::to_owned));
        let known = last.filter(|id| !id.is_empty()).or_else(|| query(request, "page"));
        let (body, send, is_gone) = events::stream();
        let listener = Listener {
            // Encoded as a path, and again as a value.
            path: percent_decode(&query(request, "path").unwrap_or_default()).into_owned(),
            known: known.and_then(|known| Hash::parse(&known)),
            look: query(request, "look").and_then(|look| look.parse().ok()),
            since: query(request, "since")
                .and_then(|since| since.parse().ok())
                .unwrap_or(0),
            facts: None,
            is_left: query(request, "left").is_some(),
            browser: query(request, "browser").filter(|browser| !browser.is_empty()),
            is_brief: query(request, "brief").is_some(),
            send,
            is_gone,
        };
        if self.jobs.send(Job::Listen(listener)).is_err() {
            return plain(StatusCode::SERVICE_UNAVAILABLE, "the preview is going down");
        }
        let mut response = Response::new(body.boxed());
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/event-stream; charset=utf-8"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// A value of the query, decoded.
fn query(request: &Request<Incoming>, name: &str) -> Option<String> {
    let mut pairs = request
        .uri()
        .query()?
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    Some(percent_decode(value).into_owned())
}

fn with_query(url: &str, request: &Request<Incoming>) -> String {
    match request.uri().query() {
        Some(query) if !request.uri().path().starts_with("/_stegvis/") => format!("{url}?{query}"),
        _ => url.to_owned(),
    }
}

/// What goes with every answer, a refusal too.
fn seal(headers: &mut HeaderMap) {
    for (name, value) in [
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // Where nothing else was said, nothing may run.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, nothing);
    }
}

fn full(bytes: Bytes) -> Body {
    Full::new(bytes).boxed()
}

fn plain(status: StatusCode, why: &'static str) -> Response<Body> {
    let mut response = Response::new(full(Bytes::from_static(why.as_bytes())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn text(text: &'static str, name: &str) -> Response<Body> {
    let mut response = Response::new(full(Bytes::from_static(text.as_bytes())));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    // Another program of another day may answer at this address.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Leads on to an address of this server. Two slashes at the start would name another host.
fn to(url: &str) -> Response<Body> {
    let url = format!("/{}", url.trim_start_matches(['/', '\\']));
    let mut response = plain(StatusCode::FOUND, "");
    match HeaderValue::from_str(&url) {
        Ok(value) => _ = response.headers_mut().insert(header::LOCATION, value),
        Err(_) => *response.status_mut() = StatusCode::NOT_FOUND,
    }
    response
}

fn tag(hash: Hash) -> String {
    format!("\"{}\"", hash.short(24))
}

/// Bytes that a browser keeps and asks about: it is told only that they are what they were.
fn tagged(request: &Request<Incoming>, hash: Hash, name: &str, body: impl FnOnce() -> Body) -> Response<Body> {
    let is_page = name.ends_with(".html");
    let tag = tag(hash);
    let asked = request.headers().get(header::IF_NONE_MATCH);
    let is_known = !is_page && asked.is_some_and(|asked| asked.as_bytes() == tag.as_bytes());
    let mut response = match is_known {
        true => Response::new(full(Bytes::new())),
        false => Response::new(body()),
    };
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    // A page holds the token of this process: another process's is not to be had from a cache.
    let cache = if is_page { "no-store" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let (Ok(tag), false) = (HeaderValue::from_str(&tag), is_page) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// A file on disk.
enum Carried {
    /// The disk may be ahead of what is known of it: a tag is that of the bytes that go with it.
    Small(Bytes),
    /// Its length, and a hash of that and of when it was written.
    Large(File, u64, Hash),
}

fn carried(place: &Path) -> std::io::Result<Carried> {
    let mut file = File::open(place)?;
    let facts = file.metadata()?;
    if facts.len() > LARGE {
        let hash = Hash::of_value(&(facts.len(), facts.modified()?));
        return Ok(Carried::Large(file, facts.len(), hash));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Carried::Small(bytes.into()))
}

/// A file, or the part of it that is asked for.
fn file(request: &Request<Incoming>, hash: Hash, bytes: Bytes, name: &str) -> Response<Body> {
    let length = bytes.len() as u64;
    // A part lies within the length, which is that of something in memory.
    let body = |part: Range<u64>| full(bytes.slice(part.start as usize..part.end as usize));
    in_parts(request, hash, name, length, body)
}

/// What can be had in parts.
fn in_parts(
    request: &Request<Incoming>,
    hash: Hash,
    name: &str,
    length: u64,
    body: impl FnOnce(Range<u64>) -> Body,
) -> Response<Body> {
    let headers = request.headers();
    let is_this = |given: &HeaderValue| given.as_bytes() == tag(hash).as_bytes();
    let is_asked = request.method() == hyper::Method::GET && headers.get(header::IF_RANGE).is_none_or(is_this);
    let asked = headers.get(header::RANGE).filter(|_| is_asked);
    let (part, status, told) = match range::part(asked.and_then(|asked| asked.to_str().ok()), length) {
        Part::Whole => (0..length, StatusCode::OK, None),
        Part::Outside => (
            0..0,
            StatusCode::RANGE_NOT_SATISFIABLE,
            Some(format!("bytes */{length}")),
        ),
        Part::Bytes(part) => {
            let told = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            (part, StatusCode::PARTIAL_CONTENT, Some(told))
        }
    };
    let mut response = tagged(request, hash, name, || body(part));
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let told = told.and_then(|told| HeaderValue::from_str(&told).ok());
    if let (Some(told), StatusCode::OK) = (told, response.status()) {
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_RANGE, told);
    }
    response
}

/// What a file is, by its name. All text is UTF-8.
fn kind(name: &str) -> &'static str {
    let extension = Path::new(name)
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    match &*extension {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        "txt" | "md" | "yml" | "yaml" | "ps1" | "sh" | "cs" | "py" | "csv" => "text/plain; charset=utf-8",
        "" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
