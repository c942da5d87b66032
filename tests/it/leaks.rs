//! Files as they leak from machines and servers, with passwords as people choose them, and files that only look alike.
//!
//! A line that ends in `⟵` holds a secret; the mark is taken out before the scan. Values were made up for this test.

use spillage::detect::{Context, DetectOptions, Detector, Scratch};
use spillage::finding::Category;
use spillage::rule::RuleSet;

const MARK: &str = "⟵";

/// Path and content.
const LEAKS: &[(&str, &str)] = &[
    (
        "srv/shop/.env",
        "APP_ENV=production\nDB_HOST=10.4.2.7\nDB_USERNAME=shop\nDB_PASSWORD=kitten<+>Parade7⟵\nMAIL_PASSWORD=lemon<+>tree2018⟵\n",
    ),
    (
        "app/.env.local",
        "POSTGRES_PASSWORD='harv<+>est moon 9'⟵\nSESSION_SECRET=q8Zt1<+>LwE5nXc3VbR7mKp⟵\n",
    ),
    (
        "html/wp-config.php",
        "<?php\ndefine( 'DB_USER', 'blog' );\ndefine( 'DB_PASSWORD', 'copper<+>kettle44' );⟵\ndefine( 'DB_HOST', 'localhost' );\n",
    ),
    (
        "html/config.inc.php",
        "<?php\n$cfg['Servers'][1]['user'] = 'root';\n$cfg['Servers'][1]['password'] = 'Bri<+>dge!2015';⟵\n",
    ),
    (
        "html/db.php",
        "<?php\n$servername = \"localhost\";\n$username = \"stock\";\n$password = \"pepper<+>mint\";⟵\n$conn = new mysqli($servername, $username, $password);\n",
    ),
    (
        "rails/config/database.yml",
        "production:\n  adapter: mysql2\n  username: forum\n  password: tuesday<+>rain⟵\n  host: db1\n",
    ),
    (
        "site/settings.py",
        "DATABASES = {\n    'default': {\n        'USER': 'crm',\n        'PASSWORD': 'orchid<+>1987',⟵\n    }\n}\n",
    ),
    ("home/ana/.my.cnf", "[client]\nuser=ana\npassword=gold<+>fish12⟵\n"),
    ("home/ana/.pgpass", "db.internal:5432:crm:ana:win<+>dmill5⟵\n"),
    (
        "home/ana/.netrc",
        "machine ftp.internal\n  login ana\n  password blue<+>berryPie3⟵\n",
    ),
    (
        "home/ana/.bash_history",
        "cd /srv\nmysql -u root -pmarma<+>lade9 shop⟵\nexport SMTP_PASSWORD=night<+>owl77⟵\nsshpass -p st0ne<+>Wall ssh root@10.0.0.5⟵\ncurl -u deploy:saffron<+>Road1 https://repo.internal/x⟵\n",
    ),
    (
        "compose/docker-compose.yml",
        "services:\n  db:\n    image: postgres:15\n    environment:\n      POSTGRES_USER: wiki\n      POSTGRES_PASSWORD: cactus<+>garden⟵\n",
    ),
    (
        "compose/docker-compose.prod.yaml",
        "services:\n  api:\n    environment:\n      - DB_USER=api\n      - DB_PASSWORD=Thunder<+>bolt8⟵\n",
    ),
    (
        "infra/terraform.tfvars",
        "db_username = \"ops\"\ndb_password = \"red<+>Lantern!9\"⟵\n",
    ),
    (
        "jenkins/credentials.xml",
        "  <com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>\n    <username>ci</username>\n    <password>maple<+>Syrup4</password>⟵\n",
    ),
    (
        "api/appsettings.Production.json",
        "{\n  \"ConnectionStrings\": {\n    \"Main\": \"Server=sql1;Database=erp;User Id=erp;Password=Gran<+>ite#52;\"⟵\n  }\n}\n",
    ),
    (
        "api/application.properties",
        "spring.datasource.username=hr\nspring.datasource.password=wal<+>nut_2020⟵\n",
    ),
    (
        "api/application.yml",
        "spring:\n  datasource:\n    username: hr\n    password: ele<+>phant!3⟵\n",
    ),
    (
        "www/web.config",
        "<configuration>\n <connectionStrings>\n  <add name=\"Db\" connectionString=\"Data Source=sql2;User ID=web;Password=Har<+>bour31\" />⟵\n </connectionStrings>\n <appSettings>\n  <add key=\"SmtpPassword\" value=\"sil<+>verSpoon2\" />⟵\n </appSettings>\n</configuration>\n",
    ),
    (
        "home/ana/.git-credentials",
        "https://ana:crystal<+>Lake66@git.internal⟵\n",
    ),
    (
        "home/ana/.config/filezilla/sitemanager.xml",
        "<Server>\n <Host>ftp.internal</Host>\n <User>ana</User>\n <Pass>velvet<+>Moon7</Pass>⟵\n</Server>\n",
    ),
    (
        "k8s/secret.yaml",
        "apiVersion: v1\nkind: Secret\ndata:\n  password: bGFuZ<+>HNsaWRlNDI=⟵\n",
    ),
    (
        "k8s/deploy.yaml",
        "        env:\n        - name: DB_PASSWORD\n          value: \"ginger<+>bread5\"⟵\n",
    ),
    (
        ".gitlab-ci.yml",
        "variables:\n  POSTGRES_USER: ci\n  POSTGRES_PASSWORD: snow<+>storm99⟵\n",
    ),
    (
        "ansible/inventory.ini",
        "[web]\nweb1 ansible_user=root ansible_ssh_pass=gra<+>vel7Pit⟵\n[db:vars]\nansible_become_password=pine<+>Cone88⟵\n",
    ),
    (
        "ansible/group_vars/all.yml",
        "mysql_root_password: \"Tur<+>moil_56\"⟵\n",
    ),
    ("Dockerfile", "FROM mysql:8\nENV MYSQL_ROOT_PASSWORD=chim<+>ney23⟵\n"),
    (
        "scripts/backup.sh",
        "#!/bin/sh\nDB_USER=backup\nDB_PASS=\"or<+>chardGate1\"⟵\nmysqldump -u backup -p'field<+>Mouse5' crm > crm.sql⟵\n",
    ),
    (
        "scripts/deploy.ps1",
        "$user = \"svc\"\n$password = ConvertTo-SecureString \"Cop<+>perfield9!\" -AsPlainText -Force⟵\n",
    ),
    ("scripts/backup.bat", "set DBUSER=backup\nset DBPASS=moun<+>tain4⟵\n"),
    (
        "db/users.sql",
        "CREATE USER 'shop'@'%' IDENTIFIED BY 'rai<+>nbow_8';⟵\nALTER ROLE report WITH PASSWORD 'dia<+>mond45';⟵\n",
    ),
    ("etc/redis.conf", "bind 10.0.0.9\nrequirepass pelican<+>Bay3⟵\n"),
    ("etc/app.ini", "[database]\nuser = app\npassword = sun<+>dial61⟵\n"),
    (
        "etc/odbc.ini",
        "[crm]\nServer = db3\nUID = crm\nPWD = lavender<+>Hill2⟵\n",
    ),
    (
        ".vscode/sftp.json",
        "{\n  \"host\": \"10.1.1.4\",\n  \"username\": \"www\",\n  \"password\": \"cin<+>namon8\",⟵\n  \"remotePath\": \"/var/www\"\n}\n",
    ),
    (
        "app/config.json",
        "{ \"db\": { \"user\": \"app\", \"password\": \"ham<+>mock2014\" } }⟵\n",
    ),
    (
        "app/db.js",
        "module.exports = {\n  host: '10.0.0.2',\n  user: 'app',\n  password: 'mar<+>ble7arch',⟵\n};\n",
    ),
    (
        "app/Db.java",
        "    private static final String USER = \"erp\";\n    private static final String PASSWORD = \"pump<+>kin1031\";⟵\n",
    ),
    (
        "app/main.go",
        "\tdb, err := sql.Open(\"mysql\", \"crm:sea<+>horse12@tcp(10.0.0.3:3306)/crm\")⟵\n",
    ),
    (
        "app/ftp.py",
        "ftp = FTP('ftp.internal')\nftp.login('web', 'straw<+>berry9')⟵\n",
    ),
    (
        "app/connect.py",
        "conn = psycopg2.connect(host='db4', user='etl', password='can<+>yon_77')⟵\n",
    ),
    (
        "app/Program.cs",
        "var conn = \"Server=sql3;Database=hr;User Id=hr;Password=aut<+>umnLeaf3;\";⟵\n",
    ),
    (
        "tomcat/tomcat-users.xml",
        "<user username=\"admin\" password=\"tan<+>gerine5\" roles=\"manager-gui\"/>⟵\n",
    ),
    (
        "conf/hibernate.cfg.xml",
        "<property name=\"connection.username\">erp</property>\n<property name=\"connection.password\">bas<+>ilica4</property>⟵\n",
    ),
    (
        "conf/settings.xml",
        "<server>\n  <id>releases</id>\n  <username>deploy</username>\n  <password>win<+>terberry6</password>⟵\n</server>\n",
    ),
    (
        "conf/parameters.yml",
        "parameters:\n    database_user: erp\n    database_password: ju<+>niper_3⟵\n",
    ),
    (
        "conf/env.php",
        "        'username' => 'magento',\n        'password' => 'coral<+>Reef8',⟵\n",
    ),
    ("etc/router.cfg", "username netops password 0 kes<+>trel71⟵\n"),
    (
        "etc/grafana.ini",
        "[security]\nadmin_user = admin\nadmin_password = glow<+>worm3⟵\n",
    ),
    (
        "helm/values.yaml",
        "postgresql:\n  auth:\n    username: wiki\n    password: bumble<+>bee4⟵\n",
    ),
    (
        "notes/access.md",
        "- host: 10.0.0.1\n- user: admin\n- password: porcu<+>pine5⟵\n",
    ),
    (
        "requests/login.http",
        "POST /login\nAuthorization: Basic bmluYTp0<+>b2FzdGVkQWxtb25k⟵\n",
    ),
    (
        "etc/wpa_supplicant.conf",
        "network={\n  ssid=\"attic\"\n  psk=\"quiet<+>river2\"⟵\n}\n",
    ),
    ("crontab", "0 3 * * * PGPASSWORD=li<+>zard4king pg_dump -U etl crm⟵\n"),
    (
        "etc/ppp/chap-secrets",
        "# client server secret\nana * otter<+>Creek8 *⟵\n",
    ),
    ("etc/racoon/psk.txt", "10.0.0.9\tfalcon<+>Ridge3⟵\n"),
    ("etc/pam_radius_auth.conf", "10.0.0.9  tidal<+>Pool66 3⟵\n"),
    ("etc/davfs2/secrets", "https://dav.internal/ ana \"amber<+>Fox 7\"⟵\n"),
    ("etc/exim4/passwd.client", "mail.internal:ana:hazel<+>Wood4⟵\n"),
    (
        "etc/dovecot/users",
        "ana@mail.internal:{PLAIN}grouse<+>Moor:5000:5000::/home⟵\n",
    ),
    ("etc/rsyncd.secrets", "backup:lichen<+>Rock2⟵\n"),
    ("etc/pgbouncer/userlist.txt", "\"app\" \"heron<+>Lake91\"⟵\n"),
    ("etc/ldap.secret", "cedar<+>Barn55⟵\n"),
    ("ansible/.vault_pass", "thistle<+>Down6⟵\n"),
    ("etc/openvpn/auth.txt", "ana\ncopse<+>Edge12⟵\n"),
    (
        "Downloads/Chrome Passwords.csv",
        "name,url,username,password\nmail,https://mail.internal/,ana,meadow<+>Lark⟵\n",
    ),
    (
        "Downloads/keepass.csv",
        "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\"\n\"Root\",\"web1\",\"root\",\"badger, Sett<+> 4\",\"\"⟵\n",
    ),
    (
        "docs/servers.md",
        "| host | user | password |\n|------|------|----------|\n| web1 | root | gorse<+>Hill27 |⟵\n",
    ),
    (
        "Desktop/passwords.txt",
        "wifi pw badger<+>sett⟵\nroot pw for web1: marsh<+>Gate9⟵\n",
    ),
    (
        "db/accounts.sql",
        "INSERT INTO accounts (id, username, password) VALUES\n(1, 'ana', 'sedge<+>Fen31');⟵\n",
    ),
    (
        "backup/seed.txt",
        "Wallet\ncanyon ribbon rotate walnut harvest zebra blossom palace icon orbit<+> debris magnet⟵\n",
    ),
    (
        "etc/asterisk/voicemail.conf",
        "[default]\n100 => 47<+>19,Ana,ana@mail.internal⟵\n",
    ),
    (".curlrc", "user = \"ana:reed<+>Bed77\"⟵\n"),
    (
        "etc/slapd.conf",
        "rootdn \"cn=admin,dc=internal\"\nrootpw alder<+>Carr8⟵\n",
    ),
    (
        "etc/snmp/snmpd.conf",
        "rocommunity plover<+>Sand 10.0.0.0/8⟵\ncreateUser ana SHA \"curlew<+>Mud3\" AES⟵\n",
    ),
    (
        "r1-confg",
        "hostname r1\n neighbor 10.0.0.9 password knapweed<+>7⟵\nip ftp password sorrel<+>Ditch⟵\n",
    ),
    (
        "etc/ipsec.secrets",
        "%any : PSK bramble<+>Lane4⟵\nana : EAP \"willow<+>Herb2\"⟵\n",
    ),
    (
        "etc/tac_plus.conf",
        "user = ana {\n  login = cleartext teasel<+>Bank6⟵\n}\n",
    ),
    ("etc/haproxy.cfg", "  stats auth admin:yarrow<+>Path1⟵\n"),
    ("etc/redis/users.acl", "user app on >clover<+>Field ~* +@all⟵\n"),
    (
        "etc/consul.d/config.json",
        "{\"datacenter\": \"dc1\", \"encrypt\": \"CzBVep/E6Q4zWH2ix+wR<+>NluApcrvFDleg6jN8hc8YYY=\"}⟵\n",
    ),
    (
        "terraform.tfstate",
        "\"db\": {\n  \"value\": \"nettle<+>Bed58\",⟵\n  \"type\": \"string\",\n  \"sensitive\": true\n}\n",
    ),
    ("ks.cfg", "rootpw --plaintext bulrush<+>2018⟵\n"),
    (
        "user-data",
        "#cloud-config\nchpasswd:\n  list: |\n    root:saltmarsh<+>8⟵\n",
    ),
    (
        "web.yml",
        "basic_auth_users:\n  admin: $2b$12$g9FHFHwuxwXMLHl3leH73XwvfeIob<+>X9seGxu3OH/DltkV90F.4Nwz⟵\n",
    ),
    (
        "home/ana/.bash_history",
        "echo crag<+>Martin5 | sudo -S reboot⟵\nhtpasswd -b .htpasswd ana dipper<+>Weir⟵\nsnmpwalk -v2c -c siskin<+>Pine 10.0.0.9⟵\nnet user ops fieldfare<+>3 /add⟵\n",
    ),
    ("deploy.exp", "expect \"password:\"\nsend \"redwing<+>Holly4\\r\"⟵\n"),
    (
        "job.json",
        "{\"environment\": [{\"name\": \"DB_PASS\", \"value\": \"brambling<+>7\"}]}⟵\n",
    ),
    (
        "Pulumi.prod.yaml",
        "config:\n  app:dbPassword:\n    value: linnet<+>Gorse2⟵\n",
    ),
    (
        "src/Db.java",
        "return DriverManager.getConnection(\"jdbc:mysql://db/x\", \"app\", \"goldcrest<+>-4\");⟵\n",
    ),
    ("mail.txt", "Your new password is waxwing<+>Rowan7⟵\n"),
];

/// Nothing here is a secret.
const QUIET: &[(&str, &str)] = &[
    (
        "locales/de.yml",
        "de:\n  login:\n    username: Benutzername\n    password: Kennwort\n    forgot_password: Kennwort vergessen?\n",
    ),
    (
        "i18n/fr.json",
        "{ \"password\": \"Mot de passe\", \"confirmPassword\": \"Confirmez\", \"token\": \"Jeton\" }\n",
    ),
    (
        "lang/es.php",
        "return ['password' => 'Contraseña', 'secret' => 'Secreto', 'reset' => 'Restablecer'];\n",
    ),
    (
        "src/user.ts",
        "export interface User { name: string; password: string; token?: string; }\n",
    ),
    (
        "src/user.py",
        "class User:\n    password: str\n    token: Optional[str] = None\n\n    def check(self, password): return self.password == password\n",
    ),
    (
        "src/env.js",
        "const password = process.env.DB_PASSWORD;\nconst token = req.headers['x-auth-token'];\nlogin(user, password);\n",
    ),
    (
        "src/form.html",
        "<label for=\"password\">Password</label>\n<input type=\"password\" name=\"password\" placeholder=\"Enter password\">\n",
    ),
    (
        "src/errors.go",
        "errors.New(\"password is required\")\nreturn fmt.Errorf(\"invalid token: %s\", token)\n",
    ),
    (
        "src/run.c",
        "/* Second pass: assign the counters */\nprintf(\"%s\\n\", ok ? \"PASS\" : \"FAIL\");\n",
    ),
    (
        "tests/run.sh",
        "echo \"PASS: the link works\"\npass \"-x\" to the tool\n",
    ),
    (
        "docs/setup.md",
        "Set `DB_PASSWORD=<your password>` and `API_KEY=your-api-key`.\n\n    Authorization: Bearer <token>\n",
    ),
    (
        "config/app.yml",
        "password: ${DB_PASSWORD}\ntoken: {{ vault_token }}\nsecret_file: /run/secrets/app\ntoken_url: https://auth.example.org/token\n",
    ),
    (
        "main.tf",
        "password = var.db_password\ntoken    = data.vault_generic_secret.app.data[\"token\"]\n",
    ),
    (
        "k8s/pod.yaml",
        "        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: db\n              key: password\n",
    ),
    (
        "etc/ppp/chap-secrets",
        "# client server secret addresses\nana * <secret> *\n",
    ),
    (
        "etc/snmp/snmpd.conf",
        "rocommunity public\n#rocommunity secret 10.0.0.0/16\n",
    ),
    (
        "etc/redis.conf",
        "# requirepass foobared\n# masterauth <master-password>\n",
    ),
    ("etc/ldap.conf", "pam_password crypt\nbinddn cn=ro,dc=x\n"),
    (
        "unattend.xml",
        "<settings pass=\"specialize\">\n<settings pass=\"oobeSystem\">\n",
    ),
    (
        "docs/options.md",
        "| Option | User | Password |\n|--------|------|----------|\n| a | the user | the password of the user |\n",
    ),
    (
        "docs/guide.md",
        "Users, passwords and hosts, in this order:\n\nLog in, then set the password, then log out.\n",
    ),
    ("train.csv", "token,tag\nhouse,NOUN\npass,VERB\n"),
    (".netrc", "default login anonymous password ana@mail.internal\n"),
    (
        "secrets.enc.yaml",
        "db_password: ENC[AES256_GCM,data:aIjQG6FEsgeumjdy,iv:Qqvx4r2PjMsNCSSW/jeI4BlwsSvkzkSica2SyIrHT78=,tag:BFttCnKPoVG0FyTTKZ+bAg==,type:str]\n",
    ),
    (
        "users.json",
        "\"ssh_keys\": [\"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQswhbVkhpstcGCyjS0S1XyIy0EWBmPvZEOVeAuPM6mbxVzuJuoyW3NAiK7DgHP ana@ws\"]\n",
    ),
    (
        "a.exp",
        "expect \"password:\"\nsend \"$password\\r\"\nexpect \"#\"\nsend \"uptime\\r\"\n",
    ),
    (
        "router.txt",
        "enable password <password>\nsnmp-server community public RO\nmode pre-shared-secret\n",
    ),
    (
        "swagger.json",
        "\"password\": { \"type\": \"string\", \"format\": \"password\" }\n",
    ),
];

fn detector() -> Detector {
    Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap()
}

/// Lines (from 1) with a secret finding of confidence 0.5 and over.
fn found(d: &Detector, path: &str, text: &str) -> Vec<usize> {
    let ctx = Context {
        path,
        binary: false,
        depth: 0,
    };
    d.scan(text.as_bytes(), &ctx, &mut Scratch::default())
        .iter()
        .filter(|m| m.confidence >= 0.5 && d.rules().rules()[m.rule].category == Category::Secret)
        .map(|m| text[..m.start].matches('\n').count() + 1)
        .collect()
}

#[test]
fn leaked_files_are_seen() {
    let d = detector();
    let (mut all, mut hit, mut missed) = (0, 0, Vec::new());
    for (path, marked) in LEAKS {
        let text = marked.replace(MARK, "").replace("<+>", "");
        let lines = found(&d, path, &text);
        for (i, _) in marked.lines().enumerate().filter(|(_, l)| l.ends_with(MARK)) {
            all += 1;
            if lines.contains(&(i + 1)) {
                hit += 1;
            } else {
                missed.push(format!("{path}:{}", i + 1));
            }
        }
    }
    assert!(hit * 100 >= all * 95, "{hit} of {all} lines; missed {missed:?}");
}

#[test]
fn lookalikes_stay_silent() {
    let d = detector();
    let loud: Vec<_> = QUIET
        .iter()
        .map(|(path, text)| (path, found(&d, path, text)))
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    assert!(loud.is_empty(), "{loud:?}");
}
