#pragma once
#include <stddef.h>
#include <stdint.h>

/* JSON text to a flat tape of nodes. simdjson finds the structure and validates UTF-8; the number grammar,
   escapes, duplicate keys, depth and trailing content are checked here, so that no number ever becomes a
   double and every error has the byte offset at which it was seen. */

#ifdef __cplusplus
extern "C" {
#endif

enum {
  POLYTRADERS_JSON_NULL = 0,
  POLYTRADERS_JSON_FALSE = 1,
  POLYTRADERS_JSON_TRUE = 2,
  POLYTRADERS_JSON_NUMBER = 3,
  POLYTRADERS_JSON_STRING = 4,
  POLYTRADERS_JSON_ARRAY = 5,
  POLYTRADERS_JSON_OBJECT = 6,
};

/* One value, or one key of an object. The children of an array or object follow their parent; in an object
   keys and values alternate. */
typedef struct polytraders_json_node {
  /* First byte of the value in the text; of a string: its opening quotation mark. */
  uint32_t offset;
  /* Bytes of the value including quotation marks or brackets. */
  uint32_t length;
  /* How many nodes further the next sibling begins: 1 plus the number of all nodes inside. */
  uint32_t stride;
  uint8_t kind;
  /* A string that has at least one backslash. */
  uint8_t escaped;
  uint16_t unused;
} polytraders_json_node;

enum {
  POLYTRADERS_JSON_OK = 0,
  POLYTRADERS_JSON_EMPTY = 1,
  POLYTRADERS_JSON_TOO_LARGE = 2,
  POLYTRADERS_JSON_TOO_DEEP = 3,
  POLYTRADERS_JSON_NOT_UTF8 = 4,
  POLYTRADERS_JSON_UNEXPECTED_END = 5,
  POLYTRADERS_JSON_UNEXPECTED_BYTE = 6,
  POLYTRADERS_JSON_BAD_NUMBER = 7,
  POLYTRADERS_JSON_BAD_LITERAL = 8,
  POLYTRADERS_JSON_UNTERMINATED_STRING = 9,
  POLYTRADERS_JSON_CONTROL_CHARACTER = 10,
  POLYTRADERS_JSON_BAD_ESCAPE = 11,
  POLYTRADERS_JSON_LONE_SURROGATE = 12,
  POLYTRADERS_JSON_DUPLICATE_KEY = 13,
  POLYTRADERS_JSON_TRAILING_CONTENT = 14,
  POLYTRADERS_JSON_NO_MEMORY = 15,
};

typedef struct polytraders_json_outcome {
  /* POLYTRADERS_JSON_OK or what was wrong. */
  uint32_t code;
  /* Where it was wrong. */
  uint32_t offset;
  /* The tape, root first; valid until the next parse or until the parser is freed. NULL on error. */
  const polytraders_json_node *nodes;
} polytraders_json_outcome;

typedef struct polytraders_json_parser polytraders_json_parser;

/* A parser for texts of up to `maximum_bytes` (at most 4 GiB - 1) nested up to `maximum_depth`; NULL where
   memory is short. It belongs to one thread at a time. */
polytraders_json_parser *polytraders_json_parser_create(
    uint32_t maximum_depth, uint32_t maximum_bytes);
void polytraders_json_parser_free(polytraders_json_parser *parser);

/* Reads `length` bytes. Nothing behind them is read: no padding is needed. */
polytraders_json_outcome polytraders_json_parse(
    polytraders_json_parser *parser, const uint8_t *bytes, size_t length);

#ifdef __cplusplus
}
#endif
