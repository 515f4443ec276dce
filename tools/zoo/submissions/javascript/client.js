'use strict';
// The client: node client.js [HOST] [PORT]

const net = require('node:net');
const readline = require('node:readline');
const { lines } = require('./lines.js');

const [host = '127.0.0.1', port = '3333'] = process.argv.slice(2);
const keyboard = readline.createInterface({ input: process.stdin, output: process.stdout });

function leave(message) {
  console.log(message);
  process.exit();
}

/** Shows what comes, above the line that the user is typing. */
function print(text) {
  readline.clearLine(process.stdout, 0);
  readline.cursorTo(process.stdout, 0);
  console.log(text);
  keyboard.prompt(true);
}

async function showBatches(socket) {
  for await (const bytes of lines(socket)) {
    const line = bytes.toString('utf8');
    if (line === 'f') continue; // the end of a batch
    const message = /^@(\S+) (.*)$/s.exec(line);
    if (message !== null) print(`<${message[1]}> ${message[2]}`);
  }
}

keyboard.question('Name: ', (name) => {
  const socket = net.connect(Number(port), host, () => {
    socket.write(name + '\n');
    console.log('@NAME TEXT sends, Enter alone fetches');
    keyboard.prompt();
  });
  showBatches(socket)
    .then(() => leave('The server has closed the connection.'))
    .catch((error) => leave(`The connection is lost: ${error.message}`));
  keyboard.on('line', (line) => {
    socket.write(line + '\n');
    keyboard.prompt();
  });
});
keyboard.on('close', () => leave(''));
