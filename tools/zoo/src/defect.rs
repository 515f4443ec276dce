//! What a server of the zoo does wrong.

use std::fmt;
use std::str::FromStr;

/// Each defect with what it does wrong and which rule that breaks, said once: for the
/// documentation, for programs, and for the README, which a test compares.
macro_rules! defects {
    ($(#[doc = $does:literal] #[doc = $breaks:literal] $defect:ident = $name:literal,)*) => {
        /// One thing that a server does wrong; everything else it does right.
        ///
        /// The first sentence says what it does, the second which rule of the protocol page that
        /// breaks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Defect {
            $(#[doc = $does] #[doc = $breaks] $defect,)*
        }

        impl Defect {
            /// Every defect, in the order of the protocol page's sections.
            pub const ALL: &'static [Defect] = &[$(Defect::$defect),*];

            /// Its name on a command line.
            pub fn name(self) -> &'static str {
                match self { $(Defect::$defect => $name,)* }
            }

            /// What it does wrong, in one sentence.
            pub fn does(self) -> &'static str {
                match self { $(Defect::$defect => $does.trim_ascii(),)* }
            }

            /// The rule of the protocol page that it breaks, with the number of its section.
            pub fn breaks(self) -> &'static str {
                match self { $(Defect::$defect => $breaks.trim_ascii(),)* }
            }
        }
    };
}

defects! {
    /// It takes what one read returns for one line, and drops what stands behind the LF.
    /// A read is not a line (protocol page, 1).
    AReadIsALine = "a-read-is-a-line",
    /// It takes what a client has not finished for a line.
    /// A line ends with LF; what has none is dropped (protocol page, 1 and 5).
    HalfALineIsALine = "half-a-line-is-a-line",
    /// It takes the CR before the LF for a part of the line.
    /// The receiver drops one CR just before the LF (protocol page, 1).
    TheCrIsKept = "the-cr-is-kept",
    /// It replaces each byte of a text that is not ASCII by a question mark.
    /// Lines are UTF-8 (protocol page, 1).
    BytesBecomeQuestionMarks = "bytes-become-question-marks",
    /// It serves a client only when the one before has gone.
    /// Each user has a session, also while others have one (protocol page, 2).
    OneAtATime = "one-at-a-time",
    /// It ends, with all its sessions, when one client breaks its connection.
    /// An end of a session is an end of that session only (protocol page, 2 and 5).
    AResetEndsEverything = "a-reset-ends-everything",
    /// It lets in whatever the first line says.
    /// If the login is not in the user base, the server closes (protocol page, 2).
    AnybodyComesIn = "anybody-comes-in",
    /// It takes the header of the user base for a login.
    /// The header is not a user (protocol page, 2).
    TheHeaderIsAUser = "the-header-is-a-user",
    /// It lets `ANA` in as `ana`.
    /// Logins are compared byte by byte (protocol page, 2).
    CapitalsAreEqual = "capitals-are-equal",
    /// It ends everybody's session when it sends somebody away; then users can come in again.
    /// An end of a session is an end of that session only (protocol page, 2 and 5).
    AStrangerEndsAll = "a-stranger-ends-all",
    /// It does not answer an empty line.
    /// Every line is answered by exactly one batch (protocol page, 3).
    NoBatchForAnEmptyLine = "no-batch-for-an-empty-line",
    /// It sends the `f` of a batch before the messages.
    /// The `f` is the end of a batch, always (protocol page, 3).
    FBeforeMessages = "f-before-messages",
    /// It sends the messages of a batch in the opposite order.
    /// A batch has its messages oldest first (protocol page, 3).
    NewestFirst = "newest-first",
    /// It sends each message twice in its batch.
    /// Within a session, a message comes once (protocol page, 3).
    MessagesComeTwice = "messages-come-twice",
    /// It leaves a message that was read in the inbox, so that it comes with every batch.
    /// A message that was read leaves the inbox, and is in no other batch (protocol page, 3 and 5).
    MessagesComeAgain = "messages-come-again",
    /// It drops what was sent to a user before the session began.
    /// A message waits in the inbox until its user has read it (protocol page, 4 and 5).
    LostWhenAway = "lost-when-away",
    /// It puts each message into its recipient's inbox, and into those of all but its sender.
    /// The message goes to the recipient's inbox (protocol page, 4).
    EverybodyGetsIt = "everybody-gets-it",
    /// It ends a batch at a message whose text is `f`, and loses that one and those behind it.
    /// The text `f` is a text like any other (protocol page, 4).
    TextFEndsTheBatch = "text-f-ends-the-batch",
    /// It removes the blanks at both ends of a text.
    /// The text is the rest of the line, byte for byte (protocol page, 4).
    TextIsTrimmed = "text-is-trimmed",
    /// It closes when a line is neither empty nor a message.
    /// Such a line is discarded, and the session goes on (protocol page, 4).
    ABadLineCloses = "a-bad-line-closes",
    /// It closes when there is no such recipient.
    /// Such a message is discarded, and the session goes on (protocol page, 4).
    AnUnknownRecipientCloses = "an-unknown-recipient-closes",
    /// It writes the row of a message when it accepts the message.
    /// A message gets its row when it has been read (protocol page, 5).
    LogWhenSent = "log-when-sent",
    /// It writes no rows into the log.
    /// A message that has been read gets a row (protocol page, 5).
    LogNever = "log-never",
    /// It writes each row twice.
    /// A message gets one row (protocol page, 5).
    LogTwice = "log-twice",
    /// It writes a row without quotes, whatever commas and quotes are in the text.
    /// The log is a CSV file (protocol page, 5).
    HandMadeCsv = "hand-made-csv",
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Nobody has this defect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownDefect(
    /// The name that was asked for.
    pub String,
);

impl fmt::Display for UnknownDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Defect::ALL.iter().map(|defect| defect.name()).collect();
        let (asked, names) = (&self.0, names.join(", "));
        write!(
            f,
            "no defect `{asked}`; take none for a correct server, or one of {names}"
        )
    }
}

impl std::error::Error for UnknownDefect {}

impl FromStr for Defect {
    type Err = UnknownDefect;

    fn from_str(name: &str) -> Result<Defect, UnknownDefect> {
        let mut all = Defect::ALL.iter().copied();
        all.find(|defect| defect.name() == name)
            .ok_or_else(|| UnknownDefect(name.to_owned()))
    }
}
