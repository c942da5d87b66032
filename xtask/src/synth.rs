//! Files as they leak from machines and servers, and files that only look like it, filled in with generated values.
//!
//! `{P}` human password, `{T}` token, `{X}` hex key, `{B}` base64 of a login, `{K}` base64 of a password: secrets.
//! `{U}` user, `{H}` host, `{D}` database, `{N}` number, `{W}` word: not.

use crate::human::{ALNUM, HEX, Human, Rng};

/// A file and the spans of its secrets.
pub struct Synthetic {
    pub path: String,
    pub text: String,
    pub secrets: Vec<(usize, usize, bool)>,
}

const LEAKS: &[(&str, &str)] = &[
    (
        ".env",
        "APP_NAME={W}\nAPP_ENV=production\nAPP_KEY=base64:{T}\nDB_CONNECTION=mysql\nDB_HOST={H}\nDB_PORT=3306\nDB_DATABASE={D}\nDB_USERNAME={U}\nDB_PASSWORD={P}\nMAIL_HOST=smtp.{H}\nMAIL_USERNAME={U}\nMAIL_PASSWORD={P}\nREDIS_PASSWORD={P}\n",
    ),
    (
        ".env.production",
        "export POSTGRES_USER={U}\nexport POSTGRES_PASSWORD='{P}'\nexport SECRET_KEY=\"{X}\"\nexport JWT_SECRET={T}\nADMIN_PASS={P}\n",
    ),
    (
        "deploy/.env.local",
        "# database\nPGUSER={U}\nPGPASSWORD={P}\nPGHOST={H}\n# mail\nSMTP_PASS={P}\nAPI_TOKEN={T}\n",
    ),
    (
        "wp-config.php",
        "<?php\ndefine( 'DB_NAME', '{D}' );\n\n/** MySQL database username */\ndefine( 'DB_USER', '{U}' );\n\n/** MySQL database password */\ndefine( 'DB_PASSWORD', '{P}' );\n\ndefine( 'DB_HOST', '{H}' );\ndefine('AUTH_KEY',         '{T}');\ndefine('SECURE_AUTH_KEY',  '{T}');\n",
    ),
    (
        "config/database.php",
        "<?php\n$config['hostname'] = '{H}';\n$config['username'] = '{U}';\n$config['password'] = '{P}';\n$config['database'] = '{D}';\n",
    ),
    (
        "inc/config.php",
        "<?php\n$dbhost = \"{H}\";\n$dbuser = \"{U}\";\n$dbpass = \"{P}\";\n$db = mysqli_connect($dbhost, $dbuser, $dbpass);\n",
    ),
    (
        "configuration.php",
        "<?php\nclass JConfig {\n\tpublic $host = '{H}';\n\tpublic $user = '{U}';\n\tpublic $password = '{P}';\n\tpublic $db = '{D}';\n\tpublic $secret = '{T}';\n\tpublic $smtppass = '{P}';\n}\n",
    ),
    (
        "sites/default/settings.php",
        "$databases['default']['default'] = array (\n  'database' => '{D}',\n  'username' => '{U}',\n  'password' => '{P}',\n  'host' => '{H}',\n  'driver' => 'mysql',\n);\n",
    ),
    (
        "config/database.yml",
        "default: &default\n  adapter: postgresql\n  pool: 5\nproduction:\n  <<: *default\n  database: {D}\n  username: {U}\n  password: {P}\n  host: {H}\n",
    ),
    (
        "config/secrets.yml",
        "production:\n  secret_key_base: {X}\n  smtp_password: \"{P}\"\n  api_key: {X}\n",
    ),
    (
        "app/settings.py",
        "SECRET_KEY = '{T}'\nDEBUG = False\nDATABASES = {{\n    'default': {{\n        'ENGINE': 'django.db.backends.postgresql',\n        'NAME': '{D}',\n        'USER': '{U}',\n        'PASSWORD': '{P}',\n        'HOST': '{H}',\n    }}\n}}\nEMAIL_HOST_PASSWORD = '{P}'\n",
    ),
    (
        "app/config.py",
        "class Config:\n    DB_USER = \"{U}\"\n    DB_PASS = \"{P}\"\n    SQLALCHEMY_DATABASE_URI = 'mysql+pymysql://{U}:{P}@{H}/{D}'\n",
    ),
    (
        ".my.cnf",
        "[client]\nuser={U}\npassword={P}\nhost={H}\n\n[mysqldump]\npassword=\"{P}\"\n",
    ),
    (".pgpass", "{H}:5432:{D}:{U}:{P}\n*:*:*:{U}:{P}\n"),
    (
        ".netrc",
        "machine {H}\n  login {U}\n  password {P}\n\nmachine api.{H} login {U} password {P}\n",
    ),
    (
        ".bash_history",
        "cd /var/www\nls -la\nmysql -u {U} -p{P} {D}\nmysqldump -h {H} -u{U} -p'{P}' {D} > dump.sql\nexport DB_PASSWORD={P}\ncurl -u {U}:{P} https://{H}/api\nsshpass -p {P} ssh {U}@{H}\ngit clone https://{U}:{P}@{H}/repo.git\n",
    ),
    (
        ".zsh_history",
        ": 1600{N}:0;redis-cli -h {H} -a {P}\n: 1600{N}:0;PGPASSWORD={P} psql -h {H} -U {U} {D}\n: 1600{N}:0;docker login -u {U} -p {P} {H}\n: 1600{N}:0;echo '{U}:{P}' | chpasswd\n: 1600{N}:0;mongo --host {H} -u {U} -p {P}\n: 1600{N}:0;curl -H 'Authorization: Bearer {T}' https://{H}/\n",
    ),
    (
        "docker-compose.yml",
        "version: '3'\nservices:\n  db:\n    image: mysql:5.7\n    environment:\n      MYSQL_ROOT_PASSWORD: {P}\n      MYSQL_DATABASE: {D}\n      MYSQL_USER: {U}\n      MYSQL_PASSWORD: {P}\n  web:\n    environment:\n      - DB_PASSWORD={P}\n      - SECRET_TOKEN={T}\n",
    ),
    (
        "terraform.tfvars",
        "region = \"eu-west-1\"\ndb_username = \"{U}\"\ndb_password = \"{P}\"\napi_token   = \"{T}\"\n",
    ),
    (
        "main.tf",
        "resource \"aws_db_instance\" \"main\" {{\n  username = \"{U}\"\n  password = \"{P}\"\n  engine   = \"postgres\"\n}}\n",
    ),
    (
        "terraform.tfstate",
        "          \"attributes\": {{\n            \"username\": \"{U}\",\n            \"password\": \"{P}\",\n            \"port\": 5432\n",
    ),
    (
        "jenkins/credentials.xml",
        "<com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>\n  <scope>GLOBAL</scope>\n  <id>{W}</id>\n  <username>{U}</username>\n  <password>{P}</password>\n</com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>\n",
    ),
    (
        ".m2/settings.xml",
        "<settings>\n  <servers>\n    <server>\n      <id>{W}</id>\n      <username>{U}</username>\n      <password>{P}</password>\n    </server>\n  </servers>\n</settings>\n",
    ),
    (
        "appsettings.json",
        "{{\n  \"ConnectionStrings\": {{\n    \"Default\": \"Server={H};Database={D};User Id={U};Password={P};\"\n  }},\n  \"Jwt\": {{ \"Key\": \"{T}\" }},\n  \"Smtp\": {{ \"User\": \"{U}\", \"Password\": \"{P}\" }}\n}}\n",
    ),
    (
        "src/main/resources/application.properties",
        "spring.datasource.url=jdbc:mysql://{H}:3306/{D}\nspring.datasource.username={U}\nspring.datasource.password={P}\nspring.mail.password = {P}\njwt.secret={T}\nserver.ssl.key-store-password={P}\n",
    ),
    (
        "src/main/resources/application.yml",
        "spring:\n  datasource:\n    url: jdbc:postgresql://{H}/{D}\n    username: {U}\n    password: {P}\n  redis:\n    host: {H}\n    password: '{P}'\napp:\n  jwt-secret: {T}\n",
    ),
    (
        "web.config",
        "<configuration>\n  <connectionStrings>\n    <add name=\"Main\" connectionString=\"Data Source={H};Initial Catalog={D};User ID={U};Password={P}\" />\n  </connectionStrings>\n  <appSettings>\n    <add key=\"SmtpPassword\" value=\"{P}\" />\n    <add key=\"ApiKey\" value=\"{X}\" />\n  </appSettings>\n</configuration>\n",
    ),
    (".git-credentials", "https://{U}:{P}@{H}\nhttps://{U}:{T}@github.com\n"),
    (
        "sitemanager.xml",
        "<FileZilla3>\n <Servers>\n  <Server>\n   <Host>{H}</Host>\n   <User>{U}</User>\n   <Pass encoding=\"base64\">{K}</Pass>\n  </Server>\n  <Server><Host>{H}</Host><User>{U}</User><Pass>{P}</Pass></Server>\n",
    ),
    (
        "k8s/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {W}\ntype: Opaque\ndata:\n  username: YWRtaW4=\n  password: {K}\nstringData:\n  db-password: {P}\n  token: {T}\n",
    ),
    (
        "k8s/deployment.yaml",
        "        env:\n        - name: DB_USER\n          value: {U}\n        - name: DB_PASSWORD\n          value: \"{P}\"\n        - name: API_TOKEN\n          value: {T}\n",
    ),
    (
        ".gitlab-ci.yml",
        "variables:\n  POSTGRES_USER: {U}\n  POSTGRES_PASSWORD: {P}\n  DEPLOY_TOKEN: \"{T}\"\n",
    ),
    (
        ".travis.yml",
        "env:\n  global:\n    - DB_PASSWORD={P}\n    - secret_token={T}\n",
    ),
    (
        "Jenkinsfile",
        "environment {{\n    DB_PASSWORD = '{P}'\n    DEPLOY_TOKEN = \"{T}\"\n}}\n",
    ),
    (
        "inventory/hosts",
        "[web]\n{H} ansible_user={U} ansible_ssh_pass={P} ansible_become_pass={P}\n[db:vars]\nansible_password={P}\n",
    ),
    (
        "hosts.ini",
        "[all:vars]\nansible_user={U}\nansible_password={P}\nansible_become_password='{P}'\n",
    ),
    (
        "group_vars/all.yml",
        "mysql_root_password: {P}\nmysql_user: {U}\nvault_admin_password: \"{P}\"\n",
    ),
    (
        "Dockerfile",
        "FROM mysql:8\nENV MYSQL_ROOT_PASSWORD={P}\nENV ADMIN_PASSWORD {P}\nARG API_KEY={X}\n",
    ),
    (
        "deploy.sh",
        "#!/bin/bash\nUSER={U}\nPASSWORD=\"{P}\"\nDB_PASS='{P}'\nmysql -h {H} -u$USER -p$PASSWORD\nrsync --password={P} x\ncurl -u \"{U}:{P}\" ftp://{H}/\nexport TOKEN={T}\n",
    ),
    (
        "deploy.ps1",
        "$user = \"{U}\"\n$password = \"{P}\"\n$sec = ConvertTo-SecureString \"{P}\" -AsPlainText -Force\n$cred = New-Object System.Management.Automation.PSCredential($user, $sec)\n",
    ),
    (
        "backup.bat",
        "set DBUSER={U}\nset DBPASS={P}\nmysqldump -u %DBUSER% -p{P} {D} > dump.sql\n",
    ),
    (
        "schema.sql",
        "CREATE USER '{U}'@'%' IDENTIFIED BY '{P}';\nALTER USER {U} WITH PASSWORD '{P}';\nCREATE ROLE {W} LOGIN PASSWORD '{P}';\nCREATE LOGIN {U} WITH PASSWORD = '{P}';\nSET PASSWORD FOR '{U}'@'localhost' = PASSWORD('{P}');\n",
    ),
    (
        "config.ini",
        "[database]\nhost = {H}\nuser = {U}\npassword = {P}\n\n[mail]\nsmtp_user = {U}\nsmtp_pass = {P}\n",
    ),
    ("redis.conf", "bind 0.0.0.0\nrequirepass {P}\nmasterauth {P}\n"),
    ("smb.conf", "username={U}\npassword={P}\ndomain={W}\n"),
    (
        "config.json",
        "{{\n  \"host\": \"{H}\",\n  \"user\": \"{U}\",\n  \"password\": \"{P}\",\n  \"port\": 3306,\n  \"apiKey\": \"{X}\"\n}}\n",
    ),
    (
        "sftp-config.json",
        "{{\n    \"type\": \"sftp\",\n    \"host\": \"{H}\",\n    \"user\": \"{U}\",\n    \"password\": \"{P}\",\n    \"remote_path\": \"/var/www\"\n}}\n",
    ),
    (
        ".vscode/sftp.json",
        "{{\n    \"name\": \"{W}\",\n    \"host\": \"{H}\",\n    \"protocol\": \"sftp\",\n    \"username\": \"{U}\",\n    \"password\": \"{P}\"\n}}\n",
    ),
    (
        "src/db.js",
        "const mysql = require('mysql');\nconst conn = mysql.createConnection({{\n  host: '{H}',\n  user: '{U}',\n  password: '{P}',\n  database: '{D}'\n}});\n",
    ),
    (
        "src/mailer.js",
        "const transporter = nodemailer.createTransport({{\n  host: '{H}',\n  auth: {{ user: '{U}@{H}', pass: '{P}' }}\n}});\n",
    ),
    (
        "src/Db.java",
        "public class Db {{\n    private static final String URL = \"jdbc:mysql://{H}/{D}\";\n    private static final String USER = \"{U}\";\n    private static final String PASSWORD = \"{P}\";\n    Connection c = DriverManager.getConnection(URL, USER, PASSWORD);\n",
    ),
    (
        "src/Program.cs",
        "var builder = new SqlConnectionStringBuilder();\nbuilder.DataSource = \"{H}\";\nbuilder.UserID = \"{U}\";\nbuilder.Password = \"{P}\";\n",
    ),
    (
        "main.go",
        "db, err := sql.Open(\"mysql\", \"{U}:{P}@tcp({H}:3306)/{D}\")\nconst dbPassword = \"{P}\"\ncfg := Config{{User: \"{U}\", Password: \"{P}\"}}\n",
    ),
    (
        "backup.py",
        "import ftplib\nftp = ftplib.FTP('{H}')\nftp.login('{U}', '{P}')\nconn = psycopg2.connect(host='{H}', user='{U}', password='{P}', dbname='{D}')\nrequests.get(url, auth=('{U}', '{P}'))\n",
    ),
    (
        "seed.rb",
        "User.create!(email: '{U}@{H}', password: '{P}', password_confirmation: '{P}')\nActiveRecord::Base.establish_connection(:adapter => 'mysql2', :password => '{P}')\n",
    ),
    (
        "notes.txt",
        "server: {H}\nuser: {U}\npassword: {P}\n\nwifi password is {P}\nvpn login {U} / pass: {P}\n",
    ),
    (
        "README.md",
        "## Access\n\n- host: {H}\n- user: `{U}`\n- password: `{P}`\n\nThe admin password is {P}\n\n    docker run -e POSTGRES_PASSWORD={P} -d postgres\n",
    ),
    (
        "tomcat-users.xml",
        "<tomcat-users>\n  <role rolename=\"manager-gui\"/>\n  <user username=\"{U}\" password=\"{P}\" roles=\"manager-gui\"/>\n</tomcat-users>\n",
    ),
    (
        "context.xml",
        "<Resource name=\"jdbc/{D}\" auth=\"Container\" username=\"{U}\" password=\"{P}\" url=\"jdbc:mysql://{H}/{D}\"/>\n",
    ),
    (
        "hibernate.cfg.xml",
        "<property name=\"connection.username\">{U}</property>\n<property name=\"connection.password\">{P}</property>\n",
    ),
    (
        "persistence.xml",
        "<property name=\"javax.persistence.jdbc.user\" value=\"{U}\"/>\n<property name=\"javax.persistence.jdbc.password\" value=\"{P}\"/>\n",
    ),
    (
        "unattend.xml",
        "<AutoLogon>\n <Password>\n  <Value>{P}</Value>\n  <PlainText>true</PlainText>\n </Password>\n <Username>{U}</Username>\n</AutoLogon>\n",
    ),
    (
        "wpa_supplicant.conf",
        "network={{\n    ssid=\"{W}\"\n    psk=\"{P}\"\n}}\n",
    ),
    (
        "router.cfg",
        "hostname {W}\nenable password {P}\nusername {U} password {P}\n",
    ),
    ("odbc.ini", "[{D}]\nServer = {H}\nUID = {U}\nPWD = {P}\n"),
    (
        "requests.http",
        "GET https://{H}/api/users\nAuthorization: Basic {B}\n\nPOST https://{H}/login\nAuthorization: Bearer {T}\n",
    ),
    (
        "curl.sh",
        "curl -X POST https://{H}/login -d 'username={U}&password={P}'\ncurl -H \"X-Api-Key: {X}\" https://{H}\nwget --user={U} --password='{P}' https://{H}/f\n",
    ),
    (
        "docker/config.json",
        "{{\n  \"auths\": {{\n    \"{H}\": {{\n      \"auth\": \"{B}\"\n    }}\n  }}\n}}\n",
    ),
    (
        "grafana.ini",
        "[security]\nadmin_user = {U}\nadmin_password = {P}\nsecret_key = {T}\n\n[smtp]\npassword = \"\"\"{P}\"\"\"\n",
    ),
    (
        "values.yaml",
        "postgresql:\n  auth:\n    username: {U}\n    password: {P}\n    database: {D}\nredis:\n  password: \"{P}\"\n",
    ),
    (
        "pom.properties",
        "jdbc.username={U}\njdbc.password={P}\nkeystore.password={P}\nkeyPassword={P}\n",
    ),
    (
        "parameters.yml",
        "parameters:\n    database_host: {H}\n    database_user: {U}\n    database_password: {P}\n    mailer_password: {P}\n    secret: {T}\n",
    ),
    (
        "local.xml",
        "<connection>\n  <host><![CDATA[{H}]]></host>\n  <username><![CDATA[{U}]]></username>\n  <password><![CDATA[{P}]]></password>\n</connection>\n<crypt><key><![CDATA[{X}]]></key></crypt>\n",
    ),
    (
        "env.php",
        "return [\n  'db' => [\n    'connection' => [\n      'default' => [\n        'host' => '{H}',\n        'username' => '{U}',\n        'password' => '{P}'\n      ]]],\n  'crypt' => [ 'key' => '{X}' ]\n];\n",
    ),
];

/// More leaks: forms that corpora of source code seldom hold.
const RARE: &[(&str, &str)] = &[
    (
        "etc/swanctl/swanctl.conf",
        "secrets {{\n  ike-1 {{\n    id = {H}\n    secret = \"{P}\"\n  }}\n  eap-me {{\n    id = {U}\n    secret = {P}\n  }}\n}}\n",
    ),
    (
        "etc/raddb/clients.conf",
        "client {H} {{\n  ipaddr = {H}\n  secret = {P}\n  shortname = {W}\n}}\n",
    ),
    (
        "junos.conf",
        "radius-server {{\n  {H} {{\n    secret \"{P}\";\n    shared-secret \"{P}\";\n  }}\n}}\n",
    ),
    (
        "export.rsc",
        "/ppp secret add name={U} password=\"{P}\" profile=default\n/radius add address={H} secret=\"{P}\" service=login\n",
    ),
    (
        "ftp.php",
        "<?php\n$ftp = new Ftp(\"{H}\");\n$ftp->login(\"{U}\", \"{P}\");\n",
    ),
    (
        "Mail.cs",
        "client.Host = \"{H}\";\nclient.Credentials = new NetworkCredential(\"{U}\", \"{P}\");\n",
    ),
    (
        ".mc/config.json",
        "{{\n  \"aliases\": {{\n    \"{W}\": {{\n      \"url\": \"https://{H}\",\n      \"secretKey\": \"{P}\",\n      \"api\": \"s3v4\"\n    }}\n  }}\n}}\n",
    ),
    (
        "docker-compose.prod.yml",
        "services:\n  cache:\n    command: redis-server --requirepass {P}\n  search:\n    environment:\n      ELASTIC_PASSWORD: {P}\n      RABBITMQ_DEFAULT_PASS: {P}\n      MINIO_ROOT_PASSWORD: '{P}'\n      KC_DB_PASSWORD: {P}\n",
    ),
    (
        "beans.xml",
        "<bean id=\"ds\">\n  <property name=\"username\" value=\"{U}\"/>\n  <property name=\"password\" value=\"{P}\"/>\n</bean>\n<Username>{U}</Username>\n<Password>{P}</Password>\n<AdminPassword>{P}</AdminPassword>\n",
    ),
    (
        "welcome.eml",
        "Dear {W},\n\nyour user name is {U}.\nYour new password is {P}\nThe password was changed to {P}\n\nLogin: {U}\nPassword: {P}\n",
    ),
    (
        "passwords.txt",
        "vpn\nuser {U}\npassword {P}\n\nrouter: admin\npass: {P}\n\nmail pw: {P}\npin/passcode: {P}\n",
    ),
    (
        "setup.sh",
        "export ADMIN_PASSWORD=\"{P}\"\nDB_PASS={P}\nhtpasswd -cb /etc/nginx/.htpasswd {U} {P}\necho \"{U}:{P}\" | chpasswd\nmysqladmin -u root password '{P}'\n",
    ),
    (
        "values-prod.yaml",
        "global:\n  postgresql:\n    auth:\n      postgresPassword: {P}\n      password: {P}\nadminPassword: \"{P}\"\njwtSecret: {P}\nsessionSecret: \"{T}\"\n",
    ),
    (
        "Config.java",
        "class Config {{\n  static final String DB_USER = \"{U}\";\n  static final String DB_PASSWORD = \"{P}\";\n  void open() {{\n    ds.setUsername(\"{U}\");\n    ds.setPassword(\"{P}\");\n  }}\n}}\n",
    ),
    (
        "src/Store.java",
        "class Store {{\n  void open() {{\n    props.put(\"user\", \"{U}\");\n    props.put(\"password\", \"{P}\");\n    p.setProperty(\"mail.smtp.password\", \"{P}\");\n    conf.set(\"fs.secret\", \"{P}\");\n  }}\n  @ConfigProperty(name = \"db.password\", defaultValue = \"{P}\")\n  String p;\n}}\n",
    ),
    (
        "cmd/main.go",
        "func main() {{\n\tpw := flag.String(\"password\", \"{P}\", \"password of the {W}\")\n\tos.Setenv(\"DB_PASSWORD\", \"{P}\")\n\tviper.SetDefault(\"db.password\", \"{P}\")\n\treq.SetBasicAuth(\"{U}\", \"{P}\")\n\tdsn := \"{U}:{P}@tcp({H}:3306)/{D}\"\n}}\n",
    ),
    (
        "app/store.py",
        "conn = connect(host=\"{H}\", user=\"{U}\", password=\"{P}\")\nos.environ.setdefault(\"DB_PASSWORD\", \"{P}\")\nparser.add_argument(\"--password\", help=\"of the {W}\", default=\"{P}\")\nauth = HTTPBasicAuth('{U}', '{P}')\nr = requests.get(url, auth=('{U}', '{P}'))\n",
    ),
    (
        "app/parameters.json",
        "[\n  {{\n    \"name\": \"DB_USER\",\n    \"value\": \"{U}\"\n  }},\n  {{\n    \"name\": \"DB_PASSWORD\",\n    \"value\": \"{P}\"\n  }},\n  {{\"value\": \"{P}\", \"key\": \"smtp_password\"}},\n  {{\"ParameterKey\": \"DBPassword\", \"ParameterValue\": \"{P}\"}}\n]\n",
    ),
    (
        "conf/local.xml",
        "<config>\n  <connection><host>{H}</host><username>{U}</username><password>{P}</password></connection>\n  <entry key=\"db.password\">{P}</entry>\n  <Property name=\"dbPassword\">{P}</Property>\n  <user name=\"{U}\"><pwd>{P}</pwd></user>\n  <param name=\"password\" value=\"{P}\"/>\n</config>\n",
    ),
    (
        "web/client.php",
        "<?php\n$ftp->login('{U}', '{P}');\n$mail->Password = '{P}';\nreturn ['username' => '{U}', 'password' => '{P}'];\n",
    ),
    (
        "deploy/run.sh",
        "gh secret set DB_PASSWORD --body \"{P}\"\naz keyvault secret set --vault-name v --name DbPassword --value '{P}'\ncurl --user '{U}:{P}' https://{H}/\nexec_app args --password \"{P}\"\n",
    ),
    (
        "deploy/pod.yaml",
        "      command: [\"redis-server\", \"--requirepass\", \"{P}\"]\n      args: [\"--user\", \"{U}\", \"--password\", \"{P}\"]\n      env:\n        - value: \"{P}\"\n          name: DB_PASSWORD\n",
    ),
    (
        "config/database.sql",
        "SET PASSWORD FOR '{U}'@'localhost' = PASSWORD('{P}');\nCREATE USER {U} IDENTIFIED BY '{P}';\nALTER ROLE {U} PASSWORD '{P}';\nCREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (user '{U}', password '{P}');\n",
    ),
];

const QUIET: &[(&str, &str)] = &[
    (
        "src/Connect.java",
        "DriverManager.getConnection(url, \"user\", \"password\");\nprops.put(\"password\", \"password\");\nprops.setProperty(\"auth\", \"basic\");\nproperties.put(\"security.token\", \"required\");\nnew UsernamePasswordCredentials(\"username\", \"password\");\nbuilder.put(\"password\", \"{W} of the user\");\nmap.put(\"token\", \"id_token\");\n",
    ),
    (
        "config/fields.json",
        "[\n  {{\"name\": \"password\", \"value\": \"\"}},\n  {{\"name\": \"password\", \"value\": \"required\"}},\n  {{\"key\": \"token\", \"value\": \"{{{{token}}}}\"}},\n  {{\"label\": \"Password\", \"value\": \"password\"}},\n  {{\"id\": \"secret\", \"value\": \"Secret\"}}\n]\n",
    ),
    (
        "tests/test_login.py",
        "client.login(\"user\", \"password\")\nclient.login(username='test', password='test')\nself.assertEqual(kwargs['password'], 'pass')\nos.environ.get(\"DB_PASSWORD\", \"\")\nparser.add_argument(\"--password\", help=\"password of the {W}\", default=\"\")\n",
    ),
    (
        "settings.php",
        "/**\n *   'database' => 'databasename',\n *   'username' => 'sqlusername',\n *   'password' => 'sqlpassword',\n *   'host' => 'localhost',\n */\n# password: the password of the account\n",
    ),
    (
        "account.json",
        "{{\n  \"type\": \"{W}\",\n  \"project_id\": \"{W}-{N}\",\n  \"password_salt\": \"{X}\",\n  \"token_uri\": \"https://{H}/token\",\n  \"auth_provider\": \"{W}\",\n  \"secret_version\": \"{N}\"\n}}\n",
    ),
    (
        "src/consts.ts",
        "export const passwordKey = 'password';\nconst AUTH_TYPE_PASSWORD = 'password';\nconst secretKeyRef = 'secret';\nconst ref = {{ passwordKey: 'password', usernameKey: 'username' }};\nfetch(url, {{ credentials: 'same-origin' }});\n",
    ),
    (
        "charts/app/values.yaml",
        "auth:\n  enabled: true\n  existingSecret: {W}-credentials\n  existingSecretPasswordKey: password\n  passwordKey: password\n  secretKeys:\n    adminPasswordKey: postgres-password\n    userPasswordKey: password\n  tokenKey: token\n",
    ),
    (
        "src/credentials_test.go",
        "ok := CheckPassword(\"{W}\", hash)\nif err := VerifyPassword(hash, \"wrong{W}\"); err == nil {{\nhash, err := HashPassword(\"{W}\")\nreturn compareToken(\"{W}\", token)\n",
    ),
    (
        "spec/login_spec.rb",
        "fill_in 'Password', with: 'invalid'\nsign_in(user, password: 'wrong')\nexpect(user.valid_password?('wrong{W}')).to be false\nparams = {{ current_password: 'incorrect', password: 'short' }}\n",
    ),
    (
        "docs/install.rst",
        "The user and the password associated with the {W} are read from the store.\nA password to unlock the {W} is asked for.\nIf a secret is given, the password is ignored\n* ``token``: {W} of the request\n:param password: {W} for the account\n",
    ),
    (
        "config/locales/de.yml",
        "de:\n  user:\n    password: Passwort\n    new_password: Neues Passwort\n    confirm: \"Passwort bestätigen\"\n    token: Schlüssel\n    forgot_password: Passwort vergessen?\n",
    ),
    (
        "config/locales/fr.yml",
        "fr:\n  login: Connexion\n  password: Mot de passe\n  password_confirmation: Confirmation\n  secret: Secret\n  remember: Se souvenir\n",
    ),
    (
        "i18n/es.json",
        "{{\n  \"username\": \"Usuario\",\n  \"password\": \"Contraseña\",\n  \"newPassword\": \"Nueva contraseña\",\n  \"token\": \"Ficha\",\n  \"forgotPassword\": \"¿Olvidaste tu contraseña?\"\n}}\n",
    ),
    (
        "i18n/en.json",
        "{{\n  \"username\": \"Username\",\n  \"password\": \"Password\",\n  \"password_hint\": \"At least 8 characters\",\n  \"passwordRequired\": \"Password is required\",\n  \"secret\": \"Secret\",\n  \"apiKey\": \"API key\"\n}}\n",
    ),
    (
        "lang/it.php",
        "return [\n    'username' => 'Utente',\n    'password' => 'Parola',\n    'reset' => 'Reimposta password',\n    'token' => 'Gettone',\n    'password_label' => 'Inserisci'\n];\n",
    ),
    (
        "lang/pt.properties",
        "login.user=Nome\nlogin.password=Senha\nlogin.password.confirm=Confirmar senha\nlogin.secret=Segredo\n",
    ),
    (
        "src/types.ts",
        "interface Login {{\n  username: string;\n  password: string;\n  token?: Token;\n  secret: Buffer | null;\n}}\nconst passwordField = 'password';\nconst TOKEN_KEY = 'access_token';\nexport const SET_PASSWORD = 'SET_PASSWORD';\n",
    ),
    (
        "src/model.py",
        "class User(Base):\n    password = Column(String(128))\n    token: str = None\n    secret = models.CharField(max_length=64)\n    PASSWORD_FIELD = 'password'\n    password_hash = 'pbkdf2_sha256'\n",
    ),
    (
        "src/errors.go",
        "var errPassword = errors.New(\"invalid password\")\nconst passwordRequired = \"password is required\"\ntoken := r.Header.Get(\"X-Auth-Token\")\nconst tokenHeader = \"X-Auth-Token\"\nconst secretName = \"db-credentials\"\n",
    ),
    (
        "web/login.html",
        "<label for=\"password\">Password</label>\n<input type=\"password\" name=\"password\" placeholder=\"Enter password\">\n<input id=\"token\" type=\"hidden\" value=\"\">\n<a href=\"/password/reset\">Forgot password?</a>\n",
    ),
    (
        "web/Login.jsx",
        "<Input label=\"Password\" type=\"password\" name=\"password\" placeholder=\"Your password\" error=\"Password too short\" />\n<Field name=\"secret\" label=\"Secret key\" />\n",
    ),
    (
        "docs/api.md",
        "Send `password: <your password>` in the body.\n\n    Authorization: Bearer YOUR_TOKEN\n    Authorization: Basic <credentials>\n\n| password | string | The password of the user |\n| token | string | Returned by login |\n",
    ),
    (
        "docs/setup.md",
        "export API_KEY=your_api_key_here\nexport DB_PASSWORD=<password>\npostgres://user:password@localhost:5432/db\npostgres://<user>:<pass>@host/db\nmysql://username:password@hostname/dbname\n",
    ),
    (
        ".env.example",
        "DB_PASSWORD=\nDB_PASSWORD=your_password\nAPI_KEY=your-api-key\nSECRET_KEY=changeme\nJWT_SECRET=replace-with-a-long-secret\nSMTP_PASSWORD=xxxxxxxx\nTOKEN=<token>\n",
    ),
    (
        "config/app.yml",
        "password: ${{DB_PASSWORD}}\nsecret: {{{{ vault_secret }}}}\ntoken: !ENV API_TOKEN\npassword_file: /run/secrets/db\nsecret_name: {W}-credentials\ntoken_url: https://{H}/oauth/token\nkey: {W}\nauth: basic\nauth_type: ldap\n",
    ),
    (
        "k8s/pod.yaml",
        "        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: {W}-secret\n              key: password\n      imagePullSecrets:\n        - name: registry-credentials\n      tokenName: default-token\n",
    ),
    (
        "main.tf",
        "password = var.db_password\nsecret   = data.vault_generic_secret.db.data[\"password\"]\nkey_name = \"{W}\"\ntoken    = local.token\nsecret_id = aws_secretsmanager_secret.db.id\n",
    ),
    (
        "swagger.json",
        "\"password\": {{ \"type\": \"string\", \"format\": \"password\" }},\n\"token\": {{ \"type\": \"string\", \"description\": \"The access token\" }},\n\"securityDefinitions\": {{ \"apiKey\": {{ \"type\": \"apiKey\", \"name\": \"X-Api-Key\", \"in\": \"header\" }} }}\n",
    ),
    (
        "src/auth.js",
        "const token = localStorage.getItem('token');\nif (!password) throw new Error('Password missing');\nlogger.info('token: ' + token);\nparams.append('password', password);\nconst key = 'user_' + id;\nconst grant_type = 'password';\nrouter.post('/reset-password', resetPassword);\n",
    ),
    (
        "src/Parser.java",
        "Token token = lexer.next();\nprivate static final String KEY_PASSWORD = \"password\";\nmap.put(\"token_type\", \"bearer\");\nString passwordParam = request.getParameter(\"password\");\n@Value(\"${{db.password}}\") String password;\n",
    ),
    (
        "messages.properties",
        "error.password.length=Password must have at least {{0}} characters\nlabel.password=Password\nerror.token.invalid=Invalid token\nuser.password.expired=Expired\n",
    ),
    (
        "drivers/net.c",
        "static const char *key = \"wireless-key\";\npr_err(\"invalid token: %s\\n\", token);\nMODULE_PARM_DESC(key, \"encryption key\");\n{{ .name = \"passwd\", .val = 4 }},\n\"password: %s\"\n",
    ),
    (
        "po/messages.po",
        "msgid \"Password:\"\nmsgstr \"Wachtwoord:\"\n\nmsgid \"Token\"\nmsgstr \"Teken\"\n",
    ),
    (
        "tests/run.sh",
        "echo \"PASS: {W} works\"\n# first pass: collect {W}\npass \"-x {W}\" to the tool\n[ $? -eq 0 ] && pass=yes\nmake -C $PWD {W}\n",
    ),
    (
        "src/passes.c",
        "/* Second pass: {W} the {W} */\npr_info(\"%s: %s\\n\", name, ok ? \"PASS\" : \"FAIL\");\ndev_dbg(dev, \"passphrase: updated\\n\");\nlog(\"password: accepted\");\nprintf(\"token=0x%x key=%s\\n\", token, key);\n * @key: {W} to look up\n * @token: {W} of the request\n",
    ),
    (
        "src/service.py",
        "logger.info(\"password: changed\")\nraise ValueError(\"token: expired\")\nself.fail(\"secret: missing\")\ndata = {{\"grant_type\": \"password\", \"token_type\": \"bearer\", \"auth\": \"{W}\"}}\nSECRET_NAME = \"{W}-{W}\"\nPASSWORD_RESET_PATH = \"/{W}/reset\"\nTOKEN_HEADER = 'X-{W}-Token'\n",
    ),
    (
        "src/api.go",
        "return fmt.Errorf(\"password: %w\", err)\nconst tokenFile = \"/var/run/{W}/token\"\nsecretKey := \"{W}.{W}\"\nflag.String(\"password\", \"\", \"password of the {W}\")\n// token: {W} is optional\nviper.SetDefault(\"auth.type\", \"basic\")\n",
    ),
    (
        "package-lock.json",
        "      \"resolved\": \"https://registry.npmjs.org/js-tokens/-/js-tokens-4.0.0.tgz\",\n      \"integrity\": \"sha512-{T}==\"\n    \"js-tokens\": \"^4.0.0\",\n    \"author\": \"{U}\",\n    \"passport\": \"0.4.1\",\n    \"cookie-signature\": \"1.0.6\"\n",
    ),
];

fn fill(template: &str, human: &Human, r: &mut Rng) -> (String, Vec<(usize, usize, bool)>) {
    let mut out = String::new();
    let mut spans = Vec::new();
    let mut rest = template;
    while let Some(i) = rest.find(['{', '}']) {
        out.push_str(&rest[..i]);
        let tail = &rest[i..];
        if tail.starts_with("{{") || tail.starts_with("}}") {
            out.push_str(&tail[..1]);
            rest = &tail[2..];
            continue;
        }
        let kind = tail.as_bytes().get(1).copied().unwrap_or(b'?');
        let (value, secret) = match kind {
            b'P' => (human.password(r), Some(true)),
            b'T' => {
                let n = 20 + r.below(30);
                (r.of(ALNUM, n), Some(false))
            }
            b'X' => {
                let n = *r.pick(&[32, 40, 64]);
                (r.of(HEX, n), Some(false))
            }
            b'B' => (base64(&format!("{}:{}", human.word(r), human.password(r))), Some(false)),
            b'K' => (base64(&human.password(r)), Some(false)),
            b'U' => (
                (*r.pick(&[
                    "root", "admin", "app", "deploy", "www", "dbuser", "backup", "sa", "postgres",
                ]))
                .to_owned(),
                None,
            ),
            b'H' => (
                match r.below(4) {
                    0 => format!("10.{}.{}.{}", r.below(255), r.below(255), r.below(255)),
                    1 => "localhost".to_owned(),
                    2 => format!("db.{}.internal", human.word(r)),
                    _ => format!("{}.{}.com", human.word(r), human.word(r)),
                },
                None,
            ),
            b'D' => (format!("{}_db", human.word(r)), None),
            b'N' => (format!("{}", 100_000 + r.below(900_000)), None),
            _ => (human.word(r), None),
        };
        let start = out.len();
        out.push_str(&value);
        if let Some(password) = secret {
            spans.push((start, out.len(), password));
        }
        rest = &tail[3.min(tail.len())..];
    }
    out.push_str(rest);
    (out, spans)
}

fn base64(s: &str) -> String {
    const A: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    s.as_bytes()
        .chunks(3)
        .map(|c| {
            let n = c.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - c.len()));
            (0..4)
                .map(|i| {
                    if i <= c.len() {
                        char::from(A[(n >> (18 - 6 * i)) as usize & 63])
                    } else {
                        '='
                    }
                })
                .collect::<String>()
        })
        .collect()
}

/// `rounds` fillings of every template; secrets of look-alikes are none.
pub fn files(human: &Human, rounds: usize, seed: u64) -> Vec<Synthetic> {
    let mut r = Rng::new(seed);
    let mut out = Vec::new();
    for _ in 0..rounds {
        for (path, template) in LEAKS.iter().chain(RARE) {
            let (text, secrets) = fill(template, human, &mut r);
            // Where the file lies differs, too.
            let path = match r.below(4) {
                0 => format!("home/{path}"),
                1 => format!("srv/app/{path}"),
                _ => (*path).to_owned(),
            };
            out.push(Synthetic { path, text, secrets });
        }
        for (path, template) in QUIET {
            let (text, _) = fill(template, human, &mut r);
            out.push(Synthetic {
                path: (*path).to_owned(),
                text,
                secrets: Vec::new(),
            });
        }
    }
    out
}
