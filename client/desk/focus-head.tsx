// A heading that takes the focus when it appears, so that keyboard and screen reader are where the news is.
import { type ReactNode, useEffect, useRef } from 'react';

type Props = { readonly children: ReactNode; readonly level?: 2 | 3 | 4 };

export function FocusHead({ children, level = 2 }: Props) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    head.current?.focus({ preventScroll: true });
    head.current?.scrollIntoView({ block: 'start' });
  }, []);
  const Head = `h${level}` as const;
  return (
    <Head ref={head} tabIndex={-1} className="focus-head">
      {children}
    </Head>
  );
}
