import type { CallState } from '../views.ts';

/**
 * From → to; what is not here does not happen, so callbacks in any order end in the same state. A missed call may still
 * bring a voicemail; once people spoke, nothing but the end of the call can follow.
 */
const TABLE: Record<CallState, readonly CallState[]> = {
  ringing: ['answered', 'completed', 'missed', 'voicemail', 'failed'],
  answered: ['completed'],
  completed: [],
  missed: ['voicemail'],
  voicemail: [],
  failed: [],
};

/** The state after `next` was told; unchanged where the table does not allow it. Null: the first we hear of this call. */
export function advanceCall(current: CallState | null, next: CallState): CallState {
  return current === null || TABLE[current].includes(next) ? next : current;
}

/** What a state means for those who answer. */
export function meaningOf(state: CallState, direction: 'inbound' | 'outbound'): 'ringing' | 'spoken' | 'missed' | 'nothing' {
  switch (state) {
    case 'ringing':
      return 'ringing';
    case 'answered':
    case 'completed':
      return 'spoken';
    case 'missed':
    case 'voicemail':
    case 'failed':
      return direction === 'inbound' ? 'missed' : 'nothing';
  }
}
