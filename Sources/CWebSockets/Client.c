#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Internal.h"

static const char *const protocol_name = "polytraders";

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
      .vhost = polytraders_ws_vhost(service, client->is_secure ? client->authorities : NULL),
      .local_protocol_name = protocol_name,
      .alpn = "http/1.1",
      .opaque_user_data = session,
    };
    if (!info.vhost) return false;
    client->attempt_by = polytraders_ws_now() + ATTEMPT_MILLISECONDS;
    // A failure at once may have been told by the callback already, which then went on or ended the session.
    uint64_t id = session->id;
    struct lws *wsi = lws_client_connect_via_info(&info);
    session = polytraders_ws_find(service, id);
    if (!session) return true;
    if (wsi) session->wsi = wsi;
    if (session->wsi) return true;
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

/* No connection to this address: the next one, or the end. */
static void attempt_failed(
    polytraders_ws_service *service, session *session, const char *bytes, size_t length) {
  client *client = session->client;
  char text[160];
  snprintf(text, sizeof text, "%.*s", (int)length, bytes ? bytes : "");
  if (client->failure == 0 && !client->is_connected && !client->is_certificate_bad
      && client->next_address) {
    if (session->wsi) lws_set_opaque_user_data(session->wsi, NULL);
    session->wsi = NULL;
    if (try_next(service, session)) return;
  }
  fail(service, session, text);
}

void polytraders_ws_client_look(session *session, uint64_t now) {
  client *client = session->client;
  bool is_waiting = session->wsi && !session->is_open && !client->is_connected;
  if (is_waiting && client->next_address && now >= client->attempt_by) {
    lws_set_timeout(session->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
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
    attempt_failed(service, session, bytes, bytes ? length : 0);
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
    else attempt_failed(service, session, "", 0);
    return 0;
  default: return 0;
  }
}

const struct lws_protocols polytraders_ws_client_protocols[] = {
  {.name = "polytraders", .callback = client_callback, .rx_buffer_size = 64 * 1024},
  {0},
};
