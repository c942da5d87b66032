//! Notices by what they are made of, where no phrase is known.
//!
//! Whoever forbids that a text spreads says whose it is, how secret it is, that something is forbidden, what that is and
//! who may allow it. The words for each of these are few in every language; the ways to put them together are not. A
//! sentence that forbids to copy or to show, in a paragraph with at least two more of the parts, is a notice.

use super::place::{Doc, Kind, Line, Notice, Position};
use super::sentence::{ABOUT_NAMES, THIS_TEXT};
use super::{Found, banner, contract, talks_about};
use crate::finding::Severity;

/// Beginnings of words in one language; where the language parts words, they begin there, else they stand anywhere.
struct Tongue {
    class: &'static str,
    /// Whose it is.
    own: &'static [&'static str],
    /// How secret it is.
    secret: &'static [&'static str],
    /// That something must not be.
    ban: &'static [&'static str],
    /// What must not be done.
    act: &'static [&'static str],
    /// Who may allow it, or to whom it must not come.
    leave: &'static [&'static str],
    /// What the notice is about: the text that holds it.
    this: &'static [&'static str],
}

/// Longer paragraphs are no notices but texts.
const LONGEST: usize = 900;

static TONGUES: [Tongue; 13] = [
    Tongue {
        class: "permission",
        own: &[
            "property of",
            "owned by",
            "proprietary",
            "copyright",
            "(c)",
            "\u{a9}",
            "intellectual property",
            "belongs to",
            "all rights reserved",
            "licensors",
        ],
        secret: &[
            "confidential",
            "secret",
            "proprietary",
            "non-public",
            "nonpublic",
            "unpublished",
            "restricted",
            "classified",
            "sensitive",
            "internal",
            "in confidence",
            "non-disclosure",
            "nda",
        ],
        ban: &[
            "not permitted",
            "not allowed",
            "prohibited",
            "forbidden",
            "must not",
            "may not",
            "shall not",
            "do not",
            "not to be",
            "is not to",
            "are not to",
            "may only",
            "may be used only",
            "no part",
            "nor may",
            "no person",
            "nobody",
            "cannot be",
            "no one",
            "without",
            "unlawful",
            "unauthor",
            "not authori",
            "except as",
            "only with",
        ],
        act: &[
            "copy",
            "copied",
            "copies",
            "copying",
            "reproduc",
            "disclos",
            "distribut",
            "redistribut",
            "disseminat",
            "divulg",
            "forward",
            "shar",
            "publish",
            "transmit",
            "circulat",
            "reveal",
            "passed on",
            "pass on",
            "released",
            "release to",
            "communicat",
            "made available",
            "duplicat",
            "removed from",
            "leave the",
        ],
        leave: &[
            "consent",
            "permission",
            "written",
            "in writing",
            "approval",
            "authori",
            "license agreement",
            "licence agreement",
            "third part",
            "outside",
            "anyone",
            "any person",
            "any party",
            "other than",
            "others",
            "recipient",
            "need to know",
            "need-to-know",
            "employees",
            "competitor",
            "agreement with",
            "agreement between",
        ],
        this: &[],
    },
    Tongue {
        class: "de",
        own: &[
            "eigentum",
            "geistiges eigentum",
            "urheberrecht",
            "copyright",
            "\u{a9}",
            "(c)",
            "alle rechte",
            "schutzrecht",
            "gehört ",
        ],
        secret: &[
            "vertraulich",
            "geheim",
            "intern",
            "geschäftsgeheimnis",
            "betriebsintern",
            "betriebsgeheimnis",
            "nicht öffentlich",
        ],
        ban: &[
            "verboten",
            "untersagt",
            "nicht gestattet",
            "nicht erlaubt",
            "unzulässig",
            "darf nicht",
            "dürfen nicht",
            "darf ohne",
            "dürfen ohne",
            "darf weder",
            "dürfen weder",
            "darf nur",
            "dürfen nur",
            "nur mit",
            "nicht ohne",
            "darf+nicht",
            "dürfen+nicht",
            "darf+weder",
            "dürfen+weder",
            "keine ",
            "bedarf",
            "bedürfen",
            "nicht an",
            "strafbar",
            "verpflichten zu schaden",
            "soweit nicht",
        ],
        act: &[
            "vervielfältig",
            "weitergabe",
            "weitergegeben",
            "weiterzugeben",
            "weitergeleitet",
            "kopier",
            "kopie",
            "verbreit",
            "veröffentlich",
            "offenleg",
            "offengelegt",
            "mitteilung",
            "mitgeteilt",
            "zugänglich",
            "reproduk",
            "überlass",
            "bekannt gegeben",
        ],
        leave: &[
            "zustimmung",
            "genehmigung",
            "einwilligung",
            "erlaubnis",
            "schriftlich",
            "ausdrücklich",
            "dritte",
            "unbefugt",
            "außenstehende",
            "gestattet",
            "außerhalb",
        ],
        this: &[
            "dies",
            "vorliegend",
            "enthalten",
            "unterlage",
            "zeichnung",
            "quelltext",
            "quellcode",
            "dokument",
        ],
    },
    Tongue {
        class: "fr",
        own: &[
            "propriété",
            "appartien",
            "droits réservés",
            "copyright",
            "\u{a9}",
            "(c)",
            "propriétaire",
        ],
        secret: &["confidentiel", "secret", "interne", "sensible", "non public"],
        ban: &[
            "interdit",
            "prohib",
            "ne peut",
            "ne peuvent",
            "ne doit",
            "ne doivent",
            "ne sauraient",
            "ne saurait",
            "sans l",
            "sans accord",
            "sans autoris",
            "n'est pas autoris",
            "défense de",
            "ne pas",
            "aucune ",
        ],
        act: &[
            "reprodu",
            "diffus",
            "divulg",
            "communiqu",
            "copi",
            "transmi",
            "distribu",
            "publi",
            "cédé",
            "céder",
            "partag",
            "exploit",
        ],
        leave: &[
            "accord",
            "autorisation",
            "consentement",
            "écrit",
            "préalable",
            "tiers",
            "extérieur",
            "en dehors",
            "expresse",
        ],
        this: &["ce ", "cet ", "cette ", "ces ", "présent", "contenu", "informations"],
    },
    Tongue {
        class: "es",
        own: &[
            "propiedad",
            "pertenece",
            "derechos reservados",
            "copyright",
            "\u{a9}",
            "(c)",
        ],
        secret: &["confidencial", "secret", "interno", "interna", "reservad", "restringid"],
        ban: &[
            "prohib",
            "no puede",
            "no podrá",
            "no debe",
            "no deberá",
            "no se permite",
            "sin autoriz",
            "sin el consent",
            "sin la autoriz",
            "sin consent",
            "sin permiso",
            "no está permitid",
            "se prohíbe",
            "sin el permiso",
            "no autorizad",
        ],
        act: &[
            "reprodu", "divulg", "difu", "copia", "distribu", "transm", "public", "comparti", "revel", "comunic",
        ],
        leave: &[
            "autorizaci",
            "consentimiento",
            "escrit",
            "previ",
            "tercer",
            "permiso",
            "expres",
            "ajen",
            "fuera de",
        ],
        this: &["este", "esta", "estos", "estas", "presente", "contenid", "información"],
    },
    Tongue {
        class: "pt",
        own: &[
            "propriedade",
            "pertence",
            "direitos reservados",
            "copyright",
            "\u{a9}",
            "(c)",
        ],
        secret: &["confidencia", "sigil", "segred", "intern", "reservad", "restrit"],
        ban: &[
            "proibid",
            "vedad",
            "não pode",
            "não poder",
            "não deve",
            "sem autoriz",
            "sem a autoriz",
            "sem o consent",
            "sem a prévia",
            "sem prévia",
            "sem permiss",
            "não é permitid",
            "não autorizad",
        ],
        act: &[
            "reprodu",
            "divulg",
            "difus",
            "cópia",
            "copia",
            "copiad",
            "distribu",
            "transm",
            "public",
            "compartilh",
            "partilh",
            "revel",
        ],
        leave: &[
            "autorizaç",
            "consentimento",
            "escrit",
            "prévi",
            "terceir",
            "permiss",
            "express",
            "fora d",
        ],
        this: &[
            "este",
            "esta",
            "estes",
            "estas",
            "presente",
            "contid",
            "informaç",
            "documento",
        ],
    },
    Tongue {
        class: "it",
        own: &[
            "proprietà",
            "appartiene",
            "appartengono",
            "diritti riservati",
            "copyright",
            "\u{a9}",
            "(c)",
            "di proprietà",
        ],
        secret: &["riservat", "confidenzial", "segret", "intern", "strettamente"],
        ban: &[
            "vietat",
            "proibit",
            "non può",
            "non possono",
            "non deve",
            "non devono",
            "senza autoriz",
            "senza il consenso",
            "senza l'autoriz",
            "senza previa",
            "senza la previa",
            "senza consenso",
            "non è consentit",
            "non autorizzat",
            "divieto",
        ],
        act: &[
            "riprod",
            "divulg",
            "diffus",
            "diffond",
            "copia",
            "copie",
            "copiat",
            "distribu",
            "trasm",
            "pubblic",
            "cedut",
            "comunicat",
        ],
        leave: &[
            "autorizzazion",
            "consenso",
            "scritt",
            "previ",
            "terzi",
            "permess",
            "espress",
            "estern",
            "al di fuori",
        ],
        this: &["quest", "present", "contenut", "informazioni", "documento", "disegno"],
    },
    Tongue {
        class: "pl",
        own: &[
            "własność",
            "własnością",
            "należy do",
            "prawa zastrzeżone",
            "copyright",
            "\u{a9}",
            "(c)",
            "prawa autorskie",
        ],
        secret: &["poufn", "tajemnic", "tajn", "wewnętrzn", "zastrzeżon"],
        ban: &[
            "zabron",
            "zakaz",
            "nie może",
            "nie mogą",
            "nie wolno",
            "bez zgody",
            "bez pisemn",
            "bez uprzedn",
            "niedozwolon",
            "wymaga",
            "nieuprawnion",
        ],
        act: &[
            "kopiow",
            "rozpowszech",
            "udostęp",
            "powiel",
            "ujawni",
            "przekaz",
            "publik",
            "reprodu",
            "dystryb",
            "rozprowadz",
        ],
        leave: &[
            "zgod",
            "pisemn",
            "zezwol",
            "osobom trzecim",
            "osób trzecich",
            "poza ",
            "uprzedni",
        ],
        this: &[
            "niniejsz",
            "ten ",
            "ta ",
            "to ",
            "dokument",
            "zawart",
            "informacj",
            "plik",
            "kod ",
        ],
    },
    Tongue {
        class: "ru",
        own: &[
            "собственност",
            "принадлеж",
            "авторск",
            "права защищены",
            "copyright",
            "\u{a9}",
            "(c)",
            "правообладател",
        ],
        secret: &["конфиденциальн", "тайн", "секрет", "внутренн", "служебн", "ограниченн"],
        ban: &[
            "запрещ",
            "не допуска",
            "не подлеж",
            "не может",
            "не могут",
            "нельзя",
            "без письменн",
            "без разреш",
            "без соглас",
            "воспрещ",
            "недопустим",
            "только с",
        ],
        act: &[
            "копиров",
            "распростран",
            "разглаш",
            "передач",
            "передан",
            "передав",
            "воспроизвед",
            "тираж",
            "публик",
            "раскры",
        ],
        leave: &[
            "соглас",
            "разреш",
            "письменн",
            "третьим",
            "третьих",
            "посторонн",
            "за предел",
            "вне компан",
        ],
        this: &[
            "настоящ",
            "данн",
            "этот",
            "эта ",
            "этого",
            "документ",
            "содерж",
            "исходн",
            "материал",
        ],
    },
    Tongue {
        class: "nl",
        own: &["eigendom", "auteursrecht", "copyright", "\u{a9}", "(c)", "behoort"],
        secret: &["vertrouwelijk", "geheim", "intern", "bedrijfsgeheim"],
        ban: &[
            "verboden",
            "niet toegestaan",
            "mag niet",
            "mogen niet",
            "zonder",
            "niet verspreid",
            "niet worden",
            "geen ",
        ],
        act: &[
            "kopi",
            "gekopi",
            "verspreid",
            "vermenigvuld",
            "openbaar",
            "gedeeld",
            "delen",
            "verstrek",
            "doorgeg",
            "doorgev",
            "gereproduc",
        ],
        leave: &["toestemming", "schriftelijk", "derden", "buiten", "voorafgaand"],
        this: &["dit ", "deze ", "document", "inhoud", "informatie", "broncode"],
    },
    Tongue {
        class: "sv",
        own: &["egendom", "upphovsrätt", "copyright", "\u{a9}", "(c)", "tillhör"],
        secret: &["konfidentiell", "sekretess", "hemlig", "intern", "företagshemlig"],
        ban: &["får inte", "får ej", "förbjud", "inte tillåt", "utan "],
        act: &[
            "kopier",
            "sprid",
            "vidarebefordra",
            "lämnas ut",
            "delas",
            "återge",
            "mångfaldig",
            "röjas",
            "publicer",
        ],
        leave: &[
            "tillstånd",
            "medgivande",
            "skriftlig",
            "tredje",
            "utomstående",
            "utanför",
        ],
        this: &["detta ", "denna ", "dessa ", "dokument", "innehåll", "källkod"],
    },
    Tongue {
        class: "zh",
        own: &[
            "所有",
            "财产",
            "財產",
            "知识产权",
            "著作权",
            "版权",
            "版權",
            "属于",
            "归属",
            "专有",
            "專有",
        ],
        secret: &["机密", "機密", "保密", "秘密", "商密", "内部", "內部", "涉密"],
        ban: &[
            "不得",
            "严禁",
            "嚴禁",
            "禁止",
            "请勿",
            "請勿",
            "不可",
            "未经",
            "未經",
            "不准",
            "不允许",
        ],
        act: &[
            "复制",
            "複製",
            "传播",
            "傳播",
            "泄露",
            "洩露",
            "泄漏",
            "披露",
            "转载",
            "外传",
            "分发",
            "散布",
            "公开",
            "提供给",
            "转发",
            "拷贝",
            "翻印",
            "引用",
            "向第三方",
            "摘抄",
        ],
        leave: &[
            "书面",
            "書面",
            "许可",
            "許可",
            "授权",
            "授權",
            "同意",
            "第三方",
            "任何人",
            "他人",
            "公司以外",
            "外部",
            "对外",
            "批准",
            "任何单位",
            "任何形式",
            "本公司",
        ],
        this: &["本", "此", "该", "以下", "所含"],
    },
    Tongue {
        class: "ja",
        own: &[
            "所有",
            "帰属",
            "著作権",
            "財産",
            "株式会社",
            "知的財産",
            "\u{a9}",
            "copyright",
            "(c)",
        ],
        secret: &["機密", "秘密", "社外秘", "極秘", "社内", "部外秘", "confidential", "秘"],
        ban: &[
            "禁じ",
            "禁止",
            "できません",
            "しないで",
            "しないこと",
            "してはなら",
            "無断",
            "許可なく",
            "なしに",
            "なく",
            "厳禁",
            "一切",
        ],
        act: &[
            "複製",
            "転載",
            "開示",
            "配布",
            "漏洩",
            "漏えい",
            "公開",
            "転用",
            "複写",
            "持ち出",
            "持出",
            "提供",
            "転送",
            "引用",
            "再配布",
        ],
        leave: &[
            "許可",
            "承諾",
            "同意",
            "承認",
            "第三者",
            "社外",
            "部外者",
            "関係者以外",
            "書面",
            "事前",
            "無断",
            "外部",
        ],
        this: &["本", "この", "当", "記載", "含まれ"],
    },
    Tongue {
        class: "ko",
        own: &[
            "소유",
            "저작권",
            "자산",
            "(주)",
            "주식회사",
            "재산",
            "\u{a9}",
            "copyright",
            "(c)",
            "귀속",
        ],
        secret: &["기밀", "비밀", "대외비", "사내", "보안", "confidential", "내부"],
        ban: &[
            "금지",
            "금합니다",
            "금함",
            "금하며",
            "없습니다",
            "안 됩니다",
            "안됩니다",
            "마십시오",
            "없이",
            "법적 책임",
            "처벌",
            "불허",
            "엄금",
            "무단",
            "아니 됩니다",
        ],
        act: &[
            "복제", "배포", "유출", "공개", "복사", "전재", "제공", "공유", "누설", "반출", "열람", "전송", "게시",
        ],
        leave: &[
            "허가",
            "동의",
            "승인",
            "허락",
            "제3자",
            "외부",
            "서면",
            "사전",
            "무단",
            "타인",
            "관계자 외",
        ],
        this: &["본", "이 ", "해당", "포함"],
    },
];

impl Tongue {
    fn spaced(&self) -> bool {
        !matches!(self.class, "zh" | "ja" | "ko")
    }

    fn has(&self, words: &[&str], text: &str) -> bool {
        words.iter().any(|w| match self.spaced() {
            // Two words with others between.
            true => w.split('+').all(|w| begins(text, w)),
            false => text.contains(w),
        })
    }

    /// Sentences of a paragraph.
    fn sentences<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let spaced = self.spaced();
        text.split(move |c| matches!(c, ';' | '。' | '\n') || !spaced && matches!(c, '.' | '；'))
            .flat_map(move |s| s.split(if spaced { ". " } else { "\u{0}" }))
    }
}

/// Whether what must not be done is done to this text.
fn speaks_first(t: &Tongue, sentence: &str) -> bool {
    let this = ["this ", "these "].iter().filter_map(|w| sentence.find(w)).min();
    let act = t.act.iter().filter_map(|w| sentence.find(w)).min();
    match (this, act) {
        (Some(this), Some(act)) => {
            this < act
                || sentence
                    .get(act..this)
                    .is_some_and(|b| b.split_whitespace().count() <= 4 && !b.contains(" to "))
        }
        _ => true,
    }
}

/// Whether a word of the text begins so.
fn begins(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(i, _)| !text.get(..i).is_some_and(|b| b.ends_with(char::is_alphanumeric)))
}

/// The notice around a line in the language of these classes, if its paragraph is made like one.
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, notice: &Notice, english: bool) -> Option<Found> {
    let p = notice.paragraph.as_str();
    if p.len() > LONGEST || line.table || doc.open() {
        return None;
    }
    let place = doc.position(line.start);
    let (tongue, parts) = TONGUES
        .iter()
        .filter(|t| (t.class == "permission") == english)
        .filter_map(|t| Some((t, parts(t, p, &notice.text)?)))
        .max_by_key(|(_, n)| *n)?;
    let code = doc.kind != Kind::Prose;
    // The head of a program speaks of all of it; in the middle it is about what stands there.
    if code && place == Position::Middle || ABOUT_NAMES.is_match(&notice.text) {
        return None;
    }
    if super::promises(p) || super::contract_or_policy(doc) || talks_about(p) || contract::is_one(doc) {
        return None;
    }
    // What somebody says or a mark in quotation marks is cited.
    let cites = [" says", " said", " reads", " states", "\""];
    if english && cites.iter().any(|w| p.contains(w)) {
        return None;
    }
    let company = banner::COMPANION.is_match(&notice.text);
    let c = 0.55
        + if parts >= 5 { 0.15 } else { 0.0 }
        + if parts >= 6 { 0.05 } else { 0.0 }
        + if place == Position::Middle { 0.0 } else { 0.1 }
        + if company { 0.05 } else { 0.0 }
        - if line.list || line.heading { 0.2 } else { 0.0 };
    let class = match tongue.class {
        "nl" | "sv" => "other",
        class => class,
    };
    Some(Found {
        class,
        span: (0, 0),
        confidence: c,
        impact: 0.4,
        severity: Severity::Medium,
        evidence: vec!["forbids that the text spreads".to_owned()],
    })
}

/// How many parts of a notice the paragraph has, if one of its sentences forbids to spread the text.
fn parts(t: &Tongue, paragraph: &str, all: &str) -> Option<usize> {
    let (own, secret) = (t.has(t.own, all), t.has(t.secret, paragraph));
    let this = match t.class {
        "permission" => {
            ["this ", "these ", "herein", "hereof"]
                .iter()
                .any(|w| begins(paragraph, w))
                && THIS_TEXT.is_match(paragraph)
        }
        _ => t.has(t.this, paragraph),
    };
    t.sentences(paragraph)
        .filter(|s| t.has(t.ban, s) && t.has(t.act, s))
        // `Do not copy code into this repository`: the text is what is spoken of first, or elsewhere.
        .filter(|s| t.class != "permission" || !s.contains("this ") || speaks_first(t, s))
        .filter_map(|s| {
            let leave = t.has(t.leave, s);
            let all = 2 + [own, secret, this, leave].into_iter().filter(|p| *p).count();
            // Words of programs are secret and internal too.
            let enough = match t.class {
                "permission" => all >= 5 && this && (own || secret),
                _ => all >= 4 && (own || secret && leave),
            };
            enough.then_some(all)
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::marker::place::plain;

    #[test]
    fn words_are_in_normal_form() {
        for t in &TONGUES {
            for w in [t.own, t.secret, t.ban, t.act, t.leave, t.this].concat() {
                assert_eq!(plain(w), w.trim_end(), "{w}");
            }
        }
    }

    fn class(path: &str, text: &str) -> Option<&'static str> {
        let doc = Doc::new(text.as_bytes(), path);
        let line = doc.line(0)?;
        let notice = doc.notice(&line);
        [true, false]
            .into_iter()
            .find_map(|english| examine(&doc, &line, &notice, english).filter(|f| f.confidence >= 0.5))
            .map(|f| f.class)
    }

    #[test]
    fn a_notice_is_known_by_its_parts() {
        for (text, class_) in [
            (
                "// Dieses Modul ist Eigentum der Beispiel AG und darf Dritten nur mit schriftlicher Freigabe überlassen werden.\n",
                "de",
            ),
            (
                "// Ce code appartient à Exemple SA ; il ne peut être cédé ni copié sans accord écrit de sa part.\n",
                "fr",
            ),
            (
                "// Этот код принадлежит ООО «Пример», передавать его посторонним нельзя.\n",
                "ru",
            ),
            ("// 本代码归示例公司所有，任何人不得向第三方披露。\n", "zh"),
            (
                "// 本プログラムの著作権は株式会社例に帰属します。事前の承諾なく第三者に提供することを固く禁じます。\n",
                "ja",
            ),
            (
                "// 본 프로그램은 (주)예시의 자산이며 사전 승인 없이 외부에 제공할 수 없습니다.\n",
                "ko",
            ),
        ] {
            assert_eq!(class("a.c", text), Some(class_), "{text}");
        }
    }

    #[test]
    fn what_is_about_something_else_is_not() {
        for text in [
            "// Das Feld darf nur mit gültigem Schlüssel kopiert werden.\n",
            "// Nutzer dürfen ihre Daten nicht an Dritte weitergeben.\n",
            "// 该方法不得在多线程中使用。\n",
            "// このメソッドは許可なく使用しないでください。\n",
            "// The buffer must not be shared without a lock.\n",
            "// Do not copy this value, use the accessor.\n",
        ] {
            assert_eq!(class("a.c", text), None, "{text}");
        }
    }
}
