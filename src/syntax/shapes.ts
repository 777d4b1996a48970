// Which parts each setting takes, by the place it stands in.
export const isSettingWord = (_word: string): boolean => false;
export const staysInSetting = (_word: string, _before: unknown, _name: string): boolean => true;
