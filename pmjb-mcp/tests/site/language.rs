//! The pages in both languages.

use reqwest::header::ACCEPT_LANGUAGE;
use reqwest::{Client, Url};

use super::Site;
use super::browser::{Assistant, Browser, Page};

/// What is the same in both languages.
const SAME: [&str; 8] = [
    "Praat met je Boekhouding",
    "ChatGPT",
    "Claude",
    "Copilot Studio",
    "Status",
    "/openapi.json",
    "127.0.0.1",
    "Proef",
];

fn reads(browser: &mut Browser, site: &Site, language: &str) {
    let port = Url::parse(&site.base).unwrap().port().unwrap();
    browser.cookies.insert((port, "pmjb-taal".to_owned()), language.to_owned());
}

/// What stands between the tags of a page, answers aside: those are in the language of the books.
fn texts(page: &Page) -> Vec<String> {
    let (before, answer) = page.text.split_once("<section class=\"antwoord\"").unwrap_or((&page.text, ""));
    let after = answer.split_once("</section>").map_or("", |(_, after)| after);
    let pieces = before.split('<').chain(after.split('<')).filter_map(|piece| piece.split_once('>'));
    pieces.map(|(_, text)| text.trim().to_owned()).filter(|text| text.chars().any(char::is_alphabetic)).collect()
}

fn assert_in_both(dutch: &Page, english: &Page, what: &str) {
    assert!(dutch.text.contains("<html lang=\"nl\">") && english.text.contains("<html lang=\"en\">"), "{what}");
    let (dutch, english) = (texts(dutch), texts(english));
    assert_eq!(dutch.len(), english.len(), "{what}");
    for (dutch, english) in dutch.iter().zip(&english) {
        let is_data = dutch.starts_with("http") || dutch.contains("Voorbeeld") || !dutch.contains(char::is_lowercase);
        let is_mark = dutch.len() > 20 && !dutch.contains(' ');
        assert!(dutch != english || SAME.contains(&dutch.as_str()) || is_data || is_mark, "{what}: {dutch}");
    }
}

#[tokio::test]
async fn every_page_can_be_read_in_dutch_and_in_english() {
    let site = Site::demo();
    let mut browser = Browser::new();
    let assistant = Assistant::register(&site.base, "Proef").await;
    let question = assistant.question(&format!("{}/mcp", site.base)).to_string();
    let start = browser.open(&format!("{}/connect", site.base)).await;
    browser.connect(start).await;
    let own = [
        "/connect",
        "/privacy",
        "/dashboard",
        "/dashboard?nieuw=1",
        "/connect/terug?code=x",
        "/connect?next=/dashboard",
    ];
    let own = own.map(|path| format!("{}{path}", site.base));
    for address in own.iter().chain([&question]) {
        reads(&mut browser, &site, "nl");
        let dutch = browser.open(address).await;
        reads(&mut browser, &site, "en");
        assert_in_both(&dutch, &browser.open(address).await, address);
    }
    let mut pages = Vec::new();
    for language in ["nl", "en"] {
        reads(&mut browser, &site, language);
        let start = browser.open(&format!("{}/connect", site.base)).await;
        let consent = browser.press(&start, "/connect/start", None, "").await;
        let choice = browser.press(&consent, "consent", Some(("action", "allow")), "").await;
        let connected = browser.press(&choice, "/connect/kies", None, "").await;
        let answer = browser.press(&connected, "/dashboard/vraag", Some(("vraag", "debiteuren")), "").await;
        assert!(answer.text.contains("€\u{a0}") && !answer.text.contains("€ "), "an amount is kept together");
        pages.push((choice, answer));
    }
    assert_in_both(&pages[0].0, &pages[1].0, "the choice");
    assert_in_both(&pages[0].1, &pages[1].1, "the answer");
}

#[tokio::test]
async fn the_language_is_the_browsers_until_a_visitor_chooses_and_dutch_when_nobody_says() {
    let site = Site::demo();
    let client = Client::builder().no_proxy().build().unwrap();
    let page = |asked: &'static str| client.get(format!("{}/connect", site.base)).header(ACCEPT_LANGUAGE, asked).send();
    for (asked, language) in [("en-GB,en;q=0.9", "en"), ("nl,en;q=0.9", "nl"), ("de", "nl"), ("", "nl")] {
        let text = page(asked).await.unwrap().text().await.unwrap();
        assert!(text.contains(&format!("<html lang=\"{language}\">")), "{asked}");
    }
    let mut browser = Browser::new();
    let english = browser.open(&format!("{}/taal?taal=en&terug=/privacy", site.base)).await;
    assert!(english.url.path() == "/privacy" && english.text.contains("What is stored"), "{}", english.text);
    assert!(english.text.contains("/taal?taal=nl&amp;terug=%2Fprivacy"), "{}", english.text);
    let away = browser.open(&format!("{}/taal?taal=en&terug=//kwaad.example", site.base)).await;
    assert!(away.url.as_str().starts_with(&site.base), "{}", away.url);
}
