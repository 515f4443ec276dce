//! Points, exact: quarters of a point add up to whole ones.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// Points, counted in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Points(u32);

/// More than a rubric may give.
const MOST: f64 = 10_000.0;

impl Points {
    /// So many hundredths of a point.
    pub fn of_hundredths(hundredths: u32) -> Points {
        Points(hundredths)
    }

    /// How many hundredths of a point.
    pub fn hundredths(self) -> u32 {
        self.0
    }
}

impl From<Points> for f64 {
    fn from(points: Points) -> f64 {
        f64::from(points.0) / 100.0
    }
}

impl TryFrom<f64> for Points {
    type Error = String;

    fn try_from(points: f64) -> Result<Points, String> {
        let hundredths = (points * 100.0).round();
        if !(0.0..MOST).contains(&points) || (hundredths - points * 100.0).abs() > 1e-6 {
            return Err(format!(
                "`{points}` is no number of points: from 0 up, with at most two decimals"
            ));
        }
        Ok(Points(hundredths as u32))
    }
}

impl Add for Points {
    type Output = Points;

    fn add(self, other: Points) -> Points {
        Points(self.0 + other.0)
    }
}

impl Points {
    /// Half of them, rounded down to hundredths.
    pub fn half(self) -> Points {
        Points(self.0 / 2)
    }
}

/// Never less than none.
impl Sub for Points {
    type Output = Points;

    fn sub(self, other: Points) -> Points {
        Points(self.0.saturating_sub(other.0))
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::default(), Add::add)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&f64::from(*self).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_add_up() {
        let quarter = Points::try_from(0.25).expect("points");
        let sum: Points = std::iter::repeat_n(quarter, 106).sum();
        assert_eq!(sum.to_string(), "26.5");
        assert_eq!(format!("{quarter:>6}|"), "  0.25|");
        assert_eq!((quarter - sum).to_string(), "0");
    }

    #[test]
    fn what_is_no_number_of_points() {
        for wrong in [-1.0, 0.125, f64::NAN, f64::INFINITY, 1e9] {
            assert!(Points::try_from(wrong).is_err(), "{wrong}");
        }
    }
}
