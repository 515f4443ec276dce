use exercises::{Defect, judge};

use super::*;

#[test]
fn right_servers_pass_and_wrong_ones_are_caught() {
    judge(
        SESSION,
        &[
            Defect::LogWhenSent,
            Defect::LogNever,
            Defect::LogTwice,
            Defect::HandMadeCsv,
        ],
    );
}
