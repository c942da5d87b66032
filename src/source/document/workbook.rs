//! Excel workbooks before 2007 (BIFF5 to BIFF8 within a compound file): cells of every sheet as rows, headers and footers,
//! comments.
//!
//! What a chain or a string claims is held against what is there: nothing is longer than the file, nothing is read twice.

use super::office::sheet::running_text;
use super::table::{TEXT, Table};
use crate::source::Origin;
use crate::source::expand::{Walk, encrypted};

/// Bytes of the header of a compound file.
const HEADER: usize = 512;
/// Streams below this size lie in the small sectors.
const SMALL: u64 = 4096;
/// Most sheets.
const SHEETS: usize = 4096;

/// Hands on the sheets of a compound file that holds a workbook; nothing where it holds none.
pub(super) fn walk(walk: &mut Walk<'_>, origin: &Origin, bytes: &[u8]) {
    let Some(stream) = Container::open(bytes).and_then(|c| c.workbook()) else {
        return;
    };
    let mut book = Book::default();
    if !book.read(&stream) {
        walk.failed(origin, &encrypted(), stream.len() as u64);
        return;
    }
    for sheet in book.sheets {
        let mut inside = origin.clone();
        inside.member.push(sheet.name.clone());
        if sheet.table.is_cut() {
            walk.skipped(&inside, "sheet too large: only its beginning was examined", 0);
        }
        let mut table = sheet.table;
        walk.document_part(origin, &sheet.name, (table.take_text() + &sheet.notes).as_bytes());
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|b| u16::from_le_bytes(*b))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_le_bytes(*b))
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..)?.first_chunk().map(|b| f64::from_le_bytes(*b))
}

/// The sectors of a compound file.
struct Container<'b> {
    bytes: &'b [u8],
    shift: u32,
    fat: Vec<u32>,
}

impl<'b> Container<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = u32::from(u16_at(bytes, 30)?);
        if !(7..=16).contains(&shift) {
            return None;
        }
        let mut container = Self {
            bytes,
            shift,
            fat: Vec::new(),
        };
        // Where the table of sectors lies: 109 places in the header, more in sectors of their own.
        let mut places: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let most = (bytes.len() >> shift) + 1;
        let mut next = u32_at(bytes, 68)?;
        let each = (1usize << shift) / 4 - 1;
        for _ in 0..most {
            let Some(sector) = container.sector(next) else { break };
            places.extend((0..each).filter_map(|i| u32_at(sector, 4 * i)));
            next = u32_at(sector, 4 * each)?;
        }
        for place in places.into_iter().take(most) {
            let Some(sector) = container.sector(place) else {
                continue;
            };
            let entries: Vec<u32> = sector.chunks_exact(4).filter_map(|c| u32_at(c, 0)).collect();
            container.fat.extend(entries);
        }
        Some(container)
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let at = HEADER.max(1 << self.shift) + ((number as usize).checked_shl(self.shift)?);
        let rest = self.bytes.get(at..).filter(|r| !r.is_empty())?;
        Some(rest.get(..1 << self.shift).unwrap_or(rest))
    }

    /// The bytes of a chain of sectors.
    fn chain(&self, start: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let mut next = start;
        for _ in 0..self.fat.len() {
            let Some(sector) = self.sector(next) else { break };
            if out.len() > self.bytes.len() {
                break;
            }
            out.extend_from_slice(sector);
            next = self.fat.get(next as usize).copied().unwrap_or(u32::MAX);
        }
        out
    }

    /// The stream of the workbook.
    fn workbook(&self) -> Option<Vec<u8>> {
        let directory = self.chain(u32_at(self.bytes, 48)?);
        let entry = |wanted: &str| {
            directory.chunks_exact(128).find(|e| {
                let len = usize::from(u16_at(e, 64).unwrap_or(0)).saturating_sub(2).min(62);
                let name: Vec<u16> = e
                    .get(..len)
                    .unwrap_or_default()
                    .chunks_exact(2)
                    .filter_map(|c| u16_at(c, 0))
                    .collect();
                String::from_utf16_lossy(&name) == wanted
            })
        };
        let book = entry("Workbook").or_else(|| entry("Book"))?;
        let start = u32_at(book, 116)?;
        let size = u64::from(u32_at(book, 120)?);
        let mut stream = if size >= SMALL {
            self.chain(start)
        } else {
            let root = self.chain(u32_at(directory.get(..128)?, 116)?);
            let table = self.chain(u32_at(self.bytes, 60)?);
            let mut out = Vec::new();
            let mut next = start as usize;
            while let Some(piece) = root
                .get(next.checked_mul(64)?..)
                .filter(|p| !p.is_empty() && (out.len() as u64) < size)
            {
                out.extend_from_slice(piece.get(..64).unwrap_or(piece));
                next = u32_at(&table, next.checked_mul(4)?).unwrap_or(u32::MAX) as usize;
            }
            out
        };
        stream.truncate(size as usize);
        Some(stream)
    }
}

/// A sheet as it grows.
#[derive(Default)]
struct Sheet {
    name: String,
    table: Table,
    /// Headers, footers, comments: a line each.
    notes: String,
    row: u16,
    cells: Vec<(usize, String)>,
}

impl Sheet {
    fn cell(&mut self, row: u16, column: u16, text: String) {
        if row != self.row {
            self.end_row();
            self.row = row;
        }
        let held: usize = self.cells.iter().map(|c| c.1.len()).sum();
        if held + text.len() > self.table.room() {
            self.table.cut();
            return;
        }
        self.cells.push((usize::from(column), text));
    }

    fn end_row(&mut self) {
        if self.cells.is_empty() {
            return;
        }
        self.table.go_to(u64::from(self.row) + 1);
        self.cells.sort_by_key(|c| c.0);
        let row: Vec<(usize, &str)> = self.cells.iter().map(|(i, t)| (*i, t.as_str())).collect();
        self.table.row(&row);
        self.cells.clear();
    }

    fn note(&mut self, text: &str) {
        if self.notes.len() < TEXT {
            self.notes.push_str(text);
            self.notes.push('\n');
        }
    }
}

/// A workbook as it is read.
#[derive(Default)]
struct Book {
    /// Before BIFF8 strings are bytes.
    old: bool,
    strings: Vec<String>,
    names: std::collections::VecDeque<String>,
    sheets: Vec<Sheet>,
    /// The place of the last formula, whose text follows it.
    formula: (u16, u16),
}

/// Numbers of records.
mod record {
    pub(super) const FORMULA: u16 = 0x06;
    pub(super) const HEADER: u16 = 0x14;
    pub(super) const FOOTER: u16 = 0x15;
    pub(super) const FILEPASS: u16 = 0x2f;
    pub(super) const CONTINUE: u16 = 0x3c;
    pub(super) const BOUNDSHEET: u16 = 0x85;
    pub(super) const MULRK: u16 = 0xbd;
    pub(super) const RSTRING: u16 = 0xd6;
    pub(super) const SST: u16 = 0xfc;
    pub(super) const LABELSST: u16 = 0xfd;
    pub(super) const TXO: u16 = 0x1b6;
    pub(super) const NUMBER: u16 = 0x203;
    pub(super) const LABEL: u16 = 0x204;
    pub(super) const STRING: u16 = 0x207;
    pub(super) const RK: u16 = 0x27e;
    pub(super) const BOF: u16 = 0x809;
}

/// One after the other: number and content.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, at)?;
        let len = usize::from(u16_at(stream, at + 2)?);
        let rest = stream.get(at + 4..)?;
        at += 4 + len;
        Some((kind, rest.get(..len).unwrap_or(rest)))
    })
}

impl Book {
    /// Reads the records; `false`: they are encrypted.
    fn read(&mut self, stream: &[u8]) -> bool {
        let mut all = records(stream).peekable();
        let mut begun = false;
        while let Some((kind, data)) = all.next() {
            let mut pieces = vec![data];
            while let Some((_, more)) = all.next_if(|r| r.0 == record::CONTINUE) {
                pieces.push(more);
            }
            match kind {
                record::FILEPASS => return false,
                record::BOF => {
                    self.old = u16_at(data, 0).unwrap_or(0) < 0x600;
                    // The first part of the stream is about the workbook, the others are sheets.
                    if begun && self.sheets.len() < SHEETS {
                        let name = self.names.pop_front().unwrap_or_else(|| "sheet".to_owned());
                        self.sheets.push(Sheet {
                            name,
                            ..Sheet::default()
                        });
                    }
                    begun = true;
                }
                record::SST => self.strings = shared(&pieces),
                record::BOUNDSHEET => {
                    let name = match (data.get(6), data.get(7..)) {
                        (Some(n), Some(text)) => self.short(usize::from(*n), text),
                        _ => None,
                    };
                    let hidden = if data.get(4).is_some_and(|v| v & 3 != 0) {
                        " (hidden)"
                    } else {
                        ""
                    };
                    self.names.push_back(name.unwrap_or_default() + hidden);
                }
                _ => {
                    let _ = self.of_sheet(kind, data, &pieces);
                }
            }
        }
        self.sheets.iter_mut().for_each(Sheet::end_row);
        true
    }

    /// Text of so many characters, behind a byte that says how wide they are.
    fn short(&self, count: usize, data: &[u8]) -> Option<String> {
        if self.old {
            let bytes = data.get(..count.min(data.len()))?;
            return Some(bytes.iter().map(|b| char::from(*b)).collect());
        }
        let mut pieces = Pieces::new(std::slice::from_ref(&data));
        let wide = pieces.byte()? & 1 != 0;
        Some(pieces.text(count, wide))
    }

    fn long(&self, data: &[u8], at: usize) -> Option<String> {
        self.short(usize::from(u16_at(data, at)?), data.get(at + 2..)?)
    }

    /// A record within a sheet.
    fn of_sheet(&mut self, kind: u16, data: &[u8], pieces: &[&[u8]]) -> Option<()> {
        let place = (u16_at(data, 0).unwrap_or(0), u16_at(data, 2).unwrap_or(0));
        let (row, column) = place;
        let text = match kind {
            record::LABELSST => self.strings.get(u32_at(data, 6)? as usize)?.clone(),
            record::LABEL | record::RSTRING => self.long(data, 6)?,
            record::NUMBER => f64_at(data, 6)?.to_string(),
            record::RK => rk(u32_at(data, 6)?).to_string(),
            record::FORMULA => {
                self.formula = place;
                // A text, an error or nothing is marked so; the text is a record of its own.
                if u16_at(data, 12)? == 0xffff {
                    return None;
                }
                f64_at(data, 6)?.to_string()
            }
            record::STRING => {
                let text = self.long(data, 0)?;
                let (row, column) = self.formula;
                self.sheets.last_mut()?.cell(row, column, text);
                return None;
            }
            record::MULRK => {
                let sheet = self.sheets.last_mut()?;
                for (i, number) in data.get(4..data.len().checked_sub(2)?)?.chunks_exact(6).enumerate() {
                    sheet.cell(row, column.checked_add(i as u16)?, rk(u32_at(number, 2)?).to_string());
                }
                return None;
            }
            record::HEADER | record::FOOTER => {
                let text = match self.old {
                    true => self.short(usize::from(*data.first()?), data.get(1..)?)?,
                    false => self.long(data, 0)?,
                };
                self.sheets.last_mut()?.notes.push_str(&running_text(&text));
                return None;
            }
            record::TXO => {
                let text = self.short(usize::from(u16_at(data, 10)?), pieces.get(1)?)?;
                self.sheets.last_mut()?.note(&text);
                return None;
            }
            _ => return None,
        };
        self.sheets.last_mut()?.cell(row, column, text);
        Some(())
    }
}

/// A number in 30 bits: the upper ones of a float, or an integer, perhaps of hundredths.
fn rk(bits: u32) -> f64 {
    let number = if bits & 2 != 0 {
        f64::from((bits as i32) >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 != 0 { number / 100.0 } else { number }
}

/// The table of strings that cells share.
fn shared(pieces: &[&[u8]]) -> Vec<String> {
    let mut reader = Pieces::new(pieces);
    let mut out = Vec::new();
    let mut held = 0;
    let _ = reader.skip(8);
    while let Some(count) = reader.u16() {
        let Some(flags) = reader.byte() else { break };
        let runs = if flags & 8 != 0 { reader.u16().unwrap_or(0) } else { 0 };
        let more = if flags & 4 != 0 { reader.u32().unwrap_or(0) } else { 0 };
        let text = reader.text(usize::from(count), flags & 1 != 0);
        held += text.len();
        out.push(text);
        if held > TEXT || reader.skip(4 * usize::from(runs) + more as usize).is_none() {
            break;
        }
    }
    out
}

/// A record and those that continue it. Text that is cut goes on behind a byte that says anew how wide characters are.
struct Pieces<'p> {
    list: &'p [&'p [u8]],
    piece: usize,
    at: usize,
}

impl<'p> Pieces<'p> {
    fn new(list: &'p [&'p [u8]]) -> Self {
        Self { list, piece: 0, at: 0 }
    }

    /// What is left of this piece, or the next one.
    fn rest(&mut self) -> Option<&'p [u8]> {
        loop {
            let rest = self.list.get(self.piece)?.get(self.at..).unwrap_or_default();
            if !rest.is_empty() {
                return Some(rest);
            }
            self.piece += 1;
            self.at = 0;
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.rest()?.first()?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let n = self.rest()?.len().min(count);
            self.at += n;
            count -= n;
        }
        Some(())
    }

    fn text(&mut self, mut count: usize, mut wide: bool) -> String {
        let mut units: Vec<u16> = Vec::new();
        while count > 0 {
            let piece = self.piece;
            let Some(mut rest) = self.rest() else { break };
            if self.piece != piece {
                wide = rest.first().is_some_and(|b| b & 1 != 0);
                self.at += 1;
                rest = rest.get(1..).unwrap_or_default();
            }
            let size = if wide { 2 } else { 1 };
            let n = (rest.len() / size).min(count);
            if n == 0 {
                // Half a character, or nothing behind the byte.
                self.at += rest.len();
                if rest.is_empty() && self.piece + 1 >= self.list.len() {
                    break;
                }
                continue;
            }
            let part = rest.get(..n * size).unwrap_or_default();
            if wide {
                units.extend(part.chunks_exact(2).filter_map(|c| u16_at(c, 0)));
            } else {
                units.extend(part.iter().map(|b| u16::from(*b)));
            }
            self.at += n * size;
            count -= n;
        }
        String::from_utf16_lossy(&units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::expand::tests::{open, open_file};

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    #[test]
    fn an_old_workbook_as_libreoffice_writes_it() {
        let book = open_file("heron.xls");
        let sheet = book.text("Hosts");
        assert!(
            sheet.contains("host: db.example.org\tuser: admin\tpassword: lantern-moss-4417"),
            "{sheet}"
        );
        assert!(
            sheet.ends_with("db_password = \"lantern-moss-4417\"\n"),
            "comments: {sheet}"
        );
        assert!(book.text("Keys (hidden)").contains("DB_PASSWORD: lantern-moss-4417"));
    }

    #[test]
    fn strings_go_on_in_the_next_record() {
        let mut first = vec![2, 0, 0, 0, 2, 0, 0, 0];
        first.extend([10, 0, 0]);
        first.extend(b"north");
        let second = [
            &[1][..],
            &"küste".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
            &[2, 0, 8, 1, 0],
            b"ok",
        ]
        .concat();
        let third = [1, 2, 3, 4, 1, 0, 0, b'z'];
        assert_eq!(shared(&[&first, &second, &third]), ["northküste", "ok", "z"]);
    }

    #[test]
    fn numbers_of_thirty_bits() {
        assert_eq!(rk((4711 << 2) | 2), 4711.0);
        assert_eq!(rk(((-15i32 << 2) as u32) | 3), -0.15);
        assert_eq!(rk((1.5f64.to_bits() >> 32) as u32), 1.5);
    }

    #[test]
    fn encrypted_records_are_told() {
        let stream = [record(record::BOF, &[0, 6]), record(record::FILEPASS, &[1, 0])].concat();
        assert!(!Book::default().read(&stream));
    }

    #[test]
    fn whatever_stands_in_it_is_survived() {
        let whole = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/containers/heron.xls")).unwrap();
        for cut in (0..whole.len()).step_by(97) {
            let _ = open("a.xls", &whole[..cut]);
        }
        for at in (0..whole.len()).step_by(61) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xff;
            let _ = open("a.xls", &bytes);
        }
    }
}
