//! What is to be said about a worksheet.

use crate::points::Points;

/// Why a worksheet cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorksheetError {
    /// The bytes are in another encoding.
    #[error("is not UTF-8: download the worksheet again, and do not save it in a spreadsheet")]
    NotUtf8,
    /// The first line has no identifier.
    #[error(
        "is no grading worksheet of Moodle's: its first line has no `Identifier` (`Identificador`); {HOW}"
    )]
    NoWorksheet,
    /// There is no place for grades.
    #[error("has no column `Grade` (`Nota`): {HOW}")]
    NoGrade,
    /// Two columns of the same name.
    #[error("has two columns `{0}`: download the worksheet again")]
    TwoColumns(String),
    /// A row is not like the first one.
    #[error(
        "line {line} has {cells} cells and the first line {columns}, or a quotation mark has no second one: download the worksheet again"
    )]
    Uneven {
        /// Where the row begins.
        line: usize,
        /// How many it has.
        cells: usize,
        /// How many it should have.
        columns: usize,
    },
    /// A backslash before a quotation mark could mean two things.
    #[error(
        "has `\\\"` in a text, so that nobody can say where its cell ends: fill the worksheet by hand from grades.csv"
    )]
    Ambiguous,
    /// Two rows of one participant.
    #[error("line {line}: `{identifier}` has a row already: download the worksheet again")]
    Twice {
        /// Where the second one begins.
        line: usize,
        /// Whose they are.
        identifier: String,
    },
    /// A maximum that is no number, or another one than before.
    #[error(
        "line {line}: the maximum grade `{maximum}` is no number, or not that of the other rows: in Moodle, grade the assignment with points and not with a scale"
    )]
    Scale {
        /// Where it stands.
        line: usize,
        /// What stands there.
        maximum: String,
    },
    /// The worksheet's maximum is not the rubric's.
    #[error(
        "has the maximum grade {worksheet}, and the rubric gives {rubric}: set the maximum in Moodle, or give --scale for grades in proportion"
    )]
    Maximum {
        /// In the worksheet.
        worksheet: String,
        /// Of all rows of the rubric.
        rubric: Points,
    },
}

/// What makes Moodle offer a worksheet.
const HOW: &str = "in the assignment's settings turn on the feedback types `Offline grading worksheet` and `Feedback comments`; with a rubric of Moodle's own active it is not offered: then take the grades from grades.csv";

/// What the instructor should know of a row, or of all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields: a line, an id, and grades")]
pub enum Note {
    /// There is a row and no submission.
    #[error("line {line}: {who} has handed nothing in; unchanged")]
    NoSubmission { line: usize, who: String },
    /// There is a submission and no row, or more than one row of the name.
    #[error("{id} has no row of their own in the worksheet")]
    NoRow { id: String },
    /// Moodle would not take another grade.
    #[error("line {line}: the grade of {id} cannot be changed in Moodle; unchanged")]
    Locked { line: usize, id: String },
    /// A person has to look first; the row is unchanged.
    #[error("line {line}: {id} needs a person{}; unchanged", keeps(there))]
    NeedsPerson {
        line: usize,
        id: String,
        there: Option<String>,
    },
    /// A person has put another grade there; the row is unchanged.
    #[error(
        "line {line}: {id} has the grade {} and would get {new}; unchanged, --overwrite replaces it",
        there.escape_debug()
    )]
    OtherGrade {
        line: usize,
        id: String,
        there: String,
        new: String,
    },
    /// A person has put a comment there; it is unchanged, and the grade is filled in.
    #[error("line {line}: {id} has a comment already, which stays; --overwrite replaces it")]
    OtherComment { line: usize, id: String },
    /// An earlier grade is replaced.
    #[error("line {line}: {id} had {} and has {new} now", old.escape_debug())]
    Replaced {
        line: usize,
        id: String,
        old: String,
        new: String,
    },
    /// Moodle would not take it; the row is unchanged.
    #[error("line {line}: {id} has {grade}, more than the maximum grade; unchanged")]
    OverMaximum {
        line: usize,
        id: String,
        grade: String,
    },
    /// There is no place for comments.
    #[error(
        "the worksheet has no column `Feedback comments` (`Comentários de feedback`): turn that feedback type on in the assignment's settings; only grades are filled in"
    )]
    NoComments,
    /// There is nothing to compare the rubric's points with.
    #[error(
        "the worksheet has no column `Maximum grade` (`Nota máxima`): make sure that it is the rubric's"
    )]
    NoMaximum,
    /// What has to be ticked when the file is uploaded.
    #[error(
        "when you upload the worksheet, tick `Allow updating records that have been modified more recently in Moodle than in the spreadsheet`: Moodle takes newer grades for somebody else's, and reads dates in English only"
    )]
    TickBox,
}

fn keeps(grade: &Option<String>) -> String {
    let grade = grade.as_ref();
    let keeps = grade.map(|grade| format!(" and keeps {}", grade.escape_debug()));
    keeps.unwrap_or_default()
}
