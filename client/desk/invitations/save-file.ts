// Hands a text to the browser as a file to be saved.

export function saveFile(name: string, mediaType: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[\\/:*?"<>|]/g, '_');
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken the file by the time this task has ended, but not every one at the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
