import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { start, stop } from './children.ts';
import { freePort } from './servers.ts';

export interface RunningProxy {
  readonly port: number;
  stop(): Promise<void>;
}

const PATIENCE_MS = 5_000;

/** nginx with one worker, in front of a server to which its connections are kept. All its files are in the folder. */
export async function startProxy(serverPort: number, folder: string): Promise<RunningProxy> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, configOf(port, serverPort, folder));
  const args = ['-p', folder, '-c', config, '-e', join(folder, 'error.log')];
  const child = start('nginx', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const since = performance.now();
  while (!(await isOpen(port))) {
    if (performance.now() - since > PATIENCE_MS) throw new Error('nginx has not begun to listen');
    await wait(20);
  }
  return { port, stop: () => stop(child) };
}

function configOf(port: number, serverPort: number, folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(folder, kind)};`)
    .join(' ');
  return `daemon off;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary}
  keepalive_requests 1000000000;
  upstream guildhall {
    server 127.0.0.1:${serverPort};
    keepalive 128;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://guildhall;
      proxy_http_version 1.1;
      proxy_set_header connection "";
      proxy_set_header host $http_host;
      proxy_set_header x-forwarded-for $remote_addr;
    }
  }
}
`;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
