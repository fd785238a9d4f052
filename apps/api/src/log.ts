import type { LoggerService } from '@nestjs/common';
import pino from 'pino';
import type { Config } from './config.ts';

export type Log = pino.Logger;

/** Whatever may stand for a person or open a door; ids and counts stay. */
const SECRET = ['password', 'token', 'authorization', 'cookie', 'credentials', 'secret', 'text', 'html', 'body', 'email', 'phone', 'url', 'connectionString'];

/** JSON lines on stdout. `destination` is for tests that read them. */
export function createLog(level: Config['logLevel'], destination?: pino.DestinationStream): Log {
  const paths = SECRET.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  const options: pino.LoggerOptions = {
    level,
    base: { pid: process.pid },
    redact: { paths, censor: '[redacted]' },
    serializers: { err: (error: Error & { code?: string }) => ({ type: error.name, message: error.message, code: error.code, stack: error.stack }) },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** What Nest itself has to say, in the same form. Its start-up chatter is worth `debug` only. */
export function nestLog(log: Log): LoggerService {
  const write = (level: 'debug' | 'warn' | 'error') => (message: unknown, ...rest: unknown[]) =>
    log[level]({ nest: rest.filter((part) => typeof part === 'string').at(-1), ...(message instanceof Error ? { err: message } : {}) }, message instanceof Error ? message.message : String(message));
  return { log: write('debug'), debug: write('debug'), verbose: write('debug'), warn: write('warn'), error: write('error'), fatal: write('error') };
}
