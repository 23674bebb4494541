//! The local tenant's signing keys: new ones at every start, or those in a file, for whoever starts hosts
//! by the hundred. Sample people have worthless keys, too.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use tenant::Keys;

/// The keys in the file, or new ones, which are put there.
pub(crate) fn keys(file: Option<&Path>) -> Result<Keys> {
    let Some(file) = file else { return Ok(Keys::generate()) };
    match fs::read(file) {
        Ok(json) => {
            let pems: Vec<String> = serde_json::from_slice(&json)
                .with_context(|| format!("{} holds no keys", file.display()))?;
            Keys::from_pem(&pems).map_err(|error| anyhow!("{}: {error}", file.display()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => make(file),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
}

/// Written beside and moved, whole: another host may start at the same moment.
fn make(file: &Path) -> Result<Keys> {
    let keys = Keys::generate();
    let json = serde_json::to_vec(&keys.to_pem())?;
    let beside = file.with_extension(format!("{}", std::process::id()));
    let folder = file.parent().unwrap_or(Path::new(""));
    let written = fs::create_dir_all(folder)
        .and_then(|()| fs::write(&beside, json))
        .and_then(|()| fs::rename(&beside, file));
    written.with_context(|| format!("cannot write {}", file.display()))?;
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_start_finds_the_keys_of_the_first() {
        let file = std::env::temp_dir().join(format!("tenant-keys-{}.json", std::process::id()));
        let _absent = fs::remove_file(&file);
        let first = keys(Some(&file)).unwrap().to_pem();
        assert_eq!(keys(Some(&file)).unwrap().to_pem(), first);
        fs::write(&file, "[\"no key\"]").unwrap();
        assert!(keys(Some(&file)).is_err());
        fs::remove_file(&file).unwrap();
    }
}
