use exercises::{Defect, judge};

use super::*;

#[test]
fn right_servers_pass_and_wrong_ones_are_caught() {
    judge(
        SESSION,
        &[
            Defect::OneAtATime,
            Defect::AnybodyComesIn,
            Defect::TheHeaderIsAUser,
            Defect::CapitalsAreEqual,
            Defect::AStrangerEndsAll,
        ],
    );
}
