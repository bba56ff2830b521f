// How many steps a person's way has: observers send nothing and skip the devices.
import type { JoinInfo } from '../../server/protocol/api.ts';
import { producesMedia } from '../../server/protocol/stages.ts';

export const stepsFor = (info: JoinInfo): number => (producesMedia(info.role) ? 3 : 2);
