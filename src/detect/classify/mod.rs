//! Decides how probable it is that a candidate is a secret.

use super::assigned::{Candidate, Class, Form, Kind, kind};

/// Judges the candidates of one text.
pub struct Judge<'t> {
    text: &'t [u8],
    path: &'t str,
    kind: Kind,
}

impl<'t> Judge<'t> {
    /// A judge for the text at this path.
    #[must_use]
    pub fn new(text: &'t [u8], path: &'t str) -> Self {
        Self {
            text,
            path,
            kind: kind::of(path),
        }
    }

    /// The probability that the candidate is a secret.
    pub fn confidence(&mut self, c: &Candidate) -> f64 {
        let v = self.text.get(c.start..c.end).unwrap_or_default();
        let key = self.text.get(c.key.0..c.key.1).unwrap_or_default();
        let digits = v.iter().filter(|b| b.is_ascii_digit()).count();
        let upper = v.iter().filter(|b| b.is_ascii_uppercase()).count();
        let lower = v.iter().filter(|b| b.is_ascii_lowercase()).count();
        let symbols = v.len() - digits - upper - lower;
        let mut s: f64 = match c.class {
            Class::Password | Class::Url | Class::Cli => 0.4,
            Class::Header => 1.5,
            _ => -0.8,
        };
        s += match c.form {
            Form::Compare | Form::Prose | Form::Args | Form::List | Form::Call => -0.8,
            Form::Fallback | Form::Words => -1.2,
            _ => 0.3,
        };
        s -= 1.2 * f64::from(c.behind);
        if digits > 0 && upper + lower > 0 {
            s += 1.2;
        }
        if v.len() >= 16 && digits > 2 && symbols * 4 < v.len() {
            s += 1.5;
        }
        if v.contains(&b' ') {
            s -= 2.5;
        }
        if v.iter().any(|b| matches!(b, b'{' | b'}' | b'<' | b'>' | b'(' | b'%')) || v.contains(&b'$') {
            s -= 1.5;
        }
        if !v.is_ascii() {
            s -= 2.0;
        }
        if v.eq_ignore_ascii_case(key) {
            s -= 0.8;
        }
        if symbols > 0 && digits == 0 && v.iter().any(|b| matches!(b, b'_' | b'.' | b'/' | b':' | b'-')) {
            s -= 1.5;
        }
        let stands_for_itself = [b"password".as_slice(), b"pass", b"passwd", b"pwd", b"secret", b"token"];
        if c.class == Class::Url && stands_for_itself.iter().any(|w| v.eq_ignore_ascii_case(w)) {
            s -= 1.5;
        }
        if self.kind == Kind::Code && c.class != Class::Password {
            s -= 0.3;
        }
        if ["locale", "i18n", "lang"].iter().any(|p| self.path.contains(p)) {
            s -= 1.5;
        }
        1.0 / (1.0 + (-s).exp())
    }
}
