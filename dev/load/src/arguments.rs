//! The command line.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
Loads the component on the development host, and looks for failures, mix-ups and growing memory.

Usage: load [options]

  --host FILE        the host (default: target/debug/host)
  --wasi 0.2|0.3     which form of the component (default: 0.3)
  --connections N    how many at once, 1 to 256 (default: 64)
  --seconds N        for how long, 1 to 600 (default: 60)
  -h, --help         print this
";

/// What the command line asks for.
pub(crate) struct Arguments {
    pub(crate) host: PathBuf,
    pub(crate) wasi: String,
    pub(crate) connections: u64,
    pub(crate) seconds: u64,
}

impl Arguments {
    /// `None`: help was asked for.
    pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>> {
        let mut arguments = Self {
            host: "target/debug/host".into(),
            wasi: "0.3".to_owned(),
            connections: 64,
            seconds: 60,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("host") => arguments.host = parser.value()?.into(),
                Long("wasi") => arguments.wasi = parser.value()?.string()?,
                Long("connections") => {
                    arguments.connections = number(&mut parser, "--connections", 1..=256)?;
                }
                Long("seconds") => arguments.seconds = number(&mut parser, "--seconds", 1..=600)?,
                Short('h') | Long("help") => return Ok(None),
                Short(_) | Long(_) | Value(_) => return Err(argument.unexpected().into()),
            }
        }
        ensure!(["0.2", "0.3"].contains(&&*arguments.wasi), "--wasi is 0.2 or 0.3");
        Ok(Some(arguments))
    }
}

fn number(parser: &mut lexopt::Parser, option: &str, range: RangeInclusive<u64>) -> Result<u64> {
    let number = parser.value()?.parse().ok().filter(|number| range.contains(number));
    number.with_context(|| format!("{option} is {} to {}", range.start(), range.end()))
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn parse(line: &str) -> anyhow::Result<Option<Arguments>> {
        Arguments::parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn is_bounded_in_count_and_time() {
        let arguments = parse("--connections 8 --seconds 5").unwrap().unwrap();
        assert_eq!((arguments.connections, arguments.seconds), (8, 5));
        assert!(parse("-h").unwrap().is_none());
        for line in [
            "--connections 0",
            "--connections 257",
            "--seconds 0",
            "--seconds 601",
            "--seconds x",
            "--x 1",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
