// The part of a logger that the archive needs; pino fits. Fields never hold names, tokens or spoken words.

type Fields = Readonly<Record<string, unknown>>;

export type Logger = {
  info(fields: Fields, text: string): void;
  warn(fields: Fields, text: string): void;
  error(fields: Fields, text: string): void;
};
