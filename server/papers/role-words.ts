// What the roles of a hearing are called on what the office keeps: in Chinese, whatever language its reader has. A test holds them against the client's catalogue.
import type { HearingRole } from '../protocol/roles.ts';

export const ROLE_WORDS: Readonly<Record<HearingRole, string>> = {
  chair: '主持人',
  case_prosecutor: '承办检察官',
  clerk: '书记员',
  complainant: '申诉人',
  agent: '代理人',
  other_party: '其他当事人',
  original_handler: '原案承办人',
  lead_officer: '听证员代表',
  officer: '听证员',
  supervisor: '人民监督员',
  witness: '证人',
  expert: '鉴定人',
  interpreter: '翻译·协助人',
  observer: '旁听人员',
};
