//! Reads a component's file: its sections, those of the module inside it, and what these say.
use crate::Outcome;
use flate2::read::ZlibDecoder;
use std::io::Read as _;

/// Section numbers: <https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md>.
const CUSTOM: u8 = 0;
const CORE_MODULE: u8 = 1;
const NESTED_COMPONENT: u8 = 4;
const IMPORT: u8 = 10;
const EXPORT: u8 = 11;

/// Where `cargo auditable` puts the list of dependencies.
const AUDIT_DATA: &[u8] = b".dep-v0";
/// No honest list is longer.
const AUDIT_DATA_LIMIT: u64 = 8 << 20;

/// Both begin so. A component then says that it is one, in the last two bytes.
const MAGIC: &[u8] = b"\0asm";
const HEAD: usize = 8;

/// A file, or the part of one that is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// LEB128, of 32 bits.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0_u64;
        for place in 0..5 {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return usize::try_from(number).ok();
            }
        }
        None
    }

    /// A length, and as many bytes.
    fn counted(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
    }

    fn name(&mut self) -> Option<String> {
        String::from_utf8(self.counted()?.to_vec()).ok()
    }
}

/// The sections of a module or a component.
fn sections(file: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut bytes = Bytes(file);
    if !bytes.take(HEAD)?.starts_with(MAGIC) {
        return None;
    }
    let mut found = Vec::new();
    while !bytes.0.is_empty() {
        found.push((bytes.byte()?, bytes.counted()?));
    }
    Some(found)
}

/// The dependencies, in JSON, that the module inside a component says it was made from.
pub(super) fn audit_data(component: &[u8]) -> Outcome<String> {
    let mut found = Vec::new();
    collect(component, &mut found).ok_or("The component's file is malformed.")?;
    let [data] = found[..] else {
        return Err(format!("The component has {} lists of dependencies, not one.", found.len()));
    };
    let mut text = String::new();
    let read = ZlibDecoder::new(data).take(AUDIT_DATA_LIMIT).read_to_string(&mut text);
    read.map(|_| text).map_err(|error| format!("Its list of dependencies is malformed: {error}."))
}

fn collect<'a>(file: &'a [u8], found: &mut Vec<&'a [u8]>) -> Option<()> {
    let is_component = file.get(6..HEAD) == Some(&[1, 0]);
    for (kind, content) in sections(file)? {
        match kind {
            CORE_MODULE | NESTED_COMPONENT if is_component => collect(content, found)?,
            // A component's own would be said of it by whoever wrapped it, not by who compiled it.
            CUSTOM if !is_component => {
                let mut content = Bytes(content);
                if content.counted()? == AUDIT_DATA {
                    found.push(content.0);
                }
            }
            _ => {}
        }
    }
    Some(())
}

/// The names of what a component asks of its host, and of what it gives.
pub(super) fn interfaces(component: &[u8]) -> Outcome<[Vec<String>; 2]> {
    let [mut imports, mut exports] = [Vec::new(), Vec::new()];
    let read = || {
        for (kind, content) in sections(component)? {
            let names = match kind {
                IMPORT => &mut imports,
                EXPORT => &mut exports,
                _ => continue,
            };
            let mut content = Bytes(content);
            for _ in 0..content.number()? {
                // How a version is written; both forms have the name alone here.
                content.byte()?;
                names.push(content.name()?);
                // An instance, and its number; an export says whether its type follows.
                let instance = content.byte()? == 5;
                content.number()?;
                let typed = kind == EXPORT && content.byte()? != 0;
                if !instance || typed {
                    return None;
                }
            }
        }
        Some(())
    };
    let read: Option<()> = { read }();
    read.ok_or("The component imports or exports what is no interface.")?;
    Ok([imports, exports])
}

#[cfg(test)]
mod tests {
    use super::{audit_data, interfaces};
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write as _;

    fn section(kind: u8, content: &[u8]) -> Vec<u8> {
        [&[kind, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn list(text: &str) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        section(0, &[b"\x07.dep-v0", &*encoder.finish().unwrap()].concat())
    }

    fn module(sections: &[u8]) -> Vec<u8> {
        section(1, &[b"\0asm\x01\0\0\0", sections].concat())
    }

    fn component(sections: &[u8]) -> Vec<u8> {
        [b"\0asm\x0d\0\x01\0", sections].concat()
    }

    #[test]
    fn reads_the_list_in_the_module_and_no_other() {
        let other = section(0, b"\x04nameabc");
        let good = component(&[other.clone(), module(&[other, list("{}")].concat())].concat());
        assert_eq!(audit_data(&good), Ok("{}".to_owned()));
        // A nested component, as one that was composed has it.
        let nested = component(&section(4, &good));
        assert_eq!(audit_data(&nested), Ok("{}".to_owned()));
        for bad in [
            component(&list("{}")),
            component(&module(&[])),
            component(&[module(&list("{}")), module(&list("{}"))].concat()),
            component(&module(&section(0, b"\x07.dep-v0no zlib"))),
            good[..good.len() - 1].to_vec(),
            Vec::new(),
        ] {
            assert!(audit_data(&bad).is_err());
        }
    }

    #[test]
    fn names_what_is_imported_and_exported() {
        let imports = section(10, b"\x02\0\x03a:b\x05\0\0\x03a:c\x05\x01");
        let exports = section(11, b"\x01\0\x03a:d\x05\x02\0");
        let names = interfaces(&component(&[imports, exports].concat())).unwrap();
        assert_eq!(names, [vec!["a:b".to_owned(), "a:c".to_owned()], vec!["a:d".to_owned()]]);
        assert!(interfaces(&component(&section(10, b"\x01\0\x01f\x01\0"))).is_err(), "a function");
    }
}
