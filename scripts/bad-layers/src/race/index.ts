// The room that src/kernel must not import in this example.

export const race = 'race';
