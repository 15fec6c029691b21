//! Rows as a stream, page after page.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::vec;

use exact_model::page::{self, Page};
use exact_model::{Complete, Meta, Row};
use futures::future::BoxFuture;
use futures::stream::{FusedStream, Stream, StreamExt as _};
use url::Url;

use crate::call::Target;
use crate::client::Exact;
use crate::error::{Error, Kind};
use crate::link::Trail;
use crate::request::Query;

/// Pages as they come, each read when it is asked for.
///
/// A page may be empty without being the last. After an error there is nothing more. Dropping a `next()` that has not
/// finished loses nothing: the page under way is given to the next one.
pub struct Pages<R> {
    state: State<R>,
    meta: &'static Meta,
}

enum State<R> {
    Waiting(Box<Reader>),
    Failed(Error),
    Reading(BoxFuture<'static, Outcome<R>>),
    Done,
}

/// A page, and what reads the one after it.
type Outcome<R> = Result<(Page<R>, Option<Box<Reader>>), Error>;

/// What is needed to read the next page.
struct Reader {
    exact: Exact,
    division: i32,
    query: Query,
    /// Where the next page is; `None` before the first.
    place: Option<(Trail, Url)>,
    read: u32,
    left: Option<u64>,
}

impl<R: Row> Pages<R> {
    pub(crate) fn new(exact: Exact, division: i32, query: Query) -> Self {
        let (meta, left) = (query.meta, query.top.map(u64::from));
        let reader = Reader { exact, division, query, place: None, read: 0, left };
        Self { state: State::Waiting(Box::new(reader)), meta }
    }

    /// A stream that gives `error` and ends.
    pub(crate) fn failed(meta: &'static Meta, error: Error) -> Self {
        Self { state: State::Failed(error), meta }
    }

    /// Reads to the end and proves it.
    pub(crate) async fn complete(mut self) -> Result<Complete<R>, Error> {
        let (mut rows, mut pages) = (Vec::new(), 0);
        while let Some(page) = self.next().await {
            rows.append(&mut page?.rows);
            pages += 1;
        }
        Ok(Complete::finished(self.meta, pages, rows))
    }
}

impl Reader {
    async fn read<R: Row>(mut self: Box<Self>) -> Outcome<R> {
        let meta = self.query.meta;
        let division = meta.division_scoped.then_some(self.division);
        let line = self.exact.line();
        let (mut trail, url) = match self.place.take() {
            None => {
                let url = self.query.url(&line.origin, self.division)?;
                (Trail::new(url.clone(), division), url)
            }
            Some(place) => place,
        };
        let target = Target { endpoint: meta.id, division };
        let answer = line.get(target, &url, self.exact.meter()).await?;
        let mut page = page::decode::<R>(&answer.body).map_err(|error| {
            let what = if answer.is_html() {
                "Exact answered with a web page instead of rows: it may be down for maintenance"
            } else {
                "the answer cannot be read as the rows that were asked for"
            };
            Error::new(Kind::Decode, what).answered(answer.status.as_u16(), None, None).because(error).at(meta.id)
        })?;
        drop(answer);
        self.exact.answered_for(division);
        self.read += 1;
        if let Some(left) = &mut self.left {
            // Exact counts down by itself; whoever asked for ten rows gets ten even if it does not.
            page.rows.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
            *left -= page.rows.len() as u64;
            if *left == 0 {
                page.next = None;
            }
        }
        tracing::debug!(endpoint = meta.id, page = self.read, rows = page.rows.len(), "page read");
        let Some(link) = &page.next else {
            return Ok((page, None));
        };
        // Checked now, so that a page whose continuation is wrong is not taken for a good one.
        let url = trail.follow(link).map_err(|error| error.at(meta.id))?;
        self.place = Some((trail, url));
        Ok((page, Some(self)))
    }
}

impl<R: Row> Stream for Pages<R> {
    type Item = Result<Page<R>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            match core::mem::replace(&mut this.state, State::Done) {
                State::Waiting(reader) => this.state = State::Reading(Box::pin(reader.read::<R>())),
                State::Reading(mut reading) => {
                    let Poll::Ready(outcome) = reading.as_mut().poll(cx) else {
                        this.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    return Poll::Ready(Some(outcome.map(|(page, rest)| {
                        if let Some(rest) = rest {
                            this.state = State::Waiting(rest);
                        }
                        page
                    })));
                }
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Done => return Poll::Ready(None),
            }
        }
    }
}

impl<R: Row> FusedStream for Pages<R> {
    fn is_terminated(&self) -> bool {
        matches!(self.state, State::Done)
    }
}

impl<R> Unpin for Pages<R> {}

impl<R> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("endpoint", &self.meta.id).finish_non_exhaustive()
    }
}

/// Rows as they come; the next page is read when the last row of this one has been given.
///
/// After an error there is nothing more.
pub struct Items<R> {
    pages: Pages<R>,
    rows: vec::IntoIter<R>,
}

impl<R: Row> Items<R> {
    pub(crate) fn new(pages: Pages<R>) -> Self {
        Self { pages, rows: Vec::new().into_iter() }
    }
}

impl<R: Row> Stream for Items<R> {
    type Item = Result<R, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(row) = this.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            match ready!(this.pages.poll_next_unpin(cx)) {
                Some(Ok(page)) => this.rows = page.rows.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<R: Row> FusedStream for Items<R> {
    fn is_terminated(&self) -> bool {
        self.rows.len() == 0 && self.pages.is_terminated()
    }
}

impl<R> Unpin for Items<R> {}

impl<R> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("endpoint", &self.pages.meta.id).finish_non_exhaustive()
    }
}
