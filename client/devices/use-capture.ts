// The person's devices as React sees them.
import { useSyncExternalStore } from 'react';
import type { Capture } from './capture.ts';
import type { CaptureState } from './capture-state.ts';

export const useCapture = (capture: Capture): CaptureState => useSyncExternalStore(capture.subscribe, capture.state);
