//! What a request says by names: the parameters of its query, or the fields of its form.

/// Names and values, in their order. Not `Debug`: they stay out of logs.
#[derive(Default)]
pub struct Fields(Vec<(String, String)>);

/// A field that must come is missing, or one comes twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl Fields {
    /// Reads `application/x-www-form-urlencoded`, which every text is.
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// All of them.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Every value of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs().filter(move |(it, _)| *it == name).map(|(_, value)| value)
    }

    /// Whether the name comes at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// A value that may be absent, but not come twice.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn single(&self, name: &str) -> Result<Option<&str>, Malformed> {
        let mut values = self.all(name);
        let first = values.next();
        if values.next().is_some() { Err(Malformed) } else { Ok(first) }
    }

    /// The same; an empty one counts as absent.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn optional(&self, name: &str) -> Result<Option<&str>, Malformed> {
        Ok(self.single(name)?.filter(|value| !value.is_empty()))
    }

    /// A value that must come once, and not be empty.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn required(&self, name: &str) -> Result<&str, Malformed> {
        self.optional(name)?.ok_or(Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_comes_twice_is_malformed() {
        let fields = Fields::parse(b"a=1&b=&c=2&c=2&%61%62=x+y");
        assert_eq!(fields.required("a"), Ok("1"));
        assert_eq!(fields.required("ab"), Ok("x y"));
        assert_eq!((fields.single("b"), fields.optional("b")), (Ok(Some("")), Ok(None)));
        assert_eq!((fields.required("b"), fields.required("d")), (Err(Malformed), Err(Malformed)));
        assert_eq!((fields.single("c"), fields.optional("d")), (Err(Malformed), Ok(None)));
        assert!(fields.has("b") && fields.has("c") && !fields.has("d"));
    }
}
