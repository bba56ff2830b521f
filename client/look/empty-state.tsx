// What a list shows when there is nothing in it yet: a sentence and the way on.
import type { ReactNode } from 'react';
import './notice.css';

export const EmptyState = (props: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) => (
  <div className="empty">
    <h2>{props.title}</h2>
    {props.children ? <p>{props.children}</p> : null}
    {props.action}
  </div>
);
