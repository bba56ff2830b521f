// The words that the composed recording carries: a record of the office, in Chinese whatever language its viewer reads. A test holds them against the client's catalogue.
import type { Stage } from '../protocol/stages.ts';

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  lobby: '候场·核对到场',
  opening: '宣布开始·程序和纪律',
  introduction: '介绍案情及听证问题',
  statements: '当事人说明情况',
  questions: '听证员提问',
  opinion: '听证员意见',
  final: '最后陈述',
  summary: '总结·当场宣布',
  signing: '签署承诺书·核对笔录并签名',
  ended: '闭会',
};

export const PAUSE_WORDS = { recess: '休会', suspended: '听证中断', outage: '此时没有在录制' } as const;
export const AWAY_WORDS = { notYet: '尚未进入', gone: '已离开' } as const;
export const PICTURE_WORDS = { cameraOff: '摄像头已关闭', pictureLost: '画面中断', since: '自 {time} 起' } as const;
