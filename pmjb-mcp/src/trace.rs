//! Traces for a collector of OpenTelemetry: where the time of a question goes. What leaves is a list of attributes that say
//! nothing of who asked, of whose books or of what was in them; a new field of a span stays here until it is put on the list.

use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::SpanExporter as Otlp;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;

/// Where a collector listens, by the names that OpenTelemetry gave them.
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

/// How long the end of the program waits for a collector.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a collector may know.
const ATTRIBUTES: [&str; 15] = [
    "http.request.method",
    "http.route",
    "http.response.status_code",
    "tool",
    "outcome",
    "calls",
    "call",
    "method",
    "endpoint",
    "status",
    "rows",
    "attempts",
    "waited_ms",
    "minute_left",
    "day_left",
];

/// The traces of this program; dropped, the last of them are sent.
#[derive(Default)]
pub(crate) struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Traces when the environment names a collector, and why not when that cannot be.
    pub(crate) fn from_environment() -> Result<Self, String> {
        if !ENDPOINTS.iter().any(|name| std::env::var_os(name).is_some_and(|address| !address.is_empty())) {
            return Ok(Self::default());
        }
        let collector = Otlp::builder().with_http().build().map_err(|error| error.to_string())?;
        let mut resource = Resource::builder();
        if std::env::var_os("OTEL_SERVICE_NAME").is_none() {
            resource = resource.with_service_name(env!("CARGO_PKG_NAME"));
        }
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(Discreet(collector))
            .with_resource(resource.build())
            .build();
        Ok(Self(Some(provider)))
    }

    /// What listens to the program's spans; `None` without a collector.
    pub(crate) fn layer<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let tracer = self.0.as_ref()?.tracer(env!("CARGO_PKG_NAME"));
        let ours =
            Targets::new().with_target("pmjb_mcp", LevelFilter::INFO).with_target("exact_client", LevelFilter::INFO);
        Some(tracing_opentelemetry::layer().with_tracer(tracer).with_filter(ours))
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        // A collector that does not answer loses the last spans; the program ends all the same.
        let _ = self.0.as_ref().map(|provider| provider.shutdown_with_timeout(PATIENCE));
    }
}

/// Sends spans without what is not on the list.
#[derive(Debug)]
struct Discreet<E>(E);

impl<E: SpanExporter> SpanExporter for Discreet<E> {
    async fn export(&self, mut batch: Vec<SpanData>) -> OTelSdkResult {
        for span in &mut batch {
            span.attributes.retain(|attribute| ATTRIBUTES.contains(&attribute.key.as_str()));
            span.events = Default::default();
            span.status = opentelemetry::trace::Status::Unset;
        }
        self.0.export(batch).await
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}
