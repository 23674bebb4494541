//! The command line.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};

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
    pub(crate) fn parse(mut given: impl Iterator<Item = String>) -> Result<Option<Self>> {
        let mut arguments = Self {
            host: "target/debug/host".into(),
            wasi: "0.3".to_owned(),
            connections: 64,
            seconds: 60,
        };
        while let Some(option) = given.next() {
            if ["-h", "--help"].contains(&&*option) {
                return Ok(None);
            }
            let value = given.next().with_context(|| format!("{option} needs a value"))?;
            match &*option {
                "--host" => arguments.host = value.into(),
                "--wasi" => arguments.wasi = value,
                "--connections" => arguments.connections = value.parse()?,
                "--seconds" => arguments.seconds = value.parse()?,
                _ => bail!("unknown option {option}; see --help"),
            }
        }
        ensure!(["0.2", "0.3"].contains(&&*arguments.wasi), "--wasi is 0.2 or 0.3");
        ensure!((1..=256).contains(&arguments.connections), "--connections is 1 to 256");
        ensure!((1..=600).contains(&arguments.seconds), "--seconds is 1 to 600");
        Ok(Some(arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn parse(line: &str) -> anyhow::Result<Option<Arguments>> {
        Arguments::parse(line.split_whitespace().map(ToOwned::to_owned))
    }

    #[test]
    fn is_bounded_in_count_and_time() {
        let arguments = parse("--connections 8 --seconds 5").unwrap().unwrap();
        assert_eq!((arguments.connections, arguments.seconds), (8, 5));
        assert!(parse("-h").unwrap().is_none());
        for line in
            ["--connections 0", "--connections 257", "--seconds 0", "--seconds 601", "--x 1"]
        {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
