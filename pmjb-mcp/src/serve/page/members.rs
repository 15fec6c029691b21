use chrono::NaiveDate;
use maud::{Markup, html};

use super::plain;
use crate::failure::Failure;
use crate::serve::account::{Member, Visitor};
use crate::serve::link::Link;
use crate::serve::membership::INVITATION_DAYS;
use crate::serve::session::Session;
use crate::serve::site::Site;

/// With whom a visitor shares his link.
pub(super) struct Sharing {
    members: Vec<Member>,
    /// Invitations nobody took.
    open: u32,
    /// How many others his plan has room for.
    most: u32,
}

impl Sharing {
    pub(super) async fn of(site: &Site, visitor: &Visitor, link: &Link) -> Result<Self, Failure> {
        let (members, open) = site.database.members(&link.id, site.today()).await?;
        Ok(Self { members, open, most: site.settings.plans.of(&visitor.account).members })
    }

    fn has_room(&self) -> bool {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX).saturating_add(self.open) < self.most
    }
}

/// The links of others, side by side.
pub(super) fn shared_with_me(visitor: &Visitor, csrf: &Markup, today: NaiveDate) -> Markup {
    html! {
        @if !visitor.shared.is_empty() {
            h2 { "Boeken die met je zijn gedeeld" }
            p { "Je assistent kan naar elk van deze administraties vragen, of naar alle samen." }
            div class="tabel" tabindex="0" {
                table {
                    thead { tr { th scope="col" { "Van" } th scope="col" { "Administraties" } th scope="col" { "Geldig tot en met" } } }
                    tbody {
                        @for link in &visitor.shared {
                            tr {
                                td { (link.name) }
                                td {
                                    (link.names())
                                    form method="post" action="/dashboard/verlaat" {
                                        (csrf)
                                        input type="hidden" name="koppeling" value=(link.id);
                                        button class="tweede kort" aria-label={ "Toegang opgeven tot de boeken van " (link.name) } { "Opgeven" }
                                    }
                                }
                                td {
                                    (crate::dutch::date(link.expires_on))
                                    @if link.is_over(today) { " (afgelopen; de eigenaar kan verlengen)" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Who else may ask, and inviting one more.
pub(super) fn shared_by_me(sharing: &Sharing, csrf: &Markup) -> Markup {
    html! {
        h2 { "Wie mag meevragen" }
        @if sharing.members.is_empty() {
            p { "Nog niemand. Nodig bijvoorbeeld je boekhouder of een collega uit." }
        } @else {
            table {
                thead { tr { th scope="col" { "Naam" } th scope="col" { "Sinds" } th scope="col" { "Toegang" } } }
                tbody {
                    @for member in &sharing.members {
                        tr {
                            td { (member.name) }
                            td { (crate::dutch::date(member.since)) }
                            td {
                                form method="post" action="/dashboard/leden/verwijder" {
                                    (csrf)
                                    input type="hidden" name="lid" value=(member.account);
                                    button class="gevaar kort" aria-label={ (member.name) " verwijderen" } { "Verwijderen" }
                                }
                            }
                        }
                    }
                }
            }
            p class="klein" { "Wie je verwijdert kan meteen niets meer vragen, ook niet met een assistent die al verbonden is." }
        }
        @if sharing.open > 0 {
            form method="post" action="/dashboard/uitnodigingen/intrekken" {
                (csrf)
                p { "Uitnodigingen die nog niet zijn gebruikt: " (sharing.open) }
                button class="tweede" { "Uitnodigingen intrekken" }
            }
        }
        @if sharing.has_room() {
            form method="post" action="/dashboard/uitnodigen" { (csrf) div class="knoppen" { button { "Iemand uitnodigen" } } }
        } @else {
            p class="klein" { "Je abonnement heeft geen plaats voor nog iemand." }
        }
    }
}

/// The invitation, to be passed on; it is shown once.
pub(in crate::serve) fn invitation_made(link: &Link, session: &Session, address: &str, until: NaiveDate) -> Markup {
    plain(
        "Uitnodiging",
        html! {
            h1 { "Geef dit adres door" }
            p { "Wie het opent en bij Exact Online inlogt mag vragen stellen over: " (link.names()) ". Wijzigen of verwijderen kan die persoon niet." }
            p class="adres" { code id="uitnodiging" { (address) } " " button class="kopieer tweede" data-van="uitnodiging" { "Kopieer" } }
            ul {
                li { "Het werkt één keer, tot en met " (crate::dutch::date(until)) " (" (INVITATION_DAYS) " dagen)." }
                li { "Stuur het zelf, langs een weg die je vertrouwt: wie het adres heeft kan het gebruiken." }
                li { "Het wordt alleen nu getoond." }
            }
            p { a class="knop" href="/dashboard" { "Klaar" } }
            form method="post" action="/dashboard/uitnodigingen/intrekken" {
                input type="hidden" name="csrf" value=(session.csrf);
                button class="tweede" { "Toch niet: uitnodigingen intrekken" }
            }
        },
    )
}

/// Whose books somebody is invited to.
pub(in crate::serve) fn invitation(link: &Link, visitor: Option<&(Session, Visitor)>, code: &str) -> Markup {
    plain(
        "Uitnodiging",
        html! {
            h1 { (link.name) " nodigt je uit" }
            p { "Je mag vragen stellen over: " strong { (link.names()) } "." }
            ul {
                li { "Alleen lezen: boeken, wijzigen en betalen kan niet." }
                li { (link.name) " ziet je naam, en kan je toegang op elk moment beëindigen." }
            }
            @match visitor {
                Some((session, visitor)) => {
                    form method="post" action="/uitnodiging" {
                        input type="hidden" name="csrf" value=(session.csrf);
                        input type="hidden" name="code" value=(code);
                        button { "Meedoen als " (visitor.account.name) }
                    }
                }
                None => {
                    p { "Log eerst in bij Exact Online; zo weten we wie je bent. Je wachtwoord zien wij nooit." }
                    form action="/connect/start" {
                        input type="hidden" name="next" value={ "/uitnodiging?code=" (code) };
                        button { "Inloggen bij Exact Online" }
                    }
                }
            }
        },
    )
}
