/** Pictures for the fake store, painted here: nothing is loaded. */

/** A landscape, a chart or a portrait sheet, by the last letter of the id. */
export async function paint(mediaId: string): Promise<Blob> {
  const kind = mediaId.at(-1);
  const canvas = document.createElement('canvas');
  if (mediaId.includes('/portrait-')) {
    paintPortrait(canvas, mediaId);
    return pictureOf(canvas);
  }
  [canvas.width, canvas.height] = kind === 'p' ? [600, 848] : [1200, 800];
  const { width, height } = canvas;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  if (kind === 'l') {
    const sky = pen.createLinearGradient(0, 0, 0, height * 0.6);
    sky.addColorStop(0, '#7fa7cf');
    sky.addColorStop(1, '#e9d9c2');
    pen.fillStyle = sky;
    pen.fillRect(0, 0, width, height);
    for (const [at, colour] of ['#6d7f8d', '#4d6672', '#33505a'].entries()) {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.moveTo(0, height);
      for (let x = 0; x <= width; x += 20) {
        pen.lineTo(x, height * (0.45 + at * 0.11) + Math.sin(x / (130 - at * 22) + at * 2) * (46 - at * 10));
      }
      pen.lineTo(width, height);
      pen.fill();
    }
    pen.fillStyle = '#2a6f97';
    pen.fillRect(0, height * 0.82, width, height * 0.18);
  } else {
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, width, height);
    pen.strokeStyle = '#1b4f91';
    pen.lineWidth = 10;
    pen.beginPath();
    for (let x = 60; x < width - 60; x += 12) {
      const y = height * 0.55 - Math.sin(x / 190) * 160 + Math.cos(x / 47) * 28;
      if (x === 60) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
    pen.stroke();
    pen.strokeStyle = '#c4ccd6';
    pen.lineWidth = 2;
    for (let y = 100; y < height; y += 100) {
      pen.beginPath();
      pen.moveTo(60, y);
      pen.lineTo(width - 60, y);
      pen.stroke();
    }
  }
  return pictureOf(canvas);
}

const grounds = ['#c9d8e8', '#d9cfe3', '#cfe0d3', '#e8d9c4'];
const skins = ['#f0c9a8', '#d9a379', '#a8744d', '#f3d6bd'];
const hairs = ['#3a2a20', '#7d5a35', '#1d1d22', '#b7b1a9'];
const clothes = ['#2c4a6e', '#5b3550', '#2f5d50', '#40454f'];

/** Head and shoulders; who it is, by the end of the id. */
function paintPortrait(canvas: HTMLCanvasElement, mediaId: string): void {
  canvas.width = canvas.height = 192;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  let seed = 7;
  for (const letter of mediaId) seed = (seed * 31 + letter.charCodeAt(0)) % 65_536;
  const [ground, skin, hair, cloth] = [grounds, skins, hairs, clothes].map((set, at) => set[(seed >> (at * 3)) % 4]!);
  const blob = (colour: string, x: number, y: number, radiusX: number, radiusY: number): void => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.ellipse(x, y, radiusX, radiusY, 0, 0, 2 * Math.PI);
    pen.fill();
  };
  pen.fillStyle = ground!;
  pen.fillRect(0, 0, 192, 192);
  blob(hair!, 96, 92, 50, 62);
  blob(cloth!, 96, 190, 72, 52);
  pen.fillStyle = skin!;
  pen.fillRect(80, 112, 32, 32);
  blob(skin!, 96, 144, 18, 10);
  blob(hair!, 96, 72, 43, 44);
  blob(skin!, 96, 86, 36, 42);
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, 192, 66);
  pen.clip();
  blob(hair!, 88, 66, 40, 30);
  pen.restore();
}

function pictureOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  );
}
