#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Internal.h"

static const char *const protocol_name = "polytraders";

void polytraders_ws_client_free(client *client) {
  if (!client) return;
  for (size_t index = 0; index < 2 * client->header_count; index++) free(client->headers[index]);
  if (client->addresses) freeaddrinfo(client->addresses);
  free(client->headers);
  free(client->host);
  free(client->path);
  free(client->authorities);
  free(client);
}

/* What the library says of a failure, put into one of the classes. */
static void fail(polytraders_ws_service *service, session *session, const char *text) {
  client *client = session->client;
  int status = session->wsi ? (int)lws_http_client_http_response(session->wsi) : 0;
  uint32_t failure = client->failure;
  if (failure == 0 && client->is_certificate_bad) failure = POLYTRADERS_WS_UNTRUSTED;
  if (failure == 0 && client->is_connected) {
    bool is_answered = status != 0 || strncmp(text, "HS:", 3) == 0;
    failure = is_answered ? POLYTRADERS_WS_REFUSED : POLYTRADERS_WS_LOST;
  }
  if (failure == 0 && strstr(text, "tls:")) failure = POLYTRADERS_WS_UNTRUSTED;
  if (failure == 0) failure = POLYTRADERS_WS_UNREACHABLE;
  const char *detail = client->detail[0] ? client->detail : text;
  int32_t number = failure == POLYTRADERS_WS_REFUSED ? status : 0;
  char copy[160];
  snprintf(copy, sizeof copy, "%s", detail);
  polytraders_ws_end(
      service, session, POLYTRADERS_WS_FAILED, (uint16_t)failure, number, copy, strlen(copy));
}

/* The TLS side of a service's clients that believe these authorities; NULL where it cannot be made. */
static struct lws_vhost *vhost_of(
    polytraders_ws_service *service, const char *authorities);

/* Tries the next address; false where that failed at once or there is none. */
static bool try_next(polytraders_ws_service *service, session *session) {
  client *client = session->client;
  while (client->next_address) {
    const struct addrinfo *address = client->next_address;
    client->next_address = address->ai_next;
    char digits[INET6_ADDRSTRLEN];
    if (getnameinfo(
            address->ai_addr, address->ai_addrlen, digits, sizeof digits, NULL, 0, NI_NUMERICHOST)) {
      continue;
    }
    bool is_ipv6 = strchr(client->host, ':') != NULL;
    bool is_usual = client->port == (client->is_secure ? 443 : 80);
    char host[300];
    snprintf(host, sizeof host, is_ipv6 ? "[%s]" : "%s", client->host);
    if (!is_usual) {
      size_t length = strlen(host);
      snprintf(host + length, sizeof host - length, ":%u", client->port);
    }
    struct lws_client_connect_info info = {
      .context = service->context,
      .address = digits,
      .port = client->port,
      .ssl_connection =
          LCCSCF_HTTP_NO_FOLLOW_REDIRECT | (client->is_secure ? LCCSCF_USE_SSL : 0),
      .path = client->path,
      .host = host,
      .vhost = vhost_of(service, client->is_secure ? client->authorities : NULL),
      .local_protocol_name = protocol_name,
      .alpn = "http/1.1",
      .opaque_user_data = session,
    };
    if (!info.vhost) return false;
    // A failure at once may have been told by the callback already, which then ended the session.
    uint64_t id = session->id;
    struct lws *wsi = lws_client_connect_via_info(&info);
    session = polytraders_ws_find(service, id);
    if (!session) return true;
    if (wsi) {
      session->wsi = wsi;
      return true;
    }
  }
  return false;
}

void polytraders_ws_client_resolved(
    polytraders_ws_service *service, session *session, struct addrinfo *addresses) {
  client *client = session->client;
  client->addresses = addresses;
  client->next_address = addresses;
  if (!addresses) {
    client->failure = POLYTRADERS_WS_UNRESOLVED;
    fail(service, session, "");
  } else if (!try_next(service, session)) {
    fail(service, session, "no connection could be prepared");
  }
}

/* A name on its way to its addresses, on a thread of its own: that may take long, and the service must not wait. */
typedef struct question {
  polytraders_ws_service *service;
  command *answer;
  char *host;
} question;

static struct addrinfo *look_up(const char *host, int flags) {
  struct addrinfo hints = {.ai_flags = flags, .ai_socktype = SOCK_STREAM};
  struct addrinfo *addresses = NULL;
  return getaddrinfo(host, NULL, &hints, &addresses) == 0 ? addresses : NULL;
}

static void *resolve(void *argument) {
  question *asked = argument;
  asked->answer->addresses = look_up(asked->host, AI_ADDRCONFIG);
  polytraders_ws_post(asked->service, asked->answer);
  free(asked->host);
  free(asked);
  return NULL;
}

static bool ask(polytraders_ws_service *service, session *session) {
  question *asked = calloc(1, sizeof *asked);
  command *answer = calloc(1, sizeof *answer);
  char *host = strdup(session->client->host);
  if (asked && answer && host) {
    *answer = (command){.kind = COMMAND_RESOLVED, .id = session->id};
    *asked = (question){service, answer, host};
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&thread, NULL, resolve, asked);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == 0) return pthread_detach(thread) == 0;
  }
  free(asked);
  free(answer);
  free(host);
  return false;
}

void polytraders_ws_client_begin(polytraders_ws_service *service, session *session) {
  session->deadline = polytraders_ws_now() + session->limits.handshake_milliseconds;
  struct addrinfo *digits = look_up(session->client->host, AI_NUMERICHOST);
  if (digits) {
    polytraders_ws_client_resolved(service, session, digits);
  } else if (!ask(service, session)) {
    session->client->failure = POLYTRADERS_WS_UNRESOLVED;
    fail(service, session, "");
  }
}

void polytraders_ws_client_give_up(
    polytraders_ws_service *service, session *session, uint32_t failure) {
  session->client->failure = failure;
  session->client->next_address = NULL;
  if (session->wsi) {
    lws_set_timeout(session->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
  } else {
    fail(service, session, "");
  }
}

static int add_headers(session *session, unsigned char **place, size_t space) {
  client *client = session->client;
  client->is_connected = true;
  unsigned char *end = *place + space;
  for (size_t index = 0; index < client->header_count; index++) {
    char name[256];
    const char *value = client->headers[2 * index + 1];
    int length = snprintf(name, sizeof name, "%s:", client->headers[2 * index]);
    if (length >= (int)sizeof name
        || lws_add_http_header_by_name(
            session->wsi, (unsigned char *)name, (const unsigned char *)value, (int)strlen(value),
            place, end)) {
      return -1;
    }
  }
  return 0;
}

static int client_callback(
    struct lws *wsi, enum lws_callback_reasons reason, void *user, void *bytes, size_t length) {
  (void)user;
  struct lws_context *context = wsi ? lws_get_context(wsi) : NULL;
  polytraders_ws_service *service = context ? lws_context_user(context) : NULL;
  if (!service) return 0;
  if (reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED) {
    polytraders_ws_obey(service);
    return 0;
  }
  session *session = lws_get_opaque_user_data(wsi);
  if (!session) return 0;
  session->wsi = wsi;
  switch (reason) {
  case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
    if (!length) {
      session->client->is_certificate_bad = true;
      int code = X509_STORE_CTX_get_error(bytes);
      snprintf(
          session->client->detail, sizeof session->client->detail, "%s",
          X509_verify_cert_error_string(code));
    }
    return 0;
  case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER: return add_headers(session, bytes, length);
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    if (session->client->failure == 0 && !session->client->is_connected
        && !session->client->is_certificate_bad && session->client->next_address) {
      lws_set_opaque_user_data(wsi, NULL);
      session->wsi = NULL;
      if (try_next(service, session)) return 0;
    }
    {
      char text[160] = "";
      if (bytes) snprintf(text, sizeof text, "%.*s", (int)length, (const char *)bytes);
      fail(service, session, text);
    }
    return 0;
  case LWS_CALLBACK_CLIENT_ESTABLISHED: return polytraders_ws_opened(service, session, "");
  case LWS_CALLBACK_CLIENT_RECEIVE: return polytraders_ws_received(service, session, bytes, length);
  case LWS_CALLBACK_CLIENT_WRITEABLE: return polytraders_ws_writeable(session);
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    return polytraders_ws_peer_closes(session, bytes, length);
  case LWS_CALLBACK_CLIENT_CLOSED: polytraders_ws_closed(service, session); return 0;
  // The library sometimes forgets to say what became of an attempt.
  case LWS_CALLBACK_WSI_DESTROY:
    if (session->is_open) polytraders_ws_closed(service, session);
    else fail(service, session, "the connection ended");
    return 0;
  default: return 0;
  }
}

static const struct lws_protocols protocols[] = {
  {.name = "polytraders", .callback = client_callback, .rx_buffer_size = 64 * 1024},
  {0},
};

static struct lws_vhost *vhost_of(polytraders_ws_service *service, const char *authorities) {
  for (trust *known = service->trusts; known; known = known->next) {
    bool is_same = authorities && known->authorities ? strcmp(authorities, known->authorities) == 0
                                                     : authorities == known->authorities;
    if (is_same) return known->vhost;
  }
  trust *added = calloc(1, sizeof *added);
  if (!added) return NULL;
  char name[32];
  static unsigned count;
  snprintf(name, sizeof name, "trust-%u", count++);
  added->authorities = authorities ? strdup(authorities) : NULL;
  struct lws_context_creation_info info = {
    .port = CONTEXT_PORT_NO_LISTEN,
    .protocols = protocols,
    .vhost_name = name,
    .client_ssl_ca_filepath = added->authorities,
    // Not the one that the environment may name.
    .http_proxy_address = "",
    .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_VALIDATE_UTF8
               | (authorities ? LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS : 0),
    .timeout_secs = 3600,
  };
  added->vhost = lws_create_vhost(service->context, &info);
  if (!added->vhost) {
    free(added->authorities);
    free(added);
    return NULL;
  }
  added->next = service->trusts;
  service->trusts = added;
  return added->vhost;
}

static polytraders_ws_service *clients;
static polytraders_ws_handler clients_handler;
static pthread_once_t clients_once = PTHREAD_ONCE_INIT;

static void start_clients(void) {
  polytraders_ws_service *service = calloc(1, sizeof *service);
  if (!service || !polytraders_ws_service_prepare(service, clients_handler)) return;
  struct lws_context_creation_info info = {
    .port = CONTEXT_PORT_NO_LISTEN,
    .protocols = protocols,
    .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT
               | LWS_SERVER_OPTION_VALIDATE_UTF8,
    .user = service,
    .pt_serv_buf_size = 64 * 1024,
    .max_http_header_data = 8192,
    .max_http_header_pool = 1024,
    .timeout_secs = 3600,
  };
  lws_set_log_level(0, NULL);
  pthread_mutex_lock(&polytraders_ws_contexts);
  service->context = lws_create_context(&info);
  pthread_mutex_unlock(&polytraders_ws_contexts);
  if (!service->context) return;
  // What the library tells of waking up goes to the protocols of vhosts: one has to be there from the start.
  if (!vhost_of(service, NULL) || polytraders_ws_service_start(service) != 0) return;
  clients = service;
}

polytraders_ws_service *polytraders_ws_client_service(polytraders_ws_handler handler) {
  clients_handler = handler;
  pthread_once(&clients_once, start_clients);
  return clients;
}

static client *copy_target(polytraders_ws_target target) {
  client *copy = calloc(1, sizeof *copy);
  if (!copy) return NULL;
  copy->port = target.port;
  copy->is_secure = target.is_secure;
  copy->host = strdup(target.host);
  copy->path = strdup(target.path);
  copy->authorities = target.authorities ? strdup(target.authorities) : NULL;
  copy->headers = calloc(2 * target.header_count + 1, sizeof *copy->headers);
  bool is_whole = copy->host && copy->path && copy->headers
                  && (copy->authorities || !target.authorities);
  if (copy->headers) {
    copy->header_count = target.header_count;
    for (size_t index = 0; index < 2 * target.header_count; index++) {
      copy->headers[index] = strdup(target.headers[index]);
      is_whole = is_whole && copy->headers[index];
    }
  }
  if (is_whole) return copy;
  polytraders_ws_client_free(copy);
  return NULL;
}

bool polytraders_ws_connect(
    polytraders_ws_service *service, uint64_t id, polytraders_ws_target target,
    polytraders_ws_limits limits, void *user) {
  command *connect = calloc(1, sizeof *connect);
  client *client = copy_target(target);
  session *created = polytraders_ws_session_create(id, limits, user);
  if (!connect || !client || !created) {
    free(connect);
    polytraders_ws_client_free(client);
    free(created);
    return false;
  }
  created->client = client;
  *connect = (command){.kind = COMMAND_CONNECT, .id = id, .session = created};
  polytraders_ws_post(service, connect);
  return true;
}
