use core::fmt::Write as _;

use super::{Row, Table, Weight, notation};

impl Table {
    /// The table in Markdown, with its title as a bold line.
    ///
    /// What means something in Markdown or HTML is escaped, so that a name of the books is shown as it is written.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("**{}**\n\n|", escaped(&self.caption()));
        for column in &self.columns {
            let _ = write!(out, " {} |", escaped(&self.heading(column)));
        }
        out.push_str("\n|");
        for column in &self.columns {
            out.push_str(if column.is_number() { " ---: |" } else { " --- |" });
        }
        out.push('\n');
        for row in self.all_rows() {
            self.markdown_row(row, &mut out);
        }
        out
    }

    fn markdown_row(&self, row: &Row, out: &mut String) {
        out.push('|');
        for (_, cell) in self.cells(row) {
            let text = escaped(&notation::shown(cell));
            let _ = match row.weight {
                Weight::Subtotal if !text.is_empty() => write!(out, " **{text}** |"),
                _ => write!(out, " {text} |"),
            };
        }
        out.push('\n');
    }
}

/// Marks behind a backslash, signs of HTML as their names, and addresses cut so that no program makes a link of them.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' | '!' | '$' => out.extend(['\\', char]),
            _ => out.push(char),
        }
    }
    // GitHub's dialect makes links of bare addresses.
    out.replace("://", "&#58;//").replace("www.", "www&#46;").replace('@', "&#64;")
}

#[cfg(test)]
mod tests {
    use exact_model::Decimal;

    use super::super::{Column, Table};
    use super::escaped;

    #[test]
    fn a_name_cannot_leave_its_cell_nor_become_markup() {
        assert_eq!(escaped("a|b"), r"a\|b");
        assert_eq!(escaped(r"a\|b"), r"a\\\|b");
        assert_eq!(escaped("[x](http://y)"), r"\[x\](http&#58;//y)");
        assert_eq!(escaped("![x]`y`"), r"\!\[x\]\`y\`");
        assert_eq!(escaped("<script>&"), "&lt;script&gt;&amp;");
        assert_eq!(escaped("www.x.nl jan@x.nl"), "www&#46;x.nl jan&#64;x.nl");
        let mut table = Table::new("T", [Column::text("Naam")]);
        table.row(["een\n| twee |\n".into()]);
        assert_eq!(table.markdown().lines().count(), 5);
    }

    #[test]
    fn numbers_are_aligned_right_and_the_total_is_bold() {
        let mut table = Table::new("Kosten", [Column::text("Post"), Column::amount("Bedrag", "EUR")]);
        table.row(["Huur".into(), Decimal::new(-123_450, 2).into()]);
        table.total(["Totaal".into(), Decimal::new(-123_450, 2).into()]);
        let expected = "**Kosten (bedragen in EUR)**\n\n| Post | Bedrag |\n| --- | ---: |\n| Huur | -1.234,50 |\n\
            | **Totaal** | **-1.234,50** |\n";
        assert_eq!(table.markdown(), expected);
    }
}
