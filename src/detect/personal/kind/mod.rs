//! Kinds of personal data: what columns of them are called, what stands before a single one, and what makes one valid.

use super::check;

/// One kind of value.
#[derive(Debug)]
pub(super) struct Kind {
    /// The rule's class.
    pub(super) class: &'static str,
    /// For the evidence.
    pub(super) name: &'static str,
    /// Names of columns and fields: lower case, words joined by nothing.
    pub(super) headers: &'static [&'static str],
    /// Whether a value is one.
    pub(super) valid: fn(&str) -> bool,
    /// So few other values pass that a column needs no telling name.
    pub(super) certain: bool,
}

const fn kind(
    class: &'static str,
    name: &'static str,
    headers: &'static [&'static str],
    valid: fn(&str) -> bool,
    certain: bool,
) -> Kind {
    Kind {
        class,
        name,
        headers,
        valid,
        certain,
    }
}

/// Every kind that is checked by its digits.
pub(super) static KINDS: [Kind; 50] = [
    kind(
        "card",
        "payment card number",
        &[
            "cardnumber",
            "creditcard",
            "creditcardnumber",
            "ccnumber",
            "ccnum",
            "cardno",
            "pan",
            "card",
            "debitcard",
            "kartennummer",
            "kreditkarte",
            "numerotarjeta",
            "tarjeta",
            "cartao",
            "numerocarte",
            "cartebancaire",
            "カード番号",
            "信用卡号",
            "卡号",
            "银行卡号",
            "номеркарты",
        ],
        check::card,
        true,
    ),
    kind(
        "iban",
        "IBAN",
        &[
            "iban",
            "ibannumber",
            "ibannummer",
            "accountiban",
            "bankaccount",
            "kontonummer",
            "rekeningnummer",
            "bankiban",
        ],
        check::iban,
        true,
    ),
    kind(
        "bank-routing",
        "US routing number",
        &[
            "routingnumber",
            "routing",
            "aba",
            "abanumber",
            "routingno",
            "abarouting",
            "rtn",
        ],
        check::aba,
        false,
    ),
    kind(
        "national-id",
        "US Social Security number",
        &[
            "ssn",
            "socialsecuritynumber",
            "socialsecurity",
            "socialsecurityno",
            "ssnumber",
            "taxpayerid",
            "patientssn",
            "employeessn",
            "customerssn",
        ],
        check::ssn,
        false,
    ),
    kind(
        "health-id",
        "US National Provider Identifier",
        &["npi", "npinumber", "providernpi", "nationalprovideridentifier"],
        check::npi,
        false,
    ),
    kind(
        "health-id",
        "US DEA number",
        &["dea", "deanumber", "deano", "deareg"],
        check::dea,
        true,
    ),
    kind(
        "vehicle-id",
        "vehicle identification number",
        &[
            "vin",
            "vinnumber",
            "vehicleidentificationnumber",
            "chassisnumber",
            "chassis",
            "fahrgestellnummer",
        ],
        check::vin,
        true,
    ),
    kind(
        "tax-id",
        "German tax number",
        &[
            "steuerid",
            "steueridentifikationsnummer",
            "steuernummer",
            "idnr",
            "steueridnr",
            "taxid",
            "tin",
        ],
        check::de_tax,
        false,
    ),
    kind(
        "national-id",
        "Croatian OIB",
        &["oib", "osobniidentifikacijskibroj"],
        check::hr_oib,
        false,
    ),
    kind(
        "national-id",
        "French NIR",
        &[
            "nir",
            "numerosecu",
            "numerosecuritesociale",
            "securitesociale",
            "nss",
            "insee",
            "numsecu",
        ],
        check::fr_nir,
        true,
    ),
    kind(
        "national-id",
        "Spanish DNI or NIE",
        &["dni", "nie", "nif", "documento", "dninie", "documentoidentidad"],
        check::es_dni,
        true,
    ),
    kind(
        "national-id",
        "Italian fiscal code",
        &["codicefiscale", "codfiscale", "cf", "fiscalcode"],
        check::it_fiscal,
        true,
    ),
    kind(
        "tax-id",
        "Portuguese NIF",
        &["nif", "contribuinte", "numerocontribuinte", "nifcontribuinte"],
        check::pt_nif,
        false,
    ),
    kind(
        "national-id",
        "Dutch BSN",
        &["bsn", "burgerservicenummer", "sofinummer"],
        check::nl_bsn,
        false,
    ),
    kind(
        "national-id",
        "Belgian national number",
        &[
            "rijksregisternummer",
            "rrn",
            "insz",
            "niss",
            "nationalnumber",
            "numeronational",
            "registrenational",
        ],
        check::be_rrn,
        false,
    ),
    kind(
        "national-id",
        "Polish PESEL",
        &["pesel", "nrpesel", "numerpesel"],
        check::pl_pesel,
        false,
    ),
    kind(
        "national-id",
        "Swedish personal number",
        &["personnummer", "pnr", "personnr", "personalnumber"],
        check::se_pnr,
        false,
    ),
    kind(
        "national-id",
        "Norwegian birth number",
        &["fodselsnummer", "fødselsnummer", "fnr", "personnummer"],
        check::no_fnr,
        true,
    ),
    kind(
        "national-id",
        "Finnish identity code",
        &["hetu", "henkilotunnus", "henkilötunnus", "sotu"],
        check::fi_hetu,
        true,
    ),
    kind(
        "national-id",
        "Estonian or Lithuanian code",
        &["isikukood", "asmenskodas", "personalcode"],
        check::baltic,
        false,
    ),
    kind(
        "national-id",
        "Latvian personal code",
        &["personaskods", "personalcode"],
        check::lv_pk,
        false,
    ),
    kind(
        "national-id",
        "Czech or Slovak birth number",
        &["rodnecislo", "rodnéčíslo", "rc", "birthnumber"],
        check::cz_rc,
        false,
    ),
    kind(
        "national-id",
        "Romanian CNP",
        &["cnp", "codnumericpersonal"],
        check::ro_cnp,
        false,
    ),
    kind("national-id", "Bulgarian EGN", &["egn", "егн"], check::bg_egn, false),
    kind(
        "national-id",
        "JMBG or EMSO",
        &["jmbg", "emso", "emšo"],
        check::jmbg,
        false,
    ),
    kind(
        "national-id",
        "Swiss AHV number",
        &[
            "ahv",
            "ahvnummer",
            "avs",
            "avsnumber",
            "ahvnr",
            "sozialversicherungsnummer",
            "numeroavs",
        ],
        check::ch_ahv,
        true,
    ),
    kind(
        "national-id",
        "Austrian insurance number",
        &["svnr", "sozialversicherungsnummer", "svnummer"],
        check::at_svnr,
        false,
    ),
    kind(
        "health-id",
        "NHS number",
        &["nhs", "nhsnumber", "nhsno"],
        check::uk_nhs,
        false,
    ),
    kind(
        "national-id",
        "Irish PPS number",
        &["pps", "ppsn", "ppsnumber"],
        check::ie_pps,
        true,
    ),
    kind("national-id", "Greek AMKA", &["amka", "αμκα"], check::gr_amka, false),
    kind(
        "national-id",
        "Turkish identity number",
        &["tckn", "tckimlikno", "tckimlik", "kimlikno", "tcno"],
        check::tr_tckn,
        false,
    ),
    kind(
        "national-id",
        "Israeli identity number",
        &["teudatzehut", "tz", "israeliid", "תעודתזהות"],
        check::il_id,
        false,
    ),
    kind(
        "national-id",
        "Chinese resident number",
        &[
            "身份证",
            "身份证号",
            "身份证号码",
            "idcard",
            "idcardno",
            "idcardnumber",
            "residentid",
            "shenfenzheng",
            "sfzh",
        ],
        check::cn_id,
        true,
    ),
    kind(
        "national-id",
        "Taiwanese identity number",
        &["身分證字號", "身分證", "twid", "nationalid", "idnumber"],
        check::tw_id,
        true,
    ),
    kind(
        "national-id",
        "Korean resident number",
        &["주민등록번호", "주민번호", "rrn", "jumin", "residentregistrationnumber"],
        check::kr_rrn,
        false,
    ),
    kind(
        "national-id",
        "Japanese My Number",
        &["マイナンバー", "個人番号", "mynumber", "kojinbango"],
        check::jp_my_number,
        false,
    ),
    kind(
        "national-id",
        "Indian Aadhaar",
        &[
            "aadhaar",
            "aadhar",
            "aadhaarnumber",
            "aadharno",
            "aadhaarno",
            "uid",
            "आधार",
        ],
        check::in_aadhaar,
        false,
    ),
    kind(
        "national-id",
        "Singapore NRIC or FIN",
        &["nric", "fin", "nricfin", "nricno"],
        check::sg_nric,
        true,
    ),
    kind(
        "national-id",
        "Hong Kong identity card",
        &["hkid", "hkidno", "hkidnumber"],
        check::hk_id,
        true,
    ),
    kind(
        "national-id",
        "Thai identity number",
        &["thaiid", "citizenid", "เลขบัตรประชาชน", "เลขประจำตัวประชาชน"],
        check::th_id,
        false,
    ),
    kind(
        "tax-id",
        "Brazilian CPF",
        &["cpf", "numerocpf", "cpfcliente"],
        check::br_cpf,
        false,
    ),
    kind(
        "national-id",
        "Chilean RUT",
        &["rut", "run", "rutcliente"],
        check::cl_rut,
        false,
    ),
    kind(
        "tax-id",
        "Argentine CUIL or CUIT",
        &["cuil", "cuit", "cuilcuit"],
        check::ar_cuil,
        false,
    ),
    kind("national-id", "Mexican CURP", &["curp"], check::mx_curp, true),
    kind(
        "national-id",
        "South African identity number",
        &[
            "idnumber",
            "saidnumber",
            "rsaid",
            "said",
            "nationalid",
            "southafricanid",
        ],
        check::za_id,
        false,
    ),
    kind(
        "tax-id",
        "Australian tax file number",
        &["tfn", "taxfilenumber"],
        check::au_tfn,
        false,
    ),
    kind(
        "health-id",
        "Australian Medicare number",
        &["medicare", "medicarenumber", "medicareno"],
        check::au_medicare,
        false,
    ),
    kind(
        "tax-id",
        "New Zealand IRD number",
        &["ird", "irdnumber"],
        check::nz_ird,
        false,
    ),
    kind(
        "national-id",
        "Canadian social insurance number",
        &["sin", "socialinsurancenumber", "sinnumber", "socialinsurance", "nas"],
        check::ca_sin,
        false,
    ),
    kind(
        "tax-id",
        "Russian INN or SNILS, Ukrainian or Kazakh number",
        &["inn", "инн", "snils", "снилс", "иин", "iin", "рнокпп", "rnokpp", "ипн"],
        |s| check::ru_inn(s) || check::ru_snils(s) || check::ua_tax(s) || check::kz_iin(s),
        false,
    ),
];

/// A column's or a field's name without what people put between words.
pub(super) fn normal(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl Kind {
    /// Whether a column's name (normalised) says that it holds this kind.
    pub(super) fn named(&self, header: &str) -> bool {
        self.headers.contains(&header)
    }

    /// Whether the name holds the kind's word beside others (`customer_iban`).
    pub(super) fn hinted(&self, header: &str) -> bool {
        self.headers
            .iter()
            .any(|h| h.chars().count() >= 4 && header.contains(h))
    }
}

/// Columns that say who somebody is; several of them in bulk make records of people.
pub(super) fn about_people(header: &str) -> Option<&'static str> {
    let is = |list: &[&str]| list.contains(&header);
    if is(&[
        "name",
        "firstname",
        "lastname",
        "surname",
        "fullname",
        "givenname",
        "familyname",
        "vorname",
        "nachname",
        "nom",
        "prenom",
        "nombre",
        "apellido",
        "apellidos",
        "nome",
        "cognome",
        "sobrenome",
        "imie",
        "nazwisko",
        "姓名",
        "名前",
        "氏名",
        "이름",
        "성명",
        "имя",
        "фамилия",
        "фио",
        "customername",
        "patientname",
        "employeename",
        "contactname",
        "voornaam",
        "achternaam",
    ]) {
        Some("name")
    } else if is(&[
        "email",
        "emailaddress",
        "mail",
        "emails",
        "correo",
        "courriel",
        "邮箱",
        "メールアドレス",
        "이메일",
        "customeremail",
        "workemail",
        "personalemail",
        "почта",
    ]) {
        Some("e-mail")
    } else if is(&[
        "phone",
        "phonenumber",
        "mobile",
        "telephone",
        "tel",
        "cell",
        "mobilephone",
        "telefon",
        "telefono",
        "telefone",
        "celular",
        "handy",
        "电话",
        "手机",
        "手机号",
        "電話番号",
        "전화번호",
        "телефон",
        "homephone",
        "workphone",
    ]) {
        Some("phone")
    } else if is(&[
        "dob",
        "dateofbirth",
        "birthdate",
        "birthday",
        "geburtsdatum",
        "datenaissance",
        "datedenaissance",
        "fechanacimiento",
        "fechadenacimiento",
        "datanascimento",
        "datadinascita",
        "dataurodzenia",
        "生日",
        "出生日期",
        "生年月日",
        "생년월일",
        "датарождения",
    ]) {
        Some("date of birth")
    } else if is(&[
        "address",
        "street",
        "streetaddress",
        "homeaddress",
        "adresse",
        "direccion",
        "endereco",
        "indirizzo",
        "地址",
        "住所",
        "주소",
        "адрес",
        "addressline1",
        "strasse",
        "postaladdress",
    ]) {
        Some("address")
    } else if is(&[
        "salary",
        "income",
        "gehalt",
        "salaire",
        "salario",
        "wage",
        "annualsalary",
        "compensation",
        "工资",
        "給与",
        "연봉",
    ]) {
        Some("income")
    } else if is(&[
        "diagnosis",
        "icd10",
        "mrn",
        "medicalrecordnumber",
        "patientid",
        "bloodtype",
        "diagnose",
        "diagnostic",
        "medication",
        "诊断",
    ]) {
        Some("health")
    } else if is(&[
        "passport",
        "passportnumber",
        "passportno",
        "reisepass",
        "pasaporte",
        "护照",
        "driverslicense",
        "driverlicense",
        "licensenumber",
    ]) {
        Some("document number")
    } else {
        None
    }
}

/// An address at a real-looking host; examples and robots do not count.
pub(super) fn email(s: &str) -> bool {
    let s = s.trim();
    let Some((user, host)) = s.split_once('@') else {
        return false;
    };
    let ok = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_+'%".contains(&b));
    let lower = host.to_ascii_lowercase();
    ok(user)
        && ok(host)
        && host.contains('.')
        && ![
            "example.com",
            "example.org",
            "example.net",
            "test.com",
            "localhost.localdomain",
            "domain.com",
            "email.com",
        ]
        .contains(&lower.as_str())
        && !lower.ends_with(".example")
        && !lower.ends_with(".test")
        && !lower.ends_with(".invalid")
}

/// Something like a telephone number.
pub(super) fn phone(s: &str) -> bool {
    let digits = s.bytes().filter(u8::is_ascii_digit).count();
    (7..=15).contains(&digits)
        && s.chars().all(|c| c.is_ascii_digit() || " +-().xX/".contains(c))
        && !s.contains("555-01")
}
