//! The pages of the login, in Dutch: plain forms that a script can send as well.

use quick_xml::escape::escape;

/// What the app asks for, carried from page to page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    pub(super) client_id: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) state: Option<&'a str>,
    /// What the user must do first.
    pub(super) error: Option<&'static str>,
}

/// The login page. The demo user is filled in.
pub(super) fn login(request: &Request<'_>) -> String {
    page(
        "Inloggen",
        &format!(
            "<form method=\"post\" action=\"/api/oauth2/login\">{}{}\
             <label>Gebruikersnaam <input name=\"username\" value=\"demo\" autocomplete=\"username\"></label>\
             <label>Wachtwoord <input name=\"password\" type=\"password\" value=\"demo\" autocomplete=\"current-password\"></label>\
             <button type=\"submit\">Inloggen</button></form>",
            hidden(request),
            notice(request)
        ),
    )
}

/// The page on which administrations are ticked; all are, until somebody unticks one.
pub(super) fn consent(request: &Request<'_>, divisions: &[(i32, i64, String)]) -> String {
    let boxes: String = divisions
        .iter()
        .map(|(code, hid, name)| {
            let name = escape(name.as_str());
            format!(
                "<label><input type=\"checkbox\" name=\"division\" value=\"{code}\" checked> {hid} – {name}</label>"
            )
        })
        .collect();
    page(
        "Toegang geven",
        &format!(
            "<p>De app wil je administraties <strong>lezen</strong>. Kies welke.</p>\
             <form method=\"post\" action=\"/api/oauth2/consent\">{}{}<fieldset><legend>Administraties</legend>{boxes}</fieldset>\
             <button type=\"submit\" name=\"action\" value=\"allow\">Toestaan</button> \
             <button type=\"submit\" name=\"action\" value=\"cancel\">Annuleren</button></form>",
            hidden(request),
            notice(request)
        ),
    )
}

/// A page that only says what is wrong.
pub(super) fn refusal(title: &str, text: &str) -> String {
    page(title, &format!("<p>{}</p>", escape(text)))
}

fn hidden(request: &Request<'_>) -> String {
    let fields = [
        ("client_id", Some(request.client_id)),
        ("redirect_uri", Some(request.redirect_uri)),
        ("response_type", Some("code")),
        ("state", request.state),
    ];
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value)))
        .collect()
}

fn notice(request: &Request<'_>) -> String {
    request.error.map(|text| format!("<p role=\"alert\">{text}</p>")).unwrap_or_default()
}

fn page(title: &str, content: &str) -> String {
    format!(
        "<!doctype html><html lang=\"nl\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"icon\" href=\"data:,\">\
         <style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}}\
         label{{display:block;margin:.75rem 0}}input:not([type=checkbox]){{display:block;width:100%;padding:.5rem;box-sizing:border-box}}\
         button{{padding:.6rem 1.2rem;margin-top:1rem}}small{{color:#555}}</style></head>\
         <body><main><h1>{title}</h1>{content}<p><small>exact-sandbox: verzonnen boeken, geen Exact Online.</small></p></main></body></html>"
    )
}
