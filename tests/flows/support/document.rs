//! Parts of `docs/` that tests write, so that they stay true.

use std::sync::{Mutex, PoisonError};

/// Whether this run writes what it would otherwise compare.
pub(crate) fn updates() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some()
}

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
pub(crate) fn between(file: &str, marks: [&str; 2], expected: &str) {
    part(file, marks, |_| expected.to_owned());
}

/// The same for what is made of what stands there.
#[track_caller]
pub(crate) fn part(file: &str, [start, end]: [&str; 2], edit: impl FnOnce(&str) -> String) {
    rewrite(file, |text| {
        let (head, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start} in {file}"));
        let (old, tail) = rest.split_once(end).unwrap();
        format!("{head}{start}{}{end}{tail}", edit(old))
    });
}

/// The same for a whole file.
#[track_caller]
pub(crate) fn rewrite(file: &str, edit: impl FnOnce(&str) -> String) {
    // Two tests may write parts of one file.
    static FILES: Mutex<()> = Mutex::new(());
    let _one_at_a_time = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
    let old = std::fs::read_to_string(&path).unwrap();
    let new = edit(&old);
    if updates() {
        std::fs::write(path, new).unwrap();
    } else if old != new {
        let line = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
        let [is, should] = [&old, &new].map(|it| it.lines().nth(line));
        panic!(
            "{file} is behind: UPDATE_DOCS=1 cargo test --test flows writes it. Line {}:\n is {is:?}\n not {should:?}",
            line + 1
        );
    }
}
