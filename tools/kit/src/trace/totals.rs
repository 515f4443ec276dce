//! How much was said.

use std::fmt;

use super::observation::Side;

/// Lines and bytes of both sides.
#[derive(Debug, Clone, Default)]
pub(super) struct Totals {
    pub(super) connections: usize,
    client: Count,
    server: Count,
}

#[derive(Debug, Clone, Default)]
struct Count {
    lines: usize,
    bytes: usize,
}

impl Totals {
    pub(super) fn add_line(&mut self, by: Side) {
        self.count(by).lines += 1;
    }

    pub(super) fn add_bytes(&mut self, by: Side, bytes: usize) {
        self.count(by).bytes += bytes;
    }

    /// Of one connection.
    pub(super) fn lines(&self) -> String {
        let Totals { client, server, .. } = self;
        format!(
            "{} sent, {} received",
            counted(client.lines, "line"),
            server.lines
        )
    }

    fn count(&mut self, by: Side) -> &mut Count {
        match by {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connections = counted(self.connections, "connection");
        let (client, server) = (&self.client, &self.server);
        write!(
            f,
            "{connections}; clients sent {client}, the server {server}"
        )
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lines, bytes) = (counted(self.lines, "line"), counted(self.bytes, "byte"));
        write!(f, "{lines} ({bytes})")
    }
}

fn counted(count: usize, what: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {what}{end}")
}
