// The check value of what was shown, computed by the device that showed it.

/** SHA-256 of the UTF-8 bytes, hexadecimal. Only on secure pages, where crypto.subtle is. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
