/** What made the version of a conversation grow by one: each customer message and each public reply (`m`: message). */
export const IS_STEP = `m.kind IN ('text', 'call') AND m.direction <> 'internal' AND NOT m.payload ?| '{putOff,forwardOf}'`;
/** When it did: what was put off, when it went. */
export const STEP_AT = `(CASE m.direction WHEN 'outbound' THEN GREATEST(m.created_at, m.occurred_at) ELSE m.created_at END)`;
