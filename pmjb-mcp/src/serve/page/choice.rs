use maud::{Markup, html};

use super::plain;
use crate::administration::Listed;
use crate::serve::login::Known;

/// The choice of administrations after a login.
pub(in crate::serve) fn choice(known: &Known) -> Markup {
    page(known, false)
}

/// The same after nothing was chosen.
pub(in crate::serve) fn choice_again(known: &Known) -> Markup {
    page(known, true)
}

fn page(known: &Known, nothing_chosen: bool) -> Markup {
    // At Exact they were chosen already; a choice made here before is offered again.
    let is_on =
        |one: &Listed| (known.chosen.is_empty() && !known.is_guest) || known.chosen.contains(&one.administration.code);
    plain(
        "Kies je administraties",
        html! {
            h1 { "Welke administraties mogen gelezen worden?" }
            p { "Assistenten zien alleen wat je hier kiest. Je kunt het later veranderen." }
            @if known.is_guest {
                p role="status" { "Je bent uitgenodigd voor de boeken van een ander. Je hoeft zelf niets te koppelen: kies dan niets." }
            }
            @if nothing_chosen { p role="alert" { "Kies er ten minste één." } }
            form method="post" action="/connect/kies" {
                @if !known.administrations.is_empty() { (boxes(&known.administrations, is_on)) }
                div class="knoppen" { button { @if known.is_guest { "Verder" } @else { "Verbinden" } } }
            }
        },
    )
}

/// A box for every administration.
pub(super) fn boxes(all: &[Listed], is_on: impl Fn(&Listed) -> bool) -> Markup {
    html! {
        fieldset {
            legend { "Administraties" }
            @for one in all {
                label class="keuze" {
                    input type="checkbox" name="administratie" value=(one.administration.code) checked[is_on(one)];
                    span { (one.administration.name) " " span class="klein" { "nummer " (one.administration.number) } }
                }
            }
        }
    }
}
