use maud::{Markup, html};

use super::choice::boxes;
use super::members::{Sharing, shared_by_me, shared_with_me};
use super::plain;
use crate::administration::Listed;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::serve::account::Visitor;
use crate::serve::link::Link;
use crate::serve::question::EXAMPLES;
use crate::serve::quota::{self, Usage};
use crate::serve::session::Session;
use crate::serve::site::Site;
use crate::table::Table;

/// Days before the end that it is announced.
const NOTICE_DAYS: i64 = 7;

/// An answer on the page.
type Answered = (&'static str, Result<Reply, Failure>);

/// The page right after connecting.
pub(super) async fn connected(site: &Site, session: &Session, visitor: &Visitor) -> Result<Markup, Failure> {
    page(site, session, visitor, None, true).await
}

/// The visitor's own page, with an answer when he asked something.
pub(in crate::serve) async fn dashboard_with(
    site: &Site,
    session: &Session,
    visitor: &Visitor,
    answered: Option<Answered>,
) -> Result<Markup, Failure> {
    page(site, session, visitor, answered, false).await
}

async fn page(
    site: &Site,
    session: &Session,
    visitor: &Visitor,
    answered: Option<Answered>,
    is_new: bool,
) -> Result<Markup, Failure> {
    let today = site.today();
    let csrf = html! { input type="hidden" name="csrf" value=(session.csrf); };
    let usage = quota::usage(site, visitor).await?;
    let own = match &visitor.own {
        Some(link) => Some((link, everything(site, link).await, Sharing::of(site, visitor, link).await?)),
        None => None,
    };
    let can_ask = visitor.links().any(|link| !link.is_over(today));
    let address = site.settings.at("/mcp");
    Ok(plain(
        "Overzicht",
        html! {
            @match &visitor.own {
                Some(link) if is_new => { div class="klaar" role="status" { h1 { "Verbonden" } p { (link.names()) } } }
                Some(_) => { h1 { "Je koppeling" } }
                None => { h1 { "Welkom, " (visitor.account.name) } }
            }
            @match &visitor.own {
                Some(link) => (state(link, link.days_left(today), &usage)),
                None => (guest(&usage)),
            }
            (shared_with_me(visitor, &csrf, today))

            @if can_ask {
                h2 { "Probeer een vraag" }
                form method="post" action="/dashboard/vraag" {
                    (csrf)
                    div class="knoppen" {
                        @for (key, question, _) in EXAMPLES {
                            button class="tweede" name="vraag" value=(key) { (question) }
                        }
                    }
                }
            }
            @if let Some((question, answer)) = &answered { (shown(question, answer)) }

            h2 { "Voeg je assistent toe" }
            p { "Elke assistent vraagt om dit adres:" }
            p class="adres" { code id="adres" { (address) } " " button class="kopieer tweede" data-van="adres" { "Kopieer" } }
            (assistants())

            @if let Some((link, all, sharing)) = &own {
                (administrations(link, all, &csrf))
                (shared_by_me(sharing, &csrf))
            }

            h2 { "Je gegevens" }
            p { a href="/dashboard/gegevens" { "Download wat over je is bewaard" } " · " a href="/privacy" { "Wat er wordt bewaard" } }
            (removal(visitor.own.is_some(), &csrf))
            form method="post" action="/dashboard/afmelden" { (csrf) button class="tweede" { "Afmelden" } }
        },
    ))
}

/// What there is besides what was chosen; Exact need not answer for the page to be of use.
async fn everything(site: &Site, link: &Link) -> Vec<Listed> {
    let all = if link.is_over(site.today()) { None } else { site.everything(link).await.ok() };
    all.unwrap_or_else(|| link.administrations.clone())
}

fn state(link: &Link, days: i64, usage: &Usage) -> Markup {
    html! {
        @if days < 0 {
            p role="alert" { "De koppeling is afgelopen. Verleng haar om weer vragen te kunnen stellen." }
        } @else if days <= NOTICE_DAYS {
            p role="alert" { "De koppeling loopt over " (days) @if days == 1 { " dag" } @else { " dagen" } " af." }
        }
        dl {
            dt { "Status" } dd { @if days < 0 { "Afgelopen" } @else { "Verbonden" } }
            dt { "Geldig tot en met" } dd { (crate::dutch::date(link.expires_on)) @if days >= 0 { " (nog " (days) " dagen)" } }
            (month(usage))
        }
        p { a class="knop tweede" href="/connect/start?next=/dashboard" { "Verlengen met 30 dagen" } }
    }
}

/// For who has no link of his own.
fn guest(usage: &Usage) -> Markup {
    html! {
        dl { (month(usage)) }
        p { a class="knop tweede" href="/connect/start?next=/dashboard" { "Ook je eigen administratie koppelen" } }
    }
}

fn month(usage: &Usage) -> Markup {
    html! {
        dt { "Vragen deze maand" } dd { (usage.used) " van " (usage.most) }
        dt { "Abonnement" } dd { (usage.plan) }
    }
}

fn administrations(link: &Link, all: &[Listed], csrf: &Markup) -> Markup {
    let is_on =
        |one: &Listed| link.administrations.iter().any(|chosen| chosen.administration.code == one.administration.code);
    let is_first = |one: &Listed| {
        link.administrations.first().is_some_and(|first| first.administration.code == one.administration.code)
    };
    html! {
        h2 { "Administraties" }
        form method="post" action="/dashboard/administraties" {
            (csrf)
            (boxes(all, is_on))
            @if all.len() > 1 {
                label for="eerste" { "Bedoeld als een vraag geen administratie noemt" }
                select id="eerste" name="eerste" {
                    @for one in all {
                        option value=(one.administration.code) selected[is_first(one)] { (one.administration.name) }
                    }
                }
            }
            div class="knoppen" { button { "Opslaan" } }
        }
    }
}

fn removal(has_link: bool, csrf: &Markup) -> Markup {
    let name = if has_link { "Koppeling verwijderen" } else { "Mijn gegevens verwijderen" };
    html! {
        details {
            summary { (name) }
            p {
                @if has_link { "De toegang tot Exact, de leden en uitnodigingen" } @else { "Je toegang tot de boeken van anderen" }
                " en alles wat verder over je is bewaard wordt meteen gewist. Assistenten kunnen daarna niets meer lezen."
            }
            form method="post" action="/dashboard/verwijder" { (csrf) button class="gevaar" { (name) } }
        }
    }
}

fn shown(question: &str, answer: &Result<Reply, Failure>) -> Markup {
    html! {
        section class="antwoord" lang="nl" aria-label="Antwoord" {
            h3 { (question) }
            @match answer {
                Ok(reply) => {
                    p { (reply.sentence) }
                    @for table in &reply.tables { (drawn(table)) }
                    details { summary { "Hoe kom je aan dit bedrag?" } @for note in &reply.notes { p class="klein" { (note) } } }
                }
                Err(failure) => { p role="alert" { (failure.text()) } }
            }
        }
    }
}

fn drawn(table: &Table) -> Markup {
    let headings = table.headings();
    html! {
        div class="tabel" tabindex="0" {
            table {
                @if let Some(title) = table.title() { caption { (title) } }
                thead { tr { @for (heading, is_number) in &headings { th scope="col" class=[is_number.then_some("getal")] { (heading) } } } }
                tbody {
                    @for row in table.shown_rows() {
                        tr { @for (cell, (_, is_number)) in row.iter().zip(&headings) { td class=[is_number.then_some("getal")] { (cell) } } }
                    }
                }
                @if let Some(total) = table.total_row() {
                    tfoot { tr { @for (cell, (_, is_number)) in total.iter().zip(&headings) { td class=[is_number.then_some("getal")] { (cell) } } } }
                }
            }
        }
    }
}

fn assistants() -> Markup {
    html! {
        details {
            summary { "ChatGPT" }
            ol {
                li { "Instellingen → Apps en connectors → Geavanceerd: zet de ontwikkelaarsmodus aan." }
                li { "Kies “Maken”, geef een naam en plak het adres bij MCP-server." }
                li { "Kies OAuth, en log in als ChatGPT daarom vraagt. Zeg hier ja." }
            }
        }
        details {
            summary { "Claude" }
            ol {
                li { "Instellingen → Connectors → “Aangepaste connector toevoegen”." }
                li { "Geef een naam en plak het adres." }
                li { "Klik op “Verbinden”, log in en zeg hier ja." }
            }
        }
        details {
            summary { "Copilot Studio" }
            ol {
                li { "Open je agent → Tools → “Een tool toevoegen” → Model Context Protocol." }
                li { "Plak het adres, kies OAuth 2.0 met dynamische detectie." }
                li { "Maak de verbinding, log in en zeg hier ja." }
            }
        }
        details {
            summary { "Een eigen GPT (Custom GPT)" }
            ol {
                li { "Configureren → Acties → importeer van adres, met " code { "/openapi.json" } " achter het adres van deze site." }
                li { "Kies OAuth. De hoster geeft je client-id en client-secret." }
            }
        }
        details {
            summary { "Andere assistenten" }
            p { "Alles wat MCP over HTTP met OAuth spreekt kan mee: plak het adres, en log in als daarom wordt gevraagd." }
        }
    }
}
