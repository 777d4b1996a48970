// The face of the room: the language server, for a connection and a host.
export type { FileRead, Host } from './host.ts';
export { type ServerInfo, serve } from './server.ts';
