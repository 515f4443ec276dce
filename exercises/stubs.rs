//! Every exercise as it is handed out, against its tests: each of them fails at least one.

#[path = "ex01-a-read-is-not-a-message/stub.rs"]
mod ex01;

#[path = "ex02-a-write-may-take-only-a-part/stub.rs"]
mod ex02;

#[path = "ex03-a-fin-says-that-is-all/stub.rs"]
mod ex03;

#[path = "ex04-one-clients-trouble-is-not-the-servers/stub.rs"]
mod ex04;

#[path = "ex05-a-line-has-a-limit/stub.rs"]
mod ex05;

#[path = "ex06-a-thread-for-each-client/stub.rs"]
mod ex06;

#[path = "ex07-a-deadline-is-for-the-whole-line/stub.rs"]
mod ex07;

#[path = "ex08-an-answer-says-which-line/stub.rs"]
mod ex08;

#[path = "ex09-a-login-is-compared-byte-by-byte/stub.rs"]
mod ex09;

#[path = "ex10-a-column-has-a-name/stub.rs"]
mod ex10;

#[path = "ex11-what-is-only-read-needs-no-lock/stub.rs"]
mod ex11;

#[path = "ex12-strangers-are-sent-away/stub.rs"]
mod ex12;

#[path = "ex13-one-blank-and-then-the-text/stub.rs"]
mod ex13;

#[path = "ex14-no-lock-over-a-write/stub.rs"]
mod ex14;

#[path = "ex15-a-panic-ends-one-session/stub.rs"]
mod ex15;

#[path = "ex16-in-order-once-to-the-right-one/stub.rs"]
mod ex16;

#[path = "ex17-which-server-which-line-which-rule/stub.rs"]
mod ex17;

#[path = "ex18-a-row-is-not-a-join-of-strings/stub.rs"]
mod ex18;

#[path = "ex19-wake-what-blocks-then-join/stub.rs"]
mod ex19;

#[path = "ex20-a-row-when-it-is-read/stub.rs"]
mod ex20;

#[path = "ex21-a-formula-is-text/stub.rs"]
mod ex21;

#[path = "ex22-the-terminal-is-a-program-too/stub.rs"]
mod ex22;

#[path = "ex23-a-channel-ends-with-its-senders/stub.rs"]
mod ex23;

#[path = "ex24-the-first-characters-say-what-a-line-is/stub.rs"]
mod ex24;

#[path = "ex25-accepted-refused-or-undecided/stub.rs"]
mod ex25;

#[path = "ex26-a-session-without-io/stub.rs"]
mod ex26;

#[path = "ex27-one-handle-for-all-sessions/stub.rs"]
mod ex27;

#[path = "ex28-on-disk-before-f/stub.rs"]
mod ex28;

#[path = "ex29-a-slow-reader-hurts-only-itself/stub.rs"]
mod ex29;
