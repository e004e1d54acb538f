export declare function parse(text: string): Map<string, string>;
//# sourceMappingURL=parser.d.ts.map
