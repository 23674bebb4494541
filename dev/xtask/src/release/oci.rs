//! The components as an OCI image layout, as Spin and wkg pull them: one manifest each, found by its tag. What a
//! manifest and its config hold follows bytecodealliance/rust-oci-wasm and wasm-pkg-tools (read on 2026-11-30).
use super::build::{FORMS, Form};
use super::wasm::interfaces;
use super::{Details, digest};
use crate::Outcome;
use crate::checkout::{Checkout, create_folder, read, read_text, remove_folder, write};
use crate::run::quietly;
use crate::verify::system::Program;
use serde_json::{Value, json};
use std::path::Path;

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.wasm.config.v0+json";
const LAYER: &str = "application/wasm";

const SKOPEO: Program =
    Program { title: "skopeo", variable: "SKOPEO", names: &["skopeo"], packages: &["skopeo"] };

/// Tags must be versions, or wkg does not see them.
pub(super) fn tag(form: &Form, version: &str) -> String {
    if form.name == "wasi-0-3" { version.to_owned() } else { format!("{version}-{}", form.name) }
}

/// Something that the layout holds under its digest.
struct Blob {
    bytes: Vec<u8>,
    media_type: &'static str,
}

impl Blob {
    fn json(media_type: &'static str, value: &Value) -> Self {
        Self { bytes: value.to_string().into_bytes(), media_type }
    }

    fn digest(&self) -> String {
        format!("sha256:{}", digest(&self.bytes))
    }

    /// What names it elsewhere, with a remark.
    fn descriptor(&self, annotations: &Value) -> Value {
        json!({
            "mediaType": self.media_type,
            "digest": self.digest(),
            "size": self.bytes.len(),
            "annotations": annotations,
        })
    }
}

/// The component, its config and the manifest that names both.
fn blobs(details: &Details<'_>, form: &Form, component: &[u8]) -> Outcome<[Blob; 3]> {
    let [imports, exports] = interfaces(component)?;
    let layer = Blob { bytes: component.to_vec(), media_type: LAYER };
    let created = format!("{}T00:00:00Z", details.date);
    let file = json!({ "org.opencontainers.image.title": form.file });
    let config = Blob::json(
        CONFIG,
        &json!({
            "created": created,
            "author": null,
            "architecture": "wasm",
            // The word for every component.
            "os": "wasip2",
            "layerDigests": [layer.digest()],
            "component": { "exports": exports, "imports": imports, "target": null },
        }),
    );
    let manifest = Blob::json(
        MANIFEST,
        &json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": config.descriptor(&json!({})),
            "layers": [layer.descriptor(&file)],
            "annotations": {
                "org.opencontainers.image.created": created,
                "org.opencontainers.image.description": "Account linking for Auth0, at the edge",
                "org.opencontainers.image.licenses": "Apache-2.0",
                "org.opencontainers.image.source": format!("https://github.com/{}", details.repository),
                "org.opencontainers.image.title": "account-linking",
                "org.opencontainers.image.version": details.version,
            },
        }),
    );
    Ok([layer, config, manifest])
}

/// Writes the layout into a folder.
pub(super) fn write_layout(
    folder: &Path,
    details: &Details<'_>,
    components: &[Vec<u8>; FORMS.len()],
) -> Outcome<()> {
    let store = folder.join("blobs/sha256");
    create_folder(&store)?;
    let mut manifests = Vec::new();
    for (form, component) in FORMS.iter().zip(components) {
        let blobs = blobs(details, form, component)?;
        for blob in &blobs {
            write(&store.join(digest(&blob.bytes)), &blob.bytes)?;
        }
        let [_, _, manifest] = blobs;
        let name = tag(form, details.version);
        manifests.push(manifest.descriptor(&json!({ "org.opencontainers.image.ref.name": name })));
    }
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": manifests });
    write(&folder.join("index.json"), index.to_string())?;
    write(&folder.join("oci-layout"), json!({ "imageLayoutVersion": "1.0.0" }).to_string())
}

/// Lets skopeo copy every component to a second layout: manifests and what they name must arrive as they were.
pub(super) fn round_trip(main: &Checkout, layout: &Path, version: &str) -> Outcome<()> {
    let skopeo = SKOPEO.find(main)?;
    let copy = layout.with_extension("copy");
    remove_folder(&copy)?;
    create_folder(&copy)?;
    for form in &FORMS {
        let tag = tag(form, version);
        let name = |folder: &Path| format!("oci:{}:{tag}", folder.display());
        let mut command = main.command(&skopeo);
        // The policy says whose images to trust, and systems without one refuse all.
        command.args(["copy", "--insecure-policy", &name(layout), &name(&copy)]);
        quietly(main, "skopeo copy", &mut command)?;
        for digest in named(layout, &tag)? {
            let file = Path::new("blobs/sha256").join(&digest);
            if read(&layout.join(&file))? != read(&copy.join(&file))? {
                return Err(format!("skopeo changed {digest} of {tag}."));
            }
        }
        if named(layout, &tag)? != named(&copy, &tag)? {
            return Err(format!("skopeo changed the manifest of {tag}."));
        }
    }
    remove_folder(&copy)
}

/// The digests of a tag's manifest, config and layers.
fn named(layout: &Path, tag: &str) -> Outcome<Vec<String>> {
    let parse = |path: &Path| {
        serde_json::from_str::<Value>(&read_text(path)?).map_err(|error| error.to_string())
    };
    let digest =
        |value: &Value| Some(value.get("digest")?.as_str()?.strip_prefix("sha256:")?.to_owned());
    let list =
        |value: &Value, key| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let name = |it: &Value| {
        let name = it.get("annotations")?.get("org.opencontainers.image.ref.name")?;
        name.as_str().map(str::to_owned)
    };
    let manifests = list(&parse(&layout.join("index.json"))?, "manifests");
    let tagged = manifests.iter().find(|it| name(it).is_some_and(|name| name == tag));
    let manifest = tagged.and_then(digest).ok_or_else(|| format!("The layout has no {tag}."))?;
    let parsed = parse(&layout.join("blobs/sha256").join(&manifest))?;
    let layers = list(&parsed, "layers");
    let others = layers.iter().chain(parsed.get("config")).filter_map(digest);
    Ok([manifest].into_iter().chain(others).collect())
}

#[cfg(test)]
mod tests {
    use super::{FORMS, blobs, named, tag, write_layout};
    use crate::release::{Details, digest};
    use std::fs;

    const DETAILS: Details<'_> =
        Details { repository: "acme/linking", version: "0.1.0", date: "2026-11-30" };
    const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0\x0b\x09\x01\0\x03a:b\x05\0\0";

    #[test]
    fn tags_are_versions() {
        let tags = FORMS.each_ref().map(|form| tag(form, "0.1.0"));
        assert_eq!(tags, ["0.1.0-wasi-0-2", "0.1.0", "0.1.0-lock"]);
    }

    #[test]
    fn a_manifest_names_config_and_component_by_what_they_hold() {
        let [layer, config, manifest] = blobs(&DETAILS, &FORMS[1], COMPONENT).unwrap();
        assert_eq!(layer.bytes, COMPONENT);
        let [config_is, manifest_is] = [&config, &manifest]
            .map(|blob| serde_json::from_slice::<serde_json::Value>(&blob.bytes).unwrap());
        let layer_digest = format!("sha256:{}", digest(COMPONENT));
        assert_eq!(config_is["layerDigests"][0], layer_digest);
        assert_eq!(config_is["component"]["exports"][0], "a:b");
        assert_eq!(manifest_is["layers"][0]["digest"], layer_digest);
        assert_eq!(manifest_is["layers"][0]["size"], COMPONENT.len());
        assert_eq!(manifest_is["config"]["digest"], format!("sha256:{}", digest(&config.bytes)));
        assert_eq!(manifest_is["config"]["mediaType"], "application/vnd.wasm.config.v0+json");
    }

    #[test]
    fn the_layout_has_a_manifest_for_every_form() {
        let folder = std::env::temp_dir().join(format!("layout-{}", std::process::id()));
        let components = [COMPONENT.to_vec(), COMPONENT.to_vec(), COMPONENT.to_vec()];
        write_layout(&folder, &DETAILS, &components).unwrap();
        for form in &FORMS {
            let digests = named(&folder, &tag(form, "0.1.0")).unwrap();
            assert_eq!(digests.len(), 3);
            for name in digests {
                let bytes = fs::read(folder.join("blobs/sha256").join(&name)).unwrap();
                assert_eq!(digest(&bytes), name);
            }
        }
        assert!(named(&folder, "0.1.1").is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
