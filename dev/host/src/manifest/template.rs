//! The template in `templates/`, expanded as `spin new` does it (crates/templates of spinframework/spin, read at 94a8fc8a):
//! what comes out is an application that this host accepts, with settings that the component accepts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use account_linking::config::Config;
use liquid::ParserBuilder;
use proptest::prelude::*;
use proptest::string::string_regex;
use regex::Regex;

use self::filters::Filter;
use super::*;
use crate::variables::Variables;

mod filters;
#[cfg(feature = "wasmtime")]
mod run;

const TENANT: &str = "tenant.eu.auth0.com";
const CLIENT: &str = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6";

/// Answers by parameter.
type Answers<'a> = BTreeMap<&'a str, &'a str>;
/// What `spin new` wrote, by name.
type Files = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Metadata {
    manifest_version: String,
    id: String,
    #[serde(rename = "description")]
    _description: String,
    trigger_type: String,
    #[serde(rename = "tags")]
    _tags: Vec<String>,
    add_component: Variant,
    parameters: BTreeMap<String, Parameter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    supported: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameter {
    #[serde(rename = "type")]
    data_type: String,
    prompt: String,
    default: Option<String>,
    pattern: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

static METADATA: LazyLock<Metadata> = LazyLock::new(|| {
    let file = root().join("templates/account-linking/metadata/spin-template.toml");
    toml::from_str(&fs::read_to_string(file).unwrap()).unwrap()
});

/// Slow to make where nothing is optimised.
static PATTERNS: LazyLock<BTreeMap<&str, Regex>> = LazyLock::new(|| {
    let parameters = METADATA.parameters.iter();
    parameters.map(|(name, it)| (name.as_str(), Regex::new(&it.pattern).unwrap())).collect()
});

/// What stands for each answer, or an error for one outside its pattern.
fn answered(answers: &Answers<'_>) -> Result<liquid::Object> {
    let mut values = liquid::Object::new();
    for name in answers.keys() {
        ensure!(METADATA.parameters.contains_key(*name), "nobody asked for {name}");
    }
    for (name, parameter) in &METADATA.parameters {
        let answer = answers.get(name.as_str()).copied().or(parameter.default.as_deref());
        let answer = answer.with_context(|| format!("no answer for {name}"))?;
        // As Spin does: the pattern itself must say where it begins and ends.
        let fits = PATTERNS[name.as_str()].is_match(answer);
        ensure!(fits, "{name}: {answer:?} does not match {}", parameter.pattern);
        values.insert(name.clone().into(), liquid::model::Value::scalar(answer.to_owned()));
    }
    Ok(values)
}

/// Spin takes a file that is not Liquid as it is, and fails at a value that it does not have. Here both fail.
fn expand(answers: &Answers<'_>, project: &str, authors: &str) -> Result<Files> {
    let mut values = answered(answers)?;
    for (name, value) in [
        ("project-name", project),
        ("authors", authors),
        ("username", ""),
        ("output-path", project),
    ] {
        values.insert(name.into(), liquid::model::Value::scalar(value.to_owned()));
    }
    let parser = Filter::ALL.into_iter().fold(ParserBuilder::with_stdlib(), ParserBuilder::filter);
    let parser = parser.build()?;
    let content = root().join("templates/account-linking/content");
    let mut files = Files::new();
    for entry in fs::read_dir(content)? {
        let path = entry?.path();
        let text = parser.parse(&fs::read_to_string(&path)?)?.render(&values)?;
        files.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), text);
    }
    Ok(files)
}

fn replace_digest(manifest: &str, digest: &str) -> String {
    let digests = Regex::new("digest = \"[^\"]*\"").unwrap();
    digests.replace_all(manifest, format!("digest = \"{digest}\"")).into_owned()
}

fn with_digest(manifest: &str, digest: &str) -> Result<Manifest> {
    Manifest::parse(&replace_digest(manifest, digest), Path::new(""))
}

/// The manifest as a release makes it.
fn released(manifest: &str, digest: &str) -> Manifest {
    with_digest(manifest, &format!("sha256:{digest}")).unwrap()
}

/// The variables that people set themselves, and what each holds.
fn environment(example: &str) -> Variables {
    let lines = example.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pair = |line: &str| {
        let (name, value) = line.split_once('=').unwrap();
        let name = name.strip_prefix("SPIN_VARIABLE_").unwrap().to_ascii_lowercase();
        // In single quotes nothing is filled in.
        let value = value.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')).unwrap();
        (name, value.to_owned())
    };
    lines.map(pair).collect()
}

/// Expands the template, and looks at all that was written.
fn check(answers: &Answers<'_>, project: &str, authors: &str) -> Manifest {
    let files = expand(answers, project, authors).unwrap();
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    let all = [".env.example", ".gitignore", "README.md", "spin-wasi-0-2.toml", "spin.toml"];
    assert_eq!(names, all);
    assert!(files[".gitignore"].lines().any(|line| line == ".env"));
    assert!(files["README.md"].starts_with(&format!("# {project}\n")));

    let digest = "0f".repeat(32);
    let mut environment = environment(&files[".env.example"]);
    let own = Manifest::read(&root().join("spin.toml")).unwrap();
    for name in ["spin-wasi-0-2.toml", "spin.toml"] {
        assert!(with_digest(&files[name], "unreleased").is_err(), "{name}");
        let manifest = released(&files[name], &digest);
        let (is, should) =
            (&manifest.components["account-linking"], &own.components["account-linking"]);
        assert_eq!(is.outbound_hosts, should.outbound_hosts);
        assert_eq!(is.stores, should.stores);
        assert_eq!(is.variables, should.variables);
        assert_eq!(is.build, None);
        assert_eq!(manifest.routes, own.routes);
        assert!(manifest.variables.keys().eq(own.variables.keys()));
        // What has no default is asked for in .env.example, and nothing is that the manifest lacks.
        for (name, variable) in &manifest.variables {
            assert!(!variable.required || environment.contains_key(name), "{name}");
        }
        assert!(environment.keys().all(|name| manifest.variables.contains_key(name)));
    }

    environment.insert("cookie_secrets".to_owned(), "A".repeat(43));
    let manifest = released(&files["spin.toml"], &digest);
    let lookup =
        |name: &str| environment.get(name).or(manifest.variables[name].default.as_ref()).cloned();
    Config::parse(lookup).unwrap();
    manifest
}

fn default<'a>(manifest: &'a Manifest, name: &str) -> &'a str {
    manifest.variables[name].default.as_deref().unwrap()
}

const ODD: &str = "a=\"Acme\" & $HOME ${HOME} $(id) `id`,b='{{ client_id }}',c={% endraw %}{{,\
                   d=# \u{3042}\u{1f511} }}\",e=\"\"\"]\"";

/// What three people answer: one takes what is offered, one names everything, one is odd.
fn three() -> [Answers<'static>; 3] {
    let named = "google-oauth2,github,Customers=Acme account";
    [
        [("tenant", TENANT), ("client", CLIENT)].into(),
        [("tenant", "login.acme.example"), ("client", CLIENT), ("connections", named)].into(),
        [("tenant", "xn--bcher-kva.e--x.co"), ("client", "-_-"), ("connections", ODD)].into(),
    ]
}

#[test]
fn three_people_get_a_manifest_that_the_host_and_the_component_accept() {
    let [plain, named, odd] = three();
    let manifest = check(&plain, "accounts", "");
    assert_eq!(manifest.info.name, "accounts");
    assert_eq!(default(&manifest, "auth0_url"), "https://tenant.eu.auth0.com");
    assert_eq!(default(&manifest, "client_id"), CLIENT);
    assert_eq!(default(&manifest, "connections"), "google-oauth2");

    let manifest = check(&named, "Acme-Accounts", "Ann Lee <ann@acme.example>");
    assert_eq!(manifest.info.name, "acme-accounts");
    assert_eq!(default(&manifest, "connections"), named["connections"]);

    let manifest = check(&odd, "x", "Ann \"\\\" O'Neil {{ tenant }} <ann@acme.example>");
    assert_eq!(default(&manifest, "auth0_url"), "https://xn--bcher-kva.e--x.co");
    assert_eq!(default(&manifest, "connections"), ODD);
}

#[test]
fn refuses_answers_that_would_end_a_string_or_that_the_component_refuses() {
    for (name, wrong) in [
        ("tenant", ""),
        ("tenant", "https://tenant.eu.auth0.com"),
        ("tenant", "tenant.eu.auth0.com/"),
        ("tenant", "tenant.eu.auth0.com\n"),
        ("tenant", "Tenant.eu.auth0.com"),
        ("tenant", "tenant"),
        ("tenant", "127.0.0.1"),
        ("tenant", "tenant.eu.auth0.com\" }\n[application]"),
        ("tenant", "{{ client }}.auth0.com"),
        ("client", ""),
        ("client", "a b"),
        ("client", "a\""),
        ("client", "a\nb"),
        ("connections", ""),
        ("connections", "a,"),
        ("connections", ",a"),
        ("connections", "a, b"),
        ("connections", "a=,b"),
        ("connections", "a= b"),
        ("connections", "\"a\""),
        ("connections", "a=b\\"),
        ("connections", "a=b\nb"),
        ("connections", "a=b\n"),
        ("connections", "a=b\u{85}"),
        ("connections", "a=b\u{202e}c"),
        ("connections", "a=b\u{2028}c"),
        ("secret", "x"),
    ] {
        let mut answers: Answers<'_> = [("tenant", TENANT), ("client", CLIENT)].into();
        answers.insert(name, wrong);
        assert!(expand(&answers, "x", "").is_err(), "{name}: {wrong:?}");
    }
    assert!(expand(&[("tenant", TENANT)].into(), "x", "").is_err(), "no client");
}

#[test]
fn asks_for_nothing_else() {
    let metadata = &*METADATA;
    assert_eq!((&*metadata.manifest_version, &*metadata.id), ("1", "account-linking"));
    assert_eq!(metadata.trigger_type, "http");
    assert!(!metadata.add_component.supported);
    let names: Vec<_> = metadata.parameters.keys().map(String::as_str).collect();
    assert_eq!(names, ["client", "connections", "tenant"]);
    for (name, parameter) in &metadata.parameters {
        // Spin knows no other type.
        assert_eq!(parameter.data_type, "string", "{name}");
        assert!(!parameter.prompt.is_empty(), "{name}");
        assert!(parameter.pattern.starts_with('^') && parameter.pattern.ends_with('$'), "{name}");
    }
    let folders = fs::read_dir(root().join("templates")).unwrap().map(|it| it.unwrap().path());
    let folders: Vec<_> = folders.filter(|it| it.is_dir()).collect();
    assert_eq!(folders.len(), 1, "each folder is a template");
}

/// Whatever the pattern lets in.
fn fits(name: &str) -> impl Strategy<Value = String> + use<> {
    let pattern = &METADATA.parameters[name].pattern;
    string_regex(pattern.trim_start_matches('^').trim_end_matches('$')).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn every_answer_arrives_as_it_was_given(
        tenant in fits("tenant"), client in fits("client"), connections in fits("connections"),
    ) {
        let answers = [("tenant", &*tenant), ("client", &client), ("connections", &connections)];
        let files = expand(&answers.into(), "x", "").unwrap();
        let manifest = released(&files["spin.toml"], &"0f".repeat(32));
        prop_assert_eq!(default(&manifest, "auth0_url"), format!("https://{tenant}"));
        prop_assert_eq!(default(&manifest, "client_id"), client);
        prop_assert_eq!(default(&manifest, "connections"), connections);
    }
}

/// Whether the components that the template names can be fetched and checked.
fn check_release(text: &str, version: &str) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Form {
        source: RawSource,
    }
    let forms: BTreeMap<String, Form> = toml::from_str(text)?;
    ensure!(forms.keys().eq(["wasi-0-2", "wasi-0-3"]), "two forms");
    for (name, form) in forms {
        let Source::Released { url, .. } = Source::parse(form.source, Path::new(""))? else {
            bail!("{name} is a file");
        };
        ensure!(url.starts_with("https://") && !url.contains("OWNER"), "{name}: {url}");
        ensure!(url.contains(&format!("/v{version}/")), "{name} is of another version: {url}");
    }
    Ok(())
}

/// Until then the placeholders stand, which nobody takes for a digest.
#[test]
fn a_release_names_components_that_can_be_fetched_and_checked() {
    let version = env!("CARGO_PKG_VERSION");
    let text = fs::read_to_string(root().join("templates/release.toml")).unwrap();
    let is_release = std::env::var_os("RELEASE").is_some()
        || std::env::var("GITHUB_REF_TYPE").is_ok_and(|it| it == "tag");
    if is_release {
        check_release(&text, version).unwrap();
    }
    let full = format!(
        "[wasi-0-3]\nsource = {{ url = \"https://a.example/v{version}/3.wasm\", digest = \"sha256:{0}\" }}\n\
        [wasi-0-2]\nsource = {{ url = \"https://a.example/v{version}/2.wasm\", digest = \"sha256:{0}\" }}\n",
        "0f".repeat(32)
    );
    check_release(&full, version).unwrap();
    for (from, to) in [
        (&*format!("sha256:{}", "0f".repeat(32)), "unreleased"),
        ("a.example", "a.example/OWNER"),
        ("https", "http"),
        (&*format!("/v{version}/"), "/v0.0.9/"),
        ("0f0f\"", "0f\""),
        ("0f0f\"", "0F0F\""),
        ("sha256:", ""),
        ("[wasi-0-2]", "[wasi-0-1]"),
    ] {
        let wrong = full.replacen(from, to, 1);
        assert_ne!(wrong, full);
        assert!(check_release(&wrong, version).is_err(), "{from} as {to}");
    }
}

#[test]
fn a_file_stands_in_for_a_released_component_only_if_it_is_the_same() {
    let file = std::env::temp_dir().join(format!("component-{}.wasm", std::process::id()));
    fs::write(&file, "abc").unwrap();
    // FIPS 180-4's own example.
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let answers = [("tenant", TENANT), ("client", CLIENT)];
    let manifest = expand(&answers.into(), "x", "").unwrap().remove("spin.toml").unwrap();
    let source =
        |digest| released(&manifest, digest).components.remove("account-linking").unwrap().source;
    assert_eq!(source(abc).file(Some(&file)).unwrap(), file);
    assert!(source(abc).file(None).is_err(), "nothing is fetched");
    fs::write(&file, "abd").unwrap();
    assert!(source(abc).file(Some(&file)).is_err());
    fs::remove_file(&file).unwrap();
    assert!(source(abc).file(Some(&file)).is_err());
}
