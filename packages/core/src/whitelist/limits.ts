/** How large the documents of the whitelist may be, and how long the keys that sign them should be. */

/** R15: the signed list, in bytes. */
export const maxListBytes = 262_144;
/** R21: the answer with server tokens, in bytes. */
export const maxTokenAnswerBytes = 262_144;
/** R23: RSA modulus, in bits. */
export const minKeyBits = 2048;
/** BSI TR-02102-1, chapter 3: from 2024 on RSA keys should have 3,000 bits. BundesMessenger's own were 2,048. */
export const recommendedKeyBits = 3000;
