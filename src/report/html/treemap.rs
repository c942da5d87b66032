//! A squarified treemap: each part of a whole as a rectangle of that share of the area, as near to a square as it goes.
//!
//! After Bruls, Huizing and van Wijk, "Squarified treemaps" (2000). Nested parts lie within their whole without a margin, so
//! that areas compare across all levels.

/// A rectangle, in the units of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

impl Rect {
    fn area(self) -> f64 {
        self.w * self.h
    }
}

/// The rectangles of `weights` within `bounds`, in the order of the weights. Weights must be finite; those of zero and less
/// get no area.
pub(super) fn layout(weights: &[f64], bounds: Rect) -> Vec<Rect> {
    let nothing = Rect {
        w: 0.0,
        h: 0.0,
        ..bounds
    };
    let mut out = vec![nothing; weights.len()];
    let total: f64 = weights.iter().filter(|w| **w > 0.0).sum();
    if total <= 0.0 || bounds.area() <= 0.0 {
        return out;
    }
    let mut order: Vec<usize> = (0..weights.len()).filter(|i| weights[*i] > 0.0).collect();
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]).then(a.cmp(b)));
    let scale = bounds.area() / total;
    let mut left = bounds;
    let mut rest = order.as_slice();
    while !rest.is_empty() {
        let side = left.w.min(left.h);
        let areas: Vec<f64> = rest.iter().map(|i| weights[*i] * scale).collect();
        let mut n = 1;
        while n < rest.len() && worst(&areas[..=n], side) <= worst(&areas[..n], side) {
            n += 1;
        }
        let all = n == rest.len();
        left = row(&areas[..n], &rest[..n], left, all, &mut out);
        rest = &rest[n..];
    }
    out
}

/// The worst ratio of sides in a row along a side.
fn worst(areas: &[f64], side: f64) -> f64 {
    let sum: f64 = areas.iter().sum();
    let most = areas.first().copied().unwrap_or(0.0);
    let least = areas.last().copied().unwrap_or(0.0);
    let (side, sum) = (side * side, sum * sum);
    (side * most / sum).max(sum / (side * least))
}

/// Lays a row along the shorter side; gives what is left.
fn row(areas: &[f64], which: &[usize], left: Rect, all: bool, out: &mut [Rect]) -> Rect {
    let sum: f64 = areas.iter().sum();
    let upright = left.w >= left.h;
    let (side, depth) = if upright { (left.h, left.w) } else { (left.w, left.h) };
    // The last row takes what is left, so that rounding leaves no gap.
    let thick = if all { depth } else { (sum / side).min(depth) };
    let mut at = 0.0;
    for (area, i) in areas.iter().zip(which) {
        let long = (area / sum * side).min(side - at);
        out[*i] = if upright {
            Rect {
                x: left.x,
                y: left.y + at,
                w: thick,
                h: long,
            }
        } else {
            Rect {
                x: left.x + at,
                y: left.y,
                w: long,
                h: thick,
            }
        };
        at += long;
    }
    if upright {
        Rect {
            x: left.x + thick,
            w: left.w - thick,
            ..left
        }
    } else {
        Rect {
            y: left.y + thick,
            h: left.h - thick,
            ..left
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOUNDS: Rect = Rect {
        x: 10.0,
        y: 20.0,
        w: 600.0,
        h: 400.0,
    };

    #[test]
    fn the_example_of_the_paper() {
        let b = Rect {
            x: 0.0,
            y: 0.0,
            w: 6.0,
            h: 4.0,
        };
        let r = layout(&[6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0], b);
        let sides = |i: usize| (r[i].w, r[i].h);
        assert_eq!((sides(0), sides(1)), ((3.0, 2.0), (3.0, 2.0)));
        assert!(
            (r[2].w - 12.0 / 7.0).abs() < 1e-9 && (r[2].h - 7.0 / 3.0).abs() < 1e-9,
            "{r:?}"
        );
    }

    #[test]
    fn nothing_has_no_area() {
        assert!(layout(&[], BOUNDS).is_empty());
        assert!(layout(&[0.0, 0.0], BOUNDS).iter().all(|r| r.area() == 0.0));
        let r = layout(&[0.0, 5.0], BOUNDS);
        assert_eq!((r[0].area(), r[1]), (0.0, BOUNDS));
    }

    proptest! {
        #[test]
        fn proportional_bounded_and_apart(weights in proptest::collection::vec(prop_oneof![0.0f64..1.0, 0.0f64..1e9, Just(0.0)], 1..60)) {
            let total: f64 = weights.iter().sum();
            prop_assume!(total > 0.0);
            let rects = layout(&weights, BOUNDS);
            let e = 1e-6;
            for (w, r) in weights.iter().zip(&rects) {
                prop_assert!((r.area() / BOUNDS.area() - w / total).abs() < e, "{w} {r:?}");
                prop_assert!(r.x >= BOUNDS.x - e && r.y >= BOUNDS.y - e, "{r:?}");
                prop_assert!(r.x + r.w <= BOUNDS.x + BOUNDS.w + e && r.y + r.h <= BOUNDS.y + BOUNDS.h + e, "{r:?}");
            }
            for (i, a) in rects.iter().enumerate() {
                for b in &rects[i + 1..] {
                    let x = (a.x + a.w).min(b.x + b.w) - a.x.max(b.x);
                    let y = (a.y + a.h).min(b.y + b.h) - a.y.max(b.y);
                    prop_assert!(x <= e || y <= e || x * y < e, "{a:?} {b:?}");
                }
            }
        }
    }
}
