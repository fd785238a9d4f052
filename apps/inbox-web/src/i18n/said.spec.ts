import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { switchLocale } from './index.ts';
import { inOwnWords, sentences, troubleInOwnWords, translateSaid } from './said.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const sourceOf = (folder: string): string =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

beforeAll(async () => {
  Object.assign(globalThis, { document: { documentElement: {} } });
  await switchLocale('ru');
});
afterAll(() => void Reflect.deleteProperty(globalThis, 'document'));

describe('what a channel said', () => {
  it('is known word for word as the adapters write it', () => {
    const sources = sourceOf('libs/channels/src') + sourceOf('apps/api/src/channels');
    const unknown = sentences.map(([said]) => said).filter((said) => !said.split(/\{\w+\}/).every((part) => sources.includes(part)));
    expect(unknown).toEqual([]);
  });

  it('is read in the own language, with what differs', () => {
    expect(inOwnWords('The mail server refused our login.')).toMatch(/не принимает вход/);
    expect(inOwnWords('The account has no number +380555000100.')).toBe('В аккаунте Twilio нет номера +380555000100.');
    expect(inOwnWords('The outbound URL answers 403. An admin checks the URL and the secret of this inbox.')).toMatch(/403/);
  });

  it('is named with the step that failed and ends once', () => {
    expect(troubleInOwnWords('IMAP login: The mail server refuses the login. Some providers need an app password.')).toBe(
      'Вход по IMAP: Почтовый сервер не принимает вход. Проверьте пользователя и пароль; некоторым провайдерам нужен пароль приложения.',
    );
    expect(troubleInOwnWords('The mail server refuses the login.')).toMatch(/^Почтовый сервер .*[^.]\.$/);
  });

  it('tells why something was kept without being understood', () => {
    expect(inOwnWords('The form of a message names no MessageSid or no From.')).toBe('Сообщение пришло без отправителя или без своего номера.');
    expect(inOwnWords('The mail server does not give this mail.')).toBe('Почтовый сервер не отдаёт это письмо.');
  });

  it('stays as it came when nobody here wrote it', () => {
    expect(translateSaid('550 5.7.1 go away')).toBeNull();
    expect(inOwnWords('550 5.7.1 go away')).toBe('550 5.7.1 go away');
  });
});
