/**
 * Words that, standing alone, end or resume writing to a number. Twilio's own default list (English; it then refuses our
 * messages itself) and the same in Cyrillic (only we refuse). https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
 */
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT', 'СТОП']);
const START = new Set(['START', 'YES', 'UNSTOP', 'СТАРТ']);

/** `optOutType` is Twilio's word on it (Advanced Opt-Out) and wins over ours. */
export function optOutOf(text: string, optOutType: string | null): 'stop' | 'start' | null {
  if (optOutType === 'STOP') return 'stop';
  if (optOutType === 'START') return 'start';
  if (optOutType) return null;
  const word = text.trim().toUpperCase();
  if (STOP.has(word)) return 'stop';
  return START.has(word) ? 'start' : null;
}
