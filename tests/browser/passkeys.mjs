// With what does a visitor prove who they are where a passkey is asked for? Chromium's own authenticator in software
// (DevTools protocol, domain WebAuthn).

/**
 * Gives the visitor an authenticator. It answers by itself; `verifies` says whether it checks who holds it, `external`
 * makes it a security key.
 */
export async function addAuthenticator({ page, context }, { verifies = true, external = false } = {}) {
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: external ? "usb" : "internal",
      hasResidentKey: true,
      hasUserVerification: verifies,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: !external,
      defaultBackupState: !external,
    },
  });
  return {
    /** What it holds. */
    async credentials() {
      return (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
    },
    /** From now on it checks nobody, and the browser lets it: as where a device has neither PIN nor finger nor face. */
    async stopVerifying() {
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
      await page.route("**/options", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), userVerification: "discouraged" } });
      });
    },
    /** Whether somebody touches it when it is asked. */
    async touch(enabled) {
      await session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
    },
  };
}
