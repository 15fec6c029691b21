use maud::{Markup, html};

use super::plain;

/// What is kept, and for how long.
pub(super) fn page() -> Markup {
    plain(
        "Privacy en veiligheid",
        html! {
            h1 { "Privacy en veiligheid" }
            h2 { "Wat wordt bewaard" }
            table {
                caption class="klein" { "Alles wat deze site van je bewaart" }
                thead { tr { th scope="col" { "Wat" } th scope="col" { "Waarom" } th scope="col" { "Hoe lang" } } }
                tbody {
                    tr { td { "De toegang tot Exact Online, versleuteld" } td { "Om je vragen te beantwoorden" } td { "Tot je verwijdert; na 30 dagen onbruikbaar, na 90 dagen weg" } }
                    tr { td { "Je naam en je gebruikersnummer bij Exact" } td { "Om je te herkennen" } td { "Tot je verwijdert" } }
                    tr { td { "Welke administraties je koos" } td { "Om alleen die te lezen" } td { "Tot je verwijdert" } }
                    tr { td { "Wie je uitnodigde, en bij wie je zelf mag lezen" } td { "Om alleen hen toe te laten" } td { "Tot een van beiden het beëindigt; een uitnodiging 7 dagen" } }
                    tr { td { "Hoeveel vragen je per maand stelde" } td { "Voor je abonnement" } td { "Tot je verwijdert" } }
                    tr { td { "Een inlogcookie" } td { "Om je ingelogd te houden" } td { "7 dagen" } }
                    tr { td { "Je taal" } td { "Om de pagina's te tonen zoals je koos" } td { "1 jaar" } }
                }
            }
            h2 { "Wat niet wordt bewaard" }
            p { "Niets uit je boekhouding: geen bedragen, geen namen van klanten, geen boekingen. Elk antwoord wordt opnieuw uit Exact gelezen." }
            h2 { "Wie het ziet" }
            p { "De assistent die je zelf toegang gaf krijgt de antwoorden op jouw vragen. Wat die dienst daarmee doet staat in haar voorwaarden. Deze site plaatst geen volgcookies en laadt niets van anderen." }
            h2 { "Jouw rechten" }
            p { "Op je overzicht kun je alles wat bewaard is downloaden en de koppeling verwijderen. Verwijderen is meteen en volledig. In Exact Online trek je de toestemming ook zelf in." }
        },
    )
}
