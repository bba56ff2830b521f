// What our documents for word processors share: A4 with the margins of official papers, Song type, paragraphs as they are on paper.
import { AlignmentType, Document, Footer, Packer, PageNumber, Paragraph, TextRun } from 'docx';

const MM = 56.7;
const FONT = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: 'SimSun', hint: 'eastAsia' } as const;

/** `size` in points. */
type Look = {
  readonly size?: number;
  readonly bold?: boolean;
  readonly grey?: boolean;
  readonly centred?: boolean;
  /** First line moved in by two characters. */
  readonly firstIn?: boolean;
  /** The whole moved in. */
  readonly noteIn?: boolean;
  readonly before?: number;
};

export const paragraph = (text: string, look: Look = {}): Paragraph => {
  const { size = 12, bold = false, grey = false, centred = false, firstIn = false, noteIn = false, before = 0 } = look;
  return new Paragraph({
    children: [new TextRun({ text, bold, size: size * 2, ...(grey ? { color: '595959' } : {}) })],
    ...(centred ? { alignment: AlignmentType.CENTER } : {}),
    indent: { ...(firstIn ? { firstLine: size * 2 * 20 } : {}), ...(noteIn ? { left: 36 * 20 } : {}) },
    spacing: { line: 360, before: before * 20 },
  });
};

/** `small`: below every page, above its number. */
export async function docxOf(
  about: { readonly title: string; readonly author: string; readonly small: readonly string[] },
  children: Paragraph[],
): Promise<Uint8Array> {
  const numbers = new TextRun({
    children: ['第 ', PageNumber.CURRENT, ' 页　共 ', PageNumber.TOTAL_PAGES, ' 页'],
    size: 21,
  });
  const foot = [
    ...about.small.map((text) => new Paragraph({ children: [new TextRun({ text, size: 16, color: '595959' })] })),
    new Paragraph({ alignment: AlignmentType.CENTER, children: [numbers] }),
  ];
  const margin = { top: 27.5 * MM, bottom: 30 * MM, left: 28 * MM, right: 26 * MM };
  const file = new Document({
    title: about.title,
    creator: about.author,
    lastModifiedBy: about.author,
    styles: { default: { document: { run: { font: FONT, language: { eastAsia: 'zh-CN' } } } } },
    sections: [
      {
        properties: { page: { size: { width: 210 * MM, height: 297 * MM }, margin } },
        footers: { default: new Footer({ children: foot }) },
        children,
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(file));
}
