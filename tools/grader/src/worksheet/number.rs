//! Grades as Moodle writes them: `100.00`, or `100,00` where the site's language has a comma.

use super::sheet::Sheet;
use crate::points::Points;

/// Moodle keeps grades with five decimals.
const DECIMALS_MAX: u32 = 5;
const UNIT: u64 = 10_u64.pow(DECIMALS_MAX);

/// More digits before the decimals than a grade can have.
const DIGITS_MAX: usize = 7;

/// A grade, exact as far as Moodle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Grade(u64);

/// How a file writes grades.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// Between the whole and the decimals.
    pub(super) point: char,
    /// How many, at least.
    pub(super) decimals: u32,
}

impl From<Points> for Grade {
    fn from(points: Points) -> Grade {
        Grade(u64::from(points.hundredths()) * (UNIT / 100))
    }
}

impl Grade {
    /// Reads either style; none where it is no grade.
    pub(super) fn parse(text: &str) -> Option<Grade> {
        let (whole, decimals) = text.split_once([',', '.']).unwrap_or((text, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let is_long = whole.len() > DIGITS_MAX || decimals.len() > DECIMALS_MAX as usize;
        if whole.is_empty() || is_long || !is_digits(whole) || !is_digits(decimals) {
            return None;
        }
        let decimals = format!("{decimals:0<width$}", width = DECIMALS_MAX as usize);
        let whole: u64 = whole.parse().ok()?;
        Some(Grade(whole * UNIT + decimals.parse::<u64>().ok()?))
    }

    /// In proportion: `of` becomes `maximum`.
    pub(super) fn scaled(self, maximum: Grade, of: Grade) -> Grade {
        let product = u128::from(self.0) * u128::from(maximum.0);
        let scaled = product / u128::from(of.0.max(1));
        Grade(u64::try_from(scaled).unwrap_or(u64::MAX))
    }

    /// With so many decimals; halves go up.
    pub(super) fn rounded(self, decimals: u32) -> Grade {
        let unit = 10_u64.pow(DECIMALS_MAX.saturating_sub(decimals));
        Grade(self.0.saturating_add(unit / 2) / unit * unit)
    }
}

impl Style {
    /// That of the maximum grade, else of the first grade that is there, else of the language.
    pub(super) fn of(sheet: &Sheet) -> Style {
        let maxima = sheet.rows.iter().filter_map(|row| row.maximum.as_deref());
        let grades = sheet.rows.iter().filter_map(|row| row.grade.as_deref());
        let mut numbers = maxima
            .chain(grades)
            .filter(|text| Grade::parse(text).is_some());
        let number = numbers.next();
        let at = number.and_then(|it| Some((it, it.find([',', '.'])?)));
        match (at, number) {
            (Some((number, at)), _) => Style {
                point: if number[at..].starts_with(',') {
                    ','
                } else {
                    '.'
                },
                decimals: (number.len() - at - 1) as u32,
            },
            (None, number) => Style {
                point: if sheet.is_portuguese { ',' } else { '.' },
                decimals: if number.is_some() { 0 } else { 2 },
            },
        }
    }

    /// With the file's decimals, and more only where the grade has more.
    pub(super) fn show(&self, grade: Grade) -> String {
        let (whole, decimals) = (grade.0 / UNIT, grade.0 % UNIT);
        let decimals = format!("{decimals:0width$}", width = DECIMALS_MAX as usize);
        let needed = decimals.trim_end_matches('0').len();
        match &decimals[..needed.max(self.decimals as usize)] {
            "" => whole.to_string(),
            decimals => format!("{whole}{}{decimals}", self.point),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_styles() {
        let comma = Style {
            point: ',',
            decimals: 2,
        };
        let grade = |text| Grade::parse(text).expect("a grade");
        assert_eq!(comma.show(grade("26.5")), "26,50");
        assert_eq!(grade("100"), grade("100,00"));
        let none = Style {
            point: '.',
            decimals: 0,
        };
        assert_eq!(none.show(grade("26,50")), "26.5");
        assert_eq!(none.show(grade("26,0")), "26");
        for wrong in [
            "", "-", "-1", ",5", "1e3", "1.000,00", "99999999", "1.000001", "A",
        ] {
            assert_eq!(Grade::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn proportions_are_rounded_to_the_files_decimals() {
        let grade = |text| Grade::parse(text).expect("a grade");
        let scaled = |text, maximum| grade(text).scaled(grade(maximum), grade("40"));
        assert_eq!(scaled("26.5", "10,00").rounded(2), grade("6.63"));
        assert_eq!(scaled("26.5", "10").rounded(0), grade("7"));
        assert_eq!(scaled("40", "100").rounded(2), grade("100"));
    }
}
