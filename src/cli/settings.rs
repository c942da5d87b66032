//! Finds the configuration and the baseline, and makes the rules and the fingerprint key of a run out of them.

use std::fs::File;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use spillage::config::{Config, FILE_NAME, KeySetting, Overrides, project_root, unknown};
use spillage::report::text::escape;
use spillage::rule::RuleSet;
use spillage::suppress::{Baseline, Fingerprinter, Key};

use super::args::SettingsArgs;
use super::fail::Failure;

/// The baseline that is used when nobody names one.
pub(super) const BASELINE_NAME: &str = ".spillage-baseline";

/// No configuration and no baseline is larger than this.
const LARGEST: u64 = 64 << 20;

/// Everything that a run is set to.
pub(super) struct Settings {
    pub(super) config: Config,
    /// All rules, built in and own.
    pub(super) rules: RuleSet,
    /// The baseline and where it stands, if there is one.
    pub(super) baseline: Option<(PathBuf, Baseline)>,
    /// Where the baseline would stand.
    pub(super) baseline_path: PathBuf,
    /// The folder that exclusions start from: the repository's root.
    pub(super) root: PathBuf,
    pub(super) key: Key,
    /// Whether the key was named by environment or configuration.
    pub(super) key_is_named: bool,
    /// The index of registered files.
    pub(super) registered: Option<PathBuf>,
    /// Exclusions hold for what was named too.
    pub(super) force_exclude: bool,
}

impl Settings {
    /// For a scan of `path`. `baseline_may_be_missing`: the caller is about to write it.
    pub(super) fn load(
        args: &SettingsArgs,
        mut overrides: Overrides,
        path: &Path,
        baseline_may_be_missing: bool,
    ) -> Result<Self, Failure> {
        let root = project_root(path);
        overrides.key = std::env::var("SPILLAGE_KEY").ok().filter(|k| !k.is_empty());
        let named_by_flag = overrides.baseline.is_some();
        let (file, config) = config(args, &root)?;
        let mut config = config.with(overrides).map_err(Failure::new)?;
        foreign(args, &mut config)?;
        let rules = RuleSet::built_in().with_own(&config.rules).map_err(Failure::new)?;
        check(&config, &rules)?;

        let beside = file.as_deref().and_then(Path::parent).unwrap_or(&root);
        let (baseline_path, named) = match &config.baseline {
            Some(p) if named_by_flag => (p.clone(), true),
            Some(p) => (beside.join(p), true),
            None => (root.join(BASELINE_NAME), false),
        };
        let wanted = if named {
            !baseline_may_be_missing || baseline_path.exists()
        } else {
            !args.isolated && baseline_path.is_file()
        };
        let baseline = if wanted {
            let text = read(&baseline_path)?;
            let b = Baseline::parse(&text).map_err(|e| Failure::new(format!("{}: {e}", baseline_path.display())))?;
            Some((baseline_path.clone(), b))
        } else {
            None
        };
        let named_key = config.key.as_ref().map(|k| match k {
            KeySetting::Private(m) => Key::private(m),
            KeySetting::Shared(m) => Key::shared(m),
        });
        let key_is_named = named_key.is_some();
        let key = named_key
            .or_else(|| baseline.as_ref().and_then(|(_, b)| b.key()))
            .unwrap_or_else(Key::public);
        if let Some((p, b)) = &baseline
            && !b.fits(&key)
        {
            return Err(Failure::new(format!(
                "{}: line 2: this baseline was written with another fingerprint key, so its entries match nothing.\n\
                 Set SPILLAGE_KEY or `fingerprint_key` as when it was written, or write a new one: spillage baseline --write",
                p.display()
            )));
        }
        Ok(Self {
            root,
            config,
            rules,
            baseline,
            baseline_path,
            key,
            key_is_named,
            registered: args.registered.clone(),
            force_exclude: args.force_exclude,
        })
    }

    /// Names values with the key of this run.
    pub(super) fn fingerprinter(&self) -> Fingerprinter {
        Fingerprinter::new(self.key.clone())
    }
}

/// Takes over what the files of other tools say, and tells what of them it does not take over.
fn foreign(args: &SettingsArgs, config: &mut Config) -> Result<(), Failure> {
    let known = RuleSet::built_in();
    let own: Vec<String> = config.rules.iter().map(|r| r.id.clone()).collect();
    let taken = |id: &str| known.get(id).is_some() || own.iter().any(|o| o == id);
    let fail = |path: &Path, e: String| Failure::new(format!("{}: {e}", path.display()));
    for path in &args.rules {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        config
            .foreign
            .read_rules(&name, &read(path)?, &taken)
            .map_err(|e| fail(path, e))?;
    }
    for path in &args.ignore_file {
        config.foreign.ignored.read(&read(path)?).map_err(|e| fail(path, e))?;
    }
    config.rules.append(&mut config.foreign.rules);
    let mut err = std::io::stderr().lock();
    for note in &config.foreign.notes {
        let _ = writeln!(err, "spillage: {}", escape(note));
    }
    Ok(())
}

/// The configuration file, if any, and what it says.
fn config(args: &SettingsArgs, root: &Path) -> Result<(Option<PathBuf>, Config), Failure> {
    let from_env = std::env::var_os("SPILLAGE_CONFIG")
        .filter(|v| !v.is_empty())
        .map(PathBuf::from);
    let own = root.join(FILE_NAME);
    let path = match &args.config {
        Some(p) => p.clone(),
        None if args.isolated => return Ok((None, Config::default())),
        None => match from_env {
            Some(p) => p,
            None if own.symlink_metadata().is_ok() => own,
            None => return Ok((None, Config::default())),
        },
    };
    let text = read(&path)?;
    let shown = path
        .strip_prefix(root)
        .unwrap_or(&path)
        .to_string_lossy()
        .replace('\\', "/");
    Ok((Some(path), Config::from_text(&shown, &text).map_err(Failure::new)?))
}

/// That every word of the configuration names something.
fn check(config: &Config, rules: &RuleSet) -> Result<(), Failure> {
    for (choice, flags) in [(&config.asked, true), (&config.chosen, false)] {
        choice.check(rules).map_err(|m| {
            let place = if flags {
                "--select/--ignore".to_owned()
            } else {
                config.file.clone().unwrap_or_default()
            };
            Failure::new(format!("{place}: {m}"))
        })?;
    }
    for id in config.severity.keys() {
        if rules.get(id).is_none() {
            let m = unknown(id, rules.rules());
            return Err(Failure::new(format!("{}: `severity`: {m}", config.source("severity"))));
        }
    }
    Ok(())
}

/// The text of a file that somebody else may have put there: a plain file, not endless, UTF-8.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    read_up_to(path, LARGEST)
}

/// The same for files that may be larger.
pub(super) fn read_up_to(path: &Path, largest: u64) -> Result<String, Failure> {
    let meta = path.metadata().map_err(|e| Failure::file(path, &e))?;
    if !meta.is_file() {
        return Err(Failure::new(format!("{}: not a plain file", path.display())));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|f| f.take(largest + 1).read_to_end(&mut bytes))
        .map_err(|e| Failure::file(path, &e))?;
    if bytes.len() as u64 > largest {
        return Err(Failure::new(format!(
            "{}: larger than {} MiB",
            path.display(),
            largest >> 20
        )));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("{}: not UTF-8", path.display())))
}
