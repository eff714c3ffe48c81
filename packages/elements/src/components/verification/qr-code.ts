/** A QR code as SVG nodes: no markup string, no canvas. Loads the encoder when the first code is shown. */
const svgNamespace = 'http://www.w3.org/2000/svg';

/** Light modules around the code that readers need (ISO/IEC 18004, 6.3.8). */
const quietZone = 4;

/** Dark on light in every theme: readers may not know it otherwise. The caller gives it a name. */
export async function createQrCode(bytes: Uint8Array): Promise<SVGElement> {
  const { encode } = await import('uqr');
  const { data, size } = encode([...bytes], { ecc: 'L', border: quietZone });
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('class', 'qr');
  svg.setAttribute('shape-rendering', 'crispEdges');
  const path = document.createElementNS(svgNamespace, 'path');
  const modules = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')));
  path.setAttribute('d', modules.join(''));
  svg.append(path);
  return svg;
}
