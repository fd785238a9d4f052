import { hash, verify } from '@node-rs/argon2';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import { Invalid } from '#crm-core';

/** 64 MiB, three passes, one lane; 2 is argon2id in this library. */
const COST = { algorithm: 2, memoryCost: 65_536, timeCost: 3, parallelism: 1 };
export const MIN_LENGTH = 12;
const MAX_LENGTH = 200;

/** Each hash takes 64 MiB: a flood of logins waits in line instead of taking the machine. */
const PARALLEL = 4;
let running = 0;
const line: (() => void)[] = [];
async function inLine<T>(work: () => Promise<T>): Promise<T> {
  if (running >= PARALLEL) await new Promise<void>((next) => line.push(next));
  running++;
  try {
    return await work();
  } finally {
    running--;
    line.shift()?.();
  }
}

export function hashPassword(password: string): Promise<string> {
  return inLine(() => hash(password, COST));
}

let decoy: Promise<string> | undefined;
/** False for a null hash too, after the same work: the answer's time tells nothing about who has an account. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  const known = stored ?? (await (decoy ??= hashPassword('no account has this password')));
  const matches = await inLine(() => verify(known, password.slice(0, MAX_LENGTH + 1)));
  return stored !== null && matches;
}

let strength: ZxcvbnFactory | undefined;
/** Throws Invalid('weak-password') for what is short, common, or made of the person's own name and address. No network. */
export function demandStrongPassword(password: string, about: readonly string[]): void {
  if (password.length < MIN_LENGTH) throw new Invalid('weak-password', `A password has at least ${MIN_LENGTH} characters.`, 'password');
  if (password.length > MAX_LENGTH) throw new Invalid('weak-password', `A password has at most ${MAX_LENGTH} characters.`, 'password');
  strength ??= new ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
  const words = about.flatMap((text) => [text, text.replace(/[\s.]+/g, ''), ...text.split('@'), ...text.split(/[\s@.]+/)]).map((word) => word.toLowerCase()).filter((word) => word.length > 2);
  if (strength.check(password, words).score < 2) throw new Invalid('weak-password', 'This password is easily guessed: it is a well-known one or made of your own name.', 'password');
}
