//! Tables, as Markdown for a model and drawn for a terminal.

use comfy_table::{CellAlignment, ContentArrangement, presets};

/// Rows shown in text; programs get all of them.
const MOST_ROWS: usize = 300;

/// How a column is lined up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    title: Option<&'static str>,
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
    total: Option<Vec<String>>,
}

impl Table {
    pub(crate) fn new(columns: impl IntoIterator<Item = (&'static str, Align)>) -> Self {
        Self { columns: columns.into_iter().collect(), ..Self::default() }
    }

    /// What stands above it.
    pub(crate) const fn title(&self) -> Option<&'static str> {
        self.title
    }

    /// The headings, with whether their column is of numbers.
    pub(crate) fn headings(&self) -> Vec<(&'static str, bool)> {
        self.columns.iter().map(|(heading, align)| (*heading, *align == Align::Right)).collect()
    }

    /// The rows, as many as text shows.
    pub(crate) fn shown_rows(&self) -> &[Vec<String>] {
        self.rows.get(..MOST_ROWS).unwrap_or(&self.rows)
    }

    /// The row that adds up the others.
    pub(crate) const fn total_row(&self) -> Option<&Vec<String>> {
        self.total.as_ref()
    }

    pub(crate) fn titled(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The last row, which adds up the others.
    pub(crate) fn total(&mut self, cells: impl IntoIterator<Item = String>) {
        self.total = Some(cells.into_iter().collect());
    }

    /// A Markdown table. Texts in it cannot end a cell, start a code block or make a link.
    pub(crate) fn markdown(&self) -> String {
        let mut text = self.title.map(|title| format!("**{title}**\n\n")).unwrap_or_default();
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        text.push_str(&line(self.columns.iter().map(|(name, _)| (*name).to_owned()).collect()));
        let ruler = |(_, align): &(&str, Align)| (if *align == Align::Right { "---:" } else { "---" }).to_owned();
        text.push_str(&line(self.columns.iter().map(ruler).collect()));
        for row in self.rows.iter().take(MOST_ROWS) {
            text.push_str(&line(row.iter().map(|cell| escape(cell)).collect()));
        }
        if let Some(total) = &self.total {
            let bold = |cell: &String| if cell.is_empty() { String::new() } else { format!("**{}**", escape(cell)) };
            text.push_str(&line(total.iter().map(bold).collect()));
        }
        if let Some(more) = self.left_out() {
            text.push_str(&more);
            text.push('\n');
        }
        text
    }

    /// The table for a terminal.
    pub(crate) fn drawn(&self) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(self.columns.iter().map(|(name, _)| *name));
        for row in self.rows.iter().take(MOST_ROWS) {
            table.add_row(row);
        }
        if let Some(total) = &self.total {
            table.add_row(total);
        }
        for (index, (_, align)) in self.columns.iter().enumerate() {
            if let Some(column) = table.column_mut(index).filter(|_| *align == Align::Right) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let title = self.title.map(|title| format!("{title}\n")).unwrap_or_default();
        let more = self.left_out().map(|more| format!("\n{more}")).unwrap_or_default();
        let mut lines: Vec<_> = table.lines().collect();
        if self.total.is_some() {
            let width = lines.last().map_or(0, |line| line.chars().count());
            let rule = format!("├{}┤", "─".repeat(width.saturating_sub(2)));
            // Above the last row and the border under it.
            lines.insert(lines.len().saturating_sub(2), rule);
        }
        format!("{title}{}{more}", lines.join("\n"))
    }

    fn left_out(&self) -> Option<String> {
        let more = self.rows.len().saturating_sub(MOST_ROWS);
        (more > 0).then(|| format!("… en nog {more} rijen; de gegevens bevatten ze alle."))
    }
}

/// Text that Markdown shows as it is.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '\\' | '#' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new([("Klant", Align::Left), ("Bedrag", Align::Right)]);
        table.row(["A | B `x`".to_owned(), "€ 1,00".to_owned()]);
        table.total(["Totaal".to_owned(), "€ 1,00".to_owned()]);
        table
    }

    #[test]
    fn a_name_cannot_break_out_of_its_markdown_cell() {
        let expected =
            "| Klant | Bedrag |\n| --- | ---: |\n| A \\| B \\`x\\` | € 1,00 |\n| **Totaal** | **€ 1,00** |\n";
        assert_eq!(table().markdown(), expected);
    }

    #[test]
    fn a_terminal_shows_the_same_cells() {
        let drawn = table().drawn();
        for cell in ["Klant", "A | B `x`", "Totaal", "€ 1,00"] {
            assert!(drawn.contains(cell), "{drawn}");
        }
    }

    #[test]
    fn what_a_long_table_leaves_out_is_said() {
        let mut table = Table::new([("n", Align::Right)]);
        (0..MOST_ROWS + 2).for_each(|n| table.row([n.to_string()]));
        assert!(table.markdown().ends_with("… en nog 2 rijen; de gegevens bevatten ze alle.\n"));
    }
}
