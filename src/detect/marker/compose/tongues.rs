//! The words that notices are made of, by language.

/// Beginnings of words in one language, parted by bars; where the language parts words, they begin there, else they stand
/// anywhere.
pub(super) struct Tongue {
    pub(super) class: &'static str,
    /// Whose it is.
    pub(super) own: &'static str,
    /// How secret it is.
    pub(super) secret: &'static str,
    /// That something must not be.
    pub(super) ban: &'static str,
    /// What must not be done.
    pub(super) act: &'static str,
    /// Who may allow it, or to whom it must not come.
    pub(super) leave: &'static str,
    /// What the notice is about: the text that holds it.
    pub(super) this: &'static str,
}

pub(super) static TONGUES: [Tongue; 13] = [
    Tongue {
        class: "permission",
        own: "property of|owned by|proprietary|copyright|(c)|\u{a9}|intellectual property|belongs to|\
                all rights reserved|licensors",
        secret: "confidential|secret|proprietary|non-public|nonpublic|unpublished|restricted|classified|sensitive|\
                internal|in confidence|non-disclosure|nda",
        ban: "not permitted|not allowed|prohibited|forbidden|must not|may not|shall not|do not|not to be|is not to|\
                are not to|may only|may be used only|no part|nor may|no person|nobody|cannot be|no one|without|\
                unlawful|unauthor|not authori|except as|only with",
        act: "copy|copied|copies|copying|reproduc|disclos|distribut|redistribut|disseminat|divulg|forward|shar|\
                publish|transmit|circulat|reveal|passed on|pass on|released|release to|communicat|made available|\
                duplicat|removed from|leave the",
        leave: "consent|permission|written|in writing|approval|authori|license agreement|licence agreement|\
                third part|outside|anyone|any person|any party|other than|others|recipient|need to know|need-to-know|\
                employees|competitor|agreement with|agreement between",
        this: "",
    },
    Tongue {
        class: "de",
        own: "eigentum|geistiges eigentum|urheberrecht|copyright|\u{a9}|(c)|alle rechte|schutzrecht|gehört ",
        secret: "vertraulich|geheim|intern|geschäftsgeheimnis|betriebsintern|betriebsgeheimnis|nicht öffentlich",
        ban: "verboten|untersagt|nicht gestattet|nicht erlaubt|unzulässig|darf nicht|dürfen nicht|darf ohne|\
                dürfen ohne|darf weder|dürfen weder|darf nur|dürfen nur|nur mit|nicht ohne|darf+nicht|dürfen+nicht|\
                darf+weder|dürfen+weder|keine |bedarf|bedürfen|nicht an|strafbar|verpflichten zu schaden|\
                soweit nicht",
        act: "vervielfältig|weitergabe|weitergegeben|weiterzugeben|weitergeleitet|kopier|kopie|verbreit|\
                veröffentlich|offenleg|offengelegt|mitteilung|mitgeteilt|zugänglich|reproduk|überlass|\
                bekannt gegeben",
        leave: "zustimmung|genehmigung|einwilligung|erlaubnis|schriftlich|ausdrücklich|dritte|unbefugt|außenstehende|\
                gestattet|außerhalb",
        this: "dies|vorliegend|enthalten|unterlage|zeichnung|quelltext|quellcode|dokument",
    },
    Tongue {
        class: "fr",
        own: "propriété|appartien|droits réservés|copyright|\u{a9}|(c)|propriétaire",
        secret: "confidentiel|secret|interne|sensible|non public",
        ban: "interdit|prohib|ne peut|ne peuvent|ne doit|ne doivent|ne sauraient|ne saurait|sans l|sans accord|\
                sans autoris|n'est pas autoris|défense de|ne pas|aucune ",
        act: "reprodu|diffus|divulg|communiqu|copi|transmi|distribu|publi|cédé|céder|partag|exploit",
        leave: "accord|autorisation|consentement|écrit|préalable|tiers|extérieur|en dehors|expresse",
        this: "ce |cet |cette |ces |présent|contenu|informations",
    },
    Tongue {
        class: "es",
        own: "propiedad|pertenece|derechos reservados|copyright|\u{a9}|(c)",
        secret: "confidencial|secret|interno|interna|reservad|restringid",
        ban: "prohib|no puede|no podrá|no debe|no deberá|no se permite|sin autoriz|sin el consent|sin la autoriz|\
                sin consent|sin permiso|no está permitid|se prohíbe|sin el permiso|no autorizad",
        act: "reprodu|divulg|difu|copia|distribu|transm|public|comparti|revel|comunic",
        leave: "autorizaci|consentimiento|escrit|previ|tercer|permiso|expres|ajen|fuera de",
        this: "este|esta|estos|estas|presente|contenid|información",
    },
    Tongue {
        class: "pt",
        own: "propriedade|pertence|direitos reservados|copyright|\u{a9}|(c)",
        secret: "confidencia|sigil|segred|intern|reservad|restrit",
        ban: "proibid|vedad|não pode|não poder|não deve|sem autoriz|sem a autoriz|sem o consent|sem a prévia|\
                sem prévia|sem permiss|não é permitid|não autorizad",
        act: "reprodu|divulg|difus|cópia|copia|copiad|distribu|transm|public|compartilh|partilh|revel",
        leave: "autorizaç|consentimento|escrit|prévi|terceir|permiss|express|fora d",
        this: "este|esta|estes|estas|presente|contid|informaç|documento",
    },
    Tongue {
        class: "it",
        own: "proprietà|appartiene|appartengono|diritti riservati|copyright|\u{a9}|(c)|di proprietà",
        secret: "riservat|confidenzial|segret|intern|strettamente",
        ban: "vietat|proibit|non può|non possono|non deve|non devono|senza autoriz|senza il consenso|\
                senza l'autoriz|senza previa|senza la previa|senza consenso|non è consentit|non autorizzat|divieto",
        act: "riprod|divulg|diffus|diffond|copia|copie|copiat|distribu|trasm|pubblic|cedut|comunicat",
        leave: "autorizzazion|consenso|scritt|previ|terzi|permess|espress|estern|al di fuori",
        this: "quest|present|contenut|informazioni|documento|disegno",
    },
    Tongue {
        class: "pl",
        own: "własność|własnością|należy do|prawa zastrzeżone|copyright|\u{a9}|(c)|prawa autorskie",
        secret: "poufn|tajemnic|tajn|wewnętrzn|zastrzeżon",
        ban: "zabron|zakaz|nie może|nie mogą|nie wolno|bez zgody|bez pisemn|bez uprzedn|niedozwolon|wymaga|\
                nieuprawnion",
        act: "kopiow|rozpowszech|udostęp|powiel|ujawni|przekaz|publik|reprodu|dystryb|rozprowadz",
        leave: "zgod|pisemn|zezwol|osobom trzecim|osób trzecich|poza |uprzedni",
        this: "niniejsz|ten |ta |to |dokument|zawart|informacj|plik|kod ",
    },
    Tongue {
        class: "ru",
        own: "собственност|принадлеж|авторск|права защищены|copyright|\u{a9}|(c)|правообладател",
        secret: "конфиденциальн|тайн|секрет|внутренн|служебн|ограниченн",
        ban: "запрещ|не допуска|не подлеж|не может|не могут|нельзя|без письменн|без разреш|без соглас|воспрещ|\
                недопустим|только с",
        act: "копиров|распростран|разглаш|передач|передан|передав|воспроизвед|тираж|публик|раскры",
        leave: "соглас|разреш|письменн|третьим|третьих|посторонн|за предел|вне компан",
        this: "настоящ|данн|этот|эта |этого|документ|содерж|исходн|материал",
    },
    Tongue {
        class: "nl",
        own: "eigendom|auteursrecht|copyright|\u{a9}|(c)|behoort",
        secret: "vertrouwelijk|geheim|intern|bedrijfsgeheim",
        ban: "verboden|niet toegestaan|mag niet|mogen niet|zonder|niet verspreid|niet worden|geen ",
        act: "kopi|gekopi|verspreid|vermenigvuld|openbaar|gedeeld|delen|verstrek|doorgeg|doorgev|gereproduc",
        leave: "toestemming|schriftelijk|derden|buiten|voorafgaand",
        this: "dit |deze |document|inhoud|informatie|broncode",
    },
    Tongue {
        class: "sv",
        own: "egendom|upphovsrätt|copyright|\u{a9}|(c)|tillhör",
        secret: "konfidentiell|sekretess|hemlig|intern|företagshemlig",
        ban: "får inte|får ej|förbjud|inte tillåt|utan ",
        act: "kopier|sprid|vidarebefordra|lämnas ut|delas|återge|mångfaldig|röjas|publicer",
        leave: "tillstånd|medgivande|skriftlig|tredje|utomstående|utanför",
        this: "detta |denna |dessa |dokument|innehåll|källkod",
    },
    Tongue {
        class: "zh",
        own: "所有|财产|財產|知识产权|著作权|版权|版權|属于|归属|专有|專有",
        secret: "机密|機密|保密|秘密|商密|内部|內部|涉密",
        ban: "不得|严禁|嚴禁|禁止|请勿|請勿|不可|未经|未經|不准|不允许",
        act: "复制|複製|传播|傳播|泄露|洩露|泄漏|披露|转载|外传|分发|散布|公开|提供给|转发|拷贝|翻印|引用|向第三方|摘抄",
        leave: "书面|書面|许可|許可|授权|授權|同意|第三方|任何人|他人|公司以外|外部|对外|批准|任何单位|任何形式|本公司",
        this: "本|此|该|以下|所含",
    },
    Tongue {
        class: "ja",
        own: "所有|帰属|著作権|財産|株式会社|知的財産|\u{a9}|copyright|(c)",
        secret: "機密|秘密|社外秘|極秘|社内|部外秘|confidential|秘",
        ban: "禁じ|禁止|できません|しないで|しないこと|してはなら|無断|許可なく|なしに|なく|厳禁|一切",
        act: "複製|転載|開示|配布|漏洩|漏えい|公開|転用|複写|持ち出|持出|提供|転送|引用|再配布",
        leave: "許可|承諾|同意|承認|第三者|社外|部外者|関係者以外|書面|事前|無断|外部",
        this: "本|この|当|記載|含まれ",
    },
    Tongue {
        class: "ko",
        own: "소유|저작권|자산|(주)|주식회사|재산|\u{a9}|copyright|(c)|귀속",
        secret: "기밀|비밀|대외비|사내|보안|confidential|내부",
        ban: "금지|금합니다|금함|금하며|없습니다|안 됩니다|안됩니다|마십시오|없이|법적 책임|처벌|불허|엄금|무단|아니 됩니다",
        act: "복제|배포|유출|공개|복사|전재|제공|공유|누설|반출|열람|전송|게시",
        leave: "허가|동의|승인|허락|제3자|외부|서면|사전|무단|타인|관계자 외",
        this: "본|이 |해당|포함",
    },
];
