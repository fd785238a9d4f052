import { useEffect } from 'react';
import { loadPipelines } from '../../store/deals.ts';
import { useDesk } from '../../store/desk.ts';
import { setWindow, type DealAct } from '../../store/window-state.ts';
import { complain } from '../thread/actions.ts';
import { EndDialog } from './end-dialog.tsx';
import { FieldsDialog, NewDealDialog } from './fields-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import './deals.css';

const close = (): void => setWindow({ dealAct: null });

/** What is being asked about a deal. */
export function DealDialogs({ act }: { act: DealAct }) {
  const deal = useDesk((state) => (act.act === 'new' ? undefined : state.deals[act.dealId]));
  const pipelines = useDesk((state) => state.pipelines);
  useEffect(() => { if (!pipelines) void loadPipelines().catch((error: unknown) => { close(); complain(error); }); }, [pipelines]);
  if (act.act === 'new') return <NewDealDialog conversationId={act.conversationId} contactId={act.contactId} onClose={close} />;
  if (!deal || !pipelines) return null;
  switch (act.act) {
    case 'move':
      return <MoveDialog deal={deal} pipelines={pipelines} onClose={close} />;
    case 'move-with':
      return <FieldsDialog deal={deal} stage={pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === act.stageId) ?? null} onClose={close} />;
    case 'edit':
      return <FieldsDialog deal={deal} stage={null} onClose={close} />;
    case 'win':
    case 'lose':
      return <EndDialog deal={deal} end={act.act} onClose={close} />;
  }
}
