//! Takes comments, indentation and empty lines out of the page's own files; `build.rs` includes this. No more than
//! that: what a browser shows of a script is still the script, line by line.

/// The file as it is served.
pub(crate) fn slim(name: &str, text: &str) -> String {
    let (kind, mut kept) = (name.rsplit('.').next().unwrap_or_default(), String::new());
    let text = match kind {
        "css" => without(text, "/*", "*/"),
        // Not the places of the product's looks, which are comments, too.
        "html" => without(text, "<!-- ", "-->"),
        _ => text.to_owned(),
    };
    for line in text.lines().map(str::trim_ascii) {
        let comment = ["//", "/**", "* ", "*/"].iter().any(|start| line.starts_with(start));
        if line.is_empty() || (kind == "js" && comment) {
            continue;
        }
        kept.push_str(&if kind == "js" { without_remark(line) } else { line.to_owned() });
        kept.push('\n');
    }
    kept
}

/// A line of a script without the remark at its end, which stands behind what ends a line.
fn without_remark(line: &str) -> String {
    let before =
        |end| line.split_once(&format!("{end} // ")).map(|(before, _)| format!("{before}{end}"));
    [";", ",", "{"].into_iter().find_map(before).unwrap_or_else(|| line.to_owned())
}

fn without(text: &str, start: &str, end: &str) -> String {
    let mut pieces = text.split(start);
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        kept.push_str(piece.split_once(end).map_or(piece, |(_, rest)| rest));
    }
    kept
}
