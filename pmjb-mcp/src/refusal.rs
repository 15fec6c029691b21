//! What is asked of the books and not given: changes, advice, and what one person earns.

use crate::failure::Failure;

/// Words that begin an order.
const ORDERS: &[&str] = &[
    "boek",
    "betaal",
    "verstuur",
    "stuur",
    "wijzig",
    "verander",
    "verwijder",
    "corrigeer",
    "maak",
    "registreer",
    "annuleer",
    "crediteer",
    "incasseer",
    "herinner",
    "factureer",
    "verwerk",
];

/// Words that end one, as in "kun je deze factuur betalen".
const INFINITIVES: &[&str] = &[
    "boeken",
    "inboeken",
    "betalen",
    "versturen",
    "sturen",
    "wijzigen",
    "veranderen",
    "verwijderen",
    "corrigeren",
    "maken",
    "aanmaken",
    "registreren",
    "annuleren",
    "crediteren",
    "incasseren",
    "factureren",
    "verwerken",
];

/// What comes before an order and adds nothing.
const COURTESY: &[&str] = &[
    "kun",
    "kunt",
    "kan",
    "wil",
    "wilt",
    "je",
    "jij",
    "u",
    "even",
    "graag",
    "a.u.b.",
    "alsjeblieft",
    "please",
    "voor",
    "mij",
    "me",
];

const ADVICE: &[&str] = &[
    "belastingadvies",
    "fiscaal advies",
    "belasting besparen",
    "minder belasting",
    "belasting betalen zonder",
    "mag ik aftrekken",
    "aftrekbaar",
    "wat moet ik qua belasting",
    "moet ik met de belasting",
    "fiscaal voordeel",
];

const EARNINGS: &[&str] =
    &["salaris van", "loon van", "loonstrook", "wat verdient", "hoeveel verdient", "verdiensten van", "loonstrookje"];

/// Why a question in words is refused; `None` when it is one for the books.
pub(crate) fn of(question: &str) -> Option<Failure> {
    let text = question.trim().to_lowercase();
    let first =
        text.split(|c: char| c.is_whitespace() || c == ',').find(|word| !word.is_empty() && !COURTESY.contains(word));
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let asks_for_it = ["kun je", "kunt u", "kan je", "wil je", "wilt u"].iter().any(|begin| text.starts_with(begin))
        && words.last().is_some_and(|word| INFINITIVES.contains(word));
    let is_order = asks_for_it || (first.is_some_and(|word| ORDERS.contains(&word)) && words.len() > 1);
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    if is_order {
        return Some(Failure::new(
            "alleen_lezen",
            "Dat kan hier niet: deze koppeling leest alleen en kan niets boeken, wijzigen of betalen.",
            "Doe dat in Exact Online zelf; daarna geeft een nieuwe vraag hier de nieuwe stand.",
        ));
    }
    if has(ADVICE) {
        return Some(Failure::new(
            "geen_belastingadvies",
            "Belastingadvies wordt hier niet gegeven: hier staan alleen de cijfers uit de boekhouding.",
            "Leg het voor aan je accountant of belastingadviseur; de btw-stand en het resultaat zijn hier wel te vragen.",
        ));
    }
    has(EARNINGS).then(|| {
        Failure::new(
            "geen_loongegevens",
            "Wat één persoon verdient wordt hier niet gegeven: die gegevens zijn privé en worden niet gelezen.",
            "De totale personeelskosten zijn wel te vragen: kosten met categorie personeel.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_advice_and_earnings_are_refused_each_with_its_reason() {
        for (asked, code) in [
            ("Boek deze factuur", "alleen_lezen"),
            ("kun je factuur 12 betalen?", "alleen_lezen"),
            ("Kun je even maak een herinnering", "alleen_lezen"),
            ("Wat moet ik qua belasting doen?", "geen_belastingadvies"),
            ("Is een auto aftrekbaar?", "geen_belastingadvies"),
            ("salaris van Jan", "geen_loongegevens"),
            ("Hoeveel verdient mijn collega?", "geen_loongegevens"),
        ] {
            assert_eq!(of(asked).map(|failure| failure.code).unwrap_or_default(), code, "{asked}");
        }
    }

    #[test]
    fn words_of_bookkeeping_are_no_orders() {
        for asked in [
            "boek",
            "boekjaar",
            "boekstuk 12",
            "betaaltermijn",
            "lonen en salarissen",
            "maakloon",
            "aftrekbare btw",
            "loonkosten",
        ] {
            assert!(of(asked).is_none(), "{asked}");
        }
    }
}
