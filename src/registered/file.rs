//! The index on disk: a magic, a version, documents with their hashes; numbers are little-endian, no text but chosen names.

use std::io::{self, Read, Write};

use super::run::PRINT_BITS;
use super::{Document, Index, PLENTY};

const MAGIC: &[u8; 8] = b"SPLGIDX4";
/// Bytes of the hash of a file's content that are kept: with its size enough, since it only confirms.
const CONTENT: usize = 4;
/// Bytes of a fingerprint.
const PRINT: usize = (PRINT_BITS / 8) as usize;
/// Most documents and fingerprints that a file may announce.
const MOST: u32 = 50_000_000;

/// Why an index could not be read.
#[derive(Debug)]
pub enum IndexError {
    /// The file itself.
    Io(io::Error),
    /// What is in it.
    Damaged(&'static str),
}

impl std::fmt::Display for IndexError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
                f.write_str("the index is cut short: register the files again")
            }
            Self::Io(e) => write!(f, "{e}"),
            Self::Damaged(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for IndexError {}

impl From<io::Error> for IndexError {
    fn from(e: io::Error) -> Self {
        Self::Io(e)
    }
}

impl Index {
    /// Writes the index.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(MAGIC)?;
        out.write_all(&(self.documents.len() as u32).to_le_bytes())?;
        for d in &self.documents {
            let name = d.name.as_bytes();
            let name = name.get(..name.len().min(255)).unwrap_or_default();
            out.write_all(&[name.len() as u8])?;
            out.write_all(name)?;
            number(out, d.prints.len().min(usize::from(u16::MAX)) as u32)?;
            if let (Some((content, size)), true) = (d.exact, d.prints.len() < PLENTY) {
                out.write_all(&content.to_le_bytes())?;
                number(out, size)?;
            }
            for p in d.prints.iter().take(usize::from(u16::MAX)) {
                out.write_all(p.to_le_bytes().get(..PRINT).unwrap_or_default())?;
            }
        }
        Ok(())
    }

    /// Reads an index.
    ///
    /// # Errors
    /// The file cannot be read, is no index, or is cut short.
    pub fn read(input: &mut dyn Read) -> Result<Self, IndexError> {
        let mut magic = [0; 8];
        if input.read_exact(&mut magic).is_err() || &magic != MAGIC {
            return Err(IndexError::Damaged(
                "this is no index of registered files: expected what `spillage register` wrote",
            ));
        }
        let count = u32::from_le_bytes(array(input)?);
        if count > MOST {
            return Err(IndexError::Damaged("the index announces more files than it can hold"));
        }
        let mut documents = Vec::new();
        for _ in 0..count {
            let [n] = array::<1>(input)?;
            let mut name = vec![0; usize::from(n)];
            input.read_exact(&mut name)?;
            let prints = read_number(input)?;
            if prints > u32::from(u16::MAX) {
                return Err(IndexError::Damaged(
                    "the index announces more fingerprints than a file has",
                ));
            }
            let exact = if (prints as usize) < PLENTY {
                Some((u32::from_le_bytes(array::<CONTENT>(input)?), read_number(input)?))
            } else {
                None
            };
            let mut list = Vec::with_capacity(prints as usize);
            for _ in 0..prints {
                let mut bytes = [0; 8];
                input.read_exact(bytes.get_mut(..PRINT).unwrap_or_default())?;
                list.push(u64::from_le_bytes(bytes));
            }
            documents.push(Document {
                name: String::from_utf8_lossy(&name).into_owned(),
                exact,
                prints: list,
            });
        }
        Ok(Self::new(documents))
    }
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn number(out: &mut dyn Write, mut n: u32) -> io::Result<()> {
    while n >= 0x80 {
        out.write_all(&[n as u8 | 0x80])?;
        n >>= 7;
    }
    out.write_all(&[n as u8])
}

fn read_number(input: &mut dyn Read) -> io::Result<u32> {
    let mut n = 0u64;
    for shift in [0, 7, 14, 21, 28] {
        let [b] = array::<1>(input)?;
        n |= u64::from(b & 0x7f) << shift;
        if b < 0x80 {
            break;
        }
    }
    u32::try_from(n).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
}

fn array<const N: usize>(input: &mut dyn Read) -> io::Result<[u8; N]> {
    let mut a = [0; N];
    input.read_exact(&mut a)?;
    Ok(a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::decode;
    use crate::registered::{Draft, Public};

    #[test]
    fn written_and_read_again() {
        let text = "fn a(x: u32) -> u32 { x + 1 }\n".repeat(20);
        let drafts = vec![
            Draft::new("a.rs".into(), &decode(text.as_bytes()), false),
            Draft::new(String::new(), &decode(b"tiny"), false),
        ];
        let index = Index::of(drafts, &Public::default());
        let mut bytes = Vec::new();
        index.write(&mut bytes).unwrap();
        let again = Index::read(&mut bytes.as_slice()).unwrap();
        assert_eq!(again.documents(), index.documents());
        for cut in 0..bytes.len() {
            assert!(Index::read(&mut bytes.get(..cut).unwrap()).is_err());
        }
        assert!(Index::read(&mut &b"SPLGIDX4\xff\xff\xff\xff"[..]).is_err());
    }
}
