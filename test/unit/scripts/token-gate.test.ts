import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../scripts/lib/processes.mjs';
import { openGate } from '../../../scripts/lib/token-gate.mjs';

// The gate that stands before the VS Code of `npm start`: without the token it answers nobody.
const token = 'the-right-token';
let inner: Server;
let close: () => void;
let port: number;

beforeAll(async () => {
  const socket = join(mkdtempSync(join(tmpdir(), 'tilework-gate-')), 's');
  inner = createServer((_, answer) => answer.end('inside'));
  inner.on('upgrade', (_, client) => client.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  await new Promise<void>((resolve) => inner.listen(socket, resolve));
  port = await freePort();
  close = await openGate({ host: '127.0.0.1', port, token, socket });
});
afterAll(() => {
  close();
  inner.close();
});

const get = async (path: string, headers: Record<string, string> = {}): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return `${answer.status} ${await answer.text()}`;
};

function upgrade(path: string): Promise<string> {
  return new Promise((resolve) => {
    const client = connect(port, '127.0.0.1', () => {
      client.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );
    });
    client.once('data', (data) => {
      resolve(data.toString().split('\r\n')[0] ?? '');
      client.destroy();
    });
  });
}

describe('without the token', () => {
  test.each(['/', '/version', '/static/x.js', '/?tkn=wrong', '/?tkn=', `/?tkn=${token}x`])(
    '%s is refused',
    async (path) => {
      expect(await get(path)).toBe('403 Forbidden.');
    },
  );

  test('a wrong cookie is refused', async () => {
    expect(await get('/', { cookie: 'vscode-tkn=wrong' })).toBe('403 Forbidden.');
  });

  test('a WebSocket is refused before it begins', async () => {
    expect(await upgrade('/')).toBe('HTTP/1.1 403 Forbidden');
  });
});

describe('with the token', () => {
  test('in the address', async () => {
    expect(await get(`/?folder=x&tkn=${token}`)).toBe('200 inside');
  });

  test('in the cookie', async () => {
    expect(await get('/version', { cookie: `a=b; vscode-tkn=${token}` })).toBe('200 inside');
  });

  test('a WebSocket goes through', async () => {
    expect(await upgrade(`/?tkn=${token}`)).toBe('HTTP/1.1 101 Switching Protocols');
  });
});
