//! The threads of one chat: who starts them, and in which order they end.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use super::completion::People;
use super::conversation::{Conversation, Manner};
use super::driver::{Driver, Event};
use super::editor::Editor;
use super::plain::PlainInput;
use super::screen::{Printer, Screen};
use super::{Ending, Error, history, terminal};

/// How many events may wait for the driver; whoever has one more waits.
const EVENTS: usize = 64;

/// The threads of a chat, except the one in which lines are typed.
struct Chat {
    screen: Screen,
    printing: JoinHandle<()>,
    driving: JoinHandle<Result<Ending, Error>>,
    events: SyncSender<Event>,
    prompts: Receiver<bool>,
}

/// Chats with a line editor, on the caller's thread.
pub(super) fn with_editor(manner: Manner) -> Result<Ending, Error> {
    terminal::expect_interrupts();
    let (screen, people) = (Screen::default(), People::default());
    let file = history::file(&manner.me);
    let mut editor = Editor::new(&manner.me, file, people.clone(), screen.clone())?;
    let printer = editor.printer()?;
    let chat = Chat::start(manner, screen, people, printer)?;
    for question in &chat.prompts {
        if chat
            .events
            .send(Event::Here(editor.read(question)))
            .is_err()
        {
            break;
        }
    }
    // Before the screen is waited for: it may be waiting for the editor to print.
    drop(editor);
    chat.finish()
}

/// Chats over lines of the standard input.
pub(super) fn with_lines(manner: Manner, input: PlainInput) -> Result<Ending, Error> {
    let interactive = manner.interactive;
    let printer = terminal::Plain { interactive };
    let (screen, people) = (Screen::default(), People::default());
    let mut chat = Chat::start(manner, screen, people, printer)?;
    let prompts = std::mem::replace(&mut chat.prompts, channel().1);
    input.start(prompts, chat.events.clone())?;
    chat.finish()
}

impl Chat {
    fn start(
        manner: Manner,
        screen: Screen,
        people: People,
        printer: impl Printer,
    ) -> io::Result<Self> {
        let (reports, events) = sync_channel(EVENTS);
        let (for_prompts, prompts) = channel();
        let for_printed = reports.clone();
        let printing = screen.start(printer, terminal::look(), move |printed| {
            // At the end nobody listens any more.
            let _ = for_printed.send(Event::Here(printed));
        })?;
        let driver = Driver {
            conversation: Conversation::new(manner.clone()),
            manner,
            screen: screen.clone(),
            people,
            prompts: for_prompts,
            events,
            reports: reports.clone(),
            socket: None,
            number: 0,
        };
        let for_end = screen.clone();
        let thread = thread::Builder::new().name("conversation".to_owned());
        let driving = thread.spawn(move || {
            let result = driver.run();
            if for_end.forbid_editing() {
                terminal::interrupt_editor();
            }
            result
        })?;
        Ok(Self {
            screen,
            printing,
            driving,
            events: reports,
            prompts,
        })
    }

    /// Waits for the end, and until the last words are printed.
    fn finish(self) -> Result<Ending, Error> {
        let result = self.driving.join();
        self.screen.close();
        let printed = self.printing.join();
        match (result, printed) {
            (Ok(result), Ok(())) => result,
            (Err(panic), _) | (_, Err(panic)) => std::panic::resume_unwind(panic),
        }
    }
}
