//! What CHANGELOG.md says of a version, and when it was released.
use crate::Outcome;

/// A version's part of the changelog.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Section<'a> {
    version: &'a str,
    /// Year, month, day, as it is written.
    pub(super) date: &'a str,
    pub(super) text: &'a str,
}

impl<'a> Section<'a> {
    /// The newest one that is released.
    fn newest(changelog: &'a str) -> Option<Self> {
        changelog.split("\n## ").skip(1).find_map(|part| {
            let (heading, text) = part.split_once('\n')?;
            let (version, date) = heading.split_once(" - ")?;
            Some(Self { version, date, text: text.trim() })
        })
    }

    /// That one, if it is of this version.
    pub(super) fn of(changelog: &'a str, version: &str) -> Outcome<Self> {
        let newest = Self::newest(changelog);
        newest.filter(|it| it.version == version && !it.text.is_empty()).ok_or_else(|| {
            format!(
                "CHANGELOG.md needs a part `## {version} - DATE`, before those of other versions: \
                 what is there now as Unreleased."
            )
        })
    }

    /// The text with links that lead from a page of the release into the repository, at the version's tag.
    pub(super) fn linked(&self, repository: &str) -> String {
        let tagged = format!("](https://github.com/{repository}/blob/v{}/docs/", self.version);
        self.text.replace("](docs/", &tagged)
    }

    /// Its day, in seconds since 1970.
    pub(super) fn epoch(&self) -> Outcome<u64> {
        days(self.date)
            .map(|days| days * 24 * 60 * 60)
            .ok_or_else(|| format!("CHANGELOG.md has no date like 2026-11-30: {}.", self.date))
    }
}

/// Days since 1970 of a day of this century: Howard Hinnant's `days_from_civil`, for years that begin in March.
fn days(date: &str) -> Option<u64> {
    let parts: Vec<u64> = date.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [year @ 2000..=2099, month @ 1..=12, day @ 1..=31] = parts[..] else { return None };
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    before.checked_sub(719_469)
}

#[cfg(test)]
mod tests {
    use super::{Section, days};

    #[test]
    fn the_newest_release_is_the_version_of_the_project() {
        let changelog = include_str!("../../../../CHANGELOG.md");
        let section = Section::of(changelog, env!("CARGO_PKG_VERSION")).unwrap();
        assert!(section.epoch().is_ok());
        let manifest = include_str!("../../../../spin.toml");
        assert!(manifest.contains(concat!("\nversion = \"", env!("CARGO_PKG_VERSION"), "\"\n")));
    }

    #[test]
    fn takes_the_part_of_a_version_and_no_other() {
        let text = "# Changelog\n\n## Unreleased\n\nx\n\n## 0.2.0 - 2026-12-24\n\n### Fixed\n\n- [a](docs/a.md)\n\n## 0.1.0 - 2026-11-30\n\n- b\n";
        let section = Section::of(text, "0.2.0").unwrap();
        assert_eq!(section.text, "### Fixed\n\n- [a](docs/a.md)");
        let link = "(https://github.com/acme/linking/blob/v0.2.0/docs/a.md)";
        assert!(section.linked("acme/linking").ends_with(link));
        assert_eq!(section.date, "2026-12-24");
        for (version, text) in [
            ("0.1.0", text),
            ("0.3.0", text),
            ("0.2.0", "# Changelog\n\n## 0.2.0\n\n- a\n"),
            ("0.2.0", "# Changelog\n\n## 0.2.0 - 2026-12-24\n\n## 0.1.0 - 2026-11-30\n\n- b\n"),
        ] {
            assert!(Section::of(text, version).is_err(), "{version}");
        }
    }

    #[test]
    fn knows_the_calendar() {
        for (date, day) in [
            ("2000-01-01", 10957),
            ("2026-11-30", 20787),
            ("2028-02-29", 21243),
            ("2028-03-01", 21244),
        ] {
            assert_eq!(days(date), Some(day), "{date}");
        }
        for wrong in ["", "2026-11", "30.11.2026", "1969-12-31", "2026-13-01", "2026-11-30-1"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }
}
