#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "Internal.h"

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

uint64_t polytraders_http_received(const connection *open) {
  struct tcp_info info;
  memset(&info, 0, sizeof info);
  socklen_t length = sizeof info;
  if (getsockopt(open->descriptor, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return 0;
  return info.tcpi_bytes_received;
}

static void sweep_one(
    const polytraders_http_limits *limits, connection *open, uint64_t now) {
  switch (open->phase) {
  case PHASE_IDLE:
    if (open->begun == 0 && polytraders_http_received(open) != open->received) open->begun = now;
    if (open->begun != 0 && now - open->begun > limits->request_milliseconds) {
      polytraders_http_refuse_and_close(open, 408);
    } else if (now - open->since > limits->idle_milliseconds && open->begun == 0) {
      shutdown(open->descriptor, SHUT_RDWR);
    }
    break;
  case PHASE_READING:
    if (now - open->since > limits->request_milliseconds) {
      polytraders_http_refuse_and_close(open, 408);
    }
    break;
  case PHASE_HANDLING: break;
  case PHASE_ANSWERING:
    if (!open->is_slow && now - open->since > limits->answer_milliseconds) {
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

static void look_at_field(void *user, polytraders_http_text name, polytraders_http_text value) {
  head *head = user;
  head->fields += 1;
  if (!is_token(name) || !is_value(value)) head->is_malformed = true;
  if (is_named(name, "Content-Length")) {
    head->lengths += 1;
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
  bool is_origin_form = exchange->uri[0] == '/' || strcmp(exchange->uri, "*") == 0;
  return is_origin_form ? 0 : 400;
}
