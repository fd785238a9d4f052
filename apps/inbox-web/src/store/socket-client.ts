/** What speaks to the server, in a file of its own: fetched when the first screen stands (live.ts). */
export { io } from 'socket.io-client';
