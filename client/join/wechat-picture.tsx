// What the fingers look for inside WeChat: the three dots at the top right, then the sign with the globe in the menu that opens.

/** `open`: what the sign in the menu says. Decoration only: the steps beside it say the same in words. */
export const WeChatPicture = ({ open }: { readonly open: string }) => (
  <svg className="wechat-picture" viewBox="0 0 320 276" aria-hidden="true" focusable="false">
    <path className="wechat-phone" d="M10 270V30A22 22 0 0 1 32 8h256a22 22 0 0 1 22 22v240" />
    <path d="M32 38l12 12m0-12L32 50M116 44h88" />
    <path className="wechat-dots" d="M264 44h.1M275 44h.1M286 44h.1" />
    <circle className="wechat-here" cx="275" cy="44" r="22" />
    <path className="wechat-here" d="M236 104c14 0 26-10 31-28m-13 9 14-11 8 16" />
    <Mark at={[218, 104]}>1</Mark>
    <path className="wechat-menu" d="M10 270V152a14 14 0 0 1 14-14h272a14 14 0 0 1 14 14v118z" />
    <path d="M32 168h44v44H32zM244 168h44v44h-44zM36 230h36M248 230h36" className="wechat-others" />
    <circle className="wechat-globe" cx="160" cy="190" r="26" />
    <path
      className="wechat-globe-lines"
      d="M134 190h52M160 164v52M160 164c-18 14-18 38 0 52M160 164c18 14 18 38 0 52"
    />
    <Mark at={[112, 190]}>2</Mark>
    <text className="wechat-words" x="160" y="248">
      {open}
    </text>
  </svg>
);

const Mark = ({ at: [x, y], children }: { readonly at: readonly [number, number]; readonly children: string }) => (
  <g className="wechat-number">
    <circle cx={x} cy={y} r="13" />
    <text x={x} y={y + 6}>
      {children}
    </text>
  </g>
);
