//! The fallback for machines that reach Debian's packages but not rustup's downloads: the
//! complete toolchain that Debian keeps for its browsers, unpacked (not installed) into a
//! private folder, with a standard library compiled there for the wasm target.
use super::target::{TARGET, has_library, sysroot};
use crate::Outcome;
use crate::checkout::{Checkout, cannot, cargo_home, create_folder, entries, remove_folder};
use crate::run::{self, quietly, text_of};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Compiler, linter, sources of the standard library, C library. All Rust packages come from
/// one source package, so that they always fit each other; what they depend on is looked up.
const PACKAGES: [&str; 4] = ["rustc-web", "rust-web-clippy", SOURCES, "wasi-libc"];
const SOURCES: &str = "rust-web-src";

/// What rustup's toolchain has and Debian's lacks.
const LINKERS: [&str; 3] = ["rust-lld", "wasm-component-ld", "gcc-ld"];

/// What the target's `self-contained` folder needs of the C library.
const C_LIBRARY: [&str; 3] = ["libc.a", "crt1-command.o", "crt1-reactor.o"];

/// A folder of this name appears only when all is done, by a rename; but the linkers in it are
/// links to rustup's toolchain, which may have been updated since.
pub(super) fn is_complete(folder: &Path) -> bool {
    let linker = driver_host(folder)
        .map(|host| folder.join("usr/lib/rustlib").join(host).join("bin/wasm-component-ld"));
    has_library(&folder.join("usr/lib/rustlib").join(TARGET).join("lib"), "std")
        && linker.is_some_and(|linker| linker.exists())
}

/// Makes the folder.
pub(super) fn install(checkout: &Checkout, folder: &Path) -> Outcome<()> {
    if !run::exists("apt-get") || !run::exists("dpkg") {
        return Err("this is not a Debian system (no apt-get, no dpkg).".to_owned());
    }
    eprintln!(
        "Making a private toolchain from Debian's packages instead, under target/ (nothing is \
         installed on the system; about 140 MB to fetch, a few minutes)."
    );
    let partial = folder.with_extension("partial");
    remove_folder(&partial)?;
    remove_folder(folder)?;
    create_folder(&partial)?;
    eprintln!("  fetching Debian's packages");
    download(checkout, &partial.join("packages"))?;
    eprintln!("  unpacking them");
    unpack(checkout, &partial)?;
    add_linkers(checkout, &partial)?;
    add_c_library(&partial)?;
    eprintln!("  compiling the standard library for {TARGET}");
    compile_std(checkout, &partial)?;
    for scrap in ["packages", "std", "usr/src", "usr/share", "usr/lib/rustlib/src"] {
        let scrap = partial.join(scrap);
        if scrap.is_symlink() {
            fs::remove_file(&scrap).map_err(|error| cannot("remove", &scrap, &error))?;
        } else {
            remove_folder(&scrap)?;
        }
    }
    fs::rename(&partial, folder).map_err(|error| cannot("rename", &partial, &error))
}

/// Sets compiler and libraries. Nothing else differs from the toolchain at hand.
pub(super) fn apply(folder: &Path, command: &mut Command) -> Outcome<()> {
    command.env("RUSTC", folder.join("usr/bin/rustc"));
    command.env("LD_LIBRARY_PATH", library_folder(folder)?);
    Ok(())
}

/// Fetches the packages and those of their libraries that the system lacks. Apt keeps its
/// lists in the private folder too, so that neither root nor fresh system lists are needed;
/// where the packages come from is the system's own configuration.
fn download(checkout: &Checkout, folder: &Path) -> Outcome<()> {
    for needed in ["state/lists/partial", "cache/archives/partial"] {
        create_folder(&folder.join(needed))?;
    }
    let apt = |program: &str| {
        let mut command = checkout.command(program);
        command.current_dir(folder);
        command.arg("-o").arg(format!("Dir::State={}", folder.join("state").display()));
        command.arg("-o").arg(format!("Dir::Cache={}", folder.join("cache").display()));
        // The user that apt would download as may not write here.
        command.args(["-o", "APT::Sandbox::User=root", "-o", "Acquire::Languages=none"]);
        command.args(["-o", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false"]);
        command
    };
    quietly(checkout, "apt-get update", apt("apt-get").args(["-q", "update"]))?;
    let installed = installed_packages(checkout)?;
    let mut wanted = BTreeSet::new();
    let mut open: Vec<String> = PACKAGES.map(str::to_owned).into();
    while let Some(name) = open.pop() {
        let depends = text_of(apt("apt-cache").arg("depends").arg(&name))
            .map_err(|_| format!("the package {name} is not in the configured sources."))?;
        open.extend(
            libraries_of(&depends)
                .filter(|name| !installed.contains(*name) && !wanted.contains(*name))
                .map(str::to_owned),
        );
        wanted.insert(name);
    }
    quietly(checkout, "apt-get download", apt("apt-get").args(["-q", "download"]).args(&wanted))
}

/// The libraries among the dependencies that `apt-cache depends` prints.
fn libraries_of(depends: &str) -> impl Iterator<Item = &str> {
    depends
        .lines()
        .filter_map(|line| line.strip_prefix("  Depends: "))
        .map(str::trim)
        .filter(|name| name.starts_with("lib"))
}

fn installed_packages(checkout: &Checkout) -> Outcome<BTreeSet<String>> {
    let mut query = checkout.command("dpkg-query");
    let text = text_of(query.args(["-W", "-f", "${db:Status-Status} ${Package}\n"]))?;
    let names = text.lines().filter_map(|line| line.strip_prefix("installed "));
    Ok(names.map(str::to_owned).collect())
}

/// Unpacks the packages; of the large one with all sources only the standard library's.
fn unpack(checkout: &Checkout, partial: &Path) -> Outcome<()> {
    for package in entries(&partial.join("packages"))? {
        let name = package.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.ends_with(".deb") {
            continue;
        }
        if name.starts_with(SOURCES) {
            unpack_sources(checkout, &package, partial)?;
        } else {
            let mut dpkg = checkout.command("dpkg");
            quietly(checkout, "dpkg", dpkg.arg("--extract").arg(&package).arg(partial))?;
        }
    }
    Ok(())
}

fn unpack_sources(checkout: &Checkout, package: &Path, partial: &Path) -> Outcome<()> {
    let mut archive = checkout
        .command("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(package)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| cannot("unpack", package, &error))?;
    let mut tar = checkout.command("tar");
    tar.arg("--extract").arg("--directory").arg(partial).arg("--wildcards");
    tar.args(["./usr/src/*/library/*", "./usr/lib/rustlib/src/rust"]);
    if let Some(pipe) = archive.stdout.take() {
        tar.stdin(pipe);
    }
    let unpacked = run::aloud(&mut tar);
    let ended = archive.wait().map_err(|error| cannot("unpack", package, &error))?;
    unpacked?;
    if ended.success() { Ok(()) } else { Err(format!("Cannot unpack {}.", package.display())) }
}

fn add_linkers(checkout: &Checkout, partial: &Path) -> Outcome<()> {
    let host = driver_host(partial).ok_or("Debian's packages hold no standard library.")?;
    let from = sysroot(checkout)?.join("lib/rustlib").join(&host).join("bin");
    let to = partial.join("usr/lib/rustlib").join(&host).join("bin");
    create_folder(&to)?;
    for linker in LINKERS {
        let original = from.join(linker);
        if !original.exists() {
            return Err(format!("the Rust toolchain at hand has no {}.", original.display()));
        }
        std::os::unix::fs::symlink(&original, to.join(linker))
            .map_err(|error| cannot("link", &original, &error))?;
    }
    Ok(())
}

/// A C library of the preview before the target's own; `wasm-component-ld` adapts its imports.
fn add_c_library(partial: &Path) -> Outcome<()> {
    let to = target_libraries(partial).join("self-contained");
    create_folder(&to)?;
    for name in C_LIBRARY {
        let from = partial.join("usr/lib/wasm32-wasi").join(name);
        fs::copy(&from, to.join(name)).map_err(|error| cannot("copy", &from, &error))?;
    }
    Ok(())
}

/// Compiles the standard library once, as the dependency of an empty package, and puts it where
/// the compiler looks for it: every later build is then an ordinary one.
fn compile_std(checkout: &Checkout, partial: &Path) -> Outcome<()> {
    let package = partial.join("std");
    create_folder(&package.join("src"))?;
    let write = |name: &str, text: &str| {
        fs::write(package.join(name), text).map_err(|error| cannot("write", &package, &error))
    };
    write("Cargo.toml", "[package]\nname = \"empty\"\nedition = \"2024\"\n[workspace]\n")?;
    write("src/lib.rs", "#![no_std]\n")?;
    let mut cargo = checkout.cargo();
    cargo.current_dir(&package);
    cargo.env("CARGO_TARGET_DIR", package.join("target"));
    apply(partial, &mut cargo)?;
    // Only this build needs what is unstable. Bitcode is what link-time optimisation reads. No folder of this
    // machine gets into components: the sources are named as those of rustup's library are.
    cargo.env("RUSTC_BOOTSTRAP", "1");
    let mut flags = OsString::from("-Cembed-bitcode=yes");
    for (folder, name) in [(cargo_home()?, "/rustc/cargo"), (partial.to_owned(), "/rustc/debian")] {
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(folder);
        flags.push("=");
        flags.push(name);
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags);
    cargo.args(["build", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort"]);
    quietly(checkout, "compiling the standard library", &mut cargo)?;
    let made = package.join("target").join(TARGET).join("release/deps");
    for path in entries(&made)? {
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            continue;
        };
        let library = name.ends_with(".rlib") || name.ends_with(".rmeta");
        if library && !name.starts_with("libempty-") {
            fs::copy(&path, target_libraries(partial).join(&name))
                .map_err(|error| cannot("copy", &path, &error))?;
        }
    }
    Ok(())
}

fn target_libraries(folder: &Path) -> PathBuf {
    folder.join("usr/lib/rustlib").join(TARGET).join("lib")
}

/// The platform that the unpacked compiler runs on, by its standard library's folder.
fn driver_host(folder: &Path) -> Option<String> {
    entries(&folder.join("usr/lib/rustlib")).ok()?.into_iter().find_map(|path| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        (name != TARGET && has_library(&path.join("lib"), "std")).then_some(name)
    })
}

/// Debian puts libraries into a folder named after the processor; the compiler's tells which.
fn library_folder(folder: &Path) -> Outcome<PathBuf> {
    let candidates = entries(&folder.join("usr/lib"))?;
    let found = candidates.into_iter().find(|candidate| {
        entries(candidate).is_ok_and(|paths| {
            paths.iter().any(|path| path.to_string_lossy().contains("librustc_driver-"))
        })
    });
    found.ok_or_else(|| "Debian's packages hold no compiler.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::libraries_of;

    #[test]
    fn follows_real_libraries_only() {
        let depends = "rustc-web\n  Depends: libc6\n |Depends: libother\n  Depends: gcc\n  \
                       Depends: <libc-dev>\n    libc6-dev\n  Breaks: libstd-rust-dev\n  \
                       Depends: libstd-rust-web-dev\n";
        let names: Vec<&str> = libraries_of(depends).collect();
        assert_eq!(names, ["libc6", "libstd-rust-web-dev"]);
    }
}
