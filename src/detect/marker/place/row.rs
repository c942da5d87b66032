//! Rows of tables that are lines like others.

use super::{Line, plain};

impl Line<'_> {
    /// `label: value` of a row of two cells (`| Audience | Employees only |`, `<tr><td>TLP</td><td>RED</td></tr>`).
    pub(crate) fn pair(&self) -> Option<String> {
        let row = String::from_utf8_lossy(self.raw);
        let row = row.trim();
        let [label, value] = if row.starts_with('<') {
            let mut cells = row.split(['<', '>']).map(str::trim).enumerate();
            let mut text = cells
                .by_ref()
                .filter(|(i, c)| i % 2 == 0 && !c.is_empty())
                .map(|(_, c)| c);
            let pair = [text.next()?, text.next()?];
            let rows = row.matches("<td").count() + row.matches("<th").count() == 2;
            (rows && text.next().is_none()).then_some(pair)?
        } else {
            let sign = if row.contains('|') { '|' } else { '\t' };
            let mut cells = row.split(sign).map(str::trim).filter(|c| !c.is_empty());
            let pair = [cells.next()?, cells.next()?];
            // A sheet may say it again (`Level<tab>Secret<tab>Level: Secret`).
            let value = |s: &'_ str| s.rsplit(": ").next().unwrap_or_default().len();
            let again = |c: &str| c.len() == pair.iter().map(|p| value(p)).sum::<usize>() + 2 && c.contains(": ");
            cells.all(again).then_some(pair)?
        };
        // `Item: Classification<tab>Value: Internal`, a record of a sheet.
        if let (Some((_, l)), Some((_, v))) = (label.split_once(": "), value.split_once(": ")) {
            return Some(plain(&format!("{l}: {v}")));
        }
        let label = label.trim_end_matches(':');
        (!label.contains(": ")).then(|| plain(&format!("{label}: {value}")))
    }
}
