//! A browser that logs in by itself, for a sandbox on this machine: no person, no JavaScript, plain forms.

use reqwest::{Client, Response, StatusCode, Url, header, redirect};

/// Pages between the first address and the way back to the app; a login has three.
const MOST_PAGES: usize = 8;

/// Opens a login address, fills in each form as it comes, ticks every administration, and follows the way back to
/// the app.
///
/// # Errors
/// A sentence that says which page was not as expected. It never holds the address, which has a code in it.
pub async fn log_in(address: &str) -> Result<(), BrowserError> {
    let client = Client::builder()
        // Loopback only, where there are no certificates to check; redirects are followed below, to count them.
        .tls_certs_only([])
        .no_proxy()
        .redirect(redirect::Policy::none())
        .build()
        .map_err(|_| BrowserError("the browser cannot be set up"))?;
    let mut url = Url::parse(address).map_err(|_| BrowserError("the login address is no address"))?;
    let mut form: Option<Vec<(String, String)>> = None;
    for _ in 0..MOST_PAGES {
        if !is_here(&url) {
            return Err(BrowserError("the login leads away from this machine"));
        }
        let request = match form.take() {
            Some(fields) => client.post(url.clone()).form(&fields),
            None => client.get(url.clone()),
        };
        let page = request.send().await.map_err(|_| BrowserError("a page of the login did not answer"))?;
        if let Some(next) = redirected(&url, &page) {
            url = next?;
            continue;
        }
        if page.status() != StatusCode::OK {
            return Err(BrowserError("a page of the login was refused"));
        }
        let text = page.text().await.map_err(|_| BrowserError("a page of the login could not be read"))?;
        match filled_in(&text) {
            Some((action, fields)) => {
                url = url.join(&action).map_err(|_| BrowserError("a form of the login leads nowhere"))?;
                form = Some(fields);
            }
            // The app's own page: the login is over.
            None => return Ok(()),
        }
    }
    Err(BrowserError("the login has no end"))
}

/// Why a login by itself did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BrowserError(&'static str);

fn is_here(url: &Url) -> bool {
    url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

fn redirected(from: &Url, page: &Response) -> Option<Result<Url, BrowserError>> {
    if !page.status().is_redirection() {
        return None;
    }
    let location = page.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    Some(location.and_then(|location| from.join(location).ok()).ok_or(BrowserError("a redirect leads nowhere")))
}

/// Where the first form of a page goes, and its fields as they stand: boxes that are ticked, and the first button.
fn filled_in(page: &str) -> Option<(String, Vec<(String, String)>)> {
    let form = page.split_once("<form")?.1.split_once("</form>")?.0;
    let action = attribute(form.split_once('>')?.0, "action").unwrap_or_default();
    let mut fields = Vec::new();
    let mut pressed = false;
    for tag in form.split('<').skip(1).filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag)) {
        let button = tag.starts_with("button") && !pressed;
        if !(tag.starts_with("input") || button) {
            continue;
        }
        let unticked = tag.contains("type=\"checkbox\"") && !tag.contains(" checked");
        if let Some(name) = attribute(tag, "name").filter(|_| !unticked) {
            fields.push((name, attribute(tag, "value").unwrap_or_default()));
        }
        pressed |= button;
    }
    Some((action, fields))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0;
    let entities = [("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    Some(entities.iter().fold(value.to_owned(), |text, (entity, character)| text.replace(entity, character)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_sent_as_it_stands_with_its_first_button() {
        let page = "<p>x</p><form method=\"post\" action=\"/next\"><input type=\"hidden\" name=\"state\" value=\"a&amp;b\">\
                    <input type=\"checkbox\" name=\"division\" value=\"1\" checked><input type=\"checkbox\" name=\"division\" value=\"2\">\
                    <button type=\"submit\" name=\"action\" value=\"allow\">Ja</button>\
                    <button type=\"submit\" name=\"action\" value=\"cancel\">Nee</button></form>";
        let (action, fields) = filled_in(page).unwrap();
        assert_eq!(action, "/next");
        let expected = [("state", "a&b"), ("division", "1"), ("action", "allow")];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn it_only_logs_in_on_this_machine() {
        assert!(is_here(&Url::parse("http://127.0.0.1:8/api").unwrap()));
        for address in ["https://start.exactonline.nl/", "http://127.0.0.1.example.org/", "http://example.org"] {
            assert!(!is_here(&Url::parse(address).unwrap()), "{address}");
        }
    }
}
