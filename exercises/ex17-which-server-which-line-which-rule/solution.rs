//! Three traces, each of another wrong server. The answers stand below each of them.

const FIRST_TRACE: &str = "
ana> ana
ana< f
ana> @bia um teste: chega um f?
ana< f
ana> @bia f
ana< f
ana> @bia chegou?
ana< f
bia> bia
bia< @ana um teste: chega um f?
bia< f
bia>
bia< f
";
// Two messages are missing, but not all of them, so it did not forget what was sent before bia came.
// What is missing begins with the text `f`. Line 11 ends the batch; a right server says `@ana f`.
const FIRST_SERVER: &str = "text-f-ends-the-batch";
const FIRST_LINE: usize = 11;
const FIRST_SECTION: usize = 4;

const SECOND_TRACE: &str = r#"
bia: raw "bia\n\n"
bia< f
bia< f
ana> ana
ana< f
ana: raw "@bia ainda n"
ana: half-close
ana< f
ana: closed
bia>
bia< @ana ainda n
bia< f
"#;
// Ana never sent the LF. Already the `f` of line 8 says that the server took these bytes for a line;
// that bia gets them follows from it. Bia's two lines came with one write and have two answers, so
// the server knows that a read is not a line.
const SECOND_SERVER: &str = "half-a-line-is-a-line";
const SECOND_LINE: usize = 8;
const SECOND_SECTION: usize = 1;

const THIRD_TRACE: &str = "
bia> bia
bia< f
ana> ana
ana< f
ana> @bia oi
ana< f
bia>
bia< @ana oi
bia< f
ana> @bia até já
ana< f
bia>
bia< @ana oi
bia< @ana até já
bia< f
";
// Line 8 has the message once, so it is not sent twice in a batch. Line 13 has it again, in the next
// batch.
const THIRD_SERVER: &str = "messages-come-again";
const THIRD_LINE: usize = 13;
const THIRD_SECTION: usize = 3;

#[cfg(test)]
mod tests;
