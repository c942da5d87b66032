//! Makes `src/detect/classify/words.bin` from a word list, one word a line.

use spillage::detect::classify::words::{ALPHABET, BITS, WORD, bits, trigram};

/// Words of a list in lower case, without possessives.
pub fn load(path: &str) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let mut words: Vec<String> = text
        .lines()
        .filter(|w| !w.contains('\'') && w.is_ascii() && w.len() >= 2)
        .map(str::to_ascii_lowercase)
        .collect();
    words.sort();
    words.dedup();
    Ok(words)
}

/// The table's file.
pub fn table(words: &[String], about: &str) -> Vec<u8> {
    let mut counts = vec![0u32; ALPHABET * ALPHABET * ALPHABET];
    let mut set = vec![0u8; BITS / 8];
    let mut kept = 0;
    for w in words {
        for t in w.as_bytes().windows(3) {
            counts[trigram(t[0], t[1], t[2])] += 1;
        }
        if (WORD.0..=WORD.1).contains(&w.len()) {
            kept += 1;
            bits(w.as_bytes()).for_each(|b| set[b / 8] |= 1 << (b % 8));
        }
    }
    let most = f64::from(counts.iter().copied().max().unwrap_or(1));
    let span = (most + 1.0).ln();
    let mut file = format!("spillage words 1: {kept} words in the set; {about}\n").into_bytes();
    file.extend(
        counts
            .iter()
            .map(|c| (255.0 * (1.0 - (f64::from(*c) + 1.0).ln() / span)).round() as u8),
    );
    file.extend(set);
    file
}
