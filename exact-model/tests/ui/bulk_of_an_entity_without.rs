use exact_model::BulkEntity;
use exact_model::financial::Journal;

fn bulk<E: BulkEntity>() {}

fn main() {
    bulk::<Journal>();
}
