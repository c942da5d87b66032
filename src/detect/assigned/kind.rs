//! What a file's name says about its literals: in Go an unquoted word behind `=` is a reference, in YAML it is a value.

/// How a language writes literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A programming language: only quoted text is a literal.
    Code,
    /// Shell and what looks like it: `NAME=value`, command lines.
    Shell,
    /// Environment files.
    Env,
    /// YAML.
    Yaml,
    /// `key = value` to the end of the line: properties, ini, conf, and the like.
    Ini,
    /// JSON and notebooks.
    Json,
    /// XML and HTML.
    Markup,
    /// Prose: Markdown, reStructuredText, plain text.
    Prose,
    /// SQL.
    Sql,
    /// Configuration languages with quoted strings: TOML, HCL, Gradle.
    Toml,
    /// Anything else.
    Unknown,
}

impl Kind {
    /// Whether an unquoted word can be a value.
    #[must_use]
    pub fn bare_values(self) -> bool {
        !matches!(self, Self::Code | Self::Json | Self::Toml)
    }
}

/// The kind of file at this path.
#[must_use]
pub(crate) fn of(path: &str) -> Kind {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut buf = [0u8; 48];
    let lower = fold(name, &mut buf);
    if path.contains(".ebextensions/") && lower.ends_with(b".config") {
        return Kind::Yaml;
    }
    for (exact, kind) in NAMES {
        if lower == *exact {
            return *kind;
        }
    }
    if lower.starts_with(b".env") || lower.starts_with(b"env.") || lower.starts_with(b"dockerfile") {
        return if lower.starts_with(b"docker") {
            Kind::Shell
        } else {
            Kind::Env
        };
    }
    let mut rest = lower;
    // `settings.py.example`, `app.yml.dist`: the suffix behind the suffix says it.
    for _ in 0..3 {
        let Some(dot) = rest.iter().rposition(|b| *b == b'.') else {
            break;
        };
        let ext = rest.get(dot + 1..).unwrap_or_default();
        if let Some(kind) = by_extension(ext) {
            return kind;
        }
        rest = rest.get(..dot).unwrap_or_default();
    }
    Kind::Unknown
}

/// The last 48 bytes of a name in lower case.
fn fold<'b>(name: &str, buf: &'b mut [u8; 48]) -> &'b [u8] {
    let bytes = name.as_bytes();
    let tail = bytes.get(bytes.len().saturating_sub(buf.len())..).unwrap_or_default();
    for (to, from) in buf.iter_mut().zip(tail) {
        *to = from.to_ascii_lowercase();
    }
    buf.get(..tail.len()).unwrap_or_default()
}

const NAMES: &[(&[u8], Kind)] = &[
    (b".netrc", Kind::Shell),
    (b"_netrc", Kind::Shell),
    (b".pgpass", Kind::Ini),
    (b".npmrc", Kind::Ini),
    (b".pypirc", Kind::Ini),
    (b".my.cnf", Kind::Ini),
    (b".s3cfg", Kind::Ini),
    (b".dockercfg", Kind::Json),
    (b".bash_history", Kind::Shell),
    (b".zsh_history", Kind::Shell),
    (b".bashrc", Kind::Shell),
    (b".zshrc", Kind::Shell),
    (b".profile", Kind::Shell),
    (b".bash_profile", Kind::Shell),
    (b".envrc", Kind::Env),
    (b"makefile", Kind::Shell),
    (b"jenkinsfile", Kind::Code),
    (b"vagrantfile", Kind::Code),
    (b"gemfile", Kind::Code),
    (b"rakefile", Kind::Code),
    (b"credentials", Kind::Ini),
    (b"hosts", Kind::Ini),
    (b"readme", Kind::Prose),
];

fn by_extension(ext: &[u8]) -> Option<Kind> {
    Some(match ext {
        b"c" | b"h" | b"cc" | b"cpp" | b"cxx" | b"hpp" | b"hh" | b"hxx" | b"cs" | b"java" | b"go" | b"js" | b"jsx"
        | b"mjs" | b"cjs" | b"ts" | b"tsx" | b"py" | b"pyx" | b"pxd" | b"pyi" | b"rb" | b"rake" | b"php" | b"phtml"
        | b"inc" | b"rs" | b"kt" | b"kts" | b"scala" | b"swift" | b"m" | b"mm" | b"hs" | b"ex" | b"exs" | b"eex"
        | b"erl" | b"hrl" | b"lua" | b"dart" | b"r" | b"pl" | b"pm" | b"groovy" | b"clj" | b"cljs" | b"edn" | b"fs"
        | b"fsx" | b"vb" | b"vbs" | b"pas" | b"nim" | b"zig" | b"v" | b"jl" | b"ml" | b"mli" | b"elm" | b"vue"
        | b"svelte" | b"coffee" | b"proto" | b"sol" | b"cr" | b"d" | b"j" | b"s" | b"asm" | b"dtsi" | b"dts"
        | b"jsp" | b"asp" | b"aspx" | b"cshtml" | b"erb" | b"haml" | b"gd" | b"hx" | b"bas" | b"cls" | b"sbt"
        | b"pp" | b"bicep" | b"thrift" | b"idl" | b"graphql" | b"gql" | b"cfm" => Kind::Code,
        b"sh" | b"bash" | b"zsh" | b"fish" | b"ksh" | b"ps1" | b"psm1" | b"bat" | b"cmd" | b"mk" | b"dockerfile"
        | b"history" | b"cast" | b"netrc" | b"csh" | b"tcl" | b"expect" => Kind::Shell,
        b"env" | b"envrc" => Kind::Env,
        b"yml" | b"yaml" | b"eyaml" | b"neon" => Kind::Yaml,
        b"properties" | b"ini" | b"cfg" | b"conf" | b"cnf" | b"config" | b"rc" | b"ovpn" | b"service" | b"desktop"
        | b"inf" | b"reg" | b"rdp" | b"ldif" | b"prefs" | b"settings" | b"npmrc" | b"credentials" | b"inventory" => {
            Kind::Ini
        }
        b"json" | b"jsonc" | b"json5" | b"ipynb" | b"har" | b"tfstate" | b"jsonl" | b"ndjson" | b"map"
        | b"webmanifest" => Kind::Json,
        b"xml" | b"html" | b"htm" | b"xhtml" | b"plist" | b"xaml" | b"svg" | b"resx" | b"csproj" | b"pom" | b"xsd"
        | b"wsdl" | b"jelly" | b"pubxml" | b"nuspec" => Kind::Markup,
        b"md" | b"markdown" | b"rst" | b"adoc" | b"asciidoc" | b"txt" | b"text" | b"org" | b"mdx" | b"tex" | b"log"
        | b"textile" | b"eml" => Kind::Prose,
        b"sql" | b"psql" | b"mysql" | b"ddl" | b"dump" => Kind::Sql,
        b"toml" | b"tf" | b"tfvars" | b"hcl" | b"gradle" | b"nix" => Kind::Toml,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_decide() {
        for (path, kind) in [
            ("a/b/main.go", Kind::Code),
            ("x/.env.production", Kind::Env),
            ("config/database.yml.example", Kind::Yaml),
            ("Dockerfile.dev", Kind::Shell),
            ("home/.netrc", Kind::Shell),
            ("terraform.tfvars", Kind::Toml),
            ("README.md", Kind::Prose),
            ("web.config", Kind::Ini),
            (".ebextensions/env.config", Kind::Yaml),
            ("no-suffix", Kind::Unknown),
        ] {
            assert_eq!(of(path), kind, "{path}");
        }
    }
}
