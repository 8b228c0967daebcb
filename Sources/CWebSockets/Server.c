#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "Internal.h"

static bool is_known_path(const polytraders_ws_service *server, const char *path) {
  for (size_t index = 0; index < server->path_count; index++) {
    if (strcmp(server->paths[index], path) == 0) return true;
  }
  return false;
}

/* False where it does not fit. */
static bool copy_path(struct lws *wsi, char *path, size_t space) {
  return lws_hdr_copy(wsi, path, (int)space, WSI_TOKEN_GET_URI) > 0;
}

static int refuse(struct lws *wsi, unsigned status) {
  lws_return_http_status(wsi, status, NULL);
  return -1;
}

/* Not by the library's own words: it takes an upgrade for HTTP/1.0, which clients do not accept. */
static int refuse_upgrade(struct lws *wsi) {
  static const char answer[] =
      "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
  unsigned char bytes[LWS_PRE + sizeof answer];
  memcpy(bytes + LWS_PRE, answer, sizeof answer - 1);
  if (lws_write(wsi, bytes + LWS_PRE, sizeof answer - 1, LWS_WRITE_HTTP) < 0) return -1;
  // Below zero, it would hang up before the answer is sent.
  return 1;
}

static int open_session(polytraders_ws_service *server, struct lws *wsi) {
  char path[256];
  if (!copy_path(wsi, path, sizeof path)) return -1;
  session *opened =
      polytraders_ws_session_create(polytraders_ws_new_id(server), server->limits, server->user);
  if (!opened) return -1;
  opened->wsi = wsi;
  lws_set_opaque_user_data(wsi, opened);
  polytraders_ws_insert(server, opened);
  return polytraders_ws_opened(server, opened, path);
}

static int serve_session(
    polytraders_ws_service *server, struct lws *wsi, enum lws_callback_reasons reason, void *bytes,
    size_t length) {
  session *session = lws_get_opaque_user_data(wsi);
  if (!session) return reason == LWS_CALLBACK_CLOSED ? 0 : -1;
  switch (reason) {
  case LWS_CALLBACK_RECEIVE: return polytraders_ws_received(server, session, bytes, length);
  case LWS_CALLBACK_SERVER_WRITEABLE: return polytraders_ws_writeable(session);
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    return polytraders_ws_peer_closes(session, bytes, length);
  default: polytraders_ws_closed(server, session); return 0;
  }
}

static int server_callback(
    struct lws *wsi, enum lws_callback_reasons reason, void *user, void *bytes, size_t length) {
  (void)user;
  struct lws_context *context = wsi ? lws_get_context(wsi) : NULL;
  polytraders_ws_service *server = context ? lws_context_user(context) : NULL;
  if (!server) return 0;
  char path[256];
  switch (reason) {
  case LWS_CALLBACK_WSI_CREATE: server->sockets += 1; return 0;
  case LWS_CALLBACK_WSI_DESTROY: server->sockets -= 1; return 0;
  case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
    return server->sockets - server->own_sockets >= server->limits.connections;
  case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
    lws_set_timer_usecs(
        wsi, (lws_usec_t)server->limits.handshake_milliseconds * LWS_US_PER_MS);
    return 0;
  // Time for the handshake is over.
  case LWS_CALLBACK_TIMER: return lws_get_opaque_user_data(wsi) ? 0 : -1;
  case LWS_CALLBACK_HTTP: return refuse(wsi, 426);
  case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    if (copy_path(wsi, path, sizeof path) && is_known_path(server, path)) return 0;
    return refuse_upgrade(wsi);
  case LWS_CALLBACK_ESTABLISHED: return open_session(server, wsi);
  case LWS_CALLBACK_RECEIVE:
  case LWS_CALLBACK_SERVER_WRITEABLE:
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
  case LWS_CALLBACK_CLOSED: return serve_session(server, wsi, reason, bytes, length);
  case LWS_CALLBACK_EVENT_WAIT_CANCELLED: polytraders_ws_obey(server); return 0;
  default: return 0;
  }
}

static const struct lws_protocols protocols[] = {
  {.name = "polytraders", .callback = server_callback, .rx_buffer_size = 4096},
  {0},
};

/* The library says only that it could not listen: why, this finds out before. 0 or an errno. */
static int try_to_bind(const struct addrinfo *address) {
  int yes = 1, code = 0;
  int listener = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return errno;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, address->ai_addr, address->ai_addrlen) != 0 || listen(listener, 1) != 0) {
    code = errno;
  }
  close(listener);
  return code;
}

static bool check_address(const char *host, uint16_t port, polytraders_ws_failure *failure) {
  char digits[8];
  snprintf(digits, sizeof digits, "%u", port);
  struct addrinfo hints = {
    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, .ai_socktype = SOCK_STREAM};
  struct addrinfo *address = NULL;
  if (getaddrinfo(host, digits, &hints, &address) != 0) {
    *failure = (polytraders_ws_failure){POLYTRADERS_WS_BAD_HOST, EINVAL};
    return false;
  }
  int code = try_to_bind(address);
  freeaddrinfo(address);
  if (code != 0) *failure = (polytraders_ws_failure){POLYTRADERS_WS_BIND, code};
  return code == 0;
}

static bool create_context(polytraders_ws_service *server, const char *host, uint16_t port) {
  struct lws_context_creation_info info = {
    .port = port,
    .iface = strcmp(host, "0.0.0.0") == 0 ? NULL : host,
    .protocols = protocols,
    .options = LWS_SERVER_OPTION_VALIDATE_UTF8 | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND
               | LWS_SERVER_OPTION_DISABLE_IPV6,
    .user = server,
    .timeout_secs = (unsigned)(server->limits.handshake_milliseconds / 1000 + 1),
    .max_http_header_data = 8192,
    .max_http_header_pool =
        (unsigned short)(server->limits.connections < 60000 ? server->limits.connections : 60000),
    .pt_serv_buf_size = 64 * 1024,
    .vhost_name = "polytraders",
  };
  lws_set_log_level(0, NULL);
  pthread_mutex_lock(&polytraders_ws_contexts);
  server->context = lws_create_context(&info);
  pthread_mutex_unlock(&polytraders_ws_contexts);
  if (!server->context) return false;
  server->own_sockets = server->sockets;
  struct lws_vhost *vhost = lws_get_vhost_by_name(server->context, "polytraders");
  server->port = vhost ? (uint16_t)lws_get_vhost_listen_port(vhost) : 0;
  return server->port != 0;
}

static bool copy_paths(polytraders_ws_service *server, const char *const *paths, size_t count) {
  server->paths = calloc(count + 1, sizeof *server->paths);
  if (!server->paths) return false;
  for (server->path_count = 0; server->path_count < count; server->path_count++) {
    server->paths[server->path_count] = strdup(paths[server->path_count]);
    if (!server->paths[server->path_count]) return false;
  }
  return true;
}

polytraders_ws_service *polytraders_ws_server_start(
    const char *host, uint16_t port, const char *const *paths, size_t path_count,
    polytraders_ws_limits limits, polytraders_ws_handler handler, void *user,
    polytraders_ws_failure *failure) {
  if (!check_address(host, port, failure)) return NULL;
  *failure = (polytraders_ws_failure){POLYTRADERS_WS_CONTEXT, 0};
  polytraders_ws_service *server = calloc(1, sizeof *server);
  if (!server) return NULL;
  server->user = user;
  server->limits = limits;
  bool is_ready = copy_paths(server, paths, path_count)
                  && polytraders_ws_service_prepare(server, handler)
                  && create_context(server, host, port);
  if (is_ready) {
    int code = polytraders_ws_service_start(server);
    if (code == 0) return server;
    *failure = (polytraders_ws_failure){POLYTRADERS_WS_THREAD, code};
  }
  if (server->context) {
    pthread_mutex_lock(&polytraders_ws_contexts);
    lws_context_destroy(server->context);
    pthread_mutex_unlock(&polytraders_ws_contexts);
  }
  polytraders_ws_server_free(server);
  return NULL;
}

uint16_t polytraders_ws_server_port(const polytraders_ws_service *server) {
  return server->port;
}

void polytraders_ws_server_stop(polytraders_ws_service *server) {
  pthread_mutex_lock(&server->mutex);
  bool is_first = !server->is_stopping;
  server->is_stopping = true;
  if (is_first) lws_cancel_service(server->context);
  pthread_mutex_unlock(&server->mutex);
  if (is_first) pthread_join(server->thread, NULL);
}

void polytraders_ws_server_free(polytraders_ws_service *server) {
  for (size_t index = 0; index < server->path_count; index++) free(server->paths[index]);
  free(server->paths);
  pthread_mutex_destroy(&server->mutex);
  free(server);
}
