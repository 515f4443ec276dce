//! What pages and comments say by themselves.

/// A sentence for each occasion; `{}` is filled in.
#[derive(Debug)]
pub struct Words {
    /// `server`
    pub diagram_server: &'static str,
    /// `connected`
    pub diagram_connected: &'static str,
    /// `(empty line)`
    pub diagram_empty_line: &'static str,
    /// `(no LF yet)`
    pub diagram_no_lf: &'static str,
    /// `expected:`
    pub diagram_expected: &'static str,
    /// `reset`
    pub diagram_reset: &'static str,
    /// `not drawn:`
    pub diagram_not_drawn: &'static str,
    /// `later events`
    pub diagram_later_events: &'static str,
    /// `more connections`
    pub diagram_more_connections: &'static str,
    /// `Points`
    pub points: &'static str,
    /// `{} of {}`
    pub of: &'static str,
    /// `Total`
    pub total: &'static str,
    /// `Automatic checks`
    pub automatic: &'static str,
    /// `Given by people`
    pub by_people: &'static str,
    /// `{} points are still to be given by people (what you handed in, the oral check).`
    pub awaited: &'static str,
    /// `{} automatic points could not be decided.`
    pub open: &'static str,
    /// That there is no grade.
    pub needs_person: &'static str,
    /// `Handed in 1 day late: {} points taken off.`
    pub late_one: &'static str,
    /// `Handed in {} days late: {} points taken off.`
    pub late_many: &'static str,
    /// `Group {}`
    pub group: &'static str,
    /// `How it was checked`
    pub how: &'static str,
    /// `Your programs were built in {} s.`
    pub built: &'static str,
    /// `There was nothing to build.`
    pub nothing_built: &'static str,
    /// `The build failed, so there were no programs to check. Its last words:`
    pub build_failed: &'static str,
    /// `Something on the grader's machine prevented the checks, which costs you nothing:`
    pub build_fault: &'static str,
    /// `Your hand-in could not be opened:`
    pub unreadable: &'static str,
    /// `There is no mensageiro.toml. What was assumed:`
    pub assumed: &'static str,
    /// Before the text of a manifest.
    pub save_manifest: &'static str,
    /// `Handed in, but not used:`
    pub ignored: &'static str,
    /// What chose logins and texts.
    pub seed: &'static str,
    /// How it is judged.
    pub black_box: &'static str,
    /// `Points by row`
    pub rows: &'static str,
    /// `What is asked for`
    pub row: &'static str,
    /// `Result`
    pub result: &'static str,
    /// `rule {}`
    pub rule: &'static str,
    /// `rules {}`
    pub rules: &'static str,
    /// `passed`
    pub mark_passed: &'static str,
    /// `partly`
    pub mark_partly: &'static str,
    /// `failed`
    pub mark_failed: &'static str,
    /// `not checked`
    pub mark_not_checked: &'static str,
    /// `could not be checked`
    pub mark_not_possible: &'static str,
    /// `given by people`
    pub mark_people: &'static str,
    /// `changed by the instructor`
    pub mark_changed: &'static str,
    /// `Server`
    pub part_server: &'static str,
    /// `Client`
    pub part_client: &'static str,
    /// `Robustness`
    pub part_robustness: &'static str,
    /// `People`
    pub part_people: &'static str,
    /// `What happened, row by row`
    pub details: &'static str,
    /// `All automatic checks have passed. Well done!`
    pub all_passed: &'static str,
    /// `What concerns several checks`
    pub common: &'static str,
    /// `no point lost`
    pub lost_none: &'static str,
    /// `1 point lost`
    pub lost_one: &'static str,
    /// `{} points lost`
    pub lost: &'static str,
    /// `{} of {} points kept`
    pub kept: &'static str,
    /// `The rule:`
    pub why: &'static str,
    /// `expected`
    pub expected: &'static str,
    /// `received`
    pub received: &'static str,
    /// `Likely cause:`
    pub likely: &'static str,
    /// `The conversation, from top to bottom`
    pub diagram: &'static str,
    /// `In the session file, {}.`
    pub diagram_names: &'static str,
    /// `{} is called {}`
    pub is_called: &'static str,
    /// `Your program's last words on stderr`
    pub errors: &'static str,
    /// `The screen at the end`
    pub screen: &'static str,
    /// `The screen was empty.`
    pub screen_empty: &'static str,
    /// `typed, Enter after each`
    pub typed: &'static str,
    /// `your client sent`
    pub sent: &'static str,
    /// `the server sent`
    pub answered: &'static str,
    /// `nothing`
    pub nothing: &'static str,
    /// `Try it at home. The whole row:`
    pub again: &'static str,
    /// Before a command.
    pub play: &'static str,
    /// `Passed, with a remark:`
    pub remark: &'static str,
    /// `Not checked, because nothing has passed in “{}”. Mend that first:`
    pub not_checked: &'static str,
    /// `There is no server to check:`
    pub no_server: &'static str,
    /// `There is no client to check:`
    pub no_client: &'static str,
    /// `Your server did not start:`
    pub not_started: &'static str,
    /// out_of_time
    pub out_of_time: &'static str,
    /// `Not played yet under this rubric:`
    pub not_played: &'static str,
    /// `Something on the grader's machine has prevented it, which costs you nothing:`
    pub fault: &'static str,
    /// `Changed by the instructor: {} points instead of {}.`
    pub decided: &'static str,
    /// `Given by the instructor: {} points.`
    pub given: &'static str,
    /// `… {} more`
    pub more: &'static str,
    /// `The class`
    pub class: &'static str,
    /// `Name`
    pub name: &'static str,
    /// `State`
    pub state: &'static str,
    /// `complete`
    pub state_done: &'static str,
    /// `awaits people's points`
    pub state_awaits: &'static str,
    /// `needs a person`
    pub state_person: &'static str,
    /// `Submissions`
    pub submissions: &'static str,
    /// `Mean of the automatic points`
    pub mean: &'static str,
    /// `Median of the automatic points`
    pub median: &'static str,
    /// `Seed`
    pub seed_name: &'static str,
    /// `Warnings`
    pub warnings: &'static str,
    /// `Distribution of the automatic points`
    pub distribution: &'static str,
    /// `{} to {} points: {} submissions`
    pub distribution_bar: &'static str,
    /// `Which rows failed most`
    pub most_failed: &'static str,
    /// `Submissions that lost points in the row, of those in which it was checked.`
    pub most_failed_note: &'static str,
    /// `{} not checked`
    pub not_checked_count: &'static str,
    /// `Who needs a person, and why`
    pub persons: &'static str,
    /// `Nobody.`
    pub persons_none: &'static str,
    /// `{} of {} automatic points could not be decided.`
    pub persons_open: &'static str,
    /// `Faults of the grader`
    pub faults: &'static str,
    /// `None.`
    pub faults_none: &'static str,
    /// `Hand-ins that could not be opened`
    pub unreadable_all: &'static str,
    /// `All submissions`
    pub all: &'static str,
    /// `Oral check`
    pub oral: &'static str,
    /// oral_intro
    pub oral_intro: &'static str,
    /// `Question {}`
    pub question: &'static str,
    /// `Change`
    pub change: &'static str,
    /// `Points: ______ of {}`
    pub oral_points: &'static str,
    /// `Notes:`
    pub notes: &'static str,
    /// `Automatic checks: {} of {} points.`
    pub comment_automatic: &'static str,
    /// comment_scaled: a grade, and the most.
    pub comment_scaled: &'static str,
    /// `Points lost:`
    pub comment_lost: &'static str,
    /// comment_page
    pub comment_page: &'static str,
    /// `and {} more rows`
    pub comment_more: &'static str,
    /// `Told above.`
    pub see_common: &'static str,
    /// Of rows behind another one.
    pub see_not_checked: &'static str,
    /// Of what nobody could check.
    pub see_not_possible: &'static str,
    /// Before rows.
    pub comment_not_checked: &'static str,
    /// Before rows.
    pub comment_not_possible: &'static str,
    /// The build failed, so there were no programs to check.
    pub comment_build_failed: &'static str,
    /// Points of what nobody could judge.
    pub undecided: &'static str,
}
