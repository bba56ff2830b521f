// The components keep their promises: disabled says why, danger says what, a reason is really asked for.
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Refused } from '../../client/api.ts';
import { Button } from '../../client/look/button.tsx';
import { Confirm } from '../../client/look/dialog.tsx';
import { ErrorPanel } from '../../client/look/error-panel.tsx';
import { Field, Select } from '../../client/look/field.tsx';
import { setTheme, startTheme } from '../../client/look/theme.ts';
import { startWords } from '../../client/words/setup.ts';

beforeAll(() => startWords('en'));
afterEach(cleanup);

describe('a button that is not allowed now', () => {
  test('stays in reach, says why and does nothing', () => {
    const pressed = vi.fn();
    render(
      <Button notBecause="Not your turn" onPress={pressed}>
        Speak
      </Button>,
    );
    const button = screen.getByRole('button', { name: 'Speak' });
    fireEvent.click(button);
    expect(pressed).not.toHaveBeenCalled();
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Not your turn');
  });
});

describe('a question before danger', () => {
  const open = (withReason: boolean) => {
    const confirmed = vi.fn();
    render(
      <Confirm
        open
        onClose={() => undefined}
        title="Remove?"
        consequence="They leave at once."
        act="Remove"
        withReason={withReason}
        onConfirm={confirmed}
      />,
    );
    return confirmed;
  };
  test('says what will have happened', () => {
    open(false);
    expect(screen.getByRole('alertdialog', { name: 'Remove?' }).textContent).toContain('They leave at once.');
  });
  test('does not go on without the reason it asks for', () => {
    const confirmed = open(true);
    fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
    expect(confirmed).not.toHaveBeenCalled();
    expect(screen.getByText('Please write the reason first.')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Reason'), { target: { value: '  disturbs  ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
    expect(confirmed).toHaveBeenCalledWith('disturbs');
  });
});

describe('an error', () => {
  test('says what happened, what to do, whom to call and a code', () => {
    render(<ErrorPanel error={new Refused('link_expired')} phone="0319-123" />);
    const text = screen.getByRole('alert').textContent;
    expect(text).toContain('This link has expired.');
    expect(text).toContain('ask for a new link');
    expect(text).toContain('0319-123');
    expect(text).toContain('Code 23');
    expect(screen.getByRole('link').getAttribute('href')).toBe('tel:0319123');
  });
  test('of unknown kind is still a sentence', () => {
    render(<ErrorPanel error={new RangeError('secret inside')} />);
    expect(screen.getByRole('alert').textContent).toContain('Something went wrong');
    expect(screen.getByRole('alert').textContent).not.toContain('secret');
  });
});

test('a field is found by its label and tells what is wrong with it', () => {
  const changed = vi.fn();
  render(<Field label="Case number" value="" onChange={changed} error="Please fill it in." />);
  const input = screen.getByLabelText('Case number');
  fireEvent.change(input, { target: { value: 'x' } });
  expect(changed).toHaveBeenCalledWith('x');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText('Please fill it in.')).toBeTruthy();
});

test('a choice gives the value that was chosen', () => {
  const changed = vi.fn();
  const choices = [
    { value: 'a', label: 'First' },
    { value: 'b', label: 'Second' },
  ] as const;
  render(<Select label="Which" value="a" onChange={changed} choices={choices} />);
  fireEvent.change(screen.getByLabelText('Which'), { target: { value: 'b' } });
  expect(changed).toHaveBeenCalledWith('b');
});

test('light, dark and large letters are written on the page and kept', () => {
  startTheme();
  setTheme({ scheme: 'dark', size: 'helper' });
  expect(document.documentElement.dataset.scheme).toBe('dark');
  expect(document.documentElement.dataset.size).toBe('helper');
  expect(localStorage.getItem('open-hearing.look')).toBe('dark helper');
});
