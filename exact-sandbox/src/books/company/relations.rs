//! Customers and suppliers, all of them invented.

use crate::books::{IdSpace, Relation, guid};

use super::clerk::Clerk;
use super::profile::{Profile, Trade};

/// Where a customer is, for VAT and for the currency of its invoices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Market {
    Domestic,
    /// Domestic, and VAT is reversed to it.
    Reversed,
    /// Domestic, at 0 %.
    Zero,
    /// A business in another EU country.
    Eu,
    /// Outside the EU, in that currency.
    World(&'static str),
}

/// A customer and how it pays.
#[derive(Debug, Clone)]
pub(super) struct Customer {
    pub(super) code: String,
    pub(super) market: Market,
    /// Days within which it should pay.
    pub(super) terms: u32,
    /// Days after the due date on which it usually does; negative is early.
    pub(super) habit: i64,
    /// Pays everything that is due at once.
    pub(super) bundles: bool,
}

/// Everybody a company deals with.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) relations: Vec<Relation>,
    pub(super) customers: Vec<Customer>,
    /// Codes of those who sell goods.
    pub(super) goods: Vec<String>,
    /// Codes of those whose bills come back, in the order of the bills.
    pub(super) recurring: Vec<String>,
    /// Suppliers with a part of their own: reverse charge, import, EU goods.
    pub(super) subcontractor: String,
    pub(super) importer: String,
    pub(super) grower: String,
}

const SHOPS: &[&str] = &[
    "Tuincentrum",
    "Hoveniersbedrijf",
    "Kwekerij",
    "Bloemenhuis",
    "Landgoed",
    "Boerderijwinkel",
    "Camping",
    "Klusbedrijf",
];
const CLIENTS: &[&str] = &["Bakkerij", "Rederij", "Drukkerij", "Fietsenmakerij", "Coöperatie", "Maatschap"];
const FANCY: &[&str] = &[
    "'t Krakende Hek",
    "De Natte Laars",
    "Modder & Zoon",
    "D'n Dikken Pier",
    "De Laatste Druppel",
    "Van Achteren & Van Voren",
    "'s Avonds Laat",
    "Het Vergeten Schepje",
    "Jansen-Voorbeeld",
    "De Zeven Slootjes",
    "Kees & Kees & Kees",
    "De Scheve Schuur",
    "Op 't Randje",
    "Het Derde Wiel",
    "De Gulle Gieter",
    "Jan Voorbeeld",
];
const PLACES: &[&str] = &[
    "Nergenshuizen",
    "Schemerdijk",
    "Oud-Verzonnen",
    "Klein Bedacht",
    "Sint-Nimmer",
    "Achterbroekerveen",
    "Zompwoude",
];
const MAKERS: &[&str] = &["Zadenhuis", "IJzerwaren", "Potterie", "Stekbedrijf", "Touwslagerij", "Houtzagerij"];

/// Makes everybody up: first the customers, then those who sell to the company.
pub(super) fn invent(clerk: &mut Clerk, profile: &Profile) -> People {
    let mut people = People::default();
    let kinds = if profile.trade == Trade::Wholesale { SHOPS } else { CLIENTS };
    let shift = usize::try_from(clerk.roll(0, 100)).unwrap_or_default();
    for index in 0..profile.customers {
        let market = market(index);
        let (name, country) = foreign(market, index).unwrap_or_else(|| (combine(kinds, FANCY, index + shift), "NL"));
        // Associations and private customers have no VAT number.
        let has_number = market != Market::Domestic || index % 5 != 3;
        let vat_number = has_number.then(|| vat_number(country, index)).flatten();
        let code = people.add(clerk.division, name, country, vat_number, true);
        let terms = *clerk.pick(&[14, 30, 30, 30, 60]).unwrap_or(&30);
        // At least one customer is always in time.
        let habit = if market == Market::Zero { -6 } else { clerk.roll(-6, 24) };
        people.customers.push(Customer { code, market, terms, habit, bundles: index % 3 == 0 });
    }
    for index in 0..profile.suppliers {
        let name = format!("{} B.V.", combine(MAKERS, FANCY, index + shift + 3));
        let code = people.add(clerk.division, name, "NL", vat_number("NL", 500 + index), false);
        people.goods.push(code);
    }
    for (index, bill) in profile.recurring.iter().enumerate() {
        let number = vat_number(bill.country, 700 + index);
        let code = people.add(clerk.division, bill.supplier.to_owned(), bill.country, number, false);
        people.recurring.push(code);
    }
    // The one VAT is reversed to also works for the company, which makes it a customer and a supplier.
    people.subcontractor = people.customers.first().map(|customer| customer.code.clone()).unwrap_or_default();
    if let Some(relation) = people.relations.first_mut() {
        relation.is_supplier = true;
    }
    people.importer = people.add(clerk.division, "Imaginary Tools Trading Co., Ltd.".to_owned(), "CN", None, false);
    let number = vat_number("BE", 901);
    people.grower = people.add(clerk.division, "Plantengoed Zonder Naam BV".to_owned(), "BE", number, false);
    people
}

impl People {
    fn add(
        &mut self,
        division: i32,
        name: String,
        country: &str,
        vat_number: Option<String>,
        is_customer: bool,
    ) -> String {
        let index = self.relations.len();
        let code = (index + 1).to_string();
        let mailbox = if is_customer { "inkoop" } else { "verkoop" };
        self.relations.push(Relation {
            id: guid(division, IdSpace::Relation, &code),
            code: code.clone(),
            name,
            country: country.to_owned(),
            vat_number,
            city: (country == "NL").then(|| PLACES.get(index % PLACES.len()).copied().unwrap_or_default().to_owned()),
            email: (index % 4 != 2).then(|| format!("{mailbox}@relatie{code}.example")),
            is_supplier: !is_customer,
            is_customer,
        });
        code
    }
}

/// The first few customers are the unusual ones, so that a small company has them too.
const fn market(index: usize) -> Market {
    match index {
        0 => Market::Reversed,
        1 => Market::Zero,
        2 => Market::World("USD"),
        3 => Market::World("GBP"),
        4 | 5 => Market::Eu,
        _ => Market::Domestic,
    }
}

fn foreign(market: Market, index: usize) -> Option<(String, &'static str)> {
    let (name, country) = match (market, index) {
        (Market::World("USD"), _) => ("Placeholder Gardens Inc.", "US"),
        (Market::World(_), _) => ("Sample, Sample & Daughters Ltd", "GB"),
        (Market::Eu, 4) => ("Gärtnerei Mustergrün GmbH", "DE"),
        (Market::Eu, _) => ("Jardins d'Exemple SARL", "FR"),
        _ => return None,
    };
    Some((name.to_owned(), country))
}

/// Each combination once before any comes back, as long as there are fewer than kinds times fancies.
fn combine(kinds: &[&str], fancy: &[&str], index: usize) -> String {
    let kind = kinds.get((index / 3 + index) % kinds.len().max(1)).copied().unwrap_or_default();
    let name = fancy.get((index * 5) % fancy.len().max(1)).copied().unwrap_or_default();
    let series = index / (kinds.len() * fancy.len()).max(1);
    if series.is_multiple_of(2) { format!("{kind} {name}") } else { format!("{kind} {name} Beheer") }
}

/// A number in the country's form that belongs to nobody.
fn vat_number(country: &str, index: usize) -> Option<String> {
    match country {
        "NL" => Some(format!("NL000{:06}B01", index * 37 + 1000)),
        "DE" => Some(format!("DE000{:06}", index * 41 + 1000)),
        "FR" => Some(format!("FR00000{:06}", index * 43 + 1000)),
        "BE" => Some(format!("BE0000{:06}", index * 47 + 1000)),
        "IE" => Some(format!("IE000{:04}X", index + 1000)),
        "LU" => Some(format!("LU000{:05}", index + 1000)),
        _ => None,
    }
}

/// Many relations at once: customers first, then suppliers.
pub(super) fn crowd(division: i32, customers: usize, suppliers: usize, have_numbers: bool) -> Vec<Relation> {
    let mut people = People::default();
    for index in 0..customers + suppliers {
        let is_customer = index < customers;
        let kinds = if is_customer { SHOPS } else { MAKERS };
        // Beyond the combinations a number tells one from another.
        let round = index / (kinds.len() * FANCY.len());
        let name = combine(kinds, FANCY, index);
        let name = if round == 0 { name } else { format!("{name} {}", round + 1) };
        let number = if have_numbers { vat_number("NL", index) } else { None };
        people.add(division, name, "NL", number, is_customer);
    }
    people.relations
}
