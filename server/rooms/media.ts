// The media process as rooms see it: requests, notices, and the news that it went down or came up again.
import {
  MediaError,
  type MediaErrorCode,
  type NoticeBody,
  type NoticeName,
  type RequestAnswer,
  type RequestBody,
  type RequestName,
} from '../../media/contract.ts';
import type { MediaProcess } from '../../media/process.ts';
import { AppError } from '../errors.ts';
import type { ErrorCode } from '../protocol/errors.ts';

export type Media = {
  /** @throws AppError only: what the media side refuses is said in the server's own codes */
  request<Name extends RequestName>(name: Name, body: RequestBody<Name>): Promise<RequestAnswer<Name>>;
  on<Name extends NoticeName>(name: Name, listener: (body: NoticeBody<Name>) => void): void;
  /** `down`: everything in it is gone. `up`: a new one serves, empty. */
  onLife(listener: (life: 'down' | 'up') => void): void;
};

const CODES: Readonly<Record<MediaErrorCode, ErrorCode>> = {
  bad_request: 'bad_request',
  not_found: 'not_found',
  wrong_state: 'wrong_state',
  cannot_consume: 'bad_request',
  unavailable: 'media_unavailable',
  internal: 'internal',
};

export function mediaOf(process: MediaProcess): Media {
  return {
    async request(name, body) {
      try {
        return await process.request(name, body);
      } catch (error) {
        if (error instanceof MediaError)
          throw new AppError(CODES[error.code], error.message.slice(0, 200), { cause: error });
        throw error;
      }
    },
    on: (name, listener) => process.on(name, listener),
    onLife: (listener) => process.onLife(listener),
  };
}
