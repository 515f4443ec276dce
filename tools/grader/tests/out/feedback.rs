//! `feedback.zip`.

use std::io::{Cursor, Read};

use crate::support::who;
use grader::Who;
use grader::feedback::zip;
use zip::ZipArchive;

fn people() -> [Who; 5] {
    let older = Who {
        moodle_folder: Some("José Ávila_12_assignsubmission_file_".to_owned()),
        ..who(12, "José Ávila")
    };
    let member = Who {
        moodle_folder: None,
        ..who(88, "Bia")
    };
    let outside = Who {
        moodle_folder: Some("../up".to_owned()),
        ..member.clone()
    };
    let nobody = Who {
        participant: None,
        ..member.clone()
    };
    let outside = Who {
        participant: Some(89),
        ..outside
    };
    [who(4, "Ana Lima"), older, member, outside, nobody]
}

#[test]
fn each_page_lies_in_the_folder_of_the_download() {
    let people = people();
    let pages: Vec<_> = people.iter().map(|who| (who, "<p>olá</p>")).collect();
    let made = zip("feedback.html", &pages).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(&made)).unwrap();
    let names: Vec<_> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let expected = [
        "Ana Lima_4_assignsubmission_file/feedback.html",
        "José Ávila_12_assignsubmission_file_/feedback.html",
        "Participant_88_assignsubmission_file/feedback.html",
        "Participant_89_assignsubmission_file/feedback.html",
    ];
    assert_eq!(names, expected);
    let mut page = String::new();
    archive
        .by_name(expected[1])
        .unwrap()
        .read_to_string(&mut page)
        .unwrap();
    assert_eq!(page, "<p>olá</p>");
}

#[test]
fn the_same_pages_give_the_same_bytes() {
    let people = people();
    let mut pages: Vec<_> = people.iter().map(|who| (who, who.id.as_str())).collect();
    let one = zip("f.html", &pages).unwrap();
    pages.reverse();
    assert_eq!(zip("f.html", &pages).unwrap(), one);
}
