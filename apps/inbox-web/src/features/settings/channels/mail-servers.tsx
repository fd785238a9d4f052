import { t } from '../../../i18n/index.ts';

export interface Server {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'plain';
  user: string;
}
export interface MailServers {
  /** Null: mail comes by forwarding only. */
  imap: Server | null;
  smtp: Server;
}

/** As the settings of an inbox hold them. A server that takes mail without login has no user. */
export function mailServers({ imap, smtp: { user, ...smtp } }: MailServers): Record<string, unknown> {
  return { ...(imap && { imap: { ...imap, user: imap.user.trim() } }), smtp: { ...smtp, ...(user.trim() && { user: user.trim() }) } };
}

/** The other way round. */
export function mailServersOf(settings: Record<string, unknown>): MailServers {
  const { imap, smtp } = settings as { imap?: Server; smtp?: Partial<Server> };
  return { imap: imap ?? null, smtp: { host: '', port: 465, security: 'tls', user: '', ...smtp } };
}

export function ServerFields({ kind, server, onChange }: { kind: 'imap' | 'smtp'; server: Server; onChange: (server: Server) => void }) {
  return (
    <fieldset className="field">
      <span className="label">{kind.toUpperCase()}</span>
      <div className="server">
        <input className="input" aria-label={t('wizard.host', { kind: kind.toUpperCase() })} value={server.host} onChange={(event) => onChange({ ...server, host: event.target.value.trim() })} />
        <input className="input num" inputMode="numeric" aria-label={t('wizard.port', { kind: kind.toUpperCase() })} value={server.port} onChange={(event) => onChange({ ...server, port: Number(event.target.value.replace(/\D/g, '')) })} />
        <input className="input" aria-label={t('wizard.user', { kind: kind.toUpperCase() })} placeholder={t('wizard.user', { kind: kind.toUpperCase() })} value={server.user} onChange={(event) => onChange({ ...server, user: event.target.value })} />
        <select className="input" aria-label={t('wizard.security', { kind: kind.toUpperCase() })} value={server.security} onChange={(event) => onChange({ ...server, security: event.target.value as Server['security'] })}>
          <option value="tls">TLS</option>
          <option value="starttls">STARTTLS</option>
          <option value="plain">{t('wizard.plain')}</option>
        </select>
      </div>
    </fieldset>
  );
}
