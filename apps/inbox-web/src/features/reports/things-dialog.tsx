import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { ReportThingView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { setWindow } from '../../store/window-state.ts';
import { Button, Failed } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { sumsInWords } from '../deals/board-words.ts';
import type { ReportName } from '../../../../../libs/crm-core/src/views.ts';
import { timeInWords } from './words.ts';

interface Asked {
  readonly name: ReportName;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly measure: string;
  /** Of its row; undefined: over all rows. */
  readonly key: string | null | undefined;
}

/** What a number counted, the slowest first; each leads to its conversation. */
export function ThingsDialog({ title, count, slowest, asked, now, onClose }: { title: string; count: number; /** Its things took time. */ slowest: boolean; asked: Asked; now: number; onClose: () => void }) {
  const [things, setThings] = useState<ReportThingView[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const load = (after: string | null): void => {
    setFailure(null);
    const { name, query, measure, key } = asked;
    api.reportThings(name, { ...query, measure, ...(key === null ? { none: 'true' } : key === undefined ? {} : { key }), limit: 50, after })
      .then((page) => {
        setThings((before) => [...(after && before ? before : []), ...page.items]);
        setNext(page.next);
      })
      .catch((error: unknown) => setFailure(describeError(error)));
  };
  // The dialog is made anew for every number.
  useEffect(() => load(null), []);
  return (
    <Dialog wide title={title} description={t(slowest ? 'report.thingsSlowest' : 'report.things', { n: count })} onClose={onClose}>
      {failure && <Failed title={t('report.failed')} text={failure} onRetry={() => load(next)} />}
      {!things && !failure && <div aria-busy="true"><span className="hidden-text">{t('state.loading')}</span>{[70, 55, 62].map((width) => <div key={width} className="report-waits"><span className="skeleton" style={{ width: `${width}%` }} /></div>)}</div>}
      {things && <ul className="report-things">{things.map((thing) => <Thing key={`${thing.id} ${thing.part}`} thing={thing} report={asked.name} now={now} onClose={onClose} />)}</ul>}
      {next && !failure && <Button className="report-more" onClick={() => load(next)}>{t('report.more')}</Button>}
    </Dialog>
  );
}

function Thing({ thing, report, now, onClose }: { thing: ReportThingView; report: ReportName; now: number; onClose: () => void }) {
  const [, go] = useLocation();
  const person = useDesk((state) => (thing.personId ? state.users[thing.personId]?.name : undefined));
  const open = (): void => {
    onClose();
    if (thing.conversationId) go(`/inbox/all/${thing.conversationId}`);
    else if (thing.contactId) setWindow({ dialog: 'start', startWith: { contactId: thing.contactId } });
  };
  const said = [shortDate(thing.at, now), person].filter(Boolean).join(' · ');
  return (
    <li>
      <span className="report-thing">
        {thing.name === null ? <span className="t3 cut">{t('report.hidden')}</span> : <button type="button" className="link cut" onClick={open}>{thing.name}</button>}
        <span className="t2 small cut">{said}</span>
      </span>
      {thing.seconds !== null && <span className="num">{timeInWords(thing.seconds, report)}</span>}
      {thing.sums.length > 0 && <b className="num">{sumsInWords(thing.sums)}</b>}
    </li>
  );
}
