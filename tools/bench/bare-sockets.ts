import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

// The ceiling: stock socket.io; what is posted goes to everybody.
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('end', () => {
    sockets.emit('sync', JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(204).end();
  });
});
const sockets = new Server(server, { path: '/socket', serveClient: false });
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port })));
