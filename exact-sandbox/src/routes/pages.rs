//! The pages of the login, in Dutch: plain forms that a script can send as well.

use quick_xml::escape::escape;

use crate::users::Scope;

/// What the app wants to get back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseType {
    /// A code to exchange.
    Code,
    /// An access token at once: the implicit flow.
    Token,
}

impl ResponseType {
    pub(super) fn of(text: &str) -> Option<Self> {
        [Self::Code, Self::Token].into_iter().find(|one| one.name() == text)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Token => "token",
        }
    }
}

/// What the app asks for, carried from page to page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    pub(super) client_id: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) response_type: ResponseType,
    pub(super) state: Option<&'a str>,
    /// What the user must do first.
    pub(super) error: Option<&'static str>,
}

/// The login page, with a name filled in.
pub(super) fn login(request: &Request<'_>, name: &str) -> String {
    let name = escape(name);
    page(
        "Inloggen",
        &format!(
            "<p>De app <strong>exact-sandbox</strong> vraagt toegang tot je administraties. Log eerst in.</p>\
             <form method=\"post\" action=\"/api/oauth2/login\">{}{}\
             <label>Gebruikersnaam <input name=\"username\" value=\"{name}\" autocomplete=\"username\" required></label>\
             <label>Wachtwoord <input name=\"password\" type=\"password\" value=\"demo\" \
             autocomplete=\"current-password\" required></label>\
             <div class=\"actions\"><button type=\"submit\">Inloggen</button></div></form>\
             <p class=\"hint\">Ieder wachtwoord is goed.</p>",
            hidden(request),
            notice(request)
        ),
    )
}

/// What the consent page shows.
pub(super) struct Consent<'a> {
    pub(super) user: &'a str,
    /// Code, number and name of each administration the user may open.
    pub(super) divisions: Vec<&'a (i32, i64, String)>,
    /// The app's permissions; `None` is all there are.
    pub(super) scopes: Option<&'a [Scope]>,
}

/// The page on which administrations are ticked; all are, until somebody unticks one.
pub(super) fn consent(request: &Request<'_>, consent: &Consent<'_>) -> String {
    let user = escape(consent.user);
    page(
        "Toegang geven",
        &format!(
            "<p>Ingelogd als <strong>{user}</strong>. De app <strong>exact-sandbox</strong> vraagt toegang.</p>\
             <form method=\"post\" action=\"/api/oauth2/consent\">{}<input type=\"hidden\" name=\"username\" value=\"{user}\">{}\
             <fieldset><legend>Administraties</legend>{}</fieldset>\
             <h2>De app mag daarin</h2>{}\
             <div class=\"actions\"><button type=\"submit\" name=\"action\" value=\"allow\">Toestaan</button>\
             <button type=\"submit\" name=\"action\" value=\"cancel\" class=\"quiet\">Annuleren</button></div></form>",
            hidden(request),
            notice(request),
            boxes(&consent.divisions),
            permissions(consent.scopes),
        ),
    )
}

fn boxes(divisions: &[&(i32, i64, String)]) -> String {
    if divisions.is_empty() {
        return "<p>Deze gebruiker heeft geen administraties.</p>".to_owned();
    }
    let line = |(code, hid, name): &&(i32, i64, String)| {
        let name = escape(name.as_str());
        format!(
            "<label class=\"choice\"><input type=\"checkbox\" name=\"division\" value=\"{code}\" checked>\
             <span>{hid} – {name}</span></label>"
        )
    };
    divisions.iter().map(line).collect()
}

fn permissions(scopes: Option<&[Scope]>) -> String {
    let Some(scopes) = scopes else { return "<ul><li>alles bekijken en beheren</li></ul>".to_owned() };
    let line = |scope: &Scope| {
        let what = if scope.manage { "bekijken en beheren" } else { "bekijken" };
        format!("<li><span lang=\"en\">{}</span>: {what}</li>", escape(scope.name.as_str()))
    };
    format!("<ul>{}</ul>", scopes.iter().map(line).collect::<String>())
}

/// A page that only says what is wrong.
pub(super) fn refusal(title: &str, text: &str) -> String {
    page(title, &format!("<p role=\"alert\">{}</p>", escape(text)))
}

fn hidden(request: &Request<'_>) -> String {
    let fields = [
        ("client_id", Some(request.client_id)),
        ("redirect_uri", Some(request.redirect_uri)),
        ("response_type", Some(request.response_type.name())),
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

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c2430;--paper:#fff;--ground:#f1f3f6;--line:#c4cbd5;--accent:#14568f;--on-accent:#fff;\
--alarm:#9b1c1c;--soft:#5a6472}\
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf1;--paper:#1d232c;--ground:#12161c;--line:#465160;--accent:#7db8ee;\
--on-accent:#10151b;--alarm:#ff9d9d;--soft:#a3aebc}}\
*{box-sizing:border-box}body{font:1rem/1.5 system-ui,sans-serif;margin:0;padding:3rem 1rem;color:var(--ink);background:var(--ground)}\
main{max-width:27rem;margin:0 auto;padding:1.75rem;background:var(--paper);border:1px solid var(--line);border-radius:.5rem}\
h1{font-size:1.5rem;margin:0 0 .75rem}h2{font-size:1rem;margin:1.25rem 0 .25rem}p{margin:.75rem 0}ul{margin:.25rem 0;padding-left:1.25rem}\
label{display:block;margin:.9rem 0;font-weight:600}fieldset{margin:1rem 0;padding:.25rem 1rem .5rem;border:1px solid var(--line);border-radius:.35rem}\
legend{padding:0 .35rem;font-weight:600}.choice{display:flex;gap:.6rem;align-items:flex-start;margin:.5rem 0;font-weight:400}\
input:not([type=checkbox]){display:block;width:100%;margin-top:.25rem;padding:.55rem;font:400 1rem/1.5 system-ui,sans-serif;color:inherit;background:transparent;\
border:1px solid var(--soft);border-radius:.3rem}input[type=checkbox]{width:1.15rem;height:1.15rem;margin-top:.2rem;accent-color:var(--accent)}\
.actions{display:flex;gap:.75rem;margin-top:1.5rem}button{padding:.6rem 1.3rem;font:inherit;font-weight:600;color:var(--on-accent);\
background:var(--accent);border:1px solid var(--accent);border-radius:.3rem;cursor:pointer}.quiet{color:var(--accent);background:transparent}\
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}[role=alert]{padding-left:.75rem;border-left:4px solid var(--alarm);color:var(--alarm)}\
.hint,footer{color:var(--soft);font-size:.875rem}footer{max-width:27rem;margin:1rem auto 0}";

fn page(title: &str, content: &str) -> String {
    format!(
        "<!doctype html><html lang=\"nl\"><head><meta charset=\"utf-8\"><title>{title} – exact-sandbox</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><link rel=\"icon\" href=\"data:,\">\
         <style>{STYLE}</style></head><body><main><h1>{title}</h1>{content}</main>\
         <footer>exact-sandbox op deze computer; dit is geen Exact Online.</footer></body></html>"
    )
}
