import { lazy, type LazyExoticComponent, type ReactNode } from 'react';
import { late } from '../i18n/index.ts';
import { missedPart } from '../store/update.ts';
import { windowState } from '../store/window-state.ts';

const AGAIN_MS = 10_000;

/**
 * A part of the window that is fetched when it is first shown. What cannot be fetched is waited for, under the part's own
 * `Suspense`: a window without a connection, or with a newer build on the server, goes on in everything that is here.
 */
export const part = <Props>(load: () => Promise<(props: Props) => ReactNode>): LazyExoticComponent<(props: Props) => ReactNode> => lazy(async () => ({ default: await fetched(load) }));

async function fetched<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await late(load);
    } catch {
      missedPart();
      await connected();
    }
  }
}

/** The next time that there is a connection; with one, a while. */
function connected(): Promise<void> {
  return new Promise((go) => {
    if (windowState.getState().link === 'live') return void setTimeout(go, AGAIN_MS);
    const stop = windowState.subscribe(({ link }) => {
      if (link !== 'live') return;
      stop();
      go();
    });
  });
}
