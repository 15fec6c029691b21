use uuid::Uuid;

/// What kind of thing an id is for; the same key in two spaces gives two ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum IdSpace {
    Account,
    Relation,
    Journal,
    VatCode,
    VatPercentage,
    Period,
    Entry,
    Line,
    PaymentTerm,
    User,
    Deletion,
    Record,
}

/// A stable id: the same division, space and key always give the same GUID, so that the same seed gives the same books.
#[must_use]
pub fn guid(division: i32, space: IdSpace, key: &str) -> Uuid {
    let name = format!("exact-sandbox/{division}/{space:?}/{key}");
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes())
}
