//! Banners and notices in languages other than English.
//!
//! A phrase that can also be part of ordinary prose needs a line of its own, like in English; a phrase that only ever
//! stands in notices counts within a sentence. The table is data: language, phrase in lower case, how much it says.

use super::banner::bounded;
use super::place::{Doc, Kind, Line, Position, capitals, plain};
use super::{Found, contract, talks_about};
use crate::finding::Severity::{self, High, Low, Medium};

/// How a phrase becomes a marker.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    /// In any sentence of prose or of a comment.
    Anywhere,
    /// Where the line holds little else.
    Line,
}
use Use::{Anywhere, Line as Own};

type Entry = (&'static str, &'static str, Use, Severity);

/// Longer phrases of a language stand before the shorter ones that they hold.
static PHRASES: &[Entry] = &[
    ("zh", "未经授权不得", Anywhere, Medium),
    ("zh", "机密文件", Own, High),
    ("zh", "机密资料", Own, High),
    ("zh", "机密信息", Own, Medium),
    ("zh", "保密文件", Own, Medium),
    ("zh", "未经授权,不得", Anywhere, Medium),
    ("zh", "未经许可不得", Anywhere, Medium),
    ("zh", "为公司机密", Anywhere, High),
    ("zh", "属公司机密", Anywhere, High),
    ("zh", "含有机密信息", Anywhere, Medium),
    ("zh", "包含机密信息", Anywhere, Medium),
    ("zh", "包含保密信息", Anywhere, Medium),
    ("ko", "대외비이며", Anywhere, Medium),
    ("ko", "대외비입니다", Anywhere, Medium),
    ("ko", "대외비로", Anywhere, Medium),
    ("ko", "기밀 정보를 포함", Anywhere, Medium),
    ("ko", "기밀정보를 포함", Anywhere, Medium),
    ("zh", "严禁外传", Anywhere, High),
    ("zh", "請勿外傳", Anywhere, Medium),
    ("zh", "请勿外传", Anywhere, Medium),
    ("zh", "嚴禁外傳", Anywhere, High),
    ("zh", "不得外传", Anywhere, Medium),
    ("zh", "禁止外传", Anywhere, Medium),
    ("zh", "禁止外傳", Anywhere, Medium),
    ("zh", "不得外傳", Anywhere, Medium),
    ("zh", "请勿传播", Anywhere, Medium),
    ("zh", "注意保密", Anywhere, Medium),
    ("zh", "严格保密", Own, High),
    ("zh", "嚴格保密", Own, High),
    ("zh", "仅供内部使用", Anywhere, Low),
    ("zh", "僅供內部使用", Anywhere, Low),
    ("zh", "仅限内部使用", Anywhere, Low),
    ("zh", "僅限內部使用", Anywhere, Low),
    ("zh", "限内部使用", Own, Low),
    ("zh", "内部使用", Own, Low),
    ("zh", "內部使用", Own, Low),
    ("zh", "内部资料", Own, Low),
    ("zh", "內部資料", Own, Low),
    ("zh", "内部文件", Own, Low),
    ("zh", "內部文件", Own, Low),
    ("zh", "内部公开", Own, Low),
    ("zh", "商业秘密", Own, High),
    ("zh", "商業秘密", Own, High),
    ("zh", "商业机密", Own, High),
    ("zh", "商業機密", Own, High),
    ("zh", "公司机密", Own, High),
    ("zh", "公司機密", Own, High),
    ("zh", "绝密", Own, High),
    ("zh", "絕密", Own, High),
    ("zh", "机密", Own, Medium),
    ("zh", "機密文件", Own, Medium),
    ("zh", "秘密级", Own, High),
    ("zh", "未经授权不得复制", Anywhere, Medium),
    ("zh", "未经书面许可", Anywhere, Medium),
    ("zh", "未經書面許可", Anywhere, Medium),
    ("zh", "保密", Own, Medium),
    ("ja", "社外秘です", Anywhere, Medium),
    ("ja", "社外秘につき", Anywhere, Medium),
    ("ja", "無断転載・複製", Anywhere, Medium),
    ("ja", "社外秘", Own, Medium),
    ("ja", "極秘", Own, High),
    ("ja", "関係者外秘", Own, High),
    ("ja", "取扱注意", Own, Medium),
    ("ja", "部外秘", Own, Medium),
    ("ja", "機密情報を含", Anywhere, Medium),
    ("ja", "機密情報", Own, Medium),
    ("ja", "社内限り", Own, Low),
    ("ja", "社内限定", Own, Low),
    ("ja", "社内利用限定", Own, Low),
    ("ja", "社内用", Own, Low),
    ("ja", "社内資料", Own, Low),
    ("ja", "無断転載を禁", Anywhere, Low),
    ("ja", "無断複製", Anywhere, Medium),
    ("ja", "無断で複製", Anywhere, Medium),
    ("ja", "転載禁止", Own, Low),
    ("ja", "営業秘密", Own, High),
    ("ja", "部外者への開示", Anywhere, Medium),
    ("ja", "第三者への開示", Anywhere, Medium),
    ("ja", "社外への開示", Anywhere, Medium),
    ("ja", "社外への持ち出し", Anywhere, Medium),
    ("ja", "秘密情報", Own, Medium),
    ("ja", "厳秘", Own, High),
    ("ja", "マル秘", Own, High),
    ("ja", "㊙", Own, High),
    ("ja", "機密", Own, Medium),
    ("ko", "대외비", Own, Medium),
    ("ko", "사내 한정", Own, Low),
    ("ko", "사내한", Own, Low),
    ("ko", "사내용", Own, Low),
    ("ko", "내부용", Own, Low),
    ("ko", "내부 전용", Own, Low),
    ("ko", "내부 자료", Own, Low),
    ("ko", "극비", Own, High),
    ("ko", "영업비밀", Own, High),
    ("ko", "영업 비밀", Own, High),
    ("ko", "무단 전재", Anywhere, Low),
    ("ko", "무단 복제", Anywhere, Medium),
    ("ko", "무단전재", Anywhere, Low),
    ("ko", "무단복제", Anywhere, Medium),
    ("ko", "무단 배포", Anywhere, Medium),
    ("ko", "외부 유출 금지", Anywhere, High),
    ("ko", "외부유출금지", Anywhere, High),
    ("ko", "외부 유출을 금", Anywhere, High),
    ("ko", "외부 공개 금지", Anywhere, Medium),
    ("ko", "기밀", Own, Medium),
    ("ko", "비밀 정보", Own, Medium),
    ("de", "streng vertraulich", Own, High),
    ("de", "strengvertraulich", Own, High),
    ("de", "vertraulich behandeln", Anywhere, Medium),
    ("de", "vertraulich zu behandeln", Anywhere, Medium),
    ("de", "vertrauliche informationen der", Anywhere, Medium),
    ("de", "enthält vertrauliche", Anywhere, Medium),
    ("de", "enthaelt vertrauliche", Anywhere, Medium),
    ("de", "ist vertraulich", Anywhere, Medium),
    ("de", "sind vertraulich", Anywhere, Medium),
    ("de", "firmenvertraulich", Own, Medium),
    ("de", "vertraulich", Own, Medium),
    ("de", "nur für den internen gebrauch", Anywhere, Low),
    ("de", "nur fuer den internen gebrauch", Anywhere, Low),
    ("de", "nur für den dienstgebrauch", Own, High),
    ("de", "nur zum internen gebrauch", Anywhere, Low),
    ("de", "nur zur internen verwendung", Anywhere, Low),
    ("de", "nur für interne zwecke", Anywhere, Low),
    ("de", "nur für interne verwendung", Anywhere, Low),
    ("de", "für den internen gebrauch", Own, Low),
    ("de", "nur intern", Own, Low),
    ("de", "betriebsgeheimnis", Own, High),
    ("de", "geschäftsgeheimnis", Own, High),
    ("de", "geschäftsgeheimnisse der", Anywhere, High),
    ("de", "weitergabe an dritte", Anywhere, Medium),
    ("de", "nicht zur weitergabe", Anywhere, Medium),
    ("de", "weitergabe untersagt", Anywhere, Medium),
    ("de", "vervielfältigung", Own, Low),
    ("de", "weitergabe sowie vervielfältigung", Anywhere, Medium),
    ("de", "unbefugte weitergabe", Anywhere, Medium),
    ("fr", "strictement confidentiel", Own, High),
    ("fr", "hautement confidentiel", Own, High),
    ("fr", "informations confidentielles appartenant", Anywhere, Medium),
    ("fr", "contient des informations confidentielles", Anywhere, Medium),
    ("fr", "est confidentiel", Anywhere, Medium),
    ("fr", "sont confidentiel", Anywhere, Medium),
    ("fr", "strictement confidentielle", Anywhere, High),
    ("fr", "document confidentiel", Own, Medium),
    ("fr", "confidentielle", Own, Medium),
    ("fr", "confidentiel", Own, Medium),
    ("fr", "diffusion restreinte", Own, High),
    ("fr", "diffusion limitée", Own, Medium),
    ("fr", "diffusion interdite", Own, Medium),
    ("fr", "usage interne uniquement", Anywhere, Low),
    ("fr", "usage exclusivement interne", Anywhere, Low),
    ("fr", "usage strictement interne", Anywhere, Low),
    ("fr", "à usage interne", Own, Low),
    ("fr", "usage interne", Own, Low),
    ("fr", "ne pas diffuser", Anywhere, Medium),
    ("fr", "secret des affaires", Own, High),
    ("fr", "reproduction interdite", Anywhere, Low),
    ("fr", "sans autorisation écrite", Anywhere, Medium),
    ("fr", "sans l'autorisation écrite", Anywhere, Medium),
    ("fr", "toute reproduction", Anywhere, Low),
    ("fr", "toute diffusion", Anywhere, Medium),
    ("es", "estrictamente confidencial", Own, High),
    ("es", "altamente confidencial", Own, High),
    ("es", "información confidencial y", Anywhere, Medium),
    ("es", "contiene información confidencial", Anywhere, Medium),
    ("es", "es confidencial", Anywhere, Medium),
    ("es", "información confidencial de", Anywhere, Medium),
    ("es", "información confidencial", Own, Medium),
    ("pt", "informação confidencial", Own, Medium),
    ("pt", "contém informações confidenciais", Anywhere, Medium),
    ("pt", "contêm informações confidenciais", Anywhere, Medium),
    ("pt", "informações confidenciais", Own, Medium),
    ("pt", "é confidencial", Anywhere, Medium),
    ("pt", "estritamente confidencial", Own, High),
    ("pt", "documento confidencial", Own, Medium),
    ("es", "confidencial", Own, Medium),
    ("es", "solo para uso interno", Anywhere, Low),
    ("es", "sólo para uso interno", Anywhere, Low),
    ("es", "uso interno exclusivo", Anywhere, Low),
    ("es", "exclusivamente para uso interno", Anywhere, Low),
    ("es", "uso exclusivo interno", Anywhere, Low),
    ("pt", "apenas para uso interno", Anywhere, Low),
    ("pt", "somente para uso interno", Anywhere, Low),
    ("pt", "uso interno apenas", Anywhere, Low),
    ("it", "solo per uso interno", Anywhere, Low),
    ("it", "esclusivamente per uso interno", Anywhere, Low),
    ("it", "esclusivo uso interno", Anywhere, Low),
    ("pt", "uso exclusivo", Own, Low),
    ("es", "uso interno", Own, Low),
    ("es", "no distribuir", Own, Medium),
    ("es", "no divulgar", Own, Medium),
    ("es", "prohibida su reproducción", Anywhere, Medium),
    ("es", "prohibida la reproducción", Anywhere, Medium),
    ("es", "prohibida su distribución", Anywhere, Medium),
    ("es", "prohibida la distribución", Anywhere, Medium),
    ("es", "prohibida su difusión", Anywhere, Medium),
    ("es", "secreto comercial", Own, High),
    ("es", "secreto empresarial", Own, High),
    ("es", "distribución restringida", Own, Medium),
    ("pt", "não distribuir", Own, Medium),
    ("pt", "não divulgar", Own, Medium),
    ("pt", "proibida a reprodução", Anywhere, Medium),
    ("pt", "proibida a distribuição", Anywhere, Medium),
    ("pt", "proibida a divulgação", Anywhere, Medium),
    ("pt", "segredo comercial", Own, High),
    ("pt", "segredo industrial", Own, High),
    ("pt", "distribuição restrita", Own, Medium),
    ("pt", "acesso restrito", Own, Medium),
    ("pt", "sigiloso", Own, High),
    ("ru", "строго конфиденциально", Own, High),
    ("ru", "конфиденциальная информация", Own, Medium),
    ("ru", "содержит конфиденциальн", Anywhere, Medium),
    ("ru", "является конфиденциальн", Anywhere, Medium),
    ("ru", "конфиденциально", Own, Medium),
    ("ru", "для служебного пользования", Own, High),
    ("ru", "для внутреннего пользования", Anywhere, Low),
    ("ru", "для внутреннего использования", Own, Low),
    ("ru", "только для внутреннего", Anywhere, Low),
    ("ru", "коммерческая тайна", Own, High),
    ("ru", "коммерческую тайну", Anywhere, High),
    ("ru", "совершенно секретно", Own, High),
    ("ru", "секретно", Own, High),
    ("ru", "не для распространения", Anywhere, Medium),
    ("ru", "не распространять", Own, Medium),
    ("ru", "не подлежит разглашению", Anywhere, Medium),
    ("ru", "не подлежит распространению", Anywhere, Medium),
    ("ru", "распространение запрещено", Anywhere, Medium),
    ("ru", "копирование запрещено", Anywhere, Medium),
    ("uk", "конфіденційно", Own, Medium),
    ("uk", "для службового користування", Own, High),
    ("uk", "комерційна таємниця", Own, High),
    ("it", "strettamente riservato", Own, High),
    ("it", "strettamente confidenziale", Own, High),
    ("it", "riservato e confidenziale", Own, Medium),
    ("it", "informazioni riservate", Anywhere, Medium),
    ("it", "informazioni confidenziali", Anywhere, Medium),
    ("it", "documento è riservato", Anywhere, Medium),
    ("it", "contenuto è riservato", Anywhere, Medium),
    ("it", "documento riservato", Own, Medium),
    ("it", "riservatissimo", Own, High),
    ("it", "riservato", Own, Medium),
    ("it", "riservata", Own, Medium),
    ("it", "confidenziale", Own, Medium),
    ("it", "segreto industriale", Own, High),
    ("it", "segreto aziendale", Own, High),
    ("it", "non divulgare", Own, Medium),
    ("it", "non distribuire", Own, Medium),
    ("it", "vietata la riproduzione", Anywhere, Medium),
    ("it", "vietata la diffusione", Anywhere, Medium),
    ("it", "vietata la distribuzione", Anywhere, Medium),
    ("it", "diffusione limitata", Own, Medium),
    ("it", "divulgazione vietata", Own, Medium),
    ("pl", "ściśle poufne", Own, High),
    ("pl", "scisle poufne", Own, High),
    ("pl", "poufne", Own, Medium),
    ("pl", "zawiera informacje poufne", Anywhere, Medium),
    ("pl", "informacje poufne", Own, Medium),
    ("pl", "jest poufny", Anywhere, Medium),
    ("pl", "informacji poufnych", Anywhere, Medium),
    ("pl", "poufny", Own, Medium),
    ("pl", "tajemnica przedsiębiorstwa", Own, High),
    ("pl", "tajemnicę przedsiębiorstwa", Anywhere, High),
    ("pl", "tajemnica firmy", Own, High),
    ("pl", "do użytku wewnętrznego", Own, Low),
    ("pl", "wyłącznie do użytku wewnętrznego", Anywhere, Low),
    ("pl", "do użytku służbowego", Own, Medium),
    ("pl", "zastrzeżone", Own, Medium),
    ("pl", "nie rozpowszechniać", Anywhere, Medium),
    ("pl", "nie kopiować", Own, Low),
    ("pl", "kopiowanie zabronione", Anywhere, Medium),
    ("pl", "rozpowszechnianie zabronione", Anywhere, Medium),
    ("pl", "rozpowszechnianie bez zgody", Anywhere, Medium),
    ("nl", "strikt vertrouwelijk", Own, High),
    ("nl", "vertrouwelijk", Own, Medium),
    ("nl", "uitsluitend voor intern gebruik", Anywhere, Low),
    ("nl", "alleen voor intern gebruik", Anywhere, Low),
    ("nl", "voor intern gebruik", Own, Low),
    ("nl", "bedrijfsgeheim", Own, High),
    ("sv", "strängt konfidentiellt", Own, High),
    ("sv", "konfidentiellt", Own, Medium),
    ("sv", "endast för internt bruk", Anywhere, Low),
    ("sv", "företagshemlighet", Own, High),
    ("da", "strengt fortroligt", Own, High),
    ("da", "fortroligt", Own, Medium),
    ("da", "kun til intern brug", Anywhere, Low),
    ("no", "strengt fortrolig", Own, High),
    ("no", "fortrolig", Own, Medium),
    ("no", "kun for intern bruk", Anywhere, Low),
    ("fi", "luottamuksellinen", Own, Medium),
    ("fi", "vain sisäiseen käyttöön", Anywhere, Low),
    ("fi", "liikesalaisuus", Own, High),
    ("cs", "přísně důvěrné", Own, High),
    ("cs", "důvěrné", Own, Medium),
    ("cs", "pouze pro vnitřní potřebu", Anywhere, Low),
    ("cs", "pouze pro interní", Anywhere, Low),
    ("cs", "obchodní tajemství", Own, High),
    ("sk", "dôverné", Own, Medium),
    ("hu", "szigorúan bizalmas", Own, High),
    ("hu", "bizalmas", Own, Medium),
    ("hu", "üzleti titok", Own, High),
    ("hu", "belső használatra", Own, Low),
    ("tr", "çok gizli", Own, High),
    ("tr", "gizlidir", Own, Medium),
    ("tr", "hizmete özel", Own, Medium),
    ("tr", "kurum içi kullanım", Own, Low),
    ("tr", "şirket içi", Own, Low),
    ("tr", "ticari sır", Own, High),
    ("tr", "gizli", Own, Medium),
    ("ro", "strict confidențial", Own, High),
    ("ro", "confidențial", Own, Medium),
    ("ro", "secret de serviciu", Own, High),
    ("ro", "doar pentru uz intern", Anywhere, Low),
    ("el", "εμπιστευτικό", Own, Medium),
    ("el", "απόρρητο", Own, High),
    ("ar", "سري للغاية", Own, High),
    ("ar", "سري وخاص", Own, High),
    ("ar", "للاستخدام الداخلي فقط", Anywhere, Low),
    ("he", "סודי ביותר", Own, High),
    ("he", "חסוי", Own, Medium),
    ("hi", "गोपनीय", Own, Medium),
    ("vi", "tuyệt mật", Own, High),
    ("vi", "bảo mật", Own, Medium),
    ("vi", "lưu hành nội bộ", Anywhere, Low),
    ("id", "sangat rahasia", Own, High),
    ("id", "rahasia perusahaan", Own, High),
    ("th", "ลับมาก", Own, High),
];

/// Looks for a phrase in the line.
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
    let bare = plain(&line.bare);
    if bare.len() > 700 {
        return None;
    }
    let matching = || {
        PHRASES.iter().filter_map(|(lang, p, how, sev)| {
            let at = if !spaced(p) {
                bare.find(p)?
            } else if *how == Anywhere {
                begins(&bare, p)?
            } else {
                bounded(&bare, p)?
            };
            // A short word of a script without spaces must not be a part of a longer one.
            let length = p.chars().count();
            let goes_on = bare.get(at + p.len()..)?.starts_with(char::is_alphanumeric);
            let began = bare.get(..at)?.ends_with(char::is_alphanumeric);
            if !spaced(p) && *how == Own && (length <= 3 && goes_on || length <= 2 && began) {
                return None;
            }
            Some((*lang, *p, *how, *sev, at))
        })
    };
    let place = doc.position(line.start);
    let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).count();
    let mut best = None;
    let mut severity = Low;
    for (lang, phrase, how, sev, at) in matching() {
        let (before, after) = (bare.get(..at)?, bare.get(at + phrase.len()..)?);
        let around = letters(before) + letters(after);
        let dense = !spaced(phrase);
        let caps = !dense && capitals(line.bare.get(at..at + phrase.len()).unwrap_or(&line.bare));
        let apart = separated(before, after) || named(&line.bare, at + phrase.len());
        let c: f64 = match how {
            Anywhere => 0.75,
            // A word or two beside it is a company's name, a date, a page.
            Own if around == 0 => 0.55,
            Own if around <= if dense { 12 } else { 30 } && apart => 0.5,
            Own if around <= 45 && caps && apart => 0.45,
            Own => continue,
        };
        severity = severity.max(sev);
        match &mut best {
            None => best = Some((lang, how, c, before, around, dense, caps)),
            // Words that Spanish, Portuguese and Italian share are named by the word that they do not share.
            Some(b) => {
                if b.0 == "es" && matches!(lang, "pt" | "it") {
                    b.0 = lang;
                }
                if c > b.2 {
                    *b = (b.0, how, c, before, around, dense, caps);
                }
            }
        }
    }
    let (class, how, mut c, before, around, dense, caps) = best?;
    let mut evidence = vec![format!("notice in the language \"{class}\"")];
    let mut add = |yes: bool, worth: f64, what: &str| {
        if yes {
            c += worth;
            evidence.push(what.to_owned());
        }
    };
    add(caps, 0.2, "capitals");
    add(
        line.ornate || line.bare.len() + 2 < line.raw.trim_ascii().len() && dense,
        0.1,
        "set off by ornament",
    );
    add(
        place != Position::Middle,
        0.2,
        if place == Position::Head {
            "in the head of the file"
        } else {
            "in the foot of the file"
        },
    );
    if doc.kind != Kind::Prose && place == Position::Middle {
        c -= 0.35;
    }
    if doc.kind == Kind::Prose && place == Position::Middle && how == Own && !caps {
        c -= 0.2;
    }
    if line.table || line.heading && !caps && around > 0 {
        c -= 0.25;
    }
    if line.list {
        c -= 0.25;
    }
    // A long line is a paragraph; a mark in quotation marks within a sentence is cited.
    let quoted = before.ends_with(['"', '\'']) && around > 0;
    if quoted || bare.len() > 300 && how == Anywhere {
        c -= 0.35;
    }
    if doc.open() || contract::is_one(doc) && how == Anywhere || talks_about(&doc.notice(line).paragraph) {
        c -= 0.4;
    }
    let class = match class {
        "zh" | "ja" | "ko" | "de" | "fr" | "es" | "pt" | "ru" | "it" | "pl" => class,
        _ => "other",
    };
    let impact = match severity {
        High => 0.5,
        Medium => 0.4,
        _ => 0.3,
    };
    (c >= 0.3).then(|| Found {
        class,
        span: hit,
        confidence: c.min(0.95),
        impact,
        severity,
        evidence,
    })
}

/// Where a phrase begins a word; its last word may go on, since endings vary.
fn begins(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase)
        .map(|(i, _)| i)
        .find(|i| !text.get(..*i).is_some_and(|b| b.ends_with(char::is_alphanumeric)))
}

/// Whether words of the phrase's script are parted by spaces.
fn spaced(phrase: &str) -> bool {
    phrase
        .chars()
        .next()
        .is_some_and(|c| (c as u32) < 0x0e00 || (0x1e00..0x2000).contains(&(c as u32)))
}

/// What stands beside the phrase is parted from it by a sign, or is a name or date and no sentence.
fn separated(before: &str, after: &str) -> bool {
    let sign = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let left = before.trim_end();
    let right = after.trim_start();
    let left_ok = left.is_empty() || left.ends_with(sign) || left.split_whitespace().count() <= 3;
    let right_ok = right.is_empty() || right.starts_with(sign) || right.split_whitespace().count() <= 1;
    left_ok && right_ok
}

/// What follows is somebody's name and no sentence: `Betriebsgeheimnis der Beispiel AG`.
fn named(bare: &str, end: usize) -> bool {
    let Some(after) = bare.get(end..) else { return false };
    let mut words = 0;
    after.split_whitespace().all(|w| {
        words += 1;
        words <= 5
            && (w.starts_with(|c: char| c.is_uppercase() || c.is_numeric()) || words == 1 && w.chars().count() <= 3)
    }) && words >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_in_normal_form() {
        for (_, p, _, _) in PHRASES {
            assert_eq!(&plain(p), p);
        }
    }
}
