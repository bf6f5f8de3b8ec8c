// Says where passkeys cannot be used, and in words what went wrong with one.
(function () {
  "use strict";
  const note = document.querySelector("[data-passkey-note]");
  const buttons = ["passkey_login", "mfa_webauthn_add", "mfa_webauthn_authenticate", "mfa_webauthn_reauthenticate"]
    .map((name) => document.getElementById(name))
    .filter(Boolean);
  if (!note) return;

  function say(text) {
    note.textContent = text;
    note.hidden = false;
  }

  if (!window.isSecureContext) {
    buttons.forEach((one) => (one.disabled = true));
    say("通行密钥要用 https 地址（或本机 localhost）打开本页才能使用。");
  } else if (!window.PublicKeyCredential) {
    buttons.forEach((one) => (one.disabled = true));
    say("这个浏览器不支持通行密钥，请换新版浏览器，或用密码登录。");
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const name = event.detail.exception && event.detail.exception.name;
    if (name === "NotAllowedError") say("没有完成：已取消、超时，或这台设备上没有本站的通行密钥。");
    else if (name === "InvalidStateError") say("这台设备已经添加过，不用再添加。");
    else if (name === "SecurityError") say("地址栏里的网址不能用通行密钥：请用域名打开，不要用 IP 地址。");
    else say("通行密钥没有成功，请再试一次，或用密码登录。");
  });
})();
