use exact_model::financial::RevenueOfYear;

fn main() {
    let _ = RevenueOfYear::arguments();
}
