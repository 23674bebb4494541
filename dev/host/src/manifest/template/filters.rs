//! The filters that Spin adds to Liquid's own (`Run::template_parser` and filters.rs in its crates/templates).

use std::fmt;

use heck::{ToKebabCase as _, ToSnakeCase as _, ToUpperCamelCase as _};
use liquid_core::model::Value;
use liquid_core::parser::{FilterArguments, ParameterReflection};
use liquid_core::{Error, FilterReflection, ParseFilter, Result, Runtime, ValueView};

/// A filter without parameters: its name, and what it makes of a text.
#[derive(Clone, Debug)]
pub(super) struct Filter(&'static str, fn(&str) -> String);

impl Filter {
    pub(super) const ALL: [Self; 5] = [
        Self("kebab_case", |it| it.to_kebab_case()),
        Self("pascal_case", |it| it.to_upper_camel_case()),
        Self("dotted_pascal_case", |it| {
            it.split('.').map(|part| part.to_upper_camel_case()).collect::<Vec<_>>().join(".")
        }),
        Self("snake_case", |it| it.to_snake_case()),
        Self("http_wildcard", |it| {
            let it = it.strip_suffix("/...").or(it.strip_suffix('/')).unwrap_or(it);
            format!("{it}/...")
        }),
    ];
}

impl FilterReflection for Filter {
    fn name(&self) -> &str {
        self.0
    }

    fn description(&self) -> &str {
        ""
    }

    fn positional_parameters(&self) -> &'static [ParameterReflection] {
        &[]
    }

    fn keyword_parameters(&self) -> &'static [ParameterReflection] {
        &[]
    }
}

impl ParseFilter for Filter {
    fn parse(&self, mut arguments: FilterArguments<'_>) -> Result<Box<dyn liquid_core::Filter>> {
        if arguments.positional.next().is_some() || arguments.keyword.next().is_some() {
            return Err(Error::with_msg("this filter takes nothing"));
        }
        Ok(Box::new(self.clone()))
    }

    fn reflection(&self) -> &dyn FilterReflection {
        self
    }
}

impl liquid_core::Filter for Filter {
    fn evaluate(&self, input: &dyn ValueView, _: &dyn Runtime) -> Result<Value> {
        let input = input.as_scalar().ok_or_else(|| Error::with_msg("a string was expected"))?;
        Ok(Value::scalar((self.1)(&input.into_string())))
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
