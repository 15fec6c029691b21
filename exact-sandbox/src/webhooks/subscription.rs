use chrono::NaiveDateTime;
use uuid::Uuid;

use super::Topic;
use crate::odata::cell::Cell;
use crate::tables::Collection;

/// A callback that is told of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) id: Uuid,
    pub(crate) callback: String,
    pub(crate) topic: Topic,
    pub(crate) description: Option<String>,
    /// The division in whose address it was made.
    pub(crate) division: i32,
    /// The divisions the app could open when it was made: their changes are told.
    pub(crate) divisions: Vec<i32>,
    /// Whose token made it, by place in the list of users.
    pub(crate) user: usize,
    pub(crate) client: Uuid,
    pub(crate) created: NaiveDateTime,
}

/// The rows of `webhooks/WebhookSubscriptions`.
pub(super) struct Rows(pub(super) Vec<Subscription>);

type Getter = for<'a> fn(&'a Subscription) -> Cell<'a>;

const COLUMNS: &[(&str, Getter)] = &[
    ("ID", |one| Cell::Guid(one.id)),
    ("CallbackURL", |one| Cell::Text(&one.callback)),
    ("ClientID", |one| Cell::Guid(one.client)),
    ("Created", |one| Cell::moment(one.created)),
    ("Description", |one| Cell::text(one.description.as_ref())),
    ("Division", |one| Cell::Int(one.division.into())),
    ("IsInstant", |_| Cell::Bool(false)),
    ("Topic", |one| Cell::Text(one.topic.name())),
];

impl Collection for Rows {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn column(&self, name: &str) -> Option<usize> {
        COLUMNS.iter().position(|(column, _)| *column == name)
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let value = self.0.get(row).zip(COLUMNS.get(column));
        value.map_or(Cell::Null, |(subscription, (_, get))| get(subscription))
    }
}
