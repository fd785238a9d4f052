/** One recording by the microphone. Messengers take voice in Ogg or MP4; a browser that can neither has its WebM put into Ogg. */
const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'] as const;

export const canRecord = (): boolean => typeof MediaRecorder !== 'undefined' && 'mediaDevices' in navigator;

export interface Recording {
  /** The file as it goes out, and how long it lasts. */
  finish(): Promise<{ file: File; seconds: number }>;
  cancel(): void;
}

/** Asks for the microphone and begins. Rejects when it may not be used or there is none. */
export async function record(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 32_000 });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  const since = Date.now();
  recorder.start(1000);
  const release = (): void => stream.getTracks().forEach((track) => track.stop());
  return {
    async finish() {
      const until = Date.now();
      await new Promise((done) => {
        recorder.onstop = done;
        recorder.stop();
      });
      release();
      return packed(new Blob(parts, { type: recorder.mimeType }), (until - since) / 1000);
    },
    cancel() {
      recorder.ondataavailable = null;
      if (recorder.state !== 'inactive') recorder.stop();
      release();
    },
  };
}

async function packed(sound: Blob, seconds: number): Promise<{ file: File; seconds: number }> {
  if (!sound.type.includes('webm')) {
    const ogg = sound.type.includes('ogg');
    return { file: new File([sound], ogg ? 'voice.ogg' : 'voice.m4a', { type: ogg ? 'audio/ogg' : 'audio/x-m4a' }), seconds };
  }
  const { webmToOgg } = await import('./webm-to-ogg.ts');
  const spoken = webmToOgg(new Uint8Array(await sound.arrayBuffer()), crypto.getRandomValues(new Uint32Array(1))[0] as number);
  return { file: new File([spoken.bytes as Uint8Array<ArrayBuffer>], 'voice.ogg', { type: 'audio/ogg' }), seconds: spoken.seconds };
}
