// What a letter of commitment says before anybody has changed it: voluntary, neutral, filled in for one person and one hearing.
import type { LetterDraft } from '../protocol/letter.ts';
import type { HearingRole } from '../protocol/roles.ts';

export type LetterFacts = {
  readonly officeName: string;
  readonly caseNumber: string;
  readonly hearingTitle: string;
  readonly atMs: number;
  readonly signer: { readonly name: string; readonly role: HearingRole };
};

const DAY = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
});

/** In whose place the person speaks. */
const AS: Partial<Record<HearingRole, string>> = {
  complainant: '本案申诉人',
  agent: '本案申诉人的代理人',
  other_party: '本案当事人',
};

/** A proposal, short enough for one sheet with its signature: chair and clerk make it fit the case, and the person named in it decides. */
export function letterTemplate({ officeName, caseNumber, hearingTitle, atMs, signer }: LetterFacts): LetterDraft {
  const paragraphs = [
    `${officeName}：`,
    `本人${signer.name}，系${AS[signer.role] ?? '本案参加人'}。${DAY.format(atMs)}，贵院就“${hearingTitle}”（案号：${caseNumber}）举行公开听证。听证中，本人陈述了意见，听取了案情介绍、听证员意见和贵院的答复，并作了最后陈述。`,
    '经慎重考虑，本人自愿作出如下承诺：',
    '一、本人已听清并理解贵院的答复及其事实和法律依据。',
    '二、本人接受答复，不再就同一事实和理由重复申诉、信访。',
    '三、今后如有新的事实、证据或者其他诉求，依法通过法定途径反映。',
    '签署前，工作人员已向本人说明：本承诺书自愿签署，不签署不影响依法享有的权利；可以不签，也可以改日再签，不需要说明理由。',
    '以上内容，本人已经阅读（或者由工作人员宣读）并理解，系本人真实意思表示。',
  ];
  return { title: '承诺书', text: paragraphs.join('\n') };
}
