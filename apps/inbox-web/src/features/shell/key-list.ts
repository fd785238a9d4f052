/** Every key of the window, in the order of the sheet: how it is written and what it does. */
import type { MessageId } from '../../i18n/index.ts';
import { nameOfWritten } from '../../store/own-keys.ts';
import { commands } from '../palette/commands.ts';

type Line = readonly [written: string, does: MessageId];

/** Those that may stand elsewhere. */
const movable: readonly Line[] = [
  ['J', 'keys.next'],
  ['K', 'keys.previous'],
  ['R', 'keys.reply'],
  ['N', 'keys.note'],
  ['Mod Shift L', 'keys.sendLater'],
  ['Z', 'keys.undo'],
  ['F', 'message.forward'],
  ['Shift E', 'message.edit'],
  ['Shift Delete', 'message.delete'],
  ["Mod '", 'keys.channel'],
  ['Mod .', 'keys.sendMenu'],
  ['Mod Shift A', 'keys.attach'],
  ['Shift V', 'keys.voice'],
  ['E', 'keys.close'],
  ['H', 'keys.snooze'],
  ['A', 'keys.assign'],
  ['I', 'keys.toMe'],
  ['L', 'keys.label'],
  ['P', 'keys.priority'],
  ['W', 'keys.follow'],
  ['Shift U', 'keys.unread'],
  ['X', 'keys.pick'],
  ['Shift J', 'keys.extendDown'],
  ['Shift K', 'keys.extendUp'],
  ['Shift A', 'keys.bulkAll'],
  ['Shift R', 'keys.readPicked'],
  ['Shift F', 'keys.filter'],
  ['S', 'keys.sort'],
  ['T', 'keys.task'],
  ['Mod ;', 'keys.promise'],
  ['Mod Shift ;', 'keys.noPromise'],
  ['O', 'keys.order'],
  ['D', 'keys.deal'],
  ['V', 'keys.dealMarks'],
  ['Shift M', 'merge.title'],
  ['C', 'keys.new'],
  ['Shift C', 'keys.call'],
  [']', 'keys.panel'],
  ['/', 'keys.search'],
  ['Mod K', 'keys.palette'],
  ['G Q', 'keys.goQueue'],
  ['G I', 'keys.goInbox'],
  ['G T', 'keys.goTasks'],
  ['G D', 'keys.goDeals'],
  ['G A', 'keys.goAlarms'],
  ['G R', 'keys.goReports'],
  ['G S', 'keys.goSettings'],
  ['Shift S', 'keys.saveTable'],
  ['B', 'keys.bell'],
  ['Shift D', 'keys.duty'],
  ['?', 'keys.sheet'],
];

/** Those of every text field and every browser, which stay where people know them. */
const fixed: readonly Line[] = [
  ['Mod Enter', 'keys.send'],
  ['Mod Shift Enter', 'keys.sendNext'],
  ['/ …', 'keys.canned'],
  ['@', 'keys.mention'],
  [':', 'keys.emoji'],
  ['Mod B', 'letter.bold'],
  ['Mod I', 'letter.italic'],
  ['Mod Shift 8', 'letter.bullets'],
  ['Mod Shift 7', 'letter.numbers'],
  ['Mod Shift X', 'letter.quoteFormat'],
  ['End', 'keys.toEnd'],
  ['F6', 'keys.nextRegion'],
  ['Shift F6', 'keys.previousRegion'],
];

/** What the registry of commands has a key for and the list above does not name. */
function further(): readonly Line[] {
  const listed = new Set(movable.map(([written]) => written));
  return commands.flatMap(({ keys, title }) => (keys && !listed.has(keys) ? [[keys, title] as const] : []));
}

export const movableKeys = (): readonly Line[] => [...movable, ...further()];
export const allKeys = (): readonly Line[] => [...movableKeys(), ...fixed];

/** Places that mean something to every text field, every browser or the letter; nobody's action goes there. */
const TAKEN = new Set([...fixed.map(([written]) => nameOfWritten(written)), ...['A', 'C', 'V', 'X', 'Z', 'Y', 'T', 'W', 'N', 'Q', 'R', 'P', 'F', 'S', 'L'].map((letter) => `Mod+Key${letter}`), 'KeyG', 'Mod+Shift+KeyT', 'Mod+Shift+KeyN', 'Mod+Shift+KeyW', 'Mod+Shift+KeyI', 'Mod+Shift+KeyZ']);

/** Whether an action may stand there: a letter, a digit, a sign or a function key, with Shift or Mod, or after G. */
export const mayStand = (name: string): boolean => !TAKEN.has(name) && /^(KeyG (Shift\+)?Key[A-Z]|(Mod\+)?(Shift\+)?(Key[A-Z]|Digit\d|Slash|BracketLeft|BracketRight|Quote|Period|Comma|Semicolon|Backslash|Minus|Equal|Backquote|F[2-9]|Insert|Delete)|\?)$/.test(name) && !/^(Shift\+)?F[56]$/.test(name);
