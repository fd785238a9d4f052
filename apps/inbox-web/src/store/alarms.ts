import type { AlarmView, Id } from '../../../../libs/crm-core/src/views.ts';
import type { DeskState } from './state.ts';

const grouped = new WeakMap<DeskState['alarms'], Map<Id, AlarmView>>();

/** What waits unnoticed in a conversation: of several the one that still climbs, else the longest. */
export function alarmOf({ alarms }: Pick<DeskState, 'alarms'>, conversationId: Id): AlarmView | undefined {
  let by = grouped.get(alarms);
  if (!by) {
    by = new Map();
    for (const alarm of Object.values(alarms)) {
      if (!alarm.conversationId) continue;
      const other = by.get(alarm.conversationId);
      if (!other || weight(alarm) < weight(other)) by.set(alarm.conversationId, alarm);
    }
    grouped.set(alarms, by);
  }
  return by.get(conversationId);
}

const weight = ({ state, since, id }: AlarmView): string => `${state === 'raised' ? 0 : 1} ${since} ${id}`;
