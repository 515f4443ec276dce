#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| meu_mensageiro_fuzz::terminal_text::check(input));
