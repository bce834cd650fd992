// @ts-check
// A gate before the VS Code server: whoever does not show the token gets 403 and nothing else. The server itself
// checks its token for everything that matters, but answers a few addresses to anybody; and it listens on a socket
// file that only this user can open, so that there is no way around the gate.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';

/** The cookie in which VS Code keeps the token after the first page. */
const cookie = 'vscode-tkn';

/**
 * Listens on the loopback address and passes on what shows the token.
 * @param {{ host: string, port: number, token: string, socket: string }} options
 * @returns {Promise<() => void>} closes the gate
 */
export function openGate({ host, port, token, socket }) {
  const gate = createServer((incoming, outgoing) => {
    if (!showsToken(incoming, token)) {
      outgoing.writeHead(403, { 'content-type': 'text/plain' }).end('Forbidden.');
      return;
    }
    const { url: path, method, headers } = incoming;
    const onward = request({ socketPath: socket, path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  gate.on('upgrade', (incoming, client, head) => {
    if (!showsToken(incoming, token)) {
      client.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    const inner = connect(socket, () => {
      inner.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${rawHeaders(incoming)}\r\n`);
      inner.write(head);
      inner.pipe(client).pipe(inner);
    });
    inner.on('error', () => client.destroy());
    client.on('error', () => inner.destroy());
  });
  return new Promise((resolve, reject) => {
    gate.once('error', reject);
    gate.listen(port, host, () => {
      resolve(() => {
        gate.close();
        gate.closeAllConnections();
      });
    });
  });
}

/**
 * Whether a request has the token in its address or in VS Code's cookie.
 * @param {import('node:http').IncomingMessage} incoming
 * @param {string} token
 */
function showsToken({ url = '/', headers }, token) {
  const inAddress = new URL(url, 'http://gate').searchParams.get('tkn');
  const cookies = (headers.cookie ?? '').split(';').map((one) => one.trim().split('='));
  const inCookie = cookies.find(([name]) => name === cookie)?.[1];
  return [inAddress, inCookie].some((shown) => typeof shown === 'string' && same(shown, token));
}

/**
 * Takes as long for a guess that is nearly right as for one that is all wrong.
 * @param {string} a
 * @param {string} b
 */
function same(a, b) {
  const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** @param {import('node:http').IncomingMessage} incoming */
function rawHeaders({ rawHeaders: raw }) {
  let text = '';
  for (let i = 0; i < raw.length; i += 2) text += `${raw[i]}: ${raw[i + 1]}\r\n`;
  return text;
}
