use exact_model::Listable;
use exact_model::financial::RevenueOfYear;

fn list<E: Listable>() {}

fn main() {
    list::<RevenueOfYear>();
}
