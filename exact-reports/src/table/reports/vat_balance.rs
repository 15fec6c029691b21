use super::label;
use crate::table::notation::dutch_day;
use crate::table::{Cell, Column, Table, Tabular};
use crate::vat::{Correction, Role, VatBalance};

impl Tabular for VatBalance {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Rekening"),
            Column::text("Omschrijving"),
            Column::text("Waarvoor"),
            Column::amount("Te betalen", currency),
            Column::count("Regels"),
        ];
        let mut table = Table::new(format!("Btw-schuld volgens het grootboek op {}", dutch_day(self.as_of)), columns);
        for row in &self.accounts {
            let (code, name) = (Cell::from(&row.account.code), Cell::from(&row.account.description));
            table.row([code, name, role(row.role).into(), row.amount.into(), Cell::count(row.lines)]);
        }
        table.total(["Totaal".into(), Cell::Empty, Cell::Empty, self.total.into()]);
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let columns = [
            Column::text("Kwartaal"),
            Column::amount("Verschuldigd", currency),
            Column::amount("Voorbelasting", currency),
            Column::amount("Te betalen", currency),
        ];
        let mut quarters = Table::new("Btw per kwartaal", columns);
        for row in &self.return_periods {
            let name = label::sentence(&label::quarter(row.quarter));
            quarters.row([name.into(), row.to_pay.into(), row.to_claim.into(), row.amount.into()]);
        }
        let Some(filing) = &self.filing else { return vec![quarters] };
        let columns = [Column::text("Onderdeel"), Column::amount("Te betalen", currency)];
        let title = format!("Btw-schuld naar aangifte, ingediend tot en met {}", dutch_day(filing.filed_through));
        let mut parts = Table::new(title, columns);
        parts.row(["Ingediend en niet betaald".into(), filing.filed_unpaid.into()]);
        parts.row(["Nog niet ingediend".into(), filing.not_yet_filed.into()]);
        let residue = format!("Correcties over ingediende tijdvakken ({})", correction(filing.correction()));
        parts.row([residue.into(), filing.residue.into()]);
        parts.total(["Totaal".into(), self.total.into()]);
        vec![quarters, parts]
    }
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::ToPay => "te betalen btw",
        Role::ToClaim => "te vorderen btw",
        Role::Remittance => "afdracht van ingediende btw",
    }
}

pub(super) const fn correction(correction: Correction) -> &'static str {
    match correction {
        Correction::None => "niets te doen",
        Correction::NextReturn => "mag in de volgende aangifte",
        Correction::Supplementary => "suppletie verplicht",
    }
}
