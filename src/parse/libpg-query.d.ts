/** The Emscripten glue of libpg-query, which has no types of its own; only what grammar.ts calls. */
declare module 'libpg-query/wasm/libpg-query.js' {
  export interface LibPgQuery {
    getValue(pointer: number, type: 'i32'): number;
    UTF8ToString(pointer: number): string;
    stringToUTF8(text: string, pointer: number, bytes: number): void;
    lengthBytesUTF8(text: string): number;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    _wasm_parse_query_raw(query: number): number;
    _wasm_free_parse_result(result: number): void;
  }
  export default function instantiate(): Promise<LibPgQuery>;
}
