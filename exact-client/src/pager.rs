//! Rows as a stream, page after page.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::sync::Arc;
use std::vec;

use async_stream::try_stream;
use exact_model::nested::NestedPages;
use exact_model::page::{DecodeError, Page};
use exact_model::{Complete, Folded, Meta};
use futures::stream::{self, BoxStream, Fuse, FusedStream, Stream, StreamExt as _};
use url::Url;

use crate::call::Target;
use crate::continuation::{Continuation, Identity, Place};
use crate::error::{Error, Kind};
use crate::link::Trail;
use crate::observer::Event;
use crate::read_ahead::Ahead;
use crate::reading::Reading;
use crate::transport::Answer;

/// Pages as they come, each read when it is asked for, or one page earlier with
/// [`read_ahead`](crate::List::read_ahead).
///
/// A page may be empty without being the last. After an error there is nothing more. Dropping a `next()` that has not
/// finished loses nothing: the page under way is given to the next one.
pub struct Pages<R> {
    source: Fuse<Source<R>>,
    meta: &'static Meta,
    identity: Option<Arc<Identity>>,
    /// Where it stands after the page that was given last.
    place: Option<Place>,
}

/// A page and what is left after it.
struct Read<R> {
    page: Page<R>,
    rest: Place,
}

/// Where pages come from.
enum Source<R> {
    Here(BoxStream<'static, Result<Read<R>, Error>>),
    Ahead(Ahead<Result<Read<R>, Error>>),
}

impl<R: Send + 'static> Pages<R> {
    pub(crate) fn new(reading: Reading<R>) -> Self {
        let (meta, ahead) = (reading.meta, reading.ahead);
        let (identity, place) = (Some(Arc::clone(&reading.identity)), Some(reading.place.clone()));
        let stream = read(reading).boxed();
        let source = if ahead { Source::Ahead(Ahead::new(stream)) } else { Source::Here(stream) };
        Self { source: source.fuse(), meta, identity, place }
    }

    /// A stream that gives `error` and ends.
    pub(crate) fn failed(meta: &'static Meta, error: Error) -> Self {
        let source = Source::Here(stream::iter([Err(error)]).boxed());
        Self { source: source.fuse(), meta, identity: None, place: None }
    }

    /// Where to go on after the pages given so far, with [`List::resume`](crate::List::resume); `None` when they were all.
    /// After an error it is still the place after the last page that was given.
    #[must_use]
    pub fn continuation(&self) -> Option<Continuation> {
        self.place.as_ref()?.continuation(self.identity.as_ref()?)
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

    /// Reads to the end and proves it, and keeps no row.
    pub(crate) async fn fold<T>(mut self, start: T, mut each: impl FnMut(&mut T, R)) -> Result<Folded<T>, Error> {
        let (mut value, mut pages, mut rows) = (start, 0, 0);
        while let Some(page) = self.next().await {
            let page = page?;
            pages += 1;
            rows += page.rows.len() as u64;
            page.rows.into_iter().for_each(|row| each(&mut value, row));
        }
        Ok(Folded::finished(self.meta, pages, rows, value))
    }
}

/// Reads page after page, until one has no link to the next; and so for every address.
fn read<R: Send + 'static>(reading: Reading<R>) -> impl Stream<Item = Result<Read<R>, Error>> {
    try_stream! {
        let (endpoint, division) = (reading.meta.id, reading.division);
        let mut place = reading.place.clone();
        let mut trail: Option<Trail> = None;
        let (mut pages, mut rows) = (0, 0);
        while let Some(url) = place.links.pop_front() {
            let trail_here = trail.get_or_insert_with(|| Trail::new(url.clone(), division));
            let mut page = read_page(&reading, &url).await?;
            if let Some(left) = &mut place.rows_left {
                // Exact counts down by itself; whoever asked for ten rows gets ten even if it does not.
                page.rows.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= page.rows.len() as u64;
                if *left == 0 {
                    page.next = None;
                    place.links.clear();
                }
            }
            // Followed before the page is given: one whose continuation is wrong is not a good page.
            let next = page.next.as_deref().map(|link| trail_here.follow(link).map_err(|error| error.at(endpoint)));
            match next.transpose()? {
                Some(next) => place.links.push_front(next),
                None => trail = None,
            }
            pages += 1;
            rows += page.rows.len() as u64;
            tracing::debug!(endpoint, page = pages, rows = page.rows.len(), "page read");
            if !page.absent.is_empty() {
                tracing::warn!(endpoint, columns = ?page.absent, "columns that were asked for did not come");
            }
            reading.exact.line().observer.observe(&Event::Page { endpoint, division, pages, rows, total: page.count });
            yield Read { page, rest: place.clone() };
        }
    }
}

/// A page, with all rows that are nested in its rows.
async fn read_page<R>(reading: &Reading<R>, url: &Url) -> Result<Page<R>, Error> {
    let answer = ask(reading, url).await?;
    let mut page = (reading.decoder.page)(&answer.body).map_err(|error| undecoded(&answer, error, reading.meta))?;
    answer.span.record("rows", page.rows.len());
    reading.exact.answered_for(reading.division);
    let mut unread: Vec<&mut dyn NestedPages> = page.rows.iter_mut().flat_map(reading.decoder.nested).collect();
    while let Some(nested) = unread.pop() {
        // Every list of nested rows has links of its own, pinned like those of the pages.
        let mut trail = Trail::new(url.clone(), reading.division);
        while let Some(link) = nested.next() {
            let url = trail.follow(link).map_err(|error| error.at(reading.meta.id))?;
            let answer = ask(reading, &url).await?;
            nested.append_answer(&answer.body).map_err(|error| undecoded(&answer, error, reading.meta))?;
        }
        unread.extend(nested.inner());
    }
    Ok(page)
}

async fn ask<R>(reading: &Reading<R>, url: &Url) -> Result<Answer, Error> {
    let target = Target { endpoint: reading.meta.id, division: reading.division };
    reading.exact.line().get(target, url, reading.exact.meter()).await
}

fn undecoded(answer: &Answer, error: DecodeError, meta: &Meta) -> Error {
    let what = if answer.is_html() {
        "Exact answered with a web page instead of rows: it may be down for maintenance"
    } else {
        "the answer cannot be read as the rows that were asked for"
    };
    Error::new(Kind::Decode, what).answered(answer.status.as_u16(), None, None).because(error).at(meta.id)
}

impl<R: Send + 'static> Stream for Pages<R> {
    type Item = Result<Page<R>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        match ready!(this.source.poll_next_unpin(cx)) {
            Some(Ok(Read { page, rest })) => {
                this.place = Some(rest);
                Poll::Ready(Some(Ok(page)))
            }
            Some(Err(error)) => Poll::Ready(Some(Err(error))),
            None => Poll::Ready(None),
        }
    }
}

impl<R: Send + 'static> FusedStream for Pages<R> {
    fn is_terminated(&self) -> bool {
        self.source.is_terminated()
    }
}

impl<R: Send + 'static> Stream for Source<R> {
    type Item = Result<Read<R>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.get_mut() {
            Self::Here(pages) => pages.poll_next_unpin(cx),
            Self::Ahead(pages) => pages.poll_next_unpin(cx),
        }
    }
}

impl<R> Unpin for Source<R> {}

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
    /// Where the page that is being given begins.
    begun: Option<Place>,
}

impl<R: Send + 'static> Items<R> {
    pub(crate) fn new(pages: Pages<R>) -> Self {
        Self { pages, rows: Vec::new().into_iter(), begun: None }
    }

    /// Where to go on, with [`List::resume`](crate::List::resume); `None` when all rows were given. Pages are Exact's
    /// own, so in the middle of a page it is the beginning of that page: going on gives the rows of it again, and never
    /// passes over one.
    #[must_use]
    pub fn continuation(&self) -> Option<Continuation> {
        if self.rows.len() == 0 {
            return self.pages.continuation();
        }
        self.begun.as_ref()?.continuation(self.pages.identity.as_ref()?)
    }
}

impl<R: Send + 'static> Stream for Items<R> {
    type Item = Result<R, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(row) = this.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            let begun = this.pages.place.clone();
            match ready!(this.pages.poll_next_unpin(cx)) {
                Some(Ok(page)) => (this.rows, this.begun) = (page.rows.into_iter(), begun),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<R: Send + 'static> FusedStream for Items<R> {
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
