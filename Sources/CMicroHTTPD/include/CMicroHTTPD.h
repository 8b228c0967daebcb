#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* libmicrohttpd behind a handful of calls: one server is one port, one thread and one handler.

   The handler is called on the server's thread with an exchange: a complete request, and the place of its answer.
   What it reads of the request is in place until it returns. The answer is given then or later, from any thread,
   exactly once; the exchange is gone with it. */

#ifdef __cplusplus
extern "C" {
#endif

typedef struct polytraders_http_server polytraders_http_server;
typedef struct polytraders_http_exchange polytraders_http_exchange;
typedef struct polytraders_http_answer polytraders_http_answer;

/* What the server takes of strangers; the fields are those of HTTPServerLimits in Swift. */
typedef struct polytraders_http_limits {
  uint32_t connections;
  uint32_t connections_per_address;
  size_t head_bytes;
  uint32_t header_fields;
  size_t body_bytes;
  size_t bodies_bytes;
  uint64_t request_milliseconds;
  uint64_t answer_milliseconds;
  uint64_t idle_milliseconds;
} polytraders_http_limits;

typedef void (*polytraders_http_handler)(void *user, polytraders_http_exchange *exchange);

enum {
  POLYTRADERS_HTTP_OK = 0,
  /* Not an address in digits. */
  POLYTRADERS_HTTP_BAD_HOST = 1,
  POLYTRADERS_HTTP_SOCKET = 2,
  POLYTRADERS_HTTP_BIND = 3,
  POLYTRADERS_HTTP_LISTEN = 4,
  POLYTRADERS_HTTP_THREAD = 5,
  POLYTRADERS_HTTP_DAEMON = 6,
};

/* Which step failed, and its errno. */
typedef struct polytraders_http_failure {
  uint32_t step;
  int32_t code;
} polytraders_http_failure;

/* Listens and serves; NULL with `failure` where that is not possible. */
polytraders_http_server *polytraders_http_server_start(
    const char *host, uint16_t port, polytraders_http_limits limits, polytraders_http_handler handler,
    void *user, polytraders_http_failure *failure);
uint16_t polytraders_http_server_port(const polytraders_http_server *server);
/* Closes everything and joins the thread. Not for the server's own thread; more than once is fine. */
void polytraders_http_server_stop(polytraders_http_server *server);
/* Lets go of a stopped server; exchanges that still wait for their answer may be answered, into the void. */
void polytraders_http_server_free(polytraders_http_server *server);

/* A part of a request; not terminated by NUL. */
typedef struct polytraders_http_text {
  const uint8_t *start;
  size_t length;
} polytraders_http_text;

polytraders_http_text polytraders_http_method(const polytraders_http_exchange *exchange);
/* As sent, up to the question mark. */
polytraders_http_text polytraders_http_path(const polytraders_http_exchange *exchange);
polytraders_http_text polytraders_http_body(const polytraders_http_exchange *exchange);

typedef void (*polytraders_http_visit)(
    void *user, polytraders_http_text name, polytraders_http_text value);
/* All header fields in their order, blanks around the values removed. */
void polytraders_http_visit_headers(
    polytraders_http_exchange *exchange, polytraders_http_visit visit, void *user);
/* The parts of the query in their order, decoded. */
void polytraders_http_visit_query(
    polytraders_http_exchange *exchange, polytraders_http_visit visit, void *user);

enum {
  /* Body bytes are sent as fast as they are taken. */
  POLYTRADERS_HTTP_FAST = 0,
};
#define POLYTRADERS_HTTP_UNCUT SIZE_MAX

/* An answer with a copy of the body, at `bytes_per_second` and cut after `cut_after` bytes of it; NULL where
   memory is short. */
polytraders_http_answer *polytraders_http_answer_create(
    uint32_t status, const uint8_t *body, size_t length, uint64_t bytes_per_second, size_t cut_after);
/* False where the field is not allowed in an answer. */
bool polytraders_http_answer_add(
    polytraders_http_answer *answer, const char *name, const char *value);
void polytraders_http_answer_free(polytraders_http_answer *answer);
/* Gives the answer, which belongs to the server afterwards; NULL closes the connection without one. */
void polytraders_http_exchange_answer(
    polytraders_http_exchange *exchange, polytraders_http_answer *answer);

#ifdef __cplusplus
}
#endif
