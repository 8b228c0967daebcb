#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "Internal.h"

/* As in the kernel; <netinet/tcp.h>, which has the name, has an older tcp_info. */
enum { TCP_CLOSE_WAIT = 8 };

const char *polytraders_http_refusal_text(uint32_t status) {
  switch (status) {
  case 400: return "the request can be read in more than one way";
  case 408: return "the request took too long";
  case 413: return "the body is too long";
  case 431: return "there are too many header fields";
  case 503: return "too many requests at once";
  case 505: return "speak HTTP/1.1";
  default: return "refused";
  }
}

static const char *status_line(uint32_t status) {
  switch (status) {
  case 408: return "408 Request Timeout";
  case 413: return "413 Content Too Large";
  default: return "503 Service Unavailable";
  }
}

void polytraders_http_refuse_and_close(connection *open, uint32_t status) {
  const char *text = polytraders_http_refusal_text(status);
  char answer[256];
  int length = snprintf(
      answer, sizeof answer,
      "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n"
      "\r\n{\"error\":\"%s\"}",
      status_line(status), strlen(text) + strlen("{\"error\":\"\"}"), text);
  // Where it does not fit into the socket's buffer, nobody reads anyway.
  send(open->descriptor, answer, (size_t)length, MSG_DONTWAIT | MSG_NOSIGNAL);
  shutdown(open->descriptor, SHUT_RDWR);
}

static struct tcp_info look(const connection *open) {
  struct tcp_info info;
  memset(&info, 0, sizeof info);
  socklen_t length = sizeof info;
  getsockopt(open->descriptor, IPPROTO_TCP, TCP_INFO, &info, &length);
  return info;
}

uint64_t polytraders_http_received(const connection *open) {
  return look(open).tcpi_bytes_received;
}

/* The client said that nothing more comes, and the request is not whole. libmicrohttpd does not notice that where
   it came together with the last bytes. */
static bool is_abandoned(const connection *open, const struct tcp_info *info) {
  int unread = 0;
  return info->tcpi_state == TCP_CLOSE_WAIT && ioctl(open->descriptor, FIONREAD, &unread) == 0
         && unread == 0;
}

/* Whether more than `limit` milliseconds have gone since; what began while the sweep was under way has not. */
static bool is_over(uint64_t since, uint64_t now, uint64_t limit) {
  return now > since && now - since > limit;
}

/* Between requests, or in the head or body of one. */
static void sweep_reading(
    const polytraders_http_limits *limits, connection *open, uint64_t now) {
  struct tcp_info info = look(open);
  uint64_t received = info.tcpi_bytes_received;
  if (open->phase == PHASE_IDLE && open->begun == 0 && received != open->received) {
    open->begun = now;
  }
  if (is_abandoned(open, &info)) {
    shutdown(open->descriptor, SHUT_RDWR);
  } else if (open->phase == PHASE_IDLE && open->begun == 0) {
    if (is_over(open->since, now, limits->idle_milliseconds)) shutdown(open->descriptor, SHUT_RDWR);
  } else {
    uint64_t begun = open->phase == PHASE_IDLE ? open->begun : open->since;
    if (is_over(begun, now, limits->request_milliseconds)) {
      polytraders_http_refuse_and_close(open, 408);
    }
  }
}

static void sweep_one(
    const polytraders_http_limits *limits, connection *open, uint64_t now) {
  switch (open->phase) {
  case PHASE_IDLE:
  case PHASE_READING: sweep_reading(limits, open, now); break;
  case PHASE_HANDLING: break;
  case PHASE_ANSWERING:
    if (!open->is_slow && is_over(open->since, now, limits->answer_milliseconds)) {
      shutdown(open->descriptor, SHUT_RDWR);
    }
    break;
  }
}

void polytraders_http_sweep(polytraders_http_server *server, uint64_t now) {
  for (connection *open = server->connections; open; open = open->next) {
    sweep_one(&server->limits, open, now);
  }
}

/* What the fields of a request come to. */
typedef struct head {
  uint32_t fields, lengths, encodings, hosts;
  /* The length of the body, as announced. */
  uint64_t length;
  bool is_chunked, is_malformed;
} head;

static bool is_named(polytraders_http_text name, const char *wanted) {
  return name.length == strlen(wanted) &&
         strncasecmp((const char *)name.start, wanted, name.length) == 0;
}

/* RFC 9110 5.6.2: no blank before the colon, no control characters. */
static bool is_token(polytraders_http_text text) {
  for (size_t index = 0; index < text.length; index++) {
    uint8_t byte = text.start[index];
    if (byte <= 0x20 || byte >= 0x7F || strchr("\"(),/:;<=>?@[\\]{}", byte)) return false;
  }
  return text.length > 0;
}

static bool is_value(polytraders_http_text text) {
  for (size_t index = 0; index < text.length; index++) {
    uint8_t byte = text.start[index];
    if ((byte < 0x20 && byte != '\t') || byte == 0x7F) return false;
  }
  return true;
}

/* libmicrohttpd has refused what is no number. */
static uint64_t number(polytraders_http_text digits) {
  uint64_t number = 0;
  for (size_t index = 0; index < digits.length; index++) {
    if (digits.start[index] < '0' || digits.start[index] > '9' || number > UINT64_MAX / 10 - 9) {
      return UINT64_MAX;
    }
    number = number * 10 + (digits.start[index] - '0');
  }
  return number;
}

static void look_at_field(void *user, polytraders_http_text name, polytraders_http_text value) {
  head *head = user;
  head->fields += 1;
  if (!is_token(name) || !is_value(value)) head->is_malformed = true;
  if (is_named(name, "Content-Length")) {
    head->lengths += 1;
    head->length = number(value);
  } else if (is_named(name, "Transfer-Encoding")) {
    head->encodings += 1;
    head->is_chunked = is_named(value, "chunked");
  } else if (is_named(name, "Host")) {
    head->hosts += 1;
  }
}

uint32_t polytraders_http_head_refusal(
    polytraders_http_exchange *exchange, const char *version) {
  bool is_old = strcmp(version, "HTTP/1.0") == 0;
  if (!is_old && strcmp(version, "HTTP/1.1") != 0) return 505;
  head head = {0};
  polytraders_http_visit_headers(exchange, look_at_field, &head);
  if (head.fields > exchange->server->limits.header_fields) return 431;
  if (head.is_malformed || head.hosts > 1 || head.lengths > 1) return 400;
  if (head.encodings > 0 && (head.lengths > 0 || head.encodings > 1 || is_old || !head.is_chunked)) {
    return 400;
  }
  if (!is_token(polytraders_http_method(exchange))) return 400;
  if (polytraders_http_is_endless(exchange, head.length)) return 413;
  bool is_origin_form = exchange->uri[0] == '/' || strcmp(exchange->uri, "*") == 0;
  return is_origin_form ? 0 : 400;
}
