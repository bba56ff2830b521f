// What this house uses of sherpa-onnx-node, which has no types of its own (its keys are read in its addon's source, 1.13.8).
declare module 'sherpa-onnx-node' {
  /** Opaque; freed when nobody holds it any more and the event loop turns (measured: 4,000 of them, 45 MB at most). */
  export type OnlineStream = {
    /** Ends the whole process when the rate differs from the first one. @param samples Float32Array only: others are read as garbage */
    acceptWaveform(audio: { readonly samples: Float32Array; readonly sampleRate: number }): void;
  };

  export type OnlineResult = {
    readonly text: string;
    readonly tokens: readonly string[];
    /** Seconds since `start_time`, of each token. */
    readonly timestamps: readonly number[];
    /** Logarithms, of transducers only. */
    readonly ys_probs: readonly number[];
    /** Seconds of sound that the stream had taken when this stretch began. */
    readonly start_time: number;
  };

  export class OnlineRecognizer {
    constructor(config: Readonly<Record<string, unknown>>);
    createStream(): OnlineStream;
    isReady(stream: OnlineStream): boolean;
    /** Ends the whole process when one of them is not ready. */
    decodeStreams(streams: readonly OnlineStream[]): void;
    isEndpoint(stream: OnlineStream): boolean;
    reset(stream: OnlineStream): void;
    getResult(stream: OnlineStream): OnlineResult;
  }

  /** Of one sentence, and no longer than half a minute. */
  export type OfflineStream = {
    acceptWaveform(audio: { readonly samples: Float32Array; readonly sampleRate: number }): void;
  };

  export type OfflineResult = {
    readonly text: string;
    readonly tokens: readonly string[];
    /** Seconds; empty where the model gives none. */
    readonly timestamps: readonly number[];
  };

  export class OfflineRecognizer {
    constructor(config: Readonly<Record<string, unknown>>);
    createStream(): OfflineStream;
    decode(stream: OfflineStream): void;
    getResult(stream: OfflineStream): OfflineResult;
  }

  /** Node finds only some of its names by itself: those others are members of the whole. */
  const whole: { readonly OfflineRecognizer: typeof OfflineRecognizer };
  export default whole;
}
