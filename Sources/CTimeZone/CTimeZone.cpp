#include "CTimeZone.h"

#include <cctz/time_zone.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <new>
#include <string>

struct polytraders_time_zone {
  cctz::time_zone zone;
};

namespace {

// The longest name of the database has 32 characters.
constexpr size_t longest_name = 64;

bool is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '+';
}

// Parts of letters, digits, `_`, `-` and `+`, between single slashes: no dots, so no way out.
bool is_zone_name(const std::string &name) {
  if (name.empty() || name.size() > longest_name) return false;
  char before = '/';
  for (char byte : name) {
    if (byte == '/' ? before == '/' : !is_name_byte(byte)) return false;
    before = byte;
  }
  if (before == '/') return false;
  // `localtime` and `posixrules` depend on the machine; zones under `right/` do not count POSIX seconds.
  return name != "localtime" && name != "posixrules" && name.compare(0, 6, "right/") != 0;
}

// cctz remembers every name it was asked for, also those that do not exist: only names with a file get
// there, so that made-up names do not fill the memory.
bool has_file(const std::string &name) {
  const char *folder = std::getenv("TZDIR");
  std::string path = folder && *folder ? folder : "/usr/share/zoneinfo";
  path += '/';
  path += name;
  struct stat entry;
  return stat(path.c_str(), &entry) == 0 && S_ISREG(entry.st_mode);
}

}  // namespace

polytraders_time_zone *polytraders_time_zone_find(const char *name, size_t length) {
  try {
    std::string text(name, length);
    if (text == "UTC") return new polytraders_time_zone{cctz::utc_time_zone()};
    if (!is_zone_name(text) || !has_file(text)) return nullptr;
    cctz::time_zone zone;
    if (!cctz::load_time_zone(text, &zone)) return nullptr;
    return new polytraders_time_zone{zone};
  } catch (const std::bad_alloc &) {
    return nullptr;
  }
}

void polytraders_time_zone_free(polytraders_time_zone *zone) { delete zone; }

int32_t polytraders_time_zone_offset(const polytraders_time_zone *zone, int64_t seconds) {
  auto instant = cctz::time_point<cctz::seconds>(cctz::seconds(seconds));
  return zone->zone.lookup(instant).offset;
}
