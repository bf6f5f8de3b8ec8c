// Reading codes: from the camera where the browser allows it, from a photo everywhere.

const WIDEST = 800;
const EVERY = 200; // milliseconds between two looks
let detector = null;

/** Return what reads codes: the browser's own reader, or the one that comes with the page. */
async function reader() {
  if (detector) return detector;
  if ("BarcodeDetector" in window) {
    const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const own = new window.BarcodeDetector({ formats: ["qr_code"] });
      detector = async (image) => (await own.detect(image))[0]?.rawValue ?? "";
      return detector;
    }
  }
  const { decodeQR } = await import("../../vendor/qr/decode.js").catch(() => {
    throw new Error("这台设备上读不了二维码。请联网后重新打开本页，或输入签到码。");
  });
  detector = async (image) => {
    try {
      return decodeQR(image);
    } catch {
      return ""; // no code in the picture
    }
  };
  return detector;
}

/** Return a picture no wider than `WIDEST`: enough for a code, and quick to look through. */
function pixelsOf(source, width, height) {
  const scale = Math.min(1, WIDEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** Return the text of the code on a photo, "" where none is found. */
export async function fromPhoto(file) {
  const picture = await createImageBitmap(file);
  return (await reader())(pixelsOf(picture, picture.width, picture.height));
}

/** Say why there is no camera, "" where there may be one. */
export function whyNot() {
  if (!window.isSecureContext) return "本页地址不是 https，浏览器不开放摄像头。请拍照识别，或输入签到码。";
  if (!navigator.mediaDevices?.getUserMedia) return "这个浏览器不支持摄像头。请拍照识别，或输入签到码。";
  return "";
}

/** Show the camera and call `found` with every text it reads; returns what stops it. Throws a sentence where it cannot. */
export async function watch(video, found) {
  const read = await reader();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch (error) {
    const refused = error.name === "NotAllowedError" || error.name === "SecurityError";
    throw new Error(
      refused
        ? "没有允许使用摄像头。请在浏览器设置里允许，或拍照识别、输入签到码。"
        : "没有找到能用的摄像头。请拍照识别，或输入签到码。",
    );
  }
  video.srcObject = stream;
  await video.play();
  let looking = true;
  (async () => {
    while (looking) {
      if (video.videoWidth) {
        const text = await read(pixelsOf(video, video.videoWidth, video.videoHeight));
        if (text && looking) found(text);
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  })();
  return () => {
    looking = false;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
}
