//! What is a candidate and what is not, form by form.

use super::*;

/// The values that are candidates in a file.
fn values(path: &str, text: &str) -> Vec<String> {
    let mut hits: Vec<(usize, usize)> = Vec::new();
    let lower = text.to_ascii_lowercase();
    let mut at = 0;
    while at < lower.len() {
        let found = KEYWORDS
            .iter()
            .filter(|k| lower.as_bytes()[at..].starts_with(k.as_bytes()))
            .max_by_key(|k| k.len());
        match found {
            Some(k) => {
                hits.push((at, k.len()));
                at += k.len();
            }
            None => at += 1,
        }
    }
    let mut out = Vec::new();
    candidates(text.as_bytes(), path, &mut hits.into_iter(), &mut |c| {
        out.push(text[c.start..c.end].to_owned());
    });
    out
}

#[test]
fn values_are_followed_to_where_they_stand() {
    for (path, text, value) in [
        ("a.py", "password = 'turtle77'", "turtle77"),
        ("a.rs", "let password = Some(\"turtle77\");", "turtle77"),
        ("a.go", "const dbPassword string = \"turtle77\"", "turtle77"),
        ("a.go", "Secret: []byte(\"turtle77\"),", "turtle77"),
        ("a.properties", "# db.password = turtle77", "turtle77"),
        (
            "Makefile.am",
            "\tmysql --user=root --password=turtle77 --host 10.0.0.1",
            "turtle77",
        ),
        (
            "a.md",
            "docker run -e POSTGRES_PASSWORD=turtle77 -d postgres",
            "turtle77",
        ),
        (
            "a.md",
            "Send it with the token 2c26b46b68ffc68ff99b453c1d304134 to the server.",
            "2c26b46b68ffc68ff99b453c1d304134",
        ),
        ("a.py", "write('USER=me\\nPASS=turtle77')", "turtle77"),
        (
            "a.md",
            "https://x.test/?u=1&amp;%3Bkey=2c26b46b68ffc68ff99b453c1d304134&amp;t=1",
            "2c26b46b68ffc68ff99b453c1d304134",
        ),
        (
            "a.js",
            "h = 'lang=en; sessionToken=2c26b46b68ffc68f; x=1'",
            "2c26b46b68ffc68f",
        ),
        ("a.txt", "The admin password is turtle77", "turtle77"),
        (
            "a.xml",
            "<crypt><key>2c26b46b68ffc68ff99b453c1d304134</key></crypt>",
            "2c26b46b68ffc68ff99b453c1d304134",
        ),
        (
            "a.txt",
            "Authorization: Basic YmFja3VwOnR1cnRsZTc3",
            "YmFja3VwOnR1cnRsZTc3",
        ),
        (".netrc", "machine h login me password turtle77 account x", "turtle77"),
        ("a.sql", "CREATE USER me IDENTIFIED BY 'turtle77';", "turtle77"),
        (
            "a.json",
            "{\"value\": \"turtle77\", \"key\": \"db_password\"}",
            "turtle77",
        ),
        (
            "a.json",
            "{\"Name\": \"/prod/db/password\",\n \"Type\": \"SecureString\",\n \"Value\": \"turtle77\"}",
            "turtle77",
        ),
        ("a.json", "{\"adminPassword\": {\"value\": \"turtle77\"}}", "turtle77"),
        ("a.yml", "- value: turtle77\n  name: DB_PASSWORD\n", "turtle77"),
        (
            "a.cs",
            "public string Password { get; set; } = \"turtle77\";",
            "turtle77",
        ),
        ("a.vb", "Dim password As String = \"turtle77\"", "turtle77"),
        ("a.rs", ".basic_auth(\"me\", Some(\"turtle77\"))", "turtle77"),
        ("a.rb", "ENV.fetch('DB_PASSWORD') { 'turtle77' }", "turtle77"),
        ("a.js", "process.env.DB_PASSWORD || 'turtle77'", "turtle77"),
        ("a.sh", "gh secret set DB_PASSWORD --body \"turtle77\"", "turtle77"),
        (
            "a.py",
            "add_argument(\"--password\", help=\"x\", default=\"turtle77\")",
            "turtle77",
        ),
        (
            "a.py",
            "keyring.set_password(\"mail\", \"me\", \"turtle77\")",
            "turtle77",
        ),
        (
            "a.c",
            "curl_easy_setopt(c, CURLOPT_USERPWD, \"me:turtle77\");",
            "turtle77",
        ),
        (
            "a.sh",
            "curl https://api.acme.io -u 2c26b46b68ffc68ff99b453c1d304134:",
            "2c26b46b68ffc68ff99b453c1d304134",
        ),
        ("a.py", "user, password = \"me\", \"turtle77\"", "turtle77"),
        ("a.lua", "local user, pass = cfg.user, 'turtle77'", "turtle77"),
        ("a.js", "const password = live ? env.PW : \"turtle77\";", "turtle77"),
        ("a.js", "const password = live ? \"turtle77\" : env.PW;", "turtle77"),
        (
            "a.py",
            "password = os.environ[\"PW\"] if live else \"turtle77\"",
            "turtle77",
        ),
        ("a.py", "find(By.ID, \"password\").send_keys(\"turtle77\")", "turtle77"),
        ("a.ts", "cy.get(\"#password\").type(\"turtle77\")", "turtle77"),
        ("a.go", "url.UserPassword(\"me\", \"turtle77\")", "turtle77"),
        ("a.java", ".withUser(\"me\").password(\"{noop}turtle77\")", "turtle77"),
        ("a.yml", "args:\n  - --password\n  - turtle77\n  - --x\n", "turtle77"),
        ("a.yml", "password: |\n  turtle77\nuser: me\n", "turtle77"),
        ("a.yml", "db:\n  password: >-\n    turtle77\n", "turtle77"),
        ("a.yml", "password: !!str turtle77", "turtle77"),
        ("a.py", "files={'password': (None, 'turtle77')}", "turtle77"),
        (
            "a.http",
            "Authorization: Client-ID 2c26b46b68ffc68ff99b453c1d304134",
            "2c26b46b68ffc68ff99b453c1d304134",
        ),
    ] {
        assert!(
            values(path, text).iter().any(|v| v == value),
            "{path}: {text}: {:?}",
            values(path, text)
        );
    }
}

#[test]
fn what_cannot_be_a_secret_is_no_candidate() {
    for (path, text) in [
        ("a.yml", "password: ENC(OT0qGOpXrr1Iog1W+fjOiIDC)"),
        ("a.ts", "password: hash.toString('ascii') + salt,"),
        ("a.js", "fetch(url, { credentials: 'include' })"),
        ("a.rst", "The user and the password associated with the alias are read."),
        ("a.yml", "# if a secret is set, the password is ignored"),
        ("a.md", "`echo -n password | sha256sum`"),
        (
            "a.md",
            "![](https://codecov.io/gh/x/y/graph/badge.svg?token=JfdDyGVpT4)",
        ),
        ("a.sql", "PRIMARY KEY (`ID`), KEY `idx_c3_c2_c4_c5_c6` (`c3`)"),
        ("a.md", "use `io.jsonwebtoken:jjwt-orjson:0.11.0:deprecated`"),
        ("a.txt", "key = 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
        ("a.txt", "key = 000102030405060708090a0b0c0d0e0f"),
        (
            "a.json",
            "\"signingKey\": \"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\"",
        ),
        ("a.json", "\"customer_master_key_spec\": \"RSA_2048\""),
        ("a.rb", "#  dkim_private_key  :text(65535)"),
        (
            "a.json",
            "\"password\": \"sha1$1b11b$edeb0a67a9622f1f2cfeabf9188a711f5ac7d236\"",
        ),
        ("a.ts", "import jwt = require('jsonwebtoken');"),
        ("a.yml", "from_secret: deploy_bot_pat"),
        ("a.js", "bindKey: bindKey('Alt-L|Ctrl-F1', 'Command-Alt-L')"),
        ("a.json", "\"next-auth\": \"5.0.0-beta.25\","),
        ("a.lock", "'@inquirer/password': 4.0.23(@types/node@22.17.0)"),
        (
            "a.txt",
            "Authorization: AWS4-HMAC-SHA256 Credential=xxx/19700101/rrr/sss/xxx4_request, SignedHeaders=host",
        ),
        ("a.txt", "Authorization: Basic dXNlcjpwYXNzd29yZA=="),
        ("a.go", "key := \"uint16-slice\""),
        ("a.cs", "JToken t = o.SelectToken(\"$values[1]\");"),
        ("a.sh", "docker run --name mongo -p 37017:27017 -d mongo:3.4"),
        ("a.plist", "<key>IDEDidComputeMac32BitWarning</key>"),
        ("a.sh", "client_secret=\"da39a3ee5e6b4b0d3255bfef95601890afd80709\""),
        ("a.lua", "return {\n  \"base_basic_auth\",\n  \"002_130_to_140\",\n}"),
        ("yarn.lock", "    minipass: \"npm:^7.0.4\""),
        ("composer.json", "\"tymon/jwt-auth\": \"1.0.*\","),
        ("a.data", "derive_secret:PSA_ALG_SHA_256:\"33ad0a1c607ec03b\":32"),
        ("a.data", "extended_key_usage:\"2B06010505070301\":\"Web\""),
        ("a.yml", "tls.key: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t"),
        ("sonar.properties", "sonar.projectKey=acme_shop"),
        ("a.toml", "rootKey = \"acme\""),
        ("a.yml", "secrets: inherit"),
        ("a.yml", "id-token: write"),
        ("a.md", "- **jwt**: ensure `key` is decoded."),
        ("a.md", "`allowByPass` is implicitly set."),
        ("a.md", "the passphrase is taken\nfrom the environment"),
        ("lex.l", "  token = yylex1();"),
        (
            "a.c",
            "u8 hash_key[] = {\n 0x6D, 0x5A, 0x56, 0xDA, 0x25, 0x5B, 0x0E, 0xC2, 0x41, 0x67, 0x25 };",
        ),
        ("a.h", "#define KEY_FN_ESC \"7BBE8E39-B486-473D-BA13-66F75C5805CD\""),
        ("a.sh", "test \"x${should_pass}\" = xyes"),
        ("Makefile", "# files are identified by directory timestamp"),
        ("a.py", "'postgres://scott:tiger@localhost/test'"),
        ("a.sh", "mysql -u root -p$PASSWORD shop < dump.sql"),
        ("a.rb", "config.Password.Algorithm = \"sha512\""),
        ("a.txt", "force:user:password:generate"),
        ("a.sh", "curl --oauth2-bearer redirects"),
        ("a.rst", "2. Basic Operations"),
        ("a.md", "names such as `password`, `senha`, `heslo`"),
        ("a.h", " * @pwd: WRPLL-specific data of this clock"),
        ("a.c", "dev_dbg(dev, \"master passphrase: updated\\n\");"),
        ("a.js", "fetch(url, { credentials: 'same-origin' })"),
        (
            "a.js",
            "[[\"string\",\"password\"],[\"boolean\",\"central_repository\"]]",
        ),
        ("a.rst", "The key: app.secret_key = os.urandom(24)"),
        ("a.rst", "Cannot read the token : authorization code not found"),
        ("a.yml", "- token: '.spec.manyTokens[1]'"),
        ("a.yml", "password: |\n  two\n  lines\n"),
        (
            "a.xaml",
            "<s:String x:Key=\"/Default/CodeStyle/Naming/UserRules/=042e7460_002D3ec6/@Entry\">x</s:String>",
        ),
        ("a.xaml", "<Style x:Key=\"Accent2Border4Brush9\">"),
        ("a.cs", "\"Bearer authorization_uri=https://login.x.test/tenant2\""),
        ("a.php", "['password' => 'required|confirmed']"),
        ("a.php", "'password' => 'hashed',"),
        ("a.kt", "fun login(\n    user: String,\n    password: String?\n)"),
        (
            "a.cs",
            "var key = Guid.Parse(\"5f221fb9-66f4-442a-92c9-d97ed5989cc7\");",
        ),
        (
            "a.md",
            "https://x.test/view?DocumentKey=12d8d106-1137-4d7c-8bb4-3ea1faec83fa",
        ),
        ("a.kt", "get(\"/to?key=value1%3Bvalue2%3D%22some=thing\")"),
        ("a.erl", "Token = io_lib:format(\"\\\\u~4.16.0B\", [Char]),"),
        ("a.md", "| OAuth2.0 / JWT | Authentication | Yes |"),
        ("a.rs", "password: var(\"PGPASSWORD\").ok(),"),
        ("a.template", "    proxy_pass kong_upstream;"),
        ("a.md", "Run `bin/rails credentials:edit`."),
        ("a.rb", "  # Add smtp/* credentials via bin/rails credentials:edit."),
        ("a.rb", "Basic.encode_credentials \"actionmailbox\", ENV[\"X\"]"),
        ("a.yml", "SA_PASSWORD: 'PLACEHOLDERPass$$w0rd'"),
        ("a.java", "byte[] secret = Hex.decode(\"9b be 43 6b a9 40 f0 17\");"),
        (
            "a.html",
            "<!-- blob key: blob_contributors:v21:0bf9e3593dedd91db6c9dc69e13b7f95 -->",
        ),
        (
            "a.html",
            "<input name=\"authenticity_token\" value=\"f755bb0ed134b76c432144748a6d4b7a\">",
        ),
        ("a.log", "key used: ACME_API_KEY=eyJhbGciOiJIUzI1..."),
    ] {
        assert_eq!(values(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}

#[test]
fn the_value_of_an_option_is_no_name() {
    let found = values("a.sh", "svn --username user --password passwd export https://x");
    assert_eq!(found, ["passwd"]);
}

#[test]
fn the_next_name_of_a_map_is_no_argument() {
    let found = values("a.php", "'password' => 'password',\n'charset' => 'utf8',");
    assert_eq!(found, ["password"]);
}

#[test]
fn raw_bytes_and_names_of_settings_are_no_keys() {
    for (path, text) in [
        ("testmgr.h", ".key = \"=\\xE0\\x98t\\xB3\\x88\\xE6I\",\n"),
        ("trigger.sh", "echo 'hist:keys=common_pid:x=32' > trigger\n"),
    ] {
        assert!(values(path, text).is_empty(), "{text}");
    }
}

#[test]
fn numbers_of_tokens_are_counts() {
    let usage = r#"{"input_tokens":142220392,"output_tokens": 1865656, "totalTokens": "1_865_656"}"#;
    assert_eq!(values("session.log", usage), Vec::<String>::new());
    assert_eq!(values("a.env", "TOKENS=8cd1a7f20b6e4d93\n").len(), 1);
}

#[test]
fn every_command_has_its_own_options() {
    let text = "curl https://a.test; curl -u ana:turtle77 https://b.test && mysql -h mysql.test -pturtle88\n";
    assert_eq!(values("a.sh", text), ["turtle77", "turtle88"]);
    let text = "security unlock-keychain login.keychain -p turtle77\n";
    assert_eq!(values("a.sh", text), ["turtle77"]);
}

#[test]
fn comments_begin_at_their_signs() {
    let behind = |line: &str| in_comment(Text(line.as_bytes()), line.len());
    for line in [
        "# a",
        "  // a",
        "x //a",
        "x\t//",
        "x # a",
        "x\t# ",
        "x /* a",
        "select 1 -- a",
        "<p><!-- a",
    ] {
        assert!(behind(line), "{line}");
    }
    for line in ["", "http://a", "x#a", "x/*a", "x --a", "a <!- b", "x\n# y\n z"] {
        assert!(!behind(line), "{line}");
    }
}

#[test]
fn a_chain_of_assignments_is_followed_so_far() {
    let text = format!("{}\n", "password=turtle77".repeat(400));
    let found = values("a.env", &text);
    assert!((1..=3).contains(&found.len()), "{}", found.len());
}
