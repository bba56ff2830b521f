// The person's devices as React sees them.
import { useSyncExternalStore } from 'react';
import type { Capture, CaptureState } from './capture.ts';

export const useCapture = (capture: Capture): CaptureState => useSyncExternalStore(capture.subscribe, capture.state);
