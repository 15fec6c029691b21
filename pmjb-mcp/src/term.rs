//! What the words in an answer mean: one definition for the tool, the resources and whoever asks.

/// A word of bookkeeping as it is used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term {
    /// Its name in an address.
    pub(crate) key: &'static str,
    /// The word.
    pub(crate) name: &'static str,
    /// Other words for the same.
    pub(crate) also: &'static [&'static str],
    /// What it is, and how it is computed.
    pub(crate) definition: &'static str,
}

/// All of them, in the order of a report.
pub(crate) const TERMS: &[Term] = &[
    Term {
        key: "omzet",
        name: "Omzet",
        also: &["netto-omzet", "verkopen", "turnover", "revenue"],
        definition: "Wat er op de omzetrekeningen van het grootboek staat (rekeningtype 110), exclusief btw. Creditnota's \
            verlagen de omzet; opbrengst die in het memoriaal is geboekt telt mee. Het is dus niet het bedrag van de facturen: \
            daar zit btw in, en vooruitgefactureerde bedragen tellen pas mee in de periode waarin ze zijn geboekt.",
    },
    Term {
        key: "overige-opbrengsten",
        name: "Overige opbrengsten",
        also: &["bijzondere baten", "andere inkomsten"],
        definition: "Opbrengsten die geen omzet zijn, zoals boekwinst of bijzondere baten (rekeningtype 140). Ze staan apart en tellen \
            niet mee in de omzet, wel in het resultaat.",
    },
    Term {
        key: "kostprijs",
        name: "Kostprijs van de omzet",
        also: &["inkoopwaarde", "cogs"],
        definition: "De inkoopwaarde van wat is verkocht (rekeningtype 111), exclusief btw. Staat apart van de overige kosten.",
    },
    Term {
        key: "kosten",
        name: "Kosten",
        also: &["bedrijfskosten", "uitgaven", "lasten"],
        definition: "De bedrijfskosten van het grootboek, exclusief aftrekbare btw: personeel (125, 126), afschrijvingen (122), \
            verkoop en beheer (121), ontwikkeling (123) en overige (120). De kostprijs van de omzet wordt er apart bij genoemd. \
            Kosten horen bij de periode waarin ze zijn geboekt, ook als er nog niet is betaald.",
    },
    Term {
        key: "vaste-kosten",
        name: "Vaste kosten",
        also: &["terugkerende kosten", "abonnementen"],
        definition: "Kosten die elke periode terugkomen. Het antwoord geeft twee maten: naar aard (personeel, huisvesting, \
            afschrijving) en naar herhaling (rekeningen waarop in vrijwel elke periode ongeveer hetzelfde is geboekt). Wat vast is, \
            is een inschatting; de rekeningen staan er daarom bij.",
    },
    Term {
        key: "brutomarge",
        name: "Brutomarge",
        also: &["brutowinst", "marge"],
        definition: "Omzet min kostprijs van de omzet, als bedrag en als percentage van de omzet. Zonder kostprijsrekeningen is \
            de brutomarge niet te bepalen.",
    },
    Term {
        key: "resultaat",
        name: "Resultaat",
        also: &["winst", "verlies", "nettowinst"],
        definition: "Alle opbrengsten min alle kosten van het grootboek over de periode. Voor belasting is zonder de rekeningen \
            voor winstbelasting (type 150). Boekingen die een jaar afsluiten of openen tellen niet mee: die zetten de rekeningen op nul.",
    },
    Term {
        key: "balans",
        name: "Balans",
        also: &["vermogen", "bezittingen en schulden"],
        definition: "Bezittingen, schulden en eigen vermogen op een dag: de beginstand plus alles wat tot en met die dag is geboekt. \
            Het resultaat van het lopende jaar dat nog niet is verdeeld, staat als aparte regel bij het vermogen. Beide kanten zijn gelijk.",
    },
    Term {
        key: "kolommenbalans",
        name: "Kolommenbalans",
        also: &["proef- en saldibalans", "saldibalans", "trial balance"],
        definition: "Per grootboekrekening de beginstand, wat er debet en credit is geboekt, en de eindstand. Debet en credit zijn in \
            totaal gelijk.",
    },
    Term {
        key: "debiteuren",
        name: "Debiteuren",
        also: &["openstaande facturen", "openstaande posten", "vorderingen"],
        definition: "Wat klanten nog moeten betalen, inclusief btw. Creditnota's en ontvangsten die bij geen factuur horen staan er \
            apart en negatief bij. Het totaal wordt vergeleken met de debiteurenrekening in het grootboek en met Exacts eigen overzicht.",
    },
    Term {
        key: "crediteuren",
        name: "Crediteuren",
        also: &["te betalen facturen", "leveranciers", "schulden aan leveranciers"],
        definition: "Wat nog aan leveranciers moet worden betaald, inclusief btw. Belastingen en lonen horen er niet bij.",
    },
    Term {
        key: "te-laat",
        name: "Te laat",
        also: &["vervallen", "achterstallig", "ouderdom"],
        definition: "Een factuur is te laat als de vervaldatum vóór vandaag ligt; wie vandaag moet betalen is nog op tijd. Dagen \
            tellen vanaf de vervaldatum. Vanaf de factuurdatum kan ook: het antwoord zegt welke van de twee.",
    },
    Term {
        key: "dso",
        name: "Gemiddelde betaaltermijn (DSO)",
        also: &["days sales outstanding", "betaaltermijn"],
        definition: "Gemiddeld openstaande debiteuren gedeeld door de omzet over dezelfde periode, maal het aantal dagen; aan beide \
            kanten inclusief btw.",
    },
    Term {
        key: "btw-stand",
        name: "Btw-stand",
        also: &["btw-schuld", "btw-vordering", "btw balans"],
        definition: "Het saldo van alle btw-rekeningen in het grootboek, over alle jaren, tot op de cent: aangegeven maar nog niet \
            betaald, nog aan te geven, en wat rest op perioden die al zijn aangegeven. Het is een stand, geen mutatie.",
    },
    Term {
        key: "btw-aangifte",
        name: "Btw-aangifte",
        also: &["rubrieken", "omzetbelasting", "btw-rubrieken"],
        definition: "De rubrieken 1a tot en met 5b over één tijdvak, uit de boekingen met een btw-code, per rubriek op hele euro's in \
            je voordeel afgerond. Daardoor verschilt de aangifte een paar euro van de btw-stand, en vier kwartalen van één jaar.",
    },
    Term {
        key: "voorbelasting",
        name: "Voorbelasting",
        also: &["aftrekbare btw", "5b"],
        definition: "De btw op je inkopen die je terugkrijgt: rubriek 5b van de aangifte.",
    },
    Term {
        key: "icp",
        name: "Intracommunautaire prestaties (ICP)",
        also: &["icp-opgaaf", "eu-leveringen"],
        definition: "Leveringen en diensten aan ondernemers in andere EU-landen, per btw-nummer van de klant. Ze horen aan te sluiten op \
            rubriek 3b van de btw-aangifte.",
    },
    Term {
        key: "kor",
        name: "Kleineondernemersregeling (KOR)",
        also: &["kleine ondernemers"],
        definition: "Wie daaraan meedoet rekent geen btw en doet geen aangifte. Het antwoord is dan dat er geen btw-administratie is, \
            niet nul euro.",
    },
    Term {
        key: "liquiditeit",
        name: "Liquiditeit",
        also: &["banksaldo", "kas", "geld op de bank"],
        definition: "Het saldo van bank, kas en betaaldiensten in het grootboek (rekeningtypen 10, 12 en 16). Creditcards en roodstand \
            staan apart. Het is de stand in de boeken: afschriften die nog niet zijn verwerkt zitten er niet in.",
    },
    Term {
        key: "periode",
        name: "Periode",
        also: &["boekjaar", "boekperiode", "kwartaal"],
        definition: "Een maand, kwartaal of jaar wordt vertaald naar de boekperioden van je boekjaar, ook als dat niet op 1 januari \
            begint. Een boeking telt in de boekperiode waarin zij is geboekt, niet op de datum van de factuur. Vergelijken met vorig \
            jaar gaat periode tegen periode.",
    },
    Term {
        key: "open-boekingen",
        name: "Open en verwerkte boekingen",
        also: &["concept", "verwerkt"],
        definition: "Boekingen die zijn ingevoerd maar nog niet definitief verwerkt tellen mee, zoals in Exact zelf. Het antwoord zegt \
            welk deel dat is.",
    },
    Term {
        key: "controle",
        name: "Controle",
        also: &["aansluiting", "verschil met exact"],
        definition: "Elk bedrag wordt vergeleken met een eigen overzicht van Exact waar dat er is. Een verschil wordt genoemd, met het \
            bedrag, en nooit weggelaten.",
    },
    Term {
        key: "volledig",
        name: "Volledig",
        also: &["alle regels", "compleet"],
        definition: "Een bedrag wordt alleen gegeven als alle regels zijn gelezen, tot en met de laatste pagina. Lukt dat niet, dan komt \
            er een fout in plaats van een te laag bedrag.",
    },
];

impl Term {
    /// The definition with its other names.
    pub(crate) fn text(&self) -> String {
        format!("{}: {} Ook genoemd: {}.", self.name, self.definition, self.also.join(", "))
    }

    fn names(&self) -> impl Iterator<Item = String> {
        let also = self.also.iter().map(|also| (*also).to_owned());
        [self.key.to_owned(), self.name.to_lowercase()].into_iter().chain(also)
    }
}

/// The terms a question is about: those of exactly that name, or else those it mentions, or else those that begin so.
pub(crate) fn about(asked: &str) -> Vec<&'static Term> {
    let asked = asked.trim().to_lowercase();
    let words = format!(" {} ", asked.replace(|c: char| !c.is_alphanumeric() && c != '-', " "));
    let ways: [&dyn Fn(&str) -> bool; 3] =
        [&|name| name == asked, &|name| words.contains(&format!(" {name} ")), &|name| {
            !asked.is_empty() && name.starts_with(&asked)
        }];
    let found = ways
        .iter()
        .map(|is_meant| -> Vec<_> { TERMS.iter().filter(|term| term.names().any(|name| is_meant(&name))).collect() });
    found.into_iter().find(|terms| !terms.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_a_key_of_its_own_and_a_definition() {
        let mut keys: Vec<_> = TERMS.iter().map(|term| term.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), TERMS.len());
        for term in TERMS {
            assert!(term.definition.ends_with('.') && !term.definition.contains("  "), "{}", term.key);
            assert!(term.key.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", term.key);
        }
    }

    #[test]
    fn everyday_words_find_their_term() {
        let found = |asked: &str| about(asked).iter().map(|term| term.key).collect::<Vec<_>>();
        assert_eq!(found("winst"), ["resultaat"]);
        assert_eq!(found("Wat is omzet?"), ["omzet"]);
        assert_eq!(found("btw-schuld"), ["btw-stand"]);
        assert_eq!(found("saldibalans"), ["kolommenbalans"]);
        assert_eq!(found("Verschil tussen omzet en kosten"), ["omzet", "kosten"]);
        assert_eq!(found("bruto"), ["brutomarge"]);
        assert!(found(" ").is_empty() && found("zeppelin").is_empty());
    }
}
