//! Pages in English for who does not read Dutch.
//!
//! Pages are written in Dutch. What stands between their tags is looked up in a list of sentences; what is not in it, such as a
//! name or an answer, stays as it is. The language is the one a visitor chose, else the one his browser asks for.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::form::own_path;
use super::session::{cookie, cookie_of};
use super::site::Site;

/// Every sentence, Dutch and English with a tab between; `{n}` is a number and `{}` is whatever stands there.
const SENTENCES: &str = include_str!("page/english.tsv");

/// The cookie with the language a visitor chose.
const COOKIE: &str = "pmjb-taal";

/// How long that is remembered.
const REMEMBERED: u64 = 365 * 24 * 3600;

/// The largest page that is translated; none is near it.
const MOST: usize = 4 * 1_024 * 1_024;

/// A language the pages can be read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Dutch,
    English,
}

impl Language {
    fn named(name: &str) -> Option<Self> {
        match name {
            "nl" => Some(Self::Dutch),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The language of a request: as chosen, else as the browser asks, else Dutch.
    fn of(headers: &HeaderMap) -> Self {
        let chosen = cookie_of(headers, COOKIE).and_then(Self::named);
        let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        chosen.or_else(|| asked.and_then(Self::preferred)).unwrap_or(Self::Dutch)
    }

    /// The first of both that `nl;q=0.8, en` likes best.
    fn preferred(asked: &str) -> Option<Self> {
        let mut best: Option<(u32, Self)> = None;
        for part in asked.split(',') {
            let mut words = part.split(';').map(str::trim);
            let tag = words.next().unwrap_or_default().to_ascii_lowercase();
            let Some(language) = Self::named(tag.split('-').next().unwrap_or_default()) else { continue };
            let weight = words.find_map(|word| word.strip_prefix("q=")).map_or(1_000, thousandths);
            if weight > 0 && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// A weight such as `0.85`, in thousandths.
fn thousandths(text: &str) -> u32 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    whole.parse::<u32>().unwrap_or(0).saturating_mul(1_000).saturating_add(digits.parse().unwrap_or(0)).min(1_000)
}

/// The choice of a language.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    taal: String,
    terug: Option<String>,
}

/// Remembers the language a visitor chose, and goes back to his page.
pub(super) async fn choose(State(site): State<Arc<Site>>, Query(choice): Query<Choice>) -> Response {
    let back = choice.terug.as_deref().and_then(own_path).unwrap_or("/");
    let mut answer = Redirect::to(back).into_response();
    if Language::named(&choice.taal).is_some() {
        let remembered = cookie(COOKIE, &choice.taal, Some(REMEMBERED), site.settings.is_secure());
        answer.headers_mut().append(header::SET_COOKIE, remembered);
    }
    answer
}

/// Gives pages in the language of whoever asks, with a way to the other one.
pub(super) async fn translated(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let back = match *request.method() {
        Method::GET => request.uri().path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str).to_owned(),
        // What a form led to cannot be asked for again.
        _ => "/dashboard".to_owned(),
    };
    let answer = next.run(request).await;
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("text/html") {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, MOST).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    // An amount is not broken from its sign, however narrow the screen.
    let page = with_switch(&String::from_utf8_lossy(&bytes).replace("€ ", "€\u{a0}"), language, &back);
    let page = match language {
        Language::Dutch => page,
        Language::English => english(&page),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    Response::from_parts(parts, Body::from(page))
}

/// The page with a way to the other language in its footer.
fn with_switch(page: &str, language: Language, back: &str) -> String {
    let (code, name) = match language {
        Language::Dutch => ("en", "English"),
        Language::English => ("nl", "Nederlands"),
    };
    let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    let switch = format!(
        " · <a href=\"/taal?taal={code}&amp;terug={back}\" hreflang=\"{code}\" lang=\"{code}\">{name}</a></footer>"
    );
    page.replacen("</footer>", &switch, 1)
}

/// The sentences: whole ones, and those with something in them.
struct Sentences {
    whole: HashMap<&'static str, &'static str>,
    open: Vec<(Open, Open)>,
}

/// A sentence with open places.
struct Open {
    pieces: Vec<&'static str>,
    /// Of every place, whether only a number stands there.
    numbers: Vec<bool>,
}

impl Open {
    fn of(sentence: &'static str) -> Option<Self> {
        let mut open = Self { pieces: Vec::new(), numbers: Vec::new() };
        let mut rest = sentence;
        while let Some((piece, after)) = rest.split_once('{') {
            let (kind, after) = after.split_once('}')?;
            open.pieces.push(piece);
            open.numbers.push(kind == "n");
            rest = after;
        }
        open.pieces.push(rest);
        (!open.numbers.is_empty()).then_some(open)
    }
}

static ENGLISH: LazyLock<Sentences> = LazyLock::new(|| {
    let mut sentences = Sentences { whole: HashMap::new(), open: Vec::new() };
    for (dutch, english) in SENTENCES.lines().filter_map(|line| line.split_once('\t')) {
        match (Open::of(dutch), Open::of(english)) {
            (Some(dutch), Some(english)) => sentences.open.push((dutch, english)),
            _ => {
                sentences.whole.insert(dutch, english);
            }
        }
    }
    sentences
});

/// A page with every sentence that is known in English; a section in Dutch, such as an answer, stays as it is.
fn english(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((text, tag)) = rest.split_once('<') {
        out.push_str(&sentence(text));
        let (inside, after) = tag.split_once('>').unwrap_or((tag, ""));
        if inside.starts_with("section ")
            && inside.contains(" lang=\"nl\"")
            && let Some((dutch, after)) = after.split_once("</section>")
        {
            out.push_str(&format!("<{inside}>{dutch}</section>"));
            rest = after;
            continue;
        }
        out.push('<');
        out.push_str(&labelled(inside));
        out.push('>');
        rest = after;
    }
    out.push_str(&sentence(rest));
    out
}

/// A tag with its label, and the page's own language.
fn labelled(tag: &str) -> String {
    if tag == "html lang=\"nl\"" {
        return "html lang=\"en\"".to_owned();
    }
    match tag.split_once(" aria-label=\"").and_then(|(before, after)| Some((before, after.split_once('"')?))) {
        Some((before, (label, after))) => format!("{before} aria-label=\"{}\"{after}", sentence(label)),
        None => tag.to_owned(),
    }
}

/// A sentence in English, with the blanks around it; one that is not known stays.
fn sentence(text: &str) -> String {
    let inside = text.trim_matches([' ', '\n']);
    if inside.is_empty() {
        return text.to_owned();
    }
    let (before, after) = text.split_once(inside).unwrap_or_default();
    let found = ENGLISH.whole.get(inside).map(|english| (*english).to_owned()).or_else(|| {
        ENGLISH.open.iter().find_map(|(dutch, english)| Some(filled(&english.pieces, &values(dutch, inside)?)))
    });
    found.map_or_else(|| text.to_owned(), |english| format!("{before}{english}{after}"))
}

/// What stands in the open places of a sentence, when it is that sentence.
fn values<'a>(sentence: &Open, text: &'a str) -> Option<Vec<&'a str>> {
    let (first, others) = sentence.pieces.split_first()?;
    let (last, middle) = others.split_last()?;
    let mut rest = text.strip_prefix(first)?.strip_suffix(last)?;
    let mut found = Vec::new();
    for piece in middle {
        let (value, after) = rest.split_once(piece)?;
        found.push(value);
        rest = after;
    }
    found.push(rest);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = found.iter().zip(&sentence.numbers).all(|(value, number)| !number || is_number(value));
    fits.then_some(found)
}

fn filled(pieces: &[&str], values: &[&str]) -> String {
    let mut out = String::new();
    for (place, piece) in pieces.iter().enumerate() {
        out.push_str(piece);
        if place + 1 < pieces.len() {
            out.push_str(values.get(place).copied().unwrap_or_default());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_one_of_both_that_it_likes_best_and_dutch_when_it_says_nothing() {
        let of = |asked| Language::preferred(asked);
        assert_eq!(of("en-GB,en;q=0.9,nl;q=0.8"), Some(Language::English));
        assert_eq!(of("nl-NL,nl;q=0.9,en;q=0.8"), Some(Language::Dutch));
        assert_eq!(of("de, en;q=0.5, nl;q=0.75"), Some(Language::Dutch));
        assert_eq!(of("en;q=0, fr"), None);
        assert_eq!(Language::of(&HeaderMap::new()), Language::Dutch);
    }

    #[test]
    fn what_a_visitor_chose_goes_before_what_his_browser_asks() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        headers.insert(header::COOKIE, HeaderValue::from_static("pmjb-taal=nl"));
        assert_eq!(Language::of(&headers), Language::Dutch);
    }

    #[test]
    fn every_sentence_has_its_open_places_in_both_languages() {
        for (number, line) in SENTENCES.lines().enumerate() {
            let (dutch, english) = line.split_once('\t').unwrap_or_else(|| panic!("line {}", number + 1));
            assert!(!english.is_empty() && !english.contains('\t'), "{line}");
            for place in ["{}", "{n}"] {
                assert_eq!(dutch.matches(place).count(), english.matches(place).count(), "{line}");
            }
        }
    }

    #[test]
    fn names_and_answers_stay_and_sentences_with_something_in_them_are_found() {
        let page = "<html lang=\"nl\"><h1>Je koppeling</h1><p>De koppeling loopt over 3 dagen af.</p><td>Bakkerij &lt;b&gt;</td>";
        let page = english(page);
        assert!(page.starts_with("<html lang=\"en\"><h1>Your link</h1>"), "{page}");
        assert!(page.contains("3 days") && page.contains("<td>Bakkerij &lt;b&gt;</td>"), "{page}");
        for same in ["<td>Bakkerij van Dijk</td>", "<section class=\"antwoord\" lang=\"nl\"><th>Naam</th></section>"] {
            assert_eq!(super::english(same), same);
        }
        assert_eq!(super::english("<dd>3 van 100</dd>"), "<dd>3 of 100</dd>");
    }
}
