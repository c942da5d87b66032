//! A made-up home for three operating systems: every store is found, none is opened that should not be.

use spillage::detect::{DetectOptions, Detector};
use spillage::finding::{Category, Status};
use spillage::rule::{RuleSet, built_in};
use spillage::scan::{self, Around, Excludes, ScanOptions};
use spillage::suppress::{Fingerprinter, Key};

use crate::support::{Tree, unmark};

const SECRET: &str = "GITHUB_TOKEN=ghp_<+>kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi\n";

const STORES: &[&str] = &[
    ".pki/nssdb/key4.db",
    // Linux
    ".ssh/id_ed25519",
    ".aws/credentials",
    ".config/gcloud/application_default_credentials.json",
    ".azure/msal_token_cache.json",
    ".kube/config",
    ".docker/config.json",
    ".git-credentials",
    ".netrc",
    ".config/gh/hosts.yml",
    ".npmrc",
    ".pypirc",
    ".cargo/credentials.toml",
    ".pgpass",
    ".my.cnf",
    ".bash_history",
    ".gnupg/private-keys-v1.d/A.key",
    ".vault-token",
    ".config/google-chrome/Default/Login Data",
    ".mozilla/firefox/a.default/key4.db",
    ".config/Slack/Local Storage/leveldb/1.log",
    ".local/share/keyrings/login.keyring",
    ".password-store/a/b.gpg",
    ".bitcoin/wallet.dat",
    ".config/solana/id.json",
    ".electrum/wallets/default_wallet",
    ".config/op/config",
    ".claude/.credentials.json",
    ".codex/auth.json",
    ".claude/projects/p/s.jsonl",
    ".gemini/oauth_creds.json",
    ".local/share/opencode/auth.json",
    ".config/goose/secrets.yaml",
    ".terraform.d/credentials.tfrc.json",
    ".config/doctl/config.yaml",
    ".config/filezilla/sitemanager.xml",
    // macOS
    "Library/Keychains/login.keychain-db",
    "Library/Application Support/Google/Chrome/Default/Cookies",
    "Library/Messages/chat.db",
    "Library/Application Support/Cursor/User/globalStorage/state.vscdb",
    "Library/Application Support/doctl/config.yaml",
    "Library/Ethereum/keystore/UTC--1",
    // Windows
    "AppData/Roaming/gcloud/credentials.db",
    "AppData/Roaming/NuGet/NuGet.Config",
    "AppData/Roaming/Bitcoin/wallets/w.dat",
    "AppData/Local/Google/Chrome/User Data/Default/Login Data",
    "AppData/Local/Google/Chrome/User Data/Local State",
    "AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt",
    "AppData/Roaming/FileZilla/recentservers.xml",
    "AppData/Roaming/Microsoft/Credentials/0A",
    "AppData/Roaming/GitHub CLI/hosts.yml",
    "AppData/Roaming/postgresql/pgpass.conf",
    // The rest of the lists of what thieves and incident reports name
    ".ssh/id_rsa",
    ".ssh/config",
    ".ssh/work_ed25519",
    ".ssh/server.pem",
    "Documents/a.ppk",
    "Documents/a.p12",
    "Documents/a.pfx",
    "Documents/a.jks",
    "Documents/a.keystore",
    "Documents/a.kdbx",
    "Documents/a.psafe3",
    "Documents/a.rdp",
    "Documents/vpn.ovpn",
    "Documents/x.mnemonic",
    "Documents/x.seed",
    "Documents/x.bek",
    "Documents/dump.sql",
    "Documents/net.pcap",
    "Downloads/wallet.dat",
    ".chef/me.pem",
    ".aws/config",
    ".aws/sso/cache/a.json",
    ".azd/auth/a.json",
    ".config/gcloud/credentials.db",
    ".config/gcloud/access_tokens.db",
    ".boto",
    ".config/linode-cli",
    ".s3cfg",
    ".passwd-s3fs",
    ".dockercfg",
    "_netrc",
    ".config/glab-cli/config.yml",
    ".config/hub",
    ".config/pip/pip.conf",
    ".gem/credentials",
    ".cargo/credentials",
    ".nuget/NuGet/NuGet.Config",
    ".m2/settings.xml",
    ".env",
    ".envrc",
    ".psql_history",
    ".mysql_history",
    ".python_history",
    ".irb_history",
    ".zsh_history",
    ".config/filezilla/filezilla.xml",
    ".bashrc",
    ".zshrc",
    ".profile",
    ".bash_aliases",
    ".local/share/keyrings/a.keyring",
    ".local/share/kwalletd/kdewallet.kwl",
    ".password-store/a.gpg",
    ".cache/op/x",
    ".config/google-chrome/Default/Cookies",
    ".config/google-chrome/Local State",
    ".mozilla/firefox/a.default/logins.json",
    ".mozilla/firefox/a.default/cookies.sqlite",
    ".config/Slack/storage/root-state.json",
    ".config/discord/Local Storage/leveldb/1.ldb",
    "Library/Mail/V10/a.mbox",
    "Library/Cookies/Cookies.binarycookies",
    ".ethereum/keystore/UTC--1",
    ".electrum/wallets/w",
    ".solana/id.json",
    ".config/google-chrome/Default/Local Extension Settings/nkbihfbeogaeaoehlefnkodbefgpgknn/000003.log",
    ".config/Exodus/exodus.wallet/seed.seco",
    ".config/BraveSoftware/Brave-Browser/Default/Login Data",
    ".claude.json",
    ".claude/history.jsonl",
    ".claude/projects/p/a.jsonl",
    ".codex/config.toml",
    ".codex/sessions/2026/01/01/rollout-1.jsonl",
    ".cursor/mcp.json",
    ".gemini/tmp/x/logs.json",
    ".qwen/oauth_creds.json",
    ".config/github-copilot/hosts.json",
    ".config/github-copilot/apps.json",
    ".copilot/config.json",
    ".continue/config.yaml",
    ".aws/amazonq/mcp.json",
    ".codeium/windsurf/mcp_config.json",
    ".kiro/settings/mcp.json",
    ".cline/data/settings/cline_mcp_settings.json",
    ".cline/data/secrets.json",
    ".local/share/amp/secrets.json",
    ".aider.conf.yml",
    ".aider.chat.history.md",
    ".augment/session.json",
    ".factory/auth.json",
    ".local/share/crush/crush.json",
    "AppData/Roaming/Code/User/globalStorage/state.vscdb",
    "AppData/Roaming/npm/etc/npmrc",
    "AppData/Roaming/Claude/claude_desktop_config.json",
    "Library/Application Support/Claude/claude_desktop_config.json",
    ".config/Claude/claude_desktop_config.json",
    "AppData/Local/Microsoft/Edge/User Data/Default/Login Data",
    "AppData/Roaming/Mozilla/Firefox/Profiles/a/key4.db",
    "AppData/Roaming/discord/Local Storage/leveldb/1.ldb",
    "AppData/Roaming/Slack/Cookies",
    "AppData/Roaming/gcloud/application_default_credentials.json",
    ".config/rclone/rclone.conf",
    ".config/hcloud/cli.toml",
    ".3T/robo-3t/1.0/robo3t.json",
    ".config/sops/age/keys.txt",
    ".config/heroku/x",
    ".local/share/TelegramDesktop/tdata/key_datas",
    ".config/Signal/config.json",
    ".thunderbird/a.default/logins.json",
    ".databrickscfg",
    ".oci/config",
    ".oci/oci_api_key.pem",
    ".huggingface/token",
    ".cache/huggingface/token",
    ".kaggle/kaggle.json",
    ".fly/config.yml",
    ".config/vercel/auth.json",
    ".local/share/com.vercel.cli/auth.json",
    ".netlify/config.json",
    ".config/netlify/config.json",
    ".pulumi/credentials.json",
    ".sentryclirc",
    ".composer/auth.json",
    ".config/composer/auth.json",
    ".gradle/gradle.properties",
    ".sbt/.credentials",
    ".ivy2/.credentials",
    ".condarc",
    ".ansible/vault_pass",
    ".vnc/passwd",
    ".wgetrc",
    ".curlrc",
];

/// Opened, they would show the secret that the test writes into every store.
const CLOSED: &[&str] = &[
    "Login Data",
    "key4.db",
    "leveldb",
    "keyring",
    ".password-store",
    "wallet",
    ".config/solana",
    "UTC--",
    "Keychains",
    "Cookies",
    "chat.db",
    "Local State",
    "Microsoft/Credentials",
    ".claude/projects",
    ".config/op",
    ".kdbx",
    ".psafe3",
    ".mnemonic",
    ".seed",
    "kwallet",
    ".cache/op",
    "cookies.sqlite",
    "logins.json",
    "Slack/storage",
    "Library/Mail",
    "Extension Settings",
    ".solana",
    ".claude/history.jsonl",
    ".codex/sessions",
    ".gemini/tmp",
    ".aider.chat.history",
    "tdata",
    "Signal/config",
    ".pki/nssdb",
];

fn scan(home: &Tree, place: &Around) -> scan::Scanned {
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let names = Fingerprinter::new(Key::public());
    let options = ScanOptions {
        threads: 2,
        max_file_size: 1 << 30,
        excludes: Excludes::default(),
        limits: spillage::source::expand::Limits::default(),
        timeout: None,
        floor: 0.3,
        remarks: &[],
        fingerprinter: &names,
        progress: None,
    };
    scan::around(place, &[home.join("code")], &detector, &options)
}

#[test]
fn every_store_of_three_systems_and_nothing_opened_that_should_not_be() {
    let mut home = Tree::new();
    for s in STORES {
        home = home.file(s, SECRET);
    }
    home = home
        .file("code/.env", SECRET)
        .file(".config/own-tool/settings.toml", SECRET);
    let scanned = scan(&home, &Around::Home(home.path().to_owned()));
    assert!(
        scanned
            .findings
            .iter()
            .all(|f| f.status == Status::Outside && f.location.path.starts_with("~/"))
    );
    for s in STORES {
        let there = |c: Category| {
            scanned
                .findings
                .iter()
                .any(|f| f.category == c && f.location.path == format!("~/{s}"))
        };
        assert!(there(Category::Path), "{s} is recognised");
        let closed = CLOSED.iter().any(|c| s.contains(c));
        assert_eq!(
            there(Category::Secret),
            !closed,
            "{s} {}",
            if closed { "is not opened" } else { "is read" }
        );
    }
    let read = |p: &str| scanned.findings.iter().any(|f| f.location.path == p);
    assert!(
        read("~/.config/own-tool/settings.toml"),
        "settings that no rule knows are read too"
    );
    assert!(!read("~/code/.env"), "the tree is not scanned twice");
    let value = String::from_utf8(unmark(b"ghp_<+>kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi")).unwrap();
    assert!(
        !format!("{:?}", scanned.findings).contains(&value),
        "nothing shows a value"
    );
}

#[test]
fn a_thousand_transcripts_are_one_finding() {
    let mut home = Tree::new();
    for n in 0..1000 {
        home = home.file(&format!(".codex/sessions/2026/01/01/rollout-{n}.jsonl"), "{}");
    }
    let scanned = scan(&home, &Around::Home(home.path().to_owned()));
    assert_eq!(scanned.findings.len(), 1, "{:?}", scanned.findings);
    assert!(
        scanned.findings[0].location.path.starts_with("~/.codex/sessions/")
            && scanned.findings[0].evidence[0].starts_with("1000 files")
    );
}

#[cfg(unix)]
#[test]
fn the_machine_has_sockets_mounted_secrets_and_other_homes() {
    let machine = Tree::new()
        .file("etc/shadow", "root:x:1:::::\n")
        .file("var/run/secrets/kubernetes.io/serviceaccount/token", "x")
        .file("home/other/.aws/credentials", SECRET)
        .file("home/me/.profile", "");
    let _socket = std::os::unix::net::UnixListener::bind(machine.join("var/run/docker.sock")).unwrap();
    let scanned = scan(
        &machine,
        &Around::Machine(machine.join("home/me"), machine.path().to_owned()),
    );
    let at = |p: &str| {
        scanned
            .findings
            .iter()
            .filter(|f| f.location.path == p)
            .collect::<Vec<_>>()
    };
    for p in [
        "/etc/shadow",
        "/var/run/secrets/kubernetes.io/serviceaccount/token",
        "/var/run/docker.sock",
    ] {
        assert!(
            at(p).iter().any(|f| f.category == Category::Path),
            "{p} in {:?}",
            scanned.findings
        );
    }
    assert!(
        at("/var/run/docker.sock")[0]
            .evidence
            .iter()
            .any(|e| e.contains("socket"))
    );
    assert!(
        at("/home/other/.aws/credentials")
            .iter()
            .any(|f| f.category == Category::Secret)
    );
}

#[test]
fn variables_of_the_process() {
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let names = Fingerprinter::new(Key::public());
    let options = ScanOptions {
        threads: 1,
        max_file_size: 1,
        excludes: Excludes::default(),
        limits: spillage::source::expand::Limits::default(),
        timeout: None,
        floor: 0.5,
        remarks: &[],
        fingerprinter: &names,
        progress: None,
    };
    let value = String::from_utf8(unmark(b"ghp_<+>kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi")).unwrap();
    let vars = [
        ("PATH".to_owned(), "/usr/bin".to_owned()),
        ("GITHUB_TOKEN".to_owned(), value),
    ];
    let scanned = scan::environment(&vars, &detector, &options);
    assert!(
        scanned
            .findings
            .iter()
            .any(|f| f.location.path == "env:GITHUB_TOKEN" && f.status == Status::Outside)
    );
    assert!(scanned.findings.iter().all(|f| f.location.path != "env:PATH"));
}

#[test]
fn every_path_rule_with_a_home_example_is_reachable() {
    // An example below `~` that the walk of a home folder never comes to would be a rule that finds nothing.
    let mut home = Tree::new();
    let mut expected = Vec::new();
    for rule in built_in().iter().filter(|r| r.category == Category::Path) {
        for (path, _) in rule.examples.iter().filter(|(p, _)| p.starts_with("~/")) {
            home = home.file(path.trim_start_matches("~/"), "");
            expected.push((rule.id.get(), path));
        }
    }
    let scanned = scan(&home, &Around::Home(home.path().to_owned()));
    for (rule, path) in expected {
        assert!(
            scanned
                .findings
                .iter()
                .any(|f| f.rule == rule && f.location.path == path),
            "{rule}: {path}"
        );
    }
}
