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
const FIRST_SERVER: &str = "lost-when-away";
const FIRST_LINE: usize = 13;
const FIRST_SECTION: usize = 5;

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
const SECOND_SERVER: &str = "text-is-trimmed";
const SECOND_LINE: usize = 11;
const SECOND_SECTION: usize = 4;

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
const THIRD_SERVER: &str = "messages-come-twice";
const THIRD_LINE: usize = 14;
const THIRD_SECTION: usize = 5;

#[cfg(test)]
mod tests;
