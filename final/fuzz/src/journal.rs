//! Reading a journal that may be anything.

use meu_mensageiro::journal::{Recovered, ScanError, scan};

/// Any bytes are a journal or damage, and what is taken of them stands in their good part alone.
pub fn check(bytes: &[u8]) {
    let recovered = match scan(bytes) {
        Ok(recovered) => recovered,
        Err(ScanError::Damaged { line, offset }) => {
            assert!(line >= 1 && offset <= bytes.len() as u64);
            return;
        }
        Err(ScanError::Io(error)) => panic!("memory has no errors: {error}"),
    };
    assert_eq!(recovered.length, bytes.len() as u64);
    assert!(recovered.end <= recovered.length);
    let unread = recovered.unread.iter();
    let read = recovered.read.iter().map(|row| row.message.id);
    let ids = unread.map(|(id, message)| {
        assert_eq!(*id, message.id);
        *id
    });
    // There is always a next number, and room to count on.
    assert!(ids.chain(read).all(|id| id < recovered.next_id));
    assert!(recovered.next_id < u64::MAX && recovered.header.read < u64::MAX);

    let good = scan(&bytes[..recovered.end as usize]).expect("the good part is whole");
    assert_eq!(good.torn(), None);
    assert_eq!(state(&good), state(&recovered));
}

/// What a journal says, in a form to be compared: each unread message, and each row.
pub fn state(recovered: &Recovered) -> (Vec<String>, Vec<String>) {
    let unread = recovered.unread.values();
    let read = recovered.read.iter();
    (
        unread
            .map(|message| format!("{} {}", message.to, message.push_line()))
            .collect(),
        read.map(|row| {
            let message = &row.message;
            format!("{:.3} {} {}", row.read_at, message.to, message.push_line())
        })
        .collect(),
    )
}
