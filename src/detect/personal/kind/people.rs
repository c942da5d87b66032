//! What is said of people beside their numbers: names of columns, addresses, telephones.

/// Columns that say who somebody is; several of them in bulk make records of people.
pub(in crate::detect::personal) fn about_people(header: &str) -> Option<&'static str> {
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
        "fn",
        "cn",
        "sn",
        "givennames",
        "displayname",
        "fornamn",
        "efternamn",
        "jmeno",
        "prijmeni",
        "ad",
        "soyad",
        "soyadi",
        "adsoyad",
        "isim",
        "keresztnev",
        "vezeteknev",
        "名",
        "姓",
        "membername",
        "clientname",
        "guestname",
        "accountholder",
        "имяклиента",
        "отчество",
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
        "correoelectronico",
        "emailadres",
        "emailadresse",
        "eposta",
        "epost",
        "adresseemail",
        "adressemail",
        "electronicmail",
        "emailid",
        "useremail",
        "contactemail",
        "电子邮箱",
        "电子邮件",
        "メール",
        "электроннаяпочта",
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
        "telefonnummer",
        "telefoonnummer",
        "mobil",
        "mobilnummer",
        "numerotelephone",
        "numerodetelephone",
        "cellphone",
        "contactnumber",
        "phoneno",
        "mobileno",
        "mobilenumber",
        "telephonenumber",
        "puhelin",
        "携帯電話",
        "联系电话",
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
        "geboortedatum",
        "fodelsedatum",
        "datumnarozeni",
        "dogumtarihi",
        "fodselsdato",
        "birthdt",
        "dateborn",
        "datadenascimento",
        "syntymaaika",
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
        "anschrift",
        "adres",
        "adresa",
        "adress",
        "homeaddr",
        "mailingaddress",
        "addr",
        "straße",
        "wohnort",
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
pub(in crate::detect::personal) fn email(s: &str) -> bool {
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
pub(in crate::detect::personal) fn phone(s: &str) -> bool {
    let digits = s.bytes().filter(u8::is_ascii_digit).count();
    (7..=15).contains(&digits)
        && s.chars().all(|c| c.is_ascii_digit() || " +-().xX/".contains(c))
        && !s.contains("555-01")
}
