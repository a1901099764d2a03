/** Secret of the community tokens of every server that the tests start. */
export const SECRET = 'a secret for tests, of more than 32 bytes';
