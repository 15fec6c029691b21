//! The books of a server that runs for days: opened when first needed, and again when the link was renewed meanwhile.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::failure::Failure;
use crate::link::{Home, Record};
use crate::source::{Opened, Source};
use crate::today::Today;

/// Opens books once. A failure is not remembered: the owner may repair it while the server runs.
#[derive(Debug)]
pub(crate) struct Desk {
    source: Source,
    asked: Option<NaiveDate>,
    clock: Today,
    open: tokio::sync::Mutex<Option<(Option<Record>, Arc<Opened>)>>,
}

impl Desk {
    pub(crate) fn new(source: Source, asked: Option<NaiveDate>, clock: Today) -> Self {
        Self { source, asked, clock, open: tokio::sync::Mutex::default() }
    }

    /// The books, opened when they were not, or when the link is another one than they were opened with.
    pub(crate) async fn opened(&self) -> Result<Arc<Opened>, Failure> {
        let mut open = self.open.lock().await;
        let record = match &self.source {
            Source::Link => Some(Home::find()?.require()?),
            Source::Demo(..) | Source::AuditFiles(_) => None,
        };
        if let Some((known, opened)) = open.as_ref()
            && *known == record
        {
            return Ok(Arc::clone(opened));
        }
        let mut opened = Box::pin(self.source.clone().open(self.asked, self.clock)).await?;
        opened.books = opened.books.keeping_lines();
        for warning in &opened.warnings {
            tracing::warn!("{warning}");
        }
        let opened = Arc::new(opened);
        *open = Some((record, Arc::clone(&opened)));
        Ok(opened)
    }
}
