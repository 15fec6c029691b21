//! A million lines through every report. The goal is 100 ns a line, which is ten million lines a second.
//!
//! `cargo bench -p exact-reports --bench reports`

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

mod million;

use core::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use million::{Books, Case, LINES, OF_LINES, OF_TERMS, OF_VAT, Subledger, VatBooks};

fn each<T>(group: &mut BenchmarkGroup<'_, WallTime>, cases: &[Case<T>], books: &T) {
    for (name, report) in cases {
        group.bench_function(*name, |bencher| bencher.iter(|| report(books)));
    }
}

fn reports(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a million lines");
    group.throughput(Throughput::Elements(LINES as u64)).sample_size(10).measurement_time(Duration::from_secs(3));
    each(&mut group, OF_LINES, &Books::of(LINES));
    each(&mut group, OF_TERMS, &Subledger::of(LINES));
    each(&mut group, OF_VAT, &VatBooks::of(LINES));
    group.finish();
}

criterion_group!(benches, reports);
criterion_main!(benches);
