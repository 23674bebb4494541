//! What a person sees of a page without scripts: no template, no dialog, as only scripts open them, nothing that
//! is hidden, and of what settings.css shows by what is chosen or ticked, what it would show.

use super::Page;
use super::browser::unescape;

/// What stands in no template, in no closed dialog and in nothing hidden: whatever can be sent.
pub(super) fn standing(markup: &str) -> String {
    without(markup, &mut |tag, _| is_closed(tag))
}

fn is_closed(tag: &str) -> bool {
    name_of(tag) == "template"
        || name_of(tag) == "dialog" && !has(tag, "open")
        || has(tag, "hidden")
}

/// What is chosen and ticked on a page.
pub(super) struct Chosen {
    /// The account that stays: `present` or `other`.
    stays: Option<String>,
    ticked: Vec<String>,
}

impl Chosen {
    /// As the page came, but for what `typed` says.
    pub(super) fn on(markup: &str, typed: &[(&str, &str)]) -> Self {
        let said = |name: &str| typed.iter().find(|(it, _)| *it == name).map(|(_, value)| *value);
        let standing = standing(markup);
        let inputs = tags(&standing, "input");
        let kind = |tag: &str, kind: &str| attribute(tag, "type").as_deref() == Some(kind);
        let named = |tag: &str| attribute(tag, "name").unwrap_or_default();
        let is_set = |tag: &&String| match said(&named(tag)) {
            Some(value) if kind(tag, "radio") => attribute(tag, "value").as_deref() == Some(value),
            Some(value) => !value.is_empty(),
            None => has(tag, "checked"),
        };
        let set = || inputs.iter().filter(is_set);
        let ids = set().filter_map(|tag| attribute(tag, "id"));
        let stays = ids.filter_map(|id| Some(id.strip_prefix("keep-")?.to_owned())).next();
        let fixed = || tags(&standing, "form").iter().find_map(|it| attribute(it, "data-stays"));
        Self {
            stays: stays.or_else(fixed),
            ticked: set().filter(|tag| kind(tag, "checkbox")).map(|tag| named(tag)).collect(),
        }
    }

    /// What is shown of this markup.
    pub(super) fn shown(&self, markup: &str) -> String {
        without(markup, &mut |tag, next| self.hides(tag, next))
    }

    /// As settings.css does; `next` is what stands behind the tag.
    fn hides(&self, tag: &str, next: &str) -> bool {
        let ticked = |name: &str| self.ticked.iter().any(|it| it == name);
        let (deletes, restores) = (ticked("delete"), ticked("restore"));
        let class = attribute(tag, "class").unwrap_or_default();
        let is = |name: &str| class.split(' ').any(|it| it == name);
        is_closed(tag)
            || is("all")
            || is("if-present") && self.stays.as_deref() == Some("other")
            || is("if-other") && self.stays.as_deref() == Some("present")
            || is("if-parted") && deletes
            || is("if-deleted") && !deletes
            || is("if-empty") && restores
            || is("if-restored") && !restores
            || is("tick") && next.contains("name=\"restore\"") && deletes
    }
}

/// The words of a page as they are read, without markup.
pub(crate) fn seen(page: &str) -> String {
    let main = page.split_once("<main").and_then(|(_, rest)| rest.split_once('>'));
    let main = main.map_or(page, |(_, rest)| rest).split("</main>").next().unwrap_or_default();
    words(&Chosen::on(page, &[]).shown(main))
}

impl Page {
    /// The words of the page as they are read, without markup.
    pub(crate) fn words(&self) -> String {
        seen(&self.body)
    }

    /// The headings that stand in it, with their levels.
    pub(crate) fn headings(&self) -> Vec<(u8, String)> {
        let standing = standing(&self.body);
        let levels = standing.match_indices("<h").filter_map(|(at, _)| {
            let (level, rest) = standing.get(at + 2..)?.split_at_checked(1)?;
            let inside = rest.split_once('>')?.1.split("</h").next()?;
            Some((level.parse().ok()?, words(inside)))
        });
        levels.collect()
    }

    /// Whether nothing is said of how an action ended.
    pub(crate) fn says_nothing(&self) -> bool {
        let said =
            self.body.split_once("<div id=\"message\"").and_then(|(_, it)| it.split_once('>'));
        said.unwrap_or_else(|| panic!("{}", self.body)).1.starts_with("</div>")
    }

    /// Where the link with these words leads.
    pub(crate) fn link(&self, said: &str) -> Option<String> {
        let shown = Chosen::on(&self.body, &[]).shown(&self.body);
        let links = elements(&shown, "a");
        let found = links.iter().find(|(_, inside)| words(inside) == said)?;
        attribute(&found.0, "href")
    }
}

/// The markup without the elements that are dropped, by their tags and what stands behind these.
fn without(markup: &str, drops: &mut dyn FnMut(&str, &str) -> bool) -> String {
    let (mut kept, mut dropping): (String, Option<(String, usize)>) = (String::new(), None);
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        let (text, tail) = rest.split_at(start);
        let Some(end) = tail.find('>') else { break };
        let (tag, behind) = tail.split_at(end + 1);
        let inside = &tag[1..end];
        rest = behind;
        if dropping.is_none() {
            kept += text;
        }
        let closes = inside.strip_prefix('/');
        let name = name_of(closes.unwrap_or(inside)).to_owned();
        match &mut dropping {
            Some((dropped, depth)) if *dropped == name => {
                *depth = if closes.is_some() { *depth - 1 } else { *depth + 1 };
                if *depth == 0 {
                    dropping = None;
                }
            }
            Some(_) => {}
            None if closes.is_none() && drops(inside, behind.split("</").next().unwrap()) => {
                let is_void = ["input", "img", "meta", "link"].contains(&&*name);
                dropping = (!is_void && !inside.ends_with('/')).then_some((name, 1));
            }
            None => kept += tag,
        }
    }
    if dropping.is_none() { kept + rest } else { kept }
}

fn name_of(tag: &str) -> &str {
    tag.split([' ', '\n', '/']).next().unwrap()
}

/// The tags of this name, without their angle brackets.
pub(super) fn tags(text: &str, name: &str) -> Vec<String> {
    let start = format!("<{name}");
    let pieces = text.split(&start).skip(1);
    let pieces = pieces.filter(|it| it.starts_with([' ', '>', '\n']));
    pieces.map(|it| it.split('>').next().unwrap().to_owned()).collect()
}

/// The elements of this name, none of which has another one in it: their tags and what is inside.
pub(super) fn elements<'a>(text: &'a str, name: &str) -> Vec<(String, &'a str)> {
    let (start, end) = (format!("<{name}"), format!("</{name}>"));
    let pieces = text.split(&start).skip(1);
    let pieces = pieces.filter(|it| it.starts_with([' ', '>', '\n']));
    pieces
        .map(|it| {
            let (tag, rest) = it.split_once('>').unwrap();
            (tag.to_owned(), rest.split(&end).next().unwrap())
        })
        .collect()
}

/// The value of a choice as it comes.
pub(super) fn selected(options: &str) -> String {
    let options = tags(options, "option");
    let chosen = options.iter().find(|it| has(it, "selected")).or_else(|| options.first());
    chosen.and_then(|it| attribute(it, "value")).unwrap_or_default()
}

pub(super) fn has(tag: &str, attribute: &str) -> bool {
    // Not in a value.
    tag.split('"').step_by(2).any(|it| it.split_whitespace().any(|it| it == attribute))
}

pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescape(rest.split('"').next().unwrap()))
}

pub(super) fn words(markup: &str) -> String {
    // What stands in elements of its own is not one word; a place for a break is none.
    let text: String = markup.replace("<wbr>", "").split('<').enumerate().fold(
        String::new(),
        |text, (at, piece)| {
            let piece = if at == 0 { piece } else { piece.split_once('>').map_or("", |it| it.1) };
            text + if at == 0 { "" } else { " " } + piece
        },
    );
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A time in a sentence.
    unescape(&text.replace(" ,", ",").replace(" .", "."))
}

/// The markup without the seconds that are left of anything.
pub(crate) fn timeless(markup: &str) -> String {
    let mut pieces = markup.split("data-fresh=\"");
    let mut rest = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        rest.push_str(piece.split_once('"').map_or(piece, |(_, behind)| behind));
    }
    rest
}
