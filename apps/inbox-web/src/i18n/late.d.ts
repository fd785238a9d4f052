/** A part of a catalogue, as the build cuts it (compile-messages.ts). */
declare module '*?late' {
  const messages: Readonly<Record<string, string>>;
  export default messages;
}
