use exact_reports::chart::{Chart, Style};

/// The chart as PNG. Drawing takes a processor tens of milliseconds, so it does not hold up the answers of others.
///
/// `None` when it could not be drawn: the answer has all figures without it.
pub(crate) async fn png(chart: Chart) -> Option<Vec<u8>> {
    let drawn = tokio::task::spawn_blocking(move || chart.png(&Style::default())).await;
    match drawn {
        Ok(Ok(png)) => Some(png),
        Ok(Err(error)) => {
            tracing::error!(%error, "a chart could not be drawn");
            None
        }
        Err(error) => {
            tracing::error!(%error, "drawing a chart broke off");
            None
        }
    }
}
