#include <string.h>

#include "JSONFields.h"

namespace {

// The text of a number, or what a string holds; escapes do not occur in wanted strings.
struct Text {
  const uint8_t *start, *end;
  bool is_string;

  size_t size() const { return size_t(end - start); }
};

Text text_of(const uint8_t *bytes, const polytraders_json_span &span) {
  const uint8_t *start = bytes + span.offset, *end = start + span.length;
  return *start == '"' ? Text{start + 1, end - 1, true} : Text{start, end, false};
}

// Eight digits, the first of them the most significant.
bool eight_digits(const uint8_t *text, uint64_t &value) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  uint64_t piece;
  memcpy(&piece, text, sizeof piece);
  piece ^= 0x3030303030303030;
  // A byte above 9 has its high nibble set, or gets it by adding 6.
  if ((piece | (piece + 0x0606060606060606)) & 0xF0F0F0F0F0F0F0F0) return false;
  piece = piece * 10 + (piece >> 8);
  value = ((piece & 0x000000FF000000FF) * 0x000F424000000064 +
           ((piece >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >> 32;
  return true;
#else
  value = 0;
  for (int i = 0; i < 8; i++) {
    uint8_t digit = uint8_t(text[i] - '0');
    if (digit > 9) return false;
    value = value * 10 + digit;
  }
  return true;
#endif
}

// At most 18 digits and at least one.
bool digits(const uint8_t *start, const uint8_t *end, uint64_t &value) {
  size_t size = size_t(end - start);
  if (size == 0 || size > 18) return false;
  value = 0;
  while (end - start >= 8) {
    uint64_t piece;
    if (!eight_digits(start, piece)) return false;
    value = value * 100000000 + piece;
    start += 8;
  }
  for (; start < end; start++) {
    uint8_t digit = uint8_t(*start - '0');
    if (digit > 9) return false;
    value = value * 10 + digit;
  }
  return true;
}

// Longer numbers than these, and every unusual spelling, are left to the reader of the tape.
bool integer(Text text, int64_t &value) {
  bool is_negative = text.start < text.end && *text.start == '-';
  uint64_t magnitude;
  if (!digits(text.start + is_negative, text.end, magnitude)) return false;
  value = is_negative ? -int64_t(magnitude) : int64_t(magnitude);
  return true;
}

bool micros(Text text, int64_t &value) {
  static const int64_t scale[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
  const uint8_t *at = text.start;
  bool is_negative = at < text.end && *at == '-';
  at += is_negative;
  const uint8_t *whole = at, *limit = text.end - at > 12 ? at + 12 : text.end;
  int64_t amount = 0;
  while (at < limit && uint8_t(*at - '0') < 10) amount = amount * 10 + (*at++ - '0');
  if (at == whole) return false;
  size_t decimals = 0;
  if (at < text.end) {
    if (*at++ != '.') return false;
    decimals = size_t(text.end - at);
    if (decimals == 0 || decimals > 6) return false;
    for (; at < text.end; at++) {
      uint8_t digit = uint8_t(*at - '0');
      if (digit > 9) return false;
      amount = amount * 10 + digit;
    }
  }
  amount *= scale[decimals];
  value = is_negative ? -amount : amount;
  return true;
}

struct Words {
  const polytraders_json_word *words;
  const uint8_t *text;
  uint32_t first, count;

  bool is(uint32_t index, Text value) const {
    const polytraders_json_word &word = words[first + index];
    return word.length == value.size() && memcmp(text + word.start, value.start, word.length) == 0;
  }

  // By length, then by bytes.
  int compare(Text value, uint32_t index) const {
    const polytraders_json_word &word = words[first + index];
    if (value.size() != word.length) return value.size() < word.length ? -1 : 1;
    return memcmp(value.start, text + word.start, word.length);
  }
};

bool word(Text text, const Words &words, int64_t &value) {
  if (!text.is_string) return false;
  for (uint32_t i = 0; i < words.count; i++) {
    if (!words.is(i, text)) continue;
    value = i;
    return true;
  }
  return false;
}

// Texts beyond ASCII can be the same to people without being the same bytes: left to the reader of the tape.
bool known_word(Text text, const Words &words, int64_t &value) {
  if (!text.is_string) return false;
  for (const uint8_t *at = text.start; at < text.end; at++)
    if (*at >= 0x80) return false;
  uint32_t low = 0, high = words.count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int order = words.compare(text, middle);
    if (order == 0) {
      value = int64_t(middle) + 1;
      return true;
    }
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  value = 0;
  return true;
}

bool truth(Text text, int64_t &value) {
  if (text.is_string || (*text.start != 't' && *text.start != 'f')) return false;
  value = *text.start == 't';
  return true;
}

bool number(Text text, const polytraders_json_field &field, const Words &words, int64_t &value) {
  switch (field.form) {
    case POLYTRADERS_JSON_FORM_TRUTH: return truth(text, value);
    case POLYTRADERS_JSON_FORM_INTEGER: return integer(text, value);
    case POLYTRADERS_JSON_FORM_MICROS: return micros(text, value);
    case POLYTRADERS_JSON_FORM_WORD: return word(text, words, value);
    case POLYTRADERS_JSON_FORM_KNOWN_WORD: return known_word(text, words, value);
    default: return false;
  }
}

}  // namespace

bool polytraders_json_fields_convert(
    const polytraders_json_fields *fields, const uint8_t *bytes,
    const polytraders_json_field *wanted, size_t count, const polytraders_json_word *words,
    const uint8_t *word_text, int64_t *values, polytraders_json_gaps *gaps) {
  const polytraders_json_span *spans = polytraders_json_fields_spans(fields);
  polytraders_json_gaps found = {0, 0};
  for (const polytraders_json_field *field = wanted, *end = wanted + count; field < end; field++) {
    const polytraders_json_span &span = spans[field->span];
    if (span.length == 0 || bytes[span.offset] == 'n') {
      if (field->absent == POLYTRADERS_JSON_ABSENT_REFUSE) return false;
      if (field->absent == POLYTRADERS_JSON_ABSENT_UNLESS_NULL && span.length > 0) return false;
      if (field->absent == POLYTRADERS_JSON_ABSENT_COPY)
        values[field->slot] = values[field->copied_slot];
      found.absent |= field->absent_bits;
      continue;
    }
    int64_t value = 0;
    Words known = {words, word_text, field->first_word, field->word_count};
    if (!number(text_of(bytes, span), *field, known, value)) return false;
    if (value < field->minimum || value > field->maximum) return false;
    if (field->slot != POLYTRADERS_JSON_NONE) values[field->slot] = value;
    if (value == 0) found.absent |= field->zero_bits;
    if (value < field->least || value > field->most) found.missing |= field->outside_bits;
  }
  *gaps = {found.absent, found.missing | found.absent};
  return true;
}
