import type { CapabilitiesView, InboxView } from '../../../../../libs/crm-core/src/views.ts';
import { emptyState } from '../../store/state.ts';
import { aMe, aMessage } from '../../testing/builders.ts';
import { whyNot } from './may-change.ts';

const inbox = (capabilities: Partial<CapabilitiesView>): InboxView => ({ id: 'inbox-1', capabilities: [{ channel: 'telegram', ...capabilities }] }) as InboxView;
const me = aMe({ id: 'anna', role: 'operator' });
const state = (capabilities: Partial<CapabilitiesView>) => ({ ...emptyState, me, inboxes: { 'inbox-1': inbox(capabilities) } });
const said = aMessage({ direction: 'outbound', authorId: 'anna', delivery: 'sent', occurredAt: '2026-06-18T10:00:00.000Z' });
const now = Date.parse('2026-06-19T10:00:00.000Z');
const able = { canEdit: { withinMs: null }, canDelete: { withinMs: 48 * 3_600_000 } };

describe('what can be done to a message that was sent', () => {
  it('is what its channel can, as long as it can', () => {
    expect([whyNot(state(able), said, 'edit', now), whyNot(state(able), said, 'delete', now)]).toEqual([null, null]);
    expect(whyNot(state(able), said, 'edit', now + 72 * 3_600_000)).toBeNull();
    expect(whyNot(state(able), said, 'delete', now + 72 * 3_600_000)).not.toBeNull();
    expect(whyNot(state({}), said, 'delete', now)).not.toBeNull();
  });

  it('is nothing before it arrived, while a change is under way, and to a colleague’s, unless one leads', () => {
    for (const delivery of ['queued', 'submitting', 'uncertain', 'failed'] as const) expect(whyNot(state(able), { ...said, delivery }, 'edit', now)).not.toBeNull();
    expect(whyNot(state(able), { ...said, change: { kind: 'edit', failure: null } }, 'delete', now)).not.toBeNull();
    expect(whyNot(state(able), { ...said, change: { kind: 'edit', failure: 'No.' } }, 'delete', now)).toBeNull();
    expect(whyNot(state(able), { ...said, authorId: 'boris' }, 'edit', now)).not.toBeNull();
    expect(whyNot({ ...state(able), me: { ...me, role: 'manager' } }, { ...said, authorId: 'boris' }, 'edit', now)).toBeNull();
  });
});
