//! The comment in the worksheet: a short HTML text without line ends.

use super::Given;
use crate::points::Points;
use crate::results::{Person, RowOutline};

/// The words of a comment in one language; `{}` stands for what is put in, in order.
#[derive(Debug, Clone, Copy)]
pub struct CommentText {
    /// Points, and of how many.
    pub total: &'static str,
    /// The grade and its maximum, where they are in proportion.
    pub scaled: &'static str,
    /// A row's title, points, and of how many.
    pub row: &'static str,
    /// A row's title and points, where people have not given them yet.
    pub awaited: &'static str,
    /// Late days, and what they cost.
    pub late: &'static str,
    /// The file of the page.
    pub page: &'static str,
    /// Between the whole and the decimals.
    pub decimal_point: char,
}

/// In English.
pub const ENGLISH: CommentText = CommentText {
    total: "{} of {} points",
    scaled: "as a grade, in proportion: {} of {}",
    row: "{}: {} of {}",
    awaited: "{}: not given yet, up to {}",
    late: "Days late: {}; points taken off: {}",
    page: "What was expected and what came, check by check: see the file {} among your feedback files.",
    decimal_point: '.',
};

/// In Brazilian Portuguese.
pub const BRAZILIAN: CommentText = CommentText {
    total: "{} de {} pontos",
    scaled: "como nota, em proporção: {} de {}",
    row: "{}: {} de {}",
    awaited: "{}: ainda não atribuído, até {}",
    late: "Dias de atraso: {}; pontos descontados: {}",
    page: "O que era esperado e o que veio, teste a teste: veja o arquivo {} entre os seus arquivos de feedback.",
    decimal_point: ',',
};

/// A comment: the sum, the rows, the late days, and where the page is. Whatever is put in is
/// escaped. `title` gives a row's title in the language; `page` is the page's file name, where there
/// is one.
pub fn html(
    text: &CommentText,
    rubric: &crate::results::RubricOutline,
    title: &dyn Fn(&RowOutline) -> String,
    page: Option<&str>,
    person: &Person,
    given: &Given,
) -> String {
    let show = |points: Points| text.points(points);
    let total = with(text.total, &[&show(person.total), &show(rubric.points)]);
    let mut comment = format!("<p><strong>{total}</strong></p>");
    if let Some(maximum) = &given.scaled_to {
        comment += &paragraph(text.scaled, &[&given.grade, maximum]);
    }
    comment += "<ul>";
    for (outline, row) in rubric.rows.iter().zip(&person.rows) {
        let (title, of) = (title(outline), show(row.of));
        let said = row.decision.as_ref().map(|it| it.comment.as_str());
        let said = said.filter(|said| !said.is_empty());
        let said = said.map(|said| format!(" ({})", escaped(said)));
        let line = match row.points {
            Some(points) => with(text.row, &[&title, &show(points), &of]),
            None => with(text.awaited, &[&title, &of]),
        };
        comment += &format!("<li>{line}{}</li>", said.unwrap_or_default());
    }
    comment += "</ul>";
    if let Some(late) = person.late {
        comment += &paragraph(text.late, &[&late.days.to_string(), &show(late.points)]);
    }
    if let Some(page) = page {
        comment += &paragraph(text.page, &[page]);
    }
    comment
}

impl CommentText {
    fn points(&self, points: Points) -> String {
        let point = self.decimal_point.to_string();
        points.to_string().replace('.', &point)
    }
}

fn paragraph(pattern: &str, parts: &[&str]) -> String {
    format!("<p>{}</p>", with(pattern, parts))
}

/// The pattern with the parts in place of its `{}`, escaped.
fn with(pattern: &str, parts: &[&str]) -> String {
    let mut pieces = pattern.split("{}");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for (piece, part) in pieces.zip(parts) {
        text += &escaped(part);
        text += piece;
    }
    text
}

/// A text within HTML, on one line. A backslash would mean something to PHP's CSV.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            '\\' => escaped += "&#92;",
            it if it.is_control() => escaped.push(' '),
            it => escaped.push(it),
        }
    }
    escaped
}
