import type { Actor } from './crm.ts';
import { Forbidden, NotFound } from './errors.ts';
import { ACTIONS, can, demand, found, permissionsOf } from './policy.ts';

const anna: Actor = { userId: 'anna', role: 'operator', inboxIds: ['support'], seesOwnOnly: false };
const narrow: Actor = { ...anna, seesOwnOnly: true };
const head: Actor = { userId: 'head', role: 'manager', inboxIds: ['support', 'sales'], seesOwnOnly: false };
const admin: Actor = { userId: 'boss', role: 'admin', inboxIds: [], seesOwnOnly: false };

describe('who may read a conversation', () => {
  const mixed = { inboxIds: ['support', 'sales'], ownerId: 'boris' };
  it('whoever has one of its inboxes sees the whole of it', () => expect(can(anna, 'conversation.read', mixed)).toBe(true));
  it('nobody without one of its inboxes', () => expect(can(anna, 'conversation.read', { inboxIds: ['sales'], ownerId: 'anna' })).toBe(false));
  it('an operator narrowed to their own sees their own and the unassigned, not the colleague’s', () => {
    expect(can(narrow, 'conversation.read', { ...mixed, ownerId: 'anna' })).toBe(true);
    expect(can(narrow, 'conversation.read', { ...mixed, ownerId: null })).toBe(true);
    expect(can(narrow, 'conversation.read', mixed)).toBe(false);
  });
  it('a manager by the inboxes of their teams, an admin always', () => {
    expect(can(head, 'conversation.read', { inboxIds: ['sales'], ownerId: 'anna' })).toBe(true);
    expect(can(head, 'conversation.read', { inboxIds: ['legal'], ownerId: null })).toBe(false);
    expect(can(admin, 'conversation.read', { inboxIds: [], ownerId: 'anna' })).toBe(true);
  });
  it('messages of a private inbox only who has that inbox', () => {
    const message = { ...mixed, inboxId: 'sales', inboxIsPrivate: true };
    expect(can(anna, 'message.read', message)).toBe(false);
    expect(can(anna, 'message.read', { ...message, inboxIsPrivate: false })).toBe(true);
    expect(can(head, 'message.read', message)).toBe(true);
    expect(can(admin, 'message.read', message)).toBe(true);
  });
});

describe('what the roles may', () => {
  it('reading implies nothing about exporting, merging or erasing', () => {
    expect(permissionsOf('operator')).toEqual(expect.arrayContaining(['contact.read', 'order.create', 'conversation.reply']));
    for (const action of ['contact.export', 'contact.merge', 'contact.erase'] as const) expect(permissionsOf('operator')).not.toContain(action);
  });
  it('only an admin touches people, channels, quarantine, tokens and the company', () => {
    for (const action of ['user.manage', 'inbox.manage', 'quarantine.manage', 'api-token.manage', 'company.manage', 'audit.read', 'team.manage'] as const) {
      expect([action, can(anna, action), can(head, action), can(admin, action)]).toEqual([action, false, false, true]);
    }
  });
  it('each higher role may all that the lower one may', () => {
    expect(permissionsOf('manager')).toEqual(expect.arrayContaining(permissionsOf('operator')));
    expect(permissionsOf('admin')).toEqual(ACTIONS);
  });
  it('one’s own profile is one’s own, even for an admin', () => {
    expect(can(anna, 'user.update-self', { userId: 'anna' })).toBe(true);
    expect(can(admin, 'user.update-self', { userId: 'anna' })).toBe(false);
  });
});

describe('refusals', () => {
  it('demand says Forbidden and names the action', () => expect(() => demand(anna, 'inbox.manage')).toThrow(Forbidden));
  it('found answers the same for what is not there and for what may not be seen', () => {
    const message = (make: () => unknown): string => {
      try { make(); return ''; } catch (error) { expect(error).toBeInstanceOf(NotFound); return (error as Error).message; }
    };
    const hidden = message(() => found({ id: 1 }, 'message', () => false));
    expect(hidden).not.toBe('');
    expect(message(() => found(undefined, 'message', () => true))).toBe(hidden);
  });
});
