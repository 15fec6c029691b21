use maud::{Markup, html};

use super::plain;

/// The page with the button. `next` is where to go on after logging in.
pub(super) fn page(next: Option<&str>) -> Markup {
    plain(
        "Verbinden",
        html! {
            h1 { "Stel vragen over je boekhouding" }
            p class="inleiding" {
                "Koppel je administratie van Exact Online één keer, en vraag daarna aan ChatGPT, Claude of Copilot in gewoon \
                 Nederlands: hoeveel omzet had ik in december? Wie moet nog betalen? Je krijgt het cijfer dat je boekhouder zou \
                 tekenen."
            }
            @if next.is_some() {
                p role="status" { "Een assistent vraagt toegang. Log eerst in bij Exact Online; daarna zeg je ja of nee." }
            }
            form action="/connect/start" {
                @if let Some(next) = next { input type="hidden" name="next" value=(next); }
                button { "Verbinden met Exact Online" }
            }
            ul class="zeker" {
                li { "Je logt in bij Exact zelf; je wachtwoord zien wij nooit." }
                li { "Alleen lezen: boeken, wijzigen en betalen kan niet." }
                li { "Er worden geen boekhoudgegevens bewaard." }
                li { "Na 30 dagen loopt de koppeling af; verlengen is één klik, verwijderen ook." }
            }
            h2 { "Zo gaat het" }
            ol {
                li { "Klik op “Verbinden met Exact Online” en log in." }
                li { "Kies welke administraties gelezen mogen worden." }
                li { "Voeg het adres toe aan je assistent; hoe, staat op de volgende pagina." }
            }
        },
    )
}
