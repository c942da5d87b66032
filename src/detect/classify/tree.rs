//! Boosted decision trees as a compact table: features are cut into bins once, then every node is one comparison of
//! bytes.
//!
//! The file: a line of text that says from what and with which figures it was made, a line `spillage-model 1`, then
//! little-endian binary: features u16; per feature count of cuts u8 and cuts f32; trees u16, depth u8, base f32; per
//! tree `2^depth - 1` pairs (feature u8, bin u8) and `2^depth` leaves f32; calibration points u8 and pairs f32.

/// A model, read from its file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// Upper edges of the bins of each feature.
    pub cuts: Vec<Vec<f32>>,
    /// Levels of every tree.
    pub depth: usize,
    /// Log-odds before any tree.
    pub base: f32,
    /// Inner nodes of all trees in level order: feature and the last bin that goes left.
    pub nodes: Vec<(u8, u8)>,
    /// Leaves of all trees.
    pub leaves: Vec<f32>,
    /// Log-odds and the probability that goes with them, ascending.
    pub calibration: Vec<(f32, f32)>,
}

const MAGIC: &[u8] = b"spillage-model 1\n";

struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }
    fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[b]| b)
    }
    fn short(&mut self) -> Option<usize> {
        self.take().map(u16::from_le_bytes).map(usize::from)
    }
    fn float(&mut self) -> Option<f32> {
        self.take().map(f32::from_le_bytes)
    }
}

impl Model {
    /// Reads a model; `None` where the file is not one.
    #[must_use]
    pub fn read(file: &[u8]) -> Option<Self> {
        let at = memchr::memmem::find(file, MAGIC)?;
        let mut r = Reader(file.get(at + MAGIC.len()..)?);
        let mut m = Self::default();
        for _ in 0..r.short()? {
            let n = r.byte()?;
            m.cuts.push((0..n).map(|_| r.float()).collect::<Option<_>>()?);
        }
        let trees = r.short()?;
        m.depth = usize::from(r.byte()?);
        m.base = r.float()?;
        if m.depth > 8 {
            return None;
        }
        for _ in 0..trees {
            for _ in 0..(1usize << m.depth) - 1 {
                m.nodes.push((r.byte()?, r.byte()?));
            }
            for _ in 0..1usize << m.depth {
                m.leaves.push(r.float()?);
            }
        }
        for _ in 0..r.byte()? {
            m.calibration.push((r.float()?, r.float()?));
        }
        Some(m)
    }

    /// The file of a model; `about` is its first line.
    #[must_use]
    pub fn write(&self, about: &str) -> Vec<u8> {
        let mut f = about.replace('\n', " ").into_bytes();
        f.push(b'\n');
        f.extend_from_slice(MAGIC);
        f.extend_from_slice(&(self.cuts.len() as u16).to_le_bytes());
        for cuts in &self.cuts {
            f.push(cuts.len() as u8);
            cuts.iter().for_each(|c| f.extend_from_slice(&c.to_le_bytes()));
        }
        let (inner, outer) = ((1usize << self.depth) - 1, 1usize << self.depth);
        let trees = self.leaves.len() / outer;
        f.extend_from_slice(&(trees as u16).to_le_bytes());
        f.push(self.depth as u8);
        f.extend_from_slice(&self.base.to_le_bytes());
        for (nodes, leaves) in self.nodes.chunks(inner.max(1)).zip(self.leaves.chunks(outer)) {
            nodes.iter().for_each(|(a, b)| f.extend_from_slice(&[*a, *b]));
            leaves.iter().for_each(|l| f.extend_from_slice(&l.to_le_bytes()));
        }
        f.push(self.calibration.len() as u8);
        for (x, p) in &self.calibration {
            f.extend_from_slice(&x.to_le_bytes());
            f.extend_from_slice(&p.to_le_bytes());
        }
        f
    }

    /// The bins of a row of features.
    pub fn bins(&self, row: &[f32], out: &mut [u8]) {
        for ((cuts, x), bin) in self.cuts.iter().zip(row).zip(out) {
            // Most features have a few cuts, and these are asked without a branch.
            *bin = if cuts.len() <= 8 {
                cuts.iter().fold(0, |n, c| n + u8::from(c < x))
            } else {
                cuts.partition_point(|c| c < x) as u8
            };
        }
    }

    /// Log-odds of a row of bins.
    #[must_use]
    pub fn log_odds(&self, bins: &[u8]) -> f32 {
        // As many as a feature's number can name, so that no look needs a check.
        let mut row = [0u8; 256];
        row.iter_mut().zip(bins).for_each(|(to, from)| *to = *from);
        // The depth of the model that comes with the program, known to the compiler.
        match self.depth {
            4 => self.sum(4, &row),
            depth => self.sum(depth, &row),
        }
    }

    #[inline(always)]
    fn sum(&self, depth: usize, row: &[u8; 256]) -> f32 {
        let (inner, outer) = ((1usize << depth) - 1, 1usize << depth);
        let mut sum = self.base;
        for (nodes, leaves) in self.nodes.chunks(inner.max(1)).zip(self.leaves.chunks(outer)) {
            let mut at = 0usize;
            for _ in 0..depth {
                let (feature, bin) = nodes.get(at).copied().unwrap_or((0, 255));
                at = 2 * at + 1 + usize::from(row[usize::from(feature)] > bin);
            }
            sum += leaves.get(at - inner).copied().unwrap_or(0.0);
        }
        sum
    }

    /// The calibrated probability for log-odds.
    #[must_use]
    pub fn probability(&self, x: f32) -> f64 {
        let points = &self.calibration;
        let above = points.partition_point(|p| p.0 <= x);
        let p = match (above.checked_sub(1).and_then(|i| points.get(i)), points.get(above)) {
            (None, None) => 1.0 / (1.0 + (-x).exp()),
            (None, Some(p)) | (Some(p), None) => p.1,
            (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0).max(1e-6),
        };
        f64::from(p.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_survives_its_file_and_decides() {
        let m = Model {
            cuts: vec![vec![0.5], vec![1.0, 2.0]],
            depth: 1,
            base: 0.25,
            nodes: vec![(0, 0), (1, 1)],
            leaves: vec![-1.0, 1.0, -0.5, 0.5],
            calibration: vec![(-1.0, 0.1), (1.0, 0.9)],
        };
        let again = Model::read(&m.write("a test")).unwrap();
        assert_eq!(again, m);
        let mut bins = [0u8; 2];
        again.bins(&[1.0, 3.0], &mut bins);
        assert_eq!(bins, [1, 2]);
        assert!((again.log_odds(&bins) - 1.75).abs() < 1e-6);
        assert!((again.probability(0.0) - 0.5).abs() < 1e-6);
        assert_eq!(Model::read(b"spillage-model 1\n\xff"), None);
    }
}
