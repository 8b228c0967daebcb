#include "CBaseline.h"

#include <fcntl.h>
#include <simdjson.h>
#include <string.h>
#include <unistd.h>

#include <memory>
#include <string_view>

using namespace simdjson;

namespace {

// The file piece by piece, each cut behind its last line feed, with the padding that simdjson wants.
class Pieces {
 public:
  explicit Pieces(const char *path) : descriptor_(open(path, O_RDONLY | O_CLOEXEC)) {}
  ~Pieces() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  bool is_open() const { return descriptor_ >= 0; }
  const char *bytes() const { return memory_.get(); }

  // The length of the next piece of whole lines; 0 at the end, -1 where reading failed.
  ssize_t next() {
    held_ -= given_;
    memmove(memory_.get(), memory_.get() + given_, held_);
    given_ = 0;
    while (given_ == 0) {
      if (held_ + piece_size > capacity) return -1;
      ssize_t count = read(descriptor_, memory_.get() + held_, piece_size);
      if (count < 0) return -1;
      held_ += size_t(count);
      if (count == 0) return ssize_t(given_ = held_);
      for (given_ = held_; given_ > 0 && memory_[given_ - 1] != '\n';) given_--;
    }
    return ssize_t(given_);
  }

 private:
  static constexpr size_t piece_size = 512 * 1024, capacity = 4 * piece_size;

  int descriptor_;
  std::unique_ptr<char[]> memory_{new char[capacity + SIMDJSON_PADDING]()};
  size_t held_ = 0, given_ = 0;
};

// A price or size as the desk's events write it: digits, and up to six decimals.
int64_t micros(ondemand::raw_json_string text) {
  static const int64_t scale[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
  const char *at = text.raw();
  int64_t value = 0;
  for (; uint8_t(*at - '0') < 10; at++) value = value * 10 + (*at - '0');
  size_t decimals = 0;
  if (*at == '.')
    for (at++; uint8_t(*at - '0') < 10 && decimals < 6; at++, decimals++)
      value = value * 10 + (*at - '0');
  return value * scale[decimals];
}

std::string_view decide(ondemand::object event, const polytraders_baseline_limits &limits) {
  int64_t now = event.find_field("now_ms");
  bool is_stopped = event.find_field("kill_switch");
  bool has_registry = event.find_field("registry_available");
  int64_t rate = event.find_field("cancel_replace_count_60s");
  ondemand::object order = event.find_field("order");
  ondemand::raw_json_string side = order.find_field("side").get_raw_json_string();
  bool is_sell = side.unsafe_is_equal("SELL");
  int64_t price = micros(order.find_field("price").get_raw_json_string());
  int64_t tick = micros(order.find_field("tick_size").get_raw_json_string());
  int64_t placed_at = order.find_field("placed_at_ms");
  int64_t queue = order.find_field("queue_position");
  ondemand::object book = event.find_field("book");
  bool has_book = book.find_field("available");
  int64_t touch = 0, age = 0;
  if (has_book) {
    int64_t bid = micros(book.find_field("best_bid").get_raw_json_string());
    int64_t ask = micros(book.find_field("best_ask").get_raw_json_string());
    touch = is_sell ? ask : bid;
    age = book.find_field("age_ms");
  }

  if (is_stopped) return "KILL_SWITCH_ACTIVE\n";
  if (!has_registry || placed_at - now > limits.skew_tolerance)
    return "QUEUE_WARDEN_STATE_UNAVAILABLE\n";
  if (!has_book || age > limits.book_age || age < -limits.skew_tolerance)
    return "QUEUE_WARDEN_BOOK_UNAVAILABLE\n";
  if (now - placed_at > limits.time_to_live) return "QUEUE_WARDEN_STALE_ORDER\n";
  bool is_drifted = std::abs(price - touch) > limits.drift_ticks * tick;
  if (!is_drifted && queue * 1000000 <= limits.queue_position) return "QUEUE_WARDEN_HOLD\n";
  if (rate >= limits.rate_cap) return "QUEUE_WARDEN_RATE_CAP_HIT\n";
  return is_drifted ? "QUEUE_WARDEN_DRIFT_EXCEEDED\n" : "QUEUE_WARDEN_QUEUE_DEGRADED\n";
}

// Calls `each` with the document of every line; false where the file cannot be read.
template <typename Each>
bool each_line(const char *path, Each each) {
  Pieces pieces(path);
  if (!pieces.is_open()) return false;
  ondemand::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
  // The program that is measured has one thread too.
  parser.threaded = false;
#endif
  while (true) {
    ssize_t length = pieces.next();
    if (length <= 0) return length == 0;
    ondemand::document_stream lines;
    if (parser.iterate_many(pieces.bytes(), size_t(length), size_t(length)).get(lines)) return false;
    for (auto line : lines)
      if (!each(line)) return false;
  }
}

}  // namespace

int64_t polytraders_baseline_codes(
    const char *path, const polytraders_baseline_limits *limits, uint8_t *codes, size_t capacity) {
  try {
    size_t written = 0;
    bool is_whole = each_line(path, [&](auto &line) {
      std::string_view code = decide(line.get_object(), *limits);
      if (capacity - written < code.size()) return false;
      memcpy(codes + written, code.data(), code.size());
      written += code.size();
      return true;
    });
    return is_whole ? int64_t(written) : -1;
  } catch (const simdjson_error &) {
    return -1;
  }
}

int64_t polytraders_baseline_parse(const char *path) {
  int64_t count = 0;
  bool is_whole = each_line(path, [&](auto &) {
    count++;
    return true;
  });
  return is_whole ? count : -1;
}
