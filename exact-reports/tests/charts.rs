//! Charts: what they tell without colour and without eyes, and what awkward figures do to them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

use std::collections::BTreeSet;

use exact_model::Decimal;
use exact_reports::chart::{Chart, Series, Style, Theme};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Charts of figures that are hard to draw, by name.
fn awkward() -> Vec<(&'static str, Chart)> {
    let months = |count: i32| -> Vec<String> {
        let names = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
        (0..count).map(|at| format!("{} {}", names[usize::try_from(at % 12).unwrap()], 2024 + at / 12)).collect()
    };
    let wave = |count: i64, step: i64| (0..count).map(move |at| Decimal::new((at * 7_919_131 % step) - step / 3, 2));
    let long = "Naamloze Vennootschap tot Exploitatie van <b>\"Windmolens\" & Waterwerken</b> ".repeat(3);
    vec![
        ("zero", Chart::bars("Omzet per maand", "EUR", months(12), [Series::new("Omzet", [])])),
        ("none", Chart::bars("Omzet per maand", "EUR", Vec::<String>::new(), [Series::new("Omzet", [])])),
        ("one", Chart::bars("Omzet per maand", "EUR", months(1), [Series::new("Omzet", [decimal("1234.56")])])),
        ("months", Chart::bars("Omzet per maand", "EUR", months(24), [Series::new("Omzet", wave(24, 4_000_000))])),
        (
            "below",
            Chart::bars(
                "Resultaat",
                "EUR",
                months(12),
                [Series::new("Resultaat", (1..13).map(|at| Decimal::from(-at * 100)))],
            ),
        ),
        (
            "huge",
            Chart::bars("Omzet", "EUR", months(3), [Series::new("Omzet", [Decimal::MAX, Decimal::MIN, decimal("1")])]),
        ),
        (
            "grouped",
            Chart::bars(
                "Omzet, kosten en resultaat",
                "EUR",
                months(12),
                [
                    Series::new("Omzet", wave(12, 9_000_000)),
                    Series::new("Bedrijfskosten", wave(12, 3_000_000)),
                    Series::new("Resultaat", wave(12, 5_000_000)),
                ],
            ),
        ),
        ("course", Chart::line("Liquide middelen", "EUR", months(24), [Series::new("Saldo", wave(24, 8_000_000))])),
        ("point", Chart::line("Liquide middelen", "EUR", months(1), [Series::new("Saldo", [decimal("-0.01")])])),
        (
            "names",
            Chart::ranking(
                &long,
                "EUR",
                [
                    (long.clone(), decimal("98765.43")),
                    ("Bakkerij 't Hoekje".to_owned(), decimal("1234.5")),
                    ("株式会社 漢字 テスト カンパニー 長い名前の会社です".to_owned(), decimal("0")),
                    ("zonder klant".to_owned(), decimal("-4321.09")),
                ],
            ),
        ),
        (
            "wide",
            Chart::ranking("Klanten", "EUR", [("Een", Decimal::MAX), ("Twee", Decimal::MIN), ("Drie", Decimal::ZERO)]),
        ),
        ("empty", Chart::ranking("Klanten", "EUR", Vec::<(String, Decimal)>::new())),
        (
            "groups",
            Chart::bars(
                "Verandering",
                "EUR",
                [long.as_str(), "Kosten"],
                [Series::new(&long, wave(2, 999)), Series::new("Later", wave(2, 777))],
            ),
        ),
    ]
}

fn themes() -> [Style; 2] {
    [Style::default(), Style::dark()]
}

/// The value of an attribute, everywhere it stands.
fn attributes<'a>(svg: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    svg.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[cfg(feature = "png")]
#[test]
fn a_picture_has_twice_the_pixels_of_the_drawing_and_letters_of_its_own() {
    let style = Style { width: 400, height: 240, ..Style::dark() };
    let picture = |label: &str| Chart::bars("", "EUR", [label], [Series::new("S", [])]).png(&style).unwrap();
    let (one, other) = (picture("jan"), picture("feb"));
    assert_eq!(one[..8], *b"\x89PNG\r\n\x1a\n");
    assert_eq!(
        (one[16..20].to_vec(), one[20..24].to_vec()),
        (800u32.to_be_bytes().to_vec(), 480u32.to_be_bytes().to_vec())
    );
    // Without a font both would show the same bars and no words.
    assert_ne!(one, other);
}

#[test]
fn a_chart_is_named_and_described_for_who_does_not_see_it() {
    for (name, chart) in awkward() {
        let svg = chart.svg(&Style { id: "omzet-1".into(), ..Style::default() }).unwrap();
        assert!(svg.starts_with("<svg role=\"img\" aria-labelledby=\"omzet-1-titel omzet-1-uitleg\" "), "{name}");
        let (title, desc) = (svg.find("<title id=\"omzet-1-titel\">"), svg.find("<desc id=\"omzet-1-uitleg\">"));
        assert!(title.is_some() && title < desc, "{name}");
        let drawn = chart.series.iter().take(if svg.contains("<desc id=\"omzet-1-uitleg\">Liggend") { 1 } else { 9 });
        for (series, at) in drawn.flat_map(|series| (0..chart.labels.len()).map(move |at| (series, at))) {
            let value = series.values.get(at).copied().unwrap_or_default();
            assert!(svg.contains(&exact_reports::amount::dutch(value)), "{name}: {value}");
        }
    }
}

#[test]
fn names_of_the_books_cannot_become_markup() {
    for (name, chart) in awkward() {
        let svg = chart.svg(&Style { id: "x\"><script>".into(), ..Style::default() }).unwrap();
        assert!(!svg.contains("<b>") && !svg.contains("<script"), "{name}");
        let mut reader = quick_xml::Reader::from_str(&svg);
        let mut depth = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{name}");
    }
}

#[test]
fn words_and_marks_stand_out_against_both_backgrounds() {
    for (style, background) in themes().into_iter().zip(["#FFFFFF", "#161B22"]) {
        let grid = if style.theme == Theme::Light { "#E2E6EA" } else { "#30363D" };
        for (name, chart) in awkward() {
            let svg = chart.svg(&style).unwrap();
            for part in svg.split('<').filter(|part| !part.is_empty()) {
                let needed = if part.starts_with("text") { 4.5 } else { 3.0 };
                let colours: BTreeSet<&str> = ["fill", "stroke"]
                    .iter()
                    .flat_map(|name| attributes(part, name))
                    .filter(|colour| colour.starts_with('#') && ![background, grid].contains(colour))
                    .collect();
                for colour in colours {
                    assert!(contrast(colour, background) >= needed, "{name}: {colour} on {background}");
                }
            }
        }
    }
}

/// The contrast of two colours by WCAG 2.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let part = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        let linear = |part: f64| if part <= 0.03928 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn series_differ_without_their_colour() {
    let labels = ["een", "twee"];
    let series = |name: &str| Series::new(name, [Decimal::from(500), Decimal::from(700)]);
    let one = Chart::bars("T", "EUR", labels, [series("Omzet")]).svg(&Style::default()).unwrap();
    let three = Chart::bars("T", "EUR", labels, [series("Omzet"), series("Kosten"), series("Resultaat")]);
    let three = three.svg(&Style::default()).unwrap();
    // Bars of one series are filled; a second is open, which takes a stroke, and a third has stripes.
    let is_open = |part: &&str| part.starts_with("rect") && part.contains("fill=\"none\"");
    let open = |svg: &str| svg.split('<').filter(is_open).count();
    assert_eq!(open(&one), 0);
    assert_eq!(open(&three), 6, "two of two values each, and their signs in the legend");
    for name in ["Omzet", "Kosten", "Resultaat"] {
        assert!(three.contains(&format!("\n{name}\n")), "{name} in the legend");
    }
}

#[test]
fn a_negative_bar_hangs_below_the_axis_and_a_positive_one_stands_on_it() {
    let values = [Decimal::from(500), Decimal::from(-300)];
    let svg = Chart::bars("T", "EUR", ["op", "neer"], [Series::new("S", values)]).svg(&Style::default()).unwrap();
    let bars: Vec<(i32, i32)> = svg
        .split('<')
        .filter(|part| part.starts_with("rect") && part.contains("#0B5CAD"))
        .map(|part| {
            let number = |name: &str| attributes(part, name)[0].parse::<i32>().unwrap();
            (number("y"), number("y") + number("height"))
        })
        .collect();
    assert_eq!(bars.len(), 2);
    let ((_, foot), (head, _)) = (bars[0], bars[1]);
    assert!((foot - head).abs() <= 1, "{bars:?}");
    assert!(bars[0].0 < foot && bars[1].1 > head);
}
