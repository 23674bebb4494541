//! The files of `deploy/spinkube`: only fields that exist, of their types, and settings that the component takes. Kubernetes
//! itself drops a field that it does not know, and says nothing.

use std::collections::BTreeMap;

use account_linking::config::Config;
use account_linking::config::settings::SETTINGS;
use account_linking::route::ROUTES;
use yaml_rust2::yaml::Hash;
use yaml_rust2::{Yaml, YamlLoader};

const FILES: [&str; 4] = ["autoscaler", "ingress", "spinapp", "valkey"];
const GUIDE: &str = "docs/deploy/spinkube.md";
/// Stands for a whole document in the table.
const WHOLE: &str = ".";

fn read(file: &str) -> String {
    std::fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn documents(file: &str) -> Vec<Yaml> {
    YamlLoader::load_from_str(&read(&format!("deploy/spinkube/{file}.yaml"))).unwrap()
}

fn all() -> Vec<Yaml> {
    FILES.iter().flat_map(|file| documents(file)).collect()
}

/// The one document of this kind.
fn kind(name: &str) -> Yaml {
    all().into_iter().find(|it| it["kind"].as_str() == Some(name)).unwrap()
}

/// A field's type, and whether it must be there.
type Fields = BTreeMap<String, (String, bool)>;

/// What `fields.txt` says, by kind and path.
struct Table(BTreeMap<(String, String), Fields>);

impl Table {
    fn read() -> Self {
        let text = include_str!("spinkube/fields.txt");
        let row = |line: &str| {
            let (place, fields) = line.split_once(": ").unwrap();
            let (kind, path) = place.split_once(' ').unwrap();
            let field = |text: &str| {
                let (name, of) = text.split_once(' ').unwrap();
                let bare = name.trim_end_matches('!');
                (bare.to_owned(), (of.to_owned(), bare != name))
            };
            ((kind.to_owned(), path.to_owned()), fields.split(", ").map(field).collect())
        };
        Self(text.lines().filter(|line| !line.starts_with('#')).map(row).collect())
    }

    fn fields(&self, kind: &str, path: &str) -> Option<&Fields> {
        let [kind, path] =
            if path.ends_with("metadata") { ["*", "metadata"] } else { [kind, path] };
        self.0.get(&(kind.to_owned(), path.to_owned()))
    }

    /// What is wrong with a document.
    fn faults(&self, document: &Yaml) -> Vec<String> {
        let mut faults = Vec::new();
        self.object(document["kind"].as_str().unwrap_or("?"), WHOLE, document, &mut faults);
        faults
    }

    fn object(&self, kind: &str, path: &str, value: &Yaml, faults: &mut Vec<String>) {
        let Some(fields) = self.fields(kind, path) else {
            return faults.push(format!("{kind} {path} is not described"));
        };
        let Yaml::Hash(members) = value else {
            return faults.push(format!("{kind} {path} is no object"));
        };
        for (name, value) in members {
            let name = name.as_str().unwrap_or("?");
            match fields.get(name) {
                Some((of, _)) => {
                    let path =
                        if path == WHOLE { name.to_owned() } else { format!("{path}.{name}") };
                    self.value(kind, &path, of, value, faults);
                }
                None => faults.push(format!("{kind} {path} has no field {name:?}")),
            }
        }
        for (name, (_, required)) in fields {
            if *required && value[name.as_str()].is_badvalue() {
                faults.push(format!("{kind} {path} lacks {name:?}"));
            }
        }
    }

    fn value(&self, kind: &str, path: &str, of: &str, value: &Yaml, faults: &mut Vec<String>) {
        let inside = |ends: [char; 2]| of.strip_prefix(ends[0])?.strip_suffix(ends[1]);
        match (value, inside(['[', ']']), inside(['{', '}'])) {
            (_, None, None) if of == "object" => self.object(kind, path, value, faults),
            (Yaml::Array(items), Some(of), _) => {
                for item in items {
                    self.value(kind, &format!("{path}[]"), of, item, faults);
                }
            }
            (Yaml::Hash(members), _, Some(of)) => {
                for value in members.values() {
                    self.value(kind, &format!("{path}.*"), of, value, faults);
                }
            }
            (Yaml::String(_), None, None) if of.contains("string") => {}
            (Yaml::Integer(_), None, None) if of.contains("int") => {}
            (Yaml::Boolean(_), None, None) if of == "boolean" => {}
            _ => faults.push(format!("{kind} {path} is not {of}: {value:?}")),
        }
    }
}

/// Every document that differs from this one in one place: another name of a field, a value of another type, a field
/// less if it is required.
fn mistakes(table: &Table, kind: &str, path: &str, value: &Yaml, found: &mut Vec<(String, Yaml)>) {
    if let Yaml::Array(items) = value {
        for (index, item) in items.iter().enumerate() {
            let mut inner = Vec::new();
            mistakes(table, kind, &format!("{path}[]"), item, &mut inner);
            found.extend(inner.into_iter().map(|(what, changed)| {
                let mut items = items.clone();
                items[index] = changed;
                (what, Yaml::Array(items))
            }));
        }
    }
    if let Yaml::Hash(members) = value {
        let Some(fields) = table.fields(kind, path) else { return };
        for (name, value) in members {
            let text = name.as_str().unwrap();
            let place = if path == WHOLE { text.to_owned() } else { format!("{path}.{text}") };
            let misspelt = |(key, value): (&Yaml, &Yaml)| {
                let other = Yaml::String(format!("{text}s"));
                (if key == name { other } else { key.clone() }, value.clone())
            };
            let other: Hash = members.iter().map(misspelt).collect();
            found.push((format!("{place} misspelt"), Yaml::Hash(other)));
            let with = |value: Yaml| {
                let mut members = members.clone();
                members.insert(name.clone(), value);
                Yaml::Hash(members)
            };
            // A number that must be a text is what people write most: `value: 7`.
            let wrong = if matches!(value, Yaml::Integer(_)) {
                Yaml::Boolean(true)
            } else {
                Yaml::Real("0.5".into())
            };
            found.push((format!("{place} of another type"), with(wrong)));
            if fields[text].1 {
                let less = members.iter().filter(|(key, _)| *key != name);
                let less = less.map(|(key, value)| (key.clone(), value.clone())).collect();
                found.push((format!("{place} missing"), Yaml::Hash(less)));
            }
            let mut inner = Vec::new();
            mistakes(table, kind, &place, value, &mut inner);
            found.extend(inner.into_iter().map(|(what, changed)| (what, with(changed))));
        }
    }
}

#[test]
fn the_files_have_fields_that_exist_and_nothing_else() {
    let table = Table::read();
    for document in all() {
        assert_eq!(table.faults(&document), [""; 0]);
    }
}

#[test]
fn each_mistake_at_each_place_is_found() {
    let table = Table::read();
    let mut count = 0;
    for document in all() {
        let kind = document["kind"].as_str().unwrap();
        let mut found = Vec::new();
        mistakes(&table, kind, WHOLE, &document, &mut found);
        count += found.len();
        for (what, changed) in found {
            assert_ne!(table.faults(&changed), [""; 0], "{kind}: {what}");
        }
    }
    assert!(count > 200, "{count}");
}

#[test]
fn what_the_guide_changes_is_right_too() {
    let table = Table::read();
    let guide = read(GUIDE);
    let mut parts = guide.split("```yaml\n").skip(1).map(|it| it.split("```").next().unwrap());
    let mut count = 0;
    assert!(parts.all(|part| {
        let Yaml::Hash(mut changed) = kind("SpinApp") else { return false };
        let Yaml::Hash(part) = YamlLoader::load_from_str(part).unwrap().remove(0) else {
            return false;
        };
        let spec = Yaml::String("spec".to_owned());
        let Yaml::Hash(spec_of_it) = &mut changed[&spec] else { return false };
        spec_of_it.extend(part[&spec].as_hash().unwrap().clone());
        count += 1;
        table.faults(&Yaml::Hash(changed)).is_empty()
    }));
    assert!(count > 0);
    for file in FILES {
        assert!(guide.contains(&format!("deploy/spinkube/{file}.yaml")), "{file}");
    }
}

/// A variable's value, or the key of the Secret that it comes from.
fn variables() -> BTreeMap<String, Result<String, String>> {
    let text = |value: &Yaml| value.as_str().map(str::to_owned);
    let variable = |it: &Yaml| {
        let secret = &it["valueFrom"]["secretKeyRef"]["key"];
        (text(&it["name"]).unwrap(), text(&it["value"]).ok_or_else(|| text(secret).unwrap()))
    };
    kind("SpinApp")["spec"]["variables"].as_vec().unwrap().iter().map(variable).collect()
}

#[test]
fn the_component_starts_with_these_settings() {
    let variables = variables();
    for (name, value) in &variables {
        let setting = SETTINGS.iter().find(|it| it.name == name).expect(name);
        assert_eq!(setting.secret, value.is_err(), "{name}: secrets come from the Secret");
    }
    let config = Config::parse(|name| {
        let default = SETTINGS.iter().find(|it| it.name == name)?.default;
        Some(match variables.get(name) {
            None => default.to_owned(),
            // What the person is to fill in.
            Some(Ok(value)) => value.replace("YOUR-TENANT", "tenant"),
            Some(Err(_)) => "c3Bpbmt1YmUtd29ydGhsZXNzLWNvb2tpZS1zZWNyZXQ".to_owned(),
        })
    });
    assert!(config.is_ok(), "{:?}", config.err().map(|error| error.to_string()));
}

#[test]
fn what_one_file_names_another_one_or_the_guide_makes() {
    let app = kind("SpinApp");
    let name = app["metadata"]["name"].as_str().unwrap();
    let (ingress, scaler) = (kind("Ingress"), kind("HorizontalPodAutoscaler"));
    let rule = &ingress["spec"]["rules"][0];
    let service = &rule["http"]["paths"][0]["backend"]["service"];
    // The operator makes a Deployment and a Service of the application's name, with this port.
    assert_eq!(
        (service["name"].as_str(), service["port"]["number"].as_i64()),
        (Some(name), Some(80))
    );
    assert_eq!(scaler["spec"]["scaleTargetRef"]["name"].as_str(), Some(name));
    let base_url = variables()["base_url"].clone().unwrap();
    assert_eq!(rule["host"].as_str(), base_url.strip_prefix("https://"));
    assert_eq!(rule["host"], ingress["spec"]["tls"][0]["hosts"][0]);

    let guide = read(GUIDE);
    let files = FILES.map(|file| read(&format!("deploy/spinkube/{file}.yaml"))).concat();
    let after = |text: &str, mark: &str| {
        let parts =
            text.split(mark).skip(1).map(|it| it.split(['\n', '=']).next().unwrap().to_owned());
        parts.collect::<Vec<_>>()
    };
    for key in after(&files, "key: ") {
        assert!(guide.contains(&format!("\n{key}=")), "the guide's Secret has no {key}");
    }
    assert!(guide.contains("create secret generic account-linking "));
    let secret = ingress["spec"]["tls"][0]["secretName"].as_str().unwrap();
    assert!(guide.contains(&format!("create secret tls {secret} ")));
    let store = kind("StatefulSet")["metadata"]["name"].as_str().unwrap().to_owned();
    assert_eq!(kind("Service")["metadata"]["name"].as_str(), Some(&*store));
    assert!(guide.contains(&format!("@{store}:6379")));
    // The operator refuses both, and neither.
    assert!(
        app["spec"]["enableAutoscaling"].is_badvalue()
            && app["spec"]["replicas"].as_i64() > Some(0)
    );
}

#[test]
fn probes_and_buffers_are_what_the_documentation_says() {
    let app = kind("SpinApp");
    let path =
        |probe: &str| app["spec"]["checks"][probe]["httpGet"]["path"].as_str().map(str::to_owned);
    let ready = path("readiness").unwrap();
    assert!(ROUTES.iter().any(|route| route.rules().path == ready), "{ready}");
    assert_eq!(path("liveness").as_deref(), Some("/.well-known/spin/health"));
    let asked = read("docs/deploy.md");
    let asked = asked.split("proxy_buffer_size ").nth(1).unwrap().split(';').next().unwrap();
    for controller in ["nginx.org", "nginx.ingress.kubernetes.io"] {
        let name = format!("{controller}/proxy-buffer-size");
        assert_eq!(kind("Ingress")["metadata"]["annotations"][&*name].as_str(), Some(asked));
    }
}
