//! Pages: the one function that puts text into HTML, the frame around every page, its style.

/// HTML under construction. `raw` takes literals only, so what comes from outside can get in by `text` alone.
#[derive(Default)]
pub(crate) struct Html(String);

impl Html {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Markup of ours.
    pub(crate) fn raw(mut self, markup: &'static str) -> Self {
        self.0.push_str(markup);
        self
    }

    /// Text from anywhere, escaped for elements and for quoted attributes.
    pub(crate) fn text(mut self, text: &str) -> Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
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
        self.0.push_str(&other.0);
        self
    }

    /// The whole document around this content.
    pub(crate) fn into_page(self, title: &str) -> String {
        Self::new()
            .raw(
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
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
            .0
    }
}

/// The style of every page.
pub(crate) const STYLE: &str = include_str!("style.css");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_text() {
        assert_eq!(Html::new().text("<a href='\"'>&").0, "&lt;a href=&#39;&quot;&#39;&gt;&amp;");
    }
}
