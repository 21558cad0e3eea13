// The site of this example imports nothing.

export const web = 'web';
