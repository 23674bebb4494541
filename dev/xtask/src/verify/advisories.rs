//! Known advisories about the npm packages that are bundled into the component: those of a committed list
//! always, and the registry's where it can be asked.
use crate::Outcome;
use crate::checkout::{Checkout, cannot};
use std::fs;

const FOLDER: &str = "dev/lock";

/// Refuses a lock file with a version that is known to be bad; says whether the registry was asked.
pub(super) fn npm(checkout: &Checkout) -> Outcome<&'static str> {
    let read = |name: &str| {
        let path = checkout.path(FOLDER).join(name);
        fs::read_to_string(&path).map_err(|error| cannot("read", &path, &error))
    };
    let found = known(&read("package-lock.json")?, &read("advisories.txt")?)?;
    if !found.is_empty() {
        return Err(format!("{FOLDER} bundles what has known advisories: {}.", found.join(", ")));
    }
    let mut audit = checkout.command("npm");
    audit.current_dir(checkout.path(FOLDER)).args(["audit", "--json", "--fetch-retries=0"]);
    let report = audit.args(["--fetch-timeout=20000"]).output();
    let report = report.map_or_else(|_| Vec::new(), |output| output.stdout);
    match answered(&String::from_utf8_lossy(&report)) {
        Some(true) => Ok("npm's registry has none about what is bundled"),
        Some(false) => Err(format!("npm's registry has some: `npm audit` in {FOLDER} shows them.")),
        None => Ok("npm: the committed list only, its registry cannot be asked from here"),
    }
}

/// Whether npm's report is free of advisories; nothing where it is none.
fn answered(report: &str) -> Option<bool> {
    report.contains("\"auditReportVersion\"").then(|| report.contains("\"vulnerabilities\": {},"))
}

/// The packages of a lock file that are older than a line of the list has them mended.
fn known(lock: &str, list: &str) -> Outcome<Vec<String>> {
    let packages = packages(lock);
    let mut found = Vec::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let [name, mended, advisory, _source] = line.split_whitespace().collect::<Vec<_>>()[..]
        else {
            return Err(format!("{FOLDER}/advisories.txt has a line of another form: {line}"));
        };
        let mended = numbers(mended);
        let bad = packages.iter().filter(|(it, version)| *it == name && numbers(version) < mended);
        found.extend(bad.map(|(_, version)| format!("{name} {version} ({advisory})")));
    }
    Ok(found)
}

/// Names and versions, as npm writes a lock file: the path in a line, and the version in the next.
fn packages(lock: &str) -> Vec<(&str, &str)> {
    let lines = lock.lines().zip(lock.lines().skip(1));
    let each = lines.filter_map(|(path, version)| {
        let path = path.trim().strip_prefix('"')?.strip_suffix("\": {")?;
        let version = version.trim().strip_prefix("\"version\": \"")?.strip_suffix("\",")?;
        Some((path.rsplit_once("node_modules/")?.1, version))
    });
    each.collect()
}

/// What a version is compared by. One that is not out yet counts as the one before.
fn numbers(version: &str) -> Vec<u64> {
    let (plain, early) = version.split_once('-').map_or((version, false), |(it, _)| (it, true));
    let mut numbers: Vec<u64> = plain.split('.').map(|it| it.parse().unwrap_or(0)).collect();
    if early {
        numbers.pop();
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::{answered, known, packages};

    const LIST: &str = "# a remark\nauth0-js 10.0.0 CVE-2026-42280 https://example.com/\n";

    fn lock(version: &str) -> String {
        format!(
            "    \"node_modules/auth0-js\": {{\n      \"version\": \"10.2.1\",\n    }},\n    \
             \"node_modules/auth0-lock/node_modules/auth0-js\": {{\n      \"version\": \
             \"{version}\",\n      \"integrity\": \"x\"\n    }},\n"
        )
    }

    #[test]
    fn finds_an_old_version_also_below_another_package() {
        for (version, expected) in
            [("9.32.0", 1), ("10.0.0-beta.1", 1), ("10.0.0", 0), ("10.2.1", 0)]
        {
            assert_eq!(known(&lock(version), LIST).unwrap().len(), expected, "{version}");
        }
        assert_eq!(known(&lock("9.32.0"), LIST).unwrap(), ["auth0-js 9.32.0 (CVE-2026-42280)"]);
        assert!(known(&lock("9.32.0"), "auth0-js 10.0.0\n").is_err());
    }

    /// What is bundled, and that the list is about it: a name that is mistyped would find nothing.
    #[test]
    fn the_lock_file_has_no_version_of_the_list() {
        let lock = include_str!("../../../lock/package-lock.json");
        let list = include_str!("../../../lock/advisories.txt");
        assert_eq!(known(lock, list).unwrap(), Vec::<String>::new());
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let name = line.split_whitespace().next().unwrap();
            assert!(packages(lock).iter().any(|(it, _)| *it == name), "{name}");
        }
    }

    #[test]
    fn a_registry_that_refuses_has_not_answered() {
        assert_eq!(
            answered("{\n  \"auditReportVersion\": 2,\n  \"vulnerabilities\": {},\n"),
            Some(true)
        );
        assert_eq!(
            answered("{\"auditReportVersion\": 2, \"vulnerabilities\": {\"qs\": {}},"),
            Some(false)
        );
        for none in ["", "{\n  \"message\": \"405 Method Not Allowed\"\n}"] {
            assert_eq!(answered(none), None);
        }
    }
}
