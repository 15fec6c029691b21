/// What the description of a VAT code says that it is for, in Dutch or English. Read once: every line asks for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Wording {
    pub(super) private_use: bool,
    pub(super) distance_sales: bool,
    pub(super) outside_eu: bool,
    pub(super) import: bool,
    pub(super) within_eu: bool,
}

impl Wording {
    pub(super) fn of(description: &str) -> Self {
        // A blank at the end tells a last word from the beginning of a longer one.
        let text = format!("{} ", description.to_lowercase());
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        Self {
            private_use: says(&["privé", "prive ", "private use"]),
            distance_sales: says(&["installatie", "afstandsverko", "televerko", "distance sale"]),
            outside_eu: says(&["buiten de eu", "buiten eu", "outside the eu", "export", "uitvoer"]),
            import: says(&["invoer", "import"]),
            within_eu: says(&[
                "verwerving",
                "binnen de eu",
                "binnen eu",
                "intracommun",
                "acquisition",
                "within the eu",
            ]),
        }
    }
}
