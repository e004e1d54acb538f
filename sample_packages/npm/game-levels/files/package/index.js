export const levels = ['maps/level1.map', 'maps/level2.map']
