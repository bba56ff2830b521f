// The way back up, above the title.
import { Link } from 'wouter';
import { Icon } from '../look/icon.tsx';

export const Crumb = ({ href, children }: { readonly href: string; readonly children: string }) => (
  <p className="crumb not-printed">
    <Link href={href}>
      <Icon name="left" />
      {children}
    </Link>
  </p>
);
