// Names in public copies: hidden the same way everywhere, told apart, and never in part.
import { expect, it } from 'vitest';
import { isMasked, maskOf } from '../../server/protocol/masking.ts';

it.each([
  ['张三', '张某'],
  ['张三丰', '张某某'],
  ['欧阳修', '欧阳某'],
  ['欧阳', '欧阳某'],
  ['李', '某'],
  ['𠮷野明', '𠮷某某'],
  ['买买提·艾力', '买某某·艾某'],
  ['John Smith', 'J. S.'],
])('%s is %s', (name, masked) => {
  expect(maskOf([name])(`${name}说`)).toBe(`${masked}说`);
});

it('tells apart who would be called the same', () => {
  const mask = maskOf(['张三', '张五', '李四']);
  expect(mask('张三问张五，李四答张三。')).toBe('张某甲问张某乙，李某答张某甲。');
});

it('takes the longest name first, and a name with signs of its own for what it is', () => {
  expect(maskOf(['张三', '张三丰'])('张三丰和张三')).toBe('张某某和张某');
  expect(maskOf(['A.B'])('A.B与AxB')).toBe('A.与AxB');
});

it('hides numbers of identity cards and telephones, and no others', () => {
  expect(maskOf([])('身份证11010519491231002X，电话13812345678，案号〔2026〕12345号')).toBe(
    '身份证××××××××××××××××××，电话×××××××××××，案号〔2026〕12345号',
  );
});

it('hides parties and not who hears or acts for an office', () => {
  expect([isMasked('complainant'), isMasked('witness')]).toEqual([true, true]);
  expect([isMasked('chair'), isMasked('officer'), isMasked('clerk')]).toEqual([false, false, false]);
});
