//! Programs that come with the system: found where they are, or installed from Debian's packages
//! where we may.
use crate::Outcome;
use crate::checkout::Checkout;
use crate::run::{exists, quietly, text_of};
use std::env;
use std::path::PathBuf;

/// Where systems put servers, which is not on everybody's path.
const OF_SERVERS: &str = "/usr/sbin";

/// A program that a check needs.
pub(crate) struct Program {
    /// What it is called in sentences.
    pub(crate) title: &'static str,
    /// The variable by which a person names one.
    pub(crate) variable: &'static str,
    /// Names of its file, the best first.
    pub(crate) names: &'static [&'static str],
    /// Debian's packages, the program's own first.
    pub(crate) packages: &'static [&'static str],
}

impl Program {
    /// The one that the variable names; else one on the path; else Debian's, where we may install it.
    pub(crate) fn find(&self, checkout: &Checkout) -> Outcome<PathBuf> {
        if let Some(path) = env::var_os(self.variable) {
            return Ok(PathBuf::from(path));
        }
        if let Some(path) = self.on_path() {
            return Ok(path);
        }
        let Self { title, variable, packages, .. } = self;
        let package = packages.first().copied().unwrap_or_default();
        let how = format!(
            "This check needs {title}: install it (Debian: apt-get install {package}) or name its \
             program in {variable}."
        );
        if !exists("apt-get") || !is_root(checkout) {
            return Err(how);
        }
        eprintln!("Installing {title} from the system's packages (apt-get install {package}).");
        let what = format!("installing {title}");
        let command = |program: &str, arguments: &[&str]| {
            let mut command = checkout.command(program);
            command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
            quietly(checkout, &what, &mut command)
        };
        // An installation that was interrupted earlier would make apt-get refuse.
        command("dpkg", &["--configure", "-a"])?;
        command("apt-get", &["-q", "update"])?;
        let install = ["-q", "-y", "--no-install-recommends", "install"];
        command("apt-get", &[install.as_slice(), packages].concat())?;
        self.on_path().ok_or(how)
    }

    fn on_path(&self) -> Option<PathBuf> {
        let path = env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
        folders.push(PathBuf::from(OF_SERVERS));
        let mut candidates =
            self.names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        candidates.find(|path| path.is_file())
    }
}

fn is_root(checkout: &Checkout) -> bool {
    text_of(checkout.command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::Program;

    #[test]
    fn takes_the_first_name_that_is_there() {
        let program =
            |names| Program { title: "a shell", variable: "", names, packages: &["dash"] };
        let found = program(&["no-such-shell", "sh"]).on_path();
        assert!(found.is_some_and(|path| path.ends_with("sh")));
        assert_eq!(program(&["no-such-shell"]).on_path(), None);
    }
}
