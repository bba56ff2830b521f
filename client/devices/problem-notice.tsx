// A problem with camera or microphone as an instruction: what happened, what to do, how to go on without.
import { useTranslation } from 'react-i18next';
import type { Source } from '../../server/protocol/asks.ts';
import { Button } from '../look/button.tsx';
import { Notice } from '../look/notice.tsx';
import type { Capture } from './capture.ts';
import { type Platform, PROBLEM_CODE, type Problem, platformOf } from './problem.ts';

type Props = {
  readonly capture: Capture;
  /** The devices that share this problem. */
  readonly sources: readonly Source[];
  readonly problem: Problem;
};

export function ProblemNotice({ capture, sources, problem }: Props) {
  const { t } = useTranslation('join');
  const { t: words } = useTranslation();
  const of = sources.length > 1 ? 'both' : sources.includes('camera') ? 'camera' : 'microphone';
  const device = t(`devices.${of}`);
  const platform: Platform = platformOf(navigator.userAgent);
  const todo =
    problem === 'refused' ? t(`problem.refusedTodo.${platform}`, { device }) : t(`problem.todo.${problem}`, { device });
  return (
    <Notice
      kind="warn"
      title={t(`problem.what.${problem}`, { device })}
      // A browser that cannot hold a call gains nothing by trying again, and cannot even listen.
      actions={
        problem === 'no_webrtc' ? null : (
          <>
            <Button kind="main" onPress={() => void capture.start()}>
              {words('again')}
            </Button>
            <Button kind="quiet" onPress={() => sources.forEach((source) => void capture.want(source, false))}>
              {t(`devices.without.${of}`)}
            </Button>
          </>
        )
      }
    >
      <p>{todo}</p>
      <p className="problem-code">{words('codeForHelper', { code: String(PROBLEM_CODE[problem]) })}</p>
    </Notice>
  );
}
