//! What an identifier says about the value assigned to it.
//!
//! `dbPassword`, `DB_PASSWORD`, `db.password`, `dbpassword` are the same words. The credential word decides the class;
//! words behind it (`password_field`, `token_url`) say that the value is probably something else, which is the
//! classifier's business.

use super::Class;

/// Longest identifier looked at; longer ones are judged by their tail.
pub(crate) const LONGEST: usize = 64;

/// An identifier in lower case, cut into words.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    buf: [u8; LONGEST],
    /// End of each word and start of the next, as pairs of offsets.
    spans: [(u8, u8); 12],
    count: usize,
}

impl Words {
    /// Cuts at `_`, `-`, `.`, `$`, blanks, digits' edges and case changes.
    #[must_use]
    pub(crate) fn of(ident: &[u8]) -> Self {
        let tail = ident.get(ident.len().saturating_sub(LONGEST)..).unwrap_or_default();
        let mut w = Self {
            buf: [0; LONGEST],
            spans: [(0, 0); 12],
            count: 0,
        };
        let mut start: Option<usize> = None;
        let mut before = 0u8;
        for (i, &b) in tail.iter().enumerate() {
            let next = tail.get(i + 1).copied().unwrap_or(0);
            let letter = b.is_ascii_alphabetic() || b >= 0x80;
            let edge = (b.is_ascii_uppercase() && before.is_ascii_lowercase())
                || (b.is_ascii_uppercase() && before.is_ascii_uppercase() && next.is_ascii_lowercase());
            if let Some(s) = start
                && (!letter || edge)
            {
                w.push(s, i);
                start = None;
            }
            if letter && start.is_none() {
                start = Some(i);
            }
            if let Some(slot) = w.buf.get_mut(i) {
                *slot = b.to_ascii_lowercase();
            }
            before = b;
        }
        if let Some(s) = start {
            w.push(s, tail.len());
        }
        w
    }

    fn push(&mut self, start: usize, end: usize) {
        if self.count == self.spans.len() {
            self.spans.rotate_left(1);
            self.count -= 1;
        }
        if let Some(slot) = self.spans.get_mut(self.count) {
            *slot = (start as u8, end as u8);
            self.count += 1;
        }
    }

    /// The words in order.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &[u8]> + Clone {
        self.spans
            .iter()
            .take(self.count)
            .map(|(s, e)| self.buf.get(usize::from(*s)..usize::from(*e)).unwrap_or_default())
    }

    /// How many words there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

/// The class that the identifier names, and how many words stand behind the credential word.
#[must_use]
pub(crate) fn class_of(words: &Words) -> Option<(Class, usize)> {
    let n = words.count();
    let mut best: Option<(Class, usize)> = None;
    let mut before: &[u8] = b"";
    // A public key, an encrypted password, a token's checksum open nothing.
    let harmless = |w: &[u8]| {
        matches!(
            w,
            b"public"
                | b"pub"
                | b"pubkey"
                | b"publickey"
                | b"publickeytoken"
                | b"checksum"
                | b"scheme"
                | b"encrypted"
                | b"hashed"
                | b"thumbprint"
                | b"formkey"
                | b"authenticity"
                | b"fingerprint"
        )
    };
    if words.iter().any(|w| harmless(w) || ends_with(w, b"pubkey")) {
        return None;
    }
    // The nonce of a handshake.
    if words.iter().any(|w| w == b"websocket")
        || words.iter().zip(words.iter().skip(1)).any(|p| p == (b"web", b"socket"))
    {
        return None;
    }
    // A stored hash lets nobody in as it is: `password_hash`, `hashed_token`, `ROOT_PASSWORD_SHA2`.
    let stored = |w: &[u8]| matches!(w, b"hash" | b"hashes" | b"digest" | b"salt");
    if words.iter().next_back().is_some_and(stored) {
        return None;
    }
    // `from_secret: name`, `NOPASSWD: commands`
    if words.iter().next().is_some_and(|w| w == b"from") || words.iter().any(|w| w == b"nopasswd") {
        return None;
    }
    let mut digest = false;
    for (i, w) in words.iter().enumerate() {
        let class = word_class(w, before);
        before = w;
        digest |= matches!(w, b"sha" | b"md" | b"bcrypt");
        let Some(class) = class else { continue };
        let better = match best {
            None => true,
            // The last credential word wins (`token_secret`, `secret_key`), but a bare `key` or `auth` never does.
            Some((old, _)) => !matches!(class, Class::Key | Class::Auth) || matches!(old, Class::Key | Class::Auth),
        };
        if better {
            best = Some((class, n - 1 - i));
        } else if let Some((_, behind)) = &mut best {
            *behind = n - 1 - i;
        }
    }
    let identifier = words.iter().next_back().is_some_and(|w| matches!(w, b"id" | b"ids"));
    best.filter(|(class, _)| {
        !(digest && matches!(class, Class::Password | Class::Token)
            || identifier
                && (matches!(class, Class::Key | Class::Auth)
                    || *class == Class::ApiKey && words.iter().any(|w| w == b"private")))
    })
}

fn word_class(w: &[u8], before: &[u8]) -> Option<Class> {
    match w {
        b"password" | b"passwords" | b"passwd" | b"pwd" | b"pass" | b"passwort" | b"passe" | b"passphrase"
        | b"passcode" | b"pswd" | b"psw" | b"passw" | b"passwrd" | b"pword" | b"pwds" | b"passwds" | b"kennwort"
        | b"contrasena" | b"senha" | b"motdepasse" | b"mdp" | b"wachtwoord" | b"parola" | b"haslo" | b"heslo"
        | b"lozinka" | b"salasana" | b"geslo" | b"userpass" | b"pgpassword" | b"storepass" | b"keypass"
        | b"sshpass" | b"parool" | b"jelszo" | b"pw" | b"clave" | b"adgangskode" | b"losenord" | b"passord"
        | b"sifre" | b"parole" => Some(Class::Password),
        b"secret" | b"secrets" | b"cred" | b"creds" | b"credential" | b"credentials" | b"nkey" | b"psk" => {
            Some(Class::Secret)
        }
        b"token" | b"tokens" | b"jwt" | b"bearer" => Some(Class::Token),
        b"otp" | b"totp" | b"hotp" => Some(Class::Key),
        b"auth" | b"masterauth" | b"authorization" | b"authentication" | b"xauth" => Some(Class::Auth),
        b"key" | b"keys" => Some(if key_prefix(before) { Class::ApiKey } else { Class::Key }),
        _ => compound(w),
    }
}

/// `dbpassword`, `clientsecret`, `apikey`: words written together.
fn compound(w: &[u8]) -> Option<Class> {
    const TAILS: &[(&[u8], Class)] = &[
        (b"password", Class::Password),
        (b"passwords", Class::Password),
        (b"passwd", Class::Password),
        (b"passphrase", Class::Password),
        (b"passcode", Class::Password),
        (b"pwd", Class::Password),
        (b"pswd", Class::Password),
        (b"passwort", Class::Password),
        (b"kennwort", Class::Password),
        (b"userauth", Class::Auth),
        (b"basicauth", Class::Auth),
        (b"httpauth", Class::Auth),
        (b"proxyauth", Class::Auth),
        (b"secret", Class::Secret),
        (b"secrets", Class::Secret),
        (b"credentials", Class::Secret),
        (b"token", Class::Token),
        (b"tokens", Class::Token),
        (b"jwt", Class::Token),
    ];
    if !w.is_ascii() {
        let foreign: [&str; 16] = [
            "contraseña",
            "пароль",
            "密码",
            "密碼",
            "パスワード",
            "비밀번호",
            "hasło",
            "şifre",
            "口令",
            "lösenord",
            "jelszó",
            "parolă",
            "κωδικός",
            "รหัสผ่าน",
            "סיסמה",
            "كلمةالمرور",
        ];
        return foreign
            .iter()
            .any(|f| ends_with(w, f.as_bytes()))
            .then_some(Class::Password);
    }
    if w.len() == 5 && w.ends_with(b"pwd") {
        return Some(Class::Password); // sapwd, dbpwd
    }
    if let Some(head) = w.strip_suffix(b"pw")
        && HEADS.contains(&head)
    {
        return Some(Class::Password); // bindpw, rootpw
    }
    if w.len() < 6 {
        return None;
    }
    for (tail, class) in TAILS {
        if ends_with(w, tail) {
            return Some(*class);
        }
    }
    if ends_with(w, b"pass") {
        let not: [&[u8]; 10] = [
            b"bypass",
            b"compass",
            b"trespass",
            b"surpass",
            b"encompass",
            b"multipass",
            b"underpass",
            b"overpass",
            b"lowpass",
            b"highpass",
        ];
        return (!not.contains(&w)).then_some(Class::Password);
    }
    if let Some(head) = w.strip_suffix(b"key").or_else(|| w.strip_suffix(b"keys")) {
        return Some(if key_prefix(head) { Class::ApiKey } else { Class::Key });
    }
    if w.starts_with(b"password") && w.len() <= 12 {
        return Some(Class::Password);
    }
    None
}

/// What stands before `pw`.
const HEADS: [&[u8]; 22] = [
    b"bind", b"root", b"db", b"ftp", b"smtp", b"mail", b"user", b"admin", b"sql", b"mysql", b"backup", b"login",
    b"ldap", b"vpn", b"wifi", b"wlan", b"my", b"svc", b"repl", b"ssh", b"http", b"rootdn",
];

fn ends_with(w: &[u8], tail: &[u8]) -> bool {
    w.ends_with(tail)
}

/// Words that make a `key` a credential.
fn key_prefix(w: &[u8]) -> bool {
    const WORDS: &[&[u8]] = &[
        b"api",
        b"access",
        b"secret",
        b"private",
        b"encryption",
        b"encrypt",
        b"auth",
        b"account",
        b"shared",
        b"master",
        b"signing",
        b"sign",
        b"signature",
        b"consumer",
        b"client",
        b"app",
        b"application",
        b"storage",
        b"service",
        b"subscription",
        b"license",
        b"licence",
        b"session",
        b"crypto",
        b"cipher",
        b"hmac",
        b"aes",
        b"ssh",
        b"deploy",
        b"webhook",
        b"integration",
        b"write",
        b"admin",
        b"rest",
        b"cookie",
        b"jwt",
        b"oauth",
        b"decrypt",
        b"decryption",
        b"symmetric",
        b"developer",
        b"dev",
        b"token",
        b"partner",
        b"merchant",
        b"apikey",
        b"accesskey",
        b"iam",
        b"security",
        b"wallet",
        b"validation",
        b"vault",
        b"s3",
        b"aws",
        b"azure",
        b"gcp",
        b"stripe",
        b"ingest",
        b"agent",
        b"priv",
        b"ipa",
        b"personal",
        b"seed",
        b"unseal",
        b"pepper",
        b"hash",
        b"google",
        b"maps",
        b"mail",
        b"mailgun",
        b"sendgrid",
    ];
    WORDS.contains(&w)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(s: &str) -> Option<(Class, usize)> {
        class_of(&Words::of(s.as_bytes()))
    }

    #[test]
    fn one_name_in_many_spellings() {
        for s in [
            "dbPassword",
            "DB_PASSWORD",
            "db.password",
            "dbpassword",
            "DBPassword",
            "db-password",
            "password2",
            "$db_pass",
        ] {
            assert_eq!(class(s), Some((Class::Password, 0)), "{s}");
        }
        assert_eq!(class("password_field"), Some((Class::Password, 1)));
        assert_eq!(class("secretAccessKey"), Some((Class::ApiKey, 0)));
        assert_eq!(class("client_secret"), Some((Class::Secret, 0)));
        assert_eq!(class("hash_secret"), Some((Class::Secret, 0)));
        assert_eq!(class("HMAC_SHA256_KEY"), Some((Class::Key, 0)));
        assert_eq!(class("key"), Some((Class::Key, 0)));
        assert_eq!(class("пароль"), Some((Class::Password, 0)));
    }

    #[test]
    fn what_opens_nothing_is_no_credential() {
        for s in [
            "publicKeyToken",
            "PUBLIC_KEY",
            "encrypted_password",
            "token_checksum",
            "hashedToken",
            "password_hash",
            "ROOT_PASSWORD_SHA2",
            "md5Password",
            "formkey",
            "authenticity_token",
            "from_secret",
            "NOPASSWD",
            "OAuth2ClientId",
            "key_id",
            "private_key_id",
            "pwd_salt",
            "Sec-WebSocket-Key",
            "--pinnedpubkey",
            "certificateKeyThumbprint",
        ] {
            assert_eq!(class(s), None, "{s}");
        }
    }

    #[test]
    fn lookalikes_are_no_names() {
        for s in [
            "bypass",
            "author",
            "keyboard",
            "compass",
            "passive",
            "authority",
            "tokenizer",
        ] {
            assert_eq!(class(s), None, "{s}");
        }
    }
}
