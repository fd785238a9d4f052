import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/tokens.css';
import './ui/base.css';
import { App } from './app.tsx';
import { letInspect } from './inspect.ts';
import { preferredLocale, switchLocale } from './i18n/index.ts';

letInspect();
await switchLocale(preferredLocale());
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
