'use strict';

const LF = 10;
const CR = 13;

/** The limit of a line in bytes, without its end. */
const LONGEST = 4096;

/**
 * The lines that come over a socket, as buffers without their ends. Ends at the end of the
 * connection, and at a line that is too long. Bytes become text only when the line is complete.
 */
async function* lines(socket) {
  let rest = Buffer.alloc(0);
  for await (const piece of socket) {
    rest = Buffer.concat([rest, piece]);
    let end;
    while ((end = rest.indexOf(LF)) >= 0) {
      const line = rest.subarray(0, rest[end - 1] === CR ? end - 1 : end);
      rest = rest.subarray(end + 1);
      if (line.length > LONGEST) return;
      yield line;
    }
    if (rest.length > LONGEST + 1) return;
  }
}

module.exports = { lines };
