//! Tables in `docs/` that tests write, so that they stay true.

use std::sync::{Mutex, PoisonError};

/// Compares a part of a page in `docs/` with what was found, or, with `UPDATE_DOCS=1`, writes it. The
/// pages tell what the core does natively; over the component nothing is compared.
#[track_caller]
pub(crate) fn document(native: bool, page: &str, part: &str, table: &str) {
    if native {
        between(&format!("docs/{page}"), [&format!("<!-- {part} -->\n"), "<!-- end -->"], table);
    }
}

/// The same for what stands between two marks of any file of ours.
#[track_caller]
pub(crate) fn between(file: &str, [start, end]: [&str; 2], expected: &str) {
    // Two tests may write parts of one file.
    static FILES: Mutex<()> = Mutex::new(());
    let _one_at_a_time = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start} in {path}"));
    let (old, tail) = rest.split_once(end).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, format!("{head}{start}{expected}{end}{tail}")).unwrap();
    } else {
        assert_eq!(old, expected, "{file} is behind: UPDATE_DOCS=1 cargo test writes it");
    }
}
