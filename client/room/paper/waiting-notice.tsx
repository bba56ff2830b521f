// In the room, while the sheet is closed: a paper waits for this person.
import { Button } from '../../look/button.tsx';
import { Notice } from '../../look/notice.tsx';

type Props = { readonly title: string; readonly words: string; readonly open: string; readonly onOpen: () => void };

export const WaitingNotice = ({ title, words, open, onOpen }: Props) => (
  <Notice
    kind="warn"
    title={title}
    actions={
      <Button kind="main" onPress={onOpen}>
        {open}
      </Button>
    }
  >
    {words}
  </Notice>
);
