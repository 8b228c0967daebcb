#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* libwebsockets behind a handful of calls: text messages both ways, on connections known by number.

   A service is one thread with its connections: one for each server, and one for all clients of the process. What
   happens is told on that thread. What is asked may be asked on any thread: it is queued, in its order, and does
   nothing where the connection is gone. */

#ifdef __cplusplus
extern "C" {
#endif

/* What one end takes and holds; the fields are those of WebSocketLimits in Swift. */
typedef struct polytraders_ws_limits {
  uint32_t connections;
  size_t message_bytes;
  size_t waiting_bytes;
  uint64_t handshake_milliseconds;
  uint64_t idle_milliseconds;
} polytraders_ws_limits;

enum {
  /* `bytes` are the path; nothing for clients. */
  POLYTRADERS_WS_OPENED = 1,
  /* `bytes` are a whole message. */
  POLYTRADERS_WS_TEXT = 2,
  /* The connection was open and is gone: `code`, and `bytes` are the reason. The last event of it. */
  POLYTRADERS_WS_CLOSED = 3,
  /* The connection of a client never opened: `code` is one of the failures below. The last event of it. */
  POLYTRADERS_WS_FAILED = 4,
};

enum {
  /* The name has no address. */
  POLYTRADERS_WS_UNRESOLVED = 1,
  /* `detail` is errno, or 0. */
  POLYTRADERS_WS_UNREACHABLE = 2,
  /* `bytes` say what is wrong with TLS. */
  POLYTRADERS_WS_UNTRUSTED = 3,
  /* `detail` is the status of the answer, or 0. */
  POLYTRADERS_WS_REFUSED = 4,
  POLYTRADERS_WS_TIMED_OUT = 5,
  /* `bytes` say what the library saw. */
  POLYTRADERS_WS_LOST = 6,
  POLYTRADERS_WS_CANCELLED = 7,
};

typedef struct polytraders_ws_event {
  uint32_t kind;
  uint16_t code;
  int32_t detail;
  uint64_t id;
  /* In place until the call returns; not terminated by NUL. */
  const uint8_t *bytes;
  size_t length;
} polytraders_ws_event;

typedef void (*polytraders_ws_handler)(void *user, polytraders_ws_event event);

enum {
  POLYTRADERS_WS_OK = 0,
  /* Not an address in digits. */
  POLYTRADERS_WS_BAD_HOST = 1,
  POLYTRADERS_WS_BIND = 2,
  POLYTRADERS_WS_THREAD = 3,
  POLYTRADERS_WS_CONTEXT = 4,
};

/* Which step failed, and its errno. */
typedef struct polytraders_ws_failure {
  uint32_t step;
  int32_t code;
} polytraders_ws_failure;

typedef struct polytraders_ws_service polytraders_ws_service;

/* Listens for handshakes on the `path_count` paths and serves; NULL with `failure` where that is not possible. */
polytraders_ws_service *polytraders_ws_server_start(
    const char *host, uint16_t port, const char *const *paths, size_t path_count,
    polytraders_ws_limits limits, polytraders_ws_handler handler, void *user,
    polytraders_ws_failure *failure);
uint16_t polytraders_ws_server_port(const polytraders_ws_service *server);
/* Closes everything and joins the thread. Not for the server's own thread; more than once is fine. */
void polytraders_ws_server_stop(polytraders_ws_service *server);
void polytraders_ws_server_free(polytraders_ws_service *server);

/* The service of all clients; NULL where it cannot be started. It lives as long as the process. */
polytraders_ws_service *polytraders_ws_client_service(polytraders_ws_handler handler);

/* What a client connects to. */
typedef struct polytraders_ws_target {
  /* Without brackets around an IPv6 address. */
  const char *host;
  uint16_t port;
  bool is_secure;
  /* With the query. */
  const char *path;
  /* A file of certificates in PEM, or NULL for those of the system. */
  const char *authorities;
  /* `header_count` times a name and a value, free of line breaks. */
  const char *const *headers;
  size_t header_count;
} polytraders_ws_target;

/* A number for a new connection, so that it is known before anything happens on it. */
uint64_t polytraders_ws_new_id(polytraders_ws_service *service);
/* Begins to connect; false where memory is short. What comes of it is told to `user`. */
bool polytraders_ws_connect(
    polytraders_ws_service *service, uint64_t id, polytraders_ws_target target, polytraders_ws_limits limits, void *user);

void polytraders_ws_send(
    polytraders_ws_service *service, uint64_t id, const uint8_t *bytes, size_t length);
/* Sends what is queued, then a close frame. At most 123 bytes of the reason are sent. */
void polytraders_ws_close(
    polytraders_ws_service *service, uint64_t id, uint16_t code, const uint8_t *reason,
    size_t length);
/* Ends the TCP connection at once. */
void polytraders_ws_drop(polytraders_ws_service *service, uint64_t id);

#ifdef __cplusplus
}
#endif
