#include <string.h>

#include "FieldReader.h"

namespace {

// The text of a number, or what a string holds; escapes do not occur in wanted strings. It is never at the
// beginning of a line: in front of it stand `{"` and a key.
struct Text {
  const uint8_t *start, *end;
  bool is_string;

  size_t size() const { return size_t(end - start); }
};

inline Text text_of(const uint8_t *bytes, const polytraders::Span &span) {
  const uint8_t *start = bytes + span.offset, *end = start + span.length;
  return *start == '"' ? Text{start + 1, end - 1, true} : Text{start, end, false};
}

constexpr uint64_t each_byte(uint8_t byte) { return 0x0101010101010101 * byte; }

// The last `count` (1 to 8) bytes before `end`, the first of them lowest, as distances from '0'; 0 in front of
// them. All eight bytes are read.
inline uint64_t last_digits(const uint8_t *end, size_t count) {
  uint64_t piece;
  memcpy(&piece, end - 8, sizeof piece);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  piece = __builtin_bswap64(piece);
#endif
  return (piece ^ each_byte('0')) & (~uint64_t(0) << 8 * (8 - count));
}

inline bool are_digits(uint64_t digits) {
  return (((digits + each_byte(0x7F - 9)) | digits) & each_byte(0x80)) == 0;
}

// The number that eight digits write, the first of them in the lowest byte.
inline uint64_t number_of(uint64_t digits) {
  digits = digits * 10 + (digits >> 8);
  return ((digits & 0x000000FF000000FF) * 0x000F424000000064 +
          ((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >> 32;
}

// At most 16 digits; longer numbers, which times never are, are left to the reader of the tape.
inline bool integer(Text text, int64_t &value) {
  bool is_negative = *text.start == '-';
  size_t size = text.size() - is_negative;
  if (text.size() == is_negative || size > 16) return false;
  uint64_t low = last_digits(text.end, size < 8 ? size : 8);
  if (!are_digits(low)) return false;
  int64_t magnitude = int64_t(number_of(low));
  if (size > 8) {
    uint64_t high = last_digits(text.end - 8, size - 8);
    if (!are_digits(high)) return false;
    magnitude += int64_t(number_of(high)) * 100000000;
  }
  value = is_negative ? -magnitude : magnitude;
  return true;
}

const int64_t scale[] = {1000000, 100000, 10000, 1000, 100, 10, 1};

// At most 12 digits, a point and six decimals.
bool long_micros(Text text, int64_t &value) {
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

// Amounts of up to eight characters without a loop, whose end no processor could foresee.
inline bool micros(Text text, int64_t &value) {
  size_t size = text.size();
  if (size == 0 || size > 8) return long_micros(text, value);
  uint64_t digits = last_digits(text.end, size);
  const uint64_t point = digits ^ each_byte('.' ^ '0');
  // The lowest bit that is set belongs to the first point.
  const uint64_t found = (point - each_byte(1)) & ~point & each_byte(0x80);
  size_t decimals = 0;
  if (found) {
    size_t place = size_t(__builtin_ctzll(found)) / 8;
    decimals = 7 - place;
    if (decimals == 0 || place == 8 - size) return false;
    // The digits in front of the point move up to those behind it.
    uint64_t before = digits & ((uint64_t(1) << 8 * place) - 1);
    uint64_t behind = digits & (~uint64_t(0) << 8 * (place + 1));
    digits = before << 8 | behind;
    if (decimals > 6) return false;
  }
  if (!are_digits(digits)) return long_micros(text, value);
  value = int64_t(number_of(digits)) * scale[decimals];
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

inline bool word(Text text, const Words &words, int64_t &value) {
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

inline bool truth(Text text, int64_t &value) {
  value = *text.start == 't';
  return !text.is_string && (value || *text.start == 'f');
}

inline bool number(
    Text text, const polytraders_json_field &field, const Words &words, int64_t &value) {
  switch (field.form) {
    case POLYTRADERS_JSON_FORM_TRUTH: return truth(text, value);
    case POLYTRADERS_JSON_FORM_INTEGER: return integer(text, value);
    case POLYTRADERS_JSON_FORM_MICROS: return micros(text, value);
    case POLYTRADERS_JSON_FORM_WORD: return word(text, words, value);
    case POLYTRADERS_JSON_FORM_KNOWN_WORD: return known_word(text, words, value);
    default: return false;
  }
}

// What a field without a value does; false where it cannot do without.
bool leave_out(
    const polytraders_json_field &field, bool is_null, int64_t *values, uint64_t &absent) {
  switch (field.absent) {
    case POLYTRADERS_JSON_ABSENT_REFUSE: return false;
    case POLYTRADERS_JSON_ABSENT_UNLESS_NULL: return !is_null;
    case POLYTRADERS_JSON_ABSENT_COPY: values[field.slot] = values[field.copied_slot]; return true;
    default: absent |= field.absent_bits; return true;
  }
}

}  // namespace

bool polytraders_json_fields_convert(
    const polytraders_json_fields *fields, const polytraders_json_field *wanted, size_t count,
    const polytraders_json_word *words, const uint8_t *word_text, int64_t *values,
    polytraders_json_gaps *gaps) {
  const uint8_t *bytes = fields->line;
  const polytraders::Span *spans = fields->spans.data();
  uint64_t absent = 0, missing = 0;
  for (const polytraders_json_field *field = wanted, *end = wanted + count; field < end; field++) {
    const polytraders::Span span = spans[field->span];
    if (span.length == 0 || bytes[span.offset] == 'n') {
      if (!leave_out(*field, span.length > 0, values, absent)) return false;
      continue;
    }
    // Numbers are read in pieces of up to 16 bytes that end with them; only an odd line is as short.
    if (span.offset + span.length < 18) return false;
    int64_t value = 0;
    Words known = {words, word_text, field->first_word, field->word_count};
    if (!number(text_of(bytes, span), *field, known, value)) return false;
    if (value < field->minimum || value > field->maximum) return false;
    if (field->slot != POLYTRADERS_JSON_NONE) values[field->slot] = value;
    absent |= value == 0 ? field->zero_bits : 0;
    missing |= value < field->least || value > field->most ? field->outside_bits : 0;
  }
  *gaps = {absent, missing | absent};
  return true;
}
