#include <stdlib.h>
#include <string.h>

#include "Internal.h"

bool polytraders_http_is_endless(const polytraders_http_exchange *exchange, uint64_t length) {
  // A body too long is swallowed up to this many times the limit, so that its sender reads why.
  static const size_t swallowed_limits = 4;
  return length / swallowed_limits > exchange->server->limits.body_bytes;
}

void *polytraders_http_uri(void *user, const char *uri, struct MHD_Connection *daemon_connection) {
  polytraders_http_server *server = user;
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(daemon_connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  connection *open = info ? info->socket_context : NULL;
  if (!open) return NULL;
  polytraders_http_exchange *exchange = calloc(1, sizeof *exchange);
  if (!exchange) return NULL;
  exchange->uri = strdup(uri);
  if (!exchange->uri) {
    free(exchange);
    return NULL;
  }
  atomic_fetch_add(&server->references, 1);
  exchange->server = server;
  exchange->connection = open;
  exchange->daemon_connection = daemon_connection;
  exchange->holders = HELD_BY_DAEMON;
  return exchange;
}

static void free_body(polytraders_http_exchange *exchange) {
  exchange->server->bodies -= exchange->body_capacity;
  free(exchange->body);
  exchange->body = NULL;
  exchange->body_length = 0;
  exchange->body_capacity = 0;
}

void polytraders_http_release(polytraders_http_exchange *exchange, holder holder) {
  polytraders_http_server *server = exchange->server;
  pthread_mutex_lock(&server->mutex);
  exchange->holders &= ~(uint32_t)holder;
  bool is_last = exchange->holders == 0;
  pthread_mutex_unlock(&server->mutex);
  if (!is_last) return;
  polytraders_http_answer_free(exchange->answer);
  free(exchange->uri);
  free(exchange);
  polytraders_http_server_drop(server);
}

void polytraders_http_completed(
    void *user, struct MHD_Connection *daemon_connection, void **context,
    enum MHD_RequestTerminationCode code) {
  (void)user, (void)daemon_connection, (void)code;
  polytraders_http_exchange *exchange = *context;
  *context = NULL;
  if (!exchange) return;
  connection *open = exchange->connection;
  open->phase = PHASE_IDLE;
  open->since = polytraders_http_now();
  open->begun = 0;
  open->received = polytraders_http_received(open);
  open->is_slow = false;
  open->waiting = NULL;
  polytraders_http_forget_slow(exchange);
  free_body(exchange);
  polytraders_http_release(exchange, HELD_BY_DAEMON);
}

/* Takes a piece of the body; the status that refuses it, or 0. */
static uint32_t take(polytraders_http_exchange *exchange, const char *bytes, size_t length) {
  polytraders_http_server *server = exchange->server;
  exchange->body_seen += length;
  if (exchange->refusal) return exchange->refusal;
  if (exchange->body_seen > server->limits.body_bytes) return 413;
  size_t needed = exchange->body_length + length;
  if (needed > exchange->body_capacity) {
    size_t capacity = exchange->body_capacity ? exchange->body_capacity : 1024;
    while (capacity < needed) capacity *= 2;
    size_t added = capacity - exchange->body_capacity;
    if (server->bodies + added > server->limits.bodies_bytes) return 503;
    uint8_t *grown = realloc(exchange->body, capacity);
    if (!grown) return 503;
    exchange->body = grown;
    exchange->body_capacity = capacity;
    server->bodies += added;
  }
  memcpy(exchange->body + exchange->body_length, bytes, length);
  exchange->body_length = needed;
  return 0;
}

static enum MHD_Result take_body(
    polytraders_http_exchange *exchange, const char *upload, size_t *upload_length) {
  exchange->refusal = take(exchange, upload, *upload_length);
  *upload_length = 0;
  if (!exchange->refusal) return MHD_YES;
  free_body(exchange);
  if (!polytraders_http_is_endless(exchange, exchange->body_seen)) return MHD_YES;
  polytraders_http_refuse_and_close(exchange->connection, exchange->refusal);
  return MHD_NO;
}

/* The request is complete: the handler's turn. */
static enum MHD_Result hand_over(polytraders_http_exchange *exchange) {
  polytraders_http_server *server = exchange->server;
  exchange->connection->phase = PHASE_HANDLING;
  exchange->holders |= HELD_BY_REPLY;
  server->handler(server->user, exchange);
  free_body(exchange);
  pthread_mutex_lock(&server->mutex);
  bool is_answered = exchange->is_answered;
  exchange->is_suspended = !is_answered;
  pthread_mutex_unlock(&server->mutex);
  if (is_answered) return polytraders_http_queue(exchange);
  exchange->connection->waiting = exchange;
  MHD_suspend_connection(exchange->daemon_connection);
  return MHD_YES;
}

enum MHD_Result polytraders_http_access(
    void *user, struct MHD_Connection *daemon_connection, const char *url, const char *method,
    const char *version, const char *upload, size_t *upload_length, void **context) {
  (void)user, (void)daemon_connection, (void)url;
  polytraders_http_exchange *exchange = *context;
  if (!exchange) return MHD_NO;
  connection *open = exchange->connection;
  if (!exchange->is_checked) {
    exchange->is_checked = true;
    exchange->method = method;
    open->phase = PHASE_READING;
    open->since = open->begun ? open->begun : polytraders_http_now();
    uint32_t refusal = polytraders_http_head_refusal(exchange, version);
    return refusal ? polytraders_http_refuse(exchange, refusal) : MHD_YES;
  }
  if (*upload_length > 0) return take_body(exchange, upload, upload_length);
  if (exchange->refusal) return polytraders_http_refuse(exchange, exchange->refusal);
  if (open->phase == PHASE_READING) return hand_over(exchange);
  // Resumed: the answer is there, or the server stops.
  open->waiting = NULL;
  return polytraders_http_queue(exchange);
}

static polytraders_http_text text(const char *start, size_t length) {
  return (polytraders_http_text){(const uint8_t *)start, length};
}

polytraders_http_text polytraders_http_method(const polytraders_http_exchange *exchange) {
  return text(exchange->method, strlen(exchange->method));
}

polytraders_http_text polytraders_http_path(const polytraders_http_exchange *exchange) {
  return text(exchange->uri, strcspn(exchange->uri, "?"));
}

polytraders_http_text polytraders_http_body(const polytraders_http_exchange *exchange) {
  return (polytraders_http_text){exchange->body, exchange->body_length};
}

typedef struct visitor {
  polytraders_http_visit visit;
  void *user;
} visitor;

static enum MHD_Result visit_value(
    void *user, enum MHD_ValueKind kind, const char *name, size_t name_length, const char *value,
    size_t value_length) {
  (void)kind;
  const visitor *visitor = user;
  visitor->visit(visitor->user, text(name, name_length), text(value, value ? value_length : 0));
  return MHD_YES;
}

void polytraders_http_visit_headers(
    polytraders_http_exchange *exchange, polytraders_http_visit visit, void *user) {
  visitor visitor = {visit, user};
  MHD_get_connection_values_n(exchange->daemon_connection, MHD_HEADER_KIND, visit_value, &visitor);
}

void polytraders_http_visit_query(
    polytraders_http_exchange *exchange, polytraders_http_visit visit, void *user) {
  visitor visitor = {visit, user};
  MHD_get_connection_values_n(
      exchange->daemon_connection, MHD_GET_ARGUMENT_KIND, visit_value, &visitor);
}
