import { randomUUID } from 'node:crypto';
import type { ContactDetailView, ConversationRowView, DealView, MessageView, OrderView, Page, PipelineView, ProductView } from '../../../libs/crm-core/src/views.ts';
import type { Desk } from '../../proof/desk.ts';
import type { Company } from './connect-channels.ts';
import type { Premises } from './house.ts';
import { COLLEAGUES, LINE, MAIL } from './people.ts';
import { postJson } from './post-json.ts';

/** Six customers who wrote before you came, through the vendors' own protocols, so that nothing in the desk is painted. */
export async function playSamples(house: Premises, company: Company): Promise<void> {
  const { admin } = company;
  const [illia, sofia] = COLLEAGUES.map(({ email }) => company.colleagues.get(email)!) as [Desk, Desk];
  const telegram = (from: object, text: string, rest: object = {}) => postJson(`http://127.0.0.1:${house.telegram.control}/customer`, { kind: 'text', text, from, ...rest });
  const sms = (from: string, body: string) => postJson(`http://127.0.0.1:${house.twilio.control}/sms`, { from, to: LINE, body });
  const phone = (path: string, order: object) => postJson(`http://127.0.0.1:${house.twilio.control}/${path}`, order);

  const iryna = { id: 7_000_000_201, first_name: 'Ірина', last_name: 'Коваль', username: 'iryna_k', language_code: 'uk' };
  await telegram(iryna, 'autumn-sale', { kind: 'start' });
  await telegram(iryna, 'Добрий день! Скільки коштує Hoshi 12 з монтажем?');
  const withIryna = await arrived(admin, 'Ірина Коваль');
  await reply(sofia, withIryna.id, 'Добрий день, Ірино! Hoshi 12: 990 €, стандартний монтаж 120 €. Разом 1 110 €.');
  await telegram(iryna, 'Дякую! А взимку він гріє?');

  const dmytro = { id: 7_000_000_202, first_name: 'Дмитрий', last_name: 'Соколов', language_code: 'ru' };
  await telegram(dmytro, 'Здравствуйте, внутренний блок капает. Когда сможет приехать мастер?');
  await telegram(dmytro, '', { kind: 'photo', text: 'Вот здесь' });
  await arrived(admin, 'Дмитрий Соколов');

  await sms('+380555000401', 'Доброго дня, коли приїде майстер?');
  const withSms = await arrived(admin, '+380 55 500 0401', '+380555000401');
  await reply(illia, withSms.id, 'Добрий день! Завтра з 10 до 12. Майстер зателефонує за годину.');
  await sms('+380555000401', 'Дякую, чекаю');

  await postJson(`http://127.0.0.1:${house.mail.control}/customer`, {
    from: 'thomas.berger@baltic-office.example', name: 'Thomas Berger', to: MAIL.forwarding, subject: 'Quote for three offices',
    text: 'Hello,\n\nwe are moving into three rooms of 24, 30 and 55 m², all facing south.\nCould you quote three units with installation?\n\nKind regards\nThomas Berger\nBaltic Office',
  });
  await arrived(admin, 'Thomas Berger');

  const oksana = await openVisitor(house, company, { name: 'Оксана Бондар', phone: '+380555000402' });
  await oksana.say('Доброго дня! Hoshi 14 є в наявності?');
  const withOksana = await arrived(admin, 'Оксана Бондар');
  await reply(sofia, withOksana.id, 'Так, є на складі. Оформлюємо?');
  await oksana.say('Так, з монтажем і кронштейном');
  await order(sofia, withOksana, ['H-14', 'M-STD', 'K-140']);
  await reply(sofia, withOksana.id, 'Оформлено. Привеземо в четвер.');

  // Nobody picks up: a voicemail and a call-back.
  for (const { phone: number } of COLLEAGUES) await phone('phone', { number, reaction: 'unreachable' });
  await phone('call', { from: '+380555000403', to: LINE, voicemailSeconds: 7 });
  const withCaller = await arrived(admin, '+380 55 500 0403', '+380555000403');
  // Until then the line still rings the colleagues' phones.
  await until('The missed call', async () => (await admin.call<Page<MessageView>>('GET', `/conversations/${withCaller.id}/messages`)).items.some(({ call }) => call && call.state !== 'ringing'));
  for (const { phone: number } of COLLEAGUES) await phone('phone', { number, reaction: 'manual' });
}

/** A board with one deal in each of its first stages, one won and one junk lead beside them. */
export async function playDeals(company: Company): Promise<void> {
  const { admin } = company;
  const [illia, sofia] = COLLEAGUES.map(({ email }) => company.colleagues.get(email)!) as [Desk, Desk];
  const pipeline = await admin.call<PipelineView>('POST', '/pipelines/from-template', { template: 'services', locale: 'uk' });
  const [, survey, estimate, work] = pipeline.stages as [PipelineView['stages'][0], PipelineView['stages'][0], PipelineView['stages'][0], PipelineView['stages'][0]];
  const qualify = async (desk: Desk, conversation: ConversationRowView, title: string, euro: number): Promise<DealView> => {
    const { lead } = await admin.call<ContactDetailView>('GET', `/contacts/${conversation.contactId}`);
    const said = { id: randomUUID(), pipelineId: pipeline.id, title, amountMinor: euro * 100 };
    if (lead?.status === 'open') return (await desk.call<{ deal: DealView }>('POST', `/leads/${lead.id}/qualify`, said)).deal;
    return desk.call<DealView>('POST', '/deals', { ...said, conversationId: conversation.id });
  };
  const move = (desk: Desk, deal: DealView, stageId: string, fields: object = {}) => desk.call<DealView>('POST', `/deals/${deal.id}/move`, { stageId, fields });
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

  const iryna = await qualify(sofia, await arrived(admin, 'Ірина Коваль'), 'Hoshi 12 з монтажем', 1_110);
  await sofia.call('POST', '/tasks', { title: 'Підтвердити замір', dueAt: inDays(1), dealId: iryna.id, contactId: iryna.contactId, conversationId: iryna.conversationId });
  await move(sofia, iryna, survey.id);
  await qualify(illia, await arrived(admin, 'Дмитрий Соколов'), 'Ремонт дренажа', 80);
  await move(illia, await qualify(illia, await arrived(admin, 'Thomas Berger'), 'Three offices', 4_350), estimate.id);
  const oksana = await qualify(sofia, await arrived(admin, 'Оксана Бондар'), 'Hoshi 14, монтаж, кронштейн', 1_290);
  await move(sofia, oksana, work.id, { expectedOn: inDays(4).slice(0, 10) });
  await sofia.call('POST', `/deals/${oksana.id}/win`, {});
  await admin.call('POST', '/order-forms', { id: randomUUID(), name: 'Павло Мороз', phone: '+380555000405', title: 'Hoshi 9 у спальню', amountMinor: 79_000, pipelineId: pipeline.id, source: { utm: { source: 'google', campaign: 'hoshi' } } });
}

/** The conversation of this contact, as soon as it is there. */
async function arrived(desk: Desk, ...names: string[]): Promise<ConversationRowView> {
  const digits = (text: string): string => text.replace(/[^\p{L}\d]/gu, '');
  return until(names[0]!, async () => {
    const { items } = await desk.call<Page<ConversationRowView>>('GET', '/conversations?view=all&limit=100');
    return items.find((item) => names.some((name) => digits(item.contactName) === digits(name)));
  });
}

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`${what} did not come within a minute.`);
}

async function reply(desk: Desk, conversationId: string, text: string): Promise<void> {
  const { version } = await desk.call<ConversationRowView>('GET', `/conversations/${conversationId}`);
  await desk.call('POST', `/conversations/${conversationId}/messages`, { id: randomUUID(), kind: 'text', text, seenVersion: version, force: true });
  // Telegram tells time in seconds: what comes next must not seem to come before.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
}

async function order(desk: Desk, conversation: ConversationRowView, skus: readonly string[]): Promise<void> {
  const { items } = await desk.call<Page<ProductView>>('GET', '/products?limit=100');
  const lines = skus.map((sku) => items.find((product) => product.sku === sku)!).map(({ id }) => ({ productId: id, quantity: 1 }));
  await desk.call<OrderView>('POST', '/orders', { id: randomUUID(), contactId: conversation.contactId, conversationId: conversation.id, lines });
}

async function openVisitor(house: Premises, company: Company, profile: { name: string; phone: string }): Promise<{ say(text: string): Promise<unknown> }> {
  const base = `${house.url}/widget/${company.webchatId}`;
  const { token } = await postJson<{ token: string }>(`${base}/session`, {});
  return { say: (text) => postJson(`${base}/messages`, { type: 'message', id: randomUUID(), text, profile, language: 'uk', source: { utm: { utm_source: 'google', utm_campaign: 'hoshi' } } }, { authorization: `Bearer ${token}` }) };
}
