//! The name that the value is assigned to, and how alike both are.

use super::*;

pub(super) fn name(key: &[u8], v: &[u8], c: &Candidate, out: &mut Sheet<'_>) {
    out.put("k.class", f32::from(c.class as u8));
    out.put("k.behind", f32::from(c.behind));
    out.put("k.len", key.len() as f32);
    let mut count = 0f32;
    let (mut all, mut last) = (0u32, 0u32);
    let mut word = 0f32;
    split(key, |w| {
        count += 1.0;
        last = g::of(w);
        all |= last;
        word = match w {
            b"password" => 1.0,
            b"passwd" | b"pwd" | b"pass" => 2.0,
            b"passphrase" => 3.0,
            b"secret" => 4.0,
            b"token" => 5.0,
            b"key" => 6.0,
            b"auth" => 7.0,
            b"credentials" | b"credential" => 8.0,
            b"passwords" | b"secrets" | b"tokens" | b"keys" => 9.0,
            b"authorization" | b"bearer" | b"basic" => 10.0,
            b"confirmation" => 11.0,
            _ => 0.0,
        };
    });
    out.put("k.words", count);
    out.put("k.last", word);
    out.flag("k.last_about", last & g::ABOUT != 0);
    out.flag("k.last_id", last & g::ID != 0);
    out.flag("k.checks", all & g::CHECKS != 0);
    out.flag("k.wrong", all & g::WRONG != 0);
    out.flag("k.opens", all & g::OPENS != 0);
    out.flag("k.harmless", all & g::HARMLESS != 0);
    out.flag("k.ui", all & (g::UI | g::FORM) != 0);
    out.flag("k.test", all & g::TEST != 0);
    out.flag("k.place", all & (g::PLACE | g::DEFAULT) != 0);
    out.flag("k.user", all & g::USER != 0);
    out.put(
        "k.style",
        match () {
            () if key.iter().all(|b| !b.is_ascii_lowercase()) => 0.0,
            () if key.iter().all(|b| !b.is_ascii_uppercase()) && key.contains(&b'_') => 1.0,
            () if key.iter().all(|b| !b.is_ascii_uppercase()) => 2.0,
            () if key.first().is_some_and(u8::is_ascii_uppercase) => 3.0,
            () => 4.0,
        },
    );
    out.flag("k.dot", key.contains(&b'.'));
    // How much of the name comes back in the value.
    let (mut shared, mut total) = (0f32, 0f32);
    split(key, |w| {
        if w.len() >= 3 {
            total += 1.0;
            let begins = |x: &[u8]| x.first().map(u8::to_ascii_lowercase).as_ref() == w.first();
            if v.len() < 200 && v.windows(w.len()).any(|x| begins(x) && x.eq_ignore_ascii_case(w)) {
                shared += 1.0;
            }
        }
    });
    out.put("k.in_value", shared / total.max(1.0));
    out.flag("k.same", v.len() < 64 && squash(key).eq(squash(v)));
}

/// Letters and digits, in lower case.
fn squash(s: &[u8]) -> impl Iterator<Item = u8> {
    let letters = s.iter().filter(|b| b.is_ascii_alphanumeric());
    letters.map(u8::to_ascii_lowercase)
}
