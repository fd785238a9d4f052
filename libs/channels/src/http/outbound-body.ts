import { buffer } from 'node:stream/consumers';
import type { Address, ChannelCapabilities, OutboundMessage } from '../contract.ts';
import { SendError } from '../errors.ts';

/** Address as the messenger knows it: without our namespace. Throws SendError when it is of another messenger or medium. */
export function recipientOf(address: Address, namespace: string): { kind: 'phone' | 'email' | 'id'; value: string } {
  if (address.kind === 'phone' || address.kind === 'email') return { kind: address.kind, value: address.value };
  if (address.kind === 'http' && address.value.startsWith(`${namespace}/`)) return { kind: 'id', value: address.value.slice(namespace.length + 1) };
  throw new SendError('recipient', 'This address belongs to another messenger.');
}

/** The documented body of our POST. Files travel inside, in base64, so that the receiver needs no rights of ours. */
export async function outboundBody(message: OutboundMessage, capabilities: ChannelCapabilities, namespace: string): Promise<string> {
  const to = recipientOf(message.recipient, namespace);
  if (message.text.length > capabilities.maxTextLength) throw new SendError('invalid', `This messenger takes ${capabilities.maxTextLength} characters at most.`);
  const limits = capabilities.attachments;
  if (message.attachments.length > (limits?.maxCount ?? 0)) throw new SendError('unsupported', `This messenger takes ${limits?.maxCount ?? 0} files in one message.`);
  if (message.attachments.reduce((sum, file) => sum + file.size, 0) > (limits?.maxBytes ?? 0)) throw new SendError('unsupported', `This messenger takes ${(limits?.maxBytes ?? 0) / 1024 / 1024} MB of files in one message.`);
  const attachments = [];
  for (const file of message.attachments) {
    const content = await file.open().then(buffer).catch(() => {
      throw new SendError('unavailable', 'A file could not be read from the store; nothing was sent.');
    });
    attachments.push({ name: file.name, mime: file.mime, kind: file.kind, size: content.length, content: content.toString('base64') });
  }
  return JSON.stringify({
    type: 'message', deliveryId: message.deliveryId, messageId: message.messageId, to, threadId: message.externalThreadId, text: message.text, attachments,
    replyTo: message.replyTo, senderName: message.senderName, at: message.queuedAt.toISOString(),
  });
}
