#pragma once
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#include "JSONTape.h"

/* The wanted values of lines that look alike, found without a tape.

   A reader is told the places of a text whose values are wanted. The first line of a shape goes through the
   parser of JSONTape.h; what stands between its scalars is remembered, and a later line that has the same text
   there is read in one pass that looks at every byte once: such a line has the structure, the keys and the
   depth that were checked on the first one, and only its scalars need checking. Whatever is unusual (escapes in
   a wanted string, a container where a scalar is wanted) is left to the caller, who reads the tape. */

#ifdef __cplusplus
extern "C" {
#endif

enum { POLYTRADERS_JSON_NONE = 0xFFFFFFFF };

/* A point of the tree of wanted values. Children follow each other; 0 is the whole text. */
typedef struct polytraders_json_place {
  /* The key under which it stands, in `text` of the reader; unused for the root and for elements. */
  uint32_t key_start, key_length;
  uint32_t first_child, child_count;
  /* Where the value goes, from 1 on; 0 for a place with children. */
  uint32_t span;
  /* How many spans, from `span` of the only child on, take the elements of an array; 0 for an object. */
  uint32_t element_limit;
  /* 0: a value of another form than wanted is no value. 1: it makes the line unusual. */
  uint32_t is_strict;
} polytraders_json_place;

typedef struct polytraders_json_fields polytraders_json_fields;

/* A reader of `place_count` places with their keys in `text` (both copied) into `span_count` spans; NULL where
   memory is short. It belongs to one thread at a time. */
polytraders_json_fields *polytraders_json_fields_create(
    const polytraders_json_place *places, size_t place_count, const uint8_t *text, size_t text_length,
    size_t span_count);
void polytraders_json_fields_free(polytraders_json_fields *fields);

/* The scalar of the last line at one span; `length` 0 where there is none. */
typedef struct polytraders_json_text {
  const uint8_t *start;
  size_t length;
} polytraders_json_text;
polytraders_json_text polytraders_json_fields_text(
    const polytraders_json_fields *fields, uint32_t span);

/* Reads a line, whose bytes stay in place as long as its values are asked for; lines of unknown shapes go through
   `parser`. False where the line is no JSON object, or is unusual: then its tape has to be read. Up to `padding`
   bytes behind the line, whatever they are, may be looked at: with 32 of them its end is read as fast as the rest. */
bool polytraders_json_fields_read(
    polytraders_json_fields *fields, polytraders_json_parser *parser, const uint8_t *bytes,
    size_t length, size_t padding);

/* Lines read so far by a remembered shape. */
uint64_t polytraders_json_fields_recognised(const polytraders_json_fields *fields);

/* How a scalar becomes a 64-bit number. */
enum {
  /* true 1, false 0. */
  POLYTRADERS_JSON_FORM_TRUTH = 0,
  /* A whole number, also as text. */
  POLYTRADERS_JSON_FORM_INTEGER = 1,
  /* Millionths of a decimal, also as text. */
  POLYTRADERS_JSON_FORM_MICROS = 2,
  /* The position of a text among the words. */
  POLYTRADERS_JSON_FORM_WORD = 3,
  /* The position of a text among the words, which stand in the order of length and then of bytes, plus 1; 0 for
     every other text of ASCII. */
  POLYTRADERS_JSON_FORM_KNOWN_WORD = 4,
};

/* What happens where a value is absent or null. */
enum {
  /* Bits are set. */
  POLYTRADERS_JSON_ABSENT_MARK = 0,
  /* The number of another slot, which comes earlier, stands in. */
  POLYTRADERS_JSON_ABSENT_COPY = 1,
  /* The line is unusual. */
  POLYTRADERS_JSON_ABSENT_REFUSE = 2,
  /* Bits are set; null makes the line unusual. */
  POLYTRADERS_JSON_ABSENT_UNLESS_NULL = 3,
};

/* One number wanted of a line. A value that is not of the form, or outside `minimum` to `maximum`, makes the
   line unusual. */
typedef struct polytraders_json_field {
  uint32_t span;
  /* Where the number goes; POLYTRADERS_JSON_NONE: nowhere. */
  uint32_t slot;
  /* The slot that stands in. */
  uint32_t copied_slot;
  uint32_t first_word, word_count;
  uint8_t form;
  uint8_t absent;
  int64_t minimum, maximum;
  /* Set in both words of gaps where the value is absent. */
  uint64_t absent_bits;
  /* Set in both words of gaps where the number is 0. */
  uint64_t zero_bits;
  /* Set in `missing` where the number lies outside `least` to `most`. */
  uint64_t outside_bits;
  int64_t least, most;
} polytraders_json_field;

/* A word of a field, in a text of their own. */
typedef struct polytraders_json_word {
  uint32_t start, length;
} polytraders_json_word;

typedef struct polytraders_json_gaps {
  /* Not there at all. */
  uint64_t absent;
  /* Not there, or outside what counts. */
  uint64_t missing;
} polytraders_json_gaps;

/* The numbers of the last line that was read. False where the line is unusual; then
   `values` and `gaps` are worth nothing. */
bool polytraders_json_fields_convert(
    const polytraders_json_fields *fields, const polytraders_json_field *wanted, size_t count,
    const polytraders_json_word *words, const uint8_t *word_text, int64_t *values,
    polytraders_json_gaps *gaps);

#ifdef __cplusplus
}
#endif
