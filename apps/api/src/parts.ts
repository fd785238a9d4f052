/** What controllers are given; app.ts makes each once. */
export const CRM = Symbol('Crm');
export const CONFIG = Symbol('Config');
export const LOG = Symbol('Log');
export const NOTICES = Symbol('Notices');
export const THROTTLE = Symbol('Throttle');
export const ADAPTERS = Symbol('LiveAdapters');
export const INBOX_SETTINGS = Symbol('InboxSettings');
export const SYSTEM_MAIL = Symbol('SystemMail');
export const AMNESTY = Symbol('Amnesty');
export const LINKING = Symbol('Linking');
export const CALLS = Symbol('Calls');
export const SETTLER = Symbol('Settler');
export const NET = Symbol('Net');
export const PREVIEWS = Symbol('Previews');
export const FILES = Symbol('FileStore');
export const REALTIME = Symbol('Realtime');
export const HEALTH = Symbol('Health');
