//! Reading: a collection, one entity, a count, nested rows.

use std::sync::Arc;

use axum::http::Method;
use exact_model::{Edm, Family, Meta};

use super::App;
use super::answer::Answer;
use super::api::Format;
use super::function::{self, SyncStart};
use super::write::{self, Body};
use crate::error::Refusal;
use crate::odata::bind::has_short_date;
use crate::odata::key;
use crate::odata::options::Options;
use crate::odata::page::{Page, Restriction, Selection};
use crate::odata::select::{Field, FieldKind, Plan, plan};
use crate::odata::{edmx, json, next};
use crate::schema::{self, Tail, Target};
use crate::tables::{ACCOUNT_COLUMN, Collection, Empty, Utc, me};
use crate::wall_clock;
use crate::webhooks;

/// One authorised call.
pub(super) struct Context<'a> {
    pub(super) app: &'a App,
    pub(super) target: &'a Target,
    /// Host and port the caller used, so that links lead back the same way.
    pub(super) host: &'a str,
    pub(super) format: Format,
    /// Who calls, by place in the list of users.
    pub(super) user: usize,
    /// The divisions the token opens.
    pub(super) divisions: &'a [i32],
}

/// Answers a call that passed the gate.
pub(super) fn read(context: &Context<'_>, method: &Method, options: &Options) -> Result<Answer, Refusal> {
    let meta = context.target.meta;
    if !matches!(*method, Method::GET | Method::HEAD) || !meta.methods.has("GET") {
        return Err(Refusal::method_not_allowed());
    }
    check_division(context.app, context.target, context.divisions)?;
    if meta.id == "users/UserHasRights" {
        return function::user_has_rights(context.app, context.user, options);
    }
    let _unchanged = context.app.tables.hold();
    let rows = context.rows(meta, options)?;
    if context.app.quirks.date_without_time_refused && options.filter.as_deref().is_some_and(has_short_date) {
        return Err(Refusal::query_syntax());
    }
    let restrictions = context.restrictions(options, rows.as_ref())?;
    match (&context.target.key, context.target.tail) {
        (None, Tail::Count) => context.count(rows.as_ref(), options, restrictions),
        (None, _) => context.list(rows.as_ref(), options, restrictions),
        (Some(key), tail) => {
            let row = key::find(meta, rows.as_ref(), key)?
                .filter(|row| restrictions.iter().all(|r| r.allows(rows.as_ref(), *row)));
            let row = row.ok_or_else(|| Refusal::not_found(meta.name))?;
            match tail {
                Tail::Property(property) if matches!(property.edm, Edm::Nested(_)) => {
                    context.nested(rows.as_ref(), row, property.name, options)
                }
                Tail::Property(property) => Err(Refusal::not_found(property.name)),
                _ => context.entity(rows.as_ref(), row, options),
            }
        }
    }
}

/// Describes the service of the target: XML, whatever the caller accepts.
pub(super) fn metadata(app: &App, method: &Method, target: &Target, divisions: &[i32]) -> Result<Answer, Refusal> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Err(Refusal::method_not_allowed());
    }
    check_division(app, target, divisions)?;
    let document = edmx::document(&schema::siblings(target.meta));
    let headers = vec![("dataserviceversion", "2.0;".to_owned())];
    Ok(Answer { content_type: Some("application/xml"), headers, ..Answer::json(200, document) })
}

/// Whether the caller may open the division in the path.
pub(super) fn check_division(app: &App, target: &Target, divisions: &[i32]) -> Result<(), Refusal> {
    let division = target.division;
    // Exact looks at no division number here, and current/Me has none.
    if division == 0 || target.meta.id == "system/Divisions" || divisions.contains(&division) {
        return Ok(());
    }
    Err(if app.divisions.iter().any(|(code, _, _)| *code == division) {
        Refusal::forbidden("NoDivisionAccess", "Forbidden - User division is not within division scope")
    } else {
        Refusal::forbidden("WrongDivision", "Forbidden - WrongDivision")
    })
}

impl Context<'_> {
    fn rows(&self, meta: &'static Meta, options: &Options) -> Result<Arc<dyn Collection>, Refusal> {
        if meta.id == "read/sync/Sync/SyncTimestamp" {
            return Ok(Arc::new(SyncStart::of(options, |sync| self.table(sync))?));
        }
        Ok(self.table(meta))
    }

    /// The rows of an endpoint of this call's division.
    fn table(&self, meta: &'static Meta) -> Arc<dyn Collection> {
        if meta.id == "current/Me" {
            let (user, current) = (self.app.users.get(self.user), self.app.current_division(self.user));
            let (now, offset) = wall_clock::dutch(self.app.clock.now_ms());
            let name = user.map_or("", |user| user.name.as_str());
            return Arc::new(me(name, current, now.format("%Y-%m-%dT%H:%M:%S").to_string(), offset));
        }
        if meta.id == webhooks::ENDPOINT {
            return self.app.webhooks.rows();
        }
        let rows = self.rows_of(schema::whole_aging_list(meta).unwrap_or(meta).id).unwrap_or_else(|| Arc::new(Empty));
        self.app.moves.applied(self.target.division, meta.id, rows)
    }

    fn count(
        &self,
        rows: &dyn Collection,
        options: &Options,
        restrictions: Vec<Restriction>,
    ) -> Result<Answer, Refusal> {
        if self.format == Format::Json {
            return Err(Refusal { status: 415, ..Refusal::bad_request("Unsupported media type requested.") });
        }
        let count =
            Selection::new(self.target.meta, rows, options, restrictions, self.filterable(self.target.meta))?.count();
        Ok(Answer {
            content_type: Some("text/plain;charset=utf-8"),
            ..Answer::json(200, count.to_string().into_bytes())
        })
    }

    fn list(
        &self,
        rows: &dyn Collection,
        options: &Options,
        restrictions: Vec<Restriction>,
    ) -> Result<Answer, Refusal> {
        let meta = self.target.meta;
        self.check_list(options)?;
        let mut plan = self.plan(meta, rows, options)?;
        if self.app.quirks.revenue_by_account && meta.id == "read/financial/RevenueListByYear" {
            let kind = FieldKind::Value { edm: Edm::String, column: rows.column(ACCOUNT_COLUMN) };
            plan.fields.push(Field { name: ACCOUNT_COLUMN, kind });
        }
        let selection = Selection::new(meta, rows, options, restrictions, self.filterable(meta))?;
        let mut page = selection.page(options, meta.rows_per_page().into(), self.app.quirks.next_after_full_page)?;
        if self.app.quirks.inlinecount_with_top_ignored && options.top.is_some() {
            page.count = None;
        }
        let is_list_anyway = self.app.quirks.sales_invoices_top_results && meta.id == "salesinvoice/SalesInvoices";
        let body = if meta.id == "current/Me" || is_list_anyway {
            Body::Results
        } else if options.top.is_some_and(|top| top <= meta.rows_per_page().into()) && page.count.is_none() {
            Body::Bare
        } else if meta.family == Family::Bulk && self.app.quirks.bulk_next_beside {
            Body::NextBeside
        } else {
            Body::Results
        };
        let url = self.url(meta);
        Ok(self.page(&url, &url, body, &plan, rows, &page, options))
    }

    fn entity(&self, rows: &dyn Collection, row: usize, options: &Options) -> Result<Answer, Refusal> {
        let meta = self.target.meta;
        let plan = self.plan(meta, rows, options)?;
        Ok(write::entity(self, &self.url(meta), &plan, rows, row))
    }

    /// `Entity(key)/Property`: the rows of a navigation property, paged like an expanded one.
    fn nested(
        &self,
        rows: &dyn Collection,
        row: usize,
        property: &'static str,
        options: &Options,
    ) -> Result<Answer, Refusal> {
        let meta = self.target.meta;
        let parent = schema::entity_uri(&self.url(meta), meta, rows, row);
        let url = format!("{parent}/{property}");
        let Some(inner) = schema::nested_endpoint(meta, property) else {
            let plan = Plan::new(meta, Vec::new());
            return Ok(self.page(&url, &url, Body::Results, &plan, &Empty, &Page::default(), options));
        };
        let inner_rows = self.table(inner);
        let only = Restriction::Rows(rows.nested(row, property).to_vec());
        let plan = self.plan(inner, inner_rows.as_ref(), options)?;
        let selection = Selection::new(inner, inner_rows.as_ref(), options, vec![only], self.filterable(inner))?;
        let page = selection.page(options, json::NESTED_PAGE, self.app.quirks.next_after_full_page)?;
        Ok(self.page(&url, &self.url(inner), Body::Results, &plan, inner_rows.as_ref(), &page, options))
    }

    fn plan(&self, meta: &'static Meta, rows: &dyn Collection, options: &Options) -> Result<Plan, Refusal> {
        plan(meta, rows, options.select.as_deref(), options.expand.as_deref(), &|meta, property| {
            let inner = schema::nested_endpoint(meta, property)?;
            Some((inner, self.table(inner)))
        })
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a page, used nowhere else")]
    fn page(
        &self,
        url: &str,
        entity_url: &str,
        body: Body,
        plan: &Plan,
        rows: &dyn Collection,
        page: &Page,
        options: &Options,
    ) -> Answer {
        let next = page.skiptoken.as_ref().map(|token| next::link(url, options, token, page.top_left));
        write::page(self, entity_url, body, plan, rows, page, next.as_deref())
    }

    /// The address of an endpoint's collection in this call's division.
    pub(super) fn url(&self, meta: &Meta) -> String {
        let path = meta.path.replace("{division}", &self.target.division.to_string());
        format!("{}://{}/api/v1/{path}", self.app.scheme, self.host)
    }

    /// The rows of another endpoint of the same division.
    pub(super) fn rows_of(&self, id: &str) -> Option<Arc<dyn Collection>> {
        let rows = self.app.tables.get(self.target.division, id)?;
        Some(if self.app.quirks.moments_utc { Arc::new(Utc(rows)) } else { rows })
    }

    /// The moment of the answer, for feeds.
    pub(super) fn now_ms(&self) -> i64 {
        self.app.clock.now_ms()
    }
}
