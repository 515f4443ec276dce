//! One direction of a connection: what comes from one side is reported, then passed on.

use super::call::Teller;
use super::link::{Found, Link};
use super::observation::{Seen, Side};
use super::torture::{Cut, Torture};

/// How much one read takes.
const READ: usize = 16 * 1024;

/// Carries what one side says to the other.
pub(super) struct Pump<'a> {
    link: &'a Link,
    from: Side,
    to: Side,
    torture: Torture,
    teller: &'a Teller,
    /// What may still pass before the connection is cut.
    left: Option<u64>,
}

impl<'a> Pump<'a> {
    pub(super) fn new(link: &'a Link, from: Side, torture: Torture, teller: &'a Teller) -> Self {
        Pump {
            link,
            from,
            to: from.other(),
            torture,
            teller,
            left: torture.cut_after.filter(|_| from == Side::Client),
        }
    }

    /// Until this side says no more, or the connection is over.
    pub(super) fn run(mut self) {
        let mut buffer = vec![0; READ];
        loop {
            let found = self.link.read(self.from, &mut buffer);
            if self.link.is_over() {
                return;
            }
            match found {
                Found::Bytes(count) => {
                    if !self.pass_on(&buffer[..count]) {
                        return;
                    }
                }
                Found::Nothing => self.teller.tell(Seen::Pause(self.from)),
                Found::End => return self.end(),
                Found::Broken => return self.broken(self.from),
            }
        }
    }

    /// False where nothing more is to be read.
    fn pass_on(&mut self, bytes: &[u8]) -> bool {
        let most = self.left.and_then(|left| usize::try_from(left).ok());
        let bytes = &bytes[..most.map_or(bytes.len(), |most| most.min(bytes.len()))];
        if !bytes.is_empty() {
            self.teller.tell(Seen::Bytes(self.from, bytes.to_vec()));
        }
        for piece in self.torture.pieces(bytes) {
            self.link.wait(self.torture.pause());
            if let Err(side) = self.link.write(self.to, piece) {
                self.broken(side);
                return false;
            }
        }
        self.left = self.left.map(|left| left - bytes.len() as u64);
        if self.left == Some(0) {
            self.cut();
        }
        self.left != Some(0)
    }

    fn end(&self) {
        self.teller.tell(Seen::Fin(self.from));
        if !self.link.finish(self.to) {
            self.broken(self.to);
        }
    }

    /// A reset on one side becomes a reset on the other.
    fn broken(&self, by: Side) {
        if self.link.give_up() {
            self.teller.tell(Seen::Reset(by));
            self.link.reset();
        }
    }

    fn cut(&self) {
        match self.torture.cut {
            Cut::Reset if self.link.give_up() => {
                self.teller.tell(Seen::Cut(Cut::Reset));
                self.link.reset();
            }
            Cut::Reset => {}
            Cut::Fin => {
                self.teller.tell(Seen::Cut(Cut::Fin));
                self.link.finish(self.to);
                self.swallow();
            }
        }
    }

    /// Takes what the client still says, so that closing its socket is no reset.
    fn swallow(&self) {
        let mut buffer = vec![0; READ];
        while !self.link.is_over() {
            match self.link.read(self.from, &mut buffer) {
                Found::Bytes(_) | Found::Nothing => {}
                Found::End | Found::Broken => return,
            }
        }
    }
}
