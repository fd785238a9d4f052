/** What this person did last, so that Z takes it back: the newest first, one of each thing. */
import { t } from '../../i18n/index.ts';
import { newestNotice, toast, undoNewest, type Toast } from '../../store/window-state.ts';

interface Done {
  /** Whose last act this is: doing something else to the same replaces it. */
  readonly key: string;
  /** Rejects when it was refused: then there is nothing to take back. */
  readonly doing: Promise<unknown>;
  readonly takeBack: () => Promise<void>;
  /** The newest notice when it was done: what a later one offers to take back is newer still. */
  readonly notice: number;
}

const most = 20;
let done: readonly Done[] = [];

/** From now on Z takes this back, also while it is still on its way. Returns what its notice offers: nothing once something else was done to the same. */
export function rememberAct(key: string, doing: Promise<unknown>, takeBack: () => Promise<void>): () => { action?: Toast['action'] } {
  const act: Done = { key, doing, takeBack, notice: newestNotice() };
  done = [act, ...done.filter((other) => other.key !== key)].slice(0, most);
  doing.catch(() => forget(act));
  return () => (done.includes(act) ? { action: { label: t('action.undo'), keys: 'Z', run: () => run(act) } } : {});
}

/** Takes back what was done last; says so when there is nothing. */
export function undoLast(): void {
  const last = done[0];
  if (undoNewest(last?.notice ?? 0)) return;
  if (last) run(last);
  else toast(t('acts.nothingToUndo'));
}

function forget(act: Done): void {
  done = done.filter((other) => other !== act);
}

/** Once: whoever pressed the notice and then Z meant the one before. */
function run(act: Done): void {
  if (!done.includes(act)) return;
  forget(act);
  act.doing.then(act.takeBack, () => undefined);
}
