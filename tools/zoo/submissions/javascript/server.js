'use strict';
// The server: node server.js [HOST] [PORT] [DATA]

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { lines } = require('./lines.js');

const [host = '127.0.0.1', port = '3333', data = '.'] = process.argv.slice(2);
const logFile = path.join(data, 'messages.csv');

/** To each login belong the messages that wait for this user. */
const inboxes = new Map(readLogins().map((login) => [login, []]));

function readLogins() {
  const text = fs.readFileSync(path.join(data, 'users.csv'), 'utf8');
  const rows = text.split(/\r?\n/).slice(1); // the header is no user
  return rows.filter((row) => row !== '').map((row) => row.split(',')[0]);
}

function csvRow(values) {
  const quoted = values.map((value) =>
    /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
  );
  return quoted.join(',') + '\n';
}

/** Throws where the bytes are no UTF-8. */
function decode(bytes) {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

function store(from, line) {
  const message = /^@(\S+) (.+)$/s.exec(line);
  if (message === null) return;
  const [, to, text] = message;
  inboxes.get(to)?.push({ from, to, text, sentAt: new Date().toISOString() });
}

/** Resolves when the bytes have been written. */
function write(socket, text) {
  return new Promise((resolve, reject) => {
    socket.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

async function sendBatch(socket, login) {
  const messages = inboxes.get(login);
  inboxes.set(login, []);
  const batch = messages.map(({ from, text }) => `@${from} ${text}\n`).join('');
  await write(socket, batch + 'f\n');
  const rows = messages.map(({ from, to, text, sentAt }) =>
    csvRow([sentAt, from, to, text, new Date().toISOString()])
  );
  fs.appendFileSync(logFile, rows.join(''));
}

async function serve(socket) {
  let login;
  for await (const bytes of lines(socket)) {
    const line = decode(bytes);
    if (login !== undefined) {
      store(login, line);
    } else if (inboxes.has(line)) {
      login = line;
    } else {
      return;
    }
    await sendBatch(socket, login);
  }
}

if (!fs.existsSync(logFile)) {
  fs.writeFileSync(logFile, csvRow(['sent_at', 'from', 'to', 'text', 'read_at']));
}
const server = net.createServer((socket) => {
  // An error ends this connection and no other.
  socket.on('error', () => {});
  serve(socket)
    .catch((error) => console.error(`a connection has ended: ${error.message}`))
    .finally(() => socket.destroy());
});
server.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen(Number(port), host, () => console.log(`listening on ${host}:${port}`));
