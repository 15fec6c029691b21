//! From Exact's names to Rust's.

/// `GLAccountCode` to `gl_account_code`, `AmountVATBaseFC` to `amount_vat_base_fc`.
pub(crate) fn snake(name: &str) -> String {
    // Two abbreviations in a row look like one.
    let name = name.replace("VATDC", "VatDC").replace("VATFC", "VatFC").replace("VATGL", "VatGL");
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + 1);
        let begins_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && after.is_some_and(|after| after.is_lowercase()))
            });
        if begins_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// Words that Rust keeps for itself and that a property could be called.
const KEYWORDS: [&str; 38] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "override", "pub", "ref", "return", "static", "true", "try", "type", "use", "where",
];

/// A field name: snake case, keywords raw.
pub(crate) fn field(name: &str) -> String {
    let snake = snake(name);
    if KEYWORDS.contains(&snake.as_str()) { format!("r#{snake}") } else { snake }
}

/// A constant's name.
pub(crate) fn constant(name: &str) -> String {
    snake(name).to_uppercase()
}

/// The entity's name: as in Exact's metadata, else the collection's name in the singular.
pub(crate) fn entity(name: &str, entity_type: Option<&str>) -> String {
    // Some metadata names carry a remark behind the name: `X (complex type)`.
    if let Some(known) = entity_type.and_then(|known| known.split_whitespace().next()) {
        return known.to_owned();
    }
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = name.strip_suffix("es").filter(|stem| stem.ends_with("ss") || stem.ends_with('x')) {
        return stem.to_owned();
    }
    match name.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') && !name.ends_with("ByStatus") && !name.ends_with("Status") => {
            stem.to_owned()
        }
        _ => name.to_owned(),
    }
}

/// Words of a name for a sentence: `GLAccountCode` to `G/L account code`.
pub(crate) fn words(name: &str) -> String {
    let snake = snake(name);
    let mut words: Vec<&str> = snake.split('_').collect();
    let currency = match words.last().copied() {
        Some("dc") => Some(" in the division's currency"),
        Some("fc") => Some(" in the transaction's currency"),
        _ => None,
    };
    if currency.is_some() {
        words.pop();
    }
    let spoken: Vec<&str> = words
        .into_iter()
        .map(|word| match word {
            "gl" => "G/L",
            "vat" => "VAT",
            "id" => "ID",
            "hid" => "number",
            "eu" => "EU",
            other => other,
        })
        .collect();
    let mut sentence = spoken.join(" ");
    if let Some(first) = sentence.get(..1).map(str::to_uppercase) {
        sentence.replace_range(..1, &first);
    }
    sentence.push_str(currency.unwrap_or_default());
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_stay_together() {
        assert_eq!(snake("GLAccountCode"), "gl_account_code");
        assert_eq!(snake("AmountVATBaseFC"), "amount_vat_base_fc");
        assert_eq!(snake("AmountVATFC"), "amount_vat_fc");
        assert_eq!(snake("VATGLAccountType"), "vat_gl_account_type");
        assert_eq!(snake("HID"), "hid");
        assert_eq!(snake("EUSalesListing"), "eu_sales_listing");
        assert_eq!(field("Type"), "r#type");
    }

    #[test]
    fn collections_become_singular() {
        assert_eq!(entity("Receivables", None), "Receivable");
        assert_eq!(entity("Currencies", None), "Currency");
        assert_eq!(entity("Addresses", None), "Address");
        assert_eq!(entity("Mailboxes", None), "Mailbox");
        assert_eq!(entity("ProfitLossOverview", None), "ProfitLossOverview");
        assert_eq!(entity("GLAccounts", Some("GLAccount")), "GLAccount");
    }
}
