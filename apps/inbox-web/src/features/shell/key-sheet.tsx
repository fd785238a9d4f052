import { t, type MessageId } from '../../i18n/index.ts';
import { commands } from '../palette/commands.ts';
import { setWindow } from '../../store/window-state.ts';
import { Keys } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';

const sheet: readonly (readonly [string, MessageId])[] = [
  ['J', 'keys.next'],
  ['K', 'keys.previous'],
  ['R', 'keys.reply'],
  ['N', 'keys.note'],
  ['Mod Enter', 'keys.send'],
  ['Mod Shift Enter', 'keys.sendNext'],
  ['Mod Shift L', 'keys.sendLater'],
  ['Z', 'keys.undo'],
  ['F', 'message.forward'],
  ['Shift E', 'message.edit'],
  ['Shift Delete', 'message.delete'],
  ['Mod B', 'letter.bold'],
  ['Mod I', 'letter.italic'],
  ['Mod Shift 8', 'letter.bullets'],
  ['Mod Shift 7', 'letter.numbers'],
  ['Mod Shift X', 'letter.quoteFormat'],
  ["Mod '", 'keys.channel'],
  ['Mod .', 'keys.sendMenu'],
  ['/ …', 'keys.canned'],
  ['@', 'keys.mention'],
  [':', 'keys.emoji'],
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
  ['Shift J K', 'keys.extend'],
  ['Shift A', 'keys.bulkAll'],
  ['Shift R', 'keys.readPicked'],
  ['Shift F', 'keys.filter'],
  ['S', 'keys.sort'],
  ['T', 'keys.task'],
  ['O', 'keys.order'],
  ['C', 'keys.new'],
  ['Shift C', 'keys.call'],
  [']', 'keys.panel'],
  ['End', 'keys.toEnd'],
  ['/', 'keys.search'],
  ['Mod K', 'keys.palette'],
  ['G Q', 'keys.goQueue'],
  ['G I', 'keys.goInbox'],
  ['G T', 'keys.goTasks'],
  ['G S', 'keys.goSettings'],
  ['B', 'keys.bell'],
  ['Shift D', 'keys.duty'],
  ['?', 'keys.sheet'],
];

/** What the registry of commands has a key for and the list above does not name. */
function further(): readonly (readonly [string, MessageId])[] {
  const listed = new Set(sheet.map(([keys]) => keys));
  return commands.flatMap((command) => (command.keys && !listed.has(command.keys) ? [[command.keys, command.title] as const] : []));
}

export function KeySheet() {
  return (
    <Dialog wide title={t('keys.title')} description={t('keys.lead')} onClose={() => setWindow({ dialog: null })}>
      <div className="key-list" role="group" aria-label={t('keys.title')} tabIndex={0}>
        {[...sheet, ...further()].map(([keys, id]) => (
          <div key={keys}><span>{t(id)}</span><span><Keys keys={keys} /></span></div>
        ))}
      </div>
    </Dialog>
  );
}
