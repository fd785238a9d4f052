import type { Socket } from 'node:net';
import type { Fault, Faults, Stage } from './faults.ts';

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

export interface SinkRules {
  readonly faults: Faults;
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly maxBytes: number;
  /** On the disk before it returns; only then is the mail acknowledged. */
  readonly keep: (envelope: Envelope, raw: Buffer) => Promise<void>;
  readonly drop: (envelope: Envelope, raw: Buffer, why: string) => void;
}

/** One client's SMTP conversation (RFC 5321), one command after the other; STARTTLS is not offered. */
export function serveSmtp(socket: Socket, rules: SinkRules): void {
  let buffer = Buffer.alloc(0);
  let from: string | null = null;
  let to: string[] = [];
  let receiving = false;
  let authenticated = rules.login === null;
  let pendingLogin: { step: 'user' | 'password' | 'plain'; user: string } | null = null;
  let dead = false;
  const say = (line: string) => {
    if (!dead) socket.write(`${line}\r\n`);
  };
  const reset = () => {
    dead = true;
    socket.resetAndDestroy();
  };
  /** True when a fault took the conversation over at this stage. */
  const failsAt = (stage: Stage): boolean => {
    const fault = rules.faults.take(stage);
    if (!fault) return false;
    act(fault);
    return true;
  };
  const act = (fault: Fault) => {
    if (fault.then.type === 'reset') return reset();
    if (fault.then.type === 'hang') {
      dead = true;
      return;
    }
    say(fault.then.line);
    if (fault.then.line.startsWith('421')) socket.end();
  };
  const clear = () => {
    from = null;
    to = [];
  };
  const login = (user: string, password: string) => {
    pendingLogin = null;
    if (failsAt('auth')) return;
    authenticated = user === rules.login?.user && password === rules.login.password;
    say(authenticated ? '235 2.7.0 Accepted' : '535 5.7.8 Username and Password not accepted');
  };
  const continueLogin = (line: string) => {
    const text = Buffer.from(line, 'base64').toString();
    if (pendingLogin?.step === 'plain') {
      const [, user = '', password = ''] = text.split('\0');
      return login(user, password);
    }
    if (pendingLogin?.step === 'user') {
      pendingLogin = { step: 'password', user: text };
      return say('334 UGFzc3dvcmQ6');
    }
    login(pendingLogin?.user ?? '', text);
  };
  const command = (line: string) => {
    if (pendingLogin) return continueLogin(line);
    const verb = line.split(/[ :]/, 1)[0]!.toUpperCase();
    const argument = /<([^>]*)>/.exec(line)?.[1] ?? '';
    switch (verb) {
      case 'EHLO':
        socket.write(['250-sink.example', `250-SIZE ${rules.maxBytes}`, '250-8BITMIME', '250-SMTPUTF8', ...(rules.login ? ['250-AUTH PLAIN LOGIN'] : []), '250 ENHANCEDSTATUSCODES', ''].join('\r\n'));
        return;
      case 'HELO':
        return say('250 sink.example');
      case 'AUTH': {
        const [, method = '', initial] = line.split(' ');
        if (method.toUpperCase() === 'LOGIN') {
          pendingLogin = { step: 'user', user: '' };
          return initial ? continueLogin(initial) : say('334 VXNlcm5hbWU6');
        }
        pendingLogin = { step: 'plain', user: '' };
        return initial ? continueLogin(initial) : say('334 ');
      }
      case 'MAIL': {
        if (!authenticated) return say('530 5.7.0 Authentication required');
        if (failsAt('mail')) return;
        if (Number(/SIZE=(\d+)/i.exec(line)?.[1] ?? 0) > rules.maxBytes) return say('552 5.3.4 Message size exceeds fixed limit');
        from = argument;
        to = [];
        return say('250 2.1.0 Ok');
      }
      case 'RCPT':
        if (from === null) return say('503 5.5.1 MAIL first');
        if (failsAt('rcpt')) return;
        if (rules.faults.isGreylisted(from, argument, Date.now())) return say('451 4.7.1 Greylisted, please try again later');
        to.push(argument);
        return say('250 2.1.5 Ok');
      case 'DATA':
        if (to.length === 0) return say('503 5.5.1 RCPT first');
        if (failsAt('data')) return;
        receiving = true;
        return say('354 End data with <CR><LF>.<CR><LF>');
      case 'RSET':
        clear();
        return say('250 2.0.0 Ok');
      case 'NOOP':
        return say('250 2.0.0 Ok');
      case 'QUIT':
        say('221 2.0.0 Bye');
        socket.end();
        return;
      default:
        return say('502 5.5.2 Command not recognized');
    }
  };
  const finish = async (raw: Buffer) => {
    const envelope = { from: from ?? '', to };
    clear();
    const fault = rules.faults.take('dot');
    if (raw.length > rules.maxBytes && !fault) return say('552 5.3.4 Message too big');
    if (!fault || fault.accept) await rules.keep(envelope, raw);
    else rules.drop(envelope, raw, fault.then.type === 'answer' ? fault.then.line : fault.then.type);
    if (fault) act(fault);
    else say('250 2.0.0 Ok: queued');
  };
  /** Content up to the lone dot, dots unstuffed (RFC 5321 4.5.2), or null when it has not all come. */
  const content = (): Buffer | null => {
    const atStart = buffer.subarray(0, 3).toString('latin1') === '.\r\n';
    const end = atStart ? 0 : buffer.indexOf('\r\n.\r\n');
    if (end < 0) return null;
    const raw = atStart ? Buffer.alloc(0) : buffer.subarray(0, end + 2);
    buffer = buffer.subarray(atStart ? 3 : end + 5);
    return Buffer.from(raw.toString('latin1').replace(/^\.\./gm, '.'), 'latin1');
  };
  const work = async () => {
    for (;;) {
      if (dead) return;
      if (receiving) {
        if (buffer.length > 0 && failsAt('body')) return;
        const raw = content();
        if (raw === null) return;
        receiving = false;
        await finish(raw);
        continue;
      }
      const newline = buffer.indexOf('\n');
      if (newline < 0) return;
      const line = buffer.toString('utf8', 0, newline).replace(/\r$/, '');
      buffer = buffer.subarray(newline + 1);
      command(line);
    }
  };
  // A large content is put together once, when its end may have come, not at every chunk.
  let waiting: Buffer[] = [];
  let tail = Buffer.alloc(0);
  let turn = Promise.resolve();
  const take = async (chunk: Buffer) => {
    waiting.push(chunk);
    const seam = Buffer.concat([tail, chunk]);
    tail = seam.subarray(-4);
    const mayEnd = seam.includes('.\r\n');
    if (receiving && buffer.length > 0 && !mayEnd) return;
    buffer = Buffer.concat([buffer, ...waiting]);
    waiting = [];
    await work();
  };
  socket.on('data', (chunk) => {
    turn = turn.then(() => take(chunk)).catch(() => reset());
  });
  socket.on('error', () => undefined);
  if (!failsAt('connect')) say('220 sink.example ESMTP');
}
