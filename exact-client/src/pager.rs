//! Rows as a stream, page after page.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::vec;

use async_stream::try_stream;
use exact_model::page::{self, Page};
use exact_model::{Complete, Meta, Row};
use futures::stream::{self, BoxStream, Fuse, FusedStream, Stream, StreamExt as _};
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
    pages: Fuse<BoxStream<'static, Result<Page<R>, Error>>>,
    meta: &'static Meta,
}

impl<R: Row> Pages<R> {
    pub(crate) fn new(exact: Exact, division: i32, query: Query) -> Self {
        let meta = query.meta;
        Self { pages: read(exact, division, query).boxed().fuse(), meta }
    }

    /// A stream that gives `error` and ends.
    pub(crate) fn failed(meta: &'static Meta, error: Error) -> Self {
        Self { pages: stream::iter([Err(error)]).boxed().fuse(), meta }
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

/// Reads page after page, until one has no link to the next.
fn read<R: Row>(exact: Exact, division: i32, query: Query) -> impl Stream<Item = Result<Page<R>, Error>> {
    try_stream! {
        let meta = query.meta;
        let division_in_link = meta.division_scoped.then_some(division);
        let mut left = query.top.map(u64::from);
        let mut url = query.url(&exact.line().origin, division)?;
        let mut trail = Trail::new(url.clone(), division_in_link);
        for number in 1_u64.. {
            let mut page = read_page::<R>(&exact, meta, division_in_link, &url).await?;
            if let Some(left) = &mut left {
                // Exact counts down by itself; whoever asked for ten rows gets ten even if it does not.
                page.rows.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= page.rows.len() as u64;
                if *left == 0 {
                    page.next = None;
                }
            }
            tracing::debug!(endpoint = meta.id, page = number, rows = page.rows.len(), "page read");
            // Followed before the page is given: one whose continuation is wrong is not a good page.
            let next = page.next.as_deref().map(|link| trail.follow(link).map_err(|error| error.at(meta.id)));
            let next = next.transpose()?;
            yield page;
            match next {
                Some(next) => url = next,
                None => break,
            }
        }
    }
}

async fn read_page<R: Row>(
    exact: &Exact,
    meta: &'static Meta,
    division: Option<i32>,
    url: &Url,
) -> Result<Page<R>, Error> {
    let target = Target { endpoint: meta.id, division };
    let answer = exact.line().get(target, url, exact.meter()).await?;
    let page = page::decode::<R>(&answer.body).map_err(|error| {
        let what = if answer.is_html() {
            "Exact answered with a web page instead of rows: it may be down for maintenance"
        } else {
            "the answer cannot be read as the rows that were asked for"
        };
        Error::new(Kind::Decode, what).answered(answer.status.as_u16(), None, None).because(error).at(meta.id)
    })?;
    answer.span.record("rows", page.rows.len());
    exact.answered_for(division);
    Ok(page)
}

impl<R: Row> Stream for Pages<R> {
    type Item = Result<Page<R>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().pages.poll_next_unpin(cx)
    }
}

impl<R: Row> FusedStream for Pages<R> {
    fn is_terminated(&self) -> bool {
        self.pages.is_terminated()
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
