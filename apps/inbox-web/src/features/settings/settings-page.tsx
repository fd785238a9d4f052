import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Building2, Columns3, Contact, Inbox, Keyboard, KeyRound, Lock, MessageSquareText, Package, Siren, Tag, TriangleAlert, UserRound, UsersRound, Webhook, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { Empty } from '../../ui/controls.tsx';
import { AlarmsPage } from './alarms-page.tsx';
import { CannedPage } from './canned-page.tsx';
import { ChannelsPage } from './channels/channels-page.tsx';
import { CompanyPage } from './company-page.tsx';
import { KeyboardPage } from './keyboard-page.tsx';
import { LabelsPage } from './labels-page.tsx';
import { PageFrame, PickContext } from './page-frame.tsx';
import { PeoplePage } from './people-page.tsx';
import { PipelinesPage } from './pipelines-page.tsx';
import { ProductsPage } from './products-page.tsx';
import { ProfilePage } from './profile-page.tsx';
import { QuarantinePage } from './quarantine-page.tsx';
import { TeamPage } from './team-page.tsx';
import { TokensPage } from './tokens-page.tsx';
import { WebhooksPage } from './webhooks-page.tsx';
import './settings.css';

interface Section {
  readonly page: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Who gets to see it; the server decides anyway. */
  readonly admin: boolean;
  readonly show: () => ReactNode;
}

const sections = (): readonly Section[] => [
  { page: 'channels', label: t('settings.channels'), icon: Inbox, admin: true, show: () => <ChannelsPage /> },
  { page: 'quarantine', label: t('settings.quarantine'), icon: TriangleAlert, admin: true, show: () => <QuarantinePage /> },
  { page: 'team', label: t('settings.team'), icon: UsersRound, admin: true, show: () => <TeamPage /> },
  { page: 'company', label: t('settings.company'), icon: Building2, admin: true, show: () => <CompanyPage /> },
  { page: 'alarms', label: t('alarmRules.title'), icon: Siren, admin: true, show: () => <AlarmsPage /> },
  { page: 'canned', label: t('canned.title'), icon: MessageSquareText, admin: false, show: () => <CannedPage /> },
  { page: 'labels', label: t('settings.labels'), icon: Tag, admin: false, show: () => <LabelsPage /> },
  { page: 'pipelines', label: t('pipeline.title'), icon: Columns3, admin: false, show: () => <PipelinesPage /> },
  { page: 'people', label: t('people.title'), icon: Contact, admin: false, show: () => <PeoplePage /> },
  { page: 'products', label: t('settings.products'), icon: Package, admin: false, show: () => <ProductsPage /> },
  { page: 'tokens', label: t('settings.tokens'), icon: KeyRound, admin: true, show: () => <TokensPage /> },
  { page: 'webhooks', label: t('webhook.title'), icon: Webhook, admin: true, show: () => <WebhooksPage /> },
  { page: 'keyboard', label: t('keys.title'), icon: Keyboard, admin: false, show: () => <KeyboardPage /> },
  { page: 'profile', label: t('settings.profile'), icon: UserRound, admin: false, show: () => <ProfilePage /> },
];

export function SettingsPage({ page }: { page: string }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 5_000 } } }));
  const [, go] = useLocation();
  const admin = useDesk((state) => state.me?.role === 'admin');
  const broken = useDesk((state) => Object.values(state.inboxes).some((inbox) => inbox.enabled && inbox.health === 'broken'));
  const shown = sections().filter((section) => admin || !section.admin);
  const current = shown.find((section) => section.page === page) ?? (page === 'channels' && !admin ? shown.find((section) => section.page === 'profile') : undefined);
  return (
    <QueryClientProvider client={client}>
      <SettingsFrame
        nav={
          <nav className="settings-nav scrolls" aria-label={t('nav.settings')} data-region="pages">
            <h2>{t('nav.settings')}</h2>
            {shown.map((section) => (
              <Link key={section.page} href={`/settings/${section.page}`} {...(section.page === current?.page && { 'aria-current': 'page' as const })}>
                <section.icon size={16} aria-hidden="true" />
                {section.label}
                {section.page === 'channels' && broken && <i className="dot red" />}
              </Link>
            ))}
          </nav>
        }
        pick={
          <select className="input settings-pick" aria-label={t('nav.settings')} value={current?.page ?? ''} onChange={(event) => go(`/settings/${event.target.value}`)}>
            {shown.map((section) => <option key={section.page} value={section.page}>{section.label}</option>)}
          </select>
        }
      >
        {current ? current.show() : <PageFrame title={t('nav.settings')}><Empty icon={Lock} title={t('settings.notYours')} text={t('problem.forbidden')} /></PageFrame>}
      </SettingsFrame>
    </QueryClientProvider>
  );
}

function SettingsFrame({ nav, pick, children }: { nav: ReactNode; pick: ReactNode; children: ReactNode }) {
  return (
    <div className="settings">
      {nav}
      <PickContext value={pick}>{children}</PickContext>
    </div>
  );
}
