import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/tokens.css';
import './ui/base.css';
import { App, askWho } from './app.tsx';
// Last, because it has the last word.
import './ui/access.css';
import { letInspect } from './inspect.ts';
import { missedPart } from './store/update.ts';
import { preferredLocale, switchLocale } from './i18n/index.ts';

letInspect();
addEventListener('vite:preloadError', missedPart);
const [asked] = await Promise.all([askWho(), switchLocale(preferredLocale())]);
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App asked={asked} />
  </StrictMode>,
);
