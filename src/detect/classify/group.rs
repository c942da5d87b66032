//! Groups of words whose presence in a name, a value, a line or a path says something.

/// Stands for something to be filled in.
pub(crate) const PLACE: u32 = 1;
/// Tests and their stock names.
pub(crate) const TEST: u32 = 1 << 1;
/// Words for credentials.
pub(crate) const CRED: u32 = 1 << 2;
/// What user interfaces say about passwords.
pub(crate) const UI: u32 = 1 << 3;
/// Accounts.
pub(crate) const USER: u32 = 1 << 4;
/// Machines and services.
pub(crate) const HOST: u32 = 1 << 5;
/// Output and errors.
pub(crate) const LOG: u32 = 1 << 6;
/// Forms and widgets.
pub(crate) const FORM: u32 = 1 << 7;
/// Declarations.
pub(crate) const DECL: u32 = 1 << 8;
/// Defaults and examples.
pub(crate) const DEFAULT: u32 = 1 << 9;
/// Behind a credential word: something about it, not itself.
pub(crate) const ABOUT: u32 = 1 << 10;
/// Before a credential word: what it opens.
pub(crate) const OPENS: u32 = 1 << 11;
/// Before a credential word: it opens nothing.
pub(crate) const HARMLESS: u32 = 1 << 12;
/// Assertions.
pub(crate) const ASSERT: u32 = 1 << 13;
/// Documentation.
pub(crate) const DOC: u32 = 1 << 14;
/// Translations.
pub(crate) const LOCALE: u32 = 1 << 15;
/// Other people's code.
pub(crate) const VENDOR: u32 = 1 << 16;
/// Configuration and deployment.
pub(crate) const CONF: u32 = 1 << 17;
/// Templates.
pub(crate) const TEMPLATE: u32 = 1 << 18;
/// Values that everybody knows.
pub(crate) const KNOWN: u32 = 1 << 19;
/// Cryptography in tests: vectors, digests, signatures.
pub(crate) const CRYPTO: u32 = 1 << 20;

/// Identifiers: the name says which one, not what it opens.
pub(crate) const ID: u32 = 1 << 21;
/// What looks at a credential rather than holds it.
pub(crate) const CHECKS: u32 = 1 << 22;
/// What is meant not to work.
pub(crate) const WRONG: u32 = 1 << 23;

/// The groups of a lower-case word.
pub(crate) fn of(w: &[u8]) -> u32 {
    match w {
        b"your" | b"my" | b"insert" | b"here" | b"dummy" | b"fake" | b"placeholder" | b"redacted" | b"changeme"
        | b"change" | b"replace" | b"xxx" | b"xxxx" | b"xxxxx" | b"xxxxxx" | b"xxxxxxxx" | b"todo" | b"fixme"
        | b"some" | b"something" | b"random" | b"removed" | b"masked" | b"sanitized" | b"filtered" | b"hidden"
        | b"generated" | b"goes" | b"the" | b"value" | b"put" | b"set" | b"provide" | b"long" | b"super" | b"very"
        | b"unsecure" | b"insecure" | b"unused" | b"whatever" | b"changeit" | b"not" | b"real" => PLACE,
        b"example" | b"examples" | b"sample" | b"samples" | b"demo" | b"demos" | b"tutorial" => PLACE | DEFAULT,
        b"foo" | b"bar" | b"baz" | b"qux" | b"foobar" | b"abc" | b"lorem" | b"ipsum" | b"asdf" | b"blah" | b"hello"
        | b"world" => PLACE | TEST,
        b"test" | b"tests" | b"testing" | b"spec" | b"specs" | b"fixture" | b"fixtures" | b"unittest" | b"tester"
        | b"e" => TEST,
        b"mock" | b"mocks" | b"stub" | b"testdata" => TEST | PLACE,
        b"expect" | b"expected" | b"assert" | b"should" | b"equal" | b"equals" | b"tobe" | b"asserts"
        | b"assertion" | b"must" => ASSERT | TEST,
        b"password" | b"passwords" | b"passwd" | b"pass" | b"pwd" | b"secret" | b"secrets" | b"token" | b"tokens"
        | b"key" | b"keys" | b"credential" | b"credentials" | b"creds" | b"auth" | b"apikey" | b"passphrase" => CRED,
        b"required" | b"forgot" | b"reset" | b"confirm" | b"confirmation" | b"enter" | b"current" | b"please"
        | b"missing" | b"failed" | b"cannot" | b"unable" | b"show" | b"hide" | b"remember" | b"choose" | b"minimum"
        | b"least" | b"characters" | b"strength" | b"match" | b"empty" | b"blank" | b"forgotten" | b"repeat"
        | b"retype" | b"sign" | b"too" => UI,
        b"invalid" | b"wrong" | b"incorrect" | b"bad" | b"short" | b"mismatch" => UI | WRONG,
        b"verify" => UI | CHECKS,
        b"user" | b"username" | b"usr" | b"uid" | b"userid" | b"email" | b"mail" | b"account" | b"login" | b"role"
        | b"uname" | b"logon" => USER,
        b"admin" | b"root" | b"administrator" | b"guest" => USER | OPENS | KNOWN,
        b"host" | b"hostname" | b"port" | b"database" | b"dbname" | b"schema" | b"driver" | b"jdbc" | b"connection"
        | b"address" | b"ip" | b"socket" | b"ssl" | b"region" | b"bucket" | b"datasource" | b"localhost"
        | b"endpoint" | b"uri" | b"server" | b"domain" | b"dsn" | b"image" | b"environment" => HOST,
        b"db" | b"mysql" | b"postgres" | b"postgresql" | b"redis" | b"mongo" | b"mongodb" | b"ldap" | b"smtp"
        | b"ftp" | b"rabbitmq" | b"sql" | b"mssql" | b"oracle" | b"mariadb" | b"elastic" | b"kafka" | b"ssh"
        | b"sftp" | b"amqp" | b"vpn" | b"wifi" | b"wpa" | b"psk" => HOST | OPENS,
        b"aws" | b"azure" | b"api" | b"client" | b"app" | b"jwt" | b"oauth" | b"session" | b"encryption"
        | b"private" | b"master" | b"keystore" | b"truststore" | b"ansible" | b"vault" | b"sudo" | b"become"
        | b"proxy" | b"github" | b"gitlab" | b"slack" | b"docker" | b"registry" | b"npm" | b"twitter" | b"facebook"
        | b"google" | b"stripe" | b"consumer" | b"access" | b"signing" | b"cookie" | b"deploy" | b"bot"
        | b"webhook" | b"service" | b"sa" | b"grafana" | b"jenkins" | b"sonar" | b"sentry" | b"twilio"
        | b"sendgrid" | b"telegram" | b"discord" => OPENS,
        b"print" | b"printf" | b"println" | b"log" | b"logger" | b"echo" | b"puts" | b"console" | b"error"
        | b"warn" | b"info" | b"debug" | b"throw" | b"raise" | b"exception" | b"message" | b"fatal" | b"panic"
        | b"msg" | b"err" | b"fprintf" | b"errorf" | b"sprintf" => LOG,
        b"label" | b"input" | b"form" | b"button" | b"title" | b"text" | b"div" | b"span" | b"field" | b"hint"
        | b"tooltip" | b"description" | b"caption" | b"tr" | b"td" | b"li" | b"option" | b"select" => FORM | ABOUT,
        b"type" | b"interface" | b"struct" | b"def" | b"func" | b"function" | b"class" | b"void" | b"extends"
        | b"implements" | b"import" | b"require" | b"package" | b"enum" | b"proto" | b"fn" | b"module" => DECL | ABOUT,
        b"default" | b"defaults" | b"eg" => DEFAULT,
        b"id" | b"ids" => ABOUT | ID,
        b"check" | b"checks" | b"compare" | b"validate" | b"validates" | b"hashing" | b"encrypt" | b"encode"
        | b"authenticate" | b"decode" | b"matches" | b"has" | b"is" => CHECKS,
        b"another" | b"different" | b"valid" | b"other" | b"changed" | b"nope" | b"nonexistent" | b"unknown"
        | b"illegal" | b"erroneous" => WRONG,
        b"name" | b"names" | b"file" | b"path" | b"dir" | b"url" | b"length" | b"len" | b"size" | b"policy"
        | b"kind" | b"ttl" | b"expiry" | b"expires" | b"expiration" | b"regex" | b"pattern" | b"prefix" | b"suffix"
        | b"header" | b"param" | b"parameter" | b"params" | b"env" | b"var" | b"variable" | b"column" | b"alias"
        | b"format" | b"ref" | b"selector" | b"count" | b"index" | b"max" | b"min" | b"validator" | b"provider"
        | b"manager" | b"handler" | b"method" | b"mode" | b"algorithm" | b"prompt" | b"options" | b"version"
        | b"date" | b"time" | b"needed" | b"enabled" | b"location" | b"store" | b"callback" | b"generator"
        | b"encoder" | b"status" | b"code" | b"state" | b"usage" | b"rules" | b"request" | b"response" | b"page"
        | b"view" | b"action" | b"event" | b"helper" | b"link" | b"lifetime" | b"age" | b"source" | b"list"
        | b"endpoints" | b"audience" | b"issuer" | b"scope" | b"filename" | b"entry" | b"property" | b"attribute"
        | b"reset_" => ABOUT,
        b"public" | b"csrf" | b"xsrf" | b"next" | b"continuation" | b"sync" | b"partition" | b"primary"
        | b"foreign" | b"cache" | b"sort" | b"row" | b"idempotency" | b"encrypted" | b"hashed" | b"cancel"
        | b"cancellation" | b"lexer" | b"eof" | b"syntax" | b"parse" | b"parser" | b"node" | b"map" | b"group"
        | b"translation" | b"pub" | b"pagination" | b"search" | b"verification" | b"object" | b"json" | b"hot"
        | b"shortcut" | b"close" | b"open" | b"paren" | b"brace" | b"crypt" | b"bcrypt" | b"hash" | b"salt"
        | b"digest" | b"fingerprint" | b"repo" => HARMLESS,
        b"doc" | b"docs" | b"documentation" | b"readme" | b"guide" | b"manual" | b"wiki" | b"document" => DOC,
        b"locale" | b"locales" | b"lang" | b"language" | b"languages" | b"translations" | b"messages" | b"intl"
        | b"po" | b"nls" | b"i" => LOCALE,
        b"vendor" | b"modules" | b"external" | b"thirdparty" | b"third" | b"dist" | b"lib" | b"assets" => VENDOR,
        b"conf" | b"config" | b"configs" | b"configuration" | b"setting" | b"settings" | b"kube" | b"kubernetes"
        | b"helm" | b"terraform" | b"etc" | b"environments" | b"inventory" | b"compose" | b"prod" | b"production"
        | b"staging" | b"resources" | b"resource" | b"charts" | b"manifests" | b"init" | b"cluster" => CONF,
        b"template" | b"templates" | b"tmpl" | b"tpl" | b"skeleton" | b"boilerplate" => TEMPLATE,
        b"qwerty" | b"letmein" | b"welcome" | b"iloveyou" | b"dragon" | b"monkey" | b"abcd" | b"qwe" | b"qaz"
        | b"wsx" | b"asd" | b"zxc" | b"toor" | b"passw" | b"ssw" | b"sunshine" | b"shadow" | b"football"
        | b"baseball" | b"superman" | b"batman" | b"princess" => KNOWN,
        b"sha" | b"md" | b"hmac" | b"aes" | b"rsa" | b"vector" | b"vectors" | b"plaintext" | b"ciphertext"
        | b"signature" | b"cert" | b"certificate" | b"integrity" | b"checksum" => CRYPTO,
        _ => 0,
    }
}
