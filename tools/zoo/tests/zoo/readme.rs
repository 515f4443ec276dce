//! The README's table is the code's.

use zoo::Defect;

const README: &str = include_str!("../../README.md");

#[test]
fn the_readme_lists_the_defects_as_the_code_does() {
    let row = |defect: &Defect| {
        let (does, breaks) = (defect.does(), defect.breaks());
        format!("| `{defect}` | {does} | {breaks} |")
    };
    let rows: Vec<_> = Defect::ALL.iter().map(row).collect();
    let written: Vec<_> = README
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    assert!(
        written == rows,
        "the table of the README has to be:\n{}",
        rows.join("\n")
    );
}
