//! Pages: the one function that puts text into HTML, the frame around every page, its style.

/// HTML under construction. `raw` takes literals only, so what comes from outside can get in by `text` alone.
#[derive(Default)]
pub(crate) struct Html {
    markup: String,
    /// The language that the page says it is in, where it is not English.
    language: Option<String>,
}

impl Html {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Markup of ours.
    pub(crate) fn raw(mut self, markup: &'static str) -> Self {
        self.markup.push_str(markup);
        self
    }

    /// Text from anywhere, escaped for elements and for quoted attributes.
    pub(crate) fn text(mut self, text: &str) -> Self {
        for character in text.chars() {
            match character {
                '&' => self.markup.push_str("&amp;"),
                '<' => self.markup.push_str("&lt;"),
                '>' => self.markup.push_str("&gt;"),
                '"' => self.markup.push_str("&quot;"),
                '\'' => self.markup.push_str("&#39;"),
                other => self.markup.push(other),
            }
        }
        self
    }

    /// A hidden form field.
    pub(crate) fn hidden(self, name: &'static str, value: &str) -> Self {
        self.raw("<input type=\"hidden\" name=\"")
            .raw(name)
            .raw("\" value=\"")
            .text(value)
            .raw("\">")
    }

    pub(crate) fn append(mut self, other: Self) -> Self {
        self.markup.push_str(&other.markup);
        self
    }

    /// The page says that it is in that language.
    pub(crate) fn speaking(self, language: &str) -> Self {
        Self { language: Some(language.to_owned()), ..self }
    }

    /// The content alone, for a page of somebody else's.
    pub(crate) fn into_markup(self) -> String {
        self.markup
    }

    /// The whole document around this content.
    pub(crate) fn into_page(self, title: &str) -> String {
        Self::new()
            .raw("<!doctype html><html lang=\"")
            .text(self.language.as_deref().unwrap_or("en"))
            .raw(
                "\"><head><meta charset=\"utf-8\">\
                 <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>",
            )
            .text(title)
            .raw(
                "</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"/__tenant/style.css\"></head>\
                 <body><main><p class=\"mark\">local tenant - sample accounts</p><h1>",
            )
            .text(title)
            .raw("</h1>")
            .append(self)
            .raw("</main></body></html>")
            .markup
    }
}

/// The style of every page.
pub(crate) const STYLE: &str = include_str!("style.css");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_text() {
        assert_eq!(
            Html::new().text("<a href='\"'>&").markup,
            "&lt;a href=&#39;&quot;&#39;&gt;&amp;"
        );
    }
}
