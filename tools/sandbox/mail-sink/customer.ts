import { createTransport } from 'nodemailer';

/** What a person who plays the customer writes. */
export interface CustomerMail {
  readonly to: string;
  readonly from: string;
  readonly name?: string;
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
  /** Message-ID of the mail that is answered. */
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  readonly messageId?: string;
  readonly attachments?: readonly { readonly filename: string; readonly contentBase64: string; readonly contentType?: string }[];
}

/** Hands the customer's mail to the desk's own SMTP receiver, as the customer's provider would. Rejects when it is not taken. */
export async function sendAsCustomer(mail: CustomerMail, receiver: { host: string; port: number }): Promise<{ messageId: string; response: string }> {
  const transport = createTransport({ host: receiver.host, port: receiver.port, secure: false, ignoreTLS: true, disableFileAccess: true, disableUrlAccess: true });
  const sent = await transport.sendMail({
    from: { name: mail.name ?? '', address: mail.from },
    to: mail.to,
    subject: mail.subject ?? '',
    text: mail.text,
    ...(mail.html ? { html: mail.html } : {}),
    ...(mail.messageId ? { messageId: mail.messageId } : {}),
    ...(mail.inReplyTo ? { inReplyTo: mail.inReplyTo } : {}),
    ...(mail.references ? { references: [...mail.references] } : {}),
    attachments: (mail.attachments ?? []).map((file) => ({ filename: file.filename, content: Buffer.from(file.contentBase64, 'base64'), ...(file.contentType ? { contentType: file.contentType } : {}) })),
  });
  return { messageId: sent.messageId, response: sent.response };
}
