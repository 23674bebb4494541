//! Tables in `docs/` that tests write, so that they stay true.

use std::sync::{Mutex, PoisonError};

/// Compares a part of a page in `docs/` with what was found, or, with `UPDATE_DOCS=1`, writes it. The
/// pages tell what the core does natively; over the component nothing is compared.
#[track_caller]
pub(crate) fn document(native: bool, page: &str, part: &str, table: &str) {
    if !native {
        return;
    }
    // Two tests may write parts of one page.
    static PAGES: Mutex<()> = Mutex::new(());
    let _one_at_a_time = PAGES.lock().unwrap_or_else(PoisonError::into_inner);
    let path = format!("{}/docs/{page}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    let (start, end) = (format!("<!-- {part} -->\n"), "<!-- end -->");
    let (head, rest) = text.split_once(&start).unwrap_or_else(|| panic!("{part} in {path}"));
    let (old, tail) = rest.split_once(end).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, format!("{head}{start}{table}{end}{tail}")).unwrap();
    } else {
        assert_eq!(old, table, "docs/{page} is behind: UPDATE_DOCS=1 cargo test writes it");
    }
}
