/** Pictures for the fake store, painted here: nothing is loaded. */

/** A landscape, a chart or a portrait sheet, by the last letter of the id. */
export async function paint(mediaId: string): Promise<Blob> {
  const kind = mediaId.at(-1);
  const canvas = document.createElement('canvas');
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
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  );
}
