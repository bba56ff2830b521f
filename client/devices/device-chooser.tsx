// Which camera and which microphone, when there is a choice.
import { useTranslation } from 'react-i18next';
import type { Source } from '../../server/protocol/asks.ts';
import { Select } from '../look/field.tsx';
import type { Capture } from './capture.ts';
import { devicesFor } from './capture-state.ts';
import { useCapture } from './use-capture.ts';

export function DeviceChooser({ capture, source }: { readonly capture: Capture; readonly source: Source }) {
  const { t } = useTranslation('join');
  const state = useCapture(capture);
  const devices = devicesFor(state, source);
  if (devices.length < 2) return null;
  const inUse = capture.track(source)?.getSettings().deviceId ?? state.wishes[source].deviceId ?? '';
  return (
    <Select
      label={t(source === 'camera' ? 'devices.camera' : 'devices.microphone')}
      value={inUse}
      onChange={(deviceId) => void capture.choose(source, deviceId)}
      choices={devices.map((device, index) => ({
        value: device.deviceId,
        label:
          device.label === ''
            ? `${t(source === 'camera' ? 'devices.camera' : 'devices.microphone')} ${index + 1}`
            : device.label,
      }))}
    />
  );
}
