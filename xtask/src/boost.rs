//! Gradient-boosted trees over binned features, with logistic loss. Sequential within a model, so that the result does
//! not depend on threads.

use spillage::detect::classify::tree::Model;

/// One row to learn from.
#[derive(Clone)]
pub struct Row {
    pub x: Vec<f32>,
    pub y: f32,
    pub w: f32,
}

#[derive(Clone, Copy)]
pub struct Settings {
    pub trees: usize,
    pub depth: usize,
    pub rate: f32,
    pub lambda: f32,
    pub least: f32,
    pub bins: usize,
    /// How much large repositories are weighed down, 0 not at all.
    pub balance: f32,
    /// Weight of a password as it stands where it has twins.
    pub own: f32,
    /// Weight of each twin as people choose them.
    pub human: f32,
    /// Weight of each twin made from its surroundings: more of it costs precision, since placeholders are made in the same way.
    pub near: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            trees: 400,
            depth: 4,
            rate: 0.05,
            lambda: 6.0,
            least: 2.0,
            bins: 48,
            balance: 0.3,
            own: 0.7,
            human: 0.15,
            near: 0.06,
        }
    }
}

fn cuts(rows: &[Row], feature: usize, bins: usize) -> Vec<f32> {
    let mut v: Vec<f32> = rows.iter().map(|r| r.x[feature]).collect();
    v.sort_by(f32::total_cmp);
    let mut distinct = v.clone();
    distinct.dedup();
    let middle = |a: f32, b: f32| (a + b) / 2.0;
    if distinct.len() <= bins {
        return distinct.windows(2).map(|w| middle(w[0], w[1])).collect();
    }
    let mut out: Vec<f32> = (1..bins).map(|i| v[i * v.len() / bins]).collect();
    out.dedup();
    out
}

fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^ (x >> 32)
}

/// Trains a model without calibration.
pub fn train(rows: &[Row], s: Settings) -> Model {
    let features = rows.first().map_or(0, |r| r.x.len());
    let cuts: Vec<Vec<f32>> = (0..features).map(|f| cuts(rows, f, s.bins)).collect();
    let n = rows.len();
    let columns: Vec<Vec<u8>> = (0..features)
        .map(|f| {
            rows.iter()
                .map(|r| cuts[f].partition_point(|c| *c < r.x[f]) as u8)
                .collect()
        })
        .collect();
    let (mut pos, mut all) = (1.0f64, 2.0f64);
    for r in rows {
        pos += f64::from(r.w * r.y);
        all += f64::from(r.w);
    }
    let base = (pos / (all - pos)).ln() as f32;
    let mut score = vec![base; n];
    let mut m = Model {
        cuts,
        depth: s.depth,
        base,
        nodes: Vec::new(),
        leaves: Vec::new(),
        calibration: Vec::new(),
    };
    let inner = (1usize << s.depth) - 1;
    let mut node = vec![0u16; n];
    let (mut g, mut h) = (vec![0f32; n], vec![0f32; n]);
    for t in 0..s.trees {
        for i in 0..n {
            let p = 1.0 / (1.0 + (-score[i]).exp());
            let keep = if mix((t as u64) << 32 | i as u64) % 100 < 75 {
                rows[i].w
            } else {
                0.0
            };
            g[i] = (rows[i].y - p) * keep;
            h[i] = (p * (1.0 - p)).max(1e-4) * keep;
            node[i] = 0;
        }
        let used: Vec<usize> = (0..features)
            .filter(|f| mix((t as u64) << 20 | *f as u64 | 1 << 60) % 100 < 45)
            .collect();
        let mut nodes = vec![(0u8, 255u8); inner];
        for level in 0..s.depth {
            let (first, width) = ((1usize << level) - 1, 1usize << level);
            let mut total = vec![(0f64, 0f64); width];
            for i in 0..n {
                let t = &mut total[usize::from(node[i]) - first];
                t.0 += f64::from(g[i]);
                t.1 += f64::from(h[i]);
            }
            let mut best = vec![(1e-3f64, 0usize, 255usize); width];
            for f in used.iter().copied() {
                let bins = m.cuts[f].len() + 1;
                if bins < 2 {
                    continue;
                }
                let mut hist = vec![(0f32, 0f32); width * bins];
                let column = &columns[f];
                for i in 0..n {
                    let slot = &mut hist[(usize::from(node[i]) - first) * bins + usize::from(column[i])];
                    slot.0 += g[i];
                    slot.1 += h[i];
                }
                for (k, b) in best.iter_mut().enumerate() {
                    let (gt, ht) = total[k];
                    let gain = |g: f64, h: f64| g * g / (h + f64::from(s.lambda));
                    let whole = gain(gt, ht);
                    let (mut gl, mut hl) = (0f64, 0f64);
                    for bin in 0..bins - 1 {
                        let (a, c) = hist[k * bins + bin];
                        gl += f64::from(a);
                        hl += f64::from(c);
                        if hl < f64::from(s.least) || ht - hl < f64::from(s.least) {
                            continue;
                        }
                        let better = gain(gl, hl) + gain(gt - gl, ht - hl) - whole;
                        if better > b.0 {
                            *b = (better, f, bin);
                        }
                    }
                }
            }
            for (k, (_, f, bin)) in best.iter().enumerate() {
                nodes[first + k] = (*f as u8, *bin as u8);
            }
            for i in 0..n {
                let (f, bin) = nodes[usize::from(node[i])];
                let right = bin != 255 && columns[usize::from(f)][i] > bin;
                node[i] = 2 * node[i] + 1 + u16::from(right);
            }
        }
        let mut leaf = vec![(0f64, 0f64); inner + 1];
        for i in 0..n {
            let l = &mut leaf[usize::from(node[i]) - inner];
            l.0 += f64::from(g[i]);
            l.1 += f64::from(h[i]);
        }
        let leaves: Vec<f32> = leaf
            .iter()
            .map(|(g, h)| s.rate * (g / (h + f64::from(s.lambda))) as f32)
            .collect();
        for i in 0..n {
            score[i] += leaves[usize::from(node[i]) - inner];
        }
        m.nodes.extend(nodes);
        m.leaves.extend(leaves);
    }
    m
}

/// Log-odds of a row.
pub fn predict(m: &Model, x: &[f32]) -> f32 {
    let mut bins = vec![0u8; x.len()];
    m.bins(x, &mut bins);
    m.log_odds(&bins)
}

/// Isotonic regression of labels on log-odds, thinned to a few points.
pub fn calibrate(mut points: Vec<(f32, f32, f32)>) -> Vec<(f32, f32)> {
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Blocks of at least fifty, so that an end is not decided by one label.
    let mut blocks: Vec<(f64, f64, f64)> = Vec::new(); // weight, sum of labels, sum of scores
    for chunk in points.chunks(60) {
        let w: f64 = chunk.iter().map(|p| f64::from(p.2)).sum();
        blocks.push((
            w,
            chunk.iter().map(|p| f64::from(p.1 * p.2)).sum(),
            chunk.iter().map(|p| f64::from(p.0 * p.2)).sum(),
        ));
        while blocks.len() > 1 {
            let (a, b) = (blocks[blocks.len() - 2], blocks[blocks.len() - 1]);
            if a.1 / a.0 < b.1 / b.0 {
                break;
            }
            blocks.pop();
            let last = blocks.len() - 1;
            blocks[last] = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
        }
    }
    let all: Vec<(f32, f32)> = blocks
        .iter()
        .map(|b| ((b.2 / b.0) as f32, ((b.1 + 0.5) / (b.0 + 1.0)) as f32))
        .collect();
    let step = all.len().div_ceil(60).max(1);
    let mut out: Vec<(f32, f32)> = all.iter().step_by(step).copied().collect();
    if let Some(last) = all.last()
        && out.last() != Some(last)
    {
        out.push(*last);
    }
    out
}
