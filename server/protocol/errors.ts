// The closed set of things that can go wrong, each with its HTTP status; the sentence for a person is in the client's catalogue under the same code.

export const ERROR_STATUS = {
  bad_request: 400,
  not_signed_in: 401,
  wrong_credentials: 401,
  account_disabled: 403,
  forbidden: 403,
  foreign_origin: 403,
  link_unknown: 404,
  link_revoked: 410,
  link_expired: 410,
  not_found: 404,
  case_number_taken: 409,
  login_name_taken: 409,
  wrong_state: 409,
  reason_needed: 409,
  not_ready: 409,
  too_large: 413,
  too_many_attempts: 429,
  consent_needed: 403,
  not_admitted: 403,
  seat_taken: 409,
  removed: 403,
  stage_forbids: 403,
  letter_changed: 409,
  line_changed: 409,
  minutes_changed: 409,
  signature_blank: 400,
  not_recording: 409,
  scan_kind: 415,
  scan_too_large: 413,
  scan_too_many_pages: 413,
  scan_active_content: 422,
  scan_not_readable: 422,
  storage_low: 507,
  protocol_version: 426,
  media_unavailable: 503,
  file_damaged: 500,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** What every refused ask and every refused HTTP request answers with. `detail` is for the helper on the telephone, not for the screen's main sentence. */
export type Refusal = { readonly code: ErrorCode; readonly detail?: string };
