//! Every solution against its tests.

#[path = "ex01-a-read-is-not-a-message/solution.rs"]
mod ex01;

#[path = "ex02-a-write-may-take-only-a-part/solution.rs"]
mod ex02;

#[path = "ex03-a-fin-says-that-is-all/solution.rs"]
mod ex03;

#[path = "ex04-one-clients-trouble-is-not-the-servers/solution.rs"]
mod ex04;

#[path = "ex05-a-line-has-a-limit/solution.rs"]
mod ex05;

#[path = "ex06-a-thread-for-each-client/solution.rs"]
mod ex06;

#[path = "ex07-a-deadline-is-for-the-whole-line/solution.rs"]
mod ex07;

#[path = "ex08-an-answer-says-which-line/solution.rs"]
mod ex08;

#[path = "ex09-a-login-is-compared-byte-by-byte/solution.rs"]
mod ex09;

#[path = "ex10-a-column-has-a-name/solution.rs"]
mod ex10;

#[path = "ex11-what-is-only-read-needs-no-lock/solution.rs"]
mod ex11;

#[path = "ex12-strangers-are-sent-away/solution.rs"]
mod ex12;

#[path = "ex13-one-blank-and-then-the-text/solution.rs"]
mod ex13;

#[path = "ex14-no-lock-over-a-write/solution.rs"]
mod ex14;

#[path = "ex15-a-panic-ends-one-session/solution.rs"]
mod ex15;

#[path = "ex16-in-order-once-to-the-right-one/solution.rs"]
mod ex16;

#[path = "ex17-which-server-which-line-which-rule/solution.rs"]
mod ex17;

#[path = "ex18-a-row-is-not-a-join-of-strings/solution.rs"]
mod ex18;

#[path = "ex19-wake-what-blocks-then-join/solution.rs"]
mod ex19;

#[path = "ex20-a-row-when-it-is-read/solution.rs"]
mod ex20;

#[path = "ex21-a-formula-is-text/solution.rs"]
mod ex21;

#[path = "ex22-the-terminal-is-a-program-too/solution.rs"]
mod ex22;

#[path = "ex23-a-channel-ends-with-its-senders/solution.rs"]
mod ex23;

#[path = "ex24-the-first-characters-say-what-a-line-is/solution.rs"]
mod ex24;

#[path = "ex25-accepted-refused-or-undecided/solution.rs"]
mod ex25;

#[path = "ex26-a-session-without-io/solution.rs"]
mod ex26;

#[path = "ex27-one-handle-for-all-sessions/solution.rs"]
mod ex27;

#[path = "ex28-on-disk-before-f/solution.rs"]
mod ex28;

#[path = "ex29-a-slow-reader-hurts-only-itself/solution.rs"]
mod ex29;
