//! What Moodle gives an instructor: the zip of all submissions, and the worksheet for their grades.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A zip of these files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(files, SimpleFileOptions::default())
}

/// The same, with other options for each entry.
#[allow(dead_code)] // Not every test has a use for it.
pub(crate) fn zip_with(files: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        if name.ends_with('/') {
            writer.add_directory(*name, options).expect("a folder");
        } else {
            writer.start_file(*name, options).expect("an entry");
            writer.write_all(bytes).expect("its bytes");
        }
    }
    writer.finish().expect("a zip").into_inner()
}

/// Someone in a class.
#[derive(Debug, Clone)]
pub(crate) struct Participant {
    /// Moodle's number.
    pub(crate) number: u64,
    /// The full name.
    pub(crate) name: String,
}

impl Participant {
    /// Of this number and name.
    pub(crate) fn new(number: u64, name: &str) -> Participant {
        Participant {
            number,
            name: name.to_owned(),
        }
    }

    /// The folder in Moodle's zip, as since 4.1.
    pub(crate) fn folder(&self) -> String {
        format!("{}_{}_assignsubmission_file", self.name, self.number)
    }
}

/// Moodle's zip: for each participant a folder with one zip of that folder's files in it, below one
/// more folder, as students pack.
#[allow(dead_code)] // Not every test has a use for it.
pub(crate) fn class_zip(class: &[(Participant, &Path)]) -> Vec<u8> {
    let packed: Vec<_> = class
        .iter()
        .map(|(person, folder)| (person, pack(folder)))
        .collect();
    let entries: Vec<_> = packed
        .iter()
        .map(|(person, bytes)| (format!("{}/trabalho final.zip", person.folder()), bytes))
        .collect();
    let entries: Vec<_> = entries
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    zip(&entries)
}

/// The zip of a folder's files, below one folder `projeto`.
pub(crate) fn pack(folder: &Path) -> Vec<u8> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(&below).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("below it")
                    .to_string_lossy()
                    .replace('\\', "/");
                files.push((format!("projeto/{name}"), fs::read(&path).expect("a file")));
            }
        }
    }
    files.sort();
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    zip(&files)
}

/// The worksheet of a Moodle in Brazilian Portuguese: a byte order mark, CR LF, decimal commas.
pub(crate) fn worksheet(class: &[Participant]) -> Vec<u8> {
    let mut text = "\u{feff}Identificador,\"Nome completo\",\"Endereço de email\",Status,Nota,\"Nota máxima\",\"Nota pode ser alterada\",\"Última modificação (envio)\",\"Última modificação (nota)\",\"Comentários de feedback\"\r\n".to_owned();
    for person in class {
        text.push_str(&format!(
            "Participante{},\"{}\",p{}@example.org,\"Enviado para avaliação\",,\"40,00\",Sim,\"segunda-feira, 14 set. 2026, 21:51\",-,\r\n",
            person.number, person.name, person.number
        ));
    }
    text.into_bytes()
}
