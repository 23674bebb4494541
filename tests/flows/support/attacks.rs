//! What was tried and refused: a test tries the attacks of a family one by one and says how each ended.
//! The whole table goes to `target/attacks`, the count to `docs/attacks.md`.

use super::document::between;

/// Attacks of one kind. What a test has tried is written when it has tried all.
pub(crate) struct Attacks {
    part: &'static str,
    native: bool,
    rows: Vec<(String, usize, String)>,
}

impl Attacks {
    /// The attacks that `docs/attacks.md` counts between `<!-- part -->` and `<!-- end -->`. Over the
    /// component (`native` is false) all are tried, and nothing is written.
    pub(crate) fn new(part: &'static str, native: bool) -> Self {
        Self { part, native, rows: Vec::new() }
    }

    /// One attack, in words that stand in the table, and how it was refused: a code, a fault, a status.
    /// Fails if it was not.
    #[track_caller]
    pub(crate) fn tried(&mut self, attack: &str, refused: bool, how: &str) {
        assert!(refused, "accepted: {attack} ({how})");
        self.tried_many(attack, 1, how);
    }

    /// So many tries of one attack, which differ in what the table need not show, and how all of them
    /// were refused. The caller has checked that they were.
    #[track_caller]
    pub(crate) fn tried_many(&mut self, attack: &str, count: usize, how: &str) {
        assert!(count > 0, "never tried: {attack}");
        let same = self.rows.iter().any(|(name, ..)| name == attack);
        assert!(!same, "tried twice under one name: {attack}");
        self.rows.push((attack.to_owned(), count, how.to_owned()));
    }

    /// Writes the table, and compares the page with the count, or writes it.
    #[track_caller]
    pub(crate) fn finish(self) {
        assert!(!self.rows.is_empty(), "{}: nothing was tried", self.part);
        if !self.native {
            return;
        }
        // A test's thread has its name.
        let thread = std::thread::current();
        let test = thread.name().unwrap_or_default();
        let mut table = format!("Tried by `{test}`.\n\n| attack | refused |\n|---|---|\n");
        for (attack, count, how) in &self.rows {
            let times = if *count > 1 { format!(" (×{count})") } else { String::new() };
            table.push_str(&format!("| {attack}{times} | {how} |\n"));
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/attacks");
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(format!("{folder}/{}.md", self.part), table).unwrap();
        let tried: usize = self.rows.iter().map(|(_, count, _)| count).sum();
        let start = format!("<!-- {} -->", self.part);
        between("docs/attacks.md", [&start, "<!-- end -->"], &tried.to_string());
    }
}
