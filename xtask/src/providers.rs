//! Provider examples written independently of the rules: the formats that services document, in the ways people write
//! them down, and what only looks like it. Tells how many the detector finds, by form and service, and what it misses.

use std::collections::BTreeMap;

use spillage::detect::{Context, DetectOptions, Detector, Scratch};
use spillage::finding::Category;
use spillage::rule::RuleSet;

use crate::human::Rng;

const FORMATS: &str = include_str!("../providers/formats.txt");
const FORMS: &str = include_str!("../providers/forms.txt");
const LOOKALIKES: &str = include_str!("../providers/lookalikes.txt");

/// What the detector must report to have found something.
const LIKELY: f64 = 0.5;

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// One credential of a service.
struct Kind<'a> {
    service: &'a str,
    prefixes: Vec<&'a str>,
    called: &'a str,
    format: &'a str,
    host: &'a str,
    auth: &'a str,
}

/// One way of writing it down.
struct Form<'a> {
    when: &'a str,
    name: &'a str,
    extension: &'a str,
    text: String,
}

/// A text and, in an example, the line with the value.
struct Sample<'a> {
    kind: &'a Kind<'a>,
    form: &'a str,
    path: String,
    text: String,
    line: Option<usize>,
}

/// Prints recall by form and service and the look-alikes that are flagged.
pub fn run(seed: u64, per_kind: usize, shown: usize) -> Result<(), String> {
    let kinds = kinds()?;
    let forms = forms();
    let samples = samples(&kinds, &forms, &mut Rng::new(seed), per_kind);
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).map_err(|e| e.to_string())?;
    let mut scratch = Scratch::default();
    let (mut found, mut own, mut all) = (0usize, 0usize, 0usize);
    let (mut flagged, mut alike) = (0usize, 0usize);
    let mut by_form: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut by_kind: BTreeMap<(&str, &str, &str), (usize, usize)> = BTreeMap::new();
    let (mut missed, mut wrong) = (Vec::new(), Vec::new());
    for s in &samples {
        let ctx = Context {
            path: &s.path,
            binary: false,
            depth: 0,
        };
        let rules = detector.rules().rules();
        let hits: Vec<(&str, usize, f64)> = detector
            .scan(s.text.as_bytes(), &ctx, &mut scratch)
            .into_iter()
            .filter(|m| rules.get(m.rule).is_some_and(|r| r.category == Category::Secret))
            .map(|m| {
                let id = rules.get(m.rule).map_or("", |r| r.id.get());
                let line = s.text.get(..m.start).map_or(0, |t| t.matches('\n').count());
                (id, line, m.confidence)
            })
            .collect();
        let likely = |h: &&(&str, usize, f64)| h.2 >= LIKELY;
        match s.line {
            Some(line) => {
                let hit = hits.iter().filter(likely).find(|h| h.1 == line);
                let (f, k) = (
                    by_form.entry(s.form).or_default(),
                    by_kind
                        .entry((s.kind.service, s.kind.called, s.kind.format))
                        .or_default(),
                );
                (f.1, k.1, all) = (f.1 + 1, k.1 + 1, all + 1);
                if let Some(hit) = hit {
                    (f.0, k.0, found) = (f.0 + 1, k.0 + 1, found + 1);
                    own += usize::from(!hit.0.ends_with("-assignment") && !hit.0.contains("header") && hit.0 != "jwt");
                } else {
                    missed.push((s, hits));
                }
            }
            None => {
                alike += 1;
                let e = by_form.entry(s.form).or_default();
                e.1 += 1;
                if hits.iter().any(|h| h.2 >= LIKELY) {
                    (e.0, flagged) = (e.0 + 1, flagged + 1);
                    wrong.push((s, hits));
                }
            }
        }
    }
    let share = |(a, b): (usize, usize)| a as f64 / b.max(1) as f64;
    println!(
        "{} kinds of credentials, {all} examples, {alike} look-alikes",
        kinds.len()
    );
    println!(
        "found {found} = {:.4}, by a rule of the service {:.4}",
        share((found, all)),
        share((own, all))
    );
    println!("flagged look-alikes {flagged} = {:.4}", share((flagged, alike)));
    println!("found or flagged by form:");
    let mut rows: Vec<_> = by_form.into_iter().collect();
    rows.sort_by(|a, b| share(a.1).total_cmp(&share(b.1)).then(a.0.cmp(b.0)));
    for (form, n) in rows {
        println!("  {form:<20} {:4} of {:4}  {:.3}", n.0, n.1, share(n));
    }
    println!("credentials found in less than two thirds of the forms:");
    for ((service, called, format), n) in by_kind.iter().filter(|k| k.1.0 * 3 < k.1.1 * 2) {
        println!("  {service} {called} {format}: {} of {}", n.0, n.1);
    }
    for (title, list) in [("missed", missed), ("flagged", wrong)] {
        println!("{title}, the first {shown} (every value is made up):");
        for (s, hits) in list.iter().take(shown) {
            println!("  {} [{}] {:?} {hits:?}", s.kind.service, s.form, s.text);
        }
    }
    Ok(())
}

fn kinds() -> Result<Vec<Kind<'static>>, String> {
    rows(FORMATS)
        .map(|line| {
            let [service, prefixes, called, format, host, auth] = line.split('|').collect::<Vec<_>>()[..] else {
                return Err(format!("formats.txt: six fields are needed: {line}"));
            };
            Ok(Kind {
                service,
                prefixes: prefixes.split(',').filter(|p| !p.is_empty()).collect(),
                called,
                format,
                host,
                auth,
            })
        })
        .collect()
}

fn forms() -> Vec<Form<'static>> {
    rows(FORMS)
        .filter_map(|line| {
            let mut f = line.splitn(4, '|');
            Some(Form {
                when: f.next()?,
                name: f.next()?,
                extension: f.next()?,
                text: unescape(f.next()?),
            })
        })
        .collect()
}

fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|l| !l.is_empty() && !l.starts_with("# "))
}

fn unescape(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\")
}

fn samples<'a>(kinds: &'a [Kind<'a>], forms: &'a [Form<'a>], rng: &mut Rng, per_kind: usize) -> Vec<Sample<'a>> {
    let alike: Vec<(&str, String)> = rows(LOOKALIKES)
        .filter_map(|l| l.split_once('|'))
        .map(|(k, t)| (k, unescape(t)))
        .collect();
    let mut out = Vec::new();
    for kind in kinds {
        let way = match kind.auth.get(..1) {
            _ if kind.host == "-" => "",
            Some("b") => "bearer",
            Some("h") => "header",
            Some("q") => "query",
            Some("a") => "scheme",
            Some("u") => "user",
            _ => "",
        };
        let own: Vec<&Form> = forms.iter().filter(|f| f.when == way).collect();
        let any: Vec<&Form> = forms.iter().filter(|f| f.when == "any").collect();
        for i in 0..per_kind {
            let form = if i < 2 && !own.is_empty() {
                rng.pick(&own)
            } else {
                rng.pick(&any)
            };
            let value = value(kind.format, rng);
            let text = write(&form.text, kind, &value, rng);
            let line = text.lines().position(|l| l.contains(&value));
            let path = format!("src/config_{}.{}", out.len(), form.extension);
            out.push(Sample {
                kind,
                form: form.name,
                path,
                text,
                line,
            });
        }
        for _ in 0..per_kind.div_ceil(2) {
            let (name, template) = rng.pick(&alike);
            let value = value(kind.format, rng);
            let prefix = kind.format.split('{').next().unwrap_or_default();
            // Only a token that is known by its prefix can be cut short.
            if matches!(*name, "near" | "filler") && (prefix.len() < 3 || prefix.starts_with("http")) {
                continue;
            }
            let body = value.get(prefix.len()..).unwrap_or_default();
            let short = |n: usize| format!("{prefix}{}", body.get(..n.min(body.len())).unwrap_or_default());
            let text = template
                .replace("«half»", &short((body.len() / 2).saturating_sub(3)))
                .replace("«stub»", &short(3))
                .replace("«filler»", &format!("{prefix}{}", "x".repeat(body.len())));
            let text = write(&text, kind, &value, rng);
            let path = format!("src/config_{}.txt", out.len());
            out.push(Sample {
                kind,
                form: *name,
                path,
                text,
                line: None,
            });
        }
    }
    out
}

/// Fills in a template: names in every spelling, the value, hosts, and random stuff of its own.
fn write(template: &str, kind: &Kind<'_>, value: &str, rng: &mut Rng) -> String {
    let split = |s: &str| -> Vec<String> {
        s.split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_ascii_lowercase)
            .collect()
    };
    let bare = [".com", ".io", ".ai", ".dev"]
        .iter()
        .find_map(|end| kind.service.strip_suffix(end));
    let service = if rng.chance(50) {
        bare.unwrap_or(kind.service)
    } else {
        kind.service
    };
    let own = split(service);
    let called = split(kind.called);
    let mut all = match kind.prefixes.as_slice() {
        [] => own.clone(),
        some => {
            let prefix: &&str = rng.pick(some);
            split(prefix)
        }
    };
    all.extend(called.iter().cloned());
    let pascal = |w: &[String]| -> String {
        w.iter()
            .map(|w| w.get(..1).unwrap_or_default().to_ascii_uppercase() + w.get(1..).unwrap_or_default())
            .collect()
    };
    let camel = |w: &[String]| {
        let p = pascal(w);
        p.get(..1).unwrap_or_default().to_ascii_lowercase() + p.get(1..).unwrap_or_default()
    };
    // `Authorization: Token token=KEY` and `Authorization: KEY` both occur.
    let auth = kind.auth.get(2..).unwrap_or_default();
    let scheme = if auth.is_empty() || auth.ends_with('=') {
        auth.to_owned()
    } else {
        format!("{auth} ")
    };
    let words: [(&str, String); 19] = [
        ("SCREAM", all.join("_").to_ascii_uppercase()),
        ("snake", all.join("_")),
        ("kebab", all.join("-")),
        ("camel", camel(&all)),
        ("pascal", pascal(&all)),
        ("psnake", own.join("_")),
        ("PSNAKE", own.join("_").to_ascii_uppercase()),
        ("pkebab", own.join("-")),
        ("ppascal", pascal(&own)),
        ("mod", own.concat()),
        ("csnake", called.join("_")),
        ("ckebab", called.join("-")),
        ("ccamel", camel(&called)),
        ("cpascal", pascal(&called)),
        ("CSCREAM", called.join("_").to_ascii_uppercase()),
        ("prov", service.to_owned()),
        ("cred", kind.called.to_owned()),
        ("host", kind.host.to_owned()),
        ("auth", auth.to_owned()),
    ];
    let mut text = template.replace(
        "Authorization: «auth» «value»",
        &format!("Authorization: {scheme}{value}"),
    );
    for (name, word) in &words {
        text = text.replace(&format!("«{name}»"), word);
    }
    text = text.replace("«value»", value);
    let mut out = String::new();
    while let Some((before, rest)) = text.split_once('«') {
        let Some((inner, after)) = rest.split_once('»') else {
            break;
        };
        out.push_str(before);
        out.push_str(&self::value(&format!("{{{inner}}}"), rng));
        text = after.to_owned();
    }
    out + &text
}

/// A value of a format such as `acme_{hex:32}`.
fn value(format: &str, rng: &mut Rng) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some((before, inside)) = rest.split_once('{') {
        out.push_str(before);
        let Some((inner, after)) = inside.split_once('}') else {
            break;
        };
        rest = after;
        let (class, n) = inner.split_once(':').unwrap_or((inner, "0"));
        let n: usize = n.parse().unwrap_or(0);
        match class {
            "uuid" => out.push_str(&uuid(rng)),
            "UUID" => out.push_str(&uuid(rng).to_ascii_uppercase()),
            "jwt" => out.push_str(&jwt(rng)),
            "crc" => {
                let body = random(&alphabet("an"), n - 6, rng);
                out.push_str(&body);
                out.push_str(&checksum(body.as_bytes()));
            }
            _ => out.push_str(&random(&alphabet(class), n, rng)),
        }
    }
    out + rest
}

fn alphabet(class: &str) -> String {
    match class {
        "hex" => "0123456789abcdef".into(),
        "HEX" => "0123456789ABCDEF".into(),
        "d" => DIGITS.into(),
        "l" => LOWER.into(),
        "alpha" => [LOWER, UPPER].concat(),
        "lan" => [LOWER, DIGITS].concat(),
        "uan" => [UPPER, DIGITS].concat(),
        "b32" | "uan32" => [UPPER, "234567"].concat(),
        "lan32" => [LOWER, "234567"].concat(),
        "b58" => "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".into(),
        "b64" => [LOWER, UPPER, DIGITS, "+/"].concat(),
        "b64u" => [LOWER, UPPER, DIGITS, "-_"].concat(),
        "bc" => [LOWER, UPPER, DIGITS, "./"].concat(),
        "ocitok" => [LOWER, UPPER, DIGITS, "<>(){}[];:#."].concat(),
        _ => [LOWER, UPPER, DIGITS].concat(),
    }
}

/// Random characters; longer ones have a digit where they can, and no punctuation at either end.
fn random(alphabet: &str, n: usize, rng: &mut Rng) -> String {
    let inner: Vec<u8> = alphabet.bytes().filter(u8::is_ascii_alphanumeric).collect();
    loop {
        let s: String = (0..n)
            .map(|i| {
                if i == 0 || i + 1 == n {
                    rng.of(&inner, 1)
                } else {
                    rng.of(alphabet.as_bytes(), 1)
                }
            })
            .collect();
        if n < 12 || !alphabet.contains('7') || s.bytes().any(|b| b.is_ascii_digit()) {
            return s;
        }
    }
}

fn uuid(rng: &mut Rng) -> String {
    let h = random("0123456789abcdef", 32, rng);
    let part = |a: usize, b: usize| h.get(a..b).unwrap_or_default().to_owned();
    format!(
        "{}-{}-4{}-a{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// A token whose header and claims can be read: base 64 of `{"alg":"HS256","typ":"JWT"}` and of a claim set.
fn jwt(rng: &mut Rng) -> String {
    let claims = format!(
        "{{\"sub\":\"{}\",\"iat\":17{},\"scope\":\"all\"}}",
        uuid(rng),
        random(DIGITS, 8, rng)
    );
    let signature = random(&alphabet("b64u"), 43, rng);
    format!(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{}.{signature}",
        base64url(claims.as_bytes())
    )
}

fn base64url(bytes: &[u8]) -> String {
    const SET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = (0..3).fold(0u32, |n, i| n << 8 | u32::from(chunk.get(i).copied().unwrap_or(0)));
        for i in 0..=chunk.len() {
            out.push(char::from(SET[(n >> (18 - 6 * i) & 63) as usize]));
        }
    }
    out
}

/// The six base-62 digits of a CRC-32 that GitHub and npm end their tokens with.
fn checksum(body: &[u8]) -> String {
    let mut crc = !0u32;
    for b in body {
        crc ^= u32::from(*b);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    let mut n = !crc;
    let mut out = [b'0'; 6];
    for slot in out.iter_mut().rev() {
        *slot = BASE62[(n % 62) as usize];
        n /= 62;
    }
    out.iter().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_and_forms_are_complete() {
        let (kinds, forms) = (kinds().unwrap(), forms());
        assert!(kinds.len() > 1000 && forms.len() > 80);
        let mut rng = Rng::new(1);
        for s in samples(&kinds, &forms, &mut rng, 6) {
            assert!(!s.text.contains(['«', '»']), "{}", s.text);
            assert!(
                s.line.is_some() || !forms.iter().any(|f| f.name == s.form),
                "{}",
                s.text
            );
        }
    }

    #[test]
    fn checksums_and_base64_are_right() {
        assert_eq!(checksum(b"kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu"), "486wsi");
        assert_eq!(base64url(b"{\"alg\":\"HS256\"}"), "eyJhbGciOiJIUzI1NiJ9");
        assert_eq!(base64url(b"a"), "YQ");
    }
}
