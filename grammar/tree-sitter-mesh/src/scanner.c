// The line rule of mesh: where the end of a line ends an item. Whether one may end here at all is known to the parser; what it cannot
// see is how the next line begins. Keeps no state.
#include "tree_sitter/parser.h"

enum Token { LINE_END, WITH };

static bool is_line_end(int32_t c) { return c == '\n' || c == '\r'; }
static bool is_blank(int32_t c) { return c == ' ' || c == '\t'; }
static bool is_word_part(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/** Past blanks, line ends and comments; false at a single slash. */
static bool to_next_token(TSLexer *lexer) {
  for (;;) {
    while (is_blank(lexer->lookahead) || is_line_end(lexer->lookahead)) lexer->advance(lexer, false);
    if (lexer->lookahead != '/') return true;
    lexer->advance(lexer, false);
    if (lexer->lookahead != '/') return false;
    while (!lexer->eof(lexer) && !is_line_end(lexer->lookahead)) lexer->advance(lexer, false);
  }
}

static bool equals(const char *word, const char *other) {
  while (*word != 0 && *word == *other) {
    word++;
    other++;
  }
  return *word == *other;
}

/** Whether the line goes on with what the next one begins with. */
static bool goes_on(TSLexer *lexer, bool with_may_come) {
  if (!to_next_token(lexer)) return false;
  switch (lexer->lookahead) {
    case ',':
    case ')':
    case ']':
    case '{':
      return true;
  }
  char word[6];
  unsigned length = 0;
  while (is_word_part(lexer->lookahead)) {
    if (length == sizeof word - 1) return false;
    word[length++] = (char)lexer->lookahead;
    lexer->advance(lexer, false);
  }
  word[length] = 0;
  // With a sign glued to it, it is a name.
  if (lexer->lookahead == '/' || lexer->lookahead == '@' || lexer->lookahead == ':') return false;
  return equals(word, "and") || equals(word, "or") || equals(word, "to") || (with_may_come && equals(word, "with"));
}

void *tree_sitter_mesh_external_scanner_create(void) { return 0; }
void tree_sitter_mesh_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_mesh_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}
void tree_sitter_mesh_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

bool tree_sitter_mesh_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid_symbols) {
  (void)payload;
  if (!valid_symbols[LINE_END]) return false;
  while (is_blank(lexer->lookahead)) lexer->advance(lexer, true);
  lexer->result_symbol = LINE_END;
  lexer->mark_end(lexer);
  if (lexer->eof(lexer)) return true;
  if (!is_line_end(lexer->lookahead)) return false;
  lexer->advance(lexer, false);
  lexer->mark_end(lexer);
  return !goes_on(lexer, valid_symbols[WITH]);
}
